// SPDX-License-Identifier: MIT
/* Test vectors of symmetric keys: AES-GCM, AES-CBC, AES key wrap, HMAC. */
#include <stdio.h>
#include <string.h>

#include "vectors.h"

static bool algorithm_is(const struct group *group, const char *name)
{
    const char *algorithm = vectors_string(group->file, "algorithm");

    return algorithm != NULL && strcmp(algorithm, name) == 0;
}

static enum outcome skip_algorithm(struct vectors *v, const struct group *group)
{
    const char *algorithm = vectors_string(group->file, "algorithm");

    return vectors_skip(v, "algorithm that the service does not have: %.40s",
                        algorithm != NULL ? algorithm : "none");
}

/* The bits that a group speaks of; 0 for what is no size of a key. */
static unsigned bits_of(const struct group *group, const char *name)
{
    json_int_t bits = vectors_integer(group->json, name);

    return bits < 0 || bits > 1 << 20 ? 0 : (unsigned)bits;
}

static enum outcome open_sized(struct vectors *v, struct group *group, const char *suffix,
                               const char *op)
{
    unsigned bits = bits_of(group, "keySize");

    group->alg = vectors_alg_bits(suffix, bits);
    if (group->alg == NULL)
        return vectors_skip(v, "AES key of %u bits", bits);
    return vectors_allows(v, "oct", kvjwk_param_of_size("oct", bits), group->alg, op)
               ? OUTCOME_PASS
               : OUTCOME_SKIP;
}

/* One direction of a test: the value in, what has to come out. */
static bool gives(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request *request,
                  const char *op, const char *what, kvjwk_bytes wanted)
{
    struct said said = vectors_run(v, key, request, op);

    return vectors_same(v, what, said.done, said.value, wanted);
}

/* A strict target may refuse what the algorithm could do; another value is wrong anywhere. */
static enum outcome differs(struct vectors *v)
{
    return v->strict && v->rule[0] != '\0' ? vectors_judge(v, false) : OUTCOME_FAIL;
}

/* ---- AES-GCM ---- */

static enum outcome open_gcm(struct vectors *v, struct group *group)
{
    if (!algorithm_is(group, "AES-GCM"))
        return skip_algorithm(v, group);
    if (bits_of(group, "ivSize") != 96)
        return vectors_skip(v, "nonce length that the service does not use: it has 96 bits");
    if (bits_of(group, "tagSize") != 128)
        return vectors_skip(v, "tag length that the service does not use: it has 128 bits");
    return open_sized(v, group, "GCM", "decrypt");
}

static enum outcome run_gcm_with(struct vectors *v, kvjwk_engine_key *key,
                                 kvjwk_engine_request request, kvjwk_bytes msg, kvjwk_bytes ct)
{
    kvjwk_bytes tag = request.tag;
    kvjwk_engine_request seal = request;
    struct said said;

    request.value = ct;
    if (v->wanted != EXPECTED_VALID)
        return vectors_judge(v, vectors_run(v, key, &request, "decrypt").done);
    if (!gives(v, key, &request, "decrypt", "plaintext", msg))
        return differs(v);
    if (v->strict)
        return OUTCOME_PASS; /* the nonce is the service's to choose */
    seal.value = msg;
    seal.tag.ptr = NULL;
    seal.tag.length = 0;
    said = vectors_run(v, key, &seal, "encrypt");
    return vectors_same(v, "ciphertext", said.done, said.value, ct) &&
                   vectors_same(v, "tag", said.done, said.tag, tag)
               ? OUTCOME_PASS
               : OUTCOME_FAIL;
}

static enum outcome run_gcm(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key = vectors_secret(v, vectors_need_hex(v, test, "key"));
    enum outcome outcome;

    request.alg = group->alg;
    request.iv = vectors_need_hex(v, test, "iv");
    request.aad = vectors_need_hex(v, test, "aad");
    request.tag = vectors_need_hex(v, test, "tag");
    outcome = run_gcm_with(v, key, request, vectors_need_hex(v, test, "msg"),
                           vectors_need_hex(v, test, "ct"));
    kvjwk_engine_key_free(&key);
    return outcome;
}

/* ---- AES-CBC ---- */

static enum outcome open_cbc(struct vectors *v, struct group *group)
{
    if (algorithm_is(group, "AES-CBC-PKCS5"))
        return open_sized(v, group, "CBCPAD", "decrypt");
    if (algorithm_is(group, "AES-CBC"))
        return open_sized(v, group, "CBC", "decrypt");
    return skip_algorithm(v, group);
}

static enum outcome run_both(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request request,
                             const char *const ops[2], kvjwk_bytes msg, kvjwk_bytes ct)
{
    request.value = ct;
    if (v->wanted != EXPECTED_VALID)
        return vectors_judge(v, vectors_run(v, key, &request, ops[1]).done);
    if (!gives(v, key, &request, ops[1], "plaintext", msg))
        return differs(v);
    request.value = msg;
    if (!gives(v, key, &request, ops[0], "ciphertext", ct))
        return differs(v);
    return OUTCOME_PASS;
}

