// SPDX-License-Identifier: MIT
/* see euclid.h */
#include "material/euclid.h"

#include <openssl/crypto.h>
#include <string.h>

unsigned euclid_bits(const uint32_t *words, size_t count)
{
    unsigned bits = 32 * (unsigned)count;

    while (count > 0 && words[count - 1] == 0) {
        count--;
        bits -= 32;
    }
    for (uint32_t bit = UINT32_C(1) << 31; count > 0 && !(words[count - 1] & bit); bit >>= 1)
        bits--;
    return bits;
}

#define WINDOW 60u

/* The bits of words that begin at bit `from`. */
static uint64_t window(const uint32_t *words, unsigned from)
{
    size_t i = from / 32;
    unsigned shift = from % 32;
    uint64_t low = words[i] | (uint64_t)words[i + 1] << 32;
    uint64_t high = words[i + 2];

    return (shift == 0 ? low : low >> shift | high << (64 - shift)) & ((UINT64_C(1) << WINDOW) - 1);
}

/* ---- many coefficients at once: Lehmer ---------------------------------------------------------
 */

/* New x and y are a x + b y and c x + d y; no factor has more than 31 bits. */
struct factors {
    int64_t a, b, c, d;
};

#define FACTOR_MOST INT32_MAX
#define LEAST_Y (INT64_C(1) << 32) /* above it, no product leaves 63 bits */

static bool is_small(int64_t a)
{
    return a <= FACTOR_MOST && a >= -FACTOR_MOST;
}

/* Knuth, The Art of Computer Programming 2, algorithm 4.5.2 L: a coefficient is right when it comes
 * out for both ends of what the leading bits leave open. */
static struct factors lehmer(int64_t x, int64_t y)
{
    struct factors f = {1, 0, 0, 1};

    while (y > LEAST_Y) {
        int64_t q = (x + f.a) / (y + f.c), rest = x + f.b - q * (y + f.d), t;

        if (rest < 0 || rest >= y + f.d || !is_small(f.a - q * f.c) || !is_small(f.b - q * f.d))
            break;
        t = f.a - q * f.c;
        f.a = f.c;
        f.c = t;
        t = f.b - q * f.d;
        f.b = f.d;
        f.d = t;
        t = x - q * y;
        x = y;
        y = t;
    }
    return f;
}

/* t / 2^32, rounded down. */
static int64_t carry_of(int64_t t)
{
    return (int64_t)((uint64_t)t >> 32 | (t < 0 ? UINT64_C(0xffffffff) << 32 : 0));
}

static void apply(struct euclid *v, const struct factors *f)
{
    int64_t x_carry = 0, y_carry = 0;

    for (size_t i = 0; i < v->count; i++) {
        int64_t x = v->x[i], y = v->y[i];

        x_carry += f->a * x + f->b * y;
        y_carry += f->c * x + f->d * y;
        v->x[i] = (uint32_t)x_carry;
        v->y[i] = (uint32_t)y_carry;
        x_carry = carry_of(x_carry);
        y_carry = carry_of(y_carry);
    }
}

/* ---- one coefficient ---------------------------------------------------------------------------
 */

/* words[i] of y << shift */
static uint32_t shifted_word(const struct euclid *v, unsigned shift, size_t i)
{
    size_t back = shift / 32;
    unsigned bits = shift % 32;
    uint32_t high = i >= back ? v->y[i - back] : 0;
    uint32_t low = i >= back + 1 ? v->y[i - back - 1] : 0;

    return bits == 0 ? high : high << bits | low >> (32 - bits);
}

/* x -= y << shift, unless that is larger. */
static void subtract_shifted(struct euclid *v, unsigned shift)
{
    uint32_t rest[EUCLID_WORDS];
    uint64_t borrow = 0;

    for (size_t i = 0; i < v->count; i++) {
        uint64_t t = (uint64_t)v->x[i] - shifted_word(v, shift, i) - borrow;

        rest[i] = (uint32_t)t;
        borrow = t >> 63;
    }
    if (borrow == 0)
        memcpy(v->x, rest, v->count * sizeof(rest[0]));
}

/* x, y = y, x modulo y, bit by bit. */
static void divide(struct euclid *v, unsigned gap)
{
    for (unsigned shift = gap + 1; shift-- > 0;)
        subtract_shifted(v, shift);
    for (size_t i = 0; i < v->count; i++) {
        uint32_t t = v->x[i];

        v->x[i] = v->y[i];
        v->y[i] = t;
    }
}

/* ---- both --------------------------------------------------------------------------------------
 */

void euclid_step(struct euclid *v, unsigned x_bits, unsigned y_bits)
{
    struct factors f;

    v->count = (x_bits + 31) / 32;
    f = lehmer((int64_t)window(v->x, x_bits - WINDOW), (int64_t)window(v->y, x_bits - WINDOW));
    if (f.b == 0)
        divide(v, x_bits - y_bits);
    else
        apply(v, &f);
}

static uint64_t word_gcd(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t t = a % b;

        a = b;
        b = t;
    }
    return a;
}

void euclid_gcd(struct euclid *v)
{
    unsigned x, y;
    uint64_t gcd;

    while ((x = euclid_bits(v->x, v->count)) > EUCLID_LEAST &&
           (y = euclid_bits(v->y, v->count)) > 0)
        euclid_step(v, x, y);
    if (x > EUCLID_LEAST)
        return;
    gcd = word_gcd(v->x[0] | (uint64_t)v->x[1] << 32, v->y[0] | (uint64_t)v->y[1] << 32);
    v->x[0] = (uint32_t)gcd;
    v->x[1] = (uint32_t)(gcd >> 32);
    v->y[0] = v->y[1] = 0;
}
