// SPDX-License-Identifier: MIT
/* The summary for people, as Markdown: foreign text cannot leave its cell. */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

#define KEYS_SHOWN 50

/* ---- text ---- */

static const char *escaped(char c)
{
    static const char *const pairs[] = {"|\\|", "`\\`", "<&lt;",  ">&gt;",  "&&amp;",
                                        "[\\[", "]\\]", "*\\*",   "_\\_",   "\\\\\\",
                                        "~\\~", "!\\!", "@&#64;", "#&#35;", ":&#58;"};

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (pairs[i][0] == c)
            return pairs[i] + 1;
    return NULL;
}

static void foreign(struct out *out, const char *text, size_t length)
{
    size_t from = out->length;

    out_safe(out, text, length, 200);
    out_replace(out, from, escaped);
}

static void cell(struct out *out, const char *text)
{
    out_str(out, " ");
    foreign(out, text, strlen(text));
    out_str(out, " |");
}

static void cell_number(struct out *out, size_t n)
{
    out_str(out, " ");
    out_number(out, n);
    out_str(out, " |");
}

/* "|a|b|" and the line below it. */
static void head(struct out *out, const char *title, const char *const *names, size_t count)
{
    out_str(out, "\n## ");
    out_str(out, title);
    out_str(out, "\n\n|");
    for (size_t i = 0; i < count; i++) {
        out_char(out, ' ');
        out_str(out, names[i]);
        out_str(out, " |");
    }
    out_str(out, "\n|");
    for (size_t i = 0; i < count; i++)
        out_str(out, " --- |");
    out_char(out, '\n');
}

#define HEAD(out, title, ...)                                                                      \
    head(out, title, (const char *const[]){__VA_ARGS__},                                           \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *mark_sign(kvjwk_mark mark)
{
    return mark == KVJWK_MARK_VERIFIED ? "" : mark == KVJWK_MARK_SECONDARY ? " (2)" : " (3)";
}

/* ---- parts ---- */

static void line(struct out *out, const char *name, const char *value)
{
    out_str(out, "- ");
    out_str(out, name);
    out_str(out, ": ");
    foreign(out, value, strlen(value));
    out_char(out, '\n');
}

static void put_title(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;
    json_t *h = value_head(report);

    out->failed = out->failed || h == NULL;
    out_str(out, "# Keys: compliance report\n\n");
    line(out, "As of", json_text(h, "as_of"));
    line(out, "Edition of the documentation", report->edition->name);
    line(out, "Tool: kvjwk", kvjwk_version());
    out_str(out, "- Keys: ");
    out_number(out, t->keys);
    out_str(out, " in ");
    out_number(out, t->documents);
    out_str(out, " documents; fail ");
    out_number(out, t->verdicts[KVJWK_VERDICT_FAIL]);
    out_str(out, ", unknown ");
    out_number(out, t->verdicts[KVJWK_VERDICT_UNKNOWN]);
    out_str(out, "\n- Disallowed by a binding regime: ");
    out_number(out, t->disallowed);
    out_str(out, "\n- Not evaluated: ");
    out_number(out, t->failures);
    out_str(out, " unreadable, ");
    out_number(out, t->without_keys);
    out_str(out, " without keys\n");
    json_decref(h);
}

static void put_actions(struct out *out, const struct tally *t)
{
    struct action actions[KVJWK_CRITERIA_MAX];
    size_t count = find_actions(actions, t);

    HEAD(out, "Do first", "Keys", "Not met", "Remedy");
    for (size_t i = 0; i < count; i++) {
        out_char(out, '|');
        cell_number(out, actions[i].keys);
        cell(out, actions[i].criterion->statement);
        cell(out, actions[i].criterion->remedy);
        out_char(out, '\n');
    }
}

static void put_next_years(struct out *out, const size_t *years)
{
    const char *before = " ";

    for (size_t i = 0; i < TALLY_YEARS; i++)
        if (years[i] > 0) {
            out_str(out, before);
            out_number(out, TALLY_YEAR + i);
            out_str(out, ": ");
            out_number(out, years[i]);
            before = ", ";
        }
    out_str(out, " |\n");
}

static void put_regimes(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;

    HEAD(out, "Regimes", "Regime", "acceptable", "deprecated", "legacy", "disallowed", "unknown",
         "n/a", "Gets worse in");
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_regime *regime = kvjwk_regime_at(i);
        const size_t *n = t->standings[i];

        if (!regime_shown(report, i))
            continue;
        out_str(out, "| ");
        out_str(out, regime->title);
        out_str(out, mark_sign(regime->mark));
        out_str(out, regime->draft ? ", draft: a notice |" : " |");
        for (size_t k = 0; k < KVJWK_STATUS_NOT_APPLICABLE; k++)
            cell_number(out, n[k]);
        cell_number(out, n[KVJWK_STATUS_NOT_APPLICABLE] + n[KVJWK_STATUS_NOT_IN_FORCE]);
        put_next_years(out, t->years[i]);
    }
    out_str(out,
            "\n(2) from secondary sources; (3) from memory: look it up before you rely on it.\n");
}

static void put_names(struct out *out, const char *title, const char *const *names,
                      const size_t *counts, size_t count)
{
    HEAD(out, title, "", "Keys");
    for (size_t i = 0; i < count; i++)
        if (counts[i] > 0) {
            out_char(out, '|');
            cell(out, names[i]);
            cell_number(out, counts[i]);
            out_char(out, '\n');
        }
}

