// SPDX-License-Identifier: MIT
/*
 * SARIF 2.1.0 (OASIS, 2020-03-27) as GitHub code scanning reads it. Results are written when their
 * key is known, since the fingerprint names the key: two keys on one line must stay two alerts.
 */
#include "report/sarif.h"

#include <string.h>

#define INDENT JSON_INDENT(2)
#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

struct results {
    json_t *of_key; /* wait for the identity of their key */
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

json_t *sarif_artifact(const char *file)
{
    static const char digits[] = "0123456789ABCDEF";
    struct out uri = {0};
    json_t *value = NULL;

    while (strncmp(file, "./", 2) == 0 && file[2] != '\0')
        file += 2;
    if (file[0] == '/')
        out_str(&uri, "file://");
    for (; *file != '\0'; file++) {
        unsigned char c = (unsigned char)*file;

        if (stays(*file)) {
            out_char(&uri, *file);
        } else {
            out_char(&uri, '%');
            out_char(&uri, digits[c >> 4]);
            out_char(&uri, digits[c & 15]);
        }
    }
    if (!uri.failed)
        value = json_pack("{so}", "uri", value_text(uri.length > 0 ? uri.text : "", uri.length));
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
    bool ok = set(physical, "artifactLocation", sarif_artifact(page->document.file));

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

    if (f->target != KVJWK_TARGET_ANY) {
        out_str(&text, "for ");
        out_str(&text, kvjwk_target_name(f->target));
        out_str(&text, ": ");
    }
    out_str(&text, f->message);
    out_str(&text, ". ");
    out_str(&text, f->rule->citation);
    if (!text.failed)
        value = json_pack("{so}", "text", value_text(text.text, text.length));
    out_free(&text);
    return value;
}

static json_t *result(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    bool open = f->result == KVJWK_UNKNOWN;
    json_t *o = json_object(), *place = location(page, f);
    bool ok = set(o, "ruleId", value_string(f->rule->id));

    ok = set(o, "ruleIndex", json_integer(rule_index(f->rule))) && ok;
    ok = set(o, "kind", value_string(open ? "open" : "fail")) && ok;
    ok = set(o, "level", value_string(open ? "none" : kvjwk_severity_name(f->severity))) && ok;
    ok = set(o, "message", message(f)) && ok;
    ok = set(o, "locations", place == NULL ? NULL : json_pack("[o]", place)) && ok;
    if (f->target != KVJWK_TARGET_ANY)
        ok = set(o, "properties", json_pack("{ss}", "target", kvjwk_target_name(f->target))) && ok;
    if (ok)
        return o;
    json_decref(o);
    return NULL;
}

/* ---- fingerprints ---- */

static uint64_t fnv(uint64_t hash, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return hash * UINT64_C(0x100000001b3); /* a mark between parts */
}

static uint64_t fnv_member(uint64_t hash, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return fnv(hash, value == NULL ? "" : json_string_value(value),
               value == NULL ? 0 : json_string_length(value));
}

/* Of rule, key, place in the key's document and target: it stays when the key moves in the file. */
static bool add_fingerprint(json_t *o, uint64_t identity)
{
    static const char digits[] = "0123456789abcdef";
    const json_t *place = json_array_get(json_object_get(o, "locations"), 0);
    const json_t *logical = json_array_get(json_object_get(place, "logicalLocations"), 0);
    uint64_t hash = fnv_member(identity, o, "ruleId");
    char text[] = "0000000000000000:1"; /* the form of GitHub's own */

    hash = fnv_member(hash, logical, "fullyQualifiedName");
    hash = fnv_member(hash, json_object_get(o, "properties"), "target");
    for (size_t i = 0; i < 16; i++)
        text[i] = digits[hash >> (60 - 4 * i) & 15];
    return set(o, "partialFingerprints", json_pack("{ss}", "primaryLocationLineHash", text));
}

static uint64_t identity_of(const struct kvjwk_page *page, const kvjwk_key *key,
                            const char *thumbprint)
{
    const uint64_t start = UINT64_C(0xcbf29ce484222325);
    char line[24];

    if (key != NULL && key->kid != NULL && key->kid_length > 0)
        return fnv(start, key->kid, key->kid_length);
    if (thumbprint != NULL)
        return fnv(start, thumbprint, strlen(thumbprint));
    for (size_t i = 0, n = page->document.record ? page->document.line : 0; i < sizeof(line);
         i++, n /= 10)
        line[i] = (char)('0' + n % 10);
    return fnv(start, line, sizeof(line));
}

static void put_result(struct kvjwk_page *page, json_t *o, uint64_t identity)
{
    out_str(&page->out, ",\n        ");
    if (o != NULL && add_fingerprint(o, identity))
        out_json(&page->out, o, INDENT, 8);
    else
        page->failed = true;
}

/* ---- the writer ---- */

static void sarif_open(struct out *out, const struct kvjwk_report *report)
{
    (void)report;
    out_str(out, "{\n  \"$schema\": \"" SCHEMA "\",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n"
                 "    {\n      \"tool\": {\n        \"driver\": ");
    sarif_driver(out);
    out_str(out, "\n      },\n      \"columnKind\": \"unicodeCodePoints\",\n"
                 "      \"results\": [");
}

static void sarif_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct results *r = page->state;
    json_t *o;

