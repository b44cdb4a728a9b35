// SPDX-License-Identifier: MIT
/* The k-th allocation of libcrypto fails, for every k: the run says so, and the next one works. */
#include "keymaker.h"
#include "material.h"

#include <openssl/crypto.h>

static size_t calls, fail_at; /* fail_at 0: never */

static bool fails(void)
{
    return ++calls == fail_at;
}

static void *take(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return fails() ? NULL : malloc(size);
}

static void *resize(void *ptr, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return fails() ? NULL : realloc(ptr, size);
}

static void give_back(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    free(ptr);
}

static void count_or_fail(size_t k)
{
    calls = 0;
    fail_at = k;
}

static char texts[4][KEY_TEXT_MAX];

static kvjwk_status check_with(kvjwk_material_level level, kvjwk_across *across, const char *text)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_material *material;
    kvjwk_status status = kvjwk_material_new(&material, level);

    if (status != KVJWK_OK)
        return status;
    options.target = KVJWK_TARGET_RFC;
    kvjwk_material_across(material, across);
    options.extension = kvjwk_material_extension(material);
    status = kvjwk_check(text, strlen(text), &options, NULL, NULL);
    kvjwk_material_free(&material);
    assert_null(material);
    return status;
}

/* Some allocations of libcrypto may fail without harm: it does without what it wanted to keep. */
static void every_failure_of_a_check(void **state)
{
    (void)state;
    for (size_t t = 0; t < 4; t++) {
        size_t needed, told = 0;

        count_or_fail(0);
        assert_int_equal(check_with(KVJWK_MATERIAL_FULL, NULL, texts[t]), KVJWK_OK);
        needed = calls;
        for (size_t k = 1; k <= needed; k += needed > 600 ? needed / 300 : 1) {
            kvjwk_status status;

            count_or_fail(k);
            status = check_with(KVJWK_MATERIAL_FULL, NULL, texts[t]);
            count_or_fail(0);
            assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
            told += status == KVJWK_ERR_MEMORY;
        }
        assert_true(told > 0);
        assert_int_equal(check_with(KVJWK_MATERIAL_FULL, NULL, texts[t]), KVJWK_OK);
    }
}

/* A context that met a failure is as good as before. */
static void a_context_survives(void **state)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_material *material;
    kvjwk_checker *checker;

    (void)state;
    count_or_fail(0);
    assert_int_equal(kvjwk_material_new(&material, KVJWK_MATERIAL_DEEP), KVJWK_OK);
    options.target = KVJWK_TARGET_RFC;
    options.extension = kvjwk_material_extension(material);
    assert_int_equal(kvjwk_checker_new(&checker, &options), KVJWK_OK);
    for (size_t k = 1; k < 40; k++) {
        kvjwk_summary summary;

        count_or_fail(k);
        (void)!kvjwk_checker_run(checker, texts[k % 4], strlen(texts[k % 4]), NULL, NULL);
        count_or_fail(0);
        assert_int_equal(
            kvjwk_checker_run(checker, texts[k % 4], strlen(texts[k % 4]), NULL, &summary),
            KVJWK_OK);
        assert_int_equal(summary.errors, 0);
    }
    kvjwk_checker_free(&checker);
    kvjwk_material_free(&material);
}

static int add(void *payload, const kvjwk_key *key, size_t key_index)
{
    kvjwk_across *across = payload;

    return kvjwk_across_add(across, key, "a key", key_index) == KVJWK_OK ? 0 : 1;
}

static int drop(void *ctx, const void *octets, size_t length)
{
    (void)ctx;
    (void)octets;
    (void)length;
    return 0;
}

static kvjwk_status across_all(bool shard)
{
    kvjwk_across *across;
    kvjwk_status status = kvjwk_across_new(&across);
    kvjwk_sink sink = {NULL, add, NULL, false};

    if (status != KVJWK_OK)
        return status;
    sink.payload = across;
    for (size_t t = 0; t < 4 && status == KVJWK_OK; t++)
        status = kvjwk_check(texts[t], strlen(texts[t]), NULL, &sink, NULL);
    if (status == KVJWK_OK)
        status = shard ? kvjwk_shard_save(across, drop, NULL) : kvjwk_across_finish(across);
    if (status == KVJWK_OK && !shard)
        status = check_with(KVJWK_MATERIAL_QUICK, across, texts[0]);
    kvjwk_across_free(&across);
    return status == KVJWK_ERR_STOPPED ? KVJWK_ERR_MEMORY : status;
}

static void every_failure_across_keys(void **state)
{
    (void)state;
    for (int shard = 0; shard < 2; shard++) {
        size_t needed;

        count_or_fail(0);
        assert_int_equal(across_all(shard == 1), KVJWK_OK);
        needed = calls;
        for (size_t k = 1; k <= needed; k++) {
            kvjwk_status status;

            count_or_fail(k);
            status = across_all(shard == 1);
            count_or_fail(0);
            assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
        }
    }
}

static int make_texts(void **state)
{
    BIGNUM *p = BN_new(), *q = BN_new(), *r = BN_new();
    struct made_key key;

    (void)state;
    count_or_fail(0);
    key_init(&key);
    key_prime(p, 1024);
    key_prime(q, 1024);
    key_prime(r, 1024);
    key_rsa(&key, p, q);
    key_write(texts[0], &key, true);
    key_rsa(&key, r, p); /* shares a prime with the first */
    key_write(texts[1], &key, false);
    key_ec(&key, "prime256v1", "P-256");
    key_write(texts[2], &key, true);
    sprintf(texts[3], "{\"kty\":\"oct\",\"k\":\"LWBjPZ3OQAdWvRBkXJuRAoI4j1o8bOQwDbWTHOq2NwM\"}");
    key_free(&key);
    BN_free(p);
    BN_free(q);
    BN_free(r);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failure_of_a_check),
        cmocka_unit_test(a_context_survives),
        cmocka_unit_test(every_failure_across_keys),
    };

    if (CRYPTO_set_mem_functions(take, resize, give_back) != 1)
        return 2;
    return cmocka_run_group_tests(tests, make_texts, NULL);
}
