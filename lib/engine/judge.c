// SPDX-License-Identifier: MIT
/* Whether the service, or RFC 7518 alone, lets this key do this operation with this algorithm. */
#include "engine/engine.h"

static bool is_service(const kvjwk_engine_request *r)
{
    return r->target != KVJWK_TARGET_RFC && !r->primitive;
}

static size_t op_index(const kvjwk_op *op)
{
    return (size_t)(op - kvjwk_op_at(0));
}

/* ---- the support matrix ---- */

static void judge_matrix(struct session *s)
{
    const kvjwk_engine_request *r = s->request;
    const kvjwk_engine_facts *f = &s->key->facts;
    kvjwk_question question = {r->edition, r->target, f->kty, f->param, r->alg, r->op};
    kvjwk_answer answer = kvjwk_ask(&question);
    char key[48];

    key_words(key, f);
    if (f->param == NULL && answer.support != KVJWK_SUPPORT_NO)
        refuse(s, "kv-op-unsupported", "no service holds an {}", ARGS(A_STR(key)));
    else if (answer.support == KVJWK_SUPPORT_NO)
        refuse(s, "kv-op-unsupported", "{} with {} and an {}: {}",
               ARGS(A_STR(r->op->name), A_STR(r->alg->name), A_STR(key), A_STR(answer.reason)));
    else if (answer.support == KVJWK_SUPPORT_PREVIEW && !r->allow_preview)
        refuse(s, "kv-op-preview", "{} with {} and an {} is a preview; --allow-preview does it",
               ARGS(A_STR(r->op->name), A_STR(r->alg->name), A_STR(key)));
    else if (answer.support == KVJWK_SUPPORT_UNKNOWN && !r->allow_unknown)
        refuse_unknown(
            s, "kv-op-undocumented", "{} with {} and an {}: {}",
            ARGS(A_STR(r->op->name), A_STR(r->alg->name), A_STR(key), A_STR(answer.reason)));
}

/* ---- what the algorithm itself is for ---- */

/* RFC 7518 sections 3.2, 3.3, 3.5, 4.2 and 4.3: the least sizes of keys. */
static bool below_least_size(const struct session *s)
{
    return !s->request->primitive && s->key->facts.bits < s->request->alg->key_bits;
}

/* PSS needs room for digest, salt and two octets (RFC 8017 section 9.1.1), PKCS #1 for its
 * DigestInfo and eleven (section 9.2), OAEP for two digests and two (section 7.1.1). */
static bool modulus_is_short(const struct session *s)
{
    size_t k = modulus_octets(s->key);
    size_t hash = hash_octets((enum hash)s->method->hash);

    switch ((enum family)s->method->family) {
    case FAMILY_RSA_PSS:
        return (s->key->facts.bits + 6) / 8 < 2 * hash + 2;
    case FAMILY_RSA_PKCS1:
        return k < hash + 19 + 11;
    case FAMILY_RSAES_OAEP:
        return k < 2 * hash + 2;
    default:
        return k < 12;
    }
}

bool key_fits(const struct session *s)
{
    const kvjwk_engine_facts *f = &s->key->facts;
    const kvjwk_alg *alg = s->request->alg;

    if (strcmp(f->kty->base, alg->base) != 0 || below_least_size(s))
        return false;
    switch ((enum family)s->method->family) {
    case FAMILY_HMAC:
        return f->bits > 0;
    case FAMILY_KW:
    case FAMILY_KWP: /* names without a size take each size of AES */
        return (f->bits == 128 || f->bits == 192 || f->bits == 256) &&
               kvjwk_alg_takes(alg, f->param);
    case FAMILY_GCM:
    case FAMILY_CBC:
    case FAMILY_CBC_PAD:
    case FAMILY_ECDSA:
    case FAMILY_EDDSA:
        return kvjwk_alg_takes(alg, f->param);
    default:
        return !modulus_is_short(s);
    }
}

static void judge_algorithm(struct session *s)
{
    const kvjwk_engine_request *r = s->request;
    char key[48];

    if (r->target == KVJWK_TARGET_RFC && !r->primitive && !r->alg->jwa)
        refuse(s, "kv-op-key-algorithm", "{} is not registered for JOSE; a Key Vault target has it",
               ARGS(A_STR(r->alg->name)));
    if (!key_fits(s))
        refuse(s, "kv-op-key-algorithm", "{} is not for an {}",
               ARGS(A_STR(r->alg->name), A_STR(key_words(key, &s->key->facts))));
}

/* ---- what the key says of itself ---- */

