/* SPDX-License-Identifier: Apache-2.0 */
/* Labels: which samples they choose, which of them stay, and as frames (semantics 7, 8, 12.4).
 */
#include "sketch_view.h"

static const char stacks[] =
	"1 a;m {k=v1 bytes:1024bytes}\n"
	"2 b;m {k=v2 bytes:4096bytes thread:7}\n"
	"4 c;m {user=ann k=v1 k=v3}\n"
	"8 d;m {dur:1500ms}\n"
	"16 e;m\n"
	"32 f;m {bytes:2048}\n"; /* no unit: the key's is bytes all the same */

#define RANGE(name, value) name ": interpreted '" value "' as a range, not a regexp"
#define S1 "1 a;m {k=v1 bytes:1024bytes}\n"
#define S2 "2 b;m {k=v2 bytes:4096bytes thread:7}\n"
#define S4 "4 c;m {user=ann k=v1 k=v3}\n"
#define S8 "8 d;m {dur:1500ms}\n"
#define S16 "16 e;m\n"
#define S32 "32 f;m {bytes:2048}\n"

static const struct sketch_case cases[] = {
	/* Patterns: with a key any of them, without each of them, on "key:value". */
	{ "tag-focus=k=v1", S1 S4, NULL },
	{ "tag-focus=k=v2,v3", S2 S4, NULL },
	{ "tag-focus=k=", S1 S2 S4, NULL },
	{ "tag-focus=v1", S1 S4, NULL },
	{ "tag-focus=v1,ann", S4, NULL },
	{ "tag-focus=k:v2", S2, NULL },
	{ "tag-focus=^user:ann$", S4, NULL },
	{ "tag-focus=thread=7.", "", "tag-focus expression matched no samples" },
	{ "tag-ignore=k=v1", S2 S8 S16 S32, NULL },
	{ "tag-ignore=zzz", stacks, "tag-ignore expression matched no samples" },
	{ "tag-focus=k=v1 tag-ignore=user=ann", S1, NULL },
	{ "tag-focus=", stacks, NULL },
	/* Ranges. */
	{ "tag-focus=1kb", S1, RANGE("tag-focus", "1kb") },
	{ "tag-focus=1kb:", S1 S2 S32, RANGE("tag-focus", "1kb:") },
	{ "tag-focus=:2kb", S1 S32, RANGE("tag-focus", ":2kb") },
	{ "tag-focus=2kb:4kb", S2 S32, RANGE("tag-focus", "2kb:4kb") },
	{ "tag-focus=2:4kb", "", "tag-focus expression matched no samples" },
	{ "tag-focus=2kb:4", S2 S32, RANGE("tag-focus", "2kb:4") },
	{ "tag-focus=bytes=1kb:", S1 S2 S32, RANGE("tag-focus", "bytes=1kb:") },
	{ "tag-focus=dur=1s:2s", S8, RANGE("tag-focus", "dur=1s:2s") },
	{ "tag-focus=1s:", S8, RANGE("tag-focus", "1s:") }, /* 21.7: not thread 7 */
	{ "tag-focus=7", S2, RANGE("tag-focus", "7") },
	{ "tag-focus=7thread", S2, RANGE("tag-focus", "7thread") },
	{ "tag-focus=2048b", S32, RANGE("tag-focus", "2048b") },
	{ "tag-focus=2048", "",
		RANGE("tag-focus", "2048") "; tag-focus expression matched no samples" },
	{ "tag-focus=-5:+5kb", "", "tag-focus expression matched no samples" },
	{ "tag-focus=1.5s", "", "tag-focus expression matched no samples" },
	{ "tag-ignore=1kb:", S4 S8 S16, RANGE("tag-ignore", "1kb:") },
	/* Keys. */
	{ "tag-show=bytes",
		"1 a;m {bytes:1024bytes}\n2 b;m {bytes:4096bytes}\n4 c;m\n8 d;m\n" S16 S32,
		NULL },
	{ "tag-hide=bytes|thread|dur",
		"1 a;m {k=v1}\n2 b;m {k=v2}\n" S4 "8 d;m\n" S16 "32 f;m\n", NULL },
	{ "tag-hide=.", "1 a;m\n2 b;m\n4 c;m\n8 d;m\n16 e;m\n32 f;m\n", NULL },
	{ "tag-show=.", stacks, NULL },
	{ "tag-show=zzz", "1 a;m\n2 b;m\n4 c;m\n8 d;m\n16 e;m\n32 f;m\n",
		"tag-show expression matched no samples" },
	{ "tag-hide=zzz", stacks, "tag-hide expression matched no samples" },
	/* First which samples, then which labels. */
	{ "tag-focus=k=v2 tag-hide=k", "2 b;m {bytes:4096bytes thread:7}\n", NULL },
};

static const char labelled[] = "1 a;m {thread=t1 dur:1500ms}\n"
			       "2 b;m {thread=t1 thread=t2 n:5}\n"
			       "4 - {n:7}\n";

static const struct sketch_case frames[] = {
	{ "tag-root=thread",
		"1 a;m;t1@thread {thread=t1 dur:1500ms}\n"
		"2 b;m;t1,t2@thread {thread=t1 thread=t2 n:5}\n"
		"4 @thread {n:7}\n",
		NULL },
	{ "tag-root=dur,thread tag-hide=.",
		"1 a;m;t1@thread;1.50s@dur\n2 b;m;t1,t2@thread;@dur\n4 @thread;@dur\n", NULL },
	{ "tag-leaf=thread,n tag-hide=.",
		"1 @n;t1@thread;a;m\n2 5@n;t1,t2@thread;b;m\n4 7@n;@thread\n", NULL },
	{ "tag-root=n tag-leaf=dur unit=ms tag-hide=.",
		"1 1500ms@dur;a;m;@n\n2 @dur;b;m;5@n\n4 @dur;7@n\n", NULL },
	{ "tag-root=,,thread, tag-hide=.", "1 a;m;t1@thread\n2 b;m;t1,t2@thread\n4 @thread\n",
		NULL },
	{ "tag-root=zzz tag-hide=.", "1 a;m;@zzz\n2 b;m;@zzz\n4 @zzz\n",
		"tag-root expression matched no samples" },
	/* The new frames are there before the filters. */
	{ "tag-root=thread focus=t2 tag-hide=.", "2 b;m;t1,t2@thread\n", NULL },
	{ "tag-root=thread show-from=m tag-hide=.", "1 a;m\n2 b;m\n", NULL },
	{ "tag-root=,", labelled, NULL },
};

int
main(void)
{
	sketch_check_all("cpu/ns", stacks, cases, COUNTOF(cases));
	sketch_check_all("cpu/ns", labelled, frames, COUNTOF(frames));
	return test_done();
}
