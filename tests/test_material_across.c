// SPDX-License-Identifier: MIT
/* Moduli against each other: every planted prime is found, nothing else, and shards find the same.
 */
#include "keymaker.h"
#include "material.h"

#include "material/across.h"

#define PRIMES 64
#define MODULI_MAX 200

/* Primes of 512 bits: the smallest keys that are fast to make. */
static BIGNUM *primes[PRIMES];

static int make_primes(void **state)
{
    (void)state;
    for (size_t i = 0; i < PRIMES; i++) {
        primes[i] = BN_new();
        key_prime(primes[i], 512);
    }
    return 0;
}

static int free_primes(void **state)
{
    (void)state;
    for (size_t i = 0; i < PRIMES; i++)
        BN_free(primes[i]);
    return 0;
}

/* ---- inventories -------------------------------------------------------------------------------
 */

/* Each modulus is the product of two primes, by their places, and of a small factor. */
struct inventory {
    struct {
        size_t p, q;
        unsigned factor;
    } moduli[MODULI_MAX];
    size_t count;
};

static void put(struct inventory *v, size_t p, size_t q, unsigned factor)
{
    v->moduli[v->count].p = p;
    v->moduli[v->count].q = q;
    v->moduli[v->count++].factor = factor;
}

static size_t write_modulus(char *text, const struct inventory *v, size_t i)
{
    BN_CTX *ctx = BN_CTX_new();
    struct made_key key;
    size_t length;

    key_init(&key);
    BN_mul(key.number[KEY_N], primes[v->moduli[i].p], primes[v->moduli[i].q], ctx);
    BN_mul_word(key.number[KEY_N], v->moduli[i].factor);
    BN_set_word(key.number[KEY_E], 65537);
    length = key_write(text, &key, false);
    key_free(&key);
    BN_CTX_free(ctx);
    return length;
}

static bool is_same(const struct inventory *v, size_t i, size_t k)
{
    size_t p = v->moduli[i].p, q = v->moduli[i].q;
    size_t r = v->moduli[k].p, s = v->moduli[k].q;

    return v->moduli[i].factor == v->moduli[k].factor && ((p == r && q == s) || (p == s && q == r));
}

static bool shares(const struct inventory *v, size_t i, size_t k)
{
    size_t p = v->moduli[i].p, q = v->moduli[i].q;
    size_t r = v->moduli[k].p, s = v->moduli[k].q;

    return !is_same(v, i, k) && (p == r || p == s || q == r || q == s);
}

/* ---- adding and asking -------------------------------------------------------------------------
 */

struct adding {
    kvjwk_across *across;
    uint64_t order;
};

static int add(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct adding *a = payload;
    char name[32];

    (void)key_index;
    snprintf(name, sizeof(name), "key-%llu", (unsigned long long)a->order);
    assert_int_equal(kvjwk_across_add(a->across, key, name, a->order++), KVJWK_OK);
    return 0;
}

/* Keys from first to before end; they are called by their places. */
static kvjwk_across *across_of(const struct inventory *v, size_t first, size_t end)
{
    static char text[KEY_TEXT_MAX];
    struct adding a = {NULL, first};
    kvjwk_sink sink = {NULL, add, &a, false};

    assert_int_equal(kvjwk_across_new(&a.across), KVJWK_OK);
    for (size_t i = first; i < end; i++)
        assert_int_equal(kvjwk_check(text, write_modulus(text, v, i), NULL, &sink, NULL), KVJWK_OK);
    return a.across;
}

/* The message about a modulus, or "". */
static void message_of(char *out, size_t size, const kvjwk_across *across,
                       const struct inventory *v, size_t i)
{
    static char text[KEY_TEXT_MAX];
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_material *material;
    const struct told *t;
    struct outcome *o;

    assert_int_equal(kvjwk_material_new(&material, KVJWK_MATERIAL_QUICK), KVJWK_OK);
    kvjwk_material_across(material, across);
    options.extension = kvjwk_material_extension(material);
    o = outcome_of(text, write_modulus(text, v, i), &options);
    t = outcome_find(o, "material-shared-prime");
    snprintf(out, size, "%s", t == NULL ? "" : t->message);
    free(o);
    kvjwk_material_free(&material);
}

