// SPDX-License-Identifier: MIT
/* see moduli.h */
#include "material/moduli.h"

#include "base/sort.h"
#include "base/span.h"

#include <string.h>

/* ---- groups ------------------------------------------------------------------------------------
 */

bool groups_open(struct groups *g)
{
    if (g->count == 0) {
        if (!STORE_ROOM(g->start, 0, g->start_cap))
            return false;
        g->start[0] = 0;
    }
    if (!STORE_ROOM(g->start, g->count + 1, g->start_cap))
        return false;
    g->count++;
    g->start[g->count] = g->members;
    return true;
}

bool groups_put(struct groups *g, size_t modulus)
{
    if (!STORE_ROOM(g->member, g->members, g->member_cap))
        return false;
    g->member[g->members++] = (uint32_t)modulus;
    g->start[g->count] = g->members;
    return true;
}

void groups_close(struct groups *g, size_t least)
{
    if (g->members - g->start[g->count - 1] >= least)
        return;
    g->count--;
    g->members = g->start[g->count];
}

/* ---- the list ----------------------------------------------------------------------------------
 */

void moduli_free(struct moduli *m)
{
    OPENSSL_free(m->items);
    OPENSSL_free(m->octets);
    OPENSSL_free(m->groups.member);
    OPENSSL_free(m->groups.start);
    OPENSSL_free(m->memberships);
    memset(m, 0, sizeof(*m));
}

bool moduli_add(struct moduli *m, const uint8_t *hash, const uint8_t *octets, size_t length,
                uint64_t order)
{
    struct modulus *item;

    if (m->count >= UINT32_MAX || !STORE_ROOM(m->items, m->count, m->cap) ||
        !store_room((void **)&m->octets, &m->room, m->used + length, 1))
        return false;
    item = &m->items[m->count++];
    memcpy(item->hash, hash, MODULUS_HASH);
    item->at = m->used;
    item->length = length;
    item->order = order;
    memcpy(m->octets + m->used, octets, length);
    m->used += length;
    return true;
}

static int by_hash(const void *a, const void *b, const void *ctx)
{
    const struct modulus *x = a, *y = b;
    int hash = memcmp(x->hash, y->hash, MODULUS_HASH);

    (void)ctx;
    return hash != 0 ? hash : (x->order > y->order) - (x->order < y->order);
}

bool moduli_sort(struct moduli *m)
{
    struct modulus *scratch;
    size_t kept = 0;

    if (m->count == 0)
        return true;
    scratch = OPENSSL_malloc(m->count * sizeof(*scratch));
    if (scratch == NULL)
        return false;
    sort_stable(m->items, scratch, m->count, sizeof(*scratch), by_hash, NULL);
    OPENSSL_free(scratch);
    for (size_t i = 0; i < m->count; i++)
        if (kept == 0 || memcmp(m->items[kept - 1].hash, m->items[i].hash, MODULUS_HASH) != 0)
            m->items[kept++] = m->items[i];
    m->count = kept;
    return true;
}

