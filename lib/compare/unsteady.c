/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/unsteady.h"

#include "base/match.h"

/* Measured on A/A pairs of Go programs (docs/STATISTICS.md); the kernel's by their meaning. */
static const char preemption[] = "^runtime\\.asyncPreempt2?(\\.abi0)?$";
static const char scheduling[] =
	/* Go: preemption */
	"^runtime\\.(gopreempt_m|gosched_m|goschedImpl|goschedguarded.*|"
	"suspendG|resumeG|preempt(one|all|M|Park)|signalM|tgkill|doSigPreempt|"
	/* looking for work, and waiting for it */
	"mcall|park_m|gopark.*|goready|ready|schedule|execute|find[rR]unnable|stealWork|"
	"runq(get|put|grab|steal).*|checkTimers|netpoll.*|epollwait|kevent|wakep|startm|stopm|"
	"handoffp|resetspinning|mPark|mstart[01]?|sysmon|retake|"
	"note(sleep|wakeup|clear|tsleep.*)|futex.*|semasleep|semawakeup|"
	/* spinning for the runtime's own locks */
	"osyield.*|procyield|usleep.*|lock2?|unlock2?|lockWithRank|unlockWithRank|"
	/* work in the background of a collection */
	"bgsweep|bgscavenge|gcWriteBarrier.*|wbBufFlush.*)(\\.abi0)?$|"
	/* Linux */
	"^(__schedule|schedule|finish_task_switch.*|(__)?sched_yield|do_idle|cpuidle.*|"
	"default_idle.*)(_\\[k\\])?$";

static bool
mark(uint8_t *unsteady, const struct pfl_nodes *nodes, const struct pfl_profile *p,
	const char *pattern, uint8_t kind, struct pfl_error *err)
{
	struct pfl_matcher *matcher = pfl_matcher_new(pfl_span_of(pattern), "unsteady", err);
	bool ok = matcher != NULL;

	for (uint32_t i = 0; ok && i < nodes->n; i++) {
		bool hit = false;

		ok = pfl_matcher_test(matcher, pfl_profile_text(p, nodes->name[i]), &hit, err);
		if (hit)
			unsteady[i] = kind;
	}
	pfl_matcher_free(matcher);
	return ok;
}

uint8_t *
pfl_unsteady_find(const struct pfl_nodes *nodes, const struct pfl_profile *p, const char *more,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint8_t *unsteady = pfl_arena_alloc(arena, nodes->n, sizeof(*unsteady), err);

	if (!unsteady || !mark(unsteady, nodes, p, scheduling, PFL_UNSTEADY, err) ||
		!mark(unsteady, nodes, p, preemption, PFL_PREEMPTION, err) ||
		(more && !mark(unsteady, nodes, p, more, PFL_UNSTEADY, err)))
		return NULL;
	return unsteady;
}
