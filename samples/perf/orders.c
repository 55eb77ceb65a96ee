/* SPDX-License-Identifier: Apache-2.0 */
/* Something for perf to sample: two threads that price and sort orders. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORDERS = 4000, ROUNDS = 40 };

static unsigned prices[2][ORDERS];

__attribute__((noinline)) static unsigned
hash(const char *text)
{
	unsigned h = 2166136261u;

	for (int round = 0; round < 20; round++)
		for (const char *c = text; *c; c++)
			h = (h ^ (unsigned char)*c) * 16777619u;
	return h;
}

__attribute__((noinline)) static unsigned
price(unsigned order)
{
	char key[32];

	snprintf(key, sizeof(key), "order-%u", order);
	return hash(key) % 1000;
}

static int
by_price(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

__attribute__((noinline)) static void
sort_orders(unsigned *list)
{
	qsort(list, ORDERS, sizeof(*list), by_price);
}

static void *
work(void *list)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < ORDERS; i++)
			((unsigned *)list)[i] = price(i + round);
		sort_orders(list);
	}
	return NULL;
}

int
main(void)
{
	pthread_t other;

	pthread_create(&other, NULL, work, prices[1]);
	pthread_setname_np(other, "night shift");
	work(prices[0]);
	pthread_join(other, NULL);
	return prices[0][0] == prices[1][1];
}
