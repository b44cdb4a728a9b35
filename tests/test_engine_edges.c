// SPDX-License-Identifier: MIT
/* Where implementations go wrong: signatures out of range, salts, paddings, keys at their limits,
 * memory that runs out, random input. What is wrong is made with libcrypto directly. */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <pthread.h>

#include "engine_keys.h"

static kvjwk_engine_ctx *ctx;

#define RFC KVJWK_TARGET_RFC

static void expect_valid(kvjwk_engine_key *key, const kvjwk_engine_request *r, bool valid)
{
    kvjwk_engine_result result = run(key, r, NULL);

    assert_true(result.done);
    assert_int_equal(result.valid, valid);
}

static kvjwk_engine_request primitive(const char *op, const char *alg)
{
    kvjwk_engine_request r = request_of(op, alg, RFC);

    r.primitive = true;
    return r;
}

/* ---- ECDSA ---- */

struct curve_row {
    const char *key, *alg, *order; /* SP 800-186 section 3.2.1, SEC 2 version 2 section 2.4.1 */
};

static const struct curve_row curve_rows[] = {
    {"ec-p256", "ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {"ec-p384", "ES384",
     "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
     "581a0db248b0a77aecec196accc52973"},
    {"ec-p521", "ES512",
     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
    {"ec-p256k", "ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"},
};

/* Big-endian plus delta, for deltas that do not carry past the last two octets. */
static void add(uint8_t *number, size_t length, int delta)
{
    unsigned low = (unsigned)number[length - 2] * 256u + number[length - 1];

    low = (unsigned)((int)low + delta);
    number[length - 2] = (uint8_t)(low >> 8);
    number[length - 1] = (uint8_t)low;
}

static void out_of_range(const struct curve_row *row)
{
    kvjwk_engine_key *key = stored_key(ctx, row->key, NULL);
    kvjwk_engine_request r = request_of("sign", row->alg, KVJWK_TARGET_ANY);
    static const uint8_t digest[64] = {3};
    struct octets good, order = octets_of_hex(row->order);
    size_t field = order.length;

    r.value = fixed_bytes(digest, r.alg->digest);
    good = copy_of(run(key, &r, NULL).value);
    assert_int_equal(good.length, 2 * field);
    r.op = kvjwk_op_find("verify");
    for (size_t half = 0; half < 2; half++) {
        static const int deltas[] = {-1, 0, 1};
        struct octets bad = good;

        memset(bad.at + half * field, 0, field);
        r.signature = bytes_of(&bad);
        expect_valid(key, &r, false); /* 0 */
        bad.at[half * field + field - 1] = 1;
        expect_valid(key, &r, false);
        for (size_t i = 0; i < ARRAY_LEN(deltas); i++) { /* n - 1, n, n + 1 */
            memcpy(bad.at + half * field, order.at, field);
            add(bad.at + half * field, field, deltas[i]);
            expect_valid(key, &r, false);
        }
        memset(bad.at + half * field, 0xff, field);
        expect_valid(key, &r, false);
    }
    r.signature = bytes_of(&good);
    expect_valid(key, &r, true);
    kvjwk_engine_key_free(&key);
}

static void test_ecdsa_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(curve_rows); i++)
        out_of_range(&curve_rows[i]);
}

/* RFC 6979 appendix A.2.5, P-256 with SHA-256, message "sample". */
static void test_ecdsa_published(void **state)
{
    static const char jwk[] = "{\"kty\":\"EC\",\"crv\":\"P-256\","
                              "\"x\":\"YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y\","
                              "\"y\":\"eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk\"}";
    struct octets signature =
        octets_of_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    kvjwk_engine_key *key = key_of_text(ctx, jwk, NULL);
    kvjwk_engine_request r = request_of("verify", "ES256", RFC);

    (void)state;
    assert_non_null(key);
    r.value = fixed_bytes("sample", 6);
    r.message = true;
    r.signature = bytes_of(&signature);
    expect_valid(key, &r, true);
    r.value = fixed_bytes("simple", 6);
    expect_valid(key, &r, false);
    kvjwk_engine_key_free(&key);
}

/* ---- RSA signatures ---- */

