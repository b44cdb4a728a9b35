// SPDX-License-Identifier: MIT
/*
 * What a format is made of: one table of functions that turn documents, findings and keys into
 * text. A new format is one file with a `struct writer` and one row in report.c.
 */
#ifndef KVJWK_REPORT_WRITER_H
#define KVJWK_REPORT_WRITER_H

#include <jansson.h>

#include "kvjwk/report.h"

/* ---- growing text ---- */

struct out {
    char *text;
    size_t length, cap;
    bool failed; /* memory ran out; what follows is dropped */
};

void out_bytes(struct out *o, const char *text, size_t length);
void out_str(struct out *o, const char *text);
void out_char(struct out *o, char c);
void out_repeat(struct out *o, char c, size_t count);
void out_number(struct out *o, size_t n);
/* Text of the input for a terminal: what could steer it or hide in it as \uXXXX (characters above
 * U+FFFF as two of them), bytes that are not UTF-8 as U+FFFD, at most `columns` code points. What
 * a build agent would take for a command ("##[", "##vso[") is escaped likewise. */
void out_safe(struct out *o, const char *text, size_t length, size_t columns);
/* Text within the quotation marks of a string of JSON, and as safe. */
void out_quoted(struct out *o, const char *text, size_t length);
/* The name of a file at the beginning of a line: like out_safe, and no workflow command. */
void out_file(struct out *o, const char *file);
/* Replaces characters in what stands from `from` on; replacement gives NULL for those that stay. */
void out_replace(struct out *o, size_t from, const char *(*replacement)(char c));
void out_reset(struct out *o);
void out_free(struct out *o);

/* JSON, with the same characters escaped; each new line is indented by `margin` more. */
void out_json(struct out *o, const json_t *value, size_t flags, size_t margin);

/* ---- writers ---- */

#define ANSWERS 16
#define ANSWER_OPS 16

/* What keys of one type and size can do; see algorithms.c. */
struct answers {
    const kvjwk_kty *kty;
    const kvjwk_param *param;
    uint64_t algs[ANSWER_OPS]; /* of each operation, a bit for each algorithm */
    uint32_t ops;              /* that `value` tells of */
    json_t *value;
};

struct kvjwk_page {
    const struct kvjwk_report *report;
    struct out out;  /* finished text */
    struct out late; /* kept by the report until it closes */
    kvjwk_document document;
    bool failed; /* the writer could not make a value */
    void *state; /* of the writer: struct writer.state_size bytes */
    struct answers answers[ANSWERS];
};

struct kvjwk_report {
    const struct writer *writer;
    kvjwk_options check;
    const kvjwk_edition *edition;
    kvjwk_report_options options; /* .check points to check */
    kvjwk_write write;
    void *ctx;
    void *state; /* of the writer: struct writer.report_state_size bytes */
    struct out late, sheet;
    bool begun; /* a page had something to say */
    kvjwk_status status;
};

/* Members may be NULL where a format has nothing to say. */
struct writer {
    kvjwk_format format;
    size_t state_size; /* of a page's own state, zeroed when made */
    void (*open)(struct out *out, const struct kvjwk_report *report);
    void (*begin)(struct kvjwk_page *page);
    void (*finding)(struct kvjwk_page *page, const kvjwk_finding *finding, size_t key_index);
    void (*key)(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint);
    void (*end)(struct kvjwk_page *page, const kvjwk_summary *summary);
    void (*failure)(struct kvjwk_page *page, const char *file, const char *message);
    void (*close)(struct out *out, const struct kvjwk_report *report, const kvjwk_totals *totals,
                  int exit_code);
    void (*drop)(struct kvjwk_page *page); /* frees what the state holds */
    char separator; /* begins every item; left out before the first of the report */
    /* For formats that count what they write: pages hold rows, and each goes through here, in
     * order. What is to be written now goes to out. */
    void (*row)(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                size_t length);
    /* Before the rows of a page: what the page has counted goes to the report. */
    void (*append)(struct kvjwk_report *report, struct kvjwk_page *page);
    size_t report_state_size;
    void (*report_drop)(struct kvjwk_report *report);
};

extern const struct writer writer_text, writer_json, writer_ndjson, writer_sarif, writer_junit,
    writer_github, writer_azure_devops, writer_gitlab, writer_csv, writer_markdown, writer_tap,
    writer_counts;

/* As kvjwk_report_open, for a writer that is in no table; prepare fills the report's state before
 * anything is written. */
kvjwk_status report_open(kvjwk_report **out, const struct writer *writer,
                         const kvjwk_report_options *options, kvjwk_write write, void *ctx,
                         void (*prepare)(struct kvjwk_report *report, const void *data),
                         const void *data);

/* A row of a page; what is put into page->out between the two is its text. */
size_t row_begin(struct kvjwk_page *page, char tag);
void row_end(struct kvjwk_page *page, size_t row);

/* Positions of the file, also for a record of a longer file. */
static inline size_t file_line(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    return page->document.line + f->line - 1;
}

static inline size_t file_offset(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    return page->document.offset + f->offset;
}

/* Whether the finding fails a test: not suppressed, and at or above the threshold. */
static inline bool is_failure(const struct kvjwk_report *report, const kvjwk_finding *f)
{
    return f->suppressed == NULL && f->result == KVJWK_FAIL &&
           f->severity >= report->options.threshold;
}

/* "for vault-premium: " and the message. */
void put_message(struct out *out, const kvjwk_finding *f);
/* "1 document, 1 key: 1 pass, ..." and a line break. */
void put_summary(struct out *out, const struct kvjwk_report *report, const kvjwk_totals *totals);
/* "3 errors" */
void put_count(struct out *out, size_t n, const char *noun);

/* A comma and a cell of CSV; what a spreadsheet would compute is made text. NULL: empty. csv.c */
void csv_cell(struct out *out, const char *text, size_t length);

/* ---- places: path.c ----------------------------------------------------------------------------
 */

/* The file as a place in the repository when that is known: no "./", no "dir/../". */
void out_path(struct out *out, const struct kvjwk_report *report, const char *file);
/* "line 3 /keys/0 (kid a)": which key of its file; its kind when there is but one. */
void out_key_name(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key);

/* ---- JSON values that the formats share: values.c; NULL when memory is out --------------------
 */

/* Text of any bytes, invalid UTF-8 as U+FFFD; null for NULL. */
json_t *value_text(const char *text, size_t length);
json_t *value_string(const char *text);
json_t *value_date(const struct kvjwk_report *report); /* "2026-11-24", or null */
json_t *value_totals(const kvjwk_totals *totals);
bool has_curve(const kvjwk_param *param); /* it names a curve; NULL is fine */
json_t *value_finding(const struct kvjwk_page *page, const kvjwk_finding *f);
/* For each operation that the key can do, the algorithms; null for what is no key. */
json_t *value_algorithms(struct kvjwk_page *page, const kvjwk_key *key);
void answers_free(struct kvjwk_page *page);
/* Adds the members of a key to object; takes findings. False when memory is out. */
bool value_key(json_t *object, struct kvjwk_page *page, const kvjwk_key *key,
               const char *thumbprint, json_t *findings);
/* json_object_set_new and json_array_append_new that also fail for value NULL. */
bool set(json_t *object, const char *name, json_t *value);
bool append(json_t *array, json_t *value);

#endif
