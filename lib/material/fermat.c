// SPDX-License-Identifier: MIT
/* see fermat.h */
#include "material/fermat.h"

#include "material/checks.h"

void fermat_masks(const struct kvjwk_material *m, uint64_t masks[FERMAT_PRIMES])
{
    for (size_t i = 0; i < FERMAT_PRIMES; i++) {
        uint32_t prime = m->sieve.prime[i];
        uint32_t n = sieve_residue(&m->sieve, &m->residues, i);

        masks[i] = 0;
        for (uint32_t r = 0; r < prime; r++)
            masks[i] |= (m->sieve.squares[i] >> (r * r + prime - n) % prime & 1) << r;
    }
}

/* Bits r, r + 1, ... of a mask that goes on with period `prime`. */
static uint64_t from(uint64_t mask, uint32_t prime, uint32_t r)
{
    uint64_t bits = r == 0 ? mask : mask >> r | mask << (prime - r);

    if (r != 0)
        bits &= (UINT64_C(1) << prime) - 1;
    for (uint32_t have = prime; have < 64; have *= 2)
        bits |= bits << have;
    return bits;
}

struct search {
    uint64_t masks[FERMAT_PRIMES];
    uint32_t at[FERMAT_PRIMES]; /* the number at hand modulo each prime */
};

/* Which of the next 64 numbers are left; goes on to those behind. */
static uint64_t sift(struct search *s, const uint16_t *primes)
{
    uint64_t left = ~UINT64_C(0);

    for (size_t i = 0; i < FERMAT_PRIMES; i++) {
        if (left != 0)
            left &= from(s->masks[i], primes[i], s->at[i]);
        s->at[i] = (s->at[i] + 64) % primes[i];
    }
    return left;
}

static bool is_square_less_n(struct kvjwk_material *m, const num *start, size_t i)
{
    struct calc *c = &m->calc;
    num *t;
    bool is;

    num_begin(c);
    t = num_take(c);
    num_set(c, t, start);
    num_add_word(c, t, (uint32_t)i);
    num_square(c, t, t);
    num_sub(c, t, t, number(m, N));
    is = num_is_square(c, t);
    num_end(c);
    return is;
}

bool fermat_finds(struct kvjwk_material *m, const num *start, size_t rounds)
{
    struct search s;
    /* two words have these primes */
    uint32_t low = num_mod_word(&m->calc, start, m->sieve.product[0]);
    uint32_t high = num_mod_word(&m->calc, start, m->sieve.product[1]);

    fermat_masks(m, s.masks);
    for (size_t i = 0; i < FERMAT_PRIMES; i++)
        s.at[i] = (m->sieve.group_of[i] == 0 ? low : high) % m->sieve.prime[i];
    for (size_t first = 0; first < rounds && !m->calc.failed; first += 64) {
        uint64_t left = sift(&s, m->sieve.prime);

        for (size_t i = 0; i < 64 && left >> i != 0; i++)
            if ((left >> i & 1) && is_square_less_n(m, start, first + i))
                return true;
    }
    return false;
}

void fermat_start(struct kvjwk_material *m, num *r)
{
    num_root(&m->calc, r, number(m, N));
    num_add_word(&m->calc, r, 1); /* n is no square: that was asked before */
}

/* ---- checks ------------------------------------------------------------------------------------
 */

/* 100 rounds reach |p - q| < 2^(nlen / 4 + 5): CABF Baseline Requirements 6.1.1.3 */
#define ROUNDS_FULL 100
#define ROUNDS_DEEP ((size_t)1 << 20)

static bool is_close(struct kvjwk_material *m, size_t rounds)
{
    struct calc *c = &m->calc;
    num *start;
    bool found;

    num_begin(c);
    start = num_take(c);
    fermat_start(m, start);
    found = fermat_finds(m, start, rounds);
    num_end(c);
    return found;
}

/*
 * q is the next prime behind p + D, D a power of two: FIPS 186 asks for a distance above
 * 2^(nlen / 2 - 100), and such generators give just that. Then (p + q) / 2 is a little above the
 * root of n + (D / 2)^2.
 */
static bool has_distance(struct kvjwk_material *m, unsigned bits)
{
    struct calc *c = &m->calc;
    num *square, *start;
    bool found;

    num_begin(c);
    square = num_take(c);
    start = num_take(c);
    num_set_power(c, square, 2 * (bits - 1));
    num_add(c, square, square, number(m, N));
    num_root(c, start, square);
    found = fermat_finds(m, start, ROUNDS_FULL);
    num_end(c);
    return found;
}

static void tell_close(struct kvjwk_material *m, const char *how)
{
    tell(m, MATERIAL_RSA_CLOSE, "n", "the primes of n are found by {}", ARGS(A_STR(how)));
}

void check_close(struct kvjwk_material *m)
{
    if (m->n_bits < LEAST_BITS)
        return;
    if (is_close(m, ROUNDS_FULL))
        tell_close(m, "Fermat's method in 100 rounds: they are too close to each other");
    else if (m->n_bits / 2 > 100 && has_distance(m, m->n_bits / 2 - 100))
        tell_close(m, "their distance, a little more than 2^(nlen / 2 - 100)");
}

void check_closer(struct kvjwk_material *m)
{
    static const unsigned less[] = {128, 160, 256, 2, 3};
    unsigned half = m->n_bits / 2;
    bool found = false;

    if (m->n_bits < LEAST_BITS)
        return;
    for (size_t i = 0; i < ARRAY_LEN(less) && !found; i++)
        found = half > less[i] && has_distance(m, half - less[i]);
    if (found)
        tell_close(m, "their distance, a little more than a power of two");
    else if (is_close(m, ROUNDS_DEEP) && !is_close(m, ROUNDS_FULL))
        tell_close(m, "Fermat's method in 2^20 rounds: they are too close to each other");
}
