// SPDX-License-Identifier: MIT
/* Every algorithm with every size there and back, tampering, and the pairwise test. */
#include "engine_keys.h"

static kvjwk_engine_ctx *ctx;

struct row {
    const char *alg, *key, *kty;
    kvjwk_target target;
};

#define HSM KVJWK_TARGET_MANAGED_HSM
#define RFC KVJWK_TARGET_RFC
#define RSA_ROWS(alg)                                                                              \
    {alg, "rsa-2048", "RSA", KVJWK_TARGET_VAULT_STANDARD}, {alg, "rsa-3072", "RSA-HSM", HSM},      \
    {                                                                                              \
        alg, "rsa-4096", "RSA", KVJWK_TARGET_ANY                                                   \
    }
#define EC_ROWS(alg, key)                                                                          \
    {alg, key, "EC", KVJWK_TARGET_VAULT_STANDARD}, {alg, key "-x0", "EC-HSM", HSM},                \
        {alg, key "-y0", "EC-HSM", KVJWK_TARGET_VAULT_PREMIUM},                                    \
    {                                                                                              \
        alg, key "-d0", "EC", KVJWK_TARGET_ANY                                                     \
    }

static const struct row signs[] = {
    RSA_ROWS("RS256"),
    RSA_ROWS("RS384"),
    RSA_ROWS("RS512"),
    RSA_ROWS("PS256"),
    RSA_ROWS("PS384"),
    RSA_ROWS("PS512"),
    RSA_ROWS("RSNULL"),
    EC_ROWS("ES256", "ec-p256"),
    EC_ROWS("ES384", "ec-p384"),
    EC_ROWS("ES512", "ec-p521"),
    EC_ROWS("ES256K", "ec-p256k"),
    {"HS256", "oct-256", "oct-HSM", HSM},
    {"HS384", "oct-384", "oct", RFC},
    {"HS512", "oct-512", "oct", RFC},
    {"EdDSA", "ed25519", "OKP", RFC},
    {"EdDSA", "ed448", "OKP", RFC},
};

static const struct row encrypts[] = {
    RSA_ROWS("RSA1_5"),
    RSA_ROWS("RSA-OAEP"),
    RSA_ROWS("RSA-OAEP-256"),
    {"RSA-OAEP-384", "rsa-2048", "RSA", RFC},
    {"RSA-OAEP-512", "rsa-2048", "RSA", RFC},
    {"A128GCM", "oct-128", "oct-HSM", HSM},
    {"A192GCM", "oct-192", "oct-HSM", HSM},
    {"A256GCM", "oct-256", "oct-HSM", HSM},
    {"A128CBC", "oct-128", "oct-HSM", HSM},
    {"A192CBC", "oct-192", "oct-HSM", HSM},
    {"A256CBC", "oct-256", "oct-HSM", HSM},
    {"A128CBCPAD", "oct-128", "oct-HSM", HSM},
    {"A192CBCPAD", "oct-192", "oct-HSM", HSM},
    {"A256CBCPAD", "oct-256", "oct-HSM", HSM},
};

static const struct row wraps[] = {
    RSA_ROWS("RSA1_5"),
    RSA_ROWS("RSA-OAEP"),
    RSA_ROWS("RSA-OAEP-256"),
    {"A128KW", "oct-128", "oct-HSM", HSM},
    {"A192KW", "oct-192", "oct-HSM", HSM},
    {"A256KW", "oct-256", "oct-HSM", HSM},
    {"CKM_AES_KEY_WRAP", "oct-128", "oct-HSM", HSM},
    {"CKM_AES_KEY_WRAP", "oct-192", "oct-HSM", HSM},
    {"CKM_AES_KEY_WRAP", "oct-256", "oct-HSM", HSM},
    {"CKM_AES_KEY_WRAP_PAD", "oct-128", "oct-HSM", HSM},
    {"CKM_AES_KEY_WRAP_PAD", "oct-192", "oct-HSM", HSM},
    {"CKM_AES_KEY_WRAP_PAD", "oct-256", "oct-HSM", HSM},
};

