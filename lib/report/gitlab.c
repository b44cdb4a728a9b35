// SPDX-License-Identifier: MIT
/*
 * The code quality report of GitLab: a JSON array of violations. GitLab shows one of those with the
 * same fingerprint, so it names the file, too.
 */
#include "report/kept.h"

#include <string.h>

struct waiting {
    struct kept of_key;
    struct prints prints;
};

static const char *severity_of(const kvjwk_finding *f)
{
    if (f->result == KVJWK_UNKNOWN || f->severity == KVJWK_NOTE)
        return "info";
    return f->severity == KVJWK_ERROR ? "major" : "minor";
}

static void put_item(struct kvjwk_page *page, json_t *item)
{
    out_str(&page->out, ",\n  ");
    if (item != NULL)
        out_json(&page->out, item, JSON_COMPACT, 0);
    else
        page->failed = true;
    json_decref(item);
}

static json_t *path_value(const struct kvjwk_page *page, const char *file)
{
    struct out path = {0};
    json_t *value = NULL;

    out_path(&path, page->report, file);
    if (!path.failed)
        value = value_text(path.text, path.length);
    out_free(&path);
    return value;
}

/* Takes description and path. */
static json_t *item_of(json_t *description, const char *rule, const char *print,
                       const char *severity, json_t *path, size_t line)
{
    return json_pack("{so ss ss ss s{so s{sI}}}", "description", description, "check_name", rule,
                     "fingerprint", print, "severity", severity, "location", "path", path, "lines",
                     "begin", (json_int_t)line);
}

static json_t *description_of(const kvjwk_finding *f)
{
    struct out text = {0};
    json_t *value = NULL;

    if (f->result == KVJWK_UNKNOWN)
        out_str(&text, "unknown: ");
    put_message(&text, f);
    out_str(&text, ". Fix: ");
    out_str(&text, f->rule->remedy);
    if (!text.failed)
        value = value_text(text.text, text.length);
    out_free(&text);
    return value;
}

static void put_violation(struct kvjwk_page *page, const kvjwk_finding *f, const kvjwk_key *key,
                          uint64_t identity)
{
    struct waiting *w = page->state;
    char print[FINGERPRINT_TEXT];

    if (!fingerprint(print, &w->prints, identity, page->document.file, key, f))
        page->failed = true;
    else
        put_item(page, item_of(description_of(f), f->rule->id, print, severity_of(f),
                               path_value(page, page->document.file), file_line(page, f)));
}

static void gitlab_begin(struct kvjwk_page *page)
{
    prints_clear(&((struct waiting *)page->state)->prints);
}

static void gitlab_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct waiting *w = page->state;

    if (f->suppressed != NULL)
        return;
    if (key_index == KVJWK_NO_KEY)
        put_violation(page, f, NULL, identity_of(page, NULL, NULL));
    else if (!kept_add(&w->of_key, f))
        page->failed = true;
}

static void gitlab_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct waiting *w = page->state;
    uint64_t identity = w->of_key.count > 0 ? identity_of(page, key, thumbprint) : 0;

    for (size_t i = 0; i < w->of_key.count; i++) {
        kvjwk_finding f = kept_at(&w->of_key, i);

        put_violation(page, &f, key, identity);
    }
    kept_clear(&w->of_key);
}

static void gitlab_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    (void)summary;
    kept_clear(&((struct waiting *)page->state)->of_key);
}

static void gitlab_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    struct out text = {0};
    char print[FINGERPRINT_TEXT];

    file_fingerprint(print, file);
    out_str(&text, "cannot read: ");
    out_str(&text, reason);
    if (text.failed)
        page->failed = true;
    else
        put_item(page, item_of(value_text(text.text, text.length), "input-unreadable", print,
                               "blocker", path_value(page, file), 1));
    out_free(&text);
}

static void gitlab_open(struct out *out, const struct kvjwk_report *report)
{
    (void)report;
    out_char(out, '[');
}

static void gitlab_close(struct out *out, const struct kvjwk_report *report,
                         const kvjwk_totals *totals, int exit_code)
{
    (void)totals;
    (void)exit_code;
    out_str(out, report->begun ? "\n]\n" : "]\n");
}

static void gitlab_drop(struct kvjwk_page *page)
{
    struct waiting *w = page->state;

    kept_free(&w->of_key);
    prints_free(&w->prints);
}

const struct writer writer_gitlab = {
    .format = {"gitlab", "code quality report of GitLab", true, false},
    .state_size = sizeof(struct waiting),
    .open = gitlab_open,
    .begin = gitlab_begin,
    .finding = gitlab_finding,
    .key = gitlab_key,
    .end = gitlab_end,
    .failure = gitlab_failure,
    .close = gitlab_close,
    .drop = gitlab_drop,
    .separator = ',',
};
