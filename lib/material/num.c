// SPDX-License-Identifier: MIT
/* see num.h */
#include "material/num.h"

#include "material/euclid.h"

#include <openssl/crypto.h>
#include <string.h>

uint32_t num_mod_word(struct calc *c, const num *a, uint32_t word)
{
    BN_ULONG rest = c->failed ? 0 : BN_mod_word(a, word);

    if (rest == (BN_ULONG)-1)
        c->failed = true;
    return c->failed ? 0 : (uint32_t)rest;
}

void num_low_bits(struct calc *c, num *r, const num *a, unsigned bits)
{
    num_set(c, r, a);
    if (num_bits(c, r) > bits)
        NUM_DO(c, BN_mask_bits(r, (int)bits));
}

/* ---- roots -------------------------------------------------------------------------------------
 */

/* The leading 2^bits of a number as an integer: a >> from. */
static uint64_t leading(struct calc *c, const num *a, unsigned from)
{
    num *t = num_take(c);
    uint8_t octets[8] = {0};
    uint64_t value = 0;

    num_shift_right(c, t, a, from);
    NUM_DO(c, BN_bn2binpad(t, octets, sizeof(octets)) == (int)sizeof(octets));
    for (size_t i = 0; i < sizeof(octets); i++)
        value = value << 8 | octets[i];
    return c->failed ? 0 : value;
}

/* By bits, from above: exact, and used for 64 bits at most. */
static uint64_t root_of_word(uint64_t a)
{
    uint64_t root = 0;

    for (uint64_t bit = UINT64_C(1) << 31; bit > 0; bit >>= 1)
        if ((root | bit) * (root | bit) <= a)
            root |= bit;
    return root;
}

/*
 * Newton's method with a precision that doubles: after each step r is floor or ceiling of the root
 * of the leading 2 * precision bits (the invariant of CPython's math.isqrt, proved there).
 */
void num_root(struct calc *c, num *r, const num *a)
{
    unsigned half = (num_bits(c, a) - 1) / 2, steps = 0, done = 0;
    num *t, *quotient;

    num_begin(c);
    t = num_take(c);
    quotient = num_take(c);
    while (half >> steps > 31)
        steps++;
    done = half >> steps;
    num_set_word(c, r, (uint32_t)root_of_word(leading(c, a, 2 * (half - done))));
    while (steps-- > 0) {
        unsigned next = half >> steps;

        num_shift_right(c, t, a, 2 * half - done - next + 1);
        num_div(c, quotient, NULL, t, r);
        num_shift_left(c, r, r, next - done - 1);
        num_add(c, r, r, quotient);
        done = next;
    }
    num_square(c, t, r);
    if (num_compare(c, t, a) > 0)
        num_sub_word(c, r, 1);
    num_end(c);
}

/* Newton's method from above falls until it has the root. */
void num_kth_root(struct calc *c, num *r, const num *a, unsigned k)
{
    num *next, *power, *exponent;

    num_begin(c);
    next = num_take(c);
    power = num_take(c);
    exponent = num_take(c);
    num_set_word(c, exponent, k - 1);
    num_set_power(c, next, num_bits(c, a) / k + 1);
    do {
        num_set(c, r, next);
        NUM_DO(c, BN_exp(power, r, exponent, c->ctx));
        num_div(c, power, NULL, a, power);
        num_mul_word(c, next, k - 1);
        num_add(c, next, next, power);
        NUM_DO(c, BN_div_word(next, k) != (BN_ULONG)-1);
    } while (num_compare(c, next, r) < 0);
    num_end(c);
}

