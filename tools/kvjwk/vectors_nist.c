// SPDX-License-Identifier: MIT
/* Test vectors of NIST: the text, line by line, and which family runs it. */
#define _POSIX_C_SOURCE 200809L

#include "vectors_nist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_MAX ((size_t)2048)

/* ---- words ---- */

bool word_is(struct word word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.ptr, text, word.length) == 0;
}

bool word_begins(struct word word, const char *text)
{
    size_t length = strlen(text);

    return word.length >= length && memcmp(word.ptr, text, length) == 0;
}

static struct word trim(struct word word)
{
    while (word.length > 0 && strchr(" \t\r", word.ptr[word.length - 1]) != NULL)
        word.length--;
    while (word.length > 0 && strchr(" \t", word.ptr[0]) != NULL) {
        word.ptr++;
        word.length--;
    }
    return word;
}

static const char *find(struct word in, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i + length <= in.length; i++)
        if (memcmp(in.ptr + i, text, length) == 0)
            return in.ptr + i;
    return NULL;
}

/* ---- records ---- */

const char *record_head(const struct record *record, const char *text)
{
    return find(record->head, text);
}

static const struct field *find_field(const struct field *fields, size_t count, const char *name)
{
    for (size_t i = count; i > 0; i--)
        if (word_is(fields[i - 1].name, name))
            return &fields[i - 1];
    return NULL;
}

const struct field *record_find(const struct record *record, const char *name)
{
    const struct field *field = find_field(record->fields, record->count, name);

    return field != NULL ? field : find_field(record->kept, record->kept_count, name);
}

kvjwk_bytes record_hex(struct vectors *v, const struct record *record, const char *name)
{
    const struct field *field = record_find(record, name);

    if (field == NULL)
        return (kvjwk_bytes){NULL, 0};
    return vectors_unhex(v, name, field->value.ptr, field->value.length);
}

unsigned record_number(const struct record *record, const char *name)
{
    const struct field *field = find_field(record->sections, record->section_count, name);
    unsigned long number = 0;

    for (size_t i = 0; field != NULL && i < field->value.length && i < 7; i++)
        if (field->value.ptr[i] >= '0' && field->value.ptr[i] <= '9')
            number = number * 10 + (unsigned long)(field->value.ptr[i] - '0');
    return (unsigned)number;
}

/* Replaces the field of this name or adds it; a field too many is left out. */
static void put(struct field *fields, size_t *count, struct field field)
{
    for (size_t i = 0; i < *count; i++)
        if (fields[i].name.length == field.name.length &&
            memcmp(fields[i].name.ptr, field.name.ptr, field.name.length) == 0) {
            fields[i] = field;
            return;
        }
    if (*count < FIELDS_MAX)
        fields[(*count)++] = field;
}

static bool split(struct word line, struct field *out)
{
    const char *equals = line.length == 0 ? NULL : memchr(line.ptr, '=', line.length);

    if (equals == NULL)
        return false;
    out->name.ptr = line.ptr;
    out->name.length = (size_t)(equals - line.ptr);
    out->value.ptr = equals + 1;
    out->value.length = line.length - out->name.length - 1;
    out->name = trim(out->name);
    out->value = trim(out->value);
    return true;
}

static void read_section(struct record *record, struct word line)
{
    struct field field;
    const char *end = memchr(line.ptr, ']', line.length);

    line.ptr++;
    line.length = end == NULL ? line.length - 1 : (size_t)(end - line.ptr);
    if (split(line, &field))
        put(record->sections, &record->section_count, field);
    else if (memchr(line.ptr, ' ', line.length) == NULL) /* otherwise it is a heading */
        record->section = line;
}

static void read_line(struct record *record, struct word line)
{
    struct field field = {line, {line.ptr + line.length, 0}};

    if (line.ptr[0] == '#')
        return;
    if (line.ptr[0] == '[') {
        read_section(record, line);
        return;
    }
    (void)split(line, &field); /* FAIL stands alone */
    put(record->fields, &record->count, field);
}

/* ---- cases ---- */

static bool complete(const struct nist_family *family, const struct record *record)
{
    for (size_t i = 0; i < 4 && family->needs[i] != NULL; i++)
        if (record_find(record, family->needs[i]) == NULL)
            return false;
    return record->count > 0;
}

static void end_record(struct vectors *v, const struct nist_family *family, struct record *record,
                       size_t line)
{
    char name[24];

    if (complete(family, record)) {
        snprintf(name, sizeof(name), "line %zu", line);
        v->form = NULL;
        (void)vectors_sink(v);
        tally_settle(v, family->run(v, record), name, "");
        v->index++;
    }
    for (size_t i = 0; i < record->count; i++)
        if (word_is(record->fields[i].name, "n") || word_is(record->fields[i].name, "e"))
            put(record->kept, &record->kept_count, record->fields[i]);
    record->count = 0;
}

static struct word head_of(const char *text, size_t length)
{
    struct word head = {text, length < HEAD_MAX ? length : HEAD_MAX};

    return head;
}

static const struct nist_family *family_of(const char *text, size_t length)
{
    static const struct nist_family *const tables[] = {nist_oct, nist_pair};
    struct word head = head_of(text, length);
    size_t at = 0;

    while (at < length && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0')
        at++;
    if (at == length || (text[at] != '#' && text[at] != '['))
        return NULL;
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        for (const struct nist_family *f = tables[i]; f->schema != NULL; f++)
            if (find(head, f->needles[0]) != NULL &&
                (f->needles[1] == NULL || find(head, f->needles[1]) != NULL))
                return f;
    return NULL;
}

bool vectors_is_text(const char *text, size_t length)
{
    return family_of(text, length) != NULL;
}

void vectors_text(struct vectors *v, const char *text, size_t length)
{
    const struct nist_family *family = family_of(text, length);
    struct record record = {.head = head_of(text, length)};
    size_t at = 0, number = 0, first = 1;

    v->tally->schema = strdup(family->schema);
    v->out_of_memory = v->out_of_memory || v->tally->schema == NULL;
    while (at < length) {
        const char *end = memchr(text + at, '\n', length - at);
        struct word line = {text + at, end == NULL ? length - at : (size_t)(end - text) - at};

        number++;
        at += line.length + 1;
        line = trim(line);
        if (line.length > 0) {
            read_line(&record, line);
            continue;
        }
        end_record(v, family, &record, first);
        first = number + 1;
    }
    end_record(v, family, &record, first);
}
