// SPDX-License-Identifier: MIT
/* RSA: modulus, exponent, the shape of the private numbers. */
#include "keys.h"

#define R(suffix) "jwa-rsa-" suffix

static void clean_keys(void **state)
{
    static const char *const names[] = {"rsa-2048", "rsa-3072", "rsa-4096"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        expect_clean(private_key(names[i], NULL), ANY, KVJWK_WARNING);
        expect_clean(public_key(names[i], NULL), ANY, KVJWK_WARNING);
        expect_clean(private_key(names[i], NULL), RFC, KVJWK_NOTE);
    }
}

/* n with its last octet replaced. */
static const char *modulus_ending(const char *name, uint8_t last)
{
    uint8_t n[1024];
    size_t length = octets_of(n, sizeof(n), name, "n");

    n[length - 1] = last;
    return b64(n, length);
}

static void modulus(void **state)
{
    uint8_t n[300] = {0};
    size_t length = octets_of(n + 1, sizeof(n) - 1, "rsa-2048", "n");

    (void)state;
    assert_int_equal(length, 256);
    TRIGGERS(public_key("rsa-2048", "n", modulus_ending("rsa-2048", 2), NULL), ANY,
             R("modulus-even"));
    PASSES(public_key("rsa-2048", "n", modulus_ending("rsa-2048", 1), NULL), ANY,
           R("modulus-even"));
    expect_finding(public_key("rsa-2048", "n", "AA", NULL), ANY, R("modulus-even"), KVJWK_ERROR,
                   "/n", "n is zero");

    expect_finding(public_key("rsa-2048", "n", b64(n, 257), NULL), ANY, "jwa-integer-leading-zero",
                   KVJWK_ERROR, "/n", "1 zero octet (of a sign?)");
    expect_finding(bundle_of(public_key("rsa-2048", "n", b64(n, 257), NULL)), ANY,
                   "jwa-integer-leading-zero", KVJWK_WARNING, "/key/n", "1 zero octet");
    PASSES(public_key("rsa-2048", NULL), ANY, "jwa-integer-leading-zero");

    n[1] &= 0x7f;
    n[1] |= 0x40;
    expect_finding(public_key("rsa-2048", "n", b64(n + 1, 256), NULL), ANY, R("modulus-bits"),
                   KVJWK_WARNING, "/n", "2047 significant bits");
    PASSES(public_key("rsa-2048", "n", b64(n, 257), NULL), ANY, R("modulus-even"));
}

static void modulus_is_der(void **state)
{
    uint8_t der[274] = {0x30, 0x82, 0x01, 0x0e};

    (void)state;
    memset(der + 4, 0x55, sizeof(der) - 4);
    expect_finding(public_key("rsa-2048", "n", b64(der, sizeof(der)), NULL), ANY, R("modulus-bits"),
                   KVJWK_WARNING, "/n", "DER structure of 274 octets");
}

static void modulus_size(void **state)
{
    (void)state;
    expect_finding(public_key("rsa-1024", NULL), RFC, R("modulus-size"), KVJWK_ERROR, "/n",
                   "1024 bits; expected at least 2048");
    PASSES(public_key("rsa-2048", NULL), RFC, R("modulus-size"));
    /* the services have their own rule, unless an algorithm is named */
    PASSES(public_key("rsa-1024", NULL), ANY, R("modulus-size"));
    expect_finding(public_key("rsa-1024", "alg", "PS384", NULL), ANY, R("modulus-size"),
                   KVJWK_ERROR, "/n", "at least 2048 for PS384");
    TRIGGERS(public_key("rsa-1024", "alg", "RSNULL", NULL), RFC, R("modulus-size"));
    PASSES(public_key("rsa-1024", "alg", "HS256", NULL), ANY, R("modulus-size"));
}

