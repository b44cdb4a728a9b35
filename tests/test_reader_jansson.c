// SPDX-License-Identifier: MIT
/*
 * jansson as referee: over tens of thousands of random texts, whole and damaged, the reader accepts
 * what jansson accepts and reads the same from it. The differences are those of
 * docs/conformance.md.
 */
/* Both name their types JSON_OBJECT and so on: those of jansson are renamed here. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_INTEGER JANSSON_INTEGER
#define JSON_REAL JANSSON_REAL
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_INTEGER
#undef JSON_REAL
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include "tape.h"

#include <math.h>

#include "random_json.h"

#define TEXTS 60000

static const struct json_limits limits = {1u << 20, 2048, 100000, 1000};

/* ---- numbers that jansson cannot hold ----------------------------------------------------------
 */

static bool has_fraction_or_exponent(struct span raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] == '.' || raw.ptr[i] == 'e' || raw.ptr[i] == 'E')
            return true;
    return false;
}

static double double_of(struct span raw)
{
    char text[RANDOM_TEXT_MAX + 1];

    memcpy(text, raw.ptr, raw.len);
    text[raw.len] = '\0';
    return strtod(text, NULL);
}

static bool too_large_for_jansson(const struct json *j, uint32_t token)
{
    struct span raw = json_raw(j, token);
    int64_t unused;

    if (has_fraction_or_exponent(raw))
        return isinf(double_of(raw));
    return json_int64(j, token, &unused) == JSON_INT_RANGE;
}

/* Puts 0 in place of each such number; true when there was one. */
static bool tame_numbers(const struct json *j, char *text)
{
    bool found = false;

    for (uint32_t t = 0; t < j->count; t++) {
        const struct json_token *token = &j->tokens[t];

        if (token->type != JSON_NUMBER || !too_large_for_jansson(j, t))
            continue;
        memset(text + token->offset, ' ', token->length);
        text[token->offset] = '0';
        found = true;
    }
    return found;
}

/* ---- values ------------------------------------------------------------------------------------
 */

static bool same_value(struct tape *t, uint32_t token, const json_t *value);

static bool same_number(struct tape *t, uint32_t token, const json_t *value)
{
    int64_t own;
    enum json_int kind = json_int64(&t->json, token, &own);
    struct span raw = json_raw(&t->json, token);

    if (json_typeof(value) == JANSSON_INTEGER)
        return kind == JSON_INT_OK && own == json_integer_value(value);
    if (json_typeof(value) != JANSSON_REAL)
        return false;
    if (kind == JSON_INT_OK)
        return (double)own == json_real_value(value);
    /* below 16 digits a double tells an integer from what is none */
    return kind == JSON_INT_RANGE || raw.len > 16 || json_real_value(value) == 0 ||
           floor(json_real_value(value)) != json_real_value(value);
}

static bool same_array(struct tape *t, uint32_t token, const json_t *value)
{
    size_t i = 0;

    if (json_typeof(value) != JANSSON_ARRAY ||
        json_array_size(value) != t->json.tokens[token].count)
        return false;
    for (uint32_t item = json_first(&t->json, token); item < t->json.tokens[token].next;
         item = t->json.tokens[item].next)
        if (!same_value(t, item, json_array_get(value, i++)))
            return false;
    return true;
}

/* The name token of the first or last member of that name. */
static uint32_t member_named(struct tape *t, uint32_t object, struct span name, bool last)
{
    const struct json *j = &t->json;
    uint32_t found = JSON_NONE;

    for (uint32_t m = json_first(j, object); m < j->tokens[object].next; m = j->tokens[m + 1].next)
        if (span_eq(tape_text(t, m), name) && (last || found == JSON_NONE))
            found = m;
    return found;
}

/* jansson keeps the place of the first of several equal names and the value of the last. */
static bool same_object(struct tape *t, uint32_t token, json_t *value)
{
    const struct json *j = &t->json;
    void *at = json_object_iter(value);

    if (json_typeof(value) != JANSSON_OBJECT)
        return false;
    for (uint32_t m = json_first(j, token); m < j->tokens[token].next; m = j->tokens[m + 1].next) {
        struct span name = tape_text(t, m);

        if (member_named(t, token, name, false) != m)
            continue;
        if (at == NULL ||
            !span_eq(name, span_of(json_object_iter_key(at), json_object_iter_key_len(at))) ||
            !same_value(t, member_named(t, token, name, true) + 1, json_object_iter_value(at)))
            return false;
        at = json_object_iter_next(value, at);
    }
    return at == NULL;
}

