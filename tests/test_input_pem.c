// SPDX-License-Identifier: MIT
/* PEM and DER: keys made by libcrypto come out as the JWKs they are, and private ones as findings.
 */
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "input_outcome.h"

/* ---- making ---- */

static char *text_of(BIO *bio, size_t *length)
{
    char *data;
    long size = BIO_get_mem_data(bio, &data);
    char *text = malloc((size_t)size + 1);

    assert_non_null(text);
    memcpy(text, data, (size_t)size);
    text[size] = '\0';
    *length = (size_t)size;
    BIO_free(bio);
    return text;
}

static EVP_PKEY *make_rsa(unsigned bits)
{
    return EVP_RSA_gen(bits);
}

static EVP_PKEY *make_ec(const char *curve)
{
    return EVP_EC_gen(curve);
}

enum form { SPKI, PKCS8, TRADITIONAL, SEALED, SEALED_TRADITIONAL, PKCS1_PUBLIC, CERTIFICATE };

static X509 *make_certificate(EVP_PKEY *key)
{
    X509 *x = X509_new();

    X509_set_version(x, 2);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_set_pubkey(x, key);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    return x;
}

static char *pem(EVP_PKEY *key, enum form form, size_t *length)
{
    char password[] = "pw";
    BIO *bio = BIO_new(BIO_s_mem());
    X509 *x;
    int ok = 0;

    switch (form) {
    case SPKI:
        ok = PEM_write_bio_PUBKEY(bio, key);
        break;
    case PKCS8:
        ok = PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
        break;
    case TRADITIONAL:
        ok = PEM_write_bio_PrivateKey_traditional(bio, key, NULL, NULL, 0, NULL, NULL);
        break;
    case SEALED:
        ok = PEM_write_bio_PrivateKey(bio, key, EVP_aes_128_cbc(), NULL, 0, NULL, password);
        break;
    case SEALED_TRADITIONAL:
        ok = PEM_write_bio_PrivateKey_traditional(bio, key, EVP_aes_128_cbc(), NULL, 0, NULL,
                                                  password);
        break;
    case PKCS1_PUBLIC: {
        unsigned char *der = NULL;
        int size = i2d_PublicKey(key, &der);

        ok = PEM_write_bio(bio, "RSA PUBLIC KEY", "", der, size) > 0;
        OPENSSL_free(der);
        break;
    }
    case CERTIFICATE:
        x = make_certificate(key);
        ok = PEM_write_bio_X509(bio, x);
        X509_free(x);
        break;
    }
    assert_int_equal(ok, 1);
    return text_of(bio, length);
}

/* ---- what comes out ---- */

static void every_form_is_read(void **state)
{
    static const struct {
        enum form form;
        const char *rule;
        bool known;
    } rows[] = {
        {SPKI, NULL, true},
        {PKCS8, "input-private-key", true},
        {TRADITIONAL, "input-private-key", true},
        {SEALED, "input-encrypted-key", false},
        {SEALED_TRADITIONAL, "input-encrypted-key", false},
        {PKCS1_PUBLIC, NULL, true},
        {CERTIFICATE, NULL, true},
    };
    EVP_PKEY *key = make_rsa(2048);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t length;
        char *text = pem(key, rows[i].form, &length);
        struct outcome *o = input_outcome_of(text, length, NULL);

        assert_int_equal(o->status, KVJWK_OK);
        assert_true(o->summary.parsed);
        assert_string_equal(o->summary.kind->name, "pem");
        assert_int_equal(o->key_count, 1);
        if (rows[i].rule != NULL)
            assert_int_equal(input_told(o, rows[i].rule)->line, 1);
        else
            input_silent(o, "input-private-key");
        assert_int_equal(o->keys[0].private_part, rows[i].rule != NULL);
        assert_int_equal(o->keys[0].bits, rows[i].known ? 2048 : 0);
        assert_int_equal(o->keys[0].verdict, !rows[i].known         ? KVJWK_VERDICT_UNKNOWN
                                             : rows[i].rule == NULL ? KVJWK_VERDICT_PASS
                                                                    : KVJWK_VERDICT_FAIL);
        free(o);
        free(text);
    }
    EVP_PKEY_free(key);
}

