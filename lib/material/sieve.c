// SPDX-License-Identifier: MIT
/* see sieve.h */
#include "material/sieve.h"

#include <string.h>

/* ---- words -------------------------------------------------------------------------------------
 */

void words_read(struct words *out, const uint8_t *octets, size_t length)
{
    out->count = (length + 3) / 4;
    for (size_t i = 0; i < length / 4; i++) {
        const uint8_t *p = octets + length - 4 * i - 4;

        out->word[i] =
            (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
    }
    if (length % 4 != 0) {
        uint32_t top = 0;

        for (size_t i = 0; i < length % 4; i++)
            top = top << 8 | octets[i];
        out->word[length / 4] = top;
    }
}

/* ---- primes ------------------------------------------------------------------------------------
 */

static bool is_prime(unsigned n)
{
    for (unsigned d = 3; d * d <= n; d += 2)
        if (n % d == 0)
            return false;
    return true;
}

/* Newton: each step doubles the bits that are right; an odd number is its own inverse modulo 8. */
static uint32_t inverse_of(uint32_t odd)
{
    uint32_t inverse = odd;

    for (int i = 0; i < 4; i++)
        inverse *= 2 - odd * inverse;
    return inverse;
}

static void add_prime(struct sieve *s, size_t i, unsigned prime)
{
    if (s->groups == 0 || s->product[s->groups - 1] > UINT32_MAX / prime)
        s->product[s->groups++] = 1;
    s->product[s->groups - 1] *= prime;
    s->group_of[i] = (uint8_t)(s->groups - 1);
    s->prime[i] = (uint16_t)prime;
    s->inverse[i] = inverse_of(prime);
    s->most[i] = UINT32_MAX / prime;
    for (uint64_t r = 0; prime < 64 && r < prime; r++)
        s->squares[i] |= UINT64_C(1) << r * r % prime;
}

void sieve_init(struct sieve *s)
{
    memset(s, 0, offsetof(struct sieve, power));
    for (unsigned n = 3, i = 0; i < SIEVE_PRIMES; n += 2)
        if (is_prime(n))
            add_prime(s, i++, n);
}

static void prepare(struct sieve *s, size_t count)
{
    for (size_t g = 0; g < s->groups; g++) {
        uint64_t power = s->prepared == 0 ? 1 : ((uint64_t)s->power[g][s->prepared - 1] << 32);

        for (size_t i = s->prepared; i < count; i++, power <<= 32) {
            power %= s->product[g];
            s->power[g][i] = (uint32_t)power;
        }
    }
    s->prepared = count;
}

/* ---- residues ----------------------------------------------------------------------------------
 */

/* Both halves of each product are summed on their own: nothing carries, and nothing overflows. */
static uint32_t reduce(const struct words *n, const uint32_t *power, uint32_t product)
{
    uint64_t low = 0, high = 0;

    for (size_t i = 0; i < n->count; i++) {
        uint64_t term = (uint64_t)n->word[i] * power[i];

        low += (uint32_t)term;
        high += term >> 32;
    }
    high += low >> 32;
    return (uint32_t)(((high % product) << 32 | (uint32_t)low) % product);
}

void sieve_reduce(struct sieve *s, struct residues *r, const struct words *n, size_t groups)
{
    if (n->count > s->prepared)
        prepare(s, n->count);
    for (size_t g = r->known; g < groups && g < s->groups; g++)
        r->of[g] = reduce(n, s->power[g], s->product[g]);
    if (groups > r->known)
        r->known = groups;
}

bool sieve_divides(const struct sieve *s, const struct residues *r, size_t groups)
{
    bool divides = false;

    for (size_t i = 0; i < SIEVE_PRIMES && s->group_of[i] < groups; i++)
        divides |= r->of[s->group_of[i]] * s->inverse[i] <= s->most[i];
    return divides;
}

bool sieve_may_be_square(const struct sieve *s, const struct residues *r, uint32_t low)
{
    if ((low & 7) != 1) /* squares of odd numbers */
        return false;
    for (size_t i = 0; s->prime[i] < 64; i++)
        if (!(s->squares[i] >> sieve_residue(s, r, i) & 1))
            return false;
    return true;
}
