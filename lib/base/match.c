/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions with the syntax and the meaning of Go's, matched by PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/match.h"

#include "base/fault.h"
#include "base/gosyntax.h"
#include "base/utf8.h"

#include <pcre2.h>
#include <stdlib.h>

/* From this release on \p{Greek} means script extensions, and \p{sc:Greek} the script as in Go.
 */
#if PCRE2_MAJOR > 10 || PCRE2_MINOR >= 40
#define SCRIPT "sc:"
#else
#define SCRIPT ""
#endif

enum {
	MATCH_LIMIT = 100000, /* backtracking steps for one text           */
	EASY_LIMIT = 1000,    /* the same for a pattern that nobody vouches for ...          */
	HARD_MAX = 4096,      /* but for so many texts                                       */
	HEAP_LIMIT = 20480,   /* KiB                                        */
	NEST_LIMIT = 2000,    /* groups that we write; Go's are fewer       */
	TEXT_MAX = 16384,     /* bytes of a text that are looked at         */
	RESCUE_MAX = 1024,    /* bytes of a text that the slow way may have */
	RESCUES = 256,        /* texts that the slow way may have           */
	WORKSPACE = 8192,     /* ints for the slow way                      */
	REPLACED_MAX = 65536, /* bytes of a text after replacing            */
};

struct pfl_matcher {
	pcre2_code *code;
	pcre2_match_context *context;
	pcre2_match_data *data;
	int *workspace;        /* of the slow way, once it was needed */
	PCRE2_UCHAR *replaced; /* REPLACED_MAX, once something was */
	bool stranger;
	unsigned hard, rescues;   /* texts that took more than EASY_LIMIT, MATCH_LIMIT */
	struct pfl_text repaired; /* a text with U+FFFD for what was not UTF-8 */
	struct pfl_text label;    /* "focus: 'pattern'", for messages           */
};

/* "focus: 'pattern'", or "'pattern'" when what is NULL. */
static void
add_label(struct pfl_text *text, struct pfl_span pattern, const char *what)
{
	if (what)
		pfl_text_printf(text, "%s: ", what);
	pfl_quote_short(text, pattern);
}

/* Say what Go would refuse. */
static void
report_fault(struct pfl_span pattern, const char *what, const struct pfl_gofault *fault,
	struct pfl_error *err)
{
	struct pfl_span why = pfl_span_of(fault->why);
	struct pfl_span blame = { pattern.at + fault->at, fault->n };
	size_t hole = pfl_span_find(why, "%s");
	struct pfl_text text = { 0 };

	pfl_text_add(&text, (struct pfl_span){ why.at, hole });
	if (hole == why.n)
		pfl_text_str(&text, ", at ");
	pfl_quote_short(&text, blame);
	if (hole < why.n)
		pfl_text_str(&text, why.at + hole + 2);
	pfl_fail_at(err, PFL_USAGE, what, pattern, fault->at, "%s",
		text.failed ? fault->why : pfl_text_get(&text));
	pfl_text_clear(&text);
}

/* PCRE2 does not want what Go's syntax allows: it became too large, or memory ran out. */
static void
report_compile(const struct pfl_matcher *m, int number, struct pfl_error *err)
{
	char why[128];

	if (number == PCRE2_ERROR_HEAP_FAILED)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else if (number == PCRE2_ERROR_PATTERN_TOO_LARGE ||
		number == PCRE2_ERROR_PATTERN_TOO_COMPLICATED ||
		number == PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP)
		pfl_fail(err, PFL_LIMIT, "%s: the regular expression is too large",
			pfl_text_get(&m->label));
	else if (pcre2_get_error_message(number, (PCRE2_UCHAR *)why, sizeof(why)) < 0)
		pfl_fail(err, PFL_USAGE, "%s: error %d", pfl_text_get(&m->label), number);
	else
		pfl_fail(err, PFL_USAGE, "%s: %s", pfl_text_get(&m->label), why);
}

static bool
compile(struct pfl_matcher *m, const struct pfl_text *pcre, unsigned wishes,
	struct pfl_error *err)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_SIZE offset;
	int number;

	if (!context)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	pcre2_set_parens_nest_limit(context, NEST_LIMIT);
	m->code = pcre2_compile((PCRE2_SPTR)pfl_text_get(pcre), pcre->n,
		PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX |
			(wishes & PFL_MATCH_CASELESS ? PCRE2_CASELESS : 0),
		&number, &offset, context);
	pcre2_compile_context_free(context);
	if (!m->code) {
		report_compile(m, number, err);
		return false;
	}
	/* Without it, matching is slower and equal: a system may forbid memory that is
	 * executable. */
	(void)pcre2_jit_compile(m->code, PCRE2_JIT_COMPLETE);
	m->context = pcre2_match_context_create(NULL);
	m->data = pcre2_match_data_create_from_pattern(m->code, NULL);
	if (!m->context || !m->data)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	pcre2_set_match_limit(m->context, MATCH_LIMIT);
	pcre2_set_heap_limit(m->context, HEAP_LIMIT);
	return true;
}

