// SPDX-License-Identifier: MIT
/* kvjwk material: what needs libcrypto. The JWK thumbprint, today. */
#ifndef KVJWK_MATERIAL_H
#define KVJWK_MATERIAL_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KVJWK_THUMBPRINT_TEXT 44 /* 43 characters of base64url and a NUL */

/*
 * RFC 7638 thumbprint with SHA-256 of the key's public part (of the secret of an oct key), as
 * base64url. HSM types and the service's curve names count as their RFC forms, so that the same key
 * has the same thumbprint everywhere. KVJWK_ERR_ARGUMENT when the key has no complete public part.
 */
KVJWK_API kvjwk_status kvjwk_key_thumbprint(const kvjwk_key *key,
                                            char out[KVJWK_THUMBPRINT_TEXT]) KVJWK_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
