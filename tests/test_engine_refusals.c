// SPDX-License-Identifier: MIT
/* Each rule of the engine with a case that it refuses and a near miss that goes through, and the
 * whole support matrix: what is computed is exactly what the matrix says. */
#include "engine_keys.h"

static kvjwk_engine_ctx *ctx;
static const uint8_t value[512] = {7};

#define STANDARD KVJWK_TARGET_VAULT_STANDARD
#define PREMIUM KVJWK_TARGET_VAULT_PREMIUM
#define HSM KVJWK_TARGET_MANAGED_HSM
#define RFC KVJWK_TARGET_RFC
#define ANY KVJWK_TARGET_ANY

/* ---- helpers ---- */

static bool is_cbc(const kvjwk_alg *alg)
{
    return strstr(alg->name, "CBC") != NULL && strchr(alg->name, '-') == NULL;
}

static bool is_gcm(const kvjwk_alg *alg)
{
    return strstr(alg->name, "GCM") != NULL && strstr(alg->name, "KW") == NULL;
}

static bool opens(const kvjwk_op *op)
{
    return strcmp(op->name, "decrypt") == 0 || strcmp(op->name, "unwrapKey") == 0;
}

/* A request with nothing wrong in it but what the key, the algorithm and the target make wrong. */
static void fill(kvjwk_engine_request *r, const kvjwk_engine_key *key)
{
    const kvjwk_engine_facts *f = kvjwk_engine_key_facts(key);
    size_t length = r->alg->digest != 0 ? r->alg->digest : 32;

    if (opens(r->op) && strcmp(r->alg->base, "RSA") == 0)
        length = f->bits / 8;
    r->value = fixed_bytes(value, length);
    if (is_cbc(r->alg))
        r->iv = fixed_bytes(value, 16);
    if (is_gcm(r->alg) && opens(r->op)) {
        r->iv = fixed_bytes(value, 12);
        r->tag = fixed_bytes(value, 16);
    }
    if (strcmp(r->op->name, "verify") == 0)
        r->signature = fixed_bytes(value, 64);
}

static bool triggered[1024]; /* by place in the list of rules */

static void mark(const char *rule)
{
    for (size_t i = 0; i < kvjwk_rule_count() && i < ARRAY_LEN(triggered); i++)
        triggered[i] = triggered[i] || strcmp(kvjwk_rule_at(i)->id, rule) == 0;
}

/* The operation is refused by this rule and no other; nothing is computed. */
static void expect_refused(kvjwk_engine_key *key, const kvjwk_engine_request *r, const char *rule)
{
    struct engine_told t;
    kvjwk_engine_result result = run(key, r, &t);

    mark(rule);
    if (t.count != 1 || strcmp(t.rules[0], rule) != 0) {
        fprintf(stderr, "%s %s: expected %s alone\n", r->op->name, r->alg->name, rule);
        print_told(&t);
    }
    assert_int_equal(t.count, 1);
    assert_string_equal(t.rules[0], rule);
    assert_false(result.done);
    assert_null(result.value.ptr);
    assert_null(result.iv.ptr);
    assert_null(result.tag.ptr);
}

/* Nothing speaks against it; that random octets do not open is no refusal. */
static void expect_allowed(kvjwk_engine_key *key, const kvjwk_engine_request *r)
{
    struct engine_told t;
    kvjwk_sink sink = sink_of(&t);
    bool allowed;

    assert_int_equal(kvjwk_engine_judge(key, r, &sink, &allowed), KVJWK_OK);
    print_told(&t);
    assert_true(allowed);
    assert_int_equal(t.count, 0);
}

struct trial {
    const char *key, *kty, *op, *alg;
    kvjwk_target target;
    const char *rule; /* NULL: goes through */
};

static void try_all(const struct trial *trials, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct trial *c = &trials[i];
        kvjwk_engine_key *key = stored_key(ctx, c->key, c->kty);
        kvjwk_engine_request r = request_of(c->op, c->alg, c->target);

        fill(&r, key);
        if (c->rule == NULL)
            expect_allowed(key, &r);
        else
            expect_refused(key, &r, c->rule);
        kvjwk_engine_key_free(&key);
    }
}

/* ---- target, edition, algorithm ---- */

