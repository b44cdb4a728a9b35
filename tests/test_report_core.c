// SPDX-License-Identifier: MIT
/* Where a finding stands and how severe it is: lines, columns, excerpts, direction, target. */
#include "outcome.h"

#include "base/span.h"
#include "text/utf8.h"

#define X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define EC "\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"" X "\", \"y\": \"" Y "\""

static size_t columns_of(const char *text)
{
    return utf8_count(span_str(text));
}

/* Byte of text at a 0-based column. */
static const char *at_column(const char *text, size_t column)
{
    struct span rest = span_str(text);

    while (column-- > 0) {
        size_t step = utf8_step(rest, NULL);

        rest = span_of(rest.ptr + step, rest.len - step);
    }
    return rest.ptr;
}

/* ---- lines and columns -------------------------------------------------------------------------
 */

/* A caret stands under the first column of the finding; both are counted in code points. */
static const struct {
    const char *lines[6];
    const char *carets;
    size_t line;
    const char *rule;
} places[] = {
    {{"{\"kty\": \"oct\", \"k\": \"AAAA=\"}"},
     "                         ^",
     1,
     "jwa-base64url-padding"},
    {{"{", "  \"kty\": \"RSA\",", "  \"e\": \"AQAB=\"", "}"},
     "            ^",
     3,
     "jwa-base64url-padding"},
    {{"{", "", "\t\"kid\": \"caf\xc3\xa9 \xf0\x9f\x94\x91\", \"e\": \"AQAB=\", \"kty\": \"RSA\"",
      "}"},
     "                            ^",
     3,
     "jwa-base64url-padding"},
    {{"{\"kty\": \"RSA\", \"kid\": \"\xe2\x82\xac\",", "\"e\": 65537}"},
     "     ^",
     2,
     "jwk-member-type"},
    {{"{", "\"kty\": \"EC\",", " \"kid\": \"\xc3\xa9\xc3\xa9\", \"kty\": \"EC\"}"},
     "              ^",
     3,
     "json-duplicate"},
    {{"{\"kty\": \"EC\",", "  \"crv\" \"P-256\"}"}, "        ^", 2, "json-syntax"},
    {{"{\"kty\": \"EC\",", " \"crv\": \"P-256\",", "", "}"}, "^", 4, "json-comma"},
    {{"{\"kty\": \"EC\"", "", ""}, "^", 3, "json-truncated"},
};

static void check_place(size_t row, const char *ending)
{
    const struct told *t;
    struct outcome *o;
    char text[1024] = "";

    for (size_t i = 0; i < 6 && places[row].lines[i] != NULL; i++) {
        strcat(text, i > 0 ? ending : "");
        strcat(text, places[row].lines[i]);
    }
    o = outcome_of(text, strlen(text), NULL);
    t = outcome_find(o, places[row].rule);
    if (t == NULL || t->line != places[row].line || t->column != strlen(places[row].carets)) {
        outcome_print(o);
        fail_msg("%s\nexpected %s at %zu:%zu", text, places[row].rule, places[row].line,
                 strlen(places[row].carets));
    }
    free(o);
}

static void lines_and_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        check_place(i, "\n");
        check_place(i, "\r\n");
        check_place(i, "\r");
    }
}

static void the_whole_value_is_covered(void **state)
{
    static const char text[] = "{\"kty\": \"EC\",\n \"crv\": \"prime256v1\"}";
    struct outcome *o = outcome_of(text, sizeof(text) - 1, NULL);
    const struct told *t = outcome_find(o, "jwa-curve-unknown");

    (void)state;
    assert_non_null(t);
    assert_int_equal(t->offset, strstr(text, "\"prime") - text);
    assert_int_equal(t->length, strlen("\"prime256v1\""));
    assert_string_equal(t->pointer, "/crv");
    assert_string_equal(t->excerpt, " \"crv\": \"prime256v1\"}");
    assert_int_equal(t->excerpt_column, 8);
    free(o);
}

/* ---- excerpts ----------------------------------------------------------------------------------
 */

