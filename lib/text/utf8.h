// SPDX-License-Identifier: MIT
/* UTF-8 (RFC 3629), strict: no overlong form, no surrogate, nothing above U+10FFFF. */
#ifndef KVJWK_TEXT_UTF8_H
#define KVJWK_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* Length of the well-formed sequence at text.ptr (1 to 4), or 0 when it is malformed or cut. On
 * success *code_point (when not NULL) is its value. text.len >= 1. */
size_t utf8_step(struct span text, uint32_t *code_point);

/* Writes the UTF-8 form of code_point (not a surrogate, at most U+10FFFF); returns 1 to 4. */
size_t utf8_put(char out[4], uint32_t code_point);

/* Code points in text; a malformed byte counts as one. */
size_t utf8_count(struct span text);

/* True for what a terminal could be made to obey or hide with: C0, DEL, C1, bidirectional controls,
 * line and paragraph separators, annotation marks, and all that is shown as nothing (zero-width and
 * tag characters, variation selectors, U+FEFF: Default_Ignorable_Code_Point of Unicode). */
bool utf8_is_unprintable(uint32_t code_point);

#endif
