// SPDX-License-Identifier: MIT
/* Terraform plans and states: what will be, what is not known, what is going to be deleted. */
#include "input_outcome.h"

#define CHANGE(type, actions, after, rest)                                                         \
    "{\"address\": \"module.kv." type ".k[0]\", \"mode\": \"managed\", \"type\": \"" type          \
    "\", \"name\": \"k\", \"change\": {\"actions\": [" actions                                     \
    "], \"before\": null, \"after\": " after rest "}}"
#define PLAN(changes) "{\"format_version\": \"1.2\", \"resource_changes\": [" changes "]}"
#define KEY(attributes, rest)                                                                      \
    PLAN(CHANGE("azurerm_key_vault_key", "\"create\"", "{\"name\": \"k\", " attributes "}", rest))

static void keys_of_a_plan(void **state)
{
    struct outcome *o = input_outcome(KEY("\"key_type\": \"RSA\", \"key_size\": 1024, \"curve\": "
                                          "null, \"key_opts\": [\"sign\", \"wrapkey\"]",
                                          ""));
    const struct told *t;

    (void)state;
    assert_string_equal(o->summary.kind->name, "terraform-plan");
    assert_int_equal(o->key_count, 1);
    t = input_told(o, "kv-size-unsupported");
    assert_string_equal(t->pointer, "/resource_changes/0/change/after/key_size");
    assert_null(strstr(t->message, "managed")); /* a vault's key goes to no Managed HSM */
    t = input_told(o, "jwk-key-ops-spelling");
    assert_string_equal(t->pointer, "/resource_changes/0/change/after/key_opts/1");
    assert_non_null(strstr(t->message, "key_opts holds \"wrapkey\""));
    free(o);
}

static int key_name(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    snprintf(payload, 100, "%s|%s", key->name, key->pointer);
    return 0;
}

static void keys_go_by_their_address(void **state)
{
    static const char text[] = KEY("\"key_type\": \"EC\", \"curve\": \"P-256\"", "");
    char name[100] = "";
    kvjwk_sink sink = {NULL, key_name, name, false};
    kvjwk_input_options options = input_options();
    kvjwk_input *input;

    (void)state;
    assert_int_equal(kvjwk_input_new(&input, &options), KVJWK_OK);
    assert_int_equal(kvjwk_input_run(input, text, strlen(text), &sink, NULL), KVJWK_OK);
    assert_string_equal(name, "module.kv.azurerm_key_vault_key.k[0]|/resource_changes/0");
    kvjwk_input_free(&input);
}

static void what_is_known_after_apply(void **state)
{
    struct outcome *o =
        input_outcome(KEY("\"key_type\": \"EC\", \"key_opts\": [\"sign\", null]",
                          ", \"after_unknown\": {\"curve\": true, \"key_opts\": [false, true], "
                          "\"n\": true, \"id\": true}"));
    const struct told *t = input_told(o, "input-unknown-value");

    (void)state;
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_UNKNOWN);
    assert_int_equal(o->count, 2);
    assert_string_equal(t->pointer, "/resource_changes/0/change/after_unknown/curve");
    assert_string_equal(t->message, "curve is not known yet: \"(known after apply)\"");
    free(o);
    /* what is not known and cannot matter changes nothing */
    input_expect(KEY("\"key_type\": \"EC\", \"curve\": \"P-256\"",
                     ", \"after_unknown\": {\"id\": true, \"key_vault_id\": true, \"x\": true}"),
                 NULL, KVJWK_VERDICT_PASS);
    /* and an error stands whatever the rest will be */
    input_expect(KEY("\"key_type\": \"EC\", \"key_opts\": [\"Sign\"]",
                     ", \"after_unknown\": {\"curve\": true}"),
                 "jwk-key-ops-spelling", KVJWK_VERDICT_FAIL);
}

static void sensitive_values_are_not_shown(void **state)
{
    struct outcome *o = input_outcome(
        KEY("\"key_type\": \"hunter2\"", ", \"after_sensitive\": {\"key_type\": true}"));

    (void)state;
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_UNKNOWN);
    for (size_t i = 0; i < o->count; i++) {
        assert_null(strstr(o->told[i].message, "hunter2"));
        assert_null(strstr(o->told[i].excerpt, "hunter2"));
    }
    free(o);
}

