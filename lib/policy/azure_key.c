// SPDX-License-Identifier: MIT
/* A key as Azure Policy sees it: its aliases, and whether the definitions of vaults, or those of
 * Managed HSMs, hold for it. */
#include "policy/policy.h"

/* ---- where it lives ---- */

static bool takes(const struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_target target)
{
    kvjwk_question question = {run->edition, target, key->kty, NULL, NULL, NULL};
    kvjwk_support support;

    if (key->kty == NULL)
        return true;
    support = kvjwk_ask(&question).support;
    return support == KVJWK_SUPPORT_YES || support == KVJWK_SUPPORT_UNKNOWN ||
           (support == KVJWK_SUPPORT_PREVIEW && run->allow_preview);
}

/* By its identifier, then by the chosen target; otherwise wherever its type can be. */
static void find_place(struct azure_key *out, const struct kvjwk_policy_run *run,
                       const kvjwk_key *key)
{
    kvjwk_home home = kvjwk_key_home(key);

    out->vault = home.is_vault;
    out->hsm = home.is_hsm;
    if (out->vault || out->hsm)
        return;
    if (run->target == KVJWK_TARGET_ANY) {
        out->vault = takes(run, key, KVJWK_TARGET_VAULT_PREMIUM) ||
                     takes(run, key, KVJWK_TARGET_VAULT_STANDARD);
        out->hsm = takes(run, key, KVJWK_TARGET_MANAGED_HSM);
        return;
    }
    out->hsm = run->target == KVJWK_TARGET_MANAGED_HSM;
    out->vault = !out->hsm && run->target != KVJWK_TARGET_RFC;
}

/* ---- facts ---- */

static struct azure_fact of_told(kvjwk_told told, enum azure_kind kind)
{
    struct azure_fact out = {told == KVJWK_TOLD     ? kind
                             : told == KVJWK_ABSENT ? AZURE_ABSENT
                                                    : AZURE_UNTOLD,
                             0,
                             {"", 0}};

    return out;
}

static struct azure_fact time_fact(const kvjwk_key *key, const char *member)
{
    kvjwk_said said = kvjwk_key_said(key, member);
    struct azure_fact out = of_told(said.told, AZURE_TIME);

    out.number = said.number;
    return out;
}

/* As the service would hold and spell it; a spelling that it does not know is taken as it is. */
static struct azure_fact text_fact(const kvjwk_key *key, const char *member, const char *name)
{
    kvjwk_said said = kvjwk_key_said(key, member);
    struct azure_fact out = of_told(said.told, AZURE_TEXT);

    if (said.told != KVJWK_TOLD)
        return out;
    out.text = name != NULL ? span_str(name) : span_of(said.text, said.length);
    return out;
}

/* The service gives a curve to an EC key that is asked for without one. */
static struct azure_fact curve_fact(const kvjwk_key *key)
{
    struct azure_fact out = text_fact(key, "crv", key->param == NULL ? NULL : key->param->name);

    if (out.kind == AZURE_ABSENT && !key->kind->returned)
        out.kind = AZURE_UNTOLD;
    return out;
}

static struct azure_fact size_fact(const kvjwk_key *key)
{
    struct azure_fact out = {key->bits > 0 ? AZURE_NUMBER : AZURE_UNTOLD, key->bits, {"", 0}};

    return out;
}

bool key_is_new(const kvjwk_key *key)
{
    return !key->kind->returned && strcmp(key->kind->name, "key-update") != 0 &&
           (kvjwk_key_said(key, "exp").told != KVJWK_UNTOLD ||
            kvjwk_key_rotation(key).told == KVJWK_TOLD);
}

/* What is about to be created is created now. */
static struct azure_fact created_fact(struct azure_key *out, const kvjwk_key *key)
{
    struct azure_fact created = time_fact(key, "created");

    if (created.kind != AZURE_UNTOLD || !out->has_now || !key_is_new(key))
        return created;
    out->created_now = true;
    created.kind = AZURE_TIME;
    created.number = out->now;
    return created;
}

bool shift_by(int64_t *time, const kvjwk_said *text, bool back)
{
    struct duration d;
    size_t at;

    return text->told == KVJWK_TOLD &&
           duration_parse(&d, &at, span_of(text->text, text->length)) == DURATION_OK &&
           duration_shift(time, *time, &d, back);
}

/* scheduledRotationDate stands in no export: it follows from the rotation policy. */
static struct azure_fact rotation_fact(const struct azure_key *of, const kvjwk_key *key)
{
    kvjwk_rotation rotation = kvjwk_key_rotation(key);
    struct azure_fact out = of_told(rotation.told, AZURE_TIME);
    const struct azure_fact *created = &of->facts[FIELD_CREATED];
    const struct azure_fact *expires = &of->facts[FIELD_EXPIRES];
    bool known = false;

    if (rotation.told != KVJWK_TOLD)
        return out;
    out.number = created->number;
    if (rotation.rotate_after.told == KVJWK_TOLD) {
        known = created->kind == AZURE_TIME && shift_by(&out.number, &rotation.rotate_after, false);
    } else if (rotation.rotate_before.told == KVJWK_TOLD) {
        known = expires->kind == AZURE_TIME;
        if (known)
            out.number = expires->number;
        else
            known = created->kind == AZURE_TIME && shift_by(&out.number, &rotation.expiry, false);
        known = known && shift_by(&out.number, &rotation.rotate_before, true);
    } else if (rotation.rotate_after.told == KVJWK_ABSENT) {
        out.kind = AZURE_ABSENT;
        return out;
    }
    if (!known)
        out.kind = AZURE_UNTOLD;
    return out;
}

bool key_is_one(const kvjwk_key *key)
{
    static const char *const others[] = {"sign",        "verify",         "key-operation",
                                         "release",     "release-policy", "key-release-policy",
                                         "key-transfer"};

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strcmp(key->kind->name, others[i]) == 0)
            return false;
    return true;
}

bool azure_key_read(struct azure_key *out, const struct kvjwk_policy_run *run, const kvjwk_key *key)
{
    memset(out, 0, sizeof(*out));
    if (!key_is_one(key))
        return false;
    find_place(out, run, key);
    out->has_now = run->has_now;
    out->now = run->now;
    out->facts[FIELD_KEY_TYPE] = text_fact(key, "kty", key->kty == NULL ? NULL : key->kty->name);
    out->facts[FIELD_CURVE] = curve_fact(key);
    out->facts[FIELD_KEY_SIZE] = size_fact(key);
    out->facts[FIELD_EXPIRES] = time_fact(key, "exp");
    out->facts[FIELD_NOT_BEFORE] = time_fact(key, "nbf");
    out->facts[FIELD_CREATED] = created_fact(out, key);
    out->facts[FIELD_ROTATION] = rotation_fact(out, key);
    return out->vault || out->hsm;
}
