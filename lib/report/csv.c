// SPDX-License-Identifier: MIT
/*
 * CSV as RFC 4180 has it: a row for each finding with its key, and one for each key without any.
 * What a spreadsheet would compute is made text by an apostrophe: names of keys are foreign text.
 */
#include "report/kept.h"

#include <string.h>

static const char header[] =
    "file,line,column,pointer,severity,result,rule,target,message,citation,remedy,suppressed,key,"
    "kid,kty,size,crv,thumbprint,verdict,vault_standard,vault_premium,managed_hsm,hsm_platform,"
    "fips_standard,fips_level\r\n";

/* ---- cells ---- */

static const char *doubled(char c)
{
    return c == '"' ? "\"\"" : NULL;
}

/* Full-width signs are taken for the others by some spreadsheets. */
static bool is_formula(const char *text, size_t length)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                       "\xef\xbc\xa0"};

    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
        if (length >= 3 && memcmp(text, wide[i], 3) == 0)
            return true;
    return length > 0 && strchr("=+-@", *text) != NULL;
}

static bool needs_quotes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr("\",;\t\r\n", text[i]) != NULL)
            return true;
    return length > 0 && (text[0] == ' ' || text[length - 1] == ' ');
}

/* As nearly all cells are: nothing to escape, to quote or to take for a formula. */
static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] <= 0x20 || text[i] > 0x7e || strchr("\",;#", text[i]) != NULL)
            return false;
    return length == 0 || strchr("=+-@", text[0]) == NULL;
}

void csv_cell(struct out *out, const char *text, size_t length)
{
    struct out safe = {0};
    size_t from;

    out_char(out, ',');
    if (text == NULL)
        return;
    if (is_plain(text, length)) {
        out_bytes(out, text, length);
        return;
    }
    if (is_formula(text, length))
        out_char(&safe, '\'');
    out_safe(&safe, text, length, SIZE_MAX);
    if (safe.length > 0 && needs_quotes(safe.text, safe.length)) {
        out_char(out, '"');
        from = out->length;
        out_bytes(out, safe.text, safe.length);
        out_replace(out, from, doubled);
        out_char(out, '"');
    } else {
        out_bytes(out, safe.text, safe.length);
    }
    out->failed = out->failed || safe.failed;
    out_free(&safe);
}

static void cell_text(struct out *out, const char *text)
{
    csv_cell(out, text, text == NULL ? 0 : strlen(text));
}

static void cell_number(struct out *out, size_t n)
{
    out_char(out, ',');
    if (n > 0)
        out_number(out, n);
}

/* The first of a row has no comma before it. */
static void first_cell(struct out *out, const char *text)
{
    struct out file = {0};

    cell_text(&file, text);
    if (file.length > 1)
        out_bytes(out, file.text + 1, file.length - 1);
    out->failed = out->failed || file.failed;
    out_free(&file);
}

/* ---- rows ---- */

static void finding_cells(struct out *out, const struct kvjwk_page *page, const kvjwk_finding *f)
{
    first_cell(out, page->document.file);
    cell_number(out, file_line(page, f));
    cell_number(out, f->column);
    cell_text(out, f->pointer);
    cell_text(out, kvjwk_severity_name(f->severity));
    cell_text(out, f->result == KVJWK_UNKNOWN ? "unknown" : "fail");
    cell_text(out, f->rule->id);
    cell_text(out, f->target == KVJWK_TARGET_ANY ? NULL : kvjwk_target_name(f->target));
    cell_text(out, f->message);
    cell_text(out, f->rule->citation);
    cell_text(out, f->rule->remedy);
    cell_text(out, f->suppressed);
}

static void no_finding_cells(struct out *out, const struct kvjwk_page *page)
{
    first_cell(out, page->document.file);
    cell_number(out, page->document.record ? page->document.line : 0);
    out_repeat(out, ',', 10);
}

static void key_cells(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key,
                      const char *thumbprint)
{
    static const char *const support[] = {
        [KVJWK_SUPPORT_NO] = "reject",
        [KVJWK_SUPPORT_YES] = "accept",
        [KVJWK_SUPPORT_PREVIEW] = "preview",
        [KVJWK_SUPPORT_UNKNOWN] = "unknown",
    };
    const kvjwk_fips *fips =
        key->protection == NULL ? NULL : kvjwk_fips_find(page->report->edition, key->protection);

    cell_text(out, key->pointer);
    csv_cell(out, key->kid, key->kid_length);
    cell_text(out, key->kty == NULL ? NULL : key->kty->name);
    cell_number(out, key->bits);
    cell_text(out, has_curve(key->param) ? key->param->name : NULL);
    cell_text(out, thumbprint);
    cell_text(out, kvjwk_verdict_name(key->verdict));
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        cell_text(out, support[key->services[i]]);
    cell_text(out, key->hsm_platform);
    cell_text(out, fips == NULL ? NULL : fips->standard);
    cell_number(out, fips == NULL ? 0 : fips->level);
    out_str(out, "\r\n");
}

static void no_key_cells(struct out *out)
{
    out_repeat(out, ',', 13);
    out_str(out, "\r\n");
}

/* ---- the writer ---- */

static void csv_open(struct out *out, const struct kvjwk_report *report)
{
    (void)report;
    out_str(out, header);
}

static void csv_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    if (key_index == KVJWK_NO_KEY) {
        finding_cells(&page->out, page, f);
        no_key_cells(&page->out);
    } else if (!kept_add(page->state, f)) {
        page->failed = true;
    }
}

static void csv_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct kept *of_key = page->state;

    for (size_t i = 0; i < of_key->count; i++) {
        kvjwk_finding f = kept_at(of_key, i);

        finding_cells(&page->out, page, &f);
        key_cells(&page->out, page, key, thumbprint);
    }
    if (of_key->count == 0) {
        no_finding_cells(&page->out, page);
        key_cells(&page->out, page, key, thumbprint);
    }
    kept_clear(of_key);
}

static void csv_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    (void)summary;
    kept_clear(page->state);
}

static void csv_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    struct out *out = &page->out;

    first_cell(out, file);
    out_repeat(out, ',', 3);
    cell_text(out, "error");
    cell_text(out, "unreadable");
    out_repeat(out, ',', 2);
    cell_text(out, reason);
    out_repeat(out, ',', 3);
    no_key_cells(out);
}

static void csv_drop(struct kvjwk_page *page)
{
    kept_free(page->state);
}

const struct writer writer_csv = {
    .format = {"csv", "a row for each finding and key, for spreadsheets", true, false},
    .state_size = sizeof(struct kept),
    .open = csv_open,
    .finding = csv_finding,
    .key = csv_key,
    .end = csv_end,
    .failure = csv_failure,
    .drop = csv_drop,
};
