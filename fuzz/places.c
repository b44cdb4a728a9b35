// SPDX-License-Identifier: MIT
/* see places.h */
#include "places.h"

#include "facts/facts.h"
#include "json/json.h"
#include "text/utf8.h"

struct document {
    const char *text;
    size_t size;
    struct json json;
    struct arena scratch;
    bool is_whole;
};

struct document *document_open(const void *text, size_t size, const kvjwk_limits *limits,
                               bool is_whole)
{
    const struct json_limits of_reader = {limits->bytes, limits->depth, limits->members,
                                          limits->findings};
    struct document *d = malloc(sizeof(*d));

    require(d != NULL, "memory");
    d->text = text;
    d->size = size;
    d->is_whole = is_whole;
    json_init(&d->json, &allocator_default);
    arena_init(&d->scratch, &allocator_default);
    require(json_read(&d->json, span_of(d->text, size), &of_reader, false), "memory");
    return d;
}

void document_close(struct document *d)
{
    arena_free(&d->scratch);
    json_free(&d->json);
    free(d);
}

/* ---- lines, counted anew ---- */

static void place_of(const struct document *d, size_t offset, size_t *line, size_t *column)
{
    size_t at = 0;

    *line = *column = 1;
    while (at < offset) {
        char c = d->text[at];
        size_t step = utf8_step(span_of(d->text + at, d->size - at), NULL);
        bool ends = c == '\n' || (c == '\r' && !(at + 1 < d->size && d->text[at + 1] == '\n'));

        step = step == 0 ? 1 : step;
        if (at + step > offset)
            return;
        at += step;
        ++*column;
        if (ends) {
            ++*line;
            *column = 1;
        }
    }
}

/* ---- pointers ---- */

/* The next segment, unescaped into out; NULL when it is malformed. */
static const char *next_segment(const char *pointer, char *out, size_t *length)
{
    *length = 0;
    for (pointer++; *pointer != '\0' && *pointer != '/'; pointer++) {
        char c = *pointer;

        if (c == '~') {
            pointer++;
            if (*pointer != '0' && *pointer != '1')
                return NULL;
            c = *pointer == '0' ? '~' : '/';
        }
        out[(*length)++] = c;
    }
    return pointer;
}

/* The value of this name in the object that ends behind offset; the last of several otherwise. */
static uint32_t member_at(struct document *d, uint32_t object, struct span name, size_t offset)
{
    const struct json *j = &d->json;
    uint32_t found = JSON_NONE;

    for (uint32_t m = json_first(j, object); m + 1 < j->tokens[object].next;
         m = j->tokens[m + 1].next) {
        const struct json_token *value = &j->tokens[m + 1];
        struct span text;

        require(json_text(j, m, &d->scratch, &text), "memory");
        if (!span_eq(text, name))
            continue;
        found = m + 1;
        if (offset <= (size_t)value->offset + value->length + 1)
            break;
    }
    return found;
}

static uint32_t item_at(const struct json *j, uint32_t array, struct span index)
{
    uint32_t wanted = 0;

    for (size_t i = 0; i < index.len; i++) {
        if (index.ptr[i] < '0' || index.ptr[i] > '9')
            return JSON_NONE;
        wanted = wanted * 10 + (uint32_t)(index.ptr[i] - '0');
    }
    for (uint32_t t = json_first(j, array); t < j->tokens[array].next; t = j->tokens[t].next)
        if (j->tokens[t].index == wanted)
            return t;
    return JSON_NONE;
}

static uint32_t resolve(struct document *d, const char *pointer, size_t offset)
{
    const struct json *j = &d->json;
    char *segment = malloc(strlen(pointer) + 1);
    uint32_t token = 0;

    require(segment != NULL, "memory");
    while (*pointer != '\0' && token != JSON_NONE) {
        size_t length;

        require(*pointer == '/', "a pointer begins with a slash");
        pointer = next_segment(pointer, segment, &length);
        require(pointer != NULL, "~ is ~0 or ~1 in a pointer");
        if (j->tokens[token].type == JSON_OBJECT)
            token = member_at(d, token, span_of(segment, length), offset);
        else if (j->tokens[token].type == JSON_ARRAY)
            token = item_at(j, token, span_of(segment, length));
        else
            token = JSON_NONE;
    }
    free(segment);
    return token;
}

/* From the name's quote to behind the value's. */
static bool is_within(const struct json *j, uint32_t token, size_t offset)
{
    uint32_t name = json_name_of(j, token);
    const struct json_token *t = &j->tokens[token];
    size_t from = name == JSON_NONE ? t->offset : j->tokens[name].offset;

    return offset + 1 >= from && offset <= (size_t)t->offset + t->length + 1;
}

/* U+0000 in a name ends the pointer that a C program sees. */
static bool has_nul(const struct json *j)
{
    for (size_t i = 0; i < j->fault_count; i++)
        if (strcmp(facts_rule((enum rule_id)j->faults[i].rule)->id, "json-nul") == 0)
            return true;
    return false;
}

static void check_pointer(struct document *d, const kvjwk_finding *f)
{
    uint32_t token;

    if (d->json.count == 0 || d->is_whole || has_nul(&d->json)) {
        require(*f->pointer == '\0' || !(d->json.count == 0 || d->is_whole), "it has no parts");
        return;
    }
    token = resolve(d, f->pointer, f->offset);
    if (token == JSON_NONE)
        broken("%s: the pointer %s leads nowhere", f->rule->id, f->pointer);
    if (*f->pointer != '\0' && !is_within(&d->json, token, f->offset))
        broken("%s: offset %zu is not within %s", f->rule->id, f->offset, f->pointer);
}

/* ---- what is said ---- */

static void check_words(const kvjwk_finding *f)
{
    size_t columns = utf8_count(span_str(f->excerpt));

    if (f->message[0] == '\0' || !is_printable(f->message, strlen(f->message), false))
        broken("%s: the message is empty or not printable: %s", f->rule->id, f->message);
    if (!is_printable(f->excerpt, strlen(f->excerpt), false))
        broken("%s: the excerpt is not printable: %s", f->rule->id, f->excerpt);
    require(columns <= 100, "an excerpt is short");
    require(f->excerpt_length >= 1, "an excerpt marks something");
    if (f->excerpt_column > columns || f->excerpt_column + f->excerpt_length > columns + 1)
        broken("%s: marks column %zu to %zu of %zu in: %s", f->rule->id, f->excerpt_column,
               f->excerpt_column + f->excerpt_length, columns, f->excerpt);
}

void check_finding_place(struct document *d, const kvjwk_finding *f)
{
    size_t line, column;

    require(f->offset <= d->size && f->length <= d->size - f->offset, "a place is in the text");
    place_of(d, f->offset, &line, &column);
    if (f->line != line || f->column != column)
        broken("%s at %zu: told %zu:%zu, is %zu:%zu", f->rule->id, f->offset, f->line, f->column,
               line, column);
    require(f->end_column >= f->column, "a place does not end before it begins");
    check_pointer(d, f);
    check_words(f);
}

void check_key_place(struct document *d, const kvjwk_key *key)
{
    uint32_t token;

    require(key->offset <= d->size && key->length <= d->size - key->offset, "a key is in the text");
    if (d->is_whole || has_nul(&d->json))
        return;
    token = resolve(d, key->pointer, key->offset);
    require(token != JSON_NONE, "a key's pointer leads to it");
    require(d->json.tokens[token].offset <= key->offset + 1, "a key's pointer leads to it");
}
