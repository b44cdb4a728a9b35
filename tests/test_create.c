// SPDX-License-Identifier: MIT
/* Create, import and update requests: what must be there, what must not, what has no effect. */
#include "kv_case.h"

static void size_and_curve(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"kty\":\"RSA\",\"key_size\":0}", "kv-create-size", KVJWK_ERROR, "/key_size", "0"},
        {"{\"kty\":\"RSA\",\"key_size\":-2048}", "kv-create-size", KVJWK_ERROR, NULL, NULL},
        {"{\"kty\":\"RSA\",\"key_size\":2048.25}", "kv-create-size", KVJWK_ERROR, NULL, NULL},
        {"{\"kty\":\"RSA\",\"key_size\":99999999999999999999}", "kv-create-size", KVJWK_ERROR, NULL,
         NULL},
        {"{\"kty\":\"RSA\",\"key_size\":2048}", "kv-create-size", KEPT, NULL, NULL},
        {"{\"kty\":\"EC\",\"key_size\":384}", "kv-create-size-or-curve", KVJWK_ERROR, "/key_size",
         "384"},
        {"{\"kty\":\"EC-HSM\",\"crv\":\"P-384\"}", "kv-create-size-or-curve", KEPT, NULL, NULL},
        {"{\"kty\":\"oct-HSM\",\"key_size\":128,\"crv\":\"P-256\"}", "kv-create-size-or-curve",
         KVJWK_ERROR, "/crv", "oct-HSM"},
        {"{\"kty\":\"what\",\"key_size\":128,\"crv\":\"P-256\"}", "kv-create-size-or-curve", KEPT,
         NULL, NULL},
        {"{\"kty\":\"RSA-HSM\"}", "kv-create-default", KVJWK_NOTE, "/kty", "2048"},
        {"{\"kty\":\"EC\"}", "kv-create-default", KVJWK_NOTE, "/kty", "P-256"},
        {"{\"kty\":\"oct-HSM\"}", "kv-create-default", UNKNOWN, "/kty", "not published"},
        {"{\"kty\":\"oct-HSM\",\"key_size\":256}", "kv-create-default", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-create");

    (void)state;
    KV_RUN(cases, &o);
}

#define RSA(e) "{\"kty\":\"RSA-HSM\",\"key_size\":3072,\"public_exponent\":" e "}"

static void public_exponent(void **state)
{
    static const struct kv_case vault[] = {
        {RSA("65537"), "kv-public-exponent-ignored", KEPT, NULL, NULL},
        {RSA("3"), "kv-public-exponent-ignored", KVJWK_WARNING, "/public_exponent", "65537"},
        {RSA("1"), "kv-public-exponent", KVJWK_ERROR, NULL, NULL},
        {RSA("0"), "kv-public-exponent", KVJWK_ERROR, NULL, NULL},
        {RSA("-3"), "kv-public-exponent", KVJWK_ERROR, NULL, NULL},
        {RSA("65536"), "kv-public-exponent", KVJWK_ERROR, NULL, NULL},
        {RSA("3.5"), "kv-public-exponent", KVJWK_ERROR, NULL, NULL},
        {RSA("3"), "kv-public-exponent", KEPT, NULL, NULL},
    };
    static const struct kv_case hsm[] = {
        {RSA("3"), "kv-public-exponent-ignored", KEPT, NULL, NULL},
        {RSA("4"), "kv-public-exponent", KVJWK_ERROR, NULL, NULL},
        {"{\"kty\":\"oct-HSM\",\"key_size\":256,\"public_exponent\":3}",
         "kv-public-exponent-ignored", KVJWK_WARNING, "/public_exponent", "oct-HSM"},
    };
    kvjwk_options o = kv_options("vault-premium", "key-create");

    (void)state;
    KV_RUN(vault, &o);
    o = kv_options("managed-hsm", "key-create");
    KV_RUN(hsm, &o);
}

