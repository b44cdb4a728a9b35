// SPDX-License-Identifier: MIT
/* For tests: run lib/input on a text and ask what it said. */
#ifndef KVJWK_TESTS_INPUT_OUTCOME_H
#define KVJWK_TESTS_INPUT_OUTCOME_H

#include "kvjwk/input.h"
#include "outcome.h"

#define ARM_HEAD                                                                                   \
    "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"                      \
    "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", "

/* A template with one key of a vault: its parameters, and the properties of the key. */
#define ARM_KEY(parameters, properties)                                                            \
    ARM_HEAD "\"parameters\": {" parameters "}, \"resources\": [{\"type\": "                       \
             "\"Microsoft.KeyVault/vaults/keys\", \"apiVersion\": \"2024-11-01\", \"name\": "      \
             "\"kv-pay/sign\", \"properties\": {" properties "}}]}"

static inline kvjwk_input_options input_options(void)
{
    kvjwk_input_options options = KVJWK_INPUT_OPTIONS_INIT;

    options.check.has_now = true;
    options.check.now = 1795478400; /* 2026-11-24 */
    return options;
}

/* options NULL: as above. Free the result with free(). */
static inline struct outcome *input_outcome_of(const void *text, size_t length,
                                               const kvjwk_input_options *options)
{
    kvjwk_input_options defaults = input_options();
    struct outcome *o = calloc(1, sizeof(*o));
    kvjwk_sink sink = {outcome_finding, outcome_key, o, false};
    kvjwk_input *input;

    assert_non_null(o);
    o->status = kvjwk_input_new(&input, options == NULL ? &defaults : options);
    assert_int_equal(o->status, KVJWK_OK);
    o->status = kvjwk_input_run(input, text, length, &sink, &o->summary);
    kvjwk_input_free(&input);
    assert_null(input);
    return o;
}

static inline struct outcome *input_outcome(const char *text)
{
    struct outcome *o = input_outcome_of(text, strlen(text), NULL);

    assert_int_equal(o->status, KVJWK_OK);
    return o;
}

/* What was said by rule, which must have been said. */
static inline const struct told *input_told(const struct outcome *o, const char *rule)
{
    const struct told *t = outcome_find(o, rule);

    assert_non_null(kvjwk_rule_find(rule));
    if (t == NULL) {
        outcome_print(o);
        fail_msg("%s was not told", rule);
    }
    return t;
}

static inline void input_silent(const struct outcome *o, const char *rule)
{
    assert_non_null(kvjwk_rule_find(rule));
    if (outcome_find(o, rule) != NULL) {
        outcome_print(o);
        fail_msg("%s was told", rule);
    }
}

static inline void input_expect(const char *text, const char *rule, kvjwk_verdict verdict)
{
    struct outcome *o = input_outcome(text);

    if (rule != NULL)
        input_told(o, rule);
    assert_int_equal(o->key_count, 1);
    if (o->keys[0].verdict != verdict)
        outcome_print(o);
    assert_int_equal(o->keys[0].verdict, verdict);
    free(o);
}

#endif
