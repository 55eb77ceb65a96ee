/* SPDX-License-Identifier: Apache-2.0 */
/* What nodes are called, and their order by it. */
#include "analyze/nodes.h"
#include "analyze/order.h"
#include "base/match.h"
#include "base/name.h"

#include <stdlib.h>

/*
 * A printable name in pieces, so that names can be compared without being put together: a
 * profile of a few megabytes can hold names that would fill gigabytes.
 */
struct pieces {
	struct pfl_span piece[20];
	size_t n;
	char digits[96]; /* numbers among the pieces */
	size_t used;
};

static void
add(struct pieces *s, struct pfl_span piece)
{
	if (piece.n)
		s->piece[s->n++] = piece;
}

static void
add_str(struct pieces *s, const char *text)
{
	add(s, pfl_span_of(text));
}

/* Digits of a number in base 10 or 16, at least `width` of them. */
static void
add_number(struct pieces *s, uint64_t number, unsigned base, size_t width)
{
	char *end = s->digits + s->used + 20, *at = end;

	for (; number > 0 || width > 0; number /= base, width -= width > 0)
		*--at = "0123456789abcdef"[number % base];
	add(s, (struct pfl_span){ at, (size_t)(end - at) });
	s->used += 20;
}

static void
add_signed(struct pieces *s, int64_t number)
{
	if (number < 0)
		add_str(s, "-");
	add_number(s, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 10, 1);
}

/* Semantics 6.2. */
static void
print_pieces(struct pieces *s, const struct pfl_nodes *nodes, const struct pfl_profile *p,
	uint32_t i)
{
	s->n = s->used = 0;
	if (nodes->address[i])
		add_number(s, nodes->address[i], 16, 16);
	if (nodes->name[i]) {
		add_str(s, s->n ? " " : "");
		add(s, pfl_profile_text(p, nodes->name[i]));
	}
	if (s->n && (nodes->line[i] || nodes->file[i] || !nodes->name[i]))
		add_str(s, " ");
	if (nodes->line[i]) {
		add(s, pfl_profile_text(p, nodes->file[i]));
		add_str(s, ":");
		add_signed(s, nodes->line[i]);
		if (nodes->column[i]) {
			add_str(s, ":");
			add_signed(s, nodes->column[i]);
		}
	} else if (nodes->file[i]) {
		add(s, pfl_profile_text(p, nodes->file[i]));
	} else if (!nodes->name[i] && nodes->object[i]) {
		add_str(s, "[");
		add(s, pfl_path_base(pfl_profile_text(p, nodes->object[i])));
		add_str(s, "]");
	} else if (!nodes->name[i]) {
		add_str(s, "<unknown>");
	}
}

/* pprof's last resort for telling nodes apart: all fields as Go prints a struct. */
static void
key_pieces(struct pieces *s, const struct pfl_nodes *nodes, const struct pfl_profile *p,
	uint32_t i)
{
	s->n = s->used = 0;
	add(s, pfl_profile_text(p, nodes->name[i]));
	add_str(s, "  "); /* an original name, always empty, stands between the blanks */
	add_number(s, nodes->address[i], 10, 1);
	add_str(s, " ");
	add(s, pfl_profile_text(p, nodes->file[i]));
	add_str(s, " ");
	add_signed(s, nodes->start_line[i]);
	add_str(s, " ");
	add_signed(s, nodes->line[i]);
	add_str(s, " ");
	add_signed(s, nodes->column[i]);
	add_str(s, " ");
	add(s, pfl_profile_text(p, nodes->object[i]));
	add_str(s, "}");
}

static int
sign(int value)
{
	return (value > 0) - (value < 0);
}

/* Bytewise order of two texts in pieces. */
static int
pieces_cmp(const struct pieces *a, const struct pieces *b)
{
	struct pfl_span x = { 0 }, y = { 0 };
	size_t i = 0, k = 0;

	for (;;) {
		size_t n;
		int order;

		if (x.n == 0 && i < a->n)
			x = a->piece[i++];
		if (y.n == 0 && k < b->n)
			y = b->piece[k++];
		if (x.n == 0 || y.n == 0)
			return (x.n > 0) - (y.n > 0);
		n = x.n < y.n ? x.n : y.n;
		order = x.at == y.at ? 0 : memcmp(x.at, y.at, n);
		if (order)
			return sign(order);
		x.at += n;
		y.at += n;
		x.n -= n;
		y.n -= n;
	}
}