static void curves_have_their_names(void **state)
{
    static const struct {
        const char *group, *param;
        kvjwk_target target;
    } rows[] = {
        {"P-256", "P-256", KVJWK_TARGET_ANY},      {"P-384", "P-384", KVJWK_TARGET_ANY},
        {"P-521", "P-521", KVJWK_TARGET_ANY},      {"secp256k1", "P-256K", KVJWK_TARGET_ANY},
        {"secp256k1", "P-256K", KVJWK_TARGET_RFC},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        EVP_PKEY *key = make_ec(rows[i].group);
        kvjwk_input_options options = input_options();
        struct outcome *o;
        size_t length;
        char *text = pem(key, SPKI, &length);

        options.check.target = rows[i].target;
        o = input_outcome_of(text, length, &options);
        assert_string_equal(o->keys[0].param->name, rows[i].param);
        input_silent(o, "kv-curve-name");
        assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
        free(o);
        free(text);
        EVP_PKEY_free(key);
    }
}

static char *canonical_of(const char *text, size_t length);

static int keep_canonical(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    assert_true(kvjwk_key_canonical(key, payload, 3000) > 0);
    return 0;
}

static char *canonical_of(const char *text, size_t length)
{
    char *out = calloc(1, 3001);
    kvjwk_sink sink = {NULL, keep_canonical, out, false};
    kvjwk_input *input;

    assert_non_null(out);
    assert_int_equal(kvjwk_input_new(&input, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_input_run(input, text, length, &sink, NULL), KVJWK_OK);
    kvjwk_input_free(&input);
    return out;
}

/* n and e, by another way: BN to hexadecimal to base64url by libcrypto's own encoder. */
static void the_jwk_is_the_key(void **state)
{
    EVP_PKEY *key = make_rsa(2048);
    BIGNUM *n = NULL;
    unsigned char octets[256], encoded[400];
    size_t length;
    char *text = pem(key, CERTIFICATE, &length), *jwk = canonical_of(text, length);

    (void)state;
    assert_int_equal(EVP_PKEY_get_bn_param(key, "n", &n), 1);
    BN_bn2bin(n, octets);
    EVP_EncodeBlock(encoded, octets, sizeof(octets));
    for (unsigned char *p = encoded; *p != '\0'; p++)
        *p = *p == '+' ? '-' : *p == '/' ? '_' : *p == '=' ? '\0' : *p;
    assert_non_null(strstr(jwk, (char *)encoded));
    assert_non_null(strstr(jwk, "\"e\":\"AQAB\""));
    BN_free(n);
    free(jwk);
    free(text);
    EVP_PKEY_free(key);
}

/* ---- many, and broken ones ---- */

static void several_blocks(void **state)
{
    EVP_PKEY *rsa = make_rsa(1024), *ec = make_ec("P-256");
    size_t a, b;
    char *first = pem(rsa, SPKI, &a), *second = pem(ec, PKCS8, &b);
    char *both = malloc(a + b + 100);
    struct outcome *o;

    (void)state;
    sprintf(both, "Bag Attributes\r\n    name: x\r\n%s\n# the next\n%s", first, second);
    o = input_outcome(both);
    assert_int_equal(o->key_count, 2);
    assert_int_equal(input_told(o, "kv-size-unsupported")->line, 3);
    assert_string_equal(input_told(o, "kv-size-unsupported")->excerpt,
                        "-----BEGIN PUBLIC KEY-----");
    assert_true(input_told(o, "input-private-key")->line > 8);
    for (size_t i = 0; i < o->count; i++) /* nothing of the key is shown */
        assert_null(strstr(o->told[i].excerpt, "MI"));
    free(o);
    free(both);
    free(first);
    free(second);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
}

static void broken_blocks(void **state)
{
    static const char *const texts[] = {
        "-----BEGIN PUBLIC KEY-----\nMIIB\n",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nMI!B\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN PUBLIC KEY-----",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct outcome *o = input_outcome(texts[i]);

        assert_int_equal(o->key_count, 0);
        input_told(o, "input-encoding");
        assert_true(o->summary.parsed);
        free(o);
    }
}

static void a_broken_private_key_is_a_private_key(void **state)
{
    (void)state;
    input_expect("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
                 "input-private-key", KVJWK_VERDICT_FAIL);
    input_expect("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nx\n-----END PGP PRIVATE KEY "
                 "BLOCK-----\n",
                 "input-private-key", KVJWK_VERDICT_FAIL);
}

static void other_algorithms(void **state)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM params[3];
    EVP_PKEY *key = NULL;
    char group[] = "P-256", explicit_encoding[] = "explicit";
    struct outcome *o;
    size_t length;
    char *text;

    (void)state;
    params[0] = OSSL_PARAM_construct_utf8_string("group", group, 0);
    params[1] = OSSL_PARAM_construct_utf8_string("encoding", explicit_encoding, 0);
    params[2] = OSSL_PARAM_construct_end();
    assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
    assert_int_equal(EVP_PKEY_CTX_set_params(ctx, params), 1);
    assert_int_equal(EVP_PKEY_generate(ctx, &key), 1);
    text = pem(key, SPKI, &length);
    o = input_outcome_of(text, length, NULL);
    input_told(o, "input-key-algorithm"); /* its curve is spelled out */
    assert_int_equal(o->key_count, 0);
    free(o);
    free(text);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    text = pem(key, SPKI, &length);
    o = input_outcome_of(text, length, NULL);
    assert_string_equal(o->keys[0].param->name, "Ed25519");
    free(o);
    free(text);
    EVP_PKEY_free(key);
}

