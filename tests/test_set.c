// SPDX-License-Identifier: MIT
/* What holds between the keys of one set. */
#include "keys.h"

#include <time.h>

/* {"keys": [a, b, ...]}, ended by NULL. */
static const char *set_of(const char *first, ...)
{
    json_t *keys = json_array();
    va_list rest;

    va_start(rest, first);
    for (const char *text = first; text != NULL; text = va_arg(rest, const char *))
        json_array_append_new(keys, json_loads(text, 0, NULL));
    va_end(rest);
    return dumped(json_pack("{s:o}", "keys", keys));
}

static const char *named(const char *key, const char *kid)
{
    return public_key(key, "kid", kid, NULL);
}

static void kids(void **state)
{
    (void)state;
    expect_finding(
        set_of(named("ec-p256", "a"), named("ec-p384", "b"), named("ec-p521", "a"), NULL), RFC,
        "jwk-set-duplicate-kid", KVJWK_ERROR, "/keys/2/kid", "\"a\" is also that of key 0");
    expect_finding(set_of(named("rsa-2048", "a"), named("ec-p384", "a"), NULL), RFC,
                   "jwk-set-duplicate-kid", KVJWK_WARNING, "/keys/1/kid", "another type");
    TRIGGERS(set_of(named("ec-p256", "a"), named("ec-p384", "\x61"), NULL), ANY,
             "jwk-set-duplicate-kid");
    PASSES(set_of(named("ec-p256", "a"), named("ec-p384", "A"), NULL), RFC,
           "jwk-set-duplicate-kid");
    PASSES(set_of(public_key("ec-p256", NULL), public_key("ec-p384", NULL), NULL), RFC,
           "jwk-set-duplicate-kid");
}

/* Three of one name and two types: one pair of the same type, one of different types. */
static void kids_of_two_types(void **state)
{
    const char *text =
        set_of(named("ec-p256", "a"), named("rsa-2048", "a"), named("ec-p384", "a"), NULL);
    struct outcome *o = outcome_of(text, strlen(text), RFC);
    size_t errors = 0, warnings = 0;

    (void)state;
    for (size_t i = 0; i < o->count; i++) {
        if (strcmp(o->told[i].rule, "jwk-set-duplicate-kid") != 0)
            continue;
        errors += o->told[i].severity == KVJWK_ERROR;
        warnings += o->told[i].severity == KVJWK_WARNING;
        assert_true(o->told[i].key_index == KVJWK_NO_KEY);
    }
    assert_int_equal(errors, 1);
    assert_int_equal(warnings, 1);
    assert_int_equal(o->summary.pass, 3);
    free(o);
}

static void same_keys(void **state)
{
    const char *rule = "jwk-set-duplicate-key";

    (void)state;
    expect_finding(
        set_of(named("rsa-2048", "a"), named("ec-p256", "b"), named("rsa-2048", "c"), NULL), RFC,
        rule, KVJWK_WARNING, "/keys/2", "the same as key 0");
    TRIGGERS(set_of(named("rsa-2048", "a"), public_key("rsa-2048", "kty", "RSA-HSM", NULL), NULL),
             ANY, rule);
    TRIGGERS(set_of(named("ec-p256k", "a"), public_key("ec-p256k", "crv", "secp256k1", NULL), NULL),
             RFC, rule);
    TRIGGERS(set_of(private_key("oct-256", NULL), private_key("oct-256", "kid", "b", NULL), NULL),
             RFC, rule);
    TRIGGERS(set_of(named("ed25519", "a"), named("ed25519", "b"), NULL), RFC, rule);
    PASSES(set_of(named("rsa-2048", "a"), public_key("rsa-2048", "e", "Aw", NULL), NULL), RFC,
           rule);
    PASSES(set_of(named("ec-p256", "a"), public_key("ec-p256", "crv", "P-256K", NULL), NULL), RFC,
           rule);
    PASSES(set_of(named("ed25519", "a"), public_key("ed25519", "crv", "X25519", NULL), NULL), RFC,
           rule);
    /* without material there is nothing to compare */
    PASSES(
        set_of("{\"kty\": \"RSA\", \"e\": \"AQAB\"}", "{\"kty\": \"RSA\", \"e\": \"AQAB\"}", NULL),
        RFC, rule);
    PASSES(set_of("{\"kty\": \"XYZ\"}", "{\"kty\": \"XYZ\"}", NULL), RFC, rule);
    PASSES(set_of("{\"kty\": \"oct-HSM\"}", "{\"kty\": \"oct-HSM\"}", NULL), ANY, rule);
}

static void secrets(void **state)
{
    const char *rule = "jwk-set-private";

    (void)state;
    expect_finding(set_of(public_key("ec-p256", NULL), private_key("ec-p384", NULL), NULL), RFC,
                   rule, KVJWK_ERROR, "/keys/1/d", "key 1 holds a private");
    expect_finding(set_of(private_key("oct-256", NULL), public_key("ec-p384", NULL), NULL), ANY,
                   rule, KVJWK_ERROR, "/keys/0/k", "among public keys");
    expect_finding(set_of(private_key("rsa-2048", NULL), private_key("ec-p384", NULL), NULL), RFC,
                   rule, KVJWK_WARNING, "/keys/0/d", "alone");
    PASSES(set_of(public_key("rsa-2048", NULL), public_key("ec-p384", NULL), NULL), RFC, rule);
    PASSES(private_key("rsa-2048", NULL), RFC, rule);
}

