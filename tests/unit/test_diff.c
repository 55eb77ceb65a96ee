/* SPDX-License-Identifier: Apache-2.0 */
/* diff: comparisons in words, tables and data. The comparisons here are made by hand. */
#include "comparing.h"

static const struct sample_text before[] = {
	{ "sha256.block;main.hash;main.handle;main", { 127000000 }, NULL },
	{ "main.decode;main.handle;main", { 1620000000 }, NULL },
	{ "gc;main", { 30000000 }, NULL },
};
static const struct sample_text now[] = {
	{ "sha256.block;main.hash;main.handle;main", { 705000000 }, NULL },
	{ "main.decode;main.handle;main", { 1498000000 }, NULL },
	{ "gc;main", { 30000000 }, NULL },
};

static void
print(struct comparing *t, const char *format, const struct pfl_style *style)
{
	struct pfl_error err = { 0 };
	char *text = comparing_render(t, format, style, &err);

	printf("%s\n%s\n", err.msg, text);
	free(text);
}

static void
hash(struct comparing *t, const char *const *settings, size_t runs)
{
	struct pfl_delta none = comparing_delta(0, 0, NAN, PFL_SAME);
	struct pfl_delta found = comparing_delta(127000000, 705000000, 4.6e-5, PFL_REGRESSION);
	struct pfl_finding *f;

	comparing_start(t, "cpu/nanoseconds", before, COUNTOF(before), now, COUNTOF(now), runs,
		settings);
	comparing_total(t, 1777000000, 2233000000);
	f = comparing_finding(t, PFL_FINDING_SCALED, "main;main.handle;main.hash",
		"sha256.block", found, 482000000);
	f->n_operations = 1;
	f->operation[0] = comparing_node(t, "sha256.block");
	f->operation_delta[0] = found.delta;
	comparing_row(t, "main.hash", none, found)->finding = 0;
	comparing_row(t, "sha256.block", found, found)->finding = 0;
	comparing_row(t, "main.handle", none,
		comparing_delta(1747000000, 2203000000, 0.57, PFL_NOISE))
		->finding = 0;
	comparing_row(t, "main.decode", comparing_delta(1620000000, 1498000000, 0.69, PFL_NOISE),
		comparing_delta(1620000000, 1498000000, 0.69, PFL_NOISE));
	comparing_row(t, "main", none, comparing_delta(1777000000, 2233000000, NAN, PFL_NOISE))
		->finding = 0;
	comparing_row(t, "gc", comparing_delta(30000000, 30000000, 1, PFL_SAME),
		comparing_delta(30000000, 30000000, 1, PFL_SAME));
}

int
main(void)
{
	static struct comparing t;
	static const char *const inputs[] = { "a.pb.gz", "/x/b.pb.gz" };
	struct pfl_style style = { .old_inputs = inputs, .n_old_inputs = 2, .columns = 100 };

	hash(&t, NULL, 1);
	print(&t, "text", &style);
	style.columns = 80;
	style.verbose = true;
	print(&t, "text", &style);
	print(&t, "markdown", &style);
	print(&t, "json", &style);
	print(&t, "junit", &style);
	comparing_end(&t);
	return test_done();
}
