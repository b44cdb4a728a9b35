// SPDX-License-Identifier: MIT
/* The keys that were added, by what they are. */
#ifndef KVJWK_MATERIAL_ACROSS_H
#define KVJWK_MATERIAL_ACROSS_H

#include "material/identity.h"
#include "material/moduli.h"

struct across_key {
    struct identity identity;
    uint8_t kid[8]; /* of its digest */
    bool has_kid;
    uint64_t order;
    size_t name; /* in names, NUL-terminated */
};

struct kvjwk_across {
    struct calc calc;
    struct sieve sieve;
    struct across_key *keys;
    size_t count, cap;
    char *names;
    size_t names_used, names_cap;
    struct moduli moduli;
    bool finished;
    bool groups_given;
};

/* Keys with this kind and hash, of a finished set: from *first, as many as are returned. */
size_t across_range(const struct kvjwk_across *a, const struct identity *identity, size_t *first);

#endif
