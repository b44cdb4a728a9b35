// SPDX-License-Identifier: MIT
/* Requests of operations: algorithm, lengths by algorithm, and what a wrong value may be. */
#include "kv_case.h"

#define TEXT_MAX 8192

/* base64url of `octets` octets of zero, in the next of a few buffers. */
static const char *zeros(size_t octets)
{
    static char buffers[4][TEXT_MAX];
    static unsigned next;
    char *out = buffers[next++ % 4];
    size_t length = (4 * octets + 2) / 3;

    assert_true(length < TEXT_MAX);
    memset(out, 'A', length);
    out[length] = '\0';
    return out;
}

/* Formats a request, judges it, and says what `rule` found. */
static void expect_found(const kvjwk_options *options, const char *rule, int severity,
                         const char *pointer, const char *says, const char *format, ...)
{
    static char text[4 * TEXT_MAX];
    struct kv_case one = {text, rule, severity, pointer, says};
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    kv_run(&one, 1, options);
}

static void algorithms(void **state)
{
    static const struct kv_case sign[] = {
        {"{\"alg\":\"rs256\",\"value\":\"AA\"}", "kv-alg-unknown", KVJWK_ERROR, "/alg",
         "\"RS256\""},
        {"{\"alg\":\"EdDSA\",\"value\":\"AA\"}", "kv-alg-unknown", KVJWK_ERROR, "/alg", NULL},
        {"{\"alg\":\"SHA256\",\"value\":\"AA\"}", "kv-alg-unknown", KVJWK_ERROR, "/alg", NULL},
        {"{\"alg\":\"A128KW\",\"value\":\"AA\"}", "kv-alg-use", KVJWK_ERROR, "/alg", "sign"},
        {"{\"alg\":\"RS256\",\"value\":\"AA\"}", "kv-alg-use", KEPT, NULL, NULL},
        {"{\"value\":\"AA\"}", "jwk-member-missing", KVJWK_ERROR, "", "\"alg\""},
        {"{\"alg\":5,\"value\":\"AA\"}", "kv-alg-unknown", KEPT, NULL, NULL},
    };
    static const struct kv_case operation[] = {
        {"{\"alg\":\"PS256\",\"value\":\"AA\"}", "kv-alg-use", KVJWK_ERROR, "/alg", "PS256"},
        {"{\"alg\":\"RSA_OAEP\",\"value\":\"AA\"}", "kv-alg-unknown", KVJWK_ERROR, "/alg", NULL},
        {"{\"alg\":\"RSA-OAEP\",\"value\":\"AA\"}", "kv-alg-not-recommended", KVJWK_NOTE, "/alg",
         NULL},
        {"{\"alg\":\"RSA-OAEP-256\",\"value\":\"AA\"}", "kv-alg-not-recommended", KEPT, NULL, NULL},
        {"{\"alg\":\"RSA-OAEP-384\",\"value\":\"AA\"}", "kv-alg-unknown", KVJWK_ERROR, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, "sign");

    (void)state;
    KV_RUN(sign, &o);
    o = kv_options(NULL, "key-operation");
    KV_RUN(operation, &o);
}

static void services_of_algorithms(void **state)
{
    static const struct kv_case standard[] = {
        {"{\"alg\":\"A128KW\",\"value\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", "kv-alg-service", KVJWK_ERROR,
         "/alg", "Standard vault"},
        {"{\"alg\":\"RSA-OAEP-256\",\"value\":\"AA\"}", "kv-alg-service", KEPT, NULL, NULL},
    };
    static const struct kv_case premium[] = {
        {"{\"alg\":\"A128KW\",\"value\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", "kv-alg-service", KVJWK_ERROR,
         "/alg", "preview"},
        {"{\"alg\":\"CKM_AES_KEY_WRAP\",\"value\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", "kv-alg-service",
         UNKNOWN, "/alg", NULL},
    };
    static const struct kv_case any[] = {
        {"{\"alg\":\"A128KW\",\"value\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", "kv-alg-service", KVJWK_NOTE,
         "/alg", NULL},
    };
    kvjwk_options o = kv_options("vault-standard", "key-operation");

    (void)state;
    KV_RUN(standard, &o);
    o = kv_options("vault-premium", "key-operation");
    KV_RUN(premium, &o);
    o = kv_options(NULL, "key-operation");
    KV_RUN(any, &o);
    o = kv_options("managed-hsm", "sign");
    expect_found(&o, "kv-alg-service", KEPT, NULL, NULL, "{\"alg\":\"HS256\",\"value\":\"%s\"}",
                 zeros(32));
    expect_found(&o, "kv-alg-service", UNKNOWN, "/alg", NULL,
                 "{\"alg\":\"HS384\",\"value\":\"%s\"}", zeros(48));
    o.edition = kvjwk_edition_find("2024-09");
    expect_found(&o, "kv-alg-service", KVJWK_ERROR, "/alg", NULL,
                 "{\"alg\":\"HS256\",\"value\":\"%s\"}", zeros(32));
}

/* RFC 7518 sections 3.2 to 3.5; RFC 8812: by the number in the name, not from the tables. */
static const struct {
    const char *alg;
    size_t digest, signature;
} lengths[] = {
    {"RS256", 32, 256}, {"RS384", 48, 384}, {"RS512", 64, 512}, {"PS256", 32, 256},
    {"PS384", 48, 384}, {"PS512", 64, 512}, {"ES256", 32, 64},  {"ES384", 48, 96},
    {"ES512", 64, 132}, {"ES256K", 32, 64},
};

static void lengths_of_digests(void **state)
{
    kvjwk_options o = kv_options(NULL, "sign");

    (void)state;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
        for (size_t n = 0; n <= 70; n++)
            expect_found(&o, "kv-digest-length", n == lengths[i].digest ? KEPT : KVJWK_ERROR, NULL,
                         NULL, "{\"alg\":\"%s\",\"value\":\"%s\"}", lengths[i].alg, zeros(n));
}

static void lengths_of_signatures(void **state)
{
    kvjwk_options o = kv_options(NULL, "verify");

    (void)state;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
        for (size_t less = 0; less <= 2; less++)
            expect_found(&o, "kv-signature-length", less == 1 ? KEPT : KVJWK_ERROR, NULL, NULL,
                         "{\"alg\":\"%s\",\"digest\":\"%s\",\"value\":\"%s\"}", lengths[i].alg,
                         zeros(lengths[i].digest), zeros(lengths[i].signature + 1 - less));
    expect_found(&o, "kv-signature-length", KVJWK_WARNING, "/value", "128",
                 "{\"alg\":\"RS256\",\"digest\":\"%s\",\"value\":\"%s\"}", zeros(32), zeros(128));
}

/* base64url of the hexadecimal, and of the base64url, text of SHA-256 of nothing. */
#define HEX_TEXT                                                                                   \
    "ZTNiMGM0NDI5OGZjMWMxNDlhZmJmNGM4OTk2ZmI5MjQyN2FlNDFlNDY0OWI5MzRjYTQ5NTk5MWI3ODUyYjg1NQ"
#define TWICE "NDdERVFwajhIQlNhLV9USW1XLTVKQ2V1UWVSa201Tk1wSldaRzNoU3VGVQ"

static void what_a_wrong_digest_may_be(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"alg\":\"RS256\",\"value\":\"" HEX_TEXT "\"}", "kv-digest-length", KVJWK_ERROR,
         "/value", "hexadecimal"},
        {"{\"alg\":\"RS256\",\"value\":\"" TWICE "\"}", "kv-digest-length", KVJWK_ERROR, "/value",
         "twice"},
        {"{\"alg\":\"RS256\",\"value\":\"aGVsbG8gd29ybGQ\"}", "kv-digest-length", KVJWK_ERROR,
         "/value", "does not hash"},
        {"{\"alg\":\"RS512\",\"value\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
         "kv-digest-length", KVJWK_ERROR, "/value", "another algorithm"},
        {"{\"alg\":\"RS512\",\"value\":\"" HEX_TEXT "\"}", "kv-digest-length", KEPT, NULL, NULL},
        {"{\"alg\":\"RS512\",\"value\":\"" HEX_TEXT "\"}", "kv-digest-text", KVJWK_WARNING,
         "/value", "32 octets"},
        {"{\"alg\":\"RS256\",\"value\":\"\"}", "kv-digest-length", KVJWK_ERROR, "/value",
         "0 octets"},
    };
    kvjwk_options o = kv_options(NULL, "sign");

    (void)state;
    KV_RUN(cases, &o);
    o = kv_options("managed-hsm", "sign");
    expect_found(&o, "kv-digest-length", KVJWK_WARNING, "/value", NULL,
                 "{\"alg\":\"HS256\",\"value\":\"%s\"}", zeros(100));
}

