/* SPDX-License-Identifier: Apache-2.0 */
/* What is read only to be merged becomes the same profile as what is read as it is. */
#include "support.h"

#include "dump.h"
#include "model/builder.h"
#include "wiretext.h"

enum { INPUTS = 6 };

static const char *const names[INPUTS] = {
	"samples/go/slow.cpu.pb.gz",
	"samples/folded/shop.folded",
	"samples/go/fast.cpu.pb.gz",
	"samples/go/slow.cpu.pb.gz",
	"samples/go/fast.heap.pb.gz",
	"samples/go/slow.heap.pb.gz",
};

static struct pfl_profile *
read_one(size_t i, const struct pfl_merger *to_merge, uint64_t memory)
{
	const struct pfl_read_opts opts = { .limits = { .memory = memory },
		.to_merge = to_merge };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read(source_path(names[i]), &opts, &err);

	CHECK_STR(err.msg, "");
	return p;
}

static struct pfl_profile *
finish(struct pfl_merger *m)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_merger_finish(m, &err);

	pfl_merger_free(m);
	CHECK_STR(err.msg, "");
	return p;
}

/* Merge n inputs, of which every step-th one is read to be merged (0: none), in so much memory.
 */
static struct pfl_profile *
merge(size_t first, size_t n, size_t step, uint64_t memory)
{
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(NULL, &err);

	for (size_t i = 0; i < n; i++)
		CHECK(pfl_merger_add(m,
			read_one(first + i, step && i % step == 0 ? m : NULL, memory), NULL,
			&err));
	return finish(m);
}

static void
check_same(const struct pfl_profile *a, const struct pfl_profile *b)
{
	struct pfl_text got, expected;

	if (!CHECK(a && b))
		return;
	got = dump_profile(a);
	expected = dump_profile(b);
	dump_check(pfl_text_get(&got), pfl_text_get(&expected));
	pfl_text_clear(&got);
	pfl_text_clear(&expected);
}

static void
test_merges(const char *name, size_t first, size_t n, size_t step, uint64_t memory)
{
	struct pfl_profile *listed = merge(first, n, step, memory);
	struct pfl_profile *shared = merge(first, n, 0, 0);

	test_case(name);
	check_same(listed, shared);
	pfl_profile_free(listed);
	pfl_profile_free(shared);
}

/* Stacks are listed as long as they are few for the memory that there may be. */
static void
test_listing(void)
{
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(NULL, &err);
	struct pfl_profile *many = read_one(0, m, 0), *few = read_one(0, m, 8 << 20);

	test_case("listed, or not");
	CHECK(many && many->stacks.listed && !many->stacks.distinct);
	CHECK(few && !few->stacks.listed && few->stacks.distinct);
	CHECK(many && few && many->stacks.n > few->stacks.n);
	pfl_profile_free(many);
	pfl_profile_free(few);
	pfl_merger_free(m);
}

/* One alone stays as it is, but for what may be there more than once. */
static void
test_alone(void)
{
	for (size_t i = 0; i < INPUTS; i++) {
		struct pfl_profile *expected = read_one(i, NULL, 0);
		struct pfl_profile *p = merge(i, 1, 1, i % 2 ? 8 << 20 : 0);

		test_case(names[i]);
		check_same(p, expected);
		CHECK(p && !p->stacks.listed && !p->to_merge && p->stacks.distinct);
		pfl_profile_free(p);
		pfl_profile_free(expected);
	}
}

/* Equal strings are listed while that takes little of what limits allow. */
static void
test_limits(void)
{
	static const struct pfl_limits few[] = { { .entries = 640 }, { .memory = 1 << 20 } };
	char text[4096];

	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < COUNTOF(few); i++) {
		struct pfl_error err = { 0 };
		struct pfl_builder *b = pfl_builder_new(&few[i], &err);

		test_case(i ? "strings and memory" : "strings and entries");
		if (!CHECK(b != NULL))
			return;
		pfl_builder_to_merge(b, 0);
		for (size_t k = 0; k < 1000; k++)
			pfl_build_listed_string(b, (struct pfl_span){ text, sizeof(text) });
		pfl_builder_check(b, &err);
		CHECK_STR(err.msg, "");
		pfl_builder_free(b);
	}
}

