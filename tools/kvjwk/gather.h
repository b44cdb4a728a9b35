// SPDX-License-Identifier: MIT
/* The keys of files, folders and standard input, to be compared with each other. */
#ifndef KVJWK_TOOL_GATHER_H
#define KVJWK_TOOL_GATHER_H

#include "feed.h"
#include "kvjwk/material.h"

struct gathering {
    const struct settings *settings; /* who complains, limits, kind and names */
    char **operands;
    size_t operand_count;
    bool quiet; /* what cannot be read is left to who reads it next */
    bool (*is_output)(const void *outputs, const struct stat *st);
    const void *outputs;
    /* Takes each key instead of the comparison; not KVJWK_OK: memory is out. NULL: none. */
    kvjwk_status (*take)(void *ctx, const kvjwk_key *key);
    void *ctx;
    /* what came of it */
    size_t keys;
    bool unreadable;
};

/* In the order of input. across may be NULL when take is not. False when memory was out. */
bool gather(struct gathering *g, kvjwk_across *across);

/* Makes the operands fit to be read twice: standard input is kept in memory when it cannot be
 * rewound. False when one of them cannot; it was said. */
bool gather_twice(const struct settings *settings);

/* Back to the beginning of standard input. */
void gather_rewind(const struct settings *settings);

#endif
