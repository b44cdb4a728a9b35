// SPDX-License-Identifier: MIT
/* Tests of text/duration.h: every fault of durations and dates, and an independent calendar. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/duration.h"

#define DAY INT64_C(86400)
#define MOST INT64_C(999999999) /* the largest number of a unit */

/* --- durations --- */

static void test_good_durations(void **state)
{
    static const struct {
        const char *text;
        struct duration want;
    } cases[] = {
        {"P90D", {.days = 90}},
        {"P3M", {.months = 3}},
        {"PT48H", {.hours = 48}},
        {"P1Y10D", {.years = 1, .days = 10}},
        {"P2W", {.weeks = 2}},
        {"P1Y2M3W4DT5H6M7S", {1, 2, 3, 4, 5, 6, 7}},
        {"P1M1DT1M", {.months = 1, .days = 1, .minutes = 1}},
        {"PT1M", {.minutes = 1}},
        {"PT1S", {.seconds = 1}},
        {"PT1H1S", {.hours = 1, .seconds = 1}},
        {"P0D", {0}},
        {"PT0S", {0}},
        {"P007D", {.days = 7}},
        {"P999999999D", {.days = 999999999}},
        {"P000000000000000000999999999Y", {.years = 999999999}},
        {"PT999999999S", {.seconds = 999999999}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct duration got;
        size_t at = 77;

        if (duration_parse(&got, &at, span_str(cases[i].text)) != DURATION_OK)
            fail_msg("%s: fault at %zu", cases[i].text, at);
        assert_memory_equal(&got, &cases[i].want, sizeof(got));
        assert_int_equal(at, strlen(cases[i].text));
    }
}

struct bad_duration {
    const char *text;
    enum duration_fault fault;
    size_t at;
};

static void check_bad_duration(struct span text, enum duration_fault fault, size_t at)
{
    static const struct duration zero;
    struct duration got;
    size_t got_at = 77;
    enum duration_fault got_fault;

    memset(&got, 0xa5, sizeof(got));
    got_fault = duration_parse(&got, &got_at, text);
    if (got_fault != fault || got_at != at)
        fail_msg("%.*s: got %d at %zu, want %d at %zu", (int)(text.len < 80 ? text.len : 80),
                 text.ptr == NULL ? "" : text.ptr, (int)got_fault, got_at, (int)fault, at);
    assert_memory_equal(&got, &zero, sizeof(got));
}

static void test_bad_durations(void **state)
{
    static const struct bad_duration cases[] = {
        {"", DURATION_EMPTY, 0},
        {"90D", DURATION_NO_P, 0},
        {"p90D", DURATION_NO_P, 0},
        {" P90D", DURATION_NO_P, 0},
        {"T1H", DURATION_NO_P, 0},
        {"\xe2\x88\x92P1D", DURATION_NO_P, 0},
        {"P", DURATION_NO_VALUE, 1},
        {"PT", DURATION_NO_VALUE, 2},
        {"P1DT", DURATION_NO_VALUE, 4},
        {"PD", DURATION_NO_VALUE, 1},
        {"PH", DURATION_NO_VALUE, 1},
        {"P1YD", DURATION_NO_VALUE, 3},
        {"PTS", DURATION_NO_VALUE, 2},
        {"P1D1Y", DURATION_ORDER, 4},
        {"P1M1Y", DURATION_ORDER, 4},
        {"P1D1W", DURATION_ORDER, 4},
        {"P1W1M", DURATION_ORDER, 4},
        {"P1Y1Y", DURATION_ORDER, 4},
        {"P1D1D", DURATION_ORDER, 4},
        {"PT1M1H", DURATION_ORDER, 5},
        {"PT1S1M", DURATION_ORDER, 5},
        {"PT1S1S", DURATION_ORDER, 5},
        {"P48H", DURATION_ORDER, 3},
        {"P1S", DURATION_ORDER, 2},
        {"PT1D", DURATION_ORDER, 3},
        {"PT1Y", DURATION_ORDER, 3},
        {"PT1W", DURATION_ORDER, 3},
        {"PTT1H", DURATION_ORDER, 2},
        {"PT1HT1M", DURATION_ORDER, 4},
        {"P90", DURATION_UNIT, 3},
        {"PT5", DURATION_UNIT, 3},
        {"P90d", DURATION_UNIT, 3},
        {"PT48h", DURATION_UNIT, 4},
        {"Pt48H", DURATION_UNIT, 1},
        {"P1T1H", DURATION_UNIT, 2},
        {"P1Q", DURATION_UNIT, 2},
        {"PX", DURATION_UNIT, 1},
        {"P1D ", DURATION_UNIT, 3},
        {"P 1D", DURATION_UNIT, 1},
        {"P1 D", DURATION_UNIT, 2},
        {"P1DX", DURATION_UNIT, 3},
        {"PP1D", DURATION_UNIT, 1},
        {"P1\xc3\xa9", DURATION_UNIT, 2},
        {"P1.5D", DURATION_FRACTION, 2},
        {"P1,5D", DURATION_FRACTION, 2},
        {"P.5D", DURATION_FRACTION, 1},
        {"PT0.", DURATION_FRACTION, 3},
        {"-P1D", DURATION_NEGATIVE, 0},
        {"+P1D", DURATION_NEGATIVE, 0},
        {"-", DURATION_NEGATIVE, 0},
        {"P-1D", DURATION_NEGATIVE, 1},
        {"P1Y-1M", DURATION_NEGATIVE, 3},
        {"PT+1H", DURATION_NEGATIVE, 2},
        {"P1-D", DURATION_UNIT, 2},
        {"P1000000000D", DURATION_RANGE, 1},
        {"P1Y1000000000M", DURATION_RANGE, 3},
        {"PT9999999999H", DURATION_RANGE, 2},
        {"P4294967297D", DURATION_RANGE, 1},
        {"P18446744073709551617D", DURATION_RANGE, 1},
        {"P1000000000", DURATION_RANGE, 1},
        {"P1000000000.5D", DURATION_RANGE, 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_bad_duration(span_str(cases[i].text), cases[i].fault, cases[i].at);
    check_bad_duration(span_of("P1D\0", 4), DURATION_UNIT, 3);
    check_bad_duration(span_of("\0P1D", 4), DURATION_NO_P, 0);
    check_bad_duration(span_of("P\0", 2), DURATION_UNIT, 1);
    check_bad_duration(span_of(NULL, 0), DURATION_EMPTY, 0);
}

/* Every byte as a unit and as the first of a component. */
static void test_every_unit_byte(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char text[4] = {'P', '1', (char)c, 0};
        bool digit = c >= '0' && c <= '9';
        bool date = c != 0 && strchr("YMWD", (int)c) != NULL;
        bool time = c == 'H' || c == 'S';
        bool point = c == '.' || c == ',';
        struct duration d;
        size_t at;

        assert_int_equal(duration_parse(&d, &at, span_of(text, 3)), date    ? DURATION_OK
                                                                    : time  ? DURATION_ORDER
                                                                    : point ? DURATION_FRACTION
                                                                            : DURATION_UNIT);
        assert_int_equal(at, date || digit ? 3 : 2);
    }
}

static void test_huge_durations(void **state)
{
    size_t len = (size_t)10 << 20;
    char *text = malloc(len);

    (void)state;
    assert_non_null(text);
    memset(text, '9', len);
    text[0] = 'P';
    check_bad_duration(span_of(text, len), DURATION_RANGE, 1);
    memset(text + 1, '0', len - 1);
    check_bad_duration(span_of(text, len), DURATION_UNIT, len);
    text[len - 1] = 'D';
    {
        struct duration d;
        size_t at;

        assert_int_equal(duration_parse(&d, &at, span_of(text, len)), DURATION_OK);
        assert_int_equal(d.days, 0);
    }
    memset(text, 'P', len);
    check_bad_duration(span_of(text, len), DURATION_UNIT, 1);
    free(text);
}

static void test_bounds(void **state)
{
    static const struct {
        const char *text;
        int64_t min, max;
    } cases[] = {
        {"P0D", 0, 0},
        {"P90D", 90 * DAY, 90 * DAY},
        {"PT48H", 2 * DAY, 2 * DAY},
        {"PT1M1S", 61, 61},
        {"P2W1D", 15 * DAY, 15 * DAY},
        {"P1M", 28 * DAY, 31 * DAY},
        {"P2M", 59 * DAY, 62 * DAY},
        {"P3M", 89 * DAY, 92 * DAY},
        {"P11M", 334 * DAY, 337 * DAY},
        {"P12M", 365 * DAY, 366 * DAY},
        {"P13M", 393 * DAY, 397 * DAY},
        {"P1Y", 365 * DAY, 366 * DAY},
        {"P1Y1M1DT1S", 394 * DAY + 1, 398 * DAY + 1},
        {"P2Y", 730 * DAY, 732 * DAY},
        {"P999999999Y", MOST * 365 * DAY, MOST * 366 * DAY},
        {"P999999999Y999999999M999999999W999999999DT999999999H999999999M999999999S",
         (MOST * 365 + MOST / 12 * 365 + 89 + MOST * 8) * DAY + MOST * 3661,
         (MOST * 366 + MOST / 12 * 366 + 92 + MOST * 8) * DAY + MOST * 3661},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct duration d;
        size_t at;

        assert_int_equal(duration_parse(&d, &at, span_str(cases[i].text)), DURATION_OK);
        assert_true(duration_min_seconds(&d) == cases[i].min);
        assert_true(duration_max_seconds(&d) == cases[i].max);
    }
}

/* --- a calendar that only counts --- */

struct calendar {
    unsigned year, month, day;
};

static bool leap(unsigned year)
{
    if (year % 400 == 0)
        return true;
    if (year % 100 == 0)
        return false;
    return year % 4 == 0;
}

static unsigned days_in(unsigned year, unsigned month)
{
    switch (month) {
    case 2:
        return leap(year) ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
        return 30;
    default:
        return 31;
    }
}

static void tomorrow(struct calendar *c)
{
    if (++c->day <= days_in(c->year, c->month))
        return;
    c->day = 1;
    if (++c->month <= 12)
        return;
    c->month = 1;
    c->year++;
}

/* Bounds of 0 to 30 months by looking at every place in the 400 years after which all repeats. */
static void test_month_bounds_hold(void **state)
{
    (void)state;
    for (uint32_t months = 0; months <= 30; months++) {
        struct duration d = {.months = months};
        int64_t fewest = INT64_MAX, most = 0;

        for (unsigned first = 0; first < 4800; first++) {
            int64_t days = 0;

            for (unsigned m = first; m < first + months; m++)
                days += days_in(1600 + m / 12, m % 12 + 1);
            fewest = days < fewest ? days : fewest;
            most = days > most ? days : most;
        }
        assert_true(duration_min_seconds(&d) <= fewest * DAY);
        assert_true(duration_max_seconds(&d) >= most * DAY);
        if (months <= 12) {
            assert_true(duration_min_seconds(&d) == fewest * DAY);
            assert_true(duration_max_seconds(&d) == most * DAY);
        }
    }
}

static void check_day(const struct calendar *c, int64_t day)
{
    char want[40], got[24];
    int64_t seconds = -1;
    size_t at;

    snprintf(want, sizeof(want), "%04u-%02u-%02u", c->year, c->month, c->day);
    if (!date_parse(&seconds, &at, span_str(want)) || seconds != day * DAY)
        fail_msg("%s", want);
    assert_int_equal(date_format(got, sizeof(got), seconds), 10);
    assert_string_equal(got, want);
    date_format(got, sizeof(got), seconds + DAY - 1);
    assert_string_equal(got, want);
}

static void test_every_day_1970_to_2400(void **state)
{
    struct calendar c = {1970, 1, 1};

    (void)state;
    for (int64_t day = 0; c.year <= 2400; day++) {
        check_day(&c, day);
        tomorrow(&c);
    }
}

/* All days of years 0000 to 9999: the count starts at -719528, 1 January 0000. */
static void test_every_day_of_ten_thousand_years(void **state)
{
    struct calendar c = {0, 1, 1};
    int64_t day = -719528;
    char got[24];

    (void)state;
    for (; c.year <= 9999; day++) {
        char want[10] = {(char)('0' + c.year / 1000),
                         (char)('0' + c.year / 100 % 10),
                         (char)('0' + c.year / 10 % 10),
                         (char)('0' + c.year % 10),
                         '-',
                         (char)('0' + c.month / 10),
                         (char)('0' + c.month % 10),
                         '-',
                         (char)('0' + c.day / 10),
                         (char)('0' + c.day % 10)};
        int64_t seconds = 0;
        size_t at;

        if (!date_parse(&seconds, &at, span_of(want, 10)) || seconds != day * DAY)
            fail_msg("%.10s", want);
        if (date_format(got, sizeof(got), seconds) != 10 || memcmp(got, want, 10) != 0)
            fail_msg("%.10s formatted as %s", want, got);
        tomorrow(&c);
    }
    assert_true(day == 2932897); /* 1 January 10000 */
}

/* Day 1 to 31 exists or not as the calendar says. */
static void test_days_of_every_month(void **state)
{
    char text[40];
    int64_t seconds;
    size_t at;

    (void)state;
    for (unsigned year = 0; year < 10000; year += year < 2500 ? 1 : 97) {
        for (unsigned month = 1; month <= 12; month++) {
            snprintf(text, sizeof(text), "%04u-%02u-%02u", year, month, days_in(year, month));
            assert_true(date_parse(&seconds, &at, span_str(text)));
            snprintf(text, sizeof(text), "%04u-%02u-%02u", year, month, days_in(year, month) + 1);
            assert_false(date_parse(&seconds, &at, span_str(text)));
            assert_int_equal(at, 8);
        }
    }
}

/* --- dates --- */

static void test_good_dates(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"1969-12-31T23:59:59.999Z", -1},
        {"2026-03-31", 1774915200},
        {"2026-03-31T12:54:56+00:00", 1774961696},
        {"2026-03-31T12:54:56Z", 1774961696},
        {"2026-03-31T12:54:56-00:00", 1774961696},
        {"2026-03-31t12:54:56z", 1774961696},
        {"2026-03-31T12:54:56.1Z", 1774961696},
        {"2026-03-31T12:54:56.999999999999999999999999+00:00", 1774961696},
        {"2026-03-31T14:54:56+02:00", 1774961696},
        {"2026-03-31T07:24:56-05:30", 1774961696},
        {"2026-04-01T12:53:56+23:59", 1774961696},
        {"2000-02-29", 951782400},
        {"2016-12-31T23:59:60Z", 1483228799},
        {"2016-12-31T23:59:59Z", 1483228799},
        {"2017-01-01T00:00:00Z", 1483228800},
        {"2038-01-19T03:14:08Z", 2147483648},
        {"0000-01-01", -62167219200},
        {"0000-02-29", -62162121600},
        {"9999-12-31T23:59:59Z", 253402300799},
        {"9999-12-31T23:59:59-23:59", 253402387139},
        {"0000-01-01T00:00:00+23:59", -62167305540},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t seconds = 12345;
        size_t at = 77;

        if (!date_parse(&seconds, &at, span_str(cases[i].text)) || seconds != cases[i].seconds)
            fail_msg("%s: %lld", cases[i].text, (long long)seconds);
    }
}

