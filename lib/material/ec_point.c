// SPDX-License-Identifier: MIT
/* The public point: on its curve, and not that of a private number which is guessed at once. */
#include "material/checks.h"

void check_point(struct kvjwk_material *m)
{
    const num *x = number(m, X), *y = number(m, Y);
    struct diagnosis why;

    if (curve_holds(&m->calc, m->curve, x, y))
        return;
    m->off_curve = true;
    if (m->calc.failed || BN_cmp(x, m->curve->p) >= 0 || BN_cmp(y, m->curve->p) >= 0)
        return; /* the core says so */
    why = why_off_curve(m);
    tell(m, MATERIAL_EC_OFF_CURVE, "x", "(x, y) is no point of {}: {}{}",
         ARGS(A_STR(m->curve->name), A_STR(why.what), A_STR(why.curve)));
}

void check_small_point(struct kvjwk_material *m)
{
    if (!m->off_curve && multiples_has(&m->calc, m->curve, number(m, X)))
        tell(m, MATERIAL_EC_SMALL, "x",
             "the private number is at most {}, or as near to the order of {}",
             ARGS(A_NUM(MULTIPLES_BABY), A_STR(m->curve->name)));
}
