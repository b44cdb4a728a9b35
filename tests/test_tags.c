// SPDX-License-Identifier: MIT
/* Tags: count, lengths in characters, and values that are no strings. */
#include "kv_case.h"

#define CREATE(tags) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"tags\":{" tags "}}"
#define T5(n) "\"" n "1\":\"\",\"" n "2\":\"\",\"" n "3\":\"\",\"" n "4\":\"\",\"" n "5\":\"\""
#define X64                                                                                        \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"                             \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
#define X256 X64 X64 X64 X64

static void limits(void **state)
{
    static const struct kv_case cases[] = {
        {CREATE(T5("a") "," T5("b") "," T5("c")), "kv-tag-count", KEPT, NULL, NULL},
        {CREATE(T5("a") "," T5("b") "," T5("c") ",\"d\":\"\""), "kv-tag-count", KVJWK_ERROR,
         "/tags", "16 tags"},
        {CREATE("\"" X256 "\":\"\""), "kv-tag-name", KEPT, NULL, NULL},
        {CREATE("\"" X256 "a\":\"\""), "kv-tag-name", KVJWK_ERROR, NULL, "257 characters"},
        {CREATE("\"a\":\"" X256 "\""), "kv-tag-value", KEPT, NULL, NULL},
        {CREATE("\"a\":\"" X256 "b\""), "kv-tag-value", KVJWK_ERROR, "/tags/a", "257 characters"},
        {CREATE("\"a\":\"\""), "kv-tag-value", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-create");

    (void)state;
    KV_RUN(cases, &o);
}

static void types(void **state)
{
    static const struct kv_case cases[] = {
        {CREATE("\"a\":1"), "kv-tag-type", KVJWK_ERROR, "/tags/a", NULL},
        {CREATE("\"a\":null"), "kv-tag-type", KVJWK_ERROR, "/tags/a", "null"},
        {CREATE("\"a\":[\"b\"]"), "kv-tag-type", KVJWK_ERROR, "/tags/a", "an array"},
        {CREATE("\"a\":\"1\",\"A\":\"2\""), "kv-tag-type", KEPT, NULL, NULL},
        {CREATE("\"a\":\"1\",\"A\":\"2\""), "json-duplicate", KEPT, NULL, NULL},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"tags\":[]}", "kv-tag-type", KEPT, NULL, NULL},
    };
    static const struct kv_case returned[] = {
        {"{\"kid\":\"https://contoso.vault.azure.net/keys/"
         "k\",\"attributes\":{},\"tags\":{\"a\":1}}",
         "kv-tag-type", KVJWK_WARNING, "/tags/a", NULL},
    };
    kvjwk_options o = kv_options(NULL, "key-create");

    (void)state;
    KV_RUN(cases, &o);
    o = kv_options(NULL, NULL);
    KV_RUN(returned, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits),
        cmocka_unit_test(types),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