static void test_matrix_rules(void **state)
{
    static const struct trial trials[] = {
        {"ec-p384", "EC", "sign", "ES256", ANY, "kv-op-unsupported"},
        {"ec-p384", "EC", "sign", "ES384", ANY, NULL},
        {"rsa-2048", "RSA-HSM", "sign", "RS256", STANDARD, "kv-op-unsupported"},
        {"rsa-2048", "RSA-HSM", "sign", "RS256", PREMIUM, NULL},
        {"rsa-2048", "RSA", "sign", "RS256", HSM, "kv-op-unsupported"},
        {"rsa-1024", "RSA", "sign", "RS256", ANY, "kv-op-unsupported"},
        {"oct-256", "oct", "encrypt", "A256GCM", ANY, "kv-op-unsupported"},
        {"oct-256", "oct-HSM", "encrypt", "A256GCM", HSM, NULL},
        {"oct-256", "oct-HSM", "wrapKey", "A256GCM", HSM, "kv-op-unsupported"},
        {"oct-256", "oct-HSM", "encrypt", "A256KW", HSM, "kv-op-unsupported"},
        {"oct-512", "oct-HSM", "sign", "HS512", HSM, "kv-op-unsupported"},
        {"oct-256", "oct-HSM", "encrypt", "A256GCM", PREMIUM, "kv-op-preview"},
        {"oct-256", "oct-HSM", "sign", "HS512", HSM, "kv-op-undocumented"},
        {"oct-256", "oct-HSM", "sign", "HS256", HSM, NULL},
        {"ec-p256k", "EC", "sign", "ECDSA256", ANY, "kv-op-unsupported"},
        {"ed25519", "OKP", "sign", "EdDSA", ANY, "kv-op-unsupported"},
        {"ed25519", "OKP", "sign", "EdDSA", RFC, NULL},
    };

    (void)state;
    try_all(trials, ARRAY_LEN(trials));
}

static void test_algorithm_rules(void **state)
{
    static const struct trial trials[] = {
        {"rsa-2048", "RSA", "sign", "HS256", RFC, "kv-op-key-algorithm"},
        {"rsa-2048", "RSA", "sign", "RS256", RFC, NULL},
        {"oct-256", "oct", "verify", "RS256", RFC, "kv-op-key-algorithm"},
        {"rsa-1024", "RSA", "sign", "RS256", RFC, "kv-op-key-algorithm"},
        {"ec-p256", "EC", "sign", "ES256K", RFC, "kv-op-key-algorithm"},
        {"ec-p256k", "EC", "sign", "ES256K", RFC, NULL},
        {"oct-192", "oct", "wrapKey", "A256KW", RFC, "kv-op-key-algorithm"},
        {"oct-192", "oct", "wrapKey", "A192KW", RFC, NULL},
        {"oct-256", "oct", "sign", "HS384", RFC, "kv-op-key-algorithm"},
        {"oct-384", "oct", "sign", "HS384", RFC, NULL},
        {"oct-512", "oct", "sign", "HS256", RFC, NULL},
        {"oct-256", "oct", "encrypt", "A256CBC", RFC, "kv-op-key-algorithm"},
        {"x25519", "OKP", "sign", "EdDSA", RFC, "kv-op-key-algorithm"},
        {"oct-256", "oct", "wrapKey", "dir", RFC, "kv-op-engine"},
        {"oct-256", "oct", "sign", "A256GCM", RFC, "kv-op-engine"},
        {"ec-p256", "EC", "wrapKey", "ECDH-ES", RFC, "kv-op-engine"},
    };

    (void)state;
    try_all(trials, ARRAY_LEN(trials));
}

static void test_previews_and_the_unknown(void **state)
{
    kvjwk_engine_key *key = stored_key(ctx, "oct-256", "oct-HSM");
    kvjwk_engine_request r = request_of("encrypt", "A256GCM", PREMIUM);
    struct engine_told t;

    (void)state;
    fill(&r, key);
    r.allow_preview = true;
    expect_allowed(key, &r);
    r.edition = kvjwk_edition_find("2024-09");
    expect_refused(key, &r, "kv-op-unsupported");
    r = request_of("sign", "HS512", HSM);
    fill(&r, key);
    r.value.length = 64;
    run(key, &r, &t);
    assert_int_equal(t.results[0], KVJWK_UNKNOWN);
    r.allow_unknown = true;
    expect_allowed(key, &r);
    kvjwk_engine_key_free(&key);
}

/* ML-DSA is refused by its name, not for what happens to be missing. */
static void test_ml_dsa(void **state)
{
    static const char text[] = "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-65\",\"pub\":\"AAAA\"}";
    kvjwk_engine_key *key = key_of_text(ctx, text, NULL);
    kvjwk_engine_request r = request_of("verify", "ML-DSA-65", PREMIUM);
    struct engine_told t;

    (void)state;
    assert_non_null(key);
    fill(&r, key);
    expect_refused(key, &r, "kv-op-preview");
    r.allow_preview = true;
    run(key, &r, &t);
    assert_string_equal(t.rules[0], "kv-op-engine");
    assert_non_null(strstr(t.messages[0], "ML-DSA-65"));
    assert_int_equal(t.count, 1);
    kvjwk_engine_key_free(&key);
}

/* ---- what the key says ---- */

static void expect_with(const char *attributes, const char *key_ops, const char *op,
                        const char *alg, const char *rule)
{
    kvjwk_engine_key *key = bundled_key(ctx, "rsa-2048", "RSA", attributes, key_ops);
    kvjwk_engine_request r = request_of(op, alg, STANDARD);

    fill(&r, key);
    if (rule == NULL)
        expect_allowed(key, &r);
    else
        expect_refused(key, &r, rule);
    kvjwk_engine_key_free(&key);
}

