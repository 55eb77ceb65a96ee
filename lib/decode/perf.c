/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of Linux perf: one sample type for each event, labels for process, thread and CPU. */
#include "decode/perf.h"

#include <stdio.h>

void
pfl_perf_init(struct pfl_perf *p, struct pfl_builder *b)
{
	*p = (struct pfl_perf){ .b = b };
	pfl_idtable_init(&p->events, pfl_builder_budget(b));
	pfl_idtable_init(&p->comms, pfl_builder_budget(b));
	pfl_idmap_init(&p->owners, pfl_builder_budget(b));
	pfl_build_meta(b)->in_time = true;
}

void
pfl_perf_clear(struct pfl_perf *p)
{
	struct pfl_budget *budget = pfl_builder_budget(p->b);

	pfl_idtable_clear(&p->events);
	pfl_idtable_clear(&p->comms);
	pfl_idmap_clear(&p->owners);
	pfl_vec_clear(&p->labels, budget);
	pfl_text_clear(&p->name);
	pfl_vec_clear(&p->event, budget);
	pfl_vec_clear(&p->stack, budget);
}

bool
pfl_perf_comm(struct pfl_perf *p, struct pfl_span name, struct pfl_perf_sample *sample,
	struct pfl_error *err)
{
	uint32_t number, *row;

	sample->owner.comm = pfl_build_string(p->b, name);
	sample->root = PFL_NONE;
	if (!name.n)
		return true;
	number = pfl_idtable_number(&p->comms, sample->owner.comm, 0, err);
	if (number == UINT32_MAX || !pfl_builder_check(p->b, err))
		return false;
	row = &p->comms.row.at[number];
	if (*row == UINT32_MAX) {
		pfl_text_reset(&p->name); /* collapsers write no blanks in it */
		for (size_t i = 0; i < name.n; i++)
			pfl_text_char(&p->name, name.at[i] == ' ' ? '_' : name.at[i]);
		if (!pfl_text_ok(&p->name, err))
			return false;
		*row = pfl_build_named_location(p->b, pfl_text_span(&p->name));
	}
	sample->root = *row;
	return pfl_builder_check(p->b, err);
}

/* The sample type of an event, a new one if need be. UINT32_MAX with *err. */
static uint32_t
type_of(struct pfl_perf *p, uint32_t event, struct pfl_error *err)
{
	uint32_t number = pfl_idtable_number(&p->events, event, 0, err);

	if (number == UINT32_MAX || number < p->event.n)
		return number;
	if (!pfl_vec_reserve(&p->event, 1, pfl_builder_budget(p->b), "events", err))
		return UINT32_MAX;
	p->event.at[p->event.n++] = (struct pfl_perf_event){ 0 };
	return number;
}

static bool
same_owner(const struct pfl_perf_owner *a, const struct pfl_perf_owner *b)
{
	return a->comm == b->comm && a->has_pid == b->has_pid && a->pid == b->pid &&
		a->has_tid == b->has_tid && a->tid == b->tid && a->has_cpu == b->has_cpu &&
		a->cpu == b->cpu;
}

/* Numbers that are names: nobody adds them up. */
static void
put_number(struct pfl_perf *p, struct pfl_label *labels, size_t *n, const char *key, bool known,
	int64_t number)
{
	char text[24];

	if (!known)
		return;
	snprintf(text, sizeof(text), "%lld", (long long)number);
	labels[(*n)++] = (struct pfl_label){
		.key = pfl_build_string(p->b, pfl_span_of(key)),
		.text = pfl_build_string(p->b, pfl_span_of(text)),
	};
}

static uint32_t
make_labels(struct pfl_perf *p, const struct pfl_perf_owner *o)
{
	struct pfl_label labels[PFL_PERF_LABELS];
	size_t n = 0;

	if (o->comm)
		labels[n++] = (struct pfl_label){
			.key = pfl_build_string(p->b, pfl_span_of("comm")),
			.text = o->comm,
		};
	put_number(p, labels, &n, "process", o->has_pid, o->pid);
	put_number(p, labels, &n, "thread", o->has_tid, o->tid);
	put_number(p, labels, &n, "cpu", o->has_cpu, o->cpu);
	return pfl_build_labels(p->b, labels, n);
}

/* The label set of an owner. UINT32_MAX with *err. */
static uint32_t
labels_of(struct pfl_perf *p, const struct pfl_perf_owner *o, struct pfl_error *err)
{
	uint64_t thread = (uint64_t)o->tid << 32 ^ (uint64_t)o->pid;
	uint64_t hash = pfl_hash_pair(p->owners.seed, thread, (uint64_t)o->cpu << 32 | o->comm);
	uint32_t at = PFL_IDMAP_START, i;

	while ((i = pfl_idmap_next(&p->owners, hash, &at)) != PFL_IDMAP_FREE) {
		if (same_owner(o, &p->labels.at[i].owner))
			return p->labels.at[i].set;
	}
	if (!pfl_vec_reserve(&p->labels, 1, pfl_builder_budget(p->b), "labels", err) ||
		!pfl_idmap_reserve(&p->owners, 1, err))
		return UINT32_MAX;
	pfl_idmap_put(&p->owners, hash, (uint32_t)p->labels.n);
	p->labels.at[p->labels.n] = (struct pfl_perf_labels){ *o, make_labels(p, o) };
	return p->labels.at[p->labels.n++].set;
}

