// SPDX-License-Identifier: MIT
/* The writers: well-formed output whatever the input, in order, and with nothing hidden in it. */
#include "report_run.h"

#include "text/utf8.h"

static json_t *results_of(json_t *sarif)
{
    return json_object_get(json_array_get(json_object_get(sarif, "runs"), 0), "results");
}

static const char *fingerprint(json_t *sarif, size_t i)
{
    json_t *prints = json_object_get(json_array_get(results_of(sarif), i), "partialFingerprints");

    return json_string_value(json_object_get(prints, "primaryLocationLineHash"));
}

/* ---- formats and totals ---- */

static void test_formats(void **state)
{
    kvjwk_report *report = NULL;
    struct sheet sheet = {NULL, 0, false, 0};

    (void)state;
    assert_int_equal(kvjwk_format_count(), sizeof(formats) / sizeof(formats[0]));
    for (EACH_FORMAT(i)) {
        assert_string_equal(kvjwk_format_at(i)->name, formats[i]);
        assert_ptr_equal(kvjwk_format_find(formats[i]), kvjwk_format_at(i));
    }
    assert_null(kvjwk_format_at(kvjwk_format_count()));
    assert_null(kvjwk_format_find("yaml"));
    assert_null(kvjwk_format_find(NULL));
    assert_int_equal(kvjwk_report_open(&report, "yaml", NULL, write_sheet, &sheet),
                     KVJWK_ERR_ARGUMENT);
    assert_null(report);
}

static bool is_json(const char *format)
{
    return strcmp(format, "json") == 0 || strcmp(format, "sarif") == 0 ||
           strcmp(format, "gitlab") == 0;
}

static void test_nothing(void **state)
{
    struct run run;
    char *text;

    (void)state;
    for (EACH_FORMAT(i)) {
        begin(&run, formats[i], NULL);
        text = end(&run);
        if (strcmp(formats[i], "ndjson") == 0)
            assert_string_equal(text, "");
        else if (is_json(formats[i]))
            json_decref(parsed(text));
        else
            assert_true(text[0] != '\0');
        free(text);
    }
}

static void test_totals(void **state)
{
    struct run run;
    char *text;
    json_t *root, *summary;

    (void)state;
    begin(&run, "json", NULL);
    add(&run, "a.json", EC("a"));
    add(&run, "b.json", "{\"keys\":[" EC("b") "," PADDED "]}");
    text = end(&run);
    root = parsed(text);
    summary = json_object_get(root, "summary");
    assert_int_equal(json_integer_value(json_object_get(summary, "documents")), 2);
    assert_int_equal(json_integer_value(json_object_get(summary, "keys")), 3);
    assert_int_equal(json_integer_value(json_object_get(summary, "pass")), 2);
    assert_int_equal(json_integer_value(json_object_get(summary, "fail")), 1);
    assert_int_equal(json_integer_value(json_object_get(summary, "unknown")), 0);
    assert_true(json_integer_value(json_object_get(summary, "errors")) >= 1);
    json_decref(root);
    free(text);
}

/* ---- hostile input ---- */

/* Printable UTF-8 in lines; in JSON nothing but that, either. */
static void expect_harmless(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t cp = 0;
        size_t step = utf8_step(span_of(text + at, length - at), &cp);

        bool line_end = cp == '\n' || (cp == '\r' && text[at + 1] == '\n'); /* of CSV */

        if (step == 0 || (!line_end && utf8_is_unprintable(cp)))
            fail_msg("byte %zu (U+%04X) of:\n%s", at, (unsigned)cp, text);
        at += step;
    }
}

static void hostile(const char *document, size_t length)
{
    static const char name[] = "dir/\x1b[31m\n\xff\xe2\x80\xae.json";
    const kvjwk_document place = {name, false, 1, 0};
    struct run run;

    for (EACH_FORMAT(i)) {
        char *text;

        begin(&run, formats[i], NULL);
        add_bytes(&run, &place, document, length);
        kvjwk_page_failure(run.page, name, "no such \x1b file");
        text = end(&run);
        expect_harmless(text, run.sheet.length);
        if (is_json(formats[i]))
            json_decref(parsed(text));
        free(text);
    }
}