static void check_bad_date(struct span text, size_t at)
{
    int64_t seconds = 0;
    size_t got_at = 77;

    if (date_parse(&seconds, &got_at, text) || got_at != at)
        fail_msg("%.*s: at %zu, want %zu", (int)(text.len < 80 ? text.len : 80),
                 text.ptr == NULL ? "" : text.ptr, got_at, at);
}

static void test_bad_dates(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"", 0},
        {"2", 1},
        {"202", 3},
        {"2026", 4},
        {"2026-", 5},
        {"2026-0", 6},
        {"2026-03", 7},
        {"2026-03-", 8},
        {"2026-03-3", 9},
        {"26-03-31", 2},
        {"20260331", 4},
        {"2026/03/31", 4},
        {"-026-03-31", 0},
        {"+2026-03-31", 0},
        {" 2026-03-31", 0},
        {"2026-3-31", 6},
        {"2026-00-01", 5},
        {"2026-13-01", 5},
        {"2026-99-01", 5},
        {"2026-01-00", 8},
        {"2026-01-32", 8},
        {"2026-02-29", 8},
        {"2026-02-30", 8},
        {"2024-02-30", 8},
        {"1900-02-29", 8},
        {"2100-02-29", 8},
        {"2026-04-31", 8},
        {"2026-03-31 ", 10},
        {"2026-03-31 12:54:56Z", 10},
        {"2026-03-31Z", 10},
        {"2026-03-311", 10},
        {"2026-03-31T", 11},
        {"2026-03-31T1", 12},
        {"2026-03-31T12", 13},
        {"2026-03-31T12Z", 13},
        {"2026-03-31T12:54", 16},
        {"2026-03-31T12:54Z", 16},
        {"2026-03-31T24:00:00Z", 11},
        {"2026-03-31T12:60:00Z", 14},
        {"2026-03-31T12:54:61Z", 17},
        {"2026-03-31T12:54:56", 19},
        {"2026-03-31T12:54:56.Z", 20},
        {"2026-03-31T12:54:56.", 20},
        {"2026-03-31T12:54:56.5", 21},
        {"2026-03-31T12:54:56,5Z", 19},
        {"2026-03-31T12:54:56+", 20},
        {"2026-03-31T12:54:56+0", 21},
        {"2026-03-31T12:54:56+00", 22},
        {"2026-03-31T12:54:56+0000", 22},
        {"2026-03-31T12:54:56+00:0", 24},
        {"2026-03-31T12:54:56+24:00", 20},
        {"2026-03-31T12:54:56+00:60", 23},
        {"2026-03-31T12:54:56+00:00Z", 25},
        {"2026-03-31T12:54:56Zx", 20},
        {"2026-03-31T12:54:56 Z", 19},
        {"1774961696", 4},
        {"2026-W14-2", 5},
        {"2026-090", 7},
        {"\xd9\xa2\xd9\xa0", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_bad_date(span_str(cases[i].text), cases[i].at);
    check_bad_date(span_of(NULL, 0), 0);
    check_bad_date(span_of("2026-03-31\0", 11), 10);
    check_bad_date(span_of("2026\0003-31", 10), 4);
}

