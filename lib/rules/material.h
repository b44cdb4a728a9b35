// SPDX-License-Identifier: MIT
/* What the checks of key material share: members of the JWK by name, and their size as numbers. */
#ifndef KVJWK_RULES_MATERIAL_H
#define KVJWK_RULES_MATERIAL_H

#include "facts/material.h"
#include "facts/usage.h"
#include "rules/rules.h"

static inline const struct value *jwk_member(const struct kvjwk_checker *c, unsigned member)
{
    return object_value(&c->model.jwk, member);
}

static inline const char *jwk_name(unsigned member)
{
    return facts_member(SHAPE_JWK, member)->name;
}

static inline bool is_secret(unsigned member)
{
    return (facts_member(SHAPE_JWK, member)->flags & MEMBER_SEC) != 0;
}

/* Whether the subject has a JWK of this type, in software or not. */
static inline bool is_jwk_of(const struct kvjwk_checker *c, enum kty_id base)
{
    return object_is(&c->model.jwk) && facts_kty_base(c->model.kty) == base;
}

/* A big-endian number as far as its shape is known. */
struct number {
    const struct value *value;
    unsigned member;
    unsigned bits; /* significant ones */
    size_t zeros;  /* leading zero octets */
    bool known;    /* well formed and not empty: the others mean something */
    bool odd;
};

struct number number_of(const struct kvjwk_checker *c, unsigned member);

/* The least significant 64 bits of a well-formed value; it must not be secret. */
uint64_t low_bits(const struct kvjwk_checker *c, const struct value *v);

enum magnitude { MAGNITUDE_ZERO, MAGNITUDE_FITS, MAGNITUDE_LARGE };

/* A well-formed value of as many octets as bound has pairs of hexadecimal digits, against it. */
enum magnitude magnitude_of(const struct kvjwk_checker *c, const struct value *v,
                            const char *bound);

/* Whether every octet of a well-formed value is zero. */
bool is_all_zero(const struct kvjwk_checker *c, const struct value *v);

/* ec.c: whether crv is known and of this type; tells when it is of another. */
bool check_curve_type(struct kvjwk_checker *c, enum kty_id base);

/* alg.c: against what use and key_ops say; ops is a set of enum op_id. */
void check_alg(struct kvjwk_checker *c, enum use use, uint32_t ops);

#endif
