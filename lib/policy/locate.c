// SPDX-License-Identifier: MIT
/* see locate.h */
#include "policy/locate.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/buf.h"

/* ---- the text ---- */

static size_t skip_space(struct span text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' || text.ptr[at] == '\n' ||
                             text.ptr[at] == '\r'))
        at++;
    return at;
}

static size_t skip_string(struct span text, size_t at)
{
    for (at++; at < text.len && text.ptr[at] != '"'; at++)
        at += text.ptr[at] == '\\';
    return at < text.len ? at + 1 : text.len;
}

static bool ends_scalar(char c)
{
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the value that begins at `at`. */
static size_t skip_value(struct span text, size_t at)
{
    size_t depth = 0;

    do {
        char c = at < text.len ? text.ptr[at] : '\0';

        if (c == '"') {
            at = skip_string(text, at);
        } else if (c == '{' || c == '[') {
            depth++;
            at++;
        } else if (c == '}' || c == ']') {
            depth--;
            at++;
        } else if (c == ',' || c == ':') {
            at++;
        } else {
            while (at < text.len && !ends_scalar(text.ptr[at]))
                at++;
        }
        if (depth > 0)
            at = skip_space(text, at);
    } while (depth > 0 && at < text.len);
    return at;
}

/* Whether the string literal in [at, end) is name. */
static bool is_name(struct span text, size_t at, size_t end, const char *name)
{
    struct span inside = span_of(text.ptr + at + 1, end - at - 2);
    json_t *value;
    bool same;

    if (memchr(inside.ptr, '\\', inside.len) == NULL)
        return span_is(inside, name);
    value = json_loadb(text.ptr + at, end - at, JSON_DECODE_ANY, NULL);
    same = json_is_string(value) && strcmp(json_string_value(value), name) == 0;
    json_decref(value);
    return same;
}

/* ---- steps ---- */

/* Moves *at from a container to the value; *name_at to the member's name. */
static bool enter(struct span text, size_t *at, size_t *name_at, const struct path *step)
{
    size_t i = skip_space(text, *at + 1), index = 0;

    while (i < text.len && text.ptr[i] != '}' && text.ptr[i] != ']') {
        size_t name = i, end = i;
        bool found = step->name == NULL && index++ == step->index;

        if (text.ptr[*at] == '{') {
            end = skip_string(text, i);
            found = step->name != NULL && is_name(text, name, end, step->name);
            i = skip_space(text, skip_space(text, end) + 1);
        }
        if (found) {
            *name_at = name;
            *at = i;
            return true;
        }
        i = skip_space(text, skip_value(text, i));
        if (i < text.len && text.ptr[i] == ',')
            i = skip_space(text, i + 1);
    }
    return false;
}

/* Follows the steps from the root; what is not there is taken for its container. */
static void follow(struct span text, const struct path *path, size_t *at, size_t *name_at)
{
    if (path == NULL)
        return;
    follow(text, path->up, at, name_at);
    if (*at < text.len && (text.ptr[*at] == '{' || text.ptr[*at] == '['))
        enter(text, at, name_at, path);
}

static size_t columns(struct span text, size_t from, size_t to)
{
    size_t count = 0;

    for (; from < to && text.ptr[from] != '\n'; from++)
        count += ((unsigned char)text.ptr[from] & 0xc0) != 0x80;
    return count;
}

void locate(struct located *out, struct span text, const struct path *path, bool name)
{
    size_t at = skip_space(text, 0), name_at = at, end, line_start = 0;

    follow(text, path, &at, &name_at);
    if (name && name_at < text.len && text.ptr[name_at] == '"')
        at = name_at;
    end =
        name && at < text.len && text.ptr[at] == '"' ? skip_string(text, at) : skip_value(text, at);
    out->offset = at;
    out->length = end - at;
    out->line = 1;
    for (size_t i = 0; i < at; i++) {
        if (text.ptr[i] != '\n')
            continue;
        out->line++;
        line_start = i + 1;
    }
    out->column = columns(text, line_start, at) + 1;
    out->end_column = out->column + columns(text, at, end);
}

/* ---- pointers ---- */

static void write_step(struct buf *b, const struct path *path)
{
    if (path == NULL)
        return;
    write_step(b, path->up);
    buf_put(b, '/');
    if (path->name == NULL)
        buf_uint(b, path->index);
    for (const char *c = path->name == NULL ? "" : path->name; *c != '\0'; c++)
        if (*c == '~' || *c == '/')
            buf_str(b, *c == '~' ? "~0" : "~1");
        else
            buf_put(b, *c);
}

void path_write(char *out, size_t cap, const struct path *path)
{
    struct buf b;

    buf_init(&b, out, cap);
    write_step(&b, path);
}
