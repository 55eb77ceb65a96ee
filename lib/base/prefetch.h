/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for memory before it is needed, in loops that go through a table in no order. */
#ifndef PFL_BASE_PREFETCH_H
#define PFL_BASE_PREFETCH_H

/* So many steps before. */
enum { PFL_AHEAD = 16 };

/*
 * Any address may be asked for. gcc takes a function that does nothing else for one without
 * effects and drops every call of it, which the empty statement keeps it from.
 */
#if defined(__GNUC__)
#define PFL_PREFETCH(address)                                                                  \
	do {                                                                                   \
		__builtin_prefetch(address);                                                   \
		__asm__ volatile("");                                                          \
	} while (0)
#else
#define PFL_PREFETCH(address) ((void)(address))
#endif

#endif