/* A key on one line with `before` columns of tags in front of the fault and `after` behind it. */
static char *one_line(size_t before, size_t after, size_t *fault)
{
    char *text = malloc(before + after + 256);
    size_t at;

    assert_non_null(text);
    at = (size_t)sprintf(text, "{\"kty\":\"RSA\",\"kid\":\"");
    memset(text + at, 'k', before);
    at += before;
    *fault = at + strlen("\",\"e\":\"AQAB");
    at += (size_t)sprintf(text + at, "\",\"e\":\"AQAB=\",\"x5u\":\"");
    memset(text + at, 'u', after);
    sprintf(text + at + after, "\"}");
    return text;
}

static void check_window(size_t before, size_t after)
{
    size_t fault;
    char *text = one_line(before, after, &fault);
    struct outcome *o = outcome_of(text, strlen(text), NULL);
    const struct told *t = outcome_find(o, "jwa-base64url-padding");
    bool cut_left, cut_right;

    assert_non_null(t);
    assert_int_equal(t->offset, fault);
    assert_int_equal(t->column, fault + 1);
    assert_true(columns_of(t->excerpt) <= 100);
    assert_int_equal(*at_column(t->excerpt, t->excerpt_column), '=');
    cut_left = strncmp(t->excerpt, "\xe2\x80\xa6", 3) == 0;
    cut_right = strcmp(t->excerpt + strlen(t->excerpt) - 3, "\xe2\x80\xa6") == 0;
    if (strlen(text) <= 98)
        assert_string_equal(t->excerpt, text);
    assert_true(cut_left || strncmp(t->excerpt, "{\"kty\"", 6) == 0);
    assert_true(cut_right || t->excerpt[strlen(t->excerpt) - 1] == '}');
    assert_true(cut_left == (before > 200) || before <= 200);
    assert_true(cut_right == (after > 200) || after <= 200);
    free(o);
    free(text);
}

static void excerpt_windows(void **state)
{
    (void)state;
    for (size_t before = 0; before < 120; before += 3)
        for (size_t after = 0; after < 120; after += 7)
            check_window(before, after);
    check_window(1u << 20, 0);
    check_window(0, 1u << 20);
    check_window(1u << 20, 1u << 20);
    check_window(5000, 5000);
}

