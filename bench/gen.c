/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a large pprof profile of a made-up Go program: the same options give the same bytes
 * (before compression) on every machine. See README.md here for what it looks like inside.
 *
 * Samples are written as they are drawn; what stays in memory is the program, and with
 * --unique or --stats a set of hashes. Fields stand in the order of Go's profile.Write:
 * samples before the locations, functions and strings that they refer to.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "hashes.h"
#include "program.h"
#include "wire.h"

enum {
	MAX_TYPES = 16,
	MAX_EARLY = 1024, /* strings whose ids samples hold */
	TENANTS = 500,
	PERIOD = 10000000, /* ns: 100 samples a second */
	REDRAWS = 10000,   /* in a row, before --unique gives up */
	SAME_DEPTH = 100,  /* redraws before it tries another depth */
};

static const char *const endpoints[] = { "/api/v2/cart/{id}", "/api/v2/cart/{id}/items",
	"/api/v2/checkout", "/api/v2/orders", "/api/v2/orders/{id}", "/api/v2/search",
	"/api/v2/products/{sku}", "/api/v2/products/{sku}/reviews", "/api/v2/recommendations",
	"/api/v2/session", "/api/v2/login", "/api/v2/images/{id}", "/admin/reports/{name}",
	"/internal/reindex", "/metrics", "/healthz" };

struct opts {
	uint64_t samples, seed, run;
	uint32_t min, max, average; /* depth in locations */
	uint32_t functions;
	unsigned inline_percent, label_percent, level;
	bool unique, stats, raw;
	const char *types, *output;
	const char *slower; /* a function; NULL: none */
};

struct type {
	uint32_t name, unit; /* strings */
	enum { COUNTS, NANOSECONDS, BYTES } kind;
	bool live; /* an inuse_ value: often 0 */
};

struct out {
	gzFile gz;
	uint64_t bytes;
	uLong crc;
};

struct gen {
	struct opts opts;
	struct program program;
	struct rng rng;
	struct out out;
	struct type type[MAX_TYPES];
	unsigned ntypes;

	const char *early[MAX_EARLY];
	char tenant[TENANTS][16];
	uint32_t nstrings, nearly;
	uint32_t *late; /* offsets in the program's text, string nearly and up */
	uint32_t endpoint_key, tenant_key, bytes_key, first_endpoint, first_tenant;

	/* Ids in order of first use, as Go gives them; 0: not used. */
	uint32_t *location_id, *location, nlocations;
	uint32_t *function_id, *function, nfunctions;

	struct set given, nodes, leaves;
	uint64_t frames, node_frames, locations_written;
};

static void
die(const char *what, const char *detail)
{
	fprintf(stderr, "profloom-gen: %s%s%s\n", what, detail ? ": " : "",
		detail ? detail : "");
	exit(2);
}

static void
write_bytes(struct out *o, const void *p, size_t n)
{
	if (gzwrite(o->gz, p, (unsigned)n) != (int)n)
		die("cannot write", NULL);
	o->crc = crc32(o->crc, p, (uInt)n);
	o->bytes += n;
}

static void
write_field(struct out *o, unsigned field, const void *p, size_t n)
{
	struct msg head;

	head.n = 0;
	put_varint(&head, field << 3 | 2);
	put_varint(&head, n);
	write_bytes(o, head.p, head.n);
	write_bytes(o, p, n);
}

/* ---- samples ---- */

static uint32_t
early_string(struct gen *g, const char *s)
{
	for (uint32_t i = 0; i < g->nearly; i++)
		if (strcmp(g->early[i], s) == 0)
			return i;
	if (g->nearly == MAX_EARLY)
		die("too many strings", NULL);
	g->early[g->nearly] = s;
	return g->nearly++;
}

/* Splits "samples/count,cpu/nanoseconds"; the text lives as long as g. */
static void
parse_types(struct gen *g, char *s)
{
	for (char *next; s; s = next) {
		struct type *t = &g->type[g->ntypes++];
		char *unit = strchr(s, '/');

		if ((next = strchr(s, ',')))
			*next++ = '\0';
		if (!unit || (next && unit >= next) || g->ntypes > MAX_TYPES - 1)
			die("--types wants NAME/UNIT,... and at most 15", s);
		*unit++ = '\0';
		t->name = early_string(g, s);
		t->unit = early_string(g, unit);
		t->kind = strcmp(unit, "nanoseconds") == 0 ? NANOSECONDS
			: strcmp(unit, "bytes") == 0       ? BYTES
							   : COUNTS;
		t->live = strncmp(s, "inuse", 5) == 0;
	}
}

