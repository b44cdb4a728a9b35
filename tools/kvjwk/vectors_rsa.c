// SPDX-License-Identifier: MIT
/* Test vectors of RSA: PKCS #1 v1.5 and PSS signatures, PKCS #1 v1.5 and OAEP decryption. */
#include <stdio.h>
#include <string.h>

#include "vectors.h"

/* ---- keys ---- */

/* Newer files have modulus and the like in an object, older ones n, e, d in the group. */
static kvjwk_bytes number(struct vectors *v, const json_t *key, const char *name,
                          const char *old_name)
{
    kvjwk_bytes value = vectors_hex(v, key, name);

    return value.ptr != NULL ? value : vectors_hex(v, key, old_name);
}

static kvjwk_engine_key *key_of_parts(struct vectors *v, const json_t *key, bool private_part)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;
    kvjwk_engine_key *out;

    parts.kty = vectors_kty(v, "RSA");
    parts.n = number(v, key, "modulus", "n");
    parts.e = number(v, key, "publicExponent", "e");
    if (private_part) {
        parts.d = number(v, key, "privateExponent", "d");
        parts.p = number(v, key, "prime1", "p");
        parts.q = number(v, key, "prime2", "q");
        parts.dp = number(v, key, "exponent1", "dp");
        parts.dq = number(v, key, "exponent2", "dq");
        parts.qi = number(v, key, "coefficient", "qi");
    }
    out = vectors_key(v, &parts);
    vectors_release(v);
    return out;
}

static void add_der(struct vectors *v, struct group *group, const char *member)
{
    const kvjwk_kty *kty = vectors_kty(v, "RSA");
    kvjwk_bytes der = vectors_hex(v, group->json, member);
    kvjwk_engine_key *key = NULL;
    kvjwk_sink sink = vectors_sink(v);

    if (der.ptr == NULL)
        return;
    if (kvjwk_engine_key_from_der(&key, v->engine, kty, der, NULL, &sink) == KVJWK_OK)
        group_add(group, "der", key);
    vectors_release(v);
}

static void add_jwk(struct vectors *v, struct group *group, const char *member)
{
    static const struct reading_options rfc = {.target = KVJWK_TARGET_RFC};
    const json_t *jwk = json_object_get(group->json, member);

    if (jwk != NULL && !v->strict) /* a JWK says RSA, also where the target takes RSA-HSM only */
        group_add(group, "jwk", vectors_read_key(v, jwk, &rfc, NULL, NULL));
}

static void add_public(struct vectors *v, struct group *group)
{
    const json_t *key = json_object_get(group->json, "publicKey");

    if (key == NULL)
        key = group->json;
    group_add(group, "parts", key_of_parts(v, key, false));
    add_jwk(v, group, "keyJwk");
    add_jwk(v, group, "publicKeyJwk");
    add_der(v, group, "publicKeyDer");
}

static void add_private(struct vectors *v, struct group *group)
{
    const json_t *key = json_object_get(group->json, "privateKey");

    if (key == NULL)
        key = group->json;
    group_add(group, "parts", key_of_parts(v, key, true));
    add_jwk(v, group, "privateKeyJwk");
    add_der(v, group, "privateKeyPkcs8");
}

static const kvjwk_param *size_of(const struct group *group)
{
    const kvjwk_engine_key *key = group->keys[0];

    return key == NULL ? NULL : kvjwk_engine_key_facts(key)->param;
}

static bool allowed(struct vectors *v, const struct group *group, const char *op)
{
    if (v->strict && v->target != KVJWK_TARGET_RFC && size_of(group) == NULL) {
        vectors_skip(v, "%s does not take RSA keys of this size", kvjwk_target_name(v->target));
        return false;
    }
    return vectors_allows(v, "RSA", size_of(group), group->alg, op);
}

/* ---- signatures ---- */

static enum outcome open_pkcs1(struct vectors *v, struct group *group)
{
    const char *sha = vectors_string(group->json, "sha");

    group->alg = vectors_alg("RS", sha);
    if (group->alg == NULL)
        return vectors_skip(v, "hash that no RS algorithm has: %.40s", sha != NULL ? sha : "none");
    add_public(v, group);
    return allowed(v, group, "verify") ? OUTCOME_PASS : OUTCOME_SKIP;
}

static enum outcome open_pss(struct vectors *v, struct group *group)
{
    const char *sha = vectors_string(group->json, "sha");
    const char *mgf = vectors_string(group->json, "mgf");
    const char *mgf_sha = vectors_string(group->json, "mgfSha");
    json_int_t salt = vectors_integer(group->json, "sLen");

    group->alg = vectors_alg("PS", sha);
    if (group->alg == NULL)
        return vectors_skip(v, "hash that no PS algorithm has: %.40s", sha != NULL ? sha : "none");
    if (mgf == NULL || strcmp(mgf, "MGF1") != 0 || mgf_sha == NULL || strcmp(mgf_sha, sha) != 0)
        return vectors_skip(v, "mask generation with another hash than the signature: %.40s",
                            mgf_sha != NULL ? mgf_sha : "none");
    group->other_salt = salt != (json_int_t)group->alg->digest;
    add_public(v, group);
    return allowed(v, group, "verify") ? OUTCOME_PASS : OUTCOME_SKIP;
}

