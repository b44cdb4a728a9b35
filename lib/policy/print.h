// SPDX-License-Identifier: MIT
/* Lines of text to whoever asked for them. */
#ifndef KVJWK_POLICY_PRINT_H
#define KVJWK_POLICY_PRINT_H

#include "kvjwk/policy.h"
#include "text/message.h"

#define LINE_MAX_OCTETS 4096

struct print {
    kvjwk_policy_write write;
    void *ctx;
    kvjwk_status status;
};

/* "{}" as in text/message.h; longer lines are cut. */
void print_line(struct print *p, const char *format, const struct arg *args);
void print_text(struct print *p, const char *text); /* our own, line ends and all */

#endif
