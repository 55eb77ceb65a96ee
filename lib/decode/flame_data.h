/* SPDX-License-Identifier: Apache-2.0 */
/* The packed tree of a flame graph (docs/flame-data.md), once it is inflated. */
#ifndef PFL_DECODE_FLAME_DATA_H
#define PFL_DECODE_FLAME_DATA_H

#include "model/builder.h"

/*
 * Read the bytes into the builder: a sample for each row that has something of its own, and one
 * for what a row sums up of rows that are not in the file. The bytes are borrowed. False with
 * *err; messages count bytes from the start of the data.
 */
bool pfl_flame_data_read(struct pfl_span data, struct pfl_builder *b, struct pfl_error *err);

#endif