static void
add_label_strings(struct gen *g)
{
	g->endpoint_key = early_string(g, "endpoint");
	g->tenant_key = early_string(g, "tenant");
	g->bytes_key = early_string(g, "bytes");
	g->first_endpoint = g->nearly;
	for (unsigned i = 0; i < COUNTOF(endpoints); i++)
		early_string(g, endpoints[i]);
	g->first_tenant = g->nearly;
	for (unsigned i = 0; i < TENANTS; i++) {
		snprintf(g->tenant[i], sizeof(g->tenant[i]), "tenant-%04u", 1000 + i * 7);
		early_string(g, g->tenant[i]);
	}
}

static uint32_t
draw_depth(struct gen *g)
{
	const struct opts *o = &g->opts;

	/* Uniform on either side of the average, the sides weighted to keep it. */
	if (rng_below(&g->rng, o->max - o->min + 1) <= o->max - o->average)
		return o->min + rng_below(&g->rng, o->average - o->min + 1);
	return o->average + rng_below(&g->rng, o->max - o->average + 1);
}

static void
draw_values(struct gen *g, uint64_t value[MAX_TYPES])
{
	uint64_t x = rng_next(&g->rng), n = 1, size = UINT64_C(16) << (x >> 8) % 10;
	bool live = x >> 7 & 1;

	for (; n < 8 && (x & 1); x >>= 1)
		n++;
	if ((x >> 32) % 64 == 0)
		n *= 1 + (x >> 40) % 500;
	for (unsigned i = 0; i < g->ntypes; i++) {
		value[i] = g->type[i].kind == BYTES      ? n * size
			: g->type[i].kind == NANOSECONDS ? n * PERIOD
							 : n;
		if (g->type[i].live && !live)
			value[i] = 0;
	}
}

static void
put_label(struct msg *m, uint32_t key, uint32_t str, uint64_t num, uint32_t unit)
{
	struct msg label;

	label.n = 0;
	put_number(&label, 1, key);
	put_number(&label, 2, str);
	put_number(&label, 3, num);
	put_number(&label, 4, unit);
	put_bytes(m, 3, label.p, label.n);
}

/* Returns a hash of the labels. */
static uint64_t
put_labels(struct gen *g, struct msg *m, uint32_t root)
{
	uint64_t x = rng_next(&g->rng), h = 0;
	uint32_t endpoint = root % COUNTOF(endpoints), tenant = rng_skewed(&g->rng, TENANTS);

	if (x % 100 >= g->opts.label_percent)
		return 0;
	put_label(m, g->endpoint_key, g->first_endpoint + endpoint, 0, 0);
	if (x >> 32 & 1) {
		put_label(m, g->tenant_key, g->first_tenant + tenant, 0, 0);
		h = tenant + 1;
	}
	if (x >> 33 & 1) {
		put_label(m, g->bytes_key, 0, UINT64_C(16) << (x >> 34) % 12, g->bytes_key);
		h = hash_step(h, (x >> 34) % 12);
	}
	return h + 1;
}

static void
count_nodes(struct gen *g, const uint32_t *site, uint32_t depth)
{
	struct line lines[MAX_LINES];
	uint64_t h = 1;

	for (uint32_t i = 0; i < depth; i++) {
		unsigned n = program_lines(&g->program, site[i], lines);

		g->frames += n;
		h = hash_step(h, site[i]);
		if (set_add(&g->nodes, h))
			g->node_frames += n;
	}
	set_add(&g->leaves, h);
}

static uint64_t
hash_stack(const uint32_t *site, uint32_t depth)
{
	uint64_t h = 0;

	for (uint32_t i = 0; i < depth; i++)
		h = hash_step(h, site[i]);
	return h;
}

static uint32_t
location_id(struct gen *g, uint32_t site)
{
	if (!g->location_id[site]) {
		g->location[g->nlocations++] = site;
		g->location_id[site] = g->nlocations;
	}
	return g->location_id[site];
}

