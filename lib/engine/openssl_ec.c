// SPDX-License-Identifier: MIT
/* ECDSA with signatures as JOSE has them, r and s side by side (RFC 7518 section 3.4), where
 * libcrypto has DER; and EdDSA. */
#include "engine/openssl.h"

/* SEQUENCE of two INTEGERs, each with a sign octet, lengths of up to two octets. */
#define DER_MAX (3 + 2 * (3 + FIELD_MAX))

/* ---- DER ---- */

static uint8_t *put_integer(uint8_t *at, const uint8_t *octets, size_t length)
{
    while (length > 1 && *octets == 0) {
        octets++;
        length--;
    }
    *at++ = 0x02;
    *at++ = (uint8_t)(length + (*octets >> 7));
    if (*octets & 0x80)
        *at++ = 0;
    memcpy(at, octets, length);
    return at + length;
}

static size_t der_of_raw(uint8_t der[DER_MAX], const uint8_t *raw, size_t field)
{
    uint8_t body[DER_MAX];
    uint8_t *end = put_integer(put_integer(body, raw, field), raw + field, field);
    size_t length = (size_t)(end - body), head = 0;

    der[head++] = 0x30;
    if (length > 127)
        der[head++] = 0x81;
    der[head++] = (uint8_t)length;
    memcpy(der + head, body, length);
    return head + length;
}

/* The next INTEGER into field octets; false when it is none or too long. */
static bool take_integer(const uint8_t **at, const uint8_t *end, uint8_t *out, size_t field)
{
    const uint8_t *p = *at;
    size_t length;

    if (end - p < 2 || p[0] != 0x02 || p[1] > 127 || end - p - 2 < p[1])
        return false;
    length = p[1];
    p += 2;
    *at = p + length;
    while (length > 0 && *p == 0) {
        p++;
        length--;
    }
    if (length > field)
        return false;
    memset(out, 0, field - length);
    memcpy(out + field - length, p, length);
    return true;
}

static bool raw_of_der(uint8_t *raw, size_t field, const uint8_t *der, size_t length)
{
    const uint8_t *at = der, *end = der + length;

    if (length < 2 || at[0] != 0x30)
        return false;
    at += at[1] == 0x81 ? 3 : 2;
    return at <= end && take_integer(&at, end, raw, field) &&
           take_integer(&at, end, raw + field, field) && at == end;
}

/* ---- ECDSA ---- */

enum made openssl_ecdsa_sign(struct material *m, struct work *w)
{
    uint8_t der[DER_MAX];
    size_t field = m->param->octets, length = sizeof(der);
    enum made made = openssl_ready(m, w);

    if (made != MADE)
        return made;
    if (EVP_PKEY_sign(m->pctx, der, &length, w->value.ptr, w->value.length) != 1)
        return openssl_not_computed();
    if (!raw_of_der(w->out, field, der, length))
        return MADE_BROKEN;
    w->out_length = 2 * field;
    return MADE;
}

/* 1 .. n-1 (FIPS 186-5 section 6.4.2, step 1) */
static bool in_range(const struct material *m, const uint8_t *number)
{
    size_t field = m->param->octets;
    unsigned any = 0;

    for (size_t i = 0; i < field; i++)
        any |= number[i];
    return any != 0 && memcmp(number, m->order, field) < 0;
}

enum made openssl_ecdsa_verify(struct material *m, struct work *w)
{
    const uint8_t *raw = w->signature.ptr;
    size_t field = m->param->octets;
    uint8_t der[DER_MAX];
    enum made made;
    int answer;

    if (w->signature.length != 2 * field || !in_range(m, raw) || !in_range(m, raw + field))
        return MADE_REFUSED;
    made = openssl_ready(m, w);
    if (made != MADE)
        return made;
    answer =
        EVP_PKEY_verify(m->pctx, der, der_of_raw(der, raw, field), w->value.ptr, w->value.length);
    if (answer == 1)
        return MADE;
    return openssl_failed(answer == 0 ? MADE_REFUSED : MADE_BROKEN);
}

/* ---- EdDSA ---- */

static enum made eddsa_once(struct material *m, struct work *w, EVP_MD_CTX *ctx)
{
    w->out_length = 114; /* of Ed448, the longer one */
    if (w->verb == VERB_SIGN) {
        if (EVP_DigestSignInit_ex(ctx, NULL, NULL, m->backend->lib, NULL, m->pkey, NULL) != 1 ||
            EVP_DigestSign(ctx, w->out, &w->out_length, w->value.ptr, w->value.length) != 1)
            return openssl_not_computed();
        return MADE;
    }
    if (EVP_DigestVerifyInit_ex(ctx, NULL, NULL, m->backend->lib, NULL, m->pkey, NULL) != 1)
        return openssl_failed(MADE_UNUSABLE);
    if (EVP_DigestVerify(ctx, w->signature.ptr, w->signature.length, w->value.ptr,
                         w->value.length) != 1)
        return openssl_failed(MADE_REFUSED);
    return MADE;
}

enum made openssl_eddsa(struct material *m, struct work *w)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    enum made made;

    if (ctx == NULL)
        return openssl_failed(MADE_MEMORY);
    made = eddsa_once(m, w, ctx);
    EVP_MD_CTX_free(ctx);
    return made;
}
