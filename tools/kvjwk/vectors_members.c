// SPDX-License-Identifier: MIT
/* Test vectors: members of a test, and the octets that last as long as it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

static const kvjwk_bytes absent = {NULL, 0};

void *vectors_alloc(struct vectors *v, size_t size)
{
    void *octets;

    if (v->octet_count == VECTORS_OCTETS) {
        snprintf(v->malformed, sizeof(v->malformed), "more than %d octet strings", VECTORS_OCTETS);
        return NULL;
    }
    octets = malloc(size == 0 ? 1 : size);
    if (octets == NULL) {
        v->out_of_memory = true;
        return NULL;
    }
    v->octets[v->octet_count++] = octets;
    return octets;
}

void vectors_release(struct vectors *v)
{
    while (v->octet_count > 0)
        free(v->octets[--v->octet_count]);
}

bool vectors_bytes_eq(kvjwk_bytes a, kvjwk_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.ptr, b.ptr, a.length) == 0);
}

const char *vectors_string(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

json_int_t vectors_integer(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

kvjwk_bytes vectors_unhex(struct vectors *v, const char *name, const char *text, size_t length)
{
    size_t odd = length % 2; /* NIST writes integers without a leading zero digit */
    kvjwk_bytes out = {NULL, (length + odd) / 2};
    unsigned char *octets = vectors_alloc(v, out.length);

    if (octets == NULL)
        return absent;
    memset(octets, 0, out.length);
    for (size_t i = 0; i < length; i++) {
        int digit = hex_digit(text[i]);

        if (digit < 0) {
            snprintf(v->malformed, sizeof(v->malformed), "'%.40s' is not hexadecimal", name);
            return absent;
        }
        octets[(i + odd) / 2] = (unsigned char)(octets[(i + odd) / 2] << 4 | digit);
    }
    out.ptr = octets;
    return out;
}

kvjwk_bytes vectors_hex(struct vectors *v, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    if (value == NULL || json_is_null(value))
        return absent;
    if (!json_is_string(value) || json_string_length(value) % 2 != 0) {
        snprintf(v->malformed, sizeof(v->malformed), "'%.40s' is no string of whole octets", name);
        return absent;
    }
    return vectors_unhex(v, name, json_string_value(value), json_string_length(value));
}

kvjwk_bytes vectors_need_hex(struct vectors *v, const json_t *object, const char *name)
{
    if (json_object_get(object, name) == NULL)
        snprintf(v->malformed, sizeof(v->malformed), "no member '%.40s'", name);
    return vectors_hex(v, object, name);
}

static int b64u_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool vectors_unb64u(struct vectors *v, const char *text, size_t length, kvjwk_bytes *out)
{
    unsigned char *octets = vectors_alloc(v, length / 4 * 3 + 3);
    unsigned bits = 0, held = 0;
    size_t at = 0;

    *out = absent;
    if (octets == NULL || length % 4 == 1)
        return false;
    for (size_t i = 0; i < length; i++) {
        int digit = b64u_digit(text[i]);

        if (digit < 0)
            return false;
        bits = (bits << 6 | (unsigned)digit) & 0xffff;
        held += 6;
        if (held >= 8) {
            held -= 8;
            octets[at++] = (unsigned char)(bits >> held);
        }
    }
    if ((bits & ((1u << held) - 1)) != 0)
        return false;
    out->ptr = octets;
    out->length = at;
    return true;
}

kvjwk_bytes vectors_need_b64u(struct vectors *v, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    kvjwk_bytes out = absent;

    if (!json_is_string(value) ||
        !vectors_unb64u(v, json_string_value(value), json_string_length(value), &out))
        snprintf(v->malformed, sizeof(v->malformed), "'%.40s' is absent or not base64url", name);
    return out;
}
