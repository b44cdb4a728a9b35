// SPDX-License-Identifier: MIT
/*
 * jansson as referee: over tens of thousands of random texts, whole and damaged, the reader accepts
 * what jansson accepts and reads the same from it. The differences are those of
 * docs/conformance.md.
 */
#include "referee.h"

#include "random_json.h"
#include "tape.h"

#define TEXTS 60000

static const struct json_limits limits = {1u << 20, 2048, 100000, 1000};

static void disagree(const struct referee *r, const struct random_text *text, const char *what)
{
    fprintf(stderr, "%s (jansson: %s): ", what, r->error.text);
    for (size_t i = 0; i < text->length; i++) {
        unsigned char c = (unsigned char)text->text[i];

        fprintf(stderr, c >= 0x20 && c < 0x7f ? "%c" : "\\x%02x", c);
    }
    fputc('\n', stderr);
}

/* The number of texts that are not judged alike. */
static size_t run(uint64_t seed, unsigned damage, struct referee *r)
{
    static struct random_text text;
    size_t wrong = 0;

    text.state = seed;
    referee_open(r, &limits);
    for (size_t i = 0; i < TEXTS; i++) {
        const char *what;

        random_document(&text);
        for (size_t n = damage == 0 ? 0 : 1 + random_below(&text, damage); n > 0; n--)
            random_damage(&text);
        what = referee_compare(r, text.text, text.length);
        assert_tape_is_sound(&r->json);
        if (what != NULL)
            disagree(r, &text, what);
        wrong += what != NULL;
    }
    referee_close(r);
    printf(
        "%zu accepted, %zu refused, %zu with U+0000, %zu with NUL bytes, %zu with large numbers\n",
        r->accepted, r->refused, r->nul, r->nul_byte, r->number);
    return wrong;
}

static void whole_texts_are_accepted_and_read_alike(void **state)
{
    struct referee r;

    (void)state;
    assert_int_equal(run(1, 0, &r), 0);
    assert_true(r.accepted > TEXTS * 9 / 10); /* the rest holds U+0000 in a name */
}

static void damaged_texts_are_judged_alike(void **state)
{
    struct referee r;

    (void)state;
    assert_int_equal(run(2, 3, &r), 0);
    assert_true(r.accepted > TEXTS / 50 && r.refused > TEXTS / 2);
}

/* ---- the documented differences, each by itself ------------------------------------------------
 */

static void differences_are_the_documented_ones(void **state)
{
    static const struct {
        const char *text;
        size_t length; /* 0: to the end of text */
        bool own, jansson;
    } rows[] = {
        {"[\"\\u0000\"]", 0, false, true},
        {"{\"\\u0000\": 1}", 0, false, false},
        {"[\"\\ud800\"]", 0, false, false},
        {"[\"\\udc00\\ud800\"]", 0, false, false},
        {"[9223372036854775807, -9223372036854775808]", 0, true, true},
        {"[9223372036854775808]", 0, true, false},
        {"[-9223372036854775809]", 0, true, false},
        {"[1e308, 1e-999]", 0, true, true},
        {"[1e309]", 0, true, false},
        {"\xef\xbb\xbf[]", 0, false, false},
        {"{\"a\": 1, \"a\": 2}", 0, true, true},
        {"", 0, false, false},
        {"1", 0, true, true},
        {"[1\0]", 4, false, true},
        {"true\0", 5, false, true},
        {"[\"\0\"]", 5, false, false},
        {"[1] \0", 5, false, false},
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t length = rows[i].length == 0 ? strlen(rows[i].text) : rows[i].length;
        json_t *value = referee_load(rows[i].text, length, NULL);

        tape_read(&t, span_of(rows[i].text, length), &limits);
        if (t.json.syntax_error == rows[i].own || (value != NULL) != rows[i].jansson)
            fail_msg("%s", rows[i].text);
        json_decref(value);
    }
    tape_close(&t);
}

static bool accepts_nested(struct tape *t, size_t depth, const char *inner, bool *jansson)
{
    char text[RANDOM_TEXT_MAX * 2];
    size_t n = strlen(inner);
    json_t *value;

    memset(text, '[', depth);
    memcpy(text + depth, inner, n);
    memset(text + depth + n, ']', depth);
    value = referee_load(text, 2 * depth + n, NULL);
    *jansson = value != NULL;
    json_decref(value);
    tape_read(t, span_of(text, 2 * depth + n), &limits);
    return !t->json.syntax_error;
}

/* jansson counts a scalar as a level. */
static void depth_is_counted_alike(void **state)
{
    struct tape t;
    bool jansson;

    (void)state;
    tape_open(&t);
    assert_true(accepts_nested(&t, 2048, "", &jansson) && jansson);
    assert_false(accepts_nested(&t, 2049, "", &jansson) || jansson);
    assert_true(accepts_nested(&t, 2047, "1", &jansson) && jansson);
    assert_true(accepts_nested(&t, 2048, "1", &jansson) && !jansson);
    tape_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_texts_are_accepted_and_read_alike),
        cmocka_unit_test(damaged_texts_are_judged_alike),
        cmocka_unit_test(differences_are_the_documented_ones),
        cmocka_unit_test(depth_is_counted_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
