/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goroutine dumps: what debug=2, runtime.Stack(), SIGQUIT and crashing programs print.
 *
 *     goroutine 7 [chan receive, 5 minutes, locked to thread]:
 *     main.worker(0xc000012120)
 *     	/src/main.go:43 +0x4d
 *     created by main.start in goroutine 1
 *     	/src/main.go:14 +0x8f
 *
 * Each goroutine is a sample. What is not on its stack is a label: its state, how long it
 * waits, and which `go` statement made it. The creator is no frame, because it is on another
 * stack and may be long gone, and so that a dump compares with the profile of the same program;
 * whoever wants it below the stacks says --tag-root created_by.
 */
#include "base/scan.h"
#include "decode/legacy.h"

enum {
	MINUTE = 60,
	PREFIX = 256, /* what a logger puts in front of a line is shorter */
};

/* The first line of a goroutine, taken apart. */
struct header {
	size_t prefix;               /* bytes in front, as loggers put them there        */
	struct pfl_span state, rest; /* between the brackets; behind the "]"             */
};

/* The place of a frame: "/src/main.go:43", its two halves. */
struct spot {
	struct pfl_span whole, file;
	int64_t line; /* 0: not known */
};

enum step {
	OUTSIDE,  /* of goroutines                                            */
	INSIDE,   /* expecting a function or what else there may be           */
	FUNCTION, /* was read: its place comes next                           */
	CREATOR,  /* the same for "created by"                                */
};

struct dump {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_places places;
	struct pfl_golabels golabels;

	/* The goroutine at hand. */
	enum step step;
	PFL_VEC(uint32_t) stack; /* locations, leaf first */
	PFL_VEC(struct pfl_label) labels;
	struct pfl_text prefix; /* of its first line: others begin alike */
	struct pfl_text name;   /* of the function that was read         */

	struct pfl_text text; /* scratch                        */
	size_t goroutines;
	size_t skipped, first_skipped; /* lines outside of goroutines, or that fit nowhere */
};

/* Does a goroutine begin at `at`? "goroutine 7 gp=0xc0 m=0 [running]:", labels before the ":".
 */
static bool
parse_header_at(struct pfl_span line, size_t at, struct header *h)
{
	struct pfl_span s = { line.at + at, line.n - at };
	uint64_t id;
	size_t open, close;

	if (!pfl_scan_text(&s, "goroutine ") || !pfl_scan_u64(&s, &id) ||
		!pfl_scan_text(&s, " ") || !s.n || s.at[s.n - 1] != ':')
		return false;
	open = pfl_span_find(s, "[");
	close = pfl_span_find(s, "]");
	if (open > close || close == s.n)
		return false;
	h->prefix = at;
	h->state = (struct pfl_span){ s.at + open + 1, close - open - 1 };
	h->rest = pfl_span_trim((struct pfl_span){ s.at + close + 1, s.n - close - 2 });
	return true;
}

/* At the start of the line, or behind what a logger has put there. */
static bool
parse_header(struct pfl_span line, struct header *h)
{
	static const char word[] = "goroutine ";
	size_t at = 0;

	while (line.n && (line.at[line.n - 1] == ' ' || line.at[line.n - 1] == '\r'))
		line.n--;
	if (!line.n || line.at[line.n - 1] != ':')
		return false;
	for (;;) {
		struct pfl_span rest = { line.at + at, line.n - at };

		at += pfl_span_find(rest, word);
		if (at == line.n || at > PREFIX)
			return false;
		if ((at == 0 || line.at[at - 1] == ' ' || line.at[at - 1] == '\t') &&
			parse_header_at(line, at, h))
			return true;
		at += strlen(word);
	}
	return false;
}

static int
godump_probe(struct pfl_span head)
{
	struct pfl_span line;
	struct header h;

	while (pfl_span_cut(&head, '\n', &line)) {
		if (parse_header(line, &h))
			return 80;
	}
	return 0;
}

static void
skip(struct dump *d)
{
	if (d->skipped++ == 0)
		d->first_skipped = pfl_source_lineno(d->source);
}

static bool
add_label(struct dump *d, const struct pfl_label *label)
{
	if (!pfl_builder_check(d->b, d->err) ||
		!pfl_vec_reserve(&d->labels, 1, pfl_builder_budget(d->b), "labels", d->err))
		return false;
	d->labels.at[d->labels.n++] = *label;
	return true;
}

