// SPDX-License-Identifier: MIT
/* The certificate of a key: x5c begins with the one of this key (RFC 7517 section 4.7), and x5t and
 * x5t#S256 are its digests. */
#include "material/checks.h"

#include "material/errors.h"

#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#define CERTIFICATE_MOST (64u << 10)

/* ---- the public key ----------------------------------------------------------------------------
 */

static bool same_number(struct kvjwk_material *m, const EVP_PKEY *key, const char *name,
                        enum member member)
{
    BIGNUM *value = NULL;
    bool same = EVP_PKEY_get_bn_param(key, name, &value) == 1 && has(m, member) &&
                num_compare(&m->calc, value, number(m, member)) == 0;

    BN_free(value);
    return same;
}

static bool same_curve(const struct kvjwk_material *m, const EVP_PKEY *key)
{
    char name[64];

    return EVP_PKEY_get_group_name(key, name, sizeof(name), NULL) == 1 &&
           OBJ_txt2nid(name) == m->curve->nid;
}

static bool same_octets(const struct kvjwk_material *m, const EVP_PKEY *key)
{
    uint8_t octets[64];
    size_t length = sizeof(octets);

    return EVP_PKEY_get_raw_public_key(key, octets, &length) == 1 &&
           length == value_of(m, X).length && memcmp(octets, value_of(m, X).octets, length) == 0;
}

static bool same_key(struct kvjwk_material *m, const EVP_PKEY *key)
{
    switch (m->base) {
    case BASE_RSA:
        return same_number(m, key, OSSL_PKEY_PARAM_RSA_N, N) &&
               same_number(m, key, OSSL_PKEY_PARAM_RSA_E, E);
    case BASE_EC:
        return same_curve(m, key) && same_number(m, key, OSSL_PKEY_PARAM_EC_PUB_X, X) &&
               same_number(m, key, OSSL_PKEY_PARAM_EC_PUB_Y, Y);
    case BASE_OKP:
        return same_octets(m, key);
    case BASE_OCT:
    case BASES:
        break;
    }
    return false;
}

static void check_key(struct kvjwk_material *m, const X509 *certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(certificate);

    if (key == NULL)
        tell(m, MATERIAL_X5C_KEY, "x5c", "the certificate's public key cannot be read", NO_ARGS);
    else if (!same_key(m, key))
        tell(m, MATERIAL_X5C_KEY, "x5c",
             "the first certificate of x5c has another public key than this one", NO_ARGS);
}

/* ---- the digests -------------------------------------------------------------------------------
 */

static void check_digest(struct kvjwk_material *m, const char *member, const uint8_t *digest,
                         size_t length)
{
    uint8_t octets[DIGEST_OCTETS];
    size_t got;

    if (kvjwk_key_octets(m->key, member, octets, sizeof(octets), &got) && got == length &&
        memcmp(octets, digest, length) != 0)
        tell(m, MATERIAL_X5T, member, "{} is not the digest of the first certificate of x5c",
             ARGS(A_STR(member)));
}

static void check_digests(struct kvjwk_material *m, const uint8_t *der, size_t length)
{
    uint8_t sha1[SHA1_OCTETS], sha256[DIGEST_OCTETS];

    digest_sha1(sha1, der, length);
    digest_sha256(sha256, der, length);
    check_digest(m, "x5t", sha1, sizeof(sha1));
    check_digest(m, "x5t#S256", sha256, sizeof(sha256));
}

/* ---- the certificate ---------------------------------------------------------------------------
 */

static void check_der(struct kvjwk_material *m, const uint8_t *der, size_t length)
{
    const unsigned char *end = der;
    X509 *certificate = d2i_X509(NULL, &end, (long)length);

    if (certificate == NULL || end != der + length)
        tell(m, MATERIAL_X5C_CERTIFICATE, "x5c",
             certificate == NULL ? "the first item of x5c is no X.509 certificate in DER"
                                 : "something stands behind the certificate",
             NO_ARGS);
    else
        check_key(m, certificate);
    m->calc.failed = errors_were_memory() || m->calc.failed;
    X509_free(certificate);
    check_digests(m, der, length);
}

void check_certificate(struct kvjwk_material *m)
{
    size_t length;
    uint8_t *der;

    if (!kvjwk_key_has(m->key, "x5c") || !kvjwk_key_certificate(m->key, 0, NULL, 0, &length) ||
        length == 0)
        return;
    if (length > CERTIFICATE_MOST) {
        tell_unknown(m, MATERIAL_NOT_EVALUATED, "x5c",
                     "the first certificate has {} octets; up to {} are looked at",
                     ARGS(A_NUM(length), A_NUM(CERTIFICATE_MOST)));
        return;
    }
    der = OPENSSL_malloc(length);
    if (der != NULL && kvjwk_key_certificate(m->key, 0, der, length, &length))
        check_der(m, der, length);
    m->calc.failed = m->calc.failed || der == NULL;
    OPENSSL_free(der);
}
