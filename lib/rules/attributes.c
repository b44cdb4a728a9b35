// SPDX-License-Identifier: MIT
/* Attributes of a key beside its times: enabled, recovery, platform, size, attestation. */
#include "rules/kv.h"

#include "text/b64.h"

static const struct value *attribute(const struct kvjwk_checker *c, unsigned member)
{
    return object_value(&c->model.attributes, member);
}

static void check_enabled(struct kvjwk_checker *c)
{
    const struct value *v = attribute(c, ATTRIBUTES_ENABLED);

    if (value_ok(v) && c->json.tokens[v->token].type == JSON_FALSE)
        report(c, RULE_KV_DISABLED, at_value(c, v->token), 0,
               "the key is disabled: no operation works with it", NO_ARGS);
}

/* ---- recovery ---- */

static const struct recovery *find_level(struct span name, bool with_case)
{
    for (size_t i = 0; i < facts_recovery_count; i++)
        if (with_case ? span_is(name, facts_recovery[i].level)
                      : span_eq_nocase(name, span_str(facts_recovery[i].level)))
            return &facts_recovery[i];
    return NULL;
}

static const struct recovery *check_level(struct kvjwk_checker *c)
{
    const struct value *v = attribute(c, ATTRIBUTES_RECOVERY_LEVEL);
    const struct recovery *level, *like;
    struct span name;

    if (!value_ok(v))
        return NULL;
    name = model_text(&c->model, v);
    level = find_level(name, true);
    like = level == NULL ? find_level(name, false) : NULL;
    if (like != NULL)
        report(c, RULE_KV_RECOVERY_LEVEL, at_value(c, v->token), 0,
               "recoveryLevel is {}; expected \"{}\"",
               ARGS(A_VALUE(c, v->token), A_STR(like->level)));
    else if (level == NULL)
        report(c, RULE_KV_RECOVERY_LEVEL, at_value(c, v->token), 0,
               "recoveryLevel is {}, which is none of the seven levels",
               ARGS(A_VALUE(c, v->token)));
    return level != NULL ? level : like;
}

/* REST specification 7.1: 7 to 90 days while soft delete is on, otherwise 0. */
static bool check_days(struct kvjwk_checker *c, int64_t *days)
{
    const struct value *v = attribute(c, ATTRIBUTES_RECOVERABLE_DAYS);
    int64_t least = (int64_t)facts_limit(LIMIT_RECOVERABLE_DAYS_MIN);
    int64_t most = (int64_t)facts_limit(LIMIT_RECOVERABLE_DAYS_MAX);

    if (!value_ok(v))
        return false;
    if (json_int64(&c->json, v->token, days) != JSON_INT_OK || *days < 0 || *days > most ||
        (*days > 0 && *days < least)) {
        report(c, RULE_KV_RECOVERABLE_DAYS, at_value(c, v->token), 0,
               "recoverableDays is {}; expected {} to {}, or 0 without soft delete",
               ARGS(A_VALUE(c, v->token), A_INT(least), A_INT(most)));
        return false;
    }
    if (*days == 0)
        report(c, RULE_KV_RECOVERY_OFF, at_value(c, v->token), 0,
               "recoverableDays is 0: soft delete is off, a deleted key is gone at once", NO_ARGS);
    return true;
}

static void check_recovery(struct kvjwk_checker *c)
{
    const struct recovery *level = check_level(c);
    int64_t days;

    if (!check_days(c, &days) || level == NULL)
        return;
    if (days < level->least_days || days > level->most_days)
        report(c, RULE_KV_RECOVERY_MISMATCH,
               at_value(c, attribute(c, ATTRIBUTES_RECOVERABLE_DAYS)->token), 0,
               "recoverableDays is {}; {} has {} to {}",
               ARGS(A_INT(days), A_STR(level->level), A_NUM(level->least_days),
                    A_NUM(level->most_days)));
}

/* ---- platform ---- */

static void check_platform(struct kvjwk_checker *c)
{
    const struct value *v = attribute(c, ATTRIBUTES_HSM_PLATFORM);
    const kvjwk_kty *kty = facts_kty(c->model.held);
    const char *platform = hsm_platform_of(&c->model);

    if (!value_ok(v))
        return;
    if (platform == NULL)
        report(c, RULE_KV_HSM_PLATFORM, at_value(c, v->token), 0,
               "hsmPlatform is {}; expected \"0\", \"1\" or \"2\"", ARGS(A_VALUE(c, v->token)));
    if (services_of_kid(&c->model) == SERVICE_HSM)
        report(c, RULE_KV_HSM_PLATFORM_HSM, at_value(c, v->token), 0,
               "hsmPlatform is {}; a Managed HSM has one tier and returns none",
               ARGS(A_VALUE(c, v->token)));
    else if (platform != NULL && kty != NULL && kty->hsm == (platform[0] == '0'))
        report(c, RULE_KV_HSM_PLATFORM_TYPE, at_value(c, v->token), 0,
               kty->hsm ? "hsmPlatform {} is the software module, but the type is {}"
                        : "hsmPlatform {} is a hardware module, but the type is {}",
               ARGS(A_STR(platform), A_STR(kty->name)));
}

