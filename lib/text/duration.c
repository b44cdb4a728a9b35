// SPDX-License-Identifier: MIT
/* see text/duration.h */
#include "text/duration.h"

#define MAX_NUMBER 999999999u
#define DAY 86400

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Durations: ISO 8601-1 section 5.5.2. */

static const char unit_letters[] = "YMWDHMS";
#define UNITS 7
#define FIRST_TIME_UNIT 4

/* Where the reading stands. */
struct duration_reader {
    struct span text;
    size_t at;
    size_t lowest; /* first unit that may still come */
    bool in_time;  /* behind 'T' */
    bool valued;   /* a value since 'P' or 'T' */
};

/* Index in unit_letters of c, on this side of 'T'; UNITS when it is none. */
static size_t find_unit(char c, bool in_time)
{
    size_t from = in_time ? FIRST_TIME_UNIT : 0;
    size_t count = in_time ? UNITS - FIRST_TIME_UNIT : FIRST_TIME_UNIT;
    const char *hit = memchr(unit_letters + from, c, count);

    return hit == NULL ? UNITS : (size_t)(hit - unit_letters);
}

/* What to call a component that does not begin with a digit. */
static enum duration_fault name_non_digit(char c)
{
    if (c == '-' || c == '+')
        return DURATION_NEGATIVE;
    if (c == '.' || c == ',')
        return DURATION_FRACTION;
    if (find_unit(c, false) < UNITS || find_unit(c, true) < UNITS)
        return DURATION_NO_VALUE;
    return DURATION_UNIT;
}

static enum duration_fault read_number(struct duration_reader *r, uint32_t *value)
{
    size_t start = r->at;
    uint64_t n = 0;

    if (!is_digit(r->text.ptr[r->at]))
        return name_non_digit(r->text.ptr[r->at]);
    for (; r->at < r->text.len && is_digit(r->text.ptr[r->at]); r->at++)
        if (n <= MAX_NUMBER)
            n = n * 10 + (uint64_t)(r->text.ptr[r->at] - '0');
    if (n > MAX_NUMBER) {
        r->at = start;
        return DURATION_RANGE;
    }
    *value = (uint32_t)n;
    return DURATION_OK;
}

static enum duration_fault read_unit(struct duration_reader *r, size_t *unit)
{
    char c;

    if (r->at == r->text.len)
        return DURATION_UNIT;
    c = r->text.ptr[r->at];
    if (c == '.' || c == ',')
        return DURATION_FRACTION;
    *unit = find_unit(c, r->in_time);
    if (*unit == UNITS)
        return find_unit(c, !r->in_time) < UNITS ? DURATION_ORDER : DURATION_UNIT;
    if (*unit < r->lowest)
        return DURATION_ORDER;
    r->at++;
    return DURATION_OK;
}

static enum duration_fault read_component(struct duration_reader *r, struct duration *out)
{
    uint32_t *const slots[UNITS] = {&out->years, &out->months,  &out->weeks,  &out->days,
                                    &out->hours, &out->minutes, &out->seconds};
    uint32_t value = 0;
    size_t unit = 0;
    enum duration_fault fault = read_number(r, &value);

    if (fault == DURATION_OK)
        fault = read_unit(r, &unit);
    if (fault != DURATION_OK)
        return fault;
    *slots[unit] = value;
    r->lowest = unit + 1;
    r->valued = true;
    return DURATION_OK;
}

static enum duration_fault read_duration(struct duration_reader *r, struct duration *out)
{
    while (r->at < r->text.len) {
        enum duration_fault fault = DURATION_OK;

        if (r->text.ptr[r->at] != 'T') {
            fault = read_component(r, out);
        } else if (r->in_time) {
            fault = DURATION_ORDER;
        } else {
            r->in_time = true;
            r->valued = false;
            r->lowest = FIRST_TIME_UNIT;
            r->at++;
        }
        if (fault != DURATION_OK)
            return fault;
    }
    return r->valued ? DURATION_OK : DURATION_NO_VALUE;
}

enum duration_fault duration_parse(struct duration *out, size_t *at, struct span text)
{
    struct duration_reader r = {.text = text, .at = 1};
    enum duration_fault fault;

