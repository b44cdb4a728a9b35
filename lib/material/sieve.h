// SPDX-License-Identifier: MIT
/*
 * Residues of a large number modulo small primes, many at a time: the primes are packed into words,
 * and the number is reduced by one multiplication for each of its words, with powers of 2^32 that
 * are computed once.
 */
#ifndef KVJWK_MATERIAL_SIEVE_H
#define KVJWK_MATERIAL_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIEVE_PRIMES 132 /* 3 to 751: SP 800-89 section 5.3.3 wants none below 752 */
#define SIEVE_GROUPS 40
#define SIEVE_QUICK 4   /* groups that hold the primes 3 to 97 */
#define SIEVE_WORDS 512 /* of 32 bits */

/* A number in words, the least significant first; no word above count is looked at. */
struct words {
    uint32_t word[SIEVE_WORDS];
    size_t count;
};

/* Big-endian octets, at most 4 * SIEVE_WORDS. */
void words_read(struct words *out, const uint8_t *octets, size_t length);

struct sieve {
    uint16_t prime[SIEVE_PRIMES];
    uint8_t group_of[SIEVE_PRIMES];
    uint32_t inverse[SIEVE_PRIMES]; /* modulo 2^32 */
    uint32_t most[SIEVE_PRIMES];    /* (2^32 - 1) / prime */
    uint64_t squares[SIEVE_PRIMES]; /* bit r: r is a square modulo prime; for those below 64 */
    uint32_t product[SIEVE_GROUPS];
    size_t groups;
    size_t prepared;                           /* words for which powers are known */
    uint32_t power[SIEVE_GROUPS][SIEVE_WORDS]; /* 2^(32 i) modulo product */
};

void sieve_init(struct sieve *s);

struct residues {
    uint32_t of[SIEVE_GROUPS];
    size_t known; /* groups */
};

/* Computes what is missing of the first `groups`. */
void sieve_reduce(struct sieve *s, struct residues *r, const struct words *n, size_t groups);

/* The number modulo the i-th prime, whose group is known. */
static inline uint32_t sieve_residue(const struct sieve *s, const struct residues *r, size_t i)
{
    return r->of[s->group_of[i]] % s->prime[i];
}

/* Whether one of the primes in the first `groups` divides the number. */
bool sieve_divides(const struct sieve *s, const struct residues *r, size_t groups);

/* False when an odd number is no square; a random one is left over once in 500,000 times. */
bool sieve_may_be_square(const struct sieve *s, const struct residues *r, uint32_t low);

#endif