static void integer_limit(void **state)
{
    kvjwk_options options = *ANY;

    (void)state;
    expect_finding(public_key("rsa-2048", "n", fill(8192, 0xff), NULL), ANY, "jwa-integer-limit",
                   KVJWK_ERROR, "/n", "8192 octets; the limit is 16384 bits");
    PASSES(public_key("rsa-2048", "n", fill(2048, 0xff), NULL), ANY, "jwa-integer-limit");
    TRIGGERS(public_key("rsa-2048", "n", fill(2049, 0xff), NULL), ANY, "jwa-integer-limit");
    PASSES(public_key("rsa-2048", "n", fill(8192, 0xfe), NULL), ANY, R("modulus-even"));

    options.limits.integer_bits = 2048;
    TRIGGERS(public_key("rsa-3072", NULL), &options, "jwa-integer-limit");
    PASSES(private_key("rsa-2048", NULL), &options, "jwa-integer-limit");
    expect_finding(private_key("rsa-2048", "d", fill(300, 1), NULL), &options, "jwa-integer-limit",
                   KVJWK_ERROR, "/d", "d has 300 octets");
}

static void exponent_range(void **state)
{
    uint8_t wide[33] = {1};

    (void)state;
    expect_finding(public_key("rsa-2048", "e", "AA", NULL), ANY, R("exponent-range"), KVJWK_ERROR,
                   "/e", "e is 0");
    expect_finding(public_key("rsa-2048", "e", "AQ", NULL), ANY, R("exponent-range"), KVJWK_ERROR,
                   "/e", "e is 1");
    PASSES(public_key("rsa-2048", "e", "Aw", NULL), ANY, R("exponent-range"));
    wide[32] = 1;
    TRIGGERS(public_key("rsa-2048", "e", b64(wide, 33), NULL), ANY, R("exponent-range"));
    wide[1] = 0x80;
    PASSES(public_key("rsa-2048", "e", b64(wide + 1, 32), NULL), ANY, R("exponent-range"));
    /* e against n, by size and by value */
    TRIGGERS(public_key("rsa-2048", "n", "AQAB", NULL), ANY, R("exponent-range"));
    TRIGGERS(public_key("rsa-2048", "n", "_w", NULL), ANY, R("exponent-range"));
    PASSES(public_key("rsa-2048", "n", "AQAD", NULL), ANY, R("exponent-range"));
    TRIGGERS(public_key("rsa-2048", "e", member_of("rsa-2048", "n"), NULL), ANY,
             R("exponent-range"));
}

static void exponent_shape(void **state)
{
    uint8_t wide[9] = {1, 0, 0, 0, 0, 0, 1, 0, 1}; /* 2^64 + 65537 */

    (void)state;
    TRIGGERS(public_key("rsa-2048", "e", "AQAA", NULL), ANY, R("exponent-even"));
    TRIGGERS(public_key("rsa-2048", "e", "Ag", NULL), ANY, R("exponent-even"));
    PASSES(public_key("rsa-2048", "e", "AQAB", NULL), ANY, R("exponent-even"));

    expect_finding(public_key("rsa-2048", "e", "Aw", NULL), ANY, R("exponent-small"), KVJWK_WARNING,
                   "/e", "e is 3; expected 65537 or more");
    expect_finding(public_key("rsa-2048", "e", "Iw", NULL), ANY, R("exponent-small"), KVJWK_WARNING,
                   "/e", "e is 35");
    PASSES(public_key("rsa-2048", "e", "AQAB", NULL), ANY, R("exponent-small"));

    expect_finding(public_key("rsa-2048", "e", b64(wide, 9), NULL), ANY, R("exponent-wide"),
                   KVJWK_WARNING, "/e",
                   "65 bits; a reader that keeps 64 of them takes it for 65537");
    PASSES(public_key("rsa-2048", "e", b64("\xff\xff\xff\xff\xff\xff\xff\xff", 8), NULL), ANY,
           R("exponent-wide"));
    wide[8] = 2;
    TRIGGERS(public_key("rsa-2048", "e", b64(wide, 9), NULL), ANY, R("exponent-even"));
}

