/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line of a sample: "comm pid/tid [cpu] flags time: period event: rest".
 *
 * A command may hold blanks, digits and brackets, and anything but the thread may be missing,
 * so the thread is the first number that what must follow follows.
 */
#include "base/scan.h"
#include "decode/perfscript.h"

enum {
	FLAGS = 4,             /* letters between CPU and time: K, U, H, S... */
	TIME_DIGITS = 9,       /* behind the point of a time                  */
	MOST_CPU = 99999,      /* of a CPU without brackets                   */
	PERIOD_WIDTH = 1 + 10, /* of a period with the blanks before it, which no thread has */
};

/* A word that is a number from beginning to end. */
static bool
take_number(struct pfl_span *s, int64_t *number)
{
	struct pfl_span rest = *s, word;

	if (!pfl_scan_word(&rest, &word) || !pfl_span_i64(word, number))
		return false;
	pfl_scan_blanks(&rest);
	*s = rest;
	return true;
}

/* "1234", "1234/1235". */
static bool
parse_thread(struct pfl_span word, struct pfl_perf_header *h)
{
	struct pfl_span first, second = word;

	pfl_span_cut(&second, '/', &first);
	h->has_pid = second.at != NULL;
	h->has_tid = pfl_span_i64(h->has_pid ? second : first, &h->tid);
	return h->has_tid && (!h->has_pid || pfl_span_i64(first, &h->pid));
}

/* "[003] ", or as `perf script --latency` has it "3 ", which only a time may follow. */
static void
take_cpu(struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s;
	uint64_t cpu;

	if (!pfl_scan_text(&rest, "[") || !pfl_scan_u64(&rest, &cpu) ||
		!pfl_scan_text(&rest, "]") || cpu > INT32_MAX)
		return;
	pfl_scan_blanks(&rest);
	h->has_cpu = true;
	h->cpu = (int64_t)cpu;
	*s = rest;
}

/* "94564.109216:", microseconds or nanoseconds. */
static bool
take_time(struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s;
	uint64_t seconds, unit = 1000000000, fraction = 0;
	size_t digits = 0;

	if (!pfl_scan_u64(&rest, &seconds) || !pfl_scan_text(&rest, "."))
		return false;
	for (; digits < rest.n && pfl_is_digit(rest.at[digits]); digits++) {
		if (digits < TIME_DIGITS) {
			unit /= 10;
			fraction += (uint64_t)(rest.at[digits] - '0') * unit;
		}
	}
	rest.at += digits;
	rest.n -= digits;
	if (digits == 0 || !pfl_scan_text(&rest, ":"))
		return false;
	pfl_scan_blanks(&rest);
	*s = rest;
	h->has_time = seconds < UINT64_MAX / 1000000000;
	h->time = h->has_time ? seconds * 1000000000 + fraction : 0;
	return true;
}

static bool
take_flags(struct pfl_span *s)
{
	struct pfl_span rest = *s, word;

	if (!pfl_scan_word(&rest, &word) || word.n > FLAGS)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if ((word.at[i] | 0x20) < 'a' || (word.at[i] | 0x20) > 'z')
			return false;
	}
	pfl_scan_blanks(&rest);
	*s = rest;
	return true;
}

/* A time, and what may stand in front of it. */
static bool
take_moment(struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s;
	int64_t cpu;

	if (take_time(s, h))
		return true;
	if (!h->has_cpu && take_number(&rest, &cpu) && cpu >= 0 && cpu <= MOST_CPU &&
		take_time(&rest, h)) {
		h->has_cpu = true;
		h->cpu = cpu;
		*s = rest;
		return true;
	}
	rest = *s;
	if (!take_flags(&rest) || !take_time(&rest, h))
		return false;
	*s = rest;
	return true;
}

