// SPDX-License-Identifier: MIT
/* The findings of Azure Policy about a key: what would be denied, and what would be listed. */
#include "policy/definition.h"
#include "policy/policy.h"

struct told {
    const char *rule, *member, *guid, *version, *title;
};

static struct told about(const struct azure_assignment *a)
{
    struct told out = {"policy-azure-definition", NULL, a->guid, NULL, NULL};

    if (a->definition != NULL) {
        out.version = a->definition->version;
        out.title = a->definition->title;
        return out;
    }
    out.rule = a->row->rule;
    out.member = azure_row_member(a->row);
    out.guid = a->row->guid;
    out.version = a->row->version;
    out.title = a->row->title;
    return out;
}

static const char *would(const struct azure_assignment *a, enum azure_outcome outcome)
{
    if (outcome == AZURE_UNSURE)
        return a->effect == EFFECT_DENY ? "may deny it" : "may call it non-compliant";
    if (a->effect == EFFECT_DENY)
        return a->not_enforced ? "would deny it if it were enforced" : "would deny it";
    return "would call it non-compliant";
}

static void tell(const struct azure_assignment *a, enum azure_outcome outcome, const char *reason,
                 kvjwk_reporter *to)
{
    const struct told told = about(a);
    kvjwk_remark remark = {kvjwk_rule_find(told.rule), KVJWK_FAIL, KVJWK_WARNING, told.member,
                           NULL};
    char memory[1000];
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    buf_str(&b, "Azure Policy ");
    message_clip(&b, span_str(told.guid), 60);
    buf_put(&b, ' ');
    message_clip(&b, span_str(told.version), 30);
    buf_str(&b, " (");
    message_clip(&b, span_str(told.title), 120);
    message_format(&b, ") {}: {}", ARGS(A_STR(would(a, outcome)), A_STR(reason)));
    if (a->effect == EFFECT_DENY && !a->not_enforced)
        remark.severity = KVJWK_ERROR;
    if (outcome == AZURE_UNSURE)
        remark.result = KVJWK_UNKNOWN;
    remark.message = memory;
    kvjwk_report_remark(to, &remark);
}

static bool holds_for(const struct azure_assignment *a, const struct azure_key *key)
{
    bool hsm = a->definition != NULL ? a->definition->hsm : a->row->hsm;

    return a->effect != EFFECT_DISABLED && (hsm ? key->hsm : key->vault);
}

/* A rotation policy is no key: of its key nothing but the rotation is known. */
static bool is_about(const struct azure_assignment *a, const kvjwk_key *key)
{
    if (strcmp(key->kind->name, "rotation-policy") != 0)
        return true;
    return a->definition != NULL ? (a->definition->fields >> FIELD_ROTATION & 1) != 0
                                 : azure_test_of(a->row) == AZURE_ROTATION;
}

void policy_check_azure(struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_reporter *to)
{
    const struct azure *azure = &run->policy->azure;
    struct azure_key facts;

    if (azure->count == 0 || !azure_key_read(&facts, run, key))
        return;
    for (size_t i = 0; i < azure->count; i++) {
        const struct azure_assignment *a = &azure->assignments[i];
        char reason[AZURE_REASON];
        enum azure_outcome outcome;

        if (!holds_for(a, &facts) || !is_about(a, key))
            continue;
        outcome = a->definition != NULL ? definition_judge(a, &facts, reason)
                                        : azure_row_judge(a, &facts, reason);
        if (outcome != AZURE_NO)
            tell(a, outcome, reason, to);
    }
}
