// SPDX-License-Identifier: MIT
/* Wiener's attack: a d below n^(1/4) / 3 is the denominator of a convergent of e / n. */
#include "material/checks.h"

#define ORDINARY_BITS 32 /* d is about as long as n for such an e */

/* Whether phi = (e d - 1) / k belongs to n: then n - phi + 1 is p + q, and (p + q)^2 - 4 n a
 * square. */
static bool belongs(struct kvjwk_material *m, const num *k, const num *d)
{
    struct calc *c = &m->calc;
    num *phi, *rest;
    bool found = false;

    num_begin(c);
    phi = num_take(c);
    rest = num_take(c);
    num_mul(c, phi, number(m, E), d);
    num_sub_word(c, phi, 1);
    num_div(c, phi, rest, phi, k);
    if (!num_is_zero(c, rest))
        goto out;
    num_sub(c, phi, number(m, N), phi);
    num_add_word(c, phi, 1);
    if (num_bits(c, phi) > m->n_bits / 2 + 2)
        goto out;
    num_square(c, phi, phi);
    num_shift_left(c, rest, number(m, N), 2);
    num_sub(c, phi, phi, rest);
    found = num_is_square(c, phi);
out:
    num_end(c);
    return found;
}

struct convergent {
    num *k, *d;
};

/* last = q last + before, before = last */
static void next(struct calc *c, struct convergent *last, struct convergent *before, const num *q)
{
    struct convergent t = *before;
    num *product;

    num_begin(c);
    product = num_take(c);
    num_mul(c, product, q, last->k);
    num_add(c, t.k, t.k, product);
    num_mul(c, product, q, last->d);
    num_add(c, t.d, t.d, product);
    num_end(c);
    *before = *last;
    *last = t;
}

static bool has_small_d(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    struct convergent last, before;
    num *a, *b, *q, *rest;
    bool found = false;

    num_begin(c);
    last.k = num_take(c);
    last.d = num_take(c);
    before.k = num_take(c);
    before.d = num_take(c);
    a = num_take(c);
    b = num_take(c);
    q = num_take(c);
    rest = num_take(c);
    num_set_word(c, last.k, 1);
    num_set_word(c, before.d, 1);
    num_set(c, a, number(m, E));
    num_set(c, b, number(m, N));
    while (!found && !c->failed && !num_is_zero(c, b) && num_bits(c, last.d) <= m->n_bits / 4) {
        num_div(c, q, rest, a, b);
        next(c, &last, &before, q);
        num_set(c, a, b);
        num_set(c, b, rest);
        found = !num_is_zero(c, last.k) && belongs(m, last.k, last.d);
    }
    num_end(c);
    return found;
}

void check_wiener(struct kvjwk_material *m)
{
    if (!has(m, E) || subject_bits(m, E) <= ORDINARY_BITS || m->n_bits < LEAST_BITS)
        return;
    if (m->n_bits > DEEP_BITS) /* the time grows with the cube of the size */
        tell_unknown(m, MATERIAL_NOT_EVALUATED, "e",
                     "n has {} bits; whether d follows from e is looked at up to {} bits",
                     ARGS(A_NUM(m->n_bits), A_NUM(DEEP_BITS)));
    else if (has_small_d(m))
        tell(m, MATERIAL_RSA_WIENER, "e", "d is so small that it follows from e and n", NO_ARGS);
}
