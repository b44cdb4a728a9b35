// SPDX-License-Identifier: MIT
/* The checks of another library on the subject, and its findings as if they were the core's. */
#include "rules/checker.h"

struct kvjwk_reporter {
    struct kvjwk_checker *checker;
};

void run_extensions(struct kvjwk_checker *c)
{
    const kvjwk_extension *extension = c->model.part->preliminary ? NULL : &c->options.extension;
    struct kvjwk_reporter reporter = {c};

    for (; extension != NULL && !stopped(c); extension = extension->next) {
        kvjwk_status status;

        if (extension->check == NULL || (!extension->every && !object_is(&c->model.jwk)))
            continue;
        status = extension->check(extension->ctx, &c->key, &reporter);
        if (!stopped(c))
            c->status = status;
    }
}

/* RULE_COUNT when the row is none of ours. */
static enum rule_id id_of(const kvjwk_rule *rule)
{
    unsigned id = 0;

    while (id < RULE_COUNT && facts_rule((enum rule_id)id) != rule)
        id++;
    return (enum rule_id)id;
}

/* "name" or "name/inside": *inside is what follows the slash, or empty. */
static struct span split(const char *member, struct span *inside)
{
    const char *slash = strchr(member, '/');

    *inside = slash == NULL ? span_of("", 0) : span_str(slash + 1);
    return slash == NULL ? span_str(member) : span_of(member, (size_t)(slash - member));
}

/* The item at an index, or the member of a name; the whole when it has no such part. */
static uint32_t part_of(struct kvjwk_checker *c, uint32_t token, struct span inside)
{
    const struct json *j = &c->json;
    bool array = j->tokens[token].type == JSON_ARRAY;
    size_t index = 0;

    for (size_t i = 0; array && i < inside.len && index < UINT32_MAX; i++)
        index = index * 10 + (size_t)(inside.ptr[i] - '0');
    if (j->tokens[token].type == JSON_OBJECT) {
        for (uint32_t t = json_first(j, token); t < j->tokens[token].next;
             t = j->tokens[t + 1].next)
            if (span_eq(token_text(j, &c->scratch, t), inside))
                return t + 1;
    } else if (array) {
        for (uint32_t t = json_first(j, token); t < j->tokens[token].next; t = j->tokens[t].next)
            if (index-- == 0)
                return t;
    }
    return token;
}

static struct where where_of(struct kvjwk_checker *c, const char *member)
{
    struct span inside = {"", 0};
    const struct value *v =
        member == NULL ? &value_absent : said_value(&c->model, split(member, &inside));
    uint32_t whole = object_is(&c->model.jwk) ? c->model.jwk.token : c->model.subject;

    return at_value(c, value_there(v) ? part_of(c, v->token, inside) : whole);
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

void kvjwk_report_remark(kvjwk_reporter *to, const kvjwk_remark *remark)
{
    struct kvjwk_checker *c = to->checker;
    enum rule_id id = id_of(remark->rule);
    const char *text = "";

    if (stopped(c))
        return;
    if (id == RULE_COUNT || remark->message == NULL) {
        c->status = KVJWK_ERR_ARGUMENT;
        return;
    }
    if (!c->sink->brief)
        text = kept(c, remark->message);
    if (text != NULL)
        report_remark(c, id, remark->severity, remark->result, where_of(c, remark->member), text);
}
