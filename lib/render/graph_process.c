/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's half of graph layout: a child with limits, a pipe, a deadline, and distrust. */
#define _POSIX_C_SOURCE 200809L

#include "render/graph_process.h"
#include "render/graph_layout.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * Fork with every signal held back, so that no handler of ours ever runs in the child: it
 * starts with all of them at their defaults.
 */
static pid_t
start(const struct pfl_layout_graph *graph, const struct pfl_layout_opts *opts, int pipe_fd[2])
{
	sigset_t all;
	sigset_t before;
	pid_t parent = getpid();
	pid_t pid;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before))
		return -1;
	pid = fork();
	if (!pid) {
		close(pipe_fd[0]);
		pfl_layout_child(graph, opts, parent, pipe_fd[1]);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid;
}

/* Read exactly n bytes before the deadline; false at an early end, an error or the deadline. */
static bool
take(int fd, void *into, size_t n, double deadline, bool *late)
{
	unsigned char *at = into;

	while (n) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		double left = deadline - now();
		ssize_t got;
		int ready;

		*late = left <= 0;
		if (*late)
			return false;
		ready = poll(&wait, 1, (int)ceil(fmin(left, 3600) * 1000));
		if (ready < 0 && errno != EINTR)
			return false;
		if (ready <= 0)
			continue;
		got = read(fd, at, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* The child is graphviz' playground: believe nothing. */
static bool
sane(double v)
{
	return isfinite(v) && fabs(v) <= PFL_LAYOUT_FAR;
}

static bool
sane_point(struct pfl_point p)
{
	return sane(p.x) && sane(p.y);
}

static bool
sane_frame(struct pfl_layout_frame f)
{
	return sane_point(f.min) && sane_point(f.max) && sane_point(f.title) &&
		f.min.x <= f.max.x && f.min.y <= f.max.y;
}

static bool
head_ok(const struct pfl_layout_head *head, const struct pfl_layout_graph *graph)
{
	return head->magic == PFL_LAYOUT_MAGIC && head->n_nodes == graph->n_nodes &&
		head->n_edges == graph->n_edges && head->n_groups == graph->n_groups &&
		head->n_points <= PFL_LAYOUT_MAX_POINTS && sane(head->width) &&
		sane(head->height) && head->width >= 0 && head->height >= 0;
}

/* Turn the edges of the message into curves; false when they do not add up. */
static bool
unpack(struct pfl_layout *layout, const struct pfl_layout_graph *graph,
	const struct pfl_layout_reply *reply)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < graph->n_nodes; i++)
		if (!sane_point(layout->node[i]))
			return false;
	for (uint32_t i = 0; i < layout->n_points; i++)
		if (!sane_point(layout->point[i]))
			return false;
	for (uint32_t i = 0; i < graph->n_groups; i++)
		if (!sane_frame(layout->frame[i]))
			return false;
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		struct pfl_layout_curve *c = &layout->curve[i];

		if (reply[i].n > layout->n_points - used || (reply[i].n && reply[i].n % 3 != 1))
			return false;
		if (!sane_point(reply[i].tip) || !sane_point(reply[i].label))
			return false;
		c->first = used;
		c->n = reply[i].n;
		c->tip = reply[i].tip;
		c->label = reply[i].label;
		c->has_tip = reply[i].flags & PFL_LAYOUT_HAS_TIP;
		c->has_label = reply[i].flags & PFL_LAYOUT_HAS_LABEL;
		used += reply[i].n;
	}
	return used == layout->n_points;
}

/* What one attempt holds on to. */
struct attempt {
	int fd;
	double deadline;
	bool late;
};

static enum pfl_layout_end
receive(struct attempt *a, struct pfl_layout *layout, const struct pfl_layout_graph *graph,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_layout_head head;
	struct pfl_layout_reply *reply;
	size_t nodes = graph->n_nodes;
	size_t edges = graph->n_edges;
	size_t groups = graph->n_groups;

	if (!take(a->fd, &head, sizeof(head), a->deadline, &a->late) || !head_ok(&head, graph))
		return PFL_LAYOUT_FAILED;
	layout->width = head.width;
	layout->height = head.height;
	layout->n_points = head.n_points;
	layout->node = pfl_arena_alloc(arena, nodes, sizeof(*layout->node), err);
	layout->curve = pfl_arena_alloc(arena, edges, sizeof(*layout->curve), err);
	layout->frame = pfl_arena_alloc(arena, groups, sizeof(*layout->frame), err);
	layout->point = pfl_arena_alloc(arena, head.n_points, sizeof(*layout->point), err);
	reply = pfl_arena_alloc(arena, edges, sizeof(*reply), err);
	if (!layout->node || !layout->curve || !layout->frame || !layout->point || !reply)
		return PFL_LAYOUT_ERROR;
	if (!take(a->fd, layout->node, nodes * sizeof(*layout->node), a->deadline, &a->late) ||
		!take(a->fd, reply, edges * sizeof(*reply), a->deadline, &a->late) ||
		!take(a->fd, layout->frame, groups * sizeof(*layout->frame), a->deadline,
			&a->late) ||
		!take(a->fd, layout->point, head.n_points * sizeof(*layout->point), a->deadline,
			&a->late) ||
		!unpack(layout, graph, reply))
		return PFL_LAYOUT_FAILED;
	return PFL_LAYOUT_DONE;
}

/* Nobody is left behind: the child is killed and waited for, whatever has happened. */
static int
finish(pid_t pid)
{
	int status = 0;

	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

enum pfl_layout_end
pfl_layout_make(struct pfl_layout *layout, const struct pfl_layout_graph *graph,
	const struct pfl_layout_opts *opts, struct pfl_arena *arena, char why[64],
	struct pfl_error *err)
{
	struct attempt a = { .deadline = now() + opts->seconds };
	int pipe_fd[2];
	enum pfl_layout_end end;
	pid_t pid;
	int status;

	if (pipe(pipe_fd)) {
		pfl_fail(err, PFL_LAYOUT, "no pipe for the layout of the graph");
		return PFL_LAYOUT_ERROR;
	}
	/* Nothing that another thread starts meanwhile is to keep the pipe open. */
	fcntl(pipe_fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(pipe_fd[1], F_SETFD, FD_CLOEXEC);
	pid = start(graph, opts, pipe_fd);
	close(pipe_fd[1]);
	if (pid < 0) {
		close(pipe_fd[0]);
		pfl_fail(err, PFL_LAYOUT, "no process for the layout of the graph");
		return PFL_LAYOUT_ERROR;
	}
	a.fd = pipe_fd[0];
	end = receive(&a, layout, graph, arena, err);
	close(a.fd);
	status = finish(pid);
	if (a.late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		snprintf(why, 64, "took longer than %.3g s", opts->seconds);
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		snprintf(why, 64, "ended by signal %d", WTERMSIG(status));
	else
		snprintf(why, 64, "failed");
	return end;
}
