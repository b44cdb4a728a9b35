// SPDX-License-Identifier: MIT
/* SHA-256 of an input that comes in pieces. */
#ifndef KVJWK_TOOL_DIGEST_H
#define KVJWK_TOOL_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input_digest {
    void *state; /* of libcrypto; NULL: nothing was added yet */
    uint64_t bytes;
    bool unknown;
};

/* text NULL: that piece was not kept, so the digest cannot be told. */
void input_digest_add(struct input_digest *digest, const char *text, size_t length);
/* In hexadecimal; false when it cannot be told. */
bool input_digest_text(struct input_digest *digest, char out[65]);
void input_digest_reset(struct input_digest *digest);
void input_digest_free(struct input_digest *digest);

#endif
