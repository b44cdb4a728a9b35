// SPDX-License-Identifier: MIT
/* The parts of the SARIF writer. Values are NULL when memory is out. */
#ifndef KVJWK_REPORT_SARIF_H
#define KVJWK_REPORT_SARIF_H

#include "report/writer.h"

void sarif_driver(struct out *out); /* tool.driver, with every rule */
/* {"uri": ...}: below the root of the repository, or absolute. */
json_t *sarif_artifact(const struct kvjwk_report *report, const char *file);

#endif