/* The stored key as libcrypto has it, by way of the engine's parts. */
static EVP_PKEY *libcrypto_rsa(const char *name)
{
    static const char *const members[] = {"n", "e", "d"};
    static const char *const names[] = {"n", "e", "d"};
    static uint8_t native[3][512];
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    json_t *jwk = stored_jwk(name);
    OSSL_PARAM params[4];
    EVP_PKEY *pkey = NULL;

    for (size_t i = 0; i < 3; i++) {
        struct octets o = octets_of_b64(json_string_value(json_object_get(jwk, members[i])));

        for (size_t at = 0; at < o.length; at++)
            native[i][at] = o.at[o.length - 1 - at];
        params[i] = OSSL_PARAM_construct_BN(names[i], native[i], o.length);
    }
    params[3] = OSSL_PARAM_construct_end();
    assert_int_equal(EVP_PKEY_fromdata_init(pctx), 1);
    assert_int_equal(EVP_PKEY_fromdata(pctx, &pkey, EVP_PKEY_KEYPAIR, params), 1);
    EVP_PKEY_CTX_free(pctx);
    json_decref(jwk);
    return pkey;
}

static struct octets sign_pss(EVP_PKEY *pkey, int salt, const EVP_MD *mgf, const uint8_t *digest)
{
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(pkey, NULL);
    struct octets o = {{0}, sizeof(o.at)};

    assert_int_equal(EVP_PKEY_sign_init(pctx), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING), 1);
    assert_int_equal(EVP_PKEY_CTX_set_signature_md(pctx, EVP_sha256()), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(pctx, mgf), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, salt), 1);
    assert_int_equal(EVP_PKEY_sign(pctx, o.at, &o.length, digest, 32), 1);
    EVP_PKEY_CTX_free(pctx);
    return o;
}

/* Salt and mask are the digest's (RFC 7518 section 3.5); what else is well signed is not PS256. */
static void test_pss_salts(void **state)
{
    static const uint8_t digest[32] = {1};
    static const int salts[] = {0, 1, 20, 31, 32, 33, 48, 64, 222};
    kvjwk_engine_key *key = stored_key(ctx, "rsa-2048", NULL);
    EVP_PKEY *pkey = libcrypto_rsa("rsa-2048");
    kvjwk_engine_request r = request_of("verify", "PS256", KVJWK_TARGET_ANY);
    struct octets signature;

    (void)state;
    r.value = fixed_bytes(digest, 32);
    for (size_t i = 0; i < ARRAY_LEN(salts); i++) {
        signature = sign_pss(pkey, salts[i], EVP_sha256(), digest);
        r.signature = bytes_of(&signature);
        expect_valid(key, &r, salts[i] == 32);
    }
    signature = sign_pss(pkey, 32, EVP_sha1(), digest);
    r.signature = bytes_of(&signature);
    expect_valid(key, &r, false);
    EVP_PKEY_free(pkey);
    kvjwk_engine_key_free(&key);
}

static struct octets sign_bare(kvjwk_engine_key *key, const char *hex)
{
    kvjwk_engine_request r = request_of("sign", "RSNULL", KVJWK_TARGET_ANY);
    struct octets info = octets_of_hex(hex);

    r.value = bytes_of(&info);
    return copy_of(run(key, &r, NULL).value);
}

#define DIGEST_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

/* RS256 is RSNULL over its DigestInfo (RFC 8017 section 9.2), and only over the one with a NULL. */
static void test_digest_info(void **state)
{
    static const struct {
        const char *info;
        bool valid;
    } forms[] = {
        {"3031300d060960864801650304020105000420" DIGEST_HEX, true},
        {"302f300b0609608648016503040201"
         "0420" DIGEST_HEX,
         false},
        {"3031300d060960864801650304020205000420" DIGEST_HEX, false},
        {DIGEST_HEX, false},
        {"3031300d060960864801650304020105000420" DIGEST_HEX "00", false},
    };
    kvjwk_engine_key *key = stored_key(ctx, "rsa-3072", NULL);
    struct octets digest = octets_of_hex(DIGEST_HEX);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct octets signature = sign_bare(key, forms[i].info);
        kvjwk_engine_request r = request_of("verify", "RS256", KVJWK_TARGET_ANY);

        r.value = bytes_of(&digest);
        r.signature = bytes_of(&signature);
        expect_valid(key, &r, forms[i].valid);
    }
    kvjwk_engine_key_free(&key);
}

