// SPDX-License-Identifier: MIT
/* see kvjwk/material.h */
#include "kvjwk/material.h"

#include <openssl/crypto.h>

#include "material/digest.h"
#include "text/b64.h"

#define CANONICAL_MAX 4096

kvjwk_status kvjwk_key_thumbprint(const kvjwk_key *key, char out[KVJWK_THUMBPRINT_TEXT])
{
    char text[CANONICAL_MAX];
    uint8_t digest[DIGEST_OCTETS];
    size_t length = kvjwk_key_canonical(key, text, sizeof(text));

    out[0] = '\0';
    if (length == 0)
        return KVJWK_ERR_ARGUMENT;
    digest_sha256(digest, (const uint8_t *)text, length);
    out[b64url_encode(out, KVJWK_THUMBPRINT_TEXT - 1, digest, sizeof(digest))] = '\0';
    OPENSSL_cleanse(text, sizeof(text));
    return KVJWK_OK;
}
