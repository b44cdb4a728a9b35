// SPDX-License-Identifier: MIT
/* Across the keys of one JWK Set: identifiers and keys that stand twice, private keys among public
 * ones. Collected key by key, sorted once at the end: n log n. */
#include "base/sort.h"
#include "rules/material.h"

struct entry {
    uint32_t key, kid, secret; /* tokens: the object, its kid, its first private member */
    uint8_t base;              /* enum kty_id of the RFC type, or KTY_NONE */
    uint8_t param;             /* enum param_id of a curve, or PARAM_NONE */
    bool complete;             /* material holds the whole public key, or the secret */
    struct span id;
    struct span material[2];
};

struct checker_set {
    struct entry *entries;
    size_t count, cap;
};

void set_begin(struct kvjwk_checker *c)
{
    if (c->set != NULL)
        c->set->count = 0;
}

void set_free(struct kvjwk_checker *c)
{
    struct checker_set *set = c->set;

    if (set == NULL)
        return;
    if (set->entries != NULL)
        c->allocator.resize(c->allocator.ctx, set->entries, set->cap * sizeof(*set->entries), 0);
    c->allocator.resize(c->allocator.ctx, set, sizeof(*set), 0);
    c->set = NULL;
}

/* ---- collecting ---- */

static struct entry *new_entry(struct kvjwk_checker *c)
{
    void *entries;

    if (c->set == NULL) {
        c->set = c->allocator.resize(c->allocator.ctx, NULL, 0, sizeof(*c->set));
        if (c->set == NULL)
            return NULL;
        memset(c->set, 0, sizeof(*c->set));
    }
    entries = c->set->entries;
    if (!grow(&c->allocator, &entries, &c->set->cap, c->set->count + 1, sizeof(struct entry)))
        return NULL;
    c->set->entries = entries;
    return &c->set->entries[c->set->count++];
}

static uint32_t first_secret(const struct kvjwk_checker *c)
{
    if (!c->model.private_part)
        return JSON_NONE;
    for (size_t i = 0; i < facts_material_count; i++) {
        const struct value *v = jwk_member(c, facts_materials[i].member);

        if ((facts_materials[i].flags & MATERIAL_PRIV) && value_there(v))
            return v->token;
    }
    return JSON_NONE;
}

/* The texts that tell one key of a type and curve from another. */
static void fill_material(const struct kvjwk_checker *c, struct entry *entry)
{
    size_t n = 0;

    entry->complete = entry->base != KTY_NONE;
    entry->material[0] = entry->material[1] = span_of("", 0);
    for (size_t i = 0; i < facts_material_count && n < ARRAY_LEN(entry->material); i++) {
        const struct material *row = &facts_materials[i];
        const struct value *v = jwk_member(c, row->member);

        if (row->base != entry->base || !(row->flags & MATERIAL_REQ))
            continue;
        entry->complete = entry->complete && value_ok(v);
        if (facts_member(SHAPE_JWK, row->member)->encoding != ENCODING_TEXT)
            entry->material[n++] = model_text(&c->model, v);
    }
}

void set_add(struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    struct entry *entry;

    if (stopped(c) || m->kind != KIND_JWK_SET || !object_is(&m->jwk))
        return;
    entry = new_entry(c);
    if (entry == NULL) {
        c->status = KVJWK_ERR_MEMORY;
        return;
    }
    entry->key = m->subject;
    entry->base = (uint8_t)facts_kty_base(m->kty);
    entry->param = (uint8_t)(m->curve != NULL ? m->param : PARAM_NONE);
    entry->kid = value_ok(m->kid_value) ? m->kid_value->token : JSON_NONE;
    entry->id = model_text(m, m->kid_value);
    entry->secret = first_secret(c);
    fill_material(c, entry);
}

/* ---- sorting ---- */

static int by_text(struct span a, struct span b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len == 0 ? 0 : memcmp(a.ptr, b.ptr, a.len);
}

static int by_kid(const void *a, const void *b, const void *ctx)
{
    const struct entry *entries = ctx;
    const struct entry *x = &entries[*(const uint32_t *)a], *y = &entries[*(const uint32_t *)b];
    int order = by_text(x->id, y->id);

    return order != 0 ? order : (int)x->base - (int)y->base;
}

static int by_material(const void *a, const void *b, const void *ctx)
{
    const struct entry *entries = ctx;
    const struct entry *x = &entries[*(const uint32_t *)a], *y = &entries[*(const uint32_t *)b];
    int order = by_text(x->material[0], y->material[0]);

    if (order == 0)
        order = by_text(x->material[1], y->material[1]);
    if (order == 0)
        order = (int)x->base - (int)y->base;
    return order != 0 ? order : (int)x->param - (int)y->param;
}

static bool has_kid(const struct entry *entry)
{
    return entry->kid != JSON_NONE;
}

static bool is_complete(const struct entry *entry)
{
    return entry->complete;
}

