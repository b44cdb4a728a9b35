// SPDX-License-Identifier: MIT
/*
 * Lines that a build agent makes annotations of: workflow commands of GitHub Actions, logging
 * commands of Azure Pipelines.
 *
 * Both agents keep the first ten of a kind for each step and drop the place of the others. So nine
 * are commands, the tenth says how many more there are, and those are plain lines of the log.
 */
#include "report/writer.h"

#include <string.h>

#define MOST 10

enum kind { KIND_ERROR, KIND_WARNING, KIND_NOTICE, KINDS };

static const char tags[KINDS] = {'e', 'w', 'n'};
static const char *const github_names[KINDS] = {"error", "warning", "notice"};
static const char *const nouns[KINDS] = {"error", "warning", "note"};

/* Of a report: how many there were, and the tenth, which waits for an eleventh. */
struct count {
    size_t seen;
    struct out tenth;
};

struct counts {
    struct count of[KINDS];
};

static enum kind kind_of(const kvjwk_finding *f)
{
    if (f->result == KVJWK_UNKNOWN || f->severity == KVJWK_NOTE)
        return KIND_NOTICE;
    return f->severity == KVJWK_ERROR ? KIND_ERROR : KIND_WARNING;
}

/* ---- rows: the command, NUL, the same as a plain line ---- */

static void put_plain(struct kvjwk_page *page, const kvjwk_finding *f)
{
    struct out *out = &page->out;

    out_file(out, page->document.file);
    out_char(out, ':');
    out_number(out, file_line(page, f));
    out_char(out, ':');
    out_number(out, f->column);
    out_str(out, ": ");
    out_str(out, f->result == KVJWK_UNKNOWN ? "unknown" : kvjwk_severity_name(f->severity));
    out_str(out, ": ");
    put_message(out, f);
    out_str(out, " [");
    out_str(out, f->rule->id);
    out_str(out, "]\n");
}

static void put_plain_failure(struct out *out, const char *file, const char *reason)
{
    out_file(out, file);
    out_str(out, ": error: cannot read: ");
    out_safe(out, reason, strlen(reason), SIZE_MAX);
    out_char(out, '\n');
}

/* The file as a property of a command. */
static void put_file(struct kvjwk_page *page, const char *file,
                     const char *(*replacement)(char character))
{
    struct out path = {0};
    size_t from = page->out.length;

    out_path(&path, page->report, file);
    out_safe(&page->out, path.text, path.length, SIZE_MAX);
    out_replace(&page->out, from, replacement);
    page->failed = page->failed || path.failed;
    out_free(&path);
}

/* ---- reports ---- */

static void put_tenth(struct out *out, const struct out *tenth, bool plain)
{
    size_t plain_at;

    if (tenth->failed) {
        out->failed = true;
        return;
    }
    plain_at = strlen(tenth->text) + 1;
    if (plain)
        out_bytes(out, tenth->text + plain_at, tenth->length - plain_at);
    else
        out_bytes(out, tenth->text, plain_at - 1);
}

static void sort_row(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                     size_t length)
{
    struct counts *counts = report->state;
    size_t kind = 0, command = strlen(text) + 1;
    struct count *count;

    while (kind < KINDS && tags[kind] != tag)
        kind++;
    if (kind == KINDS) { /* no kind of annotation */
        out_bytes(out, text + command, length - command);
        return;
    }
    count = &counts->of[kind];
    count->seen++;
    if (count->seen < MOST) {
        out_bytes(out, text, command - 1);
    } else if (count->seen == MOST) {
        out_bytes(&count->tenth, text, length);
    } else {
        if (count->seen == MOST + 1)
            put_tenth(out, &count->tenth, true);
        out_bytes(out, text + command, length - command);
    }
}

static void drop_counts(struct kvjwk_report *report)
{
    struct counts *counts = report->state;

    for (size_t i = 0; i < KINDS; i++)
        out_free(&counts->of[i].tenth);
}

/* The tenth of each kind, or how many more than nine there are. */
static void put_last(struct out *out, const struct kvjwk_report *report,
                     void (*head)(struct out *out, size_t kind))
{
    const struct counts *counts = report->state;

    for (size_t i = 0; i < KINDS; i++) {
        const struct count *count = &counts->of[i];

        if (count->seen == MOST) {
            put_tenth(out, &count->tenth, false);
        } else if (count->seen > MOST) {
            head(out, i);
            put_count(out, count->seen - MOST + 1, nouns[i]);
            out_str(out, " more in the log of this step\n");
        }
    }
}

/* ---- GitHub Actions: ::error file=F,line=L,col=C,endColumn=E,title=T::MESSAGE ---- */

static const char *github_data(char c)
{
    return c == '%' ? "%25" : NULL; /* there is no line break in what is printable */
}

static const char *github_property(char c)
{
    return c == ':' ? "%3A" : c == ',' ? "%2C" : github_data(c);
}

static void put_property(struct out *out, const char *name, size_t value)
{
    out_str(out, name);
    out_number(out, value);
}

