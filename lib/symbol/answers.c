/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/answers.h"

#include "base/child.h"
#if PFL_HAVE_DEMANGLE
#include "symbol/demangle.h"
#endif

/* A function that has a number. */
struct pfl_told_function {
	uint32_t symbol, file, number;
	int64_t start_line;
};

void
pfl_answers_clear(struct pfl_answers *to)
{
	pfl_text_clear(&to->out);
	pfl_text_clear(&to->name);
	pfl_vec_clear(&to->told, NULL);
	if (to->started) {
		pfl_idmap_clear(&to->map);
		pfl_strtab_clear(&to->strings);
	}
}

static bool
start(struct pfl_answers *to, struct pfl_error *err)
{
	if (to->started)
		return true;
	to->started = pfl_strtab_init(&to->strings, NULL, NULL, err);
	if (to->started)
		pfl_idmap_init(&to->map, NULL);
	else
		pfl_strtab_clear(&to->strings);
	return to->started;
}

static void
put(struct pfl_answers *to, const struct pfl_answer *answer)
{
	pfl_text_add(&to->out, (struct pfl_span){ (const char *)answer, sizeof(*answer) });
}

static bool
send(struct pfl_answers *to, struct pfl_error *err)
{
	if (!pfl_text_ok(&to->out, err))
		return false;
	if (to->fd < 0)
		return true;
	if (!pfl_child_write(to->fd, to->out.at, to->out.n))
		return pfl_fail(err, PFL_IO, "nobody listens");
	pfl_text_reset(&to->out);
	return true;
}

static struct pfl_span
cut(struct pfl_span s)
{
	s.n = s.n < PFL_ANSWER_TEXT ? s.n : PFL_ANSWER_TEXT;
	return s;
}

static uint32_t
find_function(
	const struct pfl_answers *to, const struct pfl_told_function *function, uint64_t hash)
{
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&to->map, hash, &at)) != PFL_IDMAP_FREE) {
		const struct pfl_told_function *t = &to->told.at[row];

		if (t->symbol == function->symbol && t->file == function->file &&
			t->start_line == function->start_line)
			break;
	}
	return row;
}

/* What it is called for people: the symbol itself where that stands for nothing else. */
static bool
tell(struct pfl_answers *to, const struct pfl_told_function *f, struct pfl_error *err)
{
	struct pfl_span symbol = pfl_strtab_get(&to->strings, f->symbol), name = symbol;
	struct pfl_span file = pfl_strtab_get(&to->strings, f->file);
	struct pfl_answer answer = { .kind = PFL_ANSWER_FUNCTION, .line = f->start_line };

#if PFL_HAVE_DEMANGLE
	if (pfl_demangle(symbol.at, &to->name))
		name = cut(pfl_text_span(&to->name));
	if (!pfl_text_ok(&to->name, err))
		return false;
#endif
	answer.a = (uint32_t)symbol.n;
	answer.b = (uint32_t)name.n;
	answer.c = (uint32_t)file.n;
	put(to, &answer);
	pfl_text_add(&to->out, symbol);
	pfl_text_add(&to->out, name);
	pfl_text_add(&to->out, file);
	return pfl_text_ok(&to->out, err);
}

/* Its number; UINT32_MAX with *err. */
static uint32_t
number_of(struct pfl_answers *to, const struct pfl_found_frame *frame, struct pfl_error *err)
{
	struct pfl_span file = pfl_span_of(frame->file ? frame->file : "");
	struct pfl_told_function f = { .start_line = frame->start_line };
	uint64_t hash;
	uint32_t row;

	f.symbol = pfl_strtab_add(&to->strings, cut(pfl_span_of(frame->symbol)), err);
	f.file = pfl_strtab_add(&to->strings, cut(file), err);
	if (err->code != PFL_OK)
		return UINT32_MAX;
	hash = pfl_hash_pair(
		to->map.seed, (uint64_t)f.symbol << 32 | f.file, (uint64_t)f.start_line);
	row = find_function(to, &f, hash);
	if (row != PFL_IDMAP_FREE)
		return to->told.at[row].number;
	if (!pfl_idmap_reserve(&to->map, 1, err) ||
		!pfl_vec_reserve(&to->told, 1, NULL, "functions", err) || !tell(to, &f, err))
		return UINT32_MAX;
	f.number = to->n_functions++;
	pfl_idmap_put(&to->map, hash, (uint32_t)to->told.n);
	to->told.at[to->told.n++] = f;
	return f.number;
}

bool
pfl_answers_frame(
	struct pfl_answers *to, const struct pfl_found_frame *frame, struct pfl_error *err)
{
	struct pfl_answer answer = { .kind = PFL_ANSWER_FRAME, .line = frame->line };

	if (to->n_frames > PFL_ANSWER_INLINED)
		return true;
	if (!start(to, err))
		return false;
	answer.a = number_of(to, frame, err);
	to->frame[to->n_frames++] = answer;
	return err->code == PFL_OK;
}

bool
pfl_answers_location(
	struct pfl_answers *to, uint32_t location, uint32_t flags, struct pfl_error *err)
{
	enum { MUCH = 64 << 10 }; /* bytes to send at once */
	struct pfl_answer answer = { PFL_ANSWER_LOCATION, location, to->n_frames, flags, 0 };

	put(to, &answer);
	for (uint32_t i = 0; i < to->n_frames; i++)
		put(to, &to->frame[i]);
	to->n_frames = 0;
	return to->out.n < MUCH ? pfl_text_ok(&to->out, err) : send(to, err);
}

bool
pfl_answers_program(struct pfl_answers *to, uint32_t missing, struct pfl_error *err)
{
	put(to, &(struct pfl_answer){ .kind = PFL_ANSWER_PROGRAM, .a = missing });
	return send(to, err);
}