static void test_key_ops(void **state)
{
    (void)state;
    expect_with(NULL, "[\"encrypt\"]", "decrypt", "RSA-OAEP", "kv-op-key-ops");
    expect_with(NULL, "[\"encrypt\",\"decrypt\"]", "decrypt", "RSA-OAEP", NULL);
    expect_with(NULL, "[]", "verify", "RS256", "kv-op-key-ops");
    expect_with(NULL, "[\"Verify\"]", "verify", "RS256", "kv-op-key-ops");
    expect_with(NULL, "\"verify\"", "verify", "RS256", "kv-op-key-ops");
    expect_with(NULL, NULL, "verify", "RS256", NULL);
    expect_with(NULL, "[\"wrapKey\"]", "encrypt", "RSA-OAEP", "kv-op-key-ops");
    expect_with(NULL, "[\"wrapKey\"]", "wrapKey", "RSA-OAEP", NULL);
}

static void test_use_and_alg(void **state)
{
    kvjwk_engine_request r = request_of("sign", "PS256", RFC);
    json_t *jwk = stored_jwk("rsa-2048");
    kvjwk_engine_key *key;

    (void)state;
    json_object_set_new(jwk, "use", json_string("enc"));
    key = key_of_json(ctx, jwk, NULL);
    fill(&r, key);
    expect_refused(key, &r, "kv-op-key-use");
    r.target = STANDARD; /* the service has no use */
    expect_allowed(key, &r);
    kvjwk_engine_key_free(&key);

    jwk = stored_jwk("rsa-2048");
    json_object_set_new(jwk, "use", json_string("sig"));
    json_object_set_new(jwk, "alg", json_string("RS256"));
    key = key_of_json(ctx, jwk, NULL);
    r.target = RFC;
    expect_refused(key, &r, "kv-op-key-use");
    r.alg = kvjwk_alg_find("RS256");
    expect_allowed(key, &r);
    kvjwk_engine_key_free(&key);
}

static void test_disabled(void **state)
{
    static const char *const ops[] = {"sign", "verify"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        expect_with("{\"enabled\":false}", NULL, ops[i], "RS256", "kv-op-disabled");
        expect_with("{\"enabled\":\"true\"}", NULL, ops[i], "RS256", "kv-op-disabled");
        expect_with("{\"enabled\":true}", NULL, ops[i], "RS256", NULL);
        expect_with("{\"enabled\":null}", NULL, ops[i], "RS256", NULL);
    }
    expect_with("{\"enabled\":false}", NULL, "unwrapKey", "RSA-OAEP", "kv-op-disabled");
}

/* About keys, key attributes: encrypt, sign and wrapKey stop outside the dates, the rest goes on.
 */
