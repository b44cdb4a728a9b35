// SPDX-License-Identifier: MIT
/*
 * Pollard's p - 1: 2^M - 1 has the factor p when every prime power in p - 1 divides M. A short run
 * is made for every modulus; a long one, of seconds, when n - 1 has a large smooth part, as it has
 * when p - 1 and q - 1 were both built from the same small primes.
 */
#include "material/checks.h"

#include <openssl/crypto.h>

#define SHORT_BOUND (UINT32_C(1) << 13)
#define LONG_BOUND (UINT32_C(1) << 18)
#define POWER_MOST (UINT32_C(1) << 20) /* small primes are likely to stand there as powers */
#define CHUNK_BITS 1024u
#define GATE_BITS                                                                                  \
    80u /* a random number has a smooth part that large less than once in 1000 times */

/* composite[i] for i below bound, to be freed; NULL when memory is out. */
static uint8_t *mark_composites(struct calc *c, uint32_t bound)
{
    uint8_t *composite = c->failed ? NULL : OPENSSL_zalloc(bound);

    c->failed = composite == NULL;
    for (uint32_t p = 2; p < bound && composite != NULL; p++)
        for (uint32_t k = 2 * p; k < bound && !composite[p]; k += p)
            composite[k] = 1;
    return composite;
}

static uint32_t power_of(uint32_t prime)
{
    uint64_t power = prime;

    while (power * prime < POWER_MOST)
        power *= prime;
    return (uint32_t)power;
}

/* x = x^M, M of the primes from `from` to below `to`, some of them at a time. */
static void raise(struct kvjwk_material *m, num *x, uint32_t from, uint32_t to)
{
    struct calc *c = &m->calc;
    uint8_t *composite = mark_composites(c, to);
    num *exponent;

    num_begin(c);
    exponent = num_take(c);
    num_set_word(c, exponent, 1);
    for (uint32_t p = from; p < to && !c->failed; p++) {
        if (!composite[p])
            num_mul_word(c, exponent, power_of(p));
        if (num_bits(c, exponent) < CHUNK_BITS && p + 1 < to)
            continue;
        num_mod_exp(c, x, x, exponent, number(m, N));
        num_set_word(c, exponent, 1);
    }
    num_end(c);
    OPENSSL_free(composite);
}

/* x = 2^M: 1 when it is so for both primes. */
static bool splits(struct kvjwk_material *m, const num *x)
{
    struct calc *c = &m->calc;
    bool found = num_is_one(c, x);
    num *g;

    num_begin(c);
    g = num_take(c);
    num_set(c, g, x);
    num_sub_word(c, g, 1);
    num_gcd(c, g, g, number(m, N));
    found = found || num_splits(c, g, number(m, N));
    num_end(c);
    return found;
}

/* Bits of the part of n - 1 that is made of primes below 65536. */
static unsigned smooth_bits(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    unsigned bits;
    num *rest, *g;

    num_begin(c);
    rest = num_take(c);
    g = num_take(c);
    num_set(c, rest, number(m, N));
    num_sub_word(c, rest, 1);
    num_mod(c, g, m->primes, rest);
    num_gcd(c, g, g, rest);
    bits = num_bits(c, g);
    for (size_t i = 0; i < SIEVE_PRIMES; i++)
        while (!c->failed && num_mod_word(c, rest, m->sieve.prime[i]) == 0)
            NUM_DO(c, BN_div_word(rest, m->sieve.prime[i]) == 0);
    bits += m->n_bits - num_bits(c, rest);
    num_end(c);
    return bits;
}

void check_smooth(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    bool found;
    num *x;

    if (m->n_bits < LEAST_BITS)
        return;
    num_begin(c);
    x = num_take(c);
    num_set_word(c, x, 2);
    raise(m, x, 2, SHORT_BOUND);
    found = splits(m, x);
    if (!found && smooth_bits(m) >= GATE_BITS) {
        raise(m, x, SHORT_BOUND, LONG_BOUND);
        found = splits(m, x);
    }
    if (found)
        tell(m, MATERIAL_RSA_SMOOTH, "n",
             "a prime of n, less 1, has small factors only: Pollard's p - 1 method finds it",
             NO_ARGS);
    num_end(c);
}