static void test_hostile_text(void **state)
{
    static const char *const documents[] = {
        EC("\\u001b[2J\\u0007\\u202e\\u2066\\u200b\\ud834\\udd73 \\udb40\\udc01"),
        EC("\x1b]0;title\x07"),
        EC("caf\xe9 \xff\xfe \xed\xa0\x80 \xc2\x9b"),
        EC("\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xc2\x85"),
        EC("\\u0000"),
        EC("\\ud800"),
        EC("%s%n{}]]>\\\"'"),
        "{\"\x1b[31m\xff\xe2\x80\xae\": 1, \"kty\": \"\x1b[31m\"}",
        "{\"keys\":[{\"kty\":\"\xe2\x80\xae\"}],\"\\u0000\\u001b\":{\"kty\":1}}",
        "\x1b[31m",
        "",
        "{\"kty\":\"EC\",\"kid\":\"\xf0\x9f\x94",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
        hostile(documents[i], strlen(documents[i]));
    hostile("{\"kty\":\"EC\",\"kid\":\"a\0b\"}", 25);
}

static void test_huge_kid(void **state)
{
    size_t length = 300000;
    char *document = malloc(length + 200);
    size_t at =
        (size_t)sprintf(document, "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"kid\":\"");
    char *text;
    json_t *root, *key;

    (void)state;
    memset(document + at, 'k', length);
    strcpy(document + at + length, "\"}");
    hostile(document, at + length + 2);
    text = report_of("json", NULL, document);
    root = parsed(text);
    key = json_array_get(
        json_object_get(json_array_get(json_object_get(root, "documents"), 0), "keys"), 0);
    assert_int_equal(json_string_length(json_object_get(key, "kid")), length);
    json_decref(root);
    free(text);
    text = report_of("text", NULL, document);
    assert_true(strlen(text) < 4000);
    free(text);
    free(document);
}

static void test_kid_is_kept(void **state)
{
    char *text = report_of("ndjson", NULL, EC("\\u001b\\u202ecaf\xc3\xa9\\\\\\\""));
    json_t *root = parsed(text);

    (void)state;
    assert_string_equal(json_string_value(json_object_get(root, "kid")), "\x1b\xe2\x80\xae"
                                                                         "caf\xc3\xa9\\\"");
    assert_true(has(text, "caf\xc3\xa9"));
    json_decref(root);
    free(text);
}

static void test_no_secret(void **state)
{
    static const char d[] = "OtLX3SyDRErDGDyX5H4kPH4gdvexE2YoiuqLDH0jhOk";
    char document[1000];

    (void)state;
    for (EACH_FORMAT(i)) {
        char *text;

        snprintf(document, sizeof(document),
                 "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"%s=\"," X "}", d);
        text = report_of(formats[i], NULL, document);
        assert_false(has(text, "OtLX3S"));
        assert_false(has(text, "KPH4gd"));
        assert_false(has(text, "jhOk"));
        free(text);
        snprintf(document, sizeof(document), "{\"kty\":\"oct\",\"k\":\"%s\",\"D\":\"%s\"}", d, d);
        text = report_of(formats[i], NULL, document);
        assert_false(has(text, "OtLX3S"));
        assert_false(has(text, "jhOk"));
        free(text);
    }
}

static void test_printable(void **state)
{
    char out[64];

    (void)state;
    kvjwk_printable(out, sizeof(out), "a\x1b\xff\xe2\x80\xae", 6);
    assert_string_equal(out, "a\\u001b\xef\xbf\xbd\\u202e");
    kvjwk_printable(out, sizeof(out), "\xf3\xa0\x80\x81", 4);
    assert_string_equal(out, "\\udb40\\udc01");
    kvjwk_printable(out, 4, "caf\xc3\xa9", 5);
    assert_string_equal(out, "caf");
    kvjwk_printable(out, 5, "caf\xc3\xa9", 5); /* not half a character */
    assert_string_equal(out, "caf");
    kvjwk_printable(out, 6, "caf\xc3\xa9", 5);
    assert_string_equal(out, "caf\xc3\xa9");
    kvjwk_printable(out, 1, "abc", 3);
    assert_string_equal(out, "");
    kvjwk_printable(out, sizeof(out), "", 0);
    assert_string_equal(out, "");
}

/* ---- pages ---- */

/* The same bytes, whether a page is appended once or behind each key. */
static void test_pieces(void **state)
{
    static const char set[] = "{\"keys\":[" EC("a") "," PADDED "," EC("c") "],\"keys\":[]}";
    struct run run;

    (void)state;
    for (EACH_FORMAT(i)) {
        char *whole, *pieces;

        begin(&run, formats[i], NULL);
        add(&run, "a.json", set);
        add(&run, "b.json", PADDED);
        whole = end(&run);
        begin(&run, formats[i], NULL);
        run.in_pieces = true;
        assert_int_equal(kvjwk_report_append(run.report, run.page), KVJWK_OK); /* empty */
        add(&run, "a.json", set);
        add(&run, "b.json", PADDED);
        pieces = end(&run);
        assert_string_equal(whole, pieces);
        free(whole);
        free(pieces);
    }
}

static void test_refused_writes(void **state)
{
    struct run run;
    struct sheet closed = {NULL, 0, true, 0};
    kvjwk_report *report = NULL;

    (void)state;
    assert_int_equal(kvjwk_report_open(&report, "json", NULL, write_sheet, &closed),
                     KVJWK_ERR_STOPPED);
    assert_null(report);
    for (EACH_FORMAT(i)) {
        begin(&run, formats[i], NULL);
        add(&run, "a.json", PADDED);
        run.sheet.refuse = true;
        if (kvjwk_report_append(run.report, run.page) != KVJWK_OK)
            run.sheet.refuse = false; /* once broken, broken */
        assert_int_equal(kvjwk_report_close(run.report, &run.totals, 0), KVJWK_ERR_STOPPED);
        kvjwk_page_free(&run.page);
        kvjwk_report_free(&run.report);
        free(run.sheet.text);
    }
}

static void test_record_places(void **state)
{
    const kvjwk_document record = {"a.ndjson", true, 7, 1000};
    struct run run;
    char *text;
    json_t *root, *finding;

    (void)state;
    begin(&run, "ndjson", NULL);
    add_bytes(&run, &record, PADDED, strlen(PADDED));
    text = end(&run);
    root = parsed(text);
    finding = json_array_get(json_object_get(root, "findings"), 0);
    assert_int_equal(json_integer_value(json_object_get(root, "line")), 7);
    assert_int_equal(json_integer_value(json_object_get(finding, "line")), 7);
    assert_int_equal(json_integer_value(json_object_get(finding, "offset")),
                     1000 + (json_int_t)(strchr(PADDED, '=') - PADDED));
    json_decref(root);
    free(text);
    begin(&run, "text", NULL);
    add_bytes(&run, &record, PADDED, strlen(PADDED));
    text = end(&run);
    assert_true(has(text, "a.ndjson:7:"));
    assert_true(has(text, "    7 | "));
    assert_true(has(text, "fail    a.ndjson:7: EC P-256"));
    free(text);
}

/* ---- text ---- */

static void test_text_finding(void **state)
{
    static const char document[] =
        "{\n\t\"kty\": \"EC\",\n\t\"crv\": \"P-256\",\n\t" X "\"=\",\n\t" Y "\n}";
    static const char padded[] =
        "{\n  \"kty\": \"EC\",\n  \"crv\": \"P-256\",\n"
        "  \"x\": \"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U=\",\n  " Y "\n}";
    char *text = report_of("text", NULL, padded);

    (void)state;
    assert_true(has(text, "a.json:4:52: error: "));
    assert_true(has(text, " [jwa-base64url-padding]\n"
                          "    4 |   \"x\": \"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U=\",\n"
                          "      |                                                    ^\n"
                          "      = RFC 7515"));
    assert_true(has(text, "\n      = fix: "));
    assert_true(has(text, "accepted nowhere"));
    assert_false(has(text, "\033"));
    free(text);
    text = report_of("text", NULL, document);
    assert_false(has(text, "\t"));
    free(text);
}

/* Notes about services are one line each; what two of them say is said once. */
static void test_text_targets(void **state)
{
    kvjwk_options check = KVJWK_OPTIONS_INIT;
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    char *text = report_of("text", NULL, EC("1"));

    (void)state;
    assert_int_equal(count_of(text, "for managed-hsm: "), 1);
    assert_false(has(text, "|"));
    assert_true(has(text, "pass    a.json (kid 1): EC P-256, strength 128 bits; accepted by "
                          "vault-standard, vault-premium; FIPS 140-2 Level 1 (edition 2026-07)"));
    assert_true(has(text, "1 document, 1 key: 1 pass, 0 fail, 0 unknown; 0 errors, 0 warnings, "
                          "1 note (target any, edition 2026-07, as of 2026-11-24)\n"));
    free(text);
    check.edition = kvjwk_edition_find("2024-09"); /* neither tier of vaults takes oct-HSM */
    options.check = &check;
    text = report_of("text", &options, "{\"kty\":\"oct-HSM\",\"key_size\":256,\"attributes\":{}}");
    assert_int_equal(count_of(text, "for vault-standard, vault-premium: "), 1);
    assert_true(has(text, "accepted by managed-hsm; "));
    free(text);
}

static void test_text_quiet(void **state)
{
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    char *text;

    (void)state;
    options.quiet = true;
    text = report_of("text", &options, EC("1"));
    assert_string_equal(text, "");
    free(text);
    text = report_of("text", &options, PADDED);
    assert_true(has(text, "error: "));
    assert_true(has(text, "1 document"));
    assert_false(has(text, "note: "));
    assert_false(has(text, "fail    "));
    free(text);
    options.threshold = KVJWK_NOTE;
    text = report_of("text", &options, EC("1"));
    assert_true(has(text, "note: "));
    free(text);
}

static void test_text_color(void **state)
{
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    char *text;

    (void)state;
    options.color = true;
    text = report_of("text", &options, PADDED);
    assert_true(has(text, "\033[1;31merror\033[0m: "));
    assert_int_equal(count_of(text, "\033["), 2 * count_of(text, "\033[0m"));
    free(text);
}

/* ---- JSON ---- */

static void expect_members(json_t *object, const char *names)
{
    char found[512] = "";
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        (void)value;
        strcat(strcat(found, name), " ");
    }
    assert_string_equal(found, names);
}

