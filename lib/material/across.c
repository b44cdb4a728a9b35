// SPDX-License-Identifier: MIT
/* Remembers keys, and finds those that are the same or have the same secret. */
#include "material/across.h"

#include "base/sort.h"
#include "kvjwk/material.h"

#include <openssl/err.h>
#include <string.h>

kvjwk_status kvjwk_across_new(kvjwk_across **out)
{
    struct kvjwk_across *a;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    a = OPENSSL_zalloc(sizeof(*a));
    if (a == NULL)
        return KVJWK_ERR_MEMORY;
    sieve_init(&a->sieve);
    a->calc.ctx = BN_CTX_new();
    if (a->calc.ctx == NULL) {
        kvjwk_across_free(&a);
        ERR_clear_error();
        return KVJWK_ERR_MEMORY;
    }
    *out = a;
    return KVJWK_OK;
}

void kvjwk_across_free(kvjwk_across **across)
{
    struct kvjwk_across *a;

    if (across == NULL || *across == NULL)
        return;
    a = *across;
    moduli_free(&a->moduli);
    OPENSSL_clear_free(a->keys, a->cap * sizeof(*a->keys));
    OPENSSL_free(a->names);
    BN_CTX_free(a->calc.ctx);
    OPENSSL_clear_free(a, sizeof(*a));
    *across = NULL;
}

bool kvjwk_across_has_gmp(void)
{
    return batch_most() == SIZE_MAX;
}

/* ---- adding ------------------------------------------------------------------------------------
 */

static bool add_name(struct kvjwk_across *a, const char *name, size_t *at)
{
    size_t size = strlen(name) + 1;

    if (!store_room((void **)&a->names, &a->names_cap, a->names_used + size, 1))
        return false;
    memcpy(a->names + a->names_used, name, size);
    *at = a->names_used;
    a->names_used += size;
    return true;
}

static bool add_modulus(struct kvjwk_across *a, const kvjwk_key *key, const uint8_t *hash,
                        uint64_t order)
{
    uint8_t octets[2049];
    const uint8_t *at = octets;
    size_t length;

    if (!kvjwk_key_octets(key, "n", octets, sizeof(octets), &length))
        return true;
    while (length > 0 && *at == 0) {
        at++;
        length--;
    }
    return length == 0 || length >= sizeof(octets) ||
           moduli_add(&a->moduli, hash, at, length, order);
}

static bool add_key(struct kvjwk_across *a, const kvjwk_key *key, const struct identity *identity,
                    uint64_t order, size_t name)
{
    uint8_t digest[DIGEST_OCTETS];
    struct across_key *k;

    if (!STORE_ROOM(a->keys, a->count, a->cap))
        return false;
    k = &a->keys[a->count];
    memset(k, 0, sizeof(*k));
    k->identity = *identity;
    k->order = order;
    k->name = name;
    k->has_kid = key->kid != NULL && key->kid_length > 0;
    if (k->has_kid) {
        digest_sha256(digest, (const uint8_t *)key->kid, key->kid_length);
        memcpy(k->kid, digest, sizeof(k->kid));
    }
    a->count++;
    return true;
}

static bool add(struct kvjwk_across *a, const kvjwk_key *key, const char *name, uint64_t order)
{
    struct identity identities[IDENTITIES_MAX];
    size_t count = identities_of(key, identities), at;
    bool ok;

    if (count > 0 && !add_name(a, name, &at))
        return false;
    ok = count == 0 || identities[0].kind != IDENTITY_RSA ||
         add_modulus(a, key, identities[0].hash, order);
    for (size_t i = 0; i < count && ok; i++)
        ok = add_key(a, key, &identities[i], order, at);
    OPENSSL_cleanse(identities, sizeof(identities));
    return ok;
}

kvjwk_status kvjwk_across_add(kvjwk_across *across, const kvjwk_key *key, const char *name,
                              uint64_t order)
{
    if (across == NULL || key == NULL || name == NULL || across->finished)
        return KVJWK_ERR_ARGUMENT;
    return add(across, key, name, order) ? KVJWK_OK : KVJWK_ERR_MEMORY;
}

/* ---- finishing ---------------------------------------------------------------------------------
 */

static int compare_identity(const struct identity *a, const struct identity *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return memcmp(a->hash, b->hash, sizeof(a->hash));
}

static int by_identity(const void *a, const void *b, const void *ctx)
{
    const struct across_key *x = a, *y = b;
    int identity = compare_identity(&x->identity, &y->identity);

    (void)ctx;
    return identity != 0 ? identity : (x->order > y->order) - (x->order < y->order);
}

static bool sort_keys(struct kvjwk_across *a)
{
    struct across_key *scratch = OPENSSL_malloc((a->count + 1) * sizeof(*scratch));

    if (scratch == NULL)
        return false;
    if (a->count > 0)
        sort_stable(a->keys, scratch, a->count, sizeof(*scratch), by_identity, NULL);
    OPENSSL_clear_free(scratch, (a->count + 1) * sizeof(*scratch));
    return true;
}

kvjwk_status kvjwk_across_finish(kvjwk_across *across)
{
    struct calc *c;

    if (across == NULL || across->finished)
        return KVJWK_ERR_ARGUMENT;
    c = &across->calc;
    c->failed = !sort_keys(across);
    if (!across->groups_given) {
        c->failed = c->failed || !moduli_sort(&across->moduli) ||
                    !moduli_strip(c, &across->moduli, &across->sieve);
        moduli_compare(c, &across->moduli);
    }
    c->failed = c->failed || !moduli_index(&across->moduli);
    ERR_clear_error();
    across->finished = !c->failed;
    return c->failed ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

size_t across_range(const struct kvjwk_across *a, const struct identity *identity, size_t *first)
{
    size_t low = 0, high = a->count, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_identity(&a->keys[middle].identity, identity) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low + count < a->count &&
           compare_identity(&a->keys[low + count].identity, identity) == 0)
        count++;
    return count;
}
