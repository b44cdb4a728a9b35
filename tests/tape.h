// SPDX-License-Identifier: MIT
/* For tests: a text read onto the tape, with what belongs to it. */
#ifndef KVJWK_TESTS_TAPE_H
#define KVJWK_TESTS_TAPE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "facts/facts.h"
#include "json/json.h"

struct tape {
    struct json json;
    struct arena scratch;
};

static const struct json_limits tape_limits = {100u << 20, 64, 16384, 1000};

static inline void tape_open(struct tape *t)
{
    json_init(&t->json, &allocator_default);
    arena_init(&t->scratch, &allocator_default);
}

static inline void tape_close(struct tape *t)
{
    json_free(&t->json);
    arena_free(&t->scratch);
}

static inline void tape_read(struct tape *t, struct span text, const struct json_limits *limits)
{
    arena_reset(&t->scratch);
    assert_true(json_read(&t->json, text, limits == NULL ? &tape_limits : limits, false));
}

static inline const char *tape_fault(const struct tape *t, size_t i)
{
    return facts_rule((enum rule_id)t->json.faults[i].rule)->id;
}

/* The value of a string or name, NUL-terminated for printing and comparing. */
static inline struct span tape_text(struct tape *t, uint32_t token)
{
    struct span out;

    assert_true(json_text(&t->json, token, &t->scratch, &out));
    return out;
}

static inline bool is_container(const struct json_token *t)
{
    return t->type == JSON_ARRAY || t->type == JSON_OBJECT;
}

/* Walks one container and counts its values. */
static inline void assert_children(const struct json *j, uint32_t c)
{
    bool object = j->tokens[c].type == JSON_OBJECT;
    uint32_t count = 0;

    for (uint32_t t = json_first(j, c); t < j->tokens[c].next; t = j->tokens[t].next) {
        if (object) {
            assert_int_equal(j->tokens[t].type, JSON_NAME);
            assert_int_equal(j->tokens[t].up, c);
            t++;
            assert_true(t < j->tokens[c].next);
        }
        assert_int_not_equal(j->tokens[t].type, JSON_NAME);
        assert_int_equal(j->tokens[t].up, c);
        assert_int_equal(j->tokens[t].index, count);
        assert_true(json_name_of(j, t) == (object ? t - 1 : JSON_NONE));
        count++;
    }
    assert_int_equal(j->tokens[c].count, count);
}

/* What every reader of the tape relies on, whatever the text was. */
static inline void assert_tape_is_sound(const struct json *j)
{
    for (uint32_t t = 0; t < j->count; t++) {
        const struct json_token *token = &j->tokens[t];

        assert_true((size_t)token->offset + token->length <= j->text.len);
        assert_true(token->next > t && token->next <= j->count);
        assert_true(t == 0 ? token->up == JSON_NONE : token->up < t);
        assert_true(t == 0 || token->offset >= token[-1].offset);
        if (t > 0)
            assert_true(token->next <= j->tokens[token->up].next);
        if (is_container(token))
            assert_children(j, t);
        else
            assert_int_equal(token->next, t + 1);
    }
    if (j->count > 0)
        assert_int_equal(j->tokens[0].next, j->count);
    for (size_t i = 0; i < j->fault_count; i++) {
        assert_true((size_t)j->faults[i].offset + j->faults[i].length <= j->text.len);
        assert_true(i == 0 || j->faults[i].offset >= j->faults[i - 1].offset);
    }
}

#endif
