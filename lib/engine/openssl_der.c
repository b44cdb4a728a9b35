// SPDX-License-Identifier: MIT
/* Keys in DER: PKCS #8 and SubjectPublicKeyInfo; and whether a private part gives the public one.
 */
#include "engine/openssl.h"

#include <openssl/x509.h>

/* ---- reading ---- */

static EVP_PKEY *read_private(struct backend *b, const uint8_t *der, size_t length)
{
    const uint8_t *at = der;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)length);
    EVP_PKEY *pkey = NULL;

    if (info != NULL && at == der + length)
        pkey = EVP_PKCS82PKEY_ex(info, b->lib, NULL);
    PKCS8_PRIV_KEY_INFO_free(info);
    return pkey;
}

static EVP_PKEY *read_public(struct backend *b, const uint8_t *der, size_t length)
{
    const uint8_t *at = der;
    EVP_PKEY *pkey = d2i_PUBKEY_ex(NULL, &at, (long)length, b->lib, NULL);

    if (pkey != NULL && at != der + length) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    return pkey;
}

static enum made describe_ec(struct material *m, struct found *found)
{
    char group[64];
    size_t length;

    if (EVP_PKEY_get_group_name(m->pkey, group, sizeof(group), &length) != 1)
        return openssl_failed(MADE_UNUSABLE);
    found->base = "EC";
    found->param = openssl_param_of_group(group);
    if (found->param == NULL)
        return MADE_UNUSABLE;
    m->param = found->param;
    return openssl_read_order(m);
}

static enum made describe(struct material *m, struct found *found)
{
    static const char *const curves[] = {"Ed25519", "Ed448", "X25519", "X448"};

    found->private_part = m->private_part;
    found->bits = (unsigned)EVP_PKEY_get_bits(m->pkey);
    if (EVP_PKEY_is_a(m->pkey, "EC"))
        return describe_ec(m, found);
    if (EVP_PKEY_is_a(m->pkey, "RSA") && found->bits <= OPENSSL_RSA_MAX_MODULUS_BITS) {
        found->base = "RSA";
        found->param = kvjwk_param_of_size("RSA", found->bits);
        m->param = found->param;
        return MADE;
    }
    for (size_t i = 0; i < ARRAY_LEN(curves); i++) {
        if (!EVP_PKEY_is_a(m->pkey, curves[i]))
            continue;
        found->base = "OKP";
        found->param = kvjwk_param_of_curve(curves[i]);
        m->param = found->param;
        found->bits = found->param->bits;
        return MADE;
    }
    return MADE_UNUSABLE;
}

/* x of an OKP key follows from d: nothing else was given. */
static void remember_x(struct material *m)
{
    size_t length = sizeof(m->given_x);

    if (EVP_PKEY_get_raw_public_key(m->pkey, m->given_x, &length) != 1)
        ERR_clear_error();
}

enum made openssl_load_der(struct material **out, struct backend *b, kvjwk_bytes der,
                           struct found *found)
{
    struct material *m = openssl_material(b);
    enum made made;

    if (m == NULL)
        return MADE_MEMORY;
    m->pkey = read_private(b, der.ptr, der.length);
    m->private_part = m->pkey != NULL;
    if (m->pkey == NULL)
        m->pkey = read_public(b, der.ptr, der.length);
    made = m->pkey == NULL ? openssl_failed(MADE_UNUSABLE) : describe(m, found);
    ERR_clear_error();
    if (made != MADE) {
        openssl_unload(m);
        return made;
    }
    if (strcmp(found->base, "OKP") == 0)
        remember_x(m);
    *out = m;
    return MADE;
}

/* ---- writing ---- */

/* RSAPrivateKey has p and q (RFC 8017 appendix A.1.2); a key of n, e and d cannot be written. */
static bool has_all_parts(struct material *m)
{
    BIGNUM *p = NULL;
    bool all = !EVP_PKEY_is_a(m->pkey, "RSA") ||
               EVP_PKEY_get_bn_param(m->pkey, OSSL_PKEY_PARAM_RSA_FACTOR1, &p) == 1;

    BN_clear_free(p);
    return all;
}

static enum made write_oct(const struct material *m, uint8_t **out, size_t *length)
{
    *out = OPENSSL_malloc(m->k_length);
    if (*out == NULL)
        return MADE_MEMORY;
    memcpy(*out, m->k, m->k_length);
    *length = m->k_length;
    return MADE;
}

enum made openssl_export(struct material *m, uint8_t **out, size_t *length)
{
    PKCS8_PRIV_KEY_INFO *info;
    int written;