    if (f->result == KVJWK_UNKNOWN && !page->report->options.open)
        return;
    o = result(page, f);
    if (key_index == KVJWK_NO_KEY) {
        put_result(page, o, identity_of(page, NULL, NULL));
        json_decref(o);
        return;
    }
    if (r->of_key == NULL)
        r->of_key = json_array();
    if (!append(r->of_key, o))
        page->failed = true;
}

static void sarif_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct results *r = page->state;
    uint64_t identity;

    if (r->of_key == NULL)
        return;
    identity = identity_of(page, key, thumbprint);
    for (size_t i = 0; i < json_array_size(r->of_key); i++)
        put_result(page, json_array_get(r->of_key, i), identity);
    json_decref(r->of_key);
    r->of_key = NULL;
}

static void sarif_drop(struct kvjwk_page *page)
{
    struct results *r = page->state;

    json_decref(r->of_key);
    r->of_key = NULL;
}

static void sarif_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    (void)summary;
    sarif_drop(page);
}

static void sarif_failure(struct kvjwk_page *page, const char *file, const char *reason)
{
    json_t *o = json_object(), *artifact = sarif_artifact(file), *place;
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

static void sarif_close(struct out *out, const struct kvjwk_report *report,
                        const kvjwk_totals *totals, int exit_code)
{
    json_t *properties = json_object();
    bool ok = set(properties, "edition", value_string(report->edition->name));

    ok = set(properties, "target", value_string(kvjwk_target_name(report->check.target))) && ok;
    ok = set(properties, "as_of", value_date(report)) && ok;
    ok = set(properties, "summary", value_totals(totals)) && ok;
    out_str(out, report->begun ? "\n      ],\n" : "],\n");
    out_str(out, "      \"invocations\": [\n        {\n          \"executionSuccessful\": ");
    out_str(out, exit_code == 0 || exit_code == 1 ? "true" : "false");
    out_str(out, ",\n          \"exitCode\": ");
    out_number(out, (size_t)exit_code);
    out_str(out, ",\n          \"toolExecutionNotifications\": [");
    if (report->late.length > 0)
        out_bytes(out, report->late.text + 1, report->late.length - 1);
    out_str(out, report->late.length > 0 ? "\n          ]\n" : "]\n");
    out_str(out, "        }\n      ],\n      \"properties\": ");
    put(out, ok ? properties : NULL, 6);
    if (!ok)
        json_decref(properties);
    out_str(out, "\n    }\n  ]\n}\n");
}

const struct writer writer_sarif = {
    .format = {"sarif", "SARIF 2.1.0, for code scanning", true, false},
    .state_size = sizeof(struct results),
    .open = sarif_open,
    .finding = sarif_finding,
    .key = sarif_key,
    .end = sarif_end,
    .failure = sarif_failure,
    .close = sarif_close,
    .drop = sarif_drop,
    .separator = ',',
};
