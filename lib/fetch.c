/* SPDX-License-Identifier: Apache-2.0 */
/* Saving what servers answer: several at a time, each whole and proved to be a profile. */
#define _POSIX_C_SOURCE 200809L
#include "decode/decoder.h"
#include "io/http.h"
#include "io/source.h"
#include "model/builder.h"
#include <profloom/fetch.h>
#include <profloom/profile.h>

#include <stdlib.h>
#include <time.h>

enum {
	AT_ONCE = 200,        /* answers that are waited for at the same time  */
	PATIENCE = 200,       /* milliseconds between calls of watch()         */
	BACK_OFF = 1000,      /* milliseconds before the second try            */
	BACK_OFF_DOUBLED = 5, /* times, at most                                */
	BLOCK = 64 * 1024,
};

/* A fetch that is not over yet. */
struct job {
	struct pfl_fetch *fetch;
	struct pfl_http_get *get; /* while it runs */
	struct pfl_out *out;      /* while it runs */
	int64_t begin;            /* when to ask, in ms of the monotonic clock */
};

struct work {
	struct pfl_http *http;
	struct pfl_limits limits;
	const struct pfl_fetch_plan *plan;
	struct job *jobs;
	size_t n, running;
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
is_over(const struct pfl_fetch *fetch)
{
	return fetch->state == PFL_FETCH_SAVED || fetch->state == PFL_FETCH_FAILED;
}

/* Let go of what a try holds. */
static void
stop(struct work *work, struct job *job)
{
	if (job->get)
		work->running--;
	pfl_http_close(job->get);
	if (job->out)
		pfl_out_abandon(job->out);
	job->get = NULL;
	job->out = NULL;
}

/* The try has failed, for fetch->err: plan another one, or give up. */
static void
fail(struct work *work, struct job *job, bool passing, unsigned wait)
{
	struct pfl_fetch *fetch = job->fetch;
	unsigned doubled = fetch->tries < BACK_OFF_DOUBLED ? fetch->tries : BACK_OFF_DOUBLED;
	int64_t pause = (int64_t)BACK_OFF << (doubled > 0 ? doubled - 1 : 0);

	stop(work, job);
	if (!passing || fetch->tries > work->plan->retries) {
		fetch->state = PFL_FETCH_FAILED;
		return;
	}
	fetch->state = PFL_FETCH_WAITING;
	job->begin = now_ms() + (pause > wait * INT64_C(1000) ? pause : wait * INT64_C(1000));
}

static void
start(struct work *work, struct job *job)
{
	struct pfl_fetch *fetch = job->fetch;
	struct pfl_http_wish wish = {
		.url = fetch->url, .opts = &fetch->opts, .max = work->limits.input
	};

	fetch->tries++;
	fetch->err = (struct pfl_error){ 0 };
	fetch->bytes = fetch->expected = 0;
	job->out = pfl_out_open(fetch->path, work->limits.input, &fetch->err);
	if (job->out)
		job->get = pfl_http_open(work->http, &wish, &fetch->err);
	if (!job->get) {
		fail(work, job, false, 0);
		return;
	}
	work->running++;
	fetch->state = PFL_FETCH_RUNNING;
}

/* Read what was received, from its first byte to its last. */
static bool
prove(const struct work *work, struct job *job)
{
	struct pfl_error *err = &job->fetch->err;
	struct pfl_source *source = pfl_source_out(job->out, &work->limits, err);
	const struct pfl_decoder *decoder = source ? pfl_decoder_find(source, NULL, err) : NULL;
	struct pfl_builder *builder = decoder ? pfl_builder_new(&work->limits, err) : NULL;
	struct pfl_profile *profile = NULL;

	if (builder && decoder->decode(source, builder, err))
		profile = pfl_builder_finish(builder, err);
	if (profile)
		job->fetch->samples = pfl_profile_samples(profile);
	pfl_builder_free(builder);
	pfl_source_close(source);
	pfl_profile_free(profile);
	return profile != NULL;
}

/* The answer is complete: publish it. */
static void
finish(struct work *work, struct job *job)
{
	struct pfl_fetch *fetch = job->fetch;
	struct pfl_out *out = job->out;

	if (fetch->bytes == 0)
		pfl_fail(&fetch->err, PFL_FORMAT, "the answer is empty");
	if (fetch->err.code != PFL_OK || (!fetch->opts.debug && !prove(work, job))) {
		fail(work, job, false, 0);
		return;
	}
	job->out = NULL;
	stop(work, job);
	fetch->state = pfl_out_close(out, &fetch->err) ? PFL_FETCH_SAVED : PFL_FETCH_FAILED;
}

/* Take what has come. */
static void
pump(struct work *work, struct job *job)
{
	struct pfl_fetch *fetch = job->fetch;
	char block[BLOCK];
	ptrdiff_t got;

	while ((got = pfl_http_read(job->get, block, sizeof(block), &fetch->err)) > 0 &&
		pfl_out_ok(job->out))
		pfl_out_write(job->out, block, (size_t)got);
	fetch->bytes = pfl_http_bytes(job->get);
	fetch->expected = pfl_http_expected(job->get);
	if (got == -1) {
		unsigned wait;
		bool passing = pfl_http_is_passing(job->get, &wait);

		fail(work, job, passing, wait);
	} else if (got > 0) { /* it cannot be written, which closing tells */
		struct pfl_out *out = job->out;

		job->out = NULL;
		(void)!pfl_out_close(out, &fetch->err);
		fail(work, job, false, 0);
	} else if (got == 0) {
		finish(work, job);
	}
}

/* One round over all; false when nothing is left to do. */
static bool
go_on(struct work *work)
{
	int64_t now = now_ms();
	bool more = false;

	for (size_t i = 0; i < work->n; i++) {
		struct job *job = &work->jobs[i];

		if (job->fetch->state == PFL_FETCH_WAITING && now >= job->begin &&
			work->running < AT_ONCE)
			start(work, job);
		if (job->fetch->state == PFL_FETCH_RUNNING)
			pump(work, job);
		more = more || !is_over(job->fetch);
	}
	return more;
}

static bool
run(struct work *work, struct pfl_error *err)
{
	const struct pfl_fetch_plan *plan = work->plan;

	while (go_on(work)) {
		struct pfl_fetch *fetches = work->jobs[0].fetch;

		if (plan->watch && !plan->watch(plan->watch_arg, fetches, work->n))
			return pfl_fail(err, PFL_IO, "interrupted");
		if (!pfl_http_wait(work->http, PATIENCE, err))
			return false;
	}
	return true;
}

/* Whatever happens later, it shall not be for want of a folder. */
static bool
try_outputs(struct pfl_fetch *fetches, size_t n)
{
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		struct pfl_out *out = pfl_out_open(fetches[i].path, 0, &fetches[i].err);

		if (out)
			pfl_out_abandon(out);
		else
			fetches[i].state = PFL_FETCH_FAILED;
		ok = ok && out;
	}
	return ok;
}

