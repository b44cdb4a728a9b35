// SPDX-License-Identifier: MIT
/* Exportable keys and release policies belong together, and not everywhere. */
#include "rules/kv.h"

static bool is_write(const struct kvjwk_checker *c)
{
    return c->model.kind == KIND_KEY_CREATE || c->model.kind == KIND_KEY_IMPORT;
}

static void check_pair(struct kvjwk_checker *c, const struct value *exportable, bool is_exportable)
{
    uint32_t policy = c->model.release.token;

    if (is_exportable && policy == JSON_NONE && is_write(c))
        report(c, RULE_KV_EXPORTABLE_POLICY, at_value(c, exportable->token), 0,
               "the key is exportable and has no release_policy; expected both", NO_ARGS);
    if (!is_exportable && policy != JSON_NONE && (is_write(c) || value_ok(exportable)))
        report(c, RULE_KV_POLICY_EXPORTABLE, at_name(c, policy), 0,
               "the key has a release_policy and is not exportable; expected attributes.exportable "
               "true",
               NO_ARGS);
}

/* Vaults release keys of hardware types alone, and of the Premium tier. */
static void check_where(struct kvjwk_checker *c, const struct value *exportable)
{
    const kvjwk_kty *kty = facts_kty(c->model.held);
    const kvjwk_kty *hsm = facts_kty(facts_kty_hsm(c->model.held));
    kvjwk_severity severity = c->model.returned ? KVJWK_WARNING : KVJWK_ERROR;

    if (kty == NULL || kty->hsm)
        return;
    report_as(c, RULE_KV_EXPORTABLE_SERVICE, severity, at_value(c, exportable->token),
              SERVICE_VAULT, "a key of type {} is not exportable from {}; expected {}",
              ARGS(A_STR(kty->name), A_STR(holders(SERVICE_VAULT)),
                   A_STR(hsm == NULL ? "a hardware type" : hsm->name)));
}

/* Fixed with the first version: false says nothing new, true can only be refused or be of no use.
 */
static void check_update_of(struct kvjwk_checker *c, const struct value *exportable, bool wanted)
{
    report_as(c, RULE_KV_EXPORTABLE_UPDATE, wanted ? KVJWK_ERROR : KVJWK_NOTE,
              at_name(c, exportable->token), 0,
              "an update sets exportable to {}; it is fixed when the key is made",
              ARGS(A_VALUE(c, exportable->token)));
}

static void check_immutable(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.release, RELEASE_POLICY_IMMUTABLE);

    if (value_is_true(&c->json, v))
        report(c, RULE_KV_IMMUTABLE, at_value(c, v->token), 0,
               "the release policy is immutable: neither it nor this flag can ever be changed",
               NO_ARGS);
}

/* Whether the key is exportable, or has a policy, is not known. */
static bool is_open(const struct kvjwk_checker *c, const struct value *exportable)
{
    return value_open(exportable) || value_open(c->model.attributes_value) ||
           value_open(c->model.release_value);
}

void check_exportable(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.attributes, ATTRIBUTES_EXPORTABLE);
    bool is_exportable = value_is_true(&c->json, v);
    uint32_t export;

    check_immutable(c);
    if (is_open(c, v))
        return;
    if (c->model.kind == KIND_KEY_UPDATE) {
        if (value_ok(v))
            check_update_of(c, v, is_exportable);
        return;
    }
    if (is_exportable || object_is(&c->model.release))
        check_pair(c, v, is_exportable);
    if (is_exportable) {
        check_where(c, v);
        return;
    }
    export = op_in_key_ops(&c->model, "export");
    if (export != JSON_NONE && object_is(&c->model.outer))
        report(c, RULE_KV_EXPORT_OP, at_value(c, export), 0,
               "key_ops has \"export\", but the key is not exportable; expected "
               "attributes.exportable true and a release_policy",
               NO_ARGS);
}