/* One that was read to be merged and is copied instead has other numbers for its strings,
 * and for label sets that are the same. */
static void
test_copy(void)
{
	static const char *const texts[] = { "same", "same", "n", "count", "same", "f" };
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	const struct pfl_func func = { .name = 6, .system = 5, .file = 2 };
	const struct pfl_label label[] = { { .key = 6, .text = 5 }, { .key = 6, .text = 1 } };
	struct pfl_line line = { 0 };
	const int64_t value = 7;
	struct pfl_profile *p, *copy;
	uint32_t location;

	test_case("a copy");
	pfl_builder_to_merge(b, 0);
	for (uint32_t i = 0; i < COUNTOF(texts); i++)
		CHECK_U64(pfl_build_listed_string(b, pfl_span_of(texts[i])), i + 1);
	pfl_build_type(b, 3, 4);
	pfl_build_meta(b)->default_type = 3;
	pfl_build_meta(b)->in_time = true;
	pfl_build_comment(b, 6);
	line.func = pfl_build_func(b, &func);
	location = pfl_build_location(b, 0, PFL_NONE, false, &line, 1);
	for (size_t i = 0; i < COUNTOF(label); i++)
		pfl_build_sample_of(
			b, &location, 1, pfl_build_labels(b, &label[i], 1), &value, 1);
	p = pfl_builder_finish(b, &err);
	copy = p ? pfl_merge((const struct pfl_profile *[]){ p }, 1, NULL, &err) : NULL;
	CHECK_STR(err.msg, "");
	check_same(copy, p);
	CHECK(copy && !copy->stacks.listed && pfl_strtab_n(&copy->strings) == 5);
	CHECK(copy && copy->meta.in_time && copy->labelsets.n == 2);
	pfl_builder_free(b);
	pfl_profile_free(copy);
	pfl_profile_free(p);
}

/* Where and in what order locations come up, and how many say so. */
#define TYPE "1{1:1 2:2} "
#define REST "5{1:1 2:3} 6'' 6'samples' 6'count' 6'f' "
#define LOCATION(id, line) "4{1:" id " 4{1:1 2:" line "}} "

static const struct {
	const char *name, *wire;
	uint32_t n_in_order;
} orders[] = {
	{ "samples first",
		TYPE "2{1[4 2] 2[1]} 2{1[7 4] 2[2]} " LOCATION("4", "1") LOCATION("2", "2")
			LOCATION("7", "3") REST,
		3 },
	{ "locations before the first sample that has them",
		TYPE LOCATION("1", "1") LOCATION("2", "2") "2{1[1 2] 2[1]} " LOCATION(
			"3", "3") "2{1[3 1] 2[2]} 2{1[2] 2[3]} " REST,
		3 },
	{ "locations first, from leaf to root",
		TYPE LOCATION("5", "1") LOCATION("6", "2")
			LOCATION("7", "3") "2{1[5 6 5] 2[1]} 2{1[7] 2[1]} " REST,
		3 },
	{ "locations first, from root to leaf",
		TYPE LOCATION("1", "1") LOCATION("2", "2") "2{1[2 1] 2[1]} " REST, 0 },
	{ "a location that no sample has, and another",
		TYPE LOCATION("1", "1") "2{1[1] 2[1]} " LOCATION("2", "2")
			LOCATION("3", "3") "2{1[3 1] 2[1]} " REST,
		0 },
	{ "one that no sample has, at the end",
		TYPE LOCATION("1", "1") "2{1[1] 2[1]} " LOCATION("2", "2") REST, 1 },
	{ "locations in another order than samples have them",
		TYPE "2{1[1 2] 2[1]} " LOCATION("2", "2") LOCATION("1", "1") REST, 0 },
	{ "a sample that does not count",
		TYPE "2{1[1 2] 2[0]} 2{1[3] 2[1]} " LOCATION("1", "1") LOCATION("2", "2")
			LOCATION("3", "3") REST,
		3 },
	{ "an empty stack", TYPE "2{2[5]} 2{1[1] 2[1]} " LOCATION("1", "1") REST, 1 },
};