    memset(out, 0, sizeof(*out));
    *at = 0;
    if (text.len == 0)
        return DURATION_EMPTY;
    if (text.ptr[0] == '-' || text.ptr[0] == '+')
        return DURATION_NEGATIVE;
    if (text.ptr[0] != 'P')
        return DURATION_NO_P;
    fault = read_duration(&r, out);
    if (fault != DURATION_OK)
        memset(out, 0, sizeof(*out));
    *at = r.at;
    return fault;
}

/* The units that have one length; at most 9 * 10^14 with parsed values. */
static int64_t fixed_seconds(const struct duration *d)
{
    int64_t days = (int64_t)d->weeks * 7 + d->days;

    return days * DAY + (int64_t)d->hours * 3600 + (int64_t)d->minutes * 60 + d->seconds;
}

/* Twelve months are a year wherever they begin, so only the rest is looked up: the fewest and the
 * most days that so many months in a row can have. */
static int64_t month_days(uint32_t months, uint32_t year_days, const uint16_t rest_days[12])
{
    return (int64_t)(months / 12) * year_days + rest_days[months % 12];
}

int64_t duration_min_seconds(const struct duration *d)
{
    static const uint16_t fewest[12] = {0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334};
    int64_t days = (int64_t)d->years * 365 + month_days(d->months, 365, fewest);

    return days * DAY + fixed_seconds(d);
}

int64_t duration_max_seconds(const struct duration *d)
{
    static const uint16_t most[12] = {0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337};
    int64_t days = (int64_t)d->years * 366 + month_days(d->months, 366, most);

    return days * DAY + fixed_seconds(d);
}