static void judge_usage(struct session *s)
{
    const kvjwk_usage *u = &s->key->facts.usage;
    const kvjwk_engine_request *r = s->request;
    kvjwk_use use = strcmp(r->alg->use, "sig") == 0 ? KVJWK_USE_SIG : KVJWK_USE_ENC;

    if (u->has_key_ops && !(u->key_ops & (1u << op_index(r->op))))
        refuse(s, "kv-op-key-ops", "{} is not in key_ops", ARGS(A_STR(r->op->name)));
    if (is_service(r)) {
        if (u->disabled)
            refuse(s, "kv-op-disabled", "enabled is false: nothing works, {} neither",
                   ARGS(A_STR(r->op->name)));
        return;
    }
    if (u->use != KVJWK_USE_ANY && u->use != use)
        refuse(s, "kv-op-key-use", "use is not \"{}\", which {} needs",
               ARGS(A_STR(use == KVJWK_USE_SIG ? "sig" : "enc"), A_STR(r->op->name)));
    if (u->has_alg && u->alg != r->alg)
        refuse(s, "kv-op-key-use", "alg of the key is {}, not {}",
               ARGS(A_STR(u->alg == NULL ? "another" : u->alg->name), A_STR(r->alg->name)));
}

static void judge_private(struct session *s)
{
    const kvjwk_engine_facts *f = &s->key->facts;

    if (!f->private_part && (verb_is_private(s->verb) || strcmp(f->kty->base, "oct") == 0))
        refuse(s, "kv-op-private-part", "{} needs the private part of the key",
               ARGS(A_STR(s->request->op->name)));
}

void judge_standing(struct session *s)
{
    const kvjwk_engine_request *r = s->request;
    bool computed;

    s->method = method_of(r->alg);
    computed = s->method != NULL && (s->method->verbs & (1u << s->verb)) != 0;
    if (is_service(r))
        judge_matrix(s);
    if (!computed && !s->refused)
        refuse(s, "kv-op-engine", "{} with {} is not computed here",
               ARGS(A_STR(r->op->name), A_STR(r->alg->name)));
    else if (computed && !is_service(r))
        judge_algorithm(s);
    if (!r->primitive)
        judge_usage(s);
    judge_private(s);
}

/* ---- dates ---- */

/* now >= nbf, and now < exp: at exp the key has expired (Key Vault: about keys, key attributes). */
void judge_dates(struct session *s)
{
    const kvjwk_usage *u = &s->key->facts.usage;
    const kvjwk_engine_request *r = s->request;

    if ((!u->has_nbf && !u->has_exp) || !r->op->dated || !is_service(r))
        return;
    if (!r->has_now) {
        refuse_unknown(s, u->has_exp ? "kv-op-expired" : "kv-op-not-before",
                       "the key has dates, and no time is given to compare them with", NO_ARGS);
        return;
    }
    if (u->has_nbf && r->now < u->nbf)
        refuse(s, "kv-op-not-before", "{} works from {} on; it is {}",
               ARGS(A_STR(r->op->name), A_DATE(u->nbf), A_DATE(r->now)));
    if (u->has_exp && r->now >= u->exp)
        refuse(s, "kv-op-expired", "{} worked until {}; it is {}",
               ARGS(A_STR(r->op->name), A_DATE(u->exp), A_DATE(r->now)));
}

/* ---- all of it ---- */

static bool asked_before(const struct session *s)
{
    const struct standing *c = &s->key->clear;
    const kvjwk_engine_request *r = s->request;

    return c->op == r->op && c->alg == r->alg && c->edition == r->edition &&
           c->target == r->target && c->allow_preview == r->allow_preview &&
           c->allow_unknown == r->allow_unknown && c->primitive == r->primitive;
}

static void remember(const struct session *s)
{
    const kvjwk_engine_request *r = s->request;
    const struct standing clear = {r->op,       r->alg,    r->edition,       s->method,
                                   s->verb,     r->target, r->allow_preview, r->allow_unknown,
                                   r->primitive};

    s->key->clear = clear;
}

void judge_all(struct session *s)
{
    if (asked_before(s)) {
        s->method = s->key->clear.method;
        s->verb = s->key->clear.verb;
    } else {
        s->verb = verb_of(s->request->op);
        if (s->verb == VERB_NONE) {
            s->status = KVJWK_ERR_ARGUMENT;
            return;
        }
        judge_standing(s);
        if (!s->refused)
            remember(s);
    }
    judge_dates(s);
    if (s->method != NULL && strcmp(s->key->facts.kty->base, s->request->alg->base) == 0)
        judge_values(s);
}
