// SPDX-License-Identifier: MIT
/* ARM templates: where keys lie, what their expressions yield, and where findings stand. */
#include "input_outcome.h"

#define RSA(size) "\"kty\": \"RSA\", \"keySize\": " size

/* ---- expressions ---- */

static void expressions_yield_literals(void **state)
{
    /* each of them is 1024, which no vault holds */
    static const char *const sizes[] = {
        "1024",
        "\"[parameters('size')]\"",
        "\"[int('1024')]\"",
        "\"[add(1000, 24)]\"",
        "\"[mul(512, 2)]\"",
        "\"[sub(2048, 1024)]\"",
        "\"[if(equals(parameters('env'), 'dev'), 1024, 4096)]\"",
        "\"[if(not(false()), 1024, 4096)]\"",
        "\"[if(and(true(), false()), 4096, 1024)]\"",
        "\"[if(or(false(), true()), 1024, 4096)]\"",
        "\"[parameters('sizes')[1]]\"",
        "\"[parameters('sizes')[length(createArray('a'))]]\"",
        "\"[parameters('sets').small.Size]\"",
        "\"[parameters('sets')['small']['size']]\"",
        "\"[first(createArray(1024, 2048))]\"",
        "\"[last(concat(createArray(1), createArray(1024)))]\"",
        "\"[coalesce(null(), parameters('size'))]\"",
        "\"[createObject('a', 1024).a]\"",
        "\"[int(format('{0}{1}', '10', 24))]\"",
        "\"[int(concat('10', '24'))]\"",
        "\"[if(equals(toLower('DEV'), parameters('ENV')), 1024, 4096)]\"",
        "\"[if(equals(toUpper('dev'), 'DEV'), 1024, 4096)]\"",
        "\"[if(equals('it''s', concat('it', '''s')), 1024, 4096)]\"",
        "\"[if(empty(''), 1024, 4096)]\"",
        "\"[if(bool('true'), 1024, 4096)]\"",
        "\"[int(string(1024))]\"",
        "\"[ parameters( 'size' ) ]\"",
    };
    char text[2048];

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        snprintf(
            text, sizeof(text), ARM_KEY("%s", "\"kty\": \"RSA\", \"keySize\": %s"),
            "\"size\": {\"type\": \"int\", \"defaultValue\": 1024}, "
            "\"env\": {\"type\": \"string\", \"defaultValue\": \"dev\"}, "
            "\"sizes\": {\"type\": \"array\", \"defaultValue\": [2048, 1024]}, "
            "\"sets\": {\"type\": \"object\", \"defaultValue\": {\"small\": {\"size\": 1024}}}",
            sizes[i]);
        print_message("%s\n", sizes[i]);
        input_expect(text, "kv-size-unsupported", KVJWK_VERDICT_FAIL);
    }
}

static void the_rest_is_unknown(void **state)
{
    static const char *const values[] = {
        "\"[parameters('none')]\"",
        "\"[parameters('nowhere')]\"",
        "\"[reference('x').size]\"",
        "\"[ns.size()]\"",
        "\"[parameters('size'\"", /* no expression: it does not end with a bracket, so a text */
        "\"[parameters('size']\"",
        "\"[parameters('size') 1]\"",
        "\"[parameters('size')[0]]\"",
        "\"[union(createArray(1), createArray(2))]\"",
        "\"[if(parameters('none'), 2048, 4096)]\"",
        "\"[99999999999999999999]\"",
        "\"[format('{0:D4}', 2048)]\"",
        "\"[]\"",
        "\"[copyIndex()]\"",
        "\"[variables('loop')]\"",
    };
    char text[2048];

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct outcome *o;

        snprintf(text, sizeof(text),
                 ARM_HEAD "\"parameters\": {\"size\": {\"type\": \"int\", \"defaultValue\": 2048}, "
                          "\"none\": {\"type\": \"int\"}}, \"variables\": {\"loop\": "
                          "\"[variables('loop')]\"}, \"resources\": [{\"type\": "
                          "\"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", \"properties\": "
                          "{\"kty\": \"RSA\", \"keySize\": %s}}]}",
                 values[i]);
        print_message("%s\n", values[i]);
        o = input_outcome(text);
        assert_int_equal(o->key_count, 1);
        if (i == 4)
            input_told(o, "jwk-member-type");
        else
            assert_int_equal(input_told(o, "input-unknown-value")->result, KVJWK_UNKNOWN);
        assert_int_equal(o->keys[0].verdict, i == 4 ? KVJWK_VERDICT_FAIL : KVJWK_VERDICT_UNKNOWN);
        free(o);
    }
}

