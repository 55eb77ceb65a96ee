/* SPDX-License-Identifier: Apache-2.0 */
/* From the bytes of code to instructions. */
#ifndef PFL_SYMBOL_INSTRUCTIONS_H
#define PFL_SYMBOL_INSTRUCTIONS_H

#include "symbol/elf.h"

struct pfl_decoding;

/* What one instruction is, valid until the next. */
struct pfl_decoded {
	uint64_t address;
	size_t size;
	const char *name, *operands;
	bool jumps;      /* to `target`, which may be a call */
	uint64_t target; /* only where it stands in the instruction */
};

/*
 * Start decoding code for a machine; `intel`: the order of operands is Intel's, on x86. NULL
 * with *err: PFL_UNSUPPORTED (no such machine, capstone is not installed), PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_decoding *pfl_decoding_new(
	enum pfl_elf_machine machine, bool intel, struct pfl_error *err);
void pfl_decoding_free(struct pfl_decoding *d);

/* The code to decode next: it is borrowed and stands at `address`. */
void pfl_decoding_set(struct pfl_decoding *d, struct pfl_span code, uint64_t address);

/* Decode an instruction; bytes that are none are data. False at the end. */
bool pfl_decoding_next(struct pfl_decoding *d, struct pfl_decoded *decoded);

#endif
