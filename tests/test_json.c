// SPDX-License-Identifier: MIT
/* The reader by hand: each fault at its byte, several in one text, texts cut anywhere, and limits.
 */
#include "outcome.h"
#include "tape.h"

/*
 * In the rows below ` stands for a double quote and | for a backslash, so that columns line up. A
 * caret stands under the first byte of each fault; `rules` names them in order. No caret: no fault.
 */
struct row {
    const char *text;
    const char *carets;
    const char *rules;
};

static const struct row structure[] = {
    {"{`a`: 1}", "", ""},
    {"[1, 2, [3], {}]", "", ""},
    {" \t\n\r[ ]\r\n", "", ""},
    {"0", "", ""},
    {"`text`", "", ""},
    {"null", "", ""},
    {"{`a` 1}", "     ^", "json-syntax"},
    {"{`a`= 1}", "    ^", "json-syntax"},
    {"{a: 1}", " ^", "json-syntax"},
    {"{'a': 1}", " ^", "json-syntax"},
    {"{1: 1}", " ^", "json-syntax"},
    {"{,`a`: 1}", " ^", "json-syntax"},
    {"{`a`:}", "     ^", "json-syntax"},
    {"{`a`:, `b`: 1}", "     ^", "json-syntax"},
    {"{`a`: 1]", "       ^", "json-syntax"},
    {"[1}", "  ^", "json-syntax"},
    {"[1 2]", "   ^", "json-syntax"},
    {"[,1]", " ^", "json-syntax"},
    {"[1,,2]", "   ^", "json-syntax"},
    {"[1;2]", "  ^", "json-syntax"},
    {"]", "^", "json-syntax"},
    {":", "^", "json-syntax"},
    {"[\x0c]", " ^", "json-syntax"},
    {"[\xc2\xa0]", " ^", "json-syntax"},
    {"[`a`, @]", "      ^", "json-syntax"},
    {"", "^", "json-truncated"},
    {" \n", "  ^", "json-truncated"},
    {"{", " ^", "json-truncated"},
    {"[[1, 2]", "       ^", "json-truncated"},
    {"{`a`", "    ^", "json-truncated"},
    {"{`a`:", "     ^", "json-truncated"},
    {"{`a`: 1,", "        ^", "json-truncated"},
    {"{`a`: `bc", "      ^", "json-truncated"},
    {"{`a`: `bc|`}", "      ^", "json-truncated"},
    {"`abc|", "^   ^", "json-truncated json-escape"},
    {"[`a`]]", "     ^", "json-trailing-data"},
    {"{} {}", "   ^", "json-trailing-data"},
    {"1 2", "  ^", "json-trailing-data"},
    {"[]x", "  ^", "json-trailing-data"},
};

static const struct row commas[] = {
    {"{`a`: 1,}", "        ^", "json-comma"},
    {"[1, 2, ]", "       ^", "json-comma"},
    {"{`a`: 1 `b`: 2}", "        ^", "json-comma"},
    {"[`a` `b`]", "     ^", "json-comma"},
    {"[[] [], {} {}]", "    ^      ^", "json-comma json-comma"},
    {"{`a`: [1,], `b`: 2,}", "         ^         ^", "json-comma json-comma"},
    {"[`,]`, `,}`]", "", ""},
};

static const struct row comments[] = {
    {"[1 /* one */]", "   ^", "json-comment"},
    {"[1 /* * / **/]", "   ^", "json-comment"},
    {"// head\n[1]", "^", "json-comment"},
    {"[1] # tail", "    ^", "json-comment"},
    {"{`a` /**/: /**/ 1}", "     ^     ^", "json-comment json-comment"},
    {"[1 /* open]", "   ^       ^", "json-comment json-truncated"},
    {"[1 / 2]", "   ^", "json-syntax"},
    {"[`// # /* */`]", "", ""},
};

