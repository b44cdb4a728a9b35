// SPDX-License-Identifier: MIT
/* Reports written in memory: begin, add documents, end. */
#ifndef KVJWK_TEST_REPORT_RUN_H
#define KVJWK_TEST_REPORT_RUN_H

#include "outcome.h"

#include <jansson.h>

#include "kvjwk/report.h"

#define X "\"x\":\"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U\""
#define Y "\"y\":\"5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk\""
#define EC(kid) "{\"kty\":\"EC\",\"kid\":\"" kid "\",\"crv\":\"P-256\"," X "," Y "}"
#define PADDED                                                                                     \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U=\"," Y  \
    "}"

static const char *const formats[] = {"text",  "json",     "ndjson",       "sarif",
                                      "junit", "github",   "azure-devops", "gitlab",
                                      "csv",   "markdown", "tap",          "counts"};

#define EACH_FORMAT(i)                                                                             \
    size_t i = 0;                                                                                  \
    i < sizeof(formats) / sizeof(formats[0]);                                                      \
    i++

/* ---- a run in memory ---- */

struct sheet {
    char *text;
    size_t length;
    bool refuse; /* writing fails */
    size_t cap;  /* of text that stays where it is */
};

struct run {
    kvjwk_report *report;
    kvjwk_page *page;
    kvjwk_totals totals;
    kvjwk_options check;
    struct sheet sheet;
    bool in_pieces; /* append behind every key */
};

static inline int write_sheet(void *ctx, const char *text, size_t length)
{
    struct sheet *sheet = ctx;

    if (sheet->refuse)
        return 1;
    if (sheet->length + length + 1 > sheet->cap)
        sheet->text = realloc(sheet->text, sheet->length + length + 1);
    assert_non_null(sheet->text);
    memcpy(sheet->text + sheet->length, text, length);
    sheet->length += length;
    sheet->text[sheet->length] = '\0';
    return 0;
}

static inline int on_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    kvjwk_page_finding(((struct run *)payload)->page, finding, key_index);
    return 0;
}

static inline int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct run *run = payload;

    (void)key_index;
    kvjwk_page_key(run->page, key, NULL);
    if (run->in_pieces)
        assert_int_equal(kvjwk_report_append(run->report, run->page), KVJWK_OK);
    return 0;
}

static inline void begin(struct run *run, const char *format, const kvjwk_report_options *options)
{
    static const kvjwk_options check = KVJWK_OPTIONS_INIT;
    kvjwk_report_options own = KVJWK_REPORT_OPTIONS_INIT;

    memset(run, 0, sizeof(*run));
    if (options != NULL)
        own = *options;
    run->check = own.check != NULL ? *own.check : check;
    run->check.has_now = true;
    run->check.now = 1795478400; /* 2026-11-24 */
    own.check = &run->check;
    assert_int_equal(kvjwk_report_open(&run->report, format, &own, write_sheet, &run->sheet),
                     KVJWK_OK);
    assert_int_equal(kvjwk_page_new(&run->page, run->report), KVJWK_OK);
}

static inline void add_bytes(struct run *run, const kvjwk_document *document, const char *text,
                             size_t length)
{
    const kvjwk_sink sink = {on_finding, on_key, run, false};
    kvjwk_summary summary;

    kvjwk_page_begin(run->page, document);
    assert_int_equal(kvjwk_check(text, length, &run->check, &sink, &summary), KVJWK_OK);
    kvjwk_page_end(run->page, &summary);
    kvjwk_totals_add(&run->totals, &summary);
}

static inline void add(struct run *run, const char *file, const char *text)
{
    const kvjwk_document document = {file, false, 1, 0};

    add_bytes(run, &document, text, strlen(text));
}

/* Free the result with free(). */
static inline char *end(struct run *run)
{
    assert_int_equal(kvjwk_report_append(run->report, run->page), KVJWK_OK);
    assert_int_equal(kvjwk_report_close(run->report, &run->totals, 0), KVJWK_OK);
    kvjwk_page_free(&run->page);
    kvjwk_report_free(&run->report);
    if (run->sheet.text == NULL)
        run->sheet.text = calloc(1, 1);
    return run->sheet.text;
}

static inline char *report_of(const char *format, const kvjwk_report_options *options,
                              const char *text)
{
    struct run run;

    begin(&run, format, options);
    add(&run, "a.json", text);
    return end(&run);
}

static inline json_t *parsed(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);

    if (value == NULL)
        fail_msg("%s at %d:%d in:\n%s", error.text, error.line, error.column, text);
    return value;
}

static inline bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* A sanitizer's strstr measures its whole text each time. */
static inline size_t count_of(const char *text, const char *part)
{
    size_t count = 0, length = strlen(part);

    while (*text != '\0') {
        bool found = *text == *part && strncmp(text, part, length) == 0;

        count += found;
        text += found ? length : 1;
    }
    return count;
}

#endif
