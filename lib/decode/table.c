/* SPDX-License-Identifier: Apache-2.0 */
/* The input formats, and which of them an input is. */
#include "decode/decoder.h"

extern const struct pfl_decoder pfl_decode_pprof;
extern const struct pfl_decoder pfl_decode_folded;
extern const struct pfl_decoder pfl_decode_heap;
extern const struct pfl_decoder pfl_decode_counts;
extern const struct pfl_decoder pfl_decode_contention;
extern const struct pfl_decoder pfl_decode_godump;
extern const struct pfl_decoder pfl_decode_flame;
extern const struct pfl_decoder pfl_decode_gperftools;
extern const struct pfl_decoder pfl_decode_threadz;
extern const struct pfl_decoder pfl_decode_java;
extern const struct pfl_decoder pfl_decode_jemalloc;
extern const struct pfl_decoder pfl_decode_perfdata;
extern const struct pfl_decoder pfl_decode_perfscript;
extern const struct pfl_decoder pfl_decode_sample;
extern const struct pfl_decoder pfl_decode_bpftrace;
extern const struct pfl_decoder pfl_decode_dtrace;
extern const struct pfl_decoder pfl_decode_python;
extern const struct pfl_decoder pfl_decode_pydump;
extern const struct pfl_decoder pfl_decode_mojo;
extern const struct pfl_decoder pfl_decode_cpuprofile;
extern const struct pfl_decoder pfl_decode_trace;
extern const struct pfl_decoder pfl_decode_speedscope;
extern const struct pfl_decoder pfl_decode_gecko;
extern const struct pfl_decoder pfl_decode_otlp;
extern const struct pfl_decoder pfl_decode_callgrind;

const struct pfl_decoder *const pfl_decoders[] = {
	&pfl_decode_pprof,
	&pfl_decode_folded,
	&pfl_decode_heap,
	&pfl_decode_counts,
	&pfl_decode_contention,
	&pfl_decode_godump,
	&pfl_decode_flame,
	&pfl_decode_gperftools,
	&pfl_decode_threadz,
	&pfl_decode_java,
	&pfl_decode_jemalloc,
	&pfl_decode_perfdata,
	&pfl_decode_perfscript,
	&pfl_decode_sample,
	&pfl_decode_bpftrace,
	&pfl_decode_dtrace,
	&pfl_decode_python,
	&pfl_decode_pydump,
	&pfl_decode_mojo,
	&pfl_decode_cpuprofile,
	&pfl_decode_trace,
	&pfl_decode_speedscope,
	&pfl_decode_gecko,
	&pfl_decode_otlp,
	&pfl_decode_callgrind,
	NULL,
};

enum {
	PROBE = 4096,
	PROBE_JSON = 512 * 1024, /* of objects, whose members may come in any order */
	LIKELY = 60,             /* a bid that needs no second opinion */
};

/* The byte-order mark that editors and PowerShell put in front of UTF-8: no part of any format.
 */
#define MARK "\xef\xbb\xbf"

/* Things that are no profiles, by their first bytes and by what else their head holds, so that
 * the message can say so. */
static const struct {
	const char *magic, *inside, *what;
} pages[] = {
	{ "<", "<title>/debug/pprof/",
		"the index page of /debug/pprof/; add a profile's name to the URL, such as "
		"/debug/pprof/heap" },
	{ "go 1.", " trace", "a Go execution trace; 'go tool trace' shows it" },
	{ "----", "\nProfile data file '",
		"a text that callgrind_annotate has made; give the file that it was made of" },
};

