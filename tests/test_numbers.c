// SPDX-License-Identifier: MIT
/* How numbers are spelled, and how large they are. */
#include "keys.h"

static const char *with_exp(const char *number)
{
    static char text[4096];

    snprintf(text, sizeof(text), "{\"attributes\": {\"exp\": %s}}", number);
    return text;
}

static const char *with_other(const char *number)
{
    static char text[4096];

    snprintf(text, sizeof(text), "{\"kty\": \"oct\", \"k\": \"AAAA\", \"more\": [%s]}", number);
    return text;
}

static void spelling(void **state)
{
    static const char *const odd[] = {"1.8e9", "1800000000.0", "18E8", "-0",
                                      "-0.0",  "1e+3",         "10e-1"};
    static const char *const plain[] = {"1800000000", "0", "-1", "9007199254740991"};

    (void)state;
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        expect_finding(with_exp(odd[i]), ANY, "json-number-spelling", KVJWK_WARNING,
                       "/attributes/exp", odd[i]);
        PASSES(with_other(odd[i]), ANY, "json-number-spelling");
    }
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        PASSES(with_exp(plain[i]), ANY, "json-number-spelling");
    /* a name is what it means, however it is spelled */
    expect_finding("{\"attributes\": {\"e\\u0078p\": 18e8}}", ANY, "json-number-spelling",
                   KVJWK_WARNING, "/attributes/exp", "18e8");
    /* no integer at all: another rule's matter */
    PASSES(with_exp("1.5"), ANY, "json-number-spelling");
}

static void range(void **state)
{
    static const char *const beyond[] = {"9007199254740992",
                                         "-9007199254740992",
                                         "9007199254740993.5",
                                         "90071992547409930",
                                         "1e16",
                                         "1e400",
                                         "0.001e20",
                                         "9.007199254740992e15",
                                         "-1e99999999999999",
                                         "123456789012345678901234567890"};
    static const char *const within[] = {"9007199254740991",        "-9007199254740991",
                                         "9.007199254740991e15",    "1e15",
                                         "0.12345678901234567890",  "0e99999",
                                         "0.0000000000000000001",   "1e-400",
                                         "1000000000000000",        "00",
                                         "12345678901234567890e-10"};

    (void)state;
    for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++)
        expect_finding(with_other(beyond[i]), ANY, "json-number-range", KVJWK_WARNING, "/more/0",
                       beyond[i]);
    for (size_t i = 0; i < sizeof(within) / sizeof(within[0]); i++)
        PASSES(with_other(within[i]), ANY, "json-number-range");
}

/* They are told in order of place, among the faults of the reader. */
static void order(void **state)
{
    const char *text =
        "{\"a\": 1e99, \"a\": 2e99, \"b\": \"\\x\", \"kty\": \"oct\", \"k\": \"AAAA\", "
        "\"c\": 3e99}";
    struct outcome *o = outcome_of(text, strlen(text), RFC);
    size_t last = 0, ranges = 0;

    (void)state;
    for (size_t i = 0; i < o->count; i++) {
        if (strncmp(o->told[i].rule, "json-", 5) != 0)
            continue;
        assert_true(o->told[i].offset >= last);
        last = o->told[i].offset;
        ranges += strcmp(o->told[i].rule, "json-number-range") == 0;
    }
    assert_int_equal(ranges, 3);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_FAIL); /* for the duplicate and the escape */
    free(o);
}

static void only_warnings(void **state)
{
    struct outcome *o = outcome_of(with_other("1e99"), strlen(with_other("1e99")), RFC);

    (void)state;
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
    assert_true(o->summary.parsed);
    free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spelling),
        cmocka_unit_test(range),
        cmocka_unit_test(order),
        cmocka_unit_test(only_warnings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
