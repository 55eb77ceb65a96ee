/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8, one code point at a time, and what of it is safe to show. */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

size_t
pfl_utf8_decode(const char *s, size_t n, uint32_t *code)
{
	const unsigned char *u = (const unsigned char *)s;
	uint32_t c = u[0], least;
	size_t length;

	if (c < 0x80) {
		*code = c;
		return 1;
	}
	if (c >= 0xc2 && c <= 0xdf) {
		length = 2;
		c &= 0x1f;
		least = 0x80;
	} else if (c >= 0xe0 && c <= 0xef) {
		length = 3;
		c &= 0x0f;
		least = 0x800;
	} else if (c >= 0xf0 && c <= 0xf4) {
		length = 4;
		c &= 0x07;
		least = 0x10000;
	} else {
		return 0;
	}
	if (length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3fu);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return length;
}

bool
pfl_utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x200b && c <= 0x200f) ||
		(c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0x061c ||
		c == 0xfeff || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

size_t
pfl_utf8_visible(const char *s, size_t n, char out[PFL_UTF8_VISIBLE])
{
	uint32_t code;
	size_t length = pfl_utf8_decode(s, n, &code);

	if (length == 0) {
		snprintf(out, PFL_UTF8_VISIBLE, "\\x%02x", (unsigned char)s[0]);
		return 1;
	}
	if (!pfl_utf8_is_control(code)) {
		memcpy(out, s, length);
		out[length] = '\0';
	} else if (code == '\n') {
		memcpy(out, "\\n", 3);
	} else if (code == '\t') {
		memcpy(out, "\\t", 3);
	} else if (code == '\r') {
		memcpy(out, "\\r", 3);
	} else if (code < 0x100) {
		snprintf(out, PFL_UTF8_VISIBLE, "\\x%02x", (unsigned)code);
	} else if (code < 0x10000) {
		snprintf(out, PFL_UTF8_VISIBLE, "\\u%04x", (unsigned)code);
	} else {
		snprintf(out, PFL_UTF8_VISIBLE, "\\U%08x", (unsigned)code);
	}
	return length;
}

/* Does s[0..n) begin with "##", a word of small letters or none, and "["? */
static bool
begins_command(const char *s, size_t n)
{
	size_t i = 2;

	if (n < 3 || s[0] != '#' || s[1] != '#')
		return false;
	while (i < n && s[i] >= 'a' && s[i] <= 'z')
		i++;
	return i < n && s[i] == '[';
}

size_t
pfl_utf8_visible_in_log(const char *s, size_t n, char out[PFL_UTF8_VISIBLE])
{
	if (!begins_command(s, n))
		return pfl_utf8_visible(s, n, out);
	memcpy(out, "\\x23", 5);
	return 1;
}

bool
pfl_utf8_valid(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n) {
		uint64_t eight;
		uint32_t code;
		size_t length;

		if (n - i >= sizeof(eight)) {
			memcpy(&eight, s + i, sizeof(eight));
			if ((eight & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof(eight);
				continue;
			}
		}
		length = pfl_utf8_decode(s + i, n - i, &code);
		if (length == 0)
			return false;
		i += length;
	}
	return true;
}

size_t
pfl_utf8_cut(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	/* A character that crosses the cut starts in one of the three bytes before it. */
	for (size_t back = 1; back <= 3 && back <= max; back++) {
		uint32_t code;
		size_t length = pfl_utf8_decode(s + max - back, n - max + back, &code);

		if (length > 0)
			return length > back ? max - back : max;
	}
	return max;
}

size_t
pfl_utf8_columns(const char *s, size_t n)
{
	size_t columns = 0;

	while (n > 0) {
		uint32_t code;
		size_t length = pfl_utf8_decode(s, n, &code);

		if (length == 0)
			length = 1;
		s += length;
		n -= length;
		columns++;
	}
	return columns;
}

size_t
pfl_utf8_encode(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}
