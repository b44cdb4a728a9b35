// SPDX-License-Identifier: MIT
/*
 * Moduli on their way between machines. A shard: "kvjwks1" and a line break; the number of moduli;
 * for each its identifier and length (4 octets) and octets; the length and octets of their product.
 * Numbers of 8 octets but where it is said; everything is big-endian. Groups are lines of
 * identifiers in hexadecimal, with a space between them.
 */
#include "material/across.h"

#include "kvjwk/material.h"

#include <openssl/err.h>
#include <string.h>

static const char magic[] = "kvjwks1\n";
#define MAGIC_LENGTH (sizeof(magic) - 1)

struct writer {
    kvjwk_shard_write write;
    void *ctx;
    bool stopped;
};

static void put(struct writer *w, const void *octets, size_t length)
{
    w->stopped = w->stopped || (length > 0 && w->write(w->ctx, octets, length) != 0);
}

static void put_number(struct writer *w, uint64_t value, size_t octets)
{
    uint8_t out[8];

    for (size_t i = 0; i < octets; i++)
        out[i] = (uint8_t)(value >> 8 * (octets - 1 - i));
    put(w, out, octets);
}

static kvjwk_status status_of(const struct calc *c, const struct writer *w)
{
    ERR_clear_error();
    if (c->failed)
        return KVJWK_ERR_MEMORY;
    return w->stopped ? KVJWK_ERR_STOPPED : KVJWK_OK;
}

/* ---- saving ------------------------------------------------------------------------------------
 */

static bool is_above_one(struct batch_number n)
{
    return n.length > 1 || (n.length == 1 && n.octets[0] > 1);
}

static void put_moduli(struct writer *w, const struct moduli *m, struct batch_number *numbers,
                       size_t count)
{
    put(w, magic, MAGIC_LENGTH);
    put_number(w, count, 8);
    for (size_t i = 0, k = 0; i < m->count; i++) {
        struct batch_number n = moduli_number(m, i);

        if (!is_above_one(n))
            continue;
        numbers[k++] = n;
        put(w, m->items[i].hash, MODULUS_HASH);
        put_number(w, n.length, 4);
        put(w, n.octets, n.length);
    }
}

static void save(struct calc *c, struct writer *w, const struct moduli *m)
{
    struct batch_number *numbers = OPENSSL_malloc((m->count + 1) * sizeof(*numbers));
    size_t count = 0, length = 0;
    uint8_t *product = NULL;

    c->failed = c->failed || numbers == NULL;
    for (size_t i = 0; i < m->count; i++)
        count += is_above_one(moduli_number(m, i));
    if (!c->failed)
        put_moduli(w, m, numbers, count);
    if (count > 0 && !c->failed && !w->stopped)
        product = batch_product(c, numbers, count, &length);
    if (!c->failed) {
        put_number(w, length, 8);
        put(w, product, length);
    }
    OPENSSL_free(product);
    OPENSSL_free(numbers);
}

