// SPDX-License-Identifier: MIT
/* Wherever memory ends in a writer: a status, no crash, no leak, and no report that looks whole. */
#include "report_run.h"
#include "scarce.h"

/* ---- a run that may fail anywhere ---- */

struct trial {
    kvjwk_checker *checker; /* has all its memory: the core has a test of its own */
    kvjwk_report *report;
    kvjwk_page *page;
};

static int on_trial_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    kvjwk_finding f = *finding;

    f.suppressed = f.severity == KVJWK_NOTE ? "a, \"reason\"" : NULL;
    kvjwk_page_finding(((struct trial *)payload)->page, &f, key_index);
    return 0;
}

static int on_trial_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    kvjwk_page_key(((struct trial *)payload)->page, key, NULL);
    return 0;
}

/* The document often enough for every limit of the format to be met. */
static kvjwk_status write_documents(struct trial *t, const char *document)
{
    const kvjwk_document place = {"a,<b>|`c`.json", true, 1, 0};
    const kvjwk_sink sink = {on_trial_finding, on_trial_key, t, false};
    kvjwk_summary summary = {0};
    kvjwk_status status = KVJWK_OK;

    for (size_t i = 0; i < 6 && status == KVJWK_OK; i++) {
        kvjwk_page_begin(t->page, &place);
        status = kvjwk_checker_run(t->checker, document, strlen(document), &sink, &summary);
        kvjwk_page_end(t->page, &summary);
        kvjwk_page_failure(t->page, "gone.json", "gone");
        if (status == KVJWK_OK)
            status = kvjwk_report_append(t->report, t->page);
    }
    return status;
}

/* The report's text, or NULL: memory was out and it was said. */
static char *trial(kvjwk_checker *checker, const char *format, const char *document,
                   size_t allocations)
{
    struct sheet sheet = {NULL, 0, false, 0};
    const kvjwk_totals totals = {0};
    struct trial t = {checker, NULL, NULL};
    kvjwk_status status;

    sheet.text = __real_calloc(1, (size_t)1 << 20);
    sheet.cap = (size_t)1 << 20;
    allocations_left = allocations;
    status = kvjwk_report_open(&t.report, format, NULL, write_sheet, &sheet);
    if (status == KVJWK_OK)
        status = kvjwk_page_new(&t.page, t.report);
    if (status == KVJWK_OK)
        status = write_documents(&t, document);
    if (status == KVJWK_OK)
        status = kvjwk_report_close(t.report, &totals, 0);
    allocations_left = FOREVER;
    kvjwk_page_free(&t.page);
    kvjwk_report_free(&t.report);
    assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY);
    if (status == KVJWK_OK)
        return sheet.text;
    free(sheet.text);
    return NULL;
}

static void test_every_allocation(void **state)
{
    static const char document[] =
        "{\"keys\":[" PADDED "," EC("a") ",{\"kty\":\"x|y\"}],\"keys\":1}";

    const kvjwk_sink nobody = {0};
    kvjwk_checker *checker;
    kvjwk_summary summary;

    (void)state;
    assert_int_equal(kvjwk_checker_new(&checker, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_checker_run(checker, document, strlen(document), &nobody, &summary),
                     KVJWK_OK);
    for (EACH_FORMAT(i)) {
        char *whole = trial(checker, formats[i], document, FOREVER), *text = NULL;
        size_t k = 0;

        assert_non_null(whole);
        for (; text == NULL && k < 20000; k++)
            text = trial(checker, formats[i], document, k);
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
