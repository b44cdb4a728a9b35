// SPDX-License-Identifier: MIT
/* Why x and y are no point of the curve that crv names. Only looked for when they are none. */
#include "material/checks.h"

#define COORDINATE_MOST 66

static bool is_on(struct kvjwk_material *m, const num *x, const num *y)
{
    return curve_holds(&m->calc, m->curve, x, y);
}

/* Another curve with coordinates as long; NULL when it is on none. */
static const char *other_curve(struct kvjwk_material *m)
{
    for (size_t i = 0; i < CURVES; i++) {
        struct curve *other = &m->curves.of[i];

        if (other != m->curve && other->octets == m->curve->octets &&
            curve_ready(&m->calc, other) &&
            curve_holds(&m->calc, other, number(m, X), number(m, Y)))
            return other->name;
    }
    return NULL;
}

static void read_reversed(struct kvjwk_material *m, num *r, enum member member)
{
    struct member_value v = value_of(m, member);
    uint8_t octets[COORDINATE_MOST];

    for (size_t i = 0; i < v.length; i++)
        octets[i] = v.octets[v.length - 1 - i];
    num_read(&m->calc, r, octets, v.length);
}

static const char *order_of_octets(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    const char *what = NULL;
    num *x, *y;

    num_begin(c);
    x = num_take(c);
    y = num_take(c);
    read_reversed(m, x, X);
    read_reversed(m, y, Y);
    if (is_on(m, number(m, Y), number(m, X)))
        what = "x and y have changed places";
    else if (is_on(m, x, y))
        what = "the octets of x and y are in reverse order (little-endian)";
    else if (is_on(m, x, number(m, Y)))
        what = "the octets of x are in reverse order";
    else if (is_on(m, number(m, X), y))
        what = "the octets of y are in reverse order";
    num_end(c);
    return what;
}

/* x is that of a point when x^3 + a x + b is a square. */
static const char *guilty_coordinate(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    const char *what;
    num *right;
    int symbol;

    num_begin(c);
    right = num_take(c);
    curve_right_side(c, m->curve, right, number(m, X));
    symbol = c->failed ? 0 : BN_kronecker(right, m->curve->p, c->ctx);
    c->failed = c->failed || symbol == -2;
    what = symbol == -1 ? "no point there has this x (it is on the twist)"
                        : "x belongs to a point there, y does not go with it";
    num_end(c);
    return what;
}

struct diagnosis why_off_curve(struct kvjwk_material *m)
{
    struct diagnosis why = {"it is one of ", other_curve(m)};

    if (why.curve != NULL)
        return why;
    why.curve = "";
    why.what = order_of_octets(m);
    if (why.what == NULL)
        why.what = guilty_coordinate(m);
    return why;
}
