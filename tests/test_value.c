// SPDX-License-Identifier: MIT
/* What tokens mean: texts, integers in every spelling, pointers. */
#include "tape.h"

static void texts(void **state)
{
    static const struct {
        const char *json, *text;
        size_t length;
    } rows[] = {
        {"\"\"", "", 0},
        {"\"plain\"", "plain", 5},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
        {"\"\\u0041\\u00e9\\u20ac\"", "A\xc3\xa9\xe2\x82\xac", 6},
        {"\"\\uD83D\\uDD11\"", "\xf0\x9f\x94\x91", 4},
        {"\"\\uFFFF\\uD7FF\\uE000\"", "\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80", 9},
        {"\"a\\u0000b\"", "a\0b", 3},
        {"\"\\ud83d\"", "\xef\xbf\xbd", 3},
        {"\"\\udd11x\"", "\xef\xbf\xbdx", 4},
        {"\"\\ud83d\\ud83d\\udd11\"", "\xef\xbf\xbd\xf0\x9f\x94\x91", 7},
        {"\"\\x41\"",
         "\xef\xbf\xbd"
         "41",
         5},
        {"\"\\u12\"",
         "\xef\xbf\xbd"
         "12",
         5},
        {"\"\\u\\u\\u\"", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 9},
        {"\"abc\\", "abc\xef\xbf\xbd", 6},
        {"\"\\", "\xef\xbf\xbd", 3},
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tape_read(&t, span_str(rows[i].json), NULL);
        if (!span_eq(tape_text(&t, 0), span_of(rows[i].text, rows[i].length)))
            fail_msg("%s", rows[i].json);
    }
    tape_close(&t);
}

/* Bad escapes mean three bytes each and are spelled with two: the room must be there. */
static void text_of_bad_escapes_alone(void **state)
{
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t n = 1; n < 6000; n += n < 80 ? 1 : 997) {
        char *json = malloc(2 * n + 2);

        assert_non_null(json);
        json[0] = '"';
        for (size_t i = 0; i < n; i++)
            memcpy(json + 1 + 2 * i, i % 2 == 0 ? "\\q" : "\\u", 2);
        json[2 * n + 1] = '"';
        tape_read(&t, span_of(json, 2 * n + 2), NULL);
        assert_int_equal(tape_text(&t, 0).len, 3 * n);
        free(json);
    }
    tape_close(&t);
}

static void unescaped_text_is_not_copied(void **state)
{
    static const char json[] = "[\"kid\"]";
    struct tape t;

    (void)state;
    tape_open(&t);
    tape_read(&t, span_str(json), NULL);
    assert_ptr_equal(tape_text(&t, 1).ptr, json + 2);
    assert_null(t.scratch.first);
    tape_close(&t);
}

static void integers(void **state)
{
    static const struct {
        const char *json;
        enum json_int kind;
        int64_t value;
    } rows[] = {
        {"0", JSON_INT_OK, 0},
        {"-0", JSON_INT_OK, 0},
        {"-0.0e-5", JSON_INT_OK, 0},
        {"0e999999999999999999999", JSON_INT_OK, 0},
        {"1", JSON_INT_OK, 1},
        {"-1", JSON_INT_OK, -1},
        {"65537", JSON_INT_OK, 65537},
        {"1.0", JSON_INT_OK, 1},
        {"1.000000000000000000000000000000000000000", JSON_INT_OK, 1},
        {"1e3", JSON_INT_OK, 1000},
        {"1E+3", JSON_INT_OK, 1000},
        {"1000e-3", JSON_INT_OK, 1},
        {"1200.50e1", JSON_INT_OK, 12005},
        {"0.000001e6", JSON_INT_OK, 1},
        {"1.9e9", JSON_INT_OK, 1900000000},
        {"1000000000000000000000000000000e-30", JSON_INT_OK, 1},
        {"9223372036854775807", JSON_INT_OK, INT64_MAX},
        {"9223372036854775807.000", JSON_INT_OK, INT64_MAX},
        {"9.223372036854775807e18", JSON_INT_OK, INT64_MAX},
        {"-9223372036854775808", JSON_INT_OK, INT64_MIN},
        {"-9.223372036854775808E18", JSON_INT_OK, INT64_MIN},
        {"9223372036854775808", JSON_INT_RANGE, 0},
        {"-9223372036854775809", JSON_INT_RANGE, 0},
        {"18446744073709551616", JSON_INT_RANGE, 0},
        {"1e19", JSON_INT_RANGE, 0},
        {"1e18", JSON_INT_OK, 1000000000000000000},
        {"12345678901234567890123456789", JSON_INT_RANGE, 0},
        {"12345678901234567890123456789e999999999999", JSON_INT_RANGE, 0},
        {"1e999999999999999999999999", JSON_INT_RANGE, 0},
        {"1e-999999999999999999999999", JSON_INT_NOT_INTEGER, 0},
        {"0.5", JSON_INT_NOT_INTEGER, 0},
        {"1.00000000000000000000000000001", JSON_INT_NOT_INTEGER, 0},
        {"1e-1", JSON_INT_NOT_INTEGER, 0},
        {"-1.5", JSON_INT_NOT_INTEGER, 0},
        {"\"1\"", JSON_INT_NOT_INTEGER, 0},
        {"true", JSON_INT_NOT_INTEGER, 0},
        {"01", JSON_INT_NOT_INTEGER, 0}, /* no number of JSON */
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t value = 99;

        tape_read(&t, span_str(rows[i].json), NULL);
        if (json_int64(&t.json, 0, &value) != rows[i].kind || value != rows[i].value)
            fail_msg("%s", rows[i].json);
    }
    tape_close(&t);
}

