/* SPDX-License-Identifier: Apache-2.0 */
/* How many threads can run at once. */
#ifndef PFL_BASE_CPUS_H
#define PFL_BASE_CPUS_H

/* The CPUs that this thread may run on, 1 at least. */
unsigned pfl_cpus(void);

#endif