/* What is no public text is a row of asterisks, as many as there were characters. */
static void excerpt_masks(void **state)
{
    static const struct {
        const char *text, *rule, *excerpt;
    } rows[] = {
        {"{\"kty\":\"RSA\",\"d\":\"AAAA\",\"e\":\"AQAB=\"}", "jwa-base64url-padding",
         "{\"kty\":\"RSA\",\"d\":\"****\",\"e\":\"AQAB=\"}"},
        {"{\"kty\":\"RSA\",\"e\":\"AQAB=\",\"x\xc3\xa9\":\"\xc3\xa9\xc3\xa9\"}",
         "jwa-base64url-padding", "{\"kty\":\"RSA\",\"e\":\"AQAB=\",\"x\xc3\xa9\":\"**\"}"},
        {"{\"kty\":\"RSA\",\"e\":\"AQAB=\",\"d\":12,\"k\":true}", "jwa-base64url-padding",
         "{\"kty\":\"RSA\",\"e\":\"AQAB=\",\"d\":**,\"k\":true}"},
        {"{\"kty\":\"RSA\",\"e\":\"AQAB=\"} tail", "json-trailing-data",
         "{\"kty\":\"RSA\",\"e\":\"AQAB=\"} ****"},
        {"{\"kty\":\"RSA\",\"e\":\"AQ\tAB\"}", "json-control", "{\"kty\":\"RSA\",\"e\":\"AQ AB\"}"},
        {"{\"kty\":\"RSA\",\"e\":\"AQ\x1b[1mAB\"}", "json-control",
         "{\"kty\":\"RSA\",\"e\":\"AQ?[1mAB\"}"},
        {"{\"kty\":\"RSA\",\"kid\":\"\xe2\x80\xae\xff\"}", "json-utf8",
         "{\"kty\":\"RSA\",\"kid\":\"??\"}"},
        {"\xef\xbb\xbf{\"kty\":\"RSA\"}", "json-bom", "*{\"kty\":\"RSA\"}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct outcome *o = outcome_of(rows[i].text, strlen(rows[i].text), NULL);
        const struct told *t = outcome_find(o, rows[i].rule);

        assert_non_null(t);
        assert_string_equal(t->excerpt, rows[i].excerpt);
        free(o);
    }
}

/* Bytes that are no UTF-8 are one column each, however many. */
static void excerpt_of_bytes_is_bounded(void **state)
{
    char text[3000] = "{\"kty\":\"RSA\",\"kid\":\"";
    size_t n = strlen(text);
    struct outcome *o;

    (void)state;
    memset(text + n, 0x80, 2500);
    strcpy(text + n + 2500, "\",\"e\":\"AQAB=\"}");
    o = outcome_of(text, strlen(text), NULL);
    for (size_t i = 0; i < o->count; i++) {
        assert_true(columns_of(o->told[i].excerpt) <= 100);
        assert_true(o->told[i].excerpt_column <= columns_of(o->told[i].excerpt));
    }
    assert_int_equal(o->count, OUTCOME_MAX);
    free(o);
}

/* ---- direction ---------------------------------------------------------------------------------
 */

static void expect_severity(const char *text, const kvjwk_options *options, const char *rule,
                            kvjwk_target target, kvjwk_severity severity)
{
    struct outcome *o = outcome_of(text, strlen(text), options);
    size_t seen = 0;

    for (size_t i = 0; i < o->count; i++) {
        if (strcmp(o->told[i].rule, rule) != 0 || o->told[i].target != target)
            continue;
        seen++;
        if (o->told[i].severity != severity) {
            outcome_print(o);
            fail_msg("%s\n%s: expected %s", text, rule, kvjwk_severity_name(severity));
        }
    }
    if (seen == 0) {
        outcome_print(o);
        fail_msg("%s\nno %s for %s", text, rule, kvjwk_target_name(target));
    }
    free(o);
}

static kvjwk_options going_to(kvjwk_target target)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    options.target = target;
    return options;
}

#define BUNDLE(key) "{\"key\": {" key "}, \"attributes\": {\"created\": 1700000000}}"

/* In what the service itself returned its own quirks are no errors. */
static void what_was_returned_is_judged_mildly(void **state)
{
    const char *rule = "jwk-kty-case";

    (void)state;
    assert_int_equal(kvjwk_rule_find(rule)->severity, KVJWK_ERROR);
    assert_int_equal(kvjwk_rule_find(rule)->severity_returned, KVJWK_WARNING);
    expect_severity("{\"kty\": \"rsa\", \"n\": \"AQAB\"}", NULL, rule, KVJWK_TARGET_ANY,
                    KVJWK_ERROR);
    expect_severity(BUNDLE("\"kty\": \"rsa\""), NULL, rule, KVJWK_TARGET_ANY, KVJWK_WARNING);
    expect_severity("{\"key\": {\"kty\": \"rsa\", \"d\": \"AA\"}}", NULL, rule, KVJWK_TARGET_ANY,
                    KVJWK_ERROR);
}

/* A fault of the text is one wherever the text comes from. */
static void faults_of_the_text_stay_errors(void **state)
{
    (void)state;
    expect_severity("{\"kty\": \"EC\",}", NULL, "json-comma", KVJWK_TARGET_ANY, KVJWK_ERROR);
    expect_severity("{\"key\": {\"kty\": \"EC\",}, \"attributes\": {\"created\": 1}}", NULL,
                    "json-comma", KVJWK_TARGET_ANY, KVJWK_ERROR);
}

/* ---- target ------------------------------------------------------------------------------------
 */

