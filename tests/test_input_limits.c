// SPDX-License-Identifier: MIT
/* Large, deep, cut and hostile documents; limits, callbacks that stop, and memory that is out. */
#include <time.h>

#include "input_outcome.h"

/* ---- texts that grow ---- */

struct text {
    char *at;
    size_t length, cap;
};

static void add(struct text *t, const char *format, ...)
{
    va_list args;
    int n;

    if (t->cap - t->length < 4096) {
        t->cap = t->cap * 2 + 65536;
        t->at = realloc(t->at, t->cap);
        assert_non_null(t->at);
    }
    va_start(args, format);
    n = vsnprintf(t->at + t->length, t->cap - t->length, format, args);
    va_end(args);
    assert_true(n >= 0 && (size_t)n < t->cap - t->length);
    t->length += (size_t)n;
}

static struct text template_of(size_t keys)
{
    struct text t = {NULL, 0, 0};

    add(&t, ARM_HEAD "\"parameters\": {\"s\": {\"type\": \"int\", \"defaultValue\": 2048}}, "
                     "\"resources\": [");
    for (size_t i = 0; i < keys; i++)
        add(&t,
            "%s{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k%zu\", "
            "\"properties\": {\"kty\": \"RSA\", \"keySize\": \"[parameters('s')]\", \"keyOps\": "
            "[\"sign\"]}, \"tags\": {\"of\": \"a team\"}}\n",
            i == 0 ? "" : ", ", i);
    add(&t, "]}");
    return t;
}

static struct text plan_of(size_t keys)
{
    struct text t = {NULL, 0, 0};

    add(&t, "{\"format_version\": \"1.2\", \"resource_changes\": [");
    for (size_t i = 0; i < keys; i++)
        add(&t,
            "%s{\"address\": \"azurerm_key_vault_key.k[%zu]\", \"mode\": \"managed\", \"type\": "
            "\"azurerm_key_vault_key\", \"change\": {\"actions\": [\"create\"], \"after\": "
            "{\"key_type\": \"RSA\", \"key_size\": 2048}, \"after_unknown\": {\"id\": true}}}\n",
            i == 0 ? "" : ", ", i);
    add(&t, "]}");
    return t;
}

static kvjwk_summary run(const struct text *t, const kvjwk_input_options *options,
                         kvjwk_status expected)
{
    kvjwk_sink sink = {NULL, NULL, NULL, true};
    kvjwk_summary summary;
    kvjwk_input *input;

    assert_int_equal(kvjwk_input_new(&input, options), KVJWK_OK);
    assert_int_equal(kvjwk_input_run(input, t->at, t->length, &sink, &summary), expected);
    kvjwk_input_free(&input);
    return summary;
}

/* ---- size ---- */

static double seconds_of(const struct text *t)
{
    double best = 1e9;

    for (int i = 0; i < 3; i++) {
        clock_t from = clock();
        double seconds;

        run(t, NULL, KVJWK_OK);
        seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
        best = seconds < best ? seconds : best;
    }
    return best;
}

static void time_is_linear(void **state)
{
    static struct text (*const make[])(size_t) = {template_of, plan_of};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct text small = make[i](1000), large = make[i](8000);
        double a = seconds_of(&small), b = seconds_of(&large);

        print_message("1000 keys: %.4f s, 8000 keys: %.4f s\n", a, b);
        assert_true(b < a * 8 * 3);
        free(small.at);
        free(large.at);
    }
}

static void ten_thousand_resources(void **state)
{
    struct text t = plan_of(10000);
    kvjwk_summary summary = run(&t, NULL, KVJWK_OK);

    (void)state;
    assert_int_equal(summary.keys, 10000);
    assert_int_equal(summary.pass, 10000);
    free(t.at);
}

/* 50 MB around two keys. */
static void fifty_megabytes(void **state)
{
    struct text t = {NULL, 0, 0};
    kvjwk_summary summary;

    (void)state;
    add(&t, ARM_HEAD "\"resources\": [");
    while (t.length < (size_t)50 << 20)
        add(&t,
            "{\"type\": \"Microsoft.Storage/storageAccounts\", \"name\": \"[concat('a', 'b')]\", "
            "\"condition\": \"[equals('a', 'b')]\", \"properties\": {\"x\": [%s1, 2, 3]}}, \n",
            t.length % 3 == 0 ? "{}, " : "");
    add(&t, "{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", \"properties\": "
            "{\"kty\": \"RSA\", \"keySize\": 1024}}]}");
    summary = run(&t, NULL, KVJWK_OK);
    assert_int_equal(summary.keys, 1);
    assert_int_equal(summary.fail, 1);
    free(t.at);
}

