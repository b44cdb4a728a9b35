// SPDX-License-Identifier: MIT
/* What makes two keys the same key, or related: digests of values, never the values. */
#ifndef KVJWK_MATERIAL_IDENTITY_H
#define KVJWK_MATERIAL_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "kvjwk/kvjwk.h"
#include "material/digest.h"

enum identity_kind { IDENTITY_RSA, IDENTITY_POINT, IDENTITY_OKP, IDENTITY_SECRET };

#define IDENTITY_HASH 16
#define IDENTITIES_MAX 2

struct identity {
    uint8_t kind;
    uint8_t hash[IDENTITY_HASH]; /* of n; of curve and x; of k or d */
    uint8_t more[8];             /* of e; of y; for a secret: of the public key it belongs to */
};

/* How many: the public value and the secret, as far as they are there; a modulus comes first. */
size_t identities_of(const kvjwk_key *key, struct identity out[IDENTITIES_MAX]);

#endif