#define EC_HSM "{\"kty\": \"EC-HSM\", \"crv\": \"P-256\", \"x\": \"" X "\", \"y\": \"" Y "\"}"
#define EC_SOFT "{" EC "}"
#define OKP "{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"" X "\"}"

static void a_chosen_service_decides(void **state)
{
    kvjwk_options standard = going_to(KVJWK_TARGET_VAULT_STANDARD);
    kvjwk_options premium = going_to(KVJWK_TARGET_VAULT_PREMIUM);
    kvjwk_options hsm = going_to(KVJWK_TARGET_MANAGED_HSM);
    kvjwk_options rfc = going_to(KVJWK_TARGET_RFC);
    const char *rule = "kv-type-unsupported";

    (void)state;
    expect_severity(EC_HSM, &standard, rule, KVJWK_TARGET_VAULT_STANDARD, KVJWK_ERROR);
    expect_rule(EC_HSM, &premium, rule, false);
    expect_rule(EC_HSM, &hsm, rule, false);
    expect_rule(EC_HSM, &rfc, rule, false);
    expect_severity(EC_SOFT, &hsm, rule, KVJWK_TARGET_MANAGED_HSM, KVJWK_ERROR);
    expect_rule(EC_SOFT, &standard, rule, false);
}

static struct outcome *judged(const char *text, kvjwk_target target)
{
    kvjwk_options options = going_to(target);

    return outcome_of(text, strlen(text), &options);
}

static void expect_services(const char *text, kvjwk_target target, kvjwk_verdict verdict,
                            const kvjwk_support *services)
{
    struct outcome *o = judged(text, target);

    assert_int_equal(o->key_count, 1);
    if (o->keys[0].verdict != verdict ||
        memcmp(o->keys[0].services, services, sizeof(o->keys[0].services)) != 0) {
        outcome_print(o);
        fail_msg("%s\n%s %s %s %s", text, kvjwk_verdict_name(o->keys[0].verdict),
                 kvjwk_support_name(o->keys[0].services[0]),
                 kvjwk_support_name(o->keys[0].services[1]),
                 kvjwk_support_name(o->keys[0].services[2]));
    }
    free(o);
}

/* Every service gets its answer, whichever target was asked for. */
static void the_key_says_who_takes_it(void **state)
{
    static const kvjwk_support vaults[] = {KVJWK_SUPPORT_YES, KVJWK_SUPPORT_YES, KVJWK_SUPPORT_NO};
    static const kvjwk_support hsms[] = {KVJWK_SUPPORT_NO, KVJWK_SUPPORT_YES, KVJWK_SUPPORT_YES};
    static const kvjwk_support none[] = {KVJWK_SUPPORT_NO, KVJWK_SUPPORT_NO, KVJWK_SUPPORT_NO};
    static const kvjwk_support unasked[] = {KVJWK_SUPPORT_UNKNOWN, KVJWK_SUPPORT_UNKNOWN,
                                            KVJWK_SUPPORT_UNKNOWN};

    (void)state;
    expect_services(EC_SOFT, KVJWK_TARGET_ANY, KVJWK_VERDICT_PASS, vaults);
    expect_services(EC_SOFT, KVJWK_TARGET_MANAGED_HSM, KVJWK_VERDICT_FAIL, vaults);
    expect_services(EC_HSM, KVJWK_TARGET_ANY, KVJWK_VERDICT_PASS, hsms);
    expect_services(EC_HSM, KVJWK_TARGET_VAULT_STANDARD, KVJWK_VERDICT_FAIL, hsms);
    expect_services(OKP, KVJWK_TARGET_ANY, KVJWK_VERDICT_FAIL, none);
    expect_services(EC_SOFT, KVJWK_TARGET_RFC, KVJWK_VERDICT_PASS, unasked);
    expect_services("{" EC ", \"crv\": \"P-256\"}", KVJWK_TARGET_ANY, KVJWK_VERDICT_FAIL, none);
}

#define A43 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define LARGE_OCT "{\"kty\": \"oct-HSM\", \"k\": \"" A43 A43 "\"}"

