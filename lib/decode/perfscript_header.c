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
	FLAGS = 4,              /* letters between CPU and time: K, U, H, S... */
	TIME_DIGITS = 9,        /* behind the point of a time                  */
	MOST_CPU = 8191,        /* of a CPU without brackets                   */
	PERIOD_WIDTH = 1 + 10,  /* of a period with the blanks before it, which no thread has */
	ADDRESS_WIDTH = 2 + 16, /* of an address with the blanks before it, or more */
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

/* How wide a word is with the blanks before it, where one more stands before each line. */
static size_t
column_width(struct pfl_span line, struct pfl_span word)
{
	const char *start = word.at;

	while (start > line.at && (start[-1] == ' ' || start[-1] == '\t'))
		start--;
	return (size_t)(word.at - start) + word.n + (start == line.at);
}

/* "     51", as wide as perf prints a period, which an address has more blanks before than. */
static bool
take_period(struct pfl_span line, struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s, word;
	size_t width;

	if (!pfl_scan_word(&rest, &word) || !pfl_span_u64(word, &h->period))
		return false;
	width = column_width(line, word);
	if (width != PERIOD_WIDTH && (word.n < PERIOD_WIDTH || width != 1 + word.n))
		return false;
	pfl_scan_blanks(&rest);
	h->has_period = true;
	*s = rest;
	return true;
}

size_t
pfl_perf_digits(struct pfl_span s)
{
	size_t n = 0;

	while (n < s.n && pfl_is_hex(s.at[n]))
		n++;
	return n;
}

bool
pfl_perf_header_frame(struct pfl_span line, struct pfl_span rest)
{
	size_t n = pfl_perf_digits(rest);

	return n && (n == rest.n || rest.at[n] == ' ') &&
		column_width(line, (struct pfl_span){ rest.at, n }) >= ADDRESS_WIDTH;
}

/* What stands behind the thread. */
static bool
parse_rest(struct pfl_span line, struct pfl_span s, struct pfl_perf_header *h)
{
	struct pfl_span behind;
	bool moment;

	pfl_scan_blanks(&s);
	take_cpu(&s, h);
	moment = take_moment(&s, h);
	behind = s;
	if (!moment && take_flags(&behind) && take_period_and_event(&behind, h))
		s = behind; /* flags, and no time */
	else if (!take_period_and_event(&s, h) && moment)
		take_period(line, &s, h); /* and no event */
	h->rest = s;
	return moment || h->event.n;
}

/* A number alone in front of the event is the thread, or the period where perf was not asked
 * for threads: that has a wider column. */
