// SPDX-License-Identifier: MIT
/* Azure Policy: the rows against definitions in JSON that say the same in other words, over a grid
 * of keys; the language of definitions; parameters from assignments and initiatives. */
#include "policy.h"

#define NOW INT64_C(1795478400) /* 2026-11-24 */
#define DAY 86400
#define GUID(n) kvjwk_azure_policy_at(n)->guid

/* ---- definitions in our own words ---- */

static const char *prefix(bool hsm)
{
    return hsm ? "Microsoft.ManagedHSM.Data/managedHsms/keys"
               : "Microsoft.KeyVault.Data/vaults/keys";
}

/* The "if" of a row, told in another way than the published one. */
static void write_condition(char *out, size_t cap, const kvjwk_azure_policy *row)
{
    const char *f = prefix(row->hsm), *rule = row->rule, *p = row->parameter;

    if (strcmp(rule, "policy-azure-expiration") == 0)
        snprintf(out, cap, "{\"not\":{\"field\":\"%s/attributes.expiresOn\",\"exists\":\"true\"}}",
                 f);
    else if (strcmp(rule, "policy-azure-expires-soon") == 0)
        snprintf(out, cap,
                 "{\"not\":{\"anyOf\":[{\"field\":\"%s/attributes.expiresOn\",\"exists\":false},"
                 "{\"field\":\"%s/attributes.expiresOn\",\"greaterOrEquals\":"
                 "\"[addDays(utcNow(), parameters('%s'))]\"}]}}",
                 f, f, p);
    else if (strcmp(rule, "policy-azure-validity") == 0)
        snprintf(out, cap,
                 "{\"anyOf\":[{\"field\":\"%s/attributes.expiresOn\",\"exists\":\"false\"},"
                 "{\"value\":\"[addDays(field('%s/attributes.createdOn'), parameters('%s'))]\","
                 "\"less\":\"[field('%s/attributes.expiresOn')]\"}]}",
                 f, f, p, f);
    else if (strcmp(rule, "policy-azure-active") == 0)
        snprintf(out, cap,
                 "{\"value\":\"[addDays(if(not(empty(field('%s/attributes.notBefore'))), "
                 "field('%s/attributes.notBefore'), field('%s/attributes.createdOn')), "
                 "parameters('%s'))]\",\"less\":\"[utcNow()]\"}",
                 f, f, f, p);
    else if (strcmp(rule, "policy-azure-rotation") == 0)
        snprintf(out, cap,
                 "{\"anyOf\":[{\"field\":\"%s/scheduledRotationDate\",\"exists\":false},"
                 "{\"not\":{\"field\":\"%s/scheduledRotationDate\",\"lessOrEquals\":"
                 "\"[addDays(field('%s/attributes.createdOn'), parameters('%s'))]\"}}]}",
                 f, f, f, p);
    else if (strcmp(rule, "policy-azure-hsm") == 0)
        snprintf(out, cap,
                 "{\"allOf\":[{\"field\":\"%s/keyType\",\"notEquals\":\"rsa-hsm\"},"
                 "{\"field\":\"%s/keyType\",\"notEquals\":\"EC-HSM\"}]}",
                 f, f);
    else if (strcmp(rule, "policy-azure-type") == 0)
        snprintf(out, cap, "{\"not\":{\"field\":\"%s/keyType\",\"in\":\"[parameters('%s')]\"}}", f,
                 p);
    else if (strcmp(rule, "policy-azure-curve") == 0)
        snprintf(out, cap,
                 "{\"allOf\":[{\"anyOf\":[{\"field\":\"%s/keyType\",\"equals\":\"EC\"},"
                 "{\"field\":\"%s/keyType\",\"equals\":\"EC-HSM\"}]},"
                 "{\"field\":\"%s/ellipticCurveName\",\"notIn\":\"[parameters('%s')]\"}]}",
                 f, f, f, p);
    else if (strcmp(rule, "policy-azure-rsa-size") == 0)
        snprintf(out, cap,
                 "{\"allOf\":[{\"field\":\"%s/keyType\",\"in\":[\"RSA\",\"RSA-HSM\"]},"
                 "{\"value\":\"[parameters('%s')]\",\"greater\":\"[field('%s/keySize')]\"}]}",
                 f, p, f);
    else
        snprintf(out, cap,
                 "{\"allOf\":[{\"field\":\"%s/keyType\",\"equals\":\"OCT-hsm\"},"
                 "{\"field\":\"%s/keySize\",\"exists\":true},"
                 "{\"field\":\"%s/keySize\",\"less\":\"[parameters('%s')]\"}]}",
                 f, f, f, p);
}

