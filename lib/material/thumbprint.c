// SPDX-License-Identifier: MIT
/* see kvjwk/material.h */
#include "kvjwk/material.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "text/b64.h"

#define CANONICAL_MAX 4096

kvjwk_status kvjwk_key_thumbprint(const kvjwk_key *key, char out[KVJWK_THUMBPRINT_TEXT])
{
    char text[CANONICAL_MAX];
    unsigned char digest[32];
    size_t length = kvjwk_key_canonical(key, text, sizeof(text));
    size_t digest_length = 0;
    kvjwk_status status = KVJWK_OK;

    out[0] = '\0';
    if (length == 0)
        return KVJWK_ERR_ARGUMENT;
    if (EVP_Q_digest(NULL, "SHA256", NULL, text, length, digest, &digest_length) != 1 ||
        digest_length != sizeof(digest))
        status = KVJWK_ERR_ENGINE;
    else
        out[b64url_encode(out, KVJWK_THUMBPRINT_TEXT - 1, digest, sizeof(digest))] = '\0';
    OPENSSL_cleanse(text, sizeof(text));
    return status;
}
