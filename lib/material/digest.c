// SPDX-License-Identifier: MIT
/*
 * see digest.h. By the functions of libcrypto that need no provider: loading one takes longer than
 * everything else that the command does for a key, and EVP takes as long as the digest of a point.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "material/digest.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

void digest_sha1(uint8_t out[SHA1_OCTETS], const uint8_t *octets, size_t length)
{
    SHA_CTX c;

    SHA1_Init(&c);
    SHA1_Update(&c, octets, length);
    SHA1_Final(out, &c);
    OPENSSL_cleanse(&c, sizeof(c));
}

void digest_sha256(uint8_t out[DIGEST_OCTETS], const uint8_t *octets, size_t length)
{
    SHA256_CTX c;

    SHA256_Init(&c);
    SHA256_Update(&c, octets, length);
    SHA256_Final(out, &c);
    OPENSSL_cleanse(&c, sizeof(c));
}
