// SPDX-License-Identifier: MIT
/* Every kind of document is told from its members, few or many, in whatever order they stand. */
#include <jansson.h>

#include "outcome.h"

#define KID "\"kid\":\"https://contoso.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef\""
#define EC_KEY "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\""
#define RSA_KEY "\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\""
#define OPS "\"key_ops\":[\"sign\",\"verify\"]"
#define TIMES "\"created\":1700000000,\"updated\":1700000000"
#define TAGS "\"tags\":{\"kty\":\"x\",\"keys\":\"y\",\"key\":\"z\"}"
#define POLICY "\"release_policy\":{\"data\":\"e30\",\"contentType\":\"application/json\"}"

static const struct {
    const char *kind; /* NULL: none */
    const char *text;
} rows[] = {
    {"jwk", "{\"kty\":\"RSA\",\"n\":\"AQAB\"}"},
    {"jwk", "{" RSA_KEY "}"},
    {"jwk",
     "{" RSA_KEY "," KID "," OPS ",\"alg\":\"RS256\",\"use\":\"sig\",\"d\":\"AA\",\"x5t\":\"A\"}"},
    {"jwk", "{" EC_KEY "," OPS "}"},
    {"jwk", "{\"kty\":\"oct\",\"k\":\"AA\"}"},
    {"jwk", "{\"n\":\"AQAB\",\"e\":\"AQAB\"}"}, /* kty was forgotten */
    {"jwk", "{\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}"},
    {"jwk", "{\"KTY\":\"EC\",\"crv\":\"P-256\"}"},
    {"jwk-set", "{\"keys\":[]}"},
    {"jwk-set", "{\"keys\":[{" EC_KEY "},{" RSA_KEY "}],\"name\":\"x\"}"},
    {"key-bundle", "{\"key\":{" KID "}}"},
    {"key-bundle", "{\"key\":{" KID "," EC_KEY "," OPS "},\"attributes\":{" TIMES
                   ",\"enabled\":true,\"recoveryLevel\":\"Purgeable\"}," TAGS "," POLICY "}"},
    {"key-bundle", "{\"key\":{" RSA_KEY "},\"attributes\":{" TIMES "}}"},
    {"deleted-key-bundle", "{\"key\":{" KID "},\"recoveryId\":\"https://x\"}"},
    {"deleted-key-bundle", "{\"key\":{" KID "," EC_KEY "," OPS "},\"attributes\":{" TIMES "}," TAGS
                           ",\"recoveryId\":\"https://x\",\"deletedDate\":1,"
                           "\"scheduledPurgeDate\":2}"},
    {"key-item", "{" KID ",\"attributes\":{}}"},
    {"key-item", "{" KID ",\"attributes\":{" TIMES ",\"enabled\":true}," TAGS ",\"managed\":true}"},
    {"deleted-key-item", "{" KID ",\"deletedDate\":1}"},
    {"deleted-key-item",
     "{" KID ",\"attributes\":{" TIMES "}," TAGS ",\"recoveryId\":\"https://x\",\"deletedDate\":1,"
     "\"scheduledPurgeDate\":2}"},
    {"key-list", "{\"value\":[{" KID "}]}"},
    {"key-list", "{\"value\":[],\"nextLink\":null}"},
    {"key-list", "{\"value\":[{" KID ",\"attributes\":{" TIMES "}}],\"nextLink\":\"https://x\"}"},
    {"key-create", "{\"kty\":\"RSA\"}"},
    {"key-create", "{\"kty\":\"RSA\",\"key_size\":2048}"},
    {"key-create", "{\"kty\":\"EC\",\"crv\":\"P-256\"}"},
    {"key-create", "{\"kty\":\"RSA-HSM\",\"key_size\":3072," OPS
                   ",\"attributes\":{\"enabled\":true,\"exportable\":true}," TAGS "," POLICY
                   ",\"public_exponent\":65537}"},
    {"key-import", "{\"key\":{" RSA_KEY "}}"},
    {"key-import", "{\"key\":{" EC_KEY "," OPS ",\"d\":\"AA\"},\"Hsm\":false,"
                   "\"attributes\":{\"enabled\":true}," TAGS "," POLICY "}"},
    {"key-import", "{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"e30\"}}"},
    {"key-update", "{" OPS "}"},
    {"key-update", "{\"attributes\":{\"enabled\":false}}"},
    {"key-update", "{" OPS ",\"attributes\":{\"enabled\":true,\"exp\":1}," TAGS "," POLICY "}"},
    {"verify", "{\"alg\":\"ES256\",\"digest\":\"AA\",\"value\":\"AA\"}"},
    {"verify", "{\"alg\":\"ML-DSA-65\",\"digest\":\"AA\",\"value\":\"AA\",\"context\":\"AA\"}"},
    {"release", "{\"target\":\"a.b.c\"}"},
    {"release", "{\"target\":\"a.b.c\",\"nonce\":\"x\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"}"},
    {"rotation-policy", "{\"lifetimeActions\":[]}"},
    {"rotation-policy", "{\"attributes\":{\"expiryTime\":\"P1Y\"}}"},
    {"rotation-policy",
     "{\"id\":\"https://x\",\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":"
     "\"P90D\"},\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{" TIMES
     ",\"expiryTime\":\"P1Y\"}}"},
    {"release-policy", "{\"anyOf\":[]}"},
    {"release-policy", "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"https://x\",\"allOf\":"
                       "[{\"claim\":\"c\",\"equals\":true}]}]}"},
    {"key-release-policy", "{\"data\":\"e30\"}"},
    {"key-release-policy", "{\"data\":\"e30\",\"contentType\":\"application/json; charset=utf-8\","
                           "\"immutable\":true}"},
    {"key-transfer", "{\"schema_version\":\"1.0.0\"}"},
    {"key-transfer",
     "{\"schema_version\":\"1.0.0\",\"header\":{\"kid\":\"https://x\",\"alg\":\"dir\","
     "\"enc\":\"CKM_RSA_AES_KEY_WRAP\"},\"ciphertext\":\"AA\",\"generator\":\"x\"}"},
    {"az-key", "{\"key\":{" KID ",\"keyOps\":[]}}"},
    {"az-key",
     "{\"attributes\":{\"created\":\"2023-11-14T22:13:20+00:00\",\"enabled\":true,"
     "\"expires\":null,\"notBefore\":null},\"key\":{\"crv\":null,\"d\":null,\"e\":\"AQAB\","
     "\"keyOps\":[\"sign\"]," KID ",\"kty\":\"RSA\",\"n\":\"AQAB\",\"t\":null},"
     "\"managed\":null,\"releasePolicy\":null,\"tags\":{}}"},
    {"az-list", "[{" KID ",\"attributes\":{}}]"},
    {"az-list", "[{\"attributes\":{\"created\":\"2023-11-14T22:13:20+00:00\"}," KID
                ",\"managed\":null,\"name\":\"k\",\"tags\":{}}]"},
    {NULL, "{}"},
    {NULL, "[]"},
    {NULL, "null"},
    {NULL, "\"kty\""},
    {NULL, "[\"kty\"]"},
    {NULL, "[[{\"kty\":\"EC\"}]]"},
    {NULL, "{\"name\":\"x\",\"version\":\"1.0.0\"}"},
    {NULL, "{\"properties\":{\"kty\":\"EC\"}}"},
};

