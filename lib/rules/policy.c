// SPDX-License-Identifier: MIT
/* The grammar of release policies: authorities, conditions, claims. Key Vault, policy grammar. */
#include "rules/kv.h"

/* ---- lists of conditions ---- */

/* Exactly one of anyOf and allOf, with at least one item. */
static void check_list(struct kvjwk_checker *c, const struct value *list, const char *name)
{
    if (value_ok(list) && json_here(c)->tokens[list->token].count == 0)
        report(c, RULE_KV_POLICY_LIST, at_value(c, list->token), 0,
               "{} is empty; expected at least one condition", ARGS(A_STR(name)));
}

static void check_one_list(struct kvjwk_checker *c, uint32_t at, const struct value *any,
                           const struct value *all)
{
    check_list(c, any, "anyOf");
    check_list(c, all, "allOf");
    if (value_there(any) && value_there(all))
        report(c, RULE_KV_POLICY_LIST, at_name(c, all->token), 0,
               "anyOf and allOf stand in one object; expected one of them", NO_ARGS);
    else if (!value_there(any) && !value_there(all))
        report(c, RULE_KV_POLICY_LIST, at_value(c, at), 0,
               "the authority has no conditions; expected anyOf or allOf", NO_ARGS);
}

/* ---- claims ---- */

static const uint8_t operators[] = {
    CONDITION_EQUALS,  CONDITION_NOT_EQUALS,        CONDITION_LESS,   CONDITION_LESS_OR_EQUALS,
    CONDITION_GREATER, CONDITION_GREATER_OR_EQUALS, CONDITION_EXISTS,
};

/* Dots walk into objects; arrays cannot be addressed. */
static bool is_claim_path(struct span claim)
{
    if (claim.len == 0 || claim.ptr[claim.len - 1] == '.')
        return false;
    for (size_t i = 0; i < claim.len; i++)
        if (claim.ptr[i] == '[' || (claim.ptr[i] == '.' && (i == 0 || claim.ptr[i - 1] == '.')))
            return false;
    return true;
}

static void check_claim_value(struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = json_here(c);
    enum json_type type = (enum json_type)j->tokens[token].type;
    struct span text = token_text(j, &c->scratch, token);

    if (type == JSON_NULL || type == JSON_OBJECT || type == JSON_ARRAY)
        report(c, RULE_KV_POLICY_VALUE, at_value(c, token), 0,
               "the claim is compared to {}; expected a string, a number, true or false",
               ARGS(A_VALUE(c, token)));
    else if (type == JSON_STRING && (span_is(text, "true") || span_is(text, "false")))
        report_as(c, RULE_KV_POLICY_VALUE, KVJWK_NOTE, at_value(c, token), 0,
                  "the claim is compared to the text \"{}\", not to the value true or false",
                  ARGS(A_STR(span_is(text, "true") ? "true" : "false")));
}

static void check_legacy(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *condition = object_value(o, CONDITION_CONDITION);
    const struct value *value = object_value(o, CONDITION_VALUE);
    uint32_t at = value_there(condition) ? condition->token : value->token;

    if (value_ok(condition) &&
        !span_is(token_text(json_here(c), &c->scratch, condition->token), "equals"))
        report(c, RULE_KV_POLICY_OPERATOR, at_value(c, condition->token), 0,
               "the condition is {}; expected equals", ARGS(A_VALUE(c, condition->token)));
    report(c, RULE_KV_POLICY_LEGACY, at_name(c, at), 0,
           "condition and value are the form of the previews; expected \"equals\": VALUE", NO_ARGS);
    if (value_there(value))
        check_claim_value(c, value->token);
}

