// SPDX-License-Identifier: MIT
/* The formats of build services: their escapes, their limits, and what is suppressed. */
#include "report_run.h"

/* ---- findings made by hand ---- */

static const kvjwk_rule *rule(const char *id)
{
    const kvjwk_rule *found = kvjwk_rule_find(id);

    assert_non_null(found);
    return found;
}

static kvjwk_finding finding_of(kvjwk_severity severity, const char *message)
{
    kvjwk_finding f = {0};

    f.rule = rule("jwa-base64url-padding");
    f.severity = severity;
    f.target = KVJWK_TARGET_ANY;
    f.pointer = "/keys/0/x";
    f.line = 3;
    f.column = 7;
    f.end_column = 9;
    f.message = message;
    f.excerpt = "";
    return f;
}

static kvjwk_key key_of(const char *pointer, const char *kid)
{
    kvjwk_key key = {0};

    key.kind = kvjwk_kind_find("jwk-set");
    assert_non_null(key.kind);
    key.pointer = pointer;
    key.kid = kid;
    key.kid_length = kid == NULL ? 0 : strlen(kid);
    return key;
}

/* One document with count findings of a key; the key passes when nothing failed. */
static void add_findings(struct run *run, const char *file, kvjwk_finding finding, size_t count)
{
    const kvjwk_document document = {file, false, 1, 0};
    const kvjwk_summary summary = {0};
    const kvjwk_key key = key_of("/keys/0", "a");

    kvjwk_page_begin(run->page, &document);
    for (size_t i = 0; i < count; i++)
        kvjwk_page_finding(run->page, &finding, 0);
    kvjwk_page_key(run->page, &key, NULL);
    kvjwk_page_end(run->page, &summary);
}

static char *one_finding(const char *format, const kvjwk_report_options *options, const char *file,
                         kvjwk_finding finding)
{
    struct run run;

    begin(&run, format, options);
    add_findings(&run, file, finding, 1);
    return end(&run);
}

static void expect_part(const char *text, const char *part)
{
    if (!has(text, part))
        fail_msg("no %s in:\n%s", part, text);
}

static void expect_no_part(const char *text, const char *part)
{
    if (has(text, part))
        fail_msg("%s in:\n%s", part, text);
}

/* Frees text. */
static void expect(char *text, const char *part)
{
    expect_part(text, part);
    free(text);
}

static void expect_not(char *text, const char *part)
{
    expect_no_part(text, part);
    free(text);
}

/* ---- escapes ---- */

static void test_github_escapes(void **state)
{
    kvjwk_finding f = finding_of(KVJWK_ERROR, "100% :: a,b");

    (void)state;
    expect(one_finding("github", NULL, "a:b,c%.json", f),
           "::error file=a%3Ab%2Cc%25.json,line=3,col=7,endColumn=9,title=jwa-base64url-padding"
           "::100%25 :: a,b%0AFix: ");
    f.severity = KVJWK_WARNING;
    expect(one_finding("github", NULL, "a.json", f), "::warning file=a.json,");
    f.severity = KVJWK_NOTE;
    f.target = KVJWK_TARGET_MANAGED_HSM;
    expect(one_finding("github", NULL, "a.json", f), "::for managed-hsm: 100%25");
    f.result = KVJWK_UNKNOWN;
    expect(one_finding("github", NULL, "a.json", f), "::unknown: for managed-hsm: ");
}

static void test_azure_escapes(void **state)
{
    kvjwk_finding f = finding_of(KVJWK_ERROR, "100%; [x]");

    (void)state;
    expect(one_finding("azure-devops", NULL, "a;b].json", f),
           "##vso[task.logissue type=error;sourcepath=a%3Bb%5D.json;linenumber=3;columnnumber=7;"
           "code=jwa-base64url-padding;]100%AZP25; [x]. Fix: ");
    f.severity = KVJWK_NOTE;
    expect_not(one_finding("azure-devops", NULL, "a.json", f), "##vso");
}

