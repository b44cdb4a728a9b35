// SPDX-License-Identifier: MIT
/* Which members hold the key: those its type needs, none of another type, no private one in what
 * the service answers. */
#include "rules/material.h"

#define SENT (BIT(KIND_JWK) | BIT(KIND_JWK_SET) | BIT(KIND_KEY_IMPORT))

/* A transfer blob stands instead of the material. A symmetric key of a hardware module never shows
 * its own; only who imports one has it. */
static bool needs_material(const struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;

    if (value_there(jwk_member(c, JWK_KEY_HSM)))
        return false;
    if (facts_kty_base(m->kty) != KTY_OCT)
        return true;
    return (SENT & BIT(m->kind)) && (m->kty == KTY_OCT || m->kind == KIND_KEY_IMPORT);
}

static void report_missing(struct kvjwk_checker *c, unsigned member)
{
    struct where where = at_value(c, c->model.kty_value->token);
    const char *name = facts_kty(c->model.kty)->name;

    if (member == JWK_Y)
        report(c, RULE_JWK_MATERIAL_MISSING, where, 0,
               "the {} key has no y; expected both coordinates: a JWK has no compressed points",
               ARGS(A_STR(name)));
    else
        report(c, RULE_JWK_MATERIAL_MISSING, where, 0, "the {} key has no member \"{}\"",
               ARGS(A_STR(name), A_STR(jwk_name(member))));
}

static void report_foreign(struct kvjwk_checker *c, unsigned member)
{
    enum kty_id owner = facts_material_owner(member);
    struct where where = at_name(c, jwk_member(c, member)->token);
    const char *kty = facts_kty(c->model.kty)->name;

    if (owner != KTY_NONE)
        report(c, RULE_JWK_MATERIAL_FOREIGN, where, 0, "{} belongs to {} keys; kty is {}",
               ARGS(A_STR(jwk_name(member)), A_STR(facts_kty(owner)->name), A_STR(kty)));
    else
        report(c, RULE_JWK_MATERIAL_FOREIGN, where, 0, "{} is no member of {} keys",
               ARGS(A_STR(jwk_name(member)), A_STR(kty)));
}

static void report_private(struct kvjwk_checker *c, unsigned member)
{
    report(c, RULE_KV_PRIVATE_RETURNED, at_name(c, jwk_member(c, member)->token), 0,
           "{} is private; the service never answers with it", ARGS(A_STR(jwk_name(member))));
}

/* A secret that someone put into an answer is worse than a member out of place. */
static void check_foreign(struct kvjwk_checker *c, unsigned member)
{
    if (c->model.returned && for_key_vault(c) && is_secret(member))
        report_private(c, member);
    else
        report_foreign(c, member);
}

/* What the rows say of one type: members that are its own, and members that are there. */
struct census {
    uint32_t own, there;
};

static void check_row(struct kvjwk_checker *c, const struct material *row, bool there, bool needed)
{
    if (!there && needed && (row->flags & MATERIAL_REQ))
        report_missing(c, row->member);
    else if (there && (row->flags & MATERIAL_PRIV) && c->model.returned && for_key_vault(c))
        report_private(c, row->member);
}

void check_material_members(struct kvjwk_checker *c)
{
    enum kty_id base = facts_kty_base(c->model.kty);
    struct census census = {0, 0};
    bool needed;

    if (!object_is(&c->model.jwk) || base == KTY_NONE)
        return;
    needed = needs_material(c);
    for (size_t i = 0; i < facts_material_count; i++) {
        const struct material *row = &facts_materials[i];
        bool there = value_there(jwk_member(c, row->member));

        if (row->base == base) {
            census.own |= BIT(row->member);
            check_row(c, row, there, needed);
        } else if (there && !(row->flags & MATERIAL_SHARED)) {
            census.there |= BIT(row->member);
        }
    }
    census.there &= ~census.own;
    for (unsigned member = 0; census.there != 0; member++, census.there >>= 1)
        if (census.there & 1)
            check_foreign(c, member);
}