static void
note_time(struct pfl_perf *p, const struct pfl_perf_sample *s)
{
	if (!s->has_time)
		return;
	if (!p->any_time || s->time < p->first_time)
		p->first_time = s->time;
	if (!p->any_time || s->time > p->last_time)
		p->last_time = s->time;
	p->any_time = true;
}

/* The value of a sample, which is never 0: one that was taken counts. */
static bool
value_of(const struct pfl_perf_sample *s, int64_t *value, struct pfl_error *err)
{
	*value = 1;
	if (!s->has_period || s->period == 0)
		return true;
	*value = (int64_t)s->period;
	return s->period <= INT64_MAX ||
		pfl_fail(err, PFL_FORMAT, "the period of a sample is out of range");
}

/* What a sample says beside its stack. */
struct told {
	uint32_t labels, type;
	int64_t value;
};

static bool
take_in(struct pfl_perf *p, const struct pfl_perf_sample *sample, struct told *told,
	struct pfl_error *err)
{
	told->type = type_of(p, sample->event, err);
	if (told->type == UINT32_MAX || !value_of(sample, &told->value, err))
		return false;
	told->labels = labels_of(p, &sample->owner, err);
	p->event.at[told->type].periods |= sample->has_period;
	note_time(p, sample);
	return told->labels != UINT32_MAX;
}

/* Turn a stack round, into p->stack, its root first. */
static bool
turn_round(struct pfl_perf *p, uint32_t root, const uint32_t *locations, size_t n,
	struct pfl_error *err)
{
	p->stack.n = 0;
	if (!pfl_vec_reserve(&p->stack, n + 1, pfl_builder_budget(p->b), "a stack", err))
		return false;
	if (root != PFL_NONE)
		p->stack.at[p->stack.n++] = root;
	for (size_t i = n; i-- > 0;)
		p->stack.at[p->stack.n++] = locations[i];
	return true;
}

bool
pfl_perf_add(struct pfl_perf *p, const struct pfl_perf_sample *sample,
	const uint32_t *locations, size_t n, struct pfl_error *err)
{
	struct told told;

	if (!take_in(p, sample, &told, err) || !turn_round(p, sample->root, locations, n, err))
		return false;
	pfl_build_sample_of_type(
		p->b, p->stack.at, p->stack.n, told.labels, told.type, told.value);
	return pfl_builder_check(p->b, err);
}

bool
pfl_perf_stack(struct pfl_perf *p, uint32_t root, const uint32_t *locations, size_t n,
	uint32_t *stack, struct pfl_error *err)
{
	if (!turn_round(p, root, locations, n, err))
		return false;
	*stack = pfl_build_shared_stack(p->b, p->stack.at, p->stack.n);
	return pfl_builder_check(p->b, err);
}

bool
pfl_perf_add_sharing(struct pfl_perf *p, const struct pfl_perf_sample *sample, uint32_t stack,
	struct pfl_error *err)
{
	struct told told;

	if (!take_in(p, sample, &told, err))
		return false;
	pfl_build_sample_sharing_of_type(p->b, stack, told.labels, told.type, told.value);
	return pfl_builder_check(p->b, err);
}

/* These events' periods are nanoseconds. */
static bool
is_clock(struct pfl_span event)
{
	static const char *const clocks[] = { "cpu-clock", "task-clock", "cpu_clock",
		"task_clock" };
	struct pfl_span name;

	pfl_span_cut(&event, ':', &name);
	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		if (pfl_span_eq(name, pfl_span_of(clocks[i])))
			return true;
	}
	return false;
}

/* The event that is shown when nobody asks for another: the first that perf was told to record,
 * where that is known (a process begins with page faults, whatever stands first), else the
 * first that was met. */
static size_t
first_event(const struct pfl_perf *p, bool in_order)
{
	size_t first = 0;

	for (size_t i = 1; in_order && i < p->event.n; i++) {
		if (p->events.id.at[i] < p->events.id.at[first])
			first = i;
	}
	return first;
}

bool
pfl_perf_finish(struct pfl_perf *p, const uint32_t *names, struct pfl_error *err)
{
	struct pfl_meta *meta = pfl_build_meta(p->b);
	uint32_t count = pfl_build_string(p->b, pfl_span_of("count"));
	uint32_t nanoseconds = pfl_build_string(p->b, pfl_span_of("nanoseconds"));
	uint32_t samples = pfl_build_string(p->b, pfl_span_of("samples"));
	size_t first = first_event(p, names != NULL);

	for (size_t i = 0; i < p->event.n; i++) {
		uint32_t event = (uint32_t)p->events.id.at[i];
		uint32_t name = names ? names[event] : event;
		bool time = p->event.at[i].periods && is_clock(pfl_build_text(p->b, name));

		name = name ? name : samples;
		if (i == first)
			meta->default_type = name;
		pfl_build_type(p->b, name, time ? nanoseconds : count);
	}
	if (p->any_time && p->last_time - p->first_time <= INT64_MAX)
		meta->duration_nanos = (int64_t)(p->last_time - p->first_time);
	return pfl_builder_check(p->b, err);
}
