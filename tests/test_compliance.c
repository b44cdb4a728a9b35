// SPDX-License-Identifier: MIT
/* Compliance reports in memory: rows, sums, the sample, parts put together, and what changed. */
#include "report_run.h"

#include "compliance/compliance.h"
#include "kvjwk/regimes.h"

#define BUNDLE(name, version, attributes)                                                          \
    "{\"key\":{\"kid\":\"https://contoso.vault.azure.net/keys/" name "/" version                   \
    "\",\"kty\":\"EC-HSM\",\"crv\":\"P-256\"," X "," Y                                             \
    ",\"key_ops\":[\"sign\",\"verify\"]},\"attributes\":{\"enabled\":true,\"created\":1750000000," \
    "\"updated\":1750000000" attributes "}}"
#define V1 "0123456789abcdef0123456789abcdef"
#define V2 "fedcba9876543210fedcba9876543210"
#define OLD_PLATFORM ",\"hsmPlatform\":\"1\",\"exp\":1900000000"
#define NEW_PLATFORM ",\"hsmPlatform\":\"2\",\"exp\":1900000000"

struct made {
    kvjwk_report *report;
    kvjwk_page *page;
    kvjwk_options check;
    struct sheet sheet;
};

static void open_report(struct made *m, const char *format,
                        const kvjwk_compliance_options *compliance)
{
    static const kvjwk_options defaults = KVJWK_OPTIONS_INIT;
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;

    memset(m, 0, sizeof(*m));
    m->check = defaults;
    m->check.has_now = true;
    assert_true(kvjwk_time_parse(&m->check.now, "2026-11-24"));
    options.check = &m->check;
    assert_int_equal(
        kvjwk_compliance_open(&m->report, format, &options, compliance, write_sheet, &m->sheet),
        KVJWK_OK);
    assert_int_equal(kvjwk_page_new(&m->page, m->report), KVJWK_OK);
}

static int hand_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    kvjwk_page_finding(((struct made *)payload)->page, f, key_index);
    return 0;
}

static int hand_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    kvjwk_page_key(((struct made *)payload)->page, key, NULL);
    return 0;
}

static void add_text(struct made *m, const char *text)
{
    const kvjwk_sink sink = {hand_finding, hand_key, m, false};
    const kvjwk_document document = {"a.json", false, 1, 0};
    kvjwk_summary summary = {0};

    kvjwk_page_begin(m->page, &document);
    assert_int_equal(kvjwk_check(text, strlen(text), &m->check, &sink, &summary), KVJWK_OK);
    kvjwk_page_end(m->page, &summary);
}

static kvjwk_status settle(struct made *m)
{
    return kvjwk_report_append(m->report, m->page);
}

static void close_report(struct made *m)
{
    assert_int_equal(settle(m), KVJWK_OK);
    assert_int_equal(kvjwk_report_close(m->report, NULL, 0), KVJWK_OK);
}

static void drop(struct made *m)
{
    kvjwk_page_free(&m->page);
    kvjwk_report_free(&m->report);
    free(m->sheet.text);
}

/* Every line of text, without its end. */
static void add_lines(struct made *m, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        kvjwk_compliance_line(m->page, text, length);
        text += length + (text[length] == '\n');
    }
}

static void rows_of(struct made *m, const char *first, const char *second)
{
    open_report(m, "ndjson", NULL);
    add_text(m, first);
    if (second != NULL)
        add_text(m, second);
    close_report(m);
}

/* ---- rows ---- */

static void test_row(void **state)
{
    struct made m;
    json_t *row;
    const char *line;

    (void)state;
    rows_of(&m, BUNDLE("sign", V1, OLD_PLATFORM), NULL);
    line = strchr(m.sheet.text, '\n') + 1;
    row = json_loadb(line, strcspn(line, "\n"), 0, NULL);
    assert_string_equal(json_text(row, "name"), "sign");
    assert_string_equal(json_text(row, "protection"), "platform-1");
    assert_string_equal(json_text(json_object_get(row, "fips"), "state"), "historical");
    assert_string_equal(json_text(row, "created"), "2025-06-15");
    assert_int_equal(json_number(row, "age_days", 0), 526);
    assert_string_equal(json_text(row, "exp"), "2030-03-17");
    assert_string_equal(json_text(json_object_get(row, "criteria"), "fips-active"), "not-met");
    json_decref(row);
    drop(&m);
}

