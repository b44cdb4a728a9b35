// SPDX-License-Identifier: MIT
/* What a report asks of every key, answered for one. */
#include "regimes/tables.h"

static kvjwk_met met(bool yes)
{
    return yes ? KVJWK_MET_YES : KVJWK_MET_NO;
}

static kvjwk_met conforms(const struct assessing *a)
{
    switch (a->key->verdict) {
    case KVJWK_VERDICT_PASS:
        return KVJWK_MET_YES;
    case KVJWK_VERDICT_FAIL:
        return KVJWK_MET_NO;
    case KVJWK_VERDICT_UNKNOWN:
        break;
    }
    return KVJWK_MET_UNKNOWN;
}

static kvjwk_met strength(const struct assessing *a)
{
    if (a->out->strength > 0)
        return met(a->out->strength >= 112);
    return a->bits > 0 && a->base != NULL && strcmp(a->base, "RSA") == 0 ? met(a->bits >= 2048)
                                                                         : KVJWK_MET_UNKNOWN;
}

static kvjwk_met in_time(const struct assessing *a)
{
    if (a->out->life.state == KVJWK_STATE_SUSPENDED)
        return KVJWK_MET_NOT_APPLICABLE;
    if (a->out->life.exp.told == KVJWK_UNTOLD)
        return KVJWK_MET_UNKNOWN;
    return met(a->out->life.state != KVJWK_STATE_DEACTIVATED);
}

static kvjwk_met validated(const struct assessing *a)
{
    if (a->out->validation == NULL)
        return KVJWK_MET_UNKNOWN;
    return met(strcmp(a->out->validation->state, "active") == 0);
}

static kvjwk_met curve(const struct assessing *a)
{
    if (a->base != NULL && strcmp(a->base, "EC") != 0)
        return KVJWK_MET_NOT_APPLICABLE;
    return a->curve == NULL ? KVJWK_MET_UNKNOWN : met(strcmp(a->curve, "P-256K") != 0);
}

static kvjwk_met period(const struct assessing *a)
{
    const kvjwk_life *life = &a->out->life;

    if (life->state == KVJWK_STATE_SUSPENDED || life->state == KVJWK_STATE_DEACTIVATED)
        return KVJWK_MET_NOT_APPLICABLE; /* it protects nothing new */
    return life->has_period_end ? met(a->options->as_of < life->period_end) : KVJWK_MET_UNKNOWN;
}

static kvjwk_met separate(const struct assessing *a)
{
    if (!a->out->uses_told)
        return KVJWK_MET_UNKNOWN;
    return met(a->out->uses != (KVJWK_SIGNS | KVJWK_ENCRYPTS));
}

static kvjwk_met expiry(const struct assessing *a)
{
    if (a->out->life.exp.told == KVJWK_UNTOLD)
        return KVJWK_MET_UNKNOWN;
    return met(a->out->life.exp.told == KVJWK_TOLD);
}

/* A policy is another document, which an inventory need not have. */
static kvjwk_met rotation(const struct assessing *a)
{
    kvjwk_rotation policy = rotation_of(a);

    if (policy.told != KVJWK_TOLD)
        return KVJWK_MET_UNKNOWN;
    return met(policy.rotate_after.told == KVJWK_TOLD || policy.rotate_before.told == KVJWK_TOLD);
}

static kvjwk_met hardware(const struct assessing *a)
{
    if (a->out->protection != NULL)
        return met(is_hardware(a->out->protection));
    return a->key->kty != NULL && a->key->kty->hsm ? KVJWK_MET_YES : KVJWK_MET_UNKNOWN;
}

static kvjwk_met rsa_size(const struct assessing *a)
{
    if (a->base != NULL && strcmp(a->base, "RSA") != 0)
        return KVJWK_MET_NOT_APPLICABLE;
    return a->bits == 0 ? KVJWK_MET_UNKNOWN : met(a->bits >= 3072);
}

static kvjwk_met purge(const struct assessing *a)
{
    static const char word[] = "Purgeable";
    kvjwk_said level = kvjwk_key_said(a->key, "recoveryLevel");

    if (level.told != KVJWK_TOLD || level.text == NULL)
        return KVJWK_MET_UNKNOWN;
    for (size_t i = 0; i + sizeof(word) - 1 <= level.length; i++)
        if (memcmp(level.text + i, word, sizeof(word) - 1) == 0)
            return KVJWK_MET_NO;
    return KVJWK_MET_YES;
}

void assess_criteria(const struct assessing *a)
{
    static kvjwk_met (*const answers[CRITERION_COUNT])(const struct assessing *) = {
        [CRITERION_CONFORMS] = conforms, [CRITERION_STRENGTH] = strength,
        [CRITERION_IN_TIME] = in_time,   [CRITERION_FIPS_ACTIVE] = validated,
        [CRITERION_CURVE] = curve,       [CRITERION_PERIOD] = period,
        [CRITERION_SEPARATE] = separate, [CRITERION_EXPIRY] = expiry,
        [CRITERION_ROTATION] = rotation, [CRITERION_HSM] = hardware,
        [CRITERION_RSA_SIZE] = rsa_size, [CRITERION_PURGE] = purge};

    for (size_t i = 0; i < CRITERION_COUNT; i++)
        a->out->criteria[i] = answers[i](a);
}
