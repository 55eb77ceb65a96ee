/* SPDX-License-Identifier: Apache-2.0 */
/* What was read and written as profile.proto is the same when it is read again. */
#include "random_pprof.h"

#include "draw.h"
#include "dump.h"

#include <sys/wait.h>

static struct pfl_profile *
read_pprof(struct pfl_span bytes)
{
	const struct pfl_read_opts opts = { .format = "pprof" };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(bytes, &opts, &err);

	CHECK_STR(err.msg, "");
	return p;
}

/* p as profile.proto; the caller frees it. */
static char *
write_pprof(const struct pfl_profile *p, size_t *n)
{
	const struct pfl_renderer *r = pfl_renderer_find("convert", "pprof");
	struct pfl_error err = { 0 };
	char *bytes = CHECK(r != NULL) ? draw(p, r, NULL, NULL, n, &err) : NULL;

	CHECK_STR(err.msg, "");
	return bytes;
}

static void
round_trip(struct pfl_span bytes)
{
	struct pfl_profile *p = read_pprof(bytes), *again = NULL;
	struct pfl_text want = dump_profile(p), got = { 0 };
	size_t n = 0, n2 = 0;
	char *written = p ? write_pprof(p, &n) : NULL, *twice = NULL;

	if (CHECK(written != NULL)) {
		again = read_pprof((struct pfl_span){ written, n });
		got = dump_profile(again);
		dump_check(pfl_text_get(&got), pfl_text_get(&want));
		/* Written again it is the same file. */
		twice = again ? write_pprof(again, &n2) : NULL;
		CHECK(twice && n == n2 && memcmp(written, twice, n) == 0);
	}
	free(written);
	free(twice);
	pfl_text_clear(&want);
	pfl_text_clear(&got);
	pfl_profile_free(p);
	pfl_profile_free(again);
}

/* One thing at a time, so that a failure has a name. */
static const struct {
	const char *name, *wire;
} cases[] = {
#define STRINGS "6'' 6'samples' 6'count' 6'leaf' 6'main' 6'a.c' 6'key' "
#define TYPE "1{1:1 2:2} "
#define PLACE "4{1:1 4{1:1 2:5}} 5{1:1 2:3} "
	{ "nothing", STRINGS },
	{ "types", TYPE "1{} 1{2:2} " STRINGS },
	{ "a sample", TYPE "2{1[1] 2[5]} " PLACE STRINGS },
	{ "an empty stack", TYPE "2{2[5]} " STRINGS },
	{ "zero", TYPE "2{1[1] 2[0]} " PLACE STRINGS },
	{ "no values", "2{1[1]} 2{} " PLACE STRINGS },
	{ "columns and start lines",
		TYPE "2{1[1] 2[5]} 4{1:1 4{1:1 2:-5 3:7}} 5{1:1 2:3 5:-9} " STRINGS },
	{ "names", TYPE "2{1[1] 2[5]} 4{1:1 4{1:1}} 5{1:1 2:3 3:4 4:5} " STRINGS },
	{ "folded locations", TYPE "2{1[1 2] 2[5]} 4{1:1 3:5 5:1} 4{1:2 3:5} " STRINGS },
	{ "mapping flags",
		TYPE "3{1:1 7:1} 3{1:2 8:1} 3{1:3 9:1} 3{1:4 10:1} 3{1:5} " STRINGS },
	{ "mappings", TYPE "3{1:1 2:1 3:2 4:3 5:4 6:5} 4{1:1 2:1} 2{1[1] 2[1]} " STRINGS },
	{ "comments", TYPE "13[3 0 3 4] " STRINGS },
	{ "doc_url", TYPE "15:3 " STRINGS },
	{ "default type", TYPE "14:3 " STRINGS },
	{ "drop and keep frames", TYPE "2{1[1] 2[5]} 7:3 8:4 " PLACE STRINGS },
	{ "frames that are dropped stay", TYPE "2{1[1] 2[5]} 7:3 " PLACE STRINGS },
	{ "time and duration", TYPE "9:1700000000000000000 10:5000000000 " STRINGS },
	{ "negative time", TYPE "9:-1 10:-9223372036854775808 12:-1 " STRINGS },
	{ "period", TYPE "11{1:3 2:4} 12:100 " STRINGS },
	{ "an empty period type", TYPE "11{} 12:100 " STRINGS },
	{ "what nobody refers to",
		TYPE "3{1:1 5:3} 4{1:1 2:1 3:9} 5{1:1 2:3} 4{1:2 4{1:1}} " STRINGS },
	{ "locations without lines", TYPE "2{1[1] 2[5]} 4{1:1 3:4096} " STRINGS },
	{ "labels", TYPE "2{2[1] 3{1:6 2:3}} 2{2[2] 3{1:6 3:5 4:2}} " STRINGS },
	{ "several labels of one key",
		TYPE "2{2[1] 3{1:6 2:3} 3{1:6 2:4} 3{1:6 3:1}} " STRINGS },
	{ "a label without a text or number", TYPE "2{2[1] 3{1:6}} " STRINGS },
	{ "a label without a key", TYPE "2{2[1] 3{2:3}} 2{2[1] 3{3:3}} " STRINGS },
	{ "an empty label", TYPE "2{2[1] 3{}} 2{2[1] 3{1:6 2:3} 3{} 3{}} " STRINGS },
	{ "a label with an empty text", TYPE "2{2[1] 3{1:6 2:7}} " STRINGS "6''" },
	{ "a zero with a unit", TYPE "2{2[1] 3{1:6 4:2}} " STRINGS },
#undef STRINGS
#undef TYPE
#undef PLACE
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_text bytes = { 0 };

		test_case(cases[i].name);
		wire_text(&bytes, cases[i].wire);
		round_trip(pfl_text_span(&bytes));
		pfl_text_clear(&bytes);
	}
}

