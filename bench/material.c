// SPDX-License-Identifier: MIT
/*
 * What arithmetic on key material costs: nanoseconds a key that each level adds to the core's
 * rules, next to what OpenSSL's own checks of the same keys take. Rounds are interleaved and the
 * median of each column counts. `gcd` measures shared primes instead: see gcd.c.
 */
#include "kvjwk/material.h"

#include "gcd.h"
#include "pool.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS_MAX 101
#define SLICE 4e6 /* nanoseconds that one measurement takes, at least */
#define LEVELS 4

/* ---- columns -----------------------------------------------------------------------------------
 */

struct column {
    const char *name;
    kvjwk_checker *checker;
    kvjwk_material *material;
    size_t bad; /* findings of severity error */
};

static int count_error(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct column *c = payload;

    (void)key_index;
    c->bad += finding->severity == KVJWK_ERROR;
    return 0;
}

static bool column_open(struct column *c, kvjwk_material_level level)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    memset(c, 0, sizeof(*c));
    c->name = kvjwk_material_level_name(level);
    options.has_now = true;
    options.now = 1795478400;
    if (level != KVJWK_MATERIAL_OFF) {
        if (kvjwk_material_new(&c->material, level) != KVJWK_OK)
            return false;
        options.extension = kvjwk_material_extension(c->material);
    }
    return kvjwk_checker_new(&c->checker, &options) == KVJWK_OK;
}

