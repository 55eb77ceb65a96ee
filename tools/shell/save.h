/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of what was fetched, for later. */
#ifndef PFL_TOOLS_SHELL_SAVE_H
#define PFL_TOOLS_SHELL_SAVE_H

#include "shell/session.h"

/*
 * Where a profile came from a URL, write it as pprof does: to $PPROF_TMPDIR, else ~/pprof, else
 * the folder for temporary files, as pprof.TYPES.NNN.pb.gz; and say so. A profile that cannot
 * be saved is worth a note, no more.
 */
void save_fetched(struct session *s);

#endif