static void github_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct out *out = &page->out;
    size_t row, from;

    (void)key_index;
    if (f->suppressed != NULL)
        return;
    row = row_begin(page, tags[kind_of(f)]);
    out_str(out, "::");
    out_str(out, github_names[kind_of(f)]);
    out_str(out, " file=");
    put_file(page, page->document.file, github_property);
    put_property(out, ",line=", file_line(page, f));
    put_property(out, ",col=", f->column);
    put_property(out, ",endColumn=", f->end_column > f->column ? f->end_column : f->column + 1);
    out_str(out, ",title=");
    out_str(out, f->rule->id);
    out_str(out, "::");
    from = out->length;
    if (f->result == KVJWK_UNKNOWN)
        out_str(out, "unknown: ");
    put_message(out, f);
    out_replace(out, from, github_data);
    out_str(out, "%0AFix: ");
    from = out->length;
    out_str(out, f->rule->remedy);
    out_replace(out, from, github_data);
    out_str(out, "%0A");
    from = out->length;
    out_str(out, f->rule->citation);
    out_replace(out, from, github_data);
    out_bytes(out, "\n", 2);
    put_plain(page, f);
    row_end(page, row);
}

static void github_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    struct out *out = &page->out;
    size_t row = row_begin(page, tags[KIND_ERROR]), from;

    out_str(out, "::error file=");
    put_file(page, file, github_property);
    out_str(out, ",title=input::cannot read: ");
    from = out->length;
    out_safe(out, reason, strlen(reason), SIZE_MAX);
    out_replace(out, from, github_data);
    out_bytes(out, "\n", 2);
    put_plain_failure(out, file, reason);
    row_end(page, row);
}

static void github_head(struct out *out, size_t kind)
{
    out_str(out, "::");
    out_str(out, github_names[kind]);
    out_str(out, " title=kvjwk::");
}

static void github_close(struct out *out, const struct kvjwk_report *report,
                         const kvjwk_totals *totals, int exit_code)
{
    (void)exit_code;
    put_last(out, report, github_head);
    put_summary(out, report, totals);
}

const struct writer writer_github = {
    .format = {"github", "annotations of GitHub Actions", false, false},
    .finding = github_finding,
    .failure = github_failure,
    .close = github_close,
    .row = sort_row,
    .report_state_size = sizeof(struct counts),
    .report_drop = drop_counts,
};

/* ---- Azure Pipelines: ##vso[task.logissue type=error;sourcepath=F;...]MESSAGE ---- */

static const char *azure_data(char c)
{
    return c == '%' ? "%AZP25" : NULL;
}

static const char *azure_property(char c)
{
    return c == ';' ? "%3B" : c == ']' ? "%5D" : azure_data(c);
}

static void azure_head(struct out *out, size_t kind)
{
    out_str(out, "##vso[task.logissue type=");
    out_str(out, github_names[kind]);
    out_str(out, ";]");
}

/* There are errors and warnings; notes are lines of the log. */
static void azure_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct out *out = &page->out;
    enum kind kind = kind_of(f);
    size_t row, from;

    (void)key_index;
    if (f->suppressed != NULL)
        return;
    row = row_begin(page, kind == KIND_NOTICE ? 'p' : tags[kind]);
    out_str(out, "##vso[task.logissue type=");
    out_str(out, github_names[kind]);
    out_str(out, ";sourcepath=");
    put_file(page, page->document.file, azure_property);
    put_property(out, ";linenumber=", file_line(page, f));
    put_property(out, ";columnnumber=", f->column);
    out_str(out, ";code=");
    out_str(out, f->rule->id);
    out_str(out, ";]");
    from = out->length;
    put_message(out, f);
    out_str(out, ". Fix: ");
    out_str(out, f->rule->remedy);
    out_replace(out, from, azure_data);
    out_bytes(out, "\n", 2);
    put_plain(page, f);
    row_end(page, row);
}

static void azure_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    struct out *out = &page->out;
    size_t row = row_begin(page, tags[KIND_ERROR]), from;

    out_str(out, "##vso[task.logissue type=error;sourcepath=");
    put_file(page, file, azure_property);
    out_str(out, ";]");
    from = out->length;
    out_str(out, "cannot read: ");
    out_safe(out, reason, strlen(reason), SIZE_MAX);
    out_replace(out, from, azure_data);
    out_bytes(out, "\n", 2);
    put_plain_failure(out, file, reason);
    row_end(page, row);
}

static void azure_close(struct out *out, const struct kvjwk_report *report,
                        const kvjwk_totals *totals, int exit_code)
{
    (void)exit_code;
    put_last(out, report, azure_head);
    put_summary(out, report, totals);
}

const struct writer writer_azure_devops = {
    .format = {"azure-devops", "logging commands of Azure Pipelines", false, false},
    .finding = azure_finding,
    .failure = azure_failure,
    .close = azure_close,
    .row = sort_row,
    .report_state_size = sizeof(struct counts),
    .report_drop = drop_counts,
};
