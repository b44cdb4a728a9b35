// SPDX-License-Identifier: MIT
/* A create request: size against curve, what is made when neither is said, what does not belong. */
#include "rules/kv.h"

static const struct value *member(const struct kvjwk_checker *c, unsigned i)
{
    return object_value(&c->model.outer, i);
}

/* ---- size and curve ---- */

static void check_size_value(struct kvjwk_checker *c)
{
    const struct value *v = member(c, CREATE_KEY_SIZE);
    int64_t bits;

    if (value_ok(v) &&
        (json_int64(&c->json, v->token, &bits) != JSON_INT_OK || bits <= 0 || bits > INT32_MAX))
        report(c, RULE_KV_CREATE_SIZE, at_value(c, v->token), 0,
               "key_size is {}; expected a number of bits", ARGS(A_VALUE(c, v->token)));
}

static void check_misplaced(struct kvjwk_checker *c, enum kty_id base)
{
    bool curved = base == KTY_EC || base == KTY_OKP;
    const struct value *v = member(c, curved ? CREATE_KEY_SIZE : CREATE_CRV);

    if (!value_there(v) || value_open(v))
        return;
    report(c, RULE_KV_CREATE_SIZE_CURVE, at_name(c, v->token), 0,
           curved ? "key_size is {}, but the size of an {} key follows from crv"
                  : "crv is {}, but an {} key has no curve",
           ARGS(A_VALUE(c, v->token), A_STR(facts_kty(c->model.kty)->name)));
}

/* ARM reference of vaults/keys: RSA 2048 and P-256; of symmetric keys no document says. */
static void check_default(struct kvjwk_checker *c, enum kty_id base)
{
    struct where where = at_value(c, c->model.kty_value->token);

    if (base == KTY_RSA && !value_there(member(c, CREATE_KEY_SIZE)))
        report(c, RULE_KV_CREATE_DEFAULT, where, 0,
               "key_size is not given; the service makes a key of {} bits",
               ARGS(A_NUM(facts_limit(LIMIT_DEFAULT_RSA_BITS))));
    if (base == KTY_EC && !value_there(member(c, CREATE_CRV)))
        report(c, RULE_KV_CREATE_DEFAULT, where, 0,
               "crv is not given; the service makes a key on {}",
               ARGS(A_STR(facts_expected(EXPECT_DEFAULT_CURVE))));
    if (base == KTY_OCT && !value_there(member(c, CREATE_KEY_SIZE)))
        report_unknown(c, RULE_KV_CREATE_DEFAULT, where, 0,
                       "key_size is not given, and the size that the service then chooses is not "
                       "published",
                       NO_ARGS);
}

/* ---- public_exponent ---- */

static void check_exponent(struct kvjwk_checker *c, enum kty_id base)
{
    const struct value *v = member(c, CREATE_PUBLIC_EXPONENT);
    int64_t of_vaults = (int64_t)facts_limit(LIMIT_VAULT_EXPONENT);
    int64_t e;

    if (!value_ok(v))
        return;
    if (base != KTY_RSA && base != KTY_NONE)
        report(c, RULE_KV_EXPONENT_IGNORED, at_name(c, v->token), 0,
               "public_exponent is of RSA keys; the type is {}",
               ARGS(A_STR(facts_kty(c->model.kty)->name)));
    else if (json_int64(&c->json, v->token, &e) != JSON_INT_OK || e < 3 || e % 2 == 0)
        report(c, RULE_KV_EXPONENT_VALUE, at_value(c, v->token), 0,
               "public_exponent is {}; expected an odd integer of 3 or more, best {}",
               ARGS(A_VALUE(c, v->token), A_INT(of_vaults)));
    else if (e != of_vaults)
        report_as(c, RULE_KV_EXPONENT_IGNORED, KVJWK_WARNING, at_value(c, v->token), SERVICE_VAULT,
                  "public_exponent is {}; a vault ignores it and makes the key with {}",
                  ARGS(A_INT(e), A_INT(of_vaults)));
}

/* ---- what does not belong ---- */

/* The service makes the key: material in the request does nothing there but be seen. */
static void check_material(struct kvjwk_checker *c)
{
    uint32_t end = c->json.tokens[c->model.subject].next;

    if (c->model.outer.unknown == 0)
        return;
    for (uint32_t t = json_first(&c->json, c->model.subject); t < end;
         t = c->json.tokens[t + 1].next) {
        struct span name = token_text(&c->json, &c->scratch, t);
        int i = facts_member_find(SHAPE_JWK, name, false);

        if (i < 0 || facts_member_find(SHAPE_CREATE, name, false) >= 0)
            continue;
        if (facts_member(SHAPE_JWK, (unsigned)i)->flags & MEMBER_SEC)
            report(c, RULE_KV_CREATE_MATERIAL, at_value(c, t), 0,
                   "{} is private key material; a create request has none, an import has",
                   ARGS(A_VALUE(c, t)));
        else
            report_as(c, RULE_KV_CREATE_MATERIAL, KVJWK_WARNING, at_value(c, t), 0,
                      "{} has no effect in a create request: the service makes the key",
                      ARGS(A_VALUE(c, t)));
    }
}

static void check_alg(struct kvjwk_checker *c, enum kty_id base)
{
    const struct value *v = member(c, CREATE_ALG);

    if (value_there(v) && base != KTY_NONE && base != KTY_AKP)
        report(c, RULE_KV_CREATE_ALG, at_name(c, v->token), 0,
               "alg is of AKP keys; a key of type {} is not bound to an algorithm",
               ARGS(A_STR(facts_kty(c->model.kty)->name)));
}

void check_create(struct kvjwk_checker *c)
{
    enum kty_id base = facts_kty_base(c->model.kty);

    if (c->model.not_object)
        return;
    check_size_value(c);
    check_exponent(c, base);
    check_alg(c, base);
    check_material(c);
    if (base == KTY_NONE)
        return;
    if (base != KTY_AKP)
        check_misplaced(c, base);
    check_default(c, base);
}