kvjwk_status kvjwk_shard_save(kvjwk_across *across, kvjwk_shard_write write, void *ctx)
{
    struct writer w = {write, ctx, false};
    struct calc *c;

    if (across == NULL || write == NULL || across->finished)
        return KVJWK_ERR_ARGUMENT;
    c = &across->calc;
    c->failed = !moduli_sort(&across->moduli) || !moduli_strip(c, &across->moduli, &across->sieve);
    save(c, &w, &across->moduli);
    return status_of(c, &w);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

struct shard {
    const uint8_t **hash; /* in rising order */
    struct batch_number *numbers;
    size_t count;
    struct batch_number product;
};

struct reader {
    const uint8_t *at, *end;
    bool bad;
};

static const uint8_t *take(struct reader *r, uint64_t length)
{
    const uint8_t *at = r->at;

    r->bad = r->bad || length > (uint64_t)(r->end - r->at);
    if (!r->bad)
        r->at += length;
    return at;
}

static uint64_t take_number(struct reader *r, size_t octets)
{
    const uint8_t *at = take(r, octets);
    uint64_t value = 0;

    for (size_t i = 0; i < octets && !r->bad; i++)
        value = value << 8 | at[i];
    return value;
}

static void read_moduli(struct reader *r, struct shard *s)
{
    for (size_t i = 0; i < s->count && !r->bad; i++) {
        s->hash[i] = take(r, MODULUS_HASH);
        s->numbers[i].length = (size_t)take_number(r, 4);
        s->numbers[i].octets = take(r, s->numbers[i].length);
        r->bad = r->bad || !is_above_one(s->numbers[i]) || s->numbers[i].length > 4 * SIEVE_WORDS ||
                 (i > 0 && memcmp(s->hash[i - 1], s->hash[i], MODULUS_HASH) >= 0);
    }
    s->product.length = (size_t)take_number(r, 8);
    s->product.octets = take(r, s->product.length);
    r->bad = r->bad || r->at != r->end || (s->count > 0 && s->product.length == 0);
}

static void shard_free(struct shard *s)
{
    OPENSSL_free(s->hash);
    OPENSSL_free(s->numbers);
}

static kvjwk_status shard_read(struct shard *s, const void *octets, size_t length)
{
    struct reader r = {octets, (const uint8_t *)octets + length, octets == NULL};
    const uint8_t *head = take(&r, MAGIC_LENGTH);
    uint64_t count = take_number(&r, 8);

    memset(s, 0, sizeof(*s));
    if (r.bad || memcmp(head, magic, MAGIC_LENGTH) != 0 || count > length / MODULUS_HASH ||
        count > UINT32_MAX)
        return KVJWK_ERR_ARGUMENT;
    s->count = (size_t)count;
    s->hash = OPENSSL_malloc((s->count + 1) * sizeof(*s->hash));
    s->numbers = OPENSSL_malloc((s->count + 1) * sizeof(*s->numbers));
    if (s->hash == NULL || s->numbers == NULL)
        return KVJWK_ERR_MEMORY;
    read_moduli(&r, s);
    return r.bad ? KVJWK_ERR_ARGUMENT : KVJWK_OK;
}

/* ---- comparing ---------------------------------------------------------------------------------
 */

/* What is compared: numbers of both shards, and what they have in common. */
struct pairing {
    struct calc c;
    const uint8_t **hash;
    struct batch_number *numbers;
    num **found;
    size_t count;
};

static bool is_in(const struct shard *s, const uint8_t *hash)
{
    size_t low = 0, high = s->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (memcmp(s->hash[middle], hash, MODULUS_HASH) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->count && memcmp(s->hash[low], hash, MODULUS_HASH) == 0;
}

/* A modulus of both shards is compared within each of them. */
static void compare_one(struct pairing *p, const struct shard *a, const struct shard *b)
{
    size_t first = p->count;

    for (size_t i = 0; i < a->count; i++) {
        if (is_in(b, a->hash[i]))
            continue;
        p->hash[p->count] = a->hash[i];
        p->numbers[p->count++] = a->numbers[i];
    }
    if (b->count > 0)
        batch_gcd_with(&p->c, p->numbers + first, p->count - first, &b->product, p->found + first);
}

static void compare(struct pairing *p, const struct shard *a, const struct shard *b, bool same)
{
    if (!same) {
        compare_one(p, a, b);
        compare_one(p, b, a);
        return;
    }
    for (size_t i = 0; i < a->count; i++) {
        p->hash[i] = a->hash[i];
        p->numbers[i] = a->numbers[i];
    }
    p->count = a->count;
    batch_gcd(&p->c, p->numbers, p->count, p->found);
}

static void put_groups(struct writer *w, const struct pairing *p, const struct groups *g)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < g->count; i++) {
        for (size_t k = g->start[i]; k < g->start[i + 1]; k++) {
            const uint8_t *hash = p->hash[g->member[k]];
            char text[2 * MODULUS_HASH];

            for (size_t n = 0; n < MODULUS_HASH; n++) {
                text[2 * n] = digits[hash[n] >> 4];
                text[2 * n + 1] = digits[hash[n] & 15];
            }
            put(w, k == g->start[i] ? "" : " ", k > g->start[i]);
            put(w, text, sizeof(text));
        }
        put(w, "\n", 1);
    }
}

