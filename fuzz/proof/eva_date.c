// SPDX-License-Identifier: MIT
/* Every text of up to 12 bytes as a date, and every text of up to 12 that follows a day. */
#define MOST 12
#include "eva.h"

#include "text/duration.h"

static void check(struct span text)
{
    char time[10 + MOST] = {'2', '0', '2', '6', '-', '1', '1', '-', '2', '4'};
    int64_t seconds;
    size_t at;

    date_parse(&seconds, &at, text);
    for (size_t i = 0; i < text.len; i++)
        time[10 + i] = text.ptr[i];
    date_parse(&seconds, &at, span_of(time, 10 + text.len));
}
