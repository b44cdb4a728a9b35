// SPDX-License-Identifier: MIT
/* The line of a row: see row.h. Written by hand, since there are millions of them. */
#include "compliance/row.h"

#include <string.h>

#include "text/duration.h"
#include "text/utf8.h"

/* ---- JSON ---- */

static size_t plain_run(struct span s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] >= 0x20 && s.ptr[n] < 0x7f && s.ptr[n] != '"' && s.ptr[n] != '\\')
        n++;
    return n;
}

void put_text(struct out *out, struct span s)
{
    out_char(out, '"');
    while (s.len > 0) {
        size_t n = plain_run(s);

        if (n > 0) {
            out_safe(out, s.ptr, n, SIZE_MAX);
        } else if (s.ptr[0] == '"' || s.ptr[0] == '\\') {
            n = 1;
            out_char(out, '\\');
            out_char(out, s.ptr[0]);
        } else {
            n = utf8_step(s, NULL);
            n = n == 0 ? 1 : n;
            out_safe(out, s.ptr, n, SIZE_MAX);
        }
        s = span_of(s.ptr + n, s.len - n);
    }
    out_char(out, '"');
}

void put_string(struct out *out, const char *text)
{
    if (text == NULL)
        out_str(out, "null");
    else
        put_text(out, span_str(text));
}

void put_integer(struct out *out, int64_t n)
{
    if (n < 0)
        out_char(out, '-');
    out_number(out, n < 0 ? (size_t)0 - (size_t)n : (size_t)n);
}

void put_date(struct out *out, int64_t seconds)
{
    char text[24];

    date_format(text, sizeof(text), seconds);
    put_string(out, text);
}

void put_name(struct out *out, const char *name)
{
    out_str(out, ",\"");
    out_str(out, name);
    out_str(out, "\":");
}

void put_member(struct out *out, const char *name, const char *text)
{
    put_name(out, name);
    put_string(out, text);
}

void put_member_span(struct out *out, const char *name, struct span text)
{
    put_name(out, name);
    if (text.ptr == NULL)
        out_str(out, "null");
    else
        put_text(out, text);
}

void put_member_number(struct out *out, const char *name, int64_t n, bool known)
{
    put_name(out, name);
    if (known)
        put_integer(out, n);
    else
        out_str(out, "null");
}

static void member_time(struct out *out, const char *name, const kvjwk_said *said)
{
    put_name(out, name);
    if (said->told == KVJWK_TOLD)
        put_date(out, said->number);
    else
        out_str(out, said->told == KVJWK_ABSENT ? "\"none\"" : "null");
}

/* ---- parts ---- */

static struct span said_span(const kvjwk_said *said)
{
    return said->told == KVJWK_TOLD ? span_of(said->text, said->length) : span_of(NULL, 0);
}

static void put_identity(struct out *out, const struct row_source *s)
{
    const kvjwk_key *key = s->key;
    const kvjwk_home home = kvjwk_key_home(key);
    const bool curve = has_curve(key->param);

    out_str(out, "{\"row\":\"key\"");
    put_member(out, "file", s->document->file);
    put_member_number(out, "line", (int64_t)s->document->line, s->document->record);
    put_member(out, "pointer", kvjwk_key_pointer(key));
    put_member(out, "kind", key->kind == NULL ? NULL : key->kind->name);
    put_member_span(out, "kid", span_of(key->kid, key->kid_length));
    if (key->name != NULL)
        put_member(out, "resource", key->name);
    put_member_span(out, "container", said_span(&home.container));
    put_member_span(out, "name", said_span(&home.name));
    put_member_span(out, "version", said_span(&home.version));
    put_member(out, "service", home.is_vault ? "key-vault" : home.is_hsm ? "managed-hsm" : NULL);
    put_member_span(out, "group", s->group);
    put_member(out, "kty", key->kty == NULL ? NULL : key->kty->name);
    put_member_number(out, "size", key->bits, key->bits > 0);
    put_member(out, "crv", curve ? key->param->name : NULL);
    put_member(out, "thumbprint", s->thumbprint);
}