static const uint8_t value[512] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
static const uint8_t sixteen[16] = {9, 8, 7};

static bool is_cbc(const char *alg)
{
    return strstr(alg, "CBC") != NULL;
}

static bool is_gcm(const char *alg)
{
    return strstr(alg, "GCM") != NULL;
}

/* ---- signatures ---- */

static void expect_valid(kvjwk_engine_key *key, const kvjwk_engine_request *r, bool valid)
{
    kvjwk_engine_result result = run(key, r, NULL);

    assert_true(result.done);
    assert_int_equal(result.valid, valid);
    assert_int_equal(result.value.length, 0);
}

/* The public key alone verifies; each change of value or signature is found. */
static void verify_everything(kvjwk_engine_key *public_key, const struct row *row,
                              kvjwk_bytes digest, struct octets *signature)
{
    kvjwk_engine_request r = request_of("verify", row->alg, row->target);
    struct octets other = copy_of(digest);

    r.value = digest;
    r.signature = bytes_of(signature);
    expect_valid(public_key, &r, true);
    for (size_t i = 0; i < signature->length; i += signature->length / 8) {
        signature->at[i] ^= 1;
        expect_valid(public_key, &r, false);
        signature->at[i] ^= 1;
    }
    other.at[other.length - 1] ^= 0x80;
    r.value = bytes_of(&other);
    expect_valid(public_key, &r, false);
    r.value = digest;
    for (size_t length = 0; length < signature->length; length += signature->length / 4) {
        r.signature.length = length;
        expect_valid(public_key, &r, false);
    }
    signature->at[signature->length] = 0;
    r.signature.length = signature->length + 1;
    expect_valid(public_key, &r, false);
}

static void sign_and_verify(const struct row *row)
{
    kvjwk_engine_key *key = stored_key(ctx, row->key, row->kty);
    json_t *jwk = stored_jwk(row->key);
    kvjwk_engine_request r = request_of("sign", row->alg, row->target);
    size_t length = r.alg->digest == 0 ? 36 : r.alg->digest;
    kvjwk_engine_result result;
    kvjwk_engine_key *public_key = key;
    struct octets signature;

    r.value = fixed_bytes(value, length);
    result = run(key, &r, NULL);
    assert_true(result.done);
    signature = copy_of(result.value);
    json_object_set_new(jwk, "kty", json_string(row->kty));
    if (strcmp(r.alg->base, "oct") != 0) {
        make_public(jwk);
        public_key = key_of_json(ctx, jwk, NULL);
    } else {
        json_decref(jwk);
    }
    verify_everything(public_key, row, r.value, &signature);
    if (public_key != key)
        kvjwk_engine_key_free(&public_key);
    kvjwk_engine_key_free(&key);
}

static void test_signatures(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(signs); i++)
        sign_and_verify(&signs[i]);
}

/* A message is hashed first: the signature is that of the digest. */
static void test_messages(void **state)
{
    static const char abc[] = "abc"; /* FIPS 180-4 example */
    struct octets digest =
        octets_of_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    kvjwk_engine_key *key = stored_key(ctx, "rsa-2048", NULL);
    kvjwk_engine_request r = request_of("sign", "RS256", KVJWK_TARGET_ANY);
    struct octets signature;

    (void)state;
    r.value = fixed_bytes(abc, 3);
    r.message = true;
    signature = copy_of(run(key, &r, NULL).value);
    r = request_of("verify", "RS256", KVJWK_TARGET_ANY);
    r.value = bytes_of(&digest);
    r.signature = bytes_of(&signature);
    expect_valid(key, &r, true);
    r.value = fixed_bytes(abc, 3);
    r.message = true;
    expect_valid(key, &r, true);
    r.value = fixed_bytes(abc, 2);
    expect_valid(key, &r, false);
    kvjwk_engine_key_free(&key);
}

/* ---- encryption ---- */

struct sealed {
    struct octets text, iv, tag;
};

