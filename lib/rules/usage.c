// SPDX-License-Identifier: MIT
/* What the key is for: use and key_ops, each by itself, together, and against the key. */
#include "facts/usage.h"

#include "rules/material.h"

#define LOOK_BACK                                                                                  \
    32 /* items compared with an unknown one: enough, and no more work than linear                 \
        */

/* ---- one operation ---- */

static void report_unknown_op(struct kvjwk_checker *c, uint32_t token, enum op_id meant)
{
    bool key_vault = for_key_vault(c);
    const kvjwk_op *op = facts_op(meant);

    if (op != NULL && (key_vault ? op->key_vault : op->rfc))
        report(c, RULE_JWK_KEY_OPS_SPELLING, at_value(c, token), 0,
               "key_ops holds {}; expected \"{}\"", ARGS(A_VALUE(c, token), A_STR(op->name)));
    else if (key_vault)
        report(c, RULE_KV_KEY_OPS_UNKNOWN, at_value(c, token), 0,
               "Key Vault has no operation {}; expected encrypt, decrypt, sign, verify, wrapKey or "
               "unwrapKey",
               ARGS(A_VALUE(c, token)));
    else
        report(
            c, RULE_JWK_KEY_OPS_UNKNOWN, at_value(c, token), 0,
            "{} is no operation of RFC 7517; others need an agreement with whoever reads the key",
            ARGS(A_VALUE(c, token)));
}

static void report_duplicate(struct kvjwk_checker *c, uint32_t token)
{
    report(c, RULE_JWK_KEY_OPS_DUPLICATE, at_value(c, token), 0, "key_ops holds {} again",
           ARGS(A_VALUE(c, token)));
}

/* Whether the same text stands shortly before. */
static bool stands_before(const struct kvjwk_checker *c, uint32_t array, uint32_t token)
{
    struct span text = token_text(&c->json, c->model.scratch, token);
    uint32_t t = json_first(&c->json, array);

    for (unsigned i = 0; t < token && i < LOOK_BACK; t = c->json.tokens[t].next, i++)
        if (span_eq(token_text(&c->json, c->model.scratch, t), text))
            return true;
    return false;
}

/* Adds the operation at token to those seen. */
static uint32_t check_op(struct kvjwk_checker *c, uint32_t array, uint32_t token, uint32_t seen)
{
    struct span text = token_text(&c->json, &c->scratch, token);
    enum op_id op = facts_op_find(text);
    bool known = op != OP_NONE && (for_key_vault(c) ? facts_op(op)->key_vault : facts_op(op)->rfc);

    if (token_open(c, token))
        return seen;
    if (op == OP_NONE ? stands_before(c, array, token) : (seen & BIT(op)) != 0) {
        report_duplicate(c, token);
        return seen;
    }
    if (!known)
        report_unknown_op(c, token, op == OP_NONE ? facts_op_hint(text) : OP_NONE);
    return op == OP_NONE ? seen : seen | BIT(op);
}

/* ---- the operations together ---- */

/* The first item of key_ops that is one of set. */
static uint32_t token_of_op(const struct kvjwk_checker *c, uint32_t set)
{
    uint32_t array = c->model.ops_value->token;

    for (uint32_t t = json_first(&c->json, array); t < c->json.tokens[array].next;
         t = c->json.tokens[t].next) {
        enum op_id op = facts_op_find(token_text(&c->json, c->model.scratch, t));

        if (op != OP_NONE && (set & BIT(op)))
            return t;
    }
    return array;
}

static uint32_t ops_of_use(enum use use)
{
    uint32_t set = 0;

    for (unsigned op = 0; op < OP_COUNT; op++)
        if (facts_op_use((enum op_id)op) == use)
            set |= BIT(op);
    return set;
}

static uint32_t private_ops(void)
{
    uint32_t set = 0;

    for (unsigned op = 0; op < OP_COUNT; op++)
        if (facts_op_is_private((enum op_id)op))
            set |= BIT(op);
    return set;
}

/* RFC 7517 section 4.3; the service itself makes RSA keys with all six, so it is for others. */
static void check_unrelated(struct kvjwk_checker *c, uint32_t ops)
{
    uint32_t token = token_of_op(c, ops), rest;
    enum op_id first = facts_op_find(token_text(&c->json, &c->scratch, token));

    rest = ops & ~facts_op_pair(first);
    if (rest == 0)
        return;
    token = token_of_op(c, rest);
    report(c, RULE_JWK_KEY_OPS_UNRELATED, at_value(c, token), 0,
           "{} stands beside {}; expected one pair of operations a key",
           ARGS(A_VALUE(c, token), A_STR(facts_op(first)->name)));
}

/* A key imported in plain text can have neither import nor, in software, export: import.c says so.
 */
static uint32_t told_of_import(const struct kvjwk_checker *c)
{
    bool blob = value_there(jwk_member(c, JWK_KEY_HSM));

    return c->model.kind == KIND_KEY_IMPORT && !blob ? BIT(OP_IMPORT) | BIT(OP_EXPORT) : 0;
}

