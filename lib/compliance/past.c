// SPDX-License-Identifier: MIT
/*
 * see past.h. A key is the same when its version is; a new version is held against the newest one
 * of the same name. What has neither goes by its thumbprint, or by nothing.
 */
#include "compliance/past.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "compliance/compliance.h"

struct old {
    uint64_t version, name; /* hashes; name 0: it has none */
    char *label;
    atomic_bool seen;
    bool expiry;
    unsigned char verdict, validity, level, change;
    unsigned short strength;
    int64_t age;
    unsigned char standing[KVJWK_REGIMES_MAX];
    unsigned char met[KVJWK_CRITERIA_MAX];
};

struct kvjwk_past {
    struct old *items;
    size_t count, cap;
    size_t *by_version, *by_name; /* open addressing; place + 1 */
    size_t slots;
    bool failed;
};

/* ---- identity ---- */

static uint64_t mix(uint64_t h, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        h = (h ^ (unsigned char)s.ptr[i]) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    return (h ^ 0xff) * 0x9e3779b97f4a7c15u;
}

static uint64_t version_hash(const struct row *row)
{
    struct span by = row->kid.ptr != NULL ? row->kid : row->thumbprint;

    return by.ptr == NULL ? 0 : mix(1, by) | 1;
}

static uint64_t name_hash(const struct row *row)
{
    if (row->key.ptr == NULL || row->container.ptr == NULL)
        return 0;
    return mix(mix(2, row->container), row->key) | 1;
}

/* ---- building ---- */

kvjwk_status kvjwk_past_new(kvjwk_past **out)
{
    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = calloc(1, sizeof(**out));
    return *out == NULL ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

static char *label_of(const json_t *json)
{
    struct out text = {0};

    put_label(&text, json);
    out_char(&text, '\0');
    if (text.failed)
        out_free(&text);
    return text.text;
}

static struct old *new_old(kvjwk_past *past)
{
    if (past->count == past->cap) {
        size_t cap = past->cap == 0 ? 64 : past->cap * 2;
        struct old *items = realloc(past->items, cap * sizeof(*items));

        if (items == NULL)
            return NULL;
        past->items = items;
        past->cap = cap;
    }
    return memset(&past->items[past->count++], 0, sizeof(struct old));
}

static void keep(struct old *old, const struct row *row)
{
    old->version = version_hash(row);
    old->name = name_hash(row);
    old->expiry = row->has_expiry;
    old->verdict = (unsigned char)row->verdict;
    old->validity = (unsigned char)row->validity;
    old->level = (unsigned char)row->level;
    old->strength = (unsigned short)row->strength;
    old->age = row->created;
    memcpy(old->standing, row->standing, sizeof(old->standing));
    memcpy(old->met, row->met, sizeof(old->met));
}

bool kvjwk_past_line(kvjwk_past *past, const char *line, size_t length)
{
    json_t *json = parse_line(line, length);
    struct row row;
    struct old *old;

    if (json == NULL)
        return false;
    if (row_read(&row, json)) {
        old = new_old(past);
        if (old != NULL) {
            keep(old, &row);
            old->label = label_of(json);
        }
        past->failed = past->failed || old == NULL || old->label == NULL;
    }
    json_decref(json);
    return true;
}

static size_t *slot_of(const kvjwk_past *past, size_t *table, uint64_t hash, bool by_name)
{
    size_t i = (size_t)(hash >> 7) & (past->slots - 1);

    while (table[i] != 0) {
        const struct old *old = &past->items[table[i] - 1];

        if ((by_name ? old->name : old->version) == hash)
            break;
        i = (i + 1) & (past->slots - 1);
    }
    return &table[i];
}

kvjwk_status kvjwk_past_finish(kvjwk_past *past)
{
    past->slots = 16;
    while (past->slots < past->count * 2)
        past->slots *= 2;
    past->by_version = calloc(past->slots, sizeof(size_t));
    past->by_name = calloc(past->slots, sizeof(size_t));
    if (past->failed || past->by_version == NULL || past->by_name == NULL)
        return KVJWK_ERR_MEMORY;
    for (size_t i = 0; i < past->count; i++) {
        const struct old *old = &past->items[i];
        size_t *slot;

        if (old->version != 0)
            *slot_of(past, past->by_version, old->version, false) = i + 1;
        if (old->name == 0)
            continue;
        slot = slot_of(past, past->by_name, old->name, true);
        if (*slot == 0 || old->age < past->items[*slot - 1].age)
            *slot = i + 1;
    }
    return KVJWK_OK;
}

void kvjwk_past_free(kvjwk_past **past)
{
    if (past == NULL || *past == NULL)
        return;
    for (size_t i = 0; i < (*past)->count; i++)
        free((*past)->items[i].label);
    free((*past)->items);
    free((*past)->by_version);
    free((*past)->by_name);
    free(*past);
    *past = NULL;
}

/* ---- comparing ---- */

static struct old *find(kvjwk_past *past, const struct row *row)
{
    uint64_t version = version_hash(row), name = name_hash(row);
    size_t found = version == 0 ? 0 : *slot_of(past, past->by_version, version, false);

    if (found == 0 && name != 0)
        found = *slot_of(past, past->by_name, name, true);
    return found == 0 ? NULL : &past->items[found - 1];
}

struct changing {
    struct out *because;
    bool weaker, stronger;
};

static void change(struct changing *c, const char *what, const char *before, const char *now,
                   bool weaker)
{
    struct out text = {0};

    c->weaker = c->weaker || weaker;
    c->stronger = c->stronger || !weaker;
    out_str(&text, what);
    out_str(&text, ": ");
    out_str(&text, before);
    out_str(&text, " -> ");
    out_str(&text, now);
    if (c->because->length > 0)
        out_char(c->because, ',');
    if (text.failed)
        c->because->failed = true;
    else
        put_text(c->because, span_of(text.text, text.length));
    out_free(&text);
}

static void change_number(struct changing *c, const char *what, unsigned before, unsigned now)
{
    char a[16] = "", b[16] = "";
    struct out x = {a, 0, sizeof(a), false}, y = {b, 0, sizeof(b), false};

    if (before == 0 || now == 0 || before == now)
        return;
    out_number(&x, before);
    out_number(&y, now);
    change(c, what, a, b, now < before);
}

/* Words that can be ordered; others say nothing of strength. */
static int order(unsigned standing)
{
    return standing <= KVJWK_STATUS_DISALLOWED ? (int)standing : -1;
}

static void compare_regimes(struct changing *c, const struct old *old, const struct row *row)
{
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        int before = order(old->standing[i]), now = order(row->standing[i]);

        if (before >= 0 && now >= 0 && before != now && !kvjwk_regime_at(i)->draft)
            change(c, kvjwk_regime_at(i)->name, kvjwk_standing_name((kvjwk_standing)before),
                   kvjwk_standing_name((kvjwk_standing)now), now > before);
    }
}

