// SPDX-License-Identifier: MIT
/* Octets that somebody wrote instead of drawing them. Nothing here needs a number. */
#ifndef KVJWK_MATERIAL_SHAPE_H
#define KVJWK_MATERIAL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shape {
    SHAPE_NONE,
    SHAPE_CONSTANT, /* one octet all over */
    SHAPE_PERIOD,   /* something shorter, twice or more */
    SHAPE_SEQUENCE, /* each octet is the one before and a constant */
    SHAPE_HEX,      /* hexadecimal text of a key */
    SHAPE_BASE64,   /* Base64 or base64url text of a key */
    SHAPE_TEXT      /* printable ASCII */
};

/* The first that fits. */
enum shape shape_of(const uint8_t *octets, size_t length);

/* "is ...", for a message; NULL for SHAPE_NONE. */
const char *shape_name(enum shape shape);

/* Whether the same octet stands `least` times in a row. */
bool shape_has_run(const uint8_t *octets, size_t length, size_t least);

#endif
