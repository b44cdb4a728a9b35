// SPDX-License-Identifier: MIT
/* The checks of another library on the subject, and its findings as if they were the core's. */
#include "rules/checker.h"

struct kvjwk_reporter {
    struct kvjwk_checker *checker;
};

void run_extension(struct kvjwk_checker *c)
{
    const kvjwk_extension *extension = &c->options.extension;
    struct kvjwk_reporter reporter = {c};
    kvjwk_status status;

    if (extension->check == NULL || stopped(c) || !object_is(&c->model.jwk))
        return;
    status = extension->check(extension->ctx, &c->key, &reporter);
    if (!stopped(c))
        c->status = status;
}

/* RULE_COUNT when the row is none of ours. */
static enum rule_id id_of(const kvjwk_rule *rule)
{
    unsigned id = 0;

    while (id < RULE_COUNT && facts_rule((enum rule_id)id) != rule)
        id++;
    return (enum rule_id)id;
}

static struct where where_of(const struct kvjwk_checker *c, const char *member)
{
    int row = member == NULL ? -1 : facts_member_find(SHAPE_JWK, span_str(member), false);
    const struct value *v = row < 0 ? &value_absent : object_value(&c->model.jwk, (unsigned)row);
    const struct json_token *t;

    if (!value_there(v))
        return at_value(c, c->model.jwk.token);
    t = &c->json.tokens[v->token];
    if (t->type == JSON_ARRAY && t->count > 0)
        return at_value(c, json_first(&c->json, v->token));
    return at_value(c, v->token);
}

static const char *kept(struct kvjwk_checker *c, const char *message)
{
    size_t size = strlen(message) + 1;
    char *copy = arena_alloc(&c->scratch, size);

    if (copy != NULL)
        memcpy(copy, message, size);
    else
        c->status = KVJWK_ERR_MEMORY;
    return copy;
}

void kvjwk_report_rule(kvjwk_reporter *to, const kvjwk_rule *rule, kvjwk_result result,
                       const char *member, const char *message)
{
    struct kvjwk_checker *c = to->checker;
    enum rule_id id = id_of(rule);
    const char *text = "";

    if (stopped(c))
        return;
    if (id == RULE_COUNT || message == NULL) {
        c->status = KVJWK_ERR_ARGUMENT;
        return;
    }
    if (!c->sink->brief)
        text = kept(c, message);
    if (text == NULL)
        return;
    (result == KVJWK_UNKNOWN ? report_unknown : report)(c, id, where_of(c, member), 0, "{}",
                                                        ARGS(A_STR(text)));
}
