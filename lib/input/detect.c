// SPDX-License-Identifier: MIT
/*
 * Which format is this? A look at the names of the root, without a tape, sends what the core reads
 * to the core at once; the tape then decides by the rows of formats.def.
 */
#include "input/input.h"

struct scan {
    const char *p, *end;
};

/* Behind the comment that begins at p; p itself when there is none. */
static const char *comment_end(const char *p, const char *end)
{
    if (end - p < 2 || p[0] != '/' || (p[1] != '/' && p[1] != '*'))
        return p;
    if (p[1] == '/') {
        while (p < end && *p != '\n')
            p++;
        return p;
    }
    for (p += 2; p < end; p++)
        if (end - p >= 2 && p[0] == '*' && p[1] == '/')
            return p + 2;
    return end;
}

static void skip_space(struct scan *s)
{
    const char *from;

    do {
        from = s->p;
        while (s->p < s->end && strchr(" \t\r\n", *s->p) != NULL && *s->p != '\0')
            s->p++;
        s->p = comment_end(s->p, s->end);
    } while (s->p != from && s->p < s->end);
}

/* Behind the closing quote; the opening one is at p. */
static struct span skip_string(struct scan *s)
{
    const char *from = ++s->p;

    while (s->p < s->end && *s->p != '"')
        s->p += *s->p == '\\' && s->p + 1 < s->end ? 2 : 1;
    if (s->p > s->end)
        s->p = s->end;
    s->p += s->p < s->end;
    return span_of(from, (size_t)(s->p - from) - (s->p > from));
}

/* Behind a value, by its brackets and quotes alone. */
static void skip_value(struct scan *s)
{
    size_t depth = 0;

    do {
        skip_space(s);
        if (s->p == s->end)
            return;
        if (*s->p == '"') {
            skip_string(s);
            continue;
        }
        if (*s->p == '{' || *s->p == '[')
            depth++;
        else if (*s->p == '}' || *s->p == ']')
            depth -= depth > 0;
        else if (depth == 0 && *s->p == ',')
            return;
        s->p++;
        while (depth == 0 && s->p < s->end && strchr(",}]", *s->p) == NULL)
            s->p++;
    } while (depth > 0);
}

static bool is_core(struct span name)
{
    /* with one of these the core knows what it is */
    static const char *const names[] = {"kty", "keys", "key", "kid", "n", "x", "lifetimeActions"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_is(name, names[i]))
            return true;
    return false;
}

static bool is_ours(struct span name)
{
    for (size_t i = 0; i < input_detection_count; i++)
        for (size_t k = 0; k < 2; k++)
            if (span_is(name, input_detections[i].members[k]))
                return true;
    return false;
}

static bool likely(struct scan *s, bool inner);

/* "value": [{...}]: a list of keys of the control plane? */
static bool likely_list(struct scan *s)
{
    struct scan items = *s;

    skip_space(&items);
    if (items.p == items.end || *items.p != '[')
        return false;
    items.p++;
    return likely(&items, true);
}

/* Whether an object has names of ours, two of them, before one of the core's. */
static bool likely(struct scan *s, bool inner)
{
    unsigned found = 0;

    skip_space(s);
    if (s->p == s->end || *s->p != '{')
        return false;
    s->p++;
    for (skip_space(s); s->p < s->end && *s->p == '"'; skip_space(s)) {
        struct span name = skip_string(s);

        if (is_core(name))
            return false;
        found += is_ours(name);
        if (found == 2)
            return true;
        skip_space(s);
        s->p += s->p < s->end && *s->p == ':';
        if (!inner && span_is(name, "value") && likely_list(s))
            return true;
        skip_value(s);
        s->p += s->p < s->end && *s->p == ',';
    }
    return false;
}

/* A SEQUENCE whose length is that of the text. */
static bool is_der(struct span text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t octets, length = 0;

    if (text.len < 8 || p[0] != 0x30)
        return false;
    octets = p[1] & 0x80 ? p[1] & 0x7f : 0;
    if (octets == 0)
        return text.len == 2 + (size_t)p[1];
    if (octets > 4)
        return false;
    for (size_t i = 0; i < octets; i++)
        length = length << 8 | p[2 + i];
    return text.len == 2 + octets + length;
}

