// SPDX-License-Identifier: MIT
/* use, key_ops, alg and kid. */
#include "keys.h"

#define SOFT_KID "https://contoso.vault.azure.net/keys/a/0123456789abcdef0123456789abcdef"

/* A public key of this type with key_ops of the items, written as JSON. */
static const char *with_ops(const char *base, const char *kty, const char *ops)
{
    static char json[1024];

    snprintf(json, sizeof(json), "=[%s]", ops);
    return public_key(base, "kty", kty, "key_ops", json, NULL);
}

static const char *rsa_ops(const char *ops)
{
    return with_ops("rsa-2048", "RSA-HSM", ops);
}

static void spelling(void **state)
{
    (void)state;
    expect_finding(rsa_ops("\"sign\", \"UnwrapKey\""), ANY, "jwk-key-ops-spelling", KVJWK_ERROR,
                   "/key_ops/1", "\"UnwrapKey\"; expected \"unwrapKey\"");
    TRIGGERS(rsa_ops("\"wrapkey\""), ANY, "jwk-key-ops-spelling");
    TRIGGERS(rsa_ops("\"wrapkey\""), RFC, "jwk-key-ops-spelling");
    expect_finding(rsa_ops("\"release\""), ANY, "jwk-key-ops-spelling", KVJWK_ERROR, "/key_ops/0",
                   "expected \"export\"");
    PASSES(rsa_ops("\"wrapKey\""), ANY, "jwk-key-ops-spelling");
    /* RFC 7517 has no export to hint at */
    PASSES(rsa_ops("\"release\""), RFC, "jwk-key-ops-spelling");
    TRIGGERS(rsa_ops("\"release\""), RFC, "jwk-key-ops-unknown");
    expect_finding(bundle_of(rsa_ops("\"Sign\"")), ANY, "jwk-key-ops-spelling", KVJWK_WARNING,
                   "/key/key_ops/0", "\"sign\"");
}

static void unknown(void **state)
{
    (void)state;
    expect_finding(rsa_ops("\"deriveKey\""), ANY, "kv-key-ops-unknown", KVJWK_ERROR, "/key_ops/0",
                   "no operation \"deriveKey\"");
    TRIGGERS(rsa_ops("\"deriveBits\""), ANY, "kv-key-ops-unknown");
    TRIGGERS(rsa_ops("\"fold\""), ANY, "kv-key-ops-unknown");
    expect_finding(bundle_of(rsa_ops("\"deriveKey\"")), ANY, "kv-key-ops-unknown", KVJWK_WARNING,
                   "/key/key_ops/0", "deriveKey");
    PASSES(rsa_ops("\"sign\""), ANY, "kv-key-ops-unknown");
    PASSES(rsa_ops("\"deriveKey\""), RFC, "jwk-key-ops-unknown");
    expect_finding(rsa_ops("\"import\""), RFC, "jwk-key-ops-unknown", KVJWK_NOTE, "/key_ops/0",
                   "no operation of RFC 7517");
    PASSES(rsa_ops("\"import\""), ANY, "jwk-key-ops-unknown");
}

static void duplicates(void **state)
{
    (void)state;
    expect_finding(rsa_ops("\"sign\", \"verify\", \"sign\""), ANY, "jwk-key-ops-duplicate",
                   KVJWK_ERROR, "/key_ops/2", "\"sign\" again");
    TRIGGERS(rsa_ops("\"sign\", \"\\u0073ign\""), RFC, "jwk-key-ops-duplicate");
    TRIGGERS(rsa_ops("\"fold\", \"sign\", \"fold\""), RFC, "jwk-key-ops-duplicate");
    PASSES(rsa_ops("\"sign\", \"verify\""), ANY, "jwk-key-ops-duplicate");
    PASSES(rsa_ops("\"fold\", \"spindle\""), RFC, "jwk-key-ops-duplicate");
    expect_finding(bundle_of(rsa_ops("\"sign\", \"sign\"")), ANY, "jwk-key-ops-duplicate",
                   KVJWK_WARNING, "/key/key_ops/1", "again");
}