/* Whatever a key says, an agent finds no command in it. */
static void test_no_foreign_commands(void **state)
{
    static const char file[] = "::set-output name=x::y";
    static const char vso[] = "##vso[task.setvariable variable=x]y", github[] = "##[add-mask]x";
    kvjwk_finding f = finding_of(KVJWK_ERROR, vso);

    (void)state;
    for (EACH_FORMAT(i)) {
        f.message = vso;
        expect_not(one_finding(formats[i], NULL, file, f), "##vso[task.set");
        f.message = github;
        expect_not(one_finding(formats[i], NULL, file, f), "##[add");
        f.message = "a ##VSO[x";
        expect_not(one_finding(formats[i], NULL, file, f), "##VSO[");
        f.message = "plain # and ## and ###vs[o";
        if (strcmp(formats[i], "text") == 0)
            expect(one_finding(formats[i], NULL, file, f), "plain # and ## and ###vs[o");
    }
    expect_not(one_finding("text", NULL, file, f), "\n::set");
    expect(one_finding("text", NULL, "  ::x", f), "  \\u003a:x:3:7: error");
    expect(one_finding("text", NULL, ":x", f), ":x:3:7: error");
}

static void test_markdown_escapes(void **state)
{
    kvjwk_finding f = finding_of(KVJWK_ERROR, "a|b <b>`c`</b> [d](e) ![f] *g* \\ & #1 @h");

    (void)state;
    expect(one_finding("markdown", NULL, "a|`b``.json", f),
           "| ``` a\\|`b``.json:3:7 ``` | a\\|b \\<b\\>\\`c\\`\\</b\\> \\[d\\](e) \\!\\[f\\] "
           "\\*g\\* \\\\ \\& \\#1 @h | jwa-base64url-padding | ");
    expect(one_finding("markdown", NULL, "a.json", f), "| `a.json:3:7` | ");
}

static void test_junit_escapes(void **state)
{
    kvjwk_finding f = finding_of(KVJWK_ERROR, "<&\">']]>\xef\xbf\xbe\xef\xbf\xbf");

    (void)state;
    expect(one_finding("junit", NULL, "a<&\">.json", f),
           "message=\"&lt;&amp;&quot;&gt;']]&gt;\xef\xbf\xbd\xef\xbf\xbd\"");
    expect(one_finding("junit", NULL, "a<&\">.json", f),
           "classname=\"a&lt;&amp;&quot;&gt;.json\" name=\"/keys/0 (kid a)\"");
}

static void test_tap_escapes(void **state)
{
    kvjwk_finding f = finding_of(KVJWK_ERROR, "a # SKIP \"b\"");

    (void)state;
    expect(one_finding("tap", NULL, "a # TODO b\\.json", f),
           "not ok 1 - a \\# TODO b\\\\.json /keys/0 (kid a)\n");
    expect(one_finding("tap", NULL, "a.json", f), "      message: \"a # SKIP \\\"b\\\"\"\n");
}

