// SPDX-License-Identifier: MIT
/*
 * Nanoseconds a key: kvjwk against jansson, which only parses, and against what imports keys. Every
 * column sees the same texts; rounds are interleaved and the median of each column counts, so that
 * a change of the clock rate falls on all alike.
 */
#include "kvjwk/kvjwk.h"

#include "peers.h"
#include "pool.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS_MAX 101
#define SLICE 4e6 /* nanoseconds that one measurement of a column takes, at least */
#define COLUMNS_MAX 8

/* ---- columns -----------------------------------------------------------------------------------
 */

struct column {
    const char *name;
    /* Does its work on one key; false when it refuses the key. */
    bool (*work)(void *state, const struct text *key);
    void *state;
};

struct checking {
    kvjwk_checker *checker;
    kvjwk_sink sink;
    size_t findings, keys;
};

static int count_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct checking *c = payload;

    (void)key_index;
    c->findings += finding->rule != NULL;
    return 0;
}

static int count_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct checking *c = payload;

    (void)key_index;
    c->keys += key->verdict == KVJWK_VERDICT_PASS;
    return 0;
}

static bool work_kvjwk(void *state, const struct text *key)
{
    struct checking *c = state;

    return kvjwk_checker_run(c->checker, key->ptr, key->len, &c->sink, NULL) == KVJWK_OK;
}

static bool work_jansson(void *state, const struct text *key)
{
    json_t *json = json_loadb(key->ptr, key->len, 0, NULL);

    (void)state;
    json_decref(json);
    return json != NULL;
}

static bool work_peer(void *state, const struct text *key)
{
    const struct peer *const *peer = state;

    return (*peer)->import(key);
}

static bool checking_open(struct checking *c, bool brief)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    options.has_now = true;
    options.now = 1795478400;
    memset(c, 0, sizeof(*c));
    c->sink.finding = count_finding;
    c->sink.key = count_key;
    c->sink.payload = c;
    c->sink.brief = brief;
    return kvjwk_checker_new(&c->checker, &options) == KVJWK_OK;
}

