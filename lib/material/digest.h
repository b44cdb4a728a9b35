// SPDX-License-Identifier: MIT
/* SHA-1 and SHA-256. They cannot fail. */
#ifndef KVJWK_MATERIAL_DIGEST_H
#define KVJWK_MATERIAL_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_OCTETS 20
#define DIGEST_OCTETS 32

void digest_sha1(uint8_t out[SHA1_OCTETS], const uint8_t *octets, size_t length);
void digest_sha256(uint8_t out[DIGEST_OCTETS], const uint8_t *octets, size_t length);

#endif
