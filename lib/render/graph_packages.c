/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions of a call graph belong to one package. */
#include "base/name.h"
#include "base/strtab.h"
#include "render/graph_style.h"

static struct pfl_span
package(const struct pfl_scene *scene, uint32_t i)
{
	uint32_t node = scene->graph.node[i].node;

	return pfl_name_package(pfl_profile_text(scene->profile, scene->nodes.name[node]));
}

/* Give each row the number of its package's name, in order of appearance; 0: it has none. */
static bool
number(const struct pfl_scene *scene, struct pfl_strtab *names, uint32_t *of, uint32_t n,
	struct pfl_error *err)
{
	for (uint32_t i = 0; i < n; i++) {
		of[i] = pfl_strtab_add(names, package(scene, i), err);
		if (of[i] == UINT32_MAX)
			return false;
	}
	return true;
}

/* Keep the names that several rows have, and number them again. */
static bool
gather(struct pfl_packages *p, const struct pfl_scene *scene, uint32_t n_names, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t *members = pfl_arena_alloc(arena, n_names, sizeof(*members), err);
	uint32_t *row = pfl_arena_alloc(arena, n_names, sizeof(*row), err);

	p->name = pfl_arena_alloc(arena, n_names, sizeof(*p->name), err);
	if (!members || !row || !p->name)
		return false;
	for (uint32_t i = 0; i < n; i++)
		members[p->of[i]]++;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t name = p->of[i];

		if (!name || members[name] < 2) {
			p->of[i] = 0;
			continue;
		}
		if (!row[name]) {
			p->name[p->n] = package(scene, i);
			row[name] = ++p->n;
		}
		p->of[i] = row[name];
	}
	return true;
}

bool
pfl_packages_make(struct pfl_packages *p, const struct pfl_scene *scene, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_strtab names = { 0 };
	bool ok;

	*p = (struct pfl_packages){ .of = pfl_arena_alloc(arena, n, sizeof(*p->of), err) };
	ok = p->of && pfl_strtab_init(&names, NULL, NULL, err) &&
		number(scene, &names, p->of, n, err) &&
		gather(p, scene, pfl_strtab_n(&names), n, arena, err);
	pfl_strtab_clear(&names);
	return ok;
}
