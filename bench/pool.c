// SPDX-License-Identifier: MIT
/* see pool.h; the keys are made by OpenSSL, anew in every run */
#include "pool.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct sort_of_key pool_sorts[] = {
    {"RSA-2048", 2048, NULL, NULL},
    {"RSA-4096", 4096, NULL, NULL},
    {"P-256", 0, "prime256v1", "P-256"},
    {"P-384", 0, "secp384r1", "P-384"},
    {"P-521", 0, "secp521r1", "P-521"},
    {"secp256k1", 0, "secp256k1", "P-256K"}, /* as the service names it */
};
const size_t pool_sort_count = sizeof(pool_sorts) / sizeof(pool_sorts[0]);

#define NUMBERS 8
#define PRIMES 24 /* make 276 pairs: a pool of RSA keys without 512 searches for a prime */

/* The members of one key in the order in which they are written; the first `open` are public. */
struct material {
    const char *kty, *crv;
    const char *names[NUMBERS];
    BIGNUM *numbers[NUMBERS];
    int width; /* octets of each, or 0 for as many as it takes */
    size_t count, open;
};

/* ---- texts -------------------------------------------------------------------------------------
 */

static void append(struct text *t, const char *format, const char *value)
{
    t->len += (size_t)sprintf(t->ptr + t->len, format, value);
}

static void append_number(struct text *t, const char *name, const BIGNUM *n, int width)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char octets[1024];
    int count = width > 0 ? width : BN_num_bytes(n);
    unsigned queue = 0, bits = 0;

    BN_bn2binpad(n, octets, count);
    append(t, ",\"%s\":\"", name);
    for (int i = 0; i < count; i++) {
        queue = queue << 8 | octets[i];
        for (bits += 8; bits >= 6; bits -= 6)
            t->ptr[t->len++] = digits[(queue >> (bits - 6)) & 63];
    }
    if (bits > 0)
        t->ptr[t->len++] = digits[(queue << (6 - bits)) & 63];
    append(t, "%s", "\"");
}

/* Key identifiers come as the service's URLs, as thumbprints, UUIDs and as names. */
static void append_kid(struct text *t, size_t index)
{
    unsigned char r[16];
    char hex[33];

    RAND_bytes(r, sizeof(r));
    for (size_t i = 0; i < sizeof(r); i++)
        sprintf(hex + 2 * i, "%02x", r[i]);
    switch (index % 4) {
    case 0:
        append(t, ",\"kid\":\"https://contoso-prod.vault.azure.net/keys/signing-key/%s\"", hex);
        break;
    case 1:
        append(t, ",\"kid\":\"%sNzbLsXh8uDC\"", hex);
        break;
    case 2:
        append(t, ",\"kid\":\"%.8s-", hex);
        append(t, "%.4s-4f10-9a2b-", hex + 8);
        append(t, "%.12s\"", hex + 12);
        break;
    default:
        append(t, ",\"kid\":\"login-2026-%.2s\"", hex);
    }
}

static void append_usage(struct text *t, const struct material *m, size_t index, bool secret)
{
    static const char *const rsa[] = {"RS256", "PS256", "RS512", "RS256"};
    const char *alg = m->crv == NULL                 ? rsa[index / 4 % 4]
                      : strcmp(m->crv, "P-256") == 0 ? "ES256"
                      : strcmp(m->crv, "P-384") == 0 ? "ES384"
                      : strcmp(m->crv, "P-521") == 0 ? "ES512"
                                                     : "ES256K";

    if (index % 2 == 0)
        append(t, "%s",
               secret ? ",\"key_ops\":[\"sign\",\"verify\"]" : ",\"key_ops\":[\"verify\"]");
    else
        append(t, "%s", ",\"use\":\"sig\"");
    append(t, ",\"alg\":\"%s\"", alg);
}

static bool write_key(struct text *t, const struct material *m, size_t index, bool secret)
{
    t->ptr = malloc(8192);
    t->len = 0;
    if (t->ptr == NULL)
        return false;
    append(t, "{\"kty\":\"%s\"", m->kty);
    if (index % 3 != 0) /* before the material or behind it: both are common */
        append_kid(t, index);
    if (m->crv != NULL)
        append(t, ",\"crv\":\"%s\"", m->crv);
    for (size_t i = 0; i < (secret ? m->count : m->open); i++)
        append_number(t, m->names[i], m->numbers[i], m->width);
    append_usage(t, m, index, secret);
    if (index % 3 == 0)
        append_kid(t, index);
    append(t, "%s", "}");
    return true;
}