/* Is the innermost function of a stack the one that has become slower? */
static bool
is_slower(const struct gen *g, uint32_t site)
{
	struct line lines[MAX_LINES];

	if (!g->opts.slower)
		return false;
	program_lines(&g->program, site, lines);
	return strcmp(g->program.text.p + g->program.funcs[lines[0].func].name,
		       g->opts.slower) == 0;
}

static void
write_sample(struct gen *g)
{
	uint32_t site[MAX_DEPTH], depth = 0, root, tries = 0;
	uint64_t id[MAX_DEPTH], value[MAX_TYPES], labels;
	struct msg m, label;

	do {
		if (tries % SAME_DEPTH ==
			0) /* else --unique would drift to where most room is */
			depth = draw_depth(g);
		root = program_walk(&g->program, &g->rng, depth, site);
		label.n = 0;
		labels = g->opts.label_percent ? put_labels(g, &label, root) : 0;
		if (++tries > REDRAWS)
			die("--unique: the program is too small for so many samples", NULL);
	} while (g->opts.unique && !set_add(&g->given, hash_stack(site, depth) + labels));
	if (g->opts.stats)
		count_nodes(g, site, depth);
	for (uint32_t i = 0; i < depth; i++)
		id[i] = location_id(g, site[depth - 1 - i]);
	g->locations_written += depth;
	draw_values(g, value);
	for (unsigned i = 0; is_slower(g, site[depth - 1]) && i < g->ntypes; i++)
		value[i] *= 4;
	m.n = 0;
	put_numbers(&m, 1, id, depth);
	put_numbers(&m, 2, value, g->ntypes);
	memcpy(m.p + m.n, label.p, label.n);
	m.n += label.n;
	write_field(&g->out, 2, m.p, m.n);
}

/* ---- tables ---- */

static void
write_type(struct gen *g, unsigned field, const struct type *t)
{
	struct msg m;

	m.n = 0;
	put_number(&m, 1, t->name);
	put_number(&m, 2, t->unit);
	write_field(&g->out, field, m.p, m.n);
}

static void
write_mapping(struct gen *g)
{
	struct msg m;

	m.n = 0;
	put_number(&m, 1, 1);
	put_number(&m, 2, 0x400000);
	put_number(&m, 3, (program_address(program_sites(&g->program)) | 0xfff) + 1);
	put_number(&m, 5, early_string(g, "/usr/local/bin/shopd"));
	put_number(&m, 6, early_string(g, "5f3c0b6e2a914d7788d1c4fe60a7b9132c58ee01"));
	for (unsigned has = 7; has <= 10; has++) /* functions, files, lines, inlined frames */
		put_number(&m, has, 1);
	write_field(&g->out, 3, m.p, m.n);
}

static uint32_t
function_id(struct gen *g, uint32_t func)
{
	if (!g->function_id[func]) {
		g->function[g->nfunctions++] = func;
		g->function_id[func] = g->nfunctions;
	}
	return g->function_id[func];
}

static void
write_location(struct gen *g, uint32_t site, uint64_t id)
{
	struct line lines[MAX_LINES];
	struct msg m;
	unsigned n = program_lines(&g->program, site, lines);

	m.n = 0;
	put_number(&m, 1, id);
	put_number(&m, 2, 1);
	put_number(&m, 3, program_address(site));
	for (unsigned i = 0; i < n; i++) {
		struct msg line;

		line.n = 0;
		put_number(&line, 1, function_id(g, lines[i].func));
		put_number(&line, 2, lines[i].line);
		put_bytes(&m, 4, line.p, line.n);
	}
	write_field(&g->out, 4, m.p, m.n);
}

static uint32_t
late_string(struct gen *g, uint32_t text)
{
	g->late[g->nstrings - g->nearly] = text;
	return g->nstrings++;
}

static void
write_functions(struct gen *g)
{
	const struct program *p = &g->program;
	uint32_t *file = xrealloc(NULL, p->nfiles, sizeof(*file));

	memset(file, 0, p->nfiles * sizeof(*file));
	for (uint32_t i = 0; i < g->nfunctions; i++) {
		const struct func *f = &p->funcs[g->function[i]];
		uint32_t name = late_string(g, f->name);
		struct msg m;

		m.n = 0;
		if (!file[f->file])
			file[f->file] = late_string(g, p->files[f->file]);
		put_number(&m, 1, i + 1);
		put_number(&m, 2, name);
		put_number(&m, 3, name);
		put_number(&m, 4, file[f->file]);
		put_number(&m, 5, f->start);
		write_field(&g->out, 5, m.p, m.n);
	}
	free(file);
}

