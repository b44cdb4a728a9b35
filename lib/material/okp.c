// SPDX-License-Identifier: MIT
/* Octet key pairs: public keys of small order, and private keys of another public key. */
#include "material/checks.h"

#include "material/errors.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define OCTETS 32
#define OCTETS_MOST 57

/* ---- small order -------------------------------------------------------------------------------
 *
 * What remains of the eight points whose order divides 8, and of their second encodings, when the
 * highest bit is left out: little-endian y of edwards25519 (eprint 2020/1244 table 2), and u of
 * curve25519 (RFC 7748 section 6.1).
 */
#define FILLED                                                                                     \
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,      \
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  \
        0x7f

static const uint8_t of_both[][OCTETS] = {{0}, {1}, {0xec, FILLED}, {0xed, FILLED}, {0xee, FILLED}};
static const uint8_t of_ed25519[][OCTETS] = {
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};
static const uint8_t of_x25519[][OCTETS] = {
    {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
     0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
     0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
    {0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
     0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
     0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57},
};

static bool is_among(const uint8_t (*list)[OCTETS], size_t count, const uint8_t *octets)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(list[i], octets, OCTETS) == 0)
            return true;
    return false;
}

static const char *curve_of(const struct kvjwk_material *m)
{
    return m->key->param == NULL ? "" : m->key->param->name;
}

void check_okp_order(struct kvjwk_material *m)
{
    struct member_value x = value_of(m, X);
    bool edwards = strcmp(curve_of(m), "Ed25519") == 0;
    uint8_t octets[OCTETS];

    if (x.length != OCTETS || (!edwards && strcmp(curve_of(m), "X25519") != 0))
        return;
    memcpy(octets, x.octets, OCTETS);
    if (memcmp(octets, of_both[0], OCTETS) == 0)
        return; /* the core says so */
    octets[OCTETS - 1] &= 0x7f;
    if (is_among(of_both, ARRAY_LEN(of_both), octets) ||
        is_among(edwards ? of_ed25519 : of_x25519, 2, octets))
        tell(m, MATERIAL_OKP_SMALL_ORDER, "x", "x is a point of {} whose order divides 8",
             ARGS(A_STR(curve_of(m))));
}

/* ---- the pair ----------------------------------------------------------------------------------
 */

static bool belongs(struct kvjwk_material *m, const uint8_t *d, size_t length)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, curve_of(m), NULL, d, length);
    uint8_t octets[OCTETS_MOST];
    size_t got = sizeof(octets);
    bool made = key != NULL && EVP_PKEY_get_raw_public_key(key, octets, &got) == 1;
    struct member_value x = value_of(m, X);

    EVP_PKEY_free(key);
    if (!made) { /* any octets of this length are a private key */
        errors_were_memory();
        m->calc.failed = true;
        return true;
    }
    return got == x.length && memcmp(octets, x.octets, got) == 0;
}

void check_okp_pair(struct kvjwk_material *m)
{
    uint8_t d[OCTETS_MOST];
    size_t length;

    if (m->key->param == NULL || !kvjwk_key_octets(m->key, "d", d, sizeof(d), &length))
        return;
    if (length == value_of(m, X).length && !belongs(m, d, length))
        tell(m, MATERIAL_OKP_PAIR, "d", "the public key of d on {} is not x",
             ARGS(A_STR(curve_of(m))));
    OPENSSL_cleanse(d, sizeof(d));
}