static void what_does_not_belong(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AQ\"}", "kv-create-material", KVJWK_ERROR, "/d",
         "private"},
        {"{\"kty\":\"oct-HSM\",\"key_size\":256,\"k\":\"AQ\"}", "kv-create-material", KVJWK_ERROR,
         "/k", NULL},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\"}", "kv-create-material", KVJWK_WARNING,
         "/x", NULL},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\"}", "kv-create-material", KVJWK_WARNING,
         "/kid", NULL},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"colour\":\"red\"}", "kv-create-material", KEPT, NULL,
         NULL},
        {"{\"kty\":\"RSA\",\"alg\":\"RS256\"}", "kv-create-alg", KVJWK_WARNING, "/alg", "RSA"},
        {"{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\"}", "kv-create-alg", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-create");

    (void)state;
    KV_RUN(cases, &o);
}

/* No octet of a private key is in any text of a finding. */
static void secrets_are_not_printed(void **state)
{
    static const char text[] = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"c2VjcmV0c2VjcmV0\"}";
    kvjwk_options options = kv_options(NULL, "key-create");
    struct outcome *o = outcome_of(text, strlen(text), &options);

    (void)state;
    assert_true(o->count > 0);
    for (size_t i = 0; i < o->count; i++) {
        assert_null(strstr(o->told[i].message, "c2Vj"));
        assert_null(strstr(o->told[i].excerpt, "c2Vj"));
    }
    free(o);
}

#define CRT ",\"p\":\"AQ\",\"q\":\"AQ\",\"dp\":\"AQ\",\"dq\":\"AQ\",\"qi\":\"AQ\""
#define RSA_KEY(kty, rest) "{\"key\":{\"kty\":\"" kty "\",\"n\":\"AQ\",\"e\":\"AQAB\"" rest "}}"