static void what_goes_is_not_judged(void **state)
{
    static const struct {
        const char *actions;
        size_t keys;
    } rows[] = {{"\"delete\"", 0},
                {"\"forget\"", 0},
                {"\"no-op\"", 1},
                {"\"delete\", \"create\"", 1},
                {"\"create\", \"delete\"", 1},
                {"\"update\"", 1}};
    char text[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct outcome *o;

        snprintf(text, sizeof(text),
                 PLAN(CHANGE("azurerm_key_vault_key", "%s", "{\"key_type\": \"RSA\"}", "")),
                 rows[i].actions);
        o = input_outcome(text);
        assert_int_equal(o->key_count, rows[i].keys);
        free(o);
    }
}

static void dates_and_rotation(void **state)
{
    struct outcome *o = input_outcome(
        KEY("\"key_type\": \"RSA\", \"key_size\": 2048, \"not_before_date\": "
            "\"2027-06-01T00:00:00Z\", \"expiration_date\": \"2027-01-01T00:00:00Z\", "
            "\"rotation_policy\": [{\"expire_after\": \"P20D\", \"notify_before_expiry\": "
            "\"P30D\", \"automatic\": [{\"time_after_creation\": \"P3D\", \"time_before_expiry\": "
            "null}]}]",
            ""));
    const struct told *t = input_told(o, "kv-rotation-expiry");

    (void)state;
    assert_string_equal(t->pointer,
                        "/resource_changes/0/change/after/rotation_policy/0/expire_after");
    assert_non_null(strstr(t->message, "expire_after is \"P20D\""));
    t = input_told(o, "kv-rotation-before-expiry");
    assert_non_null(strstr(t->message, "notify_before_expiry is \"P30D\""));
    t = input_told(o, "kv-time-order");
    assert_string_equal(t->pointer, "/resource_changes/0/change/after/expiration_date");
    assert_int_equal(o->key_count, 1); /* key and policy have one verdict */
    assert_int_equal(o->keys[0].errors, o->summary.errors);
    free(o);
    input_expect(KEY("\"key_type\": \"EC\", \"curve\": \"P-256\", \"expiration_date\": "
                     "\"31.12.2027\"",
                     ""),
                 "input-time", KVJWK_VERDICT_FAIL);
}

static void values_the_provider_lacks(void **state)
{
    (void)state;
    input_expect(KEY("\"key_type\": \"oct-HSM\", \"key_size\": 256", ""), "input-value",
                 KVJWK_VERDICT_FAIL);
    input_expect(KEY("\"key_type\": \"RSA\", \"key_opts\": [\"import\"]", ""), "input-value",
                 KVJWK_VERDICT_FAIL);
    input_expect(KEY("\"key_type\": \"RSA\", \"key_size\": 2048, \"keyOps\": [\"sign\"]", ""),
                 "input-member-name", KVJWK_VERDICT_FAIL);
}

static void managed_hsm(void **state)
{
    struct outcome *o = input_outcome(
        PLAN(CHANGE("azurerm_key_vault_managed_hardware_security_module_key", "\"create\"",
                    "{\"name\": \"h\", \"key_type\": \"oct-HSM\", \"key_size\": 256, "
                    "\"key_opts\": [\"encrypt\"]}",
                    "") ", " CHANGE("azurerm_key_vault_managed_hardware_security_module_key_"
                                    "rotation_policy",
                                    "\"create\"",
                                    "{\"expire_after\": \"P60D\", \"time_after_creation\": "
                                    "\"P7D\"}",
                                    "")));

    (void)state;
    assert_int_equal(o->key_count, 2);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
    assert_int_equal(o->keys[0].services[0], KVJWK_SUPPORT_NO);
    assert_int_equal(o->keys[0].services[2], KVJWK_SUPPORT_YES);
    assert_int_equal(o->keys[1].verdict, KVJWK_VERDICT_FAIL);
    assert_non_null(
        strstr(input_told(o, "kv-rotation-minimum")->message, "Managed HSM takes at least 28"));
    free(o);
}

#define AZAPI(body)                                                                                \
    PLAN(CHANGE("azapi_resource", "\"create\"",                                                    \
                "{\"type\": \"Microsoft.KeyVault/vaults/keys@2023-07-01\", \"name\": \"k\", "      \
                "\"parent_id\": \"/subscriptions/s/vaults/v\", \"body\": " body "}",               \
                ""))

