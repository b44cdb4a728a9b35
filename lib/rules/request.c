// SPDX-License-Identifier: MIT
/* Requests of cryptographic operations: the algorithm, and whether it does what is asked. */
#include "rules/kv.h"

static const char *what_is_asked(enum kind_id kind)
{
    switch (kind) {
    case KIND_SIGN:
        return "a sign request";
    case KIND_VERIFY:
        return "a verify request";
    default:
        return "an encrypt, decrypt, wrapKey or unwrapKey request";
    }
}

static void unknown_alg(struct kvjwk_checker *c, uint32_t token, struct span name)
{
    enum alg_id like = facts_alg_like(name);

    if (like != ALG_NONE && facts_alg(like)->key_vault)
        report(c, RULE_KV_ALG_UNKNOWN, at_value(c, token), 0, "alg is {}; expected \"{}\"",
               ARGS(A_VALUE(c, token), A_STR(facts_alg(like)->name)));
    else
        report(c, RULE_KV_ALG_UNKNOWN, at_value(c, token), 0,
               "alg is {}, which is no algorithm of the Key Vault API", ARGS(A_VALUE(c, token)));
}

static bool does_what_is_asked(const struct kvjwk_checker *c, const kvjwk_alg *alg)
{
    bool signs = strcmp(alg->use, "sig") == 0;

    return signs == (c->model.kind == KIND_SIGN || c->model.kind == KIND_VERIFY);
}

/* ---- the services that have it ---- */

/* The best over the types that the algorithm is for. */
static struct support support_of_alg(const struct kvjwk_checker *c, unsigned service,
                                     enum alg_id alg)
{
    struct support best = {KVJWK_SUPPORT_NO, NULL};

    for (unsigned k = 0; k < KTY_COUNT; k++) {
        struct support s;

        if (strcmp(facts_kty((enum kty_id)k)->base, facts_alg(alg)->base) != 0)
            continue;
        s = support_alg(c->edition, service, (enum kty_id)k, PARAM_NONE, alg, OP_NONE);
        if (best.support == KVJWK_SUPPORT_NO || s.support == KVJWK_SUPPORT_YES)
            best = s;
    }
    return best;
}

/* An old alg that no row speaks of belongs to keys that were stored under another curve name. */
static void check_services(struct kvjwk_checker *c, const struct request_alg *alg)
{
    unsigned none = 0, preview = 0, unsaid = 0;
    struct where where = at_value(c, alg->token);

    if (alg->id == ALG_ECDSA256)
        return;
    for (unsigned s = 0; s < KVJWK_SERVICES; s++) {
        kvjwk_support support = support_of_alg(c, BIT(s), alg->id).support;

        none |= support == KVJWK_SUPPORT_NO ? BIT(s) : 0;
        preview |= support == KVJWK_SUPPORT_PREVIEW && !c->options.allow_preview ? BIT(s) : 0;
        unsaid |= support == KVJWK_SUPPORT_UNKNOWN ? BIT(s) : 0;
    }
    if (none)
        report(c, RULE_KV_ALG_SERVICE, where, none, "no key of {} does {}",
               ARGS(A_STR(holders(none)), A_STR(alg->row->name)));
    if (preview)
        report(c, RULE_KV_ALG_SERVICE, where, preview, "{} is a preview in {}",
               ARGS(A_STR(alg->row->name), A_STR(holders(preview))));
    if (unsaid)
        report_unknown(c, RULE_KV_ALG_SERVICE, where, unsaid,
                       "the documentation does not say which keys of {} do {}",
                       ARGS(A_STR(holders(unsaid)), A_STR(alg->row->name)));
}

/* ---- the request ---- */

static struct request_alg check_alg(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.outer, SIGN_ALG);
    struct request_alg out = {ALG_NONE, NULL, v->token};
    const kvjwk_alg *row;

    if (!value_ok(v))
        return out;
    out.id = facts_alg_find(model_text(&c->model, v));
    row = facts_alg(out.id);
    if (row == NULL || !row->key_vault) {
        unknown_alg(c, v->token, model_text(&c->model, v));
        return out;
    }
    if (!does_what_is_asked(c, row)) {
        report(c, RULE_KV_ALG_USE, at_value(c, v->token), 0, "{} ({}) does not belong in {}",
               ARGS(A_STR(row->name), A_STR(row->title), A_STR(what_is_asked(c->model.kind))));
        return out;
    }
    out.row = row;
    if (facts_alg_discouraged(out.id) != NULL)
        report(c, RULE_KV_ALG_DISCOURAGED, at_value(c, v->token), 0, "{} is not recommended ({})",
               ARGS(A_STR(row->name), A_STR(facts_alg_discouraged(out.id))));
    check_services(c, &out);
    return out;
}

void check_request(struct kvjwk_checker *c)
{
    struct request_alg alg;

    if (c->model.not_object)
        return;
    if (c->model.kind == KIND_RELEASE) {
        check_release_request(c);
        return;
    }
    alg = check_alg(c);
    if (c->model.kind == KIND_SIGN)
        check_sign(c, &alg);
    else if (c->model.kind == KIND_VERIFY)
        check_verify(c, &alg);
    else
        check_operation(c, &alg);
}
