/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "symbol/kernel.h"

#include "base/name.h"
#include "base/scan.h"
#include "base/sorted.h"
#include "base/vec.h"
#include "symbol/regular.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_LIST = 64 << 20, /* bytes of a list; some 15 million are usual */
	MAX_GAP = 1 << 20,   /* bytes that the last function may have      */
};

/* Where the addresses of a kernel begin, on all processors that profiles are of. */
#define KERNEL_HALF (UINT64_C(1) << 63)

/* What the kernel says of itself. */
#define RUNNING "/proc/kallsyms"

struct function {
	uint64_t start;
	const char *name; /* in the bytes; NULL: no function, but something behind one */
};

struct pfl_kernel {
	char *bytes;
	PFL_VEC(struct function) functions; /* by start */
	uint64_t text, stext;               /* the addresses of _text and _stext, or 0 */
	uint64_t slide; /* from the addresses of the list to those of the profile */
};

bool
pfl_kernel_is_in(struct pfl_span file, uint64_t address)
{
	static const char *const names[] = { "[kernel.kallsyms]", "[kernel]", "[kernel_text]" };
	struct pfl_span base = pfl_path_base(file);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (pfl_span_starts(file, names[i]))
			return true;
	}
	return address >= KERNEL_HALF &&
		(pfl_span_starts(file, "[") || pfl_span_ends(base, ".ko") ||
			pfl_span_find(base, ".ko.") < base.n);
}

/* By address; of several names of one, what is a function first. */
static int
by_start(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (!x->name != !y->name)
		return x->name ? -1 : 1;
	return x->name ? strcmp(x->name, y->name) : 0;
}

/* "ffffffff81000000 T _text", with "\t[module]" behind the name. */
static bool
take_line(struct pfl_kernel *k, struct pfl_span line, struct pfl_error *err)
{
	struct function f = { 0 };
	struct pfl_span type, name;
	char *end;

	if (!pfl_scan_hex(&line, &f.start) || f.start == 0)
		return true;
	pfl_scan_blanks(&line);
	if (!pfl_scan_word(&line, &type))
		return true;
	pfl_scan_blanks(&line);
	if (type.n != 1 || !pfl_scan_word(&line, &name))
		return true;
	end = k->bytes + (name.at - k->bytes) + name.n;
	*end = '\0'; /* a blank, the end of the line or of all */
	if (strchr("tTwW", type.at[0]))
		f.name = name.at;
	if (f.name && strcmp(f.name, "_text") == 0)
		k->text = f.start;
	if (f.name && strcmp(f.name, "_stext") == 0)
		k->stext = f.start;
	if (!pfl_vec_reserve(&k->functions, 1, NULL, "functions of the kernel", err))
		return false;
	k->functions.at[k->functions.n++] = f;
	return true;
}