static void pair(struct pairing *p, const struct shard *a, const struct shard *b, bool same,
                 struct writer *w)
{
    size_t room = a->count + b->count + 1;
    struct groups groups;

    memset(&groups, 0, sizeof(groups));
    p->hash = OPENSSL_malloc(room * sizeof(*p->hash));
    p->numbers = OPENSSL_malloc(room * sizeof(*p->numbers));
    p->found = OPENSSL_zalloc(room * sizeof(num *));
    p->c.failed = p->c.failed || p->hash == NULL || p->numbers == NULL || p->found == NULL;
    if (!p->c.failed)
        compare(p, a, b, same);
    if (!p->c.failed)
        resolve_groups(&p->c, p->numbers, p->found, p->count, &groups);
    if (!p->c.failed)
        put_groups(w, p, &groups);
    for (size_t i = 0; p->found != NULL && i < room; i++)
        BN_clear_free(p->found[i]);
    OPENSSL_free(groups.member);
    OPENSSL_free(groups.start);
    OPENSSL_free(p->hash);
    OPENSSL_free(p->numbers);
    OPENSSL_free(p->found);
}

kvjwk_status kvjwk_shard_pair(const void *a, size_t a_length, const void *b, size_t b_length,
                              kvjwk_shard_write write, void *ctx)
{
    struct pairing p = {{BN_CTX_new(), false}, NULL, NULL, NULL, 0};
    struct writer w = {write, ctx, false};
    struct shard one = {NULL, NULL, 0, {NULL, 0}}, two = {NULL, NULL, 0, {NULL, 0}};
    bool same = a_length == b_length && a != NULL && b != NULL && memcmp(a, b, a_length) == 0;
    kvjwk_status status = p.c.ctx == NULL ? KVJWK_ERR_MEMORY : shard_read(&one, a, a_length);

    if (status == KVJWK_OK)
        status = write == NULL ? KVJWK_ERR_ARGUMENT : shard_read(&two, b, b_length);
    if (status == KVJWK_OK) {
        pair(&p, &one, &two, same, &w);
        status = status_of(&p.c, &w);
    }
    shard_free(&one);
    shard_free(&two);
    BN_CTX_free(p.c.ctx);
    return status;
}

/* ---- groups that were found elsewhere ----------------------------------------------------------
 */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hash(uint8_t out[MODULUS_HASH], const char *text)
{
    for (size_t i = 0; i < MODULUS_HASH; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* One line without its end. */
static kvjwk_status read_group(struct moduli *m, const char *text, size_t length)
{
    const size_t width = 2 * MODULUS_HASH;
    uint8_t hash[MODULUS_HASH];

    if (length % (width + 1) != width)
        return KVJWK_ERR_ARGUMENT;
    if (!groups_open(&m->groups))
        return KVJWK_ERR_MEMORY;
    for (size_t at = 0; at < length; at += width + 1) {
        size_t modulus;

        if (!read_hash(hash, text + at) || (at > 0 && text[at - 1] != ' '))
            return KVJWK_ERR_ARGUMENT;
        modulus = moduli_find(m, hash);
        if (modulus < m->count && !groups_put(&m->groups, modulus))
            return KVJWK_ERR_MEMORY;
    }
    groups_close(&m->groups, 1);
    return KVJWK_OK;
}

kvjwk_status kvjwk_across_groups(kvjwk_across *across, const char *text, size_t length)
{
    kvjwk_status status = KVJWK_OK;
    const char *end = text + length;

    if (across == NULL || across->finished || (text == NULL && length > 0))
        return KVJWK_ERR_ARGUMENT;
    if (!across->groups_given && !moduli_sort(&across->moduli))
        return KVJWK_ERR_MEMORY;
    across->groups_given = true;
    while (length > 0 && text < end && status == KVJWK_OK) {
        const char *line = memchr(text, '\n', (size_t)(end - text));

        if (line == NULL)
            return KVJWK_ERR_ARGUMENT;
        status = read_group(&across->moduli, text, (size_t)(line - text));
        text = line + 1;
    }
    return status;
}
