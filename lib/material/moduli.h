// SPDX-License-Identifier: MIT
/* Moduli by value, and the groups of those that have a prime in common. */
#ifndef KVJWK_MATERIAL_MODULI_H
#define KVJWK_MATERIAL_MODULI_H

#include "material/batch_gcd.h"
#include "material/sieve.h"
#include "material/store.h"

#define MODULUS_HASH 16

struct modulus {
    uint8_t hash[MODULUS_HASH]; /* of n as it stands in the key */
    size_t at;                  /* in octets: n without its small factors */
    size_t length;
    uint64_t order; /* of the first key that has it */
};

/* Group g has the members from start[g] to start[g + 1]; they are places in items. */
struct groups {
    uint32_t *member;
    size_t members, member_cap;
    size_t *start;
    size_t count, start_cap;
};

/* That a modulus is in a group. */
struct membership {
    uint32_t modulus, group;
};

struct moduli {
    struct modulus *items;
    size_t count, cap;
    uint8_t *octets;
    size_t used, room;
    struct groups groups;
    struct membership *memberships; /* in order of modulus */
    size_t membership_count;
    bool too_many; /* were not compared */
};

void moduli_free(struct moduli *m);

/* Octets without zeros in front; hash is their SHA-256. False when memory is out. */
bool moduli_add(struct moduli *m, const uint8_t *hash, const uint8_t *octets, size_t length,
                uint64_t order);

/* Puts them in order of hash, each of them once; needed before what follows. */
bool moduli_sort(struct moduli *m);

/* Divides small factors out: what damaged moduli have in common is no prime of a key. */
bool moduli_strip(struct calc *c, struct moduli *m, struct sieve *sieve);

/* Looks for common primes. */
void moduli_compare(struct calc *c, struct moduli *m);

/* The place of a modulus; m->count when it is not there. */
size_t moduli_find(const struct moduli *m, const uint8_t *hash);

/* Members are put in the order of their keys, and memberships are filled. */
bool moduli_index(struct moduli *m);

/* The memberships of a modulus: from *first, as many as are returned. */
size_t moduli_groups_of(const struct moduli *m, size_t modulus, size_t *first);

static inline struct batch_number moduli_number(const struct moduli *m, size_t i)
{
    struct batch_number number = {m->octets + m->items[i].at, m->items[i].length};

    return number;
}

/* ---- groups ------------------------------------------------------------------------------------
 */

bool groups_open(struct groups *g); /* a new one, empty */
bool groups_put(struct groups *g, size_t modulus);
void groups_close(struct groups *g, size_t least); /* taken back when it has fewer members */

/* resolve.c: groups of numbers by what batch_gcd found. */
void resolve_groups(struct calc *c, const struct batch_number *numbers, num *const *found,
                    size_t count, struct groups *out);

#endif