static void azapi_of_both_versions(void **state)
{
    struct outcome *o = input_outcome(
        AZAPI("{\"properties\": {\"kty\": \"RSA\", \"keySize\": 1024, \"key_ops\": []}}"));

    (void)state;
    assert_string_equal(input_told(o, "kv-size-unsupported")->pointer,
                        "/resource_changes/0/change/after/body/properties/keySize");
    assert_string_equal(input_told(o, "input-member-name")->pointer,
                        "/resource_changes/0/change/after/body/properties/key_ops");
    free(o);
    o = input_outcome(AZAPI("\"{\\\"properties\\\": {\\\"kty\\\": \\\"RSA\\\", \\\"keySize\\\": "
                            "1024}}\""));
    assert_string_equal(input_told(o, "kv-size-unsupported")->pointer,
                        "/resource_changes/0/change/after/body");
    free(o);
    o = input_outcome(AZAPI("\"{\""));
    assert_int_equal(o->key_count, 1);
    free(o);
}

#define RESOURCE(values)                                                                           \
    "{\"address\": \"a.k\", \"mode\": \"managed\", \"type\": \"azurerm_key_vault_key\", "          \
    "\"values\": {" values "}}"
#define MATERIAL                                                                                   \
    "\"id\": \"https://contoso.vault.azure.net/keys/sample/0123456789abcdef0123456789abcdef\", "   \
    "\"key_type\": \"EC\", \"key_size\": 0, \"curve\": \"P-256\", \"key_opts\": [\"sign\"], "      \
    "\"n\": \"\", \"e\": \"\", \"x\": \"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U\", \"y\": "    \
    "\"5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk%s\""

static void states_and_their_modules(void **state)
{
    static const char text[] =
        "{\"format_version\": \"1.0\", \"values\": {\"root_module\": {\"resources\": "
        "[" RESOURCE(MATERIAL) "], \"child_modules\": [{\"child_modules\": "
                               "[{\"resources\": [" RESOURCE(
                                   "\"key_type\": \"RSA\", \"key_size\": 1024") "]}]}]}}}";
    char filled[2048];
    struct outcome *o;

    (void)state;
    snprintf(filled, sizeof(filled), text, "");
    o = input_outcome(filled);
    assert_string_equal(o->summary.kind->name, "terraform-state");
    assert_int_equal(o->key_count, 2);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
    assert_string_equal(o->keys[0].param->name, "P-256");
    input_told(o, "kv-size-unsupported");
    free(o);
    snprintf(filled, sizeof(filled), text, "=");
    o = input_outcome(filled);
    assert_string_equal(input_told(o, "jwa-base64url-padding")->pointer,
                        "/values/root_module/resources/0/values/y");
    free(o);
}

static void the_state_file_itself(void **state)
{
    struct outcome *o = input_outcome(
        "{\"version\": 4, \"terraform_version\": \"1.9.5\", \"resources\": [{\"mode\": "
        "\"managed\", \"type\": \"azurerm_key_vault_key\", \"name\": \"k\", \"instances\": "
        "[{\"attributes\": {\"key_type\": \"RSA\", \"key_size\": 1024}}]}]}");

    (void)state;
    assert_string_equal(o->summary.kind->name, "terraform-state");
    assert_string_equal(input_told(o, "kv-size-unsupported")->pointer,
                        "/resources/0/instances/0/attributes/key_size");
    free(o);
}

static void the_sku_decides(void **state)
{
    static const char text[] = PLAN(
        CHANGE("azurerm_key_vault", "\"create\"", "{\"name\": \"v\", \"sku_name\": \"standard\"}",
               "") ", " CHANGE("azurerm_key_vault_key", "\"create\"",
                               "{\"key_type\": \"RSA-HSM\", \"key_size\": 2048}",
                               ", \"after_unknown\": {\"key_vault_id\": true}"));
    kvjwk_input_options options = input_options();
    struct outcome *o;

    (void)state;
    input_expect(text, NULL, KVJWK_VERDICT_PASS);
    options.auto_target = true;
    o = input_outcome_of(text, strlen(text), &options);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_FAIL);
    free(o);
}

#define VAULT(name, sku)                                                                           \
    "{\"address\": \"azurerm_key_vault." name "\", \"mode\": \"managed\", \"type\": "              \
    "\"azurerm_key_vault\", \"change\": {\"actions\": [\"create\"], \"after\": {\"name\": "        \
    "\"kv-" name "\", \"sku_name\": \"" sku "\"}}}, "

