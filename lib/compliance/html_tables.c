// SPDX-License-Identifier: MIT
/* The tables of the HTML report. */
#include "compliance/html.h"

#include <stdlib.h>
#include <string.h>

#define TABLE(out, caption, ...)                                                                   \
    h_table(out, caption, (const char *const[]){__VA_ARGS__},                                      \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* ---- regimes ---- */

static void worse_in(struct out *out, const size_t *years)
{
    const char *before = "";

    out_str(out, "<td>");
    for (size_t i = 0; i < TALLY_YEARS; i++)
        if (years[i] > 0) {
            out_str(out, before);
            out_number(out, TALLY_YEAR + i);
            out_str(out, ": ");
            h_number(out, years[i]);
            before = ", ";
        }
    out_str(out, "</td>");
}

static void regime_row(struct out *out, const kvjwk_regime *regime, const size_t *counts,
                       const size_t *years)
{
    out_str(out, "<tr><th scope=\"row\" id=\"r-");
    h_text(out, regime->name);
    out_str(out, "\">");
    h_text(out, regime->title);
    if (regime->draft)
        out_str(out, " <span class=\"tag\">draft: a notice</span>");
    h_mark(out, kvjwk_mark_name(regime->mark));
    out_str(out, "</th>");
    for (size_t i = 0; i < KVJWK_STATUS_NOT_APPLICABLE; i++)
        h_cell_number(out, counts[i]);
    h_cell_number(out, counts[KVJWK_STATUS_NOT_APPLICABLE] + counts[KVJWK_STATUS_NOT_IN_FORCE]);
    worse_in(out, years);
    out_str(out, "<td>");
    h_text(out, regime->document);
    out_str(out, ", ");
    h_text(out, regime->published);
    out_str(out, "<br><span class=\"hint\">");
    h_text(out, regime->source);
    out_str(out, "</span></td></tr>\n");
}

void h_regimes(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;

    h_section(out, "regimes", "Regimes",
              "What each says of the keys on the day of this report. A key with two uses gets the "
              "stricter word. Drafts are notices: no key fails by them.");
    TABLE(out, "Keys by standing in each regime", "Regime", "#acceptable", "#deprecated", "#legacy",
          "#disallowed", "#unknown", "#n/a", "Gets worse in", "Document");
    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        if (regime_shown(report, i))
            regime_row(out, kvjwk_regime_at(i), t->standings[i], t->years[i]);
    h_table_end(out);
    out_str(out, "</section>\n");
}

/* ---- controls ---- */

void h_controls(struct out *out, const struct tally *t)
{
    kvjwk_control c;

    h_section(out, "controls", "Controls",
              "Which control of which framework asks for it is a mapping, and the last column says "
              "whose: it is not the framework's own text.");
    TABLE(out, "Keys that meet what controls ask for", "Framework", "Control", "Asks for", "#met",
          "#not met", "#unknown", "Whose mapping");
    for (size_t i = 0; kvjwk_control_at(&c, i); i++) {
        const size_t *n = t->mets[c.criterion - kvjwk_criterion_at(0)];

        out_str(out, "<tr><th scope=\"row\">");
        h_text(out, c.framework);
        out_char(out, ' ');
        h_text(out, c.version);
        out_str(out, "</th>");
        h_cell(out, c.control);
        h_cell(out, c.criterion->title);
        for (size_t k = 0; k < KVJWK_MET_NOT_APPLICABLE; k++)
            h_cell_number(out, n[k]);
        out_str(out, "<td>");
        h_text(out, c.whose);
        h_mark(out, kvjwk_mark_name(c.mark));
        out_str(out, "</td></tr>\n");
    }
    h_table_end(out);
    out_str(out, "</section>\n");
}

/* ---- groups ---- */

void h_groups(struct out *out, const struct tally *t)
{
    const struct group **groups = tally_groups(t);

    out->failed = out->failed || (groups == NULL && t->groups.count > 0);
    if (groups == NULL)
        return;
    h_section(out, "groups", "Groups", NULL);
    TABLE(out, "Keys by group", "Group", "#keys", "#fail", "#unknown", "#disallowed", "#historical",
          "#expired", "#no expiry");
    for (size_t i = 0; i < t->groups.count; i++) {
        const struct group *g = groups[i];
        const size_t counts[] = {g->keys,       g->fail,    g->unknown,  g->disallowed,
                                 g->historical, g->expired, g->no_expiry};

        out_str(out, "<tr><th scope=\"row\">");
        h_span(out, g->name.len == 0 ? span_str("(none)") : g->name);
        out_str(out, "</th>");
        for (size_t k = 0; k < ARRAY_LEN(counts); k++)
            h_cell_number(out, counts[k]);
        out_str(out, "</tr>\n");
    }
    h_table_end(out);
    out_str(out, "</section>\n");
    free(groups);
}

/* ---- rules ---- */

void h_rules(struct out *out, const struct tally *t)
{
    h_section(out, "rules", "Findings", "Rules of kvjwk and the keys that they speak of.");
    TABLE(out, "Keys by rule", "Rule", "#error", "#warning", "#note", "What it says", "Remedy");
    for (size_t i = 0; kvjwk_rule_at(i) != NULL && i < TALLY_RULES; i++) {
        const kvjwk_rule *rule = kvjwk_rule_at(i);

        if (t->rules[i] == 0)
            continue;
        out_str(out, "<tr><th scope=\"row\" class=\"mono\">");
        h_text(out, rule->id);
        out_str(out, "</th>");
        for (int k = KVJWK_ERROR; k >= KVJWK_NOTE; k--)
            h_cell_number(out, t->severities[i][k]);
        h_cell(out, rule->title);
        h_cell(out, rule->remedy);
        out_str(out, "</tr>\n");
    }
    h_table_end(out);
    out_str(out, "</section>\n");
}

/* ---- inputs ---- */

static void problem_row(struct out *out, const char *line, size_t length)
{
    json_t *json = parse_line(line, length);

    out_str(out, "<tr><td class=\"mono\">");
    h_text(out, json_text(json, "file"));
    if (json_number(json, "line", 0) > 0) {
        out_char(out, ':');
        put_integer(out, json_number(json, "line", 0));
    }
    out_str(out, "</td>");
    h_cell(out, json_text(json, "problem"));
    h_cell(out, json_text(json, "message"));
    out_str(out, "</tr>\n");
    json_decref(json);
}

static void problems(struct out *out, const struct compliance *c)
{
    if (c->problem_count == 0)
        return;
    out_str(out, "<h3>Not evaluated</h3>");
    TABLE(out, "Documents that hold no key that could be read; at most 100 are listed", "Document",
          "Why", "Finding");
    for (size_t at = 0; at < c->problems.length;) {
        const char *text = c->problems.text + at;
        const char *end = memchr(text, '\n', c->problems.length - at);

        problem_row(out, text, (size_t)(end - text));
        at += (size_t)(end - text) + 1;
    }
    h_table_end(out);
}

#define INPUTS_SHOWN 200

void h_inputs(struct out *out, const struct compliance *c)
{
    h_section(out, "inputs", "What was read", NULL);
    out_str(out, "<p>");
    h_number(out, c->tally.documents);
    out_str(out, " documents, ");
    h_number(out, c->tally.failures);
    out_str(out, " of them unreadable, ");
    h_number(out, c->tally.without_keys);
    out_str(out, " without keys; ");
    h_number(out, c->tally.policies);
    out_str(out, " rotation policies among them, which --rotation joins to their keys.</p>");
    TABLE(out, "Files and their digests", "File", "#Bytes", "SHA-256");
    for (size_t i = 0; i < c->input_count && i < INPUTS_SHOWN; i++) {
        out_str(out, "<tr><td class=\"mono\">");
        h_text(out, c->inputs[i].file);
        out_str(out, "</td>");
        h_cell_number(out, (size_t)c->inputs[i].bytes);
        out_str(out, "<td class=\"mono\">");
        h_text(out, c->inputs[i].sha256 == NULL ? "not known" : c->inputs[i].sha256);
        out_str(out, "</td></tr>\n");
    }
    h_table_end(out);
    if (c->input_count > INPUTS_SHOWN) {
        out_str(out, "<p class=\"hint\">and ");
        h_number(out, c->input_count - INPUTS_SHOWN);
        out_str(out, " more files: the formats ndjson and json list all.</p>");
    }
    problems(out, c);
    out_str(out, "</section>\n");
}