/* It has come to nothing: say so where that was not said. */
static void
give_up(struct pfl_fetch *fetch, const struct pfl_error *why)
{
	struct pfl_error ignored = { 0 };
	char *label = pfl_url_label(fetch->url, &ignored);

	if (fetch->err.code == PFL_OK)
		fetch->err = *why;
	if (fetch->err.code != PFL_OK && fetch->err.code != PFL_OUTPUT)
		pfl_context(&fetch->err, "%s%s%s", label ? label : "a URL",
			fetch->opts.profile ? " " : "",
			fetch->opts.profile ? fetch->opts.profile : "");
	fetch->state = PFL_FETCH_FAILED;
	free(label);
}

/* Of all that failed, the first that knows why speaks for the whole. */
static bool
settle(struct pfl_fetch *fetches, size_t n, const struct pfl_error *why, struct pfl_error *err)
{
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		if (fetches[i].state == PFL_FETCH_SAVED)
			continue;
		give_up(&fetches[i], why);
		if (err->code == PFL_OK)
			*err = fetches[i].err;
		ok = false;
	}
	return ok;
}

bool
pfl_fetch_all(struct pfl_fetch *fetches, size_t n, const struct pfl_fetch_plan *plan,
	struct pfl_error *err)
{
	struct work work = { .limits = plan->limits, .plan = plan, .n = n };
	struct pfl_error why = { 0 };

	pfl_limits_fill(&work.limits);
	for (size_t i = 0; i < n; i++)
		fetches[i].state = PFL_FETCH_WAITING;
	if (!try_outputs(fetches, n))
		return settle(fetches, n, &why, err);
	work.jobs = calloc(n ? n : 1, sizeof(*work.jobs));
	if (!work.jobs)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		work.jobs[i].fetch = &fetches[i];
	work.http = pfl_http_new(&why);
	if (work.http)
		run(&work, &why);
	for (size_t i = 0; i < n; i++)
		stop(&work, &work.jobs[i]);
	pfl_http_free(work.http);
	free(work.jobs);
	return settle(fetches, n, &why, err);
}