static bool has_pem(struct span text)
{
    static const char mark[] = "-----BEGIN ";
    const char *p = text.ptr, *end = text.ptr + text.len;

    while (p < end && (p = memchr(p, '-', (size_t)(end - p))) != NULL) {
        if ((size_t)(end - p) >= sizeof(mark) - 1 && memcmp(p, mark, sizeof(mark) - 1) == 0)
            return true;
        p++;
    }
    return false;
}

enum format_id input_sniff(struct span text)
{
    struct scan s = {text.ptr, text.ptr + text.len};

    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
        s.p += 3;
    skip_space(&s);
    if (s.p < s.end && (*s.p == '{' || *s.p == '[')) {
        bool list = *s.p == '[';

        s.p += list;
        return likely(&s, list) ? FORMAT_ARM_TEMPLATE : FORMAT_NONE;
    }
    if (is_der(text))
        return FORMAT_DER;
    return has_pem(text) ? FORMAT_PEM : FORMAT_NONE;
}

/* ---- comments ---- */

struct span input_without_comments(struct kvjwk_input *in)
{
    const char *end = in->text.ptr + in->text.len;
    struct scan s = {in->text.ptr, end};
    char *copy = NULL;

    while (s.p < end) {
        const char *from = s.p, *to;

        if (*s.p == '"') {
            skip_string(&s);
            continue;
        }
        to = comment_end(s.p, end);
        s.p = to == from ? from + 1 : to;
        if (to == from)
            continue;
        if (copy == NULL)
            copy = input_copy(in, in->text);
        if (copy == NULL)
            return in->text;
        for (size_t i = (size_t)(from - in->text.ptr); i < (size_t)(to - in->text.ptr); i++)
            copy[i] = copy[i] == '\n' ? '\n' : ' ';
    }
    return copy == NULL ? in->text : span_of(copy, in->text.len);
}

/* ---- by the tape ---- */

static uint32_t member(struct kvjwk_input *in, uint32_t object, const char *name)
{
    const struct json *j = &in->json;

    for (uint32_t t = json_first(j, object); t < j->tokens[object].next; t = j->tokens[t + 1].next)
        if (span_is(json_raw(j, t), name))
            return t + 1;
    return JSON_NONE;
}

static bool is_key_resource(struct kvjwk_input *in, uint32_t object)
{
    uint32_t type = JSON_NONE;

    if (object < in->json.count && in->json.tokens[object].type == JSON_OBJECT)
        type = member(in, object, "type");
    return type != JSON_NONE && in->json.tokens[type].type == JSON_STRING &&
           member(in, object, "properties") != JSON_NONE &&
           input_resource_find(FORMAT_ARM_TEMPLATE, json_raw(&in->json, type)) != RESOURCE_NONE;
}

/* A list of resources, which may be of many types: one of the first that is ours will do. */
static bool has_key_resource(struct kvjwk_input *in, uint32_t array)
{
    const struct json *j = &in->json;

    if (array == JSON_NONE || j->tokens[array].type != JSON_ARRAY)
        return false;
    for (uint32_t t = json_first(j, array); t < j->tokens[array].next; t = j->tokens[t].next)
        if (is_key_resource(in, t))
            return true;
    return false;
}

enum format_id input_detect(struct kvjwk_input *in)
{
    const struct json *j = &in->json;

    if (j->count == 0)
        return FORMAT_NONE;
    if (j->tokens[0].type == JSON_ARRAY)
        return has_key_resource(in, 0) ? FORMAT_ARM_RESOURCE : FORMAT_NONE;
    if (j->tokens[0].type != JSON_OBJECT)
        return FORMAT_NONE;
    for (size_t i = 0; i < input_detection_count; i++) {
        const struct detection *row = &input_detections[i];

        if (member(in, 0, row->members[0]) != JSON_NONE &&
            member(in, 0, row->members[1]) != JSON_NONE &&
            (row->format != FORMAT_ARM_RESOURCE || is_key_resource(in, 0)))
            return row->format;
    }
    return has_key_resource(in, member(in, 0, "value")) ? FORMAT_ARM_RESOURCE : FORMAT_NONE;
}