static void test_csv_cells(void **state)
{
    static const struct {
        const char *message, *cell;
    } cases[] = {
        {"=1+1", ",'=1+1,"},
        {"+1", ",'+1,"},
        {"-1", ",'-1,"},
        {"@SUM(A1)", ",'@SUM(A1),"},
        {"  =1", ",'  =1,"},
        {"\xef\xbc\x9d"
         "1",
         ",'\xef\xbc\x9d"
         "1,"},
        {"a,b", ",\"a,b\","},
        {"a\"b", ",\"a\"\"b\","},
        {"a;b", ",\"a;b\","},
        {"a=1", ",a=1,"},
        {" a", ",\" a\","},
        {"\t=1", ",\\u0009=1,"},
        {"caf\xc3\xa9", ",caf\xc3\xa9,"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect(one_finding("csv", NULL, "a.json", finding_of(KVJWK_ERROR, cases[i].message)),
               cases[i].cell);
    expect(one_finding("csv", NULL, "=cmd|x.json", finding_of(KVJWK_ERROR, "a")),
           "\r\n'=cmd|x.json,3,7,/keys/0/x,error,fail,jwa-base64url-padding,,a,");
}

static void test_csv_rows(void **state)
{
    char *text = report_of("csv", NULL, "{\"keys\":[],\"keys\":[" EC("a") "," PADDED "]}");
    size_t commas = 0;

    (void)state;
    for (const char *p = text; *p != '\r'; p++)
        commas += *p == ',';
    assert_int_equal(commas, 24);
    expect_part(text, ",/keys/0,a,EC,256,P-256,,pass,accept,accept,reject,,FIPS 140-2,1\r\n");
    expect_part(text, ",json-duplicate,");
    expect_part(text, ",,,,,,,,,,,,,\r\n"); /* a finding of no key */
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(text);
}

/* ---- limits ---- */

/* Nine annotations and one that tells of the rest; ten are ten. */
static void test_annotation_limit(void **state)
{
    struct run run;
    char *text;

    (void)state;
    for (size_t count = 9; count <= 12; count++) {
        begin(&run, "github", NULL);
        add_findings(&run, "a.json", finding_of(KVJWK_ERROR, "x"), count);
        add_findings(&run, "b.json", finding_of(KVJWK_WARNING, "y"), 3);
        text = end(&run);
        assert_int_equal(count_of(text, "::error "), count < 10 ? count : 10);
        assert_int_equal(count_of(text, "::warning "), 3);
        assert_int_equal(count_of(text, "a.json:3:7: error: x [jwa-base64url-padding]\n"),
                         count > 10 ? count - 9 : 0);
        assert_int_equal(has(text, "::error title=kvjwk::2 errors more"), count == 11);
        assert_int_equal(has(text, "::error title=kvjwk::3 errors more"), count == 12);
        free(text);
    }
    begin(&run, "azure-devops", NULL);
    add_findings(&run, "a.json", finding_of(KVJWK_WARNING, "x"), 30);
    text = end(&run);
    assert_int_equal(count_of(text, "##vso[task.logissue type=warning;"), 10);
    expect_part(text, "##vso[task.logissue type=warning;]21 warnings more in the log of this");
    free(text);
}

static void add_many(struct run *run, kvjwk_severity severity, size_t count)
{
    for (size_t i = 0; i < count; i += 1000) {
        add_findings(run, "a.json", finding_of(severity, "x"), 1000);
        assert_int_equal(kvjwk_report_append(run->report, run->page), KVJWK_OK);
    }
}

static void test_sarif_limits(void **state)
{
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    struct run run;
    char *text;

    (void)state;
    for (size_t all = 0; all < 2; all++) {
        options.sarif = all ? KVJWK_SARIF_ALL : KVJWK_SARIF_STANDARD;
        begin(&run, "sarif", &options);
        add_many(&run, KVJWK_NOTE, 7000);
        add_many(&run, KVJWK_WARNING, 6000);
        add_many(&run, KVJWK_ERROR, 16000);
        text = end(&run);
        assert_int_equal(count_of(text, "\"ruleId\": "), all ? 29000 : 25000);
        assert_int_equal(count_of(text, "\"level\": \"error\",\n          \"message\""),
                         all ? 16000 : 15000);
        assert_int_equal(has(text, "1000 errors, 1000 warnings, 2000 notes left out"), !all);
        json_decref(parsed(text));
        free(text);
    }
    assert_true(kvjwk_rule_count() <= 25000);
}

static void test_markdown_limit(void **state)
{
    static const char word[] = "a message that is some eighty octets long, as the messages of many "
                               "rules are";
    struct run run;
    char *text;

    (void)state;
    begin(&run, "markdown", NULL);
    add_many(&run, KVJWK_ERROR, 0);
    for (size_t i = 0; i < 8; i++) {
        add_findings(&run, "a.json", finding_of(KVJWK_ERROR, word), 1000);
        add_findings(&run, "a.json", finding_of(KVJWK_WARNING, word), 1000);
        add_findings(&run, "a.json", finding_of(KVJWK_NOTE, word), 1000);
        assert_int_equal(kvjwk_report_append(run.report, run.page), KVJWK_OK);
    }
    text = end(&run);
    assert_in_range(strlen(text), 700u << 10, 1000u << 10);
    assert_int_equal(count_of(text, " more are left out here.\n"), 3);
    free(text);
}

/* Suites of bounded size, and as many tests as there are keys. */
static void test_junit_parts(void **state)
{
    struct run run;
    char *text;

    (void)state;
    begin(&run, "junit", NULL);
    for (size_t i = 0; i < 10001; i++) {
        add_findings(&run, "a.json", finding_of(KVJWK_NOTE, "x"), 0);
        if (i % 100 == 0)
            assert_int_equal(kvjwk_report_append(run.report, run.page), KVJWK_OK);
    }
    add_findings(&run, "b.json", finding_of(KVJWK_ERROR, "x"), 2);
    kvjwk_page_failure(run.page, "c.json", "gone");
    text = end(&run);
    expect_part(text, "<testsuite name=\"a.json\" tests=\"10000\" failures=\"0\" errors=\"0\" "
                      "skipped=\"0\">");
    expect_part(text, "<testsuite name=\"a.json, part 2\" tests=\"1\"");
    expect_part(text, "<testsuite name=\"b.json\" tests=\"1\" failures=\"1\" errors=\"0\"");
    expect_part(text, "<testsuite name=\"c.json\" tests=\"1\" failures=\"0\" errors=\"1\"");
    assert_int_equal(count_of(text, "<testcase "), 10003);
    free(text);
}

/* ---- thresholds and suppressions ---- */

static void test_threshold(void **state)
{
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    kvjwk_finding f = finding_of(KVJWK_WARNING, "x");

    (void)state;
    expect(one_finding("tap", &options, "a.json", f), "\nok 1 - ");
    expect_not(one_finding("junit", &options, "a.json", f), "<failure");
    options.threshold = KVJWK_WARNING;
    expect(one_finding("tap", &options, "a.json", f), "\nnot ok 1 - ");
    expect(one_finding("junit", &options, "a.json", f), "<failure");
}

static void test_unknown_verdict(void **state)
{
    static const char item[] = "{\"kid\":\"https://v.vault.azure.net/keys/k\","
                               "\"attributes\":{\"enabled\":true}}";

    (void)state;
    expect(report_of("tap", NULL, item), " # SKIP unknown: the document cannot tell\n");
    expect(report_of("junit", NULL, item), "<skipped>unknown: ");
    expect(report_of("gitlab", NULL, item), "\"severity\":\"info\"");
    expect(report_of("markdown", NULL, item), "#### Unknown");
    expect(report_of("github", NULL, item), "::notice file=a.json,line=1,");
    expect(report_of("csv", NULL, item), ",note,unknown,");
}

static void test_suppressed(void **state)
{
    kvjwk_finding f = finding_of(KVJWK_ERROR, "bad");
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    json_t *sarif, *results, *list;
    char *text;

    (void)state;
    f.suppressed = "accepted by \"ops\" until 2027";
    for (EACH_FORMAT(i)) {
        bool silent = strcmp(formats[i], "text") == 0 || strcmp(formats[i], "github") == 0 ||
                      strcmp(formats[i], "azure-devops") == 0 ||
                      strcmp(formats[i], "gitlab") == 0 || strcmp(formats[i], "markdown") == 0 ||
                      strcmp(formats[i], "counts") == 0;

        text = one_finding(formats[i], NULL, "a.json", f);
        assert_int_equal(has(text, "until 2027"), !silent);
        expect_no_part(text, "<failure");
        expect_no_part(text, "not ok");
        free(text);
    }
    text = one_finding("sarif", NULL, "a.json", f);
    sarif = parsed(text);
    results = json_object_get(json_array_get(json_object_get(sarif, "runs"), 0), "results");
    list = json_object_get(json_array_get(results, 0), "suppressions");
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(list, 0), "justification")), f.suppressed);
    json_decref(sarif);
    free(text);
    options.sarif = KVJWK_SARIF_ALERTS;
    expect_not(one_finding("sarif", &options, "a.json", f), "until 2027");
    f.suppressed = NULL;
    expect(one_finding("sarif", NULL, "a.json", f), "\"suppressions\": []");
}

