// SPDX-License-Identifier: MIT
/* Numbers that are no key's: a finding, soon, and nothing else. */
#include "keymaker.h"
#include "material.h"

#include <time.h>

/* A millisecond is what a quick check may take; sanitizers take their share. */
#if defined(__SANITIZE_ADDRESS__)
#define MILLISECONDS_MOST 50
#else
#define MILLISECONDS_MOST 1
#endif
#define TRIES 5 /* a busy machine takes its share, too */

static char text[KEY_TEXT_MAX * 2];

static double milliseconds(void)
{
    return 1000.0 * (double)clock() / CLOCKS_PER_SEC;
}

/* Runs at a level; a rule that must be told may be named. */
static void run(kvjwk_material_level level, const char *rule, double most)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct outcome *o = NULL;
    double taken = most + 1;

    options.target = KVJWK_TARGET_RFC;
    options.limits.integer_bits = 1u << 20;
    for (int i = 0; i < TRIES && taken > most; i++) {
        double start = milliseconds();

        free(o);
        o = material_outcome(text, strlen(text), &options, level, false);
        taken = milliseconds() - start;
    }
    if (taken > most)
        fail_msg("%.1f ms for %.100s", taken, text);
    assert_int_equal(o->status, KVJWK_OK);
    assert_true(o->count > 0);
    if (rule != NULL && outcome_find(o, rule) == NULL) {
        outcome_print(o);
        fail_msg("no %s for %.100s", rule, text);
    }
    free(o);
}

/* base64url of `octets` octets, all but the first and last of them `fill`. */
static const char *filled(size_t octets, int first, int fill, int last)
{
    static char out[4][KEY_TEXT_MAX / 2];
    static uint8_t value[KEY_TEXT_MAX / 4];
    static size_t turn;
    char *at = out[turn++ % 4];

    memset(value, fill, octets);
    value[0] = (uint8_t)first;
    value[octets - 1] = (uint8_t)last;
    at[b64url_encode(at, KEY_TEXT_MAX / 2 - 1, value, octets)] = '\0';
    return at;
}

static void public_rsa(const char *n, const char *e)
{
    snprintf(text, sizeof(text), "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", n, e);
}

static void large_moduli_are_refused_by_size(void **state)
{
    (void)state;
    public_rsa(filled(8192, 0xff, 0xff, 0xff), "AQAB");
    for (int level = KVJWK_MATERIAL_QUICK; level <= KVJWK_MATERIAL_DEEP; level++)
        run((kvjwk_material_level)level, "material-not-evaluated", MILLISECONDS_MOST);
    public_rsa(filled(1024, 0xc5, 0x5a, 0x67), "AQAB");
    run(KVJWK_MATERIAL_DEEP, "material-not-evaluated", MILLISECONDS_MOST);
    public_rsa(filled(2048, 0xc5, 0x5a, 0x67), filled(2048, 0xc5, 0xa5, 0x67));
    run(KVJWK_MATERIAL_QUICK, NULL, MILLISECONDS_MOST);
}

static void small_and_even_moduli(void **state)
{
    static const char *const values[] = {"AA",      "AQ",          "Ag",          "Aw", "BA",
                                         "CQ",      "DQ",          "Dw",          "_w", "AQAB",
                                         "AQAAAAE", "__________8", "AQAAAAAAAAAB"};

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
            public_rsa(values[i], values[k]);
            run(KVJWK_MATERIAL_QUICK, NULL, MILLISECONDS_MOST);
            run(KVJWK_MATERIAL_DEEP, NULL, 40 * MILLISECONDS_MOST);
        }
    public_rsa(filled(256, 0xff, 0xff, 0xfe), "AQAB");
    run(KVJWK_MATERIAL_DEEP, NULL, MILLISECONDS_MOST);
}

static void private_numbers_of_any_size(void **state)
{
    static const char *const names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
    const char *values[] = {"AA", "AQ", "Aw", filled(2048, 1, 0, 1), filled(128, 0xff, 0xff, 0xff)};
    size_t count = sizeof(values) / sizeof(values[0]);

    (void)state;
    for (size_t i = 0; i < 400; i++) { /* 5^8 are too many: a walk through them */
        size_t pick = i * 977 + 13, at;

        at = (size_t)sprintf(text, "{\"kty\":\"RSA\"");
        for (size_t k = 0; k < 8; k++, pick /= count)
            at += (size_t)sprintf(text + at, ",\"%s\":\"%s\"", names[k], values[pick % count]);
        sprintf(text + at, "}");
        run(KVJWK_MATERIAL_QUICK, NULL, MILLISECONDS_MOST);
        if (i % 20 == 0)
            run(KVJWK_MATERIAL_DEEP, NULL, 100 * MILLISECONDS_MOST);
    }
}

static void points_of_any_value(void **state)
{
    static const struct {
        const char *crv;
        size_t width;
    } curves[] = {{"P-256", 32}, {"P-384", 48}, {"P-521", 66}, {"secp256k1", 32}};

    (void)state;
    for (size_t c = 0; c < 4; c++)
        for (int i = 0; i < 27; i++) {
            static const int fills[] = {0, 1, 0xff};
            size_t w = curves[c].width;
            const char *x = filled(w, fills[i % 3], fills[i % 3], fills[i / 3 % 3]);
            const char *y = filled(w, fills[i / 3 % 3], fills[i / 9], fills[i % 3]);
            const char *d = filled(w, fills[i / 9], fills[i % 3], fills[i / 9]);

            snprintf(text, sizeof(text),
                     "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}",
                     curves[c].crv, x, y, d);
            run(KVJWK_MATERIAL_QUICK, NULL, MILLISECONDS_MOST);
            run(KVJWK_MATERIAL_DEEP, NULL, 40 * MILLISECONDS_MOST);
        }
}

static void secrets_of_any_length(void **state)
{
    (void)state;
    for (size_t length = 1; length < 200; length += length < 20 ? 1 : 17) {
        snprintf(text, sizeof(text), "{\"kty\":\"oct\",\"k\":\"%s\"}",
                 filled(length, 'a', 'b', 'a'));
        run(KVJWK_MATERIAL_DEEP, NULL, MILLISECONDS_MOST);
    }
    /* a period only at the very end: the worst that finding one can meet */
    snprintf(text, sizeof(text), "{\"kty\":\"oct\",\"k\":\"%s\"}", filled(2048, 7, 7, 8));
    run(KVJWK_MATERIAL_DEEP, NULL, MILLISECONDS_MOST);
}

static void certificates_that_are_none(void **state)
{
    static const char *const items[] = {"\"\"",
                                        "\"AA==\"",
                                        "\"MIIB\"",
                                        "\"####\"",
                                        "1",
                                        "null",
                                        "\"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ==\""};

    (void)state;
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
        snprintf(text, sizeof(text),
                 "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\",\"x5c\":[%s],\"x5t\":\"AA\"}",
                 filled(256, 0xc5, 0x5a, 0x67), items[i]);
        run(KVJWK_MATERIAL_QUICK, NULL, MILLISECONDS_MOST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_moduli_are_refused_by_size),
        cmocka_unit_test(small_and_even_moduli),
        cmocka_unit_test(private_numbers_of_any_size),
        cmocka_unit_test(points_of_any_value),
        cmocka_unit_test(secrets_of_any_length),
        cmocka_unit_test(certificates_that_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
