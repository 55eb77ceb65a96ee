/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The call graph of a made-up Go program, and random walks through it.
 *
 * Stacks of real programs share their beginnings: a server's accept loop leads to a few dozen
 * handlers, each calls mostly the same two or three things, and in the end everybody allocates,
 * copies or waits. So a walk here starts with a fixed run of known functions (a head), goes
 * down from a handler choosing callees with a strong preference, and often ends in a fixed run
 * of runtime functions (a tail). Made-up functions are ordered: most calls go a little way
 * down the order, some to popular functions far down, a few to the function itself or back up.
 */
#include <stdio.h>
#include <string.h>

#include "program.h"

enum {
	SELF_SITES = 3,    /* places in each function where a sample can fall */
	STEPS = 50,        /* calls from the top of the order to its bottom, about */
	TAIL_PERCENT = 65, /* stacks that end in a tail */
	FIRST_ADDRESS = 0x401000,
	SITE_BYTES = 23,
};

static const char *const head_names[] = {
	"net/http.(*conn).serve net/http.serverHandler.ServeHTTP "
	"net/http.(*ServeMux).ServeHTTP "
	"net/http.HandlerFunc.ServeHTTP "
	"github.com/acme/shop/v2/internal/middleware.Logging.func1 "
	"github.com/acme/shop/v2/internal/middleware.(*Auth).Wrap.func1",
	"google.golang.org/grpc.(*Server).serveStreams.func1.1 "
	"google.golang.org/grpc.(*Server).handleStream "
	"google.golang.org/grpc.(*Server).processUnaryRPC "
	"google.golang.org/grpc.chainUnaryInterceptors.func1 "
	"github.com/acme/shop/v2/internal/middleware.UnaryTracing.func1",
	"net/http.(*http2serverConn).runHandler net/http.serverHandler.ServeHTTP "
	"net/http.HandlerFunc.ServeHTTP "
	"github.com/acme/shop/v2/internal/middleware.Logging.func1",
	"main.(*consumer).run main.(*consumer).run.func2 main.(*consumer).handle",
	"runtime.main main.main main.run",
	"time.goFunc main.(*ticker).fire.func1",
};

/* Which head a handler is reached by: half of them by the first. */
static const uint8_t head_of[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5 };

/* Likeliest first. */
static const char *const tail_names[] = {
	"runtime.newobject runtime.mallocgc",
	"runtime.mallocgc runtime.(*mcache).nextFree runtime.(*mcache).refill "
	"runtime.(*mcentral).cacheSpan runtime.(*mcentral).grow runtime.(*mheap).alloc "
	"runtime.systemstack runtime.(*mheap).allocSpan",
	"runtime.growslice runtime.memmove",
	"runtime.mallocgc runtime.gcAssistAlloc runtime.systemstack "
	"runtime.gcAssistAlloc.func1 "
	"runtime.gcDrainN runtime.scanobject runtime.greyobject",
	"runtime.memmove",
	"runtime.mapassign_faststr runtime.hashGrow runtime.makeBucketArray runtime.newarray "
	"runtime.mallocgc runtime.memclrNoHeapPointersChunked",
	"runtime.mapaccess2_faststr runtime.memequal",
	"internal/poll.(*FD).Write syscall.write syscall.Syscall "
	"runtime/internal/syscall.Syscall6",
	"internal/poll.(*FD).Read syscall.read syscall.Syscall "
	"runtime/internal/syscall.Syscall6",
	"runtime.convTstring runtime.mallocgc runtime.nextFreeFast",
	"runtime.slicebytetostring runtime.mallocgc",
	"sync.(*Mutex).lockSlow sync.runtime_SemacquireMutex runtime.semacquire1 "
	"runtime.gopark "
	"runtime.mcall runtime.park_m runtime.schedule runtime.findRunnable",
	"runtime.gcWriteBarrier runtime.wbBufFlush runtime.systemstack runtime.wbBufFlush1",
	"runtime.selectgo runtime.sellock runtime.lock2 runtime.futex",
	"runtime.chansend1 runtime.chansend runtime.send runtime.goready runtime.ready",
	"runtime.mallocgc runtime.(*mcache).nextFree runtime.gcStart runtime.gcDrain",
	"runtime.morestack runtime.newstack runtime.copystack runtime.adjustframe",
	"runtime.deferreturn runtime.duffzero",
};

/* Calls while the graph is made: from[i] calls to[i]. */
struct edges {
	uint32_t *from, *to;
	size_t n, cap;
};

