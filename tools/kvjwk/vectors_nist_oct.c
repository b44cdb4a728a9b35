// SPDX-License-Identifier: MIT
/* Test vectors of NIST for symmetric keys: AES key wrap, GCM, CBC, HMAC. */
#include <stdio.h>
#include <string.h>

#include "vectors_nist.h"

/* One direction: the value in, what has to come out. */
static bool gives(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request request,
                  const char *op, kvjwk_bytes in, const char *what, kvjwk_bytes wanted)
{
    struct said said;

    request.value = in;
    said = vectors_run(v, key, &request, op);
    return vectors_same(v, what, said.done, said.value, wanted);
}

static enum outcome both_ways(struct vectors *v, kvjwk_engine_key *key,
                              kvjwk_engine_request request, const char *const ops[2],
                              kvjwk_bytes plain, kvjwk_bytes secret)
{
    struct said said;

    if (plain.ptr == NULL) { /* FAIL */
        request.value = secret;
        said = vectors_run(v, key, &request, ops[1]);
        v->wanted = EXPECTED_INVALID;
        return vectors_judge(v, said.done);
    }
    v->wanted = EXPECTED_VALID;
    if (gives(v, key, request, ops[1], secret, "plaintext", plain) &&
        gives(v, key, request, ops[0], plain, "ciphertext", secret))
        return OUTCOME_PASS;
    return v->strict && v->rule[0] != '\0' ? vectors_judge(v, false) : OUTCOME_FAIL;
}

static enum outcome with_key(struct vectors *v, kvjwk_bytes secret, kvjwk_engine_request request,
                             const char *const ops[2], kvjwk_bytes plain, kvjwk_bytes cipher)
{
    kvjwk_engine_key *key;
    enum outcome outcome;

    if (request.alg == NULL)
        return vectors_skip(v, "AES key of %zu bits", secret.length * 8);
    if (!vectors_allows(v, "oct", kvjwk_param_of_size("oct", (unsigned)secret.length * 8),
                        request.alg, ops[1]))
        return OUTCOME_SKIP;
    key = vectors_secret(v, secret);
    outcome = both_ways(v, key, request, ops, plain, cipher);
    kvjwk_engine_key_free(&key);
    return outcome;
}

/* ---- key wrap ---- */

static const char *const wrap_ops[] = {"wrapKey", "unwrapKey"};

static enum outcome wrap(struct vectors *v, const struct record *record, const char *key,
                         const char *plain, const char *cipher, bool padded)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_bytes secret = record_hex(v, record, key);

    if (record_head(record, "inverse cipher function") != NULL)
        return vectors_skip(v, "inverse cipher function: the service has the forward one");
    request.alg = padded ? kvjwk_alg_find("CKM_AES_KEY_WRAP_PAD")
                         : vectors_alg_bits("KW", (unsigned)secret.length * 8);
    return with_key(v, secret, request, wrap_ops, record_hex(v, record, plain),
                    record_hex(v, record, cipher));
}

static enum outcome run_kw(struct vectors *v, const struct record *record)
{
    return wrap(v, record, "K", "P", "C", false);
}

static enum outcome run_kwp(struct vectors *v, const struct record *record)
{
    return wrap(v, record, "K", "P", "C", true);
}

static enum outcome run_kwp_plain(struct vectors *v, const struct record *record)
{
    return wrap(v, record, "Key", "Input", "Output", true);
}

/* ---- GCM and CBC ---- */

static const char *const cipher_ops[] = {"encrypt", "decrypt"};

static enum outcome judge_gcm(struct vectors *v, kvjwk_engine_key *key,
                              kvjwk_engine_request request, kvjwk_bytes plain)
{
    kvjwk_bytes cipher = request.value, tag = request.tag;
    struct said said = vectors_run(v, key, &request, "decrypt");

    v->wanted = plain.ptr != NULL ? EXPECTED_VALID : EXPECTED_INVALID;
    if (plain.ptr == NULL || !said.done)
        return vectors_judge(v, said.done);
    if (!vectors_same(v, "plaintext", true, said.value, plain))
        return OUTCOME_FAIL;
    if (v->strict)
        return OUTCOME_PASS; /* the nonce is the service's to choose */
    request.value = plain;
    request.tag = (kvjwk_bytes){NULL, 0};
    said = vectors_run(v, key, &request, "encrypt");
    return vectors_same(v, "ciphertext", said.done, said.value, cipher) &&
                   vectors_same(v, "tag", said.done, said.tag, tag)
               ? OUTCOME_PASS
               : OUTCOME_FAIL;
}

