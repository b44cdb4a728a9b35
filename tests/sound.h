// SPDX-License-Identifier: MIT
/* What every reader of the tape relies on, whatever the text was. For tests and fuzzers. */
#ifndef KVJWK_TESTS_SOUND_H
#define KVJWK_TESTS_SOUND_H

#include "json/json.h"

static inline bool is_container(const struct json_token *t)
{
    return t->type == JSON_ARRAY || t->type == JSON_OBJECT;
}

/* Walks one container and counts its values. */
static inline bool children_are_sound(const struct json *j, uint32_t c)
{
    bool object = j->tokens[c].type == JSON_OBJECT;
    uint32_t count = 0;

    for (uint32_t t = json_first(j, c); t < j->tokens[c].next; t = j->tokens[t].next) {
        if (object) {
            if (j->tokens[t].type != JSON_NAME || j->tokens[t].up != c)
                return false;
            if (++t >= j->tokens[c].next)
                return false;
        }
        if (j->tokens[t].type == JSON_NAME || j->tokens[t].up != c || j->tokens[t].index != count ||
            json_name_of(j, t) != (object ? t - 1 : JSON_NONE))
            return false;
        count++;
    }
    return j->tokens[c].count == count;
}

static inline bool token_is_sound(const struct json *j, uint32_t t)
{
    const struct json_token *token = &j->tokens[t];

    if ((size_t)token->offset + token->length > j->text.len || token->next <= t ||
        token->next > j->count)
        return false;
    if (t == 0 ? token->up != JSON_NONE || token->next != j->count
               : token->up >= t || token->offset < token[-1].offset ||
                     token->next > j->tokens[token->up].next)
        return false;
    return is_container(token) ? children_are_sound(j, t) : token->next == t + 1;
}

static inline bool tape_is_sound(const struct json *j)
{
    for (uint32_t t = 0; t < j->count; t++)
        if (!token_is_sound(j, t))
            return false;
    for (size_t i = 0; i < j->fault_count; i++)
        if ((size_t)j->faults[i].offset + j->faults[i].length > j->text.len ||
            (i > 0 && j->faults[i].offset < j->faults[i - 1].offset))
            return false;
    return true;
}

#endif
