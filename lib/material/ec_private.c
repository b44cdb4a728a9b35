// SPDX-License-Identifier: MIT
/* A private number of a curve that was not drawn at random from the whole range. */
#include "material/checks.h"

#include "material/shape.h"

/* d as near to the order as m->curve's half has bits, or as small. */
void check_small_d(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    unsigned half = num_bits(c, m->curve->order) / 2;
    num *rest;

    if (!has(m, D) || value_of(m, D).length == 0 ||
        num_compare(c, number(m, D), m->curve->order) >= 0)
        return; /* the core says so */
    num_begin(c);
    rest = num_take(c);
    num_sub(c, rest, m->curve->order, number(m, D));
    if (subject_bits(m, D) <= half)
        tell(m, MATERIAL_EC_SMALL, "d", "d has {} bits; expected more than {}",
             ARGS(A_NUM(subject_bits(m, D)), A_NUM(half)));
    else if (num_bits(c, rest) <= half)
        tell(m, MATERIAL_EC_SMALL, "d", "d is near the order: {} bits below; expected more than {}",
             ARGS(A_NUM(num_bits(c, rest)), A_NUM(half)));
    num_end(c);
}

#define WINDOW_BITS 32

/* Ones within 32 bits, and zeros everywhere else. */
static bool is_window(struct kvjwk_material *m)
{
    const struct member_value d = value_of(m, D);
    size_t zeros = 0;

    while (zeros < d.length && d.octets[d.length - 1 - zeros] == 0)
        zeros++;
    return zeros > 0 && d.length - zeros <= WINDOW_BITS / 8;
}

void check_pattern_d(struct kvjwk_material *m)
{
    struct member_value d = value_of(m, D);
    const char *what;

    if (!has(m, D) || d.length == 0)
        return;
    what = is_window(m) ? "is zero but for 32 bits" : shape_name(shape_of(d.octets, d.length));
    if (what == NULL && shape_has_run(d.octets, d.length, 16))
        what = "has a run of 16 equal octets";
    if (what != NULL)
        tell(m, MATERIAL_EC_PATTERN, "d", "d {}", ARGS(A_STR(what)));
}