/* A request to sign and one to encrypt are both {"alg", "value"}: they have to be named. */
static const char *const told_by_name_alone[] = {"sign", "key-operation"};

enum order { AS_WRITTEN, REVERSED, ROTATED, ORDERS };

/* The value again with the members of every object in another order. */
static json_t *reorder(json_t *value, enum order order)
{
    json_t *out, *member, *members;
    const char *name;
    size_t i, n;

    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach(value, i, member) json_array_append_new(out, reorder(member, order));
        return out;
    }
    if (!json_is_object(value))
        return json_incref(value);
    members = json_array();
    json_object_foreach(value, name, member)
        json_array_append_new(members, json_pack("[so]", name, reorder(member, order)));
    n = json_array_size(members);
    out = json_object();
    for (i = 0; i < n; i++) {
        size_t at = order == REVERSED ? n - 1 - i : order == ROTATED ? (i + 1) % n : i;
        json_t *pair = json_array_get(members, at);

        json_object_set(out, json_string_value(json_array_get(pair, 0)), json_array_get(pair, 1));
    }
    json_decref(members);
    return out;
}

static void expect_kind(const char *text, const char *kind)
{
    kvjwk_summary summary;

    assert_int_equal(kvjwk_check(text, strlen(text), NULL, NULL, &summary), KVJWK_OK);
    if (kind == NULL ? summary.kind != NULL
                     : summary.kind == NULL || strcmp(summary.kind->name, kind) != 0)
        fail_msg("%s: %s; expected %s", text, summary.kind == NULL ? "none" : summary.kind->name,
                 kind == NULL ? "none" : kind);
}

