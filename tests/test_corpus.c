// SPDX-License-Identifier: MIT
/* The labelled corpus through the library: verdicts and rules as the labels say, and a trigger and
 * a near miss for every rule there is. */
#include "corpus.h"
#include "material.h"
#include "input_outcome.h"
#include "policy.h"

struct coverage {
    size_t cases, wrong;
    unsigned char *seen; /* for each rule: bit 0 triggered, bit 1 nearly missed */
    bool kinds[64], input_kinds[64];
};

static size_t rule_index(const char *id)
{
    for (size_t i = 0; i < kvjwk_rule_count(); i++)
        if (strcmp(kvjwk_rule_at(i)->id, id) == 0)
            return i;
    return kvjwk_rule_count();
}

static const char *verdict_of(const struct outcome *o)
{
    return o->key_count == 0 ? "none" : kvjwk_verdict_name(o->keys[0].verdict);
}

/* Whether each rule of a list was found, or none of them was; says what is not so. */
static bool judge_rules(struct coverage *v, const struct corpus_case *c, const struct outcome *o,
                        const char *member, bool wanted)
{
    const json_t *list = json_object_get(c->row, member);
    bool ok = true;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *rule = json_string_value(json_array_get(list, i));
        size_t index = rule_index(rule);

        if (index == kvjwk_rule_count()) {
            fprintf(stderr, "%s: there is no rule %s\n", c->id, rule);
            ok = false;
            continue;
        }
        v->seen[index] |= wanted ? 1 : 2;
        if ((outcome_find(o, rule) != NULL) == wanted)
            continue;
        fprintf(stderr, "%s: %s %s\n", c->id, rule, wanted ? "is not found" : "is found");
        ok = false;
    }
    return ok;
}

static void see_kind(struct coverage *v, const kvjwk_kind *kind)
{
    for (size_t i = 0; i < 64 && kvjwk_kind_at(i) != NULL; i++)
        v->kinds[i] = v->kinds[i] || kvjwk_kind_at(i) == kind;
    for (size_t i = 0; i < 64 && kvjwk_input_kind_at(i) != NULL; i++)
        v->input_kinds[i] = v->input_kinds[i] || kvjwk_input_kind_at(i) == kind;
}

static struct outcome *outcome_of_case(const struct corpus_case *c, const kvjwk_options *check)
{
    kvjwk_input_options options = KVJWK_INPUT_OPTIONS_INIT;

    if (strcmp(corpus_string(c->row, "layer"), "input") != 0)
        return material_outcome(c->text, c->length, check, c->material, c->across);
    options.check = *check;
    if (c->parameters != NULL) {
        options.parameters = c->parameters;
        options.parameters_length = strlen(c->parameters);
    }
    return input_outcome_of(c->text, c->length, &options);
}

static void judge(void *payload, const struct corpus_case *c)
{
    struct coverage *v = payload;
    struct policy_run policy = {0};
    kvjwk_options options = c->options;
    struct outcome *o;
    const char *expected = corpus_string(c->row, "expect");
    bool ok;

    if (c->policy != NULL)
        policy_run_open(&policy, c->policy, &options);
    o = outcome_of_case(c, &options);
    policy_run_close(&policy);
    see_kind(v, o->summary.kind);
    ok = judge_rules(v, c, o, "rules", true);
    ok = judge_rules(v, c, o, "near", false) && ok;
    if (o->status != KVJWK_OK && o->status != KVJWK_ERR_LIMIT) {
        fprintf(stderr, "%s: %s\n", c->id, kvjwk_status_name(o->status));
        ok = false;
    }
    if (strcmp(verdict_of(o), expected) != 0) {
        fprintf(stderr, "%s: verdict is %s; expected %s\n", c->id, verdict_of(o), expected);
        ok = false;
    }
    if (!ok) {
        o->count = o->count < 20 ? o->count : 20; /* enough to see what happened */
        outcome_print(o);
        v->wrong++;
    }
    v->cases++;
    free(o);
}

/* The engine's speak of operations: tests/test_engine_refusals.c; some of policies speak of the
 * policy file, or need a file of Azure's: tests/test_policy.c, tests/test_azure_policy.c. */
static bool is_elsewhere(const kvjwk_rule *rule)
{
    return strcmp(rule->level, "engine") == 0 || strcmp(rule->level, "policy-file") == 0 ||
           strcmp(rule->id, "policy-azure-definition") == 0;
}

static size_t report_missing(const struct coverage *v, unsigned bit, const char *what)
{
    size_t missing = 0;

    for (size_t i = 0; i < kvjwk_rule_count(); i++) {
        if ((v->seen[i] & bit) || is_elsewhere(kvjwk_rule_at(i)))
            continue;
        fprintf(stderr, "no %s for rule %s\n", what, kvjwk_rule_at(i)->id);
        missing++;
    }
    return missing;
}

static void corpus_is_as_labelled(void **state)
{
    struct coverage *v = *state;

    assert_int_equal(v->wrong, 0);
    assert_true(v->cases > 0);
}

static void every_rule_has_a_trigger(void **state)
{
    assert_int_equal(report_missing(*state, 1, "case"), 0);
}

static void every_rule_has_a_near_miss(void **state)
{
    assert_int_equal(report_missing(*state, 2, "near miss"), 0);
}

static void every_shape_has_a_case(void **state)
{
    const struct coverage *v = *state;
    size_t missing = 0;

    for (size_t i = 0; i < 64 && kvjwk_kind_at(i) != NULL; i++)
        if (!v->kinds[i] && ++missing > 0)
            fprintf(stderr, "no case of kind %s\n", kvjwk_kind_at(i)->name);
    for (size_t i = 0; i < 64 && kvjwk_input_kind_at(i) != NULL; i++)
        if (!v->input_kinds[i] && ++missing > 0)
            fprintf(stderr, "no case of kind %s\n", kvjwk_input_kind_at(i)->name);
    assert_int_equal(missing, 0);
}

static int run_all(void **state)
{
    static struct coverage v;

    v.seen = calloc(kvjwk_rule_count(), 1);
    if (v.seen == NULL)
        return -1;
    corpus_each(judge, &v);
    printf("%zu cases, %zu not as labelled\n", v.cases, v.wrong);
    *state = &v;
    return 0;
}

static int clean_up(void **state)
{
    struct coverage *v = *state;

    free(v->seen);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corpus_is_as_labelled),
        cmocka_unit_test(every_rule_has_a_trigger),
        cmocka_unit_test(every_rule_has_a_near_miss),
        cmocka_unit_test(every_shape_has_a_case),
    };

    return cmocka_run_group_tests(tests, run_all, clean_up);
}