static void write_definition(char *out, size_t cap, const kvjwk_azure_policy *row)
{
    char condition[1500], parameters[200] = "";
    bool list = row->parameter != NULL && strncmp(row->parameter, "allowed", 7) == 0;

    write_condition(condition, sizeof(condition), row);
    if (row->parameter != NULL)
        snprintf(parameters, sizeof(parameters), "\"%s\":{\"type\":\"%s\"},", row->parameter,
                 list ? "Array" : "Integer");
    snprintf(
        out, cap,
        "{\"name\":\"%s\",\"properties\":{\"displayName\":\"ours\",\"mode\":\"%s\","
        "\"metadata\":{\"version\":\"1.0.2\"},\"parameters\":{%s\"effect\":{\"type\":\"String\","
        "\"defaultValue\":\"Deny\"}},\"policyRule\":{\"if\":{\"allOf\":[{\"field\":\"type\","
        "\"equals\":\"%s\"},%s]},\"then\":{\"effect\":\"[parameters('effect')]\"}}}}",
        row->guid, row->hsm ? "Microsoft.ManagedHSM.Data" : "Microsoft.KeyVault.Data", parameters,
        prefix(row->hsm), condition);
}

/* ---- the grid ---- */

static const char *const values_of_days[] = {"0", "30", "730", "731"};
static const char *const values_of_sizes[] = {"2048", "3072", "4096"};
static const char *const values_of_oct[] = {"128", "192", "256", "512"};
static const char *const values_of_types[] = {"RSA", "RSA-HSM+EC-HSM", "RSA+RSA-HSM+EC+EC-HSM"};
static const char *const values_of_hsm_types[] = {"RSA-HSM", "EC-HSM+oct-HSM"};
static const char *const values_of_curves[] = {"P-256", "P-256K+P-384+P-521"};
static const char *const no_value[] = {""};

#define VALUES(array) (*count = sizeof(array) / sizeof((array)[0]), (array))

static const char *const *values_for(const kvjwk_azure_policy *row, size_t *count)
{
    if (row->parameter == NULL)
        return VALUES(no_value);
    if (strcmp(row->parameter, "allowedKeyTypes") == 0)
        return row->hsm ? VALUES(values_of_hsm_types) : VALUES(values_of_types);
    if (strcmp(row->parameter, "allowedECNames") == 0)
        return VALUES(values_of_curves);
    if (strcmp(row->parameter, "minimumOCTKeySize") == 0)
        return VALUES(values_of_oct);
    return strcmp(row->parameter, "minimumRSAKeySize") == 0 ? VALUES(values_of_sizes)
                                                            : VALUES(values_of_days);
}

/* One side: what it says of the document at hand. */
struct side {
    struct policy_run run;
    kvjwk_options options;
    kvjwk_checker *checker;
    const char *rule;
    int state; /* 0 nothing, 1 not compliant, 2 not known */
};

struct grid {
    struct side row, definition;
    size_t keys, yes, unsure;
};

static int see(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct side *side = payload;

    (void)key_index;
    if (strcmp(f->rule->id, side->rule) == 0)
        side->state = f->result == KVJWK_FAIL ? 1 : 2;
    return 0;
}

static int ask(struct side *side, const char *document)
{
    const kvjwk_sink sink = {see, NULL, side, true};

    side->state = 0;
    assert_int_equal(kvjwk_checker_run(side->checker, document, strlen(document), &sink, NULL),
                     KVJWK_OK);
    return side->state;
}

static void compare(struct grid *g, const char *document)
{
    int row = ask(&g->row, document), definition = ask(&g->definition, document);

    g->keys++;
    g->yes += row == 1;
    g->unsure += row == 2;
    if (row != definition)
        fail_msg("%s: the row says %d, the definition %d: %s", g->row.rule, row, definition,
                 document);
}

static const char *const type_members[] = {
    "\"kty\":\"RSA\",\"key_size\":2048",
    "\"kty\":\"RSA-HSM\",\"key_size\":3072",
    "\"kty\":\"RSA\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\"",
    "\"kty\":\"EC-HSM\",\"crv\":\"P-256K\"",
    "\"kty\":\"EC-HSM\"",
    "\"kty\":\"EC\",\"crv\":\"secp256k1\"",
    "\"kty\":\"oct-HSM\",\"key_size\":128",
    "\"kty\":\"oct-HSM\",\"key_size\":256",
    "\"kty\":\"oct-HSM\"",
    "\"kty\":\"foo\"",
};
static const char *const times[] = {"",
                                    "\"%s\":1,",
                                    "\"%s\":1795478400,",
                                    "\"%s\":1798070400,",
                                    "\"%s\":1858550400,",
                                    "\"%s\":1858636800,",
                                    "\"%s\":\"x\","};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static size_t put_time(char *out, size_t cap, const char *format, const char *name)
{
    if (*format == '\0')
        return 0;
    if (strstr(format, "%s") == NULL)
        return 0;
    return (size_t)snprintf(out, cap, "\"%s\"%s", name, strchr(format, ':'));
}

