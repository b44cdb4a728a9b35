// SPDX-License-Identifier: MIT
/* The totals alone, a name=value a line: what shells and the outputs of build steps read. */
#include "report/writer.h"

static void put_line(struct out *out, const char *name, size_t n)
{
    out_str(out, name);
    out_char(out, '=');
    out_number(out, n);
    out_char(out, '\n');
}

static void counts_close(struct out *out, const struct kvjwk_report *report,
                         const kvjwk_totals *totals, int exit_code)
{
    (void)report;
    put_line(out, "documents", totals->documents);
    put_line(out, "keys", totals->keys);
    put_line(out, "pass", totals->pass);
    put_line(out, "fail", totals->fail);
    put_line(out, "unknown", totals->unknown);
    put_line(out, "errors", totals->errors);
    put_line(out, "warnings", totals->warnings);
    put_line(out, "notes", totals->notes);
    put_line(out, "suppressed", totals->suppressed);
    put_line(out, "exit-code", (size_t)exit_code);
}

const struct writer writer_counts = {
    .format = {"counts", "the totals as name=value lines", false, false},
    .close = counts_close,
};
