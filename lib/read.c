/* SPDX-License-Identifier: Apache-2.0 */
/* The left half of the library on one page: from a source to a profile. */
#include "decode/decoder.h"
#include "io/source.h"
#include "model/builder.h"
#include "model/merger.h"
#include <profloom/profile.h>

#include <stdlib.h>

/* Takes the source over; it may be NULL with *err set. */
static struct pfl_profile *
read_source(struct pfl_source *source, const char *name, const struct pfl_read_opts *opts,
	struct pfl_error *err)
{
	struct pfl_profile *profile = NULL;
	struct pfl_builder *builder = NULL;
	const struct pfl_decoder *decoder;

	if (!source)
		goto out;
	if (opts && opts->busy)
		pfl_source_alone(source);
	decoder = pfl_decoder_find(source, opts ? opts->format : NULL, err);
	if (!decoder)
		goto out;
	builder = pfl_builder_new(opts ? &opts->limits : NULL, err);
	if (!builder)
		goto out;
	if (opts && opts->to_merge)
		pfl_builder_to_merge(builder, pfl_source_ready(source));
	if (decoder->decode(source, builder, err))
		profile = pfl_builder_finish(builder, err);
	if (profile && opts && opts->to_merge &&
		!pfl_merger_prepare(opts->to_merge, profile, err)) {
		pfl_profile_free(profile);
		profile = NULL;
	}
out:
	if (!profile)
		pfl_context(err, "%s", name);
	pfl_builder_free(builder);
	pfl_source_close(source);
	return profile;
}

/* What is said about it does not name credentials. */
static struct pfl_profile *
read_url(const char *url, const struct pfl_read_opts *opts, struct pfl_error *err)
{
	static const struct pfl_fetch_opts simple = { 0 };
	struct pfl_profile *profile = NULL;
	char *label = pfl_url_label(url, err);

	if (label)
		profile = read_source(pfl_source_fetch(url, opts ? &opts->fetch : &simple,
					      opts ? &opts->limits : NULL, err),
			label, opts, err);
	free(label);
	return profile;
}

struct pfl_profile *
pfl_read(const char *name, const struct pfl_read_opts *opts, struct pfl_error *err)
{
	const struct pfl_limits *limits = opts ? &opts->limits : NULL;

	return pfl_is_url(name)
		? read_url(name, opts, err)
		: read_source(pfl_source_open(name, limits, err), name, opts, err);
}

struct pfl_profile *
pfl_read_mem(const void *data, size_t n, const char *name, const struct pfl_read_opts *opts,
	struct pfl_error *err)
{
	return read_source(
		pfl_source_mem(data, n, opts ? &opts->limits : NULL, err), name, opts, err);
}
