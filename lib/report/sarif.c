// SPDX-License-Identifier: MIT
/*
 * SARIF 2.1.0 (OASIS, 2020-03-27) as GitHub code scanning reads it. Results are written when their
 * key is known, since the fingerprint names the key: two keys on one line must stay two alerts.
 *
 * Code scanning refuses a file with more than 25,000 results and keeps 5,000 of them, the worst
 * first. So notes and warnings get 5,000 places each and errors the rest; what does not fit is
 * counted, and said.
 */
#include "report/sarif.h"

#include <string.h>

#include "report/kept.h"

#define INDENT JSON_INDENT(2)
#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

struct results {
    struct kept of_key; /* wait for the identity of their key */
    struct prints prints;
};

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTE, LEVELS };

static const struct {
    char tag;
    const char *name;
    size_t most;
} levels[LEVELS] = {
    [LEVEL_ERROR] = {'e', "errors", 15000},
    [LEVEL_WARNING] = {'w', "warnings", 5000},
    [LEVEL_NOTE] = {'n', "notes", 5000}, /* and what is unknown */
};

struct tally {
    size_t written[LEVELS], left_out[LEVELS];
};

static void put(struct out *out, json_t *value, size_t margin)
{
    out_json(out, value, INDENT | JSON_ENCODE_ANY, margin);
    json_decref(value);
}

/* ---- places ---- */

/* RFC 3986 section 2.3, and the slash of a path. */
static bool stays(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~/", c) != NULL);
}

json_t *sarif_artifact(const struct kvjwk_report *report, const char *file)
{
    static const char digits[] = "0123456789ABCDEF";
    struct out path = {0}, uri = {0};
    json_t *value = NULL;
    bool absolute;

    out_path(&path, report, file);
    absolute = path.length > 0 && path.text[0] == '/';
    if (absolute)
        out_str(&uri, "file://");
    for (size_t i = 0; i < path.length; i++) {
        unsigned char c = (unsigned char)path.text[i];

        if (stays(path.text[i])) {
            out_char(&uri, path.text[i]);
        } else {
            out_char(&uri, '%');
            out_char(&uri, digits[c >> 4]);
            out_char(&uri, digits[c & 15]);
        }
    }
    if (!uri.failed && !path.failed)
        value = json_pack("{so ss*}", "uri", value_text(uri.length > 0 ? uri.text : "", uri.length),
                          "uriBaseId", absolute ? NULL : "%SRCROOT%");
    out_free(&path);
    out_free(&uri);
    return value;
}

static json_t *region(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    return json_pack("{sI sI sI sI sI}", "startLine", (json_int_t)file_line(page, f), "startColumn",
                     (json_int_t)f->column, "endColumn",
                     (json_int_t)(f->end_column > f->column ? f->end_column : f->column + 1),
                     "byteOffset", (json_int_t)file_offset(page, f), "byteLength",
                     (json_int_t)f->length);
}

/* The JSON pointer as logical location; the whole document has none. */
static json_t *location(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    json_t *physical = json_object(), *o = json_object(), *logical;
    bool ok = set(physical, "artifactLocation", sarif_artifact(page->report, page->document.file));

    ok = set(physical, "region", region(page, f)) && ok;
    ok = set(o, "physicalLocation", physical) && ok;
    if (f->pointer[0] != '\0') {
        logical = json_object();
        ok = set(logical, "fullyQualifiedName", value_string(f->pointer)) && ok;
        ok = set(o, "logicalLocations", json_pack("[o]", logical)) && ok;
    }
    if (ok)
        return o;
    json_decref(o);
    return NULL;
}

/* ---- results ---- */

static json_int_t rule_index(const kvjwk_rule *rule)
{
    size_t i = 0;

    while (i < kvjwk_rule_count() && kvjwk_rule_at(i) != rule)
        i++;
    return (json_int_t)i;
}

/* Names the service in the text, too, since viewers show nothing else. */
static json_t *message(const kvjwk_finding *f)
{
    struct out text = {0};
    json_t *value = NULL;

    put_message(&text, f);
    out_str(&text, ". ");
    out_str(&text, f->rule->citation);
    if (!text.failed)
        value = json_pack("{so}", "text", value_text(text.text, text.length));
    out_free(&text);
    return value;
}