static void put_types(struct out *out, const struct tally *t)
{
    HEAD(out, "Types", "Type", "Keys");
    for (size_t k = 0; k <= TALLY_KTYS; k++)
        for (size_t p = 0; p <= TALLY_PARAMS; p++) {
            const kvjwk_kty *kty = kvjwk_kty_at(k);
            const kvjwk_param *param = kvjwk_param_at(p);

            if (t->types[k][p] == 0)
                continue;
            out_str(out, "| ");
            put_type(out, kty == NULL ? "" : kty->name, param == NULL ? "" : param->name, 0);
            out_str(out, " |");
            cell_number(out, t->types[k][p]);
            out_char(out, '\n');
        }
}

static void put_controls(struct out *out, const struct tally *t)
{
    kvjwk_control c;

    HEAD(out, "Controls", "Framework", "Control", "Asks for", "met", "not met", "unknown",
         "Whose mapping");
    for (size_t i = 0; kvjwk_control_at(&c, i); i++) {
        const size_t *n = t->mets[c.criterion - kvjwk_criterion_at(0)];

        out_str(out, "| ");
        out_str(out, c.framework);
        out_char(out, ' ');
        out_str(out, c.version);
        out_str(out, mark_sign(c.mark));
        out_str(out, " |");
        cell(out, c.control);
        cell(out, c.criterion->title);
        for (size_t k = 0; k < KVJWK_MET_NOT_APPLICABLE; k++)
            cell_number(out, n[k]);
        cell(out, c.whose);
        out_char(out, '\n');
    }
}

static void put_groups(struct out *out, const struct tally *t)
{
    const struct group **groups = tally_groups(t);

    out->failed = out->failed || (groups == NULL && t->groups.count > 0);
    if (groups == NULL)
        return;
    HEAD(out, "Groups", "Group", "Keys", "fail", "unknown", "disallowed", "historical", "expired",
         "no expiry");
    for (size_t i = 0; i < t->groups.count; i++) {
        const struct group *g = groups[i];
        const size_t counts[] = {g->keys,       g->fail,    g->unknown,  g->disallowed,
                                 g->historical, g->expired, g->no_expiry};

        out_str(out, "| ");
        foreign(out, g->name.len == 0 ? "(none)" : g->name.ptr,
                g->name.len == 0 ? strlen("(none)") : g->name.len);
        out_str(out, " |");
        for (size_t k = 0; k < ARRAY_LEN(counts); k++)
            cell_number(out, counts[k]);
        out_char(out, '\n');
    }
    free(groups);
}

static void put_key(struct out *out, const json_t *row)
{
    struct out text = {0};
    const json_t *findings = json_object_get(row, "findings");

    put_label(&text, row);
    out_str(out, "| ");
    foreign(out, text.text, text.length);
    out_str(out, " |");
    out->failed = out->failed || text.failed;
    out_reset(&text);
    put_type(&text, json_text(row, "kty"), json_text(row, "crv"), json_number(row, "size", 0));
    out_char(&text, '\0');
    cell(out, text.failed ? "" : text.text);
    cell(out, json_text(row, "protection"));
    cell(out, json_text(row, "state"));
    cell(out, json_text(row, "verdict"));
    cell(out, json_text(json_array_get(findings, 0), "rule"));
    cell(out, json_text(row, "change"));
    out_char(out, '\n');
    part_free(out, &text);
}

static void put_keys(struct out *out, const struct compliance *c)
{
    HEAD(out, "Keys with the most to do", "Key", "Type", "Protection", "State", "Verdict",
         "First finding", "Change");
    for (size_t i = 0; i < c->sample.count && i < KEYS_SHOWN; i++) {
        json_t *row = parse_line(c->sample.items[i].line, c->sample.items[i].length);

        out->failed = out->failed || row == NULL;
        put_key(out, row);
        json_decref(row);
    }
}

static void put_compared(struct out *out, const struct kvjwk_report *report)
{
    kvjwk_compliance_totals t;

    if (compliance_of(report)->options.past == NULL)
        return;
    kvjwk_compliance_total(&t, report);
    HEAD(out, "Since the earlier report", "weaker", "stronger", "new", "gone");
    out_char(out, '|');
    cell_number(out, t.weaker);
    cell_number(out, t.stronger);
    cell_number(out, t.added);
    cell_number(out, t.gone);
    out_char(out, '\n');
}

static void put_inputs(struct out *out, const struct compliance *c)
{
    HEAD(out, "Inputs", "File", "Bytes", "SHA-256");
    for (size_t i = 0; i < c->input_count; i++) {
        out_char(out, '|');
        cell(out, c->inputs[i].file);
        cell_number(out, (size_t)c->inputs[i].bytes);
        cell(out, c->inputs[i].sha256 == NULL ? "not known" : c->inputs[i].sha256);
        out_char(out, '\n');
    }
}

static void markdown_close(struct out *out, struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    put_title(out, report);
    put_compared(out, report);
    put_actions(out, &c->tally);
    put_regimes(out, report);
    put_names(out, "Protection", protection_names, c->tally.protections, PROTECTIONS);
    put_names(out, "FIPS certificates", validity_names, c->tally.validities, VALIDITIES);
    put_names(out, "Expiry", expiry_names, c->tally.expiries, EXPIRIES);
    put_names(out, "Age", age_names, c->tally.ages, AGES);
    put_types(out, &c->tally);
    put_controls(out, &c->tally);
    put_groups(out, &c->tally);
    put_keys(out, c);
    put_inputs(out, c);
}

const struct shape shape_markdown = {
    .format = {"markdown", "the summary as Markdown", true, false},
    .sample = true,
    .close = markdown_close,
};