static void none(void **state)
{
    (void)state;
    expect_finding(rsa_ops(""), ANY, "jwk-key-ops-empty", KVJWK_WARNING, "/key_ops", "empty");
    expect_finding(bundle_of(rsa_ops("")), ANY, "jwk-key-ops-empty", KVJWK_WARNING, "/key/key_ops",
                   "empty");
    PASSES(rsa_ops("\"sign\""), ANY, "jwk-key-ops-empty");
    PASSES(public_key("rsa-2048", NULL), ANY, "jwk-key-ops-empty");
}

static void by_type(void **state)
{
    (void)state;
    expect_finding(with_ops("ec-p256", "EC", "\"sign\", \"encrypt\""), ANY, "kv-key-ops-type",
                   KVJWK_ERROR, "/key_ops/1", "EC keys do not have the operation encrypt");
    PASSES(with_ops("ec-p256", "EC", "\"sign\", \"verify\""), ANY, "kv-key-ops-type");
    PASSES(with_ops("ec-p256", "EC", "\"encrypt\""), RFC, "kv-key-ops-type");
    TRIGGERS(with_ops("rsa-2048", "RSA", "\"import\""), ANY, "kv-key-ops-type");
    PASSES(with_ops("rsa-2048", "RSA-HSM", "\"import\""), ANY, "kv-key-ops-type");
    TRIGGERS(with_ops("rsa-2048", "RSA", "\"export\""), ANY, "kv-key-ops-type");
    PASSES(with_ops("rsa-2048", "RSA-HSM", "\"export\""), ANY, "kv-key-ops-type");
    expect_finding(bundle_of(with_ops("ec-p256", "EC", "\"wrapKey\"")), ANY, "kv-key-ops-type",
                   KVJWK_WARNING, "/key/key_ops/0", "wrapKey");
    TRIGGERS("{\"kty\": \"EC\", \"key_ops\": [\"unwrapKey\"], \"attributes\": {}}", ANY,
             "kv-key-ops-type");
    /* a type that nobody holds is refused as such, and an update does not tell the type */
    PASSES(with_ops("ed25519", "OKP", "\"encrypt\""), ANY, "kv-key-ops-type");
    PASSES("{\"key_ops\": [\"unwrapKey\"], \"attributes\": {}}", ANY, "kv-key-ops-type");
}

static void by_edition(void **state)
{
    const char *text = "{\"kty\": \"oct-HSM\", \"key_ops\": [\"sign\"], \"attributes\": {}}";
    kvjwk_options options = *going_to(KVJWK_TARGET_MANAGED_HSM);

    (void)state;
    PASSES(text, &options, "kv-key-ops-type");
    options.edition = kvjwk_edition_find("2024-09");
    TRIGGERS(text, &options, "kv-key-ops-type");
}

static void import_alone(void **state)
{
    (void)state;
    expect_finding(rsa_ops("\"import\", \"decrypt\""), ANY, "kv-key-ops-import", KVJWK_ERROR,
                   "/key_ops/0", "expected it alone");
    TRIGGERS("{\"key_ops\": [\"sign\", \"import\"]}", ANY, "kv-key-ops-import");
    PASSES(rsa_ops("\"import\""), ANY, "kv-key-ops-import");
    PASSES(rsa_ops("\"sign\", \"decrypt\""), ANY, "kv-key-ops-import");
    PASSES(rsa_ops("\"import\", \"decrypt\""), RFC, "kv-key-ops-import");
}

