// SPDX-License-Identifier: MIT
/* see curve_multiples.h; coordinates are in Montgomery's form throughout */
#include "material/curve_multiples.h"

#include "base/sort.h"

#include <openssl/crypto.h>
#include <string.h>

#define ADD_MOST (MULTIPLES_BABY / 2) /* points that are added to at a time */

struct point {
    num *x, *y;
};

struct multiples {
    uint64_t baby[MULTIPLES_BABY]; /* the last 64 bits of x, in order */
    struct point giant[MULTIPLES_GIANT];
    num *below[ADD_MOST];  /* denominators, then their inverses */
    num *prefix[ADD_MOST]; /* products of the first i denominators */
};

/* ---- field -------------------------------------------------------------------------------------
 */

static void mul(struct calc *c, const struct curve *curve, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_mod_mul_montgomery(r, a, b, curve->field, c->ctx));
}

static void sub(struct calc *c, const struct curve *curve, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_mod_sub_quick(r, a, b, curve->p));
}

static void add(struct calc *c, const struct curve *curve, num *r, const num *a, const num *b)
{
    NUM_DO(c, BN_mod_add_quick(r, a, b, curve->p));
}

/* The inverses of all by that of their product (Montgomery); none is zero. */
static void invert(struct calc *c, const struct curve *curve, struct multiples *m, size_t count)
{
    num *inverse, *t;

    num_begin(c);
    inverse = num_take(c);
    t = num_take(c);
    num_set(c, m->prefix[0], m->below[0]);
    for (size_t i = 1; i < count && !c->failed; i++)
        mul(c, curve, m->prefix[i], m->prefix[i - 1], m->below[i]);
    NUM_DO(c, BN_from_montgomery(inverse, m->prefix[count - 1], curve->field, c->ctx));
    NUM_DO(c, BN_mod_inverse(inverse, inverse, curve->p, c->ctx) != NULL);
    NUM_DO(c, BN_to_montgomery(inverse, inverse, curve->field, c->ctx));
    for (size_t i = count - 1; i > 0 && !c->failed; i--) {
        mul(c, curve, t, inverse, m->prefix[i - 1]);
        mul(c, curve, inverse, inverse, m->below[i]);
        num_set(c, m->below[i], t);
    }
    num_set(c, m->below[0], inverse);
    num_end(c);
}

/* x of the sum of two points with the slope between them. */
static void sum_x(struct calc *c, const struct curve *curve, num *r, const num *slope,
                  const num *x1, const num *x2)
{
    mul(c, curve, r, slope, slope);
    sub(c, curve, r, r, x1);
    sub(c, curve, r, r, x2);
}

/* ---- points ------------------------------------------------------------------------------------
 */

/* What stands above the slope of the tangent: 3 x^2 + a. */
static void above_tangent(struct calc *c, const struct curve *curve, num *r, const num *x)
{
    num *t, *a;

    num_begin(c);
    t = num_take(c);
    a = num_take(c);
    mul(c, curve, t, x, x);
    add(c, curve, r, t, t);
    add(c, curve, r, r, t);
    NUM_DO(c, BN_to_montgomery(a, curve->a, curve->field, c->ctx));
    add(c, curve, r, r, a);
    num_end(c);
}

/* out[i] = at[i] + at[count - 1] for i < count, of which the last is a doubling. */
static void add_last(struct calc *c, const struct curve *curve, struct multiples *m,
                     const struct point *at, struct point *out, size_t count)
{
    const struct point *last = &at[count - 1];
    num *slope;

    num_begin(c);
    slope = num_take(c);
    for (size_t i = 0; i + 1 < count && !c->failed; i++)
        sub(c, curve, m->below[i], last->x, at[i].x);
    if (!c->failed)
        add(c, curve, m->below[count - 1], last->y, last->y);
    if (!c->failed)
        invert(c, curve, m, count);
    for (size_t i = 0; i < count && !c->failed; i++) {
        if (i + 1 < count)
            sub(c, curve, slope, last->y, at[i].y);
        else
            above_tangent(c, curve, slope, last->x);
        mul(c, curve, slope, slope, m->below[i]);
        sum_x(c, curve, out[i].x, slope, at[i].x, last->x);
        sub(c, curve, out[i].y, at[i].x, out[i].x);
        mul(c, curve, out[i].y, out[i].y, slope);
        sub(c, curve, out[i].y, out[i].y, at[i].y);
    }
    num_end(c);
}

/* points[i] = (i + 1) factor G; count is a power of two. */
static void fill(struct calc *c, const struct curve *curve, struct multiples *m,
                 struct point *points, size_t count, uint32_t factor)
{
    EC_POINT *first = c->failed ? NULL : EC_POINT_new(curve->group);
    num *k;

    num_begin(c);
    k = num_take(c);
    c->failed = c->failed || first == NULL;
    num_set_word(c, k, factor);
    NUM_DO(c, EC_POINT_mul(curve->group, first, k, NULL, NULL, c->ctx));
    NUM_DO(c,
           EC_POINT_get_affine_coordinates(curve->group, first, points[0].x, points[0].y, c->ctx));
    NUM_DO(c, BN_to_montgomery(points[0].x, points[0].x, curve->field, c->ctx));
    NUM_DO(c, BN_to_montgomery(points[0].y, points[0].y, curve->field, c->ctx));
    for (size_t done = 1; done < count && !c->failed; done *= 2)
        add_last(c, curve, m, points, points + done, done);
    num_end(c);
    EC_POINT_free(first);
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static uint64_t tail_of(struct calc *c, const num *x)
{
    uint8_t octets[66];
    uint64_t tail = 0;

    NUM_DO(c, BN_bn2binpad(x, octets, sizeof(octets)) == (int)sizeof(octets));
    for (size_t i = sizeof(octets) - 8; i < sizeof(octets) && !c->failed; i++)
        tail = tail << 8 | octets[i];
    return tail;
}

static int by_value(const void *a, const void *b, const void *ctx)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    (void)ctx;
    return (x > y) - (x < y);
}