/* Attributes of an answer: created is there; of a request: it is not. */
static void write_attributes(char *out, size_t cap, size_t exp, size_t nbf, bool answer)
{
    size_t n = (size_t)snprintf(out, cap, "\"attributes\":{");

    n += put_time(out + n, cap - n, times[exp], "exp");
    n += put_time(out + n, cap - n, times[nbf], "nbf");
    if (answer)
        n += (size_t)snprintf(out + n, cap - n, "\"created\":1795392000,\"updated\":1795392000,");
    snprintf(out + n, cap - n, "\"enabled\":true}");
}

static void compare_type(struct grid *g, const char *members, size_t exp, size_t nbf)
{
    static const char *const kids[] = {
        "https://contoso.vault.azure.net/keys/a/0123456789abcdef0123456789abcdef",
        "https://contoso.managedhsm.azure.net/keys/a/0123456789abcdef0123456789abcdef"};
    char attributes[300], document[1000];

    write_attributes(attributes, sizeof(attributes), exp, nbf, false);
    snprintf(document, sizeof(document), "{%s,%s}", members, attributes);
    compare(g, document);
    write_attributes(attributes, sizeof(attributes), exp, nbf, true);
    for (size_t i = 0; i < COUNT(kids); i++) {
        snprintf(document, sizeof(document), "{\"key\":{\"kid\":\"%s\",%s},%s}", kids[i], members,
                 attributes);
        compare(g, document);
        snprintf(document, sizeof(document), "{\"kid\":\"%s\",%s}", kids[i], attributes);
        compare(g, document);
    }
    snprintf(document, sizeof(document), "{%s}", members);
    compare(g, document);
}

static void compare_rotation(struct grid *g)
{
    static const char *const triggers[] = {
        "\"timeAfterCreate\":\"P30D\"", "\"timeAfterCreate\":\"P1M\"",
        "\"timeAfterCreate\":\"P2Y\"",  "\"timeBeforeExpiry\":\"P30D\"",
        "\"timeAfterCreate\":\"x\"",    "\"timeAfterCreate\":null"};
    static const char *const expiries[] = {"", "\"attributes\":{\"expiryTime\":\"P2M\"},"};
    char document[500];

    for (size_t t = 0; t < COUNT(triggers); t++)
        for (size_t e = 0; e < COUNT(expiries); e++) {
            snprintf(
                document, sizeof(document),
                "{%s\"lifetimeActions\":[{\"trigger\":{%s},\"action\":{\"type\":\"Rotate\"}}]}",
                expiries[e], triggers[t]);
            compare(g, document);
        }
    compare(g, "{\"lifetimeActions\":[]}");
}

static void compare_all(struct grid *g)
{
    for (size_t type = 0; type < COUNT(type_members); type++)
        for (size_t exp = 0; exp < COUNT(times); exp++)
            for (size_t nbf = 0; nbf < COUNT(times); nbf += 2)
                compare_type(g, type_members[type], exp, nbf);
    compare_rotation(g);
}

static void side_open(struct side *side, kvjwk_target target, const char *rule)
{
    static const kvjwk_options defaults = KVJWK_OPTIONS_INIT;

    side->options = defaults;
    side->options.has_now = true;
    side->options.now = NOW;
    side->options.target = target;
    side->rule = rule;
    policy_run_begin(&side->run, &side->options);
    assert_int_equal(kvjwk_checker_new(&side->checker, &side->options), KVJWK_OK);
}

static void side_close(struct side *side)
{
    kvjwk_checker_free(&side->checker);
    policy_run_close(&side->run);
}

static void grid_open(struct grid *g, const kvjwk_azure_policy *row, const char *value,
                      kvjwk_target target)
{
    char option[300], definition[4000];
    bool audit = strstr(row->effects, "Deny") == NULL;

    snprintf(option, sizeof(option), "%s@1.*.*=effect:%s%s%s%s%s", row->guid,
             audit ? "Audit" : "Deny", row->parameter == NULL ? "" : ",",
             row->parameter == NULL ? "" : row->parameter, row->parameter == NULL ? "" : ":",
             value);
    write_definition(definition, sizeof(definition), row);
    memset(g, 0, sizeof(*g));
    g->row.run.policy = policy_of(NULL);
    g->definition.run.policy = policy_of(NULL);
    assert_int_equal(kvjwk_policy_azure(g->row.run.policy, option), KVJWK_OK);
    assert_int_equal(kvjwk_policy_azure_definition(g->definition.run.policy, "ours.json",
                                                   definition, strlen(definition)),
                     KVJWK_OK);
    assert_int_equal(kvjwk_policy_azure(g->definition.run.policy, option), KVJWK_OK);
    side_open(&g->row, target, row->rule);
    side_open(&g->definition, target, "policy-azure-definition");
}

