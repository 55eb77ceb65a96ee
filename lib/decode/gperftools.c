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
#include "decode/chains.h"
#include "decode/legacy.h"

enum {
	HEADER_WORDS = 5,
	MOST = 8,   /* bytes of a word */
	NOISE = 32, /* a frame that all but one stack in so many have is the profiler's */
	NANOSECONDS = 1000, /* in a unit of the period */
	PIECE = 1 << 16,    /* bytes of a stack that are read at a time */
};

/* How words are written. */
struct words {
	size_t size;
	bool big; /* the most significant byte first */
};

static const struct words writers[] = { { 4, false }, { 4, true }, { 8, false }, { 8, true } };

/* What has called a leaf. */
struct callers {
	size_t first; /* of `address` */
	uint32_t n;
	uint32_t stack, dropped; /* the shared one without so many of them; PFL_NONE: none */
};

/* A stack. Recorders count them, but forget one now and then, and begin to count it again. */
struct stack {
	uint64_t leaf, count;
	uint32_t callers;
	uint32_t records;
	uint8_t dropped; /* of its callers, from the leaf on */
	bool empty;      /* there is no leaf                 */
};

struct profile {
	struct pfl_legacy d;
	struct words words;
	bool java;
	uint64_t period;        /* nanoseconds */
	struct pfl_span at;     /* the stack at hand, as it is in the file */
	PFL_VEC(char) gathered; /* scratch: if it is a long one            */
	struct pfl_chains chains;
	uint64_t count[PFL_CHAINS_GROUP]; /* of the records whose stacks are being looked up */
	struct pfl_chains calls;          /* chains without their leaf */
	PFL_VEC(struct stack) stack;      /* by number of its chain, */
	PFL_VEC(struct callers) callers;  /* of that without a leaf  */
	PFL_VEC(uint64_t) address;
	size_t records;
};

static inline uint64_t
load_eight(const char *at)
{
	const unsigned char *b = (const unsigned char *)at;

	return (uint64_t)b[7] << 56 | (uint64_t)b[6] << 48 | (uint64_t)b[5] << 40 |
		(uint64_t)b[4] << 32 | (uint64_t)b[3] << 24 | (uint64_t)b[2] << 16 |
		(uint64_t)b[1] << 8 | b[0];
}

