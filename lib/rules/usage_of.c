// SPDX-License-Identifier: MIT
/* What a document says of the use of a key, for whoever uses it. What cannot be read allows
 * nothing: a key must not gain by a malformed restriction. */
#include "rules/checker.h"
#include "text/duration.h"

static uint32_t op_bits(const struct kvjwk_model *m)
{
    const struct json *j = m->json;
    uint32_t array = m->ops_value->token, bits = 0;

    if (!value_ok(m->ops_value))
        return 0;
    for (uint32_t t = json_first(j, array); t < j->tokens[array].next; t = j->tokens[t].next) {
        enum op_id op = facts_op_find(token_text(j, m->scratch, t));

        if (op != OP_NONE)
            bits |= BIT(op);
    }
    return bits;
}

/* A time of the attributes: a number, or in az output a text. */
static int64_t time_of(const struct kvjwk_model *m, const struct value *v, int64_t unreadable)
{
    int64_t seconds;
    size_t at;

    if (!value_ok(v))
        return unreadable;
    if (m->json->tokens[v->token].type == JSON_STRING)
        return date_parse(&seconds, &at, model_text(m, v)) ? seconds : unreadable;
    return json_int64(m->json, v->token, &seconds) == JSON_INT_OK ? seconds : unreadable;
}

static void read_attributes(kvjwk_usage *usage, const struct kvjwk_model *m)
{
    const struct value *enabled = object_value(&m->attributes, ATTRIBUTES_ENABLED);
    const struct value *nbf = object_value(&m->attributes, ATTRIBUTES_NBF);
    const struct value *exp = object_value(&m->attributes, ATTRIBUTES_EXP);

    usage->disabled = value_there(enabled) &&
                      !(value_ok(enabled) && m->json->tokens[enabled->token].type == JSON_TRUE);
    usage->has_nbf = value_there(nbf);
    usage->has_exp = value_there(exp);
    usage->nbf = usage->has_nbf ? time_of(m, nbf, INT64_MAX) : 0;
    usage->exp = usage->has_exp ? time_of(m, exp, INT64_MIN) : 0;
}

static kvjwk_use use_of(const struct kvjwk_model *m)
{
    const struct value *use = object_value(&m->jwk, JWK_USE);
    struct span text = value_ok(use) ? model_text(m, use) : span_of("", 0);

    if (!value_there(use))
        return KVJWK_USE_ANY;
    if (span_is(text, "sig"))
        return KVJWK_USE_SIG;
    return span_is(text, "enc") ? KVJWK_USE_ENC : KVJWK_USE_OTHER;
}

kvjwk_usage kvjwk_key_usage(const kvjwk_key *key)
{
    kvjwk_usage usage = {0};
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;

    if (m == NULL)
        return usage;
    usage.has_key_ops = value_there(m->ops_value);
    usage.key_ops = usage.has_key_ops ? op_bits(m) : 0;
    read_attributes(&usage, m);
    usage.use = use_of(m);
    usage.has_alg = value_there(m->alg_value);
    if (value_ok(m->alg_value))
        usage.alg = facts_alg(facts_alg_find(model_text(m, m->alg_value)));
    return usage;
}
