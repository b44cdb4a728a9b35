// SPDX-License-Identifier: MIT
/* An update request: operations, attributes, tags and policy; nothing of the key itself. */
#include "rules/kv.h"

static bool is_empty_object(const struct kvjwk_checker *c, const struct value *v)
{
    return !value_there(v) || (value_ok(v) && c->json.tokens[v->token].type == JSON_OBJECT &&
                               c->json.tokens[v->token].count == 0);
}

static void check_empty(struct kvjwk_checker *c)
{
    const struct object *o = &c->model.outer;

    /* empty tags remove them all, empty key_ops allow nothing: both change the key */
    if (!is_empty_object(c, object_value(o, UPDATE_ATTRIBUTES)) ||
        value_there(object_value(o, UPDATE_KEY_OPS)) || value_there(object_value(o, UPDATE_TAGS)) ||
        value_there(object_value(o, UPDATE_RELEASE_POLICY)))
        return;
    report(c, RULE_KV_UPDATE_EMPTY, at_value(c, o->token), 0, "the update changes nothing",
           NO_ARGS);
}

/* Type, size, curve and material are fixed when the key is made. */
static void check_fixed(struct kvjwk_checker *c)
{
    uint32_t end = c->json.tokens[c->model.subject].next;

    if (c->model.outer.unknown == 0)
        return;
    for (uint32_t t = json_first(&c->json, c->model.subject); t < end;
         t = c->json.tokens[t + 1].next) {
        struct span name = token_text(&c->json, &c->scratch, t);

        if (facts_member_find(SHAPE_UPDATE, name, false) < 0 &&
            (facts_member_find(SHAPE_JWK, name, false) >= 0 ||
             facts_member_find(SHAPE_CREATE, name, false) >= 0))
            report(c, RULE_KV_UPDATE_FIXED, at_value(c, t), 0,
                   "{} cannot be changed by an update; make a new version or key",
                   ARGS(A_VALUE(c, t)));
    }
}

void check_update(struct kvjwk_checker *c)
{
    if (c->model.not_object)
        return;
    check_empty(c);
    check_fixed(c);
}
