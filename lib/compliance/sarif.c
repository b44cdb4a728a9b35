// SPDX-License-Identifier: MIT
/* SARIF 2.1.0: a result for each criterion that a key does not meet, and for each regime that
 * disallows it. What cannot be told, and what is draft, is no result. */
#include "compliance/compliance.h"

#include <string.h>

/* ---- rules ---- */

static void rule(struct out *out, const char *prefix, const char *id, const char *title,
                 const char *text, const char *help)
{
    out_str(out, "{\"id\":\"");
    out_str(out, prefix);
    out_str(out, id);
    out_str(out, "\",\"shortDescription\":{\"text\":");
    put_string(out, title);
    out_str(out, "},\"fullDescription\":{\"text\":");
    put_string(out, text);
    out_str(out, "},\"help\":{\"text\":");
    put_string(out, help);
    out_str(out, "}}");
}

static void sarif_open(struct out *out, const struct kvjwk_report *report)
{
    out_str(out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":"
                 "\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"kvjwk report\","
                 "\"semanticVersion\":");
    put_string(out, kvjwk_version());
    out_str(out, ",\"rules\":[");
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        const kvjwk_criterion *c = kvjwk_criterion_at(i);

        if (i > 0)
            out_char(out, ',');
        rule(out, "criterion-", c->name, c->title, c->statement, c->remedy);
    }
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_regime *r = kvjwk_regime_at(i);

        if (!regime_shown(report, i) || r->draft)
            continue;
        out_char(out, ',');
        rule(out, "regime-", r->name, r->title, r->document,
             "Make a key that the regime finds acceptable, and let the next version be it.");
    }
    out_str(out, "]}},\"columnKind\":\"unicodeCodePoints\",\"properties\":");
    put_head(out, report);
    out_str(out, ",\"results\":[");
}

/* ---- results ---- */

/* Of a path what is no letter, digit or mark of a URI becomes %XX. */
static void put_uri(struct out *out, const char *path)
{
    static const char digits[] = "0123456789ABCDEF";

    out_char(out, '"');
    if (*path == '/')
        out_str(out, "file://");
    for (; *path != '\0'; path++) {
        unsigned char c = (unsigned char)*path;
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     strchr("/._~-", c) != NULL;

        if (plain) {
            out_char(out, (char)c);
        } else {
            out_char(out, '%');
            out_char(out, digits[c >> 4]);
            out_char(out, digits[c & 15]);
        }
    }
    out_char(out, '"');
}

static uint64_t fingerprint(struct span line_kid, const char *id)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < line_kid.len; i++)
        h = (h ^ (unsigned char)line_kid.ptr[i]) * 0x100000001b3u;
    for (; *id != '\0'; id++)
        h = (h ^ (unsigned char)*id) * 0x100000001b3u;
    return h;
}

static void put_hex(struct out *out, uint64_t n)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        out_char(out, "0123456789abcdef"[n >> shift & 15]);
}

struct result {
    const char *prefix, *id, *text;
    const char *level;
};

static void result(struct out *out, const struct row *row, const json_t *json,
                   const struct result *r, bool first)
{
    struct out text = {0};
    int64_t line = json_number(json, "line", 0);
    struct span by = row->kid.ptr != NULL          ? row->kid
                     : row->thumbprint.ptr != NULL ? row->thumbprint
                                                   : row->file;

    put_label(&text, json);
    out_str(&text, ": ");
    out_str(&text, r->text);
    out_str(out, first ? "\n{\"ruleId\":\"" : ",\n{\"ruleId\":\"");
    out_str(out, r->prefix);
    out_str(out, r->id);
    out_str(out, "\",\"level\":\"");
    out_str(out, r->level);
    out_str(out, "\",\"message\":{\"text\":");
    put_text(out, span_of(text.text, text.length));
    out_str(out, "},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    put_uri(out, json_text(json, "file"));
    out_str(out, "},\"region\":{\"startLine\":");
    put_integer(out, line > 0 ? line : 1);
    out_str(out, "}},\"logicalLocations\":[{\"fullyQualifiedName\":");
    put_string(out, json_text(json, "pointer"));
    out_str(out, "}]}],\"partialFingerprints\":{\"primaryLocationLineHash\":\"");
    put_hex(out, fingerprint(by, r->id));
    out_str(out, ":1\"}}");
    part_free(out, &text);
}

static void sarif_row(struct out *out, const struct kvjwk_report *report, const struct row *row,
                      struct span line, const json_t *json)
{
    bool first = true;

    (void)line;
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        const kvjwk_criterion *c = kvjwk_criterion_at(i);
        const struct result r = {"criterion-", c->name, c->remedy,
                                 c->weight >= 7   ? "error"
                                 : c->weight >= 5 ? "warning"
                                                  : "note"};

        if (row->met[i] == KVJWK_MET_NO) {
            result(out, row, json, &r, first);
            first = false;
        }
    }
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_regime *regime = kvjwk_regime_at(i);
        const json_t *v = json_object_get(json_object_get(json, "regimes"), regime->name);
        const struct result r = {"regime-", regime->name, json_text(v, "note"), "warning"};

        if (!regime_shown(report, i) || regime->draft ||
            row->standing[i] != KVJWK_STATUS_DISALLOWED)
            continue;
        result(out, row, json, &r, first);
        first = false;
    }
}

static void sarif_close(struct out *out, struct kvjwk_report *report)
{
    (void)report;
    out_str(out, "]}]}\n");
}

const struct shape shape_sarif = {
    .format = {"sarif", "SARIF: a result for each criterion not met and each regime that disallows",
               true, false},
    .json = true,
    .separator = ',',
    .open = sarif_open,
    .row = sarif_row,
    .close = sarif_close,
};
