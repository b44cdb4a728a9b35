// SPDX-License-Identifier: MIT
/*
 * JUnit XML in the form of Jenkins (junit-4.xsd of dtkit): a file is a suite, a key is a test, and
 * findings at or above the threshold are its failures. A suite says first how many tests it has, so
 * it is kept until the next file begins, or until it is large: then a further part begins.
 */
#include "report/kept.h"

#include <string.h>

#define SUITE_TESTS ((size_t)10000)
#define SUITE_OCTETS ((size_t)1 << 20)
#define FILE_COLUMNS ((size_t)4096)

struct tests {
    struct kept of_key, of_document;
};

/* Of a report: the suite that is being filled. */
struct suite {
    struct out file, cases; /* file: as an attribute */
    size_t part, tests, failures, errors, skipped;
};

/* ---- XML ---- */

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

/* XML 1.0 section 2.2: U+FFFE and U+FFFF are no characters. */
static void drop_noncharacters(struct out *out, size_t from)
{
    for (size_t i = from; i + 2 < out->length; i++)
        if (memcmp(out->text + i, "\xef\xbf\xbe", 3) == 0 ||
            memcmp(out->text + i, "\xef\xbf\xbf", 3) == 0)
            out->text[i + 2] = '\xbd'; /* U+FFFD */
}

static void finish_xml(struct out *out, size_t from)
{
    if (out->failed)
        return;
    drop_noncharacters(out, from);
    out_replace(out, from, entity);
}

/* The file as a place in the repository. */
static void put_file(struct kvjwk_page *page, const char *file)
{
    struct out path = {0};
    size_t from = page->out.length;

    out_path(&path, page->report, file);
    out_safe(&page->out, path.text, path.length, FILE_COLUMNS);
    finish_xml(&page->out, from);
    page->failed = page->failed || path.failed;
    out_free(&path);
}

static void put_xml(struct out *out, const char *text)
{
    size_t from = out->length;

    out_safe(out, text, strlen(text), SIZE_MAX);
    finish_xml(out, from);
}

/* ---- tests ---- */

static void put_place(struct out *out, const struct kvjwk_page *page, const kvjwk_finding *f)
{
    out_safe(out, page->document.file, strlen(page->document.file), FILE_COLUMNS);
    out_char(out, ':');
    out_number(out, file_line(page, f));
    out_char(out, ':');
    out_number(out, f->column);
}

static void put_failure(struct out *out, const struct kvjwk_page *page, const kvjwk_finding *f)
{
    size_t from;

    out_str(out, "      <failure type=\"");
    out_str(out, f->rule->id);
    out_str(out, "\" message=\"");
    from = out->length;
    put_message(out, f);
    finish_xml(out, from);
    out_str(out, "\">");
    from = out->length;
    put_place(out, page, f);
    out_str(out, ": ");
    out_str(out, kvjwk_severity_name(f->severity));
    out_str(out, "\n");
    out_str(out, f->rule->citation);
    out_str(out, "\nfix: ");
    out_str(out, f->rule->remedy);
    finish_xml(out, from);
    out_str(out, "</failure>\n");
}

static void put_remark(struct out *out, const struct kvjwk_page *page, const kvjwk_finding *f)
{
    put_place(out, page, f);
    out_str(out, ": ");
    out_str(out, f->result == KVJWK_UNKNOWN ? "unknown" : kvjwk_severity_name(f->severity));
    out_str(out, ": ");
    put_message(out, f);
    out_str(out, " [");
    out_str(out, f->rule->id);
    out_char(out, ']');
    if (f->suppressed != NULL) {
        out_str(out, " suppressed: ");
        out_safe(out, f->suppressed, strlen(f->suppressed), SIZE_MAX);
    }
    out_char(out, '\n');
}

/* What is no failure goes to the test's output. */
static void put_remarks(struct out *out, const struct kvjwk_page *page, const struct kept *kept)
{
    size_t count = 0, from = 0;

    for (size_t i = 0; i < kept->count; i++) {
        kvjwk_finding f = kept_at(kept, i);

        if (is_failure(page->report, &f))
            continue;
        if (count++ == 0) {
            out_str(out, "      <system-out>");
            from = out->length;
        }
        put_remark(out, page, &f);
    }
    if (count == 0)
        return;
    finish_xml(out, from);
    out_str(out, "</system-out>\n");
}

static size_t count_failures(const struct kvjwk_page *page, const struct kept *kept)
{
    size_t count = 0;

    for (size_t i = 0; i < kept->count; i++) {
        kvjwk_finding f = kept_at(kept, i);

        count += is_failure(page->report, &f);
    }
    return count;
}

/* A row is the file and, behind a NUL, the test. */
static size_t begin_test(struct kvjwk_page *page, char tag, const char *file)
{
    size_t row = row_begin(page, tag);

    put_file(page, file);
    out_char(&page->out, '\0');
    out_str(&page->out, "    <testcase classname=\"");
    put_file(page, file);
    out_str(&page->out, "\" name=\"");
    return row;
}

