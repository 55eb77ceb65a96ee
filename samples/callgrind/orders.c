/* SPDX-License-Identifier: Apache-2.0 */
/* Orders that are sorted, checked and counted: with recursion, and with functions that call one
 * another in a circle. -DFAST is the second version, whose check has another name. */

enum { ORDERS = 300, DEPTH = 60, ROUNDS = 2 };
#ifdef FAST
enum { GROUPS = 12 }; /* it counts more of them */
#else
enum { GROUPS = 9 };
#endif

static unsigned order[ORDERS];
static unsigned seed = 1;

static unsigned
next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static void
sort_orders(unsigned *from, unsigned *to)
{
	unsigned *low = from, *high = to - 1, pivot;

	if (to - from < 2)
		return;
	pivot = from[(to - from) / 2];
	while (low <= high) {
		while (*low < pivot)
			low++;
		while (*high > pivot)
			high--;
		if (low <= high) {
			unsigned kept = *low;

			*low++ = *high;
			*high-- = kept;
		}
	}
	sort_orders(from, high + 1);
	sort_orders(low, to);
}

#ifdef FAST
static unsigned
check_orders_fast(void)
{
	unsigned sum = 0;

	for (int i = 0; i < ORDERS; i++)
		sum += order[i] ^ (unsigned)i;
	return sum;
}
#define check_orders check_orders_fast
#else
static unsigned
check_orders(void)
{
	unsigned sum = 0;

	for (int i = 0; i < ORDERS; i++) {
		for (unsigned rest = order[i]; rest; rest /= 10)
			sum = sum * 31 + rest % 10;
	}
	return sum;
}
#endif

/* Ways to make groups of orders. */
static unsigned
count_groups(unsigned n)
{
	return n < 2 ? 1 : count_groups(n - 1) + count_groups(n - 2);
}

static unsigned leave(unsigned n);

static unsigned
enter(unsigned n)
{
	return n ? leave(n - 1) + next_random() % 2 : 0;
}

static unsigned
leave(unsigned n)
{
	return n ? enter(n - 1) : 1;
}

static unsigned
handle_orders(void)
{
	for (int i = 0; i < ORDERS; i++)
		order[i] = next_random();
	sort_orders(order, order + ORDERS);
	return check_orders() + count_groups(GROUPS) + enter(DEPTH);
}

int
main(void)
{
	unsigned sum = 0;

	for (int i = 0; i < ROUNDS; i++)
		sum += handle_orders();
	return sum == 0;
}