/* Dates: RFC 3339 section 5.6; the Gregorian calendar, extended to year 0000. */

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned month_length(int64_t year, unsigned month)
{
    static const uint8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

#define EPOCH_DAY 719528  /* days from 0000-01-01 to 1970-01-01 */
#define END_DAY 3652425   /* days from 0000-01-01 to 10000-01-01 */
#define CYCLE_DAYS 146097 /* in 400 years */

/* Days from 0000-01-01 to the first day of year >= 0. Of the years before it, those that divide by
 * 4 and so on are counted from year 0, which does, hence rounding up. */
static int64_t year_start(int64_t year)
{
    return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

static int64_t day_number(int64_t year, unsigned month, unsigned day)
{
    int64_t number = year_start(year) + day - 1;

    for (unsigned m = 1; m < month; m++)
        number += month_length(year, m);
    return number - EPOCH_DAY;
}

struct date_reader {
    struct span text;
    size_t at;
};

/* A number of `digits` digits in lo to hi. On failure the reader stands at the offending digit, or
 * at the first one of a number out of range. */
static bool read_field(struct date_reader *r, size_t digits, unsigned lo, unsigned hi,
                       unsigned *value)
{
    size_t start = r->at;

    *value = 0;
    for (; r->at < start + digits; r->at++) {
        if (r->at == r->text.len || !is_digit(r->text.ptr[r->at]))
            return false;
        *value = *value * 10 + (unsigned)(r->text.ptr[r->at] - '0');
    }
    if (*value >= lo && *value <= hi)
        return true;
    r->at = start;
    return false;
}

static bool skip_char(struct date_reader *r, char c)
{
    if (r->at == r->text.len || r->text.ptr[r->at] != c)
        return false;
    r->at++;
    return true;
}

/* RFC 3339 section 5.6: 'T' and 'Z' may be in lower case. */
static bool skip_letter(struct date_reader *r, char upper, char lower)
{
    return skip_char(r, upper) || skip_char(r, lower);
}

static bool skip_fraction(struct date_reader *r)
{
    if (!skip_char(r, '.'))
        return true;
    if (r->at == r->text.len || !is_digit(r->text.ptr[r->at]))
        return false;
    while (r->at < r->text.len && is_digit(r->text.ptr[r->at]))
        r->at++;
    return true;
}

static bool read_day(struct date_reader *r, int64_t *number)
{
    unsigned year, month, day;

    if (!read_field(r, 4, 0, 9999, &year) || !skip_char(r, '-') ||
        !read_field(r, 2, 1, 12, &month) || !skip_char(r, '-') ||
        !read_field(r, 2, 1, month_length(year, month), &day))
        return false;
    *number = day_number(year, month, day);
    return true;
}

static bool read_time(struct date_reader *r, int64_t *seconds)
{
    unsigned hour, minute, second;

    if (!read_field(r, 2, 0, 23, &hour) || !skip_char(r, ':') ||
        !read_field(r, 2, 0, 59, &minute) || !skip_char(r, ':') ||
        !read_field(r, 2, 0, 60, &second) || !skip_fraction(r))
        return false;
    /* A leap second has no number of its own in seconds since 1970. */
    *seconds = (int64_t)hour * 3600 + minute * 60 + (second == 60 ? 59 : second);
    return true;
}

/* Seconds that local time is ahead of UTC. */
static bool read_zone(struct date_reader *r, int64_t *ahead)
{
    unsigned hour, minute;
    bool behind;

    *ahead = 0;
    if (skip_letter(r, 'Z', 'z'))
        return true;
    behind = skip_char(r, '-');
    if ((!behind && !skip_char(r, '+')) || !read_field(r, 2, 0, 23, &hour) || !skip_char(r, ':') ||
        !read_field(r, 2, 0, 59, &minute))
        return false;
    *ahead = (int64_t)hour * 3600 + minute * 60;
    if (behind)
        *ahead = -*ahead;
    return true;
}

bool date_parse(int64_t *out, size_t *at, struct span text)
{
    struct date_reader r = {text, 0};
    int64_t day = 0, seconds = 0, ahead = 0;
    bool ok = read_day(&r, &day);

    if (ok && r.at < text.len)
        ok = skip_letter(&r, 'T', 't') && read_time(&r, &seconds) && read_zone(&r, &ahead);
    *at = r.at;
    *out = 0;
    if (!ok || r.at < text.len)
        return false;
    *out = day * DAY + seconds - ahead;
    return true;
}

/* Writes n with at least `width` digits; returns where it ends. */
static char *put_number(char *out, uint64_t n, size_t width)
{
    char digits[20];
    size_t count = 0;

    for (; n > 0 || count < width; n /= 10)
        digits[count++] = (char)('0' + n % 10);
    while (count > 0)
        *out++ = digits[--count];
    return out;
}

struct day {
    int64_t year;
    unsigned month, day; /* from 1 */
};

/* number: days from 0000-01-01, from 0 on and before END_DAY. */
static struct day day_of(int64_t number)
{
    struct day d = {number * 400 / CYCLE_DAYS, 1, 1}; /* off by one at most */

    if (year_start(d.year) > number)
        d.year--;
    if (year_start(d.year + 1) <= number)
        d.year++;
    number -= year_start(d.year);
    for (; number >= month_length(d.year, d.month); d.month++)
        number -= month_length(d.year, d.month);
    d.day = (unsigned)number + 1;
    return d;
}

static char *put_day(char *out, int64_t number)
{
    struct day d = day_of(number);

    out = put_number(out, (uint64_t)d.year, 4);
    *out++ = '-';
    out = put_number(out, d.month, 2);
    *out++ = '-';
    return put_number(out, d.day, 2);
}

/* Days from 0000-01-01; seconds before it give a negative number. */
static int64_t day_from_start(int64_t seconds)
{
    return seconds / DAY - (seconds % DAY < 0) + EPOCH_DAY;
}

static bool in_calendar(int64_t number)
{
    return number >= 0 && number < END_DAY;
}

bool duration_shift(int64_t *out, int64_t from, const struct duration *d, bool back)
{
    int64_t number = day_from_start(from), months, sign = back ? -1 : 1;
    unsigned length;
    struct day day;

    *out = 0;
    if (!in_calendar(number))
        return false;
    day = day_of(number);
    months = day.year * 12 + day.month - 1 + sign * ((int64_t)d->years * 12 + d->months);
    if (months < 0 || months >= INT64_C(10000) * 12)
        return false;
    day.year = months / 12;
    day.month = (unsigned)(months % 12) + 1;
    length = month_length(day.year, day.month);
    *out = day_number(day.year, day.month, day.day < length ? day.day : length) * DAY +
           (from - (number - EPOCH_DAY) * DAY) + sign * fixed_seconds(d);
    return in_calendar(day_from_start(*out));
}

size_t date_format(char *out, size_t cap, int64_t seconds)
{
    char text[24];
    char *end = text;
    int64_t day = day_from_start(seconds);
    size_t len;

    if (cap == 0)
        return 0;
    if (in_calendar(day)) {
        end = put_day(end, day);
    } else {
        if (seconds < 0)
            *end++ = '-';
        end = put_number(end, seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds, 1);
    }
    len = (size_t)(end - text);
    if (len > cap - 1)
        len = cap - 1;
    memcpy(out, text, len);
    out[len] = '\0';
    return len;
}