static void test_suppressed_count(void **state)
{
    static const char *const counting[] = {"text",  "json",   "markdown", "counts",
                                           "sarif", "github", "tap"};
    static const char *const parts[] = {"0 notes, 3 more suppressed (",
                                        "\"suppressed\": 3",
                                        "| 0 | 0 | 0 | 3 |",
                                        "\nsuppressed=3\n",
                                        "\"suppressed\": 3",
                                        "3 more suppressed (",
                                        "3 more suppressed ("};
    struct run run;

    (void)state;
    for (size_t i = 0; i < sizeof(counting) / sizeof(counting[0]); i++) {
        begin(&run, counting[i], NULL);
        run.totals.suppressed = 3;
        expect(end(&run), parts[i]);
    }
}

/* ---- fingerprints ---- */

/* The fingerprint in a GitLab report of one finding. */
static void print_of(char out[64], const char *file, const char *pointer, const char *kid,
                     const char *place)
{
    const kvjwk_document document = {file, false, 1, 0};
    const kvjwk_summary summary = {0};
    const kvjwk_key key = key_of(pointer, kid);
    kvjwk_finding f = finding_of(KVJWK_ERROR, "x");
    struct run run;
    json_t *root;
    char *text;

    begin(&run, "gitlab", NULL);
    kvjwk_page_begin(run.page, &document);
    f.pointer = place;
    kvjwk_page_finding(run.page, &f, 0);
    kvjwk_page_key(run.page, &key, NULL);
    kvjwk_page_end(run.page, &summary);
    text = end(&run);
    root = parsed(text);
    snprintf(out, 64, "%s",
             json_string_value(json_object_get(json_array_get(root, 0), "fingerprint")));
    json_decref(root);
    free(text);
}