static void test_dates(void **state)
{
    static const struct {
        const char *op, *alg;
        bool dated;
    } ops[] = {
        {"encrypt", "RSA-OAEP", true}, {"decrypt", "RSA-OAEP", false},
        {"sign", "RS256", true},       {"verify", "RS256", false},
        {"wrapKey", "RSA1_5", true},   {"unwrapKey", "RSA1_5", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        const char *before = ops[i].dated ? "kv-op-not-before" : NULL;
        const char *after = ops[i].dated ? "kv-op-expired" : NULL;

        expect_with("{\"nbf\":1795478401}", NULL, ops[i].op, ops[i].alg, before);
        expect_with("{\"nbf\":1795478400}", NULL, ops[i].op, ops[i].alg, NULL);
        expect_with("{\"exp\":1795478400}", NULL, ops[i].op, ops[i].alg, after);
        expect_with("{\"exp\":1795478401}", NULL, ops[i].op, ops[i].alg, NULL);
        expect_with("{\"exp\":\"never\"}", NULL, ops[i].op, ops[i].alg, after);
        expect_with("{\"nbf\":[]}", NULL, ops[i].op, ops[i].alg, before);
        expect_with("{\"nbf\":1,\"exp\":4102444800}", NULL, ops[i].op, ops[i].alg, NULL);
    }
}

static void test_no_clock(void **state)
{
    kvjwk_engine_key *key = bundled_key(ctx, "rsa-2048", "RSA", "{\"exp\":1795478401}", NULL);
    kvjwk_engine_request r = request_of("sign", "RS256", STANDARD);
    struct engine_told t;

    (void)state;
    fill(&r, key);
    r.has_now = false;
    run(key, &r, &t);
    assert_string_equal(t.rules[0], "kv-op-expired");
    assert_int_equal(t.results[0], KVJWK_UNKNOWN);
    r.op = kvjwk_op_find("verify");
    r.signature = fixed_bytes(value, 256);
    expect_allowed(key, &r);
    kvjwk_engine_key_free(&key);
}

/* az prints its dates as texts. */
static void test_az_dates(void **state)
{
    static const char text[] =
        "{\"attributes\":{\"enabled\":true,\"expires\":\"2026-11-23T23:59:59+00:00\","
        "\"notBefore\":null},\"key\":{\"crv\":null,\"d\":null,\"e\":\"AQAB\",\"k\":null,"
        "\"keyOps\":[\"verify\",\"encrypt\"],"
        "\"kid\":\"https://a.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef\","
        "\"kty\":\"RSA\",\"n\":\"%s==\",\"x\":null},\"tags\":{}}";
    char document[2048], n[400];
    json_t *jwk = stored_jwk("rsa-2048");
    kvjwk_engine_request r = request_of("encrypt", "RSA-OAEP-256", STANDARD);
    kvjwk_engine_key *key;

    (void)state;
    snprintf(n, sizeof(n), "%s", json_string_value(json_object_get(jwk, "n")));
    for (char *c = n; *c != '\0'; c++)
        *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
    snprintf(document, sizeof(document), text, n);
    key = key_of_text(ctx, document, NULL);
    assert_non_null(key);
    fill(&r, key);
    expect_refused(key, &r, "kv-op-expired");
    r.now = NOW - 86400 * 2;
    expect_allowed(key, &r);
    r.op = kvjwk_op_find("wrapKey");
    expect_refused(key, &r, "kv-op-key-ops");
    json_decref(jwk);
    kvjwk_engine_key_free(&key);
}

static void test_private_part(void **state)
{
    static const struct {
        const char *op, *alg;
        bool needs;
    } ops[] = {
        {"encrypt", "RSA-OAEP", false}, {"decrypt", "RSA-OAEP", true},
        {"sign", "RS256", true},        {"verify", "RS256", false},
        {"wrapKey", "RSA1_5", false},   {"unwrapKey", "RSA1_5", true},
    };
    json_t *jwk = stored_jwk("rsa-2048");
    kvjwk_engine_key *key;

    (void)state;
    make_public(jwk);
    key = key_of_json(ctx, jwk, NULL);
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        kvjwk_engine_request r = request_of(ops[i].op, ops[i].alg, STANDARD);

        fill(&r, key);
        if (ops[i].needs)
            expect_refused(key, &r, "kv-op-private-part");
        else
            expect_allowed(key, &r);
    }
    kvjwk_engine_key_free(&key);
}

/* A symmetric key as the service returns it: without k nothing works, verify neither. */
static void test_symmetric_key_without_k(void **state)
{
    static const char text[] =
        "{\"key\":{\"kid\":\"https://a.managedhsm.azure.net/keys/k/"
        "0123456789abcdef0123456789abcdef\","
        "\"kty\":\"oct-HSM\",\"key_ops\":[\"wrapKey\"]},\"attributes\":{\"key_size\":256}}";
    kvjwk_engine_key *key = key_of_text(ctx, text, NULL);
    kvjwk_engine_request r = request_of("wrapKey", "A256KW", HSM);

    (void)state;
    assert_non_null(key);
    fill(&r, key);
    expect_refused(key, &r, "kv-op-private-part");
    kvjwk_engine_key_free(&key);
}

/* A d is no private part of a symmetric key. */
static void test_symmetric_key_with_d_alone(void **state)
{
    kvjwk_engine_key *key = key_of_text(ctx, "{\"kty\":\"oct\",\"d\":\"AQAB\"}", NULL);
    struct engine_told findings;
    kvjwk_sink sink = sink_of(&findings);
    kvjwk_engine_result result;

    (void)state;
    assert_non_null(key);
    assert_false(kvjwk_engine_key_facts(key)->private_part);
    assert_int_equal(kvjwk_engine_pairwise(key, &sink, &result), KVJWK_OK);
    assert_false(result.done);
    assert_true(told(&findings, "kv-op-private-part"));
    kvjwk_engine_key_free(&key);
}

/* ---- lengths and parameters ---- */

static void expect_length(const char *name, const char *kty, const char *op, const char *alg,
                          size_t length, const char *rule)
{
    kvjwk_engine_key *key = stored_key(ctx, name, kty);
    kvjwk_engine_request r = request_of(op, alg, ANY);

    fill(&r, key);
    r.value.length = length;
    if (rule == NULL)
        expect_allowed(key, &r);
    else
        expect_refused(key, &r, rule);
    kvjwk_engine_key_free(&key);
}