static void open_sealed(kvjwk_engine_request *r, const struct sealed *s, const char *op)
{
    r->op = kvjwk_op_find(op);
    r->value = bytes_of(&s->text);
    r->iv.ptr = s->iv.length == 0 ? NULL : s->iv.at;
    r->iv.length = s->iv.length;
    r->tag.ptr = s->tag.length == 0 ? NULL : s->tag.at;
    r->tag.length = s->tag.length;
}

static void expect_closed(kvjwk_engine_key *key, const kvjwk_engine_request *r, size_t length)
{
    struct engine_told t;
    kvjwk_engine_result result = run(key, r, &t);

    /* One in a hundred thousand strings is padded as RSA1_5 pads by chance: then as another text.
     */
    if (result.done && strcmp(r->alg->name, "RSA1_5") == 0) {
        assert_false(result.value.length == length && memcmp(result.value.ptr, value, length) == 0);
        return;
    }
    assert_false(result.done);
    assert_null(result.value.ptr);
    assert_int_equal(t.count, 1);
    assert_string_equal(t.rules[0], "kv-op-decryption-failed");
    assert_string_equal(t.messages[0], "it does not open with this key");
}

/* Changed ciphertexts do not open, but of CBC, which has no integrity: they open as other text. */
static void tamper(kvjwk_engine_key *key, kvjwk_engine_request *r, struct sealed *s,
                   const char *back, size_t length)
{
    open_sealed(r, s, back);
    for (size_t i = 0; i < s->text.length; i += 1 + s->text.length / 8) {
        s->text.at[i] ^= 0x10;
        expect_closed(key, r, length);
        s->text.at[i] ^= 0x10;
    }
    if (s->tag.length > 0) {
        s->tag.at[15] ^= 1;
        expect_closed(key, r, length);
        s->tag.at[15] ^= 1;
        s->iv.at[0] ^= 1;
        expect_closed(key, r, length);
        s->iv.at[0] ^= 1;
        r->aad = fixed_bytes(value, 4);
        expect_closed(key, r, length);
    }
}

static void there_and_back(kvjwk_engine_key *key, const struct row *row, const char *there,
                           const char *back, size_t length)
{
    kvjwk_engine_request r = request_of(there, row->alg, row->target);
    kvjwk_engine_result result;
    struct sealed s;

    r.value = fixed_bytes(value, length);
    if (is_cbc(row->alg))
        r.iv = fixed_bytes(sixteen, 16);
    if (is_gcm(row->alg))
        r.aad = fixed_bytes(sixteen, 5);
    result = run(key, &r, NULL);
    assert_true(result.done);
    assert_int_equal(result.iv.length, is_gcm(row->alg) ? 12 : is_cbc(row->alg) ? 16 : 0);
    assert_int_equal(result.tag.length, is_gcm(row->alg) ? 16 : 0);
    s.text = copy_of(result.value);
    s.iv = copy_of(result.iv);
    s.tag = copy_of(result.tag);
    open_sealed(&r, &s, back);
    result = run(key, &r, NULL);
    assert_true(result.done);
    assert_int_equal(result.value.length, length);
    assert_memory_equal(result.value.ptr, value, length);
    if (!is_cbc(row->alg))
        tamper(key, &r, &s, back, length);
}

static void rows_there_and_back(const struct row *rows, size_t count, const char *there,
                                const char *back)
{
    static const size_t lengths[] = {0, 1, 8, 15, 16, 17, 24, 32, 48, 100, 128, 190};

    for (size_t i = 0; i < count; i++) {
        kvjwk_engine_key *key = stored_key(ctx, rows[i].key, rows[i].kty);

        for (size_t n = 0; n < ARRAY_LEN(lengths); n++) {
            kvjwk_engine_request r = request_of(there, rows[i].alg, rows[i].target);
            bool allowed;

            r.value = fixed_bytes(value, lengths[n]);
            if (is_cbc(rows[i].alg))
                r.iv = fixed_bytes(sixteen, 16);
            assert_int_equal(kvjwk_engine_judge(key, &r, NULL, &allowed), KVJWK_OK);
            if (allowed)
                there_and_back(key, &rows[i], there, back, lengths[n]);
            else
                assert_true(lengths[n] % 16 != 0 || lengths[n] < 16 || lengths[n] > 90);
        }
        kvjwk_engine_key_free(&key);
    }
}

