// SPDX-License-Identifier: MIT
/*
 * Patterns of names and paths. "?" is one character, "*" any number of them, "[a-z]" and "[!a-z]"
 * one of a set. In a path "*" and "?" stay between two slashes, and "**" goes on over them.
 */
#ifndef KVJWK_POLICY_GLOB_H
#define KVJWK_POLICY_GLOB_H

#include <stdbool.h>

#include "base/span.h"

enum glob_kind { GLOB_NAME, GLOB_PATH };

/* False when a set is not closed: *at is where it begins. */
bool glob_ok(size_t *at, struct span pattern);

/* A malformed pattern matches nothing. Time grows with the product of the lengths at most, for
 * patterns with both "*" and "**" with one length more. */
bool glob_match(struct span pattern, struct span text, enum glob_kind kind);

/* A pattern without a slash is matched against the last part of the path. */
bool glob_match_file(struct span pattern, struct span path);

#endif