/* What is read back from a line counts as the key itself did. */
static void test_read_back(void **state)
{
    struct made from_keys, from_lines;
    static const char *const names[] = {"json",      "markdown",      "html",  "csv",
                                        "cyclonedx", "cyclonedx-1.6", "oscal", "sarif"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct made rows;

        rows_of(&rows, BUNDLE("sign", V1, OLD_PLATFORM), "{\"kid\":\"x\",\"kty\":\"oct\"}");
        open_report(&from_keys, names[i], NULL);
        add_text(&from_keys, BUNDLE("sign", V1, OLD_PLATFORM));
        add_text(&from_keys, "{\"kid\":\"x\",\"kty\":\"oct\"}");
        close_report(&from_keys);
        open_report(&from_lines, names[i], NULL);
        add_lines(&from_lines, rows.sheet.text);
        close_report(&from_lines);
        assert_string_equal(from_lines.sheet.text, from_keys.sheet.text);
        drop(&rows);
        drop(&from_keys);
        drop(&from_lines);
    }
}

/* ---- parts ---- */

static void test_parts(void **state)
{
    struct made whole, a, b, merged;

    (void)state;
    rows_of(&whole, BUNDLE("a", V1, OLD_PLATFORM), BUNDLE("b", V1, NEW_PLATFORM));
    rows_of(&a, BUNDLE("a", V1, OLD_PLATFORM), NULL);
    rows_of(&b, BUNDLE("b", V1, NEW_PLATFORM), NULL);
    open_report(&merged, "ndjson", NULL);
    add_lines(&merged, a.sheet.text);
    assert_int_equal(settle(&merged), KVJWK_OK); /* anywhere in between */
    add_lines(&merged, b.sheet.text);
    close_report(&merged);
    assert_string_equal(merged.sheet.text, whole.sheet.text);
    drop(&whole);
    drop(&a);
    drop(&b);
    drop(&merged);
}

static void expect_fault(const char *lines, const char *fault)
{
    struct made m;
    kvjwk_status status;

    open_report(&m, "ndjson", NULL);
    add_lines(&m, lines);
    status = settle(&m);
    if (status == KVJWK_OK)
        status = kvjwk_report_close(m.report, NULL, 0);
    assert_int_equal(status, KVJWK_ERR_ARGUMENT);
    assert_string_equal(kvjwk_compliance_fault(m.report), fault);
    drop(&m);
}

static void test_faults(void **state)
{
    struct made m;
    char *text, *last;

    (void)state;
    rows_of(&m, BUNDLE("a", V1, OLD_PLATFORM), NULL);
    text = m.sheet.text;
    expect_fault("{\"row\":\"nonsense\"}", "a line is no row of kvjwk report --format ndjson");
    expect_fault("not JSON", "a line is no row of kvjwk report --format ndjson");
    expect_fault(strchr(text, '\n') + 1, "a part has no first line");
    last = strstr(text, "{\"row\":\"end\"");
    last[strlen("{\"row\":\"end\",\"keys\":")] = '7';
    expect_fault(text, "a part has more or fewer keys than its last line says");
    *last = '\0';
    expect_fault(text, "a part ends before its last line");
    drop(&m);
}

static void test_adopt(void **state)
{
    kvjwk_options check = KVJWK_OPTIONS_INIT;
    kvjwk_compliance_options options = KVJWK_COMPLIANCE_OPTIONS_INIT;
    struct made m;
    char *tag;

    (void)state;
    options.group = KVJWK_GROUP_TAG;
    options.tag = "team";
    options.regimes = 5;
    open_report(&m, "ndjson", &options);
    close_report(&m);
    memset(&options, 0, sizeof(options));
    assert_true(
        kvjwk_compliance_adopt(&check, &options, &tag, m.sheet.text, strcspn(m.sheet.text, "\n")));
    assert_int_equal(options.group, KVJWK_GROUP_TAG);
    assert_string_equal(tag, "team");
    assert_int_equal(options.regimes, 5);
    assert_int_equal(check.now, m.check.now);
    free(tag);
    assert_false(kvjwk_compliance_adopt(&check, &options, &tag, "{}", 2));
    assert_null(tag);
    drop(&m);
}

