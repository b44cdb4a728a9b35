// SPDX-License-Identifier: MIT
/* see print.h */
#include "policy/print.h"

#define ESCAPED_MAX 6 /* octets that one octet may become: \u000a */

void print_text(struct print *p, const char *text)
{
    if (p->status == KVJWK_OK && p->write(p->ctx, text, strlen(text)) != 0)
        p->status = KVJWK_ERR_STOPPED;
}

/* Texts of a policy may hold what steers a terminal, or hides: they are escaped. */
void print_line(struct print *p, const char *format, const struct arg *args)
{
    char memory[LINE_MAX_OCTETS], safe[LINE_MAX_OCTETS * ESCAPED_MAX + 1];
    struct buf line, out;

    if (p->status != KVJWK_OK)
        return;
    buf_init(&line, memory, sizeof(memory));
    message_format(&line, format, args);
    buf_init(&out, safe, sizeof(safe) - 1);
    message_clip(&out, span_of(line.ptr, line.len), SIZE_MAX);
    safe[out.len] = '\n';
    if (p->write(p->ctx, safe, out.len + 1) != 0)
        p->status = KVJWK_ERR_STOPPED;
}
