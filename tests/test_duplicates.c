// SPDX-License-Identifier: MIT
/* Member names that stand twice: found however they are spelled, wherever, among however many. */
#include "outcome.h"
#include "tape.h"

#include <time.h>

static void find(struct tape *t, const char *text, size_t length, const struct json_limits *limits)
{
    tape_read(t, span_of(text, length), limits);
    assert_true(json_find_duplicates(&t->json, &t->scratch));
}

static void nothing_else_is_found(void **state)
{
    static const char *const texts[] = {
        "{}",
        "{\"a\": 1}",
        "[{\"a\": 1}, {\"a\": 2}]",
        "{\"a\": {\"a\": {\"a\": 1}}, \"b\": {\"a\": 1}}",
        "{\"a\": 1, \"A\": 1, \"a \": 1, \"\": 1, \"aa\": 1}",
        "{\"a\\u0300\": 1, \"\\u00e0\": 1}", /* alike to look at, not the same */
        "{\"\\\\u0061\": 1, \"a\": 1}",      /* the first is a backslash and u0061 */
        "[\"a\", \"a\"]",
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        find(&t, texts[i], strlen(texts[i]), NULL);
        assert_int_equal(t.json.fault_count, 0);
        assert_false(t.json.syntax_error);
    }
    tape_close(&t);
}

static void spellings_of_one_name(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } rows[] = {
        {"{\"kty\": 1, \"kty\": 2}", 1},
        {"{\"kty\": 1, \"\\u006bty\": 2}", 1},
        {"{\"\\u006Bty\": 1, \"kt\\u0079\": 2}", 1},
        {"{\"\": 1, \"\": 2}", 1},
        {"{\"a/b\": 1, \"a\\/b\": 2}", 1},
        {"{\"\xf0\x9f\x94\x91\": 1, \"\\ud83d\\udd11\": 2}", 1},
        {"{\"\xc3\xa9\": 1, \"\\u00E9\": 2}", 1},
        {"{\"a\": 1, \"a\": 2, \"a\": 3}", 2},
        {"{\"a\": 1, \"b\": 2, \"a\": 3, \"b\": 4}", 2},
        {"{\"a\": [{\"b\": 1, \"b\": 2}], \"a\": 3}", 2},
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        find(&t, rows[i].text, strlen(rows[i].text), NULL);
        if (t.json.fault_count != rows[i].count)
            fail_msg("%s: %zu found", rows[i].text, t.json.fault_count);
        for (size_t f = 0; f < rows[i].count; f++)
            assert_string_equal(tape_fault(&t, f), "json-duplicate");
        assert_true(t.json.syntax_error);
    }
    tape_close(&t);
}

/* The finding stands at the second name, quotes included, and tells where the first is. */
static void place_and_message(void **state)
{
    static const char text[] =
        "{\"kty\": \"EC\",\n \"k\\u0074y\": \"RSA\", \"crv\": 1, \"kty\": 2}";
    struct outcome *o = outcome_of(text, sizeof(text) - 1, NULL);
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < o->count; i++) {
        const struct told *t = &o->told[i];

        if (strcmp(t->rule, "json-duplicate") != 0)
            continue;
        assert_int_equal(t->line, 2);
        assert_int_equal(t->column, seen == 0 ? 2 : 31);
        assert_int_equal(t->length, seen == 0 ? 10 : 5);
        assert_string_equal(t->pointer, "/kty");
        assert_non_null(strstr(t->message, seen == 0 ? "offset 1" : "offset 15"));
        assert_true((strstr(t->message, "spelled with an escape") != NULL) == (seen == 0));
        seen++;
    }
    assert_int_equal(seen, 2);
    free(o);
}

/* With few names every pair is compared, with many they are sorted: both must agree. */
static void few_and_many_agree(void **state)
{
    struct tape t;
    char text[4096];

    (void)state;
    tape_open(&t);
    for (int n = 2; n <= 40; n++) {
        for (int twin = 0; twin < n - 1; twin++) {
            int length = sprintf(text, "{"), last = 0;

            for (int i = 0; i < n; i++) {
                last = length + (i > 0 ? 2 : 0);
                length += sprintf(text + length, "%s\"m%02d\": %d", i > 0 ? ", " : "",
                                  i == n - 1 ? twin : i, i);
            }
            length += sprintf(text + length, "}");
            find(&t, text, (size_t)length, NULL);
            assert_int_equal(t.json.fault_count, 1);
            assert_int_equal(t.json.faults[0].offset, last);
        }
    }
    tape_close(&t);
}

/* n names of one length, alike in all but their last characters, as hash tables dislike them; each
 * `every`-th stands a second time. */
static char *many_names(size_t n, size_t every, size_t *length)
{
    char *text = malloc(n * 64 * 2 + 16);
    size_t at = 0;

    assert_non_null(text);
    text[at++] = '{';
    for (size_t i = 0; i < n; i++)
        at += (size_t)sprintf(text + at, "%s\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%06zu\":0",
                              i > 0 ? "," : "", i);
    for (size_t i = 0; every > 0 && i < n; i += every)
        at += (size_t)sprintf(text + at, ",\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%06zu\":1", i);
    text[at++] = '}';
    *length = at;
    return text;
}

static double seconds_for(struct tape *t, size_t n, size_t every, size_t expected)
{
    const struct json_limits limits = {100u << 20, 64, 1000000, 1000000};
    size_t length;
    char *text = many_names(n, every, &length);
    double best = 1e9;

    for (int round = 0; round < 3; round++) {
        clock_t from = clock();
        double took;

        find(t, text, length, &limits);
        took = (double)(clock() - from) / CLOCKS_PER_SEC;
        best = took < best ? took : best;
    }
    assert_int_equal(t->json.fault_count, expected);
    free(text);
    return best;
}

static void many_names_cost_little_more(void **state)
{
    struct tape t;
    double once, twice;

    (void)state;
    tape_open(&t);
    once = seconds_for(&t, 20000, 0, 0);
    twice = seconds_for(&t, 40000, 0, 0);
    assert_true(twice < 3.5 * once + 0.005);
    seconds_for(&t, 20000, 2, 10000);
    tape_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_else_is_found),       cmocka_unit_test(spellings_of_one_name),
        cmocka_unit_test(place_and_message),           cmocka_unit_test(few_and_many_agree),
        cmocka_unit_test(many_names_cost_little_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
