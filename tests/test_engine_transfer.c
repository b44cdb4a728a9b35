// SPDX-License-Identifier: MIT
/* Key transfer blobs: made, opened by libcrypto step by step, and opened again; which keys may
 * carry and travel; what is inside when it is no PKCS #8. */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "engine_keys.h"

static kvjwk_engine_ctx *ctx;

#define HSM KVJWK_TARGET_MANAGED_HSM
#define PREMIUM KVJWK_TARGET_VAULT_PREMIUM
#define STANDARD KVJWK_TARGET_VAULT_STANDARD
#define RFC KVJWK_TARGET_RFC

static kvjwk_engine_transfer transfer_of(const char *wrapping, bool release, kvjwk_target target)
{
    kvjwk_engine_transfer t = KVJWK_ENGINE_TRANSFER_INIT;

    t.wrapping = kvjwk_wrapping_find(wrapping);
    assert_non_null(t.wrapping);
    t.release = release;
    t.target = target;
    t.has_now = true;
    t.now = NOW;
    return t;
}

static kvjwk_engine_key *kek_of(const char *name, const char *key_ops)
{
    json_t *jwk = stored_jwk(name);

    json_object_set_new(jwk, "kty", json_string("RSA-HSM"));
    if (key_ops != NULL)
        json_object_set_new(jwk, "key_ops", json_loads(key_ops, 0, NULL));
    return key_of_json(ctx, jwk, NULL);
}

static struct octets make(kvjwk_engine_key *kek, kvjwk_engine_key *moved,
                          const kvjwk_engine_transfer *t, struct engine_told *findings)
{
    kvjwk_sink sink = sink_of(findings);
    kvjwk_engine_result result;

    assert_int_equal(kvjwk_engine_transfer_make(kek, moved, t, &sink, &result), KVJWK_OK);
    assert_int_equal(result.done, findings->count == 0);
    return copy_of(result.value);
}

static struct octets open(kvjwk_engine_key *kek, const struct octets *blob, const char *kty,
                          const kvjwk_engine_transfer *t, struct engine_told *findings,
                          kvjwk_engine_key **moved)
{
    kvjwk_sink sink = sink_of(findings);
    kvjwk_engine_result result;

    assert_int_equal(kvjwk_engine_transfer_open(kek, bytes_of(blob),
                                                kty == NULL ? NULL : kvjwk_kty_find(kty), t, &sink,
                                                &result, moved),
                     KVJWK_OK);
    return copy_of(result.value);
}

/* ---- by hand ---- */

static EVP_PKEY *pkey_of(const char *name)
{
    static const char *const members[] = {"n", "e", "d"};
    static uint8_t native[3][512];
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    json_t *jwk = stored_jwk(name);
    OSSL_PARAM params[4];
    EVP_PKEY *pkey = NULL;

    for (size_t i = 0; i < 3; i++) {
        struct octets o = octets_of_b64(json_string_value(json_object_get(jwk, members[i])));

        for (size_t at = 0; at < o.length; at++)
            native[i][at] = o.at[o.length - 1 - at];
        params[i] = OSSL_PARAM_construct_BN(members[i], native[i], o.length);
    }
    params[3] = OSSL_PARAM_construct_end();
    assert_int_equal(EVP_PKEY_fromdata_init(pctx), 1);
    assert_int_equal(EVP_PKEY_fromdata(pctx, &pkey, EVP_PKEY_KEYPAIR, params), 1);
    EVP_PKEY_CTX_free(pctx);
    json_decref(jwk);
    return pkey;
}

static struct octets oaep(EVP_PKEY *pkey, const EVP_MD *md, const uint8_t *in, size_t length,
                          bool decrypts)
{
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(pkey, NULL);
    struct octets o = {{0}, sizeof(o.at)};

    assert_int_equal(decrypts ? EVP_PKEY_decrypt_init(pctx) : EVP_PKEY_encrypt_init(pctx), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_OAEP_PADDING), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(pctx, md), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(pctx, md), 1);
    if (decrypts)
        assert_int_equal(EVP_PKEY_decrypt(pctx, o.at, &o.length, in, length), 1);
    else
        assert_int_equal(EVP_PKEY_encrypt(pctx, o.at, &o.length, in, length), 1);
    EVP_PKEY_CTX_free(pctx);
    return o;
}

