// SPDX-License-Identifier: MIT
/* The table of keys, and a page for each of them that shows when it is pointed at. */
#include "compliance/html.h"

#include <stdlib.h>
#include <string.h>

/* ---- the table ---- */

static void filter_select(struct out *out, const char *name, const char *title,
                          const char *const *values, size_t count)
{
    out_str(out, "<label>");
    h_text(out, title);
    out_str(out, "<select name=\"");
    out_str(out, name);
    out_str(out, "\"><option value=\"\">all</option>");
    for (size_t i = 0; i < count; i++) {
        out_str(out, "<option>");
        h_text(out, values[i]);
        out_str(out, "</option>");
    }
    out_str(out, "</select></label>");
}

static void filters(struct out *out, const struct compliance *c)
{
    static const char *const verdicts[] = {"pass", "fail", "unknown"};
    static const char *const standings[] = {"yes", "no"};

    out_str(out,
            "<div class=\"filters\" role=\"search\" aria-label=\"Filter of keys\"><label>Search "
            "(press / to get here)<input id=\"search\" type=\"search\" autocomplete=\"off\" "
            "spellcheck=\"false\"></label>");
    filter_select(out, "verdict", "Verdict", verdicts, ARRAY_LEN(verdicts));
    filter_select(out, "protection", "Protection", protection_names, PROTECTIONS);
    filter_select(out, "disallowed", "Disallowed by a regime", standings, ARRAY_LEN(standings));
    filter_select(out, "expiry", "Expiry", expiry_names, EXPIRIES);
    if (c->options.past != NULL)
        filter_select(out, "change", "Change", change_names + 1, CHANGES - 1);
    out_str(out, "<span id=\"shown\" class=\"hint\" role=\"status\"></span></div>");
}

static void column(struct out *out, const char *name, bool number)
{
    out_str(out, number ? "<th scope=\"col\" class=\"n\"><button type=\"button\">"
                        : "<th scope=\"col\"><button type=\"button\">");
    out_str(out, name);
    out_str(out, "</button></th>");
}

static void table_head(struct out *out, const struct compliance *c)
{
    out_str(out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of keys\">"
            "<table id=\"key-table\"><caption>Each name leads to the page of its key"
            "</caption><thead><tr>");
    column(out, "Key", false);
    column(out, "Verdict", false);
    column(out, "Type", false);
    column(out, "Strength", true);
    column(out, "Protection", false);
    column(out, "State", false);
    column(out, "Age (days)", true);
    column(out, "Expires", false);
    column(out, "Disallowed by", true);
    column(out, "Not met", true);
    if (c->options.past != NULL)
        column(out, "Change", false);
    out_str(out, "</tr></thead><tbody>\n");
}

static size_t disallowed_by(const struct row *row)
{
    size_t count = 0;

    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        count += row->standing[i] == KVJWK_STATUS_DISALLOWED && !kvjwk_regime_at(i)->draft;
    return count;
}

static size_t not_met(const struct row *row)
{
    size_t count = 0;

    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        count += row->met[i] == KVJWK_MET_NO;
    return count;
}

static void data(struct out *out, const char *name, const char *value)
{
    out_str(out, " data-");
    out_str(out, name);
    out_str(out, "=\"");
    h_text(out, value);
    out_char(out, '"');
}

static void label(struct out *out, const json_t *json)
{
    struct out text = {0};

    put_label(&text, json);
    h_span(out, span_of(text.text, text.length));
    part_free(out, &text);
}

static void type_of(struct out *out, const json_t *json)
{
    struct out text = {0};

    put_type(&text, json_text(json, "kty"), json_text(json, "crv"), json_number(json, "size", 0));
    h_span(out, span_of(text.text, text.length));
    part_free(out, &text);
}

static void number_cell(struct out *out, const json_t *json, const char *name)
{
    out_str(out, "<td class=\"n\" data-s=\"");
    if (json_is_integer(json_object_get(json, name)))
        put_integer(out, json_number(json, name, 0));
    out_str(out, "\">");
    if (json_is_integer(json_object_get(json, name)))
        put_integer(out, json_number(json, name, 0));
    out_str(out, "</td>");
}

static void tag_cell(struct out *out, const char *word)
{
    out_str(out, "<td>");
    h_tag(out, word);
    out_str(out, "</td>");
}

static const char *change_of(const json_t *json)
{
    return json_text(json, "change");
}

