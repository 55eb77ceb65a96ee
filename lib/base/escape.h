/* SPDX-License-Identifier: Apache-2.0 */
/* Names as data in every output syntax: one function for each place that a name may stand in.
 */
#ifndef PFL_BASE_ESCAPE_H
#define PFL_BASE_ESCAPE_H

#include "base/span.h"
#include "base/text.h"
#include <profloom/out.h>

/*
 * Whatever bytes come in, what goes out is valid UTF-8 in one line that cannot leave its place.
 * "Visible" below means what pfl_utf8_visible() writes: control characters, marks that turn the
 * reading direction and bytes that are not UTF-8 become \n, \t, \r, \x1b, \u202e. Ordinary text
 * goes through as it is, in runs.
 */

/* Where escaped text goes. */
struct pfl_sink {
	void (*write)(void *state, const void *data, size_t n);
	void *state; /* borrowed */
};

struct pfl_sink pfl_sink_out(struct pfl_out *out);
struct pfl_sink pfl_sink_text(struct pfl_text *text);

/* XML and HTML text, and attribute values in either quote: < > & " ' as entities, the rest
 * visible. */
void pfl_escape_xml(struct pfl_sink sink, struct pfl_span s);

/*
 * Inside a JSON string (quotes are the caller's). A byte that is not UTF-8 becomes U+FFFD, all
 * else reads back as it was. < > & and what is invisible are \u escapes, so the JSON may also
 * stand in a script.
 */
void pfl_escape_json(struct pfl_sink sink, struct pfl_span s);

enum pfl_dot_newline {
	PFL_DOT_VISIBLE, /* a newline becomes a visible \n */
	PFL_DOT_LEFT,    /* a line break, left-justified (\l), as legends have it */
};

/*
 * Inside a DOT string in double quotes, for any attribute: quotes and backslashes are escaped,
 * so that nothing in s is an escString such as \N, the rest is visible, and what graphviz would
 * take for an HTML entity is not one. At most max_bytes of s are shown (0: all), cut at a
 * character, then "...".
 */
void pfl_escape_dot(struct pfl_sink sink, struct pfl_span s, enum pfl_dot_newline newline,
	size_t max_bytes);

/*
 * A Markdown code span, fence and all: the fence is longer than any run of backticks in s, the
 * rest is as in text for people. in_table: "|" is "\|", which GitHub's tables undo even in
 * code.
 */
void pfl_escape_markdown_code(struct pfl_sink sink, struct pfl_span s, bool in_table);

/*
 * The label of a node in a Mermaid diagram, inside double quotes: whatever is no letter, digit
 * or harmless mark of a name is an entity code such as #35;, so that nothing in s is markup, a
 * directive or the end of the diagram. At most max_bytes of s are shown (0: all), then "...".
 */
void pfl_escape_mermaid(struct pfl_sink sink, struct pfl_span s, size_t max_bytes);

/*
 * One CSV field as RFC 4180 has it, quoted when need be and visible. A text that a spreadsheet
 * would run (it starts with = + - @) gets a ' in front. raw: no ' and no escapes, bytes as they
 * are. For texts only: write numbers yourself.
 */
void pfl_escape_csv(struct pfl_sink sink, struct pfl_span s, bool raw);

/* Text for people: reports, messages, notes. Everything visible, and what a CI system would
 * take for a command: see pfl_utf8_visible_in_log(). Nothing else changed. */
void pfl_escape_terminal(struct pfl_sink sink, struct pfl_span s);

/*
 * A frame of a folded stack that pfl_unescape_folded() reads back to the same bytes: what would
 * break the line or hide is \x and two lower-case hex digits for each byte: ";", control
 * characters, bytes that are not UTF-8, a blank at either end, the blank in front of a
 * count-like end ("f 12"), "#" in front of a blank. A backslash is \x5c only where "\x" and two
 * such digits would follow. Ordinary names stay. An empty name stays empty, which a folded
 * reader may lose.
 */
void pfl_escape_folded(struct pfl_sink sink, struct pfl_span s);

/*
 * The same place without escapes, as the stackcollapse scripts write it (--raw-names): ";" is
 * ":", control characters are "_", blanks at the end are dropped, a count-like end is joined by
 * "_", bytes that are not UTF-8 become U+FFFD.
 */
void pfl_escape_folded_plain(struct pfl_sink sink, struct pfl_span s);

/* Undo pfl_escape_folded(): append the name. */
void pfl_unescape_folded(struct pfl_text *text, struct pfl_span s);

#endif
