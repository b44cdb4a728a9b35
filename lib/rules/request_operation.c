// SPDX-License-Identifier: MIT
/*
 * Encrypt, decrypt, wrapKey, unwrapKey: lengths of value, iv and tag by algorithm. The request does
 * not say which of them it is; a tag is there in a decrypt request alone.
 */
#include "rules/kv.h"

#define BLOCK 16    /* octets of an AES block */
#define SEMIBLOCK 8 /* RFC 3394 wraps in halves of a block */
#define RSA_LARGEST 4096

static const struct value *member(const struct kvjwk_checker *c, unsigned i)
{
    return object_value(&c->model.outer, i);
}

/* ---- members that an algorithm does not take ---- */

static const struct {
    uint8_t member;
    bool gcm, cbc;
} takes[] = {
    {OPERATION_IV, true, true}, {OPERATION_AAD, true, false}, {OPERATION_TAG, true, false}};

static void check_misplaced(struct kvjwk_checker *c, const struct request_alg *alg)
{
    enum alg_mode mode = facts_alg_mode(alg->id);
    bool gcm = mode == MODE_GCM;
    bool cbc = mode == MODE_CBC || mode == MODE_CBCPAD;

    for (size_t i = 0; i < ARRAY_LEN(takes); i++) {
        const struct value *v = member(c, takes[i].member);

        if (value_there(v) && !(gcm && takes[i].gcm) && !(cbc && takes[i].cbc))
            report(c, RULE_KV_OPERATION_MEMBER, at_name(c, v->token), 0, "{} takes no {}",
                   ARGS(A_STR(alg->row->name),
                        A_STR(facts_member(SHAPE_OPERATION, takes[i].member)->name)));
    }
}

/* ---- AES-GCM ---- */

static void check_length(struct kvjwk_checker *c, unsigned i, enum rule_id rule,
                         enum limit_id limit, const struct request_alg *alg)
{
    const struct value *v = member(c, i);
    uint64_t wanted = facts_limit(limit);

    if (value_ok(v) && v->octets != wanted)
        report(c, rule, at_value(c, v->token), 0, "{} has {} octets; {} takes {}",
               ARGS(A_STR(facts_member(SHAPE_OPERATION, i)->name), A_NUM(v->octets),
                    A_STR(alg->row->name), A_NUM(wanted)));
}

/* .NET client, EncryptParameters: the service makes the nonce; issue azure-sdk-for-python #41827
 * says that Managed HSM takes the client's. */
static void check_gcm(struct kvjwk_checker *c, const struct request_alg *alg)
{
    const struct value *iv = member(c, OPERATION_IV);
    const struct value *tag = member(c, OPERATION_TAG);

    if (value_there(tag) && !value_there(iv))
        report(c, RULE_KV_GCM, at_name(c, tag->token), 0,
               "the request has a tag and no iv; to decrypt with {} both are needed",
               ARGS(A_STR(alg->row->name)));
    else if (value_there(iv) && !value_there(tag))
        report_as(
            c, RULE_KV_GCM, KVJWK_WARNING, at_name(c, iv->token), 0,
            "the request has an iv and no tag: to encrypt with {} the service makes the nonce "
            "itself, to decrypt the tag is needed",
            ARGS(A_STR(alg->row->name)));
    check_length(c, OPERATION_IV, RULE_KV_GCM, LIMIT_GCM_IV, alg);
    check_length(c, OPERATION_TAG, RULE_KV_GCM, LIMIT_GCM_TAG, alg);
}

/* ---- AES-CBC ---- */

static void check_cbc(struct kvjwk_checker *c, const struct request_alg *alg)
{
    const struct value *value = member(c, OPERATION_VALUE);

    if (!value_there(member(c, OPERATION_IV)))
        report(c, RULE_KV_CBC, at_value(c, c->model.outer.token), 0,
               "the request has no iv; {} takes one of {} octets, made by the client",
               ARGS(A_STR(alg->row->name), A_NUM(facts_limit(LIMIT_CBC_IV))));
    check_length(c, OPERATION_IV, RULE_KV_CBC, LIMIT_CBC_IV, alg);
    if (facts_alg_mode(alg->id) == MODE_CBC && value_ok(value) && value->octets % BLOCK != 0)
        report(c, RULE_KV_CBC, at_value(c, value->token), 0,
               "value has {} octets; {} does not pad and takes multiples of {}",
               ARGS(A_NUM(value->octets), A_STR(alg->row->name), A_NUM(BLOCK)));
}

