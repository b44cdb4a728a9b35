// SPDX-License-Identifier: MIT
/* see shape.h */
#include "material/shape.h"

#include <string.h>

static bool is_constant(const uint8_t *octets, size_t length)
{
    return memcmp(octets, octets + 1, length - 1) == 0;
}

/* A word of at most half the length that goes on to the end. */
static bool has_period(const uint8_t *octets, size_t length)
{
    for (size_t period = 2; period <= length / 2; period++)
        if (octets[0] == octets[period] && memcmp(octets, octets + period, length - period) == 0)
            return true;
    return false;
}

static bool is_sequence(const uint8_t *octets, size_t length)
{
    for (size_t i = 2; i < length; i++)
        if ((uint8_t)(octets[i] - octets[i - 1]) != (uint8_t)(octets[1] - octets[0]))
            return false;
    return true;
}

static bool is_hex_digit(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_base64(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/' || c == '-' || c == '_';
}

static bool is_printable(uint8_t c)
{
    return c >= 0x20 && c <= 0x7e;
}

static bool all(const uint8_t *octets, size_t length, bool (*is)(uint8_t c))
{
    for (size_t i = 0; i < length; i++)
        if (!is(octets[i]))
            return false;
    return true;
}

static bool is_key_length(size_t octets)
{
    return octets == 16 || octets == 24 || octets == 32 || octets == 48 || octets == 64;
}

static bool is_base64_of_key(const uint8_t *octets, size_t length)
{
    while (length > 0 && octets[length - 1] == '=')
        length--;
    return length % 4 != 1 && is_key_length(length * 6 / 8) && all(octets, length, is_base64);
}

enum shape shape_of(const uint8_t *octets, size_t length)
{
    if (length < 4)
        return SHAPE_NONE;
    if (is_constant(octets, length))
        return SHAPE_CONSTANT;
    if (has_period(octets, length))
        return SHAPE_PERIOD;
    if (is_sequence(octets, length))
        return SHAPE_SEQUENCE;
    if (!all(octets, length, is_printable))
        return SHAPE_NONE;
    if (length % 2 == 0 && is_key_length(length / 2) && all(octets, length, is_hex_digit))
        return SHAPE_HEX;
    return is_base64_of_key(octets, length) ? SHAPE_BASE64 : SHAPE_TEXT;
}

const char *shape_name(enum shape shape)
{
    static const char *const names[] = {
        [SHAPE_NONE] = NULL,
        [SHAPE_CONSTANT] = "is one octet, repeated",
        [SHAPE_PERIOD] = "is a shorter sequence of octets, repeated",
        [SHAPE_SEQUENCE] = "is an arithmetic sequence of octets",
        [SHAPE_HEX] = "is the hexadecimal text of a key",
        [SHAPE_BASE64] = "is the Base64 text of a key",
        [SHAPE_TEXT] = "is printable text",
    };

    return names[shape];
}

bool shape_has_run(const uint8_t *octets, size_t length, size_t least)
{
    size_t run = 1;

    for (size_t i = 1; i < length && run < least; i++)
        run = octets[i] == octets[i - 1] ? run + 1 : 1;
    return run >= least;
}
