// SPDX-License-Identifier: MIT
/* What takes modular exponentiations: are the primes prime, is n composite, does d undo e? */
#include "material/checks.h"

#define PRIME_MOST (DEEP_BITS / 2 + 64) /* bits; there is no need for a longer one */

static void check_prime(struct kvjwk_material *m, enum member member)
{
    const char *name = member_names[member];

    if (!has(m, member) || subject_bits(m, member) < 2)
        return;
    if (subject_bits(m, member) > PRIME_MOST)
        tell_unknown(m, MATERIAL_NOT_EVALUATED, name,
                     "{} has {} bits; whether it is prime is tested up to {} bits",
                     ARGS(A_STR(name), A_NUM(subject_bits(m, member)), A_NUM(PRIME_MOST)));
    else if (!num_is_prime(&m->calc, number(m, member)))
        tell(m, MATERIAL_RSA_PRIME, name, "{} is not prime", ARGS(A_STR(name)));
}

void check_primes(struct kvjwk_material *m)
{
    check_prime(m, P);
    check_prime(m, Q);
}

/* Fermat's test with base 2: a product of large primes passes it once in 2^100 times or less. */
void check_modulus_prime(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *t, *two;

    if (m->n_bits < 3)
        return;
    num_begin(c);
    t = num_take(c);
    two = num_take(c);
    num_set_word(c, two, 2);
    num_set(c, t, number(m, N));
    num_sub_word(c, t, 1);
    num_mod_exp(c, t, two, t, number(m, N));
    if (num_is_one(c, t))
        tell(m, MATERIAL_RSA_MODULUS_PRIME, "n", "n is prime; expected the product of two primes",
             NO_ARGS);
    num_end(c);
}

/* A private key that has d alone: (2^e)^d must be 2. */
void check_works(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *t, *two;

    if (!has(m, E) || !has(m, D) || has(m, P) || has(m, Q) || m->n_bits < LEAST_BITS ||
        subject_bits(m, D) > m->n_bits || subject_bits(m, E) > m->n_bits)
        return;
    num_begin(c);
    t = num_take(c);
    two = num_take(c);
    num_set_word(c, two, 2);
    num_mod_exp(c, t, two, number(m, E), number(m, N));
    num_mod_exp(c, t, t, number(m, D), number(m, N));
    if (!c->failed && num_compare(c, t, two) != 0)
        tell(m, MATERIAL_RSA_EXPONENTS, "d", "d does not undo e: 2^(e d) is not 2 modulo n",
             NO_ARGS);
    num_end(c);
}
