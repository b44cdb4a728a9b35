// SPDX-License-Identifier: MIT
/* The stream of findings over every document of the corpus: what each finding promises, and what
 * must not change it: stopping, brevity, order of members, white space, and a checker used before.
 */
#include "corpus.h"

#include "base/span.h"
#include "reorder.h"
#include "text/utf8.h"

/* ---- what every finding promises ---------------------------------------------------------------
 */

static size_t printable_columns(const char *what, const char *text)
{
    struct span rest = span_str(text);
    size_t columns = 0;

    while (rest.len > 0) {
        uint32_t cp;
        size_t step = utf8_step(rest, &cp);

        if (step == 0 || utf8_is_unprintable(cp))
            fail_msg("%s is not printable: %s", what, text);
        rest = span_of(rest.ptr + step, rest.len - step);
        columns++;
    }
    return columns;
}

/* Counts from the beginning of the text, by the definition of line and column. */
static void assert_place(const char *text, size_t length, size_t offset, size_t line, size_t column)
{
    size_t l = 1, c = 1;

    for (size_t i = 0, step; i < offset; i += step == 0 ? 1 : step) {
        step = utf8_step(span_of(text + i, length - i), NULL);
        c++;
        if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n')))
            l++, c = 1;
    }
    assert_int_equal(line, l);
    assert_int_equal(column, c);
}

struct promise {
    const struct corpus_case *c;
    size_t keys; /* told so far */
    size_t findings;
};

static int check_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct promise *p = payload;
    size_t columns = printable_columns("excerpt", f->excerpt);

    p->findings++;
    assert_non_null(kvjwk_rule_find(f->rule->id));
    assert_true(f->offset + f->length <= p->c->length);
    if (f->offset < 100000)
        assert_place(p->c->text, p->c->length, f->offset, f->line, f->column);
    assert_true(f->end_column > f->column || (f->length == 0 && f->end_column >= f->column));
    assert_true(printable_columns("message", f->message) > 0);
    assert_null(strstr(f->message, "{}"));
    assert_true(strlen(f->message) < 1023); /* nothing was cut */
    assert_true(columns <= 100);
    assert_true(f->excerpt_length >= 1 && f->excerpt_column <= columns);
    assert_true(f->pointer[0] == '\0' || f->pointer[0] == '/');
    assert_true(key_index == KVJWK_NO_KEY || key_index == p->keys);
    assert_true(f->result == KVJWK_FAIL || f->severity == KVJWK_NOTE);
    assert_true(f->severity <= f->rule->severity || f->result == KVJWK_UNKNOWN);
    assert_true(f->target <= KVJWK_TARGET_MANAGED_HSM);
    return 0;
}

static int check_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct promise *p = payload;

    assert_int_equal(key_index, p->keys);
    assert_true((key->verdict == KVJWK_VERDICT_FAIL) == (key->errors > 0));
    assert_true((key->verdict == KVJWK_VERDICT_PASS) == (key->errors == 0 && key->unknowns == 0));
    assert_true(key->offset + key->length <= p->c->length);
    p->keys++;
    return 0;
}

static void keep_promises(void *payload, const struct corpus_case *c)
{
    struct promise p = {c, 0, 0};
    kvjwk_sink sink = {check_finding, check_key, &p, false};
    kvjwk_summary s;
    kvjwk_status status = kvjwk_check(c->text, c->length, &c->options, &sink, &s);

    (void)payload;
    assert_true(status == KVJWK_OK || status == KVJWK_ERR_LIMIT);
    assert_int_equal(s.keys, p.keys);
    assert_int_equal(s.keys, s.pass + s.fail + s.unknown);
    assert_int_equal(s.errors + s.warnings + s.notes, p.findings);
    assert_true(s.consumed <= c->length);
}

static void every_finding_keeps_its_promises(void **state)
{
    (void)state;
    corpus_each(keep_promises, NULL);
}

/* ---- stopping and brevity ----------------------------------------------------------------------
 */

struct trace {
    struct {
        const kvjwk_rule *rule; /* NULL: a key */
        size_t offset, length, key_index;
        kvjwk_severity severity;
        kvjwk_target target;
        kvjwk_result result;
    } calls[OUTCOME_MAX];
    size_t count, stop_at;
    bool brief;
};