static void of_two_vaults_the_one_referred_to(void **state)
{
    static const char text[] =
        "{\"format_version\": \"1.2\", \"configuration\": {\"root_module\": {\"resources\": "
        "[{\"address\": \"azurerm_key_vault_key.k\", \"expressions\": {\"key_vault_id\": "
        "{\"references\": [\"azurerm_key_vault.%s.id\", \"azurerm_key_vault.%s\"]}}}]}}, "
        "\"resource_changes\": [" VAULT("a", "standard") VAULT(
            "b", "premium") "{\"address\": \"azurerm_key_vault_key.k[0]\", \"mode\": \"managed\", "
                            "\"type\": \"azurerm_key_vault_key\", \"change\": {\"actions\": "
                            "[\"create\"], \"after\": {\"key_type\": \"RSA-HSM\"}, "
                            "\"after_unknown\": {\"key_vault_id\": true}}}]}";
    kvjwk_input_options options = input_options();
    char filled[2048];
    struct outcome *o;

    (void)state;
    options.auto_target = true;
    for (int i = 0; i < 2; i++) {
        snprintf(filled, sizeof(filled), text, i == 0 ? "a" : "b", i == 0 ? "a" : "b");
        o = input_outcome_of(filled, strlen(filled), &options);
        assert_int_equal(o->keys[0].verdict, i == 0 ? KVJWK_VERDICT_FAIL : KVJWK_VERDICT_PASS);
        free(o);
    }
}

/* ---- Pulumi ---- */

#define PREVIEW(op, type, inputs)                                                                  \
    "{\"config\": {}, \"steps\": [{\"op\": \"" op "\", \"newState\": {\"urn\": "                   \
    "\"urn:pulumi:dev::app::" type "::sign\", \"type\": \"" type "\", \"inputs\": {" inputs        \
    "}}}], \"changeSummary\": {\"create\": 1}}"
#define UNKNOWN_OUTPUT "\"04da6b54-80e4-46f7-96ec-b56ff0331ba9\""

static void pulumi_previews(void **state)
{
    struct outcome *o =
        input_outcome(PREVIEW("create", "azure-native:keyvault/v20230701:Key",
                              "\"properties\": {\"kty\": \"RSA\", \"keySize\": 1024}"));

    (void)state;
    assert_string_equal(o->summary.kind->name, "pulumi-preview");
    assert_string_equal(input_told(o, "kv-size-unsupported")->pointer,
                        "/steps/0/newState/inputs/properties/keySize");
    free(o);
    o = input_outcome(PREVIEW("create", "azure:keyvault/key:Key",
                              "\"keyType\": \"RSA\", \"keySize\": 2048, \"rotationPolicy\": "
                              "{\"expireAfter\": \"P1D\"}"));
    assert_non_null(strstr(input_told(o, "kv-rotation-expiry")->message, "expireAfter is \"P1D\""));
    free(o);
    input_expect(PREVIEW("create", "azure:keyvault/key:Key",
                         "\"keyType\": \"RSA\", \"keySize\": " UNKNOWN_OUTPUT),
                 "input-unknown-value", KVJWK_VERDICT_UNKNOWN);
    input_expect(PREVIEW("create", "azure:keyvault/key:Key",
                         "\"keyType\": {\"4dabf18193072939515e22adb298388d\": "
                         "\"1b47061264138c4ac30d75fd1eb44270\", \"value\": \"x\"}"),
                 "input-unknown-value", KVJWK_VERDICT_UNKNOWN);
    o = input_outcome(PREVIEW("delete", "azure:keyvault/key:Key", "\"keyType\": \"RSA\""));
    assert_int_equal(o->key_count, 0);
    free(o);
}

static void pulumi_stacks(void **state)
{
    struct outcome *o = input_outcome(
        "{\"version\": 3, \"deployment\": {\"resources\": [{\"urn\": \"u\", \"type\": "
        "\"azure:keyvault/key:Key\", \"inputs\": {\"keyType\": \"RSA\", \"keySize\": 512}}]}}");

    (void)state;
    assert_string_equal(o->summary.kind->name, "pulumi-stack");
    input_told(o, "kv-size-unsupported");
    free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_a_plan),
        cmocka_unit_test(keys_go_by_their_address),
        cmocka_unit_test(what_is_known_after_apply),
        cmocka_unit_test(sensitive_values_are_not_shown),
        cmocka_unit_test(what_goes_is_not_judged),
        cmocka_unit_test(dates_and_rotation),
        cmocka_unit_test(values_the_provider_lacks),
        cmocka_unit_test(managed_hsm),
        cmocka_unit_test(azapi_of_both_versions),
        cmocka_unit_test(states_and_their_modules),
        cmocka_unit_test(the_state_file_itself),
        cmocka_unit_test(the_sku_decides),
        cmocka_unit_test(of_two_vaults_the_one_referred_to),
        cmocka_unit_test(pulumi_previews),
        cmocka_unit_test(pulumi_stacks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
