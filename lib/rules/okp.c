// SPDX-License-Identifier: MIT
/* OKP: octet strings of exactly the curve's length (RFC 8037 section 2). */
#include "rules/material.h"

/* Signing libraries keep the seed and the public key together. */
static const char *reason_of(unsigned member, size_t octets, size_t expected)
{
    if (member == JWK_D && octets == 2 * expected)
        return ": it is the seed followed by the public key; expected the seed alone";
    if (octets + 1 == expected || octets == expected + 1)
        return ": it is no integer; every octet counts, zero or not";
    return "";
}

static void check_octets(struct kvjwk_checker *c, unsigned member, size_t expected)
{
    const struct value *v = jwk_member(c, member);

    if (!value_ok(v) || v->octets == 0)
        return;
    if (v->octets != expected)
        report(c, RULE_JWA_OKP_LENGTH, at_value(c, v->token), 0,
               "{} has {} octets; expected {} for {}{}",
               ARGS(A_STR(jwk_name(member)), A_NUM(v->octets), A_NUM(expected),
                    A_STR(c->model.curve->name), A_STR(reason_of(member, v->octets, expected))));
    else if (is_all_zero(c, v))
        report(c, RULE_JWA_OKP_ZERO, at_value(c, v->token), 0, "{} is all zero octets",
               ARGS(A_STR(jwk_name(member))));
}

void check_okp(struct kvjwk_checker *c)
{
    size_t expected;

    if (!is_jwk_of(c, KTY_OKP) || !check_curve_type(c, KTY_OKP))
        return;
    expected = facts_param(c->model.param)->octets;
    check_octets(c, JWK_X, expected);
    check_octets(c, JWK_D, expected);
}