static void check_operators(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *equals = object_value(o, CONDITION_EQUALS);
    unsigned count = 0;

    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        const struct value *v = object_value(o, operators[i]);

        if (v->state == VALUE_ABSENT)
            continue;
        count++;
        if (operators[i] != CONDITION_EQUALS)
            report(c, RULE_KV_POLICY_OPERATOR, at_name(c, v->token), 0,
                   "the operator is {}; today only equals is accepted",
                   ARGS(A_STR(facts_member(SHAPE_CONDITION, operators[i])->name)));
    }
    if (equals->state != VALUE_ABSENT)
        check_claim_value(c, equals->token);
    if (value_there(object_value(o, CONDITION_CONDITION)) ||
        value_there(object_value(o, CONDITION_VALUE))) {
        check_legacy(c, o);
        count++;
    }
    if (count != 1)
        report(c, RULE_KV_POLICY_CONDITION, at_value(c, o->token), 0,
               "the claim has {} operators; expected one", ARGS(A_NUM(count)));
}

static void check_claim(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *claim = object_value(o, CONDITION_CLAIM);

    if (value_ok(claim) && !is_claim_path(token_text(json_here(c), &c->scratch, claim->token)))
        report(c, RULE_KV_POLICY_CLAIM, at_value(c, claim->token), 0,
               "claim is {}; expected names with dots between them",
               ARGS(A_VALUE(c, claim->token)));
    check_operators(c, o);
}

/* ---- conditions ---- */

static void check_condition(struct kvjwk_checker *c, uint32_t token)
{
    const struct value *any, *all;
    struct object o;
    bool claim, lists;

    object_read(&o, json_here(c), &c->scratch, token, SHAPE_CONDITION, false);
    check_object(c, &o);
    any = object_value(&o, CONDITION_ANY_OF);
    all = object_value(&o, CONDITION_ALL_OF);
    claim = value_there(object_value(&o, CONDITION_CLAIM));
    lists = value_there(any) || value_there(all);
    if (claim)
        check_claim(c, &o);
    if (lists)
        check_one_list(c, token, any, all);
    if (claim == lists)
        report(c, RULE_KV_POLICY_CONDITION, at_value(c, token), 0,
               claim ? "the condition has a claim and a list; expected one of them"
                     : "the condition has neither a claim nor anyOf nor allOf",
               NO_ARGS);
}

static bool is_list_name(struct kvjwk_checker *c, uint32_t name)
{
    const struct json *j = json_here(c);
    struct span text = token_text(j, &c->scratch, name);

    return j->tokens[name + 1].type == JSON_ARRAY &&
           (span_is(text, "anyOf") || span_is(text, "allOf"));
}

/* Conditions nest as deep as they like: their tokens are walked in order, without recursion. */
static void check_conditions(struct kvjwk_checker *c, uint32_t array)
{
    const struct json *j = json_here(c);
    uint32_t end = j->tokens[array].next;
    uint32_t t = json_first(j, array);

    while (t < end && !stopped(c)) {
        switch (j->tokens[t].type) {
        case JSON_NAME:
            t = is_list_name(c, t) ? t + 2 : j->tokens[t + 1].next;
            break;
        case JSON_OBJECT:
            check_condition(c, t);
            t++;
            break;
        default:
            report(c, RULE_KV_POLICY_CONDITION, at_value(c, t), 0,
                   "a condition is {}; expected an object", ARGS(A_VALUE(c, t)));
            t = j->tokens[t].next;
            break;
        }
    }
}

/* ---- authorities ---- */

static bool is_https(struct span url)
{
    struct span scheme = span_str("https://");

    return url.len > scheme.len && span_eq_nocase(span_of(url.ptr, scheme.len), scheme) &&
           url.ptr[scheme.len] != '/' && memchr(url.ptr, ' ', url.len) == NULL;
}

static void check_authority(struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = json_here(c);
    const struct value *name, *any, *all;
    struct object o;

    if (j->tokens[token].type != JSON_OBJECT) {
        report(c, RULE_KV_POLICY_AUTHORITY, at_value(c, token), 0,
               "an authority is {}; expected an object", ARGS(A_VALUE(c, token)));
        return;
    }
    object_read(&o, j, &c->scratch, token, SHAPE_AUTHORITY, false);
    check_object(c, &o);
    name = object_value(&o, AUTHORITY_AUTHORITY);
    if (value_ok(name) && !is_https(token_text(j, &c->scratch, name->token)))
        report(c, RULE_KV_POLICY_AUTHORITY, at_value(c, name->token), 0,
               "authority is {}; expected the https URL of an attestation service",
               ARGS(A_VALUE(c, name->token)));
    any = object_value(&o, AUTHORITY_ANY_OF);
    all = object_value(&o, AUTHORITY_ALL_OF);
    check_one_list(c, token, any, all);
    if (value_ok(any))
        check_conditions(c, any->token);
    if (value_ok(all))
        check_conditions(c, all->token);
}