static void compare_criteria(struct changing *c, const struct old *old, const struct row *row)
{
    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        if (old->met[i] <= KVJWK_MET_NO && row->met[i] <= KVJWK_MET_NO &&
            old->met[i] != row->met[i])
            change(c, kvjwk_criterion_at(i)->name, kvjwk_met_name((kvjwk_met)old->met[i]),
                   kvjwk_met_name((kvjwk_met)row->met[i]), row->met[i] == KVJWK_MET_NO);
}

static void mark_seen(kvjwk_past *past, struct old *old)
{
    size_t newest = old->name == 0 ? 0 : *slot_of(past, past->by_name, old->name, true);

    atomic_store_explicit(&old->seen, true, memory_order_relaxed);
    if (newest != 0)
        atomic_store_explicit(&past->items[newest - 1].seen, true, memory_order_relaxed);
}

enum change past_compare(kvjwk_past *past, const struct row *row, struct out *because)
{
    struct changing c = {because, false, false};
    struct old *old = find(past, row);

    if (old == NULL)
        return CHANGE_NEW;
    mark_seen(past, old);
    change_number(&c, "strength", old->strength, row->strength);
    change_number(&c, "FIPS level", old->level, row->level);
    compare_regimes(&c, old, row);
    compare_criteria(&c, old, row);
    if (c.weaker)
        return CHANGE_WEAKER;
    return c.stronger ? CHANGE_STRONGER : CHANGE_SAME;
}

/* A version that made room for a newer one is not gone: its name is still there. */
static bool is_gone(const kvjwk_past *past, const struct old *old)
{
    size_t newest = old->name == 0 ? 0 : *slot_of(past, past->by_name, old->name, true);

    if (atomic_load_explicit(&old->seen, memory_order_relaxed))
        return false;
    return newest == 0 ||
           (&past->items[newest - 1] == old &&
            !atomic_load_explicit(&past->items[newest - 1].seen, memory_order_relaxed));
}

size_t past_gone(const kvjwk_past *past, void (*each)(void *ctx, const char *label), void *ctx,
                 size_t most)
{
    size_t count = 0;

    for (size_t i = 0; i < past->count; i++) {
        if (!is_gone(past, &past->items[i]))
            continue;
        if (count++ < most && each != NULL)
            each(ctx, past->items[i].label);
    }
    return count;
}