static void test_encryption(void **state)
{
    (void)state;
    rows_there_and_back(encrypts, ARRAY_LEN(encrypts), "encrypt", "decrypt");
}

static void test_wrapping(void **state)
{
    (void)state;
    rows_there_and_back(wraps, ARRAY_LEN(wraps), "wrapKey", "unwrapKey");
}

/* No nonce of GCM comes twice, and RSA encryption is never the same twice. */
static void test_randomness(void **state)
{
    kvjwk_engine_key *aes = stored_key(ctx, "oct-256", "oct-HSM");
    kvjwk_engine_key *rsa = stored_key(ctx, "rsa-2048", NULL);
    kvjwk_engine_request r = request_of("encrypt", "A256GCM", HSM);
    uint8_t nonces[64][12];
    struct octets first;

    (void)state;
    r.value = fixed_bytes(value, 16);
    for (size_t i = 0; i < 64; i++) {
        memcpy(nonces[i], run(aes, &r, NULL).iv.ptr, 12);
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(nonces[i], nonces[j], 12);
    }
    r = request_of("encrypt", "RSA-OAEP-256", KVJWK_TARGET_ANY);
    r.value = fixed_bytes(value, 16);
    first = copy_of(run(rsa, &r, NULL).value);
    assert_memory_not_equal(run(rsa, &r, NULL).value.ptr, first.at, first.length);
    kvjwk_engine_key_free(&aes);
    kvjwk_engine_key_free(&rsa);
}

/* A key goes from algorithm to algorithm and back; nothing of the one is left for the other. */
static void test_interleaving(void **state)
{
    static const char *const algs[] = {"RS256", "PS256", "RS512", "PS384", "RS256", "PS512"};
    kvjwk_engine_key *key = stored_key(ctx, "rsa-2048", NULL);

    (void)state;
    for (size_t round = 0; round < 3; round++)
        for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
            kvjwk_engine_request r = request_of("sign", algs[i], KVJWK_TARGET_ANY);
            struct octets signature;

            r.value = fixed_bytes(value, r.alg->digest);
            signature = copy_of(run(key, &r, NULL).value);
            r.op = kvjwk_op_find("verify");
            r.signature = bytes_of(&signature);
            expect_valid(key, &r, true);
            r.alg = kvjwk_alg_find(algs[(i + 1) % ARRAY_LEN(algs)]);
            r.value.length = r.alg->digest;
            if (strcmp(r.alg->name, algs[i]) != 0)
                expect_valid(key, &r, false);
        }
    kvjwk_engine_key_free(&key);
}

/* ---- pairwise ---- */

static void expect_pair(json_t *jwk, bool valid)
{
    struct engine_told t;
    kvjwk_sink sink = sink_of(&t);
    kvjwk_engine_key *key = key_of_json(ctx, jwk, NULL);
    kvjwk_engine_result result;

    assert_non_null(key);
    assert_int_equal(kvjwk_engine_pairwise(key, &sink, &result), KVJWK_OK);
    if (!result.done || result.valid != valid)
        print_told(&t);
    assert_true(result.done);
    assert_int_equal(result.valid, valid);
    assert_int_equal(told(&t, "kv-op-pairwise"), !valid);
    kvjwk_engine_key_free(&key);
}

