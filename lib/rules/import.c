// SPDX-License-Identifier: MIT
/* An import request: where the key will be held, and what of it must be there. */
#include "rules/kv.h"

static const struct value *jwk(const struct kvjwk_checker *c, unsigned member)
{
    return object_value(&c->model.jwk, member);
}

static bool has(const struct kvjwk_checker *c, unsigned member)
{
    return value_there(jwk(c, member));
}

/* The first of the members that is there. */
static const struct value *first_of(const struct kvjwk_checker *c, const uint8_t *members,
                                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has(c, members[i]))
            return jwk(c, members[i]);
    return NULL;
}

static const uint8_t private_members[] = {JWK_D,  JWK_P,  JWK_Q, JWK_DP,
                                          JWK_DQ, JWK_QI, JWK_K, JWK_PRIV};
static const uint8_t public_members[] = {JWK_N, JWK_E, JWK_X, JWK_Y, JWK_PUB};

/* ---- Hsm ---- */

static void check_flag(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.outer, IMPORT_HSM);
    const kvjwk_kty *kty = facts_kty(c->model.kty);

    if (!value_ok(v) || kty == NULL || !kty->hsm || value_is_true(&c->json, v))
        return;
    report(c, RULE_KV_IMPORT_HSM, at_value(c, v->token), 0,
           "Hsm is false, but the type is {}; the type decides", ARGS(A_STR(kty->name)));
}

static void check_plaintext(struct kvjwk_checker *c)
{
    const kvjwk_kty *kty = facts_kty(c->model.kty);
    const struct value *v = first_of(c, private_members, ARRAY_LEN(private_members));

    if (kty == NULL || !kty->hsm || v == NULL)
        return;
    report(c, RULE_KV_IMPORT_PLAINTEXT, at_value(c, c->model.kty_value->token), 0,
           "the type is {} and the private part is in plain text; older clients and services take "
           "type {} with Hsm true",
           ARGS(A_STR(kty->name), A_STR(kty->base)));
}

/* ---- what must be there ---- */

static void check_blob_alone(struct kvjwk_checker *c)
{
    const struct value *secret = first_of(c, private_members, ARRAY_LEN(private_members));
    const struct value *open = first_of(c, public_members, ARRAY_LEN(public_members));

    if (secret != NULL)
        report(c, RULE_KV_IMPORT_BLOB, at_name(c, secret->token), 0,
               "the private part stands beside key_hsm; a transfer blob comes alone", NO_ARGS);
    else if (open != NULL)
        report_as(c, RULE_KV_IMPORT_BLOB, KVJWK_WARNING, at_name(c, open->token), 0,
                  "the public part stands beside key_hsm; a transfer blob comes alone", NO_ARGS);
}

static void check_rsa_complete(struct kvjwk_checker *c)
{
    static const uint8_t crt[] = {JWK_P, JWK_Q, JWK_DP, JWK_DQ, JWK_QI};

    for (size_t i = 0; i < ARRAY_LEN(crt); i++)
        if (!has(c, crt[i])) {
            report(c, RULE_KV_IMPORT_RSA, at_value(c, c->model.jwk.token), 0,
                   "the key has d and no {}; an import needs d, p, q, dp, dq and qi",
                   ARGS(A_STR(facts_member(SHAPE_JWK, crt[i])->name)));
            return;
        }
}

static void check_oct_length(struct kvjwk_checker *c)
{
    const struct value *k = jwk(c, JWK_K);
    uint64_t most = facts_limit(LIMIT_SYMMETRIC_IMPORT);

    if (value_ok(k) && k->octets > most)
        report(c, RULE_KV_IMPORT_OCT, at_value(c, k->token), SERVICE_HSM,
               "k has {} octets; expected at most {}", ARGS(A_NUM(k->octets), A_NUM(most)));
}

static void check_private(struct kvjwk_checker *c)
{
    enum kty_id base = facts_kty_base(c->model.kty);
    unsigned needed = base == KTY_OCT ? JWK_K : base == KTY_AKP ? JWK_PRIV : JWK_D;

    if (base == KTY_NONE)
        return;
    if (!has(c, needed))
        report(c, RULE_KV_IMPORT_PUBLIC, at_value(c, c->model.jwk.token), 0,
               "the key has no {}; an import needs the private part, or a transfer blob in key_hsm",
               ARGS(A_STR(facts_member(SHAPE_JWK, needed)->name)));
    else if (base == KTY_RSA)
        check_rsa_complete(c);
    else if (base == KTY_OCT)
        check_oct_length(c);
}

/* ---- what does not belong ---- */

/* The key that unwraps transfer blobs is made in the hardware; nothing else has "import". */
static void check_ops(struct kvjwk_checker *c)
{
    const kvjwk_kty *kty = facts_kty(c->model.held);
    uint32_t op = op_in_key_ops(&c->model, "import");

    if (op == JSON_NONE && kty != NULL && !kty->hsm)
        op = op_in_key_ops(&c->model, "export");
    if (op != JSON_NONE && !has(c, JWK_KEY_HSM))
        report(c, RULE_KV_IMPORT_OPS, at_value(c, op), 0,
               "key_ops of a key imported in plain text has {}; the service refuses such a key",
               ARGS(A_VALUE(c, op)));
}

void check_import(struct kvjwk_checker *c)
{
    const struct value *kid = jwk(c, JWK_KID);

    if (!object_is(&c->model.jwk))
        return;
    check_flag(c);
    check_ops(c);
    if (value_there(kid))
        report(c, RULE_KV_IMPORT_KID, at_name(c, kid->token), 0,
               "kid has no effect in an import: the service gives the key its identifier", NO_ARGS);
    if (has(c, JWK_KEY_HSM)) {
        check_blob_alone(c);
        return;
    }
    check_plaintext(c);
    check_private(c);
}