size_t moduli_find(const struct moduli *m, const uint8_t *hash)
{
    size_t low = 0, high = m->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (memcmp(m->items[middle].hash, hash, MODULUS_HASH) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->count && memcmp(m->items[low].hash, hash, MODULUS_HASH) == 0 ? low : m->count;
}

/* ---- small factors -----------------------------------------------------------------------------
 */

/* What is left is written over the number, which is not shorter. */
static void strip(struct calc *c, struct moduli *m, struct modulus *item, const struct sieve *sieve)
{
    num *n;

    num_begin(c);
    n = num_take(c);
    num_read(c, n, m->octets + item->at, item->length);
    while (!c->failed && !num_is_zero(c, n) && !num_is_odd(c, n))
        num_shift_right(c, n, n, 1);
    for (size_t i = 0; i < SIEVE_PRIMES; i++)
        while (!c->failed && !num_is_zero(c, n) && num_mod_word(c, n, sieve->prime[i]) == 0)
            NUM_DO(c, BN_div_word(n, sieve->prime[i]) == 0);
    item->length = (num_bits(c, n) + 7) / 8;
    NUM_DO(c, BN_bn2bin(n, m->octets + item->at) == (int)item->length);
    num_end(c);
}

bool moduli_strip(struct calc *c, struct moduli *m, struct sieve *sieve)
{
    struct residues residues;
    struct words *words = OPENSSL_malloc(sizeof(*words));

    c->failed = c->failed || words == NULL;
    for (size_t i = 0; i < m->count && !c->failed; i++) {
        struct modulus *item = &m->items[i];

        words_read(words, m->octets + item->at, item->length);
        residues.known = 0;
        sieve_reduce(sieve, &residues, words, sieve->groups);
        if (!(words->word[0] & 1) || sieve_divides(sieve, &residues, sieve->groups))
            strip(c, m, item, sieve);
    }
    OPENSSL_free(words);
    return !c->failed;
}

/* ---- common primes -----------------------------------------------------------------------------
 */

static void free_found(num **found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        BN_clear_free(found[i]);
}

static bool is_above_one(const struct batch_number *n)
{
    return n->length > 1 || (n->length == 1 && n->octets[0] > 1);
}

/* Numbers that small factors have used up are left out; place[i] is where the others come from. */
static void compare(struct calc *c, struct moduli *m, struct batch_number *numbers, uint32_t *place,
                    num **found)
{
    size_t count = 0;

    for (size_t i = 0; i < m->count; i++) {
        numbers[count] = moduli_number(m, i);
        place[count] = (uint32_t)i;
        count += is_above_one(&numbers[count]);
    }
    batch_gcd(c, numbers, count, found);
    if (!c->failed)
        resolve_groups(c, numbers, found, count, &m->groups);
    for (size_t i = 0; i < m->groups.members; i++)
        m->groups.member[i] = place[m->groups.member[i]];
}

void moduli_compare(struct calc *c, struct moduli *m)
{
    struct batch_number *numbers;
    uint32_t *place;
    num **found;

    m->too_many = m->count > batch_most();
    if (m->too_many || m->count < 2 || c->failed)
        return;
    numbers = OPENSSL_malloc(m->count * sizeof(*numbers));
    place = OPENSSL_malloc(m->count * sizeof(*place));
    found = OPENSSL_zalloc(m->count * sizeof(num *));
    c->failed = numbers == NULL || place == NULL || found == NULL;
    if (!c->failed)
        compare(c, m, numbers, place, found);
    if (found != NULL)
        free_found(found, m->count);
    OPENSSL_free(numbers);
    OPENSSL_free(place);
    OPENSSL_free(found);
}

/* ---- index -------------------------------------------------------------------------------------
 */

static int by_order(const void *a, const void *b, const void *ctx)
{
    const struct modulus *items = ctx;
    uint64_t x = items[*(const uint32_t *)a].order, y = items[*(const uint32_t *)b].order;

    return (x > y) - (x < y);
}

static int by_modulus(const void *a, const void *b, const void *ctx)
{
    uint32_t x = ((const struct membership *)a)->modulus;
    uint32_t y = ((const struct membership *)b)->modulus;

    (void)ctx;
    return (x > y) - (x < y);
}

bool moduli_index(struct moduli *m)
{
    struct groups *g = &m->groups;
    struct membership *scratch;
    bool ok;

    if (g->members == 0)
        return true;
    m->memberships = OPENSSL_malloc(g->members * sizeof(*m->memberships));
    scratch = OPENSSL_malloc(g->members * sizeof(*scratch));
    ok = m->memberships != NULL && scratch != NULL;
    for (size_t i = 0; i < g->count && ok; i++) {
        sort_stable(g->member + g->start[i], scratch, g->start[i + 1] - g->start[i],
                    sizeof(g->member[0]), by_order, m->items);
        for (size_t k = g->start[i]; k < g->start[i + 1]; k++) {
            m->memberships[k].modulus = g->member[k];
            m->memberships[k].group = (uint32_t)i;
        }
    }
    if (ok) {
        m->membership_count = g->members;
        sort_stable(m->memberships, scratch, g->members, sizeof(*scratch), by_modulus, NULL);
    }
    OPENSSL_free(scratch);
    return ok;
}

size_t moduli_groups_of(const struct moduli *m, size_t modulus, size_t *first)
{
    size_t low = 0, high = m->membership_count, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (m->memberships[middle].modulus < modulus)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low + count < m->membership_count && m->memberships[low + count].modulus == modulus)
        count++;
    return count;
}