static int trace_call(struct trace *t, const kvjwk_finding *f, size_t offset, size_t key_index)
{
    size_t i = t->count++;

    if (i < OUTCOME_MAX) {
        memset(&t->calls[i], 0, sizeof(t->calls[i]));
        t->calls[i].offset = offset;
        t->calls[i].key_index = key_index;
        if (f != NULL) {
            t->calls[i].rule = f->rule;
            t->calls[i].length = f->length;
            t->calls[i].severity = f->severity;
            t->calls[i].target = f->target;
            t->calls[i].result = f->result;
            assert_true((f->message == NULL) == t->brief && (f->pointer == NULL) == t->brief);
            assert_true((f->excerpt == NULL) == t->brief && (f->line == 0) == t->brief);
        }
    }
    return t->count == t->stop_at;
}

static int trace_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    return trace_call(payload, f, f->offset, key_index);
}

static int trace_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct trace *t = payload;

    assert_true((key->pointer == NULL) == t->brief);
    return trace_call(t, NULL, key->offset, key_index);
}

static struct trace *trace_of(kvjwk_checker *checker, const struct corpus_case *c, bool brief,
                              size_t stop_at)
{
    struct trace *t = calloc(1, sizeof(*t));
    kvjwk_sink sink = {trace_finding, trace_key, t, brief};
    kvjwk_status status;

    assert_non_null(t);
    t->stop_at = stop_at;
    t->brief = brief;
    status = kvjwk_checker_run(checker, c->text, c->length, &sink, NULL);
    assert_true(status == (stop_at > 0 ? KVJWK_ERR_STOPPED : KVJWK_OK) ||
                (stop_at == 0 && status == KVJWK_ERR_LIMIT));
    return t;
}

static void assert_begins(const struct trace *whole, struct trace *part, size_t count)
{
    size_t n = count < OUTCOME_MAX ? count : OUTCOME_MAX;

    assert_int_equal(part->count, count);
    assert_memory_equal(whole->calls, part->calls, n * sizeof(whole->calls[0]));
    free(part);
}

/* Stopped at the k-th call a run has made the first k calls and no other; and it leaves a checker
 * that judges the next document as if nothing had been. */
static void stop_everywhere(void *payload, const struct corpus_case *c)
{
    kvjwk_checker *checker;
    struct trace *whole;
    size_t step;

    (void)payload;
    assert_int_equal(kvjwk_checker_new(&checker, &c->options), KVJWK_OK);
    whole = trace_of(checker, c, false, 0);
    assert_begins(whole, trace_of(checker, c, true, 0), whole->count);
    step = whole->count / 40 + 1;
    for (size_t k = 1; k <= whole->count; k += step) {
        assert_begins(whole, trace_of(checker, c, false, k), k);
        assert_begins(whole, trace_of(checker, c, true, k), k);
    }
    assert_begins(whole, trace_of(checker, c, false, 0), whole->count);
    kvjwk_checker_free(&checker);
    free(whole);
}

static void stopping_shows_the_first_findings(void **state)
{
    (void)state;
    corpus_each(stop_everywhere, NULL);
}

/* ---- order and white space ---------------------------------------------------------------------
 */

#define LINES_MAX 4096

struct lines {
    char *line[LINES_MAX];
    size_t count;
};

