// SPDX-License-Identifier: MIT
/* Release policies: the grammar, and the places where a policy stands. */
#include "kv_case.h"

#include "text/b64.h"

#define HOST "\"authority\":\"https://a.b\""
#define CLAIM "{\"claim\":\"c\",\"equals\":1}"
#define AUTHORITY(conditions) "{" HOST ",\"allOf\":[" conditions "]}"
#define POLICY(authorities) "{\"version\":\"1.0.0\",\"anyOf\":[" authorities "]}"
#define ONE(condition) POLICY(AUTHORITY(condition))
#define FIRST "/anyOf/0/allOf/0"

static void versions(void **state)
{
    static const struct kv_case hsm[] = {
        {"{\"anyOf\":[" AUTHORITY(CLAIM) "]}", "kv-policy-version", KVJWK_ERROR, "", "no version"},
        {"{\"version\":\"1.0\",\"anyOf\":[" AUTHORITY(CLAIM) "]}", "kv-policy-version", KVJWK_ERROR,
         "/version", "missing"},
        {ONE(CLAIM), "kv-policy-version", KEPT, NULL, NULL},
        {"{\"version\":1,\"anyOf\":[" AUTHORITY(CLAIM) "]}", "jwk-member-type", KVJWK_ERROR,
         "/version", NULL},
    };
    static const struct kv_case others[] = {
        {"{\"anyOf\":[" AUTHORITY(CLAIM) "]}", "kv-policy-version", KVJWK_WARNING, "", NULL},
        {"{\"version\":\"1.0\",\"anyOf\":[" AUTHORITY(CLAIM) "]}", "kv-policy-version",
         KVJWK_WARNING, "/version", NULL},
        {"{\"version\":\"0.2\",\"anyOf\":[" AUTHORITY(CLAIM) "]}", "kv-policy-version", KVJWK_ERROR,
         "/version", "\"0.2\""},
    };
    kvjwk_options o = kv_options("managed-hsm", NULL);

    (void)state;
    KV_RUN(hsm, &o);
    o.api = kvjwk_api_version_find("7.3");
    kv_run(others + 1, 1, &o);
    o = kv_options("vault-premium", NULL);
    KV_RUN(others, &o);
    o = kv_options(NULL, NULL);
    KV_RUN(others, &o);
}

static void authorities(void **state)
{
    static const struct kv_case cases[] = {
        {POLICY(""), "kv-policy-authorities", KVJWK_ERROR, "/anyOf", NULL},
        {"{\"version\":\"1.0.0\"}", "kv-policy-authorities", KVJWK_ERROR, "", NULL},
        {"{\"version\":\"1.0.0\",\"allOf\":[]}", "kv-policy-authorities", KVJWK_ERROR, "/allOf",
         "anyOf"},
        {ONE(CLAIM), "kv-policy-authorities", KEPT, NULL, NULL},
        {POLICY("1"), "kv-policy-authority", KVJWK_ERROR, "/anyOf/0", NULL},
        {POLICY("{\"authority\":\"\",\"allOf\":[" CLAIM "]}"), "kv-policy-authority", KVJWK_ERROR,
         "/anyOf/0/authority", NULL},
        {POLICY("{\"authority\":\"https://\",\"allOf\":[" CLAIM "]}"), "kv-policy-authority",
         KVJWK_ERROR, "/anyOf/0/authority", NULL},
        {POLICY("{\"authority\":\"http://a.b\",\"allOf\":[" CLAIM "]}"), "kv-policy-authority",
         KVJWK_ERROR, NULL, NULL},
        {POLICY("{\"authority\":\"https://a_b.c/\",\"allOf\":[" CLAIM "]}"), "kv-policy-authority",
         KEPT, NULL, NULL},
        {POLICY("{\"allOf\":[" CLAIM "]}"), "jwk-member-missing", KVJWK_ERROR, "/anyOf/0",
         "authority"},
    };
    kvjwk_options o = kv_options(NULL, "release-policy");

    (void)state;
    KV_RUN(cases, &o);
}