static void limits_come_before_work(void **state)
{
    struct text t = template_of(100);
    kvjwk_input_options options = input_options();
    struct outcome *o;

    (void)state;
    options.check.limits.bytes = 1000;
    run(&t, &options, KVJWK_ERR_LIMIT);
    options = input_options();
    options.check.limits.keys = 7;
    o = input_outcome_of(t.at, t.length, &options);
    assert_int_equal(o->summary.keys, 7);
    assert_int_equal(input_told(o, "input-limit")->result, KVJWK_UNKNOWN);
    free(o);
    options = input_options();
    options.check.limits.findings = 5;
    options.check.now = INT64_C(4102444800);
    free(t.at);
    t = (struct text){NULL, 0, 0};
    add(&t, ARM_HEAD "\"resources\": [");
    for (int i = 0; i < 20; i++)
        add(&t,
            "%s{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", "
            "\"properties\": {\"kty\": \"RSA\", \"keySize\": 1024}}",
            i == 0 ? "" : ", ");
    add(&t, "]}");
    o = input_outcome_of(t.at, t.length, &options);
    assert_int_equal(o->count, 6);
    assert_int_equal(o->summary.fail, 20); /* verdicts stay right */
    input_told(o, "json-too-many-faults");
    free(o);
    free(t.at);
}

/* ---- hostile templates ---- */

/* Each variable is twice the one before: 2^200 characters, were they written. */
static void doubling_variables(void **state)
{
    struct text t = {NULL, 0, 0};
    kvjwk_summary summary;

    (void)state;
    add(&t, ARM_HEAD "\"variables\": {\"v0\": \"aaaaaaaa\"");
    for (int i = 1; i < 200; i++)
        add(&t, ", \"v%d\": \"[concat(variables('v%d'), variables('v%d'))]\"", i, i - 1, i - 1);
    add(&t, "}, \"resources\": [{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", "
            "\"properties\": {\"kty\": \"[variables('v199')]\"}}]}");
    summary = run(&t, NULL, KVJWK_OK);
    assert_int_equal(summary.unknown, 1);
    free(t.at);
}

/* Loops in loops in loops: 800^4 keys, were they all judged. */
static void loops_in_loops(void **state)
{
    struct text t = {NULL, 0, 0};
    struct outcome *o;

    (void)state;
    add(&t, "{\"contentVersion\": \"1\"");
    for (int i = 0; i < 4; i++)
        add(&t, ", \"parameters\": {\"p\": {\"type\": \"int\"}}, \"resources\": [{\"type\": "
                "\"Microsoft.Resources/deployments\", \"name\": \"d\", \"copy\": {\"name\": \"c\", "
                "\"count\": 800}, \"properties\": {\"expressionEvaluationOptions\": {\"scope\": "
                "\"inner\"}, \"parameters\": {\"p\": {\"value\": \"[copyIndex()]\"}}, "
                "\"template\": {\"contentVersion\": \"1\"");
    add(&t, ", \"parameters\": {\"p\": {\"type\": \"int\"}}, \"resources\": [{\"type\": "
            "\"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", \"properties\": {\"kty\": "
            "\"RSA\", \"keySize\": \"[parameters('p')]\"}}]");
    for (int i = 0; i < 4; i++)
        add(&t, "}}}]");
    add(&t, "}");
    o = input_outcome_of(t.at, t.length, NULL);
    assert_int_equal(o->status, KVJWK_OK);
    assert_true(o->summary.keys > 0 && o->summary.keys < 100000);
    free(o);
    free(t.at);
}

static void names_that_collide(void **state)
{
    struct text t = {NULL, 0, 0};

    (void)state;
    add(&t, ARM_HEAD "\"parameters\": {\"x\": {\"defaultValue\": \"[parameters('x')]\"}");
    for (int i = 0; i < 5000; i++)
        add(&t, ", \"P%d\": {\"type\": \"int\"}", i / 2); /* and each stands twice */
    add(&t,
        "}, \"resources\": [{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", "
        "\"properties\": {\"kty\": \"[parameters('x')]\", \"keySize\": \"[parameters('p7')]\"}}]"
        "}");
    assert_int_equal(run(&t, NULL, KVJWK_OK).keys, 1);
    free(t.at);
}

