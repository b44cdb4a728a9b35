// SPDX-License-Identifier: MIT
/* Pieces of the HTML report. Foreign text goes through h_text and nothing else. */
#ifndef KVJWK_COMPLIANCE_HTML_H
#define KVJWK_COMPLIANCE_HTML_H

#include "compliance/compliance.h"

/* Text for elements and for attributes in double quotes. */
void h_span(struct out *out, struct span text);
void h_text(struct out *out, const char *text);
void h_number(struct out *out, size_t n);       /* with thin spaces between thousands */
void h_tag(struct out *out, const char *word);  /* a coloured word */
void h_mark(struct out *out, const char *mark); /* nothing for "verified" */
void h_cell(struct out *out, const char *text);
void h_cell_number(struct out *out, size_t n);
/* Opens a section with its title; hint may be NULL. */
void h_section(struct out *out, const char *id, const char *title, const char *hint);
/* Opens a table that scrolls sideways; a name that begins with '#' is of a column of numbers. */
void h_table(struct out *out, const char *caption, const char *const *names, size_t count);
void h_table_end(struct out *out);

void html_regime_chart(struct out *out, const struct kvjwk_report *report);
void html_years_chart(struct out *out, const struct kvjwk_report *report);
void html_protection_chart(struct out *out, const struct kvjwk_report *report);
void html_type_chart(struct out *out, const struct tally *t);
void html_bars(struct out *out, const char *title, const char *const *names, const size_t *counts,
               const char *const *classes, size_t count);

void h_regimes(struct out *out, const struct kvjwk_report *report);
void h_controls(struct out *out, const struct tally *t);
void h_groups(struct out *out, const struct tally *t);
void h_rules(struct out *out, const struct tally *t);
void h_inputs(struct out *out, const struct compliance *c);
void h_keys(struct out *out, const struct kvjwk_report *report);

#endif