static int keep_line(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct lines *l = payload;
    char text[1024];

    snprintf(text, sizeof(text), "%s %s %d %d %s %d\n", f->rule->id, f->pointer, (int)f->severity,
             (int)f->result, kvjwk_target_name(f->target), (int)key_index);
    assert_true(l->count < LINES_MAX);
    l->line[l->count] = malloc(strlen(text) + 1);
    assert_non_null(l->line[l->count]);
    strcpy(l->line[l->count++], text);
    return 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One line for each finding, sorted: what was found, wherever it stands. */
static char *found(const char *text, size_t length, const kvjwk_options *options)
{
    static struct lines l;
    kvjwk_sink sink = {keep_line, NULL, &l, false};
    size_t total = 1, at = 0;
    char *all;

    l.count = 0;
    assert_int_equal(kvjwk_check(text, length, options, &sink, NULL), KVJWK_OK);
    qsort(l.line, l.count, sizeof(l.line[0]), by_text);
    for (size_t i = 0; i < l.count; i++)
        total += strlen(l.line[i]);
    all = calloc(total, 1);
    assert_non_null(all);
    for (size_t i = 0; i < l.count; i++) {
        at += (size_t)sprintf(all + at, "%s", l.line[i]);
        free(l.line[i]);
    }
    return all;
}

static bool is_json(const struct corpus_case *c)
{
    json_t *value = json_loadb(c->text, c->length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);

    json_decref(value);
    return value != NULL;
}

/* What the reader does not go past is not the same in another order. */
static bool reading_stopped(const char *lines)
{
    return strstr(lines, "json-depth") != NULL || strstr(lines, "json-members") != NULL;
}

static void compare_spellings(void *payload, const struct corpus_case *c)
{
    static const struct {
        enum reorder_order order;
        const char *space;
    } spellings[] = {{ORDER_KEPT, ""},
                     {ORDER_KEPT, " \n"},
                     {ORDER_REVERSED, "\r\n\t"},
                     {ORDER_ROTATED, ""},
                     {ORDER_ROTATED, " "}};
    size_t *compared = payload;
    kvjwk_options options = c->options;
    char *expected;

    if (!is_json(c))
        return;
    options.limits = (kvjwk_limits)KVJWK_LIMITS_INIT;
    expected = found(c->text, c->length, &options);
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        struct reordered r = reorder(c->text, spellings[i].order, spellings[i].space);
        char *other = found(r.text, r.length, &options);

        if (strcmp(expected, other) != 0 && !reading_stopped(expected))
            fail_msg("%s\n%.*s\n%s--\n%s", c->id, (int)r.length, r.text, expected, other);
        free(other);
        free(r.text);
    }
    free(expected);
    ++*compared;
}

static void order_and_white_space_change_nothing(void **state)
{
    size_t compared = 0;

    (void)state;
    corpus_each(compare_spellings, &compared);
    assert_true(compared > 0);
    printf("%zu documents in five spellings\n", compared);
}

/* ---- the calls ---------------------------------------------------------------------------------
 */

static void arguments_are_checked(void **state)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_checker *checker = NULL;
    kvjwk_summary summary;

    (void)state;
    assert_int_equal(kvjwk_checker_new(NULL, NULL), KVJWK_ERR_ARGUMENT);
    options.struct_size = 4;
    assert_int_equal(kvjwk_checker_new(&checker, &options), KVJWK_ERR_ARGUMENT);
    assert_null(checker);
    options.struct_size = sizeof(options);
    options.target = (kvjwk_target)77;
    assert_int_equal(kvjwk_checker_new(&checker, &options), KVJWK_ERR_ARGUMENT);
    options.target = KVJWK_TARGET_ANY;
    options.limits.bytes = 0;
    assert_int_equal(kvjwk_check("{}", 2, &options, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_check(NULL, 1, NULL, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_check(NULL, 0, NULL, NULL, &summary), KVJWK_OK);
    assert_false(summary.parsed);
    assert_int_equal(kvjwk_checker_run(NULL, "{}", 2, NULL, NULL), KVJWK_ERR_ARGUMENT);
    kvjwk_checker_free(NULL);
    kvjwk_checker_free(&checker);
    assert_int_equal(kvjwk_checker_new(&checker, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_checker_run(checker, "{\"kty\":1}", 9, NULL, &summary), KVJWK_OK);
    assert_int_equal(summary.fail, 1);
    kvjwk_checker_free(&checker);
    assert_null(checker);
}

static void newline_delimited_json_is_told(void **state)
{
    static const struct {
        const char *text;
        bool lines;
    } rows[] = {
        {"{\"a\":1}\n{\"b\":2}\n", true},
        {"{\"a\":1}\r\n\r\n{\"b\":2}", true},
        {"[]\n[]", true},
        {"{\"a\":1}\nnot json", true}, /* the second line is a fault of its own */
        {"{\"a\":1}\n", false},
        {"{\"a\":1}\n \t\r\n", false},
        {"{\"a\":1}", false},
        {"{\n\"a\":1}\n", false},
        {"1\n2\n", false},
        {"\n{\"a\":1}\n", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (kvjwk_is_ndjson(rows[i].text, strlen(rows[i].text)) != rows[i].lines)
            fail_msg("%s", rows[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_finding_keeps_its_promises),
        cmocka_unit_test(stopping_shows_the_first_findings),
        cmocka_unit_test(order_and_white_space_change_nothing),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(newline_delimited_json_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