static void test_digest_lengths(void **state)
{
    static const struct {
        const char *key, *kty, *alg;
        size_t digest;
    } algs[] = {
        {"rsa-2048", "RSA", "RS256", 32},    {"rsa-2048", "RSA", "RS384", 48},
        {"rsa-2048", "RSA", "RS512", 64},    {"rsa-2048", "RSA", "PS256", 32},
        {"rsa-2048", "RSA", "PS384", 48},    {"rsa-2048", "RSA", "PS512", 64},
        {"ec-p256", "EC", "ES256", 32},      {"ec-p384", "EC", "ES384", 48},
        {"ec-p521", "EC", "ES512", 64},      {"ec-p256k", "EC", "ES256K", 32},
        {"oct-256", "oct-HSM", "HS256", 32},
    };
    static const size_t lengths[] = {0, 1, 20, 31, 32, 33, 43, 48, 64, 65, 512};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(algs); i++)
        for (size_t n = 0; n < ARRAY_LEN(lengths); n++) {
            const char *rule = lengths[n] == algs[i].digest ? NULL : "kv-op-digest-length";

            expect_length(algs[i].key, algs[i].kty, "sign", algs[i].alg, lengths[n], rule);
            expect_length(algs[i].key, algs[i].kty, "verify", algs[i].alg, lengths[n], rule);
        }
    expect_length("rsa-2048", "RSA", "sign", "RSNULL", 0, "kv-op-digest-length");
    expect_length("rsa-2048", "RSA", "sign", "RSNULL", 1, NULL);
    expect_length("rsa-2048", "RSA", "sign", "RSNULL", 245, NULL);
    expect_length("rsa-2048", "RSA", "sign", "RSNULL", 246, "kv-op-digest-length");
}

