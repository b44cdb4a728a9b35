// SPDX-License-Identifier: MIT
/* Findings that were there before: file, key and rule of each. Places do not matter, so a baseline
 * survives edits; the key does, so it ends with the key. */
#ifndef KVJWK_POLICY_BASELINE_H
#define KVJWK_POLICY_BASELINE_H

#include "policy/source.h"

struct baseline {
    char **entries; /* "file\nkey\nrule"; in order and each once when sorted */
    size_t count, cap;
    size_t sorted; /* so many are in order */
};

/* False when memory is out. */
bool baseline_add(struct baseline *b, const char *file, const char *key, const char *rule);
bool baseline_merge(struct baseline *into, const struct baseline *from);
void baseline_sort(struct baseline *b);
/* Its place in a sorted baseline, or -1. */
long baseline_find(const struct baseline *b, const char *file, const char *key, const char *rule);
void baseline_free(struct baseline *b);

/* Reads what baseline_text wrote; mistakes are told. */
void baseline_read(struct baseline *b, const struct source *source);
/* free() it; NULL when memory is out. */
char *baseline_text(const struct baseline *b, size_t *length);

#endif