/* ---- paddings that are wrong ---- */

static void expect_closed(kvjwk_engine_key *key, const kvjwk_engine_request *r)
{
    struct engine_told t;
    kvjwk_engine_result result = run(key, r, &t);

    assert_false(result.done);
    assert_null(result.value.ptr);
    assert_int_equal(t.count, 1);
    assert_string_equal(t.rules[0], "kv-op-decryption-failed");
    assert_string_equal(t.messages[0], "it does not open with this key");
    assert_int_equal(t.results[0], KVJWK_FAIL);
}

static struct octets raw_encrypt(EVP_PKEY *pkey, const uint8_t *block, size_t length)
{
    EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(pkey, NULL);
    struct octets o = {{0}, sizeof(o.at)};

    assert_int_equal(EVP_PKEY_encrypt_init(pctx), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_NO_PADDING), 1);
    assert_int_equal(EVP_PKEY_encrypt(pctx, o.at, &o.length, block, length), 1);
    EVP_PKEY_CTX_free(pctx);
    return o;
}

/* 0, 2, padding of 0xaa, 0, message of 0x33 */
static void pkcs1_block(uint8_t block[256], size_t message)
{
    memset(block, 0xaa, 256);
    block[0] = 0;
    block[1] = 2;
    block[256 - message - 1] = 0;
    memset(block + 256 - message, 0x33, message);
}

static void test_rsa1_5_paddings(void **state)
{
    static const size_t messages[] = {0, 1, 16, 48, 200, 244, 245};
    kvjwk_engine_key *key = stored_key(ctx, "rsa-2048", NULL);
    EVP_PKEY *pkey = libcrypto_rsa("rsa-2048");
    kvjwk_engine_request r = request_of("decrypt", "RSA1_5", KVJWK_TARGET_ANY);
    uint8_t block[256];
    struct octets text;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
        kvjwk_engine_result result;

        pkcs1_block(block, messages[i]);
        text = raw_encrypt(pkey, block, 256);
        r.value = bytes_of(&text);
        result = run(key, &r, NULL);
        assert_true(result.done);
        assert_int_equal(result.value.length, messages[i]);
        assert_memory_equal(result.value.ptr, block + 256 - messages[i], messages[i]);
    }
    pkcs1_block(block, 246); /* seven octets of padding */
    text = raw_encrypt(pkey, block, 256);
    expect_closed(key, &r);
    for (size_t at = 0; at < 10; at++) { /* a zero, or another type, where none may be */
        pkcs1_block(block, 16);
        block[at] = (uint8_t)(at == 0 ? 1 : 0);
        text = raw_encrypt(pkey, block, 256);
        expect_closed(key, &r);
    }
    pkcs1_block(block, 16);
    block[1] = 1;
    text = raw_encrypt(pkey, block, 256);
    expect_closed(key, &r);
    memset(block, 0xaa, sizeof(block)); /* no zero at all */
    block[0] = 0;
    block[1] = 2;
    text = raw_encrypt(pkey, block, 256);
    expect_closed(key, &r);
    memset(text.at, 0xff, 256); /* not below the modulus */
    expect_closed(key, &r);
    memset(text.at, 0, 256);
    expect_closed(key, &r);
    EVP_PKEY_free(pkey);
    kvjwk_engine_key_free(&key);
}

static void test_oaep_failures(void **state)
{
    static const char *const algs[] = {"RSA-OAEP", "RSA-OAEP-256"};
    kvjwk_engine_key *key = stored_key(ctx, "rsa-2048", NULL);
    EVP_PKEY *pkey = libcrypto_rsa("rsa-2048");
    uint8_t block[256];
    struct octets text;

    (void)state;
    for (size_t a = 0; a < ARRAY_LEN(algs); a++) {
        kvjwk_engine_request r = request_of("unwrapKey", algs[a], KVJWK_TARGET_ANY);

        memset(block, 0x5c, sizeof(block));
        for (unsigned first = 0; first < 2; first++) { /* its being zero must not show */
            block[0] = (uint8_t)first;
            text = raw_encrypt(pkey, block, 256);
            r.value = bytes_of(&text);
            expect_closed(key, &r);
        }
        memset(text.at, 0xff, 256);
        expect_closed(key, &r);
    }
    EVP_PKEY_free(pkey);
    kvjwk_engine_key_free(&key);
}