void *
xrealloc(void *p, size_t n, size_t size)
{
	if (n > SIZE_MAX / size || !(p = realloc(p, n * size))) {
		fprintf(stderr, "profloom-gen: out of memory\n");
		exit(1);
	}
	return p;
}

static uint32_t
add_edge(struct edges *e, uint32_t from, uint32_t to)
{
	if (e->n == e->cap) {
		e->cap = e->cap * 2 + 4096;
		e->from = xrealloc(e->from, e->cap, sizeof(uint32_t));
		e->to = xrealloc(e->to, e->cap, sizeof(uint32_t));
	}
	e->from[e->n] = from;
	e->to[e->n] = to;
	return (uint32_t)e->n++;
}

static uint32_t
known_function(struct program *p, const char *name, size_t len)
{
	for (uint32_t f = 0; f < p->nknown; f++) {
		const char *s = p->text.p + p->funcs[f].name;

		if (strlen(s) == len && memcmp(s, name, len) == 0)
			return f;
	}
	names_known(p, p->nknown, name, len);
	return p->nknown++;
}

/* Reads "a b c" as a calls b calls c; sites hold rows of e until number_sites(). */
static void
make_chain(struct program *p, struct edges *e, struct chain *c, const char *names)
{
	for (c->n = 0; *names && c->n < MAX_CHAIN; c->n++) {
		size_t len = strcspn(names, " ");

		c->func[c->n] = known_function(p, names, len);
		names += len + (names[len] == ' ');
	}
	for (uint32_t i = 0; i < c->n; i++)
		c->site[i] = add_edge(e, c->func[i], i + 1 < c->n ? c->func[i + 1] : NO_CALLEE);
}

/*
 * One caller for each function, so that every one can be reached. A third of them are called
 * by the nearest multiple of 32 above, which makes dispatchers of those.
 */
static void
add_callers(const struct program *p, struct rng *r, struct edges *e, uint32_t window)
{
	for (uint32_t f = p->nknown + p->nroots; f < p->nfuncs; f++) {
		uint32_t back = 1 + rng_below(r, window);
		uint32_t caller = f - p->nknown > back ? f - back : p->nknown;

		if (rng_below(r, 3) == 0 && (caller & ~31u) > p->nknown)
			caller &= ~31u;
		add_edge(e, caller, f);
	}
}

/* More calls: down the order, to popular functions, and, seldom, recursion. */
static void
add_calls(const struct program *p, struct rng *r, struct edges *e, uint32_t window)
{
	uint32_t made = p->nfuncs - p->nknown;

	for (uint32_t f = p->nknown; f < p->nfuncs; f++) {
		uint32_t to = f + 1 + rng_below(r, window);
		uint32_t popular = p->nknown + made / 10 * 6 + rng_skewed(r, made / 10 * 4);

		if (to >=
			p->nfuncs) /* the bottom calls itself in circles, as reflection does */
			to = p->nfuncs - 1 - rng_below(r, 3 * window);
		add_edge(e, f, rng_below(r, 8) == 0 ? popular : to);
		if (rng_below(r, 2) == 0)
			add_edge(e, f, rng_below(r, 3) == 0 ? popular : to);
		if (rng_below(r, 64) == 0)
			add_edge(e, f, f);
		if (rng_below(r, 96) == 0)
			add_edge(e, f, f > p->nknown + 5 ? f - 1 - rng_below(r, 4) : f);
	}
	for (uint32_t f = p->nknown; f < p->nfuncs; f++)
		for (unsigned i = 0; i < SELF_SITES; i++)
			add_edge(e, f, NO_CALLEE);
}

/* Sorts the calls by caller, keeping their order, into the program's sites. */
static void
number_sites(struct program *p, const struct edges *e)
{
	uint32_t *next = xrealloc(NULL, p->nfuncs + (size_t)1, sizeof(uint32_t));
	uint32_t *where = xrealloc(NULL, e->n, sizeof(uint32_t));

	p->first = xrealloc(NULL, p->nfuncs + (size_t)1, sizeof(uint32_t));
	p->callee = xrealloc(NULL, e->n, sizeof(uint32_t));
	memset(p->first, 0, (p->nfuncs + (size_t)1) * sizeof(uint32_t));
	for (size_t i = 0; i < e->n; i++)
		p->first[e->from[i] + 1]++;
	for (uint32_t f = 0; f < p->nfuncs; f++)
		p->first[f + 1] += p->first[f];
	memcpy(next, p->first, (p->nfuncs + (size_t)1) * sizeof(uint32_t));
	for (size_t i = 0; i < e->n; i++)
		p->callee[where[i] = next[e->from[i]]++] = e->to[i];
	for (uint32_t c = 0; c < p->nheads; c++)
		for (uint32_t i = 0; i < p->heads[c].n; i++)
			p->heads[c].site[i] = where[p->heads[c].site[i]];
	for (uint32_t c = 0; c < p->ntails; c++)
		for (uint32_t i = 0; i < p->tails[c].n; i++)
			p->tails[c].site[i] = where[p->tails[c].site[i]];
	free(next);
	free(where);
}

