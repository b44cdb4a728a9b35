// SPDX-License-Identifier: MIT
/*
 * n / 2^bits as a continued fraction. When both primes are near a / b 2^m with small a and b (words
 * that repeat, long runs of one bit), n is near such a fraction, too, and a large coefficient
 * tells. Convergents with denominators up to n^(1/4) are those of the upper half of n, so that is
 * enough.
 */
#include "material/checks.h"

#include "material/euclid.h"

#include <string.h>

/* A random number has a coefficient above 2^48 here once in 2^39 times. */
#define LARGE_BITS 48u
#define LEAST_FRACTION_BITS 512u

/* Whether a coefficient is large before x has fewer than `until` bits. */
static bool has_large(struct euclid *v, unsigned until)
{
    for (;;) {
        unsigned x = euclid_bits(v->x, v->count), y = euclid_bits(v->y, v->count);

        if (x < until || x < EUCLID_LEAST)
            return false;
        if (x - y > LARGE_BITS)
            return true;
        euclid_step(v, x, y);
    }
}

void check_fraction(struct kvjwk_material *m)
{
    struct euclid v;
    unsigned half = m->n_bits / 2 / 32 * 32;
    unsigned from = m->n_bits - half;

    if (m->n_bits < LEAST_FRACTION_BITS)
        return;
    memset(&v, 0, sizeof(v));
    v.count = half / 32 + 1;
    v.x[half / 32] = 1;
    for (size_t i = 0; i < half / 32; i++) {
        uint32_t high = from / 32 + i + 1 < m->n.count ? m->n.word[from / 32 + i + 1] : 0;

        v.y[i] = from % 32 == 0 ? m->n.word[from / 32 + i]
                                : m->n.word[from / 32 + i] >> from % 32 | high << (32 - from % 32);
    }
    if (has_large(&v, half / 2))
        tell(m, MATERIAL_RSA_FRACTION, "n",
             "n is 2^{} times a simple fraction, nearly: its primes have a pattern",
             ARGS(A_NUM(m->n_bits)));
}
