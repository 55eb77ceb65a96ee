/* SPDX-License-Identifier: Apache-2.0 */
/* A program of its own that uses the library: the heaviest functions of a profile, as text. */
#include <profloom/profloom.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char built_in[] = "main;parse 6\nmain;parse;read 3\nmain;write 1\n";

/* The report as a text that the caller frees; NULL with *err. */
static char *
top(const struct pfl_profile *p, struct pfl_error *err)
{
	const struct pfl_renderer *r = pfl_renderer_find("top", "text");
	struct pfl_scene *scene = NULL;
	struct pfl_out *out = NULL;
	char *text = NULL;
	struct pfl_view *view;
	size_t n;

	if (!(view = pfl_view_new(err)))
		return NULL;
	if (pfl_view_set(view, "ignore", "^write$", err) &&
		(scene = pfl_scene_new(p, view, r, err)) && (out = pfl_out_memory(err))) {
		if (pfl_render(scene, r, NULL, out, err))
			text = pfl_out_take(out, &n, err);
		else
			pfl_out_abandon(out);
	}
	pfl_scene_free(scene);
	pfl_view_free(view);
	return text;
}

int
main(int argc, char **argv)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = argc > 1
		? pfl_read(argv[1], NULL, &err)
		: pfl_read_mem(built_in, strlen(built_in), "built in", NULL, &err);
	char *text = p ? top(p, &err) : NULL;

	printf("profloom %s\n", pfl_version());
	if (text)
		fputs(text, stdout);
	else
		fprintf(stderr, "consumer: %s\n", err.msg);
	free(text);
	pfl_profile_free(p);
	return text ? EXIT_SUCCESS : EXIT_FAILURE;
}