static void kinds_in_every_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *value = json_loads(rows[i].text, JSON_DECODE_ANY, NULL);

        assert_non_null(value);
        for (int order = AS_WRITTEN; order < ORDERS; order++) {
            json_t *other = reorder(value, (enum order)order);
            char *text = json_dumps(other, JSON_ENCODE_ANY | JSON_INDENT(2));

            assert_non_null(text);
            expect_kind(text, rows[i].kind);
            free(text);
            json_decref(other);
        }
        json_decref(value);
    }
}

static bool is_listed(const char *kind)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].kind != NULL && strcmp(rows[i].kind, kind) == 0)
            return true;
    for (size_t i = 0; i < sizeof(told_by_name_alone) / sizeof(told_by_name_alone[0]); i++)
        if (strcmp(told_by_name_alone[i], kind) == 0)
            return true;
    return false;
}

static void every_kind_has_its_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_kind_count(); i++)
        if (!is_listed(kvjwk_kind_at(i)->name))
            fail_msg("no document of kind %s", kvjwk_kind_at(i)->name);
}

/* A kind that is named is not looked for, whatever the document. */
static void a_named_kind_is_taken(void **state)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_summary summary;

    (void)state;
    for (size_t k = 0; k < kvjwk_kind_count(); k++) {
        options.kind = kvjwk_kind_at(k);
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            assert_int_equal(
                kvjwk_check(rows[i].text, strlen(rows[i].text), &options, NULL, &summary),
                KVJWK_OK);
            assert_ptr_equal(summary.kind, options.kind);
        }
    }
}

/* Names are compared by what they mean. */
static void escaped_names_count(void **state)
{
    (void)state;
    expect_kind("{\"\\u006bty\":\"EC\",\"\\u0078\":\"AA\"}", "jwk");
    expect_kind("{\"k\\u0065ys\":[]}", "jwk-set");
    expect_kind("{\"key\":{\"\\u006bid\":\"x\"}}", "key-bundle");
}

/* Behind a fault the rest is missing, but what was read is enough. */
static void a_cut_document_is_told(void **state)
{
    (void)state;
    expect_kind("{\"kty\":\"EC\",\"x\":\"AA", "jwk");
    expect_kind("{\"keys\":[{\"kty\":\"EC\",", "jwk-set");
    expect_kind("\xef\xbb\xbf{\"kty\":\"EC\",\"x\":\"AA\",}", "jwk");
    expect_kind("[{\"kid\":\"x\",\"attributes\":{\"created\":", "az-list");
}

/* alg and value alone: the algorithm says which request it is. */
static void requests_by_algorithm(void **state)
{
    static const struct {
        const char *text, *kind;
    } cases[] = {
        {"{\"alg\":\"RS256\",\"value\":\"AAAA\"}", "sign"},
        {"{\"value\":\"AAAA\",\"alg\":\"RSA-OAEP-256\"}", "key-operation"},
        {"{\"alg\":\"none\",\"value\":\"AAAA\"}", NULL},
        {"{\"alg\":\"RS256\"}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct outcome *o = outcome_of(cases[i].text, strlen(cases[i].text), NULL);

        if (cases[i].kind == NULL)
            assert_null(o->summary.kind);
        else
            assert_string_equal(o->summary.kind->name, cases[i].kind);
        free(o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_by_algorithm),        cmocka_unit_test(kinds_in_every_order),
        cmocka_unit_test(every_kind_has_its_documents), cmocka_unit_test(a_named_kind_is_taken),
        cmocka_unit_test(escaped_names_count),          cmocka_unit_test(a_cut_document_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