/* The same, by their first bytes alone; letters in either case. */
static const struct {
	const char *magic;
	size_t n;
	const char *what;
} strangers[] = {
	{ "BZh", 3, "bzip2 data; decompress it first" },
	{ "\3757zXZ", 5, "xz data; decompress it first" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd data, which this build cannot read" },
	{ "\x78\x01", 2, "a bare zlib stream; profiles come as gzip" },
	{ "\x78\x9c", 2, "a bare zlib stream; profiles come as gzip" },
	{ "\x78\xda", 2, "a bare zlib stream; profiles come as gzip" },
	{ "\177ELF", 4, "an executable or library, not a profile of one" },
	{ "\xff\xfe", 2, "UTF-16 text; save it as UTF-8" },
	{ "\xfe\xff", 2, "UTF-16 text; save it as UTF-8" },
	{ "PK\x03\x04", 4, "a zip archive" },
	{ "\x89PNG", 4, "a PNG picture" },
	{ "%PDF", 4, "a PDF document" },
	{ "\x04\x22\x4d\x18", 4, "lz4 data; decompress it first" },
	{ "version https://git-lfs", 23, "a Git LFS pointer; 'git lfs pull' gets the file" },
	{ "Could not enable CPU profiling", 30,
		"an error of net/http/pprof: somebody else records a CPU profile just now" },
	{ "Could not enable tracing", 24,
		"an error of net/http/pprof: somebody else records a trace just now" },
	{ "==================\nWARNING: DATA RACE", 37,
		"a report of Go's race detector, which names accesses and counts nothing" },
	{ "WARNING: DATA RACE", 18,
		"a report of Go's race detector, which names accesses and counts nothing" },
	{ "Unknown profile", 15,
		"an error of net/http/pprof: it has no profile of the name in the URL" },
	{ "404 page not found", 18,
		"an error page: the server has nothing under this URL (is net/http/pprof "
		"imported?)" },
	{ "<!DOCTYPE", 9, "a web page; was the download an error page?" },
	{ "<html", 5, "a web page; was the download an error page?" },
	{ "<?xml", 5, "an XML document" },
	{ "PERFFILE", 8,
		"a perf.data of before 2010, which this version cannot read; its own perf "
		"may" },
	{ "{", 1, "JSON, but of no profile that is known here" },
	{ "[", 1, "JSON, but of no profile that is known here" },
};

static bool
begins(struct pfl_span head, const char *magic, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char a, b;

		if (i == head.n)
			return false;
		a = head.at[i] >= 'A' && head.at[i] <= 'Z' ? (char)(head.at[i] | 0x20)
							   : head.at[i];
		b = magic[i] >= 'A' && magic[i] <= 'Z' ? (char)(magic[i] | 0x20) : magic[i];
		if (a != b)
			return false;
	}
	return true;
}

static const char *
stranger(struct pfl_span head)
{
	head = pfl_span_trim(head); /* web pages like to begin with blank lines */
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (pfl_span_starts(head, pages[i].magic) &&
			pfl_span_find(head, pages[i].inside) < head.n)
			return pages[i].what;
	}
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		if (begins(head, strangers[i].magic, strangers[i].n))
			return strangers[i].what;
	}
	return NULL;
}

static const struct pfl_decoder *
by_name(const char *name, struct pfl_error *err)
{
	for (size_t i = 0; pfl_decoders[i]; i++) {
		if (strcmp(pfl_decoders[i]->name, name) == 0)
			return pfl_decoders[i];
	}
	pfl_fail(err, PFL_USAGE,
		"no input format is called '%s'; --input-format help lists them", name);
	return NULL;
}

/* Whoever bids most, and how much. */
static const struct pfl_decoder *
best_of(struct pfl_span head, int *most)
{
	const struct pfl_decoder *best = NULL;

	*most = 0;
	for (size_t i = 0; pfl_decoders[i]; i++) {
		int bid = pfl_decoders[i]->probe(head);

		if (bid > *most) {
			*most = bid;
			best = pfl_decoders[i];
		}
	}
	return best;
}

const struct pfl_decoder *
pfl_decoder_find(struct pfl_source *source, const char *name, struct pfl_error *err)
{
	const struct pfl_decoder *best;
	struct pfl_span head;
	int most;

	head = pfl_source_peek(source, PROBE);
	if (pfl_span_starts(head, MARK)) {
		pfl_source_skip(source, sizeof(MARK) - 1);
		head = pfl_source_peek(source, PROBE);
	}
	if (name)
		return by_name(name, err);
	if (!pfl_source_ok(source, err))
		return NULL;
	if (head.n == 0) {
		pfl_fail(err, PFL_FORMAT, "the file is empty");
		return NULL;
	}
	best = best_of(head, &most);
	if (most < LIKELY && pfl_span_starts(pfl_span_trim(head), "{")) {
		head = pfl_source_peek(source, PROBE_JSON);
		if (!pfl_source_ok(source, err))
			return NULL;
		best = best_of(head, &most);
	}
	if (stranger(head) && most < LIKELY)
		pfl_fail(err, PFL_FORMAT, "this is %s", stranger(head));
	else if (!best)
		pfl_fail(err, PFL_FORMAT,
			"not a profile of a known format; --input-format help lists them");
	return err->code == PFL_OK ? best : NULL;
}

static const struct pfl_decoder *
format(size_t i)
{
	return i < sizeof(pfl_decoders) / sizeof(pfl_decoders[0]) ? pfl_decoders[i] : NULL;
}

const char *
pfl_format_name(size_t i)
{
	return format(i) ? format(i)->name : NULL;
}

const char *
pfl_format_help(size_t i)
{
	return format(i) ? format(i)->help : NULL;
}

const char *
pfl_format_lost(size_t i)
{
	return format(i) ? format(i)->lost : NULL;
}

const char *
pfl_format_known_by(size_t i)
{
	return format(i) ? format(i)->known_by : NULL;
}
