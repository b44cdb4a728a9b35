// SPDX-License-Identifier: MIT
/* oct: a secret that is there, and as long as its alg asks. */
#include "rules/material.h"

/* An AES algorithm takes one size; HMAC takes its hash's size or more (RFC 7518 section 3.2). */
static void check_size(struct kvjwk_checker *c, unsigned bits, uint32_t token)
{
    enum alg_id id = facts_alg_find(model_text(&c->model, c->model.alg_value));
    const kvjwk_alg *alg = facts_alg(id);
    bool exact = facts_alg_params(id) != 0;

    if (alg == NULL || alg->key_bits == 0 || strcmp(alg->base, facts_kty(KTY_OCT)->name) != 0 ||
        bits == alg->key_bits || (!exact && bits > alg->key_bits))
        return;
    report(c, RULE_JWA_ALG_KEY_SIZE, at_value(c, token), 0,
           exact ? "the key has {} bits; expected {} for {}"
                 : "the key has {} bits; expected at least {} for {}",
           ARGS(A_NUM(bits), A_NUM(alg->key_bits), A_STR(alg->name)));
}

void check_oct(struct kvjwk_checker *c)
{
    const struct value *k = jwk_member(c, JWK_K);

    if (!is_jwk_of(c, KTY_OCT) || !value_ok(k))
        return;
    if (k->octets == 0)
        report(c, RULE_JWA_EMPTY, at_value(c, k->token), 0, "k is empty", NO_ARGS);
    else if (value_ok(c->model.alg_value))
        check_size(c, c->model.bits, k->token);
}
