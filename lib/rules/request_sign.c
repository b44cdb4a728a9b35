// SPDX-License-Identifier: MIT
/* Sign and verify: the length of digest and signature by algorithm, and what a wrong one may be. */
#include "rules/kv.h"

#include "text/b64.h"

#define LOOK 200 /* octets enough to tell what a wrong value is */

/* ---- what a value is instead of a digest ---- */

static bool is_hex(const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!((octets[i] >= '0' && octets[i] <= '9') || (octets[i] >= 'a' && octets[i] <= 'f') ||
              (octets[i] >= 'A' && octets[i] <= 'F')))
            return false;
    return length > 0;
}

static bool is_text(const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (octets[i] < 0x20 || octets[i] > 0x7e)
            return false;
    return length > 0;
}

static bool is_base64_of(const uint8_t *octets, size_t length, size_t wanted)
{
    struct span text = span_of((const char *)octets, length);
    struct b64_info url, standard;

    b64_scan(&url, B64_URL, text);
    b64_scan(&standard, B64_STANDARD, text);
    return (url.faults == 0 && url.octets == wanted) ||
           (standard.faults == 0 && standard.octets == wanted);
}

/* "" when nothing can be said. */
static const char *diagnose(const uint8_t *octets, size_t length, size_t wanted)
{
    if (length == 2 * wanted && is_hex(octets, length))
        return ": it is the digest in hexadecimal text; encode its octets";
    if (is_base64_of(octets, length, wanted))
        return ": it is the digest in base64 text, encoded twice";
    if (is_text(octets, length))
        return ": it is text; the service signs a digest and does not hash";
    if (length == 32 || length == 48 || length == 64)
        return ": it is as long as the digest of another algorithm";
    return "";
}

/* ---- digests ---- */

/* Of the right length by chance: the hexadecimal text of a shorter digest. */
static void check_digest_text(struct kvjwk_checker *c, const char *name, const struct value *v)
{
    uint8_t octets[LOOK];

    if (v->octets <= LOOK && is_hex(octets, b64_decode(octets, LOOK, model_text(&c->model, v))))
        report(c, RULE_KV_DIGEST_TEXT, at_value(c, v->token), 0,
               "{} is {} hexadecimal digits as text: the text of a digest of {} octets",
               ARGS(A_STR(name), A_NUM(v->octets), A_NUM(v->octets / 2)));
}

/* HMAC: no document says whether the value is a digest. RSNULL has its own rule. */
static void check_digest(struct kvjwk_checker *c, const struct request_alg *alg, const char *name,
                         const struct value *v)
{
    uint8_t octets[LOOK];
    struct span text;
    size_t wanted = alg->row->digest;
    bool hmac = strcmp(alg->row->base, "oct") == 0;
    const char *why;

    if (!value_ok(v) || wanted == 0)
        return;
    if (v->octets == wanted) {
        check_digest_text(c, name, v);
        return;
    }
    text = model_text(&c->model, v);
    why = v->octets <= LOOK ? diagnose(octets, b64_decode(octets, LOOK, text), wanted) : "";
    report_as(
        c, RULE_KV_DIGEST_LENGTH, hmac ? KVJWK_WARNING : KVJWK_ERROR, at_value(c, v->token), 0,
        "{} has {} octets; {} takes a digest of {}{}",
        ARGS(A_STR(name), A_NUM(v->octets), A_STR(alg->row->name), A_NUM(wanted), A_STR(why)));
}

/* DigestInfo ::= SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING } fills its length exactly. */
static bool is_digest_info(const uint8_t *octets, size_t length)
{
    size_t inner;

    if (length < 4 || octets[0] != 0x30 || octets[1] != length - 2 || octets[2] != 0x30)
        return false;
    inner = (size_t)octets[3] + 4;
    return inner + 2 < length && octets[inner] == 0x04 && inner + 2 + octets[inner + 1] == length;
}

#define TLS_DIGEST 36 /* MD5 and SHA-1, RFC 4346 section 4.7: signed without DigestInfo */

static void check_rsnull(struct kvjwk_checker *c, const char *name, const struct value *v)
{
    uint8_t octets[LOOK];
    size_t got;

    if (!value_ok(v) || v->octets == TLS_DIGEST)
        return;
    got = b64_decode(octets, LOOK, model_text(&c->model, v));
    if (v->octets > LOOK || !is_digest_info(octets, got))
        report(c, RULE_KV_RSNULL, at_value(c, v->token), 0,
               "{} has {} octets and is no DigestInfo; RSNULL pads what it is given and adds none",
               ARGS(A_STR(name), A_NUM(v->octets)));
}

static void check_hash(struct kvjwk_checker *c, const struct request_alg *alg, const char *name,
                       const struct value *v)
{
    if (alg->id == ALG_RSNULL)
        check_rsnull(c, name, v);
    else
        check_digest(c, alg, name, v);
}

/* ---- signatures ---- */

/* SEQUENCE { INTEGER, INTEGER }, as OpenSSL writes ECDSA signatures. */
static bool is_der(const uint8_t *octets, size_t length)
{
    size_t head = length > 2 && octets[1] == 0x81 ? 3 : 2;

    return length > head + 2 && octets[0] == 0x30 && octets[head - 1] == length - head &&
           octets[head] == 0x02;
}

static enum param_id modulus_of(size_t octets)
{
    return octets <= 2048 ? facts_param_of_size(KTY_RSA, (unsigned)octets * 8) : PARAM_NONE;
}

