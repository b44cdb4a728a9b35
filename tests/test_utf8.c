// SPDX-License-Identifier: MIT
/* Tests of text/utf8.h: every code point, and the malformed forms that RFC 3629 rules out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

static size_t step_bytes(const unsigned char *bytes, size_t len, uint32_t *cp)
{
    return utf8_step(span_of((const char *)bytes, len), cp);
}

/* The grammar of RFC 3629 section 4, production by production. */
static size_t grammar_length(const unsigned char *b, size_t len)
{
    static const struct {
        size_t len;
        unsigned char lo[2], hi[2];
    } forms[] = {
        {1, {0x00, 0x00}, {0x7f, 0xff}}, {2, {0xc2, 0x80}, {0xdf, 0xbf}},
        {3, {0xe0, 0xa0}, {0xe0, 0xbf}}, {3, {0xe1, 0x80}, {0xec, 0xbf}},
        {3, {0xed, 0x80}, {0xed, 0x9f}}, {3, {0xee, 0x80}, {0xef, 0xbf}},
        {4, {0xf0, 0x90}, {0xf0, 0xbf}}, {4, {0xf1, 0x80}, {0xf3, 0xbf}},
        {4, {0xf4, 0x80}, {0xf4, 0x8f}},
    };

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        bool fits = forms[i].len <= len;

        for (size_t k = 0; fits && k < forms[i].len; k++) {
            unsigned char lo = k < 2 ? forms[i].lo[k] : 0x80;
            unsigned char hi = k < 2 ? forms[i].hi[k] : 0xbf;

            fits = b[k] >= lo && b[k] <= hi;
        }
        if (fits)
            return forms[i].len;
    }
    return 0;
}

static void test_every_code_point(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char bytes[4];
        uint32_t back = 0xffffffff;
        size_t len;

        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        len = utf8_put(bytes, cp);
        assert_int_equal(len, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
        assert_int_equal(utf8_step(span_of(bytes, len), &back), len);
        assert_int_equal(back, cp);
        assert_int_equal(utf8_step(span_of(bytes, len), NULL), len);
        for (size_t cut = 0; cut < len; cut++)
            assert_int_equal(utf8_step(span_of(bytes, cut), NULL), 0);
    }
}

