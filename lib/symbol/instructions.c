/* SPDX-License-Identifier: Apache-2.0 */
/* capstone, loaded when code is shown: linking it would cost every start 7 ms. */
#define _POSIX_C_SOURCE 200809L
#include "symbol/instructions.h"

#include <capstone/capstone.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/library.h"

/* What is used of it, by name. */
struct library {
	cs_err (*open)(cs_arch arch, cs_mode mode, csh *handle);
	cs_err (*close)(csh *handle);
	cs_err (*option)(csh handle, cs_opt_type type, size_t value);
	cs_insn *(*malloc)(csh handle);
	void (*free)(cs_insn *insn, size_t n);
	bool (*disasm_iter)(csh handle, const uint8_t **code, size_t *size, uint64_t *address,
		cs_insn *insn);
	bool (*insn_group)(csh handle, const cs_insn *insn, unsigned group);
};

#define NAME(member)                                                                           \
	{                                                                                      \
		"cs_" #member, offsetof(struct library, member)                                \
	}

static const struct pfl_library_function functions[] = { NAME(open), NAME(close), NAME(option),
	NAME(malloc), NAME(free), NAME(disasm_iter), NAME(insn_group) };

static const struct {
	cs_arch arch;
	cs_mode mode;
} machines[] = {
	[PFL_MACHINE_X86_64] = { CS_ARCH_X86, CS_MODE_64 },
	[PFL_MACHINE_X86] = { CS_ARCH_X86, CS_MODE_32 },
	[PFL_MACHINE_ARM64] = { CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN },
	[PFL_MACHINE_ARM] = { CS_ARCH_ARM, CS_MODE_ARM },
	[PFL_MACHINE_PPC64] = { CS_ARCH_PPC, CS_MODE_64 | CS_MODE_BIG_ENDIAN },
	[PFL_MACHINE_PPC64LE] = { CS_ARCH_PPC, CS_MODE_64 | CS_MODE_LITTLE_ENDIAN },
	[PFL_MACHINE_S390X] = { CS_ARCH_SYSZ, CS_MODE_BIG_ENDIAN },
};

struct pfl_decoding {
	struct library lib;
	csh handle;
	bool is_open;
	cs_insn *insn;
	const uint8_t *at;
	size_t left;
	uint64_t address;
};

static bool
load(struct library *lib, struct pfl_error *err)
{
	/* Structs differ between the two: only the one that this was compiled for will do. */
	static const char *const files[] = { CS_API_MAJOR == 4 ? "libcapstone.so.4"
							       : "libcapstone.so.5" };
	static const struct pfl_library library = {
		.what = "code is shown with capstone",
		.file = files,
		.n_files = sizeof(files) / sizeof(files[0]),
		.function = functions,
		.n_functions = sizeof(functions) / sizeof(functions[0]),
		.missing = PFL_UNSUPPORTED,
	};

	return pfl_library_load(&library, lib, err);
}

static bool
start(struct pfl_decoding *d, enum pfl_elf_machine machine, bool intel, struct pfl_error *err)
{
	bool x86 = machine == PFL_MACHINE_X86_64 || machine == PFL_MACHINE_X86;

	if (machine == PFL_MACHINE_OTHER ||
		d->lib.open(machines[machine].arch, machines[machine].mode, &d->handle) !=
			CS_ERR_OK)
		return pfl_fail(err, PFL_UNSUPPORTED,
			"is for a processor whose code cannot be "
			"shown");
	d->is_open = true;
	if (x86 && !intel)
		d->lib.option(d->handle, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	d->lib.option(d->handle, CS_OPT_DETAIL, CS_OPT_ON); /* for groups */
	d->lib.option(d->handle, CS_OPT_SKIPDATA, CS_OPT_ON);
	d->insn = d->lib.malloc(d->handle);
	return d->insn || pfl_fail(err, PFL_NOMEM, "out of memory");
}

struct pfl_decoding *
pfl_decoding_new(enum pfl_elf_machine machine, bool intel, struct pfl_error *err)
{
	struct pfl_decoding *d = calloc(1, sizeof(*d));

	if (!d) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	if (load(&d->lib, err) && start(d, machine, intel, err))
		return d;
	pfl_decoding_free(d);
	return NULL;
}

void
pfl_decoding_free(struct pfl_decoding *d)
{
	if (!d)
		return;
	if (d->insn)
		d->lib.free(d->insn, 1);
	if (d->is_open)
		d->lib.close(&d->handle);
	free(d);
}

void
pfl_decoding_set(struct pfl_decoding *d, struct pfl_span code, uint64_t address)
{
	d->at = (const uint8_t *)code.at;
	d->left = code.n;
	d->address = address;
}

/* The operand of a jump, where it is nothing but an address: "0x401000", "#0x401000". */
static bool
read_target(const char *operands, uint64_t *target)
{
	char *end;

	operands += *operands == '#';
	if (strncmp(operands, "0x", 2) != 0)
		return false;
	*target = strtoull(operands, &end, 16);
	return *end == '\0';
}

bool
pfl_decoding_next(struct pfl_decoding *d, struct pfl_decoded *decoded)
{
	if (!d->lib.disasm_iter(d->handle, &d->at, &d->left, &d->address, d->insn))
		return false;
	*decoded = (struct pfl_decoded){
		.address = d->insn->address,
		.size = d->insn->size,
		.name = d->insn->mnemonic,
		.operands = d->insn->op_str,
	};
	/* An id of 0 is data, which has no groups. */
	decoded->jumps = d->insn->id &&
		(d->lib.insn_group(d->handle, d->insn, CS_GRP_JUMP) ||
			d->lib.insn_group(d->handle, d->insn, CS_GRP_CALL)) &&
		read_target(decoded->operands, &decoded->target);
	return true;
}