static void empty(void **state)
{
    (void)state;
    expect_finding("{\"keys\": []}", RFC, "jwk-set-empty", KVJWK_NOTE, "/keys", "empty");
    PASSES("{\"keys\": [{\"kty\": \"EC\"}]}", RFC, "jwk-set-empty");
    PASSES("{\"keys\": {}}", RFC, "jwk-set-empty");
    PASSES("{\"keys\": [1]}", RFC, "jwk-set-empty");
}

static void odd_items(void **state)
{
    const char *text = "{\"keys\": [1, null, [], {}, {\"kty\": 1, \"kid\": 2}, {\"kid\": null}]}";
    struct outcome *o = outcome_of(text, strlen(text), RFC);

    (void)state;
    assert_int_equal(o->status, KVJWK_OK);
    assert_int_equal(o->summary.keys, 6);
    free(o);
}

/* ---- memory and time ---- */

struct counted {
    size_t left; /* allocations that succeed */
    size_t live; /* octets not given back */
};

static void *counted_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct counted *counted = ctx;
    void *new_ptr;

    if (new_size == 0) {
        counted->live -= old_size;
        free(ptr);
        return NULL;
    }
    if (counted->left == 0)
        return NULL;
    counted->left--;
    new_ptr = realloc(ptr, new_size);
    assert_non_null(new_ptr);
    counted->live += new_size - old_size;
    return new_ptr;
}

/* Every allocation may fail: the run says so, and nothing is lost. */
static void allocations(void **state)
{
    const char *text = set_of(named("ec-p256", "a\\"), named("ec-p256", "a\\"),
                              private_key("oct-256", "kid", "", NULL), NULL);
    struct counted counted = {0, 0};
    kvjwk_options options = *RFC;
    kvjwk_status status = KVJWK_ERR_MEMORY;
    kvjwk_summary summary;

    (void)state;
    options.allocator.resize = counted_resize;
    options.allocator.ctx = &counted;
    for (size_t k = 0; status != KVJWK_OK; k++) {
        counted.left = k;
        status = kvjwk_check(text, strlen(text), &options, NULL, &summary);
        assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
        assert_int_equal(counted.live, 0);
        assert_true(k < 200);
    }
    assert_int_equal(summary.errors, 2); /* the twin's kid, the secret among public keys */
}

static double seconds_for(const char *text)
{
    kvjwk_options options = *RFC;
    kvjwk_summary summary;
    clock_t from = clock();

    assert_int_equal(kvjwk_check(text, strlen(text), &options, NULL, &summary), KVJWK_OK);
    return (double)(clock() - from) / CLOCKS_PER_SEC;
}

static char *large_set(size_t keys, bool same)
{
    size_t cap = keys * 200 + 100, n;
    char *text = malloc(cap);

    assert_non_null(text);
    n = (size_t)snprintf(text, cap, "{\"keys\": [");
    for (size_t i = 0; i < keys; i++) {
        char x[64];

        snprintf(x, sizeof(x), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%08zuA", same ? (size_t)0 : i);
        n += (size_t)snprintf(
            text + n, cap - n,
            "%s{\"kty\": \"EC\", \"crv\": \"P-256\", \"kid\": \"%zu\", \"x\": \"%s\", "
            "\"y\": \"%s\"}",
            i > 0 ? "," : "", same ? (size_t)0 : i, x, x);
    }
    snprintf(text + n, cap - n, "]}");
    return text;
}

/* Four times the keys take about four times as long, be they all different or all the same. */
static void time_is_linear(void **state)
{
    (void)state;
    for (int same = 0; same < 2; same++) {
        char *few = large_set(5000, same), *many = large_set(20000, same);
        double short_time = seconds_for(few), long_time = seconds_for(many);

        if (long_time > 12 * short_time + 0.5)
            fail_msg("5000 keys: %.3f s, 20000 keys: %.3f s", short_time, long_time);
        free(few);
        free(many);
    }
}

/* A checker keeps its memory, but nothing of the document before. */
static void used_again(void **state)
{
    const char *text = set_of(named("ec-p256", "a"), NULL);
    kvjwk_checker *checker;
    kvjwk_summary summary;

    (void)state;
    assert_int_equal(kvjwk_checker_new(&checker, RFC), KVJWK_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kvjwk_checker_run(checker, text, strlen(text), NULL, &summary), KVJWK_OK);
        assert_int_equal(summary.errors + summary.warnings + summary.notes, 0);
        assert_int_equal(summary.keys, 1);
    }
    kvjwk_checker_free(&checker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kids),        cmocka_unit_test(kids_of_two_types),
        cmocka_unit_test(same_keys),   cmocka_unit_test(secrets),
        cmocka_unit_test(empty),       cmocka_unit_test(odd_items),
        cmocka_unit_test(allocations), cmocka_unit_test(time_is_linear),
        cmocka_unit_test(used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