void
program_init(struct program *p, uint32_t nfuncs, unsigned inline_percent, uint64_t seed)
{
	struct rng r = { seed };
	struct edges e = { NULL, NULL, 0, 0 };
	uint32_t window;

	memset(p, 0, sizeof(*p));
	p->seed = seed;
	p->inline_percent = inline_percent;
	p->nfuncs = nfuncs;
	p->funcs = xrealloc(NULL, nfuncs, sizeof(*p->funcs));
	for (; p->nheads < COUNTOF(head_names); p->nheads++)
		make_chain(p, &e, &p->heads[p->nheads], head_names[p->nheads]);
	for (; p->ntails < COUNTOF(tail_names); p->ntails++)
		make_chain(p, &e, &p->tails[p->ntails], tail_names[p->ntails]);
	names_make(p, &r);
	p->nroots = 8 + nfuncs / 64;
	window = 2 * (nfuncs - p->nknown) / STEPS;
	add_callers(p, &r, &e, window);
	add_calls(p, &r, &e, window);
	number_sites(p, &e);
	free(e.from);
	free(e.to);
}

void
program_clear(struct program *p)
{
	free(p->text.p);
	free(p->files);
	free(p->funcs);
	free(p->first);
	free(p->callee);
}

static uint32_t
append_chain(uint32_t *site, uint32_t n, const struct chain *c, uint32_t room)
{
	for (uint32_t i = 0; i < c->n && i < room; i++)
		site[n++] = c->site[i];
	return n;
}

uint32_t
program_walk(const struct program *p, struct rng *r, uint32_t depth, uint32_t site[MAX_DEPTH])
{
	uint32_t root = rng_skewed(r, p->nroots), f = p->nknown + root, n, end;
	uint32_t which = rng_skewed(r, p->ntails);
	const struct chain *head = &p->heads[head_of[rng_mix(root + 1) % COUNTOF(head_of)]];
	const struct chain *tail = rng_below(r, 100) < TAIL_PERCENT ? &p->tails[which] : NULL;

	if (tail && head->n + tail->n + 1 > depth)
		tail = NULL;
	end = depth - 1 - (tail ? tail->n : 0);
	n = append_chain(site, 0, head, end);
	while (n < end) {
		uint32_t calls = p->first[f + 1] - p->first[f] - SELF_SITES;

		site[n] = p->first[f] + rng_skewed(r, calls);
		f = p->callee[site[n++]];
	}
	if (!tail) {
		site[n] = p->first[f + 1] - SELF_SITES + rng_skewed(r, SELF_SITES);
	} else {
		site[n++] = p->first[f + 1] - SELF_SITES + which % SELF_SITES;
		append_chain(site, n, tail, tail->n);
	}
	return root;
}

/* The function that the site is in. */
static uint32_t
site_function(const struct program *p, uint32_t site)
{
	uint32_t lo = 0, hi = p->nfuncs;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (p->first[mid] <= site)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

unsigned
program_lines(const struct program *p, uint32_t site, struct line lines[MAX_LINES])
{
	uint32_t f = site_function(p, site);
	uint64_t h = rng_mix(p->seed ^ (site + UINT64_C(0x51ed270b)));
	unsigned n = 1;

	if (f >= p->nknown && h % 100 < p->inline_percent)
		n += (h >> 32) % 4 == 0 ? 2 : 1;
	for (unsigned i = 0; i + 1 < n; i++) {
		uint32_t callee = f + 1 + (uint32_t)(h >> (8 + 8 * i)) % 64;

		if (callee >= p->nfuncs)
			callee = p->nfuncs - 1;
		lines[i] = (struct line){ callee, p->funcs[callee].start + 1 + site % 5 };
	}
	lines[n - 1] = (struct line){ f, p->funcs[f].start + 2 + 3 * (site - p->first[f]) };
	return n;
}

uint32_t
program_sites(const struct program *p)
{
	return p->first[p->nfuncs];
}

uint64_t
program_address(uint32_t site)
{
	return FIRST_ADDRESS + (uint64_t)site * SITE_BYTES;
}