static const struct row literals[] = {
    {"[true, false, null]", "", ""},
    {"[True, FALSE, Null]", " ^     ^      ^", "json-literal json-literal json-literal"},
    {"[NaN]", " ^", "json-literal"},
    {"[Infinity]", " ^", "json-literal"},
    {"[undefined, yes]", " ^          ^", "json-literal json-literal"},
    {"[nullx]", " ^", "json-literal"},
    {"{`a`: tru, `b`: None}", "      ^         ^", "json-literal json-literal"},
    {"[`True`]", "", ""},
};

static const struct row numbers[] = {
    {"[0, -0, 10, -1.5, 1e9, 1E+9, 2.50e-3, 0.1]", "", ""},
    {"[012, 00]", " ^    ^", "json-number json-number"},
    {"[-01]", " ^", "json-number"},
    {"[+1]", " ^", "json-number"},
    {"[.5, 5.]", " ^   ^", "json-number json-number"},
    {"[1e, 1e+, 1.e5]", " ^   ^    ^", "json-number json-number json-number"},
    {"[-]", " ^", "json-number"},
    {"[--1]", " ^", "json-number"},
    {"[0x1F]", " ^", "json-number"},
    {"[1_000, 1.2.3]", " ^      ^", "json-number json-number"},
    {"[-Infinity, -NaN]", " ^          ^", "json-number json-number"},
    {"[12a]", " ^", "json-number"},
    {"[9007199254740993, 1e400, 123456789012345678901234567890]", "", ""},
};

static const struct row strings[] = {
    {"[`|`||||||/|b|f|n|r|t|u00e9|uD83d|uDD11`]", "", ""},
    {"[`a|xb`]", "   ^", "json-escape"},
    {"[`|'`, `|a`]", "  ^     ^", "json-escape json-escape"},
    {"[`|u12`]", "  ^", "json-escape"},
    {"[`|u12g4`]", "  ^", "json-escape"},
    {"[`|U0041`]", "  ^", "json-escape"},
    {"[`|u`]", "  ^", "json-escape"},
    {"[`|ud83d`]", "  ^", "json-surrogate"},
    {"[`x|uDD11|ud83d`]", "   ^     ^", "json-surrogate json-surrogate"},
    {"[`|ud83d|u0041`]", "  ^", "json-surrogate"},
    {"[`|ud83d|ud83d|udd11`]", "  ^", "json-surrogate"},
    {"[`|ud83dxudd11`]", "  ^", "json-surrogate"},
    {"[`|ud7ff|ue000|uffff`]", "", ""},
    {"[`|u0000`]", "  ^", "json-nul"},
    {"{`|u0000`: 1}", "  ^", "json-nul"},
    {"[`|u0001|u0030`]", "", ""},
    {"[`a\nb`]", "   ^", "json-control"},
    {"[`\t`, `\x1f`]", "  ^    ^", "json-control json-control"},
    {"{`a\r`: 1}", "   ^", "json-control"},
    {"[`\x7f`]", "", ""},
    {"[`caf\xe9`]", "     ^", "json-utf8"},
    {"[`\xc0\xaf`]", "  ^^", "json-utf8 json-utf8"},
    {"[`\xed\xa0\x80`]", "  ^^^", "json-utf8 json-utf8 json-utf8"},
    {"[`\xf4\x90\x80\x80`]", "  ^^^^", "json-utf8 json-utf8 json-utf8 json-utf8"},
    {"[`\xe2\x82`]", "  ^^", "json-utf8 json-utf8"},
    {"[`\x80`]", "  ^", "json-utf8"},
    {"[`\xf4\x8f\xbf\xbf \xe2\x82\xac \xc2\x80`]", "", ""},
    {"{`\xff`: 1}", "  ^", "json-utf8"},
};

static const struct row marks[] = {
    {"\xef\xbb\xbf[]", "^", "json-bom"},
    {"\xef\xbb[]", "^", "json-syntax"},
    {"[]\xef\xbb\xbf", "  ^", "json-trailing-data"},
    {"[`\xef\xbb\xbf`]", "", ""},
    {"\xff\xfe[", "^", "json-encoding"},
    {"\xfe\xff[", "^", "json-encoding"},
};

