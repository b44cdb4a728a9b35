// SPDX-License-Identifier: MIT
/*
 * Markdown (GitHub's flavour) for the summary of a job: totals first, then a table for each
 * severity. GitHub refuses a summary above 1 MiB, so each table has a room of its own in memory,
 * and what does not fit is counted.
 */
#include "report/writer.h"

#include <string.h>

#define FILE_COLUMNS ((size_t)300)
#define MESSAGE_COLUMNS ((size_t)1000)

enum table { TABLE_FAILURE, TABLE_ERROR, TABLE_WARNING, TABLE_UNKNOWN, TABLE_NOTE, TABLES };

/* The sizes leave a twentieth of 1 MiB for what is around the tables. */
static const struct {
    char tag;
    const char *title, *head;
    size_t most;
} tables[TABLES] = {
    [TABLE_FAILURE] = {'f', "Not read", "| file | reason |\n|---|---|\n", 64u << 10},
    [TABLE_ERROR] = {'e', "Errors", NULL, 416u << 10},
    [TABLE_WARNING] = {'w', "Warnings", NULL, 224u << 10},
    [TABLE_UNKNOWN] = {'u', "Unknown: the document cannot tell", NULL, 128u << 10},
    [TABLE_NOTE] = {'n', "Notes", NULL, 128u << 10},
};

static const char finding_head[] = "| place | finding | rule | fix |\n|---|---|---|---|\n";

struct body {
    struct out rows[TABLES];
    size_t left_out[TABLES];
};

/* ---- foreign text ---- */

/* CommonMark 0.31 section 2.4: a backslash takes a punctuation character's meaning away. */
static const char *literal(char c)
{
    static const char special[] = "\\`*_[]<>|~&#!$";
    static const char *const texts[] = {"\\\\", "\\`", "\\*", "\\_", "\\[", "\\]", "\\<",
                                        "\\>",  "\\|", "\\~", "\\&", "\\#", "\\!", "\\$"};
    const char *at = c == '\0' ? NULL : strchr(special, c);

    return at == NULL ? NULL : texts[at - special];
}

static void put_text(struct out *out, const char *text, size_t columns)
{
    size_t from = out->length;

    out_safe(out, text, strlen(text), columns);
    out_replace(out, from, literal);
}

/* Inside a table a bar is escaped even in code. */
static const char *bar(char c)
{
    return c == '|' ? "\\|" : NULL;
}

static size_t longest_run_of_ticks(const struct out *text)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < text->length; i++) {
        run = text->text[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Code is not looked into for links either. text is emptied. */
static void put_code(struct out *out, struct out *text)
{
    size_t ticks = longest_run_of_ticks(text) + 1, from;

    out_repeat(out, '`', ticks);
    if (ticks > 1)
        out_char(out, ' ');
    from = out->length;
    out_bytes(out, text->text, text->length);
    out_replace(out, from, bar);
    if (ticks > 1)
        out_char(out, ' ');
    out_repeat(out, '`', ticks);
    out->failed = out->failed || text->failed;
    out_free(text);
}

/* ---- rows ---- */

static enum table table_of(const kvjwk_finding *f)
{
    static const enum table of_severity[] = {
        [KVJWK_NOTE] = TABLE_NOTE, [KVJWK_WARNING] = TABLE_WARNING, [KVJWK_ERROR] = TABLE_ERROR};

    return f->result == KVJWK_UNKNOWN ? TABLE_UNKNOWN : of_severity[f->severity];
}

static void put_file(struct kvjwk_page *page, struct out *place, const char *file)
{
    struct out path = {0};

    out_path(&path, page->report, file);
    out_safe(place, path.text, path.length, FILE_COLUMNS);
    place->failed = place->failed || path.failed;
    out_free(&path);
}

static void markdown_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct out *out = &page->out, place = {0}, message = {0};
    size_t row;

    (void)key_index;
    if (f->suppressed != NULL)
        return;
    row = row_begin(page, tables[table_of(f)].tag);
    put_file(page, &place, page->document.file);
    out_char(&place, ':');
    out_number(&place, file_line(page, f));
    out_char(&place, ':');
    out_number(&place, f->column);
    out_str(out, "| ");
    put_code(out, &place);
    out_str(out, " | ");
    put_message(&message, f);
    out_char(&message, '\0');
    if (!message.failed)
        put_text(out, message.text, MESSAGE_COLUMNS);
    out->failed = out->failed || message.failed;
    out_free(&message);
    out_str(out, " | ");
    out_str(out, f->rule->id);
    out_str(out, " | ");
    put_text(out, f->rule->remedy, SIZE_MAX);
    out_str(out, " |\n");
    row_end(page, row);
}

static void markdown_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    struct out *out = &page->out, place = {0};
    size_t row = row_begin(page, tables[TABLE_FAILURE].tag);

    out_str(out, "| ");
    put_file(page, &place, file);
    put_code(out, &place);
    out_str(out, " | ");
    put_text(out, reason, MESSAGE_COLUMNS);
    out_str(out, " |\n");
    row_end(page, row);
}

