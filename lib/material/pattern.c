// SPDX-License-Identifier: MIT
/* Numbers that do not look as if they were drawn at random. */
#include "material/checks.h"

#include "material/shape.h"

#define LEAST_PATTERN_BITS 512u

/* ---- as many ones as zeros ---------------------------------------------------------------------
 */

static unsigned ones_in(const uint32_t *words, size_t count)
{
    unsigned ones = 0;

    for (size_t i = 0; i < count; i++)
        for (uint32_t w = words[i]; w != 0; w &= w - 1)
            ones++;
    return ones;
}

/* Per cent of ones away from 50 that a random number of so many bits reaches once in 2^40 times. */
static bool is_biased(unsigned ones, unsigned bits)
{
    unsigned most = bits > 2000 ? 10 : bits > 1000 ? 12 : 17;
    unsigned share = 100 * ones / bits;

    return share + most <= 50 || share > 50 + most;
}

void check_bias(struct kvjwk_material *m)
{
    size_t half = m->n.count / 2;
    unsigned ones, low;

    if (m->n_bits < LEAST_PATTERN_BITS)
        return;
    ones = ones_in(m->n.word, m->n.count);
    if (!is_biased(ones, m->n_bits))
        return;
    low = ones_in(m->n.word, half);
    tell(m, MATERIAL_RSA_BIAS, "n",
         is_biased(low, 32 * (unsigned)half)
             ? "{} of {} bits of n are ones; expected about half"
             : "{} of {} bits of n are ones, and its lower half is balanced: its head was chosen",
         ARGS(A_NUM(ones), A_NUM(m->n_bits)));
}

/* ---- polynomials in 2^w ------------------------------------------------------------------------
 */

#define BLOCK_MOST 8 /* words of the largest block */

/* The longest run of bits that no block sets. */
static unsigned gap_in(const uint32_t *any, size_t words)
{
    unsigned longest = 0, run = 0;

    for (size_t i = 0; i < 32 * words; i++) {
        run = any[i / 32] >> i % 32 & 1 ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Primes with small coefficients in base 2^w: so has n, and factoring the polynomial factors it.
 * The first block is left out, since there is what made them primes. */
static bool is_sparse(const struct kvjwk_material *m, size_t words)
{
    uint32_t any[BLOCK_MOST] = {0};
    size_t blocks = m->n_bits / 32 / words;

    if (blocks < 4)
        return false;
    for (size_t i = words; i < blocks * words; i++)
        any[i % words] |= m->n.word[i];
    return gap_in(any, words) >= 8 * words;
}

void check_sparse(struct kvjwk_material *m)
{
    for (size_t words = 1; words <= BLOCK_MOST; words *= 2) {
        if (m->n_bits < LEAST_PATTERN_BITS || !is_sparse(m, words))
            continue;
        tell(m, MATERIAL_RSA_SPARSE, "n",
             "in base 2^{} every digit of n leaves the same bits out: it is a polynomial's value",
             ARGS(A_NUM(32 * words)));
        return;
    }
}

/* ---- runs --------------------------------------------------------------------------------------
 */

#define RUN_LEAST 16 /* octets: in a random number of 256, once in 2^112 times */

static void check_run(struct kvjwk_material *m, enum member member)
{
    struct member_value v = value_of(m, member);

    if (has(m, member) && shape_has_run(v.octets, v.length, RUN_LEAST))
        tell(m, MATERIAL_RSA_PATTERN, member_names[member],
             "{} equal octets follow each other in {}",
             ARGS(A_NUM(RUN_LEAST), A_STR(member_names[member])));
}

void check_pattern(struct kvjwk_material *m)
{
    check_run(m, N);
}

void check_private_pattern(struct kvjwk_material *m)
{
    for (enum member i = D; i <= QI; i++)
        check_run(m, i);
}
