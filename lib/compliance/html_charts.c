// SPDX-License-Identifier: MIT
/* Charts as inline SVG. Each says in words what it shows; colours come from the style alone. */
#include "compliance/html.h"

#include <string.h>

#include "text/duration.h"

/* ---- shapes ---- */

static void attribute(struct out *out, const char *name, size_t n)
{
    out_char(out, ' ');
    out_str(out, name);
    out_str(out, "=\"");
    out_number(out, n);
    out_char(out, '"');
}

static void svg(struct out *out, size_t width, size_t height, const char *title)
{
    out_str(out, "<svg role=\"img\" viewBox=\"0 0 ");
    out_number(out, width);
    out_char(out, ' ');
    out_number(out, height);
    out_char(out, '"');
    attribute(out, "width", width);
    out_str(out, " aria-label=\"");
    h_text(out, title);
    out_str(out, "\">");
}

static void rect(struct out *out, const char *class, size_t x, size_t y, size_t width,
                 size_t height)
{
    out_str(out, "<rect class=\"");
    out_str(out, class);
    out_char(out, '"');
    attribute(out, "x", x);
    attribute(out, "y", y);
    attribute(out, "width", width);
    attribute(out, "height", height);
    out_str(out, "/>");
}

/* anchor: "start", "middle" or "end" */
static void text_at(struct out *out, const char *class, const char *anchor, size_t x, size_t y)
{
    out_str(out, "<text class=\"");
    out_str(out, class);
    out_str(out, "\" text-anchor=\"");
    out_str(out, anchor);
    out_char(out, '"');
    attribute(out, "x", x);
    attribute(out, "y", y);
    out_char(out, '>');
}

static void label(struct out *out, const char *class, const char *anchor, size_t x, size_t y,
                  const char *text)
{
    text_at(out, class, anchor, x, y);
    h_text(out, text);
    out_str(out, "</text>");
}

static void number_at(struct out *out, const char *class, const char *anchor, size_t x, size_t y,
                      size_t n)
{
    text_at(out, class, anchor, x, y);
    h_number(out, n);
    out_str(out, "</text>");
}

static void legend_item(struct out *out, const char *class, const char *text)
{
    out_str(out, "<li><svg width=\"11\" height=\"11\" aria-hidden=\"true\"><rect width=\"11\" "
                 "height=\"11\" rx=\"3\" class=\"");
    out_str(out, class);
    out_str(out, "\"/></svg>");
    h_text(out, text);
    out_str(out, "</li>");
}

/* ---- regimes: a bar for each ---- */

#define LABEL_WIDTH ((size_t)228)
#define BAR_WIDTH ((size_t)850)
#define ROW_HEIGHT ((size_t)32)

static const char *const standing_classes[KVJWK_STANDINGS] = {
    "f-acceptable", "f-deprecated",     "f-legacy",      "f-disallowed",
    "f-unknown",    "f-not-applicable", "f-not-in-force"};

static void regime_bar(struct out *out, const size_t *counts, size_t total, size_t y)
{
    static const kvjwk_standing order[] = {KVJWK_STATUS_ACCEPTABLE,  KVJWK_STATUS_DEPRECATED,
                                           KVJWK_STATUS_LEGACY,      KVJWK_STATUS_DISALLOWED,
                                           KVJWK_STATUS_UNKNOWN,     KVJWK_STATUS_NOT_APPLICABLE,
                                           KVJWK_STATUS_NOT_IN_FORCE};
    size_t done = 0;

    for (size_t i = 0; i < ARRAY_LEN(order) && total > 0; i++) {
        size_t n = counts[order[i]];
        size_t from = done * BAR_WIDTH / total, to = (done + n) * BAR_WIDTH / total;

        done += n;
        if (n == 0)
            continue;
        rect(out, standing_classes[order[i]], LABEL_WIDTH + from, y,
             to > from + 2 ? to - from - 1 : 1, 22);
        if (to - from >= 40 && order[i] <= KVJWK_STATUS_UNKNOWN)
            number_at(out, "on", "middle", LABEL_WIDTH + (from + to) / 2, y + 15, n);
    }
}