static void unrelated(void **state)
{
    (void)state;
    expect_finding(with_ops("rsa-2048", "RSA", "\"verify\", \"encrypt\""), RFC,
                   "jwk-key-ops-unrelated", KVJWK_WARNING, "/key_ops/1", "stands beside verify");
    TRIGGERS(with_ops("rsa-2048", "RSA", "\"encrypt\", \"wrapKey\""), RFC, "jwk-key-ops-unrelated");
    TRIGGERS(with_ops("ec-p256", "EC", "\"sign\", \"deriveKey\""), RFC, "jwk-key-ops-unrelated");
    PASSES(with_ops("rsa-2048", "RSA", "\"sign\", \"verify\""), RFC, "jwk-key-ops-unrelated");
    PASSES(with_ops("rsa-2048", "RSA", "\"decrypt\", \"encrypt\""), RFC, "jwk-key-ops-unrelated");
    PASSES(with_ops("rsa-2048", "RSA", "\"unwrapKey\""), RFC, "jwk-key-ops-unrelated");
    PASSES(with_ops("ec-p256", "EC", "\"deriveKey\", \"deriveBits\""), RFC,
           "jwk-key-ops-unrelated");
    PASSES(rsa_ops("\"sign\", \"encrypt\""), ANY, "jwk-key-ops-unrelated");
}

static void private_operations(void **state)
{
    static const char *const ops[] = {"\"sign\"", "\"decrypt\"", "\"unwrapKey\""};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        TRIGGERS(with_ops("rsa-2048", "RSA", ops[i]), ANY, "jwk-key-ops-private");
        TRIGGERS(with_ops("rsa-2048", "RSA", ops[i]), RFC, "jwk-key-ops-private");
        PASSES(bundle_of(with_ops("rsa-2048", "RSA", ops[i])), ANY, "jwk-key-ops-private");
    }
    expect_finding(with_ops("ec-p256", "EC", "\"verify\", \"sign\""), ANY, "jwk-key-ops-private",
                   KVJWK_WARNING, "/key_ops/1", "\"sign\", and the key has no private part");
    TRIGGERS(with_ops("x25519", "OKP", "\"deriveBits\""), RFC, "jwk-key-ops-private");
    PASSES(with_ops("rsa-2048", "RSA", "\"verify\", \"encrypt\", \"wrapKey\""), ANY,
           "jwk-key-ops-private");
    PASSES(private_key("ec-p256", "key_ops", "=[\"sign\"]", NULL), ANY, "jwk-key-ops-private");
    PASSES(private_key("oct-256", "key_ops", "=[\"sign\"]", NULL), RFC, "jwk-key-ops-private");
    /* the private part is in the service */
    PASSES(with_ops("ec-p256", "EC-HSM", "\"sign\""), ANY, "jwk-key-ops-private");
    PASSES(public_key("ec-p256", "key_ops", "=[\"sign\"]", "kid", SOFT_KID, NULL), ANY,
           "jwk-key-ops-private");
}

static void use_and_ops(void **state)
{
    const char *base = "rsa-2048";

    (void)state;
    expect_finding(public_key(base, "use", "sig", "key_ops", "=[\"verify\", \"encrypt\"]", NULL),
                   ANY, "jwk-use-key-ops", KVJWK_ERROR, "/key_ops/1",
                   "\"encrypt\", and use is \"sig\"");
    TRIGGERS(public_key(base, "use", "enc", "key_ops", "=[\"verify\"]", NULL), RFC,
             "jwk-use-key-ops");
    PASSES(public_key(base, "use", "enc", "key_ops", "=[\"wrapKey\", \"encrypt\"]", NULL), RFC,
           "jwk-use-key-ops");
    PASSES(public_key(base, "use", "sig", "key_ops", "=[\"verify\"]", NULL), RFC,
           "jwk-use-key-ops");
    PASSES(public_key("ec-p256", "use", "enc", "key_ops", "=[\"deriveKey\"]", NULL), RFC,
           "jwk-use-key-ops");
    PASSES(public_key(base, "use", "mine", "key_ops", "=[\"verify\"]", NULL), RFC,
           "jwk-use-key-ops");
}

