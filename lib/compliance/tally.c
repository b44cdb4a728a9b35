// SPDX-License-Identifier: MIT
/* see tally.h */
#include "compliance/tally.h"

#include <stdlib.h>
#include <string.h>

/* ---- groups ---- */

static uint64_t hash_of(struct span s)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return h ^ h >> 29;
}

static struct group *slot_of(const struct groups *g, struct span name)
{
    size_t i = (size_t)hash_of(name) & (g->cap - 1);

    while (g->slots[i].name.ptr != NULL && !span_eq(g->slots[i].name, name))
        i = (i + 1) & (g->cap - 1);
    return &g->slots[i];
}

static bool grow(struct groups *g)
{
    struct groups more = {NULL, g->count, g->cap == 0 ? 16 : g->cap * 2};

    if (g->cap > 0 && g->count < g->cap / 2)
        return true;
    more.slots = calloc(more.cap, sizeof(*more.slots));
    if (more.slots == NULL)
        return false;
    for (size_t i = 0; i < g->cap; i++)
        if (g->slots[i].name.ptr != NULL)
            *slot_of(&more, g->slots[i].name) = g->slots[i];
    free(g->slots);
    *g = more;
    return true;
}

static struct group *group_of(struct tally *t, struct span name)
{
    struct group *group;
    char *copy;

    if (!grow(&t->groups))
        return NULL;
    group = slot_of(&t->groups, name);
    if (group->name.ptr != NULL)
        return group;
    copy = malloc(name.len + 1);
    if (copy == NULL)
        return NULL;
    if (name.len > 0)
        memcpy(copy, name.ptr, name.len);
    copy[name.len] = '\0';
    group->name = span_of(copy, name.len);
    t->groups.count++;
    return group;
}

static void count_group(struct tally *t, const struct row *row, bool disallowed)
{
    struct group *g;

    if (row->group.ptr == NULL)
        return;
    g = group_of(t, row->group);
    if (g == NULL) {
        t->failed = true;
        return;
    }
    g->keys++;
    g->fail += row->verdict == KVJWK_VERDICT_FAIL;
    g->unknown += row->verdict == KVJWK_VERDICT_UNKNOWN;
    g->disallowed += disallowed;
    g->historical += row->validity == VALIDITY_HISTORICAL;
    g->expired += row->expiry == EXPIRY_PAST;
    g->no_expiry += row->expiry == EXPIRY_NONE;
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *x = *(const struct group *const *)a, *y = *(const struct group *const *)b;
    size_t least = x->name.len < y->name.len ? x->name.len : y->name.len;
    int order = least == 0 ? 0 : memcmp(x->name.ptr, y->name.ptr, least);

    if (order != 0)
        return order;
    return x->name.len < y->name.len ? -1 : x->name.len > y->name.len;
}

const struct group **tally_groups(const struct tally *t)
{
    const struct group **out;
    size_t count = 0;

    if (t->groups.count == 0)
        return NULL;
    out = calloc(t->groups.count, sizeof(*out));
    for (size_t i = 0; out != NULL && i < t->groups.cap; i++)
        if (t->groups.slots[i].name.ptr != NULL)
            out[count++] = &t->groups.slots[i];
    if (out != NULL)
        qsort(out, count, sizeof(*out), compare_groups);
    return out;
}

/* ---- counting ---- */

static size_t place(int i, size_t count)
{
    return i < 0 || (size_t)i >= count ? count : (size_t)i;
}

const char *const tally_bases[TALLY_BASES] = {"RSA", "EC", "oct", "OKP", "AKP", ""};

static size_t base_place(int kty)
{
    const char *base = kty < 0 ? "" : kvjwk_kty_at((size_t)kty)->base;
    size_t i = 0;

    while (i < TALLY_BASES - 1 && strcmp(tally_bases[i], base) != 0)
        i++;
    return i;
}

static size_t year_place(int year)
{
    if (year < TALLY_YEAR)
        return 0;
    return year - TALLY_YEAR >= TALLY_YEARS ? TALLY_YEARS - 1 : (size_t)(year - TALLY_YEAR);
}

static bool count_regimes(struct tally *t, const struct row *row)
{
    bool disallowed = false;

    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        t->standings[i][row->standing[i]]++;
        if (row->next_year[i] != 0)
            t->years[i][year_place(row->next_year[i])]++;
        if (row->standing[i] == KVJWK_STATUS_DISALLOWED && !kvjwk_regime_at(i)->draft)
            disallowed = true;
    }
    return disallowed;
}

static void count_rules(struct tally *t, const struct row *row)
{
    for (size_t i = 0; i < row->rule_count; i++) {
        size_t rule = (size_t)row->rules[i];

        if (rule < TALLY_RULES) {
            t->rules[rule]++;
            t->severities[rule][row->severities[i]]++;
        }
    }
}

void tally_row(struct tally *t, const struct row *row)
{
    bool disallowed = count_regimes(t, row);

    t->keys++;
    t->verdicts[row->verdict]++;
    t->states[row->state]++;
    t->protections[row->protection]++;
    t->validities[row->validity]++;
    t->expiries[row->expiry]++;
    t->ages[row->age]++;
    t->changes[row->change]++;
    t->levels[row->level > 4 ? 0 : row->level]++;
    t->types[place(row->kty, TALLY_KTYS)][place(row->param, TALLY_PARAMS)]++;
    t->algorithms[base_place(row->kty)][place(row->param, TALLY_PARAMS)][row->protection]++;
    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        t->mets[i][row->met[i]]++;
    count_rules(t, row);
    t->errors += row->errors;
    t->warnings += row->warnings;
    t->notes += row->notes;
    t->unknowns += row->unknowns;
    t->disallowed += disallowed;
    count_group(t, row, disallowed);
}

/* All counters stand together before the groups. */
#define COUNTERS (offsetof(struct tally, groups) / sizeof(size_t))

void tally_merge(struct tally *t, const struct tally *more)
{
    size_t *to = (size_t *)t;
    const size_t *from = (const size_t *)more;

    for (size_t i = 0; i < COUNTERS; i++)
        to[i] += from[i];
    t->failed = t->failed || more->failed;
    for (size_t i = 0; i < more->groups.cap; i++) {
        const struct group *g = &more->groups.slots[i];
        struct group *mine = g->name.ptr == NULL ? NULL : group_of(t, g->name);

        if (g->name.ptr == NULL)
            continue;
        if (mine == NULL) {
            t->failed = true;
            continue;
        }
        mine->keys += g->keys;
        mine->fail += g->fail;
        mine->unknown += g->unknown;
        mine->disallowed += g->disallowed;
        mine->historical += g->historical;
        mine->expired += g->expired;
        mine->no_expiry += g->no_expiry;
    }
}

static void free_names(struct groups *g)
{
    for (size_t i = 0; i < g->cap; i++) {
        union {
            const char *in;
            void *out;
        } name = {g->slots[i].name.ptr};

        free(name.out);
    }
    if (g->slots != NULL)
        memset(g->slots, 0, g->cap * sizeof(*g->slots));
    g->count = 0;
}

void tally_clear(struct tally *t)
{
    struct groups groups = t->groups;

    free_names(&groups);
    memset(t, 0, sizeof(*t));
    t->groups = groups;
}

void tally_drop(struct tally *t)
{
    free_names(&t->groups);
    free(t->groups.slots);
    memset(t, 0, sizeof(*t));
}