static void rows_and_definitions_agree(void **state)
{
    static const kvjwk_target targets[] = {KVJWK_TARGET_ANY, KVJWK_TARGET_VAULT_STANDARD,
                                           KVJWK_TARGET_MANAGED_HSM, KVJWK_TARGET_RFC};
    const kvjwk_azure_policy *row;
    size_t keys = 0, yes = 0, unsure = 0;

    (void)state;
    for (size_t i = 0; (row = kvjwk_azure_policy_at(i)) != NULL; i++) {
        size_t count, row_yes = 0;
        const char *const *values = values_for(row, &count);

        for (size_t v = 0; v < count; v++)
            for (size_t t = 0; t < COUNT(targets); t++) {
                struct grid g;

                grid_open(&g, row, values[v], targets[t]);
                compare_all(&g);
                side_close(&g.row);
                side_close(&g.definition);
                keys += g.keys;
                row_yes += g.yes;
                unsure += g.unsure;
            }
        assert_true(row_yes > 0);
        yes += row_yes;
    }
    printf("%zu judgements twice: %zu not compliant, %zu not known\n", keys, yes, unsure);
    assert_true(unsure > 0);
}

/* ---- the language ---- */

static int state_of(const struct outcome *o, const char *rule)
{
    const struct told *t = outcome_find(o, rule);

    return t == NULL ? 0 : t->result == KVJWK_FAIL ? 1 : 2;
}

struct language {
    struct policy_run run;
    kvjwk_options options;
};

static void language_open(struct language *l, const char *condition)
{
    static const kvjwk_options defaults = KVJWK_OPTIONS_INIT;
    char definition[4000];

    snprintf(definition, sizeof(definition),
             "{\"name\":\"own\",\"mode\":\"Microsoft.KeyVault.Data\",\"parameters\":{\"days\":"
             "{\"type\":\"Integer\",\"defaultValue\":30},\"list\":{\"type\":\"Array\","
             "\"defaultValue\":[\"EC\",\"RSA-HSM\"]}},\"policyRule\":{\"if\":%s,"
             "\"then\":{\"effect\":\"deny\"}}}",
             condition);
    l->options = defaults;
    l->options.has_now = true;
    l->options.now = NOW;
    l->options.target = KVJWK_TARGET_VAULT_STANDARD;
    l->run.policy = policy_of(NULL);
    assert_int_equal(
        kvjwk_policy_azure_definition(l->run.policy, "own.json", definition, strlen(definition)),
        KVJWK_OK);
    policy_run_begin(&l->run, &l->options);
}

#define K "Microsoft.KeyVault.Data/vaults/keys/"

/* Of a request for an EC key on P-256, without a size, that expires in 90 days: '0' the condition
 * is false, '1' true, '?' unknown. */
static void expect_condition(const char *condition, char expected)
{
    static const char document[] = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"key_ops\":[\"sign\"],"
                                   "\"attributes\":{\"exp\":1803254400}}";
    struct language l;
    struct outcome *o;
    int got;

    language_open(&l, condition);
    o = outcome_of(document, sizeof(document) - 1, &l.options);
    got = state_of(o, "policy-azure-definition");
    free(o);
    policy_run_close(&l.run);
    if ("01?"[got] != expected)
        fail_msg("%s: %c; expected %c", condition, "01?"[got], expected);
}

static void operators(void **state)
{
    (void)state;
    expect_condition("{\"field\":\"type\",\"equals\":\"microsoft.keyvault.data/vaults/KEYS\"}",
                     '1');
    expect_condition("{\"field\":\"" K "keyType\",\"equals\":\"ec\"}", '1');
    expect_condition("{\"field\":\"" K "keyType\",\"notEquals\":\"ec\"}", '0');
    expect_condition("{\"field\":\"" K "keySize\",\"equals\":2048}", '0'); /* 256: of the curve */
    expect_condition("{\"field\":\"" K "attributes.notBefore\",\"equals\":\"x\"}", '0');
    expect_condition("{\"field\":\"" K "attributes.notBefore\",\"notEquals\":\"x\"}", '1');
    expect_condition("{\"field\":\"" K "attributes.notBefore\",\"in\":[\"x\"]}", '0');
    expect_condition("{\"field\":\"" K "attributes.notBefore\",\"notIn\":[\"x\"]}", '1');
    expect_condition("{\"field\":\"" K "attributes.notBefore\",\"less\":\"[utcNow()]\"}", '?');
    expect_condition("{\"field\":\"" K "scheduledRotationDate\",\"exists\":false}", '?');
    expect_condition("{\"field\":\"" K "keyType\",\"contains\":\"c\"}", '1');
    expect_condition("{\"field\":\"" K "keyType\",\"notContains\":\"x\"}", '1');
    expect_condition("{\"value\":\"[parameters('list')]\",\"contains\":\"ec\"}", '1');
    expect_condition("{\"field\":\"" K "ellipticCurveName\",\"like\":\"p-*6\"}", '1');
    expect_condition("{\"field\":\"" K "ellipticCurveName\",\"like\":\"P-25\"}", '0');
    expect_condition("{\"field\":\"" K "ellipticCurveName\",\"notLike\":\"*K\"}", '1');
    expect_condition("{\"field\":\"" K "ellipticCurveName\",\"match\":\"?-###\"}", '1');
    expect_condition("{\"field\":\"" K "ellipticCurveName\",\"match\":\"p-256\"}", '0');
    expect_condition("{\"field\":\"" K "ellipticCurveName\",\"notMatch\":\"?-###?\"}", '1');
    expect_condition("{\"value\":1,\"less\":2}", '1');
    expect_condition("{\"value\":2,\"lessOrEquals\":2}", '1');
    expect_condition("{\"value\":\"b\",\"greater\":\"A\"}", '1');
    expect_condition("{\"value\":\"b\",\"greaterOrEquals\":\"C\"}", '0');
    expect_condition("{\"value\":\"b\",\"less\":1}", '?'); /* no order: Azure has an error */
    expect_condition("{\"field\":\"" K "attributes.expiresOn\",\"less\":\"2027-03-01\"}", '1');
    expect_condition("{\"field\":\"" K "attributes.expiresOn\",\"equals\":\"2027-02-22\"}", '1');
    expect_condition("{\"value\":\"[[x]\",\"equals\":\"[[x]\"}", '1');
}

