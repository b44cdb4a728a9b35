// SPDX-License-Identifier: MIT
/* see print.h */
#include "policy/print.h"

void print_line(struct print *p, const char *format, const struct arg *args)
{
    char memory[LINE_MAX_OCTETS];
    struct buf b;

    if (p->status != KVJWK_OK)
        return;
    buf_init(&b, memory, sizeof(memory) - 1);
    message_format(&b, format, args);
    memory[b.len] = '\n';
    if (p->write(p->ctx, memory, b.len + 1) != 0)
        p->status = KVJWK_ERR_STOPPED;
}
