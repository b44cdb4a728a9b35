// SPDX-License-Identifier: MIT
/* Large and deep documents: each limit is named by a finding, and twice the input takes twice the
 * time, whatever it is made of. */
#include "outcome.h"

#include <time.h>

/* ---- texts -------------------------------------------------------------------------------------
 */

struct text {
    char *ptr;
    size_t length, cap;
};

static void make_room(struct text *t, size_t n)
{
    if (t->cap - t->length >= n)
        return;
    t->cap = 2 * (t->cap + n);
    t->ptr = realloc(t->ptr, t->cap);
    assert_non_null(t->ptr);
}

static void put(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *format, ...)
{
    va_list args;
    int n;

    make_room(t, 4096);
    va_start(args, format);
    n = vsnprintf(t->ptr + t->length, 4096, format, args);
    va_end(args);
    assert_true(n >= 0 && n < 4096);
    t->length += (size_t)n;
}

static void repeat(struct text *t, const char *piece, size_t times)
{
    size_t n = strlen(piece);

    make_room(t, n * times);
    for (size_t i = 0; i < times; i++)
        memcpy(t->ptr + t->length + i * n, piece, n);
    t->length += n * times;
}

#define EC                                                                                         \
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","      \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""

static void nested(struct text *t, size_t n)
{
    repeat(t, "[", n);
    repeat(t, "]", n);
}

static void members(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"EC\",\"kid\":\"a\"");
    for (size_t i = 0; i < n; i++)
        put(t, ",\"member%zu\":%zu", i, i);
    put(t, "}");
}

static void keys(struct text *t, size_t n)
{
    put(t, "{\"keys\":[");
    for (size_t i = 0; i < n; i++)
        put(t, "%s{" EC ",\"kid\":\"key-%zu\"}", i > 0 ? "," : "", i);
    put(t, "]}");
}

static void bad_keys(struct text *t, size_t n)
{
    put(t, "{\"keys\":[");
    for (size_t i = 0; i < n; i++)
        put(t, "%s{\"kty\":\"rsa\",\"kid\":5,\"e\":\"AQ=B\"}", i > 0 ? ",\n" : "");
    put(t, "]}");
}

/* One line, so that every finding is far from its beginning. */
static void faults(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"EC\",\"kid\":\"");
    repeat(t, "\\q\xff\\ud800", n);
    put(t, "\"}");
}

static void duplicates(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"EC\"");
    repeat(t, ",\"kid\":\"a\"", n);
    put(t, "}");
}

static void escapes(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"EC\",\"kid\":\"");
    repeat(t, "\\u0041\\n", n);
    put(t, "\",\"");
    repeat(t, "\\u0041", n);
    put(t, "\":1}");
}

static void modulus(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"");
    repeat(t, "q83v", n);
    put(t, "\"}");
}

static void zeros(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"");
    repeat(t, "AAAA", n);
    put(t, "\"}");
}

static void numbers(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"EC\",\"ext\":1");
    repeat(t, "0", n);
    put(t, "e5,\"tags\":[");
    repeat(t, "1.5e3,", n);
    put(t, "0]}");
}

static void comments(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"EC\"");
    repeat(t, " /* a */", n);
    put(t, "}");
}

static void operations(struct text *t, size_t n)
{
    put(t, "{" EC ",\"key_ops\":[\"sign\"");
    repeat(t, ",\"sign\"", n);
    put(t, "]}");
}

static void certificates(struct text *t, size_t n)
{
    put(t, "{" EC ",\"x5c\":[\"AAAA\"");
    repeat(t, ",\"MIIB\"", n);
    put(t, "]}");
}

static void tags(struct text *t, size_t n)
{
    put(t, "{\"kty\":\"RSA\",\"key_size\":2048,\"tags\":{\"a\":\"b\"");
    for (size_t i = 0; i < n; i++)
        put(t, ",\"tag%zu\":\"x\"", i);
    put(t, "}}");
}

static void items(struct text *t, size_t n)
{
    put(t, "{\"value\":[");
    for (size_t i = 0; i < n; i++)
        put(t,
            "%s{\"kid\":\"https://contoso.vault.azure.net/keys/k%zu\",\"attributes\":"
            "{\"enabled\":true,\"created\":1700000000}}",
            i > 0 ? "," : "", i);
    put(t, "],\"nextLink\":null}");
}

static void actions(struct text *t, size_t n)
{
    put(t, "{\"lifetimeActions\":[{}");
    repeat(t, ",{\"trigger\":{\"timeAfterCreate\":\"P30D\"},\"action\":{\"type\":\"Notify\"}}", n);
    put(t, "]}");
}

/* ---- limits ------------------------------------------------------------------------------------
 */

static struct outcome *outcome_for(void (*make)(struct text *, size_t), size_t n,
                                   const kvjwk_options *options)
{
    struct text t = {NULL, 0, 0};
    struct outcome *o;

    make(&t, n);
    o = outcome_of(t.ptr, t.length, options);
    free(t.ptr);
    return o;
}