static void test_json_members(void **state)
{
    char *text = report_of("json", NULL, PADDED);
    json_t *root = parsed(text), *document, *key, *finding;

    (void)state;
    expect_members(root, "tool edition target as_of documents summary ");
    assert_string_equal(json_string_value(json_object_get(root, "as_of")), "2026-11-24");
    document = json_array_get(json_object_get(root, "documents"), 0);
    expect_members(document, "file kind keys findings ");
    key = json_array_get(json_object_get(document, "keys"), 0);
    expect_members(key, "pointer kid kty size crv thumbprint verdict targets fips algorithms "
                        "findings ");
    expect_members(json_object_get(key, "targets"), "vault-standard vault-premium managed-hsm ");
    expect_members(json_object_get(key, "fips"), "hsm_platform standard level protection history ");
    finding = json_array_get(json_object_get(key, "findings"), 0);
    expect_members(finding, "rule severity result target pointer offset line column message "
                            "citation remedy ");
    assert_true(json_is_null(json_object_get(finding, "target")));
    expect_members(json_object_get(root, "summary"),
                   "documents keys pass fail unknown errors warnings notes suppressed ");
    json_decref(root);
    free(text);
}

/* RSA-HSM on platform 2: what each edition says, and what key_ops leave over. */
static void test_json_hsm_key(void **state)
{
    static const char bundle[] =
        "{\"key\":{\"kid\":\"https://v.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef\","
        "\"kty\":\"EC-HSM\",\"key_ops\":[\"verify\"],\"crv\":\"P-256\"," X "," Y "},"
        "\"attributes\":{\"enabled\":true,\"created\":1700000000,\"updated\":1700000000,"
        "\"recoveryLevel\":\"Recoverable\",\"recoverableDays\":90,\"hsmPlatform\":\"2\"}}";
    char *text = report_of("ndjson", NULL, bundle);
    json_t *key = parsed(text), *fips = json_object_get(key, "fips"), *history;

    (void)state;
    assert_string_equal(json_string_value(json_object_get(fips, "standard")), "FIPS 140-3");
    assert_int_equal(json_integer_value(json_object_get(fips, "level")), 3);
    assert_string_equal(json_string_value(json_object_get(fips, "hsm_platform")), "2");
    history = json_object_get(fips, "history");
    assert_int_equal(json_array_size(history), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(history, 0), "edition")),
                        "2024-09");
    expect_members(json_object_get(key, "algorithms"), "verify ");
    assert_string_equal(json_string_value(json_array_get(
                            json_object_get(json_object_get(key, "algorithms"), "verify"), 0)),
                        "ES256");
    assert_string_equal(json_string_value(json_object_get(key, "pointer")), "");
    json_decref(key);
    free(text);
}

