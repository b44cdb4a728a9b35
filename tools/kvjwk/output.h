// SPDX-License-Identifier: MIT
/* The reports that a run writes, and the files they go to. */
#ifndef KVJWK_TOOL_OUTPUT_H
#define KVJWK_TOOL_OUTPUT_H

#include <stdio.h>
#include <sys/stat.h>

#include "settings.h"

struct output {
    kvjwk_report *report;
    FILE *file;
    const char *path; /* NULL: standard output */
    struct stat st;
};

struct outputs {
    struct output items[REPORTS_MAX];
    size_t count;
    bool thumbprint; /* some report wants them */
    bool excerpt;    /* likewise */
};

/* Opens files and begins reports. False when something is wrong; it was said. */
bool outputs_open(struct outputs *outputs, const struct settings *settings);
/* Ends and closes them. False when something could not be written; it was said. */
bool outputs_close(struct outputs *outputs, const struct settings *settings,
                   const kvjwk_totals *totals, int exit_code);
/* Whether st is one of the files. */
bool outputs_have(const void *outputs, const struct stat *st);

#endif