void
pfl_node_print(const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t node,
	struct pfl_text *text)
{
	struct pieces s;

	print_pieces(&s, nodes, p, node);
	for (size_t i = 0; i < s.n; i++)
		pfl_text_add(text, s.piece[i]);
}

/* Does the node print as its function's name and nothing else? Most do. */
static bool
is_plain(const struct pfl_nodes *nodes, uint32_t i)
{
	return nodes->name[i] && !nodes->file[i] && !nodes->line[i] && !nodes->address[i];
}

uint8_t *
pfl_nodes_match(const struct pfl_nodes *nodes, const struct pfl_profile *p, const char *pattern,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_matcher *matcher = pfl_matcher_new(pfl_span_of(pattern), "pattern", err);
	uint8_t *match = pfl_arena_alloc(arena, nodes->n, 1, err);
	struct pfl_text name = { 0 };
	bool ok = matcher && match;

	for (uint32_t i = 0; ok && i < nodes->n; i++) {
		bool hit = false;

		pfl_text_reset(&name);
		pfl_node_print(nodes, p, i, &name);
		ok = pfl_text_ok(&name, err) &&
			pfl_matcher_test(matcher, pfl_text_span(&name), &hit, err);
		match[i] = hit;
	}
	pfl_text_clear(&name);
	pfl_matcher_free(matcher);
	return ok ? match : NULL;
}

int
pfl_node_print_cmp(
	const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t a, uint32_t b)
{
	struct pieces x, y;

	if (a == b)
		return 0;
	if (is_plain(nodes, a) && is_plain(nodes, b))
		return sign(pfl_span_cmp(pfl_profile_text(p, nodes->name[a]),
			pfl_profile_text(p, nodes->name[b])));
	print_pieces(&x, nodes, p, a);
	print_pieces(&y, nodes, p, b);
	return pieces_cmp(&x, &y);
}

static int
text_cmp(const struct pfl_profile *p, uint32_t a, uint32_t b)
{
	return a == b ? 0 : sign(pfl_span_cmp(pfl_profile_text(p, a), pfl_profile_text(p, b)));
}

int
pfl_node_cmp(const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t a, uint32_t b)
{
	int order = text_cmp(p, nodes->name[a], nodes->name[b]);

	if (!order)
		order = text_cmp(p, nodes->file[a], nodes->file[b]);
	if (!order)
		order = (nodes->line[a] > nodes->line[b]) - (nodes->line[a] < nodes->line[b]);
	if (!order)
		order = (nodes->column[a] > nodes->column[b]) -
			(nodes->column[a] < nodes->column[b]);
	if (!order)
		order = text_cmp(p, nodes->object[a], nodes->object[b]);
	if (!order)
		order = (nodes->address[a] > nodes->address[b]) -
			(nodes->address[a] < nodes->address[b]);
	if (!order)
		order = (nodes->start_line[a] > nodes->start_line[b]) -
			(nodes->start_line[a] < nodes->start_line[b]);
	return order;
}

struct naming {
	const struct pfl_nodes *nodes;
	const struct pfl_profile *p;
};

static int
by_print(const void *context, uint32_t a, uint32_t b)
{
	const struct naming *c = context;
	int order = pfl_node_print_cmp(c->nodes, c->p, a, b);
	struct pieces x, y;

	if (order || a == b)
		return order;
	key_pieces(&x, c->nodes, c->p, a);
	key_pieces(&y, c->nodes, c->p, b);
	return pieces_cmp(&x, &y);
}

bool
pfl_node_rank(struct pfl_node_ranks *ranks, const struct pfl_nodes *nodes,
	const struct pfl_profile *p, const uint32_t *list, uint32_t n, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct naming c = { nodes, p };
	uint32_t *order = pfl_arena_alloc(arena, n, sizeof(*order), err);

	ranks->print = pfl_arena_alloc(arena, nodes->n, sizeof(*ranks->print), err);
	ranks->full = pfl_arena_alloc(arena, nodes->n, sizeof(*ranks->full), err);
	if (!order || !ranks->print || !ranks->full)
		return false;
	if (n)
		memcpy(order, list, n * sizeof(*order));
	if (!pfl_order_rows(order, n, by_print, &c, err))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		bool same = i && !pfl_node_print_cmp(nodes, p, order[i - 1], order[i]);

		ranks->full[order[i]] = i;
		ranks->print[order[i]] = same ? ranks->print[order[i - 1]] : i;
	}
	return true;
}
