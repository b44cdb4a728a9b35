// SPDX-License-Identifier: MIT
/* kid and recoveryId: form, names, and the service that they point to. */
#include "kv_case.h"

#define VERSION "0123456789abcdef0123456789abcdef"
#define BUNDLE(kid, kty)                                                                           \
    "{\"key\":{\"kid\":\"" kid "\",\"kty\":\"" kty "\"},\"attributes\":{\"created\":1700000000}}"
#define EC(kid) BUNDLE(kid, "EC")
#define PLAIN "https://contoso.vault.azure.net/keys/k/" VERSION

static void form(void **state)
{
    static const struct kv_case cases[] = {
        {EC(PLAIN), "kv-identifier-form", KEPT, NULL, NULL},
        {EC("k"), "kv-identifier-form", KVJWK_WARNING, "/key/kid", "no URL"},
        {EC("https://contoso.vault.azure.net"), "kv-identifier-form", KVJWK_WARNING, NULL, "path"},
        {EC("https://a_b.vault.azure.net/keys/k"), "kv-identifier-form", KVJWK_WARNING, NULL,
         "host"},
        {EC(PLAIN "?x"), "kv-identifier-form", KVJWK_WARNING, NULL, "query"},
        {EC(PLAIN "/sign"), "kv-identifier-form", KVJWK_WARNING, NULL, NULL},
        {EC("https://contoso.vault.azure.net:80/keys/k/" VERSION), "kv-identifier-form",
         KVJWK_WARNING, NULL, "443"},
        {EC("https://contoso.vault.azure.net:443/keys/k/" VERSION), "kv-identifier-form", KEPT,
         NULL, NULL},
        {EC("https://contoso.vault.azure.net:443/keys/k/" VERSION), "kv-identifier-port",
         KVJWK_NOTE, "/key/kid", "443"},
        {EC("http://contoso.vault.azure.net/keys/k/" VERSION), "kv-identifier-scheme",
         KVJWK_WARNING, NULL, NULL},
        {EC("HTTPS://contoso.vault.azure.net/keys/k/" VERSION), "kv-identifier-scheme", KEPT, NULL,
         NULL},
        {EC("https://contoso.vault.azure.net/certificates/k/" VERSION), "kv-identifier-collection",
         KVJWK_WARNING, NULL, "\"certificates\""},
        {EC("https://contoso.vault.azure.net/Keys/k/" VERSION), "kv-identifier-collection", KEPT,
         NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void names(void **state)
{
    static const struct kv_case cases[] = {
        {EC("https://contoso.example.com/keys/k/" VERSION), "kv-identifier-host", KVJWK_NOTE, NULL,
         "contoso.example.com"},
        {EC("https://contoso.managedhsm.usgovcloudapi.net/keys/k/" VERSION), "kv-identifier-host",
         KEPT, NULL, NULL},
        {EC("https://contoso.vault.microsoftazure.de/keys/k/" VERSION), "kv-identifier-host", KEPT,
         NULL, NULL},
        {EC("https://a--b.vault.azure.net/keys/k/" VERSION), "kv-vault-name", KVJWK_WARNING, NULL,
         NULL},
        {EC("https://a-b.vault.azure.net/keys/k/" VERSION), "kv-vault-name", KEPT, NULL, NULL},
        {EC("https://ab.example.com/keys/k/" VERSION), "kv-vault-name", KEPT, NULL, NULL},
        {EC("https://contoso.vault.azure.net/keys/a.b/" VERSION), "kv-key-name", KVJWK_WARNING,
         NULL, "\"a.b\""},
        {EC(PLAIN), "kv-key-name", KEPT, NULL, NULL},
        {EC(PLAIN "0"), "kv-key-version", KVJWK_WARNING, NULL, "32"},
        {EC(PLAIN), "kv-key-version", KEPT, NULL, NULL},
        {EC("https://contoso.vault.azure.net/keys/k"), "kv-key-version-missing", KVJWK_WARNING,
         NULL, NULL},
        {EC("https://contoso.vault.azure.net/keys/k/"), "kv-key-version-missing", KVJWK_WARNING,
         NULL, NULL},
        {"{\"kid\":\"https://contoso.vault.azure.net/keys/k\",\"attributes\":{}}",
         "kv-key-version-missing", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

/* The part that is wrong is pointed at, also behind an escape elsewhere. */
static void the_part_is_shown(void **state)
{
    static const char text[] = EC("https://contoso.vault.azure.net/keys/a.b/" VERSION);
    static const char escaped[] = EC("https:\\/\\/contoso.vault.azure.net/keys/a.b/" VERSION);
    struct outcome *o = outcome_of(text, strlen(text), NULL);
    const struct told *t = outcome_find(o, "kv-key-name");

    (void)state;
    assert_non_null(t);
    assert_int_equal(t->offset, strstr(text, "a.b") - text);
    assert_int_equal(t->length, 3);
    free(o);
    o = outcome_of(escaped, strlen(escaped), NULL);
    t = outcome_find(o, "kv-key-name");
    assert_non_null(t);
    assert_int_equal(t->offset, strstr(escaped, "\"https") - escaped);
    free(o);
}

static void service_against_target(void **state)
{
    static const struct kv_case hsm[] = {
        {BUNDLE(PLAIN, "RSA-HSM"), "kv-identifier-target", KVJWK_WARNING, "/key/kid",
         "the key is in a vault"},
        {BUNDLE("https://c.managedhsm.azure.net/keys/k/" VERSION, "RSA-HSM"),
         "kv-identifier-target", KEPT, NULL, NULL},
        {BUNDLE("https://contoso.example.com/keys/k/" VERSION, "RSA-HSM"), "kv-identifier-target",
         KEPT, NULL, NULL},
    };
    static const struct kv_case standard[] = {
        {EC(PLAIN), "kv-identifier-target", KEPT, NULL, NULL},
        {BUNDLE("https://con.managedhsm.azure.net/keys/k/" VERSION, "EC-HSM"),
         "kv-identifier-target", KVJWK_WARNING, NULL, "in a Managed HSM"},
    };
    static const struct kv_case any[] = {
        {EC(PLAIN), "kv-identifier-target", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options("managed-hsm", NULL);

    (void)state;
    KV_RUN(hsm, &o);
    o = kv_options("vault-standard", NULL);
    KV_RUN(standard, &o);
    o = kv_options(NULL, NULL);
    KV_RUN(any, &o);
}

static void service_against_type(void **state)
{
    static const struct kv_case cases[] = {
        {EC("https://con.managedhsm.azure.net/keys/k/" VERSION), "kv-identifier-type",
         KVJWK_WARNING, "/key/kty", "EC"},
        {BUNDLE("https://con.managedhsm.azure.net/keys/k/" VERSION, "oct-HSM"),
         "kv-identifier-type", KEPT, NULL, NULL},
        {BUNDLE(PLAIN, "oct"), "kv-identifier-type", KVJWK_WARNING, NULL, "in no vault"},
        {BUNDLE(PLAIN, "oct-HSM"), "kv-identifier-type", KEPT, NULL, NULL},
        {BUNDLE(PLAIN, "RSA-HSM"), "kv-identifier-type", KEPT, NULL, NULL},
    };
    static const struct kv_case old[] = {
        {BUNDLE(PLAIN, "oct-HSM"), "kv-identifier-type", KVJWK_WARNING, NULL, "2024-09"},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
    o.edition = kvjwk_edition_find("2024-09");
    KV_RUN(old, &o);
}

#define DELETED(recovery)                                                                          \
    "{\"recoveryId\":\"" recovery "\",\"key\":{\"kid\":\"" PLAIN "\",\"kty\":\"EC\"}}"
#define HOST "https://contoso.vault.azure.net/"

static void recovery_id(void **state)
{
    static const struct kv_case cases[] = {
        {DELETED(HOST "deletedkeys/k"), "kv-recovery-id", KEPT, NULL, NULL},
        {DELETED(HOST "deletedkeys/K"), "kv-recovery-id", KEPT, NULL, NULL},
        {DELETED(HOST "deletedkeys/other"), "kv-recovery-id", KVJWK_WARNING, "/recoveryId", NULL},
        {DELETED("https://other.vault.azure.net/deletedkeys/k"), "kv-recovery-id", KVJWK_WARNING,
         NULL, NULL},
        {DELETED(HOST "keys/k"), "kv-identifier-collection", KVJWK_WARNING, "/recoveryId",
         "deletedkeys"},
        {DELETED(HOST "deletedKeys/k"), "kv-identifier-collection", KEPT, NULL, NULL},
        {DELETED(HOST "deletedkeys/k/" VERSION), "kv-identifier-form", KVJWK_WARNING, "/recoveryId",
         NULL},
        {"{\"kid\":\"" HOST "keys/k\",\"attributes\":{},\"recoveryId\":\"" HOST "deletedkeys/x\"}",
         "kv-recovery-id", KVJWK_WARNING, "/recoveryId", NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

#define JWK(kid) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"" kid "\"}"

/* RFC 7517 section 4.5: kid is any text. */
static void plain_keys(void **state)
{
    static const struct kv_case cases[] = {
        {JWK("anything"), "kv-identifier-form", KEPT, NULL, NULL},
        {JWK("http://contoso.vault.azure.net/keys/k"), "kv-identifier-scheme", KEPT, NULL, NULL},
        {JWK("https://contoso.example.com/keys/a_b"), "kv-key-name", KEPT, NULL, NULL},
        {JWK("https://contoso.vault.azure.net/secrets/a_b"), "kv-key-name", KEPT, NULL, NULL},
        {JWK("https://contoso.vault.azure.net/keys/a_b"), "kv-key-name", KVJWK_ERROR, "/kid", NULL},
        {JWK("https://contoso.vault.azure.net/keys/k"), "kv-key-version-missing", KEPT, NULL, NULL},
        {JWK("https://con.managedhsm.azure.net/keys/k"), "kv-identifier-type", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form),
        cmocka_unit_test(names),
        cmocka_unit_test(the_part_is_shown),
        cmocka_unit_test(service_against_target),
        cmocka_unit_test(service_against_type),
        cmocka_unit_test(recovery_id),
        cmocka_unit_test(plain_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