/* ---- what changed ---- */

static kvjwk_status read_past(kvjwk_past **past, const char *lines)
{
    bool json = true;

    assert_int_equal(kvjwk_past_new(past), KVJWK_OK);
    while (*lines != '\0' && json) {
        size_t length = strcspn(lines, "\n");

        json = kvjwk_past_line(*past, lines, length);
        lines += length + (lines[length] == '\n');
    }
    return kvjwk_past_finish(*past);
}

static kvjwk_past *past_of(const char *lines)
{
    kvjwk_past *past;

    assert_int_equal(read_past(&past, lines), KVJWK_OK);
    return past;
}

static kvjwk_status feed(const char *lines)
{
    kvjwk_past *past;
    kvjwk_status status = read_past(&past, lines);

    kvjwk_past_free(&past);
    return status;
}

static kvjwk_compliance_totals compare(const char *const before[2], const char *const now[2])
{
    kvjwk_compliance_options options = KVJWK_COMPLIANCE_OPTIONS_INIT;
    kvjwk_compliance_totals totals;
    struct made old, new;

    rows_of(&old, before[0], before[1]);
    options.past = past_of(old.sheet.text);
    open_report(&new, "json", &options);
    for (size_t i = 0; i < 2 && now[i] != NULL; i++)
        add_text(&new, now[i]);
    close_report(&new);
    kvjwk_compliance_total(&totals, new.report);
    drop(&old);
    drop(&new);
    kvjwk_past_free(&options.past);
    return totals;
}

static void expect_change(const char *const before[2], const char *const now[2],
                          const size_t expected[4])
{
    kvjwk_compliance_totals t = compare(before, now);
    const size_t got[4] = {t.weaker, t.stronger, t.added, t.gone};

    assert_memory_equal(got, expected, sizeof(got));
}

#define BEFORE(...) ((const char *const[2]){__VA_ARGS__})
#define EXPECTED(...) ((const size_t[4]){__VA_ARGS__})

static void test_compare(void **state)
{
    const char *old = BUNDLE("sign", V1, OLD_PLATFORM), *new = BUNDLE("sign", V1, NEW_PLATFORM);
    const char *rotated = BUNDLE("sign", V2, NEW_PLATFORM), *endless = BUNDLE("sign", V1, "");

    (void)state;
    expect_change(BEFORE(old), BEFORE(old), EXPECTED(0, 0, 0, 0));
    expect_change(BEFORE(old), BEFORE(new), EXPECTED(0, 1, 0, 0));
    expect_change(BEFORE(new), BEFORE(old), EXPECTED(1, 0, 0, 0));
    expect_change(BEFORE(old), BEFORE(rotated), EXPECTED(0, 1, 0, 0));
    expect_change(BEFORE(old), BEFORE(endless), EXPECTED(1, 0, 0, 0));
    expect_change(BEFORE(old), BEFORE(BUNDLE("other", V1, OLD_PLATFORM)), EXPECTED(0, 0, 1, 1));
    expect_change(BEFORE(old, rotated), BEFORE(rotated), EXPECTED(0, 0, 0, 0));
}

/* What no identifier of the service tells apart goes by its place. */
static void test_compare_places(void **state)
{
    const char *twins = "{\"keys\":[{\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y
                        "},{\"kid\":\"a\",\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}]}";
    const char *fine = "{\"kty\":\"RSA\",\"key_size\":3072,\"attributes\":{\"exp\":1900000000}}";
    const char *weak = "{\"kty\":\"RSA\",\"key_size\":2048,\"attributes\":{\"exp\":1900000000}}";

    (void)state;
    expect_change(BEFORE(twins), BEFORE(twins), EXPECTED(0, 0, 0, 0));
    expect_change(BEFORE(fine), BEFORE(fine), EXPECTED(0, 0, 0, 0));
    expect_change(BEFORE(fine), BEFORE(weak), EXPECTED(1, 0, 0, 0));
}

