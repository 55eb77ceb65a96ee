/* SPDX-License-Identifier: Apache-2.0 */
/* A profile that was prepared shows what it showed before, whatever filters leave of it. */
#include "notation.h"
#include "rendering.h"

#include "analyze/prepared.h"

/* Recursion through inlined frames, a location without symbols, values that cancel out. */
static const struct sample_text samples[] = {
	{ "leaf@a.c:5;mid@a.c:12;main@m.c:3", { 10, 100 }, "tenant=a" },
	{ "inl@i.h:7|mid@a.c:13;main@m.c:3", { 5, 50 }, "bytes:4kb" },
	{ "rec@r.c:4;inl@i.h:7|rec@r.c:5;rec@r.c:5;main@m.c:4", { 2, 20 }, NULL },
	{ "leaf@a.c:6;rec@r.c:4;mid@a.c:12;rec@r.c:5;main@m.c:4", { 3, 7 }, "tenant=b" },
	{ "libc.so!;mid@a.c:12;main@m.c:3", { 1, 1 }, NULL },
	{ "mid@a.c:12;main@m.c:3", { 1, 4 }, NULL },
	{ "gone@g.c:1;main@m.c:3", { 1, 9 }, NULL },
	{ "gone@g.c:1;main@m.c:3", { -1, -9 }, NULL },
	{ "", { 1, 2 }, NULL },
};

static const char *const views[][7] = {
	{ NULL },
	{ "focus", "rec", NULL },
	{ "ignore", "leaf", NULL },
	{ "ignore", "leaf", "relative-percentages", "true", NULL },
	{ "focus", "rec", "tag-focus", "a", NULL },
	{ "focus", "rec", "show-from", "mid", NULL },
	{ "focus", "mid", "no-inlines", "true", NULL },
	{ "hide", "mid", NULL },
	{ "hide", "main", NULL },
	{ "hide", "inl", NULL },
	{ "hide", "rec", NULL },
	{ "hide", ".", NULL },
	{ "hide", "a\\.c", NULL },
	{ "hide", "libc", NULL },
	{ "hide", "none", NULL },
	{ "show", "mid|rec", NULL },
	{ "show", "rec", "ignore", "leaf", NULL },
	{ "hide", "rec", "focus", "mid", NULL },
	{ "hide", "leaf", "relative-percentages", "true", NULL },
	{ "hide", "mid", "no-inlines", "true", NULL },
	{ "hide", "mid", "tag-focus", "a", NULL },
	{ "hide", "rec", "granularity", "lines", NULL },
	{ "hide", "rec", "granularity", "files", NULL },
	{ "hide", "mid", "sample-type", "samples", NULL },
	{ "hide", "main", "mean", "true", NULL },
	{ "hide", "rec", "group-by", "tenant", NULL },
	{ "show-from", "rec", NULL },
	{ "prune-from", "mid", NULL },
	{ "tag-focus", "a", NULL },
	{ "tag-root", "tenant", NULL },
	{ "no-inlines", "true", NULL },
	{ "granularity", "lines", NULL },
	{ "granularity", "filefunctions", NULL },
	{ "granularity", "files", NULL },
	{ "granularity", "addresses", NULL },
	{ "granularity", "lines", "focus", "rec", NULL },
	{ "granularity", "lines", "ignore", "leaf", "cum", "true", NULL },
	{ "granularity", "lines", "sample-type", "samples", NULL },
	{ "granularity", "lines", "mean", "true", NULL },
	{ "sample-type", "samples", NULL },
	{ "mean", "true", NULL },
	{ "trim", "false", "cum", "true", NULL },
	{ "group-by", "tenant", NULL },
};

static const struct {
	const char *family, *format;
} reports[] = {
	{ "top", "json" },
	{ "tree", "json" },
	{ "peek", "json" },
	{ "callgraph", "dot" },
	{ "traces", "text" },
};

enum { MAX_SETTINGS = 10 };

/* The caller frees; a setting that means nothing to a report gives the error. */
static char *
report(const struct pfl_profile *p, size_t which, const char *const *settings)
{
	const struct pfl_renderer *r =
		pfl_renderer_find(reports[which].family, reports[which].format);
	const char *all[MAX_SETTINGS] = { NULL };
	struct pfl_error err = { 0 };
	size_t n = 0;
	char *text;

	for (; settings[n]; n++)
		all[n] = settings[n];
	if (strcmp(reports[which].family, "peek") == 0) {
		all[n++] = "pattern";
		all[n] = "e";
	}
	text = rendering(p, r, NULL, all, &err);
	if (!text && (text = malloc(sizeof(err.msg))))
		memcpy(text, err.msg, sizeof(err.msg));
	return text;
}

static void
test_reports(void)
{
	struct pfl_profile *plain =
		notation_profile("samples/count cpu/ns", samples, COUNTOF(samples));
	struct pfl_profile *ready =
		notation_profile("samples/count cpu/ns", samples, COUNTOF(samples));

	pfl_profile_prepare(ready);
	for (size_t v = 0; CHECK(ready->prepared) && v < COUNTOF(views); v++) {
		for (size_t r = 0; r < COUNTOF(reports); r++) {
			char *want = report(plain, r, views[v]);
			char *got = report(ready, r, views[v]);

			test_case(views[v][0] ? views[v][0] : "everything");
			CHECK_STR(got, want);
			free(want);
			free(got);
		}
	}
	pfl_profile_free(plain);
	pfl_profile_free(ready);
}

/* What was prepared is taken where it holds, and nowhere else. */
static void
test_use(void)
{
	const struct pfl_nodes_opts functions = { .granularity = PFL_FUNCTIONS };
	const struct pfl_nodes_opts lines = { .granularity = PFL_LINES };
	struct pfl_profile *p =
		notation_profile("samples/count cpu/ns", samples, COUNTOF(samples));
	struct pfl_error err = { 0 };
	struct pfl_profile *d, *e;

	test_case("where it holds");
	pfl_profile_prepare(p);
	d = pfl_profile_derive(p, &err);
	e = pfl_profile_derive(d, &err);
	CHECK(pfl_prepared_for(d, &functions) == p->prepared);
	CHECK(pfl_prepared_for(d, &lines) == NULL);
	CHECK(pfl_prepared_for(e, &functions) == NULL);
	CHECK(pfl_prepared_totals(d, d->samples.value[1]) == &p->prepared->total);
	CHECK(p->prepared->total.negative);
	CHECK(pfl_prepared_totals(d, d->samples.value[0]) == NULL);
	d->samples.left_out = (const uint8_t[]){ 1 };
	CHECK(pfl_prepared_totals(d, d->samples.value[1]) == &p->prepared->total);
	d->samples.left_out = NULL;
	d->samples.stack = d->stacks.parent;
	CHECK(pfl_prepared_totals(d, d->samples.value[1]) == NULL);
	d->stacks.parent = d->stacks.location;
	CHECK(pfl_prepared_for(d, &functions) == NULL);
	pfl_profile_free(e);
	pfl_profile_free(d);
	pfl_profile_free(p);
}

int
main(void)
{
	test_reports();
	test_use();
	return test_done();
}
