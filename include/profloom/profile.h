/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: read, combined and asked simple questions. */
#ifndef PROFLOOM_PROFILE_H
#define PROFLOOM_PROFILE_H

#include <profloom/error.h>
#include <profloom/fetch.h>
#include <profloom/limits.h>
#include <stddef.h>
#include <stdint.h>

PFL_BEGIN_C

/* An immutable profile. Safe to share between threads once built. */
struct pfl_profile;

/* Merges profiles one after the other, in memory that follows the result and not how many they
 * are. */
struct pfl_merger;

/* How to read; zeroed, or NULL in its place: recognise the content, default limits. */
struct pfl_read_opts {
	const char *format;          /* a decoder's name; NULL: recognise the content */
	struct pfl_limits limits;    /* zero fields: defaults                         */
	struct pfl_fetch_opts fetch; /* for URLs                                      */
	/* It is for pfl_merger_add() of this merger alone, which looks for equal strings and
	 * stacks: they need not be found before, and what places are told by can be worked out
	 * here. NULL: it is for anything. Borrowed, until the profile is merged or freed. */
	const struct pfl_merger *to_merge;
	bool busy; /* other CPUs have work already: start no thread for decompressing */
};

/*
 * Read the profile at `name`: a path, "-" for standard input, or a URL (see pfl_is_url() and
 * fetch.h). gzip and zstd are undone. Returns a profile that the caller releases with
 * pfl_profile_free(), or NULL with *err set: PFL_IO, PFL_FORMAT (damaged or not recognised),
 * PFL_UNSUPPORTED, PFL_LIMIT, PFL_NOMEM or, for URLs and fetch options that make no sense,
 * PFL_USAGE. The message starts with the name, a URL without what is secret in it.
 */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_read(
	const char *name, const struct pfl_read_opts *opts, struct pfl_error *err);

/* The same for n bytes in memory (borrowed during the call); `name` is for messages. */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_read_mem(const void *data, size_t n,
	const char *name, const struct pfl_read_opts *opts, struct pfl_error *err);

/*
 * Reads many profiles, small files a few at a time on threads of its own, no more than there
 * are CPUs, and has them taken in order.
 */
struct pfl_readers;

/* Start with n names; these and the options are borrowed. NULL with *err PFL_NOMEM. */
PFL_NODISCARD PFL_API struct pfl_readers *pfl_readers_new(const char *const *names, size_t n,
	const struct pfl_read_opts *opts, struct pfl_error *err);

/* What pfl_read() makes of the next name; at most n times. */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_readers_next(
	struct pfl_readers *readers, struct pfl_error *err);

/* Stop, when what is being read has been read. NULL is fine. */
PFL_API void pfl_readers_free(struct pfl_readers *readers);

PFL_API void pfl_profile_free(struct pfl_profile *p);

/*
 * One profile with the samples of all (n > 0): sample types that every input has (by name, in
 * the first one's order), units brought to the finest of a family, equal samples added up.
 * Returns a new profile that borrows nothing from the inputs; limits may be NULL (defaults).
 * NULL: PFL_UNSUPPORTED when the inputs share no sample type, their units do not go together or
 * a sum leaves 64 bits, PFL_LIMIT or PFL_NOMEM.
 */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_merge(const struct pfl_profile *const *profiles,
	size_t n, const struct pfl_limits *limits, struct pfl_error *err);

/* How a profile goes into a merge; zeroed, or NULL in its place: as it is. */
struct pfl_merge_how {
	/*
	 * All its values are multiplied with this; 0: with 1. Whole numbers multiply exactly;
	 * with others each value of a sample is rounded to the nearest whole number, halves
	 * away from 0.
	 */
	double weight;
	/* Its samples get the label "source" with this text, in place of any they had. */
	const char *source;
};

/* With limits for the result, or NULL (defaults). NULL with *err PFL_NOMEM. */
PFL_NODISCARD PFL_API struct pfl_merger *pfl_merger_new(
	const struct pfl_limits *limits, struct pfl_error *err);
PFL_API void pfl_merger_free(struct pfl_merger *m);

/*
 * Add a profile, which the merger owns from here on even when this fails; how->source is
 * borrowed until the merger is freed. False with *err as pfl_merge() has it, also for one that
 * was added earlier; the merger is then good for pfl_merger_free() alone.
 */
PFL_NODISCARD PFL_API bool pfl_merger_add(struct pfl_merger *m, struct pfl_profile *p,
	const struct pfl_merge_how *how, struct pfl_error *err);

/*
 * What pfl_merge() makes of all that were added; one alone that is to stay as it is is that
 * profile itself, or, read with opts.to_merge, a copy. NULL with *err as there. The merger is
 * empty afterwards.
 */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_merger_finish(
	struct pfl_merger *m, struct pfl_error *err);