/* Two blocks, of which the last is given, encrypted without padding and opened with it. */
static void test_cbc_paddings(void **state)
{
    static const uint8_t iv[16] = {1};
    kvjwk_engine_key *key = stored_key(ctx, "oct-256", "oct-HSM");
    kvjwk_engine_request r;
    uint8_t blocks[32];
    struct octets text;

    (void)state;
    for (unsigned pad = 0; pad <= 255; pad++)
        for (unsigned broken = 0; broken < 3; broken++) {
            bool good = pad >= 1 && pad <= 16 && broken == 0;
            kvjwk_engine_result result;

            memset(blocks, 0x77, sizeof(blocks));
            memset(blocks + 32 - (pad > 16 ? 16 : pad), (int)pad, pad > 16 ? 16 : pad);
            blocks[31] = (uint8_t)pad;
            if (broken > 0 && (pad < 2 || pad > 16))
                continue;
            if (broken > 0) /* the first or the last but one octet of the padding */
                blocks[broken == 1 ? 32 - pad : 30] ^= 1;
            r = request_of("encrypt", "A256CBC", KVJWK_TARGET_MANAGED_HSM);
            r.value = fixed_bytes(blocks, sizeof(blocks));
            r.iv = fixed_bytes(iv, sizeof(iv));
            text = copy_of(run(key, &r, NULL).value);
            r = request_of("decrypt", "A256CBCPAD", KVJWK_TARGET_MANAGED_HSM);
            r.value = bytes_of(&text);
            r.iv = fixed_bytes(iv, sizeof(iv));
            if (!good) {
                expect_closed(key, &r);
                continue;
            }
            result = run(key, &r, NULL);
            assert_true(result.done);
            assert_int_equal(result.value.length, 32 - pad);
        }
    kvjwk_engine_key_free(&key);
}

/* ---- published values ---- */

static kvjwk_engine_key *oct_key(const char *hex)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;
    struct octets k = octets_of_hex(hex);
    kvjwk_engine_key *key;

    parts.kty = kvjwk_kty_find("oct");
    parts.k = bytes_of(&k);
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, NULL), KVJWK_OK);
    assert_non_null(key);
    return key;
}

struct known {
    const char *op, *alg, *key, *iv, *aad, *value, *out, *tag;
};

static const struct known known_rows[] = {
    /* RFC 3394 sections 4.1 and 4.6 */
    {"wrapKey", "A128KW", "000102030405060708090a0b0c0d0e0f", NULL, NULL,
     "00112233445566778899aabbccddeeff", "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5", NULL},
    {"wrapKey", "CKM_AES_KEY_WRAP",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", NULL, NULL,
     "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
     "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21", NULL},
    /* RFC 5649 section 6 */
    {"wrapKey", "CKM_AES_KEY_WRAP_PAD", "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", NULL,
     NULL, "c37b7e6492584340bed12207808941155068f738",
     "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a", NULL},
    {"wrapKey", "CKM_AES_KEY_WRAP_PAD", "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", NULL,
     NULL, "466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f", NULL},
    /* SP 800-38A appendix F.2.1, first block */
    {"encrypt", "A128CBC", "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
     NULL, "6bc1bee22e409f96e93d7e117393172a", "7649abac8119b246cee98e9b12e9197d", NULL},
    /* GCM specification of McGrew and Viega, test case 4 */
    {"encrypt", "A128GCM", "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
     "b525b16aedf5aa0de657ba637b39",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84"
     "aa051ba30b396a0aac973d58e091",
     "5bc94fbc3221a5db94fae95ae7121a47"},
    /* RFC 4231 section 4.3 */
    {"sign", "HS256", "4a656665", NULL, NULL,
     "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", NULL},
};

