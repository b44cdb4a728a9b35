// SPDX-License-Identifier: MIT
/* Keys and certificates in DER: read by libcrypto, written as public JWKs. */
#ifndef KVJWK_INPUT_PEM_H
#define KVJWK_INPUT_PEM_H

#include "input/input.h"

enum holds {
    HOLDS_NOTHING,
    HOLDS_PUBLIC,
    HOLDS_CERTIFICATE,
    HOLDS_REQUEST,
    HOLDS_PRIVATE,
    HOLDS_SEALED, /* private, in a form that is not read */
    HOLDS_ENCRYPTED
};

enum der_result {
    DER_OK,
    DER_MALFORMED, /* it is not what it should be */
    DER_ALGORITHM, /* a key of an algorithm that JWK does not have; *algorithm names it */
    DER_MEMORY
};

struct der_key {
    char *jwk; /* of the public part; in the arena */
    size_t length;
    char algorithm[64];
};

/* jwk_rfc: the registered name of a curve rather than the service's. */
enum der_result der_read(struct arena *arena, enum holds holds, const uint8_t *der, size_t length,
                         bool jwk_rfc, struct der_key *out);

/* What DER without a label holds; HOLDS_NOTHING when it is none of them. */
enum holds der_detect(const uint8_t *der, size_t length);

#endif
