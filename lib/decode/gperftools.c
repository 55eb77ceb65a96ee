/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPU profiles of gperftools, of Go before 1.9, and of Java: machine words, then text.
 *
 *     0 3 format period 0          format 0: addresses, 1: numbers of Java's places
 *     count depth address...       a stack, leaf first; any number of these
 *     0 1 0                        the end
 *
 * Words are those of the machine that wrote them: 4 or 8 bytes, either byte order.
 */
#include "decode/legacy.h"

enum {
	HEADER_WORDS = 5,
	MOST = 8,   /* bytes of a word */
	NOISE = 32, /* a frame that all but one stack in so many have is the profiler's */
	NANOSECONDS = 1000, /* in a unit of the period */
};

/* How words are written. */
struct words {
	size_t size;
	bool big; /* the most significant byte first */
};

static const struct words writers[] = { { 4, false }, { 4, true }, { 8, false }, { 8, true } };

struct stack {
	uint64_t count;
	size_t first, n; /* of `address` */
};

struct profile {
	struct pfl_legacy d;
	struct words words;
	bool java;
	uint64_t period; /* nanoseconds */
	PFL_VEC(struct stack) stack;
	PFL_VEC(uint64_t) address;
};

static uint64_t
load(const struct words *w, const char *at)
{
	uint64_t word = 0;

	for (size_t i = 0; i < w->size; i++) {
		size_t k = w->big ? i : w->size - 1 - i;

		word = word << 8 | (unsigned char)at[k];
	}
	return word;
}

/* Is this the header, in words of this kind? */
static bool
is_header(const struct words *w, struct pfl_span head)
{
	uint64_t word[HEADER_WORDS];

	if (head.n < HEADER_WORDS * w->size)
		return false;
	for (size_t i = 0; i < HEADER_WORDS; i++)
		word[i] = load(w, head.at + i * w->size);
	return word[0] == 0 && word[1] == 3 && word[2] <= 1 && word[3] > 0 && word[4] == 0;
}

static const struct words *
find_words(struct pfl_span head)
{
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		if (is_header(&writers[i], head))
			return &writers[i];
	}
	return NULL;
}

static int
gperftools_probe(struct pfl_span head)
{
	return find_words(head) ? 95 : 0;
}

/* The next n words, n at most HEADER_WORDS: false at the end, with d->err inside of them. */
static bool
take_words(struct profile *p, uint64_t *words, size_t n)
{
	size_t size = n * p->words.size;
	struct pfl_span bytes = pfl_source_peek(p->d.source, size);

	if (!pfl_source_ok(p->d.source, p->d.err))
		return false;
	if (bytes.n < size) {
		if (bytes.n)
			pfl_fail(p->d.err, PFL_FORMAT,
				"byte %llu: the file is cut off inside a stack",
				(unsigned long long)pfl_source_offset(p->d.source));
		return false;
	}
	for (size_t i = 0; i < n; i++)
		words[i] = load(&p->words, bytes.at + i * p->words.size);
	pfl_source_skip(p->d.source, size);
	return true;
}

static bool
read_header(struct profile *p)
{
	struct pfl_span head = pfl_source_peek(p->d.source, HEADER_WORDS * MOST);
	const struct words *words = find_words(head);
	uint64_t word[HEADER_WORDS];

	if (!pfl_source_ok(p->d.source, p->d.err))
		return false;
	if (!words)
		return head.n ? pfl_fail(p->d.err, PFL_FORMAT,
					"byte 0: expected the header of a CPU profile of "
					"gperftools: the words 0, 3, 0, a period and 0")
			      : pfl_fail(p->d.err, PFL_FORMAT, "the file is empty");
	p->words = *words;
	if (!take_words(p, word, HEADER_WORDS))
		return false;
	p->java = word[2] == 1;
	p->d.no_addresses = p->java;
	if (word[3] > INT64_MAX / NANOSECONDS)
		return pfl_fail(p->d.err, PFL_FORMAT, "byte %zu: a period of %llu microseconds",
			3 * p->words.size, (unsigned long long)word[3]);
	p->period = word[3] * NANOSECONDS;
	return true;
}

/* The addresses of a stack. All but the first return from calls, which are in front of them. */
static bool
read_stack(struct profile *p, uint64_t count, uint64_t depth)
{
	struct pfl_budget *budget = pfl_builder_budget(p->d.b);
	uint64_t limit = pfl_builder_limits(p->d.b)->stack, address;

	if (depth > limit)
		return pfl_fail(p->d.err, depth > UINT32_MAX ? PFL_FORMAT : PFL_LIMIT,
			"byte %llu: a stack of %llu frames (limit %llu); --max-stack raises "
			"the limit",
			(unsigned long long)pfl_source_offset(p->d.source) - p->words.size,
			(unsigned long long)depth, (unsigned long long)limit);
	if (!pfl_vec_reserve(&p->stack, 1, budget, "stacks", p->d.err))
		return false;
	p->stack.at[p->stack.n++] = (struct stack){ count, p->address.n, (size_t)depth };
	for (uint64_t i = 0; i < depth; i++) {
		if (!pfl_vec_reserve(&p->address, 1, budget, "stacks", p->d.err))
			return false;
		if (!take_words(p, &address, 1))
			return pfl_fail(p->d.err, PFL_FORMAT,
				"byte %llu: the file ends inside a stack of %llu frames",
				(unsigned long long)pfl_source_offset(p->d.source),
				(unsigned long long)depth);
		if (i > 0 && address > 0 && !p->java)
			address--;
		p->address.at[p->address.n++] = address;
	}
	return true;
}