static void use_and_kid(void **state)
{
    (void)state;
    expect_finding(public_key("rsa-2048", "use", "SIG", NULL), ANY, "jwk-use-unknown", KVJWK_NOTE,
                   "/use", "\"SIG\"; expected \"sig\" or \"enc\"");
    PASSES(public_key("rsa-2048", "use", "sig", NULL), ANY, "jwk-use-unknown");
    PASSES(public_key("rsa-2048", "use", "enc", NULL), ANY, "jwk-use-unknown");
    expect_finding(public_key("rsa-2048", "kid", "", NULL), RFC, "jwk-kid-empty", KVJWK_WARNING,
                   "/kid", "empty");
    PASSES(public_key("rsa-2048", "kid", "0", NULL), RFC, "jwk-kid-empty");
}

static const char *rsa_alg(const char *alg)
{
    return public_key("rsa-2048", "alg", alg, NULL);
}

static void alg_names(void **state)
{
    (void)state;
    expect_finding(rsa_alg("rs256"), ANY, "jwk-alg-unknown", KVJWK_ERROR, "/alg",
                   "\"rs256\"; expected \"RS256\"");
    expect_finding(public_key("ec-p521", "alg", "ES521", NULL), ANY, "jwk-alg-unknown", KVJWK_ERROR,
                   "/alg", "expected \"ES512\"");
    expect_finding(rsa_alg("RSA_OAEP"), ANY, "jwk-alg-unknown", KVJWK_ERROR, "/alg",
                   "\"RSA-OAEP\"");
    expect_finding(rsa_alg("XY256"), RFC, "jwk-alg-unknown", KVJWK_ERROR, "/alg",
                   "expected a registered algorithm");
    expect_finding(rsa_alg("https://example.com/alg"), RFC, "jwk-alg-unknown", KVJWK_NOTE, "/alg",
                   "expected a registered algorithm");
    PASSES(rsa_alg("RS256"), ANY, "jwk-alg-unknown");

    expect_finding(rsa_alg("none"), ANY, "jwk-alg-none", KVJWK_ERROR, "/alg", "\"none\"");
    TRIGGERS(rsa_alg("nOnE"), RFC, "jwk-alg-none");
    PASSES(rsa_alg("RS256"), RFC, "jwk-alg-none");

    expect_finding(public_key("ec-p256k", "alg", "ECDSA256", "crv", "secp256k1", NULL), RFC,
                   "jwk-alg-unregistered", KVJWK_ERROR, "/alg", "ECDSA256 is Key Vault's own");
    TRIGGERS(rsa_alg("RSNULL"), RFC, "jwk-alg-unregistered");
    PASSES(rsa_alg("RSNULL"), ANY, "jwk-alg-unregistered");
    PASSES(rsa_alg("RS256"), RFC, "jwk-alg-unregistered");

    expect_finding(rsa_alg("RSA-OAEP-512"), ANY, "kv-alg-not-offered", KVJWK_NOTE, "/alg",
                   "does not offer RSA-OAEP-512");
    TRIGGERS(public_key("ec-p256", "alg", "ECDH-ES", NULL), ANY, "kv-alg-not-offered");
    PASSES(rsa_alg("RSA-OAEP-256"), ANY, "kv-alg-not-offered");
    PASSES(rsa_alg("RSA-OAEP-512"), RFC, "kv-alg-not-offered");
    PASSES(public_key("ed25519", "alg", "EdDSA", NULL), ANY, "kv-alg-not-offered");
}

static void alg_type(void **state)
{
    (void)state;
    expect_finding(rsa_alg("HS256"), ANY, "jwk-alg-type", KVJWK_ERROR, "/alg",
                   "takes the public key for a shared secret");
    expect_finding(rsa_alg("ES256"), RFC, "jwk-alg-type", KVJWK_ERROR, "/alg",
                   "ES256 is for EC keys; kty is RSA");
    TRIGGERS(public_key("ec-p256", "alg", "RS256", NULL), RFC, "jwk-alg-type");
    TRIGGERS(private_key("oct-256", "alg", "RS256", NULL), RFC, "jwk-alg-type");
    TRIGGERS(public_key("ec-p256", "alg", "EdDSA", NULL), RFC, "jwk-alg-type");
    PASSES(public_key("ed25519", "alg", "EdDSA", NULL), RFC, "jwk-alg-type");
    PASSES(public_key("x25519", "alg", "ECDH-ES", NULL), RFC, "jwk-alg-type");
    PASSES(public_key("ec-p256", "alg", "ECDH-ES+A256KW", NULL), RFC, "jwk-alg-type");
    PASSES(public_key("rsa-2048", "kty", "RSA-HSM", "alg", "PS256", NULL), ANY, "jwk-alg-type");
}