static void
write_end(struct gen *g)
{
	struct msg m;

	m.n = 0;
	for (uint32_t i = 0; i < g->nearly; i++)
		write_field(&g->out, 6, g->early[i], strlen(g->early[i]));
	for (uint32_t i = 0; i < g->nstrings - g->nearly; i++) {
		const char *s = g->program.text.p + g->late[i];

		write_field(&g->out, 6, s, strlen(s));
	}
	put_number(&m, 9, UINT64_C(1704067200000000000)); /* 2024 began, UTC */
	put_number(&m, 10, g->opts.samples * PERIOD);
	write_bytes(&g->out, m.p, m.n);
	write_type(g, 11, &g->type[g->ntypes - 1]);
	m.n = 0;
	put_number(&m, 12, PERIOD);
	write_bytes(&g->out, m.p, m.n);
}

static void
write_profile(struct gen *g)
{
	const struct program *p = &g->program;
	uint32_t sites = program_sites(p);

	g->location_id = memset(xrealloc(NULL, sites, 4), 0, sites * (size_t)4);
	g->location = xrealloc(NULL, sites, 4);
	g->function_id = memset(xrealloc(NULL, p->nfuncs, 4), 0, p->nfuncs * (size_t)4);
	g->function = xrealloc(NULL, p->nfuncs, 4);
	g->late = xrealloc(NULL, p->nfuncs + (size_t)p->nfiles, 4);
	if (g->opts.label_percent)
		add_label_strings(g);
	for (unsigned i = 0; i < g->ntypes; i++)
		write_type(g, 1, &g->type[i]);
	for (uint64_t i = 0; i < g->opts.samples; i++)
		write_sample(g);
	write_mapping(g);
	g->nstrings = g->nearly;
	for (uint32_t i = 0; i < g->nlocations; i++)
		write_location(g, g->location[i], i + (uint64_t)1);
	write_functions(g);
	write_end(g);
}

static void
print_stats(const struct gen *g)
{
	fprintf(stderr, "samples          %12" PRIu64 "\n", g->opts.samples);
	fprintf(stderr, "in them          %12" PRIu64 " locations, %" PRIu64 " frames\n",
		g->locations_written, g->frames);
	fprintf(stderr, "distinct stacks  %12" PRIu64 "\n", g->leaves.n);
	fprintf(stderr,
		"prefix tree      %12" PRIu64 " nodes of locations, %" PRIu64 " of frames\n",
		g->nodes.n, g->node_frames);
	fprintf(stderr, "locations        %12" PRIu32 "\n", g->nlocations);
	fprintf(stderr, "functions        %12" PRIu32 " of %" PRIu32 "\n", g->nfunctions,
		g->program.nfuncs);
	fprintf(stderr, "strings          %12" PRIu32 "\n", g->nstrings);
	fprintf(stderr, "bytes            %12" PRIu64 ", crc32 %08lx\n", g->out.bytes,
		g->out.crc);
}

/* ---- command line ---- */

static const char usage[] =
	"usage: profloom-gen [OPTION VALUE]... -o FILE\n"
	"  --samples N        10k, 1M, ... (default 1M)\n"
	"  --depth MIN-MAX    locations in a stack (default 20-60)\n"
	"  --average N        their average (default 30)\n"
	"  --functions N      500 to 1M (default 20k)\n"
	"  --types T          default samples/count,cpu/nanoseconds\n"
	"  --inline PERCENT   locations with calls inlined in them (default 15)\n"
	"  --labels PERCENT   samples with labels (default 10)\n"
	"  --seed N           of the program; default 1\n"
	"  --run N            another recording of the same program (default 0)\n"
	"  --slower NAME      in which the function of this name takes four times as long\n"
	"  --level N          of gzip, 1 to 9 (default 1: BestSpeed, as Go's runtime writes)\n"
	"  --raw              do not compress\n"
	"  --unique           no two samples with equal stack and labels\n"
	"  --stats            say on standard error what was written\n";

static uint64_t
number(const char *s, uint64_t min, uint64_t max)
{
	char *end;
	uint64_t n = strtoull(s, &end, 10);

	if (*end == 'k' || *end == 'M')
		n *= *end++ == 'k' ? 1000 : 1000000;
	if (end == s || *end || n < min || n > max)
		die("not a number in range", s);
	return n;
}

