// SPDX-License-Identifier: MIT
/* Which kind of document is this? The first row of detect.def whose members are all there. */
#include "jwk/model.h"

#include "base/name.h"

/* An array stands for its first item. */
static uint32_t one_of(const struct json *j, uint32_t token)
{
    if (j->tokens[token].type == JSON_ARRAY && j->tokens[token].count > 0)
        return json_first(j, token);
    return token;
}

static uint64_t inner_members(const struct json *j, struct arena *scratch, unsigned outer,
                              uint32_t object)
{
    uint64_t found = 0;

    if (j->tokens[object].type != JSON_OBJECT)
        return 0;
    for (uint32_t t = json_first(j, object); t < j->tokens[object].next; t = j->tokens[t + 1].next)
        for (size_t i = 0; i < ARRAY_LEN(facts_detect_inner); i++)
            if (facts_detect_inner[i].outer == outer &&
                span_eq(token_text(j, scratch, t), facts_detect_inner[i].name))
                found |= UINT64_C(1) << facts_detect_inner[i].member;
    return found;
}

/* Its enum detect_id, or DETECT_MEMBERS when it tells nothing. */
static unsigned find_member(struct span name)
{
    uint64_t key = name_key(name);
    unsigned i = 0;

    while (i < DETECT_MEMBERS && (facts_detect_members[i].key != key ||
                                  !name_rest_eq(facts_detect_members[i].name, name)))
        i++;
    return i;
}

/* What the root has of the members that tell kinds apart. */
static uint64_t members_of(const struct json *j, struct arena *scratch, uint32_t root)
{
    uint64_t found = 0;

    if (j->tokens[root].type != JSON_OBJECT)
        return 0;
    for (uint32_t t = json_first(j, root); t < j->tokens[root].next; t = j->tokens[t + 1].next) {
        unsigned i = find_member(token_text(j, scratch, t));

        if (i == DETECT_MEMBERS)
            continue;
        found |= UINT64_C(1) << i;
        if (facts_detect_outer & (UINT64_C(1) << i))
            found |= inner_members(j, scratch, i, one_of(j, t + 1));
    }
    return found;
}

/* A request of alg and value: its algorithm says whether it signs. */
static enum kind_id request_kind(const struct json *j, struct arena *scratch)
{
    struct object request;
    const struct value *alg;
    enum alg_id id;

    object_read(&request, j, scratch, 0, SHAPE_OPERATION, false);
    alg = object_value(&request, OPERATION_ALG);
    if (!value_ok(alg) || !value_there(object_value(&request, OPERATION_VALUE)))
        return KIND_NONE;
    id = facts_alg_like(token_text(j, scratch, alg->token));
    if (id == ALG_NONE)
        return KIND_NONE;
    return strcmp(facts_alg(id)->use, "sig") == 0 ? KIND_SIGN : KIND_KEY_OPERATION;
}

enum kind_id model_detect(const struct json *j, struct arena *scratch)
{
    bool array;
    uint64_t found;

    if (j->count == 0)
        return KIND_NONE;
    array = j->tokens[0].type == JSON_ARRAY;
    found = members_of(j, scratch, one_of(j, 0));
    for (size_t i = 0; i < facts_detect_count; i++) {
        const struct detect *row = &facts_detect[i];

        if (row->array == array && (found & row->all) == row->all &&
            (row->one == 0 || (found & row->one)) && !(found & row->lacks))
            return (enum kind_id)row->kind;
    }
    return request_kind(j, scratch);
}
