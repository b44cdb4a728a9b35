// SPDX-License-Identifier: MIT
/* see json/scan.h */
#include "json/scan.h"

#include "facts/facts.h"
#include "text/utf8.h"

/*@ requires p <= end && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) == \base_addr(end);
    assigns \nothing;
    ensures p <= \result <= end && \base_addr(\result) == \base_addr(end); */
const char *scan_space(const char *p, const char *end)
{
    /*@ loop invariant \at(p, Pre) <= p <= end && \base_addr(p) == \base_addr(end);
        loop assigns p;
        loop variant end - p; */
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/*@ requires p <= end && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) == \base_addr(end);
    assigns \nothing;
    ensures p <= \result <= end && \base_addr(\result) == \base_addr(end); */
static const char *line_comment(const char *p, const char *end)
{
    /*@ loop invariant \at(p, Pre) <= p <= end && \base_addr(p) == \base_addr(end);
        loop assigns p;
        loop variant end - p; */
    while (p < end && *p != '\n' && *p != '\r')
        p++;
    return p;
}

/*@ requires end - p >= 2 && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) ==
   \base_addr(end); assigns \nothing; ensures p <= \result <= end && \base_addr(\result) ==
   \base_addr(end); */
static const char *block_comment(const char *p, const char *end)
{
    /*@ loop invariant \at(p, Pre) + 2 <= p <= end && \base_addr(p) == \base_addr(end);
        loop assigns p;
        loop variant end - p; */
    for (p += 2; end - p >= 2; p++)
        if (p[0] == '*' && p[1] == '/')
            return p + 2;
    return end;
}

/*@ requires p <= end && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) == \base_addr(end);
    assigns \nothing;
    ensures p <= \result <= end && \base_addr(\result) == \base_addr(end); */
const char *scan_comment(const char *p, const char *end)
{
    if (p == end)
        return p;
    if (*p == '#')
        return line_comment(p, end);
    if (end - p < 2 || *p != '/')
        return p;
    if (p[1] == '/')
        return line_comment(p, end);
    return p[1] == '*' ? block_comment(p, end) : p;
}

/*@ assigns \nothing; */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*@ assigns \nothing; */
static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

/*@ requires p <= end && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) == \base_addr(end);
    assigns \nothing;
    ensures p <= \result <= end && \base_addr(\result) == \base_addr(end); */
const char *scan_word(const char *p, const char *end)
{
    /*@ loop invariant \at(p, Pre) <= p <= end && \base_addr(p) == \base_addr(end);
        loop assigns p;
        loop variant end - p; */
    while (p < end && is_word(*p))
        p++;
    return p;
}

/*@ requires p <= end && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) == \base_addr(end);
    assigns \nothing;
    ensures p <= \result <= end && \base_addr(\result) == \base_addr(end); */
static const char *digits(const char *p, const char *end)
{
    /*@ loop invariant \at(p, Pre) <= p <= end && \base_addr(p) == \base_addr(end);
        loop assigns p;
        loop variant end - p; */
    while (p < end && is_digit(*p))
        p++;
    return p;
}

/* RFC 8259 section 6: the end of a well-formed number at p, or NULL. */
/*@ requires p <= end && \valid_read(p + (0 .. end - p - 1)) && \base_addr(p) == \base_addr(end);
    assigns \nothing;
    ensures \result == \null || (p <= \result <= end); */
static const char *number_end(const char *p, const char *end)
{
    const char *from;

    if (p < end && *p == '-')
        p++;
    from = p;
    p = digits(p, end);
    if (p == from || (*from == '0' && p > from + 1))
        return NULL;
    if (p < end && *p == '.') {
        from = ++p;
        p = digits(p, end);
        if (p == from)
            return NULL;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        from = p;
        p = digits(p, end);
        if (p == from)
            return NULL;
    }
    return p;
}

/*@ requires \valid(end) && p < *end && \valid_read(p + (0 .. *end - p - 1));
    requires \base_addr(p) == \base_addr(*end) && \separated(end, p + (0 .. *end - p - 1));
    assigns *end;
    ensures p <= *end <= \old(*end); */
enum scan_number scan_number(const char *p, const char **end)
{
    const char *good = number_end(p, *end);
    const char *all = p;

    /*@ loop invariant p <= all <= *end && \base_addr(all) == \base_addr(*end);
        loop assigns all;
        loop variant *end - all; */
    while (all < *end && (is_word(*all) || *all == '+' || *all == '-' || *all == '.'))
        all++;
    *end = all;
    return good == all ? SCAN_NUMBER_OK : SCAN_NUMBER_BAD;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of four hexadecimal digits at p, or -1. */
static int32_t hex4(const char *p, const char *end)
{
    int32_t value = 0;

    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static uint32_t unicode_escape(const char *p, const char *end, size_t *length, unsigned *fault)
{
    int32_t high = hex4(p + 2, end);
    int32_t low;

    if (high < 0) {
        *length = 2;
        *fault = RULE_JSON_ESCAPE;
        return 0xfffd;
    }
    *length = 6;
    if (high < 0xd800 || high > 0xdfff) {
        *fault = high == 0 ? RULE_JSON_NUL : 0;
        return (uint32_t)high;
    }
    low = high < 0xdc00 && end - p >= 8 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8, end) : -1;
    if (low < 0xdc00 || low > 0xdfff) {
        *fault = RULE_JSON_SURROGATE;
        return 0xfffd;
    }
    *length = 12;
    return 0x10000u + (((uint32_t)high - 0xd800u) << 10) + ((uint32_t)low - 0xdc00u);
}

uint32_t scan_escape(const char *p, const char *end, size_t *length, unsigned *fault)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const char *at;

    *fault = 0;
    *length = 2;
    if (end - p >= 2 && p[1] == 'u')
        return unicode_escape(p, end, length, fault);
    at = end - p < 2 || p[1] == '\0' ? NULL : strchr(names, p[1]);
    if (at != NULL)
        return (unsigned char)values[at - names];
    *fault = RULE_JSON_ESCAPE;
    if (end - p < 2)
        *length = 1;
    return 0xfffd;
}

static void string_fault(struct json *j, unsigned rule, size_t offset, size_t length,
                         const char *format, unsigned *flags)
{
    *flags |= JSON_BAD;
    json_fault(j, rule, offset, length, format, NO_ARGS);
}

static const char *escape_message(unsigned rule)
{
    if (rule == RULE_JSON_NUL)
        return "U+0000 in a string";
    return rule == RULE_JSON_SURROGATE ? "half of a surrogate pair" : "an escape that JSON lacks";
}

/* Reads the escape, control character or UTF-8 sequence at p and returns what is behind it. */
static const char *special(struct json *j, const char *p, const char *end, const char *start,
                           unsigned *flags)
{
    size_t offset = (size_t)(p - start);
    size_t length = 1;
    unsigned rule = 0;

    if (*p == '\\') {
        *flags |= JSON_ESCAPED;
        scan_escape(p, end, &length, &rule);
        if (rule != 0)
            string_fault(j, rule, offset, length, escape_message(rule), flags);
    } else if ((unsigned char)*p < 0x20) {
        string_fault(j, *p == '\0' ? RULE_JSON_NUL : RULE_JSON_CONTROL, offset, 1,
                     *p == '\0' ? "a NUL byte in a string"
                                : "a control character that is not escaped",
                     flags);
    } else {
        length = utf8_step(span_of(p, (size_t)(end - p)), NULL);
        if (length == 0) {
            length = 1;
            string_fault(j, RULE_JSON_UTF8, offset, 1, "a byte that is not UTF-8", flags);
        }
    }
    return p + length;
}

const char *scan_string(struct json *j, const char *p, const char *end, const char *start,
                        unsigned *flags)
{
    for (;;) {
        p = scan_plain(p, end);
        if (p >= end || *p == '"')
            return p;
        p = special(j, p, end, start, flags);
    }
}
