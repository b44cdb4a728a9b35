// SPDX-License-Identifier: MIT
/* For tests: run the checker on a text and ask what it said. */
#ifndef KVJWK_TESTS_OUTCOME_H
#define KVJWK_TESTS_OUTCOME_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kvjwk/kvjwk.h"

#define OUTCOME_MAX 256

struct told {
    char rule[64];
    kvjwk_severity severity;
    kvjwk_result result;
    kvjwk_target target;
    size_t offset, length, line, column, key_index;
    char pointer[256];
    char message[1024];
    char excerpt[512];
    size_t excerpt_column;
};

struct outcome {
    kvjwk_status status;
    kvjwk_summary summary;
    struct told told[OUTCOME_MAX];
    size_t count;
    kvjwk_key keys[OUTCOME_MAX]; /* pointers into the document are gone: use names and numbers */
    size_t key_count;
};

static int outcome_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct outcome *o = payload;
    struct told *t;

    if (o->count == OUTCOME_MAX)
        return 0;
    t = &o->told[o->count++];
    snprintf(t->rule, sizeof(t->rule), "%s", f->rule->id);
    t->severity = f->severity;
    t->result = f->result;
    t->target = f->target;
    t->offset = f->offset;
    t->length = f->length;
    t->line = f->line;
    t->column = f->column;
    t->key_index = key_index;
    snprintf(t->pointer, sizeof(t->pointer), "%s", f->pointer);
    snprintf(t->message, sizeof(t->message), "%s", f->message);
    snprintf(t->excerpt, sizeof(t->excerpt), "%s", f->excerpt);
    t->excerpt_column = f->excerpt_column;
    return 0;
}

static int outcome_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct outcome *o = payload;

    (void)key_index;
    if (o->key_count < OUTCOME_MAX)
        o->keys[o->key_count++] = *key;
    return 0;
}

/* options NULL: the defaults, with the clock at 2026-11-24. Free the result with free(). */
static inline struct outcome *outcome_of(const void *text, size_t length,
                                         const kvjwk_options *options)
{
    kvjwk_options defaults = KVJWK_OPTIONS_INIT;
    struct outcome *o = calloc(1, sizeof(*o));
    kvjwk_sink sink = {outcome_finding, outcome_key, o, false};

    assert_non_null(o);
    defaults.has_now = true;
    defaults.now = 1795478400;
    o->status =
        kvjwk_check(text, length, options == NULL ? &defaults : options, &sink, &o->summary);
    return o;
}

static inline const struct told *outcome_find(const struct outcome *o, const char *rule)
{
    for (size_t i = 0; i < o->count; i++)
        if (strcmp(o->told[i].rule, rule) == 0)
            return &o->told[i];
    return NULL;
}

static inline void outcome_print(const struct outcome *o)
{
    for (size_t i = 0; i < o->count; i++)
        fprintf(stderr, "%zu:%zu %s %s [%s] %s: %s\n", o->told[i].line, o->told[i].column,
                o->told[i].result == KVJWK_UNKNOWN ? "unknown"
                                                   : kvjwk_severity_name(o->told[i].severity),
                kvjwk_target_name(o->told[i].target), o->told[i].rule, o->told[i].pointer,
                o->told[i].message);
}

/* The text triggers rule (with_rule true) or does not. */
static inline void expect_rule(const char *text, const kvjwk_options *options, const char *rule,
                               bool with_rule)
{
    struct outcome *o = outcome_of(text, strlen(text), options);

    assert_non_null(kvjwk_rule_find(rule));
    if ((outcome_find(o, rule) != NULL) != with_rule) {
        fprintf(stderr, "%s %s by: %s\n", rule, with_rule ? "not triggered" : "triggered", text);
        outcome_print(o);
        free(o);
        fail();
    }
    free(o);
}

/* The text has no finding of this severity or above, but unknowns. */
static inline void expect_clean(const char *text, const kvjwk_options *options,
                                kvjwk_severity severity)
{
    struct outcome *o = outcome_of(text, strlen(text), options);
    bool clean = o->status == KVJWK_OK;

    for (size_t i = 0; i < o->count; i++)
        clean = clean && (o->told[i].severity < severity || o->told[i].result == KVJWK_UNKNOWN);
    if (!clean) {
        fprintf(stderr, "not clean: %s\n", text);
        outcome_print(o);
        free(o);
        fail();
    }
    free(o);
}

#endif
