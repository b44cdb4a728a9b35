// SPDX-License-Identifier: MIT
/* Names of key types and curves: exact, registered, and how the service spells them. */
#include "rules/rules.h"

static void unknown_kty(struct kvjwk_checker *c)
{
    const struct value *v = c->model.kty_value;

    if (c->model.kind == KIND_JWK_SET)
        report_as(c, RULE_JWK_KTY_UNKNOWN, KVJWK_NOTE, at_value(c, v->token), 0,
                  "kty {} is not known; a reader skips this key of the set",
                  ARGS(A_VALUE(c, v->token)));
    else
        report(c, RULE_JWK_KTY_UNKNOWN, at_value(c, v->token), 0,
               "kty is {}; expected RSA, RSA-HSM, EC, EC-HSM, oct or oct-HSM",
               ARGS(A_VALUE(c, v->token)));
}

void check_kty(struct kvjwk_checker *c)
{
    const struct value *v = c->model.kty_value;

    if (!value_ok(v))
        return; /* missing or of a wrong type: reported with the members */
    if (c->model.kty == KTY_NONE)
        unknown_kty(c);
    else if (c->model.kty_misspelled)
        report(c, RULE_JWK_KTY_CASE, at_value(c, v->token), 0, "kty is {}; expected \"{}\"",
               ARGS(A_VALUE(c, v->token), A_STR(facts_kty(c->model.kty)->name)));
    else if (!for_key_vault(c) && !facts_kty(c->model.kty)->rfc)
        report(c, RULE_JWK_KTY_UNREGISTERED, at_value(c, v->token), 0,
               "kty {} is Key Vault's own; JOSE libraries know it as {}",
               ARGS(A_STR(facts_kty(c->model.kty)->name), A_STR(facts_kty(c->model.kty)->base)));
}

static void unknown_curve(struct kvjwk_checker *c, struct span name)
{
    const struct value *v = c->model.crv_value;
    const struct curve *like = facts_curve_like(name);

    if (like != NULL)
        report(c, RULE_JWA_CURVE_UNKNOWN, at_value(c, v->token), 0, "crv is {}; expected \"{}\"",
               ARGS(A_VALUE(c, v->token), A_STR(like->name)));
    else
        report(c, RULE_JWA_CURVE_UNKNOWN, at_value(c, v->token), 0,
               "crv is {}; expected P-256, P-384, P-521 or P-256K", ARGS(A_VALUE(c, v->token)));
}

/* One curve, three names: which one is right depends on where the key goes. */
static void check_curve_spelling(struct kvjwk_checker *c)
{
    const struct curve *curve = c->model.curve;
    enum registry wanted = for_key_vault(c) ? REGISTRY_KV : REGISTRY_RFC;
    const char *name = facts_curve_name((enum param_id)curve->param, wanted);
    kvjwk_severity severity = KVJWK_ERROR;

    if (curve->registry == wanted || curve->registry == REGISTRY_BOTH || name == NULL)
        return;
    /* A plain JWK with its registered name is right for everyone but the service. */
    if (for_key_vault(c) && curve->registry == REGISTRY_RFC && c->model.kind != KIND_KEY_CREATE &&
        c->model.kind != KIND_KEY_IMPORT && c->options.target == KVJWK_TARGET_ANY)
        severity = KVJWK_WARNING;
    report_as(c, RULE_KV_CURVE_NAME, severity, at_value(c, c->model.crv_value->token), 0,
              for_key_vault(c) ? "crv is \"{}\"; the service calls this curve \"{}\""
                               : "crv is \"{}\"; the registered name of this curve is \"{}\"",
              ARGS(A_STR(curve->name), A_STR(name)));
}

void check_curve(struct kvjwk_checker *c)
{
    const struct value *v = c->model.crv_value;

    if (!value_ok(v))
        return;
    if (c->model.curve == NULL)
        unknown_curve(c, model_text(&c->model, v));
    else
        check_curve_spelling(c);
}
