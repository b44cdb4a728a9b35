// SPDX-License-Identifier: MIT
/* RSA signatures and encryption. The padding of RSA1_5 is taken off here, in constant time. */
#include "engine/openssl.h"

/* ---- making a context ready ---- */

static bool set_signature(EVP_PKEY_CTX *ctx, const struct backend *b, const struct method *method)
{
    const EVP_MD *md = b->md[method->hash];

    switch ((enum family)method->family) {
    case FAMILY_RSA_PKCS1:
        return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(ctx, md) == 1;
    case FAMILY_RSA_BARE:
        return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
    case FAMILY_RSA_PSS:
        /* The salt has the digest's length (RFC 7518 section 3.5): the length found in a signature
         * must not decide. */
        return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(ctx, md) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
    default:
        return true; /* ECDSA takes any digest */
    }
}

static bool set_encryption(EVP_PKEY_CTX *ctx, const struct backend *b, const struct work *w)
{
    const EVP_MD *md = b->md[w->method->hash];

    if (w->method->family == FAMILY_RSAES_OAEP)
        return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) == 1;
    /* Some versions answer a wrong padding with an error, others with random octets. */
    return EVP_PKEY_CTX_set_rsa_padding(ctx, verb_opens(w->verb) ? RSA_NO_PADDING
                                                                 : RSA_PKCS1_PADDING) == 1;
}

static bool set_up(EVP_PKEY_CTX *ctx, const struct backend *b, const struct work *w)
{
    switch (w->verb) {
    case VERB_SIGN:
        return EVP_PKEY_sign_init(ctx) == 1 && set_signature(ctx, b, w->method);
    case VERB_VERIFY:
        return EVP_PKEY_verify_init(ctx) == 1 && set_signature(ctx, b, w->method);
    case VERB_ENCRYPT:
    case VERB_WRAP:
        return EVP_PKEY_encrypt_init(ctx) == 1 && set_encryption(ctx, b, w);
    case VERB_DECRYPT:
    case VERB_UNWRAP:
        return EVP_PKEY_decrypt_init(ctx) == 1 && set_encryption(ctx, b, w);
    case VERB_NONE:
        break;
    }
    return false;
}

enum made openssl_ready(struct material *m, const struct work *w)
{
    if (m->method == w->method && m->verb == w->verb)
        return MADE;
    openssl_unready(m);
    m->pctx = EVP_PKEY_CTX_new_from_pkey(m->backend->lib, m->pkey, NULL);
    if (m->pctx == NULL || !set_up(m->pctx, m->backend, w))
        return openssl_failed(MADE_BROKEN);
    m->method = w->method;
    m->verb = w->verb;
    return MADE;
}

/* ---- signatures ---- */

static size_t modulus(const struct material *m)
{
    return (size_t)EVP_PKEY_get_size(m->pkey);
}

enum made openssl_rsa_sign(struct material *m, struct work *w)
{
    enum made made = openssl_ready(m, w);

    if (made != MADE)
        return made;
    w->out_length = modulus(m);
    if (EVP_PKEY_sign(m->pctx, w->out, &w->out_length, w->value.ptr, w->value.length) != 1)
        return openssl_not_computed();
    return MADE;
}

enum made openssl_rsa_verify(struct material *m, struct work *w)
{
    enum made made;

    if (w->signature.length != modulus(m)) /* RFC 8017 sections 8.1.2 and 8.2.2, step 1 */
        return MADE_REFUSED;
    made = openssl_ready(m, w);
    if (made != MADE)
        return made;
    if (EVP_PKEY_verify(m->pctx, w->signature.ptr, w->signature.length, w->value.ptr,
                        w->value.length) != 1)
        return w->method->hash == HASH_NONE
                   ? openssl_failed(MADE_REFUSED) /* compared without a word */
                   : openssl_refused(ERR_LIB_RSA);
    return MADE;
}

/* ---- encryption ---- */

enum made openssl_rsa_encrypt(struct material *m, struct work *w)
{
    enum made made = openssl_ready(m, w);

    if (made != MADE)
        return made;
    w->out_length = modulus(m);
    if (EVP_PKEY_encrypt(m->pctx, w->out, &w->out_length, w->value.ptr, w->value.length) != 1)
        return openssl_not_computed();
    return MADE;
}

/* All ones when a is zero, else 0, without a branch. */
static size_t mask_zero(size_t a)
{
    return (size_t)0 - ((~a & (a - 1)) >> (sizeof(a) * 8 - 1));
}

static size_t mask_below(size_t a, size_t b)
{
    return (size_t)0 - ((a - b) >> (sizeof(a) * 8 - 1)); /* a, b far below the top bit */
}

/*
 * RFC 8017 section 7.2.2: 0, 2, eight or more octets that are not zero, 0, the message. Every octet
 * is looked at in every case, and what is wrong is not remembered, only whether all was right: the
 * one branch is on the answer that the caller sees anyway.
 */
static enum made take_off_pkcs1(struct work *w, size_t k)
{
    const uint8_t *em = w->out;
    size_t found = 0, zero_at = 0, good;

    for (size_t i = 2; i < k; i++) {
        size_t first = mask_zero(em[i]) & ~found;

        zero_at |= first & i;
        found |= first;
    }
    good = mask_zero(em[0]) & mask_zero((size_t)em[1] ^ 2) & found & ~mask_below(zero_at, 10);
    if (good == 0)
        return MADE_REFUSED;
    w->out_length = k - zero_at - 1;
    memmove(w->out, w->out + zero_at + 1, w->out_length);
    return MADE;
}

enum made openssl_rsa_decrypt(struct material *m, struct work *w)
{
    size_t k = modulus(m);
    enum made made = openssl_ready(m, w);

    if (made != MADE)
        return made;
    w->out_length = k;
    w->touched = k;
    if (EVP_PKEY_decrypt(m->pctx, w->out, &w->out_length, w->value.ptr, w->value.length) != 1)
        return openssl_failed(MADE_REFUSED);
    if (w->method->family == FAMILY_RSAES_OAEP)
        return MADE;
    return w->out_length == k ? take_off_pkcs1(w, k) : MADE_REFUSED;
}