static const char *const samples[] = {
	"samples/go/fast.allocs.pb.gz",
	"samples/go/fast.block.pb.gz",
	"samples/go/fast.cpu.pb.gz",
	"samples/go/fast.goroutine.pb.gz",
	"samples/go/fast.heap.pb.gz",
	"samples/go/fast.mutex.pb.gz",
	"samples/go/slow.allocs.pb.gz",
	"samples/go/slow.block.pb.gz",
	"samples/go/slow.cpu.pb.gz",
	"samples/go/slow.goroutine.pb.gz",
	"samples/go/slow.heap.pb.gz",
	"samples/go/slow.mutex.pb.gz",
};

static void
test_samples(void)
{
	for (size_t i = 0; i < COUNTOF(samples); i++) {
		struct pfl_text bytes = sample_bytes(samples[i]);

		test_case(samples[i]);
		round_trip(pfl_text_span(&bytes));
		pfl_text_clear(&bytes);
	}
}

static void
test_random(void)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct pfl_text bytes = { 0 };
		char name[64];

		snprintf(name, sizeof(name), "random profile %d", (int)seed);
		test_case(name);
		random_pprof(&bytes, seed);
		round_trip(pfl_text_span(&bytes));
		pfl_text_clear(&bytes);
	}
}

/* What `go tool pprof -raw` says of a file; false when it cannot be asked. */
static bool
ask_pprof(const char *path, struct pfl_text *out)
{
	char command[5000], piece[4096];
	FILE *pipe;
	size_t n;

	snprintf(command, sizeof(command), "go tool pprof -raw '%s' 2>/dev/null", path);
	pipe = popen(command, "r");
	if (!pipe)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), pipe)) > 0)
		pfl_text_add(out, (struct pfl_span){ piece, n });
	return pclose(pipe) == 0 && out->n > 0;
}

/* pprof, where it is installed, sees no difference either. */
static void
test_with_pprof(void)
{
	for (size_t i = 0; i < COUNTOF(samples); i += 2) {
		struct pfl_text want = { 0 }, got = { 0 }, bytes = { 0 };

		if (!ask_pprof(source_path(samples[i]), &want)) {
			fprintf(stderr, "go tool pprof is not here: not asked\n");
			pfl_text_clear(&want);
			return;
		}
		test_case(samples[i]);
		bytes = sample_bytes(samples[i]);
		{
			struct pfl_profile *p = read_pprof(pfl_text_span(&bytes));
			size_t n = 0;
			char *written = write_pprof(p, &n);
			const char *path = file_make((struct pfl_span){ written, n });

			CHECK(ask_pprof(path, &got));
			dump_check(pfl_text_get(&got), pfl_text_get(&want));
			unlink(path);
			free(written);
			pfl_profile_free(p);
		}
		pfl_text_clear(&bytes);
		pfl_text_clear(&want);
		pfl_text_clear(&got);
	}
}

/* Folded stacks become a profile that says the same. */
static void
test_folded(void)
{
	static const char *const folded[] = { "samples/folded/shop.folded" };

	for (size_t i = 0; i < COUNTOF(folded); i++) {
		struct pfl_error err = { 0 };
		struct pfl_profile *p = pfl_read(source_path(folded[i]), NULL, &err), *again;
		struct pfl_text want = dump_profile(p), got = { 0 };
		size_t n = 0;
		char *written = CHECK(p != NULL) ? write_pprof(p, &n) : NULL;

		test_case(folded[i]);
		again = read_pprof((struct pfl_span){ written, n });
		got = dump_profile(again);
		dump_check(pfl_text_get(&got), pfl_text_get(&want));
		free(written);
		pfl_text_clear(&want);
		pfl_text_clear(&got);
		pfl_profile_free(p);
		pfl_profile_free(again);
	}
}

int
main(void)
{
	test_cases();
	test_samples();
	test_random();
	test_folded();
	test_with_pprof();
	return test_done();
}
