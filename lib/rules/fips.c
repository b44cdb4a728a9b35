// SPDX-License-Identifier: MIT
/* What protects the key, by its type, its hsmPlatform and the service it is or will be in. */
#include "rules/rules.h"

#include "text/identifier.h"

const char *hsm_platform_of(const struct kvjwk_model *m)
{
    static const char *const known[] = {"0", "1", "2"};
    const struct value *v = object_value(&m->attributes, ATTRIBUTES_HSM_PLATFORM);

    if (value_ok(v))
        for (size_t i = 0; i < ARRAY_LEN(known); i++)
            if (span_is(model_text(m, v), known[i]))
                return known[i];
    return NULL;
}

/* True when the key's identifier names a Managed HSM. */
static bool lives_in_hsm(const struct kvjwk_model *m)
{
    return m->kid.cloud >= 0 && facts_clouds[m->kid.cloud].hsm;
}

/* New keys and versions land on the newest platform of the edition. */
static const char *newest_platform(const struct kvjwk_checker *c)
{
    const kvjwk_edition *edition = facts_edition(c->edition);

    return kvjwk_fips_find(edition, "platform-2") != NULL ? "platform-2" : "platform-1";
}

static bool same_level(const kvjwk_fips *a, const kvjwk_fips *b)
{
    return a != NULL && b != NULL && a->level == b->level && strcmp(a->standard, b->standard) == 0;
}

/* An HSM key about to be made: known when the target says which service, or when it makes no
 * difference. */
static const char *protection_to_come(const struct kvjwk_checker *c)
{
    const kvjwk_edition *edition = facts_edition(c->edition);
    const char *platform = newest_platform(c);
    bool vault = !(c->rejected & SERVICE_PREMIUM);
    bool hsm = !(c->rejected & SERVICE_HSM);

    if (c->service == SERVICE_HSM || (c->service == 0 && hsm && !vault))
        return "managed-hsm";
    if (c->service == SERVICE_PREMIUM || (c->service == 0 && vault && !hsm))
        return platform;
    if (c->service == 0 &&
        same_level(kvjwk_fips_find(edition, platform), kvjwk_fips_find(edition, "managed-hsm")))
        return platform;
    return NULL;
}

const char *protection_of(const struct kvjwk_checker *c)
{
    static const struct {
        const char *platform, *protection;
    } platforms[] = {{"0", "software"}, {"1", "platform-1"}, {"2", "platform-2"}};
    const struct kvjwk_model *m = &c->model;
    const char *platform = hsm_platform_of(m);
    const kvjwk_kty *kty = facts_kty(m->held);

    for (size_t i = 0; platform != NULL && i < ARRAY_LEN(platforms); i++)
        if (strcmp(platforms[i].platform, platform) == 0)
            return platforms[i].protection;
    if (lives_in_hsm(m))
        return "managed-hsm";
    if (kty == NULL || !kty->key_vault)
        return NULL;
    if (!kty->hsm)
        return m->held == KTY_RSA || m->held == KTY_EC ? "software" : NULL;
    return m->returned ? NULL : protection_to_come(c);
}