static bool
read_stacks(struct profile *p)
{
	uint64_t word[2];
	struct stack *last;

	for (;;) {
		if (!take_words(p, word, 2)) {
			if (p->d.err->code == PFL_OK)
				pfl_build_note(
					p->d.b, "the profile has no end; it may be incomplete");
			return p->d.err->code == PFL_OK;
		}
		if (!read_stack(p, word[0], word[1]))
			return false;
		last = &p->stack.at[p->stack.n - 1];
		if (last->count == 0 && last->n == 1 && p->address.at[last->first] == 0) {
			p->stack.n--;
			p->address.n--;
			return true;
		}
	}
}

static void
drop_second(struct profile *p, struct stack *s)
{
	uint64_t leaf = p->address.at[s->first];

	s->first++;
	s->n--;
	p->address.at[s->first] = leaf;
}

/* The address that more than half of the stacks have in second place, if any has that. */
static uint64_t
frequent_second(const struct profile *p)
{
	uint64_t candidate = 0;
	size_t lead = 0;

	for (size_t i = 0; i < p->stack.n; i++) {
		const struct stack *s = &p->stack.at[i];
		uint64_t second = s->n > 1 ? p->address.at[s->first + 1] : 0;

		if (lead == 0)
			candidate = second;
		if (second == candidate)
			lead++;
		else
			lead--;
	}
	return candidate;
}

/*
 * The handler of the signal that took the samples returns to a trampoline, which libunwind
 * shows as a second frame. It is nearly everywhere, or nowhere.
 */
static bool
drop_trampoline(struct profile *p)
{
	uint64_t second = frequent_second(p);
	size_t n = 0;

	for (size_t i = 0; second && i < p->stack.n; i++) {
		const struct stack *s = &p->stack.at[i];

		n += s->n > 1 && p->address.at[s->first + 1] == second;
	}
	if (!second || n < p->stack.n - p->stack.n / NOISE)
		return false;
	for (size_t i = 0; i < p->stack.n; i++) {
		struct stack *s = &p->stack.at[i];

		if (s->n > 1 && p->address.at[s->first + 1] == second)
			drop_second(p, s);
	}
	return true;
}

/* The leaf once more, as if it had been called: taken for a return address, it is one less. */
static void
drop_repeated_leaves(struct profile *p)
{
	for (size_t i = 0; i < p->stack.n; i++) {
		struct stack *s = &p->stack.at[i];

		if (s->n > 1 && p->address.at[s->first] == p->address.at[s->first + 1] + 1)
			drop_second(p, s);
	}
}

static bool
add_samples(struct profile *p)
{
	for (size_t i = 0; i < p->stack.n; i++) {
		const struct stack *s = &p->stack.at[i];
		int64_t values[2];

		if (s->count > INT64_MAX / p->period)
			return pfl_fail(p->d.err, PFL_FORMAT,
				"stack %zu: the count is out of range", i + 1);
		values[0] = (int64_t)s->count;
		values[1] = (int64_t)(s->count * p->period);
		if (!pfl_legacy_begin(&p->d, values, 2))
			return false;
		for (size_t k = 0; k < s->n; k++) {
			if (!pfl_legacy_push(&p->d, p->address.at[s->first + k]))
				return false;
		}
	}
	return true;
}

static bool
read_java_places(struct pfl_legacy *d)
{
	struct pfl_span line;

	while (pfl_source_line(d->source, &line)) {
		if (!pfl_legacy_java_place(d, line))
			return false;
	}
	return pfl_source_ok(d->source, d->err);
}

static bool
read_profile(struct profile *p)
{
	struct pfl_legacy *d = &p->d;

	if (!read_header(p) || !read_stacks(p))
		return false;
	if (!p->java) {
		for (int i = 0; i < 2 && drop_trampoline(p); i++)
			;
		drop_repeated_leaves(p);
	}
	pfl_legacy_type(d, "samples", "count");
	pfl_legacy_type(d, "cpu", "nanoseconds");
	pfl_legacy_period(d, pfl_span_of("cpu"), "nanoseconds", (int64_t)p->period);
	pfl_legacy_drop(d, PFL_LEGACY_DROP_PROFILER, "");
	if (!add_samples(p) || (p->java && !read_java_places(d)))
		return false;
	d->at_map = true; /* nothing announces it */
	return pfl_legacy_finish(d);
}

static bool
gperftools_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct profile p = { 0 };
	bool ok;

	pfl_legacy_init(&p.d, source, b, err);
	ok = read_profile(&p);
	pfl_legacy_clear(&p.d);
	pfl_vec_clear(&p.stack, pfl_builder_budget(b));
	pfl_vec_clear(&p.address, pfl_builder_budget(b));
	return ok;
}

const struct pfl_decoder pfl_decode_gperftools = {
	.name = "gperftools",
	.help = "binary CPU profiles of gperftools, of Go before 1.9 and of Java, 32 and 64 "
		"bits, either byte order",
	.lost = "frames that signal handlers and the unwinder add at the leaf",
	.known_by = "the words 0, 3, 0 or 1, a period and 0",
	.probe = gperftools_probe,
	.decode = gperftools_decode,
};
