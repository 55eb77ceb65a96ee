/* SPDX-License-Identifier: Apache-2.0 */
/* From a line to words. */
#include "shell/parse.h"

#include <stdlib.h>
#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *
skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* Copy a word to *out and end it with a NUL; what follows it. NULL with *err. */
static const char *
take_word(const char *p, const char *line, char **out, struct pfl_error *err)
{
	while (*p && !is_blank(*p)) {
		const char *end;

		if (*p != '\'' && *p != '"') {
			*(*out)++ = *p++;
			continue;
		}
		end = strchr(p + 1, *p);
		if (!end) {
			pfl_fail(err, PFL_USAGE, "the quote %c in column %zu is not closed", *p,
				(size_t)(p - line) + 1);
			return NULL;
		}
		memcpy(*out, p + 1, (size_t)(end - p - 1));
		*out += end - p - 1;
		p = end + 1;
	}
	*(*out)++ = '\0';
	return p;
}

/* The file of "> file" or ">file"; what follows it. NULL with *err. */
static const char *
take_file(struct line *line, const char *p, const char *text, char **out, struct pfl_error *err)
{
	if (p[1] == '>') {
		pfl_fail(err, PFL_USAGE, "a file is written whole: there is no '>>', only '>'");
		return NULL;
	}
	if (line->file) {
		pfl_fail(err, PFL_USAGE, "the output is sent to a file twice");
		return NULL;
	}
	p = skip_blanks(p + 1);
	if (!*p || *p == '|') {
		pfl_fail(err, PFL_USAGE, "no file is named after '>'");
		return NULL;
	}
	line->file = *out;
	return take_word(p, text, out, err);
}

static bool
take_command(struct line *line, const char *p, char *out, struct pfl_error *err)
{
	p = skip_blanks(p + 1);
	if (!*p)
		return pfl_fail(err, PFL_USAGE, "no command follows the '|'");
	if (line->file)
		return pfl_fail(err, PFL_USAGE, "the output goes to a file or to a command");
	line->command = out;
	memcpy(out, p, strlen(p) + 1);
	return true;
}

bool
line_parse(struct line *line, const char *text, struct pfl_error *err)
{
	size_t size = strlen(text) + 1;
	const char *p = skip_blanks(text);
	char *out;

	*line = (struct line){ 0 };
	/* A word is at least one character and a blank, and "x" may come from ">x". */
	line->text = malloc(2 * size);
	line->words = malloc((size / 2 + 1) * sizeof(*line->words));
	if (!line->text || !line->words)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	out = line->text;
	while (*p && !(line->n == 0 && *p == '#')) {
		if (*p == '|')
			return take_command(line, p, out, err);
		if (*p == '>') {
			p = take_file(line, p, text, &out, err);
		} else {
			line->words[line->n++] = (struct word){ out, *p == '\'' || *p == '"' };
			p = take_word(p, text, &out, err);
		}
		if (!p)
			return false;
		p = skip_blanks(p);
	}
	return true;
}

void
line_clear(struct line *line)
{
	free(line->text);
	free(line->words);
	*line = (struct line){ 0 };
}

/* Where a value ends: at the last comment, without blanks. */
static size_t
value_length(const char *value)
{
	const char *comment = NULL, *at = value;
	size_t n;

	while ((at = strstr(at, "//:")))
		comment = at++;
	n = comment ? (size_t)(comment - value) : strlen(value);
	while (n && is_blank(value[n - 1]))
		n--;
	return n;
}

bool
line_assigns(const char *text, struct assignment *a, struct pfl_error *err)
{
	const char *p = skip_blanks(text);
	size_t n;

	*a = (struct assignment){ .name = p };
	while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_' || *p == '-')
		p++;
	a->n = (size_t)(p - a->name);
	p = skip_blanks(p);
	if (a->n == 0 || *p != '=')
		return false;
	p = skip_blanks(p + 1);
	n = value_length(p);
	if (n >= 2 && (*p == '\'' || *p == '"') && memchr(p + 1, *p, n - 1) == p + n - 1) {
		p++;
		n -= 2;
	}
	a->value = malloc(n + 1);
	if (!a->value) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return true;
	}
	memcpy(a->value, p, n);
	a->value[n] = '\0';
	return true;
}
