// SPDX-License-Identifier: MIT
/* Findings, keys and totals as JSON values. Members stand in the order in which they are added. */
#include "report/writer.h"

#include <stdlib.h>
#include <string.h>

#include "text/duration.h"
#include "text/utf8.h"

bool set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new_nocheck(object, name, value) == 0;
}

bool append(json_t *array, json_t *value)
{
    return json_array_append_new(array, value) == 0;
}

/* ---- texts ---- */

static json_t *repaired_text(const char *text, size_t length)
{
    static const char replacement[] = "\xef\xbf\xbd";
    struct out o = {0};
    json_t *value;

    while (length > 0) {
        size_t step = utf8_step(span_of(text, length), NULL);

        if (step == 0)
            out_str(&o, replacement);
        else
            out_bytes(&o, text, step);
        step = step == 0 ? 1 : step;
        text += step;
        length -= step;
    }
    value = o.failed ? NULL : json_stringn_nocheck(o.text, o.length);
    out_free(&o);
    return value;
}

json_t *value_text(const char *text, size_t length)
{
    json_t *value;

    if (text == NULL)
        return json_null();
    if (length == 0)
        return json_string_nocheck("");
    value = json_stringn(text, length);
    return value != NULL ? value : repaired_text(text, length);
}

json_t *value_string(const char *text)
{
    return value_text(text, text == NULL ? 0 : strlen(text));
}

json_t *value_date(const struct kvjwk_report *report)
{
    char date[24];

    if (!report->check.has_now)
        return json_null();
    date_format(date, sizeof(date), report->check.now);
    return value_string(date);
}

json_t *value_totals(const kvjwk_totals *t)
{
    return json_pack("{sI sI sI sI sI sI sI sI sI}", "documents", (json_int_t)t->documents, "keys",
                     (json_int_t)t->keys, "pass", (json_int_t)t->pass, "fail", (json_int_t)t->fail,
                     "unknown", (json_int_t)t->unknown, "errors", (json_int_t)t->errors, "warnings",
                     (json_int_t)t->warnings, "notes", (json_int_t)t->notes, "suppressed",
                     (json_int_t)t->suppressed);
}

/* ---- findings ---- */

json_t *value_finding(const struct kvjwk_page *page, const kvjwk_finding *f)
{
    const char *target = f->target == KVJWK_TARGET_ANY ? NULL : kvjwk_target_name(f->target);
    json_t *o = json_object();

    if (set(o, "rule", value_string(f->rule->id)) &&
        set(o, "severity", value_string(kvjwk_severity_name(f->severity))) &&
        set(o, "result", value_string(f->result == KVJWK_UNKNOWN ? "unknown" : "fail")) &&
        set(o, "target", value_string(target)) && set(o, "pointer", value_string(f->pointer)) &&
        set(o, "offset", json_integer((json_int_t)file_offset(page, f))) &&
        set(o, "line", json_integer((json_int_t)file_line(page, f))) &&
        set(o, "column", json_integer((json_int_t)f->column)) &&
        set(o, "message", value_string(f->message)) &&
        set(o, "citation", value_string(f->rule->citation)) &&
        set(o, "remedy", value_string(f->rule->remedy)) &&
        (f->suppressed == NULL || set(o, "suppressed", value_string(f->suppressed))))
        return o;
    json_decref(o);
    return NULL;
}

/* ---- keys ---- */

bool has_curve(const kvjwk_param *param)
{
    return param != NULL && (strcmp(param->base, "EC") == 0 || strcmp(param->base, "OKP") == 0);
}

static json_t *value_targets(const kvjwk_key *key)
{
    static const char *const names[] = {
        [KVJWK_SUPPORT_NO] = "reject",
        [KVJWK_SUPPORT_YES] = "accept",
        [KVJWK_SUPPORT_PREVIEW] = "preview",
        [KVJWK_SUPPORT_UNKNOWN] = "unknown",
    };
    json_t *o = json_object();

    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        if (!set(o, kvjwk_target_name((kvjwk_target)(i + 1)),
                 value_string(names[key->services[i]]))) {
            json_decref(o);
            return NULL;
        }
    return o;
}

/* What the other editions say of the same protection; one that did not know it is left out. */
static json_t *value_history(const kvjwk_edition *chosen, const char *protection)
{
    json_t *array = json_array();

    for (size_t i = 0; i < kvjwk_edition_count() && protection != NULL; i++) {
        const kvjwk_edition *edition = kvjwk_edition_at(i);
        const kvjwk_fips *fips = kvjwk_fips_find(edition, protection);

        if (edition == chosen || fips == NULL)
            continue;
        if (!append(array, json_pack("{ss ss si}", "edition", edition->name, "standard",
                                     fips->standard, "level", (int)fips->level))) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *value_fips(const struct kvjwk_page *page, const kvjwk_key *key)
{
    const kvjwk_edition *edition = page->report->edition;
    const kvjwk_fips *fips =
        key->protection == NULL ? NULL : kvjwk_fips_find(edition, key->protection);
    json_t *o = json_object();

    if (set(o, "hsm_platform", value_string(key->hsm_platform)) &&
        set(o, "standard", value_string(fips == NULL ? NULL : fips->standard)) &&
        set(o, "level", fips == NULL ? json_null() : json_integer((json_int_t)fips->level)) &&
        set(o, "protection", value_string(key->protection)) &&
        set(o, "history", value_history(edition, key->protection)))
        return o;
    json_decref(o);
    return NULL;
}

bool value_key(json_t *o, struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint,
               json_t *findings)
{
    json_t *size = key->bits > 0 ? json_integer((json_int_t)key->bits) : json_null();
    const char *crv = has_curve(key->param) ? key->param->name : NULL;

    bool ok = set(o, "pointer", value_string(key->pointer));

    /* No shortcut: whatever fails, every value finds an owner. */
    ok = set(o, "kid", value_text(key->kid, key->kid_length)) && ok;
    if (key->name != NULL)
        ok = set(o, "name", value_string(key->name)) && ok;
    ok = set(o, "kty", value_string(key->kty == NULL ? NULL : key->kty->name)) && ok;
    ok = set(o, "size", size) && ok;
    ok = set(o, "crv", value_string(crv)) && ok;
    ok = set(o, "thumbprint", value_string(thumbprint)) && ok;
    ok = set(o, "verdict", value_string(kvjwk_verdict_name(key->verdict))) && ok;
    ok = set(o, "targets", value_targets(key)) && ok;
    ok = set(o, "fips", value_fips(page, key)) && ok;
    ok = set(o, "algorithms", value_algorithms(page, key)) && ok;
    return set(o, "findings", findings) && ok;
}