static bool
add_text_label(struct dump *d, struct pfl_span key, struct pfl_span text)
{
	struct pfl_label label = { .key = pfl_build_string(d->b, key),
		.text = pfl_build_string(d->b, text) };

	return add_label(d, &label);
}

/* "5 minutes". */
static bool
parse_minutes(struct pfl_span part, int64_t *minutes)
{
	return pfl_scan_i64(&part, minutes) && *minutes >= 0 &&
		*minutes <= INT64_MAX / MINUTE && pfl_span_eq(part, pfl_span_of(" minutes"));
}

/* "(scan)" says what the collector does at this moment, and nothing of the goroutine. */
static struct pfl_span
without_scan(struct pfl_span state)
{
	if (pfl_span_ends(state, " (scan)"))
		state.n -= strlen(" (scan)");
	return state;
}

/* "chan receive, 5 minutes, locked to thread". What nobody knows stays with the state. */
static bool
read_state(struct dump *d, struct pfl_span text)
{
	struct pfl_label wait = { .text = PFL_NONE };
	struct pfl_span part;
	bool locked = false, waits = false;
	int64_t minutes;

	pfl_text_reset(&d->text);
	while (pfl_span_cut(&text, ',', &part)) {
		part = pfl_span_trim(part);
		if (parse_minutes(part, &minutes)) {
			wait.number = minutes * MINUTE;
			waits = true;
		} else if (pfl_span_eq(part, pfl_span_of("locked to thread"))) {
			locked = true;
		} else {
			if (d->text.n)
				pfl_text_str(&d->text, ", ");
			pfl_text_add(&d->text, without_scan(part));
		}
	}
	if (!pfl_text_ok(&d->text, d->err) ||
		!add_text_label(d, pfl_span_of("state"), pfl_text_span(&d->text)))
		return false;
	wait.key = pfl_build_string(d->b, pfl_span_of("wait"));
	wait.unit = pfl_build_string(d->b, pfl_span_of("seconds"));
	if (waits && !add_label(d, &wait))
		return false;
	return !locked || add_text_label(d, pfl_span_of("thread"), pfl_span_of("locked"));
}

/* The program's own labels: "labels: {...}" on a line, or behind the state. */
static bool
read_labels(struct dump *d, struct pfl_span text)
{
	size_t before = d->labels.n;

	pfl_scan_text(&text, "labels:");
	if (!pfl_golabels_open(&d->golabels, pfl_span_trim(text))) {
		skip(d);
		return true;
	}
	while (pfl_golabels_next(&d->golabels)) {
		if (!add_text_label(d, pfl_text_span(&d->golabels.key),
			    pfl_text_span(&d->golabels.value)))
			return false;
	}
	if (d->golabels.damaged) {
		d->labels.n = before;
		skip(d);
	}
	return pfl_text_ok(&d->golabels.key, d->err) && pfl_text_ok(&d->golabels.value, d->err);
}

static bool
end_goroutine(struct dump *d)
{
	const int64_t one = 1;
	uint32_t labels;

	if (d->step == OUTSIDE)
		return true;
	if (d->step != INSIDE)
		skip(d); /* a function whose place never came */
	d->step = OUTSIDE;
	d->goroutines++;
	pfl_stack_reverse(d->stack.at, d->stack.n);
	labels = pfl_build_labels(d->b, d->labels.at, d->labels.n);
	pfl_build_sample_of(d->b, d->stack.at, d->stack.n, labels, &one, 1);
	return pfl_builder_check(d->b, d->err);
}

static bool
begin_goroutine(struct dump *d, struct pfl_span line, const struct header *h)
{
	if (!end_goroutine(d))
		return false;
	d->step = INSIDE;
	d->stack.n = d->labels.n = 0;
	pfl_text_reset(&d->prefix);
	pfl_text_add(&d->prefix, (struct pfl_span){ line.at, h->prefix });
	return pfl_text_ok(&d->prefix, d->err) && read_state(d, h->state) &&
		(!h->rest.n || read_labels(d, h->rest));
}

/*
 * A logger that puts something in front of the first line may do so with all of them; times
 * differ, but only in their digits.
 */