static void exponent_padded(void **state)
{
    (void)state;
    expect_finding(public_key("rsa-2048", "e", "AAEAAQ", NULL), ANY, "jwa-integer-leading-zero",
                   KVJWK_ERROR, "/e", "1 zero octet");
    expect_finding(bundle_of(public_key("rsa-2048", "e", "AAEAAQ", NULL)), ANY,
                   "jwa-integer-leading-zero", KVJWK_WARNING, "/key/e", "1 zero octet");
    PASSES(public_key("rsa-2048", "e", "AAEAAQ", NULL), ANY, R("exponent-small"));
    /* a generator was seen to write this */
    TRIGGERS(public_key("rsa-2048", "e", "AAAAAAA", NULL), ANY, R("exponent-range"));
    expect_finding(public_key("rsa-2048", "e", "AAAAAAA", NULL), ANY, "jwa-integer-leading-zero",
                   KVJWK_ERROR, "/e", "4 zero octets");
}

static void private_complete(void **state)
{
    static const char *const crt[] = {"p", "q", "dp", "dq", "qi"};

    (void)state;
    for (size_t i = 0; i < 5; i++)
        TRIGGERS(private_key("rsa-2048", crt[i], NULL, NULL), ANY, R("private-incomplete"));
    expect_finding(private_key("rsa-2048", "d", NULL, NULL), RFC, R("private-incomplete"),
                   KVJWK_ERROR, "/p", "5 of p, q, dp, dq and qi are there, but no d");
    TRIGGERS(public_key("rsa-2048", "q", member_of("rsa-2048", "q"), NULL), RFC,
             R("private-incomplete"));
    PASSES(public_key("rsa-2048", "d", member_of("rsa-2048", "d"), NULL), RFC,
           R("private-incomplete"));

    expect_finding(public_key("rsa-2048", "d", member_of("rsa-2048", "d"), NULL), ANY,
                   "kv-rsa-private-crt", KVJWK_WARNING, "/d", "without p, q");
    PASSES(public_key("rsa-2048", "d", member_of("rsa-2048", "d"), NULL), RFC,
           "kv-rsa-private-crt");
    PASSES(private_key("rsa-2048", NULL), ANY, "kv-rsa-private-crt");
}

static void other_primes(void **state)
{
    const char *good = "=[{\"r\": \"Aw\", \"d\": \"Aw\", \"t\": \"Aw\"}]";

    (void)state;
    expect_finding(private_key("rsa-2048", "oth", good, NULL), ANY, R("oth"), KVJWK_ERROR, "/oth",
                   "1 more primes; the service");
    expect_finding(private_key("rsa-2048", "oth", good, NULL), RFC, R("oth"), KVJWK_WARNING, "/oth",
                   "most readers");
    PASSES(private_key("rsa-2048", NULL), RFC, R("oth"));
    expect_finding(private_key("rsa-2048", "oth", "=[{\"r\": \"Aw\", \"t\": \"Aw\"}]", NULL), RFC,
                   "jwk-member-missing", KVJWK_ERROR, "/oth/0", "\"d\"");
    TRIGGERS(private_key("rsa-2048", "oth", "=[1]", NULL), RFC, "jwk-member-type");
    PASSES(private_key("rsa-2048", "oth", good, NULL), RFC, "jwk-member-missing");
}

