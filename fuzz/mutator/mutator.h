// SPDX-License-Identifier: MIT
/*
 * A structure-aware mutator of JSON keys. It works on members: it swaps types and curves, breaks
 * encodings, moves numbers to their bounds, duplicates, moves, nests. It knows nothing of the
 * library under test but its tables, and nothing of any fuzzing engine.
 *
 * The same seed gives the same result. Damages carry the id of the rule that must find them, so
 * that a harness, or another implementation's test, can demand it.
 */
#ifndef KVJWK_FUZZ_MUTATOR_H
#define KVJWK_FUZZ_MUTATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUTATOR_TEXT_MAX ((size_t)1 << 17)

struct mutator;

struct mutator *mutator_new(void); /* NULL when memory is out */
void mutator_free(struct mutator *m);

/* Bytes in place, as LLVMFuzzerMutate: the engine's own mutator, where there is one. */
typedef size_t (*mutator_bytes)(uint8_t *data, size_t size, size_t cap);
void mutator_set_bytes(struct mutator *m, mutator_bytes bytes);

/* A text that members are taken from; borrowed until the next call. NULL: none. */
void mutator_set_donor(struct mutator *m, const uint8_t *text, size_t size);

/* One to three operations on the text in place. One call in five, and every text that is no JSON
 * object or array, goes to the byte mutator. Never 0 when cap is not. */
size_t mutator_run(struct mutator *m, uint8_t *data, size_t size, size_t cap, uint64_t seed);

/* ---- labelled damages ---- */

struct damage {
    const char *name; /* "ec-coordinate-from-p" */
    const char *rule; /* that must find it in what was an accepted key; NULL: nothing changes. Rules
                         of arithmetic begin with "material-" */
    bool (*apply)(struct mutator *m);
};

size_t damage_count(void);
const struct damage *damage_at(size_t i);

/* Damages one key of the text. The result is the mutator's, until its next call; NULL when the
 * text has no key that can be damaged so. */
const char *damage_run(struct mutator *m, const struct damage *damage, const uint8_t *text,
                       size_t size, uint64_t seed, size_t *length);

#endif
