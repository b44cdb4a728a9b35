// SPDX-License-Identifier: MIT
/* What takes multiplications of points. */
#include "material/checks.h"

#include <string.h>

#define COORDINATE_MOST 66

/* Of an encoding that is on the curve: only memory can be missing. */
static EC_POINT *point_of(struct kvjwk_material *m)
{
    uint8_t octets[1 + 2 * COORDINATE_MOST] = {POINT_CONVERSION_UNCOMPRESSED};
    size_t width = m->curve->octets < COORDINATE_MOST ? m->curve->octets : COORDINATE_MOST;
    EC_POINT *point = EC_POINT_new(m->curve->group);

    memcpy(octets + 1, value_of(m, X).octets, width);
    memcpy(octets + 1 + width, value_of(m, Y).octets, width);
    NUM_DO(&m->calc, point != NULL && EC_POINT_oct2point(m->curve->group, point, octets,
                                                         1 + 2 * width, m->calc.ctx));
    return point;
}

/* SP 800-56A r3 section 5.6.2.3.3 step 4. With a cofactor of 1 it holds for every point of the
 * curve; it is the check on the checks before it. */
void check_order(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    const EC_GROUP *group = m->curve->group;
    EC_POINT *point;

    if (m->off_curve)
        return;
    point = point_of(m);
    NUM_DO(c, EC_POINT_mul(group, point, NULL, point, m->curve->order, c->ctx));
    if (!c->failed && !EC_POINT_is_at_infinity(group, point))
        tell(m, MATERIAL_EC_OFF_CURVE, "x", "(x, y) is not in the group of {}",
             ARGS(A_STR(m->curve->name)));
    EC_POINT_free(point);
}

/* SP 800-56A r3 section 5.6.2.1.4 */
void check_pair(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    const EC_GROUP *group = m->curve->group;
    EC_POINT *given, *made;

    if (m->off_curve || !has(m, D) || value_of(m, D).length == 0 ||
        num_compare(c, number(m, D), m->curve->order) >= 0)
        return;
    given = point_of(m);
    made = EC_POINT_new(group);
    NUM_DO(c, made != NULL && EC_POINT_mul(group, made, number(m, D), NULL, NULL, c->ctx));
    if (!c->failed && EC_POINT_cmp(group, made, given, c->ctx) != 0)
        tell(m, MATERIAL_EC_PAIR, "d", "d times the generator of {} is not (x, y)",
             ARGS(A_STR(m->curve->name)));
    EC_POINT_free(given);
    EC_POINT_clear_free(made);
}

void check_tiny_point(struct kvjwk_material *m)
{
    if (!m->off_curve && !multiples_has(&m->calc, m->curve, number(m, X)) &&
        multiples_reach(&m->calc, m->curve, number(m, X), number(m, Y)))
        tell(m, MATERIAL_EC_SMALL, "x",
             "the private number is below 2^20, or as near to the order of {}",
             ARGS(A_STR(m->curve->name)));
}
