// SPDX-License-Identifier: MIT
/*
 * Which moduli share which prime, from the greatest common divisors of a batch. Mostly that divisor
 * is the prime. It is the modulus itself when both of its primes are shared: then a prime found
 * elsewhere divides it, or another such modulus does.
 */
#include "material/moduli.h"

#include "base/sort.h"
#include "base/span.h"

#include <string.h>

/* Divisions that are made at most, so that damaged or hostile moduli do not keep one busy. */
#define DIVISIONS_MOST 4000000u
#define DIVISORS_MOST 100000u /* greatest common divisors, which cost more */

/* An atom divides a flagged number. */
struct share {
    uint32_t atom, flagged;
};

struct resolving {
    struct calc *c;
    const struct batch_number *numbers;
    num *const *found;
    size_t count;
    size_t *flagged; /* numbers with something in common */
    bool *whole;     /* of each of them: everything */
    size_t flagged_count;
    num **atom; /* what they have in common, each once, in order */
    size_t atoms, atom_cap;
    struct share *shares;
    size_t share_count, share_cap;
    bool *grouped; /* of each of flagged */
    size_t divisions, divisors;
};

static void read_number(const struct resolving *r, num *n, size_t i)
{
    num_read(r->c, n, r->numbers[i].octets, r->numbers[i].length);
}

static bool is_whole(const struct resolving *r, size_t i)
{
    num *n;
    bool whole;

    num_begin(r->c);
    n = num_take(r->c);
    read_number(r, n, i);
    whole = num_compare(r->c, n, r->found[i]) == 0;
    num_end(r->c);
    return whole;
}

/* ---- what is shared ----------------------------------------------------------------------------
 */

static void add_atom(struct resolving *r, const num *value)
{
    if (r->c->failed || BN_is_one(value))
        return;
    r->c->failed = !STORE_ROOM(r->atom, r->atoms, r->atom_cap);
    if (r->c->failed)
        return;
    r->atom[r->atoms] = BN_dup(value);
    r->c->failed = r->atom[r->atoms] == NULL;
    r->atoms += !r->c->failed;
}

static int by_value(const void *a, const void *b, const void *ctx)
{
    (void)ctx;
    return BN_cmp(*(num *const *)a, *(num *const *)b);
}

static void sort_atoms(struct resolving *r)
{
    num **scratch = r->c->failed || r->atoms == 0 ? NULL : OPENSSL_malloc(r->atoms * sizeof(num *));
    size_t kept = 0;

    if (scratch == NULL) {
        r->c->failed = r->c->failed || r->atoms > 0;
        return;
    }
    sort_stable(r->atom, scratch, r->atoms, sizeof(num *), by_value, NULL);
    OPENSSL_free(scratch);
    for (size_t i = 0; i < r->atoms; i++) {
        if (kept > 0 && BN_cmp(r->atom[kept - 1], r->atom[i]) == 0)
            BN_clear_free(r->atom[i]);
        else
            r->atom[kept++] = r->atom[i];
    }
    r->atoms = kept;
}

/* The first atom that divides number i; r->atoms when there is none. */
static size_t divisor_of(struct resolving *r, size_t i, num *n, num *rest)
{
    read_number(r, n, i);
    for (size_t a = 0; a < r->atoms && r->divisions < DIVISIONS_MOST && !r->c->failed; a++) {
        r->divisions++;
        num_mod(r->c, rest, n, r->atom[a]);
        if (num_is_zero(r->c, rest))
            return a;
    }
    return r->atoms;
}

/* A whole number that an atom divides: the quotient is shared, too. */
static bool split_by_atoms(struct resolving *r, size_t i)
{
    num *n, *rest;
    size_t a;

    num_begin(r->c);
    n = num_take(r->c);
    rest = num_take(r->c);
    a = divisor_of(r, i, n, rest);
    if (a < r->atoms && num_compare(r->c, n, r->atom[a]) > 0) {
        num_div(r->c, n, NULL, n, r->atom[a]);
        add_atom(r, n);
    }
    num_end(r->c);
    return a < r->atoms;
}

/* Two whole numbers that share one prime and whose other primes are shared with further ones. */
static void split_by_each_other(struct resolving *r, size_t i, size_t k)
{
    num *n, *g;

    num_begin(r->c);
    n = num_take(r->c);
    g = num_take(r->c);
    read_number(r, n, i);
    read_number(r, g, k);
    num_gcd(r->c, g, g, n);
    r->divisors++;
    if (num_splits(r->c, g, n)) {
        add_atom(r, g);
        num_div(r->c, n, NULL, n, g);
        add_atom(r, n);
    }
    num_end(r->c);
}

static void split_whole(struct resolving *r)
{
    bool *done = OPENSSL_zalloc(r->flagged_count);
    size_t before;

    r->c->failed = r->c->failed || done == NULL;
    do {
        before = r->atoms;
        for (size_t i = 0; i < r->flagged_count && !r->c->failed; i++)
            if (!done[i] && r->whole[i])
                done[i] = split_by_atoms(r, r->flagged[i]);
        sort_atoms(r);
    } while (r->atoms > before && !r->c->failed);
    for (size_t i = 0; i < r->flagged_count && !r->c->failed; i++)
        for (size_t k = i + 1; k < r->flagged_count && r->divisors < DIVISORS_MOST && !done[i]; k++)
            if (!done[k] && r->whole[i] && r->whole[k])
                split_by_each_other(r, r->flagged[i], r->flagged[k]);
    sort_atoms(r);
    OPENSSL_free(done);
}

/* ---- groups ------------------------------------------------------------------------------------
 */