static void functions(void **state)
{
    (void)state;
    expect_condition("{\"value\":\"[addDays(utcNow(), 90)]\",\"equals\":\"2027-02-22\"}", '1');
    expect_condition("{\"value\":\"[addDays(utcNow(), -1)]\",\"equals\":\"2026-11-23\"}", '1');
    expect_condition("{\"value\":\"[dateTimeAdd('2026-01-31', 'P1M')]\",\"equals\":\"2026-02-28\"}",
                     '1');
    expect_condition(
        "{\"value\":\"[dateTimeAdd('2028-02-29', '-P1Y')]\",\"equals\":\"2027-02-28\"}", '1');
    expect_condition("{\"value\":\"[length(parameters('list'))]\",\"equals\":2}", '1');
    expect_condition(
        "{\"value\":\"[length(intersection(parameters('list'), parameters('list')))]\","
        "\"equals\":2}",
        '1');
    expect_condition("{\"value\":\"[empty('')]\",\"equals\":true}", '1');
    expect_condition("{\"value\":\"[empty(field('" K "attributes.notBefore'))]\",\"equals\":true}",
                     '1');
    expect_condition("{\"value\":\"[empty(field('" K "attributes.expiresOn'))]\",\"equals\":true}",
                     '0');
    expect_condition("{\"value\":\"[if(equals(1, 1), 'a', 'b')]\",\"equals\":\"a\"}", '1');
    expect_condition("{\"value\":\"[and(equals(1, 1), not(equals(1, 2)))]\",\"equals\":true}", '1');
    expect_condition("{\"value\":\"[or(equals(1, 2), equals('A', 'a'))]\",\"equals\":true}", '1');
    expect_condition("{\"value\":\"[contains('it''s', 't''')]\",\"equals\":true}", '1');
    expect_condition("{\"value\":\"[contains(parameters('list'), 'RSA')]\",\"equals\":true}", '0');
    expect_condition("{\"value\":\"[parameters('days')]\",\"equals\":30}", '1');
    expect_condition("{\"allOf\":[{\"value\":1,\"equals\":2},{\"field\":\"" K
                     "scheduledRotationDate\",\"exists\":true}]}",
                     '0');
    expect_condition("{\"anyOf\":[{\"value\":1,\"equals\":1},{\"field\":\"" K
                     "scheduledRotationDate\",\"exists\":true}]}",
                     '1');
    expect_condition("{\"not\":{\"field\":\"" K "scheduledRotationDate\",\"exists\":true}}", '?');
}

/* ---- what is refused ---- */

static char told[2000];

static void keep(void *ctx, const kvjwk_mistake *m)
{
    size_t used = strlen(told);

    (void)ctx;
    snprintf(told + used, sizeof(told) - used, "%s:%zu:%zu: %s\n", m->file == NULL ? "" : m->file,
             m->line, m->column, m->message);
}

static kvjwk_policy *keeping_policy(void)
{
    kvjwk_policy *policy;

    told[0] = '\0';
    assert_int_equal(kvjwk_policy_new(&policy, keep, NULL), KVJWK_OK);
    return policy;
}

static void expect_told(const char *text)
{
    if (strstr(told, text) == NULL)
        fail_msg("not told: %s; but: %s", text, told);
}

static void expect_refused(const char *condition, const char *text)
{
    kvjwk_policy *policy = keeping_policy();
    char definition[9000];

    snprintf(definition, sizeof(definition),
             "{\"name\":\"own\",\"mode\":\"Microsoft.KeyVault.Data\",\n\"policyRule\":{\"if\":%s,"
             "\"then\":{\"effect\":\"deny\"}}}",
             condition);
    assert_int_equal(
        kvjwk_policy_azure_definition(policy, "own.json", definition, strlen(definition)),
        KVJWK_ERR_ARGUMENT);
    kvjwk_policy_free(&policy);
    expect_told("own.json:2:");
    expect_told(text);
}

static void write_nested(char *out, size_t depth, const char *open, const char *inner,
                         const char *close)
{
    out[0] = '\0';
    for (size_t i = 0; i < depth; i++)
        strcat(out, open);
    strcat(out, inner);
    for (size_t i = 0; i < depth; i++)
        strcat(out, close);
}

