/* SPDX-License-Identifier: Apache-2.0 */
/* Colours: stable for each function, in families by whose code it is, and a scale for change.
 */
#ifndef PFL_RENDER_PALETTE_H
#define PFL_RENDER_PALETTE_H

#include "render/contrast.h"
#include "render/shapes.h"

/* Whose code a function is. */
enum pfl_class {
	PFL_CLASS_OWN,        /* the program itself, and whatever is not known to be else */
	PFL_CLASS_DEPENDENCY, /* libraries it uses                                        */
	PFL_CLASS_RUNTIME,    /* the language's runtime and standard library              */
	PFL_CLASS_KERNEL,
	PFL_CLASS_UNKNOWN, /* no name                                                  */
	PFL_CLASSES,
};

/* Tones are numbered: those of the classes first, then PFL_TONE_CHANGE + enum pfl_growth. */
enum {
	PFL_TONE_CHANGE = 38,
	PFL_TONES = PFL_TONE_CHANGE + PFL_GROWTHS,
};

/*
 * A background and the text that is legible on it (contrast 4.5 and more, both pages). The
 * scale of change is orange and blue, which no kind of colour blindness confuses; what is gone
 * has the ground's colour and is hatched in the ink of pfl_hatch_color().
 */
struct pfl_tone {
	struct pfl_color fill, ink;
};

/* Tone i < PFL_TONES. */
struct pfl_tone pfl_tone_get(unsigned i);

/*
 * Whose code it is, by what is known: name of the function, and what its source file and object
 * file say (each may be empty; found once for many functions). Module caches and the like mark
 * a dependency; [kernel.kallsyms], vmlinux and *.ko the kernel; packages of Go's, Rust's,
 * Java's and C++'s own libraries the runtime.
 */
unsigned pfl_marks_of_file(struct pfl_span file);
unsigned pfl_marks_of_object(struct pfl_span object);
enum pfl_class pfl_class_by_marks(struct pfl_span name, unsigned file, unsigned object);

/* "own code", as a legend has it. */
const char *pfl_class_label(enum pfl_class whose);

/* The tone of a function: its hue follows the package or namespace, if any, its shade the name.
 */
unsigned pfl_tone_of(enum pfl_class whose, struct pfl_span name);

/* One of the first n tones, by a hash of the text. */
unsigned pfl_tone_mixed(struct pfl_span text, unsigned n);

/*
 * The scale of change called "orange" (flame graphs have it), "mono" (signs and hatching alone)
 * or "redblue" in place of the tones above, which reports have; the order is theirs. False:
 * there is none of that name.
 */
bool pfl_change_tones(const char *palette, struct pfl_tone scale[PFL_GROWTHS]);

/* A tone that stands for the class in a legend. */
unsigned pfl_tone_of_class(enum pfl_class whose);

/* The lines across what is gone. */
struct pfl_color pfl_hatch_color(void);

/* What boxes of a class of change are filled with as shapes, and lines of it drawn with. */
struct pfl_color pfl_growth_fill(enum pfl_growth growth);
struct pfl_color pfl_growth_stroke(enum pfl_growth growth);

#endif