/* What a base profile is to become. */
enum pfl_base_mode {
	PFL_BASE_SUBTRACT, /* --base: values minus base, percentages of what remains       */
	PFL_BASE_DIFF,     /* --diff-base: the same, percentages of the base's total       */
};

/*
 * `p` minus `base`, as pprof's -base and -diff_base do it: base samples are negated and merged
 * in; with PFL_BASE_DIFF they carry the label pprof::base=true. `normalize` first scales p to
 * the base's totals. Errors as pfl_merge().
 */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_subtract(const struct pfl_profile *p,
	const struct pfl_profile *base, enum pfl_base_mode mode, bool normalize,
	const struct pfl_limits *limits, struct pfl_error *err);

/*
 * Two sides of a comparison, of one recording each or of several: one set of stacks, and for
 * each sample type a value column (the new side's) and a before column (the old one's). Samples
 * of different recordings stay apart. Everything downstream treats it as a profile; what can
 * show a change does. Errors as pfl_merge().
 */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_pair(const struct pfl_profile *const *old_runs,
	size_t n_old, const struct pfl_profile *const *new_runs, size_t n_new,
	const struct pfl_limits *limits, struct pfl_error *err);

/*
 * The same of one profile that holds both sides: old samples have negated values and the label
 * pprof::base=true, as those of PFL_BASE_DIFF and of go tool pprof -diff_base -proto, or it has
 * old and new values side by side. How long each side was recorded is not known. Errors as
 * pfl_merge(); PFL_USAGE: it is no such profile; PFL_UNSUPPORTED: it is a difference whose
 * sides cannot be told apart.
 */
PFL_NODISCARD PFL_API struct pfl_profile *pfl_pair_apart(
	const struct pfl_profile *p, const struct pfl_limits *limits, struct pfl_error *err);

/* Where pfl_symbolize() looks. */
struct pfl_symbolize_opts {
	/* Folders, or files, of programs, ":"-separated; NULL or "": none. "/" leads to where
	 * the profile says that programs are. */
	const char *binary_path;
};

/*
 * Give functions, files, lines and inlined calls to addresses that have none, from programs,
 * debug files and the kernel's list of functions below the folders that the user has named, and
 * /usr/lib/debug. A process of its own reads them, with limits, since they may be made to
 * deceive. A mapping that its producer has resolved stays as it is, and a profile without
 * others costs nothing. The profile changes in place: nothing else may use it meanwhile. What
 * was not found, and what could not be read, is a note and no failure. False: PFL_NOMEM or
 * PFL_LIMIT; the profile is then as it was.
 */
PFL_NODISCARD PFL_API bool pfl_symbolize(
	struct pfl_profile *p, const struct pfl_symbolize_opts *opts, struct pfl_error *err);

/* Samples in the profile. */
PFL_API uint64_t pfl_profile_samples(const struct pfl_profile *p);

/* Sample types in the profile, and the name and unit of one (NUL-terminated, borrowed). */
PFL_API size_t pfl_profile_types(const struct pfl_profile *p);
PFL_API const char *pfl_profile_type_name(const struct pfl_profile *p, size_t type);
PFL_API const char *pfl_profile_type_unit(const struct pfl_profile *p, size_t type);

/* The type that is shown when nobody asks for one: the profile's own choice, else the last; 0
 * where it has none. */
PFL_API size_t pfl_profile_default_type(const struct pfl_profile *p);

/*
 * What a reader of this profile should know, such as "3 lines that are not 'stack count' were
 * skipped": number of notes, and the text of one (borrowed, safe to print).
 */
PFL_API size_t pfl_profile_notes(const struct pfl_profile *p);
PFL_API const char *pfl_profile_note(const struct pfl_profile *p, size_t i);

/* What a profile has names for. */
enum pfl_names {
	PFL_NAMES_FUNCTIONS,
	PFL_NAMES_LABEL_KEYS,
	PFL_NAMES_LABEL_TEXTS, /* the values of one label that are texts */
};

/*
 * Hand each name of a kind to see(), once, until that returns false; `key` is the label that
 * PFL_NAMES_LABEL_TEXTS is about. Names are borrowed, NUL-terminated, and may hold any bytes, n
 * of them. False with *err PFL_NOMEM.
 */
PFL_NODISCARD PFL_API bool pfl_profile_names(const struct pfl_profile *p, enum pfl_names kind,
	const char *key, bool (*see)(void *context, const char *name, size_t n), void *context,
	struct pfl_error *err);

/* Input formats for --input-format and its help: name, and one line each of what it is, of what
 * a profile does not hold of it, and of how it is recognised; NULL past the last. */
PFL_API const char *pfl_format_name(size_t i);
PFL_API const char *pfl_format_help(size_t i);
PFL_API const char *pfl_format_lost(size_t i);
PFL_API const char *pfl_format_known_by(size_t i);

PFL_END_C

#endif
