// SPDX-License-Identifier: MIT
/* The public calls: pages handed to their writer, and reports that put pages together in order. */
#include "report/writer.h"

#include <stdlib.h>
#include <string.h>

/* A new format is one row here. */
static const struct writer *const writers[] = {
    &writer_text,  &writer_json,     &writer_ndjson,       &writer_sarif,
    &writer_junit, &writer_github,   &writer_azure_devops, &writer_gitlab,
    &writer_csv,   &writer_markdown, &writer_tap,          &writer_counts,
};

#define WRITERS (sizeof(writers) / sizeof(writers[0]))

/* ---- formats ---- */

size_t kvjwk_format_count(void)
{
    return WRITERS;
}

const kvjwk_format *kvjwk_format_at(size_t i)
{
    return i < WRITERS ? &writers[i]->format : NULL;
}

static const struct writer *find_writer(const char *name)
{
    for (size_t i = 0; name != NULL && i < WRITERS; i++)
        if (strcmp(writers[i]->format.name, name) == 0)
            return writers[i];
    return NULL;
}

const kvjwk_format *kvjwk_format_find(const char *name)
{
    const struct writer *writer = find_writer(name);

    return writer == NULL ? NULL : &writer->format;
}

/* ---- totals ---- */

void kvjwk_totals_add(kvjwk_totals *t, const kvjwk_summary *s)
{
    const kvjwk_totals one = {1,         s->keys,     s->pass,  s->fail,      s->unknown,
                              s->errors, s->warnings, s->notes, s->suppressed};

    kvjwk_totals_merge(t, &one);
}

void kvjwk_totals_merge(kvjwk_totals *t, const kvjwk_totals *more)
{
    t->documents += more->documents;
    t->keys += more->keys;
    t->pass += more->pass;
    t->fail += more->fail;
    t->unknown += more->unknown;
    t->errors += more->errors;
    t->warnings += more->warnings;
    t->notes += more->notes;
    t->suppressed += more->suppressed;
}

void kvjwk_printable(char *out, size_t cap, const char *text, size_t length)
{
    struct out o = {0};
    size_t fits;

    if (cap == 0)
        return;
    out_safe(&o, text, length, SIZE_MAX);
    fits = o.length < cap ? o.length : cap - 1;
    while (fits < o.length && fits > 0 && ((unsigned char)o.text[fits] & 0xc0) == 0x80)
        fits--; /* not inside a character */
    if (fits > 0)
        memcpy(out, o.text, fits);
    out[fits] = '\0';
    out_free(&o);
}

/* ---- pages ---- */

