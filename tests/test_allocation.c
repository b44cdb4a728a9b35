// SPDX-License-Identifier: MIT
/* Every allocation that can fail does, one after the other, over every document of the corpus and
 * some more: the call says so, nothing leaks, and no secret is left in memory that was given back.
 */
#include "corpus.h"

#include <stdalign.h>

#define SECRET "ZqXwVjUkTiSrQpPo" /* long enough to be no accident */

/* Knows the size of each block, counts, fails on demand, and reads what is given back. */
struct pool {
    size_t calls, fail_at; /* 0: never */
    size_t live;
    size_t betrayed;
    bool failed;
};

union header {
    size_t size;
    max_align_t align;
};

static bool holds_secret(const char *memory, size_t size)
{
    size_t n = sizeof(SECRET) - 1;

    for (size_t i = 0; i + n <= size; i++)
        if (memory[i] == SECRET[0] && memcmp(memory + i, SECRET, n) == 0)
            return true;
    return false;
}

static void give_back(struct pool *pool, union header *h, size_t old_size)
{
    assert_int_equal(h->size, old_size); /* the allocator is told the truth */
    pool->betrayed += holds_secret((char *)(h + 1), h->size);
    pool->live--;
    free(h);
}

static void *pool_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct pool *pool = ctx;
    union header *old = ptr == NULL ? NULL : (union header *)ptr - 1;
    union header *fresh;

    if (new_size > 0 && ++pool->calls == pool->fail_at) {
        pool->failed = true;
        return NULL;
    }
    if (new_size == 0) {
        if (old != NULL)
            give_back(pool, old, old_size);
        return NULL;
    }
    fresh = malloc(sizeof(*fresh) + new_size);
    assert_non_null(fresh);
    fresh->size = new_size;
    pool->live++;
    if (old != NULL) {
        memcpy(fresh + 1, old + 1, old_size < new_size ? old_size : new_size);
        give_back(pool, old, old_size);
    }
    return fresh + 1;
}

/* In the callback the key's own questions are asked too: they allocate. */
static int ask_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    char text[3000];
    uint8_t octets[600];
    size_t length;

    (void)payload;
    (void)key_index;
    kvjwk_key_canonical(key, text, sizeof(text));
    kvjwk_key_octets(key, "d", octets, sizeof(octets), &length);
    kvjwk_key_can(key, NULL, KVJWK_TARGET_ANY, kvjwk_alg_at(0), kvjwk_op_at(2));
    return 0;
}

static int count_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)f;
    (void)key_index;
    ++*(size_t *)payload;
    return 0;
}

static kvjwk_status run(struct pool *pool, const char *text, size_t length,
                        const kvjwk_options *options, bool brief, size_t *findings)
{
    kvjwk_options own = *options;
    kvjwk_sink sink = {count_finding, ask_key, findings, brief};
    kvjwk_status status;

    own.allocator.resize = pool_resize;
    own.allocator.ctx = pool;
    *findings = 0;
    status = kvjwk_check(text, length, &own, &sink, NULL);
    if (pool->live != 0 || pool->betrayed != 0)
        fail_msg("%zu blocks live, %zu with a secret, allocation %zu failed: %.*s", pool->live,
                 pool->betrayed, pool->fail_at, (int)(length < 500 ? length : 500), text);
    return status;
}

static size_t failures;

static void fail_each(const char *text, size_t length, const kvjwk_options *options, bool brief)
{
    struct pool whole = {0, 0, 0, 0, false};
    size_t all, some;
    kvjwk_status good = run(&whole, text, length, options, brief, &all);
    size_t step = whole.calls / 60 + 1; /* in long documents the allocations repeat themselves */

    assert_true(good == KVJWK_OK || good == KVJWK_ERR_LIMIT);
    for (size_t k = 1; k <= whole.calls; k += k < 30 ? 1 : step) {
        struct pool pool = {0, k, 0, 0, false};
        kvjwk_status status = run(&pool, text, length, options, brief, &some);

        assert_true(pool.failed);
        if (status != KVJWK_ERR_MEMORY)
            fail_msg("%s although allocation %zu failed: %.*s", kvjwk_status_name(status), k,
                     (int)(length < 500 ? length : 500), text);
        assert_true(some <= all);
        failures++;
    }
}

static void fail_case(void *payload, const struct corpus_case *c)
{
    (void)payload;
    fail_each(c->text, c->length, &c->options, false);
    fail_each(c->text, c->length, &c->options, true);
}

static void over_the_corpus(void **state)
{
    (void)state;
    failures = 0;
    corpus_each(fail_case, NULL);
    printf("%zu failures survived\n", failures);
}

/* ---- documents that unescape, nest and repeat --------------------------------------------------
 */

#define ESCAPED "\\u005aqXwVjUkTiSrQpPo"
#define KID                                                                                        \
    "\"kid\":\"https://contoso.vault.azure.net/keys/k/0123456789abcdef0123456789abcde\\u0066\""

