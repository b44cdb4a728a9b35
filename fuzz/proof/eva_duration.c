// SPDX-License-Identifier: MIT
/* Every text of up to 12 bytes as a duration, and the bounds of every duration that can be read. */
#define MOST 12
#include "eva.h"

#include "text/duration.h"

static uint32_t any_unit(void)
{
    return (uint32_t)Frama_C_interval(0, 999999999);
}

static void check(struct span text)
{
    struct duration d;
    size_t at;

    duration_parse(&d, &at, text);
    d.years = any_unit();
    d.months = any_unit();
    d.weeks = any_unit();
    d.days = any_unit();
    d.hours = any_unit();
    d.minutes = any_unit();
    d.seconds = any_unit();
    duration_min_seconds(&d);
    duration_max_seconds(&d);
}