static enum outcome run_gcm(struct vectors *v, const struct record *record)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    unsigned nonce = record_number(record, "IVlen"), tag = record_number(record, "Taglen");
    kvjwk_bytes secret = record_hex(v, record, "Key");
    kvjwk_engine_key *key;
    enum outcome outcome;

    if (nonce != 96)
        return vectors_skip(v, "nonce length that the service does not use: it has 96 bits");
    if (tag != 128)
        return vectors_skip(v, "tag length that the service does not use: it has 128 bits");
    request.alg = vectors_alg_bits("GCM", (unsigned)secret.length * 8);
    if (request.alg == NULL)
        return vectors_skip(v, "AES key of %zu bits", secret.length * 8);
    if (!vectors_allows(v, "oct", kvjwk_param_of_size("oct", (unsigned)secret.length * 8),
                        request.alg, "decrypt"))
        return OUTCOME_SKIP;
    request.value = record_hex(v, record, "CT");
    request.iv = record_hex(v, record, "IV");
    request.aad = record_hex(v, record, "AAD");
    request.tag = record_hex(v, record, "Tag");
    key = vectors_secret(v, secret);
    outcome = judge_gcm(v, key, request, record_hex(v, record, "PT"));
    kvjwk_engine_key_free(&key);
    return outcome;
}

static enum outcome run_cbc(struct vectors *v, const struct record *record)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_bytes secret = record_hex(v, record, "KEY");

    request.alg = vectors_alg_bits("CBC", (unsigned)secret.length * 8);
    request.iv = record_hex(v, record, "IV");
    return with_key(v, secret, request, cipher_ops, record_hex(v, record, "PLAINTEXT"),
                    record_hex(v, record, "CIPHERTEXT"));
}

/* ---- HMAC ---- */

/* "HMAC-SHA256" in the first line -> HS256 */
static const kvjwk_alg *hmac_of(const struct record *record)
{
    const char *name = record_head(record, "HMAC-SHA");
    char sha[16];

    if (name == NULL)
        return NULL;
    snprintf(sha, sizeof(sha), "SHA-%.3s", name + strlen("HMAC-SHA"));
    return vectors_alg("HS", sha);
}

static enum outcome run_hmac(struct vectors *v, const struct record *record)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_bytes secret = record_hex(v, record, "Key"), tag = record_hex(v, record, "MD");
    const kvjwk_param *param = kvjwk_param_of_size("oct", (unsigned)secret.length * 8);
    kvjwk_engine_key *key;
    bool valid;

    request.alg = hmac_of(record);
    if (request.alg == NULL)
        return vectors_skip(v, "hash that no HS algorithm has");
    if (v->strict && v->target != KVJWK_TARGET_RFC && param == NULL)
        return vectors_skip(v, "%s does not take a key of %zu bits", kvjwk_target_name(v->target),
                            secret.length * 8);
    if (!vectors_allows(v, "oct", param, request.alg, "verify"))
        return OUTCOME_SKIP;
    v->wanted = EXPECTED_VALID;
    key = vectors_secret(v, secret);
    request.value = record_hex(v, record, "Msg");
    request.signature = tag;
    valid = vectors_run(v, key, &request, "verify").valid;
    request.signature = (kvjwk_bytes){NULL, 0};
    valid = valid && gives(v, key, request, "sign", request.value, "tag", tag);
    kvjwk_engine_key_free(&key);
    return vectors_judge(v, valid);
}

const struct nist_family nist_oct[] = {
    {{"KWP-AE with AES", NULL}, "nist-aes-kwp", {"K", "C"}, run_kwp},
    {{"KWP-AD with AES", NULL}, "nist-aes-kwp", {"K", "C"}, run_kwp},
    {{"KW-AE with AES", NULL}, "nist-aes-kw", {"K", "C"}, run_kw},
    {{"KW-AD with AES", NULL}, "nist-aes-kw", {"K", "C"}, run_kw},
    {{"[KWP]", NULL}, "aes-kwp", {"Key", "Input", "Output"}, run_kwp_plain},
    {{"GCM Decrypt", NULL}, "nist-aes-gcm", {"Key", "IV", "CT", "Tag"}, run_gcm},
    {{"GCM Encrypt", NULL}, "nist-aes-gcm", {"Key", "IV", "CT", "Tag"}, run_gcm},
    {{"test data for CBC", "# AESVS"},
     "nist-aes-cbc",
     {"KEY", "IV", "PLAINTEXT", "CIPHERTEXT"},
     run_cbc},
    {{"Test Cases for HMAC-SHA", NULL}, "rfc4231-hmac", {"Key", "Msg", "MD"}, run_hmac},
    {{NULL, NULL}, NULL, {NULL}, NULL},
};
