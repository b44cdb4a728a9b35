// SPDX-License-Identifier: MIT
/* A modulus with a small factor is no product of two large primes: most often it is damaged. */
#include "material/checks.h"

#include <openssl/crypto.h>

/* Of level quick below 100, from level full on below 752 (SP 800-89 section 5.3.3). */
void check_small_factor(struct kvjwk_material *m)
{
    bool all = m->level >= KVJWK_MATERIAL_FULL;
    size_t groups = all ? m->sieve.groups : SIEVE_QUICK;

    sieve_reduce(&m->sieve, &m->residues, &m->n, groups);
    if (sieve_divides(&m->sieve, &m->residues, groups))
        tell(m, MATERIAL_RSA_FACTOR, "n", "n has a prime factor below {}",
             ARGS(A_NUM(all ? 752 : 100)));
}

/* Of the primes from 753 to 65535; NULL when memory is out. */
static num *product_of_primes(struct calc *c)
{
    uint8_t *composite = OPENSSL_zalloc(65536);
    num *r = BN_new();
    uint64_t word = 1;

    c->failed = c->failed || composite == NULL || r == NULL;
    num_set_word(c, r, 1);
    for (uint32_t p = 2; p < 65536 && !c->failed; p++) {
        if (composite[p])
            continue;
        for (uint32_t k = 2 * p; k < 65536; k += p)
            composite[k] = 1;
        if (p < 752)
            continue;
        if (word > UINT32_MAX / p) {
            num_mul_word(c, r, (uint32_t)word);
            word = 1;
        }
        word *= p;
    }
    num_mul_word(c, r, (uint32_t)word);
    OPENSSL_free(composite);
    if (!c->failed)
        return r;
    BN_free(r);
    return NULL;
}

void check_medium_factor(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *g;

    if (m->n_bits < LEAST_BITS)
        return;
    if (m->primes == NULL)
        m->primes = product_of_primes(c);
    num_begin(c);
    g = num_take(c);
    num_mod(c, g, m->primes, number(m, N));
    num_gcd(c, g, g, number(m, N));
    if (!c->failed && !BN_is_one(g))
        tell(m, MATERIAL_RSA_FACTOR, "n", "n has a prime factor below {}", ARGS(A_NUM(65536)));
    num_end(c);
}