static bool has_tail(const struct multiples *m, uint64_t tail)
{
    size_t low = 0, high = MULTIPLES_BABY;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (m->baby[middle] < tail)
            low = middle + 1;
        else
            high = middle;
    }
    return low < MULTIPLES_BABY && m->baby[low] == tail;
}

static void points_free(struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        BN_free(points[i].x);
        BN_free(points[i].y);
    }
}

static bool points_make(struct point *points, size_t count)
{
    bool ok = true;

    for (size_t i = 0; i < count && ok; i++) {
        points[i].x = BN_new();
        points[i].y = BN_new();
        ok = points[i].x != NULL && points[i].y != NULL;
    }
    return ok;
}

void multiples_free(struct multiples *m)
{
    if (m == NULL)
        return;
    points_free(m->giant, MULTIPLES_GIANT);
    for (size_t i = 0; i < ADD_MOST; i++) {
        BN_free(m->below[i]);
        BN_free(m->prefix[i]);
    }
    OPENSSL_free(m);
}

static bool make_room(struct multiples *m)
{
    bool ok = points_make(m->giant, MULTIPLES_GIANT);

    for (size_t i = 0; i < ADD_MOST && ok; i++) {
        m->below[i] = BN_new();
        m->prefix[i] = BN_new();
        ok = m->below[i] != NULL && m->prefix[i] != NULL;
    }
    return ok;
}

static void fill_baby(struct calc *c, const struct curve *curve, struct multiples *m)
{
    size_t size = MULTIPLES_BABY * sizeof(struct point);
    struct point *points = OPENSSL_zalloc(size);
    uint64_t *scratch = OPENSSL_malloc(sizeof(m->baby));

    c->failed = points == NULL || scratch == NULL || !points_make(points, MULTIPLES_BABY);
    fill(c, curve, m, points, MULTIPLES_BABY, 1);
    for (size_t i = 0; i < MULTIPLES_BABY && !c->failed; i++)
        m->baby[i] = tail_of(c, points[i].x);
    if (!c->failed)
        sort_stable(m->baby, scratch, MULTIPLES_BABY, sizeof(m->baby[0]), by_value, NULL);
    if (points != NULL)
        points_free(points, MULTIPLES_BABY);
    OPENSSL_free(points);
    OPENSSL_free(scratch);
}

static bool ready(struct calc *c, struct curve *curve)
{
    struct multiples *m;

    if (c->failed || curve->multiples != NULL)
        return !c->failed;
    m = OPENSSL_zalloc(sizeof(*m));
    c->failed = m == NULL || !make_room(m);
    if (!c->failed)
        fill_baby(c, curve, m);
    fill(c, curve, m, m == NULL ? NULL : m->giant, MULTIPLES_GIANT, 2 * MULTIPLES_BABY);
    if (c->failed)
        multiples_free(m);
    else
        curve->multiples = m;
    return !c->failed;
}

/* ---- questions ---------------------------------------------------------------------------------
 */

bool multiples_has(struct calc *c, struct curve *curve, const num *x)
{
    bool found = false;
    num *t;

    if (!ready(c, curve))
        return false;
    num_begin(c);
    t = num_take(c);
    NUM_DO(c, BN_to_montgomery(t, x, curve->field, c->ctx));
    if (!c->failed)
        found = has_tail(curve->multiples, tail_of(c, t));
    num_end(c);
    return found && !c->failed;
}

/* Whether x of Q + i S or of Q - i S is known; below[i] has the inverse of the difference. */
static bool step(struct calc *c, struct curve *curve, size_t i, const num *x, const num *y)
{
    const struct multiples *m = curve->multiples;
    bool found = false;
    num *slope, *sum;

    num_begin(c);
    slope = num_take(c);
    sum = num_take(c);
    for (int sign = 0; sign < 2 && !found && !c->failed; sign++) {
        (sign == 0 ? sub : add)(c, curve, slope, y, m->giant[i].y);
        mul(c, curve, slope, slope, m->below[i]);
        sum_x(c, curve, sum, slope, x, m->giant[i].x);
        found = has_tail(m, tail_of(c, sum));
    }
    num_end(c);
    return found && !c->failed;
}

bool multiples_reach(struct calc *c, struct curve *curve, const num *x, const num *y)
{
    bool found = multiples_has(c, curve, x);
    struct multiples *m = curve->multiples;
    num *mx, *my;

    if (found || c->failed)
        return found;
    num_begin(c);
    mx = num_take(c);
    my = num_take(c);
    NUM_DO(c, BN_to_montgomery(mx, x, curve->field, c->ctx));
    NUM_DO(c, BN_to_montgomery(my, y, curve->field, c->ctx));
    for (size_t i = 0; i < MULTIPLES_GIANT && !c->failed && !found; i++) {
        sub(c, curve, m->below[i], mx, m->giant[i].x);
        found = num_is_zero(c, m->below[i]);
    }
    if (!found && !c->failed)
        invert(c, curve, m, MULTIPLES_GIANT);
    for (size_t i = 0; i < MULTIPLES_GIANT && !c->failed && !found; i++)
        found = step(c, curve, i, mx, my);
    num_end(c);
    return found && !c->failed;
}