/* ---- key wrap ---- */

/* RFC 3394: two semiblocks or more; RFC 5649: any plaintext, and ciphertext of two or more. */
static void check_wrap(struct kvjwk_checker *c, const struct request_alg *alg)
{
    const struct value *v = member(c, OPERATION_VALUE);
    bool padded = facts_alg_mode(alg->id) == MODE_KWP;

    if (!value_ok(v))
        return;
    if (padded ? v->octets == 0 : v->octets % SEMIBLOCK != 0 || v->octets < 2 * SEMIBLOCK)
        report(c, RULE_KV_WRAP_LENGTH, at_value(c, v->token), 0,
               padded ? "value has {} octets; {} takes 1 or more"
                      : "value has {} octets; {} takes multiples of 8 from 16 on",
               ARGS(A_NUM(v->octets), A_STR(alg->row->name)));
}

/* ---- RSA ---- */

/* The smallest documented modulus that has room for a payload of `octets`; 0: none has. */
static unsigned smallest_modulus(const struct kvjwk_checker *c, unsigned octets, unsigned overhead)
{
    unsigned best = 0;

    for (unsigned p = 0; p < PARAM_COUNT; p++) {
        const kvjwk_param *row = facts_param((enum param_id)p);

        if (octets + overhead <= row->octets && (best == 0 || row->bits < best) &&
            support_key(c->edition, SERVICE_ALL, KTY_RSA, (enum param_id)p).support !=
                KVJWK_SUPPORT_NO)
            best = row->bits;
    }
    return best;
}

/* A value as long as a modulus is a ciphertext, or a payload for a larger key: nobody can tell. */
static void check_rsa_value(struct kvjwk_checker *c, const struct request_alg *alg)
{
    const struct value *v = member(c, OPERATION_VALUE);
    unsigned overhead = facts_rsa_overhead(alg->id);
    unsigned bits;

    if (!value_ok(v) ||
        (v->octets <= RSA_LARGEST / 8 && facts_param_of_size(KTY_RSA, v->octets * 8) != PARAM_NONE))
        return;
    bits = v->octets <= RSA_LARGEST / 8 ? smallest_modulus(c, v->octets, overhead) : 0;
    if (bits == 0)
        report(
            c, RULE_KV_RSA_VALUE, at_value(c, v->token), 0,
            "value has {} octets; {} takes at most {} to encrypt, with a key of {} bits, and 256, "
            "384 or 512 to decrypt",
            ARGS(A_NUM(v->octets), A_STR(alg->row->name), A_NUM(RSA_LARGEST / 8 - overhead),
                 A_NUM(RSA_LARGEST)));
    else if (bits > 2048)
        report_as(c, RULE_KV_RSA_VALUE, KVJWK_NOTE, at_value(c, v->token), 0,
                  "value has {} octets; {} fits that into keys of {} bits and more",
                  ARGS(A_NUM(v->octets), A_STR(alg->row->name), A_NUM(bits)));
}

void check_operation(struct kvjwk_checker *c, const struct request_alg *alg)
{
    if (alg->row == NULL)
        return;
    check_misplaced(c, alg);
    switch (facts_alg_mode(alg->id)) {
    case MODE_RSA:
        check_rsa_value(c, alg);
        break;
    case MODE_KW:
    case MODE_KWP:
        check_wrap(c, alg);
        break;
    case MODE_GCM:
        check_gcm(c, alg);
        break;
    case MODE_CBC:
    case MODE_CBCPAD:
        check_cbc(c, alg);
        break;
    case MODE_NONE:
        break;
    }
}
