// SPDX-License-Identifier: MIT
/*
 * see past.h. A key is the same when its version is, or, where it has no identifier of the service,
 * its thumbprint and kid; one that has neither, as in a template, goes by its place. Of several
 * that are the same, the one at the same place counts. A new version is held against the newest one
 * of the same name.
 */
#include "compliance/past.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "compliance/compliance.h"

/* What a key is found by, in this order. */
enum way { BY_PLACE, BY_VERSION, BY_NAME, WAYS };

struct old {
    uint64_t by[WAYS]; /* hashes; 0: it has none */
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
    size_t *tables[WAYS]; /* open addressing; place + 1 */
    size_t slots;
    size_t since_head;
    bool failed;              /* memory was out */
    bool open, ended, broken; /* within a report; behind a whole one; some line is out of place */
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
    if (row->key.ptr != NULL)
        return mix(1, row->kid) | 1;
    return row->thumbprint.ptr == NULL ? 0 : mix(mix(2, row->thumbprint), row->kid) | 1;
}

static uint64_t name_hash(const struct row *row)
{
    if (row->key.ptr == NULL || row->container.ptr == NULL)
        return 0;
    return mix(mix(3, row->container), row->key) | 1;
}

static uint64_t place_hash(const struct row *row)
{
    uint64_t where = mix(mix(4 + row->line, row->file), row->pointer);

    return mix(where ^ version_hash(row), row->kid) | 1;
}

static void identify(uint64_t by[WAYS], const struct row *row)
{
    by[BY_PLACE] = place_hash(row);
    by[BY_VERSION] = version_hash(row);
    by[BY_NAME] = name_hash(row);
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
    identify(old->by, row);
    old->expiry = row->has_expiry;
    old->verdict = (unsigned char)row->verdict;
    old->validity = (unsigned char)row->validity;
    old->level = (unsigned char)row->level;
    old->strength = (unsigned short)row->strength;
    old->age = row->created;
    memcpy(old->standing, row->standing, sizeof(old->standing));
    memcpy(old->met, row->met, sizeof(old->met));
}

static void take_key(kvjwk_past *past, const struct row *row, const json_t *json)
{
    struct old *old = new_old(past);

    if (old != NULL) {
        keep(old, row);
        old->label = label_of(json);
    }
    past->failed = past->failed || old == NULL || old->label == NULL;
    past->since_head++;
}

/* Heads and last lines: a report that was cut short would hide what it does not hold. */
static void take_frame(kvjwk_past *past, const json_t *json)
{
    const char *row = json_text(json, "row");
    bool head = strcmp(row, "report") == 0, end = strcmp(row, "end") == 0;

    if (head) {
        past->broken = past->broken || past->open || json_number(json, "format", 0) != ROW_FORMAT;
        past->since_head = 0;
    } else if (end) {
        past->broken = past->broken || !past->open ||
                       json_number(json, "keys", -1) != (int64_t)past->since_head;
        past->ended = true;
    } else {
        past->broken = past->broken || !past->open;
    }
    past->open = head || (past->open && !end);
}

bool kvjwk_past_line(kvjwk_past *past, const char *line, size_t length)
{
    json_t *json = parse_line(line, length);
    struct row row;

    if (json == NULL) {
        past->broken = true;
        return false;
    }
    if (row_read(&row, json)) {
        past->broken = past->broken || !past->open;
        take_key(past, &row, json);
    } else {
        take_frame(past, json);
    }
    json_decref(json);
    return true;
}

static size_t *slot_of(const kvjwk_past *past, enum way way, uint64_t hash)
{
    size_t *table = past->tables[way];
    size_t i = (size_t)(hash >> 7) & (past->slots - 1);

    while (table[i] != 0 && past->items[table[i] - 1].by[way] != hash)
        i = (i + 1) & (past->slots - 1);
    return &table[i];
}

static void index_old(kvjwk_past *past, size_t place)
{
    const struct old *old = &past->items[place];

    for (unsigned way = 0; way < WAYS; way++) {
        size_t *slot;

        if (old->by[way] == 0)
            continue;
        slot = slot_of(past, (enum way)way, old->by[way]);
        if (way != BY_NAME || *slot == 0 || old->age < past->items[*slot - 1].age)
            *slot = place + 1;
    }
}

kvjwk_status kvjwk_past_finish(kvjwk_past *past)
{
    bool failed = past->failed;

    past->slots = 16;
    while (past->slots < past->count * 2)
        past->slots *= 2;
    for (unsigned way = 0; way < WAYS; way++) {
        past->tables[way] = calloc(past->slots, sizeof(size_t));
        failed = failed || past->tables[way] == NULL;
    }
    if (failed)
        return KVJWK_ERR_MEMORY;
    for (size_t i = 0; i < past->count; i++)
        index_old(past, i);
    return past->ended && !past->open && !past->broken ? KVJWK_OK : KVJWK_ERR_ARGUMENT;
}

void kvjwk_past_free(kvjwk_past **past)
{
    if (past == NULL || *past == NULL)
        return;
    for (size_t i = 0; i < (*past)->count; i++)
        free((*past)->items[i].label);
    free((*past)->items);
    for (unsigned way = 0; way < WAYS; way++)
        free((*past)->tables[way]);
    free(*past);
    *past = NULL;
}

/* ---- comparing ---- */

static struct old *find(kvjwk_past *past, const struct row *row)
{
    uint64_t by[WAYS];
    size_t found = 0;

    identify(by, row);
    for (unsigned way = 0; way < WAYS && found == 0; way++)
        if (by[way] != 0)
            found = *slot_of(past, (enum way)way, by[way]);
    return found == 0 ? NULL : &past->items[found - 1];
}

/* The newest one of its name, or NULL. */
static struct old *newest_of(const kvjwk_past *past, const struct old *old)
{
    size_t found = old->by[BY_NAME] == 0 ? 0 : *slot_of(past, BY_NAME, old->by[BY_NAME]);

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

static void mark_seen(const kvjwk_past *past, struct old *old)
{
    struct old *newest = newest_of(past, old);

    atomic_store_explicit(&old->seen, true, memory_order_relaxed);
    if (newest != NULL)
        atomic_store_explicit(&newest->seen, true, memory_order_relaxed);
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
    const struct old *newest = newest_of(past, old);

    return !atomic_load_explicit(&old->seen, memory_order_relaxed) &&
           (newest == NULL || newest == old);
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
