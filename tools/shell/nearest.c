/* SPDX-License-Identifier: Apache-2.0 */
/* Edit distance over the names that can be typed. */
#include "shell/nearest.h"

#include "shell/commands.h"
#include "shell/settings.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 40 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
name_distance(const char *a, const char *b, size_t most)
{
	size_t n = strlen(a), m = strlen(b);
	size_t row[3][LONGEST + 1] = { 0 };

	if (n > LONGEST || m > LONGEST)
		return most;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least(least(now[j - 1], up[j]) + 1,
				up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], up2[j - 2] + 1);
		}
	}
	return least(row[n % 3][m], most);
}

const char *
nearest(const char *text, enum nearest among)
{
	static char best[LONGEST + 2];
	size_t least_so_far = strlen(text) > 3 ? 3 : 2, distance;
	const struct pfl_setting *setting;
	struct command command;
	char name[LONGEST + 1];

	best[0] = '\0';
	for (size_t i = 0; among == NEAREST_COMMAND && command_at(i, &command); i++) {
		distance = name_distance(text, command.name, least_so_far);
		if (distance < least_so_far)
			snprintf(best, sizeof(best), "%s", command.name);
		least_so_far = least(distance, least_so_far);
	}
	for (size_t i = 0; (setting = setting_at(i)); i++) {
		setting_spell(setting, name, sizeof(name));
		distance = name_distance(text, name, least_so_far);
		if (distance < least_so_far)
			snprintf(best, sizeof(best), "%s%s", name,
				setting->kind == PFL_SETTING_FLAG ? "" : "=");
		least_so_far = least(distance, least_so_far);
	}
	return best[0] ? best : NULL;
}