    *out = NULL;
    *length = 0;
    if (m->k != NULL)
        return write_oct(m, out, length);
    if (!has_all_parts(m))
        return openssl_failed(MADE_UNUSABLE);
    info = EVP_PKEY2PKCS8(m->pkey);
    written = info == NULL ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info, out);
    PKCS8_PRIV_KEY_INFO_free(info);
    if (written <= 0)
        return openssl_failed(MADE_UNUSABLE);
    *length = (size_t)written;
    return MADE;
}

/* ---- public from private ---- */

enum { N, E, D, P, Q, DP, DQ, QI, NUMBERS };

static const char *const rsa_names[NUMBERS] = {
    [N] = OSSL_PKEY_PARAM_RSA_N,          [E] = OSSL_PKEY_PARAM_RSA_E,
    [D] = OSSL_PKEY_PARAM_RSA_D,          [P] = OSSL_PKEY_PARAM_RSA_FACTOR1,
    [Q] = OSSL_PKEY_PARAM_RSA_FACTOR2,    [DP] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
    [DQ] = OSSL_PKEY_PARAM_RSA_EXPONENT2, [QI] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

/* a * b is 1 modulo m - less; 1 when so, 0 when not, -1 on failure. */
static int product_is_one(const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_ULONG less,
                          BN_CTX *ctx)
{
    BIGNUM *modulus, *product;
    int answer = -1;

    BN_CTX_start(ctx);
    modulus = BN_CTX_get(ctx);
    product = BN_CTX_get(ctx);
    if (product != NULL && BN_copy(modulus, m) != NULL && BN_sub_word(modulus, less) == 1 &&
        !BN_is_zero(modulus) && BN_mod_mul(product, a, b, modulus, ctx) == 1)
        answer = BN_is_one(product);
    BN_CTX_end(ctx);
    return answer;
}

static int product_is(const BIGNUM *a, const BIGNUM *b, const BIGNUM *expected, BN_CTX *ctx)
{
    BIGNUM *product;
    int answer = -1;

    BN_CTX_start(ctx);
    product = BN_CTX_get(ctx);
    if (product != NULL && BN_mul(product, a, b, ctx) == 1)
        answer = BN_cmp(product, expected) == 0;
    BN_CTX_end(ctx);
    return answer;
}

/* RFC 8017 section 3.2. */
static enum made rsa_numbers_agree(BIGNUM *n[NUMBERS], BN_CTX *ctx)
{
    const int answers[] = {
        product_is(n[P], n[Q], n[N], ctx),         product_is_one(n[E], n[D], n[P], 1, ctx),
        product_is_one(n[E], n[D], n[Q], 1, ctx),  product_is_one(n[E], n[DP], n[P], 1, ctx),
        product_is_one(n[E], n[DQ], n[Q], 1, ctx), product_is_one(n[Q], n[QI], n[P], 0, ctx),
    };
    enum made made = MADE;

    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        if (answers[i] < 0)
            return openssl_failed(MADE_REFUSED);
        if (answers[i] == 0)
            made = MADE_REFUSED;
    }
    return made;
}

static enum made rsa_agrees(struct material *m)
{
    BIGNUM *n[NUMBERS] = {NULL};
    BN_CTX *ctx = BN_CTX_secure_new();
    enum made made = MADE;
    bool all = true;

    if (ctx == NULL)
        return openssl_failed(MADE_MEMORY);
    for (size_t i = 0; i < NUMBERS; i++)
        all = all && EVP_PKEY_get_bn_param(m->pkey, rsa_names[i], &n[i]) == 1;
    if (all) /* else d alone: signing and verifying has to do */
        made = rsa_numbers_agree(n, ctx);
    ERR_clear_error();
    for (size_t i = 0; i < NUMBERS; i++)
        BN_clear_free(n[i]);
    BN_CTX_free(ctx);
    return made;
}

static enum made ec_agrees(struct material *m)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(m->backend->lib, m->pkey, NULL);
    enum made made;

    if (ctx == NULL)
        return openssl_failed(MADE_MEMORY);
    made = EVP_PKEY_pairwise_check(ctx) == 1 ? MADE : openssl_failed(MADE_REFUSED);
    EVP_PKEY_CTX_free(ctx);
    return made;
}

static enum made okp_agrees(struct material *m)
{
    uint8_t x[sizeof(m->given_x)] = {0};
    size_t length = sizeof(x);

    if (EVP_PKEY_get_raw_public_key(m->pkey, x, &length) != 1)
        return openssl_failed(MADE_BROKEN);
    return memcmp(x, m->given_x, length) == 0 ? MADE : MADE_REFUSED;
}

enum made openssl_agrees(struct material *m)
{
    if (m->k != NULL)
        return MADE;
    if (EVP_PKEY_is_a(m->pkey, "RSA"))
        return rsa_agrees(m);
    return EVP_PKEY_is_a(m->pkey, "EC") ? ec_agrees(m) : okp_agrees(m);
}