/* ---- time --------------------------------------------------------------------------------------
 */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* not what other programs take */
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Nanoseconds for `times` passes through the pool; keys refused are counted. */
static double pass(const struct column *column, const struct pool *pool, size_t times,
                   size_t *refused)
{
    double start = now();

    for (size_t k = 0; k < times; k++)
        for (size_t i = 0; i < POOL_KEYS; i++)
            *refused += !column->work(column->state, &pool->keys[i]);
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

/* Median nanoseconds a key for every column; -1 when it refuses the keys. */
static void measure(const struct column *columns, size_t count, const struct pool *pool,
                    size_t rounds, double *out)
{
    static double taken[COLUMNS_MAX][ROUNDS_MAX];
    size_t times[COLUMNS_MAX], refused[COLUMNS_MAX] = {0};

    for (size_t c = 0; c < count; c++) { /* the first pass warms up and says how often */
        double once = pass(&columns[c], pool, 1, &refused[c]);

        times[c] = once >= SLICE ? 1 : (size_t)(SLICE / once) + 1;
    }
    for (size_t r = 0; r < rounds; r++)
        for (size_t c = 0; c < count; c++)
            taken[c][r] =
                pass(&columns[c], pool, times[c], &refused[c]) / (double)(times[c] * POOL_KEYS);
    for (size_t c = 0; c < count; c++)
        out[c] = refused[c] > 0 ? -1 : median(taken[c], rounds);
}

/* ---- the table ---------------------------------------------------------------------------------
 */

struct bench {
    struct checking brief, full;
    const struct peer *used[COLUMNS_MAX];
    struct column columns[COLUMNS_MAX];
    size_t count, rounds;
    double worst;
};

static void add_column(struct bench *b, const char *name,
                       bool (*work)(void *state, const struct text *key), void *state)
{
    struct column column = {name, work, state};

    b->columns[b->count++] = column;
}

static void print_head(const struct bench *b)
{
    printf("| key | octets | findings |");
    for (size_t c = 0; c < b->count; c++)
        printf(" %s |", b->columns[c].name);
    printf(" ratio |\n|---|--:|--:|");
    for (size_t c = 0; c <= b->count; c++)
        printf("--:|");
    printf("\n");
    fflush(stdout);
}

static void print_row(struct bench *b, const struct pool *pool, bool secret)
{
    double ns[COLUMNS_MAX], ratio, findings;
    size_t unused = 0;

    b->brief.findings = 0;
    pass(&b->columns[0], pool, 1, &unused);
    findings = (double)b->brief.findings / POOL_KEYS;
    measure(b->columns, b->count, pool, b->rounds, ns);
    ratio = ns[0] / ns[2];
    b->worst = ratio > b->worst ? ratio : b->worst;
    printf("| %s %s | %zu | %.2f |", pool->name, secret ? "private" : "public",
           pool->octets / POOL_KEYS, findings);
    for (size_t c = 0; c < b->count; c++) {
        if (ns[c] < 0)
            printf(" refused |");
        else
            printf(" %.0f |", ns[c]);
    }
    printf(" %.2f |\n", ratio);
    fflush(stdout);
}

static bool run_sort(struct bench *b, const struct sort_of_key *sort)
{
    struct pool public_keys, private_keys;
    bool ok = pool_make(sort, &public_keys, &private_keys);

    if (ok) {
        print_row(b, &public_keys, false);
        print_row(b, &private_keys, true);
    }
    pool_free(&public_keys);
    pool_free(&private_keys);
    return ok;
}

/* Texts of every sort, one a line, for the stream benchmark and for profiles. */
static bool dump(size_t count)
{
    struct pool pools[2];

    for (size_t s = 0, left = count; s < pool_sort_count && left > 0; s++) {
        size_t share = left / (pool_sort_count - s);

        if (!pool_make(&pool_sorts[s], &pools[0], &pools[1]))
            return false;
        for (size_t i = 0; i < share; i++)
            puts(pools[i % 2].keys[i / 2 % POOL_KEYS].ptr);
        left -= share;
        pool_free(&pools[0]);
        pool_free(&pools[1]);
    }
    return true;
}

/* Only kvjwk on one sort, for a profiler. */
static bool spin(const char *name, bool brief, size_t times)
{
    struct checking checking;
    struct column column = {"kvjwk", work_kvjwk, &checking};
    struct pool pools[2];
    size_t refused = 0;

    for (size_t s = 0; s < pool_sort_count; s++) {
        if (strcmp(pool_sorts[s].name, name) != 0)
            continue;
        if (!checking_open(&checking, brief) || !pool_make(&pool_sorts[s], &pools[0], &pools[1]))
            return false;
        for (size_t i = 0; i < 2; i++)
            printf("%s: %.0f ns\n", i == 0 ? "public" : "private",
                   pass(&column, &pools[i], times, &refused) / (double)(times * POOL_KEYS));
        kvjwk_checker_free(&checking.checker);
        pool_free(&pools[0]);
        pool_free(&pools[1]);
        return true;
    }
    return false;
}

static bool table(size_t rounds)
{
    struct bench b = {.rounds = rounds};
    bool ok = checking_open(&b.brief, true) && checking_open(&b.full, false);

    peers_begin();
    add_column(&b, "kvjwk", work_kvjwk, &b.brief);
    add_column(&b, "with texts", work_kvjwk, &b.full);
    add_column(&b, "jansson", work_jansson, NULL);
    for (size_t i = 0; i < peer_count; i++) {
        if (peers[i].import == NULL)
            continue;
        b.used[i] = &peers[i];
        add_column(&b, peers[i].name, work_peer, &b.used[i]);
    }
    print_head(&b);
    for (size_t s = 0; ok && s < pool_sort_count; s++)
        ok = run_sort(&b, &pool_sorts[s]);
    printf("\nNanoseconds a key, median of %zu interleaved rounds over %d keys of each sort.\n"
           "kvjwk: parsing and every rule, findings counted. with texts: their texts made, too.\n"
           "jansson %s: json_loadb and json_decref. ratio: kvjwk to jansson; worst %.2f.\n",
           rounds, POOL_KEYS, JANSSON_VERSION, b.worst);
    for (size_t i = 0; i < peer_count; i++)
        printf("%s%s.\n", peers[i].what, peers[i].import == NULL ? ", left out" : "");
    kvjwk_checker_free(&b.brief.checker);
    kvjwk_checker_free(&b.full.checker);
    peers_end();
    return ok;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "table";
    size_t number = argc > 2 ? strtoul(argv[argc - 1], NULL, 10) : 9;

    if (strcmp(command, "table") == 0 && number > 0 && number <= ROUNDS_MAX)
        return table(number) ? 0 : 1;
    if (strcmp(command, "dump") == 0 && argc == 3)
        return dump(number) ? 0 : 1;
    if ((strcmp(command, "spin") == 0 || strcmp(command, "spin-texts") == 0) && argc == 4)
        return spin(argv[2], strcmp(command, "spin") == 0, number) ? 0 : 1;
    fprintf(stderr, "usage: kvjwk_bench [table ROUNDS | dump KEYS | spin SORT TIMES | spin-texts "
                    "SORT TIMES]\n");
    return 2;
}