static void test_published_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known_rows); i++) {
        const struct known *k = &known_rows[i];
        kvjwk_engine_key *key = oct_key(k->key);
        kvjwk_engine_request r = primitive(k->op, k->alg);
        struct octets value = octets_of_hex(k->value), out = octets_of_hex(k->out);
        struct octets iv = octets_of_hex(k->iv == NULL ? "" : k->iv);
        struct octets aad = octets_of_hex(k->aad == NULL ? "" : k->aad);
        kvjwk_engine_result result;

        r.value = bytes_of(&value);
        r.iv = k->iv == NULL ? r.iv : bytes_of(&iv);
        r.aad = k->aad == NULL ? r.aad : bytes_of(&aad);
        result = run(key, &r, NULL);
        assert_true(result.done);
        assert_int_equal(result.value.length, out.length);
        assert_memory_equal(result.value.ptr, out.at, out.length);
        if (k->tag != NULL) {
            struct octets tag = octets_of_hex(k->tag);

            assert_memory_equal(result.tag.ptr, tag.at, 16);
        }
        kvjwk_engine_key_free(&key);
    }
}

/* RFC 7515 appendix A.1: with target rfc the MAC is over the message, with --message or without. */
static void test_hmac_of_a_message(void **state)
{
    static const char jwk[] =
        "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"
        "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}";
    static const char input[] =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogI"
        "mh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    struct octets expected = octets_of_b64("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    kvjwk_engine_key *key = key_of_text(ctx, jwk, NULL);
    kvjwk_engine_request r = request_of("sign", "HS256", RFC);

    (void)state;
    r.value = fixed_bytes(input, sizeof(input) - 1);
    for (unsigned message = 0; message < 2; message++) {
        kvjwk_engine_result result;

        r.message = message == 1;
        result = run(key, &r, NULL);
        assert_true(result.done);
        assert_int_equal(result.value.length, 32);
        assert_memory_equal(result.value.ptr, expected.at, 32);
    }
    kvjwk_engine_key_free(&key);
}

/* ---- keys at their limits ---- */

static void test_coordinates_of_other_lengths(void **state)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;
    json_t *jwk = stored_jwk("ec-p521-x0");
    struct octets x = octets_of_b64(json_string_value(json_object_get(jwk, "x")));
    struct octets y = octets_of_b64(json_string_value(json_object_get(jwk, "y")));
    struct octets longer = {{0}, y.length + 3};
    kvjwk_engine_key *key;

    (void)state;
    memcpy(longer.at + 3, y.at, y.length);
    parts.kty = kvjwk_kty_find("EC");
    parts.crv = "P-521";
    assert_int_equal(x.at[0], 0);
    parts.x = fixed_bytes(x.at + 1, x.length - 1);
    parts.y = bytes_of(&longer);
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, NULL), KVJWK_OK);
    assert_non_null(key);
    kvjwk_engine_key_free(&key);
    longer.at[0] = 1;
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, NULL), KVJWK_OK);
    assert_null(key);
    json_decref(jwk);
}

/* Sizes that arithmetic must not see: refused in no time. */
static void test_giants(void **state)
{
    static uint8_t huge[8192];
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;
    struct engine_told t;
    kvjwk_sink sink = sink_of(&t);
    kvjwk_engine_key *key;

    (void)state;
    memset(huge, 0xff, sizeof(huge));
    parts.kty = kvjwk_kty_find("RSA");
    parts.n = fixed_bytes(huge, sizeof(huge));
    parts.e = fixed_bytes("\1\0\1", 3);
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, &sink), KVJWK_OK);
    assert_null(key);
    assert_true(told(&t, "kv-op-key-material"));
    parts.n = fixed_bytes(huge, 512); /* libcrypto takes e of 64 bits then */
    parts.e = fixed_bytes(huge, 9);
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, &sink), KVJWK_OK);
    assert_null(key);
    parts.e = fixed_bytes(huge, 8);
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, &sink), KVJWK_OK);
    assert_non_null(key);
    kvjwk_engine_key_free(&key);
    parts.kty = kvjwk_kty_find("oct");
    parts.k = fixed_bytes(huge, 4096);
    assert_int_equal(kvjwk_engine_key_from_parts(&key, ctx, &parts, &sink), KVJWK_OK);
    assert_null(key);
}

