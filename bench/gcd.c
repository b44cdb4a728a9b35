// SPDX-License-Identifier: MIT
/*
 * see gcd.h. The bare tree is that of the literature: products up, remainders modulo squares down,
 * and a greatest common divisor for each modulus. Each side runs in a process of its own, which
 * tells its time and the most memory that it had.
 */
#include "gcd.h"

#include "kvjwk/material.h"

#include <gmp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FACTOR_BITS 1024
#define SIEVE_BOUND (1u << 22)
#define INTERVAL 8192u
#define PLANTED 20

/* ---- moduli ------------------------------------------------------------------------------------
 */

/* Numbers without factors below 2^22 do as primes: that two of them share a larger one is rare. */
struct factory {
    unsigned char *composite; /* below SIEVE_BOUND */
    unsigned char bad[INTERVAL];
    gmp_randstate_t random;
    mpz_t base;
    size_t next;
};

static void factory_open(struct factory *f)
{
    f->composite = calloc(SIEVE_BOUND, 1);
    for (size_t p = 2; f->composite != NULL && p * p < SIEVE_BOUND; p++)
        for (size_t k = p * p; k < SIEVE_BOUND && !f->composite[p]; k += p)
            f->composite[k] = 1;
    gmp_randinit_default(f->random);
    gmp_randseed_ui(f->random, 20261124);
    mpz_init(f->base);
    f->next = INTERVAL;
}

static void sieve_interval(struct factory *f)
{
    memset(f->bad, 0, sizeof(f->bad));
    mpz_urandomb(f->base, f->random, FACTOR_BITS);
    mpz_setbit(f->base, FACTOR_BITS - 1);
    mpz_setbit(f->base, FACTOR_BITS - 2);
    for (unsigned long p = 2; p < SIEVE_BOUND; p++) {
        if (f->composite[p])
            continue;
        for (size_t i = (p - mpz_fdiv_ui(f->base, p)) % p; i < INTERVAL; i += p)
            f->bad[i] = 1;
    }
    f->next = 0;
}

static void take_factor(struct factory *f, mpz_t out)
{
    for (;;) {
        while (f->next < INTERVAL && f->bad[f->next])
            f->next++;
        if (f->next < INTERVAL)
            break;
        sieve_interval(f);
    }
    mpz_add_ui(out, f->base, (unsigned long)f->next++);
}

/* PLANTED pairs share a prime. */
static mpz_t *moduli_new(size_t count)
{
    mpz_t *n = malloc(count * sizeof(*n));
    struct factory f;
    mpz_t p, q, shared;

    factory_open(&f);
    mpz_inits(p, q, shared, NULL);
    for (size_t i = 0; n != NULL && f.composite != NULL && i < count; i++) {
        take_factor(&f, p);
        take_factor(&f, q);
        if (i < 2 * PLANTED && i % 2 == 0)
            mpz_set(shared, p);
        mpz_init(n[i]);
        mpz_mul(n[i], i < 2 * PLANTED ? shared : p, q);
    }
    mpz_clears(p, q, shared, f.base, NULL);
    gmp_randclear(f.random);
    free(f.composite);
    return n;
}

/* ---- the bare tree -----------------------------------------------------------------------------
 */

static size_t bare(mpz_t *n, size_t count)
{
    mpz_t *levels[48];
    size_t counts[48], top = 0, found = 0;
    mpz_t square;

    mpz_init(square);
    levels[0] = n;
    counts[0] = count;
    for (; counts[top] > 1; top++) {
        counts[top + 1] = (counts[top] + 1) / 2;
        levels[top + 1] = malloc(counts[top + 1] * sizeof(mpz_t));
        for (size_t i = 0; i < counts[top + 1]; i++) {
            mpz_init(levels[top + 1][i]);
            if (2 * i + 1 < counts[top])
                mpz_mul(levels[top + 1][i], levels[top][2 * i], levels[top][2 * i + 1]);
            else
                mpz_set(levels[top + 1][i], levels[top][2 * i]);
        }
    }
    for (size_t l = top; l-- > 1;) {
        for (size_t i = 0; i < counts[l]; i++) {
            mpz_mul(square, levels[l][i], levels[l][i]);
            mpz_tdiv_r(levels[l][i], levels[l + 1][i / 2], square);
        }
        for (size_t i = 0; i < counts[l + 1]; i++)
            mpz_clear(levels[l + 1][i]);
        free(levels[l + 1]);
    }
    for (size_t i = 0; i < count; i++) {
        mpz_t rest;

        mpz_init(rest);
        mpz_mul(square, n[i], n[i]);
        mpz_tdiv_r(rest, levels[1][i / 2], square);
        mpz_divexact(rest, rest, n[i]);
        mpz_gcd(rest, rest, n[i]);
        found += mpz_cmp_ui(rest, 1) > 0;
        mpz_clear(rest);
    }
    mpz_clear(square);
    return found;
}

/* ---- kvjwk -------------------------------------------------------------------------------------
 */