static void the_rest_of_the_key_is_judged(void **state)
{
    (void)state;
    input_expect(ARM_KEY("", "\"kty\": \"[parameters('t')]\", \"keyOps\": [\"Sign\"]"),
                 "jwk-key-ops-spelling", KVJWK_VERDICT_FAIL);
    input_expect(ARM_KEY("", "\"kty\": \"EC\", \"curveName\": \"P-256\", \"keyOps\": [\"sign\", "
                             "\"[parameters('o')]\"]"),
                 "input-unknown-value", KVJWK_VERDICT_UNKNOWN);
    input_expect(ARM_KEY("", "\"kty\": \"EC\", \"curveName\": \"P-256\", \"attributes\": "
                             "{\"exportable\": \"[parameters('o')]\"}, \"release_policy\": "
                             "{\"data\": \"[parameters('p')]\"}"),
                 "input-unknown-value", KVJWK_VERDICT_UNKNOWN);
    input_expect(ARM_KEY("", "\"kty\": \"EC\", \"curveName\": \"P-256\", \"rotationPolicy\": "
                             "{\"attributes\": \"[parameters('o')]\", \"lifetimeActions\": "
                             "[{\"trigger\": {\"timeBeforeExpiry\": \"P30D\"}, \"action\": "
                             "{\"type\": \"rotate\"}}, \"[parameters('q')]\"]}"),
                 "input-unknown-value", KVJWK_VERDICT_UNKNOWN);
    input_expect(ARM_KEY("", "\"kty\": \"[parameters('x')]\", \"keySize\": 2048, \"curveName\": "
                             "null, \"attributes\": {\"nbf\": 20, \"exp\": 10}"),
                 "kv-time-order", KVJWK_VERDICT_UNKNOWN);
}

static void properties_as_a_whole(void **state)
{
    struct outcome *o = input_outcome(
        ARM_HEAD "\"resources\": [{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": "
                 "\"v/k\", \"properties\": \"[shallowMerge(createArray(1))]\"}]}");

    (void)state;
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_UNKNOWN);
    assert_int_equal(o->count, 1); /* told once, not once a member */
    assert_string_equal(input_told(o, "input-unknown-value")->pointer, "/resources/0/properties");
    free(o);
}

static void brackets_twice_are_a_text(void **state)
{
    struct outcome *o = input_outcome(ARM_KEY("", "\"kty\": \"[[RSA]\""));

    (void)state;
    assert_non_null(strstr(input_told(o, "jwk-kty-unknown")->message, "\"[RSA]\""));
    free(o);
}

static void nested_a_hundred_deep(void **state)
{
    char *text = malloc(20000), *p = text;

    (void)state;
    assert_non_null(text);
    p += sprintf(p, ARM_HEAD "\"resources\": [{\"type\": \"Microsoft.KeyVault/vaults/keys\", "
                             "\"name\": \"v/k\", \"properties\": {\"kty\": \"RSA\", \"keySize\": "
                             "\"[");
    for (int i = 0; i < 100; i++)
        p += sprintf(p, "if(true(), ");
    p += sprintf(p, "1024");
    for (int i = 0; i < 100; i++)
        p += sprintf(p, ", 2048)");
    sprintf(p, "]\"}}]}");
    input_expect(text, "kv-size-unsupported", KVJWK_VERDICT_FAIL);
    free(text);
}

/* ---- parameters ---- */

