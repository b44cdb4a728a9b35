// SPDX-License-Identifier: MIT
/* Keys to measure with: a few hundred different ones of a sort, as JSON texts with the members that
 * people give them. */
#ifndef KVJWK_BENCH_POOL_H
#define KVJWK_BENCH_POOL_H

#include <stdbool.h>
#include <stddef.h>

#define POOL_KEYS 256

struct text {
    char *ptr; /* NUL-terminated */
    size_t len;
};

struct pool {
    const char *name;
    struct text keys[POOL_KEYS];
    size_t octets; /* of all texts */
};

/* A sort of key: RSA of so many bits, or a curve. */
struct sort_of_key {
    const char *name;  /* "RSA-2048", "P-256K" */
    unsigned bits;     /* RSA; 0 for a curve */
    const char *group; /* OpenSSL's name of the curve */
    const char *crv;
};

extern const struct sort_of_key pool_sorts[];
extern const size_t pool_sort_count;

/* Makes a pool of public and one of private texts of the same keys; false when OpenSSL fails. */
bool pool_make(const struct sort_of_key *sort, struct pool *public_keys, struct pool *private_keys);
void pool_free(struct pool *pool);

#endif
