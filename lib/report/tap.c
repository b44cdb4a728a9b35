// SPDX-License-Identifier: MIT
/*
 * TAP, version 13: a test point for each key, with the findings as its YAML block. The plan comes
 * last, when the number of keys is known.
 */
#include "report/kept.h"

#include <string.h>

struct points {
    struct kept of_key, of_document;
};

/* ---- rows: tag 'o' for ok, 'n' for not ok; the text goes on behind the number ---- */

/* "#" begins a directive. */
static const char *escaped(char c)
{
    return c == '#' ? "\\#" : c == '\\' ? "\\\\" : NULL;
}

static void put_file(struct out *out, const char *file)
{
    size_t from = out->length;

    out_str(out, " - ");
    out_safe(out, file, strlen(file), SIZE_MAX);
    out_replace(out, from, escaped);
}

/* A line of the block. JSON's texts and numbers are YAML; takes value. */
static void put_member(struct out *out, const char *before, const char *name, json_t *value)
{
    out_str(out, before);
    out_str(out, name);
    out_str(out, ": ");
    out_json(out, value, JSON_ENCODE_ANY, 0);
    out_char(out, '\n');
    json_decref(value);
}

static void put_finding(struct kvjwk_page *page, const kvjwk_finding *f)
{
    static const char next[] = "      ";
    const char *severity =
        f->result == KVJWK_UNKNOWN ? "unknown" : kvjwk_severity_name(f->severity);
    struct out *out = &page->out;

    put_member(out, "    - ", "rule", value_string(f->rule->id));
    put_member(out, next, "severity", value_string(severity));
    if (f->suppressed != NULL)
        put_member(out, next, "suppressed", value_string(f->suppressed));
    if (f->target != KVJWK_TARGET_ANY)
        put_member(out, next, "target", value_string(kvjwk_target_name(f->target)));
    put_member(out, next, "line", json_integer((json_int_t)file_line(page, f)));
    put_member(out, next, "column", json_integer((json_int_t)f->column));
    put_member(out, next, "pointer", value_string(f->pointer));
    put_member(out, next, "message", value_string(f->message));
    put_member(out, next, "fix", value_string(f->rule->remedy));
}

/* In the small part of YAML that TAP's readers know. */
static void put_block(struct kvjwk_page *page, const struct kept *kept)
{
    struct out *out = &page->out;

    if (kept->count == 0)
        return;
    out_str(out, "  ---\n  findings:\n");
    for (size_t i = 0; i < kept->count; i++) {
        kvjwk_finding f = kept_at(kept, i);

        put_finding(page, &f);
    }
    out_str(out, "  ...\n");
}

static bool any_failure(const struct kvjwk_page *page, const struct kept *kept)
{
    for (size_t i = 0; i < kept->count; i++) {
        kvjwk_finding f = kept_at(kept, i);

        if (is_failure(page->report, &f))
            return true;
    }
    return false;
}

static void tap_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct points *p = page->state;

    if (!kept_add(key_index == KVJWK_NO_KEY ? &p->of_document : &p->of_key, f))
        page->failed = true;
}

static void tap_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct points *p = page->state;
    bool failed = any_failure(page, &p->of_key);
    size_t row = row_begin(page, failed ? 'n' : 'o'), from;

    (void)thumbprint;
    put_file(&page->out, page->document.file);
    out_char(&page->out, ' ');
    from = page->out.length;
    out_key_name(&page->out, page, key);
    out_replace(&page->out, from, escaped);
    if (!failed && key->verdict == KVJWK_VERDICT_UNKNOWN)
        out_str(&page->out, " # SKIP unknown: the document cannot tell");
    out_char(&page->out, '\n');
    put_block(page, &p->of_key);
    row_end(page, row);
    kept_clear(&p->of_key);
}

static void tap_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    struct points *p = page->state;
    size_t row;

    (void)summary;
    if (p->of_document.count > 0) {
        row = row_begin(page, any_failure(page, &p->of_document) ? 'n' : 'o');
        put_file(&page->out, page->document.file);
        if (page->document.record) {
            out_str(&page->out, " line ");
            out_number(&page->out, page->document.line);
        }
        out_str(&page->out, " document\n");
        put_block(page, &p->of_document);
        row_end(page, row);
    }
    kept_clear(&p->of_document);
    kept_clear(&p->of_key);
}

static void tap_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    size_t row = row_begin(page, 'n');

    put_file(&page->out, file);
    out_str(&page->out, " document\n  ---\n");
    put_member(&page->out, "  ", "error", value_string(reason));
    out_str(&page->out, "  ...\n");
    row_end(page, row);
}

static void tap_drop(struct kvjwk_page *page)
{
    struct points *p = page->state;

    kept_free(&p->of_key);
    kept_free(&p->of_document);
}

/* ---- reports: the number of the point ---- */

static void tap_row(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                    size_t length)
{
    size_t *count = report->state;

    out_str(out, tag == 'o' ? "ok " : "not ok ");
    out_number(out, ++*count);
    out_bytes(out, text, length);
}

static void tap_open(struct out *out, const struct kvjwk_report *report)
{
    (void)report;
    out_str(out, "TAP version 13\n");
}

static void tap_close(struct out *out, const struct kvjwk_report *report,
                      const kvjwk_totals *totals, int exit_code)
{
    const size_t *count = report->state;

    (void)exit_code;
    out_str(out, "# ");
    put_summary(out, report, totals);
    out_str(out, "1..");
    out_number(out, *count);
    out_str(out, *count == 0 ? " # SKIP no key found\n" : "\n");
}

const struct writer writer_tap = {
    .format = {"tap", "TAP 13: a test point for each key", false, false},
    .state_size = sizeof(struct points),
    .open = tap_open,
    .finding = tap_finding,
    .key = tap_key,
    .end = tap_end,
    .failure = tap_failure,
    .close = tap_close,
    .drop = tap_drop,
    .row = tap_row,
    .report_state_size = sizeof(size_t),
};