static struct outcome *with_parameters(const char *text, const char *parameters)
{
    kvjwk_input_options options = input_options();

    options.parameters = parameters;
    options.parameters_length = strlen(parameters);
    return input_outcome_of(text, strlen(text), &options);
}

static void a_file_overrules_defaults(void **state)
{
    static const char text[] = ARM_KEY("\"s\": {\"type\": \"int\", \"defaultValue\": 2048}",
                                       "\"kty\": \"RSA\", \"keySize\": \"[parameters('S')]\"");
    struct outcome *o =
        with_parameters(text, "{\"parameters\": {\"s\": {\"value\": 1000}}, \"contentVersion\": "
                              "\"1.0.0.0\"}");

    (void)state;
    assert_non_null(strstr(input_told(o, "kv-size-unsupported")->message,
                           "the value stands in the parameters at \"/parameters/s/value\""));
    free(o);
    o = with_parameters(text, "{\"parameters\": {\"s\": {\"reference\": {\"keyVault\": {}}}}}");
    input_told(o, "input-unknown-value");
    free(o);
    o = with_parameters(text, "{\"parameters\": {\"other\": {\"value\": 1}}}");
    input_told(o, "input-parameters");
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
    free(o);
    input_expect(text, NULL, KVJWK_VERDICT_PASS);
}

static void what_is_no_file_of_parameters(void **state)
{
    static const char *const texts[] = {"", "[]", "{}", "{\"parameters\": []}", "{\"parameters\":"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        kvjwk_input_options options = input_options();
        kvjwk_input *input;

        options.parameters = texts[i];
        options.parameters_length = strlen(texts[i]);
        assert_int_equal(kvjwk_input_new(&input, &options), KVJWK_ERR_ARGUMENT);
        assert_null(input);
    }
}

static void secure_parameters_are_never_shown(void **state)
{
    struct outcome *o =
        input_outcome(ARM_KEY("\"p\": {\"type\": \"secureString\", \"defaultValue\": \"hunter2\"}",
                              "\"kty\": \"[parameters('p')]\""));

    (void)state;
    input_told(o, "input-unknown-value");
    for (size_t i = 0; i < o->count; i++) {
        assert_null(strstr(o->told[i].message, "hunter2"));
        assert_null(strstr(o->told[i].excerpt, "hunter2"));
    }
    free(o);
}

/* ---- where keys lie ---- */

static void both_forms_of_resources(void **state)
{
    (void)state;
    input_expect(ARM_HEAD
                 "\"languageVersion\": \"2.0\", \"resources\": {\"k\": {\"type\": "
                 "\"microsoft.keyvault/VAULTS/keys\", \"name\": \"v/k\", "
                 "\"properties\": {" RSA(
                     "1024") "}}, \"old\": {\"existing\": true, "
                             "\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/o\"}}}",
                 "kv-size-unsupported", KVJWK_VERDICT_FAIL);
}

static void children_of_a_vault(void **state)
{
    struct outcome *o = input_outcome(
        ARM_HEAD "\"resources\": [{\"type\": \"Microsoft.KeyVault/vaults\", \"name\": \"v\", "
                 "\"properties\": {}, \"resources\": [{\"type\": \"secrets\", \"name\": \"s\"}, "
                 "{\"type\": \"keys\", \"name\": \"a_b\", \"properties\": {" RSA("2048") "}}]}]}");

    (void)state;
    assert_int_equal(o->key_count, 1);
    assert_string_equal(input_told(o, "kv-key-name")->pointer, "/resources/0/resources/1/name");
    free(o);
}

#define NESTED(scope, size)                                                                        \
    ARM_HEAD "\"parameters\": {\"s\": {\"type\": \"int\", \"defaultValue\": 2048}}, "              \
             "\"variables\": {\"x\": \"[parameters('s')]\"}, \"resources\": [{\"type\": "          \
             "\"Microsoft.Resources/deployments\", \"name\": \"d\", \"properties\": "              \
             "{\"expressionEvaluationOptions\": {\"scope\": \"" scope                              \
             "\"}, \"parameters\": {\"s\": {\"value\": \"[sub(variables('x'), 1024)]\"}}, "        \
             "\"template\": {\"parameters\": {\"s\": {\"type\": \"int\"}}, \"resources\": "        \
             "[{\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", "                 \
             "\"properties\": {\"kty\": \"RSA\", \"keySize\": \"" size "\"}}]}}}]}"

