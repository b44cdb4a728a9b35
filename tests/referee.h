// SPDX-License-Identifier: MIT
/*
 * jansson as referee of the reader: both accept the same texts and read the same values from them,
 * but for the differences of docs/conformance.md. For tests and fuzzers.
 */
#ifndef KVJWK_TESTS_REFEREE_H
#define KVJWK_TESTS_REFEREE_H

#include <math.h>
#include <stdlib.h>

#include "jansson_renamed.h"

#include "facts/facts.h"
#include "json/json.h"

struct referee {
    struct json json;
    struct arena scratch;
    struct json_limits limits;
    json_error_t error;
    size_t accepted, refused, nul, nul_byte, number;
};

static inline void referee_open(struct referee *t, const struct json_limits *limits)
{
    memset(t, 0, sizeof(*t));
    json_init(&t->json, &allocator_default);
    arena_init(&t->scratch, &allocator_default);
    t->limits = *limits;
}

static inline void referee_close(struct referee *t)
{
    json_free(&t->json);
    arena_free(&t->scratch);
}

static inline void referee_read(struct referee *t, const char *text, size_t length)
{
    arena_reset(&t->scratch);
    if (!json_read(&t->json, span_of(text, length), &t->limits, false))
        abort(); /* no memory */
}

static inline struct span referee_text(struct referee *t, uint32_t token)
{
    struct span out;

    if (!json_text(&t->json, token, &t->scratch, &out))
        abort();
    return out;
}

/* ---- numbers that jansson cannot hold ----------------------------------------------------------
 */

static inline bool referee_has_fraction_or_exponent(struct span raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] == '.' || raw.ptr[i] == 'e' || raw.ptr[i] == 'E')
            return true;
    return false;
}

static inline double referee_double_of(struct span raw)
{
    char *text = malloc(raw.len + 1);
    double value;

    if (text == NULL)
        abort();
    memcpy(text, raw.ptr, raw.len);
    text[raw.len] = '\0';
    value = strtod(text, NULL);
    free(text);
    return value;
}

static inline bool referee_too_large_for_jansson(const struct json *j, uint32_t token)
{
    struct span raw = json_raw(j, token);
    int64_t unused;

    if (referee_has_fraction_or_exponent(raw))
        return isinf(referee_double_of(raw));
    return json_int64(j, token, &unused) == JSON_INT_RANGE;
}

/* Puts 0 in place of each such number; true when there was one. */
static inline bool referee_tame_numbers(const struct json *j, char *text)
{
    bool found = false;

    for (uint32_t t = 0; t < j->count; t++) {
        const struct json_token *token = &j->tokens[t];

        if (token->type != JSON_NUMBER || !referee_too_large_for_jansson(j, t))
            continue;
        memset(text + token->offset, ' ', token->length);
        text[token->offset] = '0';
        found = true;
    }
    return found;
}

/* ---- values ------------------------------------------------------------------------------------
 */

static inline bool referee_same_value(struct referee *t, uint32_t token, const json_t *value);

static inline bool referee_same_number(struct referee *t, uint32_t token, const json_t *value)
{
    int64_t own;
    enum json_int kind = json_int64(&t->json, token, &own);
    struct span raw = json_raw(&t->json, token);

    if (json_typeof(value) == JANSSON_INTEGER)
        return kind == JSON_INT_OK && own == json_integer_value(value);
    if (json_typeof(value) != JANSSON_REAL)
        return false;
    if (kind == JSON_INT_OK)
        return (double)own == json_real_value(value);
    /* below 16 digits a double tells an integer from what is none */
    return kind == JSON_INT_RANGE || raw.len > 16 || json_real_value(value) == 0 ||
           floor(json_real_value(value)) != json_real_value(value);
}

static inline bool referee_same_array(struct referee *t, uint32_t token, const json_t *value)
{
    size_t i = 0;

    if (json_typeof(value) != JANSSON_ARRAY ||
        json_array_size(value) != t->json.tokens[token].count)
        return false;
    for (uint32_t item = json_first(&t->json, token); item < t->json.tokens[token].next;
         item = t->json.tokens[item].next)
        if (!referee_same_value(t, item, json_array_get(value, i++)))
            return false;
    return true;
}

