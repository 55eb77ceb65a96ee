/* SPDX-License-Identifier: Apache-2.0 */
/* Allocators' own frames, and allocations that were sampled. */
#include "decode/allocations.h"

#include <math.h>

/* Allocators: what matters is who called them. */
static const char drop_frames[] =
	"calloc|cfree|malloc|free|memalign|do_memalign|(__)?posix_memalign|pvalloc|valloc|"
	"realloc|tcmalloc::.*|"
	"tc_(calloc|cfree|malloc|free|memalign|posix_memalign|pvalloc|valloc|realloc|new|"
	"delete|"
	"newarray|deletearray|new_nothrow|newarray_nothrow)|"
	"malloc_zone_(malloc|calloc|valloc|realloc|memalign|free)|"
	"runtime\\..*|"
	"BaseArena::.*|(::)?do_malloc(_no_errno|_pages)?|DoSampledAllocation|"
	"MallocedMemBlock::MallocedMemBlock|_M_allocate|__builtin_(vec_)?(delete|new)|"
	"__gnu_cxx::new_allocator::allocate|__libc_malloc|__malloc_alloc_template::allocate|"
	"allocate|cpp_alloc|operator new(\\[\\])?|simple_alloc::allocate";
static const char keep_frames[] = "runtime\\.panic|runtime\\.reflectcall|runtime\\.call[0-9]*";

void
pfl_allocations_drop(struct pfl_legacy *d)
{
	pfl_legacy_drop(d, drop_frames, keep_frames);
}

bool
pfl_unsample(int64_t rate, int64_t *count, int64_t *size)
{
	double scale, c, s;

	if (*count == 0 || *size == 0) {
		*count = *size = 0;
		return true;
	}
	if (rate <= 1)
		return true;
	scale = 1 / (1 - exp(-((double)*size / (double)*count) / (double)rate));
	c = trunc((double)*count * scale);
	s = trunc((double)*size * scale);
	if (!(fabs(c) < 9223372036854775808.0) || !(fabs(s) < 9223372036854775808.0))
		return false;
	*count = (int64_t)c;
	*size = (int64_t)s;
	return true;
}
