// SPDX-License-Identifier: MIT
/* Lengths of what the caller gives, before any arithmetic. */
#include "engine/engine.h"

static bool given(kvjwk_bytes b)
{
    return b.ptr != NULL;
}

/* ---- the value ---- */

static void refuse_length(struct session *s, const char *what, const char *expected, size_t number)
{
    refuse(s, "kv-op-value-length", "{} of {} octets; {} takes {} {}",
           ARGS(A_STR(what), A_NUM(s->request->value.length), A_STR(s->request->alg->name),
                A_STR(expected), A_NUM(number)));
}

static void judge_digest(struct session *s)
{
    const kvjwk_engine_request *r = s->request;
    size_t expected = hash_octets((enum hash)s->method->hash);

    if (s->method->family == FAMILY_RSA_BARE) {
        size_t k = modulus_octets(s->key);

        if (r->message)
            refuse(s, "kv-op-digest-length", "RSNULL has no hash: it pads what it is given",
                   NO_ARGS);
        else if (r->value.length == 0 || r->value.length + 11 > k)
            refuse(s, "kv-op-digest-length", "a value of {} octets; RSNULL takes 1 to {}",
                   ARGS(A_NUM(r->value.length), A_NUM(k < 11 ? 0 : k - 11)));
        return;
    }
    if (!r->message && !takes_any_value(s) && r->value.length != expected)
        refuse(s, "kv-op-digest-length", "a digest of {} octets; {} takes {}",
               ARGS(A_NUM(r->value.length), A_STR(r->alg->name), A_NUM(expected)));
}

/* RFC 8017 sections 7.1.1 and 7.2.1. */
static void judge_rsa_block(struct session *s)
{
    size_t k = modulus_octets(s->key), length = s->request->value.length;
    size_t overhead = s->method->family == FAMILY_RSAES_PKCS1
                          ? 11
                          : 2 * hash_octets((enum hash)s->method->hash) + 2;

    if (verb_opens(s->verb) && length != k)
        refuse_length(s, "a ciphertext", "exactly", k);
    if (!verb_opens(s->verb) && (k < overhead || length > k - overhead))
        refuse_length(s, "a value", "at most", k < overhead ? 0 : k - overhead);
}

/* RFC 3394 section 2: two blocks of 8 octets or more, one more when wrapped. */
static void judge_kw(struct session *s)
{
    size_t least = verb_opens(s->verb) ? 24 : 16, length = s->request->value.length;

    if (length < least)
        refuse_length(s, "a key", "at least", least);
    else if (length % 8 != 0)
        refuse_length(s, "a key", "a multiple of", 8);
}

/* RFC 5649 section 3: 1 octet or more; wrapped, two blocks or more. */
static void judge_kwp(struct session *s)
{
    size_t length = s->request->value.length;

    if (!verb_opens(s->verb) && length < 1)
        refuse_length(s, "a key", "at least", 1);
    if (verb_opens(s->verb) && length < 16)
        refuse_length(s, "a key", "at least", 16);
    else if (verb_opens(s->verb) && length % 8 != 0)
        refuse_length(s, "a key", "a multiple of", 8);
}

/* SP 800-38A section 5.2: whole blocks, one or more; with padding any plaintext. */
static void judge_cbc(struct session *s)
{
    size_t length = s->request->value.length;

    if (s->method->family == FAMILY_CBC_PAD && !verb_opens(s->verb))
        return;
    if (length < BLOCK)
        refuse_length(s, "a value", "at least", BLOCK);
    else if (length % BLOCK != 0)
        refuse_length(s, "a value", "a multiple of", BLOCK);
}

static void judge_value(struct session *s)
{
    switch ((enum family)s->method->family) {
    case FAMILY_RSA_PKCS1:
    case FAMILY_RSA_BARE:
    case FAMILY_RSA_PSS:
    case FAMILY_ECDSA:
    case FAMILY_EDDSA:
    case FAMILY_HMAC:
        judge_digest(s);
        break;
    case FAMILY_RSAES_PKCS1:
    case FAMILY_RSAES_OAEP:
        if (modulus_octets(s->key) != 0)
            judge_rsa_block(s);
        break;
    case FAMILY_KW:
        judge_kw(s);
        break;
    case FAMILY_KWP:
        judge_kwp(s);
        break;
    case FAMILY_CBC:
    case FAMILY_CBC_PAD:
        judge_cbc(s);
        break;
    case FAMILY_GCM:
    case FAMILY_NONE:
        break;
    }
}

/* ---- the other parameters ---- */

enum need { NEEDLESS, OPTIONAL, NEEDED };

static void judge_parameter(struct session *s, const char *name, kvjwk_bytes b, enum need need,
                            size_t length, const char *unused)
{
    const char *op = s->request->op->name, *alg = s->request->alg->name;

    if (given(b) && need == NEEDLESS)
        refuse(s, "kv-op-parameter-unused", "{} with {} takes no {}{}",
               ARGS(A_STR(op), A_STR(alg), A_STR(name), A_STR(unused)));
    else if (!given(b) && need == NEEDED)
        refuse(s, "kv-op-parameter-missing", "{} with {} needs {}",
               ARGS(A_STR(op), A_STR(alg), A_STR(name)));
    else if (given(b) && length != 0 && b.length != length)
        refuse(s, "kv-op-parameter-length", "{} has {} octets; {} takes {}",
               ARGS(A_STR(name), A_NUM(b.length), A_STR(alg), A_NUM(length)));
}

static void judge_parameters(struct session *s)
{
    const kvjwk_engine_request *r = s->request;
    enum family family = (enum family)s->method->family;
    bool gcm = family == FAMILY_GCM, cbc = family == FAMILY_CBC || family == FAMILY_CBC_PAD;
    bool opens = verb_opens(s->verb), own_nonce = gcm && !opens;
    enum need iv = cbc || (gcm && opens) ? NEEDED : NEEDLESS;

    if (own_nonce && r->primitive)
        iv = OPTIONAL;
    judge_parameter(s, "iv", r->iv, iv, cbc ? BLOCK : GCM_IV,
                    own_nonce ? ": the nonce is made by the service" : "");
    judge_parameter(s, "aad", r->aad, gcm ? OPTIONAL : NEEDLESS, 0, "");
    judge_parameter(s, "tag", r->tag, gcm && opens ? NEEDED : NEEDLESS, GCM_TAG,
                    own_nonce ? ": it comes with the answer" : "");
    judge_parameter(s, "signature", r->signature, s->verb == VERB_VERIFY ? NEEDED : NEEDLESS, 0,
                    "");
}

static bool too_long(struct session *s, const char *name, kvjwk_bytes b)
{
    if (!given(b) || b.length <= KVJWK_ENGINE_VALUE_MAX)
        return false;
    refuse(s, "kv-op-value-length", "{} of {} octets; the engine takes at most {}",
           ARGS(A_STR(name), A_NUM(b.length), A_NUM(KVJWK_ENGINE_VALUE_MAX)));
    return true;
}

void judge_values(struct session *s)
{
    const kvjwk_engine_request *r = s->request;

    if (too_long(s, "a value", r->value) || too_long(s, "aad", r->aad) ||
        too_long(s, "a signature", r->signature))
        return;
    if (!given(r->value))
        refuse(s, "kv-op-parameter-missing", "{} needs a value", ARGS(A_STR(r->op->name)));
    else
        judge_value(s);
    judge_parameters(s);
}