static void test_json_failure(void **state)
{
    struct run run;
    char *text;
    json_t *root, *documents;

    (void)state;
    begin(&run, "json", NULL);
    kvjwk_page_failure(run.page, "gone.json", "No such file");
    add(&run, "a.json", "[]");
    text = end(&run);
    root = parsed(text);
    documents = json_object_get(root, "documents");
    assert_int_equal(json_array_size(documents), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(documents, 0), "error")),
                        "No such file");
    assert_true(json_is_null(json_object_get(json_array_get(documents, 1), "kind")));
    json_decref(root);
    free(text);
}

/* ---- SARIF ---- */

static void test_sarif_results(void **state)
{
    char *text = report_of("sarif", NULL, "\n" PADDED);
    json_t *root = parsed(text), *result = json_array_get(results_of(root), 0), *rules, *place;
    json_t *run = json_array_get(json_object_get(root, "runs"), 0);

    (void)state;
    assert_string_equal(json_string_value(json_object_get(root, "version")), "2.1.0");
    assert_string_equal(json_string_value(json_object_get(run, "columnKind")), "unicodeCodePoints");
    assert_string_equal(json_string_value(json_object_get(result, "ruleId")),
                        "jwa-base64url-padding");
    assert_string_equal(json_string_value(json_object_get(result, "kind")), "fail");
    assert_string_equal(json_string_value(json_object_get(result, "level")), "error");
    rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
    assert_int_equal(json_array_size(rules), kvjwk_rule_count());
    assert_string_equal(
        json_string_value(json_object_get(
            json_array_get(rules, (size_t)json_integer_value(json_object_get(result, "ruleIndex"))),
            "id")),
        "jwa-base64url-padding");
    place = json_object_get(json_array_get(json_object_get(result, "locations"), 0),
                            "physicalLocation");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(place, "region"), "startLine")), 2);
    assert_true(has(text, "\"fullyQualifiedName\": \"/x\""));
    json_decref(root);
    free(text);
}