/* RFC 8017 arithmetic: k - 11, k - 42, k - 66. */
static void test_rsa_lengths(void **state)
{
    static const struct {
        const char *key;
        size_t k;
    } keys[] = {{"rsa-2048", 256}, {"rsa-3072", 384}, {"rsa-4096", 512}};
    static const struct {
        const char *alg;
        size_t overhead;
    } algs[] = {{"RSA1_5", 11}, {"RSA-OAEP", 42}, {"RSA-OAEP-256", 66}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        for (size_t a = 0; a < ARRAY_LEN(algs); a++) {
            size_t most = keys[i].k - algs[a].overhead;

            expect_length(keys[i].key, "RSA", "encrypt", algs[a].alg, most, NULL);
            expect_length(keys[i].key, "RSA", "encrypt", algs[a].alg, most + 1,
                          "kv-op-value-length");
            expect_length(keys[i].key, "RSA", "wrapKey", algs[a].alg, 0, NULL);
            expect_length(keys[i].key, "RSA", "decrypt", algs[a].alg, keys[i].k, NULL);
            expect_length(keys[i].key, "RSA", "decrypt", algs[a].alg, keys[i].k - 1,
                          "kv-op-value-length");
            expect_length(keys[i].key, "RSA", "unwrapKey", algs[a].alg, 0, "kv-op-value-length");
        }
}

static void test_aes_lengths(void **state)
{
    static const struct {
        const char *alg, *there, *back;
        size_t least_there, unit_there, least_back, unit_back;
    } rows[] = {
        {"A256KW", "wrapKey", "unwrapKey", 16, 8, 24, 8},
        {"CKM_AES_KEY_WRAP", "wrapKey", "unwrapKey", 16, 8, 24, 8},
        {"CKM_AES_KEY_WRAP_PAD", "wrapKey", "unwrapKey", 1, 1, 16, 8},
        {"A256CBC", "encrypt", "decrypt", 16, 16, 16, 16},
        {"A256CBCPAD", "encrypt", "decrypt", 0, 1, 16, 16},
        {"A256GCM", "encrypt", "decrypt", 0, 1, 0, 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t n = 0; n <= 49; n++) {
            bool there = n >= rows[i].least_there && n % rows[i].unit_there == 0;
            bool back = n >= rows[i].least_back && n % rows[i].unit_back == 0;

            expect_length("oct-256", "oct-HSM", rows[i].there, rows[i].alg, n,
                          there ? NULL : "kv-op-value-length");
            expect_length("oct-256", "oct-HSM", rows[i].back, rows[i].alg, n,
                          back ? NULL : "kv-op-value-length");
        }
}

/* Refused by its length before anything is read. */
static void test_oversized_values(void **state)
{
    (void)state;
    expect_length("oct-256", "oct-HSM", "encrypt", "A256GCM", SIZE_MAX, "kv-op-value-length");
    expect_length("oct-256", "oct-HSM", "encrypt", "A256CBCPAD", KVJWK_ENGINE_VALUE_MAX + 1,
                  "kv-op-value-length");
    expect_length("rsa-2048", "RSA", "encrypt", "RSA1_5", SIZE_MAX, "kv-op-value-length");
    expect_length("rsa-2048", "RSA", "sign", "RS256", SIZE_MAX, "kv-op-value-length");
}

static void expect_parameters(kvjwk_engine_key *key, const kvjwk_engine_request *r, int iv, int aad,
                              int tag, const char *rule)
{
    kvjwk_engine_request changed = *r;

    changed.iv = fixed_bytes(iv < 0 ? NULL : value, (size_t)(iv < 0 ? 0 : iv));
    changed.aad = fixed_bytes(aad < 0 ? NULL : value, (size_t)(aad < 0 ? 0 : aad));
    changed.tag = fixed_bytes(tag < 0 ? NULL : value, (size_t)(tag < 0 ? 0 : tag));
    if (rule == NULL)
        expect_allowed(key, &changed);
    else
        expect_refused(key, &changed, rule);
}

#define UNUSED "kv-op-parameter-unused"
#define MISSING "kv-op-parameter-missing"
#define LENGTH "kv-op-parameter-length"

static void test_parameters(void **state)
{
    kvjwk_engine_key *key = stored_key(ctx, "oct-256", "oct-HSM");
    kvjwk_engine_request r = request_of("encrypt", "A256GCM", HSM);

    (void)state;
    fill(&r, key);
    expect_parameters(key, &r, -1, -1, -1, NULL);
    expect_parameters(key, &r, -1, 0, -1, NULL);
    expect_parameters(key, &r, -1, 300, -1, NULL);
    expect_parameters(key, &r, 12, -1, -1, UNUSED);
    expect_parameters(key, &r, -1, -1, 16, UNUSED);
    r.op = kvjwk_op_find("decrypt");
    expect_parameters(key, &r, 12, 5, 16, NULL);
    expect_parameters(key, &r, -1, 5, 16, MISSING);
    expect_parameters(key, &r, 12, 5, -1, MISSING);
    expect_parameters(key, &r, 12, 5, 12, LENGTH);
    expect_parameters(key, &r, 12, 5, 0, LENGTH);
    expect_parameters(key, &r, 16, 5, 16, LENGTH);
    expect_parameters(key, &r, 0, 5, 16, LENGTH);
    r = request_of("encrypt", "A256CBC", HSM);
    fill(&r, key);
    expect_parameters(key, &r, 16, -1, -1, NULL);
    expect_parameters(key, &r, -1, -1, -1, MISSING);
    expect_parameters(key, &r, 12, -1, -1, LENGTH);
    expect_parameters(key, &r, 16, 3, -1, UNUSED);
    r = request_of("wrapKey", "A256KW", HSM);
    fill(&r, key);
    expect_parameters(key, &r, 8, -1, -1, UNUSED);
    r.value.ptr = NULL;
    expect_refused(key, &r, MISSING);
    kvjwk_engine_key_free(&key);
}

static void test_signature_parameter(void **state)
{
    kvjwk_engine_key *key = stored_key(ctx, "ec-p256", NULL);
    kvjwk_engine_request r = request_of("verify", "ES256", STANDARD);

    (void)state;
    fill(&r, key);
    r.signature.ptr = NULL;
    expect_refused(key, &r, MISSING);
    r.signature = fixed_bytes(value, 0);
    expect_allowed(key, &r);
    r.op = kvjwk_op_find("sign");
    expect_refused(key, &r, UNUSED);
    kvjwk_engine_key_free(&key);
}

static void test_rsnull_has_no_hash(void **state)
{
    kvjwk_engine_key *key = stored_key(ctx, "rsa-2048", NULL);
    kvjwk_engine_request r = request_of("sign", "RSNULL", STANDARD);

    (void)state;
    fill(&r, key);
    r.message = true;
    expect_refused(key, &r, "kv-op-digest-length");
    r.alg = kvjwk_alg_find("RS256");
    r.value.length = 500;
    expect_allowed(key, &r);
    kvjwk_engine_key_free(&key);
}

/* ---- material ---- */

static void expect_no_key(json_t *document, const char *words)
{
    struct engine_told t;
    kvjwk_engine_key *key = key_of_json(ctx, document, &t);

    if (key != NULL || t.count != 1 || strstr(t.messages[0], words) == NULL) {
        fprintf(stderr, "expected: %s\n", words);
        print_told(&t);
    }
    assert_null(key);
    assert_int_equal(t.count, 1);
    assert_string_equal(t.rules[0], "kv-op-key-material");
    mark(t.rules[0]);
    assert_non_null(strstr(t.messages[0], words));
}

static json_t *with_member(const char *name, const char *member, const char *text)
{
    json_t *jwk = stored_jwk(name);

    if (text == NULL)
        json_object_del(jwk, member);
    else
        json_object_set_new(jwk, member, json_string(text));
    return jwk;
}

static void test_material(void **state)
{
    (void)state;
    expect_no_key(with_member("rsa-2048", "kty", "DSA"), "kty is missing or unknown");
    expect_no_key(with_member("rsa-2048", "n", NULL), "n or e is missing");
    expect_no_key(with_member("rsa-2048", "e", "AQAB="), "n or e is missing or malformed");
    expect_no_key(with_member("rsa-2048", "e", "AQAA"), "e is even");
    expect_no_key(with_member("rsa-2048", "e", "AQ"), "e is even, 1");
    expect_no_key(with_member("rsa-2048", "n", "AQAB"), "n is even or too small");
    expect_no_key(with_member("rsa-2048", "d", "AA"), "d is zero");
    expect_no_key(with_member("rsa-2048", "p", NULL), "but not all");
    expect_no_key(with_member("rsa-2048", "p", "BA"), "p or q is even");
    expect_no_key(with_member("ec-p256", "y", NULL), "x or y is missing");
    expect_no_key(with_member("ec-p256", "crv", "P-192"), "crv is missing or unknown");
    expect_no_key(with_member("ec-p256", "crv", "P-256K"), "nothing can be computed");
    expect_no_key(with_member("ec-p256", "y", "AQ"), "nothing can be computed");
    expect_no_key(with_member("ec-p256", "d", "AA"), "d is zero");
    expect_no_key(with_member("ed25519", "x", "AQ"), "another length");
    expect_no_key(with_member("oct-256", "k", ""), "k is empty");
}

/* A private member that cannot be read does not make a public key of a private one. */
static void test_private_part_is_not_lost(void **state)
{
    json_t *jwk = with_member("ec-p256", "d", "not*base64");

    (void)state;
    expect_no_key(jwk, "cannot be read");
    jwk = stored_jwk("ec-p256");
    json_object_set_new(jwk, "d", json_integer(5));
    expect_no_key(jwk, "cannot be read");
    expect_no_key(with_member("rsa-2048", "d", NULL), "cannot be read");
}

static void test_every_coordinate_bit(void **state)
{
    static const char *const names[] = {"ec-p256", "ec-p384", "ec-p521", "ec-p256k"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        json_t *jwk = stored_jwk(names[i]);
        struct octets y = octets_of_b64(json_string_value(json_object_get(jwk, "y")));

        for (size_t bit = 0; bit < y.length * 8; bit += 13) {
            char text[128];
            json_t *changed = json_deep_copy(jwk);

            y.at[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            text[b64url_encode(text, sizeof(text), y.at, y.length)] = '\0';
            y.at[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            json_object_set_new(changed, "y", json_string(text));
            expect_no_key(changed, "nothing can be computed");
        }
        json_decref(jwk);
    }
}

/* d = n, the order of P-256 (SP 800-186 section 3.2.1.3), is one too many; n - 1 is the last. */
static void test_private_range(void **state)
{
    static const char order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    struct octets d = octets_of_hex(order);
    char text[64];
    kvjwk_engine_key *key;

    (void)state;
    text[b64url_encode(text, sizeof(text), d.at, d.length)] = '\0';
    expect_no_key(with_member("ec-p256", "d", text), "nothing can be computed");
    d.at[31] -= 1;
    text[b64url_encode(text, sizeof(text), d.at, d.length)] = '\0';
    key = key_of_json(ctx, with_member("ec-p256", "d", text), NULL);
    assert_non_null(key);
    kvjwk_engine_key_free(&key);
}

/* ---- the whole matrix ---- */

struct held_key {
    kvjwk_engine_key *key;
    const kvjwk_kty *kty;
    const kvjwk_param *param;
};

static const struct {
    const char *param, *stored;
} stored_names[] = {
    {"1024", "rsa-1024"},   {"2048", "rsa-2048"}, {"3072", "rsa-3072"}, {"4096", "rsa-4096"},
    {"P-256", "ec-p256"},   {"P-384", "ec-p384"}, {"P-521", "ec-p521"}, {"P-256K", "ec-p256k"},
    {"Ed25519", "ed25519"}, {"X25519", "x25519"}, {"Ed448", "ed448"},   {"X448", "x448"},
    {"128", "oct-128"},     {"192", "oct-192"},   {"256", "oct-256"},   {"384", "oct-384"},
    {"512", "oct-512"},
};

static kvjwk_engine_key *key_for(const kvjwk_kty *kty, const kvjwk_param *param)
{
    char text[128];

    for (size_t i = 0; i < ARRAY_LEN(stored_names); i++)
        if (strcmp(stored_names[i].param, param->name) == 0)
            return stored_key(ctx, stored_names[i].stored, kty->name);
    snprintf(text, sizeof(text), "{\"kty\":\"%s\",\"alg\":\"%s\",\"pub\":\"AAAA\"}", kty->name,
             param->name);
    return key_of_text(ctx, text, NULL);
}

static bool matrix_says_yes(const kvjwk_engine_request *r, const struct held_key *h)
{
    const kvjwk_question q = {r->edition, r->target, h->kty, h->param, r->alg, r->op};
    kvjwk_support support = kvjwk_ask(&q).support;

    return support == KVJWK_SUPPORT_YES || (support == KVJWK_SUPPORT_PREVIEW && r->allow_preview);
}

static size_t asked, computed;

/* Judged in every world; computed in each where it is allowed, but RSA private operations once. */
static void ask_world(const struct held_key *h, kvjwk_engine_request *r, bool *done_before)
{
    bool expected = matrix_says_yes(r, h) && kvjwk_engine_has(NULL, r->alg, r->op);
    kvjwk_engine_result result;
    bool allowed;

    asked++;
    assert_int_equal(kvjwk_engine_judge(h->key, r, NULL, &allowed), KVJWK_OK);
    if (allowed != expected)
        fprintf(stderr, "%s %s %s %s %s %s\n", h->kty->name, h->param->name, r->alg->name,
                r->op->name, kvjwk_target_name(r->target), r->edition->name);
    assert_int_equal(allowed, expected);
    if (!allowed || !*done_before) {
        assert_int_equal(kvjwk_engine_run(h->key, r, NULL, &result), KVJWK_OK);
        if (!is_cbc(r->alg) || !opens(r->op)) /* CBC opens anything */
            assert_int_equal(result.done, expected && !opens(r->op));
        *done_before = allowed;
        computed += result.done;
    }
}

static void ask_everywhere(const struct held_key *h, const kvjwk_alg *alg, const kvjwk_op *op)
{
    bool done_before = false;

    for (unsigned target = KVJWK_TARGET_ANY; target <= KVJWK_TARGET_MANAGED_HSM; target++)
        for (size_t e = 0; e < kvjwk_edition_count(); e++)
            for (unsigned preview = 0; preview < 2; preview++) {
                kvjwk_engine_request r = request_of(op->name, alg->name, (kvjwk_target)target);

                r.edition = kvjwk_edition_at(e);
                r.allow_preview = preview == 1;
                fill(&r, h->key);
                /* some 24 octets for the algorithms that open, no RSA or CBC text */
                ask_world(h, &r, &done_before);
            }
}

static void test_whole_matrix(void **state)
{
    static const char *const ops[] = {"sign",    "verify",  "encrypt",
                                      "decrypt", "wrapKey", "unwrapKey"};

    (void)state;
    for (size_t k = 0; k < kvjwk_kty_count(); k++)
        for (size_t p = 0; p < kvjwk_param_count(); p++) {
            struct held_key h = {NULL, kvjwk_kty_at(k), kvjwk_param_at(p)};

            if (strcmp(h.kty->base, h.param->base) != 0)
                continue;
            h.key = key_for(h.kty, h.param);
            assert_non_null(h.key);
            assert_ptr_equal(kvjwk_engine_key_facts(h.key)->param, h.param);
            for (size_t a = 0; a < kvjwk_alg_count(); a++)
                for (size_t o = 0; o < ARRAY_LEN(ops); o++)
                    ask_everywhere(&h, kvjwk_alg_at(a), kvjwk_op_find(ops[o]));
            kvjwk_engine_key_free(&h.key);
        }
    print_message("%zu questions, %zu operations computed\n", asked, computed);
    assert_true(computed > 100);
}

/* ---- the rules as a list ---- */

/* What other files of tests trigger: test_engine.c, test_engine_edges.c, test_engine_transfer.c. */
static bool is_tested_elsewhere(const char *id)
{
    static const char *const ids[] = {"kv-op-decryption-failed", "kv-op-pairwise"};

    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return strncmp(id, "kv-op-transfer-", 15) == 0;
}

static void test_every_rule_was_triggered(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_rule_count(); i++) {
        const kvjwk_rule *rule = kvjwk_rule_at(i);
        bool ours = strncmp(rule->id, "kv-op-", 6) == 0;

        assert_int_equal(ours, strcmp(rule->level, "engine") == 0);
        if (ours && !triggered[i] && !is_tested_elsewhere(rule->id)) {
            fprintf(stderr, "%s was never triggered\n", rule->id);
            fail();
        }
    }
}

static int open_ctx(void **state)
{
    (void)state;
    ctx = new_ctx();
    return 0;
}

static int close_ctx(void **state)
{
    (void)state;
    kvjwk_engine_ctx_free(&ctx);
    drop_stored_keys();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matrix_rules),
        cmocka_unit_test(test_algorithm_rules),
        cmocka_unit_test(test_previews_and_the_unknown),
        cmocka_unit_test(test_ml_dsa),
        cmocka_unit_test(test_key_ops),
        cmocka_unit_test(test_use_and_alg),
        cmocka_unit_test(test_disabled),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_no_clock),
        cmocka_unit_test(test_az_dates),
        cmocka_unit_test(test_private_part),
        cmocka_unit_test(test_symmetric_key_without_k),
        cmocka_unit_test(test_symmetric_key_with_d_alone),
        cmocka_unit_test(test_digest_lengths),
        cmocka_unit_test(test_rsa_lengths),
        cmocka_unit_test(test_aes_lengths),
        cmocka_unit_test(test_oversized_values),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_signature_parameter),
        cmocka_unit_test(test_rsnull_has_no_hash),
        cmocka_unit_test(test_material),
        cmocka_unit_test(test_private_part_is_not_lost),
        cmocka_unit_test(test_every_coordinate_bit),
        cmocka_unit_test(test_private_range),
        cmocka_unit_test(test_whole_matrix),
        cmocka_unit_test(test_every_rule_was_triggered),
    };

    return cmocka_run_group_tests_name("engine_refusals", tests, open_ctx, close_ctx);
}