/* Long numbers take time by their length alone. */
static void long_numbers(void **state)
{
    size_t n = 3000000;
    char *json = malloc(n + 32);
    struct tape t;
    int64_t value;

    (void)state;
    assert_non_null(json);
    memset(json, '0', n);
    json[0] = '1';
    sprintf(json + n, "e-%zu", n - 1);
    tape_open(&t);
    tape_read(&t, span_str(json), NULL);
    assert_int_equal(json_int64(&t.json, 0, &value), JSON_INT_OK);
    assert_int_equal(value, 1);
    json[1] = '.';
    sprintf(json + n, "e9");
    tape_read(&t, span_str(json), NULL);
    assert_int_equal(json_int64(&t.json, 0, &value), JSON_INT_OK);
    assert_int_equal(value, 1000000000);
    tape_close(&t);
    free(json);
}

static void expect_pointer(struct tape *t, uint32_t token, const char *expected)
{
    struct span pointer;

    assert_true(json_pointer(&t->json, token, &t->scratch, &pointer));
    assert_string_equal(pointer.ptr, expected);
    assert_int_equal(pointer.len, strlen(expected));
}

/* The examples of RFC 6901 section 5, and names spelled with escapes. */
static void pointers(void **state)
{
    static const char json[] =
        "{\"foo\": [\"bar\", {\"x\": [[], [1]]}], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3,"
        " \"g|h\": 4, \"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, \"m~n\": 8, \"~1\": 9,"
        " \"\\u006b\\u002f\\u007e\": 10, \"\xc3\xa9\": 11}";
    static const struct {
        const char *value, *pointer; /* the first token that begins with it */
    } rows[] = {
        {"{", ""},           {"bar", "/foo/0"},    {"1]", "/foo/1/x/1/0"},
        {"0, ", "/"},        {"1, ", "/a~1b"},     {"2,", "/c%d"},
        {"3,", "/e^f"},      {"4,", "/g|h"},       {"5,", "/i\\j"},
        {"6,", "/k\"l"},     {"7,", "/ "},         {"8,", "/m~0n"},
        {"9,", "/~01"},      {"10,", "/k~1~0"},    {"11}", "/\xc3\xa9"},
        {"[[]", "/foo/1/x"}, {"[]", "/foo/1/x/0"},
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    tape_read(&t, span_str(json), NULL);
    assert_false(t.json.syntax_error);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t token = 0;

        while (token < t.json.count && (t.json.tokens[token].type == JSON_NAME ||
                                        strncmp(json + t.json.tokens[token].offset, rows[i].value,
                                                strlen(rows[i].value)) != 0))
            token++;
        assert_true(token < t.json.count);
        expect_pointer(&t, token, rows[i].pointer);
        if (json_name_of(&t.json, token) != JSON_NONE) /* a name has its value's */
            expect_pointer(&t, token - 1, rows[i].pointer);
    }
    expect_pointer(&t, JSON_NONE, "");
    tape_close(&t);
}

/* A pointer that would be too long is that of the nearest ancestor that fits. */
static void pointer_is_bounded(void **state)
{
    size_t n = 70000;
    char *json = malloc(n + 64);
    struct tape t;

    (void)state;
    assert_non_null(json);
    memcpy(json, "{\"a\":{\"", 7);
    memset(json + 7, '~', n);
    memcpy(json + 7 + n, "\":[1]}}", 8);
    tape_open(&t);
    tape_read(&t, span_str(json), NULL);
    assert_int_equal(t.json.count, 6);
    expect_pointer(&t, 5, "/a");
    expect_pointer(&t, 2, "/a");
    tape_close(&t);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(text_of_bad_escapes_alone),
        cmocka_unit_test(unescaped_text_is_not_copied),
        cmocka_unit_test(integers),
        cmocka_unit_test(long_numbers),
        cmocka_unit_test(pointers),
        cmocka_unit_test(pointer_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