static struct octets kwp(const struct octets *aes, const uint8_t *in, size_t length, bool decrypts)
{
    const EVP_CIPHER *cipher = aes->length == 32   ? EVP_aes_256_wrap_pad()
                               : aes->length == 24 ? EVP_aes_192_wrap_pad()
                                                   : EVP_aes_128_wrap_pad();
    EVP_CIPHER_CTX *cctx = EVP_CIPHER_CTX_new();
    struct octets o;
    int written = 0;

    EVP_CIPHER_CTX_set_flags(cctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    assert_int_equal(EVP_CipherInit_ex(cctx, cipher, NULL, aes->at, NULL, !decrypts), 1);
    assert_int_equal(EVP_CipherUpdate(cctx, o.at, &written, in, (int)length), 1);
    o.length = (size_t)written;
    EVP_CIPHER_CTX_free(cctx);
    return o;
}

/* A blob with an AES key of this length and any content. */
static struct octets blob_of(const char *kek, const EVP_MD *md, size_t aes_length,
                             const void *content, size_t length)
{
    EVP_PKEY *pkey = pkey_of(kek);
    struct octets aes = {{5}, aes_length}, first, second;

    first = oaep(pkey, md, aes.at, aes.length, false);
    second = kwp(&aes, content, length, false);
    memcpy(first.at + first.length, second.at, second.length);
    first.length += second.length;
    EVP_PKEY_free(pkey);
    return first;
}

/* ---- there and back ---- */

static const struct {
    const char *wrapping;
    const EVP_MD *(*md)(void);
} wrappings[] = {
    {"CKM_RSA_AES_KEY_WRAP", EVP_sha1},
    {"RSA_AES_KEY_WRAP_256", EVP_sha256},
    {"RSA_AES_KEY_WRAP_384", EVP_sha384},
};

static const struct {
    const char *name, *kty;
} travellers[] = {
    {"rsa-2048", "RSA-HSM"},  {"rsa-4096", "RSA-HSM"}, {"ec-p256", "EC-HSM"},
    {"ec-p384-x0", "EC-HSM"}, {"ec-p521", "EC-HSM"},   {"ec-p256k", "EC-HSM"},
    {"oct-128", "oct-HSM"},   {"oct-192", "oct-HSM"},  {"oct-256", "oct-HSM"},
};

/* Opened without the engine, it is the same key. */
static void expect_inside(const char *kek, const EVP_MD *md, const struct octets *blob,
                          const struct octets *expected)
{
    EVP_PKEY *pkey = pkey_of(kek);
    size_t k = (size_t)EVP_PKEY_get_size(pkey);
    struct octets aes = oaep(pkey, md, blob->at, k, true);
    struct octets inside = kwp(&aes, blob->at + k, blob->length - k, true);

    assert_int_equal(aes.length, 32);
    assert_int_equal(blob->length, k + (expected->length + 7) / 8 * 8 + 8);
    assert_int_equal(inside.length, expected->length);
    assert_memory_equal(inside.at, expected->at, inside.length);
    EVP_PKEY_free(pkey);
}

static void travel(size_t w, size_t i, const char *kek_name)
{
    kvjwk_engine_transfer t = transfer_of(wrappings[w].wrapping, w != 0, HSM);
    kvjwk_engine_key *kek = kek_of(kek_name, "[\"import\"]");
    kvjwk_engine_key *moved = stored_key(ctx, travellers[i].name, travellers[i].kty), *arrived;
    struct engine_told told_make, told_open;
    struct octets blob = make(kek, moved, &t, &told_make);
    struct octets inside = open(kek, &blob, travellers[i].kty, &t, &told_open, &arrived);
    kvjwk_engine_result result;

    assert_int_equal(told_make.count + told_open.count, 0);
    assert_non_null(arrived);
    assert_ptr_equal(kvjwk_engine_key_facts(arrived)->param, kvjwk_engine_key_facts(moved)->param);
    assert_int_equal(kvjwk_engine_pairwise(arrived, NULL, &result), KVJWK_OK);
    assert_true(result.valid);
    expect_inside(kek_name, wrappings[w].md(), &blob, &inside);
    kvjwk_engine_key_free(&arrived);
    open(kek, &blob, NULL, &t, &told_open, &arrived); /* its type is found out */
    assert_string_equal(kvjwk_engine_key_facts(arrived)->kty->name, travellers[i].kty);
    kvjwk_engine_key_free(&arrived);
    kvjwk_engine_key_free(&moved);
    kvjwk_engine_key_free(&kek);
}

static void test_there_and_back(void **state)
{
    static const char *const keks[] = {"rsa-2048", "rsa-3072", "rsa-4096"};

    (void)state;
    for (size_t w = 0; w < ARRAY_LEN(wrappings); w++)
        for (size_t i = 0; i < ARRAY_LEN(travellers); i++)
            travel(w, i, keks[(w + i) % ARRAY_LEN(keks)]);
}

/* The AES key may have any size of AES. */
static void test_ephemeral_sizes(void **state)
{
    static const size_t sizes[] = {16, 24, 32, 20};
    static const uint8_t k[32] = {1};
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, HSM);
    kvjwk_engine_key *kek = kek_of("rsa-2048", NULL);
    struct engine_told found;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct octets blob = blob_of("rsa-2048", EVP_sha1(), sizes[i], k, sizeof(k));
        kvjwk_engine_key *arrived;