/* ---- DER ---- */

static struct outcome *der_outcome(unsigned char **der, int size)
{
    struct outcome *o = input_outcome_of(*der, (size_t)size, NULL);

    assert_int_equal(o->status, KVJWK_OK);
    OPENSSL_free(*der);
    *der = NULL;
    return o;
}

static void der_of_every_form(void **state)
{
    EVP_PKEY *key = make_rsa(2048);
    X509 *x = make_certificate(key);
    unsigned char *der = NULL;
    struct outcome *o = der_outcome(&der, i2d_PUBKEY(key, &der));

    (void)state;
    assert_string_equal(o->summary.kind->name, "der");
    assert_int_equal(o->keys[0].bits, 2048);
    free(o);
    o = der_outcome(&der, i2d_PublicKey(key, &der));
    assert_int_equal(o->keys[0].bits, 2048);
    free(o);
    o = der_outcome(&der, i2d_PrivateKey(key, &der));
    input_told(o, "input-private-key");
    free(o);
    o = der_outcome(&der, i2d_X509(x, &der));
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
    free(o);
    X509_free(x);
    EVP_PKEY_free(key);
}

static void what_is_no_der(void **state)
{
    struct outcome *o = input_outcome_of("0\x06\x04\x01x\x04\x01y", 8, NULL);

    (void)state;
    input_told(o, "input-encoding");
    free(o);
    o = input_outcome_of("0123456", 7, NULL); /* nor a text that begins with a zero */
    input_silent(o, "input-encoding");
    free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(curves_have_their_names),
        cmocka_unit_test(the_jwk_is_the_key),
        cmocka_unit_test(several_blocks),
        cmocka_unit_test(broken_blocks),
        cmocka_unit_test(a_broken_private_key_is_a_private_key),
        cmocka_unit_test(other_algorithms),
        cmocka_unit_test(der_of_every_form),
        cmocka_unit_test(what_is_no_der),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