static bool write_both(struct pool *public_keys, struct pool *private_keys,
                       const struct material *m, size_t index)
{
    if (!write_key(&public_keys->keys[index], m, index, false) ||
        !write_key(&private_keys->keys[index], m, index, true))
        return false;
    public_keys->octets += public_keys->keys[index].len;
    private_keys->octets += private_keys->keys[index].len;
    return true;
}

/* ---- material ----------------------------------------------------------------------------------
 */

static bool make_primes(BIGNUM **primes, unsigned bits, const BIGNUM *e, BN_CTX *ctx)
{
    BIGNUM *rest = BN_new();
    bool ok = rest != NULL;

    for (size_t i = 0; ok && i < PRIMES; i++) {
        primes[i] = BN_new();
        do /* e has an inverse modulo p - 1 unless it divides it */
            ok = primes[i] != NULL &&
                 BN_priv_rand(primes[i], (int)bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD) &&
                 BN_generate_prime_ex2(primes[i], (int)bits, 0, NULL, NULL, NULL, ctx) &&
                 BN_mod(rest, primes[i], e, ctx);
        while (ok && BN_is_one(rest));
    }
    BN_free(rest);
    return ok;
}

/* numbers: n e d p q dp dq qi */
static bool make_rsa(struct material *m, const BIGNUM *p, const BIGNUM *q, BN_CTX *ctx)
{
    BIGNUM *p1 = BN_dup(p), *q1 = BN_dup(q), *phi = BN_new();
    BIGNUM **n = m->numbers;
    bool ok = p1 != NULL && q1 != NULL && phi != NULL && BN_sub_word(p1, 1) && BN_sub_word(q1, 1) &&
              BN_mul(phi, p1, q1, ctx) && BN_mul(n[0], p, q, ctx) &&
              BN_mod_inverse(n[2], n[1], phi, ctx) && BN_copy(n[3], p) && BN_copy(n[4], q) &&
              BN_mod(n[5], n[2], p1, ctx) && BN_mod(n[6], n[2], q1, ctx) &&
              BN_mod_inverse(n[7], q, p, ctx);

    BN_free(p1);
    BN_free(q1);
    BN_free(phi);
    return ok;
}

static bool fill_rsa(unsigned bits, struct material *m, struct pool *public_keys,
                     struct pool *private_keys)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *primes[PRIMES] = {NULL};
    size_t index = 0;
    bool ok = ctx != NULL && BN_set_word(m->numbers[1], 65537) &&
              make_primes(primes, bits / 2, m->numbers[1], ctx);

    for (size_t i = 0; ok && i < PRIMES; i++)
        for (size_t k = i + 1; ok && k < PRIMES && index < POOL_KEYS; k++)
            ok = make_rsa(m, primes[i], primes[k], ctx) &&
                 write_both(public_keys, private_keys, m, index++);
    for (size_t i = 0; i < PRIMES; i++)
        BN_free(primes[i]);
    BN_CTX_free(ctx);
    return ok && index == POOL_KEYS;
}

static bool fill_ec(const char *group, struct material *m, struct pool *public_keys,
                    struct pool *private_keys)
{
    bool ok = true;

    for (size_t i = 0; ok && i < POOL_KEYS; i++) {
        EVP_PKEY *key = EVP_EC_gen(group);

        ok = key != NULL && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &m->numbers[0]) &&
             EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &m->numbers[1]) &&
             EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &m->numbers[2]);
        m->width = (EVP_PKEY_get_bits(key) + 7) / 8;
        ok = ok && write_both(public_keys, private_keys, m, i);
        EVP_PKEY_free(key);
    }
    return ok;
}

bool pool_make(const struct sort_of_key *sort, struct pool *public_keys, struct pool *private_keys)
{
    struct material rsa = {
        .kty = "RSA", .names = {"n", "e", "d", "p", "q", "dp", "dq", "qi"}, .count = 8, .open = 2};
    struct material ec = {
        .kty = "EC", .crv = sort->crv, .names = {"x", "y", "d"}, .count = 3, .open = 2};
    struct material *m = sort->group == NULL ? &rsa : &ec;
    bool ok = true;

    memset(public_keys, 0, sizeof(*public_keys));
    memset(private_keys, 0, sizeof(*private_keys));
    public_keys->name = private_keys->name = sort->name;
    for (size_t i = 0; i < m->count; i++)
        ok = (m->numbers[i] = BN_new()) != NULL && ok;
    if (ok)
        ok = sort->group == NULL ? fill_rsa(sort->bits, m, public_keys, private_keys)
                                 : fill_ec(sort->group, m, public_keys, private_keys);
    for (size_t i = 0; i < m->count; i++)
        BN_free(m->numbers[i]);
    return ok;
}

void pool_free(struct pool *pool)
{
    for (size_t i = 0; i < POOL_KEYS; i++)
        free(pool->keys[i].ptr);
}
