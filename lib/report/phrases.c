// SPDX-License-Identifier: MIT
/* Phrases that several formats have in common. */
#include "report/writer.h"

#include <string.h>

void put_message(struct out *out, const kvjwk_finding *f)
{
    if (f->target != KVJWK_TARGET_ANY) {
        out_str(out, "for ");
        out_str(out, kvjwk_target_name(f->target));
        out_str(out, ": ");
    }
    out_safe(out, f->message, strlen(f->message), SIZE_MAX);
}

void put_count(struct out *out, size_t n, const char *noun)
{
    out_number(out, n);
    out_char(out, ' ');
    out_str(out, noun);
    if (n != 1)
        out_char(out, 's');
}

static void put_number(struct out *out, size_t n, const char *after)
{
    out_number(out, n);
    out_str(out, after);
}

static void put_circumstances(struct out *out, const struct kvjwk_report *report)
{
    json_t *date = value_date(report);

    out_str(out, " (target ");
    out_str(out, kvjwk_target_name(report->check.target));
    out_str(out, ", edition ");
    out_str(out, report->edition->name);
    if (json_is_string(date)) {
        out_str(out, ", as of ");
        out_str(out, json_string_value(date));
    }
    out_str(out, ")\n");
    json_decref(date);
}

void put_summary(struct out *out, const struct kvjwk_report *report, const kvjwk_totals *t)
{
    put_count(out, t->documents, "document");
    out_str(out, ", ");
    put_count(out, t->keys, "key");
    out_str(out, ": ");
    put_number(out, t->pass, " pass, ");
    put_number(out, t->fail, " fail, ");
    put_number(out, t->unknown, " unknown; ");
    put_count(out, t->errors, "error");
    out_str(out, ", ");
    put_count(out, t->warnings, "warning");
    out_str(out, ", ");
    put_count(out, t->notes, "note");
    if (t->suppressed > 0) {
        out_str(out, ", ");
        put_number(out, t->suppressed, " more suppressed");
    }
    put_circumstances(out, report);
}