static void refusals(void **state)
{
    char nested[8000], value[8100];

    (void)state;
    expect_refused("{\"count\":{\"field\":\"x\"},\"greater\":1}", "the condition \"count\"");
    expect_refused("{\"field\":\"type\",\"containsKey\":\"x\"}", "the condition \"containsKey\"");
    expect_refused("{\"field\":\"" K "keyOps\",\"exists\":true}", "the field");
    expect_refused("{\"field\":\"name\",\"exists\":true}", "the field \"name\"");
    expect_refused("{\"field\":\"Microsoft.ManagedHSM.Data/managedHsms/keys/keyType\","
                   "\"exists\":true}",
                   "the field");
    expect_refused("{\"value\":\"[resourceGroup().name]\",\"equals\":\"x\"}",
                   "the function \"resourceGroup\"");
    expect_refused("{\"value\":\"[concat('a', 'b')]\",\"equals\":\"x\"}",
                   "the function \"concat\"");
    expect_refused("{\"value\":\"[parameters('none')]\",\"equals\":\"x\"}",
                   "declares no parameter \"none\"");
    expect_refused("{\"value\":\"[addDays(utcNow())]\",\"equals\":\"x\"}", "wrong number");
    expect_refused("{\"value\":\"[utcNow(]\",\"equals\":\"x\"}", "");
    expect_refused("{\"value\":\"[empty('x)]\",\"equals\":\"x\"}", "has no end");
    expect_refused("{\"value\":\"[utcNow() x]\",\"equals\":\"x\"}", "behind its end");
    expect_refused("{\"value\":\"[utcNow().year]\",\"equals\":\"x\"}", "behind its end");
    expect_refused("{\"value\":1}", "lacks a field or value");
    expect_refused("{\"value\":1,\"equals\":1,\"less\":2}", "one too many");
    expect_refused("{\"field\":\"type\",\"exists\":\"maybe\"}", "neither true nor false");
    expect_refused("{\"allOf\":[]}", "no list of conditions");
    expect_refused("[]", "no object");
    expect_refused("7", "no object");
    write_nested(nested, 100, "{\"not\":", "{\"value\":1,\"equals\":1}", "}");
    expect_refused(nested, "nested too deeply");
    write_nested(nested, 100, "not(", "true", ")");
    snprintf(value, sizeof(value), "{\"value\":\"[%s]\",\"equals\":true}", nested);
    expect_refused(value, "nested too deeply");
}

static void expect_definition_refused(const char *definition, const char *text)
{
    kvjwk_policy *policy = keeping_policy();

    assert_int_equal(
        kvjwk_policy_azure_definition(policy, "d.json", definition, strlen(definition)),
        KVJWK_ERR_ARGUMENT);
    kvjwk_policy_free(&policy);
    expect_told(text);
}

static void heads(void **state)
{
    (void)state;
    expect_definition_refused("{}", "it has no mode");
    expect_definition_refused("[]", "it has no mode");
    expect_definition_refused("x", "d.json:1:1: not JSON");
    expect_definition_refused("{\"mode\":\"Indexed\"}", "the mode \"Indexed\"");
    expect_definition_refused("{\"mode\":\"Microsoft.KeyVault.Data\"}", "no name");
    expect_definition_refused("{\"name\":\"x\",\"mode\":\"Microsoft.KeyVault.Data\"}",
                              "no policyRule");
    expect_definition_refused(
        "{\"name\":\"x\",\"mode\":\"Microsoft.KeyVault.Data\",\"policyRule\":"
        "{\"if\":{\"value\":1,\"equals\":1},\"then\":{\"effect\":\"modify\"}}}",
        "Audit, Deny and Disabled");
    expect_definition_refused("{\"name\":\"x\",\"mode\":\"Microsoft.KeyVault.Data\",\"policyRule\":"
                              "{\"if\":{\"value\":1,\"equals\":1},\"then\":{\"details\":{}}}}",
                              "\"details\" behind then");
    expect_definition_refused("{\"name\":\"x\",\"mode\":\"Microsoft.KeyVault.Data\",\"policyRule\":"
                              "{\"if\":{\"value\":1,\"equals\":1}}}",
                              "no effect");
}

/* Every beginning of a definition, and every octet of it replaced, is read or refused. */
static void broken_definitions(void **state)
{
    char definition[4000], copy[4000];
    size_t length;

    (void)state;
    write_definition(definition, sizeof(definition), kvjwk_azure_policy_at(3));
    length = strlen(definition);
    for (size_t i = 0; i < length * 3; i++) {
        kvjwk_policy *policy = keeping_policy();
        size_t used = i < length ? i : length;

        memcpy(copy, definition, length);
        if (i >= length)
            copy[i % length] = i >= 2 * length ? '"' : '(';
        if (kvjwk_policy_azure_definition(policy, "d.json", copy, used) == KVJWK_OK)
            assert_int_not_equal(kvjwk_policy_settle(policy), KVJWK_ERR_MEMORY);
        kvjwk_policy_free(&policy);
    }
}

