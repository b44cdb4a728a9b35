// SPDX-License-Identifier: MIT
/* Rows of an earlier report, found by the identity of a key. Read by many threads at a time. */
#ifndef KVJWK_COMPLIANCE_PAST_H
#define KVJWK_COMPLIANCE_PAST_H

#include "compliance/row.h"

/* What changed since then, with the reasons as text of JSON strings behind each other. */
enum change past_compare(kvjwk_past *past, const struct row *row, struct out *because);
/* Keys that were there and are no more: their labels, in the order of the earlier report. */
size_t past_gone(const kvjwk_past *past, void (*each)(void *ctx, const char *label), void *ctx,
                 size_t most);

#endif
