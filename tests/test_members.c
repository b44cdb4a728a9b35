// SPDX-License-Identifier: MIT
/* Names, types and encodings of members; which of them make a key; key types and curves by name. */
#include "keys.h"

/* ---- material ---- */

static void missing(void **state)
{
    static const struct {
        const char *key, *member, *words;
    } rows[] = {
        {"rsa-2048", "n", "RSA key has no member \"n\""},
        {"rsa-2048", "e", "RSA key has no member \"e\""},
        {"ec-p256", "crv", "EC key has no member \"crv\""},
        {"ec-p256", "x", "EC key has no member \"x\""},
        {"ec-p256", "y", "no compressed points"},
        {"ed25519", "x", "OKP key has no member \"x\""},
        {"ed25519", "crv", "OKP key has no member \"crv\""},
        {"oct-128", "k", "oct key has no member \"k\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *lacking = private_key(rows[i].key, rows[i].member, NULL, NULL);

        expect_finding(lacking, RFC, "jwk-material-missing", KVJWK_ERROR, "/kty", rows[i].words);
        expect_finding(import_of(lacking), ANY, "jwk-material-missing", KVJWK_ERROR, "/key/kty",
                       rows[i].words);
        PASSES(private_key(rows[i].key, NULL), RFC, "jwk-material-missing");
    }
    expect_finding(bundle_of(public_key("rsa-2048", "n", NULL, NULL)), ANY, "jwk-material-missing",
                   KVJWK_WARNING, "/key/kty", "\"n\"");
    TRIGGERS(private_key("rsa-2048", "n", "=null", NULL), RFC, "jwk-material-missing");
}

static void not_missing(void **state)
{
    (void)state;
    /* symmetric keys stay in the hardware */
    PASSES(bundle_of("{\"kty\": \"oct-HSM\"}"), ANY, "jwk-material-missing");
    PASSES("{\"kty\": \"oct-HSM\"}", ANY, "jwk-material-missing");
    TRIGGERS(import_of("{\"kty\": \"oct-HSM\"}"), ANY, "jwk-material-missing");
    TRIGGERS("{\"kty\": \"oct\", \"kid\": \"1\"}", ANY, "jwk-material-missing");
    /* a transfer blob stands instead */
    PASSES(import_of("{\"kty\": \"RSA-HSM\", \"key_hsm\": \"AAAA\"}"), ANY, "jwk-material-missing");
    TRIGGERS(import_of("{\"kty\": \"RSA-HSM\"}"), ANY, "jwk-material-missing");
    /* a create request has none */
    PASSES("{\"kty\": \"RSA\", \"attributes\": {}}", ANY, "jwk-material-missing");
    PASSES("{\"kty\": \"XYZ\"}", RFC, "jwk-material-missing");
}

static void foreign(void **state)
{
    const char *rule = "jwk-material-foreign";

    (void)state;
    expect_finding(public_key("rsa-2048", "k", "AAAA", NULL), ANY, rule, KVJWK_ERROR, "/k",
                   "k belongs to oct keys; kty is RSA");
    expect_finding(public_key("ec-p256", "n", "AAAA", NULL), RFC, rule, KVJWK_ERROR, "/n",
                   "n belongs to RSA keys; kty is EC");
    expect_finding(private_key("oct-256", "d", "AAAA", NULL), RFC, rule, KVJWK_ERROR, "/d",
                   "d is no member of oct keys");
    expect_finding(bundle_of(public_key("rsa-2048", "crv", "P-521", NULL)), ANY, rule,
                   KVJWK_WARNING, "/key/crv", "crv is no member of RSA keys");
    TRIGGERS(public_key("rsa-2048", "crv", "P-521", NULL), ANY, rule);
    TRIGGERS(public_key("rsa-2048", "pub", "AAAA", NULL), RFC, rule);
    TRIGGERS(public_key("ec-p256", "kty", "RSA", NULL), RFC, rule);
    PASSES(public_key("rsa-2048", "alg", "RS256", "use", "sig", NULL), RFC, rule);
    PASSES(private_key("rsa-2048", NULL), RFC, rule);
    PASSES(private_key("ed448", NULL), RFC, rule);
    PASSES(public_key("rsa-2048", "k", "=null", NULL), RFC, rule);
}

static void returned_private(void **state)
{
    (void)state;
    expect_finding(bundle_of(private_key("ec-p256", NULL)), ANY, "kv-private-returned", KVJWK_ERROR,
                   "/key/d", "the service never answers with it");
    PASSES(bundle_of(public_key("ec-p256", NULL)), ANY, "kv-private-returned");
    PASSES(private_key("ec-p256", NULL), ANY, "kv-private-returned");
    PASSES(import_of(private_key("ec-p256", NULL)), ANY, "kv-private-returned");
}

/* What import.c says of import and export in a plain import is not said again. */
static void import_operations(void **state)
{
    const char *ops = "=[\"sign\", \"import\"]";
    const char *blob = "{\"kty\": \"RSA-HSM\", \"key_hsm\": \"AAAA\", \"key_ops\": [\"sign\", "
                       "\"import\"]}";

    (void)state;
    PASSES(import_of(private_key("rsa-2048", "key_ops", ops, NULL)), ANY, "kv-key-ops-type");
    PASSES(import_of(private_key("rsa-2048", "key_ops", ops, NULL)), ANY, "kv-key-ops-import");
    TRIGGERS(import_of(blob), ANY, "kv-key-ops-import");
    TRIGGERS(import_of(private_key("ec-p256", "key_ops", "=[\"encrypt\"]", NULL)), ANY,
             "kv-key-ops-type");
}

/* ---- names and types ---- */

static void types(void **state)
{
    (void)state;
    expect_finding(public_key("rsa-2048", "e", "=65537", NULL), RFC, "jwk-member-type", KVJWK_ERROR,
                   "/e", "e is 65537; expected a string");
    TRIGGERS(public_key("rsa-2048", "key_ops", "sign", NULL), RFC, "jwk-member-type");
    expect_finding(public_key("rsa-2048", "key_ops", "=[\"sign\", 1]", NULL), RFC,
                   "jwk-member-type", KVJWK_ERROR, "/key_ops/1", "expected a string");
    expect_finding(private_key("rsa-2048", "d", "=[\"secret\"]", NULL), RFC, "jwk-member-type",
                   KVJWK_ERROR, "/d", "d is an array");
    PASSES(public_key("rsa-2048", NULL), RFC, "jwk-member-type");
    TRIGGERS("{\"keys\": [\"x\"]}", RFC, "jwk-member-type");
}

static void names(void **state)
{
    (void)state;
    expect_finding("{\"KTY\": \"RSA\", \"n\": \"_w\", \"e\": \"Aw\"}", RFC, "jwk-member-name",
                   KVJWK_ERROR, "/KTY", "expected \"kty\"");
    TRIGGERS(public_key("rsa-2048", "keyOps", "=[\"verify\"]", NULL), ANY, "jwk-member-name");
    PASSES(public_key("rsa-2048", "key_ops", "=[\"verify\"]", NULL), ANY, "jwk-member-name");
    expect_finding(public_key("rsa-2048", "kty", NULL, NULL), RFC, "jwk-member-missing",
                   KVJWK_ERROR, "", "\"kty\"");
    PASSES(public_key("rsa-2048", NULL), RFC, "jwk-member-missing");
    TRIGGERS(public_key("rsa-2048", "kid", "=null", NULL), RFC, "jwk-member-null");
    PASSES(public_key("rsa-2048", "kid", "1", NULL), RFC, "jwk-member-null");
    TRIGGERS(import_of(private_key("rsa-2048", "use", "sig", NULL)), ANY, "kv-member-ignored");
    PASSES(private_key("rsa-2048", "use", "sig", NULL), ANY, "kv-member-ignored");
    TRIGGERS(import_of(private_key("rsa-2048", "size", "=2048", NULL)), ANY, "jwk-member-unknown");
    PASSES(private_key("rsa-2048", "size", "=2048", NULL), RFC, "jwk-member-unknown");
}

static void key_types(void **state)
{
    (void)state;
    expect_finding(public_key("rsa-2048", "kty", "rsa", NULL), RFC, "jwk-kty-case", KVJWK_ERROR,
                   "/kty", "\"rsa\"; expected \"RSA\"");
    TRIGGERS(public_key("rsa-2048", "kty", "rsa_hsm", NULL), ANY, "jwk-kty-case");
    TRIGGERS(public_key("rsa-2048", "kty", "DSA", NULL), RFC, "jwk-kty-unknown");
    PASSES(public_key("rsa-2048", "kty", "rsa", NULL), RFC, "jwk-kty-unknown");
    TRIGGERS(public_key("rsa-2048", "kty", "RSA-HSM", NULL), RFC, "jwk-kty-unregistered");
    PASSES(public_key("rsa-2048", "kty", "RSA-HSM", NULL), ANY, "jwk-kty-unregistered");
    expect_finding("{\"keys\": [{\"kty\": \"XYZ\"}]}", RFC, "jwk-kty-unknown", KVJWK_NOTE,
                   "/keys/0/kty", "skips this key");
}

static void curves(void **state)
{
    (void)state;
    expect_finding(public_key("ec-p256", "crv", "prime256v1", NULL), RFC, "jwa-curve-unknown",
                   KVJWK_ERROR, "/crv", "expected \"P-256\"");
    TRIGGERS(public_key("ec-p256", "crv", "", NULL), ANY, "jwa-curve-unknown");
    PASSES(public_key("ec-p256", NULL), RFC, "jwa-curve-unknown");
    expect_finding(public_key("ec-p256k", NULL), RFC, "kv-curve-name", KVJWK_ERROR, "/crv",
                   "registered name of this curve is \"secp256k1\"");
    expect_finding(public_key("ec-p256k", "crv", "secp256k1", NULL), ANY, "kv-curve-name",
                   KVJWK_WARNING, "/crv", "the service calls this curve \"P-256K\"");
    PASSES(public_key("ec-p256k", NULL), ANY, "kv-curve-name");
    PASSES(public_key("ec-p256k", "crv", "secp256k1", NULL), RFC, "kv-curve-name");
}

/* ---- encoding ---- */

static void encoding(void **state)
{
    static const struct {
        const char *x, *rule, *words;
    } rows[] = {
        {"AAAA*AAA", "jwa-base64url-alphabet", "'*' at character 5"},
        {"AAA+", "jwa-base64url-standard", "'+' at character 4"},
        {"AAAA==", "jwa-base64url-padding", "'=' at character 5"},
        {"AA AA", "jwa-base64url-space", "at character 3"},
        {"AAAAA", "jwa-base64url-length", "at character 5"},
        {"AAB", "jwa-base64url-trailing-bits", "'B' at character 3"},
        {"", "jwa-empty", "x is empty"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        expect_finding(public_key("ec-p256", "x", rows[i].x, NULL), RFC, rows[i].rule, KVJWK_ERROR,
                       "/x", rows[i].words);
        PASSES(public_key("ec-p256", NULL), RFC, rows[i].rule);
    }
    /* of a secret the place is told, not the character */
    expect_finding(private_key("ec-p256", "d", "AAAA*AAA", NULL), RFC, "jwa-base64url-alphabet",
                   KVJWK_ERROR, "/d", "d holds a character at 5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing),
        cmocka_unit_test(not_missing),
        cmocka_unit_test(foreign),
        cmocka_unit_test(returned_private),
        cmocka_unit_test(import_operations),
        cmocka_unit_test(types),
        cmocka_unit_test(names),
        cmocka_unit_test(key_types),
        cmocka_unit_test(curves),
        cmocka_unit_test(encoding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
