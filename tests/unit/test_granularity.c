/* SPDX-License-Identifier: Apache-2.0 */
/* no-inlines: the one part of a granularity that changes the profile itself. */
#include "sketch_view.h"

static const char stacks[] = "10 i1@i.h:1|i2@i.h:2|D@d.c:3;main@m.c:4\n"
			     "5 i1@i.h:1|E@e.c:7;main@m.c:4\n"
			     "2 libx!;i2@i.h:2\n"
			     "1 -\n";

static const struct sketch_case cases[] = {
	{ "no-inlines=false", stacks, NULL },
	{ "no-inlines=true",
		"10 D@d.c:3;main@m.c:4\n5 E@e.c:7;main@m.c:4\n2 libx!;i2@i.h:2\n1 -\n", NULL },
	/* Filters come before: an inlined frame can be focused on, and hiding D leaves i2. */
	{ "noinlines=true focus=i1", "10 D@d.c:3;main@m.c:4\n5 E@e.c:7;main@m.c:4\n", NULL },
	{ "noinlines=true hide=^D$",
		"10 i2@i.h:2;main@m.c:4\n5 E@e.c:7;main@m.c:4\n2 libx!;i2@i.h:2\n", NULL },
};

int
main(void)
{
	sketch_check_all("cpu/ns", stacks, cases, COUNTOF(cases));
	return test_done();
}
