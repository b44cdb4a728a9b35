// SPDX-License-Identifier: MIT
/*
 * What every check works with: the context that lasts, the key at hand as octets and numbers, and
 * tell(), which reports a broken rule.
 */
#ifndef KVJWK_MATERIAL_SUBJECT_H
#define KVJWK_MATERIAL_SUBJECT_H

#include "base/span.h"
#include "kvjwk/material.h"
#include "material/curve.h"
#include "material/digest.h"
#include "material/num.h"
#include "material/sieve.h"
#include "text/message.h"

#define INTEGER_OCTETS 2048u /* nothing is computed with numbers of more than 16384 bits */
#define DEEP_BITS 4096u      /* a modular exponentiation takes the cube of it */
#define LEAST_BITS 64u       /* below that, small factors are all there is to find */
#define OCTETS_MAX (INTEGER_OCTETS + 1) /* one for a zero octet in front */

enum material_rule {
#define MATERIAL_RULE(id, name) MATERIAL_##id,
#include "material/rules.def"
#undef MATERIAL_RULE
    MATERIAL_RULES
};

enum base { BASE_RSA, BASE_EC, BASE_OCT, BASE_OKP, BASES };

enum member { N, E, D, P, Q, DP, DQ, QI, X, Y, K, MEMBERS };

extern const char *const member_names[MEMBERS];

struct member_value {
    const uint8_t *octets; /* without zero octets in front of a number; NULL: not there */
    size_t length;
    bool converted;
};

struct kvjwk_material {
    kvjwk_material_level level;
    struct calc calc;
    struct curves curves;
    struct sieve sieve;
    const kvjwk_rule *rules[MATERIAL_RULES]; /* NULL: not looked up yet */
    const kvjwk_across *across;              /* NULL: keys are judged one by one */
    num *numbers[MEMBERS];
    num *primes; /* the product of those from 753 to 65535; NULL: not made yet */

    /* the key at hand */
    const kvjwk_key *key;
    kvjwk_reporter *to;
    enum base base;
    struct member_value values[MEMBERS];
    uint8_t memory[MEMBERS][OCTETS_MAX];
    struct curve *curve; /* of an EC key whose x and y are not too long for it; NULL otherwise */
    bool off_curve;      /* x and y are no point of it */
    unsigned n_bits;     /* of an odd modulus that can be computed with; 0 otherwise */
    struct words n;
    struct residues residues;
    uint8_t hash[DIGEST_OCTETS]; /* of the value that makes the key this key */
    bool hashed;
};

/* Reads the members of the key; false when there is nothing to look at. */
bool subject_read(struct kvjwk_material *m);
void subject_forget(struct kvjwk_material *m); /* wipes what is secret */

static inline bool has(const struct kvjwk_material *m, enum member member)
{
    return m->values[member].octets != NULL;
}

static inline struct member_value value_of(const struct kvjwk_material *m, enum member member)
{
    return m->values[member];
}

const num *subject_number(struct kvjwk_material *m, enum member member);

/* The member as a number; it must be there. */
static inline const num *number(struct kvjwk_material *m, enum member member)
{
    return subject_number(m, member);
}

/* Bits of a number that is there. */
unsigned subject_bits(const struct kvjwk_material *m, enum member member);

/* SHA-256 of n, x or k (without zero octets in front of n and x); NULL when there is none. */
const uint8_t *subject_hash(struct kvjwk_material *m);

void subject_tell(struct kvjwk_material *m, kvjwk_result result, enum material_rule rule,
                  const char *member, const char *format, const struct arg *args);

/* The key breaks rule at that member, or nobody can tell. format and args: see text/message.h.
 * Nothing is said once something failed. */
static inline void tell(struct kvjwk_material *m, enum material_rule rule, const char *member,
                        const char *format, const struct arg *args)
{
    subject_tell(m, KVJWK_FAIL, rule, member, format, args);
}

static inline void tell_unknown(struct kvjwk_material *m, enum material_rule rule,
                                const char *member, const char *format, const struct arg *args)
{
    subject_tell(m, KVJWK_UNKNOWN, rule, member, format, args);
}

#endif
