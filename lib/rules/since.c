// SPDX-License-Identifier: MIT
/* Values that are newer than the API version in use: types, algorithms, operations, levels. */
#include "rules/kv.h"

static void tell(struct kvjwk_checker *c, uint32_t token, const char *what, enum api_id since)
{
    if (since == API_NONE || since <= c->api)
        return;
    report(c, RULE_KV_VALUE_SINCE, at_value(c, token), 0,
           "{} came with API version {}; the version in use is {}",
           ARGS(A_STR(what), A_STR(facts_api(since)->name), A_STR(facts_api(c->api)->name)));
}

static void check_ops(struct kvjwk_checker *c, uint32_t array)
{
    for (uint32_t t = json_first(&c->json, array); t < c->json.tokens[array].next;
         t = c->json.tokens[t].next) {
        enum op_id op = facts_op_find(token_text(&c->json, &c->scratch, t));

        if (op != OP_NONE)
            tell(c, t, facts_op(op)->name, facts_op_since(op));
    }
}

/* Which of the first four are older than 7.0 is not known: 7.0 stands for always. */
static void check_level(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.attributes, ATTRIBUTES_RECOVERY_LEVEL);

    for (size_t i = 0; value_ok(v) && i < facts_recovery_count; i++)
        if (facts_recovery[i].since != API_7_0 &&
            span_is(model_text(&c->model, v), facts_recovery[i].level))
            tell(c, v->token, facts_recovery[i].level, (enum api_id)facts_recovery[i].since);
}

/* alg of a request, or of what the service makes or returns; of a plain JWK it is RFC 7517's. */
static const struct value *alg_of(const struct kvjwk_checker *c)
{
    const struct object *outer = &c->model.outer;

    switch (object_is(outer) ? (enum shape_id)outer->shape : SHAPE_JWK) {
    case SHAPE_SIGN:
    case SHAPE_VERIFY:
    case SHAPE_OPERATION:
        return object_value(outer, SIGN_ALG);
    case SHAPE_CREATE:
        return object_value(outer, CREATE_ALG);
    default:
        return object_value(&c->model.jwk, JWK_ALG);
    }
}

_Static_assert((int)SIGN_ALG == (int)VERIFY_ALG && (int)SIGN_ALG == (int)OPERATION_ALG,
               "alg stands first in every request");

void check_since(struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    const struct value *alg;
    enum alg_id id;

    if (c->api + 1 == API_COUNT || m->not_object)
        return;
    if (m->kty != KTY_NONE)
        tell(c, m->kty_value->token, facts_kty(m->kty)->name, facts_kty_since(m->kty));
    if (m->ops_value != NULL && value_ok(m->ops_value))
        check_ops(c, m->ops_value->token);
    check_level(c);
    alg = alg_of(c);
    if (!value_ok(alg) || m->kind == KIND_JWK || m->kind == KIND_JWK_SET)
        return;
    id = facts_alg_find(model_text(m, alg));
    if (id != ALG_NONE && facts_alg(id)->key_vault)
        tell(c, alg->token, facts_alg(id)->name, facts_alg_since(id));
}