static void primes(void **state)
{
    uint8_t p[129] = {0};

    (void)state;
    assert_int_equal(octets_of(p, sizeof(p), "rsa-2048", "p"), 128);
    expect_finding(private_key("rsa-2048", "q", member_of("rsa-2048", "p"), NULL), ANY, R("primes"),
                   KVJWK_ERROR, "/q", "the same number as p");
    p[127] ^= 1;
    expect_finding(private_key("rsa-2048", "p", b64(p, 128), NULL), ANY, R("primes"), KVJWK_ERROR,
                   "/p", "p is even");
    p[127] ^= 1;
    expect_finding(private_key("rsa-2048", "p", b64(p, 127), NULL), ANY, R("primes"), KVJWK_ERROR,
                   "/p", p[126] & 1 ? "cannot be n" : "p is even");
    TRIGGERS(private_key("rsa-2048", "p", member_of("rsa-3072", "p"), NULL), ANY, R("primes"));
    PASSES(private_key("rsa-2048", NULL), ANY, R("primes"));
    /* neither order of p and q is wrong */
    PASSES(private_key("rsa-2048", "p", member_of("rsa-2048", "q"), "q", member_of("rsa-2048", "p"),
                       "dp", member_of("rsa-2048", "dq"), "dq", member_of("rsa-2048", "dp"), NULL),
           ANY, R("primes"));

    p[0] = 1; /* 1017 bits beside 1031 */
    expect_finding(private_key("rsa-2048", "p", b64(p, 128), "q", fill(129, 0x7f), NULL), ANY,
                   R("prime-balance"), KVJWK_WARNING, "/p", "p has 1017 bits and q has 1031");
    PASSES(private_key("rsa-2048", NULL), ANY, R("prime-balance"));
}

static void private_range(void **state)
{
    (void)state;
    expect_finding(private_key("rsa-2048", "d", "AA", NULL), ANY, R("private-range"), KVJWK_ERROR,
                   "/d", "d is zero");
    expect_finding(private_key("rsa-2048", "d", fill(257, 0x7f), NULL), ANY, R("private-range"),
                   KVJWK_ERROR, "/d", "2055 bits; expected at most the 2048 of n");
    expect_finding(private_key("rsa-2048", "dp", member_of("rsa-3072", "dp"), NULL), ANY,
                   R("private-range"), KVJWK_ERROR, "/dp", "of p");
    TRIGGERS(private_key("rsa-2048", "dq", member_of("rsa-3072", "dq"), NULL), ANY,
             R("private-range"));
    TRIGGERS(private_key("rsa-2048", "qi", member_of("rsa-3072", "qi"), NULL), ANY,
             R("private-range"));
    TRIGGERS(private_key("rsa-2048", "d", fill(256, 0x02), NULL), ANY, R("private-range"));
    PASSES(private_key("rsa-2048", "d", fill(256, 0x03), NULL), ANY, R("private-range"));
    PASSES(private_key("rsa-2048", "qi", fill(128, 0x02), NULL), ANY, R("private-range"));
}

/* Clients of the service pad them; RFC 7518 forbids it all the same. */
static void private_padded(void **state)
{
    uint8_t p[129] = {0};
    char said[64];

    (void)state;
    octets_of(p + 1, 128, "rsa-2048", "p");
    expect_finding(private_key("rsa-2048", "p", b64(p, 129), NULL), ANY, "jwa-integer-leading-zero",
                   KVJWK_WARNING, "/p", "p begins with 1 zero octet");
    expect_finding(private_key("rsa-2048", "p", b64(p, 129), NULL), RFC, "jwa-integer-leading-zero",
                   KVJWK_ERROR, "/p", "p begins with 1 zero octet");
    PASSES(private_key("rsa-2048", "p", b64(p, 129), NULL), RFC, R("primes"));
    snprintf(said, sizeof(said), "%.20s", b64(p + 1, 128));
    {
        const char *text = private_key("rsa-2048", "p", b64(p, 129), NULL);
        struct outcome *o = outcome_of(text, strlen(text), RFC);

        for (size_t i = 0; i < o->count; i++) {
            assert_null(strstr(o->told[i].message, said));
            assert_null(strstr(o->told[i].excerpt, said));
        }
        free(o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_keys),       cmocka_unit_test(modulus),
        cmocka_unit_test(modulus_is_der),   cmocka_unit_test(modulus_size),
        cmocka_unit_test(integer_limit),    cmocka_unit_test(exponent_range),
        cmocka_unit_test(exponent_shape),   cmocka_unit_test(exponent_padded),
        cmocka_unit_test(private_complete), cmocka_unit_test(other_primes),
        cmocka_unit_test(primes),           cmocka_unit_test(private_range),
        cmocka_unit_test(private_padded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
