// SPDX-License-Identifier: MIT
/* see pem.h */
#include "input/pem.h"

#include <stdio.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "text/b64.h"

#define OCTETS_MAX ((size_t)1 << 16) /* of a number */

/* ---- reading ---- */

static EVP_PKEY *of_certificate(const uint8_t *der, size_t length)
{
    X509 *x509 = d2i_X509(NULL, &der, (long)length);
    EVP_PKEY *pkey = x509 == NULL ? NULL : X509_get_pubkey(x509);

    X509_free(x509);
    return pkey;
}

static EVP_PKEY *of_request(const uint8_t *der, size_t length)
{
    X509_REQ *request = d2i_X509_REQ(NULL, &der, (long)length);
    EVP_PKEY *pkey = request == NULL ? NULL : X509_REQ_get_pubkey(request);

    X509_REQ_free(request);
    return pkey;
}

/* SubjectPublicKeyInfo, or the RSAPublicKey of PKCS #1. */
static EVP_PKEY *of_public(const uint8_t *der, size_t length)
{
    const uint8_t *at = der;
    EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, (long)length);

    if (pkey != NULL)
        return pkey;
    at = der;
    return d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)length);
}

static EVP_PKEY *read_key(enum holds holds, const uint8_t *der, size_t length)
{
    switch (holds) {
    case HOLDS_CERTIFICATE:
        return of_certificate(der, length);
    case HOLDS_REQUEST:
        return of_request(der, length);
    case HOLDS_PUBLIC:
        return of_public(der, length);
    case HOLDS_PRIVATE:
        return d2i_AutoPrivateKey(NULL, &der, (long)length);
    default:
        return NULL;
    }
}

enum holds der_detect(const uint8_t *der, size_t length)
{
    static const enum holds order[] = {HOLDS_PUBLIC, HOLDS_PRIVATE, HOLDS_CERTIFICATE,
                                       HOLDS_REQUEST};
    const uint8_t *at = der;
    X509_SIG *sealed;

    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        EVP_PKEY *pkey = read_key(order[i], der, length);

        EVP_PKEY_free(pkey);
        if (pkey != NULL) {
            ERR_clear_error();
            return order[i];
        }
    }
    sealed = d2i_X509_SIG(NULL, &at, (long)length);
    X509_SIG_free(sealed);
    ERR_clear_error();
    return sealed != NULL ? HOLDS_ENCRYPTED : HOLDS_NOTHING;
}

/* ---- writing ---- */

struct writer {
    struct arena *arena;
    struct buf b;
    bool failed;
};

static bool open_jwk(struct writer *w, const EVP_PKEY *pkey)
{
    size_t cap = 512 + 3 * (size_t)EVP_PKEY_get_bits(pkey) / 8;
    char *memory = arena_alloc(w->arena, cap);

    if (memory == NULL)
        return false;
    buf_init(&w->b, memory, cap);
    return true;
}

static void put_text(struct writer *w, const char *name, const char *text)
{
    buf_str(&w->b, w->b.len == 0 ? "{\"" : ",\"");
    buf_str(&w->b, name);
    buf_str(&w->b, "\":\"");
    buf_str(&w->b, text);
    buf_str(&w->b, "\"");
}

static void put_octets(struct writer *w, const char *name, const uint8_t *octets, size_t length)
{
    size_t cap = length / 3 * 4 + 5;
    char *text = arena_alloc(w->arena, cap);

    if (text == NULL) {
        w->failed = true;
        return;
    }
    text[b64url_encode(text, cap - 1, octets, length)] = '\0';
    put_text(w, name, text);
}

/* A number of the key; length 0: without leading zeros. */
static void put_number(struct writer *w, const EVP_PKEY *pkey, const char *param, const char *name,
                       size_t length)
{
    BIGNUM *number = NULL;
    uint8_t *octets = NULL;

    if (EVP_PKEY_get_bn_param(pkey, param, &number) != 1) {
        w->failed = true;
        return;
    }
    if (length == 0)
        length = (size_t)BN_num_bytes(number);
    if (length <= OCTETS_MAX)
        octets = arena_alloc(w->arena, length + 1);
    if (octets == NULL || BN_bn2binpad(number, octets, (int)length) < 0)
        w->failed = true;
    else
        put_octets(w, name, octets, length);
    BN_free(number);
}