static enum outcome run_cbc(struct vectors *v, struct group *group, const json_t *test)
{
    static const char *const ops[] = {"encrypt", "decrypt"};
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key = vectors_secret(v, vectors_need_hex(v, test, "key"));
    enum outcome outcome;

    request.alg = group->alg;
    request.iv = vectors_need_hex(v, test, "iv");
    outcome = run_both(v, key, request, ops, vectors_need_hex(v, test, "msg"),
                       vectors_need_hex(v, test, "ct"));
    kvjwk_engine_key_free(&key);
    return outcome;
}

/* ---- AES key wrap ---- */

static enum outcome open_wrap(struct vectors *v, struct group *group)
{
    unsigned bits = bits_of(group, "keySize");

    if (algorithm_is(group, "AES-WRAP") || algorithm_is(group, "KW") ||
        algorithm_is(group, "AES-KW"))
        return open_sized(v, group, "KW", "unwrapKey");
    if (!algorithm_is(group, "AES-KWP") && !algorithm_is(group, "KWP"))
        return skip_algorithm(v, group);
    group->alg = kvjwk_alg_find("CKM_AES_KEY_WRAP_PAD");
    if (vectors_alg_bits("KW", bits) == NULL)
        return vectors_skip(v, "AES key of %u bits", bits);
    return vectors_allows(v, "oct", kvjwk_param_of_size("oct", bits), group->alg, "unwrapKey")
               ? OUTCOME_PASS
               : OUTCOME_SKIP;
}

static enum outcome run_wrap(struct vectors *v, struct group *group, const json_t *test)
{
    static const char *const ops[] = {"wrapKey", "unwrapKey"};
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key = vectors_secret(v, vectors_need_hex(v, test, "key"));
    kvjwk_bytes msg = vectors_need_hex(v, test, "msg"), ct = vectors_need_hex(v, test, "ct");
    enum outcome outcome;

    request.alg = group->alg;
    /* One algorithm under two names: A128KW and its sisters, and that of PKCS #11. */
    if (v->index % 2 == 1 && !v->strict && strstr(group->alg->name, "PAD") == NULL)
        request.alg = kvjwk_alg_find("CKM_AES_KEY_WRAP");
    if (v->wanted != EXPECTED_VALID && ct.length == 0 && msg.length > 0) {
        request.value = msg; /* no ciphertext: it is the wrapping that must fail */
        outcome = vectors_judge(v, vectors_run(v, key, &request, ops[0]).done);
    } else {
        outcome = run_both(v, key, request, ops, msg, ct);
    }
    kvjwk_engine_key_free(&key);
    return outcome;
}

/* ---- HMAC ---- */

/* "HMACSHA256" -> HS256 */
static const kvjwk_alg *hmac_of(const struct group *group)
{
    const char *name = vectors_string(group->file, "algorithm");
    char sha[16];

    if (name == NULL || strncmp(name, "HMACSHA", 7) != 0)
        return NULL;
    snprintf(sha, sizeof(sha), "SHA-%.10s", name + 7);
    return vectors_alg("HS", sha);
}

static enum outcome open_mac(struct vectors *v, struct group *group)
{
    unsigned bits = bits_of(group, "keySize");

    group->alg = hmac_of(group);
    if (group->alg == NULL)
        return skip_algorithm(v, group);
    if (bits_of(group, "tagSize") != group->alg->digest * 8)
        return vectors_skip(v, "tag length that the service does not use: it has the whole");
    if (v->strict && v->target != KVJWK_TARGET_RFC && kvjwk_param_of_size("oct", bits) == NULL)
        return vectors_skip(v, "%s does not take a key of %u bits", kvjwk_target_name(v->target),
                            bits);
    return vectors_allows(v, "oct", kvjwk_param_of_size("oct", bits), group->alg, "verify")
               ? OUTCOME_PASS
               : OUTCOME_SKIP;
}

static enum outcome run_mac_with(struct vectors *v, kvjwk_engine_key *key,
                                 kvjwk_engine_request request)
{
    kvjwk_bytes tag = request.signature;
    bool valid = vectors_run(v, key, &request, "verify").valid;

    if (v->wanted != EXPECTED_VALID || !valid)
        return vectors_judge(v, valid);
    request.signature.ptr = NULL;
    request.signature.length = 0;
    return gives(v, key, &request, "sign", "tag", tag) ? OUTCOME_PASS : differs(v);
}

static enum outcome run_mac(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key = vectors_secret(v, vectors_need_hex(v, test, "key"));
    enum outcome outcome;

    request.alg = group->alg;
    request.value = vectors_need_hex(v, test, "msg");
    request.signature = vectors_need_hex(v, test, "tag");
    outcome = run_mac_with(v, key, request);
    kvjwk_engine_key_free(&key);
    return outcome;
}

const struct family vectors_oct[] = {
    {"aead_test_schema", open_gcm, run_gcm},
    {"ind_cpa_test_schema", open_cbc, run_cbc},
    {"keywrap_test_schema", open_wrap, run_wrap},
    {"mac_test_schema", open_mac, run_mac},
    {NULL, NULL, NULL},
};