/* SARIF 2.1.0 section 3.27.23: of all results of a run, or of none. */
static json_t *suppressions(const kvjwk_finding *f)
{
    json_t *array = json_array();

    if (f->suppressed == NULL ||
        append(array, json_pack("{ss ss so}", "kind", "external", "status", "accepted",
                                "justification", value_string(f->suppressed))))
        return array;
    json_decref(array);
    return NULL;
}

/* Code scanning reads the first alone; the other is for whoever names fingerprints by their maker,
 * as SARIF wants it. */
static json_t *fingerprints(const char *text)
{
    return json_pack("{ss ss}", "primaryLocationLineHash", text, "kvjwkFinding/v1", text);
}

static json_t *result(const struct kvjwk_page *page, const kvjwk_finding *f, const char *print)
{
    bool open = f->result == KVJWK_UNKNOWN;
    json_t *o = json_object(), *place = location(page, f);
    bool ok = set(o, "ruleId", value_string(f->rule->id));

    ok = set(o, "ruleIndex", json_integer(rule_index(f->rule))) && ok;
    ok = set(o, "kind", value_string(open ? "open" : "fail")) && ok;
    ok = set(o, "level", value_string(open ? "none" : kvjwk_severity_name(f->severity))) && ok;
    ok = set(o, "message", message(f)) && ok;
    ok = set(o, "locations", place == NULL ? NULL : json_pack("[o]", place)) && ok;
    ok = set(o, "partialFingerprints", fingerprints(print)) && ok;
    ok = set(o, "suppressions", suppressions(f)) && ok;
    if (f->target != KVJWK_TARGET_ANY)
        ok = set(o, "properties", json_pack("{ss}", "target", kvjwk_target_name(f->target))) && ok;
    if (ok)
        return o;
    json_decref(o);
    return NULL;
}

static enum level level_of(const kvjwk_finding *f)
{
    if (f->result == KVJWK_UNKNOWN || f->severity == KVJWK_NOTE)
        return LEVEL_NOTE;
    return f->severity == KVJWK_ERROR ? LEVEL_ERROR : LEVEL_WARNING;
}

static void put_result(struct kvjwk_page *page, const kvjwk_finding *f, const kvjwk_key *key,
                       uint64_t identity)
{
    struct results *r = page->state;
    char print[FINGERPRINT_TEXT];
    size_t row = row_begin(page, levels[level_of(f)].tag);
    json_t *o =
        fingerprint(print, &r->prints, identity, NULL, key, f) ? result(page, f, print) : NULL;

    out_str(&page->out, ",\n        ");
    if (o != NULL)
        out_json(&page->out, o, INDENT, 8);
    else
        page->failed = true;
    row_end(page, row);
    json_decref(o);
}

/* ---- the writer ---- */

static void sarif_open(struct out *out, const struct kvjwk_report *report)
{
    (void)report;
    out_str(out, "{\n  \"$schema\": \"" SCHEMA "\",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n"
                 "    {\n      \"tool\": {\n        \"driver\": ");
    sarif_driver(out);
    out_str(out, "\n      },\n      \"columnKind\": \"unicodeCodePoints\",\n"
                 "      \"originalUriBaseIds\": {\n        \"%SRCROOT%\": {\n"
                 "          \"description\": {\n"
                 "            \"text\": \"the root of the repository\"\n"
                 "          }\n        }\n      },\n"
                 "      \"results\": [");
}

static void sarif_begin(struct kvjwk_page *page)
{
    prints_clear(&((struct results *)page->state)->prints);
}

static void sarif_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct results *r = page->state;

    if (page->report->options.sarif == KVJWK_SARIF_ALERTS &&
        (f->result == KVJWK_UNKNOWN || f->suppressed != NULL))
        return;
    if (key_index == KVJWK_NO_KEY)
        put_result(page, f, NULL, identity_of(page, NULL, NULL));
    else if (!kept_add(&r->of_key, f))
        page->failed = true;
}

static void sarif_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct results *r = page->state;
    uint64_t identity = r->of_key.count > 0 ? identity_of(page, key, thumbprint) : 0;

    for (size_t i = 0; i < r->of_key.count; i++) {
        kvjwk_finding f = kept_at(&r->of_key, i);

        put_result(page, &f, key, identity);
    }
    kept_clear(&r->of_key);
}