static bool names(const char *message, size_t k)
{
    char name[32];
    const char *at;

    snprintf(name, sizeof(name), "key-%zu", k);
    at = strstr(message, name);
    return at != NULL && (at[strlen(name)] < '0' || at[strlen(name)] > '9');
}

static void assert_no_number(const char *message)
{
    size_t run = 0;

    for (; *message != '\0'; message++) {
        run = (*message >= '0' && *message <= '9') ? run + 1 : 0;
        assert_true(run < 8);
    }
}

/* Every partner counts once, and the first three are named. */
static void assert_message(const struct inventory *v, size_t i, const char *message)
{
    size_t partners = 0, named = 0;
    char count[32];

    for (size_t k = 0; k < v->count; k++) {
        bool again = false;

        for (size_t m = 0; m < k; m++) /* a modulus that stands there twice */
            again = again || is_same(v, m, k);
        if (!shares(v, i, k) || again)
            continue;
        partners++;
        if (partners <= 3)
            named += names(message, k);
    }
    if (partners == 0) {
        assert_string_equal(message, "");
        return;
    }
    snprintf(count, sizeof(count), "with %zu other", partners);
    if (strstr(message, count) == NULL)
        fail_msg("modulus %zu: %s; expected: %s", i, message, count);
    assert_int_equal(named, partners < 3 ? partners : 3);
    assert_no_number(message);
}

static void assert_all(const kvjwk_across *across, const struct inventory *v)
{
    char message[1024];

    for (size_t i = 0; i < v->count; i++) {
        message_of(message, sizeof(message), across, v, i);
        assert_message(v, i, message);
    }
}

static void find(const struct inventory *v)
{
    kvjwk_across *across = across_of(v, 0, v->count);

    assert_int_equal(kvjwk_across_finish(across), KVJWK_OK);
    assert_all(across, v);
    kvjwk_across_free(&across);
}

/* ---- shards ------------------------------------------------------------------------------------
 */

struct octets {
    uint8_t *ptr;
    size_t length;
};

static int append(void *ctx, const void *octets, size_t length)
{
    struct octets *o = ctx;

    o->ptr = realloc(o->ptr, o->length + length + 1);
    assert_non_null(o->ptr);
    memcpy(o->ptr + o->length, octets, length);
    o->length += length;
    return 0;
}

static void find_by_shards(const struct inventory *v, size_t count)
{
    struct octets *shards = calloc(count, sizeof(*shards));
    kvjwk_across *all = across_of(v, 0, v->count);

    assert_non_null(shards);
    for (size_t s = 0; s < count; s++) {
        kvjwk_across *part = across_of(v, v->count * s / count, v->count * (s + 1) / count);

        assert_int_equal(kvjwk_shard_save(part, append, &shards[s]), KVJWK_OK);
        kvjwk_across_free(&part);
    }
    for (size_t s = 0; s < count; s++)
        for (size_t t = s; t < count; t++) {
            struct octets groups = {NULL, 0};

            assert_int_equal(kvjwk_shard_pair(shards[s].ptr, shards[s].length, shards[t].ptr,
                                              shards[t].length, append, &groups),
                             KVJWK_OK);
            assert_int_equal(kvjwk_across_groups(all, (const char *)groups.ptr, groups.length),
                             KVJWK_OK);
            free(groups.ptr);
        }
    assert_int_equal(kvjwk_across_finish(all), KVJWK_OK);
    assert_all(all, v);
    kvjwk_across_free(&all);
    for (size_t s = 0; s < count; s++)
        free(shards[s].ptr);
    free(shards);
}

/* ---- tests -------------------------------------------------------------------------------------
 */

static void both_ways(const struct inventory *v)
{
    find(v);
    for (size_t shards = 1; shards <= 5; shards += 2)
        find_by_shards(v, shards);
}

static void nothing_in_common(void **state)
{
    struct inventory v = {.count = 0};

    (void)state;
    both_ways(&v);
    put(&v, 0, 1, 1);
    both_ways(&v);
    for (size_t i = 1; i < 10; i++)
        put(&v, 2 * i, 2 * i + 1, 1);
    both_ways(&v);
}