/* The name token of the first or last member of that name. */
static inline uint32_t referee_member_named(struct referee *t, uint32_t object, struct span name,
                                            bool last)
{
    const struct json *j = &t->json;
    uint32_t found = JSON_NONE;

    for (uint32_t m = json_first(j, object); m < j->tokens[object].next; m = j->tokens[m + 1].next)
        if (span_eq(referee_text(t, m), name) && (last || found == JSON_NONE))
            found = m;
    return found;
}

/* jansson keeps the place of the first of several equal names and the value of the last. */
static inline bool referee_same_object(struct referee *t, uint32_t token, json_t *value)
{
    const struct json *j = &t->json;
    void *at = json_object_iter(value);

    if (json_typeof(value) != JANSSON_OBJECT)
        return false;
    for (uint32_t m = json_first(j, token); m < j->tokens[token].next; m = j->tokens[m + 1].next) {
        struct span name = referee_text(t, m);

        if (referee_member_named(t, token, name, false) != m)
            continue;
        if (at == NULL ||
            !span_eq(name, span_of(json_object_iter_key(at), json_object_iter_key_len(at))) ||
            !referee_same_value(t, referee_member_named(t, token, name, true) + 1,
                                json_object_iter_value(at)))
            return false;
        at = json_object_iter_next(value, at);
    }
    return at == NULL;
}

static inline bool referee_same_value(struct referee *t, uint32_t token, const json_t *value)
{
    switch ((enum json_type)t->json.tokens[token].type) {
    case JSON_NULL:
        return json_typeof(value) == JANSSON_NULL;
    case JSON_FALSE:
        return json_typeof(value) == JANSSON_FALSE;
    case JSON_TRUE:
        return json_typeof(value) == JANSSON_TRUE;
    case JSON_NUMBER:
        return referee_same_number(t, token, value);
    case JSON_STRING:
        return json_typeof(value) == JANSSON_STRING &&
               span_eq(referee_text(t, token),
                       span_of(json_string_value(value), json_string_length(value)));
    case JSON_ARRAY:
        return referee_same_array(t, token, value);
    case JSON_OBJECT: {
        json_t *object = json_deep_copy(value); /* iterating wants no const */
        bool same = referee_same_object(t, token, object);

        json_decref(object);
        return same;
    }
    case JSON_NAME:
        break;
    }
    return false;
}

/* ---- one text ----------------------------------------------------------------------------------
 */

/* jansson takes an escaped U+0000 in a value; the reader never. */
static inline bool referee_only_escaped_nul(const struct referee *t)
{
    for (size_t i = 0; i < t->json.fault_count; i++)
        if (t->json.faults[i].rule != RULE_JSON_NUL || t->json.faults[i].length != 6)
            return false;
    return true;
}

/* jansson does not see a NUL byte right behind a number or a word. */
static inline size_t referee_without_nul_bytes(char *text, size_t length)
{
    size_t kept = 0;

    for (size_t i = 0; i < length; i++)
        if (text[i] != '\0')
            text[kept++] = text[i];
    return kept;
}

static inline json_t *referee_load(const char *text, size_t length, json_error_t *error)
{
    return json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
}

/* What both make of the text that was read; NULL: the same. */
static inline const char *referee_judge(struct referee *t, const json_t *value)
{
    if (value != NULL && t->json.syntax_error) {
        if (!referee_only_escaped_nul(t))
            return "jansson accepts, the reader does not";
        t->nul++;
        return NULL;
    }
    if (value == NULL && !t->json.syntax_error)
        return "the reader accepts, jansson does not";
    if (value != NULL && !referee_same_value(t, 0, value))
        return "not the same values";
    t->accepted += value != NULL;
    t->refused += value == NULL;
    return NULL;
}

/* NULL when both agree. */
static inline const char *referee_compare(struct referee *t, const char *text, size_t length)
{
    char *tamed = malloc(length + 1);
    json_t *value = referee_load(text, length, &t->error);
    const char *wrong;

    if (tamed == NULL)
        abort();
    memcpy(tamed, text, length);
    referee_read(t, text, length);
    if (value == NULL && !t->json.syntax_error && referee_tame_numbers(&t->json, tamed)) {
        t->number++;
        value = referee_load(tamed, length, &t->error);
        referee_read(t, tamed, length);
    }
    if (value != NULL && t->json.syntax_error && memchr(tamed, '\0', length) != NULL) {
        t->nul_byte++;
        referee_read(t, tamed, referee_without_nul_bytes(tamed, length));
    }
    wrong = referee_judge(t, value);
    json_decref(value);
    free(tamed);
    return wrong;
}

#endif