static void deployments_in_deployments(void **state)
{
    (void)state;
    input_expect(NESTED("inner", "[parameters('s')]"), "kv-size-unsupported", KVJWK_VERDICT_FAIL);
    input_expect(NESTED("inner", "[variables('x')]"), "input-unknown-value", KVJWK_VERDICT_UNKNOWN);
    input_expect(NESTED("outer", "[parameters('s')]"), NULL, KVJWK_VERDICT_PASS);
    input_expect(NESTED("outer", "[variables('x')]"), NULL, KVJWK_VERDICT_PASS);
}

static void linked_templates_are_told(void **state)
{
    struct outcome *o = input_outcome(
        ARM_HEAD "\"resources\": [{\"type\": \"Microsoft.Resources/deployments\", \"name\": "
                 "\"d\", \"properties\": {\"templateLink\": {\"uri\": \"https://x\"}}}]}");

    (void)state;
    assert_int_equal(o->key_count, 0);
    assert_int_equal(input_told(o, "input-linked-template")->result, KVJWK_UNKNOWN);
    assert_int_equal(o->told[0].key_index, KVJWK_NO_KEY);
    free(o);
}

static void conditions(void **state)
{
    static const char text[] =
        ARM_HEAD "\"parameters\": {\"c\": {\"type\": \"bool\"%s}}, \"resources\": [{\"type\": "
                 "\"Microsoft.KeyVault/vaults/keys\", \"name\": \"v/k\", \"condition\": "
                 "\"[parameters('c')]\", \"properties\": {" RSA("2048") "}}]}";
    char filled[1024];
    struct outcome *o;

    (void)state;
    snprintf(filled, sizeof(filled), text, ", \"defaultValue\": false");
    o = input_outcome(filled);
    assert_int_equal(o->key_count, 0);
    free(o);
    snprintf(filled, sizeof(filled), text, ", \"defaultValue\": true");
    input_expect(filled, NULL, KVJWK_VERDICT_PASS);
    snprintf(filled, sizeof(filled), text, "");
    input_expect(filled, "input-condition", KVJWK_VERDICT_UNKNOWN);
}

static void copy_loops(void **state)
{
    static const char text[] =
        ARM_HEAD "\"parameters\": {\"keys\": {\"type\": \"array\", \"defaultValue\": [{\"name\": "
                 "\"a\", \"size\": 2048}, {\"name\": \"b\", \"size\": 1024}, {\"name\": \"c\", "
                 "\"size\": 4096}]}, \"n\": {\"type\": \"int\"}}, \"resources\": [{\"type\": "
                 "\"Microsoft.KeyVault/vaults/keys\", \"copy\": {\"name\": \"loop\", \"count\": "
                 "%s}, \"name\": \"v/k\", \"properties\": {\"kty\": \"RSA\", \"keySize\": %s}}]}";
    static const struct {
        const char *count, *size;
        size_t keys, fail, unknown;
    } rows[] = {
        {"\"[length(parameters('keys'))]\"", "\"[parameters('keys')[copyIndex()].size]\"", 3, 1, 0},
        {"3", "\"[parameters('keys')[copyIndex('loop')].size]\"", 3, 1, 0},
        {"2", "\"[parameters('keys')[copyIndex(1)].size]\"", 2, 1, 0},
        {"4", "\"[parameters('keys')[copyIndex()].size]\"", 4, 1, 1},
        {"500", "1024", 1, 1, 0}, /* all alike */
        {"\"[parameters('n')]\"", "\"[parameters('keys')[copyIndex()].size]\"", 1, 0, 1},
        {"0", "2048", 0, 0, 0},
        {"-5", "2048", 0, 0, 0},
    };
    char filled[2048];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct outcome *o;

        snprintf(filled, sizeof(filled), text, rows[i].count, rows[i].size);
        o = input_outcome(filled);
        print_message("%s %s\n", rows[i].count, rows[i].size);
        assert_int_equal(o->summary.keys, rows[i].keys);
        assert_int_equal(o->summary.fail, rows[i].fail);
        assert_int_equal(o->summary.unknown, rows[i].unknown);
        free(o);
    }
}