/* ---- assignments ---- */

static void expect_option(const char *option, const char *text)
{
    kvjwk_policy *policy = keeping_policy();
    kvjwk_status status = kvjwk_policy_azure(policy, option);

    if (status == KVJWK_OK)
        status = kvjwk_policy_settle(policy);
    assert_int_equal(status, text == NULL ? KVJWK_OK : KVJWK_ERR_ARGUMENT);
    kvjwk_policy_free(&policy);
    if (text != NULL)
        expect_told(text);
}

static void options(void **state)
{
    (void)state;
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0", NULL);
    expect_option("152B15F7-8E1F-4C1F-AB71-8C010BA5DBC0@1.0.2=effect:deny", NULL);
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0@1.*.*", NULL);
    expect_option("1d478a74-21ba-4b9f-9d8f-8e6fced0eec5@1.0.1", NULL); /* a preview of it */
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0@2.*.*", "version \"2.*.*\"");
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0=effect:Dney", "did you mean \"Deny\"?");
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0=days:1", "has no parameter \"days\"");
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0=days", "is no parameter");
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc1",
                  "did you mean \"152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0\"?");
    expect_option("=effect:Deny", "expected GUID");
    expect_option("a\x7f=effect:Deny", "a\\u007F");
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0=effect:\xff", "not UTF-8");
    expect_option("152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0=\xc0\x80:1", "not UTF-8");
    expect_option("5ff38825-c5d8-47c5-b70e-069a21955146",
                  "has no value, and it has no default; give minimumDaysBeforeExpiration");
    expect_option("5ff38825-c5d8-47c5-b70e-069a21955146=minimumDaysBeforeExpiration:x",
                  "expected a number");
    expect_option("82067dbb-e53b-4e06-b631-546d197452d9=minimumRSAKeySize:1024",
                  "it takes 2048+3072+4096");
    expect_option("d8cf8476-a2ec-4916-896e-992351803c44=maximumDaysToRotate:30,effect:Deny",
                  "this definition takes Audit, Disabled");
    expect_option("75c4f823-d65c-4f29-a733-01d0077fdbcb=allowedKeyTypes:oct-HSM", "it takes RSA");
    expect_option("75c4f823-d65c-4f29-a733-01d0077fdbcb=allowedKeyTypes:RSA-HSM", NULL);
}

/* The text of a file of parameters with one definition assigned: what is told, or NULL. */
static void expect_parameters(const char *text, const char *expected)
{
    kvjwk_policy *policy = keeping_policy();
    kvjwk_status status = kvjwk_policy_azure_parameters(policy, "p.json", text, strlen(text));

    if (status == KVJWK_OK)
        status = kvjwk_policy_settle(policy);
    assert_int_equal(status, expected == NULL ? KVJWK_OK : KVJWK_ERR_ARGUMENT);
    kvjwk_policy_free(&policy);
    if (expected != NULL)
        expect_told(expected);
}

#define ID "/providers/Microsoft.Authorization/policyDefinitions/"
#define K3 "49a22571-d204-4c91-a7b6-09b1a586fbc9"

static void parameter_files(void **state)
{
    (void)state;
    expect_parameters("{\"properties\":{\"policyDefinitionId\":\"" ID K3 "\",\"parameters\":"
                      "{\"maximumValidityInDays\":{\"value\":730}}}}",
                      NULL);
    expect_parameters("[{\"policyDefinitionId\":\"" ID K3 "\",\"definitionVersion\":\"1.*.*\","
                      "\"parameters\":{\"maximumValidityInDays\":{\"value\":730},\"effect\":"
                      "{\"value\":\"Deny\"}}}]",
                      NULL);
    expect_parameters("{\"policyDefinitionId\":\"" ID K3 "\"}", "p.json:1:");
    expect_parameters("{\"policyDefinitionId\":\"" ID K3 "\",\"overrides\":[{}]}",
                      "\"overrides\" of an assignment");
    expect_parameters("{\"policyDefinitionId\":\"" ID K3 "\",\"parameters\":{\"x\":1}}",
                      "has no \"value\"");
    expect_parameters("{\"policyDefinitionId\":\"/providers/x/policySetDefinitions/y\"}",
                      "its definition must be given");
    expect_parameters("{\"maximumValidityInDays\":{\"value\":1}}",
                      "no definition that is assigned");
    expect_parameters(
        "{\"name\":\"set\",\"properties\":{\"parameters\":{\"days\":{\"defaultValue\":"
        "730}},\"policyDefinitions\":[{\"policyDefinitionId\":\"" ID "other\"},"
        "{\"policyDefinitionId\":\"" ID K3 "\",\"parameters\":"
        "{\"maximumValidityInDays\":{\"value\":\"[parameters('days')]\"}}}]}}",
        NULL);
    expect_parameters("{\"name\":\"set\",\"properties\":{\"policyDefinitions\":["
                      "{\"policyDefinitionId\":\"" ID K3 "\",\"parameters\":"
                      "{\"maximumValidityInDays\":{\"value\":\"[parameters('days')]\"}}}]}}",
                      "give maximumValidityInDays");
    expect_parameters("{\"name\":\"set\",\"properties\":{\"policyDefinitions\":["
                      "{\"policyDefinitionId\":\"" ID K3 "\",\"parameters\":"
                      "{\"maximumValidityInDays\":{\"value\":\"[add(1, 2)]\"}}}]}}",
                      "computes a parameter");
    expect_parameters("{\"properties\":{\"policyDefinitions\":[{\"policyDefinitionId\":\"x\"}]}}",
                      "no definition of the initiative is about keys");
    expect_parameters("[7]", "p.json:1:2: expected an assignment");
}

