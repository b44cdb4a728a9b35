// SPDX-License-Identifier: MIT
/* Escapes, numbers, words and comments of the JSON reader in every text of up to 8 bytes. */
#define MOST 8
#include "eva.h"

#include "json/scan.h"

static void check(struct span text)
{
    const char *end = text.ptr + text.len, *behind = end;
    unsigned fault;
    size_t length;

    scan_space(text.ptr, end);
    scan_comment(text.ptr, end);
    scan_word(text.ptr, end);
    if (text.len == 0)
        return;
    scan_number(text.ptr, &behind);
    if (text.ptr[0] == '\\')
        scan_escape(text.ptr, end, &length, &fault);
}