static void put_ops(struct out *out, const struct row_source *s)
{
    kvjwk_said op;

    put_name(out, "key_ops");
    if (!kvjwk_key_usage(s->key).has_key_ops) {
        out_str(out, "null");
    } else {
        out_char(out, '[');
        for (size_t i = 0; i < 32 && kvjwk_key_op(s->key, i, &op); i++) {
            if (i > 0)
                out_char(out, ',');
            put_text(out, span_of(op.text, op.length));
        }
        out_char(out, ']');
    }
    put_name(out, "uses");
    out_str(out, s->assessment->uses == (KVJWK_SIGNS | KVJWK_ENCRYPTS) ? "[\"sign\",\"encrypt\"]"
                 : s->assessment->uses == KVJWK_SIGNS                  ? "[\"sign\"]"
                 : s->assessment->uses == KVJWK_ENCRYPTS               ? "[\"encrypt\"]"
                                                                       : "[]");
}

static void put_life(struct out *out, const kvjwk_life *life)
{
    put_member(out, "state", kvjwk_state_name(life->state));
    member_time(out, "created", &life->created);
    member_time(out, "updated", &life->updated);
    member_time(out, "nbf", &life->nbf);
    member_time(out, "exp", &life->exp);
    put_member_number(out, "age_days", life->age_days, life->created.told == KVJWK_TOLD);
    put_member_number(out, "remaining_days", life->remaining_days, life->exp.told == KVJWK_TOLD);
    put_name(out, "cryptoperiod");
    if (life->period == NULL) {
        out_str(out, "null");
    } else {
        out_str(out, "{\"kind\":");
        put_string(out, life->period->name);
        put_member(out, "length", life->period->duration);
        put_name(out, "ends");
        if (life->has_period_end)
            put_date(out, life->period_end);
        else
            out_str(out, "null");
        put_member(out, "clause", life->period->clause);
        put_member(out, "mark", kvjwk_mark_name(life->period->mark));
        out_char(out, '}');
    }
    put_name(out, "rotates");
    if (life->has_rotation)
        put_date(out, life->rotation);
    else
        out_str(out, "null");
}

static void put_fips(struct out *out, const struct row_source *s)
{
    const kvjwk_assessment *a = s->assessment;

    put_member(out, "protection", a->protection);
    put_member(out, "hsm_platform", s->key->hsm_platform);
    put_name(out, "fips");
    if (a->fips == NULL) {
        out_str(out, "null");
        return;
    }
    out_str(out, "{\"standard\":");
    put_string(out, a->fips->standard);
    put_member_number(out, "level", a->fips->level, true);
    put_member(out, "state", a->validation == NULL ? NULL : a->validation->state);
    put_member(out, "since", a->validation == NULL ? NULL : a->validation->from);
    put_member(out, "mark", a->validation == NULL ? NULL : kvjwk_mark_name(a->validation->mark));
    if (a->validation_next != NULL) {
        put_member(out, "next", a->validation_next->state);
        put_member(out, "next_from", a->validation_next->from);
    }
    out_char(out, '}');
}

static void put_findings(struct out *out, const struct noted_list *noted)
{
    put_name(out, "findings");
    out_char(out, '[');
    for (size_t i = 0; i < noted->count; i++) {
        const struct noted *n = &noted->items[i];

        out_str(out, i > 0 ? ",{\"rule\":" : "{\"rule\":");
        put_string(out, n->rule->id);
        put_member(out, "severity", n->unknown ? "unknown" : kvjwk_severity_name(n->severity));
        put_member_span(out, "message", span_of(noted->texts.text + n->message, n->length));
        out_char(out, '}');
    }
    out_char(out, ']');
}