/* Every prefix of a good date-time is bad but the date, and says that it ends too early. */
static void test_cut_dates(void **state)
{
    static const char text[] = "2026-03-31T12:54:56.123+00:00";

    (void)state;
    for (size_t len = 0; len < strlen(text); len++)
        if (len != 10)
            check_bad_date(span_of(text, len), len);
}

static void test_huge_dates(void **state)
{
    static const char head[] = "2026-03-31T12:54:56.";
    size_t len = (size_t)10 << 20;
    char *text = malloc(len);
    int64_t seconds = 0;
    size_t at;

    (void)state;
    assert_non_null(text);
    memset(text, '9', len);
    check_bad_date(span_of(text, len), 4);
    memcpy(text, head, strlen(head));
    check_bad_date(span_of(text, len), len);
    text[len - 1] = 'Z';
    assert_true(date_parse(&seconds, &at, span_of(text, len)));
    assert_true(seconds == 1774961696);
    memset(text, 0, len);
    check_bad_date(span_of(text, len), 0);
    free(text);
}

static void test_format(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "1970-01-01"},
        {-1, "1969-12-31"},
        {86399, "1970-01-01"},
        {86400, "1970-01-02"},
        {-86400, "1969-12-31"},
        {-86401, "1969-12-30"},
        {1795478400, "2026-11-24"},
        {-62167219200, "0000-01-01"},
        {-62167219201, "-62167219201"},
        {253402300799, "9999-12-31"},
        {253402300800, "253402300800"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char got[24];

        memset(got, '#', sizeof(got));
        assert_int_equal(date_format(got, sizeof(got), cases[i].seconds), strlen(cases[i].text));
        assert_string_equal(got, cases[i].text);
    }
}