        open(kek, &blob, "oct-HSM", &t, &found, &arrived);
        assert_int_equal(found.count, 0);
        assert_non_null(arrived);
        kvjwk_engine_key_free(&arrived);
    }
    kvjwk_engine_key_free(&kek);
}

/* ---- what does not open ---- */

static void expect_shut(kvjwk_engine_key *kek, const struct octets *blob,
                        const kvjwk_engine_transfer *t, const char *rule)
{
    struct engine_told found;
    kvjwk_engine_key *arrived = NULL;
    struct octets inside = open(kek, blob, "oct-HSM", t, &found, &arrived);

    if (found.count != 1 || strcmp(found.rules[0], rule) != 0)
        print_told(&found);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.rules[0], rule);
    assert_int_equal(inside.length, 0);
    assert_null(arrived);
}

static void test_tampering(void **state)
{
    static const uint8_t k[32] = {1};
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, HSM);
    kvjwk_engine_key *kek = kek_of("rsa-2048", NULL), *other = kek_of("rsa-3072", NULL);
    struct octets blob = blob_of("rsa-2048", EVP_sha1(), 32, k, sizeof(k));

    (void)state;
    for (size_t i = 0; i < blob.length; i += 5) {
        blob.at[i] ^= 1;
        expect_shut(kek, &blob, &t, "kv-op-decryption-failed");
        blob.at[i] ^= 1;
    }
    blob.length -= 8;
    expect_shut(kek, &blob, &t, "kv-op-decryption-failed");
    for (size_t length = 0; length < 256 + 16; length += 17) {
        blob.length = length;
        expect_shut(kek, &blob, &t, "kv-op-value-length");
    }
    blob.length = 256 + 41;
    expect_shut(kek, &blob, &t, "kv-op-value-length");
    blob.length = 256 + 40;
    expect_shut(other, &blob, &t, "kv-op-value-length");
    t = transfer_of("RSA_AES_KEY_WRAP_256", true, HSM); /* another digest */
    expect_shut(kek, &blob, &t, "kv-op-decryption-failed");
    kvjwk_engine_key_free(&kek);
    kvjwk_engine_key_free(&other);
}

/* ---- the two keys ---- */

static void expect_make(kvjwk_engine_key *kek, const char *moved_name, const char *moved_kty,
                        const kvjwk_engine_transfer *t, const char *rule)
{
    kvjwk_engine_key *moved = stored_key(ctx, moved_name, moved_kty);
    struct engine_told found;
    struct octets blob = make(kek, moved, t, &found);

    if (rule == NULL ? found.count != 0 : found.count != 1 || !told(&found, rule))
        print_told(&found);
    assert_int_equal(found.count, rule != NULL);
    assert_int_equal(blob.length == 0, rule != NULL);
    assert_true(rule == NULL || told(&found, rule));
    kvjwk_engine_key_free(&moved);
}

