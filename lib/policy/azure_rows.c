// SPDX-License-Identifier: MIT
/* The built-in definitions: rows of azure_policy.def, and what each of their tests asks of a key.
 */
#include "policy/policy.h"

#define SERVICE_VAULT false
#define SERVICE_HSM true
#define FOLDER "Azure/azure-policy, built-in-policies/policyDefinitions/Key Vault/"
#define RULE_ID_POLICY_AZURE_EXPIRATION "policy-azure-expiration"
#define RULE_ID_POLICY_AZURE_EXPIRES_SOON "policy-azure-expires-soon"
#define RULE_ID_POLICY_AZURE_VALIDITY "policy-azure-validity"
#define RULE_ID_POLICY_AZURE_ACTIVE "policy-azure-active"
#define RULE_ID_POLICY_AZURE_ROTATION "policy-azure-rotation"
#define RULE_ID_POLICY_AZURE_HSM "policy-azure-hsm"
#define RULE_ID_POLICY_AZURE_TYPE "policy-azure-type"
#define RULE_ID_POLICY_AZURE_CURVE "policy-azure-curve"
#define RULE_ID_POLICY_AZURE_RSA_SIZE "policy-azure-rsa-size"
#define RULE_ID_POLICY_AZURE_OCT_SIZE "policy-azure-oct-size"

static const kvjwk_azure_policy rows[AZURE_COUNT] = {
#define AZURE_POLICY(id, guid, version, service, title, rule, test, effects, parameter, value,     \
                     allowed, file)                                                                \
    {guid,      version, title,   SERVICE_##service, effects,                                      \
     parameter, value,   allowed, RULE_ID_##rule,    FOLDER file ", 2026-04-29"},
#include "facts/azure_policy.def"
#undef AZURE_POLICY
};

static const uint8_t tests[AZURE_COUNT] = {
#define AZURE_POLICY(id, guid, version, service, title, rule, test, effects, parameter, value,     \
                     allowed, file)                                                                \
    AZURE_##test,
#include "facts/azure_policy.def"
#undef AZURE_POLICY
};

const kvjwk_azure_policy *kvjwk_azure_policy_at(size_t i)
{
    return i < AZURE_COUNT ? &rows[i] : NULL;
}

enum azure_test azure_test_of(const kvjwk_azure_policy *row)
{
    return (enum azure_test)tests[row - rows];
}

const kvjwk_azure_policy *azure_row_find(const char *guid)
{
    for (size_t i = 0; i < AZURE_COUNT; i++)
        if (same_text(rows[i].guid, guid))
            return &rows[i];
    return NULL;
}

const char *azure_known_guid(void *ctx, size_t i)
{
    (void)ctx;
    return i < AZURE_COUNT ? rows[i].guid : NULL;
}

const char *azure_row_member(const kvjwk_azure_policy *row)
{
    switch (azure_test_of(row)) {
    case AZURE_NOT_HSM:
    case AZURE_TYPE:
        return "kty";
    case AZURE_CURVE:
        return "crv";
    case AZURE_RSA_SIZE:
        return "n";
    case AZURE_OCT_SIZE:
        return "key_size";
    case AZURE_ROTATION:
        return "lifetimeActions";
    case AZURE_ACTIVE:
        return "created";
    default:
        return "exp";
    }
}

/* ---- tests ---- */

struct judging {
    const struct azure_assignment *assignment;
    const struct azure_key *key;
    struct buf *reason;
};

static enum azure_outcome say(const struct judging *j, enum azure_outcome outcome,
                              const char *format, const struct arg *args)
{
    message_format(j->reason, format, args);
    return outcome;
}

static enum azure_outcome unsure(const struct judging *j, const char *what)
{
    return say(j, AZURE_UNSURE, "the document does not tell {}", ARGS(A_STR(what)));
}

static const struct azure_fact *fact(const struct judging *j, enum azure_field field)
{
    return &j->key->facts[field];
}

#define DAYS(n) ((n)*INT64_C(86400))

static enum azure_outcome judge_no_expiry(const struct judging *j)
{
    if (fact(j, FIELD_EXPIRES)->kind == AZURE_UNTOLD)
        return unsure(j, "whether it has an exp");
    if (fact(j, FIELD_EXPIRES)->kind == AZURE_ABSENT)
        return say(j, AZURE_YES, "it has no exp", NO_ARGS);
    return AZURE_NO;
}

static enum azure_outcome judge_expires_within(const struct judging *j)
{
    const struct azure_fact *expires = fact(j, FIELD_EXPIRES);
    int64_t days = j->assignment->number;

    if (expires->kind == AZURE_UNTOLD)
        return unsure(j, "whether it has an exp");
    if (expires->kind == AZURE_ABSENT)
        return AZURE_NO;
    if (!j->key->has_now)
        return unsure(j, "the date to judge by");
    if (expires->number >= j->key->now + DAYS(days))
        return AZURE_NO;
    return say(j, AZURE_YES, "exp is {}, less than {} days ahead",
               ARGS(A_DATE(expires->number), A_NUM((uint64_t)days)));
}

static enum azure_outcome judge_validity(const struct judging *j)
{
    const struct azure_fact *expires = fact(j, FIELD_EXPIRES), *created = fact(j, FIELD_CREATED);
    int64_t days = j->assignment->number;

    if (expires->kind != AZURE_TIME)
        return judge_no_expiry(j);
    if (created->kind != AZURE_TIME)
        return unsure(j, "when it was created");
    if (expires->number <= created->number + DAYS(days))
        return AZURE_NO;
    return say(j, AZURE_YES, "exp is {}, more than {} days after {}, {}",
               ARGS(A_DATE(expires->number), A_NUM((uint64_t)days), A_DATE(created->number),
                    A_STR(j->key->created_now ? "the day it is created" : "when it was created")));
}

