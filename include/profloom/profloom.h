/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything that libprofloom offers.
 *
 * Errors: what can fail takes a struct pfl_error, never NULL and zeroed at the start. The first
 * failure stays in it, so zero it again before it is used again.
 *
 * Pointers are not NULL where no comment says that they may be, but for every function that
 * frees. Strings are NUL-terminated and may hold any bytes; those that come back are the
 * library's.
 *
 * Threads: the library has no state of its own. A profile does not change and may be shared. A
 * view may be shared while nobody sets it, a scene while nobody frees it; an output belongs to
 * one thread at a time. Reading a large input starts threads of its own, with all signals
 * blocked, which end before the call does.
 *
 * Network: only pfl_read() of a URL and what fetch.h declares use it. They load libcurl, which
 * stays loaded.
 *
 * Processes: laying out a call graph forks, and waits for its child.
 */
#ifndef PROFLOOM_PROFLOOM_H
#define PROFLOOM_PROFLOOM_H

#include <profloom/benchmark.h>
#include <profloom/error.h>
#include <profloom/fetch.h>
#include <profloom/limits.h>
#include <profloom/out.h>
#include <profloom/profile.h>
#include <profloom/render.h>
#include <profloom/scene.h>
#include <profloom/view.h>

PFL_BEGIN_C

/* The library's version, such as "0.1.0". */
PFL_API const char *pfl_version(void);

PFL_END_C

#endif