static void alg_curve(void **state)
{
    static const struct {
        const char *key, *alg;
    } right[] = {{"ec-p256", "ES256"},   {"ec-p384", "ES384"},    {"ec-p521", "ES512"},
                 {"ec-p256k", "ES256K"}, {"ed25519", "EdDSA"},    {"ed448", "EdDSA"},
                 {"ed25519", "Ed25519"}, {"x448", "ECDH-ES"},     {"ec-p521", "ECDH-ES"},
                 {"ed448", "Ed448"},     {"ec-p256k", "ECDSA256"}};
    static const struct {
        const char *key, *alg, *words;
    } wrong[] = {{"ec-p384", "ES256", "needs the curve P-256; crv is P-384"},
                 {"ec-p256", "ES512", "needs the curve P-521"},
                 {"ec-p256k", "ES256", "crv is P-256K"},
                 {"x25519", "EdDSA", "crv is X25519"},
                 {"ed448", "Ed25519", "needs the curve Ed25519"},
                 {"ed25519", "ECDH-ES", "needs the curve X25519"}};

    (void)state;
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        PASSES(public_key(right[i].key, "alg", right[i].alg, NULL), ANY, "jwk-alg-curve");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        expect_finding(public_key(wrong[i].key, "alg", wrong[i].alg, NULL), ANY, "jwk-alg-curve",
                       KVJWK_ERROR, "/alg", wrong[i].words);
}

static void alg_use(void **state)
{
    const char *base = "rsa-2048";

    (void)state;
    expect_finding(public_key(base, "alg", "RS256", "use", "enc", NULL), ANY, "jwk-alg-use",
                   KVJWK_ERROR, "/alg", "RS256 signs; use is \"enc\"");
    expect_finding(private_key("oct-256", "alg", "A256GCM", "use", "sig", NULL), RFC, "jwk-alg-use",
                   KVJWK_ERROR, "/alg", "A256GCM encrypts");
    PASSES(public_key(base, "alg", "RSA-OAEP", "use", "enc", NULL), ANY, "jwk-alg-use");
    PASSES(public_key(base, "alg", "RS256", "use", "sig", NULL), ANY, "jwk-alg-use");
    expect_finding(public_key(base, "alg", "RS256", "key_ops", "=[\"encrypt\"]", NULL), ANY,
                   "jwk-alg-use", KVJWK_WARNING, "/alg", "key_ops holds no operation for that");
    PASSES(public_key(base, "alg", "RS256", "key_ops", "=[\"encrypt\", \"verify\"]", NULL), ANY,
           "jwk-alg-use");
    PASSES(public_key("ec-p256", "alg", "ECDH-ES", "key_ops", "=[\"deriveKey\"]", NULL), RFC,
           "jwk-alg-use");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling),
        cmocka_unit_test(unknown),
        cmocka_unit_test(duplicates),
        cmocka_unit_test(none),
        cmocka_unit_test(by_type),
        cmocka_unit_test(by_edition),
        cmocka_unit_test(import_alone),
        cmocka_unit_test(unrelated),
        cmocka_unit_test(private_operations),
        cmocka_unit_test(use_and_ops),
        cmocka_unit_test(use_and_kid),
        cmocka_unit_test(alg_names),
        cmocka_unit_test(alg_type),
        cmocka_unit_test(alg_curve),
        cmocka_unit_test(alg_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