static void test_pairs(void **state)
{
    static const char *const names[] = {
        "rsa-1024", "rsa-2048",   "rsa-3072", "rsa-4096", "ec-p256",    "ec-p256-d0",
        "ec-p384",  "ec-p384-x0", "ec-p521",  "ec-p256k", "ec-p521-y0", "ed25519",
        "x25519",   "ed448",      "x448",     "oct-128",  "oct-256",    "oct-512"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        expect_pair(stored_jwk(names[i]), true);
}

static void mix(const char *of, const char *with, const char *member, bool valid)
{
    json_t *jwk = stored_jwk(of), *other = stored_jwk(with);

    json_object_set(jwk, member, json_object_get(other, member));
    json_decref(other);
    expect_pair(jwk, valid);
}

static void test_pairs_that_are_none(void **state)
{
    static const char *const crt[] = {"p", "q", "dp", "dq", "qi"};
    json_t *jwk;

    (void)state;
    mix("ec-p256", "ec-p256-x0", "d", false);
    mix("ec-p521", "ec-p521-y0", "d", false);
    mix("ed25519", "x25519", "d", false);
    jwk = stored_jwk("rsa-2048");
    for (size_t i = 0; i < ARRAY_LEN(crt); i++)
        json_object_del(jwk, crt[i]);
    expect_pair(jwk, true);
    /* p and q change places: qi belongs to the other order */
    jwk = stored_jwk("rsa-2048");
    {
        json_t *p = json_incref(json_object_get(jwk, "p"));

        json_object_set(jwk, "p", json_object_get(jwk, "q"));
        json_object_set_new(jwk, "q", p);
    }
    expect_pair(jwk, false);
    /* dp for dq: libcrypto falls back to d and signs well, but the key is none */
    jwk = stored_jwk("rsa-2048");
    json_object_set(jwk, "dp", json_object_get(jwk, "dq"));
    expect_pair(jwk, false);
}

static void test_pair_needs_private_part(void **state)
{
    json_t *jwk = stored_jwk("rsa-2048");
    struct engine_told t;
    kvjwk_sink sink = sink_of(&t);
    kvjwk_engine_result result;
    kvjwk_engine_key *key;

    (void)state;
    make_public(jwk);
    key = key_of_json(ctx, jwk, NULL);
    assert_int_equal(kvjwk_engine_pairwise(key, &sink, &result), KVJWK_OK);
    assert_false(result.done);
    assert_true(told(&t, "kv-op-private-part"));
    kvjwk_engine_key_free(&key);
}

/* ---- contexts ---- */

static void test_arguments(void **state)
{
    kvjwk_engine_key *key = stored_key(ctx, "oct-256", "oct-HSM");
    kvjwk_engine_request r = request_of("sign", "HS256", HSM);
    kvjwk_engine_result result;
    bool allowed;

    (void)state;
    r.value = fixed_bytes(value, 32);
    assert_int_equal(kvjwk_engine_run(NULL, &r, NULL, &result), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_engine_run(key, NULL, NULL, &result), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_engine_run(key, &r, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_engine_judge(key, &r, NULL, NULL), KVJWK_ERR_ARGUMENT);
    r.struct_size--;
    assert_int_equal(kvjwk_engine_run(key, &r, NULL, &result), KVJWK_ERR_ARGUMENT);
    r.struct_size++;
    r.op = kvjwk_op_find("import");
    assert_int_equal(kvjwk_engine_judge(key, &r, NULL, &allowed), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_engine_ctx_new(NULL, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_string_equal(kvjwk_engine_name(kvjwk_engine_openssl()), "openssl");
    kvjwk_engine_key_free(&key);
    kvjwk_engine_key_free(&key);
    assert_null(kvjwk_engine_key_facts(key));
}

static int stop_at_once(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)f;
    (void)key_index;
    ++*(int *)payload;
    return 1;
}

static void test_a_sink_stops(void **state)
{
    kvjwk_engine_key *key = stored_key(ctx, "rsa-1024", NULL);
    kvjwk_engine_request r = request_of("sign", "ES256", KVJWK_TARGET_ANY);
    int calls = 0;
    kvjwk_sink sink = {stop_at_once, NULL, &calls, true};
    kvjwk_engine_result result;

    (void)state;
    assert_int_equal(kvjwk_engine_run(key, &r, &sink, &result), KVJWK_ERR_STOPPED);
    assert_int_equal(calls, 1);
    assert_false(result.done);
    kvjwk_engine_key_free(&key);
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
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_encryption),
        cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_randomness),
        cmocka_unit_test(test_interleaving),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_pairs_that_are_none),
        cmocka_unit_test(test_pair_needs_private_part),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_a_sink_stops),
    };

    return cmocka_run_group_tests_name("engine", tests, open_ctx, close_ctx);
}