static void test_exchange_keys(void **state)
{
    static const struct {
        const char *kek, *ops, *rule;
    } rows[] = {
        {"rsa-2048", "[\"import\"]", NULL},
        {"rsa-2048", NULL, NULL},
        {"rsa-2048", "[\"import\",\"encrypt\"]", "kv-op-transfer-kek"},
        {"rsa-2048", "[\"wrapKey\"]", "kv-op-transfer-kek"},
        {"rsa-2048", "[]", "kv-op-transfer-kek"},
        {"rsa-1024", "[\"import\"]", "kv-op-transfer-kek"},
    };
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, PREMIUM);
    kvjwk_engine_key *kek;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        kek = kek_of(rows[i].kek, rows[i].ops);
        expect_make(kek, "ec-p256", "EC-HSM", &t, rows[i].rule);
        kvjwk_engine_key_free(&kek);
    }
    kek = stored_key(ctx, "rsa-2048", NULL); /* a software key */
    expect_make(kek, "ec-p256", "EC-HSM", &t, "kv-op-transfer-kek");
    t.target = RFC;
    expect_make(kek, "ec-p256", "EC-HSM", &t, NULL);
    t = transfer_of("RSA_AES_KEY_WRAP_384", true, PREMIUM); /* released to any RSA key */
    expect_make(kek, "ec-p256", "EC-HSM", &t, NULL);
    t.release = false;
    kvjwk_engine_key_free(&kek);
    kek = kek_of("rsa-2048", NULL);
    expect_make(kek, "ec-p256", "EC-HSM", &t, "kv-op-transfer-wrapping");
    kvjwk_engine_key_free(&kek);
    kek = stored_key(ctx, "ec-p256", "EC-HSM");
    t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, RFC);
    expect_make(kek, "ec-p256", "EC-HSM", &t, "kv-op-transfer-kek");
    kvjwk_engine_key_free(&kek);
}

static void test_disabled_exchange_key(void **state)
{
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, PREMIUM);
    kvjwk_engine_key *kek = bundled_key(ctx, "rsa-2048", "RSA-HSM", "{\"enabled\":false}", NULL);

    (void)state;
    expect_make(kek, "ec-p256", "EC-HSM", &t, "kv-op-disabled");
    kvjwk_engine_key_free(&kek);
}

static void test_travellers(void **state)
{
    static const struct {
        const char *name, *kty;
        kvjwk_target target;
        const char *rule;
    } rows[] = {
        {"rsa-1024", "RSA-HSM", HSM, "kv-op-transfer-target"},
        {"rsa-2048", "RSA-HSM", HSM, NULL},
        {"rsa-2048", "RSA", HSM, NULL}, /* arrives as RSA-HSM */
        {"oct-256", "oct-HSM", HSM, NULL},
        {"oct-512", "oct-HSM", HSM, "kv-op-transfer-target"},
        {"oct-256", "oct-HSM", PREMIUM, "kv-op-preview"},
        {"ed25519", "OKP", HSM, "kv-op-transfer-target"},
    };
    kvjwk_engine_key *kek = kek_of("rsa-2048", "[\"import\"]");
    kvjwk_engine_transfer t;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, rows[i].target);
        expect_make(kek, rows[i].name, rows[i].kty, &t, rows[i].rule);
    }
    t.target = PREMIUM;
    t.allow_preview = true;
    expect_make(kek, "oct-256", "oct-HSM", &t, NULL);
    kvjwk_engine_key_free(&kek);
}

