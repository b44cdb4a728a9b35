// SPDX-License-Identifier: MIT
/* Wherever memory ends in a compliance report: a status, no crash, no leak, and no report that
 * looks whole. */
#include "report_run.h"
#include "scarce.h"

/* ---- a run that may fail anywhere ---- */

#define BUNDLE                                                                                     \
    "{\"key\":{\"kid\":\"https://contoso.vault.azure.net/keys/sign/"                               \
    "0123456789abcdef0123456789abcdef\",\"kty\":\"EC-HSM\",\"crv\":\"P-256\"," X "," Y             \
    ",\"key_ops\":[\"sign\"]},\"attributes\":{\"enabled\":true,\"created\":1750000000,"            \
    "\"hsmPlatform\":\"1\"},\"tags\":{\"a\":\"b<|c\"}}"

struct trial {
    kvjwk_checker *checker; /* has all its memory: the core has a test of its own */
    kvjwk_report *report;
    kvjwk_page *page;
};

static int on_trial_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    kvjwk_page_finding(((struct trial *)payload)->page, finding, key_index);
    return 0;
}

static int on_trial_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    kvjwk_page_key(((struct trial *)payload)->page, key, NULL);
    return 0;
}

static kvjwk_status write_documents(struct trial *t)
{
    static const char *const documents[] = {BUNDLE, EC("=a"), "[]"};
    const kvjwk_document place = {"a,<b>|`c`.json", true, 1, 0};
    const kvjwk_sink sink = {on_trial_finding, on_trial_key, t, false};
    const kvjwk_input_file file = {"a,<b>", 7, "00"};
    kvjwk_status status = KVJWK_OK;

    for (size_t i = 0; i < 3 && status == KVJWK_OK; i++) {
        kvjwk_summary summary = {0};

        kvjwk_page_begin(t->page, &place);
        status = kvjwk_checker_run(t->checker, documents[i], strlen(documents[i]), &sink, &summary);
        kvjwk_page_end(t->page, &summary);
        if (status == KVJWK_OK)
            status = kvjwk_report_append(t->report, t->page);
    }
    kvjwk_compliance_input(t->report, &file);
    return status;
}

static kvjwk_status run_trial(struct trial *t, const char *format, const char *old,
                              kvjwk_compliance_options *compliance, struct sheet *sheet)
{
    kvjwk_options check = KVJWK_OPTIONS_INIT;
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    kvjwk_status status = kvjwk_past_new(&compliance->past);

    check.has_now = true;
    check.now = 1795478400;
    options.check = &check;
    compliance->group = KVJWK_GROUP_TAG;
    compliance->tag = "a";
    while (status == KVJWK_OK && *old != '\0') {
        size_t length = strcspn(old, "\n");

        if (!kvjwk_past_line(compliance->past, old, length))
            status = KVJWK_ERR_MEMORY; /* no JSON, or none that could be held */
        old += length + 1;
    }
    if (status == KVJWK_OK)
        status = kvjwk_past_finish(compliance->past);
    if (status == KVJWK_OK)
        status =
            kvjwk_compliance_open(&t->report, format, &options, compliance, write_sheet, sheet);
    if (status == KVJWK_OK)
        status = kvjwk_page_new(&t->page, t->report);
    if (status == KVJWK_OK)
        status = write_documents(t);
    if (status == KVJWK_OK)
        status = kvjwk_report_close(t->report, NULL, 0);
    return status;
}

/* The report's text, or NULL: memory was out and it was said. */
static char *trial(kvjwk_checker *checker, const char *format, const char *old, size_t allocations)
{
    kvjwk_compliance_options compliance = KVJWK_COMPLIANCE_OPTIONS_INIT;
    struct sheet sheet = {NULL, 0, false, 0};
    struct trial t = {checker, NULL, NULL};
    kvjwk_status status;

    sheet.text = __real_calloc(1, (size_t)1 << 20);
    sheet.cap = (size_t)1 << 20;
    allocations_left = allocations;
    status = run_trial(&t, format, old, &compliance, &sheet);
    allocations_left = FOREVER;
    kvjwk_page_free(&t.page);
    kvjwk_report_free(&t.report);
    kvjwk_past_free(&compliance.past);
    assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
    if (status == KVJWK_OK)
        return sheet.text;
    free(sheet.text);
    return NULL;
}

static void test_every_allocation(void **state)
{
    static const char old[] =
        "{\"row\":\"report\",\"format\":1}\n"
        "{\"row\":\"key\",\"kid\":\"=a\",\"verdict\":\"pass\",\"strength\":256}\n"
        "{\"row\":\"end\",\"keys\":1}\n";
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_checker *checker;

    (void)state;
    options.has_now = true;
    options.now = 1795478400;
    assert_int_equal(kvjwk_checker_new(&checker, &options), KVJWK_OK);
    for (size_t i = 0; i < kvjwk_compliance_format_count(); i++) {
        const char *format = kvjwk_compliance_format_at(i)->name;
        char *whole = trial(checker, format, old, FOREVER), *text = NULL;
        size_t k = 0;

        assert_non_null(whole);
        for (; text == NULL && k < 20000; k++)
            text = trial(checker, format, old, k);
        assert_non_null(text);
        assert_true(k > 1);
        assert_string_equal(text, whole);
        free(text);
        free(whole);
    }
    kvjwk_checker_free(&checker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