static int append_text(void *ctx, const char *text, size_t length)
{
    strncat(ctx, text, length);
    return 0;
}

/* Given to the initiative, given by name, by default: in this order. */
static void initiative_parameters(void **state)
{
    static const char set[] =
        "{\"name\":\"set\",\"properties\":{\"parameters\":{\"days\":{\"defaultValue\":1},\"e\":"
        "{\"defaultValue\":\"Audit\"}},\"policyDefinitions\":[{\"policyDefinitionId\":\"" ID K3
        "\",\"parameters\":{\"maximumValidityInDays\":{\"value\":\"[parameters('days')]\"},"
        "\"effect\":{\"value\":\"[parameters('e')]\"}}}]}}";
    static const char assignment[] =
        "{\"properties\":{\"policyDefinitionId\":\"/x/policySetDefinitions/SET\",\"parameters\":"
        "{\"e\":{\"value\":\"Deny\"}}}}";
    static const char plain[] = "{\"days\":{\"value\":365}}";
    kvjwk_policy *policy = policy_of(NULL);
    char shown[4000] = "";

    (void)state;
    assert_int_equal(kvjwk_policy_azure_parameters(policy, "set.json", set, sizeof(set) - 1),
                     KVJWK_OK);
    assert_int_equal(
        kvjwk_policy_azure_parameters(policy, "a.json", assignment, sizeof(assignment) - 1),
        KVJWK_OK);
    assert_int_equal(kvjwk_policy_azure_parameters(policy, "p.json", plain, sizeof(plain) - 1),
                     KVJWK_OK);
    assert_int_equal(kvjwk_policy_settle(policy), KVJWK_OK);
    assert_int_equal(kvjwk_policy_show(policy, append_text, shown), KVJWK_OK);
    kvjwk_policy_free(&policy);
    if (strstr(shown, "1.0.1: Deny") == NULL || strstr(shown, "365") == NULL)
        fail_msg("%s", shown);
}

static void profiles(void **state)
{
    kvjwk_policy *policy = keeping_policy();
    const kvjwk_azure_profile *profile;

    (void)state;
    assert_int_equal(kvjwk_policy_profile(policy, "mcsb-v3"), KVJWK_ERR_ARGUMENT);
    expect_told("did you mean \"mcsb-v2\"?");
    kvjwk_policy_free(&policy);
    for (size_t i = 0; (profile = kvjwk_azure_profile_at(i)) != NULL; i++) {
        policy = policy_of(NULL);
        assert_int_equal(kvjwk_policy_profile(policy, profile->name), KVJWK_OK);
        assert_int_equal(kvjwk_policy_settle(policy), KVJWK_OK);
        kvjwk_policy_free(&policy);
    }
}

/* Without a clock nothing that hangs on it is told. */
static void no_clock(void **state)
{
    static const char document[] = "{\"key\":{\"kid\":\"https://a.vault.azure.net/keys/a\",\"kty\":"
                                   "\"EC\"},\"attributes\":{\"created\":1,\"exp\":2}}";
    kvjwk_options o = KVJWK_OPTIONS_INIT;
    struct policy_run run = {policy_of(NULL), NULL};
    struct outcome *outcome;

    (void)state;
    assert_int_equal(kvjwk_policy_azure(run.policy, "c26e4b24-cf98-4c67-b48b-5a25c4c69eb9="
                                                    "maximumValidityInDays:1,effect:Deny"),
                     KVJWK_OK);
    policy_run_begin(&run, &o);
    outcome = outcome_of(document, sizeof(document) - 1, &o);
    assert_int_equal(state_of(outcome, "policy-azure-active"), 2);
    free(outcome);
    policy_run_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_definitions_agree),
        cmocka_unit_test(operators),
        cmocka_unit_test(functions),
        cmocka_unit_test(refusals),
        cmocka_unit_test(heads),
        cmocka_unit_test(broken_definitions),
        cmocka_unit_test(options),
        cmocka_unit_test(parameter_files),
        cmocka_unit_test(initiative_parameters),
        cmocka_unit_test(profiles),
        cmocka_unit_test(no_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
