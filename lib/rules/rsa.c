// SPDX-License-Identifier: MIT
/* RSA: modulus, exponent and the shape of the private numbers. Arithmetic is not done here. */
#include "rules/material.h"

#include "text/b64.h"

/* ---- limits ---- */

/* A sign octet is no reason to give up. */
static bool is_over(const struct kvjwk_checker *c, const struct value *v)
{
    size_t limit = c->options.limits.integer_bits, zeros;

    if (v->octets <= limit / 8)
        return false;
    return v->octets > limit / 8 + 1 || !value_ok(v) || model_bits(&c->model, v, &zeros) > limit;
}

static bool over_limit(struct kvjwk_checker *c)
{
    static const uint8_t members[] = {JWK_N, JWK_E, JWK_D, JWK_P, JWK_Q, JWK_DP, JWK_DQ, JWK_QI};
    bool over = false;

    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const struct value *v = jwk_member(c, members[i]);

        if (!is_over(c, v))
            continue;
        over = true;
        report(c, RULE_JWA_INTEGER_LIMIT, at_value(c, v->token), 0,
               "{} has {} octets; the limit is {} bits (integer_bits), so nothing was computed",
               ARGS(A_STR(jwk_name(members[i])), A_NUM(v->octets),
                    A_NUM(c->options.limits.integer_bits)));
    }
    return over;
}

/* ---- the public key ---- */

/* RFC 7518 section 2: a Base64urlUInt has no more octets than it needs, and zero has one. The
 * service takes padded private numbers of its own clients. */
static void check_minimal(struct kvjwk_checker *c, const struct number *n)
{
    size_t excess = n->bits == 0 ? n->zeros - 1 : n->zeros;
    kvjwk_severity severity =
        is_secret(n->member) && for_key_vault(c) ? KVJWK_WARNING : KVJWK_ERROR;

    if (excess == 0)
        return;
    report_as(c, RULE_JWA_INTEGER_PADDED, severity, at_text(c, n->value->token, 0, 2), 0,
              excess == 1 ? "{} begins with {} zero octet (of a sign?); expected none"
                          : "{} begins with {} zero octets; expected none",
              ARGS(A_STR(jwk_name(n->member)), A_NUM(excess)));
}

/* The least size of RFC 7518: for every algorithm with target rfc, otherwise for the one named; the
 * services have rules of their own. */
static void check_modulus_size(struct kvjwk_checker *c, const struct number *n)
{
    const struct value *v = c->model.alg_value;
    const kvjwk_alg *alg = value_ok(v) ? facts_alg(facts_alg_find(model_text(&c->model, v))) : NULL;
    uint64_t least = for_key_vault(c) ? 0 : facts_limit(LIMIT_RSA_BITS);
    const char *whom = "";

    if (alg != NULL && strcmp(alg->base, facts_kty(KTY_RSA)->name) == 0 && alg->key_bits >= least) {
        least = alg->key_bits;
        whom = alg->name;
    }
    if (n->bits < least)
        report(c, RULE_JWA_RSA_MODULUS_SIZE, at_value(c, n->value->token), 0,
               *whom == '\0' ? "n has {} bits; expected at least {}{}"
                             : "n has {} bits; expected at least {} for {}",
               ARGS(A_NUM(n->bits), A_NUM(least), A_STR(whom)));
}

/* 30 82 and the length of the rest: a DER structure was put where its integer belongs. */
static bool looks_like_der(const struct kvjwk_checker *c, const struct value *v)
{
    uint8_t head[4];
    struct span text = model_text(&c->model, v);

    return b64_decode(head, sizeof(head), text) == sizeof(head) && head[0] == 0x30 &&
           head[1] == 0x82 && (size_t)(head[2] << 8 | head[3]) + sizeof(head) == v->octets;
}

static struct number check_modulus(struct kvjwk_checker *c)
{
    struct number n = number_of(c, JWK_N);

    if (!n.known)
        return n;
    check_minimal(c, &n);
    if (!n.odd)
        report(c, RULE_JWA_RSA_MODULUS_EVEN, at_value(c, n.value->token), 0,
               n.bits == 0 ? "n is zero; expected the product of two primes"
                           : "n is even; the product of two odd primes is odd",
               NO_ARGS);
    if (n.bits % 8 != 0)
        report(c, RULE_JWA_RSA_MODULUS_BITS, at_value(c, n.value->token), 0,
               looks_like_der(c, n.value)
                   ? "n holds a DER structure of {} octets; expected the modulus alone"
                   : "n has {} significant bits; expected a multiple of 8",
               ARGS(A_NUM(looks_like_der(c, n.value) ? n.value->octets : n.bits)));
    check_modulus_size(c, &n);
    return n;
}

#define WORD_BITS 64

