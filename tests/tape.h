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
#include "sound.h"

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

static inline void assert_tape_is_sound(const struct json *j)
{
    assert_true(tape_is_sound(j));
}

#endif