static void test_der(void **state)
{
    static const struct {
        const char *name;
        unsigned bits;
    } rows[] = {{"rsa-2048", 2048}, {"rsa-3072", 3072}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        EVP_PKEY *pkey = libcrypto_rsa(rows[i].name);
        unsigned char *der = NULL;
        int length = i2d_PUBKEY(pkey, &der);
        struct engine_told t;
        kvjwk_sink sink = sink_of(&t);
        kvjwk_engine_key *key;

        assert_true(length > 0);
        assert_int_equal(kvjwk_engine_key_from_der(&key, ctx, NULL,
                                                   fixed_bytes(der, (size_t)length), NULL, &sink),
                         KVJWK_OK);
        assert_non_null(key);
        assert_int_equal(kvjwk_engine_key_facts(key)->bits, rows[i].bits);
        assert_false(kvjwk_engine_key_facts(key)->private_part);
        kvjwk_engine_key_free(&key);
        for (int cut = 0; cut < length; cut += 7) {
            assert_int_equal(kvjwk_engine_key_from_der(&key, ctx, NULL,
                                                       fixed_bytes(der, (size_t)cut), NULL, &sink),
                             KVJWK_OK);
            assert_null(key);
        }
        assert_true(told(&t, "kv-op-key-material"));
        assert_int_equal(kvjwk_engine_key_from_der(&key, ctx, kvjwk_kty_find("EC-HSM"),
                                                   fixed_bytes(der, (size_t)length), NULL, NULL),
                         KVJWK_OK);
        assert_null(key);
        OPENSSL_free(der);
        EVP_PKEY_free(pkey);
    }
}

/* ---- memory that runs out ---- */

struct budget {
    long left, live;
};

static void *spend(void *budget, void *ptr, size_t old_size, size_t new_size)
{
    struct budget *b = budget;
    void *next;

    (void)old_size;
    if (new_size == 0) {
        b->live -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (b->left-- <= 0)
        return NULL;
    next = realloc(ptr, new_size);
    b->live += ptr == NULL && next != NULL;
    return next;
}

struct spender {
    kvjwk_engine_ctx *ctx;
    kvjwk_engine_key *key;
    kvjwk_status status;
};

static int spend_on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct spender *s = payload;

    (void)key_index;
    s->status = kvjwk_engine_key_new(&s->key, s->ctx, key, NULL);
    return 0;
}

/* One whole life of a context; the status of the first step that fails. */
static kvjwk_status live(const char *text, const char *op, const char *alg, struct budget *budget)
{
    const kvjwk_allocator allocator = {spend, budget};
    struct spender s = {NULL, NULL, KVJWK_OK};
    kvjwk_sink sink = {NULL, spend_on_key, &s, true};
    kvjwk_engine_request r = request_of(op, alg, RFC);
    kvjwk_engine_result result;
    static const uint8_t value[32];

    s.status = kvjwk_engine_ctx_new(&s.ctx, NULL, &allocator);
    if (s.status == KVJWK_OK)
        assert_int_equal(kvjwk_check(text, strlen(text), NULL, &sink, NULL), KVJWK_OK);
    r.value = fixed_bytes(value, 32);
    if (s.status == KVJWK_OK)
        s.status = kvjwk_engine_run(s.key, &r, NULL, &result);
    if (s.status == KVJWK_OK) {
        assert_true(result.done);
        s.status = kvjwk_engine_pairwise(s.key, NULL, &result);
    }
    kvjwk_engine_key_free(&s.key);
    kvjwk_engine_ctx_free(&s.ctx);
    return s.status;
}

