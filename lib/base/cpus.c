/* SPDX-License-Identifier: Apache-2.0 */
/* CPUs, counted. */
#define _GNU_SOURCE /* sched_getaffinity */
#include "base/cpus.h"

#include <sched.h>
#include <unistd.h>

unsigned
pfl_cpus(void)
{
	long n;
#ifdef CPU_COUNT
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		return (unsigned)CPU_COUNT(&set);
#endif
	n = sysconf(_SC_NPROCESSORS_ONLN); /* which may be more than are ours */
	return n > 0 ? (unsigned)n : 1;
}