static void put_avoid(struct out *out, uint64_t unwanted)
{
    const char *before = "[";

    put_name(out, "avoid");
    for (size_t i = 0; kvjwk_unwanted_at(i) != NULL; i++)
        if (unwanted >> i & 1) {
            const kvjwk_unwanted *row = kvjwk_unwanted_at(i);

            out_str(out, before);
            out_str(out, "{\"alg\":");
            put_string(out, row->alg);
            put_member(out, "status", kvjwk_standing_name(row->standing));
            put_member(out, "mark", kvjwk_mark_name(row->mark));
            out_char(out, '}');
            before = ",";
        }
    out_char(out, ']');
}

static void put_regime(struct out *out, const kvjwk_verdict_of_regime *v)
{
    out_str(out, "{\"status\":");
    put_string(out, kvjwk_standing_name(v->standing));
    if (v->exponent) {
        put_member(out, "clause", "public exponent");
    } else if (v->step != NULL) {
        put_member(out, "clause", v->step->clause);
        if (v->standing != KVJWK_STATUS_ACCEPTABLE) {
            put_member(out, "since", v->step->from);
            put_member(out, "note", v->step->note);
        }
        put_member(out, "mark", kvjwk_mark_name(v->step->mark));
    }
    if (v->next != NULL) {
        put_member(out, "next", kvjwk_standing_name(v->next->standing));
        put_member(out, "next_from", v->next->from);
        put_member(out, "next_mark", kvjwk_mark_name(v->next->mark));
    }
    if (v->unwanted != 0)
        put_avoid(out, v->unwanted);
    out_char(out, '}');
}

static bool selected(const struct row_source *s, size_t regime)
{
    return s->options->selected == 0 || (s->options->selected >> regime & 1);
}

static void put_regimes(struct out *out, const struct row_source *s)
{
    bool first = true;

    put_name(out, "regimes");
    out_char(out, '{');
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        if (!selected(s, i))
            continue;
        if (!first)
            out_char(out, ',');
        first = false;
        put_string(out, kvjwk_regime_at(i)->name);
        out_char(out, ':');
        put_regime(out, &s->assessment->regimes[i]);
    }
    out_char(out, '}');
}

static void put_criteria(struct out *out, const kvjwk_assessment *a)
{
    put_name(out, "criteria");
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        out_char(out, i == 0 ? '{' : ',');
        put_string(out, kvjwk_criterion_at(i)->name);
        out_char(out, ':');
        put_string(out, kvjwk_met_name(a->criteria[i]));
    }
    out_char(out, '}');
}

void row_write(struct out *out, const struct row *row, const struct row_source *s)
{
    const kvjwk_assessment *a = s->assessment;

    put_identity(out, s);
    put_ops(out, s);
    put_life(out, &a->life);
    put_fips(out, s);
    put_member_number(out, "strength", a->strength, a->strength > 0);
    put_member_number(out, "quantum_category", a->quantum, a->quantum >= 0);
    put_member(out, "verdict", kvjwk_verdict_name(row->verdict));
    put_member_number(out, "errors", (int64_t)row->errors, true);
    put_member_number(out, "warnings", (int64_t)row->warnings, true);
    put_member_number(out, "notes", (int64_t)row->notes, true);
    put_member_number(out, "unknowns", (int64_t)row->unknowns, true);
    put_findings(out, s->noted);
    put_regimes(out, s);
    put_criteria(out, a);
    out_char(out, '}');
}

/* ---- findings that wait ---- */

static bool is_noted(const struct noted_list *list, const kvjwk_finding *f)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].rule == f->rule && list->items[i].severity == f->severity)
            return true;
    return false;
}

void note_finding(struct noted_list *list, const kvjwk_finding *f)
{
    struct noted *n = &list->items[list->count];
    size_t length;

    if (f->suppressed != NULL || list->count == ROW_FINDINGS || is_noted(list, f))
        return;
    length = f->message == NULL ? 0 : strlen(f->message);
    *n = (struct noted){f->rule, f->severity, f->result == KVJWK_UNKNOWN, list->texts.length,
                        length};
    if (length > 0)
        out_bytes(&list->texts, f->message, length);
    if (list->texts.failed)
        n->length = 0;
    list->count++;
}

void forget_findings(struct noted_list *list)
{
    list->count = 0;
    out_reset(&list->texts);
}