static void copies_in_properties(void **state)
{
    struct outcome *o = input_outcome(
        ARM_KEY("", RSA("2048") ", \"copy\": [{\"name\": \"keyOps\", \"count\": 2, \"input\": "
                                "\"[parameters('ops')[copyIndex('keyOps')]]\"}]"));

    (void)state;
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_UNKNOWN);
    assert_string_equal(input_told(o, "input-unknown-value")->pointer,
                        "/resources/0/properties/copy/0");
    free(o);
}

/* ---- words and values of the format ---- */

static void misplaced_names(void **state)
{
    static const struct {
        const char *member, *expected;
    } rows[] = {
        {"crv", "properties/curveName"},
        {"curve", "properties/curveName"},
        {"key_size", "properties/keySize"},
        {"key_ops", "properties/keyOps"},
        {"key_opts", "properties/keyOps"},
        {"keyopts", "properties/keyOps"},
        {"exp", "properties/attributes/exp"},
        {"expiration_date", "properties/attributes/exp"},
        {"enabled", "properties/attributes/enabled"},
        {"releasePolicy", "properties/release_policy"},
    };
    char text[1024];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct outcome *o;

        snprintf(text, sizeof(text), ARM_KEY("", "\"kty\": \"EC\", \"%s\": \"x\""), rows[i].member);
        o = input_outcome(text);
        print_message("%s\n", rows[i].member);
        assert_non_null(strstr(input_told(o, "input-member-name")->message, rows[i].expected));
        free(o);
    }
    input_expect(ARM_KEY("", "\"kty\": \"EC\", \"curveName\": \"P-256\", \"keyUri\": \"x\""), NULL,
                 KVJWK_VERDICT_PASS);
}

static void values_the_format_lacks(void **state)
{
    (void)state;
    input_expect(ARM_HEAD "\"resources\": [{\"type\": \"Microsoft.KeyVault/managedHSMs/keys\", "
                          "\"name\": \"h/k\", \"properties\": {\"kty\": \"oct-HSM\", \"keySize\": "
                          "256}}]}",
                 "input-value", KVJWK_VERDICT_FAIL);
    input_expect(ARM_KEY("", "\"kty\": \"EC\", \"curveName\": \"P-256\", \"keyOps\": "
                             "[\"export\"]"),
                 "input-value", KVJWK_VERDICT_FAIL);
}

static void release_is_export(void **state)
{
    static const char policy[] = "eyJ2ZXJzaW9uIjoiMS4wLjAiLCJhbnlPZiI6W3siYXV0aG9yaXR5IjoiaHR0cHM6"
                                 "Ly9zaGFyZWRldXMuZXVzLmF0dGVzdC5henVyZS5uZXQvIiwiYWxsT2YiOlt7ImNs"
                                 "YWltIjoieCIsImVxdWFscyI6InkifV19XX0";
    char text[2048];
    struct outcome *o;

    (void)state;
    snprintf(text, sizeof(text),
             ARM_KEY("", "\"kty\": \"RSA-HSM\", \"keyOps\": [\"release\"], \"attributes\": "
                         "{\"exportable\": true}, \"release_policy\": {\"data\": \"%s\"}"),
             policy);
    o = input_outcome(text);
    input_silent(o, "jwk-key-ops-spelling");
    input_silent(o, "kv-key-ops-unknown");
    input_silent(o, "input-value");
    input_silent(o, "kv-export-operation");
    free(o);
    o = input_outcome(ARM_KEY("", "\"kty\": \"RSA\", \"rotationPolicy\": {\"lifetimeActions\": "
                                  "[{\"trigger\": {\"timeAfterCreate\": \"P90D\"}, \"action\": "
                                  "{\"type\": \"rotate\"}}]}"));
    input_silent(o, "kv-rotation-action-case");
    free(o);
}