/* A fingerprint follows the key, not its place; two keys on one line have two. */
static void test_sarif_fingerprints(void **state)
{
    char *one = report_of("sarif", NULL, "{\"keys\":[" PADDED "]}");
    char *same = report_of("sarif", NULL, "\n\n{\"keys\": [ " PADDED "]}");
    char *two = report_of(
        "sarif", NULL, "{\"keys\":[{\"kid\":\"a\",\"kty\":\"x\"},{\"kid\":\"b\",\"kty\":\"x\"}]}");
    json_t *root_one = parsed(one), *root_same = parsed(same), *root_two = parsed(two);
    size_t count = json_array_size(results_of(root_two));

    (void)state;
    assert_non_null(fingerprint(root_one, 0));
    assert_string_equal(fingerprint(root_one, 0), fingerprint(root_same, 0));
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            assert_string_not_equal(fingerprint(root_two, i), fingerprint(root_two, k));
    json_decref(root_one);
    json_decref(root_same);
    json_decref(root_two);
    free(one);
    free(same);
    free(two);
}

/* A list item does not tell its type: a result of kind open, unless it would be an alert. */
static void test_sarif_unknown(void **state)
{
    static const char item[] = "{\"kid\":\"https://v.vault.azure.net/keys/k\","
                               "\"attributes\":{\"enabled\":true}}";
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    char *text = report_of("sarif", NULL, item);

    (void)state;
    assert_true(has(text, "\"kind\": \"open\",\n          \"level\": \"none\""));
    free(text);
    options.sarif = KVJWK_SARIF_ALERTS;
    text = report_of("sarif", &options, item);
    assert_false(has(text, "\"kind\": \"open\""));
    assert_true(has(text, "\"unknown\": 1"));
    free(text);
}

