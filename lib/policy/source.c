// SPDX-License-Identifier: MIT
/* see source.h */
#include "policy/source.h"

#include <stdio.h>
#include <stdlib.h>

#define MISTAKE_MAX 1200

static void tell(const struct source *source, const struct located *place, const char *message)
{
    kvjwk_mistake out = {source->file, 0, 0, message};

    if (source->file != NULL) {
        out.line = place->line;
        out.column = place->column;
    }
    source->mistakes->count++;
    if (source->mistakes->tell != NULL)
        source->mistakes->tell(source->mistakes->ctx, &out);
}

void mistake_near(const struct source *source, const struct path *path, bool name,
                  const char *format, const struct arg *args, const char *word,
                  const char *(*known)(void *ctx, size_t i), void *ctx)
{
    const char *near = known == NULL ? NULL : kvjwk_nearest(word, known, ctx);
    struct located place = {0};
    char memory[MISTAKE_MAX];
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    message_format(&b, format, args);
    if (near != NULL)
        message_format(&b, "; did you mean \"{}\"?", ARGS(A_STR(near)));
    if (source->file != NULL)
        locate(&place, source->text, path, name);
    tell(source, &place, memory);
}

void mistake_at(const struct source *source, const struct path *path, bool name, const char *format,
                const struct arg *args)
{
    mistake_near(source, path, name, format, args, "", NULL, NULL);
}

json_t *source_json(const struct source *source)
{
    json_error_t error;
    struct located place = {0};
    char memory[MISTAKE_MAX];
    struct buf b;
    json_t *root = json_loadb(source->text.ptr, source->text.len, JSON_REJECT_DUPLICATES, &error);

    if (root != NULL)
        return root;
    if (error.text[0] == '\0' || json_error_code(&error) == json_error_out_of_memory) {
        source->mistakes->memory = true;
        return NULL;
    }
    place.line = error.line > 0 ? (size_t)error.line : 1;
    place.column = error.column > 0 ? (size_t)error.column : 1;
    buf_init(&b, memory, sizeof(memory));
    message_format(&b, "not JSON: {}", ARGS(A_STR("")));
    message_clip(&b, span_str(error.text), 200);
    tell(source, &place, memory);
    return NULL;
}

struct arg shown(const json_t *value, char memory[32])
{
    if (json_is_string(value))
        return (struct arg)A_TEXT(span_of(json_string_value(value), json_string_length(value)));
    if (json_is_integer(value)) {
        snprintf(memory, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return (struct arg)A_STR(memory);
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return (struct arg)A_STR("an object");
    case JSON_ARRAY:
        return (struct arg)A_STR("a list");
    case JSON_REAL:
        return (struct arg)A_STR("a fraction");
    case JSON_NULL:
        return (struct arg)A_STR("null");
    default:
        return (struct arg)A_STR(json_is_true(value) ? "true" : "false");
    }
}

char *text_copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}