/* Numbers of the entries that are wanted, in order; NULL when memory is out or there are none. */
static uint32_t *sorted(struct kvjwk_checker *c, size_t *count,
                        bool (*wanted)(const struct entry *entry),
                        int (*compare)(const void *a, const void *b, const void *ctx))
{
    const struct checker_set *set = c->set;
    uint32_t *order = arena_alloc(&c->scratch, set->count * sizeof(*order));
    uint32_t *room = arena_alloc(&c->scratch, set->count * sizeof(*order));

    *count = 0;
    if (order == NULL || room == NULL) {
        c->status = KVJWK_ERR_MEMORY;
        return order;
    }
    for (size_t i = 0; i < set->count; i++)
        if (wanted(&set->entries[i]))
            order[(*count)++] = (uint32_t)i;
    sort_stable(order, room, *count, sizeof(*order), compare, set->entries);
    return order;
}

/* ---- telling ---- */

/* The place of a key in its array. */
static uint64_t index_of(const struct kvjwk_checker *c, const struct entry *entry)
{
    return c->json.tokens[entry->key].index;
}

static void report_twins(struct kvjwk_checker *c, const struct entry *a, const struct entry *b,
                         bool same_kid)
{
    const struct entry *first = a->key < b->key ? a : b;
    const struct entry *later = first == a ? b : a;

    if (!same_kid)
        report_document(c, RULE_JWK_SET_DUPLICATE_KEY, at_value(c, later->key),
                        "this key is the same as key {} of the set",
                        ARGS(A_NUM(index_of(c, first))));
    else if (a->base == b->base)
        report_document(c, RULE_JWK_SET_DUPLICATE_KID, at_value(c, later->kid),
                        "kid {} is also that of key {} of the set",
                        ARGS(A_VALUE(c, later->kid), A_NUM(index_of(c, first))));
    else
        report_as(c, RULE_JWK_SET_DUPLICATE_KID, KVJWK_WARNING, at_value(c, later->kid), 0,
                  "kid {} is also that of key {} of the set, which has another type",
                  ARGS(A_VALUE(c, later->kid), A_NUM(index_of(c, first))));
}

static void check_kids(struct kvjwk_checker *c)
{
    const struct entry *entries = c->set->entries;
    size_t count;
    const uint32_t *order = sorted(c, &count, has_kid, by_kid);

    for (size_t i = 1; i < count && !stopped(c); i++)
        if (span_eq(entries[order[i - 1]].id, entries[order[i]].id))
            report_twins(c, &entries[order[i - 1]], &entries[order[i]], true);
}

static void check_keys(struct kvjwk_checker *c)
{
    const struct entry *entries = c->set->entries;
    size_t count;
    const uint32_t *order = sorted(c, &count, is_complete, by_material);

    for (size_t i = 1; i < count && !stopped(c); i++)
        if (by_material(&order[i - 1], &order[i], entries) == 0)
            report_twins(c, &entries[order[i - 1]], &entries[order[i]], false);
}

static void report_secret(struct kvjwk_checker *c, const struct entry *entry, bool mixed)
{
    if (mixed)
        report_document(c, RULE_JWK_SET_PRIVATE, at_name(c, entry->secret),
                        "key {} holds a private or secret value among public keys",
                        ARGS(A_NUM(index_of(c, entry))));
    else
        report_as(c, RULE_JWK_SET_PRIVATE, KVJWK_WARNING, at_name(c, entry->secret), 0,
                  "the set holds private or secret keys alone; do not publish it", NO_ARGS);
}

/* Among public keys each private one is a mistake; a set of nothing else may be meant so. */
static void check_secrets(struct kvjwk_checker *c)
{
    const struct checker_set *set = c->set;
    size_t public_keys = 0;

    for (size_t i = 0; i < set->count; i++)
        public_keys += set->entries[i].complete && set->entries[i].secret == JSON_NONE;
    for (size_t i = 0; i < set->count && !stopped(c); i++) {
        if (set->entries[i].secret == JSON_NONE)
            continue;
        report_secret(c, &set->entries[i], public_keys > 0);
        if (public_keys == 0)
            break; /* one word for all of them */
    }
}

static void check_empty(struct kvjwk_checker *c)
{
    struct object root;
    const struct value *keys;

    object_read(&root, &c->json, &c->scratch, 0, SHAPE_JWK_SET, false);
    keys = object_value(&root, JWK_SET_KEYS);
    if (value_ok(keys) && c->json.tokens[keys->token].count == 0)
        report_document(c, RULE_JWK_SET_EMPTY, at_value(c, keys->token), "keys is empty", NO_ARGS);
}

void set_end(struct kvjwk_checker *c)
{
    if (c->summary.kind != facts_kind(KIND_JWK_SET))
        return;
    if (c->set == NULL || c->set->count == 0) {
        check_empty(c);
        return;
    }
    check_kids(c);
    check_keys(c);
    check_secrets(c);
}