/* 30 31 30 0d 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20 and 32 zeros, RFC 8017 section 9.2. */
#define DIGEST_INFO                                                                                \
    "MDEwDQYJYIZIAWUDBAIBBQAEI"                                                                    \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void rsnull(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"alg\":\"RSNULL\",\"value\":\"" DIGEST_INFO "\"}", "kv-rsnull-digestinfo", KEPT, NULL,
         NULL},
        {"{\"alg\":\"RSNULL\",\"value\":\"" DIGEST_INFO "AAAA\"}", "kv-rsnull-digestinfo",
         KVJWK_ERROR, "/value", "54 octets"},
        {"{\"alg\":\"RSNULL\",\"value\":\"MDEwDQ\"}", "kv-rsnull-digestinfo", KVJWK_ERROR, "/value",
         NULL},
        {"{\"alg\":\"RSNULL\",\"value\":\"\"}", "kv-rsnull-digestinfo", KVJWK_ERROR, "/value",
         NULL},
    };
    kvjwk_options o = kv_options(NULL, "sign");

    (void)state;
    KV_RUN(cases, &o);
    for (size_t n = 0; n < 300; n++)
        expect_found(&o, "kv-rsnull-digestinfo", n == 36 ? KEPT : KVJWK_ERROR, NULL, NULL,
                     "{\"alg\":\"RSNULL\",\"value\":\"%s\"}", zeros(n));
}