/* ---- every cut, every flip ---- */

static const char *const samples[] = {
    ARM_KEY("\"s\": {\"type\": \"int\", \"defaultValue\": 1024}",
            "\"kty\": \"[concat('R', 'S', toUpper('a'))]\", \"keySize\": \"[parameters('s')]\", "
            "\"keyOps\": [\"sign\", \"[parameters('o')]\"], \"rotationPolicy\": {\"attributes\": "
            "{\"expiryTime\": \"P20D\"}, \"lifetimeActions\": [{\"trigger\": "
            "{\"timeAfterCreate\": \"P1D\"}, \"action\": {\"type\": \"rotate\"}}]}"),
    "{\"format_version\": \"1.2\", \"resource_changes\": [{\"address\": \"a.b\", \"type\": "
    "\"azurerm_key_vault_key\", \"change\": {\"actions\": [\"create\"], \"after\": {\"key_type\": "
    "\"RSA\", \"key_size\": 1024, \"expiration_date\": \"x\", \"rotation_policy\": "
    "[{\"expire_after\": \"P1D\"}], \"release_policy\": [{\"json\": \"{}\"}]}, \"after_unknown\": "
    "{\"curve\": true}}}, {\"type\": \"azapi_resource\", \"change\": {\"after\": {\"type\": "
    "\"Microsoft.KeyVault/vaults/keys@1\", \"body\": \"{\\\"properties\\\": {}}\"}}}]}",
    "{\"steps\": [{\"op\": \"create\", \"newState\": {\"type\": \"azure:keyvault/key:Key\", "
    "\"inputs\": {\"keyType\": \"RSA\"}}}], \"duration\": 1}",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIB\n-----END RSA PRIVATE "
    "KEY-----\n-----BEGIN PUBLIC KEY-----\nMIGf\n-----END PUBLIC KEY-----\n",
};

#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

static void every_cut_and_flip_is_survived(void **state)
{
    kvjwk_input_options options = input_options();
    kvjwk_sink sink = {outcome_finding, outcome_key, NULL, false};
    struct outcome *o = calloc(1, sizeof(*o));
    kvjwk_input *input;

    (void)state;
    options.auto_target = true;
    sink.payload = o;
    assert_int_equal(kvjwk_input_new(&input, &options), KVJWK_OK);
    for (size_t i = 0; i < SAMPLES; i++) {
        size_t length = strlen(samples[i]);

        for (size_t at = 0; at < length; at++) {
            char *copy = malloc(length);

            memcpy(copy, samples[i], length);
            o->count = o->key_count = 0;
            assert_int_equal(kvjwk_input_run(input, samples[i], at, &sink, &o->summary), KVJWK_OK);
            copy[at] = (char)(copy[at] ^ 2);
            o->count = o->key_count = 0;
            assert_int_equal(kvjwk_input_run(input, copy, length, &sink, &o->summary), KVJWK_OK);
            free(copy);
        }
    }
    kvjwk_input_free(&input);
    free(o);
}

/* ---- callbacks and memory ---- */

static int stop(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)f;
    (void)key_index;
    return --*(int *)payload == 0;
}

static int stop_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key;
    (void)key_index;
    return --*(int *)payload == 0;
}

static void callbacks_stop_the_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++)
        for (int n = 1; n <= 3; n++) {
            int left = n;
            kvjwk_sink sink = {stop, stop_key, &left, false};
            kvjwk_input *input;
            kvjwk_status status;

            assert_int_equal(kvjwk_input_new(&input, NULL), KVJWK_OK);
            status = kvjwk_input_run(input, samples[i], strlen(samples[i]), &sink, NULL);
            assert_int_equal(status, left == 0 ? KVJWK_ERR_STOPPED : KVJWK_OK);
            assert_true(left >= 0);
            kvjwk_input_free(&input);
        }
}

struct pool {
    size_t calls, fail_at;
    size_t live;
};

static void *pool_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct pool *pool = ctx;
    void *fresh;

    if (new_size > 0 && ++pool->calls == pool->fail_at)
        return NULL;
    pool->live -= ptr != NULL;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    fresh = malloc(new_size);
    assert_non_null(fresh);
    pool->live++;
    if (ptr != NULL)
        memcpy(fresh, ptr, old_size < new_size ? old_size : new_size);
    free(ptr);
    return fresh;
}