static void test_format_is_bounded(void **state)
{
    char got[24];

    (void)state;
    for (size_t cap = 0; cap <= sizeof(got); cap++) {
        size_t want = cap == 0 ? 0 : cap - 1 < 20 ? cap - 1 : 20;

        memset(got, '#', sizeof(got));
        assert_int_equal(date_format(got, cap, INT64_MIN), want);
        assert_memory_equal(got, "-9223372036854775808", want);
        if (cap > 0)
            assert_int_equal(got[want], '\0');
        for (size_t i = cap; i < sizeof(got); i++)
            assert_int_equal(got[i], '#');
    }
}

/* ---- shifting by the calendar ---- */

static int64_t seconds_of(const char *text)
{
    int64_t seconds;
    size_t at;

    if (!date_parse(&seconds, &at, span_str(text)))
        fail_msg("%s", text);
    return seconds;
}

static void expect_shift(const char *from, const char *duration, bool back, const char *to)
{
    struct duration d;
    int64_t got;
    size_t at;

    assert_int_equal(duration_parse(&d, &at, span_str(duration)), DURATION_OK);
    if (!duration_shift(&got, seconds_of(from), &d, back) || got != seconds_of(to))
        fail_msg("%s %s %s: %lld; expected %s", from, back ? "-" : "+", duration, (long long)got,
                 to);
}

