// SPDX-License-Identifier: MIT
/*
 * OSCAL assessment results: a finding for each control of SP 800-53 that the table of controls
 * maps, an observation for each criterion, and the keys with the most to do as inventory items.
 * https://pages.nist.gov/OSCAL-Reference/models/v1.1.2/assessment-results/json-reference/
 */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

#define FRAMEWORK "NIST SP 800-53"
#define SUBJECTS 100 /* of one observation */

/* ---- identifiers that follow from what they name ---- */

static uint64_t mixed(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    h ^= h >> 31;
    h *= 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static void put_uuid(struct out *out, const char *kind, const char *name)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t high = mixed(mixed(0xcbf29ce484222325u, kind), name);
    uint64_t low = mixed(mixed(0x84222325cbf29ce4u, name), kind);
    char text[37];

    high = (high & ~(uint64_t)0xf000) | 0x4000; /* of the form that the schema asks for */
    low = (low & ~((uint64_t)3 << 62)) | (uint64_t)1 << 63;
    for (size_t i = 0, k = 0; i < 36; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            text[i] = '-';
            continue;
        }
        text[i] = digits[(k < 16 ? high >> (60 - 4 * k) : low >> (60 - 4 * (k - 16))) & 15];
        k++;
    }
    text[36] = '\0';
    put_string(out, text);
}

/* ---- values ---- */

/* A value of OSCAL is one line that neither begins nor ends with white space. */
static void put_value(struct out *out, const char *text, size_t length)
{
    struct out safe = {0};
    size_t from = 0;

    out_safe(&safe, text, length, 400);
    while (safe.length > from && safe.text[from] == ' ')
        from++;
    while (safe.length > from && safe.text[safe.length - 1] == ' ')
        safe.length--;
    if (safe.length == from)
        put_string(out, "unknown");
    else
        put_text(out, span_of(safe.text + from, safe.length - from));
    part_free(out, &safe);
}

static void put_time(struct out *out, const struct kvjwk_report *report)
{
    struct out day = {0};

    put_date(&day, report->check.now);
    if (!day.failed && day.length > 2) {
        out_bytes(out, day.text, day.length - 1);
        out_str(out, "T00:00:00Z\"");
    }
    part_free(out, &day);
}

/* "SC-12(3)" is sc-12.3 */
static void put_control_id(struct out *out, const char *control)
{
    out_char(out, '"');
    for (; *control != '\0'; control++)
        if (*control == '(')
            out_char(out, '.');
        else if (*control != ')')
            out_char(out, ascii_lower(*control));
    out_char(out, '"');
}

static bool is_ours(const kvjwk_control *c)
{
    return strcmp(c->framework, FRAMEWORK) == 0;
}

/* ---- inventory ---- */

static void prop(struct out *out, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    out_str(out, ",{\"name\":\"");
    out_str(out, name);
    out_str(out, "\",\"ns\":\"https://github.com/kvjwk/kvjwk\",\"value\":");
    put_value(out, value, strlen(value));
    out_char(out, '}');
}

static void item(struct out *out, const struct sampled *s, const json_t *json)
{
    struct out label = {0};

    put_label(&label, json);
    out_str(out, "{\"uuid\":");
    put_uuid(out, "item", s->line);
    out_str(out, ",\"description\":");
    put_value(out, label.text, label.length);
    out_str(out, ",\"props\":[{\"name\":\"asset-id\",\"value\":");
    if (*json_text(json, "kid") != '\0')
        put_value(out, json_text(json, "kid"), strlen(json_text(json, "kid")));
    else
        put_value(out, label.text, label.length);
    out_char(out, '}');
    prop(out, "kty", json_text(json, "kty"));
    prop(out, "protection", json_text(json, "protection"));
    prop(out, "state", json_text(json, "state"));
    prop(out, "verdict", json_text(json, "verdict"));
    prop(out, "expires", json_text(json, "exp"));
    out_str(out, "]}");
    part_free(out, &label);
}

static void put_items(struct out *out, const struct compliance *c)
{
    for (size_t i = 0; i < c->sample.count; i++) {
        json_t *json = parse_line(c->sample.items[i].line, c->sample.items[i].length);

        if (i > 0)
            out_str(out, ",\n");
        out->failed = out->failed || json == NULL;
        item(out, &c->sample.items[i], json);
        json_decref(json);
    }
}

/* ---- observations ---- */

static void put_subjects(struct out *out, const struct compliance *c, size_t criterion)
{
    size_t count = 0;

    for (size_t i = 0; i < c->sample.count && count < SUBJECTS; i++) {
        json_t *json = parse_line(c->sample.items[i].line, c->sample.items[i].length);
        const char *met =
            json_text(json_object_get(json, "criteria"), kvjwk_criterion_at(criterion)->name);

        if (strcmp(met, kvjwk_met_name(KVJWK_MET_NO)) == 0) {
            out_str(out,
                    count++ == 0 ? ",\"subjects\":[{\"subject-uuid\":" : ",{\"subject-uuid\":");
            put_uuid(out, "item", c->sample.items[i].line);
            out_str(out, ",\"type\":\"inventory-item\"}");
        }
        json_decref(json);
    }
    if (count > 0)
        out_char(out, ']');
}

static void put_counts(struct out *out, const size_t *counts)
{
    out_char(out, '"');
    for (size_t i = 0; i < KVJWK_METS; i++) {
        out_str(out, i > 0 ? ", " : "");
        out_number(out, counts[i]);
        out_char(out, ' ');
        out_str(out, kvjwk_met_name((kvjwk_met)i));
    }
    out_char(out, '"');
}