static void empty_texts_are_absent(void **state)
{
    (void)state;
    input_expect(ARM_KEY("", RSA("2048") ", \"curveName\": \"\", \"keyOps\": null"), NULL,
                 KVJWK_VERDICT_PASS);
}

/* ---- where a key goes ---- */

#define WITH_VAULT(sku, kty)                                                                       \
    ARM_HEAD "\"parameters\": {\"n\": {\"type\": \"string\"}}, \"resources\": [{\"type\": "        \
             "\"Microsoft.KeyVault/vaults\", \"name\": \"[parameters('n')]\", \"properties\": "    \
             "{\"sku\": {\"family\": \"A\", \"name\": \"" sku                                      \
             "\"}}}, {\"type\": \"Microsoft.KeyVault/vaults/keys\", \"name\": "                    \
             "\"[concat(parameters('n'), '/k')]\", \"properties\": {\"kty\": \"" kty "\"}}]}"

static kvjwk_verdict verdict_auto(const char *text, kvjwk_support services[3])
{
    kvjwk_input_options options = input_options();
    struct outcome *o;
    kvjwk_verdict verdict;

    options.auto_target = true;
    o = input_outcome_of(text, strlen(text), &options);
    assert_int_equal(o->key_count, 1);
    verdict = o->keys[0].verdict;
    memcpy(services, o->keys[0].services, sizeof(o->keys[0].services));
    free(o);
    return verdict;
}

static void the_sku_decides(void **state)
{
    kvjwk_support s[3];

    (void)state;
    assert_int_equal(verdict_auto(WITH_VAULT("standard", "RSA-HSM"), s), KVJWK_VERDICT_FAIL);
    assert_int_equal(s[1], KVJWK_SUPPORT_NO);
    assert_int_equal(verdict_auto(WITH_VAULT("premium", "RSA-HSM"), s), KVJWK_VERDICT_PASS);
    assert_int_equal(s[0], KVJWK_SUPPORT_NO);
    assert_int_equal(s[1], KVJWK_SUPPORT_YES);
    assert_int_equal(s[2], KVJWK_SUPPORT_NO);
    assert_int_equal(verdict_auto(WITH_VAULT("[parameters('x')]", "RSA-HSM"), s),
                     KVJWK_VERDICT_PASS);
    input_expect(WITH_VAULT("standard", "RSA-HSM"), NULL, KVJWK_VERDICT_PASS);
}

static void a_managed_hsm_takes_no_software_keys(void **state)
{
    (void)state;
    input_expect(ARM_HEAD "\"resources\": [{\"type\": \"Microsoft.KeyVault/managedHSMs/keys\", "
                          "\"name\": \"h/k\", \"properties\": {" RSA("2048") "}}]}",
                 "kv-type-unsupported", KVJWK_VERDICT_FAIL);
}

/* ---- places ---- */

