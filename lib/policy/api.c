// SPDX-License-Identifier: MIT
/* The public calls that build a policy. */
#include <stdlib.h>

#include "policy/definition.h"
#include "policy/policy.h"

kvjwk_status kvjwk_policy_new(kvjwk_policy **out,
                              void (*mistake)(void *ctx, const kvjwk_mistake *mistake), void *ctx)
{
    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = calloc(1, sizeof(**out));
    if (*out == NULL)
        return KVJWK_ERR_MEMORY;
    (*out)->mistakes.tell = mistake;
    (*out)->mistakes.ctx = ctx;
    return KVJWK_OK;
}

void kvjwk_policy_free(kvjwk_policy **policy)
{
    if (policy == NULL || *policy == NULL)
        return;
    policy_unload(*policy);
    azure_free(&(*policy)->azure);
    baseline_free(&(*policy)->baseline);
    free((*policy)->file);
    free((*policy)->text);
    free(*policy);
    *policy = NULL;
}

/* ---- reading ---- */

/* before: how many mistakes there were when the call began. */
static kvjwk_status status_of(const kvjwk_policy *policy, size_t before)
{
    if (policy->mistakes.memory)
        return KVJWK_ERR_MEMORY;
    return policy->mistakes.count > before ? KVJWK_ERR_ARGUMENT : KVJWK_OK;
}

static struct source source_of(kvjwk_policy *policy, const char *file, const char *text,
                               size_t length)
{
    struct source out = {file, {text, length}, &policy->mistakes};

    return out;
}

static void read_policy(kvjwk_policy *policy)
{
    const struct source source = source_of(policy, policy->file, policy->text, policy->length);

    policy->root = source_json(&source);
    if (policy->root == NULL)
        return;
    policy_judge(&source, policy->root, OBJECT_ROOT, NULL);
    if (policy->mistakes.count > 0)
        return;
    if (!policy_load(policy, policy->root))
        policy->mistakes.memory = true;
    azure_read_member(&policy->azure, &source, policy_get(policy->root, ROOT_AZURE));
}

kvjwk_status kvjwk_policy_read(kvjwk_policy *policy, const char *file, const char *text,
                               size_t length)
{
    size_t before;

    if (policy == NULL || file == NULL || text == NULL || policy->text != NULL || policy->settled)
        return KVJWK_ERR_ARGUMENT;
    before = policy->mistakes.count;
    policy->file = text_copy(file);
    policy->text = malloc(length + 1);
    policy->length = length;
    if (policy->file == NULL || policy->text == NULL)
        return KVJWK_ERR_MEMORY;
    memcpy(policy->text, text, length);
    policy->text[length] = '\0';
    read_policy(policy);
    return status_of(policy, before);
}

kvjwk_status kvjwk_policy_azure(kvjwk_policy *policy, const char *assignment)
{
    size_t before;

    if (policy == NULL || assignment == NULL || policy->settled)
        return KVJWK_ERR_ARGUMENT;
    before = policy->mistakes.count;
    azure_read_option(&policy->azure, &policy->mistakes, assignment);
    return status_of(policy, before);
}

kvjwk_status kvjwk_policy_profile(kvjwk_policy *policy, const char *name)
{
    size_t before;

    if (policy == NULL || name == NULL || policy->settled)
        return KVJWK_ERR_ARGUMENT;
    before = policy->mistakes.count;
    azure_read_profile(&policy->azure, &policy->mistakes, name);
    return status_of(policy, before);
}

static kvjwk_status read_with(kvjwk_policy *policy, const char *file, const char *text,
                              size_t length,
                              void (*read)(struct azure *azure, const struct source *source))
{
    struct source source;
    size_t before;

    if (policy == NULL || file == NULL || text == NULL || policy->settled)
        return KVJWK_ERR_ARGUMENT;
    before = policy->mistakes.count;
    source = source_of(policy, file, text, length);
    read(&policy->azure, &source);
    return status_of(policy, before);
}

kvjwk_status kvjwk_policy_azure_definition(kvjwk_policy *policy, const char *file, const char *text,
                                           size_t length)
{
    return read_with(policy, file, text, length, azure_read_definition);
}

kvjwk_status kvjwk_policy_azure_parameters(kvjwk_policy *policy, const char *file, const char *text,
                                           size_t length)
{
    return read_with(policy, file, text, length, azure_read_parameters);
}

kvjwk_status kvjwk_policy_baseline(kvjwk_policy *policy, const char *file, const char *text,
                                   size_t length)
{
    struct source source;
    size_t before;

    if (policy == NULL || file == NULL || text == NULL || policy->settled)
        return KVJWK_ERR_ARGUMENT;
    before = policy->mistakes.count;
    source = source_of(policy, file, text, length);
    baseline_read(&policy->baseline, &source);
    return status_of(policy, before);
}

void kvjwk_policy_gather(kvjwk_policy *policy)
{
    policy->gather = true;
}

/* ---- settling ---- */

static bool load_nothing(kvjwk_policy *policy)
{
    policy->root = json_object();
    return policy->root != NULL && policy_load(policy, policy->root);
}

kvjwk_status kvjwk_policy_settle(kvjwk_policy *policy)
{
    if (policy == NULL || policy->settled)
        return KVJWK_ERR_ARGUMENT;
    if (policy->root == NULL && policy->text == NULL && !load_nothing(policy))
        policy->mistakes.memory = true;
    azure_settle(&policy->azure, &policy->mistakes);
    policy->settled = policy->mistakes.count == 0 && !policy->mistakes.memory;
    return status_of(policy, 0);
}

kvjwk_policy_options kvjwk_policy_option(const kvjwk_policy *policy)
{
    return policy->options;
}

const char *kvjwk_policy_file(const kvjwk_policy *policy)
{
    return policy->file;
}
