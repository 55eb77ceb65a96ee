/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What no reader of a file can be faster than: inflates a gzip file with zlib to nowhere, or
 * counts the lines of any other with memchr.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

static unsigned char in[64 << 10], out[64 << 10];

/* Returns the bytes inflated from all members of f, or -1 when they are damaged. */
static int64_t
inflate_all(FILE *f, z_stream *z)
{
	int64_t total = 0;
	int status = Z_STREAM_END;

	while ((z->avail_in = (uInt)fread(z->next_in = in, 1, sizeof(in), f)) > 0) {
		do {
			if (status == Z_STREAM_END && inflateReset(z) != Z_OK)
				return -1;
			z->next_out = out;
			z->avail_out = sizeof(out);
			status = inflate(z, Z_NO_FLUSH);
			if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
				return -1;
			total += (int64_t)(sizeof(out) - z->avail_out);
		} while (z->avail_in > 0 || z->avail_out == 0);
	}
	return status == Z_STREAM_END && !ferror(f) ? total : -1;
}

static int64_t
count_lines(FILE *f)
{
	int64_t lines = 0;
	size_t n;

	setvbuf(f, NULL, _IONBF, 0);
	while ((n = fread(in, 1, sizeof(in), f)) > 0) {
		const unsigned char *at = in, *end = in + n;

		while ((at = memchr(at, '\n', (size_t)(end - at)))) {
			lines++;
			at++;
		}
	}
	return ferror(f) ? -1 : lines;
}

static int
is_gzip(FILE *f)
{
	int first = getc(f), second = getc(f);

	rewind(f);
	return first == 0x1f && second == 0x8b;
}

int
main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	z_stream z = { 0 };
	int64_t total;

	if (!f || inflateInit2(&z, 15 + 16) != Z_OK) {
		fprintf(stderr, "usage: profloom-floor FILE\n");
		return 2;
	}
	total = is_gzip(f) ? inflate_all(f, &z) : count_lines(f);
	inflateEnd(&z);
	fclose(f);
	if (total < 0) {
		fprintf(stderr, "profloom-floor: %s: cannot be read to its end\n", argv[1]);
		return 3;
	}
	printf("%jd\n", (intmax_t)total);
	return 0;
}
