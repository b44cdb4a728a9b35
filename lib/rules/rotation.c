// SPDX-License-Identifier: MIT
/* A rotation policy: its durations, its actions, and what each service makes of them. */
#include "rules/kv.h"

#include "text/duration.h"

#define DAY INT64_C(86400)

/* A duration as the range of seconds that the calendar allows. */
struct length {
    int64_t min, max;
    uint32_t token;
    bool known;
};

static const char *const faults[] = {
    [DURATION_OK] = "",
    [DURATION_EMPTY] = "it is empty",
    [DURATION_NO_P] = "it does not begin with P",
    [DURATION_NO_VALUE] = "a number is missing",
    [DURATION_ORDER] = "a unit is repeated or out of order",
    [DURATION_UNIT] = "a unit is unknown, missing or in lower case",
    [DURATION_FRACTION] = "the service takes no fractions",
    [DURATION_NEGATIVE] = "it has a sign",
    [DURATION_RANGE] = "a number is too large",
};

static struct length read_length(struct kvjwk_checker *c, const struct object *o, unsigned member)
{
    const struct value *v = object_value(o, member);
    struct length out = {0, 0, value_there(v) ? v->token : JSON_NONE, false};
    enum duration_fault fault;
    struct duration d;
    size_t at;

    if (!value_ok(v))
        return out;
    fault = duration_parse(&d, &at, token_text(&c->json, &c->scratch, v->token));
    if (fault != DURATION_OK) {
        report(c, RULE_KV_ROTATION_DURATION, at_text(c, v->token, at, 1), 0,
               "{} is {}: {}; expected a duration like P90D or P18M",
               ARGS(A_STR(facts_member((enum shape_id)o->shape, member)->name),
                    A_VALUE(c, v->token), A_STR(faults[fault])));
        return out;
    }
    out.min = duration_min_seconds(&d);
    out.max = duration_max_seconds(&d);
    out.known = true;
    return out;
}

/* ---- expiryTime ---- */

static struct length check_expiry(struct kvjwk_checker *c, const struct object *attributes)
{
    struct length expiry = read_length(c, attributes, ROTATION_ATTRIBUTES_EXPIRY_TIME);
    uint64_t days = facts_limit(LIMIT_ROTATION_EXPIRY_DAYS);
    int64_t least = (int64_t)days * DAY;

    if (!expiry.known || expiry.min >= least)
        return expiry;
    if (expiry.max < least)
        report(c, RULE_KV_ROTATION_EXPIRY, at_value(c, expiry.token), 0,
               "expiryTime is {}; expected at least {} days",
               ARGS(A_VALUE(c, expiry.token), A_NUM(days)));
    else
        report_unknown(c, RULE_KV_ROTATION_EXPIRY, at_value(c, expiry.token), 0,
                       "expiryTime is {}, which may be less than {} days",
                       ARGS(A_VALUE(c, expiry.token), A_NUM(days)));
    return expiry;
}

/* ---- triggers ---- */

static const struct {
    uint8_t services;
    uint8_t limit;
    bool before_expiry; /* whether it also bounds timeBeforeExpiry */
} minima[] = {
    {SERVICE_VAULT, LIMIT_ROTATION_VAULT_DAYS, true},
    {SERVICE_HSM, LIMIT_ROTATION_HSM_DAYS, false},
};

static void check_minimum(struct kvjwk_checker *c, const struct length *trigger, bool before)
{
    for (size_t i = 0; i < ARRAY_LEN(minima); i++) {
        uint64_t days = facts_limit((enum limit_id)minima[i].limit);
        int64_t least = (int64_t)days * DAY;
        struct arg shown[] = {A_VALUE(c, trigger->token),
                              A_STR(holders(minima[i].services)),
                              A_NUM(days),
                              {.type = ARG_END}};

        if ((before && !minima[i].before_expiry) || trigger->min >= least)
            continue;
        if (trigger->max < least)
            report(c, RULE_KV_ROTATION_MINIMUM, at_value(c, trigger->token), minima[i].services,
                   "the trigger is {}; {} takes at least {} days", shown);
        else
            report_unknown(
                c, RULE_KV_ROTATION_MINIMUM, at_value(c, trigger->token), minima[i].services,
                "the trigger is {}; {} takes at least {} days, and it may be less", shown);
    }
}

/* The trigger must come before the expiry, in a Managed HSM 28 days at least after the creation. */
static void check_before(struct kvjwk_checker *c, const struct length *before,
                         const struct length *expiry, bool rotates)
{
    uint64_t days = facts_limit(LIMIT_ROTATION_HSM_DAYS);
    int64_t gap = (int64_t)days * DAY;
    struct where where = at_value(c, before->token);
    struct arg shown[] = {
        A_VALUE(c, before->token), A_VALUE(c, expiry->token), A_NUM(days), {.type = ARG_END}};

    if (before->min >= expiry->max)
        report(c, RULE_KV_ROTATION_BEFORE, where, 0,
               "timeBeforeExpiry is {}, not less than expiryTime {}", shown);
    else if (before->max >= expiry->min)
        report_unknown(c, RULE_KV_ROTATION_BEFORE, where, 0,
                       "timeBeforeExpiry is {}, which may be no less than expiryTime {}", shown);
    else if (!rotates || before->max + gap <= expiry->min)
        return;
    else if (before->min + gap > expiry->max)
        report(
            c, RULE_KV_ROTATION_BEFORE, where, SERVICE_HSM,
            "timeBeforeExpiry is {} of an expiryTime of {}: less than {} days after the creation",
            shown);
    else
        report_unknown(c, RULE_KV_ROTATION_BEFORE, where, SERVICE_HSM,
                       "timeBeforeExpiry is {} of an expiryTime of {}: it may be less than {} days "
                       "after the creation",
                       shown);
}

