// SPDX-License-Identifier: MIT
/* Tags: how many, how long, and that each value is text. Their meaning is their owner's. */
#include "rules/kv.h"

#include "text/utf8.h"

static void check_length(struct kvjwk_checker *c, enum rule_id rule, uint32_t token,
                         enum limit_id limit, const char *format)
{
    struct span text = token_text(&c->json, &c->scratch, token);
    size_t most = (size_t)facts_limit(limit);

    /* code points are never more than bytes */
    if (text.len > most && utf8_count(text) > most)
        report(c, rule, at_value(c, token), 0, format, ARGS(A_NUM(utf8_count(text)), A_NUM(most)));
}

static void check_tag(struct kvjwk_checker *c, uint32_t name, uint32_t value)
{
    check_length(c, RULE_KV_TAG_NAME, name, LIMIT_TAG_NAME,
                 "the name of a tag has {} characters; expected at most {}");
    if (token_open(c, value))
        return;
    if (c->json.tokens[value].type != JSON_STRING)
        report(c, RULE_KV_TAG_TYPE, at_value(c, value), 0,
               "the value of the tag {} is {}; expected a string",
               ARGS(A_VALUE(c, name), A_VALUE(c, value)));
    else
        check_length(c, RULE_KV_TAG_VALUE, value, LIMIT_TAG_VALUE,
                     "the value of a tag has {} characters; expected at most {}");
}

void check_tags(struct kvjwk_checker *c)
{
    const struct value *v = c->model.tags_value;
    const struct json_token *tags;

    if (v == NULL || !value_ok(v))
        return;
    tags = &c->json.tokens[v->token];
    if (tags->count > facts_limit(LIMIT_TAGS))
        report(c, RULE_KV_TAG_COUNT, at_value(c, v->token), 0,
               "the key has {} tags; expected at most {}",
               ARGS(A_NUM(tags->count), A_NUM(facts_limit(LIMIT_TAGS))));
    for (uint32_t t = json_first(&c->json, v->token); t < tags->next;
         t = c->json.tokens[t + 1].next)
        check_tag(c, t, t + 1);
}