/* "cycles:u:", ":" behind it being the end of the name, which no number begins. */
static bool
take_event(struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s, word;

	if (!pfl_scan_word(&rest, &word) || word.n < 2 || word.at[word.n - 1] != ':' ||
		pfl_is_digit(word.at[0]) || word.at[0] == '-')
		return false;
	pfl_scan_blanks(&rest);
	h->event = (struct pfl_span){ word.at, word.n - 1 };
	*s = rest;
	return true;
}

static bool
take_period_and_event(struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s;

	if (take_event(s, h))
		return true;
	if (!pfl_scan_u64(&rest, &h->period) || !rest.n ||
		(rest.at[0] != ' ' && rest.at[0] != '\t'))
		return false;
	pfl_scan_blanks(&rest);
	h->has_period = take_event(&rest, h);
	if (h->has_period)
		*s = rest;
	return h->has_period;
}

/* What stands behind the thread. */
static bool
parse_rest(struct pfl_span s, struct pfl_perf_header *h)
{
	struct pfl_span behind;
	bool moment;

	pfl_scan_blanks(&s);
	take_cpu(&s, h);
	moment = take_moment(&s, h);
	behind = s;
	if (!moment && take_flags(&behind) && take_period_and_event(&behind, h))
		s = behind; /* flags, and no time */
	else
		take_period_and_event(&s, h);
	h->rest = s;
	return moment || h->event.n;
}

/* A number alone in front of the event is the thread, or the period where perf was not asked
 * for threads: that has a wider column. */
static void
settle_number(struct pfl_span line, const char *start, struct pfl_span word,
	struct pfl_perf_header *h)
{
	size_t width = word.n;

	if (h->has_pid || h->has_cpu || h->has_time || h->has_period || h->tid < 0)
		return;
	for (; start > line.at && (start[-1] == ' ' || start[-1] == '\t'); start--)
		width++;
	if (width < PERIOD_WIDTH || start == line.at)
		return;
	h->has_period = true;
	h->period = (uint64_t)h->tid;
	h->has_tid = false;
	h->tid = 0;
}

/* "VM:  123 VCPU:001 ", in front of samples of guests. */
static void
skip_guest(struct pfl_span *s)
{
	static const char *const keys[] = { "VM:", "VCPU:" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct pfl_span rest = *s;
		int64_t number;

		if (!pfl_scan_text(&rest, keys[i]))
			continue;
		pfl_scan_blanks(&rest);
		if (take_number(&rest, &number))
			*s = rest;
	}
}

/*
 * The thread and all behind it, where `s` stands in the line; the command is what is before.
 * timed: a time must be among it.
 */
static bool
parse_from(struct pfl_span line, struct pfl_span s, bool timed, struct pfl_perf_header *h)
{
	const char *start = s.at;
	struct pfl_span word;

	*h = (struct pfl_perf_header){ 0 };
	if (!pfl_scan_word(&s, &word) || !parse_thread(word, h) || !parse_rest(s, h) ||
		(timed && !h->has_time))
		return false;
	settle_number(line, start, word, h);
	h->comm = pfl_span_trim((struct pfl_span){ line.at, (size_t)(start - line.at) });
	return true;
}

static bool
find_thread(struct pfl_span line, bool timed, struct pfl_perf_header *h)
{
	struct pfl_span s = line, word;

	/* "1234 1001001 cycles:" is a thread and a period, and no command called 1234. */
	if (!timed && parse_from(line, line, false, h) && h->has_period)
		return true;
	while (pfl_scan_word(&s, &word)) { /* the first word is of the command */
		char next;

		pfl_scan_blanks(&s);
		next = s.n ? s.at[0] : '\0';
		if ((pfl_is_digit(next) || next == '-') && parse_from(line, s, timed, h))
			return true;
	}
	return parse_from(line, line, timed, h); /* perf was not asked for it */
}

bool
pfl_perf_header_parse(struct pfl_span line, struct pfl_perf_header *header)
{
	line = pfl_span_trim(line);
	skip_guest(&line);
	return find_thread(line, true, header) || find_thread(line, false, header);
}
