// SPDX-License-Identifier: MIT
/* Tables of documents and what one rule says of each. */
#ifndef KVJWK_TESTS_KV_CASE_H
#define KVJWK_TESTS_KV_CASE_H

#include "outcome.h"

#define KEPT (-1)               /* the rule finds nothing */
#define UNKNOWN (-2)            /* the rule says that the document cannot tell */
#define NOW INT64_C(1795478400) /* 2026-11-24 */

struct kv_case {
    const char *text;
    const char *rule;
    int severity; /* kvjwk_severity, KEPT or UNKNOWN */
    const char *pointer;
    const char *says; /* a part of the message; NULL: anything */
};

static inline kvjwk_options kv_options(const char *target, const char *kind)
{
    kvjwk_options o = KVJWK_OPTIONS_INIT;

    o.has_now = true;
    o.now = NOW;
    if (target != NULL)
        assert_true(kvjwk_target_find(&o.target, target));
    if (kind != NULL) {
        o.kind = kvjwk_kind_find(kind);
        assert_non_null(o.kind);
    }
    return o;
}

static inline bool kv_agrees(const struct kv_case *c, const struct told *t)
{
    if (t == NULL || c->severity == KEPT)
        return t == NULL && c->severity == KEPT;
    return (c->severity == UNKNOWN ? t->result == KVJWK_UNKNOWN
                                   : t->result == KVJWK_FAIL && (int)t->severity == c->severity) &&
           (c->pointer == NULL || strcmp(c->pointer, t->pointer) == 0) &&
           (c->says == NULL || strstr(t->message, c->says) != NULL);
}

static inline void kv_run(const struct kv_case *cases, size_t count, const kvjwk_options *options)
{
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        struct outcome *o = outcome_of(cases[i].text, strlen(cases[i].text), options);

        assert_non_null(kvjwk_rule_find(cases[i].rule));
        assert_int_equal(o->status, KVJWK_OK);
        if (!kv_agrees(&cases[i], outcome_find(o, cases[i].rule))) {
            fprintf(stderr, "case %zu, %s: %s\n", i, cases[i].rule, cases[i].text);
            outcome_print(o);
            good = false;
        }
        free(o);
    }
    assert_true(good);
}

#define KV_RUN(cases, options) kv_run(cases, sizeof(cases) / sizeof(*(cases)), options)

#endif
