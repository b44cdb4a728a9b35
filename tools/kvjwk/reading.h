// SPDX-License-Identifier: MIT
/* What check and report share: options about what is read and how it is judged, and the run itself.
 */
#ifndef KVJWK_TOOL_READING_H
#define KVJWK_TOOL_READING_H

#include "command.h"
#include "judge.h"
#include "octets.h"

const char *known_kind(size_t i);
const char *take_kind(struct settings *s, const char *value);
const char *known_check_target(size_t i);
const char *take_check_target(struct settings *s, const char *value);
const char *take_template_parameters(struct settings *s, const char *value);
const char *known_api(size_t i);
const char *take_api(struct settings *s, const char *value);
const char *take_jobs(struct settings *s, const char *value);
const char *take_stdin_name(struct settings *s, const char *value);
const char *known_material(size_t i);
const char *take_material(struct settings *s, const char *value);
const char *take_max_bytes(struct settings *s, const char *value);
const char *take_max_depth(struct settings *s, const char *value);
const char *take_max_members(struct settings *s, const char *value);
const char *take_max_keys(struct settings *s, const char *value);
const char *take_max_integer_bits(struct settings *s, const char *value);
const char *take_max_findings(struct settings *s, const char *value);
/* NAME[:PATH], NAME as find knows it. */
const char *take_report_format(struct settings *s, const char *value,
                               const kvjwk_format *(*find)(const char *name));

/* The clock of reproducible builds, unless the user named a day. False: wrong; it was said. */
bool apply_source_date(struct settings *s);
/* Reads --parameters, and tries whether the library takes them. */
bool read_parameters(struct settings *s, struct octets *octets);
/* Reads all operands, by as many threads as wanted. False when memory was out. */
bool run_crew(struct judge *judge, const struct settings *s);

#endif
