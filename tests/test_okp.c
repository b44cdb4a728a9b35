// SPDX-License-Identifier: MIT
/* OKP and AKP: octet strings of one length. */
#include "keys.h"

static const struct {
    const char *key, *crv;
    size_t width;
} curves[] = {{"ed25519", "Ed25519", 32},
              {"x25519", "X25519", 32},
              {"ed448", "Ed448", 57},
              {"x448", "X448", 56}};

static void okp_lengths(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t width = curves[i].width;
        const char *key = curves[i].key;

        expect_clean(private_key(key, NULL), RFC, KVJWK_WARNING);
        expect_clean(public_key(key, NULL), RFC, KVJWK_WARNING);
        expect_finding(public_key(key, "x", fill(width - 1, 1), NULL), RFC, "jwa-okp-length",
                       KVJWK_ERROR, "/x", "every octet counts");
        expect_finding(public_key(key, "x", fill(width + 5, 1), NULL), RFC, "jwa-okp-length",
                       KVJWK_ERROR, "/x", curves[i].crv);
        expect_finding(private_key(key, "d", fill(2 * width, 1), NULL), RFC, "jwa-okp-length",
                       KVJWK_ERROR, "/d", "seed followed by the public key");
        PASSES(private_key(key, "d", fill(width, 1), NULL), RFC, "jwa-okp-length");
    }
}

static void okp_zero(void **state)
{
    uint8_t one[57] = {0};

    (void)state;
    one[56] = 1;
    expect_finding(public_key("x25519", "x", fill(32, 0), NULL), RFC, "jwa-okp-zero", KVJWK_ERROR,
                   "/x", "all zero");
    TRIGGERS(private_key("ed25519", "d", fill(32, 0), NULL), RFC, "jwa-okp-zero");
    PASSES(public_key("ed448", "x", b64(one, 57), NULL), RFC, "jwa-okp-zero");
    PASSES(public_key("ed448", "x", fill(31, 0), NULL), RFC, "jwa-okp-zero");
}

static void okp_members(void **state)
{
    (void)state;
    expect_finding(public_key("ed25519", "crv", "P-256", NULL), RFC, "jwa-curve-type", KVJWK_ERROR,
                   "/crv", "P-256 is a curve of EC keys; kty is OKP");
    TRIGGERS(public_key("ed25519", "y", fill(32, 1), NULL), RFC, "jwk-material-foreign");
    TRIGGERS(public_key("ed25519", "x", NULL, NULL), RFC, "jwk-material-missing");
    TRIGGERS(public_key("ed25519", "crv", NULL, NULL), RFC, "jwk-material-missing");
    PASSES(public_key("ed25519", NULL), RFC, "jwk-material-missing");
    /* the services hold no such keys: the support matrix says so */
    TRIGGERS(public_key("ed25519", NULL), ANY, "kv-type-unsupported");
}

static const char *akp(const char *alg, size_t pub, size_t priv)
{
    static char text[16384];
    const char *public_part = fill(pub, 7);

    snprintf(text, sizeof(text), "{\"kty\": \"AKP\", \"alg\": \"%s\", \"pub\": \"%s\"%s%s%s}", alg,
             public_part, priv > 0 ? ", \"priv\": \"" : "", priv > 0 ? fill(priv, 9) : "",
             priv > 0 ? "\"" : "");
    return text;
}

static void akp_shapes(void **state)
{
    static const struct {
        const char *alg;
        size_t pub;
    } sets[] = {{"ML-DSA-44", 1312}, {"ML-DSA-65", 1952}, {"ML-DSA-87", 2592}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        expect_clean(akp(sets[i].alg, sets[i].pub, 32), RFC, KVJWK_WARNING);
        TRIGGERS(akp(sets[i].alg, sets[i].pub - 1, 0), RFC, "jwa-akp-length");
        TRIGGERS(akp(sets[i].alg, sets[i].pub + 1, 0), RFC, "jwa-akp-length");
        expect_finding(akp(sets[i].alg, sets[i].pub, 2560), RFC, "jwa-akp-length", KVJWK_ERROR,
                       "/priv", "2560 octets; expected 32 for a seed");
    }
    expect_finding(akp("ML-DSA-44", 1952, 0), RFC, "jwa-akp-length", KVJWK_ERROR, "/pub",
                   "1952 octets; expected 1312 for ML-DSA-44");
    expect_finding(akp("ES256", 1312, 0), RFC, "jwa-akp-alg", KVJWK_ERROR, "/alg", "ML-DSA-87");
    TRIGGERS(akp("ml-dsa-44", 1312, 0), RFC, "jwa-akp-alg");
    PASSES(akp("ML-DSA-44", 1312, 0), RFC, "jwa-akp-alg");
}

static void akp_use(void **state)
{
    char text[16384 + 64];

    (void)state;
    snprintf(text, sizeof(text), "{\"use\": \"enc\", %s", akp("ML-DSA-44", 1312, 0) + 1);
    TRIGGERS(text, RFC, "jwk-alg-use");
    snprintf(text, sizeof(text), "{\"use\": \"sig\", %s", akp("ML-DSA-44", 1312, 0) + 1);
    expect_clean(text, RFC, KVJWK_NOTE);
    PASSES(akp("ES256", 1312, 0), RFC, "jwk-alg-type");
}

static void akp_missing(void **state)
{
    (void)state;
    TRIGGERS("{\"kty\": \"AKP\", \"pub\": \"AAAA\"}", RFC, "jwk-material-missing");
    TRIGGERS("{\"kty\": \"AKP\", \"alg\": \"ML-DSA-44\"}", RFC, "jwk-material-missing");
    /* a create request may leave alg out, but not misspell it */
    PASSES("{\"kty\": \"AKP\", \"attributes\": {}}", ANY, "jwa-akp-alg");
    TRIGGERS("{\"kty\": \"AKP\", \"alg\": \"ML-DSA\", \"attributes\": {}}", ANY, "jwa-akp-alg");
    PASSES("{\"kty\": \"AKP\", \"alg\": \"ML-DSA-65\", \"attributes\": {}}", ANY, "jwa-akp-alg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(okp_lengths), cmocka_unit_test(okp_zero), cmocka_unit_test(okp_members),
        cmocka_unit_test(akp_shapes),  cmocka_unit_test(akp_use),  cmocka_unit_test(akp_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