/* SEQUENCE { INTEGER 1, INTEGER 1 } */
#define DER "MAYCAQECAQE"

static void verification(void **state)
{
    kvjwk_options o = kv_options(NULL, "verify");

    (void)state;
    expect_found(&o, "kv-signature-length", KVJWK_ERROR, "/value", "DER",
                 "{\"alg\":\"ES256\",\"digest\":\"%s\",\"value\":\"" DER "\"}", zeros(32));
    expect_found(&o, "kv-verify-swapped", KVJWK_ERROR, "/digest", NULL,
                 "{\"alg\":\"RS256\",\"digest\":\"%s\",\"value\":\"%s\"}", zeros(256), zeros(32));
    expect_found(&o, "kv-verify-swapped", KVJWK_ERROR, "/digest", NULL,
                 "{\"alg\":\"ES384\",\"digest\":\"%s\",\"value\":\"%s\"}", zeros(96), zeros(48));
    expect_found(&o, "kv-verify-swapped", KEPT, NULL, NULL,
                 "{\"alg\":\"ES384\",\"digest\":\"%s\",\"value\":\"%s\"}", zeros(95), zeros(48));
    expect_found(&o, "kv-verify-swapped", KEPT, NULL, NULL,
                 "{\"alg\":\"ES384\",\"digest\":\"%s\",\"value\":\"%s\"}", zeros(48), zeros(96));
}

static void ml_dsa(void **state)
{
    kvjwk_options o = kv_options(NULL, "sign");

    (void)state;
    expect_found(&o, "kv-ml-dsa-members", KEPT, NULL, NULL, "{\"external_mu\":\"%s\"}", zeros(64));
    expect_found(&o, "jwk-member-missing", KEPT, NULL, NULL, "{\"external_mu\":\"%s\"}", zeros(64));
    expect_found(&o, "jwk-member-missing", KVJWK_ERROR, "", "value", "{\"context\":\"AA\"}");
    expect_found(&o, "kv-ml-dsa-members", KVJWK_ERROR, "/external_mu", "65 octets",
                 "{\"external_mu\":\"%s\"}", zeros(65));
    expect_found(&o, "kv-ml-dsa-members", KVJWK_ERROR, "/external_mu", "alg",
                 "{\"external_mu\":\"%s\",\"alg\":\"ML-DSA-44\"}", zeros(64));
    expect_found(&o, "kv-ml-dsa-members", KVJWK_ERROR, "/external_mu", "message",
                 "{\"external_mu\":\"%s\",\"value\":\"AA\"}", zeros(64));
    expect_found(&o, "kv-ml-dsa-members", KVJWK_ERROR, "/context", "already",
                 "{\"external_mu\":\"%s\",\"context\":\"AA\"}", zeros(64));
    expect_found(&o, "kv-ml-dsa-members", KEPT, NULL, NULL,
                 "{\"alg\":\"ML-DSA-44\",\"value\":\"AA\",\"context\":\"%s\"}", zeros(255));
    expect_found(&o, "kv-ml-dsa-members", KVJWK_ERROR, "/context", "256 octets",
                 "{\"alg\":\"ML-DSA-44\",\"value\":\"AA\",\"context\":\"%s\"}", zeros(256));
    expect_found(&o, "kv-ml-dsa-members", KVJWK_ERROR, "/context", "ES256",
                 "{\"alg\":\"ES256\",\"value\":\"%s\",\"context\":\"AA\"}", zeros(32));
    o = kv_options(NULL, "verify");
    expect_found(&o, "kv-signature-length", KEPT, NULL, NULL,
                 "{\"alg\":\"ML-DSA-87\",\"digest\":\"AA\",\"value\":\"%s\"}", zeros(4627));
    expect_found(&o, "kv-signature-length", KVJWK_ERROR, "/value", "3309",
                 "{\"alg\":\"ML-DSA-65\",\"digest\":\"AA\",\"value\":\"%s\"}", zeros(3310));
}

