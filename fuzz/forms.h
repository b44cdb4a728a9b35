// SPDX-License-Identifier: MIT
/* The form of each report format: complete, well-formed, and as many things in it as were told. */
#ifndef KVJWK_FUZZ_FORMS_H
#define KVJWK_FUZZ_FORMS_H

#include "harness.h"

/* A report of one document. */
struct written {
    const char *text; /* with a NUL behind it */
    size_t length;
    size_t findings, keys; /* that the sink was told */
    const kvjwk_summary *summary;
    bool color; /* escape sequences are wanted */
    bool all;   /* SARIF is to hold every finding */
};

/* Aborts when the text is none of the format; every format has a check. */
void check_form(const struct written *w, const char *format);

/* ---- the checks ---- */

void check_json(const struct written *w);
void check_ndjson(const struct written *w);
void check_sarif(const struct written *w);
void check_gitlab(const struct written *w);
void check_text(const struct written *w);
void check_junit(const struct written *w);
void check_github(const struct written *w);
void check_azure_devops(const struct written *w);
void check_csv(const struct written *w);
void check_markdown(const struct written *w);
void check_tap(const struct written *w);
void check_counts(const struct written *w);

#endif
