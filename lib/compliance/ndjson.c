// SPDX-License-Identifier: MIT
/* Rows as they are, one a line, between a head and the inputs: what --merge and --compare read. */
#include "compliance/compliance.h"

static void ndjson_open(struct out *out, const struct kvjwk_report *report)
{
    put_head(out, report);
    out_char(out, '\n');
}

static void ndjson_row(struct out *out, const struct kvjwk_report *report, const struct row *row,
                       struct span line, const json_t *json)
{
    (void)report;
    (void)row;
    (void)json;
    out_bytes(out, line.ptr, line.len);
    out_char(out, '\n');
}

static void ndjson_document(struct out *out, const struct kvjwk_report *report, struct span line,
                            const json_t *json)
{
    ndjson_row(out, report, NULL, line, json);
}

static void member_count(struct out *out, const char *name, size_t n)
{
    out_str(out, ",\"");
    out_str(out, name);
    out_str(out, "\":");
    out_number(out, n);
}

static void ndjson_close(struct out *out, struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    for (size_t i = 0; i < c->input_count; i++) {
        put_input(out, &c->inputs[i]);
        out_char(out, '\n');
    }
    out_str(out, "{\"row\":\"end\"");
    member_count(out, "keys", c->tally.keys);
    member_count(out, "documents", c->tally.documents);
    member_count(out, "failures", c->tally.failures);
    member_count(out, "without_keys", c->tally.without_keys);
    member_count(out, "rotation_policies", c->tally.policies);
    out_str(out, "}\n");
}

const struct shape shape_ndjson = {
    .format = {"ndjson", "a row for each key, one JSON object a line: for --merge and --compare",
               true, false},
    .open = ndjson_open,
    .row = ndjson_row,
    .document = ndjson_document,
    .close = ndjson_close,
};