struct pfl_kernel *
pfl_kernel_parse(char *bytes, size_t n, struct pfl_error *err)
{
	struct pfl_kernel *k = calloc(1, sizeof(*k));
	struct pfl_span rest = { bytes, n }, line;

	if (!k) {
		free(bytes);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	k->bytes = bytes;
	while (err->code == PFL_OK && pfl_span_cut(&rest, '\n', &line))
		take_line(k, line, err);
	if (err->code == PFL_OK && k->functions.n == 0)
		pfl_fail(err, PFL_FORMAT, "has no addresses of functions");
	if (err->code != PFL_OK) {
		pfl_kernel_free(k);
		return NULL;
	}
	qsort(k->functions.at, k->functions.n, sizeof(*k->functions.at), by_start);
	return k;
}

void
pfl_kernel_free(struct pfl_kernel *kernel)
{
	if (!kernel)
		return;
	pfl_vec_clear(&kernel->functions, NULL);
	free(kernel->bytes);
	free(kernel);
}

const char *
pfl_kernel_function_at(const struct pfl_kernel *k, uint64_t address)
{
	const struct function *f;
	size_t n;

	address -= k->slide;
	n = pfl_sorted_upto(k->functions.at, k->functions.n, sizeof(*f),
		offsetof(struct function, start), address);
	if (n == 0)
		return NULL;
	f = &k->functions.at[n - 1];
	if (n == k->functions.n && address - f->start >= MAX_GAP)
		return NULL;
	while (f > k->functions.at && f[-1].start == f->start)
		f--;
	return f->name;
}

/* A file of at most `max` bytes, with a NUL behind them; NULL with *err. What the kernel makes
 * up does not say how long it is. */
static char *
read_all(const char *path, size_t below, size_t max, size_t *n, struct pfl_error *err)
{
	PFL_VEC(char) all = { 0 };
	int64_t modified;
	int fd = pfl_regular_open(path, below, &modified, err);
	char *bytes = NULL;
	ssize_t got = 1;

	while (fd >= 0 && got > 0 && pfl_vec_reserve(&all, 65536, NULL, "kernel", err)) {
		got = read(fd, all.at + all.n, 65536);
		if (got > 0)
			all.n += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			pfl_fail_with_reason(err, "cannot be read: ");
		if (all.n > max)
			pfl_fail(err, PFL_FORMAT, "is longer than a list of functions");
		if (err->code != PFL_OK)
			break;
	}
	if (fd >= 0)
		close(fd);
	if (err->code == PFL_OK && !(bytes = malloc(all.n + 1)))
		pfl_fail(err, PFL_NOMEM, "out of memory");
	if (bytes) {
		memcpy(bytes, all.at, all.n);
		bytes[all.n] = '\0';
		*n = all.n;
	}
	pfl_vec_clear(&all, NULL);
	return bytes;
}

static struct pfl_kernel *
read_list(const char *path, size_t below, struct pfl_text *tried, struct pfl_error *err)
{
	struct pfl_error why = { 0 };
	struct pfl_kernel *k = NULL;
	size_t n;
	char *bytes = read_all(path, below, MAX_LIST, &n, &why);

	if (bytes)
		k = pfl_kernel_parse(bytes, n, &why);
	if (why.code == PFL_NOMEM)
		*err = why;
	else if (!k)
		pfl_text_printf(tried, "%s%s: %s", tried->n ? ", " : "", path, why.msg);
	return k;
}

/* In notes of ELF, is there a GNU build id, and is it this one? */
static bool
notes_have(const char *notes, size_t n, struct pfl_span id)
{
	uint32_t head[3]; /* sizes of name and contents, type */

	while (n >= sizeof(head)) {
		size_t name, contents;

		memcpy(head, notes, sizeof(head));
		name = ((size_t)head[0] + 3) & ~(size_t)3;
		contents = ((size_t)head[1] + 3) & ~(size_t)3;
		notes += sizeof(head);
		n -= sizeof(head);
		if (name > n || contents > n - name)
			return false;
		if (head[2] == 3 && name == 4 && memcmp(notes, "GNU", 4) == 0) {
			char digits[129] = "";

			for (size_t i = 0; i < head[1] && i < 64; i++)
				snprintf(digits + 2 * i, 3, "%02x",
					(unsigned)(unsigned char)notes[4 + i]);
			return pfl_span_eq(id, pfl_span_of(digits));
		}
		notes += name + contents;
		n -= name + contents;
	}
	return false;
}

static bool
is_running(struct pfl_span build_id)
{
	struct pfl_error err = { 0 };
	size_t n = 0;
	char *notes = read_all("/sys/kernel/notes", 0, 65536, &n, &err);
	bool same = notes && notes_have(notes, n, build_id);

	free(notes);
	return same;
}

/* Does the profile have the kernel where the list has it? */
static bool
same_place(const struct pfl_kernel *k, const struct pfl_kernel_wish *wish)
{
	uint64_t at = wish->offset >= KERNEL_HALF ? wish->offset : wish->start;

	return at != 0 && (at == k->text || at == k->stext);
}

/* A kernel stands elsewhere each time; where it stood is what perf records. */
static void
move(struct pfl_kernel *k, const struct pfl_kernel_wish *wish)
{
	uint64_t from = k->text ? k->text : k->stext;

	if (wish->offset >= KERNEL_HALF && from && !same_place(k, wish))
		k->slide = wish->offset - from;
}

/* The list of the kernel that runs here, if that is the one. */
static struct pfl_kernel *
read_running(const struct pfl_kernel_wish *wish, struct pfl_text *tried, struct pfl_error *err)
{
	bool has_id = wish->build_id.n > 0;
	struct pfl_kernel *k = NULL;

	if (!has_id || is_running(wish->build_id))
		k = read_list(RUNNING, 0, tried, err);
	if (k && !has_id && !same_place(k, wish)) {
		pfl_kernel_free(k);
		k = NULL;
	}
	return k;
}

/* Where the list is that an element of the user's leads to, and below how much of that; false:
 * to none. */
static bool
make_path(struct pfl_span element, struct pfl_text *path, size_t *below)
{
	struct stat st;

	pfl_text_add(path, element);
	if (stat(pfl_text_get(path), &st) != 0)
		return false;
	*below = S_ISDIR(st.st_mode) ? element.n : 0;
	if (*below == 0)
		return pfl_span_starts(pfl_path_base(element), "kallsyms");
	pfl_text_str(path, pfl_span_eq(element, pfl_span_of("/")) ? RUNNING : "/kallsyms");
	return stat(pfl_text_get(path), &st) == 0;
}

static struct pfl_kernel *
try_element(struct pfl_span element, const struct pfl_kernel_wish *wish, struct pfl_text *tried,
	struct pfl_error *err)
{
	struct pfl_text path = { 0 }, scratch = { 0 };
	struct pfl_kernel *k = NULL;
	size_t below = 0;
	bool there = make_path(element, &path, &below);

	if (pfl_text_ok(&path, err) && there) {
		struct pfl_span clean = pfl_path_clean(pfl_text_span(&path), &scratch);

		if (pfl_span_eq(clean, pfl_span_of(RUNNING)))
			k = read_running(wish, tried, err);
		else
			k = read_list(pfl_text_get(&path), below, tried, err);
	}
	pfl_text_clear(&path);
	pfl_text_clear(&scratch);
	return k;
}

struct pfl_kernel *
pfl_kernel_find(
	const struct pfl_kernel_wish *wish, struct pfl_text *tried, struct pfl_error *err)
{
	struct pfl_span rest = pfl_span_of(wish->folders ? wish->folders : ""), element;
	struct pfl_kernel *k = NULL;

	while (!k && err->code == PFL_OK && pfl_span_cut(&rest, ':', &element)) {
		if (element.n > 0)
			k = try_element(element, wish, tried, err);
	}
	if (k)
		move(k, wish);
	return k;
}