static void check_after(struct kvjwk_checker *c, const struct length *after,
                        const struct length *expiry)
{
    if (expiry->known && after->min >= expiry->max)
        report(c, RULE_KV_ROTATION_AFTER, at_value(c, after->token), 0,
               "timeAfterCreate is {}, but the key expires after {}: it is rotated too late",
               ARGS(A_VALUE(c, after->token), A_VALUE(c, expiry->token)));
}

/* The service itself adds a Notify to policies without expiryTime: it then counts from the exp that
 * a version may have. */
static void check_needs_expiry(struct kvjwk_checker *c, uint32_t token, bool rotates)
{
    report_as(c, RULE_KV_ROTATION_NEEDS_EXPIRY, rotates ? KVJWK_ERROR : KVJWK_WARNING,
              at_name(c, token), 0,
              "timeBeforeExpiry counts from an expiry, and there is no "
              "expiryTime; new versions never expire",
              NO_ARGS);
}

/* null, absent and "" are all no trigger. */
static bool is_set(const struct kvjwk_checker *c, const struct value *v)
{
    return value_there(v) && !(value_ok(v) && c->json.tokens[v->token].length == 0);
}

enum action { ACTION_UNKNOWN, ACTION_ROTATE, ACTION_NOTIFY };

static void check_one_trigger(struct kvjwk_checker *c, const struct object *trigger,
                              const struct length *expiry, enum action action)
{
    const struct value *after = object_value(trigger, TRIGGER_TIME_AFTER_CREATE);
    const struct value *before = object_value(trigger, TRIGGER_TIME_BEFORE_EXPIRY);
    struct length length;

    if (is_set(c, after)) {
        if (action == ACTION_NOTIFY)
            report(c, RULE_KV_ROTATION_NOTIFY, at_name(c, after->token), 0,
                   "Notify has timeAfterCreate; expected timeBeforeExpiry", NO_ARGS);
        length = read_length(c, trigger, TRIGGER_TIME_AFTER_CREATE);
        if (length.known) {
            check_minimum(c, &length, false);
            check_after(c, &length, expiry);
        }
        return;
    }
    length = read_length(c, trigger, TRIGGER_TIME_BEFORE_EXPIRY);
    if (expiry->token == JSON_NONE)
        check_needs_expiry(c, before->token, action != ACTION_NOTIFY);
    if (length.known)
        check_minimum(c, &length, true);
    if (length.known && expiry->known)
        check_before(c, &length, expiry, action != ACTION_NOTIFY);
}

static void check_trigger(struct kvjwk_checker *c, uint32_t item, const struct value *v,
                          const struct length *expiry, enum action action)
{
    struct object trigger;
    bool after, before;

    object_read(&trigger, &c->json, &c->scratch, object_at(v), SHAPE_TRIGGER, false);
    check_object(c, &trigger);
    if (value_there(v) && !object_is(&trigger))
        return; /* of a wrong type: reported with the members */
    after = is_set(c, object_value(&trigger, TRIGGER_TIME_AFTER_CREATE));
    before = is_set(c, object_value(&trigger, TRIGGER_TIME_BEFORE_EXPIRY));
    if (after == before)
        report(c, RULE_KV_ROTATION_TRIGGER, at_value(c, object_is(&trigger) ? v->token : item), 0,
               after ? "the action has two triggers; expected one of timeAfterCreate and "
                       "timeBeforeExpiry"
                     : "the action has no trigger; expected timeAfterCreate or timeBeforeExpiry",
               NO_ARGS);
    else
        check_one_trigger(c, &trigger, expiry, action);
}

/* ---- actions ---- */

static const struct {
    enum action action;
    enum expected_id name;
} actions[] = {{ACTION_ROTATE, EXPECT_ACTION_ROTATE}, {ACTION_NOTIFY, EXPECT_ACTION_NOTIFY}};

static enum action check_type(struct kvjwk_checker *c, uint32_t token)
{
    struct span text = token_text(&c->json, &c->scratch, token);

    for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
        const char *name = facts_expected(actions[i].name);

        if (!span_eq_nocase(text, span_str(name)))
            continue;
        if (!span_is(text, name))
            report(c, RULE_KV_ROTATION_CASE, at_value(c, token), 0,
                   "type is {}; the REST specification writes \"{}\"",
                   ARGS(A_VALUE(c, token), A_STR(name)));
        return actions[i].action;
    }
    report(c, RULE_KV_ROTATION_ACTION, at_value(c, token), 0,
           "type is {}; expected Rotate or Notify", ARGS(A_VALUE(c, token)));
    return ACTION_UNKNOWN;
}

