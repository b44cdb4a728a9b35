// SPDX-License-Identifier: MIT
/*
 * Multiples of a curve's generator, to see a private key that is tiny from its public point: the
 * first 1024 by their x, and giant steps that reach 2^20 (baby step, giant step). n - k has the
 * same x as k, so that keys just below the order are found with them.
 */
#ifndef KVJWK_MATERIAL_CURVE_MULTIPLES_H
#define KVJWK_MATERIAL_CURVE_MULTIPLES_H

#include "material/curve.h"

#define MULTIPLES_BABY 1024u /* k G for k = 1 to this */
#define MULTIPLES_GIANT 512u /* i S for i = 1 to this, S = 2 * MULTIPLES_BABY G */

void multiples_free(struct multiples *m);

/* Whether x is that of k G with 1 <= k <= 1024. False, too, when c->failed. */
bool multiples_has(struct calc *c, struct curve *curve, const num *x);

/* The same for k up to 2^20; x and y are on the curve. */
bool multiples_reach(struct calc *c, struct curve *curve, const num *x, const num *y);

#endif
