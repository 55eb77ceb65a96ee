/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for locks as text: Go's block and mutex profiles with debug=1, gperftools'
 * contentionz.
 */
#include "base/scan.h"
#include "decode/legacy.h"

#include <math.h>

/* The locks' own functions. */
static const char drop_frames[] =
	"(base::)?(RecordLockProfileData|SubmitMutexProfileData|SubmitSpinLockProfileData).*|"
	"((base::)?Mutex::)?(AwaitCommon|Unlock|UnlockSlow|ReaderUnlock).*|"
	"((base::)?MutexLock::)?~MutexLock.*|"
	"(SpinLock::)?(Unlock|SlowUnlock).*|"
	"(SpinLockHolder::)?~SpinLockHolder.*";

struct contention {
	struct pfl_legacy d;
	int64_t cycles_per_second; /* 0: delays are not in cycles, or nobody knows      */
	int64_t period;            /* one in so many contentions was recorded           */
	int64_t milliseconds;      /* that the profile covers                           */
	size_t unknown;            /* attributes that say nothing to us                 */
};

static bool
is_header(struct pfl_span line)
{
	return pfl_span_starts(line, "--- mutex:") ||
		pfl_span_starts(line, "--- contention:") ||
		pfl_span_starts(line, "--- contentionz ");
}

static int
contention_probe(struct pfl_span head)
{
	struct pfl_span line;

	return pfl_legacy_first_line(&head, NULL, &line) && is_header(line) ? 90 : 0;
}

/* "sampling period=100", with blanks around the "=" or not. */
static bool
read_attribute(struct contention *c, struct pfl_span line)
{
	struct pfl_span key, value = line;
	int64_t *number = NULL;

	pfl_span_cut(&value, '=', &key);
	key = pfl_span_trim(key);
	value = pfl_span_trim(value);
	if (pfl_span_eq(key, pfl_span_of("cycles/second")))
		number = &c->cycles_per_second;
	else if (pfl_span_eq(key, pfl_span_of("sampling period")))
		number = &c->period;
	else if (pfl_span_eq(key, pfl_span_of("ms since reset")))
		number = &c->milliseconds;
	else if (pfl_span_eq(key, pfl_span_of("format")) ||
		pfl_span_eq(key, pfl_span_of("resolution")))
		return pfl_fail(c->d.err, PFL_UNSUPPORTED,
			"line %zu: this is Java's contention profile, of the format 'java'",
			pfl_source_lineno(c->d.source));
	else if (!pfl_span_eq(key, pfl_span_of("discarded samples")))
		c->unknown++;
	if (number && (!pfl_span_i64(value, number) || *number < 0))
		return pfl_legacy_expected(&c->d, "a number behind the '='");
	return true;
}

static bool
out_of_range(struct contention *c, const char *what)
{
	return pfl_fail(c->d.err, PFL_FORMAT,
		"line %zu: the %s is out of range once it is scaled",
		pfl_source_lineno(c->d.source), what);
}

/* Make what was recorded into all there was: every contention, in nanoseconds. */
static bool
scale(struct contention *c, int64_t *count, int64_t *delay)
{
	double nanoseconds;

	if (c->period <= 0)
		return true;
	if (*count > INT64_MAX / c->period || *count < INT64_MIN / c->period)
		return out_of_range(c, "count");
	*count *= c->period;
	if (c->cycles_per_second <= 0)
		return true;
	nanoseconds = trunc(
		(double)*delay * (double)c->period / ((double)c->cycles_per_second / 1e9));
	if (!(fabs(nanoseconds) < 9223372036854775808.0))
		return out_of_range(c, "delay");
	*delay = (int64_t)nanoseconds;
	return true;
}

/* "4000 3 @ 0x12 0x34": delay and count. */
static bool
read_sample(struct contention *c, struct pfl_span line)
{
	int64_t values[2]; /* count, delay */

	if (!pfl_scan_i64(&line, &values[1]))
		return pfl_legacy_expected(
			&c->d, "'delay count @ addresses' or 'name = value'");
	pfl_scan_blanks(&line);
	if (!pfl_scan_i64(&line, &values[0]))
		return pfl_legacy_expected(&c->d, "'delay count @ addresses'");
	pfl_scan_blanks(&line);
	if (!pfl_scan_text(&line, "@"))
		return pfl_legacy_expected(&c->d, "'delay count @ addresses'");
	return scale(c, &values[0], &values[1]) && pfl_legacy_sample(&c->d, values, 2, line);
}

static bool
read_header(struct contention *c)
{
	struct pfl_span line;

	while (pfl_source_line(c->d.source, &line)) {
		line = pfl_span_trim(line);
		if (is_header(line))
			return true;
		if (line.n)
			break;
	}
	return pfl_source_ok(c->d.source, c->d.err) &&
		pfl_legacy_expected(&c->d, "'--- contention:' or '--- mutex:'");
}

static bool
read_profile(struct contention *c)
{
	struct pfl_legacy *d = &c->d;
	struct pfl_span line;

	if (!read_header(c))
		return false;
	pfl_build_named_type(d->b, "contentions", "count");
	pfl_build_named_type(d->b, "delay", "nanoseconds");
	pfl_legacy_drop(d, drop_frames, "");
	while (pfl_legacy_line(d, &line)) {
		if (memchr(line.at, '=', line.n) ? !read_attribute(c, line)
						 : !read_sample(c, line))
			return false;
	}
	if (c->unknown)
		pfl_build_note(d->b, "%zu unknown attribute%s skipped", c->unknown,
			c->unknown == 1 ? " was" : "s were");
	pfl_legacy_period(d, pfl_span_of("contentions"), "count", c->period);
	if (c->milliseconds <= INT64_MAX / 1000000)
		pfl_build_meta(d->b)->duration_nanos = c->milliseconds * 1000000;
	return pfl_legacy_finish(d);
}

static bool
contention_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct contention c = { .period = 1 };
	bool ok;

	pfl_legacy_init(&c.d, source, b, err);
	ok = read_profile(&c);
	pfl_legacy_clear(&c.d);
	return ok;
}

const struct pfl_decoder pfl_decode_contention = {
	.name = "contention",
	.help = "waiting for locks as text: Go's block and mutex profiles with debug=1, "
		"symbols included, and gperftools' contentionz",
	.lost = "attributes other than rate, period and duration",
	.known_by = "the first line, '--- contention:', '--- mutex:' or '--- contentionz'",
	.probe = contention_probe,
	.decode = contention_decode,
};
