// SPDX-License-Identifier: MIT
/* What real services signed and encrypted: each line of the file that KVJWK_REAL_TRAFFIC names is
 * {"json": {"jwk", "alg", "digest", "signature"}} or {"json": {"jwk", "alg", "ciphertext",
 * "plaintext"}}. Such recordings are not redistributable, so without the variable this is skipped.
 */
#include "engine_keys.h"

static const char *text_of(json_t *o, const char *name)
{
    return json_string_value(json_object_get(o, name));
}

static bool agrees(kvjwk_engine_ctx *ctx, json_t *o)
{
    bool opens = json_object_get(o, "ciphertext") != NULL;
    kvjwk_engine_key *key = key_of_json(ctx, json_incref(json_object_get(o, "jwk")), NULL);
    kvjwk_engine_request r =
        request_of(opens ? "decrypt" : "verify", text_of(o, "alg"), KVJWK_TARGET_RFC);
    struct octets value = octets_of_b64(text_of(o, opens ? "ciphertext" : "digest"));
    struct octets expected = octets_of_b64(text_of(o, opens ? "plaintext" : "signature"));
    kvjwk_engine_result result;
    bool agreed;

    assert_non_null(key);
    r.primitive = true; /* the service held some of them in sizes that it no longer takes */
    r.value = bytes_of(&value);
    if (!opens)
        r.signature = bytes_of(&expected);
    result = run(key, &r, NULL);
    if (opens)
        agreed = result.done && result.value.length == expected.length &&
                 memcmp(result.value.ptr, expected.at, expected.length) == 0;
    else
        agreed = result.done && result.valid;
    kvjwk_engine_key_free(&key);
    return agreed;
}

static void test_recorded_operations(void **state)
{
    const char *path = getenv("KVJWK_REAL_TRAFFIC");
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    static char line[1 << 16];
    kvjwk_engine_ctx *ctx;
    size_t lines = 0, agreed = 0;

    (void)state;
    if (file == NULL)
        skip();
    ctx = new_ctx();
    while (fgets(line, sizeof(line), file) != NULL) {
        json_t *row = json_loads(line, 0, NULL);

        assert_non_null(row);
        lines++;
        agreed += agrees(ctx, json_object_get(row, "json"));
        json_decref(row);
    }
    fclose(file);
    kvjwk_engine_ctx_free(&ctx);
    print_message("%zu of %zu recorded operations agree\n", agreed, lines);
    assert_int_equal(agreed, lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recorded_operations)};

    return cmocka_run_group_tests_name("engine_traffic", tests, NULL, NULL);
}
