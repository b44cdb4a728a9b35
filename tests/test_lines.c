// SPDX-License-Identifier: MIT
/* Offset to line and column: every offset of small texts by a second, plainer count; large texts
 * around the blocks of the index. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "text/lines.h"
#include "text/utf8.h"

/* Bytes of the code point at a byte; a malformed byte is one by itself. */
static size_t bytes_at(struct span text, size_t at)
{
    size_t step = utf8_step(span_of(text.ptr + at, text.len - at), NULL);

    return step == 0 ? 1 : step;
}

/* Goes through the text from its beginning. */
static struct place count_plainly(struct span text, size_t offset)
{
    struct place p = {1, 1, 0, 0};

    for (size_t i = 0; i + bytes_at(text, i) <= offset; i += bytes_at(text, i)) {
        bool lf = text.ptr[i] == '\n';
        bool lone_cr = text.ptr[i] == '\r' && !(i + 1 < text.len && text.ptr[i + 1] == '\n');

        p.column++;
        if (lf || lone_cr) {
            p.line++;
            p.column = 1;
            p.line_start = i + 1;
        }
    }
    for (p.line_end = offset; p.line_end < text.len; p.line_end++)
        if (text.ptr[p.line_end] == '\n' || text.ptr[p.line_end] == '\r')
            break;
    return p;
}

static void expect_place(struct lines *l, size_t offset)
{
    struct place expected = count_plainly(l->text, offset), found;

    assert_true(lines_find(l, &found, offset));
    assert_int_equal(found.line, expected.line);
    assert_int_equal(found.column, expected.column);
    assert_int_equal(found.line_start, expected.line_start);
    if (expected.line_end < offset + 4096)
        assert_int_equal(found.line_end, expected.line_end);
    else
        assert_true(found.line_end >= offset + 4096 && found.line_end <= expected.line_end);
}

static void every_offset_of_small_texts(void **state)
{
    static const char *const texts[] = {
        "",
        "a",
        "a\nb\n",
        "\n\n\n",
        "a\r\nb\r\n\r\nc",
        "a\rb\r\rc",
        "a\n\rb\r\n\r",
        "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91\n\xc3\xa9x\ty",
        ("a\x80\x80" /* not \x80b */
         "b\xff\n\xe2\x82\n\xc3"),
        "\xef\xbb\xbf{\r\n  \"k\": 1\r\n}\r\n",
    };
    struct lines l;

    (void)state;
    lines_init(&l, &allocator_default);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct span text = span_str(texts[i]);

        lines_open(&l, text);
        for (size_t offset = 0; offset <= text.len; offset++)
            expect_place(&l, offset);
    }
    lines_free(&l);
}

static void known_places(void **state)
{
    static const struct {
        size_t offset, line, column;
    } rows[] = {{0, 1, 1}, {3, 1, 3}, {5, 2, 1}, {7, 2, 2}, {9, 3, 1}, {11, 4, 1}, {99, 4, 2}};
    struct place p;
    struct lines l;

    (void)state;
    lines_init(&l, &allocator_default);
    lines_open(&l, span_str("a\xc3\xa9"
                            "b\n"
                            "\xc3\xa9x\n\r\nz")); /* offsets past the end are the end */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(lines_find(&l, &p, rows[i].offset));
        assert_int_equal(p.line, rows[i].line);
        assert_int_equal(p.column, rows[i].column);
    }
    lines_free(&l);
}

/* Line breaks and sequences of several bytes on both sides of the blocks of 4096. */
static void around_the_blocks(void **state)
{
    static const char *const patterns[] = {"\r\n", "\n", "\r", "\xf0\x9f\x94\x91",
                                           "ab\xc3\xa9\r\n"};
    size_t n = 4096 * 3 + 50;
    char *text = malloc(n);
    struct lines l;

    (void)state;
    assert_non_null(text);
    lines_init(&l, &allocator_default);
    for (size_t p = 0; p < ARRAY_LEN(patterns); p++) {
        size_t period = strlen(patterns[p]);

        for (size_t shift = 0; shift < 4; shift++) {
            memset(text, 'x', n);
            for (size_t i = shift; i + period <= n; i += period)
                memcpy(text + i, patterns[p], period);
            lines_open(&l, span_of(text, n));
            for (size_t block = 1; block <= 3; block++)
                for (size_t at = block * 4096 - 5; at < block * 4096 + 5; at++)
                    expect_place(&l, at);
            expect_place(&l, n);
        }
    }
    lines_free(&l);
    free(text);
}

static void *no_memory(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)ptr;
    (void)old_size;
    (void)new_size;
    return NULL;
}

static void without_memory_nothing_is_found(void **state)
{
    static const struct allocator none = {no_memory, NULL};
    struct place p;
    struct lines l;

    (void)state;
    lines_init(&l, &none);
    lines_open(&l, span_str("abc"));
    assert_false(lines_find(&l, &p, 1));
    lines_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_offset_of_small_texts),
        cmocka_unit_test(known_places),
        cmocka_unit_test(around_the_blocks),
        cmocka_unit_test(without_memory_nothing_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
