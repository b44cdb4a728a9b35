// SPDX-License-Identifier: MIT
/* The summary as one JSON object: every counter, and the keys with the most to do. */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists of counters ---- */

static void put_number(struct out *out, const char *name, size_t n)
{
    put_member_number(out, name, (int64_t)n, true);
}

static void put_counts(struct out *out, const char *name, const size_t *counts, size_t count,
                       const char *(*name_of)(size_t i))
{
    put_name(out, name);
    for (size_t i = 0; i < count; i++) {
        out_char(out, i == 0 ? '{' : ',');
        put_string(out, name_of(i));
        out_char(out, ':');
        out_number(out, counts[i]);
    }
    out_char(out, '}');
}

#define NAMES(function, table)                                                                     \
    static const char *function(size_t i)                                                          \
    {                                                                                              \
        return table[i];                                                                           \
    }

NAMES(expiry_name, expiry_names)
NAMES(age_name, age_names)
NAMES(protection_name, protection_names)
NAMES(validity_name, validity_names)

static const char *state_name(size_t i)
{
    return kvjwk_state_name((kvjwk_state)i);
}

static const char *standing_name(size_t i)
{
    return kvjwk_standing_name((kvjwk_standing)i);
}

static const char *met_name(size_t i)
{
    return kvjwk_met_name((kvjwk_met)i);
}

static const char *level_name(size_t i)
{
    static const char *const names[] = {"unknown", "1", "2", "3", "4"};

    return names[i];
}

/* ---- parts ---- */

static void put_summary_counts(struct out *out, const struct tally *t)
{
    put_name(out, "summary");
    out_str(out, "{\"keys\":");
    out_number(out, t->keys);
    put_number(out, "documents", t->documents);
    put_number(out, "pass", t->verdicts[KVJWK_VERDICT_PASS]);
    put_number(out, "fail", t->verdicts[KVJWK_VERDICT_FAIL]);
    put_number(out, "unknown", t->verdicts[KVJWK_VERDICT_UNKNOWN]);
    put_number(out, "disallowed", t->disallowed);
    put_number(out, "errors", t->errors);
    put_number(out, "warnings", t->warnings);
    put_number(out, "notes", t->notes);
    put_number(out, "unknowns", t->unknowns);
    put_number(out, "rotation_policies", t->policies);
    put_counts(out, "protection", t->protections, PROTECTIONS, protection_name);
    put_counts(out, "fips_state", t->validities, VALIDITIES, validity_name);
    put_counts(out, "fips_level", t->levels, 5, level_name);
    put_counts(out, "state", t->states, KVJWK_STATES, state_name);
    put_counts(out, "expiry", t->expiries, EXPIRIES, expiry_name);
    put_counts(out, "age", t->ages, AGES, age_name);
    out_char(out, '}');
}

static const char *kty_name(size_t i)
{
    const kvjwk_kty *kty = kvjwk_kty_at(i);

    return kty == NULL ? "unknown" : kty->name;
}

static void put_types(struct out *out, const struct tally *t)
{
    const char *before = "[";

    put_name(out, "types");
    for (size_t k = 0; k <= TALLY_KTYS; k++)
        for (size_t p = 0; p <= TALLY_PARAMS; p++) {
            const kvjwk_param *param = kvjwk_param_at(p);

            if (t->types[k][p] == 0)
                continue;
            out_str(out, before);
            out_str(out, "{\"kty\":");
            put_string(out, kty_name(k));
            put_member(out, "param", param == NULL ? "unknown" : param->name);
            put_number(out, "keys", t->types[k][p]);
            out_char(out, '}');
            before = ",";
        }
    out_str(out, *before == '[' ? "[]" : "]");
}

static void put_years(struct out *out, const size_t *years)
{
    const char *before = "{";

    put_name(out, "changes_in");
    for (size_t i = 0; i < TALLY_YEARS; i++)
        if (years[i] > 0) {
            out_str(out, before);
            out_char(out, '"');
            out_number(out, TALLY_YEAR + i);
            out_str(out, "\":");
            out_number(out, years[i]);
            before = ",";
        }
    out_str(out, *before == '{' ? "{}" : "}");
}