/* The profile twice, with the one before in between: read to be merged, or as it is. */
static struct pfl_profile *
merge_order(size_t i, bool to_merge)
{
	const size_t which[] = { i, i ? i - 1 : 0, i };
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(NULL, &err);
	const struct pfl_read_opts opts = { .to_merge = to_merge ? m : NULL };
	struct pfl_profile *p;

	for (size_t k = 0; k < COUNTOF(which); k++) {
		struct pfl_text bytes = { 0 };

		wire_text(&bytes, orders[which[k]].wire);
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		if (CHECK(p != NULL) && to_merge)
			CHECK_U64(p->stacks.n_in_order, orders[which[k]].n_in_order);
		CHECK(p && pfl_merger_add(m, p, NULL, &err));
		pfl_text_clear(&bytes);
	}
	return finish(m);
}

/* Rows get the same numbers whether the order of locations is known or found out. */
static void
test_orders(void)
{
	for (size_t i = 0; i < COUNTOF(orders); i++) {
		struct pfl_profile *listed, *shared;

		test_case(orders[i].name);
		listed = merge_order(i, true);
		shared = merge_order(i, false);
		check_same(listed, shared);
		pfl_profile_free(listed);
		pfl_profile_free(shared);
	}
}

/* Twenty stacks of three locations, of which some share two; every third sample has a label.
 * Backwards, with what they share as stacks of its own. */
static void
wire_stacks(struct pfl_text *bytes, bool backwards, int64_t value)
{
	enum { STACKS = 20, MIDDLES = 5 };
	struct pfl_text wire = { 0 };
	char part[128];

	pfl_text_str(&wire, TYPE);
	for (int k = 0; k < STACKS; k++) {
		int i = backwards ? STACKS - 1 - k : k;

		snprintf(part, sizeof(part), "2{1[%d %d 1] 2[%lld]%s} ", 100 + i,
			50 + i % MIDDLES, (long long)value + i, i % 3 ? "" : " 3{1:3 2:1}");
		pfl_text_str(&wire, part);
	}
	for (int k = 0; backwards && k <= MIDDLES; k++) {
		snprintf(part, sizeof(part), k ? "2{1[%d 1] 2[%d]} " : "2{1[1] 2[7]} ",
			50 - 1 + k, k * 10);
		pfl_text_str(&wire, part);
	}
	for (int id = 1; id < 100 + STACKS; id++) {
		snprintf(part, sizeof(part), "4{1:%d 4{1:1 2:%d}} ", id, id);
		pfl_text_str(&wire, part);
	}
	pfl_text_str(&wire, REST);
	wire_text(bytes, pfl_text_get(&wire));
	pfl_text_clear(&wire);
}

/* Four inputs, of which the bits of `listed` say which are read to be merged. */
static struct pfl_profile *
merge_stacks(unsigned listed)
{
	struct pfl_error err = { 0 };
	struct pfl_merger *m = pfl_merger_new(NULL, &err);
	struct pfl_profile *p;

	for (int i = 0; i < 4; i++) {
		const struct pfl_read_opts opts = { .to_merge = listed >> i & 1 ? m : NULL };
		struct pfl_text bytes = { 0 };

		wire_stacks(&bytes, i % 2, i * 1000);
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		CHECK(p && p->stacks.listed == (opts.to_merge != NULL));
		CHECK(p && pfl_merger_add(m, p, NULL, &err));
		pfl_text_clear(&bytes);
	}
	return finish(m);
}

/* Samples that came before a tree did are found again by the rows that their stacks have then.
 */
static void
test_moved(void)
{
	struct pfl_profile *shared = merge_stacks(0);

	for (unsigned listed = 1; listed < 1 << 4; listed++) {
		struct pfl_profile *p = merge_stacks(listed);

		test_case("stacks that are listed and shared in turn");
		check_same(p, shared);
		CHECK(p && p->samples.n == 20 + 6);
		pfl_profile_free(p);
	}
	pfl_profile_free(shared);
}

int
main(void)
{
	test_moved();
	test_merges("all of them", 0, 4, 1, 0);
	test_merges("every other one", 0, 4, 2, 0);
	test_merges("other types", 4, 2, 1, 0);
	test_merges("too many stacks to list", 0, 4, 1, 8 << 20);
	test_listing();
	test_alone();
	test_limits();
	test_copy();
	test_orders();
	return test_done();
}
