// SPDX-License-Identifier: MIT
/* A policy as it is in force, for people; and one to begin with. */
#include <stdlib.h>

#include "policy/definition.h"
#include "policy/policy.h"
#include "policy/print.h"

static void print_json(struct print *p, const char *what, const json_t *value)
{
    char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

    if (text != NULL)
        print_line(p, "{}: {}", ARGS(A_STR(what), A_STR(text)));
    free(text);
}

static void print_weights(struct print *p, const struct section *section, const char *margin)
{
    static const char *const names[] = {"", "off", "note", "warning", "error"};
    const kvjwk_rule *rule;

    for (enum weight w = WEIGHT_OFF; w <= WEIGHT_ERROR; w++) {
        size_t count = 0;

        for (size_t i = 0; i < kvjwk_rule_count(); i++)
            count += section->weights[i] == w;
        if (count == 0)
            continue;
        print_line(p, "{}{} rules: {}", ARGS(A_STR(margin), A_NUM(count), A_STR(names[w])));
        for (size_t i = 0; count <= 20 && (rule = kvjwk_rule_at(i)) != NULL; i++)
            if (section->weights[i] == w)
                print_line(p, "{}  {}", ARGS(A_STR(margin), A_STR(rule->id)));
    }
}

static void print_root(struct print *p, const struct kvjwk_policy *policy)
{
    const kvjwk_policy_options *o = &policy->options;

    print_line(p, "policy file: {}", ARGS(A_STR(policy->file == NULL ? "none" : policy->file)));
    if (o->has_target)
        print_line(p, "target: {}", ARGS(A_STR(kvjwk_target_name(o->target))));
    if (o->edition != NULL)
        print_line(p, "edition: {}", ARGS(A_STR(o->edition->name)));
    if (o->has_preview)
        print_line(p, "previews: {}", ARGS(A_STR(o->allow_preview ? "allowed" : "not allowed")));
    print_weights(p, &policy->sections[0], "");
    print_json(p, "require", policy_get(policy->root, ROOT_REQUIRE));
}

static void print_overrides(struct print *p, const struct kvjwk_policy *policy)
{
    const json_t *overrides = policy_get(policy->root, ROOT_OVERRIDES);

    for (size_t i = 1; i < policy->section_count; i++) {
        const struct section *section = &policy->sections[i];

        print_json(p, "override", json_array_get(overrides, i - 1));
        print_weights(p, section, "  ");
    }
}

static void print_assignment(struct print *p, const struct azure_assignment *a)
{
    const char *title = a->definition != NULL ? a->definition->title : a->row->title;
    const char *version = a->definition != NULL ? a->definition->version : a->row->version;
    char *parameters = json_dumps(a->parameters, JSON_COMPACT | JSON_SORT_KEYS);

    print_line(p, "Azure Policy {} {}: {}",
               ARGS(A_STR(a->guid), A_STR(version), A_STR(azure_effect_name(a->effect))));
    print_line(p, "  {}{}", ARGS(A_STR(title), A_STR(a->not_enforced ? " (not enforced)" : "")));
    if (parameters != NULL && json_object_size(a->parameters) > 0)
        print_line(p, "  {}", ARGS(A_STR(parameters)));
    if (a->label != NULL || a->definition != NULL)
        print_line(p, "  from {}",
                   ARGS(A_STR(a->definition != NULL ? a->definition->file : a->label)));
    free(parameters);
}

static void print_suppression(struct print *p, const struct suppression *s)
{
    print_line(p, "suppression of {}: {}", ARGS(A_STR(s->rule->id), A_STR(s->text)));
}

kvjwk_status kvjwk_policy_show(const kvjwk_policy *policy, kvjwk_policy_write write, void *ctx)
{
    struct print p = {write, ctx, KVJWK_OK};

    if (policy == NULL || !policy->settled)
        return KVJWK_ERR_ARGUMENT;
    print_root(&p, policy);
    print_overrides(&p, policy);
    for (size_t i = 0; i < policy->azure.count; i++)
        print_assignment(&p, &policy->azure.assignments[i]);
    for (size_t i = 0; i < policy->suppression_count; i++)
        print_suppression(&p, &policy->suppressions[i]);
    if (policy->baseline.count > 0)
        print_line(&p, "baseline: {} findings", ARGS(A_NUM(policy->baseline.count)));
    return p.status;
}

const char *kvjwk_policy_example(void)
{
    return "{\n"
           "  \"version\": 1,\n"
           "  \"target\": \"vault-premium\",\n"
           "  \"severities\": {\n"
           "    \"policy-tag\": \"warning\"\n"
           "  },\n"
           "  \"require\": {\n"
           "    \"types\": [\"RSA-HSM\", \"EC-HSM\"],\n"
           "    \"rsa_sizes\": [3072, 4096],\n"
           "    \"deny_p256k\": true,\n"
           "    \"expiry\": true,\n"
           "    \"max_validity\": \"P2Y\",\n"
           "    \"tags\": {\"owner\": \"*\"}\n"
           "  },\n"
           "  \"azure\": {\n"
           "    \"profiles\": [\"mcsb-v2\"]\n"
           "  },\n"
           "  \"overrides\": [],\n"
           "  \"suppressions\": []\n"
           "}\n";
}