static struct said verify(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;

    request.alg = group->alg;
    request.message = true;
    request.value = vectors_need_hex(v, test, "msg");
    request.signature = vectors_need_hex(v, test, "sig");
    return vectors_run(v, group_key(v, group), &request, "verify");
}

static enum outcome run_verify(struct vectors *v, struct group *group, const json_t *test)
{
    struct said said = verify(v, group, test);

    if (!group->other_salt)
        return vectors_judge(v, said.valid);
    /* A signature with another salt length must not verify, whatever else it is: section 3.5 of
     * RFC 7518. What the file calls invalid may be a signature with our length. */
    if (v->wanted == EXPECTED_VALID && said.valid)
        return vectors_fail(v, "rejected: salt length", "accepted");
    return vectors_skip(v, "salt length that the service does not use: %lld",
                        (long long)vectors_integer(group->json, "sLen"));
}

static enum outcome open_sign(struct vectors *v, struct group *group)
{
    const char *sha = vectors_string(group->json, "sha");

    group->alg = vectors_alg("RS", sha);
    if (group->alg == NULL)
        return vectors_skip(v, "hash that no RS algorithm has: %.40s", sha != NULL ? sha : "none");
    add_private(v, group);
    return allowed(v, group, "sign") ? OUTCOME_PASS : OUTCOME_SKIP;
}

static enum outcome run_sign(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_bytes wanted = vectors_need_hex(v, test, "sig");
    struct said said;

    request.alg = group->alg;
    request.message = true;
    request.value = vectors_need_hex(v, test, "msg");
    said = vectors_run(v, group_key(v, group), &request, "sign");
    if (v->wanted == EXPECTED_INVALID)
        return vectors_judge(v, said.done);
    if (!said.done && (v->wanted == EXPECTED_ACCEPTABLE || v->strict))
        return vectors_judge(v, false);
    return vectors_same(v, "signature", said.done, said.value, wanted) ? OUTCOME_PASS
                                                                       : OUTCOME_FAIL;
}

static enum outcome open_parameters(struct vectors *v, struct group *group)
{
    (void)group;
    return vectors_skip(v, "key with PSS parameters of its own: no JWK can say that");
}

/* ---- decryption ---- */

static enum outcome open_decrypt(struct vectors *v, struct group *group)
{
    group->alg = kvjwk_alg_find("RSA1_5");
    add_private(v, group);
    return allowed(v, group, "decrypt") ? OUTCOME_PASS : OUTCOME_SKIP;
}

static bool both(const char *a, const char *b, const char *wanted)
{
    return a != NULL && b != NULL && strcmp(a, wanted) == 0 && strcmp(b, wanted) == 0;
}

static enum outcome open_oaep(struct vectors *v, struct group *group)
{
    const char *sha = vectors_string(group->json, "sha");
    const char *mgf_sha = vectors_string(group->json, "mgfSha");
    const json_t *key = json_object_get(group->json, "privateKey");

    if (both(sha, mgf_sha, "SHA-1"))
        group->alg = kvjwk_alg_find("RSA-OAEP");
    else if (both(sha, mgf_sha, "SHA-256"))
        group->alg = kvjwk_alg_find("RSA-OAEP-256");
    else
        return vectors_skip(v, "hashes that no RSA-OAEP algorithm has: %.30s, MGF1 %.30s",
                            sha != NULL ? sha : "none", mgf_sha != NULL ? mgf_sha : "none");
    if (json_object_get(key, "otherPrimeInfos") != NULL)
        return vectors_skip(v, "key of more than two primes");
    add_private(v, group);
    return allowed(v, group, "decrypt") ? OUTCOME_PASS : OUTCOME_SKIP;
}

static bool empty(kvjwk_bytes octets)
{
    return octets.length == 0;
}

static enum outcome run_decrypt(struct vectors *v, struct group *group, const json_t *test)
{
    static const char *const ops[] = {"decrypt", "unwrapKey"};
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_bytes wanted = vectors_need_hex(v, test, "msg");
    bool labelled = !empty(vectors_hex(v, test, "label"));
    size_t forms = group->key_count == 0 ? 1 : group->key_count;
    struct said said;

    request.alg = group->alg;
    request.value = vectors_need_hex(v, test, "ct");
    said = vectors_run(v, group_key(v, group), &request, ops[v->index / forms % 2]);
    if (labelled && said.done)
        return vectors_fail(v, "rejected: label", "decrypted without it");
    if (labelled)
        return vectors_skip(v, "label that the service does not take");
    if (v->wanted == EXPECTED_VALID && (said.done || !v->strict))
        return vectors_same(v, "plaintext", said.done, said.value, wanted) ? OUTCOME_PASS
                                                                           : OUTCOME_FAIL;
    /* Another plaintext is implicit rejection, which libcrypto has since 3.2. */
    return vectors_judge(v, said.done && vectors_bytes_eq(said.value, wanted));
}

const struct family vectors_rsa[] = {
    {"rsassa_pkcs1_verify_schema", open_pkcs1, run_verify},
    {"rsassa_pkcs1_generate_schema", open_sign, run_sign},
    {"rsassa_pss_with_parameters_verify_schema", open_parameters, NULL},
    {"rsassa_pss_verify_schema", open_pss, run_verify},
    {"rsaes_pkcs1_decrypt_schema", open_decrypt, run_decrypt},
    {"rsaes_oaep_decrypt_schema", open_oaep, run_decrypt},
    {NULL, NULL, NULL},
};
