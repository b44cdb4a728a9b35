// SPDX-License-Identifier: MIT
/* Text for people: each finding with its line of source, source and remedy; a line for each key. */
#include "report/text.h"

#include <string.h>

/* A finding is kept until the next one comes: one that differs by its service alone joins it. */
struct held {
    bool full;
    const kvjwk_rule *rule;
    kvjwk_severity severity;
    kvjwk_result result;
    unsigned targets; /* bits; 0: not a matter of target */
    size_t offset, line, column, excerpt_column, excerpt_length;
    char message[1024], excerpt[512];
};

/* ---- styles ---- */

void styled(struct out *out, const struct kvjwk_report *report, enum style style, const char *text)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "",         [STYLE_STRONG] = "\033[1m", [STYLE_GOOD] = "\033[32m",
        [STYLE_BAD] = "\033[1;31m", [STYLE_WARN] = "\033[33m",  [STYLE_NOTE] = "\033[36m",
        [STYLE_ODD] = "\033[35m",
    };

    if (!report->options.color || style == STYLE_PLAIN) {
        out_safe(out, text, strlen(text), SIZE_MAX);
        return;
    }
    out_str(out, codes[style]);
    out_safe(out, text, strlen(text), SIZE_MAX);
    out_str(out, "\033[0m");
}

static void put_severity(struct out *out, const struct kvjwk_report *report, const struct held *h)
{
    static const enum style styles[] = {
        [KVJWK_NOTE] = STYLE_NOTE, [KVJWK_WARNING] = STYLE_WARN, [KVJWK_ERROR] = STYLE_BAD};

    if (h->result == KVJWK_UNKNOWN)
        styled(out, report, STYLE_ODD, "unknown");
    else
        styled(out, report, styles[h->severity], kvjwk_severity_name(h->severity));
}

/* ---- findings ---- */

void text_place(struct out *out, const kvjwk_document *document)
{
    out_file(out, document->file);
    if (document->record) {
        out_char(out, ':');
        out_number(out, document->line);
    }
}

static void put_targets(struct out *out, unsigned targets)
{
    const char *before = "for ";

    for (unsigned t = 0; targets >> t != 0; t++) {
        if (!(targets >> t & 1))
            continue;
        out_str(out, before);
        out_str(out, kvjwk_target_name((kvjwk_target)t));
        before = ", ";
    }
    if (targets != 0)
        out_str(out, ": ");
}

static size_t digits(size_t n)
{
    size_t count = 1;

    while (n >= 10) {
        n /= 10;
        count++;
    }
    return count;
}

static void put_excerpt(struct out *out, const struct kvjwk_report *report, const struct held *h)
{
    size_t margin = digits(h->line) < 4 ? 4 : digits(h->line);

    if (h->excerpt[0] == '\0')
        return;
    out_repeat(out, ' ', margin - digits(h->line) + 1);
    out_number(out, h->line);
    out_str(out, " | ");
    out_safe(out, h->excerpt, strlen(h->excerpt), sizeof(h->excerpt));
    out_char(out, '\n');
    out_repeat(out, ' ', margin + 1);
    out_str(out, " | ");
    out_repeat(out, ' ', h->excerpt_column);
    for (size_t i = 0; i < h->excerpt_length; i++)
        styled(out, report, STYLE_BAD, "^");
    out_char(out, '\n');
}

/* With target any, what one service says while another takes the key needs no more than a line. */
static bool is_compact(const struct kvjwk_report *report, const struct held *h)
{
    return h->targets != 0 && h->severity == KVJWK_NOTE && report->check.target == KVJWK_TARGET_ANY;
}

static void put_finding(struct kvjwk_page *page, const struct held *h)
{
    const struct kvjwk_report *report = page->report;
    struct out *out = &page->out;

    out_file(out, page->document.file);
    out_char(out, ':');
    out_number(out, h->line);
    out_char(out, ':');
    out_number(out, h->column);
    out_str(out, ": ");
    put_severity(out, report, h);
    out_str(out, ": ");
    put_targets(out, h->targets);
    styled(out, report, STYLE_STRONG, h->message);
    out_str(out, " [");
    out_str(out, h->rule->id);
    out_str(out, "]\n");
    if (is_compact(report, h))
        return;
    put_excerpt(out, report, h);
    out_str(out, "      = ");
    out_str(out, h->rule->citation);
    out_str(out, "\n      = fix: ");
    out_str(out, h->rule->remedy);
    out_str(out, "\n\n");
}

static void flush(struct kvjwk_page *page)
{
    struct held *h = page->state;

    if (h->full)
        put_finding(page, h);
    h->full = false;
}

static void copy(char *to, size_t cap, const char *from)
{
    size_t length = strlen(from);

    if (length >= cap)
        length = cap - 1;
    memcpy(to, from, length);
    to[length] = '\0';
}

static bool joins(const struct held *h, const kvjwk_finding *f)
{
    return h->full && h->targets != 0 && f->target != KVJWK_TARGET_ANY && h->rule == f->rule &&
           h->severity == f->severity && h->result == f->result && h->offset == f->offset &&
           strcmp(h->message, f->message) == 0;
}

static bool is_shown(const struct kvjwk_report *report, const kvjwk_finding *f)
{
    return f->suppressed == NULL && (!report->options.quiet || is_failure(report, f));
}

static void text_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct held *h = page->state;
    unsigned target = f->target == KVJWK_TARGET_ANY ? 0 : 1u << f->target;

    (void)key_index;
    if (!is_shown(page->report, f))
        return;
    if (joins(h, f)) {
        h->targets |= target;
        return;
    }
    flush(page);
    h->full = true;
    h->rule = f->rule;
    h->severity = f->severity;
    h->result = f->result;
    h->targets = target;
    h->offset = f->offset;
    h->line = file_line(page, f);
    h->column = f->column;
    h->excerpt_column = f->excerpt_column;
    h->excerpt_length = f->excerpt_length;
    copy(h->message, sizeof(h->message), f->message);
    copy(h->excerpt, sizeof(h->excerpt), f->excerpt);
}

/* ---- keys and the end ---- */

static void text_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    (void)thumbprint;
    flush(page);
    if (!page->report->options.quiet)
        text_key_line(&page->out, page, key);
}

static void text_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    (void)summary;
    flush(page);
}

/* Quiet and nothing to say: not a word. */
static void text_close(struct out *out, const struct kvjwk_report *report,
                       const kvjwk_totals *totals, int exit_code)
{
    (void)exit_code;
    if (report->begun || !report->options.quiet)
        put_summary(out, report, totals);
}

const struct writer writer_text = {
    .format = {"text", "for people: findings with their place, a line for each key", false, true},
    .state_size = sizeof(struct held),
    .finding = text_finding,
    .key = text_key,
    .end = text_end,
    .close = text_close,
};
