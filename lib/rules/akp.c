// SPDX-License-Identifier: MIT
/* AKP: alg names the parameter set, pub and priv have its lengths (FIPS 204). Shape only. */
#include "rules/material.h"

static void check_alg_name(struct kvjwk_checker *c)
{
    const struct value *alg = c->model.alg_value;

    if (value_ok(alg) && c->model.param == PARAM_NONE)
        report(c, RULE_JWA_AKP_ALG, at_value(c, alg->token), 0,
               "alg is {}; expected ML-DSA-44, ML-DSA-65 or ML-DSA-87",
               ARGS(A_VALUE(c, alg->token)));
}

static void check_octets(struct kvjwk_checker *c, unsigned member, uint64_t expected,
                         const char *of)
{
    const struct value *v = jwk_member(c, member);

    if (value_ok(v) && v->octets != expected)
        report(c, RULE_JWA_AKP_LENGTH, at_value(c, v->token), 0,
               "{} has {} octets; expected {} for {}",
               ARGS(A_STR(jwk_name(member)), A_NUM(v->octets), A_NUM(expected), A_STR(of)));
}

void check_akp(struct kvjwk_checker *c)
{
    if (facts_kty_base(c->model.kty) != KTY_AKP)
        return;
    check_alg_name(c);
    if (!object_is(&c->model.jwk))
        return;
    if (c->model.param != PARAM_NONE)
        check_octets(c, JWK_PUB, facts_param(c->model.param)->octets,
                     facts_param(c->model.param)->name);
    check_octets(c, JWK_PRIV, facts_limit(LIMIT_ML_DSA_SEED), "a seed");
}