/* Not whole: a gate that took it for the past would let everything through. */
static void test_compare_with_parts(void **state)
{
    static const char *const cases[] = {
        "",
        "{}",
        "not JSON",
        "{\"row\":\"end\",\"keys\":0}",
        "{\"row\":\"report\",\"format\":1}",
        "{\"row\":\"report\",\"format\":2}\n{\"row\":\"end\",\"keys\":0}",
        "{\"row\":\"report\",\"format\":1}\n{\"row\":\"end\",\"keys\":1}",
        "{\"row\":\"key\",\"kid\":\"a\"}\n{\"row\":\"report\",\"format\":1}\n{\"row\":\"end\","
        "\"keys\":0}",
        "{\"row\":\"report\",\"format\":1}\n{\"row\":\"end\",\"keys\":0}\n{\"row\":\"key\",\"kid\":"
        "\"a\"}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(feed(cases[i]), KVJWK_ERR_ARGUMENT);
    assert_int_equal(feed("{\"row\":\"report\",\"format\":1}\n{\"row\":\"end\",\"keys\":0}"),
                     KVJWK_OK);
}

/* ---- the sample ---- */

static void test_sample(void **state)
{
    static const unsigned ranks[] = {3, 9, 1, 9, 5, 9, 2};
    struct sample s = {.most = 3};
    bool failed = false;

    (void)state;
    for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++) {
        char line[] = {(char)('a' + i)};

        sample_offer(&s, ranks[i], line, 1, &failed);
    }
    sample_sort(&s);
    assert_false(failed);
    assert_int_equal(s.count, 3);
    for (size_t i = 0; i < 3; i++) /* the first of equals, in their order */
        assert_int_equal(s.items[i].line[0], "bdf"[i]);
    sample_free(&s);
}

/* ---- foreign text ---- */

#define HOSTILE "</script><script>alert(1)</script><img src=x onerror=alert(1)>\\\"'|`##vso[x]"

static void test_hostile(void **state)
{
    static const char text[] =
        "{\"kty\":\"EC\",\"kid\":\"" HOSTILE "\",\"crv\":\"P-256\"," X "," Y "}";

    (void)state;
    for (size_t i = 0; i < kvjwk_compliance_format_count(); i++) {
        struct made m;

        open_report(&m, kvjwk_compliance_format_at(i)->name, NULL);
        add_text(&m, text);
        close_report(&m);
        assert_null(strstr(m.sheet.text, "##vso["));
        if (strcmp(kvjwk_compliance_format_at(i)->name, "html") == 0 ||
            strcmp(kvjwk_compliance_format_at(i)->name, "markdown") == 0)
            assert_null(strstr(m.sheet.text, "<img"));
        drop(&m);
    }
}

static void test_formula(void **state)
{
    static const char text[] = "{\"kty\":\"EC\",\"kid\":\"=cmd()\",\"crv\":\"P-256\"," X "," Y "}";
    struct made m;

    (void)state;
    open_report(&m, "csv", NULL);
    add_text(&m, text);
    close_report(&m);
    assert_non_null(strstr(m.sheet.text, ",'=cmd(),"));
    drop(&m);
}

/* ---- arguments ---- */

static void test_arguments(void **state)
{
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    kvjwk_options timeless = KVJWK_OPTIONS_INIT;
    kvjwk_report *report;

    (void)state;
    assert_int_equal(kvjwk_compliance_open(&report, "json", &options, NULL, write_sheet, NULL),
                     KVJWK_ERR_ARGUMENT);
    options.check = &timeless;
    assert_int_equal(kvjwk_compliance_open(&report, "json", &options, NULL, write_sheet, NULL),
                     KVJWK_ERR_ARGUMENT);
    timeless.has_now = true;
    assert_int_equal(kvjwk_compliance_open(&report, "text", &options, NULL, write_sheet, NULL),
                     KVJWK_ERR_ARGUMENT);
    assert_null(kvjwk_compliance_format_find("text"));
    assert_in_range(kvjwk_rule_count(), 1, TALLY_RULES);
    assert_in_range(kvjwk_kty_count(), 1, TALLY_KTYS);
    assert_in_range(kvjwk_param_count(), 1, TALLY_PARAMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_row),
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_adopt),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_compare_places),
        cmocka_unit_test(test_compare_with_parts),
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_formula),
        cmocka_unit_test(test_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