static size_t write_jwk(char *out, const mpz_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char octets[FACTOR_BITS / 4 + 3] = {0};
    size_t length, at = (size_t)sprintf(out, "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"");

    mpz_export(octets, &length, 1, 1, 1, 0, n);
    for (size_t bit = 0; bit < 8 * length; bit += 6) {
        unsigned two = (unsigned)octets[bit / 8] << 8 | octets[bit / 8 + 1];

        out[at++] = digits[two >> (10 - bit % 8) & 63];
    }
    return at + (size_t)sprintf(out + at, "\"}");
}

struct adding {
    kvjwk_across *across;
    uint64_t order;
};

static int add(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct adding *a = payload;
    char name[32];

    (void)key_index;
    sprintf(name, "key %llu", (unsigned long long)a->order);
    return kvjwk_across_add(a->across, key, name, a->order++) != KVJWK_OK;
}

static int count(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    size_t *shared = payload;

    (void)key_index;
    *shared += strcmp(finding->rule->id, "material-shared-prime") == 0;
    return 0;
}

static kvjwk_across *add_all(const mpz_t *n, size_t moduli)
{
    struct adding adding = {NULL, 0};
    kvjwk_sink sink = {NULL, add, &adding, false};
    kvjwk_checker *checker;
    char text[1024];

    if (kvjwk_across_new(&adding.across) != KVJWK_OK ||
        kvjwk_checker_new(&checker, NULL) != KVJWK_OK)
        return NULL;
    for (size_t i = 0; i < moduli; i++)
        if (kvjwk_checker_run(checker, text, write_jwk(text, n[i]), &sink, NULL) != KVJWK_OK)
            return NULL;
    kvjwk_checker_free(&checker);
    return adding.across;
}

/* How many of the keys with a planted prime are told. */
static size_t count_found(const kvjwk_across *across, const mpz_t *n, size_t moduli)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    size_t shared = 0;
    kvjwk_sink sink = {count, NULL, &shared, false};
    kvjwk_material *material;
    char text[1024];

    if (kvjwk_material_new(&material, KVJWK_MATERIAL_QUICK) != KVJWK_OK)
        return 0;
    kvjwk_material_across(material, across);
    options.extension = kvjwk_material_extension(material);
    for (size_t i = 0; i < moduli && i < 2 * PLANTED; i++)
        if (kvjwk_check(text, write_jwk(text, n[i]), &options, &sink, NULL) != KVJWK_OK)
            return 0;
    kvjwk_material_free(&material);
    return shared;
}

/* ---- processes ---------------------------------------------------------------------------------
 */

struct result {
    double seconds, add_seconds; /* of processor time */
    size_t found;
    long kilobytes; /* most memory, less that of the moduli as they were given */
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static struct result run_bare(mpz_t *n, size_t moduli)
{
    struct result r = {0, 0, 0, 0};
    double start = now();

    r.found = bare(n, moduli);
    r.seconds = now() - start;
    return r;
}

static struct result run_kvjwk(mpz_t *n, size_t moduli)
{
    struct result r = {0, 0, 0, 0};
    double start = now();
    kvjwk_across *across = add_all((const mpz_t *)n, moduli);

    r.add_seconds = now() - start;
    start = now();
    if (across == NULL || kvjwk_across_finish(across) != KVJWK_OK)
        return r;
    r.seconds = now() - start;
    r.found = count_found(across, (const mpz_t *)n, moduli);
    kvjwk_across_free(&across);
    return r;
}

static bool in_child(struct result *out, struct result (*run)(mpz_t *n, size_t moduli), mpz_t *n,
                     size_t moduli)
{
    int ends[2], status;
    ssize_t got;
    pid_t child;

    if (pipe(ends) != 0 || (child = fork()) < 0)
        return false;
    if (child == 0) {
        long before = peak();
        struct result r = run(n, moduli);

        r.kilobytes = peak() - before;
        _exit(write(ends[1], &r, sizeof(r)) == (ssize_t)sizeof(r) ? 0 : 1);
    }
    close(ends[1]);
    got = read(ends[0], out, sizeof(*out));
    close(ends[0]);
    return waitpid(child, &status, 0) == child && got == (ssize_t)sizeof(*out);
}

bool gcd_measure(size_t moduli)
{
    mpz_t *n = moduli_new(moduli);
    struct result one, two;
    size_t planted = moduli < 2 * PLANTED ? moduli : 2 * PLANTED;

    if (n == NULL || !in_child(&one, run_bare, n, moduli) || !in_child(&two, run_kvjwk, n, moduli))
        return false;
    printf("| %zu | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f |\n", moduli, one.seconds, two.seconds,
           two.seconds / one.seconds, two.add_seconds, (double)one.kilobytes / 1024,
           (double)two.kilobytes / 1024);
    for (size_t i = 0; i < moduli; i++)
        mpz_clear(n[i]);
    free(n);
    return one.found >= planted && two.found == planted;
}