/* With target any: a note that names the service while another takes the key, an error for each
 * when none does. */
static void any_means_at_least_one(void **state)
{
    const char *rule = "kv-type-unsupported";

    (void)state;
    expect_severity(EC_SOFT, NULL, rule, KVJWK_TARGET_MANAGED_HSM, KVJWK_NOTE);
    expect_severity(EC_HSM, NULL, rule, KVJWK_TARGET_VAULT_STANDARD, KVJWK_NOTE);
    /* one reason for all three is one finding */
    expect_severity(OKP, NULL, rule, KVJWK_TARGET_ANY, KVJWK_ERROR);
    /* two reasons that rule out all three between them */
    expect_severity(LARGE_OCT, NULL, rule, KVJWK_TARGET_VAULT_STANDARD, KVJWK_ERROR);
    expect_severity(LARGE_OCT, NULL, "kv-size-unsupported", KVJWK_TARGET_VAULT_PREMIUM,
                    KVJWK_ERROR);
    expect_severity(LARGE_OCT, NULL, "kv-size-unsupported", KVJWK_TARGET_MANAGED_HSM, KVJWK_ERROR);
    /* the service holds it already: it must not be an error to say that none does */
    expect_severity(BUNDLE("\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"" X "\""), NULL, rule,
                    KVJWK_TARGET_ANY, KVJWK_WARNING);
}

/* ---- counts ------------------------------------------------------------------------------------
 */

static void the_summary_counts_what_is_shown(void **state)
{
    static const char text[] =
        "{\"keys\": [" EC_SOFT ", {\"kty\": \"rsa\"}, " OKP "], \"a\": \"\\q\"}";
    struct outcome *o = outcome_of(text, sizeof(text) - 1, NULL);
    size_t counts[3] = {0, 0, 0}, own = 0;

    (void)state;
    for (size_t i = 0; i < o->count; i++)
        counts[o->told[i].severity]++;
    assert_int_equal(o->summary.notes, counts[KVJWK_NOTE]);
    assert_int_equal(o->summary.warnings, counts[KVJWK_WARNING]);
    assert_int_equal(o->summary.errors, counts[KVJWK_ERROR]);
    assert_int_equal(o->summary.keys, 3);
    assert_int_equal(o->summary.pass + o->summary.fail + o->summary.unknown, 3);
    assert_int_equal(o->summary.pass, 1);
    for (size_t i = 0; i < o->key_count; i++)
        own += o->keys[i].errors + o->keys[i].warnings + o->keys[i].notes;
    for (size_t i = 0; i < o->count; i++)
        own += o->told[i].key_index == KVJWK_NO_KEY;
    assert_int_equal(own, o->count);
    free(o);
}

/* Above the limit of findings the verdict stays right, and the rest is counted. */
static void findings_are_limited(void **state)
{
    static const char text[] =
        "{\"keys\": [{\"kty\": 1}, {\"kty\": 2}, {\"kty\": 3}, {\"kty\": 4}]}";
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct outcome *o;

    (void)state;
    options.limits.findings = 2;
    o = outcome_of(text, sizeof(text) - 1, &options);
    assert_int_equal(o->count, 3);
    assert_string_equal(o->told[2].rule, "json-too-many-faults");
    assert_non_null(strstr(o->told[2].message, " more findings"));
    assert_int_equal(o->summary.fail, 4);
    free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_columns),
        cmocka_unit_test(the_whole_value_is_covered),
        cmocka_unit_test(excerpt_windows),
        cmocka_unit_test(excerpt_masks),
        cmocka_unit_test(excerpt_of_bytes_is_bounded),
        cmocka_unit_test(what_was_returned_is_judged_mildly),
        cmocka_unit_test(faults_of_the_text_stay_errors),
        cmocka_unit_test(a_chosen_service_decides),
        cmocka_unit_test(the_key_says_who_takes_it),
        cmocka_unit_test(any_means_at_least_one),
        cmocka_unit_test(the_summary_counts_what_is_shown),
        cmocka_unit_test(findings_are_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