static void test_incomplete_traveller(void **state)
{
    static const char *const crt[] = {"p", "q", "dp", "dq", "qi"};
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, HSM);
    kvjwk_engine_key *kek = kek_of("rsa-2048", NULL), *moved;
    json_t *jwk = stored_jwk("rsa-2048");
    struct engine_told found;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(crt); i++)
        json_object_del(jwk, crt[i]);
    moved = key_of_json(ctx, json_deep_copy(jwk), NULL);
    make(kek, moved, &t, &found);
    assert_true(told(&found, "kv-op-transfer-target"));
    kvjwk_engine_key_free(&moved);
    make_public(jwk);
    moved = key_of_json(ctx, jwk, NULL);
    make(kek, moved, &t, &found);
    assert_true(told(&found, "kv-op-private-part"));
    kvjwk_engine_key_free(&moved);
    kvjwk_engine_key_free(&kek);
}

static void test_public_exchange_key_opens_nothing(void **state)
{
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, HSM);
    json_t *jwk = stored_jwk("rsa-2048");
    struct octets blob = {{0}, 256 + 40};
    kvjwk_engine_key *kek;

    (void)state;
    json_object_set_new(jwk, "kty", json_string("RSA-HSM"));
    make_public(jwk);
    kek = key_of_json(ctx, jwk, NULL);
    expect_shut(kek, &blob, &t, "kv-op-private-part");
    expect_make(kek, "ec-p256", "EC-HSM", &t, NULL);
    kvjwk_engine_key_free(&kek);
}

/* ---- what is inside ---- */

static void expect_content(const void *content, size_t length, const char *kty, const char *words)
{
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, HSM);
    struct octets blob = blob_of("rsa-2048", EVP_sha1(), 32, content, length);
    kvjwk_engine_key *kek = kek_of("rsa-2048", NULL), *arrived;
    struct engine_told found;

    open(kek, &blob, kty, &t, &found, &arrived);
    if (found.count != 1 || strstr(found.messages[0], words) == NULL)
        print_told(&found);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.rules[0], "kv-op-transfer-content");
    assert_non_null(strstr(found.messages[0], words));
    assert_null(arrived);
    kvjwk_engine_key_free(&kek);
}

static void test_contents(void **state)
{
    static const char pem[] = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
    EVP_PKEY *pkey = pkey_of("rsa-3072");
    unsigned char *spki = NULL;
    int spki_length = i2d_PUBKEY(pkey, &spki);

    (void)state;
    expect_content(pem, sizeof(pem) - 1, "RSA-HSM", "PEM text");
    expect_content(spki, (size_t)spki_length, "RSA-HSM", "a public key");
    expect_content("\x30\x82\x01\x00\x02\x01\x00\x02\x82\x01\x01", 11, "RSA-HSM", "PKCS #1");
    expect_content("\x30\x77\x02\x01\x01\x04\x20", 7, "EC-HSM", "SEC 1");
    expect_content("\x30\x77\x02\x01\x00\x30\x20", 7, "EC-HSM", "cannot be read");
    expect_content("thirteen bytes", 13, "oct-HSM", "16, 24 or 32 octets");
    expect_content("sixteen octets!!", 16, "RSA-HSM", "neither DER nor");
    OPENSSL_free(spki);
    EVP_PKEY_free(pkey);
}

static void test_content_of_another_type(void **state)
{
    kvjwk_engine_transfer t = transfer_of("CKM_RSA_AES_KEY_WRAP", false, HSM);
    kvjwk_engine_key *kek = kek_of("rsa-2048", NULL), *arrived;
    kvjwk_engine_key *moved = stored_key(ctx, "ec-p256", "EC-HSM");
    struct engine_told found;
    struct octets blob = make(kek, moved, &t, &found);

    (void)state;
    open(kek, &blob, "RSA-HSM", &t, &found, &arrived);
    assert_null(arrived);
    assert_true(told(&found, "kv-op-transfer-content"));
    kvjwk_engine_key_free(&moved);
    kvjwk_engine_key_free(&kek);
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
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_ephemeral_sizes),
        cmocka_unit_test(test_tampering),
        cmocka_unit_test(test_exchange_keys),
        cmocka_unit_test(test_disabled_exchange_key),
        cmocka_unit_test(test_travellers),
        cmocka_unit_test(test_incomplete_traveller),
        cmocka_unit_test(test_public_exchange_key_opens_nothing),
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_content_of_another_type),
    };

    return cmocka_run_group_tests_name("engine_transfer", tests, open_ctx, close_ctx);
}