static const char *const documents[] = {
    "{\"kty\":\"RS\\u0041\",\"d\":\"" ESCAPED "\",\"e\":\"AQAB\\u003d\",\"n\":\"AQAB\"}",
    "{\"kty\":\"oct\",\"k\":\"" ESCAPED ESCAPED "\"," KID "}",
    "{\"keys\":[{\"kty\":\"oct\",\"\\u006b\":\"" ESCAPED "\"},{\"kty\":\"oct\",\"k\":\"" ESCAPED
    "\"},{\"kty\":\"EC\",\"d\":\"" ESCAPED "\\q\"}]}",
    "{\"key\":{\"kty\":\"RSA\",\"d\":\"" ESCAPED "\",\"p\":\"" ESCAPED "\",\"qi\":\"" ESCAPED
    "=\"},\"Hsm\":true,\"tags\":{\"" ESCAPED "\":\"" ESCAPED "\"}}",
    "{\"alg\":\"RSA-OAEP\",\"value\":\"" ESCAPED "\"}",
    "{\"target\":\"" ESCAPED "." ESCAPED ".x\"}",
    "{\"kty\":\"RSA-HSM\",\"key_size\":2048,\"release_policy\":{\"data\":"
    "\"eyJcdTAwNjFueU9mIjpbeyJhdXRob3JpdHkiOiJhIiwiYWxsT2YiOlt7ImNsYWltIjoiYyJ9XX1dLCJhIjoxLCJhIjoy"
    "fQ"
    "\"}}",
    "{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"eyJzY2hlbWFfdmVyc2lvbiI6IjEuMC4wIn0\"}}",
    "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P\\u0039\\u0030D\"},\"action\":"
    "{\"type\":\"R\\u006ftate\"}}],\"attributes\":{\"expiryTime\":\"P\\u0031Y\"}}",
    "[{" KID ",\"attributes\":{\"enabled\":true}},{" KID ",\"name\":\"\\u0061\"}]",
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"l\":11,"
    "\"m\":12,\"n\":13,\"o\":14,\"p\":15,\"q\":16,\"r\":17,\"s\":18,\"\\u0061\":19,\"kty\":\"EC\"}",
};

static void over_escaped_and_nested_documents(void **state)
{
    (void)state;
    for (int target = KVJWK_TARGET_ANY; target <= KVJWK_TARGET_RFC; target++)
        for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
            kvjwk_options options = KVJWK_OPTIONS_INIT;

            options.target = (kvjwk_target)target;
            fail_each(documents[i], strlen(documents[i]), &options, false);
            fail_each(documents[i], strlen(documents[i]), &options, true);
        }
}

/* Over every kind that can be named, whatever the document is. */
static void over_every_kind(void **state)
{
    (void)state;
    for (size_t k = 0; k < kvjwk_kind_count(); k++)
        for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
            kvjwk_options options = KVJWK_OPTIONS_INIT;

            options.kind = kvjwk_kind_at(k);
            fail_each(documents[i], strlen(documents[i]), &options, false);
        }
}

/* A long document, in which every buffer grows several times. */
static void over_a_long_document(void **state)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    char *text = malloc(400000);
    size_t at;

    (void)state;
    assert_non_null(text);
    at = (size_t)sprintf(text, "{\"keys\":[");
    for (int i = 0; i < 150; i++)
        at += (size_t)sprintf(text + at, "%s{\"kty\":\"oct\",\"kid\":\"\\u0061%d\",\"k\":\"%s%d\"}",
                              i > 0 ? "," : "", i % 100, ESCAPED, i);
    at +=
        (size_t)sprintf(text + at, ",\"\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\\q\"]}");
    fail_each(text, at, &options, false);
    fail_each(text, at, &options, true);
    free(text);
}

/* A run that failed leaves a checker that judges as if nothing had been. */
static void a_checker_goes_on_after_a_failure(void **state)
{
    for (size_t d = 0; d < sizeof(documents) / sizeof(documents[0]); d++) {
        struct pool pool = {0, 0, 0, 0, false};
        kvjwk_options options = KVJWK_OPTIONS_INIT;
        size_t expected = 0, found, before, length = strlen(documents[d]);
        kvjwk_sink sink = {count_finding, ask_key, &found, false};
        kvjwk_checker *checker;
        kvjwk_status status;

        (void)state;
        options.allocator.resize = pool_resize;
        options.allocator.ctx = &pool;
        for (size_t k = 0; k < 12; k++) {
            pool.fail_at = 0;
            assert_int_equal(kvjwk_checker_new(&checker, &options), KVJWK_OK);
            before = pool.calls;
            pool.fail_at = k == 0 ? 0 : before + k;
            pool.failed = false;
            found = 0;
            status = kvjwk_checker_run(checker, documents[d], length, &sink, NULL);
            assert_int_equal(status, pool.failed ? KVJWK_ERR_MEMORY : KVJWK_OK);
            pool.fail_at = 0;
            found = 0;
            assert_int_equal(kvjwk_checker_run(checker, documents[d], length, &sink, NULL),
                             KVJWK_OK);
            expected = k == 0 ? found : expected;
            assert_int_equal(found, expected);
            kvjwk_checker_free(&checker);
            assert_int_equal(pool.live, 0);
            assert_int_equal(pool.betrayed, 0);
        }
    }
}

/* The watch itself works. */
static void a_secret_that_is_left_would_be_seen(void **state)
{
    struct pool pool = {0, 0, 0, 0, false};
    char *p = pool_resize(&pool, NULL, 0, 64);

    (void)state;
    memcpy(p + 5, SECRET, sizeof(SECRET));
    p = pool_resize(&pool, p, 64, 128);
    assert_int_equal(pool.betrayed, 1);
    pool_resize(&pool, p, 128, 0);
    assert_int_equal(pool.betrayed, 2);
    assert_int_equal(pool.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_the_corpus),
        cmocka_unit_test(over_escaped_and_nested_documents),
        cmocka_unit_test(over_every_kind),
        cmocka_unit_test(over_a_long_document),
        cmocka_unit_test(a_checker_goes_on_after_a_failure),
        cmocka_unit_test(a_secret_that_is_left_would_be_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