static void test_allocations(void **state)
{
    static const struct {
        const char *key, *op, *alg;
    } rows[] = {{"rsa-2048", "sign", "RS256"},
                {"ec-p256", "sign", "ES256"},
                {"ed25519", "sign", "EdDSA"},
                {"oct-256", "sign", "HS256"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        json_t *jwk = stored_jwk(rows[i].key);
        char *text = json_dumps(jwk, 0);
        kvjwk_status status = KVJWK_ERR_MEMORY;
        long k = 0;

        for (; status != KVJWK_OK; k++) {
            struct budget budget = {k, 0};

            status = live(text, rows[i].op, rows[i].alg, &budget);
            assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
            assert_int_equal(budget.live, 0);
            assert_true(k < 100);
        }
        assert_true(k > 4);
        free(text);
        json_decref(jwk);
    }
}

/* ---- random input ---- */

static uint32_t seed = 20261124;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static kvjwk_bytes random_bytes(uint8_t *memory, size_t cap)
{
    static const uint16_t lengths[] = {0,  1,  8,  12, 16,  20,  24,  32,
                                       48, 64, 66, 96, 132, 256, 384, 512};
    size_t length =
        next_random(4) == 0 ? next_random((uint32_t)cap) : lengths[next_random(ARRAY_LEN(lengths))];
    kvjwk_bytes b = {next_random(5) == 0 ? NULL : memory, length};

    for (size_t i = 0; i < length; i++)
        memory[i] = (uint8_t)next_random(256);
    if (b.ptr == NULL)
        b.length = 0;
    return b;
}

static void test_random_requests(void **state)
{
    static const char *const ops[] = {"sign",    "verify",  "encrypt",
                                      "decrypt", "wrapKey", "unwrapKey"};
    static const char *const names[] = {"rsa-1024", "rsa-2048", "ec-p256", "ec-p521", "ec-p256k",
                                        "oct-128",  "oct-192",  "oct-256", "ed25519", "ed448"};
    static uint8_t memory[5][600];
    kvjwk_engine_key *keys[ARRAY_LEN(names)];
    size_t done = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        keys[i] = stored_key(ctx, names[i], NULL);
    for (size_t i = 0; i < 60000; i++) {
        kvjwk_engine_request r = KVJWK_ENGINE_REQUEST_INIT;
        kvjwk_engine_key *key = keys[next_random(ARRAY_LEN(names))];

        r.op = kvjwk_op_find(ops[next_random(ARRAY_LEN(ops))]);
        r.alg = kvjwk_alg_at(next_random((uint32_t)kvjwk_alg_count()));
        if (next_random(4) != 0) /* mostly one that fits */
            while (strcmp(r.alg->base, kvjwk_engine_key_facts(key)->kty->base) != 0)
                r.alg = kvjwk_alg_at(next_random((uint32_t)kvjwk_alg_count()));
        r.target = (kvjwk_target)next_random(5);
        r.primitive = next_random(2) == 0;
        r.message = next_random(2) == 0;
        r.value = random_bytes(memory[0], 600);
        r.signature = random_bytes(memory[1], 600);
        r.iv = random_bytes(memory[2], 600);
        r.aad = random_bytes(memory[3], 600);
        r.tag = random_bytes(memory[4], 600);
        if (next_random(2) == 0)
            r.iv.ptr = r.aad.ptr = r.tag.ptr = NULL;
        if (next_random(2) == 0)
            r.signature.ptr = NULL;
        done += run(key, &r, NULL).done;
    }
    assert_true(done > 300);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        kvjwk_engine_key_free(&keys[i]);
}

/* ---- threads ---- */

static void *work(void *payload)
{
    kvjwk_engine_ctx *own = new_ctx();
    char *text = payload;
    kvjwk_engine_key *key = key_of_text(own, text, NULL);

    for (size_t i = 0; i < 50; i++) {
        kvjwk_engine_result result;

        assert_int_equal(kvjwk_engine_pairwise(key, NULL, &result), KVJWK_OK);
        assert_true(result.valid);
    }
    kvjwk_engine_key_free(&key);
    kvjwk_engine_ctx_free(&own);
    return NULL;
}

static void test_threads(void **state)
{
    static const char *const names[] = {"ec-p256", "ec-p384", "oct-256", "ed25519"};
    pthread_t threads[ARRAY_LEN(names)];
    char *texts[ARRAY_LEN(names)];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        json_t *jwk = stored_jwk(names[i]);

        texts[i] = json_dumps(jwk, 0);
        json_decref(jwk);
        assert_int_equal(pthread_create(&threads[i], NULL, work, texts[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        free(texts[i]);
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
        cmocka_unit_test(test_ecdsa_ranges),
        cmocka_unit_test(test_ecdsa_published),
        cmocka_unit_test(test_pss_salts),
        cmocka_unit_test(test_digest_info),
        cmocka_unit_test(test_rsa1_5_paddings),
        cmocka_unit_test(test_oaep_failures),
        cmocka_unit_test(test_cbc_paddings),
        cmocka_unit_test(test_published_values),
        cmocka_unit_test(test_hmac_of_a_message),
        cmocka_unit_test(test_coordinates_of_other_lengths),
        cmocka_unit_test(test_giants),
        cmocka_unit_test(test_der),
        cmocka_unit_test(test_allocations),
        cmocka_unit_test(test_random_requests),
        cmocka_unit_test(test_threads),
    };

    return cmocka_run_group_tests_name("engine_edges", tests, open_ctx, close_ctx);
}