static void findings_stand_in_the_template(void **state)
{
    static const char text[] =
        ARM_HEAD "\n\"parameters\": {\"o\": {\"type\": \"array\", \"defaultValue\": [\"sign\", "
                 "\"wrapkey\"]}},\n\"resources\": [{\"type\": \"Microsoft.KeyVault/vaults/keys\", "
                 "\"name\": \"v/k\",\n  \"properties\": {\"kty\": \"rsa\",\n  \"keyOps\": "
                 "\"[parameters('o')]\",\n  \"rotationPolicy\": {\"attributes\": "
                 "{\"expiryTime\": \"P1Q\"}}}}]}";
    struct outcome *o = input_outcome(text);
    const struct told *t = input_told(o, "jwk-kty-case");

    (void)state;
    assert_string_equal(t->pointer, "/resources/0/properties/kty");
    assert_int_equal(t->line, 4);
    assert_int_equal(t->column, 25);
    assert_memory_equal(text + t->offset, "\"rsa\"", 5);
    assert_non_null(strstr(t->excerpt, "\"kty\": \"rsa\""));
    t = input_told(o, "jwk-key-ops-spelling");
    assert_string_equal(t->pointer, "/resources/0/properties/keyOps");
    assert_int_equal(t->line, 5);
    assert_non_null(strstr(t->message, "keyOps holds \"wrapkey\""));
    assert_non_null(strstr(t->message, "stands at \"/parameters/o/defaultValue/1\""));
    t = input_told(o, "kv-rotation-duration");
    assert_memory_equal(text + t->offset, "Q", 1); /* the character, as in a policy by itself */
    free(o);
}

static void comments_are_no_faults(void **state)
{
    static const char text[] =
        "{ // of the team's \"vault\"\n  \"contentVersion\": \"1.0.0.0\", /* [ */ "
        "\"resources\": [\n{\"type\": \"Microsoft.KeyVault/vaults/keys\", "
        "\"name\": \"v/k\", // https://x\n\"properties\": {\"kty\": "
        "\"RSA\", \"keySize\": 1024 /* bits */}}]}";
    struct outcome *o = input_outcome(text);

    (void)state;
    assert_int_equal(o->key_count, 1);
    assert_int_equal(o->count, 1);
    assert_int_equal(input_told(o, "kv-size-unsupported")->line, 4);
    free(o);
    o = input_outcome("{\"format_version\": \"1.0\", // no\n\"resource_changes\": []}");
    assert_true(o->count > 0);
    free(o);
}

static void control_plane_answers(void **state)
{
    struct outcome *o = input_outcome(
        "{\"value\": [{\"id\": \"/subscriptions/x\", \"name\": \"k\", \"type\": "
        "\"Microsoft.KeyVault/vaults/keys\", \"properties\": {\"kty\": \"RSA\", \"keySize\": 1024, "
        "\"attributes\": {\"enabled\": true}}}], \"nextLink\": null}");

    (void)state;
    assert_string_equal(o->summary.kind->name, "arm-resource");
    assert_int_equal(o->key_count, 1);
    input_told(o, "kv-size-unsupported");
    free(o);
    o = input_outcome("{\"tags\": {}, \"name\": \"k\", \"type\": "
                      "\"Microsoft.KeyVault/vaults/keys\", \"properties\": {\"kty\": \"RSA\"}}");
    assert_string_equal(o->summary.kind->name, "arm-resource");
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_PASS);
    free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_yield_literals),
        cmocka_unit_test(the_rest_is_unknown),
        cmocka_unit_test(the_rest_of_the_key_is_judged),
        cmocka_unit_test(properties_as_a_whole),
        cmocka_unit_test(brackets_twice_are_a_text),
        cmocka_unit_test(nested_a_hundred_deep),
        cmocka_unit_test(a_file_overrules_defaults),
        cmocka_unit_test(what_is_no_file_of_parameters),
        cmocka_unit_test(secure_parameters_are_never_shown),
        cmocka_unit_test(both_forms_of_resources),
        cmocka_unit_test(children_of_a_vault),
        cmocka_unit_test(deployments_in_deployments),
        cmocka_unit_test(linked_templates_are_told),
        cmocka_unit_test(conditions),
        cmocka_unit_test(copy_loops),
        cmocka_unit_test(copies_in_properties),
        cmocka_unit_test(misplaced_names),
        cmocka_unit_test(values_the_format_lacks),
        cmocka_unit_test(release_is_export),
        cmocka_unit_test(empty_texts_are_absent),
        cmocka_unit_test(the_sku_decides),
        cmocka_unit_test(a_managed_hsm_takes_no_software_keys),
        cmocka_unit_test(findings_stand_in_the_template),
        cmocka_unit_test(comments_are_no_faults),
        cmocka_unit_test(control_plane_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
