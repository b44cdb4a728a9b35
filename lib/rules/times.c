// SPDX-License-Identifier: MIT
/* Times of a key: whether each is a time at all, how they lie to each other, and what works now. */
#include "rules/kv.h"

#include "text/duration.h"

/* 13 digits: the year 2001 in milliseconds, 33658 in seconds. */
#define MILLISECONDS INT64_C(1000000000000)
#define INT32_LAST INT64_C(2147483647) /* 2038-01-19T03:14:07Z */
#define LEEWAY 300                     /* clocks differ; the service too allows minutes */

/* Azure CLI: "2026-03-31T12:54:56+00:00". */
static bool read_iso(struct kvjwk_checker *c, const char *name, uint32_t token, int64_t *out)
{
    size_t at;

    if (date_parse(out, &at, token_text(&c->json, &c->scratch, token)))
        return true;
    report(c, RULE_KV_TIME_FORMAT, at_text(c, token, at, 1), 0,
           "{} is {}; expected a time like 2026-03-31T12:54:56+00:00",
           ARGS(A_STR(name), A_VALUE(c, token)));
    return false;
}

static bool read_seconds(struct kvjwk_checker *c, const char *name, uint32_t token, int64_t *out)
{
    if (c->json.tokens[token].type == JSON_STRING)
        return read_iso(c, name, token, out);
    if (json_int64(&c->json, token, out) == JSON_INT_OK)
        return true;
    report(c, RULE_KV_TIME_VALUE, at_value(c, token), 0,
           "{} is {}; expected whole seconds since 1970", ARGS(A_STR(name), A_VALUE(c, token)));
    return false;
}

static bool is_reasonable(struct kvjwk_checker *c, const char *name, uint32_t token, int64_t at)
{
    if (at < 0)
        report(c, RULE_KV_TIME_VALUE, at_value(c, token), 0,
               "{} is {}, before 1970; a client that counts in 32 bits writes times after 2038 so",
               ARGS(A_STR(name), A_INT(at)));
    else if (at >= MILLISECONDS)
        report(c, RULE_KV_TIME_UNIT, at_value(c, token), 0,
               "{} is {}: in milliseconds that is {}; expected seconds",
               ARGS(A_STR(name), A_INT(at), A_DATE(at / 1000)));
    else if (at > INT32_LAST && c->json.tokens[token].type == JSON_NUMBER)
        report(c, RULE_KV_TIME_2038, at_value(c, token), 0,
               "{} is {}, after 2038-01-19; a client that counts in 32 bits turns it negative",
               ARGS(A_STR(name), A_DATE(at)));
    return at >= 0 && at < MILLISECONDS;
}

struct instant read_instant(struct kvjwk_checker *c, const struct object *o, unsigned member)
{
    const struct value *v = object_value(o, member);
    struct instant out = {0, v->token, false};
    const char *name;

    if (!value_ok(v))
        return out;
    name = facts_member_name((enum shape_id)o->shape, member, o->az);
    out.known =
        read_seconds(c, name, v->token, &out.at) && is_reasonable(c, name, v->token, out.at);
    return out;
}

#define STILL_WORKING "decrypt, unwrapKey, verify and release still work; the rest does not"

/* Key Vault, key attributes, 2026-05-21: valid from nbf on and before exp. */
static void check_now(struct kvjwk_checker *c, const struct instant *nbf, const struct instant *exp)
{
    if (!c->options.has_now) {
        if (exp->known)
            report_unknown(c, RULE_KV_EXPIRED, at_value(c, exp->token), 0,
                           "the key expires on {}; whether that is past needs a date to judge by",
                           ARGS(A_DATE(exp->at)));
        else if (nbf->known)
            report_unknown(
                c, RULE_KV_NOT_YET_VALID, at_value(c, nbf->token), 0,
                "the key is valid from {} on; whether that is past needs a date to judge "
                "by",
                ARGS(A_DATE(nbf->at)));
        return;
    }
    if (exp->known && c->options.now >= exp->at)
        report(c, RULE_KV_EXPIRED, at_value(c, exp->token), 0,
               "the key expired on {}; " STILL_WORKING, ARGS(A_DATE(exp->at)));
    if (nbf->known && c->options.now < nbf->at)
        report(c, RULE_KV_NOT_YET_VALID, at_value(c, nbf->token), 0,
               "the key is valid from {} on; until then " STILL_WORKING, ARGS(A_DATE(nbf->at)));
}

static void check_window(struct kvjwk_checker *c)
{
    struct instant nbf = read_instant(c, &c->model.attributes, ATTRIBUTES_NBF);
    struct instant exp = read_instant(c, &c->model.attributes, ATTRIBUTES_EXP);

    if (nbf.known && exp.known && exp.at <= nbf.at)
        report(c, RULE_KV_TIME_ORDER, at_value(c, exp.token), 0,
               "the key expires on {}, not after {}, from when it is valid",
               ARGS(A_DATE(exp.at), A_DATE(nbf.at)));
    if (nbf.known || exp.known)
        check_now(c, &nbf, &exp);
}

static void check_history(struct kvjwk_checker *c)
{
    struct instant created = read_instant(c, &c->model.attributes, ATTRIBUTES_CREATED);
    struct instant updated = read_instant(c, &c->model.attributes, ATTRIBUTES_UPDATED);

    if (created.known && updated.known && updated.at < created.at)
        report(c, RULE_KV_TIME_CREATED, at_value(c, updated.token), 0,
               "updated on {}, before it was created on {}",
               ARGS(A_DATE(updated.at), A_DATE(created.at)));
    if (!c->options.has_now)
        return;
    if (created.known && created.at > c->options.now + LEEWAY)
        report(c, RULE_KV_TIME_FUTURE, at_value(c, created.token), 0,
               "created on {}, after {}, the date to judge by",
               ARGS(A_DATE(created.at), A_DATE(c->options.now)));
}

static void check_deletion(struct kvjwk_checker *c)
{
    const struct object *o = &c->model.outer;
    bool item = object_is(o) && o->shape == SHAPE_ITEM;
    struct instant deleted, purged;

    if (!item && !(object_is(o) && o->shape == SHAPE_BUNDLE))
        return;
    deleted = read_instant(c, o, item ? ITEM_DELETED_DATE : BUNDLE_DELETED_DATE);
    purged = read_instant(c, o, item ? ITEM_SCHEDULED_PURGE_DATE : BUNDLE_SCHEDULED_PURGE_DATE);
    if (deleted.known && purged.known && purged.at < deleted.at)
        report(c, RULE_KV_TIME_DELETED, at_value(c, purged.token), 0,
               "the purge is scheduled for {}, before the deletion on {}",
               ARGS(A_DATE(purged.at), A_DATE(deleted.at)));
}

void check_times(struct kvjwk_checker *c)
{
    if (object_is(&c->model.attributes)) {
        check_window(c);
        check_history(c);
    }
    check_deletion(c);
}