static const struct row duplicates[] = {
    {"{`a`: 1, `a`: 2}", "         ^", "json-duplicate"},
    {"{`a`: 1, `b`: 2, `|u0061`: 3}", "                 ^", "json-duplicate"},
    {"{`a`: {`b`: 1, `b`: 2}, `a`: 3}", "               ^        ^",
     "json-duplicate json-duplicate"},
    {"[{`a`: 1}, {`a`: 1}]", "", ""},
    {"{`a`: {`a`: {`a`: 1}}}", "", ""},
    {"{`a`: 1, `A`: 2, `a `: 3, ``: 4}", "", ""},
};

/* Reading goes on behind every fault that leaves no doubt about what was meant. */
static const struct row several[] = {
    {"{`a`: 01, `a|q`: True, // no\n `b`: `\n` `c`: [.1,],}",
     "      ^     ^    ^     ^            ^  ^     ^  ^ ^",
     "json-number json-escape json-literal json-comment json-control json-comma json-number "
     "json-comma json-comma"},
    {"\xef\xbb\xbf{`a`: +1, `a`: `|ud800`} x", "^        ^   ^     ^        ^",
     "json-bom json-number json-duplicate json-surrogate json-trailing-data"},
    {"{`a`: 'x', `b`: 01}", "      ^", "json-syntax"},
    {"{`a`: 01, `b`: ?, `c`: 02}", "      ^        ^", "json-number json-syntax"},
};

static size_t unfold(char *out, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++)
        out[i] = text[i] == '`' ? '"' : text[i] == '|' ? '\\' : text[i];
    return n;
}

static bool faults_are(const struct tape *t, const struct row *row)
{
    const char *carets = row->carets, *rules = row->rules;

    for (size_t i = 0; i < t->json.fault_count; i++) {
        size_t at = strspn(carets, " ") + (size_t)(carets - row->carets);
        size_t length = strcspn(rules, " ");

        if (row->carets[at] != '^' || t->json.faults[i].offset != at ||
            strlen(tape_fault(t, i)) != length || strncmp(tape_fault(t, i), rules, length) != 0)
            return false;
        carets = row->carets + at + 1;
        rules += length + (rules[length] == ' ');
    }
    return *carets == '\0' && *rules == '\0';
}

static void check_rows(const struct row *rows, size_t count)
{
    struct tape t;
    char text[512];
    size_t wrong = 0;

    tape_open(&t);
    for (size_t i = 0; i < count; i++) {
        tape_read(&t, span_of(text, unfold(text, rows[i].text)), NULL);
        assert_int_equal(t.json.syntax_error, t.json.fault_count > 0);
        assert_true(json_find_duplicates(&t.json, &t.scratch));
        assert_tape_is_sound(&t.json);
        if (faults_are(&t, &rows[i]))
            continue;
        wrong++;
        fprintf(stderr, "%s\n%s %s; found:\n", rows[i].text, rows[i].carets, rows[i].rules);
        for (size_t f = 0; f < t.json.fault_count; f++)
            fprintf(stderr, "%*s^ %s\n", (int)t.json.faults[f].offset, "", tape_fault(&t, f));
    }
    tape_close(&t);
    assert_int_equal(wrong, 0);
}

#define ROWS(name)                                                                                 \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        check_rows(name, ARRAY_LEN(name));                                                         \
    }
ROWS(structure)
ROWS(commas)
ROWS(comments)
ROWS(literals)
ROWS(numbers)
ROWS(strings)
ROWS(marks)
ROWS(duplicates)
ROWS(several)