struct pfl_matcher *
pfl_matcher_new(struct pfl_span pattern, const char *what, struct pfl_error *err)
{
	return pfl_matcher_make(pattern, what, 0, err);
}

struct pfl_matcher *
pfl_matcher_make(
	struct pfl_span pattern, const char *what, unsigned wishes, struct pfl_error *err)
{
	struct pfl_matcher *m = calloc(1, sizeof(*m));
	struct pfl_gofault fault = { 0 };
	struct pfl_text pcre = { 0 };
	bool ok = false;

	if (!m) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	add_label(&m->label, pattern, what);
	if (pattern.n > PFL_PATTERN_MAX)
		pfl_fail(err, PFL_LIMIT, "%s: a regular expression of more than %d bytes",
			pfl_text_get(&m->label), PFL_PATTERN_MAX);
	else if (!pfl_gosyntax_translate(
			 pattern, SCRIPT, wishes & PFL_MATCH_GROUPS, &pcre, &fault))
		report_fault(pattern, what, &fault, err);
	else if (pfl_text_ok(&pcre, err) && pfl_text_ok(&m->label, err))
		ok = compile(m, &pcre, wishes, err);
	pfl_text_clear(&pcre);
	if (ok)
		return m;
	pfl_matcher_free(m);
	return NULL;
}

void
pfl_matcher_free(struct pfl_matcher *m)
{
	if (!m)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	pcre2_code_free(m->code);
	pfl_text_clear(&m->repaired);
	pfl_text_clear(&m->label);
	free(m->workspace);
	free(m->replaced);
	free(m);
}

/*
 * Texts that backtracking cannot decide in reasonable time, such as (a+)+$ on "aaaa...b", have
 * another algorithm, slower for most and with no such cases, which is why only short texts and
 * not too many get it. Sets *rc.
 */
static bool
rescue(struct pfl_matcher *m, struct pfl_span text, int *rc, struct pfl_error *err)
{
	if (text.n > RESCUE_MAX || m->rescues == RESCUES)
		return true;
	m->rescues++;
	if (!m->workspace)
		m->workspace = malloc(WORKSPACE * sizeof(*m->workspace));
	if (!m->workspace)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	*rc = pcre2_dfa_match(m->code, (PCRE2_SPTR)text.at, text.n, 0,
		PCRE2_NO_UTF_CHECK | PCRE2_DFA_SHORTEST, m->data, m->context, m->workspace,
		WORKSPACE);
	return true;
}

/* The text as PCRE2 may see it: valid UTF-8, and not without end. Borrowed from text or m. */
static bool
prepare(struct pfl_matcher *m, struct pfl_span *text, struct pfl_error *err)
{
	if (text->n > TEXT_MAX)
		text->n = pfl_utf8_cut(text->at, text->n, TEXT_MAX);
	if (text->n == 0)
		text->at = "";
	if (pfl_utf8_valid(text->at, text->n))
		return true;
	pfl_text_reset(&m->repaired);
	while (text->n > 0) {
		uint32_t code;
		size_t n = pfl_utf8_decode(text->at, text->n, &code);

		if (n > 0)
			pfl_text_add(&m->repaired, (struct pfl_span){ text->at, n });
		else
			pfl_text_str(&m->repaired, "\xef\xbf\xbd");
		n = n > 0 ? n : 1;
		text->at += n;
		text->n -= n;
	}
	*text = pfl_text_span(&m->repaired);
	return pfl_text_ok(&m->repaired, err);
}

static int
match(struct pfl_matcher *m, struct pfl_span text, uint32_t options)
{
	PCRE2_SPTR at = (PCRE2_SPTR)text.at;
	int rc = pcre2_match(m->code, at, text.n, 0, options, m->data, m->context);

	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(
			m->code, at, text.n, 0, options | PCRE2_NO_JIT, m->data, m->context);
	return rc;
}

/* A million names that are nearly too much each would be too much together. */
static int
match_hard(struct pfl_matcher *m, struct pfl_span text, uint32_t options)
{
	int rc;

	if (!m->stranger || m->hard == HARD_MAX)
		return PCRE2_ERROR_MATCHLIMIT;
	m->hard++;
	pcre2_set_match_limit(m->context, MATCH_LIMIT);
	rc = match(m, text, options);
	pcre2_set_match_limit(m->context, EASY_LIMIT);
	return rc;
}

void
pfl_matcher_distrust(struct pfl_matcher *m)
{
	m->stranger = true;
	pcre2_set_match_limit(m->context, EASY_LIMIT);
}

