// SPDX-License-Identifier: MIT
/* Parts of a key made ready for a crypto library. */
#ifndef KVJWK_ENGINE_PARTS_H
#define KVJWK_ENGINE_PARTS_H

#include "engine/engine.h"

#define FIELD_MAX 66 /* octets of a coordinate of P-521 */

/* Where coordinates and d go when their leading zeros are missing. Secret. */
struct fields {
    uint8_t x[FIELD_MAX], y[FIELD_MAX], d[FIELD_MAX];
};

/*
 * Judges sizes, strips or adds leading zeros, sets param and *bits. Answers what is wrong, or NULL.
 * Spans may point into fields afterwards.
 */
const char *parts_prepare(struct parts *p, struct fields *fields, unsigned *bits);

#endif
