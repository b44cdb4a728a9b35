// SPDX-License-Identifier: MIT
/* see digest.h */
#include "digest.h"

#include <openssl/evp.h>

static bool begin(struct input_digest *digest)
{
    if (digest->state != NULL)
        return true;
    digest->state = EVP_MD_CTX_new();
    return digest->state != NULL && EVP_DigestInit_ex(digest->state, EVP_sha256(), NULL) == 1;
}

void input_digest_add(struct input_digest *digest, const char *text, size_t length)
{
    digest->bytes += length;
    if (text == NULL || !begin(digest) ||
        (length > 0 && EVP_DigestUpdate(digest->state, text, length) != 1))
        digest->unknown = true;
}

bool input_digest_text(struct input_digest *digest, char out[65])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char octets[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    if (digest->unknown || !begin(digest) ||
        EVP_DigestFinal_ex(digest->state, octets, &length) != 1 || length != 32)
        return false;
    for (size_t i = 0; i < 32; i++) {
        out[2 * i] = digits[octets[i] >> 4];
        out[2 * i + 1] = digits[octets[i] & 15];
    }
    out[64] = '\0';
    return true;
}

void input_digest_reset(struct input_digest *digest)
{
    input_digest_free(digest);
    digest->bytes = 0;
    digest->unknown = false;
}

void input_digest_free(struct input_digest *digest)
{
    EVP_MD_CTX_free(digest->state);
    digest->state = NULL;
}
