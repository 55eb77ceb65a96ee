/* SPDX-License-Identifier: Apache-2.0 */
/* Which release this is. */
#include <profloom/profloom.h>

const char *
pfl_version(void)
{
	return PFL_VERSION;
}
