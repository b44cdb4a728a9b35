// SPDX-License-Identifier: MIT
/*
 * What a key can do: for each operation, the algorithms that its type, size and key_ops, the target
 * and the edition allow. Keys of one type and size share the answer, which a page remembers.
 */
#include "report/writer.h"

#include <string.h>

/* The algorithms of each operation, by type and size alone. Fewer than 64 and 16 exist
 * (lib/facts/support.c says so, too). */
static void ask_matrix(struct answers *a, const struct kvjwk_report *report, const kvjwk_key *key)
{
    kvjwk_question q = {report->edition, report->check.target, key->kty, key->param, NULL, NULL};

    json_decref(a->value);
    memset(a, 0, sizeof(*a));
    a->kty = key->kty;
    a->param = key->param;
    for (size_t i = 0; i < kvjwk_alg_count() && i < 64; i++) {
        q.alg = kvjwk_alg_at(i);
        if (!q.alg->key_vault || strcmp(q.alg->base, key->kty->base) != 0)
            continue;
        for (size_t o = 0; o < kvjwk_op_count() && o < ANSWER_OPS; o++) {
            kvjwk_support support;

            q.op = kvjwk_op_at(o);
            support = q.op->key_op ? kvjwk_ask(&q).support : KVJWK_SUPPORT_NO;
            if (support == KVJWK_SUPPORT_YES ||
                (support == KVJWK_SUPPORT_PREVIEW && report->check.allow_preview))
                a->algs[o] |= UINT64_C(1) << i;
        }
    }
}

static const kvjwk_alg *first_alg(uint64_t set)
{
    size_t i = 0;

    while (!(set >> i & 1))
        i++;
    return kvjwk_alg_at(i);
}

/* Operations that have an algorithm and that the key's own key_ops allow. */
static uint32_t allowed_ops(const struct answers *a, const struct kvjwk_report *report,
                            const kvjwk_key *key)
{
    uint32_t ops = 0;

    for (size_t o = 0; o < ANSWER_OPS; o++)
        if (a->algs[o] != 0 &&
            kvjwk_key_can(key, report->edition, report->check.target, first_alg(a->algs[o]),
                          kvjwk_op_at(o)) != KVJWK_SUPPORT_NO)
            ops |= UINT32_C(1) << o;
    return ops;
}

static json_t *alg_names(uint64_t algs)
{
    json_t *array = json_array();

    for (size_t i = 0; i < 64; i++)
        if ((algs >> i & 1) && !append(array, value_string(kvjwk_alg_at(i)->name))) {
            json_decref(array);
            return NULL;
        }
    return array;
}

static json_t *op_table(const struct answers *a)
{
    json_t *o = json_object();

    for (size_t i = 0; i < ANSWER_OPS; i++)
        if ((a->ops >> i & 1) && !set(o, kvjwk_op_at(i)->name, alg_names(a->algs[i]))) {
            json_decref(o);
            return NULL;
        }
    return o;
}

json_t *value_algorithms(struct kvjwk_page *page, const kvjwk_key *key)
{
    struct answers *a;
    uint32_t ops;

    if (key->kty == NULL || page->report->check.target == KVJWK_TARGET_RFC)
        return json_null();
    a = &page->answers[((uintptr_t)key->kty / sizeof(*key->kty) * 5 +
                        (uintptr_t)key->param / sizeof(*key->param)) %
                       ANSWERS];
    if (a->kty != key->kty || a->param != key->param)
        ask_matrix(a, page->report, key);
    ops = allowed_ops(a, page->report, key);
    if (a->value == NULL || a->ops != ops) {
        a->ops = ops;
        json_decref(a->value);
        a->value = op_table(a);
    }
    return json_incref(a->value);
}

void answers_free(struct kvjwk_page *page)
{
    for (size_t i = 0; i < ANSWERS; i++) {
        json_decref(page->answers[i].value);
        page->answers[i].value = NULL;
    }
}
