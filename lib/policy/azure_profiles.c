// SPDX-License-Identifier: MIT
/* Initiatives as rows of azure_profiles.def: what they ask of keys. */
#include <stdlib.h>

#include "policy/azure.h"

static const kvjwk_azure_profile profiles[] = {
#define AZURE_PROFILE(id, name, title, version, file)                                              \
    {name, title, version,                                                                         \
     "Azure/azure-policy, built-in-policies/policySetDefinitions/" file ", 2026-04-29"},
#define AZURE_PROFILE_ITEM(profile, policy, value, control)
#include "facts/azure_profiles.def"
#undef AZURE_PROFILE
#undef AZURE_PROFILE_ITEM
};

enum {
#define AZURE_PROFILE(id, name, title, version, file) PROFILE_##id,
#define AZURE_PROFILE_ITEM(profile, policy, value, control)
#include "facts/azure_profiles.def"
#undef AZURE_PROFILE
#undef AZURE_PROFILE_ITEM
};

static const struct azure_profile_item items[] = {
#define AZURE_PROFILE(id, name, title, version, file)
#define AZURE_PROFILE_ITEM(profile, policy, value, control)                                        \
    {PROFILE_##profile, AZURE_ID_##policy, value, control},
#include "facts/azure_profiles.def"
#undef AZURE_PROFILE
#undef AZURE_PROFILE_ITEM
};

const kvjwk_azure_profile *kvjwk_azure_profile_at(size_t i)
{
    return i < ARRAY_LEN(profiles) ? &profiles[i] : NULL;
}

const struct azure_profile_item *azure_profile_item_at(size_t i)
{
    return i < ARRAY_LEN(items) ? &items[i] : NULL;
}

static void assign_item(struct azure *azure, struct mistakes *mistakes,
                        const struct azure_profile_item *item)
{
    const kvjwk_azure_policy *row = kvjwk_azure_policy_at(item->policy);
    const char *profile = profiles[item->profile].name;
    const struct azure_origin origin = {NULL, 0, 0, profile, true};
    json_t *parameters = json_object();

    if (item->value != NULL)
        must(mistakes, json_object_set_new(parameters, row->parameter,
                                           json_integer(strtoll(item->value, NULL, 10))));
    if (parameters == NULL)
        mistakes->memory = true;
    if (azure_assign(azure, &origin, row->guid, parameters) == NULL)
        mistakes->memory = true;
    json_decref(parameters);
}

static const char *known_profile(void *ctx, size_t i)
{
    (void)ctx;
    return i < ARRAY_LEN(profiles) ? profiles[i].name : NULL;
}

void azure_read_profile(struct azure *azure, struct mistakes *mistakes, const char *name)
{
    const struct source source = {NULL, {"", 0}, mistakes};
    size_t profile = 0;

    while (profile < ARRAY_LEN(profiles) && strcmp(profiles[profile].name, name) != 0)
        profile++;
    if (profile == ARRAY_LEN(profiles))
        mistake_near(&source, NULL, false, "there is no profile {}", ARGS(A_TEXT(span_str(name))),
                     name, known_profile, NULL);
    for (size_t i = 0; i < ARRAY_LEN(items); i++)
        if (items[i].profile == profile)
            assign_item(azure, mistakes, &items[i]);
}
