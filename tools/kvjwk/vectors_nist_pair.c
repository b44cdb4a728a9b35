// SPDX-License-Identifier: MIT
/* Test vectors of NIST for key pairs: RSA signatures and keys, ECDSA signatures and keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors_nist.h"

/* Signatures that were made say nothing of a result: they are good. */
static void read_result(struct vectors *v, const struct record *record)
{
    const struct field *result = record_find(record, "Result");

    v->wanted =
        result == NULL || word_begins(result->value, "P") ? EXPECTED_VALID : EXPECTED_INVALID;
}

/* ---- RSA ---- */

static kvjwk_engine_key *rsa_key(struct vectors *v, const struct record *record, bool private_part)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;

    parts.kty = vectors_kty(v, "RSA");
    parts.n = record_hex(v, record, "n");
    parts.e = record_hex(v, record, "e");
    if (private_part)
        parts.d = record_hex(v, record, "d");
    return vectors_key(v, &parts);
}

static const kvjwk_alg *rsa_alg(struct vectors *v, const struct record *record, const char *family)
{
    const struct field *hash = record_find(record, "SHAAlg");
    char name[24];

    snprintf(name, sizeof(name), "SHA-%.*s", hash->value.length > 3 ? 8 : 0,
             hash->value.length > 3 ? hash->value.ptr + 3 : "");
    for (char *p = name + 4; *p != '\0'; p++)
        if (*p < '0' || *p > '9')
            *p = '\0';
    if (vectors_alg(family, name) == NULL)
        vectors_skip(v, "hash that no %s algorithm has: %s", family, name);
    return vectors_alg(family, name);
}

static bool rsa_allowed(struct vectors *v, const kvjwk_engine_key *key, const kvjwk_alg *alg)
{
    const kvjwk_param *param = key == NULL ? NULL : kvjwk_engine_key_facts(key)->param;

    if (v->strict && v->target != KVJWK_TARGET_RFC && param == NULL) {
        vectors_skip(v, "%s does not take RSA keys of this size", kvjwk_target_name(v->target));
        return false;
    }
    return vectors_allows(v, "RSA", param, alg, "verify");
}

static enum outcome rsa_verify(struct vectors *v, const struct record *record, const char *family,
                               bool (*in_scope)(struct vectors *v, const struct record *record,
                                                const kvjwk_alg *alg, bool valid))
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key;
    enum outcome outcome = OUTCOME_SKIP;
    bool valid;

    request.alg = rsa_alg(v, record, family);
    if (request.alg == NULL)
        return OUTCOME_SKIP;
    read_result(v, record);
    key = rsa_key(v, record, false);
    if (rsa_allowed(v, key, request.alg)) {
        request.message = true;
        request.value = record_hex(v, record, "Msg");
        request.signature = record_hex(v, record, "S");
        valid = vectors_run(v, key, &request, "verify").valid;
        if (in_scope == NULL || in_scope(v, record, request.alg, valid))
            outcome = vectors_judge(v, valid);
    }
    kvjwk_engine_key_free(&key);
    return outcome;
}

static enum outcome run_pkcs1(struct vectors *v, const struct record *record)
{
    return rsa_verify(v, record, "RS", NULL);
}

/* The salt of these files is shorter than the digest: none may verify, whatever it is. */
static bool salt_in_scope(struct vectors *v, const struct record *record, const kvjwk_alg *alg,
                          bool valid)
{
    const char *text = record_head(record, "Salt len: ");
    unsigned long salt = text == NULL ? 0 : strtoul(text + strlen("Salt len: "), NULL, 10);

    if (salt == alg->digest)
        return true;
    v->wanted = EXPECTED_INVALID;
    if (valid)
        return true; /* and judged as wrong */
    vectors_skip(v, "salt length that the service does not use: %lu", salt);
    return false;
}

static enum outcome run_pss(struct vectors *v, const struct record *record)
{
    return rsa_verify(v, record, "PS", salt_in_scope);
}

static enum outcome run_rsa_pair(struct vectors *v, const struct record *record)
{
    kvjwk_engine_key *key = rsa_key(v, record, true);
    bool valid = vectors_pairwise(v, key).valid;

    v->wanted = EXPECTED_VALID;
    kvjwk_engine_key_free(&key);
    return vectors_judge(v, valid);
}

/* ---- elliptic curves ---- */

struct ec_section {
    const kvjwk_param *param;
    const char *crv;
    unsigned sha; /* 0: none named */
};

static bool read_section(struct vectors *v, const struct record *record, struct ec_section *out)
{
    static const char *const curves[][2] = {
        {"P-256", "P-256"}, {"P-384", "P-384"}, {"P-521", "P-521"}, {"K-256", "secp256k1"}};
    static const char *const hashes[] = {",SHA-256", ",SHA-384", ",SHA-512"};
    struct word rest = record->section;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
        if (word_begins(record->section, curves[i][0]))
            out->crv = curves[i][1];
    if (out->crv == NULL) {
        vectors_skip(v, "curve that the service does not have: %.*s",
                     (int)(rest.length < 5 ? rest.length : 5), rest.ptr != NULL ? rest.ptr : "");
        return false;
    }
    rest.ptr += 5;
    rest.length -= 5;
    for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
        if (word_is(rest, hashes[i]))
            out->sha = vectors_sha(hashes[i] + 1);
    out->param = kvjwk_param_of_curve(out->crv);
    return true;
}