static enum azure_outcome judge_active(const struct judging *j)
{
    const struct azure_fact *from = fact(j, FIELD_NOT_BEFORE);
    int64_t days = j->assignment->number;

    if (from->kind == AZURE_UNTOLD)
        return unsure(j, "whether it has an nbf");
    if (from->kind == AZURE_ABSENT)
        from = fact(j, FIELD_CREATED);
    if (from->kind != AZURE_TIME)
        return unsure(j, "when it was created");
    if (!j->key->has_now)
        return unsure(j, "the date to judge by");
    if (j->key->now <= from->number + DAYS(days))
        return AZURE_NO;
    return say(j, AZURE_YES, "it has been active since {}, longer than {} days",
               ARGS(A_DATE(from->number), A_NUM((uint64_t)days)));
}

static enum azure_outcome judge_rotation(const struct judging *j)
{
    const struct azure_fact *rotation = fact(j, FIELD_ROTATION), *created = fact(j, FIELD_CREATED);
    int64_t days = j->assignment->number;

    if (rotation->kind == AZURE_UNTOLD)
        return unsure(j, "its rotation policy");
    if (rotation->kind == AZURE_ABSENT)
        return say(j, AZURE_YES, "no rotation is scheduled", NO_ARGS);
    if (created->kind != AZURE_TIME)
        return unsure(j, "when it was created");
    if (rotation->number <= created->number + DAYS(days))
        return AZURE_NO;
    return say(j, AZURE_YES, "it is rotated on {}, more than {} days after {}",
               ARGS(A_DATE(rotation->number), A_NUM((uint64_t)days), A_DATE(created->number)));
}

static bool in_list(const json_t *list, struct span text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);

        if (span_eq_nocase(span_of(json_string_value(item), json_string_length(item)), text))
            return true;
    }
    return false;
}

static bool is_type(const struct azure_fact *type, const char *a, const char *b)
{
    return type->kind == AZURE_TEXT && (span_eq_nocase(type->text, span_str(a)) ||
                                        (b != NULL && span_eq_nocase(type->text, span_str(b))));
}

static enum azure_outcome judge_type(const struct judging *j, bool listed)
{
    const struct azure_fact *type = fact(j, FIELD_KEY_TYPE);

    if (type->kind == AZURE_UNTOLD)
        return unsure(j, "its type");
    if (type->kind == AZURE_TEXT &&
        (listed ? in_list(j->assignment->list, type->text) : is_type(type, "RSA-HSM", "EC-HSM")))
        return AZURE_NO;
    if (type->kind == AZURE_ABSENT)
        return say(j, AZURE_YES, "it has no type", NO_ARGS);
    return say(j, AZURE_YES,
               listed ? "its type {} is not in the list"
                      : "its type {} is neither RSA-HSM nor EC-HSM",
               ARGS(A_TEXT(type->text)));
}

/* A curve that is in every list anyhow does not matter when the type is not known, but none is. */
static enum azure_outcome judge_curve(const struct judging *j)
{
    const struct azure_fact *type = fact(j, FIELD_KEY_TYPE), *curve = fact(j, FIELD_CURVE);

    if (type->kind == AZURE_UNTOLD)
        return unsure(j, "its type");
    if (!is_type(type, "EC", "EC-HSM"))
        return AZURE_NO;
    if (curve->kind == AZURE_UNTOLD)
        return unsure(j, "its curve");
    if (curve->kind == AZURE_TEXT && in_list(j->assignment->list, curve->text))
        return AZURE_NO;
    if (curve->kind == AZURE_ABSENT)
        return say(j, AZURE_YES, "it has no curve", NO_ARGS);
    return say(j, AZURE_YES, "its curve {} is not in the list", ARGS(A_TEXT(curve->text)));
}

static enum azure_outcome judge_size(const struct judging *j, const char *type_a,
                                     const char *type_b)
{
    const struct azure_fact *type = fact(j, FIELD_KEY_TYPE), *size = fact(j, FIELD_KEY_SIZE);
    int64_t least = j->assignment->number;

    if (type->kind == AZURE_UNTOLD)
        return unsure(j, "its type");
    if (!is_type(type, type_a, type_b))
        return AZURE_NO;
    if (size->kind != AZURE_NUMBER)
        return unsure(j, "its size");
    if (size->number >= least)
        return AZURE_NO;
    return say(j, AZURE_YES, "it has {} bits, less than {}",
               ARGS(A_NUM((uint64_t)size->number), A_NUM((uint64_t)least)));
}

enum azure_outcome azure_row_judge(const struct azure_assignment *a, const struct azure_key *key,
                                   char reason[AZURE_REASON])
{
    struct buf b;
    const struct judging j = {a, key, &b};

    buf_init(&b, reason, AZURE_REASON);
    switch (azure_test_of(a->row)) {
    case AZURE_NO_EXPIRY:
        return judge_no_expiry(&j);
    case AZURE_EXPIRES_WITHIN:
        return judge_expires_within(&j);
    case AZURE_VALIDITY:
        return judge_validity(&j);
    case AZURE_ACTIVE:
        return judge_active(&j);
    case AZURE_ROTATION:
        return judge_rotation(&j);
    case AZURE_NOT_HSM:
        return judge_type(&j, false);
    case AZURE_TYPE:
        return judge_type(&j, true);
    case AZURE_CURVE:
        return judge_curve(&j);
    case AZURE_RSA_SIZE:
        return judge_size(&j, "RSA", "RSA-HSM");
    case AZURE_OCT_SIZE:
        break;
    }
    return judge_size(&j, "oct-HSM", NULL);
}