/* "focus: 'pattern' takes too long to match 'name'" */
static bool
report_text(const struct pfl_matcher *m, const char *why, struct pfl_span text,
	struct pfl_error *err)
{
	struct pfl_text shown = { 0 };

	pfl_quote_short(&shown, text);
	pfl_fail(
		err, PFL_LIMIT, "%s %s %s", pfl_text_get(&m->label), why, pfl_text_get(&shown));
	pfl_text_clear(&shown);
	return false;
}

bool
pfl_matcher_test(struct pfl_matcher *m, struct pfl_span text, bool *hit, struct pfl_error *err)
{
	uint32_t options = PCRE2_NO_UTF_CHECK | (text.n > TEXT_MAX ? PCRE2_NOTEOL : 0);
	int rc;

	if (!prepare(m, &text, err))
		return false;
	rc = match(m, text, options);
	if (rc == PCRE2_ERROR_MATCHLIMIT)
		rc = match_hard(m, text, options);
	if (rc < 0 && rc != PCRE2_ERROR_NOMATCH && !rescue(m, text, &rc, err))
		return false;
	if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH) {
		*hit = rc >= 0;
		return true;
	}
	if (rc == PCRE2_ERROR_NOMEMORY)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	return report_text(m, "takes too long to match", text, err);
}

uint32_t
pfl_matcher_groups(const struct pfl_matcher *m)
{
	uint32_t groups = 0;

	(void)pcre2_pattern_info(m->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	return groups;
}

bool
pfl_matcher_replace(struct pfl_matcher *m, struct pfl_span text, struct pfl_span with, bool all,
	struct pfl_text *out, bool *hit, struct pfl_error *err)
{
	uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_SUBSTITUTE_UNSET_EMPTY |
		(all ? PCRE2_SUBSTITUTE_GLOBAL : 0) | (text.n > TEXT_MAX ? PCRE2_NOTEOL : 0);
	struct pfl_span rest = text, looked = text;
	PCRE2_SIZE n = REPLACED_MAX;
	int rc;

	if (!m->replaced && !(m->replaced = malloc(REPLACED_MAX)))
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	if (!prepare(m, &looked, err))
		return false;
	for (int i = 0; i < 2; i++) {
		n = REPLACED_MAX;
		rc = pcre2_substitute(m->code, (PCRE2_SPTR)looked.at, looked.n, 0, options,
			m->data, m->context, (PCRE2_SPTR)with.at, with.n, m->replaced, &n);
		if (rc != PCRE2_ERROR_JIT_STACKLIMIT)
			break;
		options |= PCRE2_NO_JIT;
	}
	if (rc == PCRE2_ERROR_NOMEMORY)
		return report_text(m, "makes too much of", text, err);
	if (rc < 0)
		return report_text(m, "takes too long to match", text, err);
	*hit = rc > 0;
	if (rc == 0)
		return true;
	pfl_text_add(out, (struct pfl_span){ (const char *)m->replaced, n });
	rest.n = text.n > TEXT_MAX ? text.n - pfl_utf8_cut(text.at, text.n, TEXT_MAX) : 0;
	rest.at = rest.n > 0 ? text.at + text.n - rest.n : NULL;
	pfl_text_add(out, rest);
	return true;
}

/* Room for ids below n in the memory of a set. */
static bool
remember(struct pfl_match_set *set, uint32_t n, struct pfl_error *err)
{
	size_t old_bytes = (size_t)set->n / 4, bytes = (size_t)n / 4 + 1;
	unsigned char *seen = realloc(set->seen, bytes);

	if (!seen)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memset(seen + old_bytes, 0, bytes - old_bytes);
	set->seen = seen;
	set->n = (uint32_t)(bytes * 4 < UINT32_MAX ? bytes * 4 : UINT32_MAX & ~3u);
	return true;
}

bool
pfl_match_set_test(struct pfl_match_set *set, const struct pfl_strtab *strings, uint32_t id,
	bool *hit, struct pfl_error *err)
{
	unsigned shift = id % 4 * 2;
	struct pfl_span text;

	if (id >= set->n) {
		uint32_t n = pfl_strtab_n(strings);

		if (!remember(set, id < n ? n : id + 1, err))
			return false;
	}
	if (set->seen[id / 4] >> shift & 1) {
		*hit = set->seen[id / 4] >> shift & 2;
		return true;
	}
	text = pfl_strtab_get(strings, id);
	if (!pfl_matcher_test(set->matcher, set->part ? set->part(text) : text, hit, err))
		return false;
	set->seen[id / 4] |= (unsigned char)((*hit ? 3u : 1u) << shift);
	return true;
}

void
pfl_match_set_clear(struct pfl_match_set *set)
{
	free(set->seen);
	set->seen = NULL;
	set->n = 0;
}
