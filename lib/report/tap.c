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

static json_t *value_point(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    const char *target = f->target == KVJWK_TARGET_ANY ? NULL : kvjwk_target_name(f->target);
    const char *severity =
        f->result == KVJWK_UNKNOWN ? "unknown" : kvjwk_severity_name(f->severity);
    json_t *o = json_object();
    bool ok = set(o, "rule", value_string(f->rule->id));

    ok = set(o, "severity", value_string(severity)) && ok;
    ok = (f->suppressed == NULL || set(o, "suppressed", value_string(f->suppressed))) && ok;
    ok = (target == NULL || set(o, "target", value_string(target))) && ok;
    ok = set(o, "line", json_integer((json_int_t)file_line(page, f))) && ok;
    ok = set(o, "column", json_integer((json_int_t)f->column)) && ok;
    ok = set(o, "pointer", value_string(f->pointer)) && ok;
    ok = set(o, "message", value_string(f->message)) && ok;
    ok = set(o, "fix", value_string(f->rule->remedy)) && ok;
    if (ok)
        return o;
    json_decref(o);
    return NULL;
}

/* JSON is YAML: each finding is a line of it. */
static void put_block(struct kvjwk_page *page, const struct kept *kept)
{
    struct out *out = &page->out;

    if (kept->count == 0)
        return;
    out_str(out, "  ---\n  findings:\n");
    for (size_t i = 0; i < kept->count; i++) {
        kvjwk_finding f = kept_at(kept, i);
        json_t *o = value_point(page, &f);

        out_str(out, "    - ");
        out_json(out, o, 0, 0);
        out_char(out, '\n');
        json_decref(o);
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
    json_t *value = value_string(reason);

    put_file(&page->out, file);
    out_str(&page->out, " document\n  ---\n  error: ");
    out_json(&page->out, value, JSON_ENCODE_ANY, 0);
    out_str(&page->out, "\n  ...\n");
    row_end(page, row);
    json_decref(value);
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
