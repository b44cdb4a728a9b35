// SPDX-License-Identifier: MIT
/*
 * ISO 8601 durations as Key Vault writes them (P90D, P3M, PT48H, P1Y10D, P2W), and calendar dates.
 * Nothing is normalised: months and years have no fixed length, so a comparison gives a range.
 */
#ifndef KVJWK_TEXT_DURATION_H
#define KVJWK_TEXT_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct duration {
    uint32_t years, months, weeks, days, hours, minutes, seconds;
};

enum duration_fault {
    DURATION_OK = 0,
    DURATION_EMPTY,    /* "" */
    DURATION_NO_P,     /* does not begin with 'P' */
    DURATION_NO_VALUE, /* "P", "PT", "T" with nothing behind it, or a unit without a number */
    DURATION_ORDER,    /* a unit repeated, out of order, or on the wrong side of 'T' */
    DURATION_UNIT,     /* unknown, lower-case or missing unit */
    DURATION_FRACTION, /* decimal part: legal ISO 8601, not what the service takes */
    DURATION_NEGATIVE, /* a sign */
    DURATION_RANGE     /* a number above 999,999,999 */
};

/*
 * at: index of the offending character, text.len when the text ends too early; for DURATION_RANGE
 * the first digit of the number. On a fault *out is zero. Weeks may be mixed with the rest
 * (ISO 8601-2 allows it).
 */
enum duration_fault duration_parse(struct duration *out, size_t *at, struct span text);

/*
 * Bounds of this duration in seconds, over all calendar positions: a year is 365 to 366 days, so
 * are 12 months; a month is 28 to 31 days, and 2 to 11 in a row are what a calendar can show (three
 * are 89 to 92). Cannot overflow for parsed values.
 */
int64_t duration_min_seconds(const struct duration *d);
int64_t duration_max_seconds(const struct duration *d);

/*
 * The time that lies d after `from`, or before it when back is true, by the calendar in UTC: years
 * and months first, where a day that the month does not have becomes its last one (31 January and
 * P1M: the end of February), then the rest. False when one of the two times lies outside the years
 * 0000 to 9999.
 */
bool duration_shift(int64_t *out, int64_t from, const struct duration *d, bool back);

/*
 * RFC 3339 / ISO 8601 date or date-time as az prints it: "2026-03-31", "2026-03-31T12:54:56+00:00",
 * "...Z", fraction allowed and dropped, second 60 taken as 59. A time needs its offset. Seconds
 * since 1970 UTC. False when malformed or impossible (month 13, 30 February); *at then is the
 * offending index: a character, the first digit of a number out of range, or text.len.
 */
bool date_parse(int64_t *out, size_t *at, struct span text);

/* "2026-11-24" of a time, in UTC; year 0000 to 9999, otherwise the seconds in decimal. cap >= 24.
 * Returns the length; the text is NUL-terminated. */
size_t date_format(char *out, size_t cap, int64_t seconds);

#endif
