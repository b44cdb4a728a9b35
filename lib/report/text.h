// SPDX-License-Identifier: MIT
/* The parts of the text writer. */
#ifndef KVJWK_REPORT_TEXT_H
#define KVJWK_REPORT_TEXT_H

#include "report/writer.h"

enum style { STYLE_PLAIN, STYLE_STRONG, STYLE_GOOD, STYLE_BAD, STYLE_WARN, STYLE_NOTE, STYLE_ODD };

/* text in a style, when the report has colours. */
void styled(struct out *out, const struct kvjwk_report *report, enum style style, const char *text);
/* file, or file:line of a record; safe for a terminal. */
void text_place(struct out *out, const kvjwk_document *document);
/* One line about a key that was judged. */
void text_key_line(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key);

#endif