static struct pfl_span
without_prefix(const struct dump *d, struct pfl_span line)
{
	struct pfl_span prefix = pfl_text_span(&d->prefix);

	for (size_t i = 0; i < prefix.n && i < line.n; i++) {
		if (line.at[i] != prefix.at[i] &&
			!(pfl_is_digit(line.at[i]) && pfl_is_digit(prefix.at[i])))
			return line;
	}
	if (line.n < prefix.n) /* the prefix alone, its last blanks trimmed */
		return pfl_span_trim((struct pfl_span){ prefix.at + line.n, prefix.n - line.n })
				.n
			? line
			: (struct pfl_span){ line.at, 0 };
	return (struct pfl_span){ line.at + prefix.n, line.n - prefix.n };
}

static bool
push(struct dump *d, const struct pfl_place *place)
{
	uint32_t location = pfl_places_location(&d->places, place, d->err);

	if (location == UINT32_MAX ||
		!pfl_vec_reserve(&d->stack, 1, pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	d->stack.at[d->stack.n++] = location;
	return true;
}

/* A frame that is only words: there was more, or nothing to be had. */
static bool
push_words(struct dump *d, struct pfl_span words)
{
	struct pfl_place place = { .name = pfl_build_string(d->b, words) };

	return push(d, &place);
}

/* Is it one of the numbers that may stand behind a place? */
static bool
is_extra(struct pfl_span word)
{
	static const char *const extras[] = { "+0x", "fp=0x", "sp=0x", "pc=0x" };

	for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
		if (pfl_span_starts(word, extras[i]))
			return true;
	}
	return false;
}

/* "/src/main.go:43 +0x4d fp=0xc0 sp=0xc0 pc=0x4f", or only "pc=0x4f" where C has no symbols. */
static bool
parse_spot(struct pfl_span line, struct spot *spot)
{
	*spot = (struct spot){ .whole = pfl_span_trim(line) };
	while (spot->whole.n) {
		size_t at = spot->whole.n;

		while (at > 0 && spot->whole.at[at - 1] != ' ' &&
			spot->whole.at[at - 1] != '\t')
			at--;
		if (!is_extra((struct pfl_span){ spot->whole.at + at, spot->whole.n - at }))
			break;
		spot->whole = pfl_span_trim((struct pfl_span){ spot->whole.at, at });
	}
	return !spot->whole.n || pfl_places_file_line(spot->whole, &spot->file, &spot->line);
}

/* "main.(*T).f(0xc000012120, {0x1, 0x2})": the name without the arguments. */
static struct pfl_span
without_arguments(struct pfl_span line)
{
	size_t at = line.n;

	if (!line.n || line.at[line.n - 1] != ')')
		return line;
	while (at > 0 && line.at[at - 1] != '(')
		at--;
	return at > 1 ? (struct pfl_span){ line.at, at - 1 } : line;
}

/* "main.start in goroutine 1": the name alone. */
static struct pfl_span
creator_name(struct pfl_span text)
{
	size_t at = pfl_span_find(text, " in goroutine ");

	text.n = at;
	return pfl_span_trim(text);
}

static bool
expect_place(struct dump *d, enum step step, struct pfl_span name)
{
	if (d->step != INSIDE)
		skip(d);
	d->step = step;
	pfl_text_reset(&d->name);
	pfl_text_add(&d->name, name);
	return pfl_text_ok(&d->name, d->err);
}

/* The place of the function, or of the `go` statement, that was read before. */
static bool
take_spot(struct dump *d, const struct spot *spot)
{
	struct pfl_place place = { .line = spot->line };
	bool creator = d->step == CREATOR;

	d->step = INSIDE;
	if (creator)
		return add_text_label(d, pfl_span_of("created_by"), pfl_text_span(&d->name)) &&
			add_text_label(d, pfl_span_of("created_at"), spot->whole);
	place.name = pfl_build_string(d->b, pfl_text_span(&d->name));
	place.file = pfl_build_string(d->b, spot->file);
	return push(d, &place);
}

static bool
is_elision(struct pfl_span line)
{
	return pfl_span_starts(line, "...") && pfl_span_ends(line, "frames elided...");
}

/* A line of the goroutine at hand. */
static bool
read_line(struct dump *d, struct pfl_span line)
{
	struct pfl_span text = line;
	struct spot spot;

	if (d->step != INSIDE && parse_spot(line, &spot))
		return take_spot(d, &spot);
	if (is_elision(line) || pfl_span_ends(line, "stack unavailable"))
		return push_words(d, line);
	if (pfl_scan_text(&text, "created by "))
		return expect_place(d, CREATOR, creator_name(text));
	pfl_scan_text(&text, "# ");
	if (pfl_span_starts(text, "labels:"))
		return read_labels(d, text);
	if (pfl_span_starts(
		    line, "[")) { /* [originating from goroutine 1]: stacks of the past */
		skip(d);
		return end_goroutine(d);
	}
	return expect_place(d, FUNCTION, without_arguments(line));
}

/* "SIGQUIT: quit". */
static bool
is_signal(struct pfl_span line)
{
	if (!pfl_scan_text(&line, "SIG"))
		return false;
	while (line.n && line.at[0] >= 'A' && line.at[0] <= 'Z') {
		line.at++;
		line.n--;
	}
	return pfl_span_starts(line, ": ");
}

/* Why the program has died is worth keeping. */
static bool
is_reason(struct pfl_span line)
{
	static const char *const reasons[] = { "panic: ", "fatal error: ", "[signal ",
		"unexpected fault address ", "runtime: goroutine stack exceeds " };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (pfl_span_starts(line, reasons[i]))
			return true;
	}
	return is_signal(line);
}

