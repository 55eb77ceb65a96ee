/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest program that uses the library. */
#include <profloom/profloom.h>
#include <stdio.h>

int
main(void)
{
	printf("profloom %s\n", pfl_version());
	return 0;
}