static void observation(struct out *out, const struct kvjwk_report *report, size_t i)
{
    const struct compliance *c = compliance_of(report);
    const kvjwk_criterion *criterion = kvjwk_criterion_at(i);

    out_str(out, i == 0 ? "{\"uuid\":" : ",\n{\"uuid\":");
    put_uuid(out, "observation", criterion->name);
    put_member(out, "title", criterion->title);
    put_member(out, "description", criterion->statement);
    out_str(out, ",\"props\":[{\"name\":\"keys\",\"ns\":\"https://github.com/kvjwk/kvjwk\","
                 "\"value\":");
    put_counts(out, c->tally.mets[i]);
    out_str(out, "}],\"methods\":[\"TEST\"],\"types\":[\"finding\"]");
    put_subjects(out, c, i);
    out_str(out, ",\"collected\":");
    put_time(out, report);
    put_member(out, "remarks", criterion->remedy);
    out_char(out, '}');
}

/* ---- findings ---- */

static void finding(struct out *out, const kvjwk_control *c, const size_t *counts)
{
    struct out name = {0};

    out_str(&name, c->control);
    out_char(&name, ' ');
    out_str(&name, c->criterion->name);
    out_char(&name, ' ');
    out_str(&name, c->whose);
    out_char(&name, '\0');
    out_str(out, "{\"uuid\":");
    put_uuid(out, "finding", name.failed ? "" : name.text);
    part_free(out, &name);
    put_member(out, "title", c->criterion->title);
    put_member(out, "description", c->criterion->statement);
    out_str(out, ",\"target\":{\"type\":\"objective-id\",\"target-id\":");
    put_control_id(out, c->control);
    out_str(out, ",\"status\":{\"state\":\"");
    out_str(out, counts[KVJWK_MET_NO] > 0 ? "not-satisfied" : "satisfied");
    out_str(out, "\"}},\"related-observations\":[{\"observation-uuid\":");
    put_uuid(out, "observation", c->criterion->name);
    out_str(out, "}]");
    out_str(out, ",\"remarks\":");
    name = (struct out){0};
    out_str(&name, "mapping: ");
    out_str(&name, c->whose);
    out_str(&name, ", ");
    out_str(&name, kvjwk_mark_name(c->mark));
    put_text(out, span_of(name.text, name.length));
    part_free(out, &name);
    out_char(out, '}');
}

/* Where nothing could be told there is an observation, and no finding. */
static void put_findings(struct out *out, const struct tally *t)
{
    const char *before = ",\"findings\":[";
    kvjwk_control c;

    for (size_t i = 0; kvjwk_control_at(&c, i); i++) {
        const size_t *counts = t->mets[c.criterion - kvjwk_criterion_at(0)];

        if (!is_ours(&c) || counts[KVJWK_MET_NO] + counts[KVJWK_MET_YES] == 0)
            continue;
        out_str(out, before);
        finding(out, &c, counts);
        before = ",\n";
    }
    if (*before == ',' && before[1] == '\n')
        out_char(out, ']');
}

static bool was_before(size_t i, const char *control)
{
    kvjwk_control c;

    for (size_t k = 0; k < i && kvjwk_control_at(&c, k); k++)
        if (is_ours(&c) && strcmp(c.control, control) == 0)
            return true;
    return false;
}

static void put_controls(struct out *out)
{
    const char *before = "";
    kvjwk_control c;

    for (size_t i = 0; kvjwk_control_at(&c, i); i++) {
        if (!is_ours(&c) || was_before(i, c.control))
            continue;
        out_str(out, before);
        out_str(out, "{\"control-id\":");
        put_control_id(out, c.control);
        out_char(out, '}');
        before = ",";
    }
}

/* ---- the document ---- */

static void put_metadata(struct out *out, const struct kvjwk_report *report)
{
    out_str(out, "{\"assessment-results\":{\"uuid\":");
    put_uuid(out, "results", compliance_of(report)->head.text);
    out_str(out, ",\"metadata\":{\"title\":\"Key compliance report\",\"last-modified\":");
    put_time(out, report);
    put_member(out, "version", report->edition->name);
    out_str(out, ",\"oscal-version\":\"1.1.2\",\"props\":[{\"name\":\"tool\",\"ns\":"
                 "\"https://github.com/kvjwk/kvjwk\",\"value\":\"kvjwk ");
    out_str(out, kvjwk_version());
    out_str(out, "\"}]},\"import-ap\":{\"href\":\"#\"},\"results\":[{\"uuid\":");
    put_uuid(out, "result", compliance_of(report)->head.text);
    out_str(out, ",\"title\":\"Keys\",\"description\":\"What kvjwk can tell of keys from an "
                 "inventory\",\"start\":");
    put_time(out, report);
}

static void oscal_close(struct out *out, struct kvjwk_report *report)
{
    struct compliance *c = compliance_of(report);

    out_char(&c->head, '\0');
    if (c->head.failed) {
        out->failed = true;
        return;
    }
    put_metadata(out, report);
    if (c->sample.count > 0) {
        out_str(out, ",\"local-definitions\":{\"inventory-items\":[");
        put_items(out, c);
        out_str(out, "]}");
    }
    out_str(out, ",\"reviewed-controls\":{\"control-selections\":[{\"include-controls\":[");
    put_controls(out);
    out_str(out, "]}]},\"observations\":[");
    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        observation(out, report, i);
    out_char(out, ']');
    put_findings(out, &c->tally);
    out_str(out, "}]}}\n");
}

const struct shape shape_oscal = {
    .format = {"oscal", "OSCAL assessment results for controls of SP 800-53", true, false},
    .sample = true,
    .close = oscal_close,
};