/* A type that no row speaks of is refused as a whole. */
static void check_type_ops(struct kvjwk_checker *c, uint32_t ops)
{
    uint32_t allowed = support_key_ops(c->edition, c->model.held);

    for (unsigned op = 0; allowed != 0 && op < OP_COUNT; op++)
        if ((ops & ~allowed & BIT(op)) && facts_op((enum op_id)op)->key_vault)
            report(
                c, RULE_KV_KEY_OPS_TYPE, at_value(c, token_of_op(c, BIT(op))), 0,
                "{} keys do not have the operation {}",
                ARGS(A_STR(facts_kty(c->model.held)->name), A_STR(facts_op((enum op_id)op)->name)));
}

static void check_import_alone(struct kvjwk_checker *c, uint32_t ops)
{
    if ((ops & BIT(OP_IMPORT)) && ops != BIT(OP_IMPORT))
        report(c, RULE_KV_KEY_OPS_IMPORT, at_value(c, token_of_op(c, BIT(OP_IMPORT))), 0,
               "import stands beside other operations; expected it alone", NO_ARGS);
}

/* A key whose identifier is in a vault has its private part there. */
static bool is_kept_in_service(const struct kvjwk_checker *c)
{
    return facts_kty(c->model.kty)->hsm || c->model.kid.cloud >= 0;
}

static void check_private_ops(struct kvjwk_checker *c, uint32_t ops)
{
    uint32_t set = ops & private_ops();
    uint32_t token;

    if (set == 0 || c->model.private_part || facts_kty_base(c->model.kty) == KTY_NONE ||
        facts_kty_base(c->model.kty) == KTY_OCT || is_kept_in_service(c))
        return;
    token = token_of_op(c, set);
    report(c, RULE_JWK_KEY_OPS_PRIVATE, at_value(c, token), 0,
           "key_ops holds {}, and the key has no private part to do it with",
           ARGS(A_VALUE(c, token)));
}

/* The set of the known operations; 0 when there are none. */
static uint32_t check_key_ops(struct kvjwk_checker *c)
{
    uint32_t array = c->model.ops_value->token, seen = 0;

    if (c->json.tokens[array].count == 0)
        report(c, RULE_JWK_KEY_OPS_EMPTY, at_value(c, array), 0,
               "key_ops is empty: some clients take it for every operation, some for none",
               NO_ARGS);
    for (uint32_t t = json_first(&c->json, array); t < c->json.tokens[array].next;
         t = c->json.tokens[t].next)
        seen = check_op(c, array, t, seen);
    if (seen == 0)
        return 0;
    if (for_key_vault(c)) {
        check_type_ops(c, seen & ~told_of_import(c));
        check_import_alone(c, seen & ~told_of_import(c));
    } else {
        check_unrelated(c, seen);
    }
    if (c->model.kind == KIND_JWK || c->model.kind == KIND_JWK_SET)
        check_private_ops(c, seen);
    return seen;
}

/* ---- use and kid ---- */

static enum use use_of(struct kvjwk_checker *c)
{
    const struct value *v = jwk_member(c, JWK_USE);
    struct span text;

    if (!value_ok(v))
        return USE_NEUTRAL;
    text = model_text(&c->model, v);
    if (span_is(text, "sig"))
        return USE_SIG;
    if (span_is(text, "enc"))
        return USE_ENC;
    report(c, RULE_JWK_USE_UNKNOWN, at_value(c, v->token), 0,
           "use is {}; expected \"sig\" or \"enc\"", ARGS(A_VALUE(c, v->token)));
    return USE_NEUTRAL;
}

static void check_use_against_ops(struct kvjwk_checker *c, enum use use, uint32_t ops)
{
    uint32_t against = ops & ops_of_use(use == USE_SIG ? USE_ENC : USE_SIG);
    uint32_t token;

    if (use == USE_NEUTRAL || against == 0)
        return;
    token = token_of_op(c, against);
    report(c, RULE_JWK_USE_KEY_OPS, at_value(c, token), 0, "key_ops holds {}, and use is {}",
           ARGS(A_VALUE(c, token), A_VALUE(c, jwk_member(c, JWK_USE)->token)));
}

static void check_kid(struct kvjwk_checker *c)
{
    const struct value *kid = c->model.kid_value;

    if (!c->model.returned && value_ok(kid) && c->json.tokens[kid->token].length == 0)
        report(c, RULE_JWK_KID_EMPTY, at_value(c, kid->token), 0, "kid is empty", NO_ARGS);
}

void check_usage(struct kvjwk_checker *c)
{
    uint32_t ops = value_ok(c->model.ops_value) ? check_key_ops(c) : 0;
    enum use use;

    if (!object_is(&c->model.jwk))
        return;
    use = use_of(c);
    if (ops != 0)
        check_use_against_ops(c, use, ops);
    check_kid(c);
    /* of an AKP key that names no parameter set akp.c has spoken */
    if (value_ok(c->model.alg_value) &&
        (facts_kty_base(c->model.kty) != KTY_AKP || c->model.param != PARAM_NONE))
        check_alg(c, use, ops);
}