/* ---- 2026 members ---- */

static void check_key_size(struct kvjwk_checker *c)
{
    const struct value *v = attribute(c, ATTRIBUTES_KEY_SIZE);
    enum kty_id base = facts_kty_base(c->model.kty);
    int64_t bits;

    if (!value_ok(v))
        return;
    if (json_int64(&c->json, v->token, &bits) != JSON_INT_OK || bits <= 0 || bits > INT32_MAX ||
        facts_param_of_size(KTY_OCT, (unsigned)bits) == PARAM_NONE)
        report(c, RULE_KV_KEY_SIZE, at_value(c, v->token), 0,
               "attributes.key_size is {}; expected 128, 192 or 256", ARGS(A_VALUE(c, v->token)));
    else if (base != KTY_NONE && base != KTY_OCT)
        report(c, RULE_KV_KEY_SIZE, at_value(c, v->token), 0,
               "attributes.key_size is of symmetric keys; the type is {}",
               ARGS(A_STR(facts_kty(c->model.kty)->name)));
}

static bool is_external_id(struct span id)
{
    size_t at;

    return id.len <= facts_limit(LIMIT_EXTERNAL_ID) && identifier_name_ok(&at, id);
}

/* Such a key is a reference: what describes key material is not sent for it. */
static void check_external_create(struct kvjwk_checker *c)
{
    static const uint8_t material[] = {CREATE_KTY, CREATE_KEY_SIZE, CREATE_CRV, CREATE_KEY_OPS,
                                       CREATE_PUBLIC_EXPONENT};

    for (size_t i = 0; i < ARRAY_LEN(material); i++) {
        const struct value *v = object_value(&c->model.outer, material[i]);

        if (value_there(v))
            report(c, RULE_KV_EXTERNAL_WITH, at_name(c, v->token), 0,
                   "{} is not sent for an external key",
                   ARGS(A_STR(facts_member(SHAPE_CREATE, material[i])->name)));
    }
}

static void check_external(struct kvjwk_checker *c)
{
    const struct value *v = attribute(c, ATTRIBUTES_EXTERNAL_KEY);
    struct object external;
    const struct value *id;

    if (!value_ok(v))
        return;
    object_read(&external, &c->json, &c->scratch, v->token, SHAPE_EXTERNAL_KEY, c->model.az);
    check_object(c, &external);
    id = object_value(&external, EXTERNAL_KEY_ID);
    if (value_ok(id) && !is_external_id(model_text(&c->model, id)))
        report(c, RULE_KV_EXTERNAL_ID, at_value(c, id->token), 0,
               "the external key id is {}; expected 1 to {} of 0-9 a-z A-Z -",
               ARGS(A_VALUE(c, id->token), A_NUM(facts_limit(LIMIT_EXTERNAL_ID))));
    if (c->model.kind == KIND_KEY_CREATE)
        check_external_create(c);
}

static bool is_pem(struct span base64)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----";
    uint8_t octets[sizeof(begin) - 1];

    return b64_decode(octets, sizeof(octets), base64) == sizeof(octets) &&
           memcmp(octets, begin, sizeof(octets)) == 0;
}

/* Managed HSM, key attestation, 2026-01-30: a chain, and the private key's statement always. */
static void check_attestation(struct kvjwk_checker *c)
{
    const struct value *v = attribute(c, ATTRIBUTES_ATTESTATION);
    struct object attestation;
    const struct value *chain;

    if (!value_ok(v))
        return;
    object_read(&attestation, &c->json, &c->scratch, v->token, SHAPE_ATTESTATION, c->model.az);
    check_object(c, &attestation);
    check_object_encoding(c, &attestation);
    chain = object_value(&attestation, ATTESTATION_CERTIFICATE);
    if (value_ok(chain) && !is_pem(model_text(&c->model, chain)))
        report(c, RULE_KV_ATTESTATION, at_value(c, chain->token), 0,
               "certificatePemFile does not hold PEM text of certificates", NO_ARGS);
    if (!value_there(object_value(&attestation, ATTESTATION_PRIVATE_KEY)))
        report(c, RULE_KV_ATTESTATION, at_value(c, v->token), 0,
               "the attestation has no privateKeyAttestation, which every key has", NO_ARGS);
}

void check_attributes(struct kvjwk_checker *c)
{
    check_times(c);
    if (!object_is(&c->model.attributes))
        return;
    check_enabled(c);
    check_recovery(c);
    check_platform(c);
    check_key_size(c);
    check_external(c);
    check_attestation(c);
}