static void expect_limit(struct outcome *o, const char *rule, const char *number)
{
    const struct told *t = outcome_find(o, rule);
    size_t seen = 0;

    for (size_t i = 0; i < o->count; i++)
        seen += strcmp(o->told[i].rule, rule) == 0;
    if (t == NULL || strstr(t->message, number) == NULL || seen != 1) {
        outcome_print(o);
        fail_msg("%s that names %s: %zu found", rule, number, seen);
    }
    free(o);
}

static void limits_are_named(void **state)
{
    kvjwk_options few = KVJWK_OPTIONS_INIT;

    (void)state;
    few.limits.keys = 5;
    few.limits.findings = 7;
    expect_limit(outcome_for(nested, 10000, NULL), "json-depth", "64");
    expect_limit(outcome_for(members, 20000, NULL), "json-members", "16384");
    expect_limit(outcome_for(keys, 6, &few), "json-members", "5");
    expect_limit(outcome_for(faults, 20, &few), "json-too-many-faults", "more findings");
}

static void at_the_limit_nothing_is_said(void **state)
{
    kvjwk_options few = KVJWK_OPTIONS_INIT;
    struct outcome *o;

    (void)state;
    few.limits.keys = 6;
    o = outcome_for(keys, 6, &few);
    assert_null(outcome_find(o, "json-members"));
    assert_int_equal(o->key_count, 6);
    free(o);
    o = outcome_for(nested, 64, NULL);
    assert_null(outcome_find(o, "json-depth"));
    free(o);
    o = outcome_for(members, 16382, NULL);
    assert_null(outcome_find(o, "json-members"));
    free(o);
}

/* Not a byte of it is looked at. */
static void a_document_of_100_megabytes(void **state)
{
    size_t length = 100u << 20;
    char *text = malloc(length);
    struct outcome *o;
    clock_t from;

    (void)state;
    assert_non_null(text);
    memset(text, '[', length);
    from = clock();
    o = outcome_of(text, length, NULL);
    assert_true((double)(clock() - from) / CLOCKS_PER_SEC < 0.1);
    assert_int_equal(o->status, KVJWK_ERR_LIMIT);
    assert_false(o->summary.parsed);
    assert_int_equal(o->key_count, 0);
    expect_limit(o, "json-size", "67108864");
    free(text);
}

/* A modulus of 65,536 bits: the limit on integers stands before any arithmetic. */
static void a_modulus_beyond_the_limit(void **state)
{
    struct outcome *o = outcome_for(modulus, 65536 / 24, NULL);
    bool named = false;

    (void)state;
    for (size_t i = 0; i < o->count; i++)
        named =
            named || (strstr(o->told[i].message, "16384") != NULL &&
                      o->told[i].severity == KVJWK_ERROR && strcmp(o->told[i].pointer, "/n") == 0);
    if (!named)
        outcome_print(o);
    assert_true(named);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_FAIL);
    free(o);
}

/* ---- time --------------------------------------------------------------------------------------
 */

static int ignore_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)payload;
    (void)f;
    (void)key_index;
    return 0;
}

static double seconds_of(const struct text *t)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_sink sink = {ignore_finding, NULL, NULL, false};
    clock_t from = clock();

    options.limits.members = 10000000;
    assert_int_equal(kvjwk_check(t->ptr, t->length, &options, &sink, NULL), KVJWK_OK);
    return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* The best of several rounds counts, since the others tell what else the machine was doing; there
 * are no more rounds than it takes. */
static bool is_linear(const char *name, void (*make)(struct text *, size_t), size_t n)
{
    struct text single = {NULL, 0, 0}, twofold = {NULL, 0, 0};
    double once = 1e9, twice = 1e9;
    bool linear = false;

    make(&single, n);
    make(&twofold, 2 * n);
    for (int round = 0; round < 12 && !linear; round++) {
        double first = seconds_of(&single), second = seconds_of(&twofold);

        once = first < once ? first : once;
        twice = second < twice ? second : twice;
        linear = twice <= 3.5 * once + 0.01;
    }
    printf("%-10s %8zu: %.4f s, twice: %.4f s\n", name, n, once, twice);
    free(single.ptr);
    free(twofold.ptr);
    return linear;
}

static void time_is_linear(void **state)
{
    static const struct {
        const char *name;
        void (*make)(struct text *, size_t);
        size_t n;
    } shapes[] = {
        {"nested", nested, 500000},   {"members", members, 4000},
        {"keys", keys, 1000},         {"bad keys", bad_keys, 600},
        {"faults", faults, 600},      {"duplicates", duplicates, 1500},
        {"escapes", escapes, 200000}, {"modulus", modulus, 200000},
        {"zeros", zeros, 200000},     {"numbers", numbers, 40000},
        {"comments", comments, 1500}, {"key_ops", operations, 3000},
        {"x5c", certificates, 3000},  {"tags", tags, 4000},
        {"items", items, 1000},       {"actions", actions, 600},
    };
    size_t slow = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
        slow += !is_linear(shapes[i].name, shapes[i].make, shapes[i].n);
    assert_int_equal(slow, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(at_the_limit_nothing_is_said),
        cmocka_unit_test(a_document_of_100_megabytes),
        cmocka_unit_test(a_modulus_beyond_the_limit),
        cmocka_unit_test(time_is_linear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