static void
settle_number(struct pfl_span line, struct pfl_span word, struct pfl_perf_header *h)
{
	if (h->has_pid || h->has_cpu || h->has_time || h->has_period || h->tid < 0 ||
		column_width(line, word) < PERIOD_WIDTH)
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

/* The command is what stands in front of `start`. */
static void
set_command(struct pfl_span line, const char *start, struct pfl_perf_header *h)
{
	h->comm = pfl_span_trim((struct pfl_span){ line.at, (size_t)(start - line.at) });
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
	if (!pfl_scan_word(&s, &word) || !parse_thread(word, h) || !parse_rest(line, s, h) ||
		(timed && !h->has_time))
		return false;
	settle_number(line, word, h);
	set_command(line, start, h);
	return true;
}

static bool
find_thread(struct pfl_span line, bool timed, struct pfl_perf_header *h)
{
	struct pfl_span first, s = line, word;

	pfl_scan_blanks(&s);
	first = s;
	/* "1234 1001001 cycles:" is a thread and a period, and no command called 1234. */
	if (!timed && parse_from(line, first, false, h) && h->has_period)
		return true;
	while (pfl_scan_word(&s, &word)) { /* the first word is of the command */
		char next;

		pfl_scan_blanks(&s);
		next = s.n ? s.at[0] : '\0';
		if ((pfl_is_digit(next) || next == '-') && parse_from(line, s, timed, h))
			return true;
	}
	return parse_from(line, first, timed, h); /* perf was not asked for it */
}

/* Cut off what stands behind the line and in front of its columns. */
static struct pfl_span
whole_line(struct pfl_span line)
{
	struct pfl_span text = pfl_span_trim(line);

	line.n = (size_t)(text.at - line.at) + text.n;
	skip_guest(&line);
	return line;
}

bool
pfl_perf_header_parse(struct pfl_span line, struct pfl_perf_header *header)
{
	line = whole_line(line);
	return find_thread(line, true, header) || find_thread(line, false, header);
}

/* "app 94564.109216:", behind which a number is a period and no thread. */
static bool
ends_in_time(struct pfl_span comm)
{
	struct pfl_perf_header h;
	size_t at = comm.n;

	while (at && comm.at[at - 1] != ' ')
		at--;
	comm = (struct pfl_span){ comm.at + at, comm.n - at };
	return take_time(&comm, &h) && !comm.n;
}

bool
pfl_perf_header_is_full(struct pfl_span line)
{
	struct pfl_perf_header h;

	return pfl_perf_header_parse(line, &h) && !ends_in_time(h.comm);
}

/* --- headers that need not have a thread, a time or an event --- */

enum fields {
	FIELD_PID = 1,
	FIELD_TID = 2,
	FIELD_CPU = 4,
	FIELD_TIME = 8,
	FIELD_PERIOD = 16,
	FIELD_EVENT = 32,
	FIELDS_KNOWN = 64,
};

/* What may stand behind all that a header says. */
enum tail {
	TAIL_FRAME,
	TAIL_NONE,
	TAIL_RECORDED, /* by a tracepoint: anything behind an event */
	TAILS,
};

static unsigned
fields_of(const struct pfl_perf_header *h)
{
	return (h->has_pid ? FIELD_PID : 0) | (h->has_tid ? FIELD_TID : 0) |
		(h->has_cpu ? FIELD_CPU : 0) | (h->has_time ? FIELD_TIME : 0) |
		(h->has_period ? FIELD_PERIOD : 0) | (h->event.n ? FIELD_EVENT : 0) |
		FIELDS_KNOWN;
}

/* A word that is a thread by its width. */
static void
take_thread(struct pfl_span line, struct pfl_span *s, struct pfl_perf_header *h)
{
	struct pfl_span rest = *s, word;
	struct pfl_perf_header found = { 0 };

	if (!pfl_scan_word(&rest, &word) || !parse_thread(word, &found) ||
		(!found.has_pid && column_width(line, word) >= PERIOD_WIDTH))
		return;
	pfl_scan_blanks(&rest);
	*h = found;
	*s = rest;
}

static bool
has_tail(struct pfl_span line, enum tail tail, const struct pfl_perf_header *h)
{
	if (tail == TAIL_NONE)
		return h->rest.n == 0;
	if (tail == TAIL_FRAME)
		return pfl_perf_header_frame(line, h->rest);
	return h->event.n > 0;
}

/* All that is behind the command, where `s` stands in the line. */
static bool
parse_bare_from(
	struct pfl_span line, struct pfl_span s, enum tail tail, struct pfl_perf_header *h)
{
	*h = (struct pfl_perf_header){ 0 };
	take_thread(line, &s, h);
	take_cpu(&s, h);
	if (h->has_tid || h->has_cpu)
		take_flags(&s);
	take_time(&s, h);
	if (take_period(line, &s, h))
		take_event(&s, h);
	else
		take_period_and_event(&s, h);
	h->rest = s;
	return has_tail(line, tail, h);
}

/* Nothing behind a command is a header that says nothing, unless that is what is looked for. */
static bool
is_wanted(unsigned fields, enum tail tail, const struct pfl_perf_header *h)
{
	if (fields)
		return fields == fields_of(h);
	return tail == TAIL_FRAME || fields_of(h) != FIELDS_KNOWN;
}

/* What has these fields and this tail, behind as few words as possible. fields: 0: any. */
static bool
find_bare(struct pfl_span line, unsigned fields, enum tail tail, struct pfl_perf_header *h)
{
	struct pfl_span s = line, word;

	do {
		pfl_scan_blanks(&s);
		if (parse_bare_from(line, s, tail, h) && is_wanted(fields, tail, h)) {
			set_command(line, s.at, h);
			return true;
		}
	} while (pfl_scan_word(&s, &word));
	return false;
}

static bool
find_any_tail(struct pfl_span line, unsigned fields, struct pfl_perf_header *h)
{
	for (enum tail tail = TAIL_FRAME; tail < TAILS; tail++) {
		if (find_bare(line, fields, tail, h))
			return true;
	}
	return false;
}

bool
pfl_perf_header_parse_bare(
	struct pfl_span line, unsigned *fields, struct pfl_perf_header *header)
{
	bool alike;

	line = whole_line(line);
	alike = *fields && find_any_tail(line, *fields, header);
	if (!alike && !find_any_tail(line, 0, header))
		*header = (struct pfl_perf_header){ .comm = pfl_span_trim(line) };
	if (*fields)
		return alike;
	*fields = fields_of(header);
	return true;
}

bool
pfl_perf_header_has_frame(struct pfl_span line)
{
	struct pfl_perf_header h;

	return find_bare(whole_line(line), 0, TAIL_FRAME, &h);
}
