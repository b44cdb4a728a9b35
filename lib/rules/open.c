// SPDX-License-Identifier: MIT
/* Values that nobody knows before deployment: each is told once, and no other rule judges it. */
#include "rules/rules.h"

/* The nearest name around token, within the subject. */
static uint32_t name_around(const struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = &c->json;

    for (; token != JSON_NONE && token != c->model.subject; token = j->tokens[token].up)
        if (json_name_of(j, token) != JSON_NONE)
            return json_name_of(j, token);
    return JSON_NONE;
}

static void tell(struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = &c->json;
    uint32_t name = name_around(c, token);

    if (name == JSON_NONE)
        report_unknown(c, RULE_INPUT_UNKNOWN, at_value(c, token), 0,
                       "what this key is, is not known: {}",
                       ARGS(A_TEXT(token_text(j, &c->scratch, token))));
    else
        report_unknown(c, RULE_INPUT_UNKNOWN, at_value(c, token), 0, "{} is not known yet: {}",
                       ARGS({.type = ARG_LITERAL, .u.text = token_text(j, &c->scratch, name)},
                            A_VALUE(c, token)));
}

/* Whether size or curve of the type at hand are not known. */
static bool size_is_open(const struct kvjwk_model *m)
{
    enum kty_id base = facts_kty_base(m->kty);

    return base == KTY_EC || base == KTY_OKP ? value_open(m->crv_value) : value_open(m->size_value);
}

void check_open(struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    uint32_t end = c->json.tokens[m->subject].next;

    if (!c->open)
        return;
    for (uint32_t t = m->subject; t < end; t++)
        if (c->json.tokens[t].flags & JSON_OPEN)
            tell(c, t);
    if (m->not_object || value_open(m->kty_value) || size_is_open(m))
        c->unsure = SERVICE_ALL;
}
