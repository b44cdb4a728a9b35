// SPDX-License-Identifier: MIT
/* Key transfer blobs: by themselves, and in key_hsm of an import. */
#include "kv_case.h"

#include "text/b64.h"

#define KEK "https://contoso.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef"

static const char *zeros(size_t octets)
{
    static char out[4096];
    size_t length = (4 * octets + 2) / 3;

    assert_true(length < sizeof(out));
    memset(out, 'A', length);
    out[length] = '\0';
    return out;
}

static const char *blob(const char *schema, const char *header, size_t octets)
{
    static char text[8192];

    snprintf(text, sizeof(text),
             "{\"schema_version\":\"%s\",\"header\":{%s},\"ciphertext\":\"%s\"}", schema, header,
             zeros(octets));
    return text;
}

#define HEADER "\"kid\":\"" KEK "\",\"alg\":\"dir\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\""

static void expect(const char *text, const char *target, const char *rule, int severity,
                   const char *pointer, const char *says)
{
    struct kv_case one = {text, rule, severity, pointer, says};
    kvjwk_options o = kv_options(target, NULL);

    kv_run(&one, 1, &o);
}

static void schema_and_header(void **state)
{
    (void)state;
    expect(blob("1.0.0", HEADER, 512), NULL, "kv-transfer-schema", KEPT, NULL, NULL);
    expect(blob("1.0", HEADER, 512), NULL, "kv-transfer-schema", KVJWK_WARNING, "/schema_version",
           "release");
    expect(blob("1", HEADER, 512), NULL, "kv-transfer-schema", KVJWK_ERROR, "/schema_version",
           NULL);
    expect(blob("1.0.0", HEADER, 512), NULL, "kv-transfer-header", KEPT, NULL, NULL);
    expect(
        blob("1.0.0", "\"kid\":\"" KEK "\",\"alg\":\"none\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"", 512),
        NULL, "kv-transfer-header", KVJWK_ERROR, "/header/alg", "dir");
    expect(
        blob("1.0.0", "\"kid\":\"" KEK "\",\"alg\":\"dir\",\"enc\":\"RSA_AES_KEY_WRAP_256\"", 512),
        NULL, "kv-transfer-header", KVJWK_ERROR, "/header/enc", "CKM_RSA_AES_KEY_WRAP");
    expect(blob("1.0.0", HEADER ",\"zip\":\"DEF\"", 512), NULL, "jwk-member-unknown", KVJWK_NOTE,
           "/header/zip", NULL);
    expect(blob("1.0.0", "\"alg\":\"dir\"", 512), NULL, "jwk-member-missing", KVJWK_ERROR,
           "/header", "kid");
}

static void key_exchange_key(void **state)
{
    const char *rest = ",\"alg\":\"dir\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"";
    char header[300];

    (void)state;
    expect(blob("1.0.0", HEADER, 512), NULL, "kv-transfer-kid", KEPT, NULL, NULL);
    snprintf(header, sizeof(header), "\"kid\":\"kek\"%s", rest);
    expect(blob("1.0.0", header, 512), NULL, "kv-transfer-kid", KVJWK_ERROR, "/header/kid", NULL);
    expect(blob("1.0", header, 512), NULL, "kv-transfer-kid", KEPT, NULL, NULL);
    snprintf(header, sizeof(header), "\"kid\":\"https://contoso.vault.azure.net/keys/kek\"%s",
             rest);
    expect(blob("1.0.0", header, 512), NULL, "kv-transfer-kid", KVJWK_ERROR, NULL, NULL);
    snprintf(header, sizeof(header), "\"kid\":\"https://contoso.vault.azure.net/keys/kek/1\"%s",
             rest);
    expect(blob("1.0.0", header, 512), NULL, "kv-key-version", KVJWK_ERROR, "/header/kid", NULL);
}

/* 256, 384 or 512 octets of RSA, and two or more semiblocks of AES key wrap with padding. */
static void lengths_of_the_ciphertext(void **state)
{
    (void)state;
    for (size_t n = 240; n < 800; n++)
        expect(blob("1.0.0", HEADER, n), NULL, "kv-transfer-length",
               n >= 272 && n % 8 == 0 ? KEPT : KVJWK_ERROR, NULL, NULL);
}

/* ---- in key_hsm ---- */

enum alphabet { URL, STANDARD };

static const char *import_of(const char *key, const char *text, enum alphabet alphabet)
{
    static char out[16384];
    char base64[12000];
    size_t length = b64url_encode(base64, sizeof(base64) - 2, (const uint8_t *)text, strlen(text));

    for (size_t i = 0; i < length && alphabet == STANDARD; i++)
        base64[i] = base64[i] == '-' ? '+' : base64[i] == '_' ? '/' : base64[i];
    while (alphabet == STANDARD && length % 4 != 0)
        base64[length++] = '=';
    snprintf(out, sizeof(out), "{\"key\":{%s,\"key_hsm\":\"%.*s\"}}", key, (int)length, base64);
    return out;
}

#define RSA_HSM "\"kty\":\"RSA-HSM\""

static void blobs_in_imports(void **state)
{
    const char *premium = "vault-premium";

    (void)state;
    expect(import_of(RSA_HSM, blob("1.0.0", HEADER, 1488), URL), premium, "kv-transfer-json", KEPT,
           NULL, NULL);
    expect(import_of(RSA_HSM, blob("1.0.0", HEADER, 1488), URL), premium, "kv-transfer-alphabet",
           KEPT, NULL, NULL);
    expect(import_of(RSA_HSM, "{ \"schema_version\": \"1.0.0\" }", STANDARD), premium,
           "kv-transfer-alphabet", KVJWK_NOTE, "/key/key_hsm", NULL);
    expect(import_of(RSA_HSM, "{ \"schema_version\": \"1.0.0\" }", STANDARD), premium,
           "jwa-base64url-padding", KEPT, NULL, NULL);
    expect(import_of(RSA_HSM, "{ \"schema_version\": \"1.0.0\" }", STANDARD), premium,
           "jwk-member-missing", KVJWK_ERROR, "/key/key_hsm", "the transfer blob in key_hsm");
    expect(import_of(RSA_HSM, blob("2", HEADER, 1488), URL), premium, "kv-transfer-schema",
           KVJWK_ERROR, "/key/key_hsm", "/schema_version");
    expect(import_of(RSA_HSM, blob("1.0.0", HEADER, 1483), URL), premium, "kv-transfer-length",
           KVJWK_ERROR, "/key/key_hsm", "1483 octets");
    expect(import_of(RSA_HSM, blob("1.0.0", HEADER, 296), URL), premium, "kv-transfer-length",
           KVJWK_WARNING, "/key/key_hsm", "too few");
    expect(import_of(RSA_HSM, "binary", URL), premium, "kv-transfer-json", KVJWK_ERROR,
           "/key/key_hsm", NULL);
    expect(import_of(RSA_HSM, "\n[]", URL), premium, "kv-transfer-json", KVJWK_ERROR,
           "/key/key_hsm", "an array");
    expect(import_of(RSA_HSM, "@\x19TenantGeneratedKey", URL), premium, "kv-transfer-json",
           KVJWK_WARNING, "/key/key_hsm", "first generation");
    expect(import_of(RSA_HSM, "{\"a\":1", URL), premium, "json-truncated", KVJWK_ERROR,
           "/key/key_hsm", NULL);
    expect("{\"key\":{" RSA_HSM ",\"key_hsm\":\"e*30\"}}", premium, "jwa-base64url-alphabet",
           KVJWK_ERROR, "/key/key_hsm", NULL);
}

static void types_of_transferred_keys(void **state)
{
    const char *text = "{}";

    (void)state;
    expect(import_of("\"kty\":\"RSA\"", text, URL), NULL, "kv-transfer-type", KVJWK_WARNING,
           "/key/kty", "RSA-HSM");
    expect(import_of("\"kty\":\"oct\"", text, URL), NULL, "kv-transfer-type", KVJWK_ERROR,
           "/key/kty", NULL);
    expect(import_of("\"kty\":\"oct-HSM\"", text, URL), "vault-premium", "kv-transfer-type",
           KVJWK_ERROR, "/key/kty", "Managed HSM");
    expect(import_of("\"kty\":\"oct-HSM\"", text, URL), "managed-hsm", "kv-transfer-type", KEPT,
           NULL, NULL);
    expect(import_of("\"kty\":\"EC-HSM\"", text, URL), NULL, "kv-transfer-curve", KVJWK_ERROR,
           "/key/kty", NULL);
    expect(import_of("\"kty\":\"EC-HSM\",\"crv\":\"P-256\"", text, URL), NULL, "kv-transfer-curve",
           KEPT, NULL, NULL);
    expect(import_of(RSA_HSM, text, URL), NULL, "kv-transfer-type", KEPT, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schema_and_header),         cmocka_unit_test(key_exchange_key),
        cmocka_unit_test(lengths_of_the_ciphertext), cmocka_unit_test(blobs_in_imports),
        cmocka_unit_test(types_of_transferred_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
