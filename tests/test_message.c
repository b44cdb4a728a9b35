// SPDX-License-Identifier: MIT
/* Messages and the bounded buffer under them: what is printed of the input cannot break a line, a
 * terminal or a limit. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "text/message.h"
#include "text/utf8.h"

static void expect_message(const char *expected, const char *format, const struct arg *args)
{
    char text[1024];
    struct buf b;

    buf_init(&b, text, sizeof(text));
    message_format(&b, format, args);
    assert_string_equal(text, expected);
    assert_false(b.cut);
}

static void every_kind_of_argument(void **state)
{
    struct arg hidden = {.type = ARG_HIDDEN, .u.num = 43};
    struct arg literal = {.type = ARG_LITERAL, .u.text = span_str("1e5")};

    (void)state;
    expect_message("plain", "plain", NO_ARGS);
    expect_message("a b c", "{} {} {}", ARGS(A_STR("a"), A_STR("b"), A_STR("c")));
    expect_message("18446744073709551615", "{}", ARGS(A_NUM(UINT64_MAX)));
    expect_message("0 and -9223372036854775808", "{} and {}", ARGS(A_NUM(0), A_INT(INT64_MIN)));
    expect_message("kty is \"EC\"; ok", "kty is {}; ok", ARGS(A_TEXT(span_str("EC"))));
    expect_message("it is a secret of 43 characters", "it is {}", ARGS(hidden));
    expect_message("1e5", "{}", ARGS(literal));
    expect_message("'x' U+000A U+0000 U+0020 byte 0xFF", "{} {} {} {} {}",
                   ARGS(A_CHAR('x'), A_CHAR('\n'), A_CHAR(0), A_CHAR(' '), A_CHAR('\xff')));
    expect_message("2026-11-24", "{}", ARGS(A_DATE(1795478400)));
}

static void braces_and_missing_arguments(void **state)
{
    (void)state;
    expect_message("{a} { } 1", "{a} { } {}", ARGS(A_NUM(1)));
    expect_message("1  ", "{} {} {}", ARGS(A_NUM(1)));
    expect_message("{", "{", NO_ARGS);
}

static void expect_quote(const char *expected, const char *text, size_t length, size_t columns)
{
    char memory[1024];
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    message_quote(&b, span_of(text, length), columns);
    assert_string_equal(memory, expected);
}

static void texts_of_the_input(void **state)
{
    (void)state;
    expect_quote("\"\"", "", 0, 5);
    expect_quote("\"abc\"", "abc", 3, 3);
    expect_quote("\"abc\xe2\x80\xa6\"", "abcd", 4, 3);
    expect_quote("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91",
                 9, 3);
    expect_quote("\"\\u0000\\u000A\\u001B\\u007F\"", "\0\n\x1b\x7f", 4, 9);
    expect_quote("\"\\u202E\\u200B\\uFEFF\\u00AD\"", "\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf\xc2\xad",
                 11, 9);
    expect_quote("\"\\u0E0041\"", "\xf3\xa0\x81\x81", 4, 9);
    expect_quote("\"a\\xFF\\xC3b\"",
                 "a\xff\xc3"
                 "b",
                 4, 9);
}

/* Whatever the size of the buffer: what is there is a beginning of the whole, at a code point. */
static void cuts_fall_between_code_points(void **state)
{
    static const char whole[] = "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x91 end";
    char memory[64];
    struct buf b;

    (void)state;
    for (size_t cap = 1; cap <= sizeof(whole) + 1; cap++) {
        buf_init(&b, memory, cap);
        message_format(&b, whole, NO_ARGS);
        assert_int_equal(b.cut, cap < sizeof(whole));
        assert_true(b.len < cap && memory[b.len] == '\0');
        assert_memory_equal(memory, whole, b.len);
        for (size_t at = 0, step; at < b.len; at += step) {
            step = utf8_step(span_of(memory + at, b.len - at), NULL);
            assert_true(step > 0);
        }
        buf_put(&b, 'x'); /* nothing is added behind a cut */
        assert_true(!b.cut || b.len == 0 || memory[b.len - 1] != 'x');
    }
}

static void numbers_of_the_buffer(void **state)
{
    char memory[64];
    struct buf b;

    (void)state;
    buf_init(&b, memory, sizeof(memory));
    buf_hex(&b, 0xbeef, 4);
    buf_put(&b, ' ');
    buf_hex(&b, 0xa, 2);
    buf_put(&b, ' ');
    buf_int(&b, -1);
    buf_uint(&b, 10);
    assert_string_equal(memory, "BEEF 0A -110");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_argument), cmocka_unit_test(braces_and_missing_arguments),
        cmocka_unit_test(texts_of_the_input),     cmocka_unit_test(cuts_fall_between_code_points),
        cmocka_unit_test(numbers_of_the_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
