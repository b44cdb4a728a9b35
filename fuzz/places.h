// SPDX-License-Identifier: MIT
/* Whether findings and keys stand where they say, by a reading of the document apart from theirs.
 */
#ifndef KVJWK_FUZZ_PLACES_H
#define KVJWK_FUZZ_PLACES_H

#include "harness.h"

struct document;

/* is_whole: it is no JSON, and every pointer is the empty one. */
struct document *document_open(const void *text, size_t size, const kvjwk_limits *limits,
                               bool is_whole);
void document_close(struct document *d);

/* Offset, line, column, pointer, message and excerpt. */
void check_finding_place(struct document *d, const kvjwk_finding *f);
void check_key_place(struct document *d, const kvjwk_key *key);

#endif
