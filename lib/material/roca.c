// SPDX-License-Identifier: MIT
/*
 * ROCA (CVE-2017-15361): primes of Infineon's library are k M + (65537^a modulo M), M a product of
 * the first primes, so that n modulo each of them is a power of 65537. A mask of 17 primes lets one
 * random modulus in 2^28 pass; that the powers have one exponent in common leaves one in 2^155.
 */
#include "material/checks.h"

#define LEAST_ROCA_BITS 256 /* its smallest keys have 512 */

/* The primes to 167 for which 65537 generates less than everything; the most selective first. */
static const uint8_t primes[] = {97, 37, 79, 11, 61,  73,  127, 151, 13,
                                 17, 19, 53, 71, 103, 107, 109, 157};

static bool is_power_of_65537(uint32_t residue, uint32_t prime)
{
    uint32_t power = 1, generator = 65537 % prime;

    do {
        if (power == residue)
            return true;
        power = power * generator % prime;
    } while (power != 1);
    return false;
}

static size_t index_of(const struct sieve *s, unsigned prime)
{
    size_t i = 0;

    while (s->prime[i] != prime)
        i++;
    return i;
}

static bool passes_mask(const struct kvjwk_material *m)
{
    for (size_t i = 0; i < ARRAY_LEN(primes); i++)
        if (!is_power_of_65537(
                sieve_residue(&m->sieve, &m->residues, index_of(&m->sieve, primes[i])), primes[i]))
            return false;
    return true;
}

/* M of the smallest keys, 2 to 167, and the order of 65537 modulo it, by its prime powers. */
static const char modulus[] = "0924CBA6AE99DFA084537FACC54948DF0C23DA044D8CABE0EDD75BC6";
static const char order[] = "220EBCC1B395F710";
static const uint8_t powers[] = {16, 81, 25, 7, 11, 13, 17, 23, 29, 37, 41, 53, 83};

/* Whether n^(order / power) is a power of 65537^(order / power). */
static bool agrees(struct calc *c, const num *n, const num *whole, const num *m, unsigned power)
{
    num *exponent, *x, *y, *g;
    bool found = false;

    num_begin(c);
    exponent = num_take(c);
    x = num_take(c);
    y = num_take(c);
    g = num_take(c);
    num_set(c, exponent, whole);
    NUM_DO(c, BN_div_word(exponent, power) == 0);
    num_mod_exp(c, x, n, exponent, m);
    num_set_word(c, g, 65537);
    num_mod_exp(c, g, g, exponent, m);
    num_set_word(c, y, 1);
    for (unsigned i = 0; i < power && !found && !c->failed; i++) {
        found = num_compare(c, x, y) == 0;
        num_mod_mul(c, y, y, g, m);
    }
    num_end(c);
    return found && !c->failed;
}

/* Discrete logarithm by Pohlig and Hellman: n is a power of 65537 modulo M when its part of each
 * order is one, and nothing else is left. */
static bool has_logarithm(struct calc *c, const num *n)
{
    BIGNUM *m = NULL, *whole = NULL;
    num *t;
    bool has;

    num_begin(c);
    t = num_take(c);
    NUM_DO(c, BN_hex2bn(&m, modulus) && BN_hex2bn(&whole, order));
    num_mod(c, t, n, m);
    num_mod_exp(c, t, t, whole, m);
    has = num_is_one(c, t);
    for (size_t i = 0; i < ARRAY_LEN(powers) && has; i++)
        has = agrees(c, n, whole, m, powers[i]);
    num_end(c);
    BN_free(m);
    BN_free(whole);
    return has && !c->failed;
}

void check_roca(struct kvjwk_material *m)
{
    if (m->n_bits >= LEAST_ROCA_BITS && passes_mask(m) && has_logarithm(&m->calc, number(m, N)))
        tell(m, MATERIAL_RSA_ROCA, "n", "n has the form of the keys of CVE-2017-15361 (ROCA)",
             NO_ARGS);
}