static void import_parts(void **state)
{
    static const struct kv_case cases[] = {
        {RSA_KEY("RSA", ""), "kv-import-public", KVJWK_ERROR, "/key", "no d"},
        {RSA_KEY("RSA", ",\"d\":\"AQ\"" CRT), "kv-import-public", KEPT, NULL, NULL},
        {RSA_KEY("RSA", ",\"d\":\"AQ\""), "kv-import-rsa-members", KVJWK_ERROR, "/key", "no p"},
        {RSA_KEY("RSA", ",\"d\":\"AQ\",\"p\":\"AQ\",\"q\":\"AQ\",\"dp\":\"AQ\",\"dq\":\"AQ\""),
         "kv-import-rsa-members", KVJWK_ERROR, "/key", "no qi"},
        {RSA_KEY("RSA", ",\"d\":\"AQ\"" CRT), "kv-import-rsa-members", KEPT, NULL, NULL},
        {"{\"key\":{\"kty\":\"oct\"}}", "kv-import-public", KVJWK_ERROR, "/key", "no k"},
        {"{\"key\":{\"kty\":\"oct\",\"k\":\"AQ\"}}", "kv-import-public", KEPT, NULL, NULL},
        {"{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"e30\"}}", "kv-import-public", KEPT, NULL,
         NULL},
        {RSA_KEY("RSA-HSM", ",\"key_hsm\":\"e30\""), "kv-import-blob-and-key", KVJWK_WARNING,
         "/key/n", NULL},
        {RSA_KEY("RSA-HSM", ",\"key_hsm\":\"e30\",\"qi\":\"AQ\""), "kv-import-blob-and-key",
         KVJWK_ERROR, "/key/qi", NULL},
        {"{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"e30\"}}", "kv-import-blob-and-key", KEPT,
         NULL, NULL},
        {"{\"key\":{\"kty\":\"EC\",\"kid\":\"k\"}}", "kv-import-kid", KVJWK_NOTE, "/key/kid", NULL},
        {"{\"key\":{}}", "kv-import-public", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-import");

    (void)state;
    KV_RUN(cases, &o);
}

static void import_into_hardware(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"Hsm\":false,\"key\":{\"kty\":\"EC-HSM\",\"d\":\"AQ\"}}", "kv-import-hsm-flag",
         KVJWK_WARNING, "/Hsm", "EC-HSM"},
        {"{\"Hsm\":true,\"key\":{\"kty\":\"EC-HSM\",\"d\":\"AQ\"}}", "kv-import-hsm-flag", KEPT,
         NULL, NULL},
        {"{\"Hsm\":false,\"key\":{\"kty\":\"EC\",\"d\":\"AQ\"}}", "kv-import-hsm-flag", KEPT, NULL,
         NULL},
        {"{\"key\":{\"kty\":\"EC-HSM\",\"d\":\"AQ\"}}", "kv-import-hsm-plaintext", KVJWK_NOTE,
         "/key/kty", "type EC with Hsm true"},
        {"{\"Hsm\":true,\"key\":{\"kty\":\"EC\",\"d\":\"AQ\"}}", "kv-import-hsm-plaintext", KEPT,
         NULL, NULL},
        {"{\"key\":{\"kty\":\"EC\",\"d\":\"AQ\",\"key_ops\":[\"sign\",\"import\"]}}",
         "kv-import-operations", KVJWK_ERROR, "/key/key_ops/1", NULL},
        {"{\"key\":{\"kty\":\"EC\",\"d\":\"AQ\",\"key_ops\":[\"export\"]}}", "kv-import-operations",
         KVJWK_ERROR, "/key/key_ops/0", NULL},
        {"{\"Hsm\":true,\"key\":{\"kty\":\"EC\",\"d\":\"AQ\",\"key_ops\":[\"export\"]}}",
         "kv-import-operations", KEPT, NULL, NULL},
        {"{\"key\":{\"kty\":\"EC\",\"d\":\"AQ\",\"key_ops\":[\"sign\"]}}", "kv-import-operations",
         KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-import");

    (void)state;
    KV_RUN(cases, &o);
}

/* 64 and 65 octets in base64url. */
#define K64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define K65 K64 "A"

static void import_of_symmetric_keys(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"key\":{\"kty\":\"oct-HSM\",\"k\":\"" K64 "\"}}", "kv-import-oct-length", KEPT, NULL,
         NULL},
        {"{\"key\":{\"kty\":\"oct-HSM\",\"k\":\"" K65 "\"}}", "kv-import-oct-length", KVJWK_ERROR,
         "/key/k", "65 octets"},
    };
    kvjwk_options o = kv_options("managed-hsm", "key-import");

    (void)state;
    KV_RUN(cases, &o);
}

static void updates(void **state)
{
    static const struct kv_case cases[] = {
        {"{}", "kv-update-empty", KVJWK_NOTE, "", NULL},
        {"{\"attributes\":{}}", "kv-update-empty", KVJWK_NOTE, "", NULL},
        {"{\"attributes\":null}", "kv-update-empty", KVJWK_NOTE, "", NULL},
        {"{\"tags\":{}}", "kv-update-empty", KEPT, NULL, NULL},
        {"{\"key_ops\":[]}", "kv-update-empty", KEPT, NULL, NULL},
        {"{\"attributes\":{\"enabled\":true}}", "kv-update-empty", KEPT, NULL, NULL},
        {"{\"kty\":\"EC\"}", "kv-update-fixed", KVJWK_ERROR, "/kty", NULL},
        {"{\"key_size\":4096}", "kv-update-fixed", KVJWK_ERROR, "/key_size", NULL},
        {"{\"n\":\"AQ\"}", "kv-update-fixed", KVJWK_ERROR, "/n", NULL},
        {"{\"colour\":\"red\"}", "kv-update-fixed", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-update");

    (void)state;
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_and_curve),
        cmocka_unit_test(public_exponent),
        cmocka_unit_test(what_does_not_belong),
        cmocka_unit_test(secrets_are_not_printed),
        cmocka_unit_test(import_parts),
        cmocka_unit_test(import_into_hardware),
        cmocka_unit_test(import_of_symmetric_keys),
        cmocka_unit_test(updates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
