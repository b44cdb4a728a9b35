// SPDX-License-Identifier: MIT
/* A modulus that is a power: its root is a factor. Fermat's method starts above the square root and
 * never sees a square. */
#include "material/checks.h"

void check_square(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *root;

    if (m->n_bits < LEAST_BITS || !sieve_may_be_square(&m->sieve, &m->residues, m->n.word[0]))
        return;
    num_begin(c);
    root = num_take(c);
    num_root(c, root, number(m, N));
    num_square(c, root, root);
    if (num_compare(c, root, number(m, N)) == 0)
        tell(m, MATERIAL_RSA_POWER, "n", "n is the square of a number; expected two primes",
             NO_ARGS);
    num_end(c);
}

static bool is_power(struct calc *c, const num *n, unsigned k)
{
    num *root, *exponent;
    bool is;

    num_begin(c);
    root = num_take(c);
    exponent = num_take(c);
    num_kth_root(c, root, n, k);
    num_set_word(c, exponent, k);
    NUM_DO(c, BN_exp(root, root, exponent, c->ctx));
    is = !c->failed && num_compare(c, root, n) == 0;
    num_end(c);
    return is;
}

/* Of an odd prime exponent; a root of less than 17 bits would have been found as a small factor. */
void check_power(struct kvjwk_material *m)
{
    for (unsigned k = 3; k <= m->n_bits / 16 && !m->calc.failed; k += 2) {
        bool prime = true;

        for (unsigned d = 3; d * d <= k; d += 2)
            prime = prime && k % d != 0;
        if (prime && is_power(&m->calc, number(m, N), k))
            tell(m, MATERIAL_RSA_POWER, "n", "n is a power of a number with exponent {}",
                 ARGS(A_NUM(k)));
    }
}