static void sarif_drop(struct kvjwk_page *page)
{
    struct results *r = page->state;

    kept_free(&r->of_key);
    prints_free(&r->prints);
}

static void sarif_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    (void)summary;
    kept_clear(&((struct results *)page->state)->of_key);
}

static void sarif_row(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                      size_t length)
{
    struct tally *tally = report->state;
    size_t i = 0;

    while (levels[i].tag != tag)
        i++;
    if (report->options.sarif != KVJWK_SARIF_ALL && tally->written[i] == levels[i].most) {
        tally->left_out[i]++;
        return;
    }
    tally->written[i]++;
    out_bytes(out, text, length);
}

static void sarif_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    json_t *o = json_object(), *artifact = sarif_artifact(page->report, file), *place;
    bool ok = set(o, "level", value_string("error"));

    ok = set(o, "message", json_pack("{so}", "text", value_string(reason))) && ok;
    place = artifact == NULL
                ? NULL
                : json_pack("[{s{so}}]", "physicalLocation", "artifactLocation", artifact);
    ok = set(o, "locations", place) && ok;
    out_str(&page->late, ",\n            ");
    if (ok)
        out_json(&page->late, o, INDENT, 12);
    else
        page->failed = true;
    json_decref(o);
}

/* A notification, when results did not fit. */
static void put_left_out(struct out *out, const struct tally *tally)
{
    const char *before = "";
    struct out text = {0};

    for (size_t i = 0; i < LEVELS; i++) {
        if (tally->left_out[i] == 0)
            continue;
        out_str(&text, before);
        out_number(&text, tally->left_out[i]);
        out_char(&text, ' ');
        out_str(&text, levels[i].name);
        before = ", ";
    }
    if (text.length > 0) {
        out_str(&text, " left out: code scanning takes no more");
        out_str(out, ",\n            ");
        put(out,
            json_pack("{ss s{so}}", "level", "warning", "message", "text",
                      value_text(text.text, text.length)),
            12);
    }
    out->failed = out->failed || text.failed;
    out_free(&text);
}

static void put_invocation(struct out *out, const struct kvjwk_report *report, int exit_code)
{
    struct out notes = {0};

    out_bytes(&notes, report->late.text, report->late.length);
    put_left_out(&notes, report->state);
    out_str(out, "      \"invocations\": [\n        {\n          \"executionSuccessful\": ");
    out_str(out, exit_code == 0 || exit_code == 1 ? "true" : "false");
    out_str(out, ",\n          \"exitCode\": ");
    out_number(out, (size_t)exit_code);
    out_str(out, ",\n          \"toolExecutionNotifications\": [");
    if (notes.length > 0)
        out_bytes(out, notes.text + 1, notes.length - 1);
    out_str(out, notes.length > 0 ? "\n          ]\n" : "]\n");
    out_str(out, "        }\n      ],\n");
    out->failed = out->failed || notes.failed;
    out_free(&notes);
}

static void sarif_close(struct out *out, const struct kvjwk_report *report,
                        const kvjwk_totals *totals, int exit_code)
{
    json_t *properties = json_object();
    bool ok = set(properties, "edition", value_string(report->edition->name));

    ok = set(properties, "target", value_string(kvjwk_target_name(report->check.target))) && ok;
    ok = set(properties, "as_of", value_date(report)) && ok;
    ok = set(properties, "summary", value_totals(totals)) && ok;
    out_str(out, report->begun ? "\n      ],\n" : "],\n");
    put_invocation(out, report, exit_code);
    out_str(out, "      \"properties\": ");
    put(out, ok ? properties : NULL, 6);
    if (!ok)
        json_decref(properties);
    out_str(out, "\n    }\n  ]\n}\n");
}

const struct writer writer_sarif = {
    .format = {"sarif", "SARIF 2.1.0, for code scanning", true, false},
    .state_size = sizeof(struct results),
    .open = sarif_open,
    .begin = sarif_begin,
    .finding = sarif_finding,
    .key = sarif_key,
    .end = sarif_end,
    .failure = sarif_failure,
    .close = sarif_close,
    .drop = sarif_drop,
    .separator = ',',
    .row = sarif_row,
    .report_state_size = sizeof(struct tally),
};
