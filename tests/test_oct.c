// SPDX-License-Identifier: MIT
/* oct: empty secrets, and sizes against alg. */
#include "keys.h"

static const char *oct(size_t octets, const char *alg)
{
    static char text[1024];

    snprintf(text, sizeof(text), "{\"kty\": \"oct\", \"k\": \"%s\"%s%s%s}", fill(octets, 0xa5),
             alg != NULL ? ", \"alg\": \"" : "", alg != NULL ? alg : "", alg != NULL ? "\"" : "");
    return text;
}

static void clean_keys(void **state)
{
    static const char *const names[] = {"oct-128", "oct-192", "oct-256", "oct-384", "oct-512"};

    (void)state;
    for (size_t i = 0; i < 5; i++)
        expect_clean(private_key(names[i], NULL), RFC, KVJWK_WARNING);
}

static void empty(void **state)
{
    (void)state;
    expect_finding(oct(0, NULL), ANY, "jwa-empty", KVJWK_ERROR, "/k", "k is empty");
    expect_finding(oct(0, "HS256"), RFC, "jwa-empty", KVJWK_ERROR, "/k", "k is empty");
    PASSES(oct(1, NULL), ANY, "jwa-empty");
}

/* RFC 7518 section 3.2: the size of the hash or larger. */
static void hmac(void **state)
{
    static const struct {
        const char *alg;
        size_t least;
    } rows[] = {{"HS256", 32}, {"HS384", 48}, {"HS512", 64}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        TRIGGERS(oct(rows[i].least - 1, rows[i].alg), RFC, "jwa-alg-key-size");
        PASSES(oct(rows[i].least, rows[i].alg), RFC, "jwa-alg-key-size");
        PASSES(oct(rows[i].least + 1, rows[i].alg), RFC, "jwa-alg-key-size");
        TRIGGERS(oct(rows[i].least - 1, rows[i].alg), ANY, "jwa-alg-key-size");
    }
    expect_finding(oct(16, "HS384"), RFC, "jwa-alg-key-size", KVJWK_ERROR, "/k",
                   "128 bits; expected at least 384 for HS384");
}

/* One size each, by the name of the algorithm. */
static void exact(void **state)
{
    static const struct {
        const char *alg;
        size_t octets;
    } rows[] = {{"A128KW", 16},        {"A192KW", 24},        {"A256KW", 32},
                {"A128GCM", 16},       {"A192GCM", 24},       {"A256GCM", 32},
                {"A128GCMKW", 16},     {"A192GCMKW", 24},     {"A256GCMKW", 32},
                {"A128CBC-HS256", 32}, {"A192CBC-HS384", 48}, {"A256CBC-HS512", 64}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        PASSES(oct(rows[i].octets, rows[i].alg), RFC, "jwa-alg-key-size");
        TRIGGERS(oct(rows[i].octets + 8, rows[i].alg), RFC, "jwa-alg-key-size");
        TRIGGERS(oct(rows[i].octets - 1, rows[i].alg), RFC, "jwa-alg-key-size");
    }
    expect_finding(oct(32, "A128KW"), RFC, "jwa-alg-key-size", KVJWK_ERROR, "/k",
                   "256 bits; expected 128 for A128KW");
    PASSES(oct(17, "dir"), RFC, "jwa-alg-key-size");
    PASSES(oct(17, "CKM_AES_KEY_WRAP"), RFC, "jwa-alg-key-size");
    PASSES(oct(17, "RS256"), RFC, "jwa-alg-key-size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_keys),
        cmocka_unit_test(empty),
        cmocka_unit_test(hmac),
        cmocka_unit_test(exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
