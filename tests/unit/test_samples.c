/* SPDX-License-Identifier: Apache-2.0 */
/* focus, ignore, hide, show: pprof's results on small profiles (semantics 8). */
#include "sketch_view.h"

/* Two samples: recursion through B, and one location with two inlined frames. */
static const char stacks[] = "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n"
			     "10 i1@i.h|i2@i.h|D@d.c;main@m.c\n";

static const struct sketch_case names[] = {
	{ "", stacks, NULL },
	{ "focus=B ignore=A", "", NULL },
	{ "focus=A", "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n", NULL },
	{ "focus=i1", "10 i1@i.h|i2@i.h|D@d.c;main@m.c\n", NULL },
	{ "focus=d\\.c", "10 i1@i.h|i2@i.h|D@d.c;main@m.c\n", NULL },
	{ "focus=main", stacks, NULL },
	{ "focus=.", stacks, NULL },
	{ "focus=^b", "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n", NULL },
	{ "focus=nothing", "", "focus expression matched no samples" },
	{ "ignore=nothing", stacks, "ignore expression matched no samples" },
	{ "ignore=i2", "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n", NULL },
	{ "ignore=main", "", NULL },
	{ "hide=B", "100 A@a.c;C@c.c;main@m.c\n10 i1@i.h|i2@i.h|D@d.c;main@m.c\n", NULL },
	{ "hide=i2", "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n10 i1@i.h|D@d.c;main@m.c\n", NULL },
	{ "hide=i\\.h", "100 A@a.c;B@b.c;C@c.c;B@b.c;main@m.c\n10 D@d.c;main@m.c\n", NULL },
	{ "hide=.", "", NULL },
	{ "hide=nothing", stacks, "hide expression matched no samples" },
	{ "show=i2|main", "100 main@m.c\n10 i2@i.h;main@m.c\n", NULL },
	{ "show=i2", "10 i2@i.h\n", NULL },
	{ "show=.", stacks, NULL },
	{ "show=nothing", "", "show expression matched no samples" },
	{ "show=[AB] hide=B", "100 A@a.c\n", NULL },
	{ "focus=B hide=B", "100 A@a.c;C@c.c;main@m.c\n", NULL }, /* looks before hiding */
	{ "focus=B show=D", "", NULL },
};

static const char mapped[] = "1 libx!x1@x.c;app!main@m.c\n"
			     "2 libx!;app!main@m.c\n"
			     "4 -\n"
			     "8 liby!;libx!\n";

/* Mappings count as a match of all their frames, of those without symbols too (21.13). */
static const struct sketch_case mappings[] = {
	{ "", mapped, NULL },
	{ "focus=libx", "1 libx!x1@x.c;app!main@m.c\n2 libx!;app!main@m.c\n8 liby!;libx!\n",
		NULL },
	{ "focus=liby", "8 liby!;libx!\n", NULL },
	{ "ignore=liby", "1 libx!x1@x.c;app!main@m.c\n2 libx!;app!main@m.c\n", NULL },
	{ "hide=libx", "1 app!main@m.c\n2 app!main@m.c\n8 liby!\n", NULL },
	{ "show=libx", "1 libx!x1@x.c\n2 libx!\n8 libx!\n", NULL },
	{ "show=main", "1 app!main@m.c\n2 app!main@m.c\n", NULL },
	{ "show=lib hide=liby", "1 libx!x1@x.c\n2 libx!\n8 libx!\n", NULL },
};

int
main(void)
{
	sketch_check_all("cpu/ns", stacks, names, COUNTOF(names));
	sketch_check_all("cpu/ns", mapped, mappings, COUNTOF(mappings));
	return test_done();
}