static kvjwk_engine_key *ec_key(struct vectors *v, const struct record *record, const char *crv,
                                bool private_part)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;

    parts.kty = vectors_kty(v, "EC");
    parts.crv = crv;
    parts.x = record_hex(v, record, "Qx");
    parts.y = record_hex(v, record, "Qy");
    if (private_part)
        parts.d = record_hex(v, record, "d");
    return vectors_key(v, &parts);
}

/* An integer, written into width octets; false when it needs more. */
static bool place(unsigned char *out, size_t width, kvjwk_bytes number)
{
    const unsigned char *p = number.ptr;

    while (number.length > width && *p == 0) {
        p++;
        number.length--;
    }
    if (number.length > width || p == NULL)
        return false;
    memset(out, 0, width);
    memcpy(out + width - number.length, p, number.length);
    return true;
}

static bool ec_signature(struct vectors *v, const struct record *record, size_t width,
                         kvjwk_bytes *out)
{
    unsigned char *raw = vectors_alloc(v, 2 * width);

    if (raw == NULL || !place(raw, width, record_hex(v, record, "R")) ||
        !place(raw + width, width, record_hex(v, record, "S")))
        return false;
    out->ptr = raw;
    out->length = 2 * width;
    return true;
}

static enum outcome run_ecdsa(struct vectors *v, const struct record *record)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    struct ec_section section;
    kvjwk_engine_key *key;
    bool valid = false;

    if (!read_section(v, record, &section))
        return OUTCOME_SKIP;
    request.alg = vectors_ec_alg(section.param, section.sha);
    if (request.alg == NULL)
        return vectors_skip(v, "hash that no algorithm of %s has", section.crv);
    if (!vectors_allows(v, "EC", section.param, request.alg, "verify"))
        return OUTCOME_SKIP;
    read_result(v, record);
    key = ec_key(v, record, section.crv, false);
    request.message = true;
    request.value = record_hex(v, record, "Msg");
    if (ec_signature(v, record, section.param->octets, &request.signature))
        valid = vectors_run(v, key, &request, "verify").valid;
    kvjwk_engine_key_free(&key);
    return vectors_judge(v, valid);
}

static enum outcome run_point(struct vectors *v, const struct record *record)
{
    struct ec_section section;
    kvjwk_engine_key *key;
    bool taken;

    if (!read_section(v, record, &section))
        return OUTCOME_SKIP;
    read_result(v, record);
    key = ec_key(v, record, section.crv, false);
    taken = key != NULL;
    kvjwk_engine_key_free(&key);
    return vectors_judge(v, taken);
}

static enum outcome run_ec_pair(struct vectors *v, const struct record *record)
{
    struct ec_section section;
    kvjwk_engine_key *key;
    bool valid;

    if (!read_section(v, record, &section))
        return OUTCOME_SKIP;
    v->wanted = EXPECTED_VALID;
    key = ec_key(v, record, section.crv, true);
    valid = vectors_pairwise(v, key).valid;
    kvjwk_engine_key_free(&key);
    return vectors_judge(v, valid);
}

const struct nist_family nist_pair[] = {
    {{"\"SigVer PKCS#1 Ver 1.5\"", NULL}, "nist-rsa-pkcs1", {"n", "e", "SHAAlg", "S"}, run_pkcs1},
    {{"\"SigGen PKCS#1 Ver 1.5\"", NULL}, "nist-rsa-pkcs1", {"n", "e", "SHAAlg", "S"}, run_pkcs1},
    {{"PKCS#1 RSASSA-PSS\"", NULL}, "nist-rsa-pss", {"n", "e", "SHAAlg", "S"}, run_pss},
    {{"\"KeyGen RSA (X9.31)\"", NULL}, "nist-rsa-key", {"n", "e", "d"}, run_rsa_pair},
    {{"\"PKV\" information", "Curves"}, "nist-ec-point", {"Qx", "Qy", "Result"}, run_point},
    {{"\"Key Pair\" information", "Curves"}, "nist-ec-key", {"d", "Qx", "Qy"}, run_ec_pair},
    {{"\"SigVer\" information", "Curves"}, "nist-ecdsa", {"Msg", "Qx", "R", "S"}, run_ecdsa},
    {{"\"SigGen\" information", "Curves"}, "nist-ecdsa", {"Msg", "Qx", "R", "S"}, run_ecdsa},
    {{"[K-256,SHA-", NULL}, "nist-ecdsa", {"Msg", "Qx", "R", "S"}, run_ecdsa},
    {{NULL, NULL}, NULL, {NULL}, NULL},
};
