// SPDX-License-Identifier: MIT
/* What use, key_ops and alg say together: usage.def. */
#ifndef KVJWK_FACTS_USAGE_H
#define KVJWK_FACTS_USAGE_H

#include "facts/facts.h"

enum use { USE_NEUTRAL, USE_SIG, USE_ENC };

enum use facts_op_use(enum op_id op);
bool facts_op_is_private(enum op_id op); /* a public key alone cannot do it */
uint32_t facts_op_pair(enum op_id op);   /* set of operations that op may share a key with */

enum op_id facts_op_hint(struct span text);   /* without case and known slips; OP_NONE */
enum alg_id facts_alg_hint(struct span text); /* likewise; ALG_NONE */

/* Whether alg works with keys of this type; *params: the curves or sizes it then needs, 0 any. */
bool facts_alg_fits(enum alg_id alg, enum kty_id base, uint32_t *params);

#endif