/* ---- the policy ---- */

/* Wrong for every service; a Managed HSM refuses it, the vaults' answer is not known. */
static void wrong_version(struct kvjwk_checker *c, uint32_t at, bool refused, const char *format,
                          const struct arg *args)
{
    kvjwk_severity severity = c->model.returned ? KVJWK_WARNING : KVJWK_ERROR;

    if (!refused || c->service != SERVICE_HSM)
        report_as(c, RULE_KV_POLICY_VERSION, KVJWK_WARNING, at_value(c, at), 0, format, args);
    if (refused)
        report_as(c, RULE_KV_POLICY_VERSION, severity, at_value(c, at), SERVICE_HSM, format, args);
}

/* expected.def has what became of "1.0". */
static void check_version(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *v = object_value(o, POLICY_VERSION);
    const char *wanted = facts_expected(EXPECT_POLICY_VERSION);
    bool refused = c->api >= API_7_4P1;
    struct span text;

    if (!value_there(v)) {
        wrong_version(c, o->token, true, "the policy has no version; expected \"{}\"",
                      ARGS(A_STR(wanted)));
        return;
    }
    text = token_text(json_here(c), &c->scratch, v->token);
    if (!value_ok(v) || span_is(text, wanted))
        return;
    if (span_is(text, facts_expected(EXPECT_POLICY_VERSION_SHORT)))
        wrong_version(c, v->token, refused,
                      refused ? "version is {}, which a Managed HSM refuses as missing; expected "
                                "\"{}\""
                              : "version is {}, which a Managed HSM refuses from API 7.4-preview.1 "
                                "on; expected \"{}\"",
                      ARGS(A_VALUE(c, v->token), A_STR(wanted)));
    else
        report(c, RULE_KV_POLICY_VERSION, at_value(c, v->token), 0,
               "version is {}; expected \"{}\"", ARGS(A_VALUE(c, v->token), A_STR(wanted)));
}

static void check_authorities(struct kvjwk_checker *c, const struct object *o)
{
    const struct json *j = json_here(c);
    const struct value *list = object_value(o, POLICY_ANY_OF);
    uint32_t all = member_named(c, o->token, "allOf");

    if (all != JSON_NONE)
        report(c, RULE_KV_POLICY_AUTHORITIES, at_name(c, all), 0,
               "the outermost list is allOf; expected anyOf: one authority is enough", NO_ARGS);
    else if (!value_there(list) || (value_ok(list) && j->tokens[list->token].count == 0))
        report(c, RULE_KV_POLICY_AUTHORITIES,
               at_value(c, value_there(list) ? list->token : o->token), 0,
               "the policy names no authority; expected at least one in anyOf", NO_ARGS);
    if (!value_ok(list))
        return;
    for (uint32_t t = json_first(j, list->token); t < j->tokens[list->token].next;
         t = j->tokens[t].next)
        check_authority(c, t);
}

void check_policy(struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = json_here(c);
    struct object o;

    if (j->tokens[token].type != JSON_OBJECT) {
        report(c, RULE_KV_POLICY_JSON, at_value(c, token), 0,
               "the policy is {}; expected a JSON object", ARGS(A_VALUE(c, token)));
        return;
    }
    if (member_named(c, token, "lifetimeActions") != JSON_NONE) {
        report(c, RULE_KV_POLICY_ROTATION, at_value(c, token), 0,
               "a rotation policy stands in place of the release policy", NO_ARGS);
        return;
    }
    object_read(&o, j, &c->scratch, token, SHAPE_POLICY, false);
    if (c->nested.open || c->model.kind != KIND_RELEASE_POLICY)
        check_object(c, &o); /* otherwise done with the members of the subject */
    check_version(c, &o);
    check_authorities(c, &o);
}
