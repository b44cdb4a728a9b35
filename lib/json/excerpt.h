// SPDX-License-Identifier: MIT
/* The line of source around a place: what may be shown as it is, the rest as asterisks. */
#ifndef KVJWK_JSON_EXCERPT_H
#define KVJWK_JSON_EXCERPT_H

#include "base/memory.h"
#include "json/json.h"
#include "text/lines.h"

struct excerpt_source {
    struct span text;
    const struct json *json; /* its tape */
    /* Whether a string or number may be shown; punctuation, names and literals always are. */
    bool (*is_public)(const void *ctx, const struct json *json, uint32_t token);
    const void *ctx;
};

struct excerpt {
    const char *text; /* at most 100 columns, NUL-terminated, in the arena */
    size_t column;    /* where the place begins, 0-based */
    size_t length;    /* columns that it covers, at least 1 */
};

/* False when memory is out. */
bool excerpt_make(struct excerpt *out, struct arena *arena, const struct excerpt_source *source,
                  const struct place *place, size_t offset, size_t length);

#endif
