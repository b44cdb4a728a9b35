// SPDX-License-Identifier: MIT
/* Where a value stands in a JSON text: jansson tells that a text is well formed, not where what it
 * read had stood. Looked for only when there is something to say about it. */
#ifndef KVJWK_POLICY_LOCATE_H
#define KVJWK_POLICY_LOCATE_H

#include <stdbool.h>

#include "base/span.h"

/* A step from a container to what is in it; up is NULL for steps from the root. */
struct path {
    const struct path *up;
    const char *name; /* of a member; NULL: an item */
    size_t index;
};

struct located {
    size_t offset, length; /* of the value, or of the member's name with its quotes */
    size_t line, column;   /* 1-based; columns in code points */
    size_t end_column;     /* on the same line */
};

/* text is well-formed JSON. path NULL: the root. Duplicate names: the first. */
void locate(struct located *out, struct span text, const struct path *path, bool name);

/* RFC 6901; cut when it does not fit. */
void path_write(char *out, size_t cap, const struct path *path);

#endif
