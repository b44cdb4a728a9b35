// SPDX-License-Identifier: MIT
/* The document around its subjects: list pages that go on, are empty or longer than a page. */
#include "rules/kv.h"

static bool is_link(const struct kvjwk_checker *c, const struct value *v)
{
    return value_ok(v) && c->json.tokens[v->token].length > 0;
}

static void check_page(struct kvjwk_checker *c, const struct object *list)
{
    const struct value *next = object_value(list, LIST_NEXT_LINK);
    const struct value *items = object_value(list, LIST_VALUE);
    uint64_t most = facts_limit(LIMIT_PAGE);
    uint32_t count;

    if (is_link(c, next))
        report_document(c, RULE_KV_LIST_MORE, at_name(c, next->token),
                        "the list goes on at nextLink: keys that are not here were not judged",
                        NO_ARGS);
    if (!value_ok(items))
        return;
    count = c->json.tokens[items->token].count;
    if (count == 0)
        report_document(c, RULE_KV_LIST_EMPTY, at_value(c, items->token), "the list has no keys",
                        NO_ARGS);
    if (count > most)
        report_document(c, RULE_KV_LIST_LONG, at_value(c, items->token),
                        "the list has {} keys; the service returns at most {} a page",
                        ARGS(A_NUM(count), A_NUM(most)));
}

/* A JWK Set may have members of its own (RFC 7517 section 5): they are not looked at. */
static void check_list_object(struct kvjwk_checker *c, const struct reading *reading)
{
    struct object list = reading->list;

    c->model.kind = reading->kind;
    c->model.returned = facts_kind(reading->kind)->returned;
    if (list.shape == SHAPE_JWK_SET)
        list.unknown = 0;
    check_object(c, &list);
}

void document_checks(struct kvjwk_checker *c, const struct reading *reading)
{
    if (facts_kind_forms[reading->kind].form == FORM_ITEMS) {
        if (c->json.tokens[0].type == JSON_ARRAY && c->json.tokens[0].count == 0 &&
            for_key_vault(c))
            report_document(c, RULE_KV_LIST_EMPTY, at_value(c, 0), "the list has no keys", NO_ARGS);
        return;
    }
    if (!object_is(&reading->list))
        return;
    check_list_object(c, reading);
    if (reading->kind == KIND_KEY_LIST && for_key_vault(c))
        check_page(c, &reading->list);
}