static void key_row(struct out *out, const struct compliance *c, size_t i, const struct row *row,
                    const json_t *json)
{
    out_str(out, "<tr");
    data(out, "verdict", kvjwk_verdict_name(row->verdict));
    data(out, "protection", protection_names[row->protection]);
    data(out, "disallowed", disallowed_by(row) > 0 ? "yes" : "no");
    data(out, "expiry", expiry_names[row->expiry]);
    data(out, "change", change_of(json));
    out_str(out, "><th scope=\"row\"><a href=\"#k");
    out_number(out, i + 1);
    out_str(out, "\">");
    label(out, json);
    out_str(out, "</a></th>");
    tag_cell(out, kvjwk_verdict_name(row->verdict));
    out_str(out, "<td class=\"w\">");
    type_of(out, json);
    out_str(out, "</td>");
    number_cell(out, json, "strength");
    h_cell(out, protection_names[row->protection]);
    tag_cell(out, json_text(json, "state"));
    number_cell(out, json, "age_days");
    out_str(out, "<td class=\"w\">");
    h_text(out, json_text(json, "exp"));
    out_str(out, "</td>");
    h_cell_number(out, disallowed_by(row));
    h_cell_number(out, not_met(row));
    if (c->options.past != NULL)
        tag_cell(out, change_of(json));
    out_str(out, "</tr>\n");
}

/* ---- the page of a key ---- */

static void term(struct out *out, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    out_str(out, "<dt>");
    out_str(out, name);
    out_str(out, "</dt><dd>");
    h_text(out, value);
    out_str(out, "</dd>");
}

static void term_number(struct out *out, const char *name, const json_t *json, const char *member,
                        const char *unit)
{
    if (!json_is_integer(json_object_get(json, member)))
        return;
    out_str(out, "<dt>");
    out_str(out, name);
    out_str(out, "</dt><dd>");
    put_integer(out, json_number(json, member, 0));
    out_str(out, unit);
    out_str(out, "</dd>");
}

static void term_list(struct out *out, const char *name, const json_t *array)
{
    if (json_array_size(array) == 0)
        return;
    out_str(out, "<dt>");
    out_str(out, name);
    out_str(out, "</dt><dd>");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);

        out_str(out, i > 0 ? ", " : "");
        h_span(out, span_of(json_string_value(item), json_string_length(item)));
    }
    out_str(out, "</dd>");
}

static void fips_term(struct out *out, const json_t *json)
{
    const json_t *fips = json_object_get(json, "fips");

    if (!json_is_object(fips))
        return;
    out_str(out, "<dt>Module</dt><dd>");
    h_text(out, json_text(fips, "standard"));
    out_str(out, " Level ");
    put_integer(out, json_number(fips, "level", 0));
    out_str(out, ", certificates ");
    h_tag(out, json_text(fips, "state"));
    out_str(out, " since ");
    h_text(out, json_text(fips, "since"));
    h_mark(out, json_text(fips, "mark"));
    if (*json_text(fips, "next") != '\0') {
        out_str(out, ", ");
        h_text(out, json_text(fips, "next"));
        out_str(out, " from ");
        h_text(out, json_text(fips, "next_from"));
    }
    out_str(out, "</dd>");
}

static void facts(struct out *out, const json_t *json)
{
    const json_t *period = json_object_get(json, "cryptoperiod");

    out_str(out, "<dl>");
    term(out, "Identifier", json_text(json, "kid"));
    term(out, "Resource", json_text(json, "resource"));
    term(out, "File", json_text(json, "file"));
    term_number(out, "Line", json, "line", "");
    term(out, "Pointer", json_text(json, "pointer"));
    term(out, "Thumbprint (RFC 7638)", json_text(json, "thumbprint"));
    term(out, "Group", json_text(json, "group"));
    out_str(out, "<dt>Type</dt><dd>");
    type_of(out, json);
    out_str(out, "</dd>");
    term_number(out, "Strength", json, "strength", " bits");
    term_number(out, "Quantum category", json, "quantum_category", " (0: none)");
    term(out, "Protection", json_text(json, "protection"));
    fips_term(out, json);
    term_list(out, "Operations", json_object_get(json, "key_ops"));
    out_str(out, "<dt>State</dt><dd>");
    h_tag(out, json_text(json, "state"));
    out_str(out, "</dd>");
    term(out, "Created", json_text(json, "created"));
    term_number(out, "Age", json, "age_days", " days");
    term(out, "Not before", json_text(json, "nbf"));
    term(out, "Expires", json_text(json, "exp"));
    term_number(out, "Remaining", json, "remaining_days", " days");
    term(out, "Cryptoperiod ends", json_text(period, "ends"));
    term(out, "Next rotation", json_text(json, "rotates"));
    out_str(out, "</dl>");
}

static void findings(struct out *out, const json_t *array)
{
    if (json_array_size(array) == 0)
        return;
    out_str(out, "<h3>Findings</h3><ul>");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *f = json_array_get(array, i);
        const kvjwk_rule *rule = kvjwk_rule_find(json_text(f, "rule"));

        out_str(out, "<li>");
        h_tag(out, json_text(f, "severity"));
        out_char(out, ' ');
        h_text(out, json_text(f, "message"));
        out_str(out, " <span class=\"hint\">");
        h_text(out, json_text(f, "rule"));
        if (rule != NULL) {
            out_str(out, ". ");
            h_text(out, rule->remedy);
        }
        out_str(out, "</span></li>");
    }
    out_str(out, "</ul>");
}