static void put_regimes(struct out *out, const struct kvjwk_report *report)
{
    const struct tally *t = &compliance_of(report)->tally;
    const char *before = "[";

    put_name(out, "regime_results");
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_regime *regime = kvjwk_regime_at(i);

        if (!regime_shown(report, i))
            continue;
        out_str(out, before);
        out_str(out, "{\"regime\":");
        put_string(out, regime->name);
        put_member(out, "title", regime->title);
        put_member(out, "document", regime->document);
        put_member(out, "published", regime->published);
        put_member(out, "force", regime->draft ? "draft" : "binding");
        put_member(out, "mark", kvjwk_mark_name(regime->mark));
        put_counts(out, "keys", t->standings[i], KVJWK_STANDINGS, standing_name);
        put_years(out, t->years[i]);
        out_char(out, '}');
        before = ",";
    }
    out_char(out, ']');
}

static void put_criteria(struct out *out, const struct tally *t)
{
    put_name(out, "criteria");
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        const kvjwk_criterion *c = kvjwk_criterion_at(i);

        out_str(out, i == 0 ? "[{\"criterion\":" : ",{\"criterion\":");
        put_string(out, c->name);
        put_member(out, "statement", c->statement);
        put_member(out, "remedy", c->remedy);
        put_counts(out, "keys", t->mets[i], KVJWK_METS, met_name);
        out_char(out, '}');
    }
    out_char(out, ']');
}

static void put_controls(struct out *out, const struct tally *t)
{
    kvjwk_control c;

    put_name(out, "controls");
    for (size_t i = 0; kvjwk_control_at(&c, i); i++) {
        size_t criterion = (size_t)(c.criterion - kvjwk_criterion_at(0));

        out_str(out, i == 0 ? "[{\"framework\":" : ",{\"framework\":");
        put_string(out, c.framework);
        put_member(out, "version", c.version);
        put_member(out, "control", c.control);
        put_member(out, "mapping", c.whose);
        put_member(out, "mark", kvjwk_mark_name(c.mark));
        put_member(out, "criterion", c.criterion->name);
        put_counts(out, "keys", t->mets[criterion], KVJWK_METS, met_name);
        out_char(out, '}');
    }
    out_char(out, ']');
}

static void put_actions(struct out *out, const struct tally *t)
{
    struct action actions[KVJWK_CRITERIA_MAX];
    size_t count = find_actions(actions, t);

    put_name(out, "actions");
    out_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        out_str(out, i == 0 ? "{\"criterion\":" : ",{\"criterion\":");
        put_string(out, actions[i].criterion->name);
        put_number(out, "keys", actions[i].keys);
        put_member(out, "remedy", actions[i].criterion->remedy);
        out_char(out, '}');
    }
    out_char(out, ']');
}

static void put_rules(struct out *out, const struct tally *t)
{
    const char *before = "[";

    put_name(out, "rules");
    for (size_t i = 0; kvjwk_rule_at(i) != NULL && i < TALLY_RULES; i++) {
        if (t->rules[i] == 0)
            continue;
        out_str(out, before);
        out_str(out, "{\"rule\":");
        put_string(out, kvjwk_rule_at(i)->id);
        put_number(out, "errors", t->severities[i][KVJWK_ERROR]);
        put_number(out, "warnings", t->severities[i][KVJWK_WARNING]);
        put_number(out, "notes", t->severities[i][KVJWK_NOTE]);
        out_char(out, '}');
        before = ",";
    }
    out_str(out, *before == '[' ? "[]" : "]");
}