static bool same_value(struct tape *t, uint32_t token, const json_t *value)
{
    switch ((enum json_type)t->json.tokens[token].type) {
    case JSON_NULL:
        return json_typeof(value) == JANSSON_NULL;
    case JSON_FALSE:
        return json_typeof(value) == JANSSON_FALSE;
    case JSON_TRUE:
        return json_typeof(value) == JANSSON_TRUE;
    case JSON_NUMBER:
        return same_number(t, token, value);
    case JSON_STRING:
        return json_typeof(value) == JANSSON_STRING &&
               span_eq(tape_text(t, token),
                       span_of(json_string_value(value), json_string_length(value)));
    case JSON_ARRAY:
        return same_array(t, token, value);
    case JSON_OBJECT: {
        json_t *object = json_deep_copy(value); /* iterating wants no const */
        bool same = same_object(t, token, object);

        json_decref(object);
        return same;
    }
    case JSON_NAME:
        break;
    }
    return false;
}

/* ---- one text ----------------------------------------------------------------------------------
 */

struct tally {
    size_t accepted, refused, nul, nul_byte, number, wrong;
};

/* jansson takes an escaped U+0000 in a value; the reader never. */
static bool only_escaped_nul(const struct tape *t)
{
    for (size_t i = 0; i < t->json.fault_count; i++)
        if (t->json.faults[i].rule != RULE_JSON_NUL || t->json.faults[i].length != 6)
            return false;
    return true;
}

/* jansson does not see a NUL byte right behind a number or a word. */
static size_t without_nul_bytes(char *text, size_t length)
{
    size_t kept = 0;

    for (size_t i = 0; i < length; i++)
        if (text[i] != '\0')
            text[kept++] = text[i];
    return kept;
}

static void disagree(struct tally *tally, const struct tape *t, const char *what,
                     const json_error_t *error)
{
    tally->wrong++;
    fprintf(stderr, "%s (jansson: %s; first fault: %s): ", what, error->text,
            t->json.fault_count > 0 ? tape_fault(t, 0) : "none");
    for (size_t i = 0; i < t->json.text.len; i++) {
        unsigned char c = (unsigned char)t->json.text.ptr[i];

        fprintf(stderr, c >= 0x20 && c < 0x7f ? "%c" : "\\x%02x", c);
    }
    fputc('\n', stderr);
}

static json_t *load(const char *text, size_t length, json_error_t *error)
{
    return json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
}

static void compare(struct tally *tally, struct tape *t, const char *text, size_t length)
{
    char tamed[RANDOM_TEXT_MAX];
    json_error_t error;
    json_t *value = load(text, length, &error);

    tape_read(t, span_of(text, length), &limits);
    assert_tape_is_sound(&t->json);
    memcpy(tamed, text, length);
    if (value == NULL && !t->json.syntax_error && tame_numbers(&t->json, tamed)) {
        tally->number++;
        value = load(tamed, length, &error);
        tape_read(t, span_of(tamed, length), &limits);
    }
    if (value != NULL && t->json.syntax_error && memchr(tamed, '\0', length) != NULL) {
        tally->nul_byte++;
        tape_read(t, span_of(tamed, without_nul_bytes(tamed, length)), &limits);
    }
    if (value != NULL && t->json.syntax_error) {
        if (only_escaped_nul(t))
            tally->nul++;
        else
            disagree(tally, t, "jansson accepts, the reader does not", &error);
    } else if (value == NULL && !t->json.syntax_error) {
        disagree(tally, t, "the reader accepts, jansson does not", &error);
    } else if (value != NULL && !same_value(t, 0, value)) {
        disagree(tally, t, "not the same values", &error);
    } else {
        tally->accepted += value != NULL;
        tally->refused += value == NULL;
    }
    json_decref(value);
}

static void run(uint64_t seed, unsigned damage, struct tally *tally)
{
    static struct random_text r;
    struct tape t;

    r.state = seed;
    tape_open(&t);
    for (size_t i = 0; i < TEXTS; i++) {
        random_document(&r);
        for (size_t n = damage == 0 ? 0 : 1 + random_below(&r, damage); n > 0; n--)
            random_damage(&r);
        compare(tally, &t, r.text, r.length);
    }
    tape_close(&t);
    printf(
        "%zu accepted, %zu refused, %zu with U+0000, %zu with NUL bytes, %zu with large numbers\n",
        tally->accepted, tally->refused, tally->nul, tally->nul_byte, tally->number);
}

static void whole_texts_are_accepted_and_read_alike(void **state)
{
    struct tally tally = {0};

    (void)state;
    run(1, 0, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.accepted > TEXTS * 9 / 10); /* the rest holds U+0000 in a name */
}

static void damaged_texts_are_judged_alike(void **state)
{
    struct tally tally = {0};

    (void)state;
    run(2, 3, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.accepted > TEXTS / 50 && tally.refused > TEXTS / 2);
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
        json_t *value = load(rows[i].text, length, NULL);

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
    value = load(text, 2 * depth + n, NULL);
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