static enum action check_action(struct kvjwk_checker *c, uint32_t item, const struct value *v)
{
    struct object action;
    const struct value *type;
    enum action out;

    object_read(&action, &c->json, &c->scratch, object_at(v), SHAPE_ACTION, false);
    check_object(c, &action);
    type = object_value(&action, ACTION_TYPE);
    if (!value_there(type)) {
        if (!value_there(v) || object_is(&action))
            report(c, RULE_KV_ROTATION_ACTION, at_value(c, item), 0,
                   "the action has no type; expected Rotate or Notify", NO_ARGS);
        return ACTION_UNKNOWN;
    }
    if (!value_ok(type))
        return ACTION_UNKNOWN;
    out = check_type(c, type->token);
    if (out == ACTION_NOTIFY)
        report(c, RULE_KV_ROTATION_NOTIFY_HSM, at_value(c, type->token), SERVICE_HSM,
               "a Managed HSM notifies nobody; it takes Rotate alone", NO_ARGS);
    return out;
}

static enum action check_item(struct kvjwk_checker *c, uint32_t item, const struct length *expiry)
{
    struct object o;
    enum action action;

    if (token_open(c, item))
        return ACTION_UNKNOWN;
    if (c->json.tokens[item].type != JSON_OBJECT) {
        report(c, RULE_KV_ROTATION_ACTION, at_value(c, item), 0,
               "an item of lifetimeActions is {}; expected an object", ARGS(A_VALUE(c, item)));
        return ACTION_UNKNOWN;
    }
    object_read(&o, &c->json, &c->scratch, item, SHAPE_LIFETIME_ACTION, false);
    check_object(c, &o);
    action = check_action(c, item, object_value(&o, LIFETIME_ACTION_ACTION));
    check_trigger(c, item, object_value(&o, LIFETIME_ACTION_TRIGGER), expiry, action);
    return action;
}

static void check_items(struct kvjwk_checker *c, uint32_t array, const struct length *expiry)
{
    uint64_t most = facts_limit(LIMIT_ROTATION_ACTIONS);
    unsigned seen[ACTION_NOTIFY + 1] = {0};

    if (c->json.tokens[array].count > most)
        report(c, RULE_KV_ROTATION_ACTIONS, at_value(c, array), 0,
               "the policy has {} actions; expected at most {}",
               ARGS(A_NUM(c->json.tokens[array].count), A_NUM(most)));
    for (uint32_t t = json_first(&c->json, array); t < c->json.tokens[array].next;
         t = c->json.tokens[t].next) {
        enum action action = check_item(c, t, expiry);

        if (action != ACTION_UNKNOWN && ++seen[action] == 2)
            report(c, RULE_KV_ROTATION_ACTIONS, at_value(c, t), 0,
                   "a second action of the type {}; expected one of each",
                   ARGS(A_STR(action == ACTION_ROTATE ? "Rotate" : "Notify")));
    }
}

/* ---- the policy ---- */

static void check_id(struct kvjwk_checker *c)
{
    static const struct identifier_form form = {
        EXPECT_COLLECTION_KEYS, EXPECT_TAIL_ROTATION, VERSION_NONE,
        "https://NAME.vault.azure.net/keys/KEY/rotationpolicy"};
    const struct value *id = object_value(&c->model.outer, ROTATION_ID);
    struct identifier parts;

    if (value_ok(id))
        check_identifier(c, id->token, &form, &parts);
}

void check_rotation(struct kvjwk_checker *c)
{
    const struct object *o = &c->model.outer;
    const struct value *items = object_value(o, ROTATION_LIFETIME_ACTIONS);
    struct object attributes;
    struct length expiry;
    bool no_action;

    if (c->model.not_object)
        return;
    object_read(&attributes, &c->json, &c->scratch, object_at(object_value(o, ROTATION_ATTRIBUTES)),
                SHAPE_ROTATION_ATTRIBUTES, false);
    check_object(c, &attributes);
    check_id(c);
    expiry = check_expiry(c, &attributes);
    if (value_open(object_value(o, ROTATION_ATTRIBUTES))) /* there may be one */
        expiry.token = object_value(o, ROTATION_ATTRIBUTES)->token;
    no_action = !value_there(items) || (value_ok(items) && c->json.tokens[items->token].count == 0);
    if (value_ok(items))
        check_items(c, items->token, &expiry);
    if (no_action && expiry.token == JSON_NONE)
        report(c, RULE_KV_ROTATION_EMPTY, at_value(c, o->token), 0,
               c->model.returned ? "the key has no rotation policy"
                                 : "the policy is empty: it removes the policy of the key",
               NO_ARGS);
    else if (no_action)
        report(c, RULE_KV_ROTATION_EMPTY, at_value(c, o->token), 0,
               "the policy has no action: new versions expire, and nothing makes them", NO_ARGS);
}