static void markdown_row(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                         size_t length)
{
    struct body *body = report->state;
    size_t i = 0;

    while (tables[i].tag != tag)
        i++;
    if (body->left_out[i] > 0 || body->rows[i].length + length > tables[i].most)
        body->left_out[i]++;
    else
        out_bytes(&body->rows[i], text, length);
    out->failed = out->failed || body->rows[i].failed;
}

/* ---- the end: all of it ---- */

static void put_total(struct out *out, size_t n)
{
    out_str(out, " | ");
    out_number(out, n);
}

static void put_totals(struct out *out, const struct kvjwk_report *report, const kvjwk_totals *t)
{
    json_t *date = value_date(report);

    out_str(out, "| keys | pass | fail | unknown | errors | warnings | notes | suppressed |\n"
                 "|--:|--:|--:|--:|--:|--:|--:|--:|\n| ");
    out_number(out, t->keys);
    put_total(out, t->pass);
    put_total(out, t->fail);
    put_total(out, t->unknown);
    put_total(out, t->errors);
    put_total(out, t->warnings);
    put_total(out, t->notes);
    put_total(out, t->suppressed);
    out_str(out, " |\n\nTarget ");
    out_str(out, kvjwk_target_name(report->check.target));
    out_str(out, ", edition ");
    out_str(out, report->edition->name);
    if (json_is_string(date)) {
        out_str(out, ", as of ");
        out_str(out, json_string_value(date));
    }
    out_str(out, ".\n");
    json_decref(date);
}

static void put_table(struct out *out, const struct body *body, size_t i)
{
    if (body->rows[i].length == 0 && body->left_out[i] == 0)
        return;
    out_str(out, "\n#### ");
    out_str(out, tables[i].title);
    out_str(out, "\n\n");
    out_str(out, tables[i].head != NULL ? tables[i].head : finding_head);
    out_bytes(out, body->rows[i].text, body->rows[i].length);
    if (body->left_out[i] > 0) {
        out_char(out, '\n');
        out_number(out, body->left_out[i]);
        out_str(out, " more are left out here.\n");
    }
}

static void markdown_close(struct out *out, const struct kvjwk_report *report,
                           const kvjwk_totals *totals, int exit_code)
{
    const struct body *body = report->state;

    (void)exit_code;
    out_str(out, "### kvjwk: ");
    put_count(out, totals->errors, "error");
    out_str(out, " in ");
    put_count(out, totals->keys, "key");
    out_str(out, "\n\n");
    put_totals(out, report, totals);
    for (size_t i = 0; i < TABLES; i++)
        put_table(out, body, i);
}

static void markdown_drop(struct kvjwk_report *report)
{
    struct body *body = report->state;

    for (size_t i = 0; i < TABLES; i++)
        out_free(&body->rows[i]);
}

const struct writer writer_markdown = {
    .format = {"markdown", "totals and tables, for the summary of a job", false, false},
    .finding = markdown_finding,
    .failure = markdown_failure,
    .close = markdown_close,
    .row = markdown_row,
    .report_state_size = sizeof(struct body),
    .report_drop = markdown_drop,
};