#define OPERATION(alg, members)                                                                    \
    "{\"alg\":\"" alg "\",\"value\":\"AAAAAAAAAAAAAAAAAAAAAA\"" members "}"
#define IV12 ",\"iv\":\"AAAAAAAAAAAAAAAA\""
#define IV16 ",\"iv\":\"AAAAAAAAAAAAAAAAAAAAAA\""
#define TAG16 ",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA\""
#define TAG12 ",\"tag\":\"AAAAAAAAAAAAAAAA\""
#define AAD ",\"aad\":\"AA\""

static void symmetric_parameters(void **state)
{
    static const struct kv_case cases[] = {
        {OPERATION("A128GCM", ""), "kv-gcm-parameters", KEPT, NULL, NULL},
        {OPERATION("A128GCM", AAD), "kv-operation-member", KEPT, NULL, NULL},
        {OPERATION("A128GCM", IV12), "kv-gcm-parameters", KVJWK_WARNING, "/iv", "itself"},
        {OPERATION("A128GCM", TAG16), "kv-gcm-parameters", KVJWK_ERROR, "/tag", "both"},
        {OPERATION("A128GCM", IV12 TAG16), "kv-gcm-parameters", KEPT, NULL, NULL},
        {OPERATION("A128GCM", IV16 TAG16), "kv-gcm-parameters", KVJWK_ERROR, "/iv", "16 octets"},
        {OPERATION("A128GCM", IV12 TAG12), "kv-gcm-parameters", KVJWK_ERROR, "/tag", "12 octets"},
        {OPERATION("A128CBC", IV16), "kv-cbc-parameters", KEPT, NULL, NULL},
        {OPERATION("A128CBC", ""), "kv-cbc-parameters", KVJWK_ERROR, "", "no iv"},
        {OPERATION("A128CBCPAD", IV12), "kv-cbc-parameters", KVJWK_ERROR, "/iv", "12 octets"},
        {"{\"alg\":\"A128CBC\",\"value\":\"AA\"" IV16 "}", "kv-cbc-parameters", KVJWK_ERROR,
         "/value", "multiples of 16"},
        {"{\"alg\":\"A128CBCPAD\",\"value\":\"AA\"" IV16 "}", "kv-cbc-parameters", KEPT, NULL,
         NULL},
        {OPERATION("A128CBC", IV16 TAG16), "kv-operation-member", KVJWK_ERROR, "/tag", NULL},
        {OPERATION("A128CBC", IV16 AAD), "kv-operation-member", KVJWK_ERROR, "/aad", NULL},
        {OPERATION("A128KW", IV16), "kv-operation-member", KVJWK_ERROR, "/iv", NULL},
        {OPERATION("RSA-OAEP-256", IV16), "kv-operation-member", KVJWK_ERROR, "/iv", NULL},
        {OPERATION("RSA-OAEP-256", AAD), "kv-operation-member", KVJWK_ERROR, "/aad", NULL},
        {OPERATION("A128KW", ""), "kv-operation-member", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options("managed-hsm", "key-operation");

    (void)state;
    KV_RUN(cases, &o);
}

static void lengths_of_wrapped_keys(void **state)
{
    kvjwk_options o = kv_options("managed-hsm", "key-operation");

    (void)state;
    for (size_t n = 0; n < 50; n++) {
        bool fits = n >= 16 && n % 8 == 0;

        expect_found(&o, "kv-wrap-length", fits ? KEPT : KVJWK_ERROR, NULL, NULL,
                     "{\"alg\":\"A256KW\",\"value\":\"%s\"}", zeros(n));
        expect_found(&o, "kv-wrap-length", fits ? KEPT : KVJWK_ERROR, NULL, NULL,
                     "{\"alg\":\"CKM_AES_KEY_WRAP\",\"value\":\"%s\"}", zeros(n));
        expect_found(&o, "kv-wrap-length", n > 0 ? KEPT : KVJWK_ERROR, NULL, NULL,
                     "{\"alg\":\"CKM_AES_KEY_WRAP_PAD\",\"value\":\"%s\"}", zeros(n));
    }
}

/* RFC 8017: k - 11, k - 42 and k - 66 for k of 256, 384 and 512; k itself is a ciphertext. */
static void lengths_of_rsa_values(void **state)
{
    static const struct {
        const char *alg;
        size_t overhead;
    } rows[] = {{"RSA1_5", 11}, {"RSA-OAEP", 42}, {"RSA-OAEP-256", 66}};
    kvjwk_options o = kv_options(NULL, "key-operation");

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const char *format = "{\"alg\":\"%s\",\"value\":\"%s\"}";
        size_t over = rows[i].overhead;

        expect_found(&o, "kv-rsa-value-length", KEPT, NULL, NULL, format, rows[i].alg,
                     zeros(256 - over));
        expect_found(&o, "kv-rsa-value-length", KVJWK_NOTE, "/value", "3072", format, rows[i].alg,
                     zeros(257 - over));
        expect_found(&o, "kv-rsa-value-length", KVJWK_NOTE, "/value", "4096", format, rows[i].alg,
                     zeros(385 - over));
        expect_found(&o, "kv-rsa-value-length", KVJWK_ERROR, "/value", NULL, format, rows[i].alg,
                     zeros(513 - over));
        for (size_t k = 256; k <= 512; k += 128)
            expect_found(&o, "kv-rsa-value-length", KEPT, NULL, NULL, format, rows[i].alg,
                         zeros(k));
    }
}

/* {"a":1} and the parts of a token made of it. */
#define JSON "eyJhIjoxfQ"

static void release(void **state)
{
    static const struct kv_case cases[] = {
        {"{\"target\":\"" JSON "." JSON ".AAAA\"}", "kv-release-target", KEPT, NULL, NULL},
        {"{\"target\":\"anything\"}", "kv-release-target", KVJWK_ERROR, "/target", "1 parts"},
        {"{\"target\":\"" JSON "." JSON "\"}", "kv-release-target", KVJWK_ERROR, "/target",
         "2 parts"},
        {"{\"target\":\"" JSON "." JSON ".\"}", "kv-release-target", KVJWK_ERROR, "/target",
         "signature"},
        {"{\"target\":\"" JSON "." JSON ".AA*A\"}", "kv-release-target", KVJWK_ERROR, "/target",
         "signature"},
        {"{\"target\":\"AAAA." JSON ".AAAA\"}", "kv-release-target", KVJWK_ERROR, "/target",
         "header"},
        {"{\"target\":\"" JSON ".AAAA.AAAA\"}", "kv-release-target", KVJWK_ERROR, "/target",
         "payload"},
        {"{\"target\":\"\"}", "kv-release-target", KVJWK_ERROR, "/target", NULL},
        {"{\"target\":\"" JSON "." JSON ".AAAA\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"}",
         "kv-release-enc", KEPT, NULL, NULL},
        {"{\"target\":\"a\",\"enc\":\"rsa_aes_key_wrap_384\"}", "kv-release-enc", KVJWK_ERROR,
         "/enc", "expected RSA_AES_KEY_WRAP_384"},
        {"{\"target\":\"a\",\"enc\":\"A256GCM\"}", "kv-release-enc", KVJWK_ERROR, "/enc", NULL},
        {"{\"target\":\"a\",\"nonce\":\"\"}", "kv-release-nonce", KVJWK_WARNING, "/nonce", NULL},
        {"{\"target\":\"a\",\"nonce\":\"1\"}", "kv-release-nonce", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(algorithms),
        cmocka_unit_test(services_of_algorithms),
        cmocka_unit_test(lengths_of_digests),
        cmocka_unit_test(lengths_of_signatures),
        cmocka_unit_test(what_a_wrong_digest_may_be),
        cmocka_unit_test(rsnull),
        cmocka_unit_test(verification),
        cmocka_unit_test(ml_dsa),
        cmocka_unit_test(symmetric_parameters),
        cmocka_unit_test(lengths_of_wrapped_keys),
        cmocka_unit_test(lengths_of_rsa_values),
        cmocka_unit_test(release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
