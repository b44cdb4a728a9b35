// SPDX-License-Identifier: MIT
/* Times, recovery, platform and the newer members of attributes; values newer than the API. */
#include "kv_case.h"

#define KEY                                                                                        \
    "\"key\":{\"kid\":\"https://contoso.vault.azure.net/keys/k/"                                   \
    "0123456789abcdef0123456789abcdef\","                                                          \
    "\"kty\":\"EC\",\"crv\":\"P-256\"}"
#define HSM_KEY                                                                                    \
    "\"key\":{\"kid\":\"https://contoso.managedhsm.azure.net/keys/k/"                              \
    "0123456789abcdef0123456789abcdef\",\"kty\":\"oct-HSM\"}"
#define BUNDLE(attributes) "{" KEY ",\"attributes\":{\"created\":1700000000," attributes "}}"
#define HSM_BUNDLE(attributes)                                                                     \
    "{" HSM_KEY ",\"attributes\":{\"created\":1700000000," attributes "}}"
#define CREATE(attributes) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"attributes\":{" attributes "}}"
#define AZ(attributes)                                                                             \
    "[{\"kid\":\"https://c.vault.azure.net/keys/k\",\"attributes\":{" attributes "}}]"

static void window_of_validity(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE("\"exp\":1795478400"), "kv-expired", KVJWK_NOTE, "/attributes/exp",
         "decrypt, unwrapKey, verify and release"},
        {BUNDLE("\"exp\":1795478401"), "kv-expired", KEPT, NULL, NULL},
        {BUNDLE("\"nbf\":1795478401"), "kv-not-yet-valid", KVJWK_NOTE, "/attributes/nbf", NULL},
        {BUNDLE("\"nbf\":1795478400"), "kv-not-yet-valid", KEPT, NULL, NULL},
        {BUNDLE("\"nbf\":1800000000,\"exp\":1800000000"), "kv-time-order", KVJWK_WARNING,
         "/attributes/exp", NULL},
        {BUNDLE("\"nbf\":1800000000,\"exp\":1800000001"), "kv-time-order", KEPT, NULL, NULL},
        {BUNDLE("\"enabled\":false"), "kv-disabled", KVJWK_NOTE, "/attributes/enabled", NULL},
        {BUNDLE("\"enabled\":true"), "kv-disabled", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void without_a_clock(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE("\"exp\":1700000001"), "kv-expired", UNKNOWN, "/attributes/exp", "2023-11-14"},
        {BUNDLE("\"nbf\":1700000001"), "kv-not-yet-valid", UNKNOWN, "/attributes/nbf", NULL},
        {BUNDLE("\"enabled\":true"), "kv-expired", KEPT, NULL, NULL},
        {BUNDLE("\"updated\":1700000000"), "kv-time-future", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    o.has_now = false;
    KV_RUN(cases, &o);
}

static void values_of_times(void **state)
{
    static const struct kv_case cases[] = {
        {CREATE("\"exp\":-1"), "kv-time-value", KVJWK_ERROR, "/attributes/exp", "before 1970"},
        {CREATE("\"exp\":0"), "kv-time-value", KEPT, NULL, NULL},
        {CREATE("\"exp\":1.5"), "kv-time-value", KVJWK_ERROR, "/attributes/exp", "whole seconds"},
        {CREATE("\"exp\":1e30"), "kv-time-value", KVJWK_ERROR, NULL, NULL},
        {CREATE("\"exp\":1000000000000"), "kv-time-milliseconds", KVJWK_ERROR, NULL, "2001-09-09"},
        {CREATE("\"exp\":999999999999"), "kv-time-milliseconds", KEPT, NULL, NULL},
        {CREATE("\"nbf\":2147483648"), "kv-time-2038", KVJWK_WARNING, "/attributes/nbf", NULL},
        {CREATE("\"nbf\":2147483647"), "kv-time-2038", KEPT, NULL, NULL},
        {BUNDLE("\"exp\":2147483648"), "kv-time-2038", KVJWK_NOTE, "/attributes/exp", NULL},
        {BUNDLE("\"exp\":-1"), "kv-time-value", KVJWK_WARNING, "/attributes/exp", NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void times_of_the_command_line(void **state)
{
    static const struct kv_case cases[] = {
        {AZ("\"expires\":\"2027-01-01T00:00:00+00:00\""), "kv-time-format", KEPT, NULL, NULL},
        {AZ("\"expires\":\"2020-01-01T00:00:00+00:00\""), "kv-expired", KVJWK_NOTE,
         "/0/attributes/expires", "2020-01-01"},
        {AZ("\"expires\":\"2027-13-01T00:00:00+00:00\""), "kv-time-format", KVJWK_ERROR,
         "/0/attributes/expires", NULL},
        {AZ("\"expires\":\"2050-01-01T00:00:00+00:00\""), "kv-time-2038", KEPT, NULL, NULL},
        {AZ("\"expires\":null,\"notBefore\":null"), "kv-time-format", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void the_wrong_character_of_a_time_is_shown(void **state)
{
    static const char text[] = AZ("\"expires\":\"2027-13-01T00:00:00+00:00\"");
    struct outcome *o = outcome_of(text, strlen(text), NULL);
    const struct told *t = outcome_find(o, "kv-time-format");

    (void)state;
    assert_non_null(t);
    assert_int_equal(t->offset, strstr(text, "13-01") - text);
    free(o);
}

static void history(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE("\"updated\":1699999999"), "kv-time-created", KVJWK_WARNING, "/attributes/updated",
         NULL},
        {BUNDLE("\"updated\":1700000000"), "kv-time-created", KEPT, NULL, NULL},
        {"{" KEY ",\"attributes\":{\"created\":1795478701}}", "kv-time-future", KVJWK_WARNING,
         "/attributes/created", NULL},
        {"{" KEY ",\"attributes\":{\"created\":1795478700}}", "kv-time-future", KEPT, NULL, NULL},
        {"{" KEY
         ",\"recoveryId\":\"x\",\"deletedDate\":1700000000,\"scheduledPurgeDate\":1699999999}",
         "kv-time-deleted", KVJWK_WARNING, "/scheduledPurgeDate", NULL},
        {"{" KEY
         ",\"recoveryId\":\"x\",\"deletedDate\":1700000000,\"scheduledPurgeDate\":1700000000}",
         "kv-time-deleted", KEPT, NULL, NULL},
        {"{" KEY ",\"recoveryId\":\"x\",\"deletedDate\":1700000000000}", "kv-time-milliseconds",
         KVJWK_WARNING, "/deletedDate", NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void recovery(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE("\"recoveryLevel\":\"Permanent\""), "kv-recovery-level", KVJWK_WARNING,
         "/attributes/recoveryLevel", "seven levels"},
        {BUNDLE("\"recoveryLevel\":\"purgeable\""), "kv-recovery-level", KVJWK_WARNING, NULL,
         "\"Purgeable\""},
        {BUNDLE("\"recoveryLevel\":\"Recoverable+ProtectedSubscription\""), "kv-recovery-level",
         KEPT, NULL, NULL},
        {BUNDLE("\"recoverylevel\":\"Purgeable\""), "kv-recovery-level", KEPT, NULL, NULL},
        {BUNDLE("\"recoverableDays\":-1"), "kv-recoverable-days", KVJWK_WARNING, NULL, NULL},
        {BUNDLE("\"recoverableDays\":6"), "kv-recoverable-days", KVJWK_WARNING, NULL, NULL},
        {BUNDLE("\"recoverableDays\":7.5"), "kv-recoverable-days", KVJWK_WARNING, NULL, NULL},
        {BUNDLE("\"recoverableDays\":7"), "kv-recoverable-days", KEPT, NULL, NULL},
        {BUNDLE("\"recoverableDays\":91"), "kv-recoverable-days", KVJWK_WARNING, NULL, NULL},
        {BUNDLE("\"recoverableDays\":0"), "kv-recovery-off", KVJWK_WARNING,
         "/attributes/recoverableDays", NULL},
        {BUNDLE("\"recoverableDays\":0,\"recoveryLevel\":\"Purgeable\""), "kv-recovery-mismatch",
         KEPT, NULL, NULL},
        {BUNDLE("\"recoverableDays\":0,\"recoveryLevel\":\"Recoverable\""), "kv-recovery-mismatch",
         KVJWK_WARNING, "/attributes/recoverableDays", "90 to 90"},
        {BUNDLE("\"recoverableDays\":89,\"recoveryLevel\":\"CustomizedRecoverable\""),
         "kv-recovery-mismatch", KEPT, NULL, NULL},
        {BUNDLE("\"recoverableDays\":90,\"recoveryLevel\":\"CustomizedRecoverable\""),
         "kv-recovery-mismatch", KVJWK_WARNING, NULL, "7 to 89"},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void platform(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE("\"hsmPlatform\":\"0\""), "kv-hsm-platform-type", KEPT, NULL, NULL},
        {BUNDLE("\"hsmPlatform\":\"1\""), "kv-hsm-platform-type", KVJWK_ERROR,
         "/attributes/hsmPlatform", "EC"},
        {BUNDLE("\"hsmPlatform\":\"\""), "kv-hsm-platform", KVJWK_WARNING, NULL, NULL},
        {BUNDLE("\"hsmPlatform\":\"2\""), "kv-hsm-platform", KEPT, NULL, NULL},
        {BUNDLE("\"hsmPlatform\":2"), "kv-hsm-platform", KEPT, NULL, NULL},
        {BUNDLE("\"hsmPlatform\":2"), "jwk-member-type", KVJWK_ERROR, NULL, "a string"},
        {HSM_BUNDLE("\"hsmPlatform\":\"0\""), "kv-hsm-platform-managed-hsm", KVJWK_NOTE, NULL,
         NULL},
        {HSM_BUNDLE("\"hsmPlatform\":\"0\""), "kv-hsm-platform-type", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

#define ID64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDE-"

static void members_of_2026(void **state)
{
    static const struct kv_case cases[] = {
        {HSM_BUNDLE("\"key_size\":256"), "kv-key-size-attribute", KEPT, NULL, NULL},
        {HSM_BUNDLE("\"key_size\":257"), "kv-key-size-attribute", KVJWK_WARNING, NULL, NULL},
        {HSM_BUNDLE("\"key_size\":0"), "kv-key-size-attribute", KVJWK_WARNING, NULL, NULL},
        {BUNDLE("\"key_size\":256"), "kv-key-size-attribute", KVJWK_WARNING, "/attributes/key_size",
         "EC"},
        {HSM_BUNDLE("\"external_key\":{\"id\":\"" ID64 "\"}"), "kv-external-key-id", KEPT, NULL,
         NULL},
        {HSM_BUNDLE("\"external_key\":{\"id\":\"" ID64 "0\"}"), "kv-external-key-id", KVJWK_WARNING,
         "/attributes/external_key/id", NULL},
        {HSM_BUNDLE("\"external_key\":{\"id\":\"\"}"), "kv-external-key-id", KVJWK_WARNING, NULL,
         NULL},
        {HSM_BUNDLE("\"external_key\":{}"), "jwk-member-missing", KVJWK_ERROR, NULL, "\"id\""},
        {"{\"attributes\":{\"external_key\":{\"id\":\"a\"}},\"key_ops\":[\"wrapKey\"]}",
         "kv-external-key-material", KVJWK_ERROR, "/key_ops", NULL},
        {"{\"attributes\":{\"external_key\":{\"id\":\"a\"}}}", "kv-external-key-material", KEPT,
         NULL, NULL},
        {"{\"attributes\":{\"external_key\":{\"id\":\"a\"}}}", "jwk-member-missing", KEPT, NULL,
         NULL},
        {"{\"attributes\":{}}", "jwk-member-missing", KVJWK_ERROR, NULL, "\"kty\""},
    };
    kvjwk_options bundle = kv_options(NULL, NULL), create = kv_options(NULL, "key-create");

    (void)state;
    kv_run(cases, 8, &bundle);
    kv_run(cases + 8, sizeof(cases) / sizeof(*cases) - 8, &create);
}

/* base64url of "-----BEGIN CERTIFICATE-----\n" */
#define CHAIN "\"certificatePemFile\":\"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg\""

static void attestation(void **state)
{
    static const struct kv_case cases[] = {
        {HSM_BUNDLE("\"attestation\":{" CHAIN ",\"privateKeyAttestation\":\"AAAA\"}"),
         "kv-attestation", KEPT, NULL, NULL},
        {HSM_BUNDLE("\"attestation\":{" CHAIN "}"), "kv-attestation", KVJWK_WARNING,
         "/attributes/attestation", "privateKeyAttestation"},
        {HSM_BUNDLE("\"attestation\":{\"certificatePemFile\":\"AAAA\","
                    "\"privateKeyAttestation\":\"AAAA\"}"),
         "kv-attestation", KVJWK_WARNING, "/attributes/attestation/certificatePemFile", "PEM"},
        {HSM_BUNDLE("\"attestation\":{\"privateKeyAttestation\":\"AA*A\"}"),
         "jwa-base64url-alphabet", KVJWK_ERROR, "/attributes/attestation/privateKeyAttestation",
         NULL},
        {HSM_BUNDLE("\"attestation\":{\"extra\":1}"), "jwk-member-unknown", KVJWK_NOTE,
         "/attributes/attestation/extra", NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void older_versions_of_the_api(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"kty\":\"oct-HSM\",\"key_size\":256}", "kv-value-since", KVJWK_ERROR, "/kty", "7.2"},
        {"{\"kty\":\"RSA\",\"key_ops\":[\"sign\",\"export\"]}", "kv-value-since", KVJWK_ERROR,
         "/key_ops/1", "export came with API version 7.3"},
        {"{\"kty\":\"RSA\",\"key_ops\":[\"sign\",\"import\"]}", "kv-value-since", KEPT, NULL, NULL},
    };
    static const struct kv_case returned[] = {
        {HSM_BUNDLE("\"enabled\":true"), "kv-value-since", KVJWK_WARNING, "/key/kty", NULL},
    };
    kvjwk_options create = kv_options(NULL, "key-create"), bundle = kv_options(NULL, NULL);

    (void)state;
    create.api = bundle.api = kvjwk_api_version_find("7.1");
    KV_RUN(cases, &create);
    KV_RUN(returned, &bundle);
}

/* 7.0 stands for always: an API older than that does not make every member new. */
static void the_oldest_versions_of_the_api(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE("\"enabled\":true,\"recoveryLevel\":\"Purgeable\""), "kv-member-since", KEPT, NULL,
         NULL},
        {BUNDLE("\"enabled\":true,\"recoverableDays\":7"), "kv-member-since", KVJWK_WARNING, NULL,
         NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    o.api = kvjwk_api_version_find("2016-10-01");
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_of_validity),
        cmocka_unit_test(without_a_clock),
        cmocka_unit_test(values_of_times),
        cmocka_unit_test(times_of_the_command_line),
        cmocka_unit_test(the_wrong_character_of_a_time_is_shown),
        cmocka_unit_test(history),
        cmocka_unit_test(recovery),
        cmocka_unit_test(platform),
        cmocka_unit_test(members_of_2026),
        cmocka_unit_test(attestation),
        cmocka_unit_test(older_versions_of_the_api),
        cmocka_unit_test(the_oldest_versions_of_the_api),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