static void column_close(struct column *c)
{
    kvjwk_checker_free(&c->checker);
    kvjwk_material_free(&c->material);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds for `count` keys, from the first of the pool on. */
static double pass(struct column *c, const struct pool *pool, size_t count)
{
    kvjwk_sink sink = {count_error, NULL, c, true};
    double start = now();

    for (size_t i = 0; i < count; i++) {
        const struct text *key = &pool->keys[i % POOL_KEYS];

        if (kvjwk_checker_run(c->checker, key->ptr, key->len, &sink, NULL) != KVJWK_OK)
            c->bad++;
    }
    return now() - start;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

/* ---- OpenSSL -----------------------------------------------------------------------------------
 */

struct collected {
    EVP_PKEY *keys[16]; /* as many as there is patience for */
    size_t count;
    bool secret;
};

static bool put_number(OSSL_PARAM_BLD *build, const kvjwk_key *key, const char *member,
                       const char *name, BIGNUM **number)
{
    uint8_t octets[1024];
    size_t length;

    if (!kvjwk_key_octets(key, member, octets, sizeof(octets), &length))
        return false;
    *number = BN_bin2bn(octets, (int)length, NULL);
    return *number != NULL && OSSL_PARAM_BLD_push_BN(build, name, *number) == 1;
}

static bool put_rsa(OSSL_PARAM_BLD *build, const kvjwk_key *key, bool secret, BIGNUM **numbers)
{
    static const char *const rows[][2] = {
        {"n", OSSL_PKEY_PARAM_RSA_N},          {"e", OSSL_PKEY_PARAM_RSA_E},
        {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
        {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
        {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
    };
    bool ok = true;

    for (size_t i = 0; i < (secret ? 8 : 2) && ok; i++)
        ok = put_number(build, key, rows[i][0], rows[i][1], &numbers[i]);
    return ok;
}

static bool put_ec(OSSL_PARAM_BLD *build, const kvjwk_key *key, bool secret, BIGNUM **numbers,
                   uint8_t *point)
{
    const char *name = strcmp(key->param->name, "P-256K") == 0 ? "secp256k1" : key->param->name;
    size_t width = key->param->octets, length;

    point[0] = 4;
    return kvjwk_key_octets(key, "x", point + 1, width, &length) &&
           kvjwk_key_octets(key, "y", point + 1 + width, width, &length) &&
           OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, name, 0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * width) ==
               1 &&
           (!secret || put_number(build, key, "d", OSSL_PKEY_PARAM_PRIV_KEY, &numbers[0]));
}

static int collect(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct collected *c = payload;
    bool rsa = strcmp(key->kty->base, "RSA") == 0;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, rsa ? "RSA" : "EC", NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *numbers[8] = {NULL};
    uint8_t point[256];
    OSSL_PARAM *params = NULL;

    (void)key_index;
    if (rsa ? put_rsa(build, key, c->secret, numbers)
            : put_ec(build, key, c->secret, numbers, point))
        params = OSSL_PARAM_BLD_to_param(build);
    if (params != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
        EVP_PKEY_fromdata(ctx, &c->keys[c->count], EVP_PKEY_KEYPAIR, params) == 1)
        c->count++;
    for (size_t i = 0; i < 8; i++)
        BN_free(numbers[i]);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(ctx);
    return 0;
}

/* Nanoseconds a key of EVP_PKEY_check, or EVP_PKEY_public_check. */
static double openssl_check(const struct pool *pool, bool secret)
{
    struct collected c = {{NULL}, 0, secret};
    kvjwk_sink sink = {NULL, collect, &c, false};
    double start, taken;

    for (size_t i = 0; i < 16; i++)
        if (kvjwk_check(pool->keys[i].ptr, pool->keys[i].len, NULL, &sink, NULL) != KVJWK_OK)
            return -1;
    start = now();
    for (size_t i = 0; i < c.count; i++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, c.keys[i], NULL);

        if ((secret ? EVP_PKEY_check(ctx) : EVP_PKEY_public_check(ctx)) != 1)
            c.count = 0;
        EVP_PKEY_CTX_free(ctx);
    }
    taken = now() - start;
    for (size_t i = 0; i < 16; i++)
        EVP_PKEY_free(c.keys[i]);
    return c.count == 0 ? -1 : taken / (double)c.count;
}

/* ---- the table ---------------------------------------------------------------------------------
 */

static void print_row(struct column *columns, const struct pool *pool, bool secret, size_t rounds)
{
    static double taken[LEVELS][ROUNDS_MAX];
    size_t times[LEVELS];
    double ns[LEVELS], openssl;

    for (size_t c = 0; c < LEVELS; c++) {
        size_t few = c == KVJWK_MATERIAL_DEEP ? 8 : POOL_KEYS;
        double once = pass(&columns[c], pool, few) / (double)few;

        times[c] = (size_t)(SLICE / once) + 1;
    }
    for (size_t r = 0; r < rounds; r++)
        for (size_t c = 0; c < LEVELS; c++)
            taken[c][r] = pass(&columns[c], pool, times[c]) / (double)times[c];
    for (size_t c = 0; c < LEVELS; c++)
        ns[c] = median(taken[c], rounds);
    openssl = openssl_check(pool, secret);
    printf("| %s %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f |\n", pool->name,
           secret ? "private" : "public", ns[0], ns[1] - ns[0], ns[2] - ns[0], ns[3] - ns[0],
           openssl, openssl / (ns[1] - ns[0]), openssl / (ns[3] - ns[0]));
    fflush(stdout);
}

static bool table(size_t rounds)
{
    struct column columns[LEVELS];
    struct pool public_keys, private_keys;
    bool ok = true;

    for (size_t c = 0; c < LEVELS; c++)
        ok = column_open(&columns[c], (kvjwk_material_level)c) && ok;
    printf("| key | core | quick adds | full adds | deep adds | OpenSSL's check | to quick | to "
           "deep |\n"
           "|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (size_t s = 0; ok && s < pool_sort_count; s++) {
        ok = pool_make(&pool_sorts[s], &public_keys, &private_keys);
        if (ok) {
            print_row(columns, &public_keys, false, rounds);
            print_row(columns, &private_keys, true, rounds);
        }
        pool_free(&public_keys);
        pool_free(&private_keys);
    }
    printf("\nNanoseconds of processor time a key, median of %zu interleaved rounds over %d keys "
           "of each\n"
           "sort, deep over as many as take its time. OpenSSL: EVP_PKEY_public_check, of private "
           "keys\n"
           "EVP_PKEY_check, the key already imported; the last columns say how often longer that "
           "takes.\n",
           rounds, POOL_KEYS);
    for (size_t c = 0; c < LEVELS; c++) {
        if (columns[c].bad > 0)
            printf("level %s: %zu errors\n", columns[c].name, columns[c].bad);
        column_close(&columns[c]);
    }
    return ok;
}

/* A row for each number of moduli. */
static bool gcd(int count, char **numbers)
{
    bool ok = true;

    printf("| moduli | bare tree, s | kvjwk, s | ratio | reading, s | bare, MiB | kvjwk, MiB |\n"
           "|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < count; i++) {
        fflush(stdout); /* what is not written yet would be written by each process */
        ok = gcd_measure(strtoul(numbers[i], NULL, 10)) && ok;
    }
    printf("\nModuli of 2048 bits, 20 pairs with a common prime, which must be found. Processor "
           "time of\n"
           "kvjwk_across_finish; reading is parsing and kvjwk_across_add. Memory beyond the "
           "moduli.\n");
    return ok;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "table";
    size_t number = argc > 2 ? strtoul(argv[2], NULL, 10) : 9;

    if (strcmp(command, "table") == 0 && number > 0 && number <= ROUNDS_MAX)
        return table(number) ? 0 : 1;
    if (strcmp(command, "gcd") == 0 && argc > 2 && number > 1)
        return gcd(argc - 2, argv + 2) ? 0 : 1;
    fprintf(stderr, "usage: kvjwk_material_bench [table ROUNDS | gcd MODULI...]\n");
    return 2;
}