static void put_groups(struct out *out, const struct tally *t)
{
    const struct group **groups = tally_groups(t);

    out->failed = out->failed || (groups == NULL && t->groups.count > 0);
    put_name(out, "groups");
    out_char(out, '[');
    for (size_t i = 0; groups != NULL && i < t->groups.count; i++) {
        const struct group *g = groups[i];

        out_str(out, i == 0 ? "{\"group\":" : ",{\"group\":");
        put_text(out, g->name);
        put_number(out, "keys", g->keys);
        put_number(out, "fail", g->fail);
        put_number(out, "unknown", g->unknown);
        put_number(out, "disallowed", g->disallowed);
        put_number(out, "historical", g->historical);
        put_number(out, "expired", g->expired);
        put_number(out, "no_expiry", g->no_expiry);
        out_char(out, '}');
    }
    out_char(out, ']');
    free(groups);
}

/* ---- against the past ---- */

struct listing {
    struct out *out;
    bool begun;
};

static void put_gone(void *ctx, const char *label)
{
    struct listing *l = ctx;

    if (l->begun)
        out_char(l->out, ',');
    l->begun = true;
    put_string(l->out, label);
}

static void put_compared(struct out *out, const struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);
    struct listing list = {out, false};
    kvjwk_compliance_totals totals;

    if (c->options.past == NULL)
        return;
    kvjwk_compliance_total(&totals, report);
    put_name(out, "compared");
    out_str(out, "{\"weaker\":");
    out_number(out, totals.weaker);
    put_number(out, "stronger", totals.stronger);
    put_number(out, "same", c->tally.changes[CHANGE_SAME]);
    put_number(out, "new", totals.added);
    put_number(out, "gone", totals.gone);
    put_name(out, "gone_keys");
    out_char(out, '[');
    past_gone(c->options.past, put_gone, &list, PROBLEMS_KEPT);
    out_str(out, "]}");
}

/* ---- what was read ---- */

static void put_lines(struct out *out, const char *lines, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *end = memchr(lines + at, '\n', length - at);
        size_t n = (size_t)(end - (lines + at));

        if (at > 0)
            out_char(out, ',');
        out_bytes(out, lines + at, n);
        at += n + 1;
    }
}

static void put_inputs(struct out *out, const struct compliance *c)
{
    const struct tally *t = &c->tally;

    put_name(out, "not_evaluated");
    out_str(out, "{\"unreadable\":");
    out_number(out, t->failures);
    put_number(out, "without_keys", t->without_keys);
    put_name(out, "first");
    out_char(out, '[');
    put_lines(out, c->problems.text, c->problems.length);
    out_str(out, "]}");
    put_name(out, "inputs");
    out_char(out, '[');
    for (size_t i = 0; i < c->input_count; i++) {
        if (i > 0)
            out_char(out, ',');
        put_input(out, &c->inputs[i]);
    }
    out_char(out, ']');
}

static void put_sample(struct out *out, const struct compliance *c)
{
    put_name(out, "sample");
    out_str(out, "{\"of\":");
    out_number(out, c->tally.keys);
    put_number(out, "shown", c->sample.count);
    put_name(out, "keys");
    out_char(out, '[');
    for (size_t i = 0; i < c->sample.count; i++) {
        out_str(out, i == 0 ? "\n" : ",\n");
        out_bytes(out, c->sample.items[i].line, c->sample.items[i].length);
    }
    out_str(out, "]}");
}

static void json_close(struct out *out, struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    put_head(out, report);
    if (out->failed)
        return;
    out->length--; /* the brace */
    put_summary_counts(out, &c->tally);
    put_actions(out, &c->tally);
    put_regimes(out, report);
    put_types(out, &c->tally);
    put_criteria(out, &c->tally);
    put_controls(out, &c->tally);
    put_rules(out, &c->tally);
    put_groups(out, &c->tally);
    put_compared(out, report);
    put_inputs(out, c);
    put_sample(out, c);
    out_str(out, "}\n");
}

const struct shape shape_json = {
    .format = {"json", "one object: all counters, and the keys with the most to do", true, false},
    .sample = true,
    .close = json_close,
};
