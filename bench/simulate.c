/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often the rules by which profiles are compared find something where nothing changed, and
 * where something did: on runs of a made-up service, with lib/stats itself. Prints Markdown for
 * docs/STATISTICS.md.
 */
#include "scoring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_REPS = 100 };

/* --reps N, or nothing. */
static unsigned
parse(int argc, char **argv)
{
	char *end;
	unsigned long reps;

	if (argc == 1)
		return DEFAULT_REPS;
	if (argc == 3 && strcmp(argv[1], "--reps") == 0) {
		reps = strtoul(argv[2], &end, 10);
		if (*argv[2] && !*end && reps > 0 && reps <= 100000)
			return (unsigned)reps;
	}
	fprintf(stderr, "usage: profloom-simulate [--reps N], N from 1 to 100000\n");
	exit(2);
}

int
main(int argc, char **argv)
{
	unsigned reps = parse(argc, argv);

	print_null_pairs(reps);
	print_power_pairs(reps);
	print_null_runs(reps);
	print_power_runs(reps / 4 + 1);
	print_gates(reps);
	return 0;
}
