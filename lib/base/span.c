/* SPDX-License-Identifier: Apache-2.0 */
/* Slices: comparing, cutting, numbers. */
#include "base/span.h"

int
pfl_span_cmp(struct pfl_span a, struct pfl_span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.at, b.at, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool
pfl_span_starts(struct pfl_span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && memcmp(s.at, prefix, n) == 0;
}

bool
pfl_span_ends(struct pfl_span s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && memcmp(s.at + (s.n - n), suffix, n) == 0;
}

size_t
pfl_span_find(struct pfl_span s, const char *needle)
{
	size_t n = strlen(needle);

	for (size_t i = 0; n <= s.n && i <= s.n - n; i++) {
		const char *hit = n ? memchr(s.at + i, needle[0], s.n - n - i + 1) : s.at;

		if (!hit)
			break;
		i = (size_t)(hit - s.at);
		if (memcmp(hit, needle, n) == 0)
			return i;
	}
	return s.n;
}

size_t
pfl_span_run(struct pfl_span s, char c)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.at[i] == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

bool
pfl_span_cut(struct pfl_span *rest, char sep, struct pfl_span *part)
{
	const char *end;

	if (!rest->at)
		return false;
	end = rest->n ? memchr(rest->at, sep, rest->n) : NULL;
	if (!end) {
		*part = *rest;
		*rest = (struct pfl_span){ NULL, 0 };
		return true;
	}
	*part = (struct pfl_span){ rest->at, (size_t)(end - rest->at) };
	rest->n -= part->n + 1;
	rest->at = end + 1;
	return true;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct pfl_span
pfl_span_trim(struct pfl_span s)
{
	while (s.n && blank(s.at[0])) {
		s.at++;
		s.n--;
	}
	while (s.n && blank(s.at[s.n - 1]))
		s.n--;
	return s;
}

bool
pfl_span_u64(struct pfl_span s, uint64_t *value)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(unsigned char)s.at[i] - '0';

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = v;
	return true;
}

bool
pfl_span_i64(struct pfl_span s, int64_t *value)
{
	bool negative = s.n > 0 && s.at[0] == '-';
	uint64_t magnitude;

	if (negative) {
		s.at++;
		s.n--;
	}
	if (!pfl_span_u64(s, &magnitude) || magnitude > (uint64_t)INT64_MAX + negative)
		return false;
	*value = negative ? -(int64_t)(magnitude - 1) - 1 : (int64_t)magnitude;
	if (negative && magnitude == 0)
		*value = 0;
	return true;
}
