// SPDX-License-Identifier: MIT
/* The small numbers of a row: from a key, and from the line of a row. */
#include "compliance/row.h"

#include <stdlib.h>
#include <string.h>

const char *const expiry_names[EXPIRIES] = {"expired",       "within-30-days", "within-90-days",
                                            "within-a-year", "later",          "no-expiry",
                                            "unknown"};
const char *const age_names[AGES] = {"below-1-year", "1-to-2-years",  "2-to-3-years",
                                     "3-to-5-years", "above-5-years", "unknown"};
const char *const protection_names[PROTECTIONS] = {"software", "platform-1", "platform-2",
                                                   "managed-hsm", "unknown"};
const char *const validity_names[VALIDITIES] = {"active", "historical", "unknown"};
const char *const change_names[CHANGES] = {"", "same", "stronger", "weaker", "new"};

size_t rule_place(const kvjwk_rule *rule)
{
    return (size_t)(rule - kvjwk_rule_at(0)); /* the rows are one table */
}

/* ---- shared ---- */

static enum expiry expiry_of(int64_t remaining)
{
    if (remaining < 0)
        return EXPIRY_PAST;
    if (remaining < 30)
        return EXPIRY_30;
    if (remaining < 90)
        return EXPIRY_90;
    return remaining < 365 ? EXPIRY_YEAR : EXPIRY_LATER;
}

static enum age age_of(int64_t days)
{
    if (days < 365)
        return AGE_YEAR;
    if (days < 2 * 365)
        return AGE_2;
    if (days < 3 * 365)
        return AGE_3;
    return days < 5 * 365 ? AGE_5 : AGE_MORE;
}

static int name_place(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; name != NULL && i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return (int)count - 1; /* the last is "unknown" */
}

static short year_of(const char *date)
{
    return (short)(date == NULL ? 0 : strtol(date, NULL, 10));
}

/* A key that fails outweighs all the rest; what is draft does not count. */
void row_rank(struct row *row)
{
    unsigned rank = row->verdict == KVJWK_VERDICT_FAIL ? 1000 : 0;

    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        if (row->met[i] == KVJWK_MET_NO)
            rank += kvjwk_criterion_at(i)->weight * 10;
    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        if (!kvjwk_regime_at(i)->draft && row->standing[i] == KVJWK_STATUS_DISALLOWED)
            rank += 10;
    if (row->change == CHANGE_WEAKER)
        rank += 2000;
    row->rank = rank;
}

/* ---- from a key ---- */

static int kty_place(const kvjwk_kty *kty)
{
    return kty == NULL ? -1 : (int)(kty - kvjwk_kty_at(0));
}

static int param_place(const kvjwk_param *param)
{
    /* what no line of a row tells is not counted */
    if (param == NULL || strcmp(param->base, "AKP") == 0)
        return -1;
    return (int)(param - kvjwk_param_at(0));
}

static void count_life(struct row *out, const kvjwk_life *life)
{
    out->state = life->state;
    out->has_expiry = life->exp.told == KVJWK_TOLD;
    out->expiry = out->has_expiry                  ? expiry_of(life->remaining_days)
                  : life->exp.told == KVJWK_ABSENT ? EXPIRY_NONE
                                                   : EXPIRY_UNKNOWN;
    out->age = life->created.told == KVJWK_TOLD ? age_of(life->age_days) : AGE_UNKNOWN;
    out->created = life->created.told == KVJWK_TOLD ? life->age_days : INT64_MAX;
}

static void count_regimes(struct row *out, const struct row_source *s)
{
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_verdict_of_regime *v = &s->assessment->regimes[i];

        out->standing[i] = KVJWK_STATUS_NOT_APPLICABLE;
        if (s->options->selected != 0 && !(s->options->selected >> i & 1))
            continue;
        out->standing[i] = (unsigned char)v->standing;
        out->next_year[i] = year_of(v->next == NULL ? NULL : v->next->from);
    }
}

void row_of_key(struct row *out, const struct row_source *s)
{
    const kvjwk_key *key = s->key;
    const kvjwk_assessment *a = s->assessment;
    const kvjwk_home home = kvjwk_key_home(key);

    memset(out, 0, sizeof(*out));
    out->kid = span_of(key->kid, key->kid_length);
    if (home.container.told == KVJWK_TOLD)
        out->container = span_of(home.container.text, home.container.length);
    if (home.name.told == KVJWK_TOLD)
        out->key = span_of(home.name.text, home.name.length);
    out->group = s->group;
    out->file = span_str(s->document->file);
    out->line = s->document->record ? s->document->line : 0;
    if (key->pointer != NULL)
        out->pointer = span_str(key->pointer);
    if (s->thumbprint != NULL)
        out->thumbprint = span_str(s->thumbprint);
    out->verdict = key->verdict;
    out->kty = kty_place(key->kty);
    out->param = param_place(key->param);
    out->bits = key->bits;
    out->strength = a->strength;
    out->level = a->fips == NULL ? 0 : a->fips->level;
    out->protection = (enum protection)name_place(protection_names, PROTECTIONS, a->protection);
    out->validity = (enum validity)name_place(validity_names, VALIDITIES,
                                              a->validation == NULL ? NULL : a->validation->state);
    count_life(out, &a->life);
    count_regimes(out, s);
    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        out->met[i] = (unsigned char)a->criteria[i];
    for (size_t i = 0; i < s->noted->count; i++) {
        out->rules[i] = (short)rule_place(s->noted->items[i].rule);
        out->severities[i] = (unsigned char)s->noted->items[i].severity;
    }
    out->rule_count = s->noted->count;
    out->errors = key->errors;
    out->warnings = key->warnings;
    out->notes = key->notes;
    out->unknowns = key->unknowns;
    row_rank(out);
}