void html_regime_chart(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;
    size_t shown = 0, y = 4;

    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        shown += regime_shown(report, i);
    svg(out, LABEL_WIDTH + BAR_WIDTH + 4, shown * ROW_HEIGHT + 4,
        "Standing of the keys in each regime; the table of regimes has the same numbers");
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_regime *regime = kvjwk_regime_at(i);

        if (!regime_shown(report, i))
            continue;
        label(out, "", "end", LABEL_WIDTH - 12, y + 16, regime->title);
        regime_bar(out, t->standings[i], t->keys, y);
        y += ROW_HEIGHT;
    }
    out_str(out, "</svg><ul class=\"legend\">");
    for (size_t i = 0; i < KVJWK_STATUS_NOT_IN_FORCE; i++)
        legend_item(out, standing_classes[i], kvjwk_standing_name((kvjwk_standing)i));
    out_str(out, "</ul>");
}

/* ---- the years to come: a circle for each year in which keys get worse ---- */

#define YEARS_SHOWN ((size_t)12)
#define YEAR_WIDTH ((size_t)70)

static size_t square_root(size_t n)
{
    size_t root = 0;

    while ((root + 1) * (root + 1) <= n)
        root++;
    return root;
}

static void year_circles(struct out *out, const size_t *years, size_t first, size_t total, size_t y)
{
    for (size_t k = 0; k < YEARS_SHOWN && first + k < TALLY_YEARS; k++) {
        size_t n = years[first + k], x = LABEL_WIDTH + YEAR_WIDTH / 2 + k * YEAR_WIDTH;
        size_t radius = 4 + square_root(169 * n / total);

        if (n == 0)
            continue;
        out_str(out, "<circle class=\"f-disallowed\"");
        attribute(out, "cx", x);
        attribute(out, "cy", y);
        attribute(out, "r", radius);
        out_str(out, "/>");
        number_at(out, "", "start", x + radius + 5, y + 5, n);
    }
}

static size_t year_of(const struct kvjwk_report *report)
{
    char day[24];
    size_t year = 0;

    date_format(day, sizeof(day), report->check.now);
    for (const char *c = day; *c >= '0' && *c <= '9'; c++)
        year = year * 10 + (size_t)(*c - '0');
    return year < TALLY_YEAR ? TALLY_YEAR : year;
}

static void year_grid(struct out *out, size_t year, size_t height)
{
    for (size_t k = 0; k < YEARS_SHOWN; k++) {
        size_t x = LABEL_WIDTH + YEAR_WIDTH / 2 + k * YEAR_WIDTH;

        out_str(out, "<line class=\"grid\"");
        attribute(out, "x1", x);
        attribute(out, "x2", x);
        attribute(out, "y1", 22);
        attribute(out, "y2", height);
        out_str(out, "/>");
        text_at(out, "soft", "middle", x, 14);
        out_number(out, year + k);
        out_str(out, "</text>");
    }
}

void html_years_chart(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;
    size_t year = year_of(report), rows = 0, y = 44;

    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        for (size_t k = 0; k < TALLY_YEARS; k++)
            if (regime_shown(report, i) && t->years[i][k] > 0) {
                rows++;
                break;
            }
    if (rows == 0) {
        out_str(out, "<p>No standing changes by what is known today.</p>");
        return;
    }
    svg(out, LABEL_WIDTH + YEARS_SHOWN * YEAR_WIDTH, rows * 40 + 30,
        "Keys whose standing gets worse, by year and regime; the table of regimes has the same "
        "numbers");
    year_grid(out, year, rows * 40 + 24);
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        size_t sum = 0;

        for (size_t k = 0; regime_shown(report, i) && k < TALLY_YEARS; k++)
            sum += t->years[i][k];
        if (sum == 0)
            continue;
        label(out, "", "end", LABEL_WIDTH - 12, y + 5, kvjwk_regime_at(i)->title);
        year_circles(out, t->years[i], year - TALLY_YEAR, t->keys, y);
        y += 40;
    }
    out_str(out, "</svg>");
}

/* ---- protection: a ring ---- */

static void protection_label(struct out *out, const struct kvjwk_report *report, size_t i, size_t y)
{
    const kvjwk_fips *fips = kvjwk_fips_find(report->edition, protection_names[i]);

    text_at(out, "soft", "start", 224, y);
    out_str(out, protection_names[i]);
    if (fips != NULL) {
        out_str(out, ": ");
        out_str(out, fips->standard);
        out_str(out, " Level ");
        out_number(out, fips->level);
    }
    out_str(out, "</text>");
}