/* Texts that hold NUL bytes do not fit into the tables. */
static void test_nul_bytes(void **state)
{
    static const struct {
        const char *text;
        size_t length, offset;
        const char *rule;
    } rows[] = {
        {"[\"a\0b\"]", 7, 3, "json-nul"},      {"{\"\0\": 1}", 8, 2, "json-nul"},
        {"[]\0", 3, 2, "json-trailing-data"},  {"[1\0]", 4, 2, "json-syntax"},
        {"[\0\0\0", 4, 0, "json-encoding"},    {"\0[", 2, 0, "json-encoding"},
        {"{\0\"\0a\0", 6, 0, "json-encoding"},
    };
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tape_read(&t, span_of(rows[i].text, rows[i].length), NULL);
        assert_true(t.json.syntax_error);
        assert_true(t.json.fault_count >= 1);
        assert_int_equal(t.json.faults[0].offset, rows[i].offset);
        assert_string_equal(tape_fault(&t, 0), rows[i].rule);
    }
    tape_close(&t);
}

/* What was read before a fault that ends reading is on the tape, closed. */
static void test_recovery_keeps_what_was_read(void **state)
{
    struct tape t;
    const char *text = "{\"kty\": \"EC\", \"list\": [1, {\"a\": \"b\"}, ?";

    (void)state;
    tape_open(&t);
    tape_read(&t, span_str(text), NULL);
    assert_true(t.json.stopped);
    assert_tape_is_sound(&t.json);
    assert_int_equal(t.json.tokens[0].count, 2);
    assert_int_equal(t.json.tokens[0].flags & JSON_CUT, JSON_CUT);
    assert_true(span_is(json_raw(&t.json, 2), "EC"));
    assert_int_equal(t.json.tokens[4].type, JSON_ARRAY);
    assert_int_equal(t.json.tokens[4].count, 2);
    assert_int_equal(t.json.tokens[6].flags & JSON_CUT, 0);
    tape_close(&t);
}

/* With `lines` the next document of a stream is none of this one's business. */
static void test_lines_stop_at_the_root(void **state)
{
    struct json j;

    (void)state;
    json_init(&j, &allocator_default);
    assert_true(json_read(&j, span_str("{\"a\": 1}\n {\"b\": 2}\n"), &tape_limits, true));
    assert_false(j.syntax_error);
    assert_int_equal(j.consumed, 10);
    json_free(&j);
}

static const char sample[] =
    "{\"kty\": \"RSA\", \"e\": \"AQAB=\", \"kid\": \"caf\xc3\xa9 \\u00e9 \\ud83d\\udd11\",\n"
    " \"key_ops\": [\"sign\", \"verify\"], \"exp\": -12.5e+3, \"ext\": true, \"x5u\": null,\r\n"
    " \"oth\": [{\"r\": \"AAAB\", \"d\": \"AAAC\", \"t\": \"AAAD\"}, [], {}],\n"
    " \"n\": \"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbg\"}";

/* Cut behind any byte: one truncation, a sound tape, and the fault before the cut still found. */
static void test_cut_at_every_byte(void **state)
{
    const size_t fault_end = (size_t)(strstr(sample, "B=\"") - sample) + 3;
    struct tape t;

    (void)state;
    tape_open(&t);
    for (size_t n = 0; n < sizeof(sample) - 1; n++) {
        char *copy = malloc(n + 1); /* so that a byte too far is seen by the sanitizer */
        struct outcome *o;
        size_t cuts = 0;

        assert_non_null(copy);
        memcpy(copy, sample, n);
        tape_read(&t, span_of(copy, n), NULL);
        assert_true(t.json.syntax_error);
        assert_tape_is_sound(&t.json);
        o = outcome_of(copy, n, NULL);
        assert_int_equal(o->status, KVJWK_OK);
        for (size_t i = 0; i < o->count; i++)
            cuts += strcmp(o->told[i].rule, "json-truncated") == 0;
        assert_int_equal(cuts, 1);
        assert_true(n < fault_end || outcome_find(o, "jwa-base64url-padding") != NULL);
        free(o);
        free(copy);
    }
    tape_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structure),
        cmocka_unit_test(test_commas),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_nul_bytes),
        cmocka_unit_test(test_recovery_keeps_what_was_read),
        cmocka_unit_test(test_lines_stop_at_the_root),
        cmocka_unit_test(test_cut_at_every_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