static void test_shift(void **state)
{
    (void)state;
    expect_shift("2026-03-01", "P2Y", false, "2028-03-01"); /* 731 days: a leap year is inside */
    expect_shift("2026-01-31", "P1M", false, "2026-02-28");
    expect_shift("2028-01-31", "P1M", false, "2028-02-29");
    expect_shift("2026-01-31", "P3M", false, "2026-04-30");
    expect_shift("2028-02-29", "P1Y", false, "2029-02-28");
    expect_shift("2028-02-29", "P4Y", false, "2032-02-29");
    expect_shift("2026-12-31", "P2M", false, "2027-02-28");
    expect_shift("2026-01-31", "P1M1D", false, "2026-03-01"); /* months first, then days */
    expect_shift("2026-11-24T23:30:00Z", "PT48H", false, "2026-11-26T23:30:00Z");
    expect_shift("2026-11-24", "P2W", false, "2026-12-08");
    expect_shift("2026-03-31", "P1M", true, "2026-02-28");
    expect_shift("2026-01-15", "P1M", true, "2025-12-15");
    expect_shift("2024-02-29", "P1Y", true, "2023-02-28");
    expect_shift("2026-03-01T12:00:00Z", "P1DT13H", true, "2026-02-27T23:00:00Z");
    expect_shift("1969-12-31T23:59:59Z", "PT1S", false, "1970-01-01");
    expect_shift("1970-01-01", "PT1S", true, "1969-12-31T23:59:59Z");
}