static inline uint64_t
load(const struct words *w, const char *at)
{
	uint64_t word = 0;

	if (w->size == 8 && !w->big) /* nearly always */
		return load_eight(at);
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

/* Inside a word, or between words of a stack of this depth. */
static bool
cut_off(struct profile *p, bool in_word, uint64_t depth)
{
	unsigned long long at = pfl_source_offset(p->d.source);

	return in_word ? pfl_fail(p->d.err, PFL_FORMAT,
				 "byte %llu: the file is cut off inside a stack", at)
		       : pfl_fail(p->d.err, PFL_FORMAT,
				 "byte %llu: the file ends inside a stack of %llu frames", at,
				 (unsigned long long)depth);
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
			cut_off(p, true, n);
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

/* The next n bytes of a stack, or a piece of them, until something else is read. */
static bool
take_piece(struct profile *p, size_t n, uint64_t depth, struct pfl_span *bytes)
{
	struct pfl_source *source = p->d.source;

	*bytes = pfl_source_peek(source, n);
	if (!pfl_source_ok(source, p->d.err))
		return false;
	if (bytes->n < n) {
		pfl_source_skip(source, bytes->n - bytes->n % p->words.size);
		return cut_off(p, bytes->n % p->words.size != 0, depth);
	}
	pfl_source_skip(source, n);
	return true;
}

/* The words of a stack, as they are in the file. What the header of a long one says may be a
 * lie, so that is gathered as it comes. */
static bool
take_stack(struct profile *p, uint64_t depth)
{
	uint64_t left = depth * p->words.size;

	if (left <= PIECE)
		return take_piece(p, (size_t)left, depth, &p->at);
	p->gathered.n = 0;
	while (left > 0) {
		size_t n = left < PIECE ? (size_t)left : PIECE;

		if (!take_piece(p, n, depth, &p->at) ||
			!pfl_vec_reserve(&p->gathered, n, pfl_builder_budget(p->d.b), "stacks",
				p->d.err))
			return false;
		memcpy(p->gathered.at + p->gathered.n, p->at.at, n);
		p->gathered.n += n;
		left -= n;
	}
	p->at = (struct pfl_span){ p->gathered.at, p->gathered.n };
	return true;
}

/* Keep the callers of a leaf. All these addresses return from calls, which are in front of
 * them. */
static bool
add_callers(struct profile *p, struct pfl_span bytes)
{
	struct pfl_budget *budget = pfl_builder_budget(p->d.b);
	size_t n = bytes.n / p->words.size;

	if (!pfl_vec_reserve(&p->callers, 1, budget, "stacks", p->d.err) ||
		!pfl_vec_reserve(&p->address, n, budget, "stacks", p->d.err))
		return false;
	p->callers.at[p->callers.n++] =
		(struct callers){ .first = p->address.n, .n = (uint32_t)n, .stack = PFL_NONE };
	for (size_t i = 0; i < n; i++) {
		uint64_t address = load(&p->words, bytes.at + i * p->words.size);

		p->address.at[p->address.n++] = address - (address > 0 && !p->java);
	}
	return true;
}

/* Keep a stack that was not there before. */
static bool
add_stack(struct profile *p, struct pfl_span bytes)
{
	static const uint64_t context[PFL_CHAIN_CONTEXT] = { 0 };
	struct stack stack = { .empty = bytes.n == 0 };

	if (!pfl_vec_reserve(&p->stack, 1, pfl_builder_budget(p->d.b), "stacks", p->d.err))
		return false;
	if (!stack.empty) {
		stack.leaf = load(&p->words, bytes.at);
		bytes.at += p->words.size;
		bytes.n -= p->words.size;
	}
	stack.callers = pfl_chains_number(&p->calls, context, bytes, p->d.err);
	if (stack.callers == UINT32_MAX ||
		(stack.callers == p->callers.n && !add_callers(p, bytes)))
		return false;
	p->stack.at[p->stack.n++] = stack;
	return true;
}

/* Count a record: what is counted as nanoseconds is to be a number of 63 bits. */
static bool
count(struct profile *p, struct stack *stack, uint64_t n)
{
	uint64_t most = INT64_MAX / p->period;

	p->records++;
	stack->records += stack->records < UINT32_MAX;
	stack->count += n;
	return (n <= most && stack->count <= most) ||
		pfl_fail(p->d.err, PFL_FORMAT, "stack %zu: the count is out of range",
			p->records);
}

/* Count the records that wait for the numbers of their stacks. */
static bool
count_waiting(struct profile *p)
{
	uint32_t number[PFL_CHAINS_GROUP];
	size_t n = p->chains.n_asked;

	for (size_t i = 0; i < n; i++) {
		number[i] = pfl_chains_answer(&p->chains, i, p->d.err);
		if (number[i] == UINT32_MAX ||
			(number[i] == p->stack.n &&
				!add_stack(p, pfl_chains_bytes(&p->chains, i))))
			return false;
		PFL_PREFETCH(&p->stack.at[number[i]]);
	}
	for (size_t i = 0; i < n; i++) {
		if (!count(p, &p->stack.at[number[i]], p->count[i]))
			return false;
	}
	pfl_chains_next_group(&p->chains);
	return true;
}

static bool
add_record(struct profile *p, uint64_t count)
{
	static const uint64_t context[PFL_CHAIN_CONTEXT] = { 0 };

	p->count[p->chains.n_asked] = count;
	return pfl_chains_ask(&p->chains, context, p->at, p->d.err) &&
		(p->chains.n_asked < PFL_CHAINS_GROUP || count_waiting(p));
}

static bool
depth_ok(struct profile *p, uint64_t depth)
{
	uint64_t limit = pfl_builder_limits(p->d.b)->stack;

	return (depth <= limit && depth <= UINT32_MAX) ||
		pfl_fail(p->d.err, depth > UINT32_MAX ? PFL_FORMAT : PFL_LIMIT,
			"byte %llu: a stack of %llu frames (limit %llu); --max-stack raises "
			"the limit",
			(unsigned long long)pfl_source_offset(p->d.source) - p->words.size,
			(unsigned long long)depth, (unsigned long long)limit);
}

static bool
read_stacks(struct profile *p)
{
	uint64_t word[2];

	for (;;) {
		if (!take_words(p, word, 2)) {
			if (p->d.err->code == PFL_OK)
				pfl_build_note(
					p->d.b, "the profile has no end; it may be incomplete");
			return p->d.err->code == PFL_OK;
		}
		if (!depth_ok(p, word[1]) || !take_stack(p, word[1]))
			return false;
		if (word[0] == 0 && word[1] == 1 && load(&p->words, p->at.at) == 0)
			return true;
		if (!add_record(p, word[0]))
			return false;
	}
}

static uint64_t
second_of(const struct profile *p, const struct stack *s)
{
	const struct callers *c = &p->callers.at[s->callers];

	return s->dropped < c->n ? p->address.at[c->first + s->dropped] : 0;
}

/* The address that more than half of the records have in second place, if any has that. */
static uint64_t
frequent_second(const struct profile *p)
{
	uint64_t candidate = 0;
	size_t lead = 0;

	for (size_t i = 0; i < p->stack.n; i++) {
		const struct stack *s = &p->stack.at[i];
		uint64_t second = second_of(p, s);

		if (second == candidate) {
			lead += s->records;
		} else if (s->records > lead) {
			candidate = second;
			lead = s->records - lead;
		} else {
			lead -= s->records;
		}
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
		if (second_of(p, &p->stack.at[i]) == second)
			n += p->stack.at[i].records;
	}
	if (!second || n < p->records - p->records / NOISE)
		return false;
	for (size_t i = 0; i < p->stack.n; i++) {
		if (second_of(p, &p->stack.at[i]) == second)
			p->stack.at[i].dropped++;
	}
	return true;
}

/* The leaf once more, as if it had been called: taken for a return address, it is one less. */
static void
drop_repeated_leaves(struct profile *p)
{
	for (size_t i = 0; i < p->stack.n; i++) {
		struct stack *s = &p->stack.at[i];

		if (s->dropped < p->callers.at[s->callers].n && s->leaf == second_of(p, s) + 1)
			s->dropped++;
	}
}

/* The shared stack of what has called a stack's leaf: nearly always the one that it was for the
 * stack before with the same callers. */
static bool
share_callers(struct profile *p, const struct stack *s, size_t *depth, uint32_t *shared)
{
	struct callers *c = &p->callers.at[s->callers];
	const uint64_t *address = p->address.n ? p->address.at + c->first + s->dropped : NULL;

	*depth = c->n - s->dropped;
	if ((c->stack == PFL_NONE || c->dropped != s->dropped) &&
		!pfl_legacy_stack(&p->d, address, *depth, &c->stack))
		return false;
	c->dropped = s->dropped;
	*shared = c->stack;
	return true;
}

/* Add a stack, and what was counted of it as one sample. */
static bool
build_sample(struct profile *p, const struct stack *s)
{
	const int64_t values[2] = { (int64_t)s->count, (int64_t)(s->count * p->period) };
	uint32_t leaf = s->empty ? 0 : pfl_legacy_address(&p->d, s->leaf), stack;
	size_t depth;

	if (leaf == UINT32_MAX || !share_callers(p, s, &depth, &stack))
		return false;
	if (!s->empty)
		stack = pfl_build_shared_below(p->d.b, stack, depth, &leaf, 1);
	pfl_build_sample_sharing(p->d.b, stack, 0, values, 2);
	return pfl_builder_check(p->d.b, p->d.err);
}

static bool
build_samples(struct profile *p)
{
	for (size_t i = 0; i < p->stack.n; i++) {
		if (!build_sample(p, &p->stack.at[i]))
			return false;
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

	if (!read_header(p) || !read_stacks(p) || !count_waiting(p))
		return false;
	if (!p->java) {
		for (int i = 0; i < 2 && drop_trampoline(p); i++)
			;
		drop_repeated_leaves(p);
	}
	pfl_build_named_type(d->b, "samples", "count");
	pfl_build_named_type(d->b, "cpu", "nanoseconds");
	pfl_legacy_period(d, pfl_span_of("cpu"), "nanoseconds", (int64_t)p->period);
	pfl_legacy_drop(d, PFL_LEGACY_DROP_PROFILER, "");
	if (!build_samples(p) || (p->java && !read_java_places(d)))
		return false;
	d->at_map = true; /* nothing announces it */
	return pfl_legacy_finish(d);
}

static bool
gperftools_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(b);
	struct profile p = { 0 };
	bool ok;

	pfl_legacy_init(&p.d, source, b, err);
	pfl_chains_init(&p.chains, budget);
	pfl_chains_init(&p.calls, budget);
	ok = read_profile(&p);
	pfl_legacy_clear(&p.d);
	pfl_chains_clear(&p.chains);
	pfl_chains_clear(&p.calls);
	pfl_vec_clear(&p.gathered, budget);
	pfl_vec_clear(&p.stack, budget);
	pfl_vec_clear(&p.callers, budget);
	pfl_vec_clear(&p.address, budget);
	return ok;
}

const struct pfl_decoder pfl_decode_gperftools = {
	.name = "gperftools",
	.help = "binary CPU profiles of gperftools, of Go before 1.9 and of Java, 32 and 64 "
		"bits, either byte order",
	.lost = "frames that signal handlers and the unwinder add at the leaf; that a stack "
		"was counted in several records",
	.known_by = "the words 0, 3, 0 or 1, a period and 0",
	.probe = gperftools_probe,
	.decode = gperftools_decode,
};