/* The rest of a test whose name has been written. */
static void end_test(struct kvjwk_page *page, size_t row, bool skipped, const struct kept *kept)
{
    struct out *out = &page->out;

    out_str(out, "\">\n");
    if (skipped)
        out_str(out, "      <skipped>unknown: the document cannot tell</skipped>\n");
    for (size_t i = 0; i < kept->count; i++) {
        kvjwk_finding f = kept_at(kept, i);

        if (is_failure(page->report, &f))
            put_failure(out, page, &f);
    }
    put_remarks(out, page, kept);
    out_str(out, "    </testcase>\n");
    row_end(page, row);
}

static void junit_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct tests *t = page->state;

    if (!kept_add(key_index == KVJWK_NO_KEY ? &t->of_document : &t->of_key, f))
        page->failed = true;
}

static void junit_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct tests *t = page->state;
    bool failed = count_failures(page, &t->of_key) > 0;
    bool skipped = !failed && key->verdict == KVJWK_VERDICT_UNKNOWN;
    size_t row, from;

    (void)thumbprint;
    row = begin_test(page, failed ? 'f' : skipped ? 's' : 'p', page->document.file);
    from = page->out.length;
    out_key_name(&page->out, page, key);
    finish_xml(&page->out, from);
    end_test(page, row, skipped, &t->of_key);
    kept_clear(&t->of_key);
}

static void junit_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    struct tests *t = page->state;
    size_t row;

    (void)summary;
    if (t->of_document.count > 0) {
        row = begin_test(page, count_failures(page, &t->of_document) > 0 ? 'f' : 'p',
                         page->document.file);
        if (page->document.record) {
            out_str(&page->out, "line ");
            out_number(&page->out, page->document.line);
            out_char(&page->out, ' ');
        }
        out_str(&page->out, "document");
        end_test(page, row, false, &t->of_document);
    }
    kept_clear(&t->of_document);
    kept_clear(&t->of_key);
}

static void junit_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    size_t row = begin_test(page, 'e', file);

    out_str(&page->out, "document\">\n      <error type=\"unreadable\" message=\"");
    put_xml(&page->out, reason);
    out_str(&page->out, "\"></error>\n    </testcase>\n");
    row_end(page, row);
}

static void junit_drop(struct kvjwk_page *page)
{
    struct tests *t = page->state;

    kept_free(&t->of_key);
    kept_free(&t->of_document);
}

/* ---- suites ---- */

static void put_attribute(struct out *out, const char *name, size_t n)
{
    out_str(out, name);
    out_number(out, n);
    out_char(out, '"');
}

/* Writes the suite, and empties it for a further part. */
static void put_suite(struct out *out, struct suite *s)
{
    if (s->tests > 0) {
        out_str(out, "  <testsuite name=\"");
        out_bytes(out, s->file.text, s->file.length);
        if (s->part > 1) {
            out_str(out, ", part ");
            out_number(out, s->part);
        }
        put_attribute(out, "\" tests=\"", s->tests);
        put_attribute(out, " failures=\"", s->failures);
        put_attribute(out, " errors=\"", s->errors);
        put_attribute(out, " skipped=\"", s->skipped);
        out_str(out, ">\n");
        out_bytes(out, s->cases.text, s->cases.length);
        out_str(out, "  </testsuite>\n");
    }
    out->failed = out->failed || s->file.failed || s->cases.failed;
    out_reset(&s->cases);
    s->part++;
    s->tests = s->failures = s->errors = s->skipped = 0;
}

static void junit_row(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                      size_t length)
{
    struct suite *s = report->state;
    size_t file = strlen(text);

    if (s->file.length != file || (file > 0 && memcmp(s->file.text, text, file) != 0)) {
        put_suite(out, s);
        out_reset(&s->file);
        out_bytes(&s->file, text, file);
        s->part = 1;
    } else if (s->tests == SUITE_TESTS || s->cases.length > SUITE_OCTETS) {
        put_suite(out, s);
    }
    out_bytes(&s->cases, text + file + 1, length - file - 1);
    s->tests++;
    s->failures += tag == 'f';
    s->errors += tag == 'e';
    s->skipped += tag == 's';
}

static void junit_open(struct out *out, const struct kvjwk_report *report)
{
    (void)report;
    out_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"kvjwk\">\n");
}

static void junit_close(struct out *out, const struct kvjwk_report *report,
                        const kvjwk_totals *totals, int exit_code)
{
    (void)totals;
    (void)exit_code;
    put_suite(out, report->state);
    out_str(out, "</testsuites>\n");
}

static void drop_suite(struct kvjwk_report *report)
{
    struct suite *s = report->state;

    out_free(&s->file);
    out_free(&s->cases);
}

const struct writer writer_junit = {
    .format = {"junit", "JUnit XML: a test for each key", false, false},
    .state_size = sizeof(struct tests),
    .open = junit_open,
    .finding = junit_finding,
    .key = junit_key,
    .end = junit_end,
    .failure = junit_failure,
    .close = junit_close,
    .drop = junit_drop,
    .row = junit_row,
    .report_state_size = sizeof(struct suite),
    .report_drop = drop_suite,
};