static bool survives(const char *text, struct pool *pool)
{
    kvjwk_input_options options = input_options();
    struct outcome *o = calloc(1, sizeof(*o));
    kvjwk_sink sink = {outcome_finding, outcome_key, o, false};
    kvjwk_input *input;
    kvjwk_status status;

    options.check.allocator.resize = pool_resize;
    options.check.allocator.ctx = pool;
    options.auto_target = true;
    options.parameters = "{\"parameters\": {}}";
    options.parameters_length = strlen(options.parameters);
    status = kvjwk_input_new(&input, &options);
    if (status == KVJWK_OK)
        status = kvjwk_input_run(input, text, strlen(text), &sink, &o->summary);
    kvjwk_input_free(&input);
    free(o);
    assert_int_equal(pool->live, 0);
    assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
    if (pool->calls >= pool->fail_at && pool->fail_at > 0)
        assert_int_equal(status, KVJWK_ERR_MEMORY);
    return status == KVJWK_OK;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        size_t k = 1;

        for (;; k++) {
            struct pool pool = {0, k, 0};

            if (survives(samples[i], &pool))
                break;
        }
        print_message("%zu allocations\n", k - 1);
        assert_true(k > 5);
    }
}

/* What has comments may be a template: the copy without them is made, and the core reads on. */
static void comments_of_others_may_fail(void **state)
{
    static const char text[] = "{\"type\": 1, \"properties\": {}, // none\n\"kty\": \"oct\"}";
    size_t k = 1;

    (void)state;
    for (;; k++) {
        struct pool pool = {0, k, 0};

        if (survives(text, &pool))
            break;
    }
    assert_true(k > 5);
}

static void arguments_are_checked(void **state)
{
    kvjwk_input_options options = input_options();
    kvjwk_input_field field;
    kvjwk_input *input = NULL;

    (void)state;
    assert_int_equal(kvjwk_input_new(NULL, &options), KVJWK_ERR_ARGUMENT);
    options.struct_size--;
    assert_int_equal(kvjwk_input_new(&input, &options), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_input_new(&input, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_input_run(input, NULL, 1, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_input_run(NULL, "", 0, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_input_run(input, NULL, 0, NULL, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_input_run(input, samples[0], strlen(samples[0]), NULL, NULL), KVJWK_OK);
    kvjwk_input_free(&input);
    kvjwk_input_free(&input);
    kvjwk_input_free(NULL);
    assert_null(kvjwk_input_kind_at(kvjwk_input_kind_count()));
    assert_null(kvjwk_input_kind_find("jwk"));
    assert_non_null(kvjwk_input_kind_find("pem"));
    assert_true(kvjwk_input_field_at(&field, 0));
    assert_false(kvjwk_input_field_at(&field, kvjwk_input_field_count()));
}

/* What the core reads goes through as it is. */
static void key_documents_go_through(void **state)
{
    static const char *const texts[] = {
        "{\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"=\"}",
        "{\"keys\": []}",
        "{\"value\": [{\"kid\": \"https://v.vault.azure.net/keys/k\", \"attributes\": {}}]}",
        "[{\"kid\": \"x\", \"attributes\": {}}]",
        "{\"version\": 1, \"resources\": 2}",
        "{\"a\"",
        "{\"steps\": [], \"duration",
        "no JSON at all",
        "[]",
        "",
        "\xef\xbb\xbf{\"kty\": \"RSA\"}",
        "{\"type\": \"x\", \"properties\": {}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct outcome *a = input_outcome(texts[i]);
        kvjwk_options options = input_options().check;
        struct outcome *b = outcome_of(texts[i], strlen(texts[i]), &options);

        assert_int_equal(a->count, b->count);
        assert_int_equal(a->summary.parsed, b->summary.parsed);
        assert_ptr_equal(a->summary.kind, b->summary.kind);
        assert_memory_equal(a->told, b->told, a->count * sizeof(a->told[0]));
        free(a);
        free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_linear),
        cmocka_unit_test(ten_thousand_resources),
        cmocka_unit_test(fifty_megabytes),
        cmocka_unit_test(limits_come_before_work),
        cmocka_unit_test(doubling_variables),
        cmocka_unit_test(loops_in_loops),
        cmocka_unit_test(names_that_collide),
        cmocka_unit_test(every_cut_and_flip_is_survived),
        cmocka_unit_test(callbacks_stop_the_run),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(comments_of_others_may_fail),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(key_documents_go_through),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
