// SPDX-License-Identifier: MIT
/* For tests: fresh keys of every type from OpenSSL, as numbers that can be changed and as JWK
 * texts. */
#ifndef KVJWK_TESTS_KEYMAKER_H
#define KVJWK_TESTS_KEYMAKER_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "outcome.h"
#include "text/b64.h"

#define KEY_NUMBERS 8

enum { KEY_N, KEY_E, KEY_D, KEY_P, KEY_Q, KEY_DP, KEY_DQ, KEY_QI };
enum { KEY_X, KEY_Y, KEY_EC_D };

struct made_key {
    const char *crv; /* NULL: RSA */
    int width;       /* octets of a coordinate */
    BIGNUM *number[KEY_NUMBERS];
};

static inline void key_init(struct made_key *k)
{
    memset(k, 0, sizeof(*k));
    for (size_t i = 0; i < KEY_NUMBERS; i++) {
        k->number[i] = BN_new();
        assert_non_null(k->number[i]);
    }
}

static inline void key_free(struct made_key *k)
{
    for (size_t i = 0; i < KEY_NUMBERS; i++)
        BN_free(k->number[i]);
}

static inline void key_copy(struct made_key *to, const struct made_key *from)
{
    to->crv = from->crv;
    to->width = from->width;
    for (size_t i = 0; i < KEY_NUMBERS; i++)
        assert_non_null(BN_copy(to->number[i], from->number[i]));
}

/* A prime that goes with e = 65537. */
static inline void key_prime(BIGNUM *p, int bits)
{
    do
        assert_true(BN_generate_prime_ex(p, bits, 0, NULL, NULL, NULL));
    while (BN_mod_word(p, 65537) == 1);
}

/* From p, q and e: everything else. */
static inline void key_complete(struct made_key *k)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *p1 = BN_dup(k->number[KEY_P]), *q1 = BN_dup(k->number[KEY_Q]);
    BIGNUM *both = BN_new(), *g = BN_new();

    assert_true(ctx != NULL && both != NULL && g != NULL && BN_sub_word(p1, 1) &&
                BN_sub_word(q1, 1));
    assert_true(BN_mul(k->number[KEY_N], k->number[KEY_P], k->number[KEY_Q], ctx));
    assert_true(BN_mul(both, p1, q1, ctx) && BN_gcd(g, p1, q1, ctx) &&
                BN_div(both, NULL, both, g, ctx));
    assert_non_null(BN_mod_inverse(k->number[KEY_D], k->number[KEY_E], both, ctx));
    assert_true(BN_mod(k->number[KEY_DP], k->number[KEY_D], p1, ctx) &&
                BN_mod(k->number[KEY_DQ], k->number[KEY_D], q1, ctx));
    assert_non_null(BN_mod_inverse(k->number[KEY_QI], k->number[KEY_Q], k->number[KEY_P], ctx));
    BN_free(p1);
    BN_free(q1);
    BN_free(both);
    BN_free(g);
    BN_CTX_free(ctx);
}

static inline void key_rsa(struct made_key *k, const BIGNUM *p, const BIGNUM *q)
{
    k->crv = NULL;
    assert_true(BN_set_word(k->number[KEY_E], 65537) && BN_copy(k->number[KEY_P], p) != NULL &&
                BN_copy(k->number[KEY_Q], q) != NULL);
    key_complete(k);
}

static inline void key_ec(struct made_key *k, const char *group, const char *crv)
{
    EVP_PKEY *key = EVP_EC_gen(group);

    assert_non_null(key);
    k->crv = crv;
    k->width = (EVP_PKEY_get_bits(key) + 7) / 8;
    assert_true(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &k->number[KEY_X]) &&
                EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &k->number[KEY_Y]) &&
                EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &k->number[KEY_EC_D]));
    EVP_PKEY_free(key);
}

#define KEY_TEXT_MAX 65536

/* Appends ,"name":"base64url". */
static inline size_t key_put(char *out, size_t at, const char *name, const uint8_t *octets,
                             size_t length)
{
    at += (size_t)sprintf(out + at, ",\"%s\":\"", name);
    at += b64url_encode(out + at, KEY_TEXT_MAX - at, octets, length);
    return at + (size_t)sprintf(out + at, "\"");
}

/* Numbers have their least length, zero has one octet; coordinates and d the length of the curve,
 * unless they do not fit. */
static inline size_t key_put_number(char *out, size_t at, const char *name, const BIGNUM *n,
                                    int width)
{
    static uint8_t octets[KEY_TEXT_MAX / 2];
    int length = BN_num_bytes(n) > width ? BN_num_bytes(n) : width;

    length = length == 0 ? 1 : length;
    assert_int_equal(BN_bn2binpad(n, octets, length), length);
    return key_put(out, at, name, octets, (size_t)length);
}

/* out has KEY_TEXT_MAX octets. */
static inline size_t key_write(char *out, const struct made_key *k, bool secret)
{
    static const char *const rsa[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
    static const char *const ec[] = {"x", "y", "d"};
    size_t at, open = 2, count = k->crv == NULL ? 8 : 3;

    if (k->crv == NULL)
        at = (size_t)sprintf(out, "{\"kty\":\"RSA\"");
    else
        at = (size_t)sprintf(out, "{\"kty\":\"EC\",\"crv\":\"%s\"", k->crv);
    for (size_t i = 0; i < (secret ? count : open); i++)
        at = key_put_number(out, at, k->crv == NULL ? rsa[i] : ec[i], k->number[i], k->width);
    return at + (size_t)sprintf(out + at, "}");
}

#endif