static void check_small_exponent(struct kvjwk_checker *c, const struct number *e)
{
    struct where where = at_value(c, e->value->token);
    uint64_t value = low_bits(c, e->value);

    if (value < 2)
        report(c, RULE_JWA_RSA_EXPONENT_RANGE, where, 0,
               "e is {}; expected an odd number from 3 on", ARGS(A_NUM(value)));
    else if (!e->odd)
        report(c, RULE_JWA_RSA_EXPONENT_EVEN, where, 0, "e is {}; expected an odd number",
               ARGS(A_NUM(value)));
    else if (value < facts_limit(LIMIT_RSA_EXPONENT))
        report(c, RULE_JWA_RSA_EXPONENT_SMALL, where, 0, "e is {}; expected {} or more",
               ARGS(A_NUM(value), A_NUM(facts_limit(LIMIT_RSA_EXPONENT))));
}

static void check_large_exponent(struct kvjwk_checker *c, const struct number *e)
{
    struct where where = at_value(c, e->value->token);

    if (!e->odd)
        report(c, RULE_JWA_RSA_EXPONENT_EVEN, where, 0, "e is an even number of {} bits",
               ARGS(A_NUM(e->bits)));
    if (e->bits > facts_limit(LIMIT_RSA_EXPONENT_BITS))
        report(c, RULE_JWA_RSA_EXPONENT_RANGE, where, 0, "e has {} bits; expected at most {}",
               ARGS(A_NUM(e->bits), A_NUM(facts_limit(LIMIT_RSA_EXPONENT_BITS))));
    else
        report(c, RULE_JWA_RSA_EXPONENT_WIDE, where, 0,
               "e has {} bits; a reader that keeps 64 of them takes it for {}",
               ARGS(A_NUM(e->bits), A_NUM(low_bits(c, e->value))));
}

static bool reaches_modulus(const struct kvjwk_checker *c, const struct number *e,
                            const struct number *n)
{
    if (!n->known || e->bits != n->bits || e->bits > WORD_BITS)
        return n->known && e->bits >= n->bits;
    return low_bits(c, e->value) >= low_bits(c, n->value);
}

static void check_exponent(struct kvjwk_checker *c, const struct number *n)
{
    struct number e = number_of(c, JWK_E);

    if (!e.known)
        return;
    check_minimal(c, &e);
    if (e.bits <= WORD_BITS)
        check_small_exponent(c, &e);
    else
        check_large_exponent(c, &e);
    if (e.bits > 1 && e.bits <= facts_limit(LIMIT_RSA_EXPONENT_BITS) && reaches_modulus(c, &e, n))
        report(c, RULE_JWA_RSA_EXPONENT_RANGE, at_value(c, e.value->token), 0,
               "e has {} bits and n has {}; expected e below n",
               ARGS(A_NUM(e.bits), A_NUM(n->bits)));
}

/* ---- the private key ---- */

static void check_other_primes(struct kvjwk_checker *c)
{
    const struct value *oth = jwk_member(c, JWK_OTH);
    struct object item;

    if (!value_there(oth))
        return;
    report_as(c, RULE_JWA_RSA_OTH, for_key_vault(c) ? KVJWK_ERROR : KVJWK_WARNING,
              at_name(c, oth->token), 0,
              for_key_vault(c) ? "oth holds {} more primes; the service has no member for them"
                               : "oth holds {} more primes; most readers must refuse this key",
              ARGS(A_NUM(c->json.tokens[oth->token].count)));
    if (!value_ok(oth))
        return;
    for (uint32_t t = json_first(&c->json, oth->token); t < c->json.tokens[oth->token].next;
         t = c->json.tokens[t].next) {
        object_read(&item, &c->json, &c->scratch, t, SHAPE_OTHER_PRIME, false);
        if (!object_is(&item))
            report(c, RULE_JWK_MEMBER_TYPE, at_value(c, t), 0,
                   "an item of oth is {}; expected an object", ARGS(A_VALUE(c, t)));
        check_object(c, &item);
        check_object_encoding(c, &item);
    }
}

struct crt {
    unsigned there, missing;
    unsigned first_there, first_missing;
};

static struct crt crt_of(const struct kvjwk_checker *c)
{
    struct crt crt = {0, 0, 0, 0};

    for (size_t i = 0; i < facts_material_count; i++) {
        const struct material *row = &facts_materials[i];

        if (row->base != KTY_RSA || !(row->flags & MATERIAL_CRT))
            continue;
        if (value_there(jwk_member(c, row->member))) {
            if (crt.there++ == 0)
                crt.first_there = row->member;
        } else if (crt.missing++ == 0) {
            crt.first_missing = row->member;
        }
    }
    return crt;
}

/* The five numbers of the primes are there together or not at all, and never without d. What an
 * import request must have is the matter of import.c. */
