// SPDX-License-Identifier: MIT
/* A row for each key, with a column for each regime and criterion. */
#include "compliance/compliance.h"

#include <string.h>

static const char *const columns[] = {
    "file",     "line",       "pointer",      "kid",      "container", "name",
    "version",  "group",      "kty",          "size",     "crv",       "thumbprint",
    "state",    "created",    "nbf",          "exp",      "age_days",  "remaining_days",
    "rotates",  "protection", "hsm_platform", "strength", "verdict",   "errors",
    "warnings", "notes",      "unknowns",
};

static const char *const fips_columns[] = {"standard", "level", "state", "since"};

static void cell(struct out *out, const json_t *value)
{
    struct out text = {0};

    if (json_is_integer(value)) {
        put_integer(&text, json_integer_value(value));
        out_char(out, ',');
        out_bytes(out, text.text, text.length);
        part_free(out, &text);
        return;
    }
    csv_cell(out, json_string_value(value), json_string_length(value));
}

static void cell_text(struct out *out, const char *text)
{
    csv_cell(out, text, strlen(text));
}

/* Names in an array, with blanks between them. */
static void cell_list(struct out *out, const json_t *array, const char *member)
{
    struct out text = {0};

    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);

        if (i > 0)
            out_char(&text, ' ');
        out_str(&text, member == NULL ? json_string_value(item) : json_text(item, member));
    }
    csv_cell(out, text.length == 0 ? "" : text.text, text.length);
    part_free(out, &text);
}

static void csv_open(struct out *out, const struct kvjwk_report *report)
{
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        out_str(out, i > 0 ? "," : "");
        out_str(out, columns[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(fips_columns); i++) {
        out_str(out, ",fips_");
        out_str(out, fips_columns[i]);
    }
    out_str(out, ",key_ops,cryptoperiod_ends,findings");
    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        for (int k = 0; regime_shown(report, i) && k < 4; k++) {
            static const char *const parts[] = {"", " next", " from", " avoid"};

            out_char(out, ',');
            out_str(out, kvjwk_regime_at(i)->name);
            out_str(out, parts[k]);
        }
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        out_char(out, ',');
        out_str(out, kvjwk_criterion_at(i)->name);
    }
    if (compliance_of(report)->options.past != NULL)
        out_str(out, ",change,because");
    out_str(out, "\r\n");
}

static void csv_regimes(struct out *out, const struct kvjwk_report *report, const json_t *regimes)
{
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const json_t *v = json_object_get(regimes, kvjwk_regime_at(i)->name);

        if (!regime_shown(report, i))
            continue;
        cell_text(out, json_text(v, "status"));
        cell_text(out, json_text(v, "next"));
        cell_text(out, json_text(v, "next_from"));
        cell_list(out, json_object_get(v, "avoid"), "alg");
    }
}

static void csv_row(struct out *out, const struct kvjwk_report *report, const struct row *row,
                    struct span line, const json_t *json)
{
    const json_t *fips = json_object_get(json, "fips"),
                 *criteria = json_object_get(json, "criteria");
    struct out text = {0};

    (void)row;
    (void)line;
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        cell(&text, json_object_get(json, columns[i]));
    for (size_t i = 0; i < ARRAY_LEN(fips_columns); i++)
        cell(&text, json_object_get(fips, fips_columns[i]));
    cell_list(&text, json_object_get(json, "key_ops"), NULL);
    cell_text(&text, json_text(json_object_get(json, "cryptoperiod"), "ends"));
    cell_list(&text, json_object_get(json, "findings"), "rule");
    csv_regimes(&text, report, json_object_get(json, "regimes"));
    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        cell_text(&text, json_text(criteria, kvjwk_criterion_at(i)->name));
    if (compliance_of(report)->options.past != NULL) {
        cell_text(&text, json_text(json, "change"));
        cell_list(&text, json_object_get(json, "because"), NULL);
    }
    if (!text.failed)
        out_bytes(out, text.text + 1, text.length - 1); /* without the first comma */
    out_str(out, "\r\n");
    part_free(out, &text);
}

const struct shape shape_csv = {
    .format = {"csv", "a row for each key, for spreadsheets", true, false},
    .json = true,
    .open = csv_open,
    .row = csv_row,
};
