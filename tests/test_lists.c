// SPDX-License-Identifier: MIT
/* List pages: whether they are whole, and findings that belong to the document, not to a key. */
#include "kv_case.h"

#define ITEM "{\"kid\":\"https://contoso.vault.azure.net/keys/k\",\"attributes\":{}}"
#define I5 ITEM "," ITEM "," ITEM "," ITEM "," ITEM

static void pages(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"value\":[" ITEM "],\"nextLink\":\"https://contoso.vault.azure.net:443/keys?x\"}",
         "kv-list-more", KVJWK_WARNING, "/nextLink", NULL},
        {"{\"value\":[" ITEM "],\"nextLink\":null}", "kv-list-more", KEPT, NULL, NULL},
        {"{\"value\":[" ITEM "],\"nextLink\":\"\"}", "kv-list-more", KEPT, NULL, NULL},
        {"{\"value\":[" ITEM "]}", "kv-list-more", KEPT, NULL, NULL},
        {"{\"value\":[],\"nextLink\":null}", "kv-list-empty", KVJWK_NOTE, "/value", NULL},
        {"{\"value\":[" ITEM "],\"nextLink\":null}", "kv-list-empty", KEPT, NULL, NULL},
        {"{\"value\":[" I5 "," I5 "," I5 "," I5 "," I5 "],\"nextLink\":null}", "kv-list-long", KEPT,
         NULL, NULL},
        {"{\"value\":[" I5 "," I5 "," I5 "," I5 "," I5 "," ITEM "],\"nextLink\":null}",
         "kv-list-long", KVJWK_NOTE, "/value", "26 keys"},
        {"{\"value\":[" ITEM ",7],\"nextLink\":null}", "jwk-member-type", KVJWK_ERROR, "/value/1",
         NULL},
        {"{\"value\":[{\"attributes\":{}}],\"nextLink\":null}", "jwk-member-missing", KVJWK_ERROR,
         "/value/0", "\"kid\""},
        {"{\"value\":{},\"nextLink\":null}", "jwk-member-type", KVJWK_ERROR, "/value", NULL},
        {"{\"value\":[" ITEM "],\"nextlink\":null}", "jwk-member-name", KVJWK_WARNING, "/nextlink",
         NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-list");

    (void)state;
    KV_RUN(cases, &o);
}

static void lists_of_the_command_line(void **state)
{
    static const struct kv_case cases[] = {
        {"[]", "kv-list-empty", KVJWK_NOTE, "", NULL},
        {"[" ITEM "]", "kv-list-empty", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "az-list");

    (void)state;
    KV_RUN(cases, &o);
}

/* A whole key in a list of az is one, however the name of its member is spelled. */
static void whole_keys_of_the_command_line(void **state)
{
    static const struct kv_case cases[] = {
        {"[{\"key\":{\"kty\":\"XYZ\"}}]", "jwk-kty-unknown", KVJWK_ERROR, "/0/key/kty", NULL},
        {"[{\"k\\u0065y\":{\"kty\":\"XYZ\"}}]", "jwk-kty-unknown", KVJWK_ERROR, "/0/key/kty", NULL},
    };
    kvjwk_options o = kv_options(NULL, "az-list");

    (void)state;
    KV_RUN(cases, &o);
}

static void findings_of_the_document(void **state)
{
    static const char text[] =
        "{\"value\":[" ITEM "," ITEM "],\"nextLink\":\"https://contoso.vault.azure.net/keys?x\"}";
    struct outcome *o = outcome_of(text, strlen(text), NULL);
    const struct told *t = outcome_find(o, "kv-list-more");

    (void)state;
    assert_int_equal(o->key_count, 2);
    assert_non_null(t);
    assert_true(t->key_index == KVJWK_NO_KEY);
    assert_int_equal(o->keys[0].warnings, 0);
    assert_int_equal(o->summary.warnings, 1);
    free(o);
}

/* A JWK Set may have members of its own, RFC 7517 section 5. */
static void sets(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"keys\":[],\"issuer\":\"a\"}", "jwk-member-unknown", KEPT, NULL, NULL},
        {"{\"issuer\":\"a\"}", "jwk-member-missing", KVJWK_ERROR, "", "\"keys\""},
        {"{\"keys\":{}}", "jwk-member-type", KVJWK_ERROR, "/keys", "an array"},
    };
    kvjwk_options o = kv_options(NULL, "jwk-set");

    (void)state;
    KV_RUN(cases, &o);
    o.target = KVJWK_TARGET_RFC;
    KV_RUN(cases, &o);
}

static void nothing_of_this_for_rfc(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"value\":[],\"nextLink\":\"https://a\"}", "kv-list-more", KEPT, NULL, NULL},
        {"{\"value\":[],\"nextLink\":null}", "kv-list-empty", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options("rfc", NULL);

    (void)state;
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),
        cmocka_unit_test(lists_of_the_command_line),
        cmocka_unit_test(whole_keys_of_the_command_line),
        cmocka_unit_test(findings_of_the_document),
        cmocka_unit_test(sets),
        cmocka_unit_test(nothing_of_this_for_rfc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
