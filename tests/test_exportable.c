// SPDX-License-Identifier: MIT
/* exportable and release_policy: both or neither, where, and never in an update. */
#include "kv_case.h"

/* {"version":"1.0.0","anyOf":[{"authority":"https://a.b","allOf":[{"claim":"c","equals":1}]}]} */
#define DATA                                                                                       \
    "eyJ2ZXJzaW9uIjoiMS4wLjAiLCJhbnlPZiI6W3siYXV0aG9yaXR5IjoiaHR0cHM6Ly9hLmIiLCJhbGxPZiI6W3siY2xh" \
    "aW0iOiJjIiwiZXF1YWxzIjoxfV19XX0"
#define POLICY "\"release_policy\":{\"data\":\"" DATA "\"}"
#define CREATE(kty, rest) "{\"kty\":\"" kty "\",\"key_size\":3072," rest "}"
#define EXPORTABLE "\"attributes\":{\"exportable\":true}"

static void pair(void **state)
{
    static const struct kv_case cases[] = {
        {CREATE("RSA-HSM", EXPORTABLE "," POLICY), "kv-exportable-without-policy", KEPT, NULL,
         NULL},
        {CREATE("RSA-HSM", EXPORTABLE "," POLICY), "kv-policy-without-exportable", KEPT, NULL,
         NULL},
        {CREATE("RSA-HSM", EXPORTABLE), "kv-exportable-without-policy", KVJWK_ERROR,
         "/attributes/exportable", NULL},
        {CREATE("RSA-HSM", EXPORTABLE ",\"release_policy\":null"), "kv-exportable-without-policy",
         KVJWK_ERROR, NULL, NULL},
        {CREATE("RSA-HSM", POLICY), "kv-policy-without-exportable", KVJWK_ERROR, "/release_policy",
         NULL},
        {CREATE("RSA-HSM", POLICY ",\"attributes\":{\"exportable\":false}"),
         "kv-policy-without-exportable", KVJWK_ERROR, "/release_policy", NULL},
        {CREATE("RSA-HSM", "\"attributes\":{\"exportable\":false}"), "kv-exportable-without-policy",
         KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options("vault-premium", "key-create");

    (void)state;
    KV_RUN(cases, &o);
}

#define BUNDLE(attributes, rest)                                                                   \
    "{\"key\":{\"kty\":\"RSA-HSM\",\"key_ops\":[\"export\"]},\"attributes\":{\"created\":"         \
    "1700000000" attributes "}" rest "}"

/* Restored and deleted keys come back without their policy. */
static void returned(void **state)
{
    static const struct kv_case cases[] = {
        {BUNDLE(",\"exportable\":true", ""), "kv-exportable-without-policy", KEPT, NULL, NULL},
        {BUNDLE(",\"exportable\":false", "," POLICY), "kv-policy-without-exportable", KVJWK_WARNING,
         NULL, NULL},
        {BUNDLE("", "," POLICY), "kv-policy-without-exportable", KEPT, NULL, NULL},
        {BUNDLE("", ""), "kv-export-operation", KVJWK_WARNING, "/key/key_ops/0", NULL},
        {BUNDLE(",\"exportable\":true", ""), "kv-export-operation", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void services(void **state)
{
    static const struct kv_case premium[] = {
        {CREATE("RSA", EXPORTABLE "," POLICY), "kv-exportable-service", KVJWK_ERROR,
         "/attributes/exportable", "RSA-HSM"},
        {CREATE("RSA-HSM", EXPORTABLE "," POLICY), "kv-exportable-service", KEPT, NULL, NULL},
    };
    static const struct kv_case hsm[] = {
        {CREATE("RSA", EXPORTABLE "," POLICY), "kv-exportable-service", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options("vault-premium", "key-create");

    (void)state;
    KV_RUN(premium, &o);
    o = kv_options("managed-hsm", "key-create");
    KV_RUN(hsm, &o);
}

/* Hsm true makes a software type a hardware type. */
static void imports(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"Hsm\":true,\"key\":{\"kty\":\"RSA\"}," EXPORTABLE "," POLICY "}",
         "kv-exportable-service", KEPT, NULL, NULL},
        {"{\"key\":{\"kty\":\"RSA\"}," EXPORTABLE "," POLICY "}", "kv-exportable-service",
         KVJWK_ERROR, NULL, NULL},
        {"{\"key\":{\"kty\":\"RSA\"}," EXPORTABLE "}", "kv-exportable-without-policy", KVJWK_ERROR,
         NULL, NULL},
        {"{\"key\":{\"kty\":\"RSA\",\"key_ops\":[\"sign\",\"export\"]}}", "kv-export-operation",
         KVJWK_ERROR, "/key/key_ops/1", NULL},
    };
    kvjwk_options o = kv_options("vault-premium", "key-import");

    (void)state;
    KV_RUN(cases, &o);
}

static void updates(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"attributes\":{\"exportable\":true}}", "kv-exportable-update", KVJWK_ERROR,
         "/attributes/exportable", "true"},
        {"{\"attributes\":{\"exportable\":false}}", "kv-exportable-update", KVJWK_NOTE, NULL,
         "false"},
        {"{\"attributes\":{\"enabled\":true}}", "kv-exportable-update", KEPT, NULL, NULL},
        {"{" POLICY "}", "kv-policy-without-exportable", KEPT, NULL, NULL},
        {"{\"release_policy\":{\"data\":\"" DATA "\",\"immutable\":true}}", "kv-policy-immutable",
         KVJWK_NOTE, "/release_policy/immutable", NULL},
        {"{\"release_policy\":{\"data\":\"" DATA "\",\"immutable\":false}}", "kv-policy-immutable",
         KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-update");

    (void)state;
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pair),    cmocka_unit_test(returned), cmocka_unit_test(services),
        cmocka_unit_test(imports), cmocka_unit_test(updates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
