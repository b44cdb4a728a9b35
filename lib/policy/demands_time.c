// SPDX-License-Identifier: MIT
/* What a policy file demands of the life of a key: its end, its length, its rotation. Durations are
 * added by the calendar: two years from 1 March 2026 end on 1 March 2028, 731 days later. */
#include "policy/demands.h"

/* ---- begin and end ---- */

/* nbf, without one created; a key that is about to be made begins now. */
static bool begin_of(const struct demanding *d, int64_t *begin)
{
    kvjwk_said nbf = kvjwk_key_said(d->key, "nbf"), created = kvjwk_key_said(d->key, "created");

    if (nbf.told == KVJWK_TOLD) {
        *begin = nbf.number;
        return true;
    }
    if (created.told == KVJWK_TOLD) {
        *begin = created.number;
        return nbf.told == KVJWK_ABSENT;
    }
    *begin = d->run->now;
    return d->run->has_now && key_is_new(d->key);
}

static void check_expiry(const struct demanding *d, const kvjwk_said *exp)
{
    if (!demanded(d->demands, DEMAND(EXPIRY)) || !d->demands->expiry)
        return;
    if (exp->told == KVJWK_UNTOLD)
        demand_untold(d, "policy-expiry", NULL, "whether the key has an exp");
    else if (exp->told == KVJWK_ABSENT)
        demand_fail(d, "policy-expiry", KVJWK_FAIL, NULL,
                    "the key has no exp; the policy demands one", NO_ARGS);
}

static void check_validity(const struct demanding *d, const kvjwk_said *exp)
{
    int64_t begin, last;

    if (!demanded(d->demands, DEMAND(MAX_VALIDITY)))
        return;
    if (exp->told == KVJWK_UNTOLD) {
        demand_untold(d, "policy-validity", NULL, "whether the key has an exp");
    } else if (exp->told == KVJWK_ABSENT) {
        if (!d->demands->expiry) /* otherwise that is said already */
            demand_fail(d, "policy-validity", KVJWK_FAIL, NULL,
                        "the key has no exp; the policy allows a life of {}",
                        ARGS(A_STR(d->demands->max_validity_text)));
    } else if (!begin_of(d, &begin)) {
        demand_untold(d, "policy-validity", "exp", "when the key's life begins");
    } else if (duration_shift(&last, begin, &d->demands->max_validity, false) &&
               exp->number > last) {
        demand_fail(d, "policy-validity", KVJWK_FAIL, "exp",
                    "exp is {}; {} after {} is {}, and the policy allows no more",
                    ARGS(A_DATE(exp->number), A_STR(d->demands->max_validity_text), A_DATE(begin),
                         A_DATE(last)));
    }
}

void demand_times(const struct demanding *d)
{
    kvjwk_said exp = kvjwk_key_said(d->key, "exp");

    check_expiry(d, &exp);
    check_validity(d, &exp);
}

/* ---- rotation ---- */

/* When a version made at begin is rotated. False: that cannot be told. */
static bool rotation_of(const kvjwk_rotation *rotation, int64_t begin, int64_t *time)
{
    *time = begin;
    if (rotation->rotate_after.told == KVJWK_TOLD)
        return shift_by(time, &rotation->rotate_after, false);
    return shift_by(time, &rotation->expiry, false) &&
           shift_by(time, &rotation->rotate_before, true);
}

static void check_interval(const struct demanding *d, const kvjwk_rotation *rotation)
{
    int64_t begin = d->run->now, time, last;

    if (!d->demands->has_interval)
        return;
    if (!d->run->has_now || !rotation_of(rotation, begin, &time)) {
        demand_untold(d, "policy-rotation", "lifetimeActions", "when the key is rotated");
        return;
    }
    if (duration_shift(&last, begin, &d->demands->max_interval, false) && time > last)
        demand_fail(
            d, "policy-rotation", KVJWK_FAIL, "lifetimeActions",
            "a version made on {} is rotated on {}; the policy allows {}, until {}",
            ARGS(A_DATE(begin), A_DATE(time), A_STR(d->demands->max_interval_text), A_DATE(last)));
}

static void check_notice(const struct demanding *d, const kvjwk_rotation *rotation)
{
    int64_t notice = d->run->now, least = d->run->now;

    if (!d->demands->has_notice)
        return;
    if (rotation->notify_before.told == KVJWK_ABSENT)
        demand_fail(
            d, "policy-rotation", KVJWK_FAIL, "lifetimeActions",
            "nobody is notified before the expiry; the policy demands a Notify {} before it",
            ARGS(A_STR(d->demands->min_notice_text)));
    else if (!shift_by(&notice, &rotation->notify_before, false) ||
             !duration_shift(&least, least, &d->demands->min_notice, false))
        demand_untold(d, "policy-rotation", "lifetimeActions", "when somebody is notified");
    else if (notice < least)
        demand_fail(
            d, "policy-rotation", KVJWK_FAIL, "lifetimeActions",
            "the notice comes {} before the expiry; the policy demands {}",
            ARGS(A_TEXT(span_of(rotation->notify_before.text, rotation->notify_before.length)),
                 A_STR(d->demands->min_notice_text)));
}

/* New versions live as long as the rotation policy says. */
static void check_new_versions(const struct demanding *d, const kvjwk_rotation *rotation)
{
    int64_t end = d->run->now, last;

    if (!demanded(d->demands, DEMAND(MAX_VALIDITY)) || !d->run->has_now ||
        !shift_by(&end, &rotation->expiry, false) ||
        !duration_shift(&last, d->run->now, &d->demands->max_validity, false) || end <= last)
        return;
    demand_fail(d, "policy-validity", KVJWK_FAIL, "attributes/expiryTime",
                "new versions live for {}; the policy allows {}",
                ARGS(A_TEXT(span_of(rotation->expiry.text, rotation->expiry.length)),
                     A_STR(d->demands->max_validity_text)));
}

void demand_rotation(const struct demanding *d)
{
    kvjwk_rotation rotation = kvjwk_key_rotation(d->key);
    bool rotates =
        rotation.rotate_after.told != KVJWK_ABSENT || rotation.rotate_before.told != KVJWK_ABSENT;

    if (rotation.told == KVJWK_TOLD)
        check_new_versions(d, &rotation);
    if (!demanded(d->demands, DEMAND(ROTATION)))
        return;
    if (rotation.told == KVJWK_UNTOLD) {
        demand_untold(d, "policy-rotation", NULL, "the key's rotation policy");
        return;
    }
    if (rotates)
        check_interval(d, &rotation);
    else if (d->demands->rotation_required || d->demands->has_interval)
        demand_fail(d, "policy-rotation", KVJWK_FAIL, "lifetimeActions",
                    "the key is never rotated; the policy demands it", NO_ARGS);
    check_notice(d, &rotation);
}