static void test_known_forms(void **state)
{
    static const struct {
        uint32_t cp;
        const char *bytes;
    } cases[] = {
        {0x24, "\x24"},
        {0x7f, "\x7f"},
        {0x80, "\xc2\x80"},
        {0xa2, "\xc2\xa2"},
        {0x7ff, "\xdf\xbf"},
        {0x800, "\xe0\xa0\x80"},
        {0x20ac, "\xe2\x82\xac"},
        {0xd7ff, "\xed\x9f\xbf"},
        {0xe000, "\xee\x80\x80"},
        {0xffff, "\xef\xbf\xbf"},
        {0x10000, "\xf0\x90\x80\x80"},
        {0x1f511, "\xf0\x9f\x94\x91"},
        {0x10ffff, "\xf4\x8f\xbf\xbf"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span want = span_str(cases[i].bytes);
        uint32_t cp = 0;
        char out[4];

        assert_int_equal(utf8_step(want, &cp), want.len);
        assert_int_equal(cp, cases[i].cp);
        assert_true(span_eq(span_of(out, utf8_put(out, cases[i].cp)), want));
    }
}

static void test_every_two_bytes(void **state)
{
    (void)state;
    for (unsigned v = 0; v < 65536; v++) {
        unsigned char b[2] = {(unsigned char)(v >> 8), (unsigned char)v};
        uint32_t cp = 0xfefefefe;
        size_t len = step_bytes(b, 2, &cp);

        assert_int_equal(len, grammar_length(b, 2));
        assert_int_equal(step_bytes(b, 1, NULL), grammar_length(b, 1));
        if (len == 0)
            assert_int_equal(cp, 0xfefefefe);
    }
}

static void test_every_three_bytes(void **state)
{
    size_t good = 0;

    (void)state;
    for (unsigned v = 0xc00000; v < 0x1000000; v++) {
        unsigned char b[3] = {(unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v};
        size_t len = step_bytes(b, 3, NULL);

        if (len != grammar_length(b, 3))
            fail_msg("%02x %02x %02x: %zu", b[0], b[1], b[2], len);
        good += len == 3;
    }
    assert_int_equal(good, 0x10000 - 0x800 - 0x800); /* all of three bytes but the surrogates */
}

/* All first and second bytes of four, with the edges of every range behind them. */
static void test_four_bytes(void **state)
{
    static const unsigned char edges[] = {0x00, 0x3f, 0x40, 0x7f, 0x80, 0x81, 0x8f,
                                          0x90, 0xa0, 0xbe, 0xbf, 0xc0, 0xe0, 0xff};

    (void)state;
    for (unsigned v = 0xe000; v < 65536; v++) {
        for (size_t i = 0; i < ARRAY_LEN(edges) * ARRAY_LEN(edges); i++) {
            unsigned char b[4] = {(unsigned char)(v >> 8), (unsigned char)v,
                                  edges[i / ARRAY_LEN(edges)], edges[i % ARRAY_LEN(edges)]};

            for (size_t len = 3; len <= 4; len++)
                if (step_bytes(b, len, NULL) != grammar_length(b, len))
                    fail_msg("%02x %02x %02x %02x", b[0], b[1], b[2], b[3]);
        }
    }
}

static void test_malformed_forms(void **state)
{
    static const char *const cases[] = {
        "\x80",             /* continuation alone */
        "\xbf\x80",         /* continuation first */
        "\xc0\x80",         /* overlong NUL */
        "\xc0\xaf",         /* overlong '/' */
        "\xc1\xbf",         /* overlong DEL */
        "\xe0\x80\xaf",     /* overlong '/' in three */
        "\xe0\x9f\xbf",     /* overlong U+07FF */
        "\xf0\x80\x80\xaf", /* overlong '/' in four */
        "\xf0\x8f\xbf\xbf", /* overlong U+FFFF */
        "\xed\xa0\x80",     /* U+D800 */
        "\xed\xbf\xbf",     /* U+DFFF */
        "\xf4\x90\x80\x80", /* U+110000 */
        "\xf5\x80\x80\x80", /* U+140000 */
        "\xf8\x88\x80\x80\x80",
        "\xfc\x84\x80\x80\x80\x80",
        "\xfe",
        "\xff",
        "\xc2",
        "\xe2\x82",
        "\xf0\x9f\x94",
        "\xc2\x41",
        "\xe2\x82\x41",
        "\xf0\x9f\x94\x41",
        "\xf0\x9f\xc2\x91",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint32_t cp = 7;

        assert_int_equal(utf8_step(span_str(cases[i]), &cp), 0);
        assert_int_equal(cp, 7);
    }
}

static void test_count(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"\xc2\xa2", 1},
        {"a\xe2\x82\xac"
         "b\xf0\x9f\x94\x91",
         4},
        {"\x80", 1},
        {"\x80\x80\x80", 3},
        {"\xe2\x82", 2},
        {"\xe2\x82"
         "a",
         3},
        {"\xed\xa0\x80", 3},
        {"\xf0\x9f\x94", 3},
        {"\xff\xc2\xa2\xfe", 3},
        {"e\xcc\x81", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(utf8_count(span_str(cases[i].text)), cases[i].count);
    assert_int_equal(utf8_count(span_of(NULL, 0)), 0);
    assert_int_equal(utf8_count(span_of("\0\0", 2)), 2);
}

static void test_count_of_ten_megabytes(void **state)
{
    static const char key[] = "\xf0\x9f\x94\x91";
    size_t len = (size_t)10 << 20;
    char *text = malloc(len);

    (void)state;
    assert_non_null(text);
    memset(text, 0xf0, len);
    assert_int_equal(utf8_count(span_of(text, len)), len);
    for (size_t i = 0; i < len; i++)
        text[i] = key[i % 4];
    assert_int_equal(utf8_count(span_of(text, len)), len / 4);
    assert_int_equal(utf8_count(span_of(text, len - 1)), len / 4 - 1 + 3);
    free(text);
}

static void test_unprintable(void **state)
{
    static const struct {
        uint32_t first, last;
        bool unprintable;
    } cases[] = {
        {0x00, 0x1f, true},         {0x20, 0x7e, false},      {0x7f, 0x9f, true},
        {0xa0, 0xac, false},        {0xad, 0xad, true},       {0xae, 0x34e, false},
        {0x34f, 0x34f, true},       {0x61b, 0x61b, false},    {0x61c, 0x61c, true},
        {0x61d, 0x61d, false},      {0x180e, 0x180e, true},   {0x2000, 0x200a, false},
        {0x200b, 0x200f, true},     {0x2010, 0x2027, false},  {0x2028, 0x202e, true},
        {0x202f, 0x205f, false},    {0x2060, 0x206f, true},   {0x2070, 0x3163, false},
        {0x3164, 0x3164, true},     {0x3165, 0xd7ff, false},  {0xfdff, 0xfdff, false},
        {0xfe00, 0xfe0f, true},     {0xfe10, 0xfefe, false},  {0xfeff, 0xfeff, true},
        {0xff00, 0xff9f, false},    {0xfff9, 0xfffb, true},   {0xfffc, 0xfffd, false},
        {0x1f511, 0x1f511, false},  {0xe0001, 0xe007f, true}, {0xe0100, 0xe01ef, true},
        {0xe1000, 0x10ffff, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (uint32_t cp = cases[i].first; cp <= cases[i].last; cp++)
            if (utf8_is_unprintable(cp) != cases[i].unprintable)
                fail_msg("U+%04X", (unsigned)cp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_known_forms),
        cmocka_unit_test(test_every_two_bytes),
        cmocka_unit_test(test_every_three_bytes),
        cmocka_unit_test(test_four_bytes),
        cmocka_unit_test(test_malformed_forms),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_count_of_ten_megabytes),
        cmocka_unit_test(test_unprintable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
