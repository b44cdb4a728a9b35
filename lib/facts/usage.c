// SPDX-License-Identifier: MIT
/* see facts/usage.h */
#include "facts/usage.h"

#define PART_PUBLIC false
#define PART_PRIVATE true
#define P(param) BIT(PARAM_##param)

static const struct {
    uint8_t use;
    bool is_private;
} groups[OP_COUNT] = {
#define OP_GROUP(op, group, part, source) [OP_##op] = {USE_##group, PART_##part},
#include "facts/usage.def"
};

static const uint16_t pairs[] = {
#define OP_PAIR(a, b, source) BIT(OP_##a) | BIT(OP_##b),
#include "facts/usage.def"
};

static const struct {
    const char *text;
    uint8_t op;
} op_hints[] = {
#define OP_HINT(text, op) {text, OP_##op},
#include "facts/usage.def"
};

static const struct {
    const char *text;
    uint8_t alg;
} alg_hints[] = {
#define ALG_HINT(text, alg) {text, ALG_##alg},
#include "facts/usage.def"
};

static const struct {
    uint8_t alg, base;
    uint32_t params;
} also[] = {
#define ALG_ALSO(alg, base, params, source) {ALG_##alg, KTY_##base, params},
#include "facts/usage.def"
};

enum use facts_op_use(enum op_id op)
{
    return op < OP_COUNT ? (enum use)groups[op].use : USE_NEUTRAL;
}

bool facts_op_is_private(enum op_id op)
{
    return op < OP_COUNT && groups[op].is_private;
}

uint32_t facts_op_pair(enum op_id op)
{
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (op < OP_COUNT && (pairs[i] & BIT(op)))
            return pairs[i];
    return op < OP_COUNT ? BIT(op) : 0;
}

enum op_id facts_op_hint(struct span text)
{
    enum op_id like = facts_op_like(text);

    for (size_t i = 0; like == OP_NONE && i < ARRAY_LEN(op_hints); i++)
        if (span_eq_nocase(text, span_str(op_hints[i].text)))
            like = (enum op_id)op_hints[i].op;
    return like;
}

enum alg_id facts_alg_hint(struct span text)
{
    enum alg_id like = facts_alg_like(text);

    for (size_t i = 0; like == ALG_NONE && i < ARRAY_LEN(alg_hints); i++)
        if (span_eq_nocase(text, span_str(alg_hints[i].text)))
            like = (enum alg_id)alg_hints[i].alg;
    return like;
}

bool facts_alg_fits(enum alg_id alg, enum kty_id base, uint32_t *params)
{
    *params = facts_alg_params(alg);
    if (kvjwk_kty_find(facts_alg(alg)->base) == facts_kty(base))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(also); i++) {
        if (also[i].alg == alg && also[i].base == base) {
            *params = also[i].params;
            return true;
        }
    }
    return false;
}