kvjwk_status kvjwk_page_new(kvjwk_page **out, const kvjwk_report *report)
{
    kvjwk_page *page;

    if (out == NULL || report == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    page = calloc(1, sizeof(*page));
    if (page == NULL)
        return KVJWK_ERR_MEMORY;
    page->report = report;
    page->state = calloc(1, report->writer->state_size + 1);
    if (page->state == NULL) {
        free(page);
        return KVJWK_ERR_MEMORY;
    }
    *out = page;
    return KVJWK_OK;
}

void kvjwk_page_free(kvjwk_page **page)
{
    if (page == NULL || *page == NULL)
        return;
    if ((*page)->report->writer->drop != NULL)
        (*page)->report->writer->drop(*page);
    answers_free(*page);
    out_free(&(*page)->out);
    out_free(&(*page)->late);
    free((*page)->state);
    free(*page);
    *page = NULL;
}

void kvjwk_page_begin(kvjwk_page *page, const kvjwk_document *document)
{
    page->document = *document;
    if (page->report->writer->begin != NULL)
        page->report->writer->begin(page);
}

void kvjwk_page_finding(kvjwk_page *page, const kvjwk_finding *finding, size_t key_index)
{
    if (page->report->writer->finding != NULL)
        page->report->writer->finding(page, finding, key_index);
}

void kvjwk_page_key(kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    if (page->report->writer->key != NULL)
        page->report->writer->key(page, key, thumbprint);
}

void kvjwk_page_end(kvjwk_page *page, const kvjwk_summary *summary)
{
    if (page->report->writer->end != NULL)
        page->report->writer->end(page, summary);
}

void kvjwk_page_failure(kvjwk_page *page, const char *file, const char *message)
{
    if (page->report->writer->failure != NULL)
        page->report->writer->failure(page, file, message);
}

size_t kvjwk_page_size(const kvjwk_page *page)
{
    return page->out.length;
}

/* ---- rows: pages in pieces, for formats that look at each ---- */

struct row {
    size_t length;
    char tag;
};

size_t row_begin(struct kvjwk_page *page, char tag)
{
    const struct row row = {0, tag};
    size_t at = page->out.length;

    out_bytes(&page->out, (const char *)&row, sizeof(row));
    return at;
}

void row_end(struct kvjwk_page *page, size_t at)
{
    struct row row;

    if (page->out.failed)
        return;
    memcpy(&row, page->out.text + at, sizeof(row));
    row.length = page->out.length - at - sizeof(row);
    memcpy(page->out.text + at, &row, sizeof(row));
}

static void sort_rows(kvjwk_report *report, const struct out *page)
{
    struct row row;

    for (size_t at = 0; at < page->length; at += row.length) {
        memcpy(&row, page->text + at, sizeof(row));
        at += sizeof(row);
        report->writer->row(report, &report->sheet, row.tag, page->text + at, row.length);
    }
}

/* ---- reports ---- */

static void put_out(kvjwk_report *report, struct out *out, size_t from)
{
    if (out->failed && report->status == KVJWK_OK)
        report->status = KVJWK_ERR_MEMORY;
    if (report->status == KVJWK_OK && out->length > from &&
        report->write(report->ctx, out->text + from, out->length - from) != 0)
        report->status = KVJWK_ERR_STOPPED;
}

static kvjwk_report *new_report(const struct writer *writer, const kvjwk_report_options *options)
{
    static const kvjwk_options check_defaults = KVJWK_OPTIONS_INIT;
    kvjwk_report *report = calloc(1, sizeof(*report));

    if (report == NULL)
        return NULL;
    report->writer = writer;
    report->options = *options;
    report->check = options->check == NULL ? check_defaults : *options->check;
    report->options.check = &report->check;
    report->edition =
        report->check.edition == NULL ? kvjwk_edition_newest() : report->check.edition;
    report->state = calloc(1, writer->report_state_size + 1);
    if (report->state == NULL) {
        free(report);
        return NULL;
    }
    return report;
}

kvjwk_status report_open(kvjwk_report **out, const struct writer *writer,
                         const kvjwk_report_options *options, kvjwk_write write, void *ctx,
                         void (*prepare)(struct kvjwk_report *report, const void *data),
                         const void *data)
{
    static const kvjwk_report_options defaults = KVJWK_REPORT_OPTIONS_INIT;
    kvjwk_report *report;
    kvjwk_status status;
    struct out head = {0};

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    options = options == NULL ? &defaults : options;
    if (writer == NULL || write == NULL || options->struct_size != sizeof(*options))
        return KVJWK_ERR_ARGUMENT;
    report = new_report(writer, options);
    if (report == NULL)
        return KVJWK_ERR_MEMORY;
    report->write = write;
    report->ctx = ctx;
    if (prepare != NULL)
        prepare(report, data);
    if (writer->open != NULL)
        writer->open(&head, report);
    put_out(report, &head, 0);
    out_free(&head);
    status = report->status;
    if (status != KVJWK_OK)
        kvjwk_report_free(&report);
    *out = report;
    return status;
}

kvjwk_status kvjwk_report_open(kvjwk_report **out, const char *format,
                               const kvjwk_report_options *options, kvjwk_write write, void *ctx)
{
    return report_open(out, find_writer(format), options, write, ctx, NULL, NULL);
}

kvjwk_status kvjwk_report_append(kvjwk_report *report, kvjwk_page *page)
{
    size_t from = 0;

    struct out *out = &page->out;

    if (page->failed)
        page->out.failed = true;
    if (report->writer->append != NULL)
        report->writer->append(report, page);
    if (report->writer->row != NULL && !page->out.failed) {
        sort_rows(report, &page->out);
        out = &report->sheet;
    }
    if (out->length > 0) {
        if (!report->begun && report->writer->separator != '\0')
            from = 1;
        report->begun = true;
    }
    put_out(report, out, from);
    out_bytes(&report->late, page->late.text, page->late.length);
    report->late.failed = report->late.failed || page->late.failed;
    out_reset(&page->out);
    out_reset(&page->late);
    out_reset(&report->sheet);
    page->failed = false;
    return report->status;
}

kvjwk_status kvjwk_report_close(kvjwk_report *report, const kvjwk_totals *totals, int exit_code)
{
    struct out end = {0};

    if (report->late.failed && report->status == KVJWK_OK)
        report->status = KVJWK_ERR_MEMORY;
    if (report->writer->close != NULL)
        report->writer->close(&end, report, totals, exit_code);
    put_out(report, &end, 0);
    out_free(&end);
    return report->status;
}

void kvjwk_report_free(kvjwk_report **report)
{
    if (report == NULL || *report == NULL)
        return;
    if ((*report)->writer->report_drop != NULL)
        (*report)->writer->report_drop(*report);
    out_free(&(*report)->late);
    out_free(&(*report)->sheet);
    free((*report)->state);
    free(*report);
    *report = NULL;
}
