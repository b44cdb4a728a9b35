// SPDX-License-Identifier: MIT
/* alg of a JWK: registered, and right for the type, the curve and the declared use of the key. */
#include "facts/usage.h"

#include "rules/material.h"

/* RFC 7517 section 4.4: other names must be collision-resistant, that is hold a name of someone. */
static bool is_private_name(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ':' || text.ptr[i] == '.' || text.ptr[i] == '/')
            return true;
    return false;
}

static void report_unknown_alg(struct kvjwk_checker *c, uint32_t token, struct span text)
{
    const kvjwk_alg *meant = facts_alg(facts_alg_hint(text));

    if (span_eq_nocase(text, span_str("none")))
        report(c, RULE_JWK_ALG_NONE, at_value(c, token), 0,
               "alg is {}: a key for no algorithm; expected the one that it is for",
               ARGS(A_VALUE(c, token)));
    else if (meant != NULL)
        report(c, RULE_JWK_ALG_UNKNOWN, at_value(c, token), 0, "alg is {}; expected \"{}\"",
               ARGS(A_VALUE(c, token), A_STR(meant->name)));
    else
        report_as(c, RULE_JWK_ALG_UNKNOWN, is_private_name(text) ? KVJWK_NOTE : KVJWK_ERROR,
                  at_value(c, token), 0, "alg is {}; expected a registered algorithm",
                  ARGS(A_VALUE(c, token)));
}

static void report_type(struct kvjwk_checker *c, const kvjwk_alg *alg, uint32_t token)
{
    bool hmac = alg->digest != 0 && strcmp(alg->base, facts_kty(KTY_OCT)->name) == 0;
    const kvjwk_kty *kty = facts_kty(c->model.kty);

    report(c, RULE_JWK_ALG_TYPE, at_value(c, token), 0,
           hmac ? "alg {} is for {} keys, kty is {}: a verifier that believes it takes the public "
                  "key for a shared secret"
                : "alg {} is for {} keys; kty is {}",
           ARGS(A_STR(alg->name), A_STR(alg->base), A_STR(kty->name)));
}

/* The name of the first of a set, for the message. */
static const char *first_param(uint32_t params)
{
    for (unsigned p = 0; p < PARAM_COUNT; p++)
        if (params & BIT(p))
            return facts_param((enum param_id)p)->name;
    return "another";
}

/* Sizes are the matter of oct.c and rsa.c. */
static void check_fit(struct kvjwk_checker *c, enum alg_id id, uint32_t token)
{
    enum kty_id base = facts_kty_base(c->model.kty);
    uint32_t params;

    if (base == KTY_NONE)
        return;
    if (!facts_alg_fits(id, base, &params))
        report_type(c, facts_alg(id), token);
    else if (params != 0 && base != KTY_OCT && c->model.param != PARAM_NONE &&
             !(params & BIT(c->model.param)))
        report(c, RULE_JWK_ALG_CURVE, at_value(c, token), 0, "alg {} needs the curve {}; crv is {}",
               ARGS(A_STR(facts_alg(id)->name), A_STR(first_param(params)),
                    A_STR(c->model.curve->name)));
}

/* Whether any operation of key_ops is of the use of alg. */
static bool ops_serve(uint32_t ops, enum use use)
{
    for (unsigned op = 0; op < OP_COUNT; op++)
        if ((ops & BIT(op)) && facts_op_use((enum op_id)op) == use)
            return true;
    return false;
}

static void check_purpose(struct kvjwk_checker *c, const kvjwk_alg *alg, uint32_t token,
                          enum use use, uint32_t ops)
{
    bool sig = strcmp(alg->use, "sig") == 0;
    enum use own = sig ? USE_SIG : USE_ENC;

    if (use != USE_NEUTRAL && use != own)
        report(c, RULE_JWK_ALG_USE, at_value(c, token), 0, "alg {} {}; use is {}",
               ARGS(A_STR(alg->name), A_STR(sig ? "signs" : "encrypts"),
                    A_VALUE(c, jwk_member(c, JWK_USE)->token)));
    else if (use == USE_NEUTRAL && ops != 0 && !ops_serve(ops, own))
        report_as(c, RULE_JWK_ALG_USE, KVJWK_WARNING, at_value(c, token), 0,
                  "alg {} {}; key_ops holds no operation for that",
                  ARGS(A_STR(alg->name), A_STR(sig ? "signs" : "encrypts")));
}

/* What the registry, or the service, says of a known algorithm by itself. */
static void check_registry(struct kvjwk_checker *c, const kvjwk_alg *alg, uint32_t token)
{
    const kvjwk_kty *kty = facts_kty(c->model.held);

    if (!for_key_vault(c) && !alg->jwa)
        report(c, RULE_JWK_ALG_UNREGISTERED, at_value(c, token), 0,
               "alg {} is Key Vault's own and not registered", ARGS(A_STR(alg->name)));
    else if (for_key_vault(c) && !alg->key_vault && kty != NULL && kty->key_vault)
        report(c, RULE_KV_ALG_NOT_OFFERED, at_value(c, token), 0,
               "Key Vault does not offer {}; the key can do there what its type does",
               ARGS(A_STR(alg->name)));
}

void check_alg(struct kvjwk_checker *c, enum use use, uint32_t ops)
{
    uint32_t token = c->model.alg_value->token;
    struct span text = model_text(&c->model, c->model.alg_value);
    enum alg_id id = facts_alg_find(text);

    if (id == ALG_NONE) {
        report_unknown_alg(c, token, text);
        return;
    }
    check_registry(c, facts_alg(id), token);
    check_fit(c, id, token);
    check_purpose(c, facts_alg(id), token, use, ops);
}