static void lists_of_conditions(void **state)
{
    static const struct kv_case cases[] = {
        {POLICY("{" HOST "}"), "kv-policy-list", KVJWK_ERROR, "/anyOf/0", "no conditions"},
        {POLICY("{" HOST ",\"allOf\":[]}"), "kv-policy-list", KVJWK_ERROR, "/anyOf/0/allOf",
         "empty"},
        {POLICY("{" HOST ",\"allOf\":[" CLAIM "],\"anyOf\":[" CLAIM "]}"), "kv-policy-list",
         KVJWK_ERROR, "/anyOf/0/allOf", "one of them"},
        {ONE("{\"anyOf\":[{\"allOf\":[{\"anyOf\":[]}]}]}"), "kv-policy-list", KVJWK_ERROR,
         FIRST "/anyOf/0/allOf/0/anyOf", "empty"},
        {ONE("{\"anyOf\":[{\"allOf\":[{\"anyOf\":[" CLAIM "]}]}]}"), "kv-policy-list", KEPT, NULL,
         NULL},
        {ONE("{\"anyOf\":[{\"allOf\":[{\"anyOf\":[{}]}]}]}"), "kv-policy-condition", KVJWK_ERROR,
         FIRST "/anyOf/0/allOf/0/anyOf/0", "neither"},
        {ONE("{\"any\\u004ff\":[{\"claim\":\"\",\"equals\":1}]}"), "kv-policy-claim", KVJWK_ERROR,
         NULL, NULL},
        {ONE("[]"), "kv-policy-condition", KVJWK_ERROR, FIRST, "an array"},
        {ONE("{\"claim\":\"c\",\"equals\":1,\"allOf\":[" CLAIM "]}"), "kv-policy-condition",
         KVJWK_ERROR, FIRST, "one of them"},
        {ONE("{\"equals\":1}"), "kv-policy-condition", KVJWK_ERROR, FIRST, "neither"},
        {ONE("{\"anyof\":[" CLAIM "]}"), "jwk-member-name", KVJWK_ERROR, FIRST "/anyof",
         "\"anyOf\""},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void claims(void **state)
{
    static const struct kv_case cases[] = {
        {ONE("{\"claim\":\"a.b-c.d\",\"equals\":\"x\"}"), "kv-policy-claim", KEPT, NULL, NULL},
        {ONE("{\"claim\":\"\",\"equals\":\"x\"}"), "kv-policy-claim", KVJWK_ERROR, FIRST "/claim",
         NULL},
        {ONE("{\"claim\":\".a\",\"equals\":\"x\"}"), "kv-policy-claim", KVJWK_ERROR, NULL, NULL},
        {ONE("{\"claim\":\"a.\",\"equals\":\"x\"}"), "kv-policy-claim", KVJWK_ERROR, NULL, NULL},
        {ONE("{\"claim\":\"a..b\",\"equals\":\"x\"}"), "kv-policy-claim", KVJWK_ERROR, NULL, NULL},
        {ONE("{\"claim\":\"a[0]\",\"equals\":\"x\"}"), "kv-policy-claim", KVJWK_ERROR, NULL, NULL},
        {ONE("{\"claim\":\"a\"}"), "kv-policy-condition", KVJWK_ERROR, FIRST, "0 operators"},
        {ONE("{\"claim\":\"a\",\"equals\":1,\"exists\":true}"), "kv-policy-condition", KVJWK_ERROR,
         FIRST, "2 operators"},
        {ONE("{\"claim\":\"a\",\"exists\":true}"), "kv-policy-operator", KVJWK_ERROR,
         FIRST "/exists", NULL},
        {ONE("{\"claim\":\"a\",\"equals\":true}"), "kv-policy-operator", KEPT, NULL, NULL},
        {ONE("{\"claim\":\"a\",\"equals\":null}"), "kv-policy-value", KVJWK_ERROR, FIRST "/equals",
         "null"},
        {ONE("{\"claim\":\"a\",\"equals\":{}}"), "kv-policy-value", KVJWK_ERROR, NULL, "an object"},
        {ONE("{\"claim\":\"a\",\"equals\":\"false\"}"), "kv-policy-value", KVJWK_NOTE, NULL,
         "\"false\""},
        {ONE("{\"claim\":\"a\",\"equals\":false}"), "kv-policy-value", KEPT, NULL, NULL},
        {ONE("{\"claim\":\"a\",\"condition\":\"equals\",\"value\":1}"), "kv-policy-legacy",
         KVJWK_WARNING, FIRST "/condition", NULL},
        {ONE("{\"claim\":\"a\",\"condition\":\"equals\",\"value\":1}"), "kv-policy-condition", KEPT,
         NULL, NULL},
        {ONE("{\"claim\":\"a\",\"condition\":\"less\",\"value\":1}"), "kv-policy-operator",
         KVJWK_ERROR, FIRST "/condition", "less"},
        {ONE("{\"claim\":\"a\",\"condition\":\"equals\",\"value\":[]}"), "kv-policy-value",
         KVJWK_ERROR, FIRST "/value", NULL},
        {ONE(CLAIM), "kv-policy-legacy", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

/* Depth costs no stack: sixty lists in one another. */
static void deep(void **state)
{
    static char text[4096];
    struct kv_case one = {text, "kv-policy-claim", KVJWK_ERROR, NULL, NULL};
    kvjwk_options o = kv_options(NULL, NULL);
    size_t n = (size_t)snprintf(text, sizeof(text), "%s",
                                "{\"version\":\"1.0.0\",\"anyOf\":[{" HOST ",\"allOf\":[");

    (void)state;
    for (int i = 0; i < 28; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "{\"anyOf\":[");
    n += (size_t)snprintf(text + n, sizeof(text) - n, "{\"claim\":\"\",\"equals\":1}");
    for (int i = 0; i < 28; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "]}");
    snprintf(text + n, sizeof(text) - n, "]}]}");
    kv_run(&one, 1, &o);
}

/* ---- where a policy stands ---- */

static const char *encoded(const char *policy)
{
    static char text[4096];
    char base64[3000];
    size_t length = b64url_encode(base64, sizeof(base64), (const uint8_t *)policy, strlen(policy));

    snprintf(text, sizeof(text), "{\"data\":\"%.*s\"}", (int)length, base64);
    return text;
}

static void inside_of_data(void **state)
{
    static const struct kv_case cases[] = {
        {ONE(CLAIM), "kv-policy-json", KEPT, NULL, NULL},
        {"[]", "kv-policy-json", KVJWK_ERROR, "/data", "an array"},
        {"eyJ2ZXJzaW9uIjoiMS4wLjAifQ", "kv-policy-json", KVJWK_ERROR, "/data", NULL},
        {"{\"version\":\"1.0.0\",", "json-truncated", KVJWK_ERROR, "/data", "the policy in data"},
        {"{\"lifetimeActions\":[]}", "kv-policy-rotation", KVJWK_ERROR, "/data", NULL},
        {"{\"version\":\"1.0.0\",\"version\":\"1.0.0\"}", "json-duplicate", KVJWK_ERROR, "/data",
         NULL},
        {ONE("{\"claim\":\"a\",\"less\":1}"), "kv-policy-operator", KVJWK_ERROR, "/data",
         "/anyOf/0/allOf/0/less"},
        {ONE("{\"claim\":\"a\",\"Equals\":1}"), "jwk-member-name", KVJWK_ERROR, "/data",
         "\"equals\""},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct kv_case one = cases[i];

        one.text = encoded(cases[i].text);
        kv_run(&one, 1, &o);
    }
}

static void envelopes(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"data\":\"{}\"}", "kv-policy-encoding", KVJWK_ERROR, "/data", NULL},
        {"{\"data\":\"e30\"}", "kv-policy-encoding", KEPT, NULL, NULL},
        {"{\"data\":\"\"}", "jwa-empty", KVJWK_ERROR, "/data", NULL},
        {"{\"contentType\":\"application/json; charset=utf-8\"}", "kv-policy-data", KVJWK_ERROR, "",
         NULL},
        {"{\"data\":\"e30\"}", "kv-policy-data", KEPT, NULL, NULL},
        {"{\"data\":\"e30\",\"contentType\":\"Application/JSON; charset=UTF-8\"}",
         "kv-policy-content-type", KEPT, NULL, NULL},
        {"{\"data\":\"e30\",\"contentType\":\"application/json\"}", "kv-policy-content-type",
         KVJWK_WARNING, "/contentType", NULL},
        {"{\"data\":\"e30\",\"anyOf\":[]}", "kv-policy-inline", KEPT, NULL, NULL},
        {"{\"contentType\":\"application/json; charset=utf-8\",\"anyOf\":[]}", "kv-policy-inline",
         KVJWK_ERROR, "", NULL},
        {"{\"contentType\":\"application/json; charset=utf-8\",\"lifetimeActions\":[]}",
         "kv-policy-rotation", KVJWK_ERROR, "", NULL},
        {"{\"encodedPolicy\":\"e30\"}", "jwk-member-name", KVJWK_ERROR, "/encodedPolicy",
         "\"data\""},
        {"{\"data\":7}", "jwk-member-type", KVJWK_ERROR, "/data", NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-release-policy");

    (void)state;
    KV_RUN(cases, &o);
}

#define EXPORTABLE "\"kty\":\"RSA-HSM\",\"key_size\":2048,\"attributes\":{\"exportable\":true}"

static void in_keys_and_requests(void **state)
{
    static const struct kv_case create[] = {
        {"{" EXPORTABLE ",\"release_policy\":{\"data\":\"W10\"}}", "kv-policy-json", KVJWK_ERROR,
         "/release_policy/data", NULL},
        {"{" EXPORTABLE ",\"release_policy\":{}}", "kv-policy-data", KVJWK_ERROR, "/release_policy",
         NULL},
        {"{" EXPORTABLE ",\"release_policy\":" ONE(CLAIM) "}", "kv-policy-inline", KVJWK_ERROR,
         "/release_policy", NULL},
    };
    static const struct kv_case bundle[] = {
        {"{\"key\":{\"kid\":\"k\"},\"release_policy\":{\"version\":\"0.2\",\"anyOf\":[" AUTHORITY(
             CLAIM) "]}}",
         "kv-policy-inline", KVJWK_WARNING, "/release_policy", NULL},
        {"{\"key\":{\"kid\":\"k\"},\"release_policy\":{\"version\":\"0.2\",\"anyOf\":[" AUTHORITY(
             CLAIM) "]}}",
         "kv-policy-version", KVJWK_WARNING, "/release_policy/version", NULL},
    };
    static const struct kv_case update[] = {
        {"{\"release_policy\":{\"immutable\":true}}", "kv-policy-data", KEPT, NULL, NULL},
        {"{\"release_policy\":{}}", "kv-policy-data", KVJWK_ERROR, "/release_policy", NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-create");

    (void)state;
    KV_RUN(create, &o);
    o = kv_options(NULL, "key-bundle");
    KV_RUN(bundle, &o);
    o = kv_options(NULL, "key-update");
    KV_RUN(update, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions),  cmocka_unit_test(authorities),
        cmocka_unit_test(claims),    cmocka_unit_test(lists_of_conditions),
        cmocka_unit_test(deep),      cmocka_unit_test(inside_of_data),
        cmocka_unit_test(envelopes), cmocka_unit_test(in_keys_and_requests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