static void check_complete(struct kvjwk_checker *c)
{
    const struct value *d = jwk_member(c, JWK_D);
    bool plain = c->model.kind == KIND_JWK || c->model.kind == KIND_JWK_SET;
    struct crt crt = crt_of(c);

    if (crt.there > 0 && (crt.missing > 0 || !value_there(d)))
        report(
            c, RULE_JWA_RSA_PRIVATE_INCOMPLETE, at_name(c, jwk_member(c, crt.first_there)->token),
            0, "{} of p, q, dp, dq and qi are there, but no {}; expected d and all five",
            ARGS(A_NUM(crt.there), A_STR(jwk_name(crt.missing > 0 ? crt.first_missing : JWK_D))));
    else if (value_there(d) && crt.there == 0 && for_key_vault(c) && plain)
        report(c, RULE_KV_RSA_PRIVATE_CRT, at_name(c, d->token), 0,
               "d is there without p, q, dp, dq and qi; an import needs all of them", NO_ARGS);
}

static void report_primes(struct kvjwk_checker *c, uint32_t token, const char *format,
                          const struct arg *args)
{
    report(c, RULE_JWA_RSA_PRIMES, at_value(c, token), 0, format, args);
}

/* The product of a bits and b bits has a + b or one bit less. */
static void check_primes(struct kvjwk_checker *c, const struct number *n, const struct number *p,
                         const struct number *q)
{
    unsigned sum = p->bits + q->bits;

    if (!n->known || !p->known || !q->known || value_there(jwk_member(c, JWK_OTH)))
        return;
    if (!p->odd || !q->odd)
        report_primes(c, (p->odd ? q : p)->value->token, "{} is even; expected an odd prime",
                      ARGS(A_STR(jwk_name((p->odd ? q : p)->member))));
    else if (sum != n->bits && sum != n->bits + 1)
        report_primes(c, p->value->token,
                      "p has {} bits and q has {}; their product cannot be n, which has {}",
                      ARGS(A_NUM(p->bits), A_NUM(q->bits), A_NUM(n->bits)));
    else if (p->value->octets == q->value->octets &&
             span_eq(model_text(&c->model, p->value), model_text(&c->model, q->value)))
        report_primes(c, q->value->token, "q is the same number as p; expected two primes",
                      NO_ARGS);
    else if (p->bits != q->bits)
        report(c, RULE_JWA_RSA_PRIME_BALANCE, at_value(c, p->value->token), 0,
               "p has {} bits and q has {}; expected {} each",
               ARGS(A_NUM(p->bits), A_NUM(q->bits), A_NUM(n->bits / 2)));
}

/* Below what it is reduced by; an inverse modulo an even number is odd. */
static void check_reduced(struct kvjwk_checker *c, const struct number *v,
                          const struct number *modulus, bool must_be_odd)
{
    struct where where;

    if (!v->known)
        return;
    where = at_value(c, v->value->token);
    if (v->bits == 0)
        report(c, RULE_JWA_RSA_PRIVATE_RANGE, where, 0, "{} is zero",
               ARGS(A_STR(jwk_name(v->member))));
    else if (modulus->known && v->bits > modulus->bits)
        report(c, RULE_JWA_RSA_PRIVATE_RANGE, where, 0,
               "{} has {} bits; expected at most the {} of {}",
               ARGS(A_STR(jwk_name(v->member)), A_NUM(v->bits), A_NUM(modulus->bits),
                    A_STR(jwk_name(modulus->member))));
    else if (must_be_odd && !v->odd)
        report(c, RULE_JWA_RSA_PRIVATE_RANGE, where, 0,
               "{} is even; the inverse of e modulo an even number is odd",
               ARGS(A_STR(jwk_name(v->member))));
}

static void check_private(struct kvjwk_checker *c, const struct number *n)
{
    struct number d = number_of(c, JWK_D), p = number_of(c, JWK_P), q = number_of(c, JWK_Q);
    struct number dp = number_of(c, JWK_DP), dq = number_of(c, JWK_DQ), qi = number_of(c, JWK_QI);
    const struct number *const all[] = {&d, &p, &q, &dp, &dq, &qi};

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i]->known)
            check_minimal(c, all[i]);
    check_complete(c);
    check_other_primes(c);
    check_primes(c, n, &p, &q);
    check_reduced(c, &d, n, true);
    check_reduced(c, &dp, &p, true);
    check_reduced(c, &dq, &q, true);
    check_reduced(c, &qi, &p, false);
}

void check_rsa(struct kvjwk_checker *c)
{
    struct number n;

    if (!is_jwk_of(c, KTY_RSA) || over_limit(c))
        return;
    n = check_modulus(c);
    check_exponent(c, &n);
    if (c->model.private_part)
        check_private(c, &n);
}