static void test_shift_ends_with_the_calendar(void **state)
{
    struct duration d = {.years = 999999999, .months = 999999999};
    struct duration day = {.days = 1};
    int64_t got;

    (void)state;
    assert_false(duration_shift(&got, 0, &d, false));
    assert_false(duration_shift(&got, 0, &d, true));
    assert_false(duration_shift(&got, seconds_of("9999-12-31"), &day, false));
    assert_false(duration_shift(&got, seconds_of("0000-01-01"), &day, true));
    assert_false(duration_shift(&got, INT64_MAX, &day, true));
    assert_false(duration_shift(&got, INT64_MIN, &day, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_durations),
        cmocka_unit_test(test_bad_durations),
        cmocka_unit_test(test_every_unit_byte),
        cmocka_unit_test(test_huge_durations),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_month_bounds_hold),
        cmocka_unit_test(test_every_day_1970_to_2400),
        cmocka_unit_test(test_every_day_of_ten_thousand_years),
        cmocka_unit_test(test_days_of_every_month),
        cmocka_unit_test(test_good_dates),
        cmocka_unit_test(test_bad_dates),
        cmocka_unit_test(test_cut_dates),
        cmocka_unit_test(test_huge_dates),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_format_is_bounded),
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_shift_ends_with_the_calendar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
