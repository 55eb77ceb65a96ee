/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples of perf.data. Their chains are told apart by their bytes; a new one is looked up as
 * what called the leaf, which mostly was there before, and the leaf.
 */
#include "decode/perfdata.h"

/* Marks between the addresses of a stack: what follows is of the kernel, of the program... */
#define CONTEXT_FIRST (UINT64_MAX - 4094)
#define CONTEXT_KERNEL (UINT64_MAX - 127)
#define CONTEXT_USER (UINT64_MAX - 511)

void
pfl_perf_samples_init(
	struct pfl_perf_samples *s, struct pfl_perf_memory *memory, struct pfl_perf *perf)
{
	*s = (struct pfl_perf_samples){ .memory = memory, .perf = perf };
	pfl_chains_init(&s->chains, pfl_builder_budget(perf->b));
	pfl_chains_init(&s->calls, pfl_builder_budget(perf->b));
}

void
pfl_perf_samples_clear(struct pfl_perf_samples *s)
{
	struct pfl_budget *budget = pfl_builder_budget(s->perf->b);

	pfl_chains_clear(&s->chains);
	pfl_chains_clear(&s->calls);
	pfl_vec_clear(&s->stack, budget);
	pfl_vec_clear(&s->callers, budget);
	pfl_vec_clear(&s->frame, budget);
	pfl_vec_clear(&s->place, budget);
}

#define GROW(s, vec, n, what, err)                                                             \
	pfl_vec_reserve(vec, n, pfl_builder_budget((s)->perf->b), what, err)

/* A chain that is being read. */
struct walk {
	struct pfl_perf_bytes left;
	bool kernel; /* what comes next is of the kernel, */
	bool called; /* and has called what came before   */
};

/* The next address of a chain; false at its end. Behind a call it is that of the return. */
static bool
next_frame(struct walk *walk, uint32_t user, struct pfl_perf_place *frame)
{
	while (walk->left.left.n) {
		uint64_t address = pfl_perf_u64(&walk->left);

		if (address >= CONTEXT_FIRST) {
			walk->kernel = address == CONTEXT_KERNEL ||
				(walk->kernel && address != CONTEXT_USER);
			walk->called = false;
			continue;
		}
		frame->address = walk->called && address ? address - 1 : address;
		frame->space = walk->kernel ? PFL_PERF_KERNEL : user;
		walk->called = true;
		return true;
	}
	return false;
}

/* The command below all frames, as a place; PFL_NONE where it is not known. */
static bool
find_root(struct pfl_perf_samples *s, const struct pfl_perf_waiting *w, uint32_t *root,
	struct pfl_error *err)
{
	*root = PFL_NONE;
	if (!w->sample.owner.has_tid)
		return true;
	*root = pfl_perf_memory_root(s->memory, w->sample.owner.comm, err);
	return *root != UINT32_MAX;
}

/* Add the rest of a chain as a stack: number and depth are those of `callers`. */
static bool
add_callers(struct pfl_perf_samples *s, const struct pfl_perf_waiting *w, struct walk walk,
	uint32_t root, struct pfl_perf_callers *callers, struct pfl_error *err)
{
	size_t most = walk.left.left.n / sizeof(uint64_t);

	s->frame.n = 0;
	if (!GROW(s, &s->frame, most, "a stack", err) ||
		!GROW(s, &s->place, most, "a stack", err))
		return false;
	while (s->frame.n < most && next_frame(&walk, w->user, &s->frame.at[s->frame.n]))
		s->frame.n++;
	callers->depth = (uint32_t)s->frame.n + (root != PFL_NONE);
	return pfl_perf_memory_places(s->memory, s->frame.at, s->frame.n, s->place.at, err) &&
		pfl_perf_stack(s->perf, root, s->place.at, s->frame.n, &callers->stack, err);
}

/*
 * The callers that the rest of a chain stands for. What they are depends on the bytes, on whose
 * memory they are addresses of, on the command, and on where the chain has come to.
 */
static bool
find_callers(struct pfl_perf_samples *s, const struct pfl_perf_waiting *w,
	const struct walk *walk, uint32_t root, struct pfl_perf_callers *callers,
	struct pfl_error *err)
{
	const uint64_t context[PFL_CHAIN_CONTEXT] = {
		(uint64_t)w->user << 32 | root,
		(uint64_t)walk->kernel << 1 | walk->called,
	};
	uint32_t known = (uint32_t)s->calls.chain.n;
	uint32_t number = pfl_chains_number(&s->calls, context, walk->left.left, err);