static bool
read_outside(struct dump *d, struct pfl_span line)
{
	if (is_reason(line))
		pfl_build_comment(d->b, pfl_build_string(d->b, line));
	else if (line.n)
		skip(d);
	return pfl_builder_check(d->b, d->err);
}

static bool
read_lines(struct dump *d)
{
	struct pfl_span line;
	struct header h;

	while (pfl_source_line(d->source, &line)) {
		bool ok;

		if (parse_header(line, &h)) {
			ok = begin_goroutine(d, line, &h);
		} else if (d->step == OUTSIDE) {
			ok = read_outside(d, pfl_span_trim(line));
		} else {
			line = pfl_span_trim(without_prefix(d, line));
			ok = line.n ? read_line(d, line) : end_goroutine(d);
		}
		if (!ok)
			return false;
	}
	if (!pfl_source_ok(d->source, d->err) || !end_goroutine(d))
		return false;
	if (d->goroutines == 0)
		return pfl_fail(d->err, PFL_FORMAT,
			"no line begins a goroutine, as 'goroutine 1 [running]:' does");
	return true;
}

static bool
godump_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct dump d = { .source = source, .b = b, .err = err };
	struct pfl_budget *budget = pfl_builder_budget(b);
	struct pfl_meta *meta = pfl_build_meta(b);
	bool ok;

	pfl_places_init(&d.places, b);
	meta->has_period_type = true;
	meta->period_type = pfl_build_string(b, pfl_span_of("goroutine"));
	meta->period_unit = pfl_build_string(b, pfl_span_of("count"));
	meta->period = 1;
	/* There are none here, but in debug=1 of the same program, which may be compared. */
	meta->drop_frames = pfl_build_string(b, pfl_span_of(PFL_LEGACY_DROP_HIDDEN));
	pfl_build_type(b, meta->period_type, meta->period_unit);
	ok = read_lines(&d);
	if (d.skipped)
		pfl_build_note(b, "%zu line%s of no goroutine (the first is line %zu)",
			d.skipped, d.skipped == 1 ? " is" : "s are", d.first_skipped);
	pfl_places_clear(&d.places);
	pfl_golabels_clear(&d.golabels);
	pfl_vec_clear(&d.stack, budget);
	pfl_vec_clear(&d.labels, budget);
	pfl_text_clear(&d.prefix);
	pfl_text_clear(&d.name);
	pfl_text_clear(&d.text);
	return ok;
}

const struct pfl_decoder pfl_decode_godump = {
	.name = "godump",
	.help = "goroutine dumps: Go's goroutine profile with debug=2, runtime.Stack(), the "
		"trace of a crash or SIGQUIT",
	.lost = "arguments, addresses, register values",
	.known_by = "'goroutine N [STATE]:' among the first lines",
	.probe = godump_probe,
	.decode = godump_decode,
};
