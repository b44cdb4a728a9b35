// SPDX-License-Identifier: MIT
/*
 * Secrets of oct keys. The bounds are exact: a random secret goes beyond each of them less than
 * once in 2^32 times, and text in 16 octets once in 2^22. Tests of randomness as such need far more
 * data.
 */
#include "material/checks.h"

#include "material/shape.h"

#define LEAST_OCTETS 14 /* 112 bits: SP 800-131A r2 section 10 */

void check_oct_length(struct kvjwk_material *m)
{
    size_t length = value_of(m, K).length;

    if (length < LEAST_OCTETS)
        tell(m, MATERIAL_OCT_SHORT, "k", "k has {} octets; expected at least {}",
             ARGS(A_NUM(length), A_NUM(LEAST_OCTETS)));
}

static enum shape shape_of_k(const struct kvjwk_material *m)
{
    return shape_of(value_of(m, K).octets, value_of(m, K).length);
}

void check_oct_shape(struct kvjwk_material *m)
{
    static const enum material_rule rules[] = {
        [SHAPE_CONSTANT] = MATERIAL_OCT_CONSTANT, [SHAPE_PERIOD] = MATERIAL_OCT_PERIOD,
        [SHAPE_SEQUENCE] = MATERIAL_OCT_SEQUENCE, [SHAPE_HEX] = MATERIAL_OCT_ENCODED,
        [SHAPE_BASE64] = MATERIAL_OCT_ENCODED,    [SHAPE_TEXT] = MATERIAL_OCT_TEXT,
    };
    enum shape shape = shape_of_k(m);

    if (shape != SHAPE_NONE)
        tell(m, rules[shape], "k", "k {}", ARGS(A_STR(shape_name(shape))));
}

/* ---- statistics --------------------------------------------------------------------------------
 */

static const struct bounds {
    unsigned octets;
    unsigned distinct;   /* that many different octets or fewer */
    unsigned least_ones; /* so many bits or more, */
    unsigned most_ones;  /* and no more than these */
} bounds[] = {
    {16, 8, 29, 99}, {24, 13, 53, 139}, {32, 19, 78, 178}, {48, 29, 130, 254}, {64, 40, 185, 327},
};

/* Those of the longest beginning that is in the table; NULL when it is shorter than all. */
static const struct bounds *bounds_of(size_t length)
{
    const struct bounds *found = NULL;

    for (size_t i = 0; i < ARRAY_LEN(bounds); i++)
        if (bounds[i].octets <= length)
            found = &bounds[i];
    return found;
}

static unsigned distinct_in(const uint8_t *octets, size_t length)
{
    bool seen[256] = {false};
    unsigned distinct = 0;

    for (size_t i = 0; i < length; i++) {
        distinct += !seen[octets[i]];
        seen[octets[i]] = true;
    }
    return distinct;
}

static unsigned ones_in(const uint8_t *octets, size_t length)
{
    unsigned ones = 0;

    for (size_t i = 0; i < length; i++)
        for (unsigned o = octets[i]; o != 0; o &= o - 1)
            ones++;
    return ones;
}

void check_oct_bias(struct kvjwk_material *m)
{
    const struct member_value k = value_of(m, K);
    const struct bounds *b = bounds_of(k.length);
    unsigned distinct, ones;

    if (b == NULL || shape_of_k(m) != SHAPE_NONE)
        return;
    distinct = distinct_in(k.octets, b->octets);
    ones = ones_in(k.octets, b->octets);
    if (distinct <= b->distinct)
        tell(m, MATERIAL_OCT_BIAS, "k",
             "{} octets of k are made of {} different ones; expected more than {}",
             ARGS(A_NUM(b->octets), A_NUM(distinct), A_NUM(b->distinct)));
    else if (ones < b->least_ones || ones > b->most_ones)
        tell(m, MATERIAL_OCT_BIAS, "k", "{} of {} bits of k are ones; expected {} to {}",
             ARGS(A_NUM(ones), A_NUM(8 * b->octets), A_NUM(b->least_ones), A_NUM(b->most_ones)));
}

/* What a copy that ended early, or a number that was not padded in front, leaves. */
void check_oct_zeros(struct kvjwk_material *m)
{
    const struct member_value k = value_of(m, K);
    size_t run = 0, longest = 0, least = k.length / 4 > 4 ? k.length / 4 : 4;

    if (k.length < LEAST_OCTETS || shape_of_k(m) != SHAPE_NONE)
        return;
    for (size_t i = 0; i < k.length; i++) {
        run = k.octets[i] == 0 ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    if (longest >= least)
        tell(m, MATERIAL_OCT_ZEROS, "k", "{} zero octets follow each other in the {} of k",
             ARGS(A_NUM(longest), A_NUM(k.length)));
}