static void test_sarif_uris(void **state)
{
    static const struct {
        const char *file, *uri;
    } cases[] = {
        {"a b.json", "\"uri\": \"a%20b.json\""},
        {"./dir/a.json", "\"uri\": \"dir/a.json\""},
        {"/tmp/a#b.json", "\"uri\": \"file:///tmp/a%23b.json\""},
        {"c:x.json", "\"uri\": \"c%3Ax.json\""},
        {"caf\xc3\xa9.json", "\"uri\": \"caf%C3%A9.json\""},
        {"<stdin>", "\"uri\": \"%3Cstdin%3E\""},
    };
    struct run run;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text;

        begin(&run, "sarif", NULL);
        add(&run, cases[i].file, PADDED);
        kvjwk_page_failure(run.page, cases[i].file, "gone");
        text = end(&run);
        assert_true(count_of(text, cases[i].uri) >= 2);
        free(text);
    }
}

static void test_sarif_invocation(void **state)
{
    struct run run;
    json_t *root, *invocation;

    (void)state;
    begin(&run, "sarif", NULL);
    kvjwk_page_failure(run.page, "gone.json", "No such file");
    kvjwk_page_failure(run.page, "gone2.json", "No such file");
    assert_int_equal(kvjwk_report_append(run.report, run.page), KVJWK_OK);
    assert_int_equal(kvjwk_report_close(run.report, &run.totals, 3), KVJWK_OK);
    root = parsed(run.sheet.text);
    invocation = json_array_get(
        json_object_get(json_array_get(json_object_get(root, "runs"), 0), "invocations"), 0);
    assert_int_equal(json_integer_value(json_object_get(invocation, "exitCode")), 3);
    assert_true(json_is_false(json_object_get(invocation, "executionSuccessful")));
    assert_int_equal(json_array_size(json_object_get(invocation, "toolExecutionNotifications")), 2);
    json_decref(root);
    kvjwk_page_free(&run.page);
    kvjwk_report_free(&run.report);
    free(run.sheet.text);
}

/* ---- memory ---- */

static size_t allocations_left;

static void *scarce_malloc(size_t size)
{
    if (allocations_left == 0)
        return NULL;
    allocations_left--;
    return malloc(size);
}

/* Wherever jansson's memory ends: a status, no crash, no leak, no half of a value taken for all. */
static void test_out_of_memory(void **state)
{
    static const char document[] = "{\"keys\":[" PADDED ",{\"kid\":\"\xff\",\"kty\":\"EC\"}]}";
    struct run run;
    kvjwk_status status = KVJWK_ERR_MEMORY;

    (void)state;
    for (size_t f = 1; f < sizeof(formats) / sizeof(formats[0]); f++) {
        for (size_t k = 0; k < 1200; k++) {
            allocations_left = SIZE_MAX;
            begin(&run, formats[f], NULL);
            json_set_alloc_funcs(scarce_malloc, free);
            allocations_left = k;
            add(&run, "a.json", document);
            kvjwk_page_failure(run.page, "b.json", "gone");
            status = kvjwk_report_append(run.report, run.page);
            if (status == KVJWK_OK)
                status = kvjwk_report_close(run.report, &run.totals, 0);
            allocations_left = SIZE_MAX;
            kvjwk_page_free(&run.page);
            kvjwk_report_free(&run.report);
            free(run.sheet.text);
            json_set_alloc_funcs(malloc, free);
            assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
            if (status == KVJWK_OK)
                break;
        }
        assert_int_equal(status, KVJWK_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),          cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_totals),           cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_huge_kid),         cmocka_unit_test(test_kid_is_kept),
        cmocka_unit_test(test_no_secret),        cmocka_unit_test(test_printable),
        cmocka_unit_test(test_pieces),           cmocka_unit_test(test_refused_writes),
        cmocka_unit_test(test_record_places),    cmocka_unit_test(test_text_finding),
        cmocka_unit_test(test_text_targets),     cmocka_unit_test(test_text_quiet),
        cmocka_unit_test(test_text_color),       cmocka_unit_test(test_json_members),
        cmocka_unit_test(test_json_hsm_key),     cmocka_unit_test(test_json_failure),
        cmocka_unit_test(test_sarif_results),    cmocka_unit_test(test_sarif_fingerprints),
        cmocka_unit_test(test_sarif_unknown),    cmocka_unit_test(test_sarif_uris),
        cmocka_unit_test(test_sarif_invocation), cmocka_unit_test(test_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