static void
parse_depth(struct opts *o, const char *s)
{
	char low[16];
	size_t len = strcspn(s, "-");

	if (len == 0 || len >= sizeof(low) || s[len] != '-')
		die("--depth wants MIN-MAX", s);
	memcpy(low, s, len);
	low[len] = '\0';
	o->min = (uint32_t)number(low, 1, MAX_DEPTH);
	o->max = (uint32_t)number(s + len + 1, o->min, MAX_DEPTH);
}

static bool
parse_flag(struct opts *o, const char *name)
{
	if (strcmp(name, "--unique") == 0)
		o->unique = true;
	else if (strcmp(name, "--stats") == 0)
		o->stats = true;
	else if (strcmp(name, "--raw") == 0)
		o->raw = true;
	else
		return false;
	return true;
}

static void
parse_option(struct opts *o, const char *name, const char *value)
{
	if (strcmp(name, "--samples") == 0)
		o->samples = number(value, 1, 1000000000);
	else if (strcmp(name, "--depth") == 0)
		parse_depth(o, value);
	else if (strcmp(name, "--average") == 0)
		o->average = (uint32_t)number(value, 1, MAX_DEPTH);
	else if (strcmp(name, "--functions") == 0)
		o->functions = (uint32_t)number(value, MIN_FUNCTIONS, MAX_FUNCTIONS);
	else if (strcmp(name, "--types") == 0)
		o->types = value;
	else if (strcmp(name, "--inline") == 0)
		o->inline_percent = (unsigned)number(value, 0, 100);
	else if (strcmp(name, "--labels") == 0)
		o->label_percent = (unsigned)number(value, 0, 100);
	else if (strcmp(name, "--seed") == 0)
		o->seed = number(value, 0, UINT64_MAX);
	else if (strcmp(name, "--run") == 0)
		o->run = number(value, 0, UINT64_MAX);
	else if (strcmp(name, "--slower") == 0)
		o->slower = value;
	else if (strcmp(name, "--level") == 0)
		o->level = (unsigned)number(value, 1, 9);
	else if (strcmp(name, "-o") == 0)
		o->output = value;
	else
		die("no such option", name);
}

static struct opts
parse(int argc, char **argv)
{
	struct opts o = { .samples = 1000000,
		.seed = 1,
		.min = 20,
		.max = 60,
		.functions = 20000,
		.inline_percent = 15,
		.label_percent = 10,
		.level = 1,
		.types = "samples/count,cpu/nanoseconds" };

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			exit(0);
		}
		if (parse_flag(&o, argv[i]))
			continue;
		if (i + 1 == argc)
			die("a value must follow", argv[i]);
		parse_option(&o, argv[i], argv[i + 1]);
		i++;
	}
	if (!o.output) {
		fputs(usage, stderr);
		exit(2);
	}
	if (!o.average) /* 30 of 20-60 */
		o.average = o.min + (o.max - o.min) / 4;
	if (o.average < o.min || o.average > o.max)
		die("--average must lie within --depth", NULL);
	return o;
}

int
main(int argc, char **argv)
{
	static struct gen g;
	char mode[8], *types;

	g.opts = parse(argc, argv);
	g.rng.state = (g.opts.seed ^ UINT64_C(0x70726f666c6f6f6d)) +
		rng_mix(g.opts.run) * (g.opts.run != 0);
	types = xrealloc(NULL, strlen(g.opts.types) + 1, 1);
	early_string(&g, "");
	parse_types(&g, strcpy(types, g.opts.types));
	snprintf(mode, sizeof(mode), g.opts.raw ? "wT" : "wb%u", g.opts.level);
	if (!(g.out.gz = gzopen(g.opts.output, mode)))
		die("cannot create", g.opts.output);
	gzbuffer(g.out.gz, 256 << 10);
	program_init(&g.program, g.opts.functions, g.opts.inline_percent, g.opts.seed);
	write_profile(&g);
	if (gzclose(g.out.gz) != Z_OK)
		die("cannot write", g.opts.output);
	if (g.opts.stats)
		print_stats(&g);
	program_clear(&g.program);
	free(g.location_id);
	free(g.location);
	free(g.function_id);
	free(g.function);
	free(g.late);
	free(g.given.slot);
	free(g.nodes.slot);
	free(g.leaves.slot);
	free(types);
	return 0;
}