static void check_rsa_signature(struct kvjwk_checker *c, const struct value *v)
{
    enum param_id param = modulus_of(v->octets);
    bool known = param != PARAM_NONE;

    if (known && support_key(c->edition, SERVICE_ALL, KTY_RSA, param).support != KVJWK_SUPPORT_NO)
        return;
    report_as(c, RULE_KV_SIGNATURE_LENGTH, known ? KVJWK_WARNING : KVJWK_ERROR,
              at_value(c, v->token), 0,
              "the signature has {} octets; RSA keys of 2048, 3072 and 4096 bits give 256, 384 and "
              "512",
              ARGS(A_NUM(v->octets)));
}

static void check_signature(struct kvjwk_checker *c, const struct request_alg *alg,
                            const struct value *v)
{
    unsigned wanted = facts_signature_octets(alg->id);
    uint8_t octets[LOOK];
    size_t got;
    bool der;

    if (!value_ok(v) || v->octets == wanted)
        return;
    if (wanted == 0) {
        check_rsa_signature(c, v);
        return;
    }
    got = b64_decode(octets, LOOK, model_text(&c->model, v));
    der = strcmp(alg->row->base, "EC") == 0 && v->octets <= LOOK && is_der(octets, got);
    report(c, RULE_KV_SIGNATURE_LENGTH, at_value(c, v->token), 0,
           "the signature has {} octets; {} has {}{}",
           ARGS(A_NUM(v->octets), A_STR(alg->row->name), A_NUM(wanted),
                A_STR(der ? ": it is in DER; expected r and s, each of fixed width" : "")));
}

/* ---- ML-DSA ---- */

static bool is_ml_dsa(const struct request_alg *alg)
{
    return alg->row != NULL && strcmp(alg->row->base, "AKP") == 0;
}

static void check_mu(struct kvjwk_checker *c, const struct value *mu, const struct value *alg,
                     const struct value *digest)
{
    uint64_t wanted = facts_limit(LIMIT_EXTERNAL_MU);

    if (value_ok(mu) && mu->octets != wanted)
        report(c, RULE_KV_ML_DSA, at_value(c, mu->token), 0,
               "external_mu has {} octets; expected {}", ARGS(A_NUM(mu->octets), A_NUM(wanted)));
    if (value_there(alg) || value_there(digest))
        report(c, RULE_KV_ML_DSA, at_name(c, mu->token), 0,
               "external_mu stands beside {}; it comes without alg and without the message",
               ARGS(A_STR(value_there(alg) ? "alg" : "the message")));
}

/* TypeSpec 2026-05-01-preview: both are of AKP keys and exclude each other. */
static void check_ml_dsa(struct kvjwk_checker *c, const struct request_alg *alg,
                         const struct value *digest)
{
    const struct object *o = &c->model.outer;
    bool sign = o->shape == SHAPE_SIGN;
    const struct value *mu = object_value(o, sign ? SIGN_EXTERNAL_MU : VERIFY_EXTERNAL_MU);
    const struct value *context = object_value(o, sign ? SIGN_CONTEXT : VERIFY_CONTEXT);
    const struct value *name = object_value(o, SIGN_ALG);
    const struct value *first = value_there(mu) ? mu : context;
    uint64_t most = facts_limit(LIMIT_ML_DSA_CONTEXT);

    if (!value_there(first))
        return;
    if (alg->row != NULL && !is_ml_dsa(alg))
        report(c, RULE_KV_ML_DSA, at_name(c, first->token), 0,
               "external_mu and context are of ML-DSA; alg is {}", ARGS(A_STR(alg->row->name)));
    else if (value_there(mu) && value_there(context))
        report(c, RULE_KV_ML_DSA, at_name(c, context->token), 0,
               "context stands beside external_mu, which already holds it", NO_ARGS);
    else if (value_there(mu))
        check_mu(c, mu, name, digest);
    if (value_ok(context) && context->octets > most)
        report(c, RULE_KV_ML_DSA, at_value(c, context->token), 0,
               "context has {} octets; expected at most {}",
               ARGS(A_NUM(context->octets), A_NUM(most)));
}

/* ---- the requests ---- */

void check_sign(struct kvjwk_checker *c, const struct request_alg *alg)
{
    const struct value *value = object_value(&c->model.outer, SIGN_VALUE);

    check_ml_dsa(c, alg, value);
    if (alg->row != NULL)
        check_hash(c, alg, "value", value);
}

static bool is_signature_length(const struct request_alg *alg, size_t octets)
{
    unsigned wanted = facts_signature_octets(alg->id);

    return wanted != 0 ? octets == wanted : modulus_of(octets) != PARAM_NONE;
}

void check_verify(struct kvjwk_checker *c, const struct request_alg *alg)
{
    const struct value *digest = object_value(&c->model.outer, VERIFY_DIGEST);
    const struct value *value = object_value(&c->model.outer, VERIFY_VALUE);

    check_ml_dsa(c, alg, digest);
    if (alg->row == NULL)
        return;
    if (value_ok(digest) && value_ok(value) && digest->octets != value->octets &&
        value->octets == alg->row->digest && is_signature_length(alg, digest->octets)) {
        report(c, RULE_KV_VERIFY_SWAPPED, at_value(c, digest->token), 0,
               "digest has {} octets, the length of a signature, and value {}, that of a digest",
               ARGS(A_NUM(digest->octets), A_NUM(value->octets)));
        return;
    }
    check_hash(c, alg, "digest", digest);
    check_signature(c, alg, value);
}
