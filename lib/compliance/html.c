// SPDX-License-Identifier: MIT
/*
 * The report as one HTML file that needs nothing else: no network, and script for sorting alone.
 * The policy in its head lets run what has the digest of our own style and script, and no more.
 */
#include "compliance/html.h"

#include <string.h>

#include "embedded/report_css.h"
#include "embedded/report_js.h"

/* ---- pieces ---- */

static const char *escaped(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void h_span(struct out *out, struct span text)
{
    size_t from = out->length;

    if (text.ptr == NULL)
        return;
    out_safe(out, text.ptr, text.len, 2000);
    out_replace(out, from, escaped);
}

void h_text(struct out *out, const char *text)
{
    h_span(out, span_str(text));
}

void h_number(struct out *out, size_t n)
{
    if (n >= 1000) {
        h_number(out, n / 1000);
        out_str(out, "\xe2\x80\xaf"); /* narrow no-break space */
        out_char(out, (char)('0' + n / 100 % 10));
        out_char(out, (char)('0' + n / 10 % 10));
        out_char(out, (char)('0' + n % 10));
    } else {
        out_number(out, n);
    }
}

void h_tag(struct out *out, const char *word)
{
    if (*word == '\0')
        return;
    out_str(out, "<span class=\"tag t-");
    h_text(out, word);
    out_str(out, "\">");
    h_text(out, word);
    out_str(out, "</span>");
}

void h_mark(struct out *out, const char *mark)
{
    if (*mark == '\0' || strcmp(mark, kvjwk_mark_name(KVJWK_MARK_VERIFIED)) == 0)
        return;
    out_str(out, " <span class=\"mark\">(");
    h_text(out, mark);
    out_str(out, ")</span>");
}

void h_cell(struct out *out, const char *text)
{
    out_str(out, "<td>");
    h_text(out, text);
    out_str(out, "</td>");
}

void h_cell_number(struct out *out, size_t n)
{
    out_str(out, "<td class=\"n\" data-s=\"");
    out_number(out, n);
    out_str(out, "\">");
    h_number(out, n);
    out_str(out, "</td>");
}

void h_section(struct out *out, const char *id, const char *title, const char *hint)
{
    out_str(out, "<section id=\"");
    out_str(out, id);
    out_str(out, "\"><h2>");
    h_text(out, title);
    out_str(out, "</h2>");
    if (hint == NULL)
        return;
    out_str(out, "<p class=\"hint\">");
    h_text(out, hint);
    out_str(out, "</p>");
}

void h_table(struct out *out, const char *caption, const char *const *names, size_t count)
{
    out_str(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    h_text(out, caption);
    out_str(out, "\"><table><caption>");
    h_text(out, caption);
    out_str(out, "</caption><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        bool number = names[i][0] == '#';

        out_str(out, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        h_text(out, names[i] + number);
        out_str(out, "</th>");
    }
    out_str(out, "</tr></thead><tbody>\n");
}

void h_table_end(struct out *out)
{
    out_str(out, "</tbody></table></div>");
}

/* ---- the head ---- */

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* A digest in hexadecimal as the Base64 that a policy wants. */
static void put_base64(struct out *out, const char *hex)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, count = 0;

    for (; *hex != '\0'; hex++) {
        bits = bits << 4 | (unsigned)hex_digit(*hex);
        count += 4;
        if (count >= 6) {
            count -= 6;
            out_char(out, digits[bits >> count & 63]);
        }
    }
    if (count > 0)
        out_char(out, digits[bits << (6 - count) & 63]);
    out_char(out, '='); /* 32 octets need one */
}

static void put_policy(struct out *out)
{
    out_str(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "style-src 'sha256-");
    put_base64(out, report_css_sha256);
    out_str(out, "'; script-src 'sha256-");
    put_base64(out, report_js_sha256);
    out_str(out, "'; base-uri 'none'; form-action 'none'\">");
}

static void put_html_head(struct out *out, const char *day)
{
    out_str(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    put_policy(out);
    out_str(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta "
                 "name=\"generator\" content=\"kvjwk ");
    h_text(out, kvjwk_version());
    out_str(out, "\"><title>Key compliance report, ");
    h_text(out, day);
    out_str(out, "</title><style>");
    out_bytes(out, (const char *)report_css_bytes, sizeof(report_css_bytes));
    out_str(out, "</style></head><body>\n");
}

static void nav_item(struct out *out, const char *id, const char *title)
{
    out_str(out, "<li><a href=\"#");
    out_str(out, id);
    out_str(out, "\">");
    out_str(out, title);
    out_str(out, "</a></li>");
}

static void put_nav(struct out *out, const struct compliance *c)
{
    out_str(out, "<nav aria-label=\"Parts of the report\"><ul>");
    nav_item(out, "first", "Do first");
    nav_item(out, "overview", "Overview");
    if (c->tally.groups.count > 0)
        nav_item(out, "groups", "Groups");
    nav_item(out, "keys", "Keys");
    nav_item(out, "regimes", "Regimes");
    nav_item(out, "controls", "Controls");
    nav_item(out, "rules", "Findings");
    nav_item(out, "inputs", "What was read");
    out_str(out, "</ul></nav>");
}

static void card(struct out *out, const char *class, size_t n, const char *title)
{
    out_str(out, "<li class=\"");
    out_str(out, n == 0 && strcmp(class, "plain") != 0 ? "good" : class);
    out_str(out, "\"><b>");
    h_number(out, n);
    out_str(out, "</b><span>");
    out_str(out, title);
    out_str(out, "</span></li>");
}

static void put_cards(struct out *out, const struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);
    const struct tally *t = &c->tally;
    kvjwk_compliance_totals totals;

    out_str(out, "<ul class=\"cards\">");
    card(out, "plain", t->keys, "keys");
    card(out, "bad", t->verdicts[KVJWK_VERDICT_FAIL], "fail the checks");
    card(out, "bad", t->disallowed, "disallowed by a regime");
    card(out, "bad", t->validities[VALIDITY_HISTORICAL], "in modules on the historical list");
    card(out, "soon", t->expiries[EXPIRY_PAST], "expired");
    card(out, "soon", t->expiries[EXPIRY_30] + t->expiries[EXPIRY_90], "expire within 90 days");
    card(out, "open", t->verdicts[KVJWK_VERDICT_UNKNOWN], "cannot be told");
    if (c->options.past != NULL) {
        kvjwk_compliance_total(&totals, report);
        card(out, "bad", totals.weaker, "weaker than before");
        card(out, "plain", totals.stronger, "stronger");
        card(out, "plain", totals.added, "new");
        card(out, "plain", totals.gone, "gone");
    }
    out_str(out, "</ul>");
}

static void put_header(struct out *out, const struct kvjwk_report *report, const char *day)
{
    const struct compliance *c = compliance_of(report);

    out_str(out,
            "<a class=\"skip\" href=\"#main\">Skip to the report</a><header><h1>Key compliance "
            "report</h1><p class=\"lead\">As of <b>");
    h_text(out, day);
    out_str(out, "</b>, by the documentation of edition <b>");
    h_text(out, report->edition->name);
    out_str(out, "</b>, for target <b>");
    h_text(out, kvjwk_target_name(report->check.target));
    out_str(out, "</b>; kvjwk ");
    h_text(out, kvjwk_version());
    out_str(out, "; <b>");
    h_number(out, c->input_count);
    out_str(out, "</b> files read.</p>");
    put_nav(out, c);
    put_cards(out, report);
    out_str(out, "</header><main id=\"main\">\n");
}

/* ---- parts ---- */

static void put_share(struct out *out, size_t n, size_t of)
{
    out_str(out, "<svg width=\"100%\" height=\"8\" viewBox=\"0 0 1000 8\" "
                 "preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"f-track\" "
                 "width=\"1000\" height=\"8\"/><rect class=\"f-disallowed\" height=\"8\" width=\"");
    out_number(out, of == 0 ? 0 : 1000 * n / of);
    out_str(out, "\"/></svg>");
}

static void put_first(struct out *out, const struct tally *t)
{
    struct action actions[KVJWK_CRITERIA_MAX];
    size_t count = find_actions(actions, t);

    h_section(out, "first", "Do first", "What keys do not meet, by how soon it matters.");
    if (count == 0)
        out_str(out, "<p>Nothing: every criterion that could be looked at is met.</p>");
    out_str(out, "<ol class=\"first\">");
    for (size_t i = 0; i < count; i++) {
        out_str(out, "<li><span class=\"count\">");
        h_number(out, actions[i].keys);
        out_str(out, "</span><span><b>");
        h_text(out, actions[i].criterion->title);
        out_str(out, ": not met</b>");
        put_share(out, actions[i].keys, t->keys);
        out_str(out, "<span class=\"remedy\">");
        h_text(out, actions[i].criterion->remedy);
        out_str(out, "</span></span></li>");
    }
    out_str(out, "</ol></section>\n");
}

static void put_charts(struct out *out, const struct kvjwk_report *report)
{
    static const char *const expiry_titles[EXPIRIES] = {
        "expired", "within 30 days", "within 90 days", "within a year",
        "later",   "no expiry",      "unknown"};
    static const char *const age_titles[AGES] = {"below 1 year", "1 to 2 years",  "2 to 3 years",
                                                 "3 to 5 years", "above 5 years", "unknown"};
    static const char *const expiry_classes[EXPIRIES] = {
        "f-disallowed", "f-deprecated", "f-deprecated", "f-acceptable",
        "f-acceptable", "f-legacy",     "f-unknown"};
    const struct tally *t = &compliance_of(report)->tally;

    h_section(out, "overview", "Standing in each regime", NULL);
    html_regime_chart(out, report);
    out_str(out,
            "</section><section><h2>When it gets worse</h2><p class=\"hint\">Keys that a regime "
            "will hold worse from the beginning of a year on.</p>");
    html_years_chart(out, report);
    out_str(out, "</section><div class=\"two\"><section><h2>Protection</h2>");
    html_protection_chart(out, report);
    out_str(out, "</section><section><h2>Types</h2>");
    html_type_chart(out, t);
    out_str(out, "</section><section><h2>Expiry</h2>");
    html_bars(out, "Keys by when they expire", expiry_titles, t->expiries, expiry_classes,
              EXPIRIES);
    out_str(out, "</section><section><h2>Age</h2>");
    html_bars(out, "Keys by age", age_titles, t->ages, NULL, AGES);
    out_str(out, "</section></div>\n");
}

static void gone_item(void *ctx, const char *name)
{
    struct out *out = ctx;

    out_str(out, "<li>");
    h_text(out, name);
    out_str(out, "</li>");
}

static void put_gone(struct out *out, const struct compliance *c)
{
    if (c->options.past == NULL || past_gone(c->options.past, NULL, NULL, 0) == 0)
        return;
    h_section(out, "gone", "Gone",
              "Keys of the earlier report that are not in this one; at most 100.");
    out_str(out, "<ul>");
    past_gone(c->options.past, gone_item, out, PROBLEMS_KEPT);
    out_str(out, "</ul></section>\n");
}

static void put_footer(struct out *out)
{
    out_str(
        out,
        "</main><footer><p>Facts marked (secondary) were read in what others say of a document; "
        "facts marked (from memory) are general knowledge: look them up before you rely on "
        "them. What cannot be told from the inventory is unknown, which is neither met nor "
        "failed. Strength is classical; the table of SP 800-57 has RSA 4096 in the row of 128 "
        "bits. No secret of any key is in this file.</p></footer>\n<script>");
    out_bytes(out, (const char *)report_js_bytes, sizeof(report_js_bytes));
    out_str(out, "</script></body></html>\n");
}

static void html_close(struct out *out, struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);
    json_t *head = value_head(report);
    const char *day = json_text(head, "as_of");

    out->failed = out->failed || head == NULL;
    put_html_head(out, day);
    put_header(out, report, day);
    put_first(out, &c->tally);
    put_charts(out, report);
    h_groups(out, &c->tally);
    h_keys(out, report);
    put_gone(out, c);
    h_regimes(out, report);
    h_controls(out, &c->tally);
    h_rules(out, &c->tally);
    h_inputs(out, c);
    put_footer(out);
    json_decref(head);
}

const struct shape shape_html = {
    .format = {"html", "one file for the browser, with charts and a page for each key", true,
               false},
    .sample = true,
    .close = html_close,
};