	if (number == UINT32_MAX)
		return false;
	if (number == known) {
		if (!GROW(s, &s->callers, 1, "stacks", err) ||
			!add_callers(s, w, *walk, root, &s->callers.at[number], err))
			return false;
		s->callers.n++;
	}
	*callers = s->callers.at[number];
	return true;
}

/* The shared stack of a chain that was not there before. UINT32_MAX with *err. */
static uint32_t
add_stack(struct pfl_perf_samples *s, const struct pfl_perf_waiting *w, struct pfl_span bytes,
	struct pfl_error *err)
{
	struct walk walk = { .left = { .left = bytes, .big = s->big }, .kernel = w->in_kernel };
	struct pfl_perf_callers callers;
	struct pfl_perf_place leaf;
	uint32_t root, place = PFL_NONE, stack;
	bool any = next_frame(&walk, w->user, &leaf);

	if (!any && w->has_ip) {
		leaf.address = w->ip;
		leaf.space = w->in_kernel ? PFL_PERF_KERNEL : w->user;
		any = true;
	}
	if (!find_root(s, w, &root, err) ||
		!pfl_perf_memory_places(s->memory, &leaf, any, &place, err) ||
		!find_callers(s, w, &walk, root, &callers, err))
		return UINT32_MAX;
	if (!any)
		return callers.stack;
	stack = pfl_build_shared_below(s->perf->b, callers.stack, callers.depth, &place, 1);
	return pfl_builder_check(s->perf->b, err) ? stack : UINT32_MAX;
}

/* The shared stack of the i-th chain that was asked for. UINT32_MAX with *err. */
static uint32_t
stack_of(struct pfl_perf_samples *s, size_t i, struct pfl_error *err)
{
	uint32_t known = (uint32_t)s->chains.chain.n;
	uint32_t chain = pfl_chains_answer(&s->chains, i, err), stack;

	if (chain == UINT32_MAX)
		return UINT32_MAX;
	if (chain != known)
		return s->stack.at[chain];
	stack = add_stack(s, &s->waiting[i], pfl_chains_bytes(&s->chains, i), err);
	if (stack == UINT32_MAX || !GROW(s, &s->stack, 1, "stacks", err))
		return UINT32_MAX;
	return s->stack.at[s->stack.n++] = stack;
}

bool
pfl_perf_samples_settle(struct pfl_perf_samples *s, struct pfl_error *err)
{
	for (size_t i = 0; i < s->chains.n_asked; i++) {
		uint32_t stack = stack_of(s, i, err);

		if (stack == UINT32_MAX ||
			!pfl_perf_add_sharing(s->perf, &s->waiting[i].sample, stack, err))
			return false;
	}
	pfl_chains_next_group(&s->chains);
	return true;
}

static struct pfl_perf_sample
sample_of(const struct pfl_perf_record *r)
{
	return (struct pfl_perf_sample){
		.owner = {
			.has_pid = r->has_tid,
			.has_tid = r->has_tid,
			.has_cpu = r->has_cpu,
			.pid = (int32_t)r->pid,
			.tid = (int32_t)r->tid,
			.cpu = r->cpu,
		},
		.event = r->attr,
		.root = PFL_NONE,
		.has_period = r->has_period,
		.has_time = r->has_time,
		.period = r->period,
		.time = r->time,
	};
}

/* Where all that a stack depends on was there before, nothing of its chain is looked at. */
static bool
ask_for_stack(struct pfl_perf_samples *s, const struct pfl_perf_waiting *w,
	struct pfl_span chain, struct pfl_error *err)
{
	const uint64_t context[PFL_CHAIN_CONTEXT] = {
		(uint64_t)w->user << 32 | w->sample.owner.comm,
		(uint64_t)w->has_ip << 1 | w->in_kernel,
		w->ip,
	};

	return pfl_chains_ask(&s->chains, context, chain, err) &&
		(s->chains.n_asked < PFL_CHAINS_GROUP || pfl_perf_samples_settle(s, err));
}

bool
pfl_perf_samples_add(struct pfl_perf_samples *s, const struct pfl_perf_record *r, bool kernel,
	bool big, struct pfl_error *err)
{
	struct pfl_perf_waiting *w = &s->waiting[s->chains.n_asked];

	s->big = big;
	*w = (struct pfl_perf_waiting){
		.sample = sample_of(r),
		.user = pfl_perf_memory_space(s->memory, r->pid, err),
		.in_kernel = kernel,
		.has_ip = r->has_ip,
		.ip = r->ip,
	};
	if (r->has_tid)
		w->sample.owner.comm = pfl_perf_memory_name(s->memory, r->pid, r->tid, err);
	return w->user != PFL_NONE && err->code == PFL_OK && ask_for_stack(s, w, r->chain, err);
}