static void pairs_and_larger_groups(void **state)
{
    struct inventory v = {.count = 0};

    (void)state;
    put(&v, 0, 1, 1);
    put(&v, 2, 3, 1);
    put(&v, 1, 4, 1);
    for (size_t i = 5; i < 12; i++) /* seven with one prime */
        put(&v, 5, i + 10, 1);
    both_ways(&v);
}

static void both_primes_are_shared(void **state)
{
    struct inventory v = {.count = 0};

    (void)state;
    put(&v, 0, 1, 1);
    put(&v, 0, 2, 1);
    put(&v, 1, 3, 1);
    put(&v, 10, 11, 1); /* a triangle: no divisor shows a prime */
    put(&v, 11, 12, 1);
    put(&v, 12, 10, 1);
    for (size_t i = 20; i < 30; i++) /* a ring */
        put(&v, i, i == 29 ? 20 : i + 1, 1);
    both_ways(&v);
}

static void one_modulus_twice(void **state)
{
    struct inventory v = {.count = 0};

    (void)state;
    put(&v, 0, 1, 1);
    put(&v, 0, 1, 1);
    put(&v, 2, 3, 1);
    put(&v, 3, 4, 1);
    put(&v, 2, 3, 1);
    both_ways(&v);
}

static void small_factors_are_nothing_in_common(void **state)
{
    struct inventory v = {.count = 0};

    (void)state;
    put(&v, 0, 1, 3);
    put(&v, 2, 3, 3);
    put(&v, 4, 5, 3 * 3 * 751);
    put(&v, 6, 5, 5);
    both_ways(&v);
}

static void many_at_random(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 4; round++) {
        struct inventory v = {.count = 0};

        srand(round + 7);
        while (v.count < 20 + 40 * round) {
            size_t p = (size_t)rand() % PRIMES, q = (size_t)rand() % PRIMES;

            if (p != q)
                put(&v, p, q, 1);
        }
        find(&v);
        find_by_shards(&v, 3);
    }
}

static void damaged_shards_are_refused(void **state)
{
    struct inventory v = {.count = 0};
    struct octets shard = {NULL, 0}, groups = {NULL, 0};
    kvjwk_across *across;

    (void)state;
    put(&v, 0, 1, 1);
    put(&v, 1, 2, 1);
    across = across_of(&v, 0, 2);
    assert_int_equal(kvjwk_shard_save(across, append, &shard), KVJWK_OK);
    for (size_t length = 0; length < shard.length; length += 1 + length / 20)
        assert_int_equal(
            kvjwk_shard_pair(shard.ptr, length, shard.ptr, shard.length, append, &groups),
            KVJWK_ERR_ARGUMENT);
    for (size_t at = 0; at < 60; at++) { /* no crash, whatever comes out */
        shard.ptr[at] ^= 0x55;
        (void)!kvjwk_shard_pair(shard.ptr, shard.length, shard.ptr, shard.length, append, &groups);
        shard.ptr[at] ^= 0x55;
    }
    assert_int_equal(kvjwk_across_groups(across, "0123", 4), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_across_groups(across, "0123\n", 5), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_across_groups(across, "0123456789abcdefg123456789abcdef\n", 33),
                     KVJWK_ERR_ARGUMENT);
    kvjwk_across_free(&across);
    free(shard.ptr);
    free(groups.ptr);
}

static void too_many_without_gmp(void **state)
{
    (void)state;
    assert_int_equal(kvjwk_across_has_gmp(), batch_most() == SIZE_MAX);
    if (!kvjwk_across_has_gmp())
        assert_int_equal(batch_most(), KVJWK_ACROSS_PLAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_common),
        cmocka_unit_test(pairs_and_larger_groups),
        cmocka_unit_test(both_primes_are_shared),
        cmocka_unit_test(one_modulus_twice),
        cmocka_unit_test(small_factors_are_nothing_in_common),
        cmocka_unit_test(many_at_random),
        cmocka_unit_test(damaged_shards_are_refused),
        cmocka_unit_test(too_many_without_gmp),
    };

    return cmocka_run_group_tests(tests, make_primes, free_primes);
}