/* ---- from a line ---- */

static struct span text_of(const json_t *json, const char *name)
{
    const json_t *value = json_object_get(json, name);

    return json_is_string(value) ? span_of(json_string_value(value), json_string_length(value))
                                 : span_of(NULL, 0);
}

static const char *string_of(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

static int64_t number_of(const json_t *json, const char *name)
{
    return json_integer_value(json_object_get(json, name));
}

static void read_regimes(struct row *out, const json_t *regimes)
{
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const json_t *v = json_object_get(regimes, kvjwk_regime_at(i)->name);
        kvjwk_standing standing = KVJWK_STATUS_NOT_APPLICABLE;

        kvjwk_standing_find(&standing, string_of(v, "status"));
        out->standing[i] = (unsigned char)standing;
        out->next_year[i] = year_of(string_of(v, "next_from"));
    }
}

static void read_criteria(struct row *out, const json_t *criteria)
{
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        kvjwk_met met = KVJWK_MET_UNKNOWN;

        kvjwk_met_find(&met, string_of(criteria, kvjwk_criterion_at(i)->name));
        out->met[i] = (unsigned char)met;
    }
}

static kvjwk_severity severity_of(const char *name)
{
    for (int i = KVJWK_ERROR; i > KVJWK_NOTE; i--)
        if (name != NULL && strcmp(kvjwk_severity_name((kvjwk_severity)i), name) == 0)
            return (kvjwk_severity)i;
    return KVJWK_NOTE; /* also "unknown" */
}

static void read_findings(struct row *out, const json_t *findings)
{
    for (size_t i = 0; i < json_array_size(findings) && out->rule_count < ROW_FINDINGS; i++) {
        const json_t *f = json_array_get(findings, i);
        const kvjwk_rule *rule = kvjwk_rule_find(string_of(f, "rule"));

        if (rule == NULL)
            continue;
        out->rules[out->rule_count] = (short)rule_place(rule);
        out->severities[out->rule_count++] = (unsigned char)severity_of(string_of(f, "severity"));
    }
}

static void read_type(struct row *out, const json_t *json)
{
    const char *kty = string_of(json, "kty"), *crv = string_of(json, "crv");
    const kvjwk_kty *row = kty == NULL ? NULL : kvjwk_kty_find(kty);

    out->kty = kty_place(row);
    out->bits = (unsigned)number_of(json, "size");
    out->param = -1;
    if (crv != NULL)
        out->param = param_place(kvjwk_param_of_curve(crv));
    else if (row != NULL)
        out->param = param_place(kvjwk_param_of_size(row->base, out->bits));
}

static void read_life(struct row *out, const json_t *json)
{
    const json_t *exp = json_object_get(json, "exp");

    kvjwk_state_find(&out->state, string_of(json, "state"));
    out->has_expiry = json_is_integer(json_object_get(json, "remaining_days"));
    out->expiry = out->has_expiry       ? expiry_of(number_of(json, "remaining_days"))
                  : json_is_string(exp) ? EXPIRY_NONE
                                        : EXPIRY_UNKNOWN;
    out->age = AGE_UNKNOWN;
    out->created = INT64_MAX;
    if (json_is_integer(json_object_get(json, "age_days"))) {
        out->created = number_of(json, "age_days");
        out->age = age_of(out->created);
    }
}

static kvjwk_verdict verdict_of(const char *name)
{
    for (int i = KVJWK_VERDICT_PASS; i < KVJWK_VERDICT_UNKNOWN; i++)
        if (name != NULL && strcmp(kvjwk_verdict_name((kvjwk_verdict)i), name) == 0)
            return (kvjwk_verdict)i;
    return KVJWK_VERDICT_UNKNOWN;
}

bool row_read(struct row *out, const json_t *json)
{
    const char *row = string_of(json, "row");
    const json_t *fips = json_object_get(json, "fips");

    memset(out, 0, sizeof(*out));
    if (row == NULL || strcmp(row, "key") != 0)
        return false;
    out->kid = text_of(json, "kid");
    out->container = text_of(json, "container");
    out->key = text_of(json, "name");
    out->group = text_of(json, "group");
    out->file = text_of(json, "file");
    out->pointer = text_of(json, "pointer");
    out->line = (uint64_t)number_of(json, "line");
    out->thumbprint = text_of(json, "thumbprint");
    out->verdict = verdict_of(string_of(json, "verdict"));
    read_type(out, json);
    out->strength = (unsigned)number_of(json, "strength");
    out->level = (unsigned)number_of(fips, "level");
    out->protection =
        (enum protection)name_place(protection_names, PROTECTIONS, string_of(json, "protection"));
    out->validity = (enum validity)name_place(validity_names, VALIDITIES, string_of(fips, "state"));
    read_life(out, json);
    read_regimes(out, json_object_get(json, "regimes"));
    read_criteria(out, json_object_get(json, "criteria"));
    read_findings(out, json_object_get(json, "findings"));
    out->errors = (size_t)number_of(json, "errors");
    out->warnings = (size_t)number_of(json, "warnings");
    out->notes = (size_t)number_of(json, "notes");
    out->unknowns = (size_t)number_of(json, "unknowns");
    row_rank(out);
    return true;
}