/* Squares modulo 64, and modulo primes whose product is a word: one number in 700 is left. */
static bool may_be_square(struct calc *c, const num *a)
{
    static const uint64_t of_64 = UINT64_C(0x0202021202030213);
    static const struct {
        uint8_t prime;
        uint32_t squares; /* bit r: r is a square */
    } rows[] = {
        {3, 0x3},     {5, 0x13},     {7, 0x17},     {11, 0x23b},
        {13, 0x161b}, {17, 0x1a317}, {19, 0x30af3}, {23, 0x5335f},
    };
    uint32_t rest;

    if (!(of_64 >> num_mod_word(c, a, 64) & 1))
        return false;
    rest = num_mod_word(c, a, UINT32_C(3) * 5 * 7 * 11 * 13 * 17 * 19 * 23);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!(rows[i].squares >> rest % rows[i].prime & 1))
            return false;
    return true;
}

bool num_is_square(struct calc *c, const num *a)
{
    num *root;
    bool is;

    if (c->failed || BN_is_negative(a))
        return false;
    if (BN_is_zero(a))
        return true;
    if (!may_be_square(c, a))
        return false;
    num_begin(c);
    root = num_take(c);
    num_root(c, root, a);
    num_square(c, root, root);
    is = !c->failed && num_compare(c, root, a) == 0;
    num_end(c);
    return is;
}

/* ---- greatest common divisors -------------------------------------------------------------------
 */

static bool to_words(uint32_t *words, size_t count, const num *n)
{
    uint8_t octets[4 * EUCLID_WORDS];
    bool fits = BN_bn2lebinpad(n, octets, (int)(4 * count)) == (int)(4 * count);

    for (size_t i = 0; i < count && fits; i++)
        words[i] = (uint32_t)octets[4 * i] | (uint32_t)octets[4 * i + 1] << 8 |
                   (uint32_t)octets[4 * i + 2] << 16 | (uint32_t)octets[4 * i + 3] << 24;
    OPENSSL_cleanse(octets, 4 * count);
    return fits;
}

static bool from_words(num *n, const uint32_t *words, size_t count)
{
    uint8_t octets[4 * EUCLID_WORDS];
    bool ok;

    for (size_t i = 0; i < 4 * count; i++)
        octets[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    ok = BN_lebin2bn(octets, (int)(4 * count), n) != NULL;
    OPENSSL_cleanse(octets, 4 * count);
    return ok;
}

/* Faster than BN_gcd, which takes the same time for all numbers of a size. */
static void euclid(struct calc *c, num *r, const num *large, const num *small)
{
    struct euclid v;

    memset(&v, 0, sizeof(v));
    v.count = (num_bits(c, large) + 31) / 32;
    NUM_DO(c, to_words(v.x, v.count, large) && to_words(v.y, v.count, small));
    if (!c->failed)
        euclid_gcd(&v);
    NUM_DO(c, from_words(r, v.x, v.count > 2 ? v.count : 2));
    OPENSSL_cleanse(&v, sizeof(v));
}

void num_gcd(struct calc *c, num *r, const num *a, const num *b)
{
    const num *large = num_compare(c, a, b) < 0 ? b : a, *small = large == a ? b : a;
    num *rest;

    num_begin(c);
    rest = num_take(c);
    if (num_is_zero(c, small) || num_bits(c, small) > EUCLID_BITS) {
        NUM_DO(c, BN_gcd(r, a, b, c->ctx));
    } else {
        num_mod(c, rest, large, small); /* now both are about as long */
        euclid(c, r, small, rest);
    }
    num_end(c);
}

/* ---- factors -----------------------------------------------------------------------------------
 */

bool num_is_prime(struct calc *c, const num *a)
{
    int answer = c->failed ? 0 : BN_check_prime(a, c->ctx, NULL);

    c->failed = c->failed || answer < 0;
    return answer == 1;
}

bool num_splits(struct calc *c, const num *a, const num *n)
{
    num *rest;
    bool splits;

    if (c->failed || BN_is_negative(a) || BN_is_zero(a) || BN_is_one(a) || BN_cmp(a, n) >= 0)
        return false;
    num_begin(c);
    rest = num_take(c);
    num_mod(c, rest, n, a);
    splits = num_is_zero(c, rest);
    num_end(c);
    return splits;
}