static void changes(struct out *out, const json_t *json)
{
    const json_t *because = json_object_get(json, "because");

    if (json_array_size(because) == 0)
        return;
    out_str(out, "<h3>Change ");
    h_tag(out, change_of(json));
    out_str(out, "</h3><ul>");
    for (size_t i = 0; i < json_array_size(because); i++) {
        out_str(out, "<li>");
        h_text(out, json_string_value(json_array_get(because, i)));
        out_str(out, "</li>");
    }
    out_str(out, "</ul>");
}

static void avoid(struct out *out, const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *a = json_array_get(array, i);

        out_str(out, i == 0 ? "<br>not with " : ", ");
        h_text(out, json_text(a, "alg"));
        out_str(out, " (");
        h_text(out, json_text(a, "status"));
        out_char(out, ')');
        h_mark(out, json_text(a, "mark"));
    }
}

static void regime(struct out *out, const kvjwk_regime *regime_row, const json_t *v)
{
    out_str(out, "<tr><th scope=\"row\">");
    h_text(out, regime_row->title);
    out_str(out, "</th><td>");
    h_tag(out, json_text(v, "status"));
    out_str(out, "</td><td>");
    if (*json_text(v, "next") != '\0') {
        h_text(out, json_text(v, "next"));
        out_str(out, " from ");
        h_text(out, json_text(v, "next_from"));
    }
    out_str(out, "</td><td>");
    h_text(out, json_text(v, "clause"));
    h_mark(out, json_text(v, "mark"));
    if (*json_text(v, "note") != '\0') {
        out_str(out, ": ");
        h_text(out, json_text(v, "note"));
    }
    avoid(out, json_object_get(v, "avoid"));
    out_str(out, "</td></tr>");
}

static void regimes(struct out *out, const struct kvjwk_report *report, const json_t *all)
{
    out_str(out, "<h3>Regimes</h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Regime"
                 "</th><th scope=\"col\">Today</th><th scope=\"col\">Later</th><th "
                 "scope=\"col\">Clause</th></tr></thead><tbody>");
    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        if (regime_shown(report, i))
            regime(out, kvjwk_regime_at(i), json_object_get(all, kvjwk_regime_at(i)->name));
    out_str(out, "</tbody></table></div>");
}

static void criteria(struct out *out, const struct row *row)
{
    if (not_met(row) == 0)
        return;
    out_str(out, "<h3>Not met</h3><ul>");
    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        if (row->met[i] == KVJWK_MET_NO) {
            out_str(out, "<li>");
            h_text(out, kvjwk_criterion_at(i)->title);
            out_str(out, ". <span class=\"hint\">");
            h_text(out, kvjwk_criterion_at(i)->remedy);
            out_str(out, "</span></li>");
        }
    out_str(out, "</ul>");
}

static void key_page(struct out *out, const struct kvjwk_report *report, size_t i,
                     const struct row *row, const json_t *json)
{
    out_str(out, "<article id=\"k");
    out_number(out, i + 1);
    out_str(out, "\" tabindex=\"-1\" aria-labelledby=\"h");
    out_number(out, i + 1);
    out_str(out, "\"><p class=\"back\"><a href=\"#keys\">Back to the keys</a></p><h2 id=\"h");
    out_number(out, i + 1);
    out_str(out, "\">");
    label(out, json);
    out_char(out, ' ');
    h_tag(out, kvjwk_verdict_name(row->verdict));
    out_str(out, "</h2>");
    facts(out, json);
    changes(out, json);
    findings(out, json_object_get(json, "findings"));
    criteria(out, row);
    regimes(out, report, json_object_get(json, "regimes"));
    out_str(out, "</article>\n");
}

/* ---- all ---- */

typedef void each_key(struct out *out, const struct kvjwk_report *report, size_t i,
                      const struct row *row, const json_t *json);

static void one_row(struct out *out, const struct kvjwk_report *report, size_t i,
                    const struct row *row, const json_t *json)
{
    key_row(out, compliance_of(report), i, row, json);
}

static void for_keys(struct out *out, const struct kvjwk_report *report, each_key *each)
{
    const struct sample *s = &compliance_of(report)->sample;
    struct row row;

    for (size_t i = 0; i < s->count; i++) {
        json_t *json = parse_line(s->items[i].line, s->items[i].length);

        if (json != NULL && row_read(&row, json))
            each(out, report, i, &row, json);
        else
            out->failed = true;
        json_decref(json);
    }
}

void h_keys(struct out *out, const struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    h_section(out, "keys", "Keys", NULL);
    out_str(out, "<p class=\"hint\">");
    h_number(out, c->sample.count);
    out_str(out, " of ");
    h_number(out, c->tally.keys);
    out_str(out, " keys: those with the most to do, in that order.</p>");
    filters(out, c);
    table_head(out, c);
    for_keys(out, report, one_row);
    h_table_end(out);
    out_str(out, "</section>\n");
    for_keys(out, report, key_page);
}