void html_protection_chart(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;
    size_t done = 0;

    svg(out, 440, 190, "Keys by what protects them");
    for (size_t i = 0; i < PROTECTIONS && t->keys > 0; i++) {
        size_t from = done * 1000 / t->keys, to = (done + t->protections[i]) * 1000 / t->keys;

        done += t->protections[i];
        if (to == from)
            continue;
        out_str(out, "<circle cx=\"95\" cy=\"95\" r=\"75\" pathLength=\"1000\" class=\"ring r");
        out_number(out, i);
        out_str(out, "\" transform=\"rotate(-90 95 95)\" stroke-dasharray=\"");
        out_number(out, to - from);
        out_str(out, " 1000\" stroke-dashoffset=\"");
        if (from > 0)
            out_char(out, '-');
        out_number(out, from);
        out_str(out, "\"/>");
    }
    number_at(out, "big", "middle", 95, 101, t->keys);
    label(out, "soft", "middle", 95, 120, "keys");
    for (size_t i = 0, y = 46; i < PROTECTIONS; i++) {
        char class[] = "k0";

        if (t->protections[i] == 0)
            continue;
        class[1] = (char)('0' + i);
        rect(out, class, 206, y - 10, 11, 11);
        number_at(out, "", "start", 224, y, t->protections[i]);
        protection_label(out, report, i, y + 15);
        y += 38;
    }
    out_str(out, "</svg>");
}

/* ---- bars ---- */

void html_bars(struct out *out, const char *title, const char *const *names, const size_t *counts,
               const char *const *classes, size_t count)
{
    size_t most = 1, rows = 0, y = 2;

    for (size_t i = 0; i < count; i++) {
        most = counts[i] > most ? counts[i] : most;
        rows += counts[i] > 0;
    }
    svg(out, 440, rows * 26 + 4, title);
    for (size_t i = 0; i < count; i++) {
        if (counts[i] == 0)
            continue;
        label(out, "", "end", 136, y + 14, names[i]);
        rect(out, classes == NULL ? "f-bar" : classes[i], 146, y, counts[i] * 230 / most + 2, 18);
        number_at(out, "", "start", 146 + counts[i] * 230 / most + 9, y + 14, counts[i]);
        y += 26;
    }
    out_str(out, "</svg>");
}

#define TYPES_SHOWN 10

struct type_bar {
    char name[64];
    size_t keys;
};

/* Into its place among the largest. */
static void insert(struct type_bar *bars, size_t *count, const struct type_bar *new)
{
    size_t i = *count < TYPES_SHOWN ? (*count)++ : TYPES_SHOWN - 1;

    if (i == TYPES_SHOWN - 1 && *count == TYPES_SHOWN && bars[i].keys >= new->keys)
        return;
    for (; i > 0 && bars[i - 1].keys < new->keys; i--)
        bars[i] = bars[i - 1];
    bars[i] = *new;
}

static void name_type(struct type_bar *bar, size_t kty, size_t param)
{
    const kvjwk_kty *k = kvjwk_kty_at(kty);
    const kvjwk_param *p = kvjwk_param_at(param);
    struct out text = {bar->name, 0, sizeof(bar->name), false};

    put_type(&text, k == NULL ? "" : k->name, p == NULL ? "" : p->name, 0);
    bar->name[text.length < sizeof(bar->name) ? text.length : sizeof(bar->name) - 1] = '\0';
}

void html_type_chart(struct out *out, const struct tally *t)
{
    struct type_bar bars[TYPES_SHOWN] = {{"", 0}}, bar;
    const char *names[TYPES_SHOWN];
    size_t counts[TYPES_SHOWN], count = 0;

    for (size_t k = 0; k <= TALLY_KTYS; k++)
        for (size_t p = 0; p <= TALLY_PARAMS; p++)
            if (t->types[k][p] > 0) {
                bar.keys = t->types[k][p];
                name_type(&bar, k, p);
                insert(bars, &count, &bar);
            }
    for (size_t i = 0; i < count; i++) {
        names[i] = bars[i].name;
        counts[i] = bars[i].keys;
    }
    html_bars(out, "The most frequent types of keys", names, counts, NULL, count);
}
