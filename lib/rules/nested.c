// SPDX-License-Identifier: MIT
/* JSON inside a base64 member: read like a document, its findings told at the member. */
#include "rules/kv.h"

#include "text/b64.h"

bool is_decodable(const struct value *v)
{
    const unsigned harmless = B64_OTHER_ALPHABET | B64_PADDING | B64_WHITESPACE | B64_TRAILING_BITS;

    return value_ok(v) || (v->state == VALUE_BAD && v->faults != 0 && (v->faults & ~harmless) == 0);
}

static bool decode(struct kvjwk_checker *c, uint32_t token, struct span *out)
{
    struct span text = token_text(&c->json, &c->scratch, token);
    size_t cap = text.len / 4 * 3 + 3;
    uint8_t *octets = arena_alloc(&c->scratch, cap);

    if (octets == NULL)
        return false;
    *out = span_of((const char *)octets, b64_decode(octets, cap, text));
    return true;
}

static void tell_faults(struct kvjwk_checker *c)
{
    const struct json *j = &c->nested.json;

    for (size_t i = 0; i < j->fault_count; i++) {
        const struct json_fault *fault = &j->faults[i];
        struct where where = {JSON_NONE, fault->offset, fault->length};
        struct arg args[] = {fault->args[0], fault->args[1], {.type = ARG_END}};

        report(c, (enum rule_id)fault->rule, where, 0, fault->format, args);
    }
}

bool nested_open(struct kvjwk_checker *c, const struct value *v, const char *what)
{
    struct json *j = &c->nested.json;
    struct json_limits limits = {c->options.limits.bytes, c->options.limits.depth,
                                 c->options.limits.members, c->options.limits.findings};
    struct span text;

    c->nested.where = at_value(c, v->token);
    c->nested.what = what;
    if (!decode(c, v->token, &text) || !json_read(j, text, &limits, false) ||
        !json_find_duplicates(j, &c->scratch)) {
        c->status = KVJWK_ERR_MEMORY;
        return false;
    }
    c->nested.open = true;
    tell_faults(c);
    if (j->count > 0)
        return true;
    nested_close(c);
    return false;
}

void nested_close(struct kvjwk_checker *c)
{
    c->nested.open = false;
}

uint32_t member_named(struct kvjwk_checker *c, uint32_t object, const char *name)
{
    const struct json *j = json_here(c);

    if (object == JSON_NONE || j->tokens[object].type != JSON_OBJECT)
        return JSON_NONE;
    for (uint32_t t = json_first(j, object); t < j->tokens[object].next; t = j->tokens[t + 1].next)
        if (span_is(token_text(j, &c->scratch, t), name))
            return t + 1;
    return JSON_NONE;
}

uint32_t op_in_key_ops(const struct kvjwk_model *m, const char *op)
{
    const struct json *j = m->json;
    uint32_t array;

    if (!value_ok(m->ops_value))
        return JSON_NONE;
    array = m->ops_value->token;
    for (uint32_t t = json_first(j, array); t < j->tokens[array].next; t = j->tokens[t].next)
        if (span_is(token_text(j, m->scratch, t), op))
            return t;
    return JSON_NONE;
}
