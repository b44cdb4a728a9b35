// SPDX-License-Identifier: MIT
/* A line on a terminal that says how far a long run has come; nothing anywhere else. */
#ifndef KVJWK_TOOL_PROGRESS_H
#define KVJWK_TOOL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct settings;

struct progress {
    bool on, shown;
    uint64_t total; /* bytes of all operands; 0: not known */
    uint64_t bytes, keys;
    int64_t begun, last; /* milliseconds */
};

void progress_begin(struct progress *progress, const struct settings *settings);
void progress_add(struct progress *progress, size_t bytes, size_t keys);
void progress_end(struct progress *progress); /* takes the line away */

#endif