static void write_rsa(struct writer *w, const EVP_PKEY *pkey)
{
    put_text(w, "kty", "RSA");
    put_number(w, pkey, OSSL_PKEY_PARAM_RSA_N, "n", 0);
    put_number(w, pkey, OSSL_PKEY_PARAM_RSA_E, "e", 0);
}

/* The names of the groups in OpenSSL are other ones. */
static const char *curve_name(const char *group, bool jwk_rfc)
{
    static const struct {
        const char *group, *rfc, *service;
    } names[] = {{"prime256v1", "P-256", "P-256"},
                 {"secp384r1", "P-384", "P-384"},
                 {"secp521r1", "P-521", "P-521"},
                 {"secp256k1", "secp256k1", "P-256K"}};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i].group, group) == 0)
            return jwk_rfc ? names[i].rfc : names[i].service;
    return group;
}

/* RFC 5480 section 2.1.1: a curve is named; spelled out, it may be another one than it seems. */
static bool is_named(const EVP_PKEY *pkey)
{
    char encoding[16] = "";
    size_t length;

    return EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_ENCODING, encoding,
                                          sizeof(encoding), &length) != 1 ||
           strcmp(encoding, OSSL_PKEY_EC_ENCODING_EXPLICIT) != 0;
}

static bool write_ec(struct writer *w, const EVP_PKEY *pkey, bool jwk_rfc)
{
    char group[64];
    size_t length, octets = ((size_t)EVP_PKEY_get_bits(pkey) + 7) / 8;

    if (!is_named(pkey) || EVP_PKEY_get_group_name(pkey, group, sizeof(group), &length) != 1)
        return false;
    put_text(w, "kty", "EC");
    put_text(w, "crv", curve_name(group, jwk_rfc));
    put_number(w, pkey, OSSL_PKEY_PARAM_EC_PUB_X, "x", octets);
    put_number(w, pkey, OSSL_PKEY_PARAM_EC_PUB_Y, "y", octets);
    return true;
}

static bool write_okp(struct writer *w, const EVP_PKEY *pkey)
{
    static const char *const curves[] = {"ED25519", "Ed25519", "ED448", "Ed448",
                                         "X25519",  "X25519",  "X448",  "X448"};
    uint8_t octets[64];
    size_t length = sizeof(octets);

    for (size_t i = 0; i < ARRAY_LEN(curves); i += 2) {
        if (!EVP_PKEY_is_a(pkey, curves[i]))
            continue;
        if (EVP_PKEY_get_raw_public_key(pkey, octets, &length) != 1)
            return false;
        put_text(w, "kty", "OKP");
        put_text(w, "crv", curves[i + 1]);
        put_octets(w, "x", octets, length);
        return true;
    }
    return false;
}

static enum der_result write_jwk(struct writer *w, const EVP_PKEY *pkey, bool jwk_rfc,
                                 struct der_key *out)
{
    const char *name = EVP_PKEY_get0_type_name(pkey);
    bool known = true;

    snprintf(out->algorithm, sizeof(out->algorithm), "%s", name == NULL ? "unknown" : name);
    if (EVP_PKEY_get_bits(pkey) < 0 || !open_jwk(w, pkey))
        return DER_MEMORY;
    if (EVP_PKEY_is_a(pkey, "RSA") || EVP_PKEY_is_a(pkey, "RSA-PSS"))
        write_rsa(w, pkey);
    else if (EVP_PKEY_is_a(pkey, "EC"))
        known = write_ec(w, pkey, jwk_rfc);
    else
        known = write_okp(w, pkey);
    if (!known)
        return DER_ALGORITHM;
    buf_str(&w->b, "}");
    if (w->arena->failed)
        return DER_MEMORY;
    if (w->failed || w->b.cut)
        return DER_MALFORMED;
    out->jwk = w->b.ptr;
    out->length = w->b.len;
    return DER_OK;
}

enum der_result der_read(struct arena *arena, enum holds holds, const uint8_t *der, size_t length,
                         bool jwk_rfc, struct der_key *out)
{
    EVP_PKEY *pkey = read_key(holds, der, length);
    struct writer w = {.arena = arena};
    enum der_result result = DER_MALFORMED;

    if (pkey != NULL)
        result = write_jwk(&w, pkey, jwk_rfc, out);
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    return result;
}
