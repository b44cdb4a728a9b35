// SPDX-License-Identifier: MIT
/* Memory that runs out while a policy is read: it is said, and nothing is lost in silence. */
#include "policy.h"

static size_t left; /* allocations of jansson until one fails */

static void *limited(size_t size)
{
    if (left == 0)
        return NULL;
    left--;
    return malloc(size);
}

static const char definition[] =
    "{\"name\":\"own\",\"mode\":\"Microsoft.KeyVault.Data\",\"parameters\":{\"days\":{\"type\":"
    "\"Integer\",\"defaultValue\":30},\"types\":{\"type\":\"Array\"}},\"policyRule\":{\"if\":{"
    "\"allOf\":[{\"field\":\"type\",\"equals\":\"Microsoft.KeyVault.Data/vaults/keys\"},{\"value\":"
    "\"[addDays(utcNow(), parameters('days'))]\",\"less\":\"[utcNow()]\"}]},\"then\":{\"effect\":"
    "\"deny\"}}}";
static const char initiative[] =
    "{\"name\":\"set\",\"properties\":{\"parameters\":{\"d\":{\"defaultValue\":730}},"
    "\"policyDefinitions\":[{\"policyDefinitionId\":\"/x/49a22571-d204-4c91-a7b6-09b1a586fbc9\","
    "\"definitionVersion\":\"1.*.*\",\"parameters\":{\"maximumValidityInDays\":{\"value\":"
    "\"[parameters('d')]\"}}}]}}";
static const char assignment[] = "[{\"policyDefinitionId\":\"/x/policySetDefinitions/"
                                 "set\",\"parameters\":{\"d\":{\"value\":7}}},"
                                 "{\"minimumRSAKeySize\":{\"value\":3072}}]";
static const char baseline[] =
    "{\"kvjwk_baseline\":1,\"findings\":[{\"file\":\"a\",\"key\":\"b\",\"rule\":\"c\"}]}";

struct text {
    char at[20000];
    size_t length;
};

static int append(void *ctx, const char *text, size_t length)
{
    struct text *out = ctx;

    assert_true(out->length + length < sizeof(out->at));
    memcpy(out->at + out->length, text, length);
    out->length += length;
    out->at[out->length] = '\0';
    return 0;
}

static kvjwk_status read_all(kvjwk_policy *policy)
{
    const char *example = kvjwk_policy_example();
    kvjwk_status status = kvjwk_policy_read(policy, "p", example, strlen(example));

    if (status == KVJWK_OK)
        status = kvjwk_policy_azure_definition(policy, "d", definition, sizeof(definition) - 1);
    if (status == KVJWK_OK)
        status = kvjwk_policy_azure(policy, "own=types:EC+RSA");
    if (status == KVJWK_OK)
        status = kvjwk_policy_azure(policy, "82067dbb-e53b-4e06-b631-546d197452d9=effect:Deny");
    if (status == KVJWK_OK)
        status = kvjwk_policy_azure(policy, "75c4f823-d65c-4f29-a733-01d0077fdbcb");
    if (status == KVJWK_OK)
        status = kvjwk_policy_profile(policy, "cmmc-2-l2");
    if (status == KVJWK_OK)
        status = kvjwk_policy_azure_parameters(policy, "i", initiative, sizeof(initiative) - 1);
    if (status == KVJWK_OK)
        status = kvjwk_policy_azure_parameters(policy, "a", assignment, sizeof(assignment) - 1);
    if (status == KVJWK_OK)
        status = kvjwk_policy_baseline(policy, "b", baseline, sizeof(baseline) - 1);
    return status == KVJWK_OK ? kvjwk_policy_settle(policy) : status;
}

static size_t left_over; /* of the allocations that were granted */

/* With so many allocations. jansson calls a text that it has no room for malformed, so a mistake
 * may be told instead of KVJWK_ERR_MEMORY. */
static kvjwk_status show_with(size_t allocations, struct text *out)
{
    kvjwk_policy *policy;
    kvjwk_status status;

    out->length = 0;
    assert_int_equal(kvjwk_policy_new(&policy, NULL, NULL), KVJWK_OK);
    left = allocations;
    status = read_all(policy);
    left_over = left;
    left = SIZE_MAX;
    if (status == KVJWK_OK)
        assert_int_equal(kvjwk_policy_show(policy, append, out), KVJWK_OK);
    kvjwk_policy_free(&policy);
    return status;
}

static void every_allocation(void **state)
{
    static struct text whole, some;
    size_t failed = 0;

    (void)state;
    json_set_alloc_funcs(limited, free);
    assert_int_equal(show_with(SIZE_MAX, &whole), KVJWK_OK);
    for (size_t n = 0;; n++) {
        kvjwk_status status = show_with(n, &some);

        if (status == KVJWK_OK) {
            if (strcmp(some.at, whole.at) != 0)
                fail_msg("after %zu allocations: %s", n, some.at);
            if (left_over > 0)
                break;
        }
        assert_true(status == KVJWK_OK || status == KVJWK_ERR_MEMORY ||
                    status == KVJWK_ERR_ARGUMENT);
        failed++;
    }
    assert_true(failed > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
