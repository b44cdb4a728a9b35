// SPDX-License-Identifier: MIT
/*
 * The report writers.
 *
 * - Every report is complete and has the form of its format (forms.h), whatever stood in the
 *   document: JSON, NDJSON, SARIF and GitLab's parse (by jansson), JUnit is well-formed XML, rows
 *   of CSV and Markdown have all their cells, TAP's plan counts its points, a build agent finds no
 *   command but those of its findings, and all of it is printable UTF-8.
 * - It tells each finding and key once, of a rule that exists, at a line and column from 1 on, and
 *   its numbers are those of the run.
 * - No six characters in a row of a private member stand in any report, unless they would stand
 *   there with another secret, too.
 */
#define _GNU_SOURCE /* memmem */
#include <jansson.h>

#include "forms.h"
#include "kvjwk/report.h"
#include "secrets.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    json_object_seed(1);
    return 0;
}

/* ---- a report in memory ---- */

struct sheet {
    char *text;
    size_t length, cap;
};

struct writing {
    kvjwk_report *report;
    kvjwk_page *page;
    struct sheet sheet;
    size_t findings, keys;
    bool in_pieces;
};

static int write_sheet(void *ctx, const char *text, size_t length)
{
    struct sheet *s = ctx;

    if (s->length + length + 1 > s->cap) {
        s->cap = 2 * (s->length + length + 1);
        s->text = realloc(s->text, s->cap);
        require(s->text != NULL, "memory");
    }
    memcpy(s->text + s->length, text, length);
    s->length += length;
    s->text[s->length] = '\0';
    return 0;
}

static int take_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct writing *w = payload;

    w->findings++;
    kvjwk_page_finding(w->page, f, key_index);
    return 0;
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct writing *w = payload;

    (void)key_index;
    w->keys++;
    kvjwk_page_key(w->page, key, NULL);
    if (w->in_pieces)
        require(kvjwk_report_append(w->report, w->page) == KVJWK_OK, "a page is appended");
    return 0;
}

static void write_report(struct writing *w, const char *format, const void *text, size_t size,
                         const kvjwk_options *check, const kvjwk_report_options *options,
                         kvjwk_summary *summary)
{
    static const kvjwk_document document = {"=a \"file\",|;]%&\x1b[1m.json", false, 1, 0};
    kvjwk_sink sink = {take_finding, take_key, w, false};
    kvjwk_totals totals = {0};

    w->findings = w->keys = w->sheet.length = 0;
    write_sheet(&w->sheet, "", 0);
    require(kvjwk_report_open(&w->report, format, options, write_sheet, &w->sheet) == KVJWK_OK,
            "a report opens");
    require(kvjwk_page_new(&w->page, w->report) == KVJWK_OK, "memory");
    kvjwk_page_begin(w->page, &document);
    require(kvjwk_check(text, size, check, &sink, summary) <= KVJWK_ERR_LIMIT, "it is judged");
    kvjwk_page_end(w->page, summary);
    kvjwk_totals_add(&totals, summary);
    require(kvjwk_report_append(w->report, w->page) == KVJWK_OK, "a page is appended");
    require(kvjwk_report_close(w->report, &totals, 1) == KVJWK_OK, "a report closes");
    kvjwk_page_free(&w->page);
    kvjwk_report_free(&w->report);
}

/* ---- what it must not hold ---- */

static size_t window_hash(const char *at)
{
    return hash_bytes(7, at, SECRET_WINDOW) >> 48;
}

static bool is_of_secret(const struct secrets *s, const char *window)
{
    for (size_t i = 0; i < s->count; i++)
        if (memmem(s->text[i].ptr, s->text[i].len, window, SECRET_WINDOW) != NULL)
            return true;
    return false;
}

static void check_leaks(const struct secrets *s, const struct sheet *told, const struct sheet *twin)
{
    static unsigned char marked[1u << 16];

    memset(marked, 0, sizeof(marked));
    for (size_t i = 0; i < s->count; i++)
        for (size_t at = 0; at + SECRET_WINDOW <= s->text[i].len; at++)
            marked[window_hash(s->text[i].ptr + at)] = 1;
    for (size_t at = 0; at + SECRET_WINDOW <= told->length; at++) {
        const char *window = told->text + at;

        if (marked[window_hash(window)] && is_of_secret(s, window) &&
            memmem(twin->text, twin->length, window, SECRET_WINDOW) == NULL)
            broken("a report holds \"%.*s\" of a secret", (int)SECRET_WINDOW, window);
    }
}

/* SARIF tells of every rule and takes ten times as long: it comes up less often. */
static const char *any_format(struct choice *c)
{
    const char *format = kvjwk_format_at(choose(c, kvjwk_format_count()))->name;

    return strcmp(format, "sarif") == 0 && choose(c, 4) > 0 ? "text" : format;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct writing told, twin;
    struct choice c = choice_of(data, size);
    kvjwk_options check = choose_options(&c, KVJWK_MATERIAL_FULL);
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;
    const char *format = any_format(&c);
    struct secrets secrets;
    kvjwk_summary summary;

    options.check = &check;
    options.color = choose(&c, 4) == 0;
    options.quiet = choose(&c, 4) == 0;
    options.threshold = (kvjwk_severity)choose(&c, KVJWK_ERROR + 1);
    options.sarif = (kvjwk_sarif)choose(&c, KVJWK_SARIF_ALL + 1);
    told.in_pieces = choose(&c, 2) == 0;
    find_secrets(&secrets, span_of((const char *)data, size));
    write_report(&told, format, data, size, &check, &options, &summary);
    check_form(&(struct written){told.sheet.text, told.sheet.length, told.findings, told.keys,
                                 &summary, options.color, options.sarif == KVJWK_SARIF_ALL},
               format);
    if (secrets.count > 0) {
        write_report(&twin, format, secrets.twin, size, &check, &options, &summary);
        check_leaks(&secrets, &told.sheet, &twin.sheet);
    }
    free(secrets.twin);
    return 0;
}