static void test_gitlab_fingerprints(void **state)
{
    char first[64], other[64];

    (void)state;
    print_of(first, "a.json", "/keys/0", "a", "/keys/0/x");
    print_of(other, "a.json", "/keys/7", "a", "/keys/7/x"); /* the key moved in its set */
    assert_string_equal(first, other);
    print_of(other, "a.json", "/keys/0", "b", "/keys/0/x");
    assert_string_not_equal(first, other);
    print_of(other, "b.json", "/keys/0", "a", "/keys/0/x");
    assert_string_not_equal(first, other);
    print_of(other, "a.json", "/keys/0", "a", "/keys/0/y");
    assert_string_not_equal(first, other);
    print_of(first, "a.json", "/keys/0", NULL, "/keys/0/x"); /* known by its place alone */
    print_of(other, "a.json", "/keys/1", NULL, "/keys/1/x");
    assert_string_not_equal(first, other);
}

/* GitLab shows one of those with the same fingerprint. */
static void test_gitlab_unique(void **state)
{
    struct run run;
    json_t *root;
    char *text;

    (void)state;
    begin(&run, "gitlab", NULL);
    add_findings(&run, "a.json", finding_of(KVJWK_ERROR, "x"), 300);
    add_findings(&run, "b.json", finding_of(KVJWK_ERROR, "x"), 300);
    kvjwk_page_failure(run.page, "c.json", "gone");
    text = end(&run);
    root = parsed(text);
    assert_int_equal(json_array_size(root), 601);
    for (size_t i = 0; i < 601; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(
                json_string_value(json_object_get(json_array_get(root, i), "fingerprint")),
                json_string_value(json_object_get(json_array_get(root, k), "fingerprint")));
    json_decref(root);
    free(text);
}

/* ---- places ---- */

static void test_places(void **state)
{
    static const struct {
        const char *root, *folder, *file, *place;
    } cases[] = {
        {NULL, NULL, "./a.json", "file=a.json,"},
        {NULL, NULL, "a/../b//c.json", "file=b/c.json,"},
        {NULL, NULL, "../a.json", "file=../a.json,"},
        {NULL, NULL, "/x/a.json", "file=/x/a.json,"},
        {"/repo", "/repo", "/repo/a.json", "file=a.json,"},
        {"/repo/", "/repo", "/repo/a.json", "file=a.json,"},
        {"/repo", "/repo", "/repository/a.json", "file=/repository/a.json,"},
        {"/repo", "/repo/infra", "a.json", "file=infra/a.json,"},
        {"/repo", "/repo/infra", "./keys/a.json", "file=infra/keys/a.json,"},
        {"/repo", "/repo/infra", "../a.json", "file=a.json,"},
        {"/repo", "/repo/infra", "../../a.json", "file=../../a.json,"},
        {"/repo", "/elsewhere", "a.json", "file=a.json,"},
        {"/repo", "/repo/infra", "<stdin>", "file=<stdin>,"},
        {"/repo", "/repo/infra", "/repo/b.json", "file=b.json,"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;

        options.root = cases[i].root;
        options.folder = cases[i].folder;
        expect(one_finding("github", &options, cases[i].file, finding_of(KVJWK_ERROR, "x")),
               cases[i].place);
    }
}

static void test_counts(void **state)
{
    struct run run;

    (void)state;
    begin(&run, "counts", NULL);
    add(&run, "a.json", PADDED);
    expect(end(&run), "documents=1\nkeys=1\npass=0\nfail=1\nunknown=0\nerrors=1\nwarnings=0\n"
                      "notes=1\nsuppressed=0\nexit-code=0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_github_escapes),
        cmocka_unit_test(test_azure_escapes),
        cmocka_unit_test(test_no_foreign_commands),
        cmocka_unit_test(test_markdown_escapes),
        cmocka_unit_test(test_junit_escapes),
        cmocka_unit_test(test_tap_escapes),
        cmocka_unit_test(test_csv_cells),
        cmocka_unit_test(test_csv_rows),
        cmocka_unit_test(test_annotation_limit),
        cmocka_unit_test(test_sarif_limits),
        cmocka_unit_test(test_markdown_limit),
        cmocka_unit_test(test_junit_parts),
        cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_unknown_verdict),
        cmocka_unit_test(test_suppressed),
        cmocka_unit_test(test_suppressed_count),
        cmocka_unit_test(test_gitlab_fingerprints),
        cmocka_unit_test(test_gitlab_unique),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