static void add_share(struct resolving *r, size_t atom, size_t flagged)
{
    if (!r->c->failed)
        r->c->failed = !STORE_ROOM(r->shares, r->share_count, r->share_cap);
    if (r->c->failed)
        return;
    r->shares[r->share_count].atom = (uint32_t)atom;
    r->shares[r->share_count].flagged = (uint32_t)flagged;
    r->share_count++;
}

static size_t place_of_atom(const struct resolving *r, const num *value)
{
    size_t low = 0, high = r->atoms;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (BN_cmp(r->atom[middle], value) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void shares_of_whole(struct resolving *r, size_t i)
{
    num *n, *rest;

    num_begin(r->c);
    n = num_take(r->c);
    rest = num_take(r->c);
    read_number(r, n, r->flagged[i]);
    for (size_t a = 0; a < r->atoms && r->divisions < DIVISIONS_MOST && !r->c->failed; a++) {
        r->divisions++;
        num_mod(r->c, rest, n, r->atom[a]);
        if (num_is_zero(r->c, rest))
            add_share(r, a, i);
    }
    num_end(r->c);
}

static int by_atom(const void *a, const void *b, const void *ctx)
{
    uint32_t x = ((const struct share *)a)->atom, y = ((const struct share *)b)->atom;

    (void)ctx;
    return (x > y) - (x < y);
}

static void sort_shares(struct resolving *r)
{
    struct share *scratch = OPENSSL_malloc((r->share_count + 1) * sizeof(*scratch));

    r->c->failed = r->c->failed || scratch == NULL;
    if (!r->c->failed)
        sort_stable(r->shares, scratch, r->share_count, sizeof(*scratch), by_atom, NULL);
    OPENSSL_free(scratch);
}

static void put(struct resolving *r, struct groups *out, size_t number)
{
    if (!r->c->failed)
        r->c->failed = !groups_put(out, number);
}

static void open_group(struct resolving *r, struct groups *out)
{
    if (!r->c->failed)
        r->c->failed = !groups_open(out);
}

/* The shares from first to before end are of one atom. */
static void put_group(struct resolving *r, size_t first, size_t end, struct groups *out)
{
    if (end - first < 2)
        return;
    open_group(r, out);
    for (size_t i = first; i < end; i++) {
        put(r, out, r->flagged[r->shares[i].flagged]);
        r->grouped[r->shares[i].flagged] = true;
    }
}

static void group_by_atoms(struct resolving *r, struct groups *out)
{
    size_t first = 0;

    for (size_t i = 0; i < r->flagged_count && !r->c->failed; i++) {
        if (r->whole[i])
            shares_of_whole(r, i);
        else
            add_share(r, place_of_atom(r, r->found[r->flagged[i]]), i);
    }
    sort_shares(r);
    for (size_t i = 1; i <= r->share_count && !r->c->failed; i++) {
        if (i < r->share_count && r->shares[i].atom == r->shares[first].atom)
            continue;
        put_group(r, first, i, out);
        first = i;
    }
}

/* What shares something that is no single prime: one by one. */
static void group_by_pairs(struct resolving *r, size_t i, struct groups *out)
{
    num *n, *other;

    num_begin(r->c);
    n = num_take(r->c);
    other = num_take(r->c);
    read_number(r, n, r->flagged[i]);
    open_group(r, out);
    put(r, out, r->flagged[i]);
    for (size_t k = 0; k < r->flagged_count && !r->c->failed && r->divisors < DIVISORS_MOST; k++) {
        if (k == i)
            continue;
        r->divisors++;
        read_number(r, other, r->flagged[k]);
        num_gcd(r->c, other, other, n);
        if (!r->c->failed && !BN_is_one(other))
            put(r, out, r->flagged[k]);
    }
    num_end(r->c);
}

static bool begin(struct resolving *r)
{
    for (size_t i = 0; i < r->count; i++)
        r->flagged_count += r->found[i] != NULL;
    r->flagged = OPENSSL_malloc((r->flagged_count + 1) * sizeof(*r->flagged));
    r->whole = OPENSSL_zalloc(r->flagged_count + 1);
    r->grouped = OPENSSL_zalloc(r->flagged_count + 1);
    r->c->failed = r->c->failed || r->flagged == NULL || r->whole == NULL || r->grouped == NULL;
    for (size_t i = 0, k = 0; i < r->count && !r->c->failed; i++) {
        if (r->found[i] == NULL)
            continue;
        r->whole[k] = is_whole(r, i);
        r->flagged[k++] = i;
    }
    return !r->c->failed && r->flagged_count > 0;
}

void resolve_groups(struct calc *c, const struct batch_number *numbers, num *const *found,
                    size_t count, struct groups *out)
{
    struct resolving r = {.c = c, .numbers = numbers, .found = found, .count = count};

    if (begin(&r)) {
        for (size_t i = 0; i < r.flagged_count && !c->failed; i++)
            if (!r.whole[i])
                add_atom(&r, found[r.flagged[i]]);
        sort_atoms(&r);
        split_whole(&r);
        group_by_atoms(&r, out);
        for (size_t i = 0; i < r.flagged_count && !c->failed; i++)
            if (!r.grouped[i])
                group_by_pairs(&r, i, out);
    }
    for (size_t a = 0; a < r.atoms; a++)
        BN_clear_free(r.atom[a]);
    OPENSSL_free(r.atom);
    OPENSSL_free(r.shares);
    OPENSSL_free(r.flagged);
    OPENSSL_free(r.whole);
    OPENSSL_free(r.grouped);
}
