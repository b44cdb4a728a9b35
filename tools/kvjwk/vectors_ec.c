// SPDX-License-Identifier: MIT
/* Test vectors of elliptic curves: ECDSA as r || s and as DER, and public keys of ECDH files. */
#include <stdio.h>
#include <string.h>

#include "vectors.h"

/* The names that SEC 2 gives; the tables know those of JOSE and of the service. */
static const struct {
    const char *name;
    const char *crv;
} sec_names[] = {{"secp256r1", "P-256"}, {"secp384r1", "P-384"},    {"secp521r1", "P-521"},
                 {"P-256", "P-256"},     {"P-384", "P-384"},        {"P-521", "P-521"},
                 {"P-256K", "P-256K"},   {"secp256k1", "secp256k1"}};

static const char *curve_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(sec_names) / sizeof(sec_names[0]); i++)
        if (strcmp(sec_names[i].name, name) == 0)
            return sec_names[i].crv;
    return NULL;
}

/* ---- keys ---- */

static kvjwk_engine_key *key_of_point(struct vectors *v, const char *crv, kvjwk_bytes x,
                                      kvjwk_bytes y)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;

    parts.kty = vectors_kty(v, "EC");
    parts.crv = crv;
    parts.x = x;
    parts.y = y;
    return vectors_key(v, &parts);
}

static kvjwk_engine_key *key_of_der(struct vectors *v, kvjwk_bytes der)
{
    kvjwk_engine_key *key = NULL;
    kvjwk_sink sink = vectors_sink(v);

    if (kvjwk_engine_key_from_der(&key, v->engine, vectors_kty(v, "EC"), der, NULL, &sink) !=
        KVJWK_OK)
        return NULL;
    return key;
}

static void add_keys(struct vectors *v, struct group *group, const json_t *key, const char *crv)
{
    static const struct reading_options rfc = {.target = KVJWK_TARGET_RFC};
    const json_t *jwk = json_object_get(group->json, "publicKeyJwk");
    kvjwk_bytes der;

    group_add(group, "parts",
              key_of_point(v, crv, vectors_need_hex(v, key, "wx"), vectors_need_hex(v, key, "wy")));
    if (jwk != NULL && !v->strict)
        group_add(group, "jwk", vectors_read_key(v, jwk, &rfc, NULL, NULL));
    der = vectors_hex(v, group->json, "publicKeyDer");
    if (der.ptr != NULL)
        group_add(group, "der", key_of_der(v, der));
    vectors_release(v);
}

static enum outcome open_ecdsa(struct vectors *v, struct group *group)
{
    const json_t *key = json_object_get(group->json, "publicKey");
    const char *sha = vectors_string(group->json, "sha");
    const char *name, *crv;

    if (key == NULL)
        key = json_object_get(group->json, "key");
    name = vectors_string(key, "curve");
    crv = curve_of(name);
    if (crv == NULL)
        return vectors_skip(v, "curve that the service does not have: %.40s",
                            name != NULL ? name : "none");
    group->param = kvjwk_param_of_curve(crv);
    group->alg = vectors_ec_alg(group->param, vectors_sha(sha));
    if (group->alg == NULL)
        return vectors_skip(v, "hash that no algorithm of %s has: %.40s", crv,
                            sha != NULL ? sha : "none");
    if (!vectors_allows(v, "EC", group->param, group->alg, "verify"))
        return OUTCOME_SKIP;
    add_keys(v, group, key, crv);
    return OUTCOME_PASS;
}

/* ---- signatures ---- */

static struct said verify(struct vectors *v, struct group *group, const json_t *test,
                          kvjwk_bytes signature)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;

    request.alg = group->alg;
    request.message = true;
    request.value = vectors_need_hex(v, test, "msg");
    request.signature = signature;
    return vectors_run(v, group_key(v, group), &request, "verify");
}

static enum outcome run_raw(struct vectors *v, struct group *group, const json_t *test)
{
    return vectors_judge(v, verify(v, group, test, vectors_need_hex(v, test, "sig")).valid);
}

/* A DER element of short or one-octet long length; false when it is not minimal or cut. */
static bool der_element(kvjwk_bytes *rest, unsigned char tag, kvjwk_bytes *content)
{
    const unsigned char *p = rest->ptr;
    size_t header = 2, length;

    if (rest->length < 2 || p[0] != tag)
        return false;
    length = p[1];
    if (length == 0x81 && rest->length > 2 && p[2] >= 0x80) {
        length = p[2];
        header = 3;
    } else if (length >= 0x80) {
        return false;
    }
    if (length > rest->length - header)
        return false;
    content->ptr = p + header;
    content->length = length;
    rest->ptr = p + header + length;
    rest->length -= header + length;
    return true;
}

/* A positive INTEGER, written into width octets. */
static bool der_integer(kvjwk_bytes *rest, unsigned char *out, size_t width)
{
    kvjwk_bytes content;
    const unsigned char *p;

    if (!der_element(rest, 0x02, &content) || content.length == 0)
        return false;
    p = content.ptr;
    if (p[0] >= 0x80 || (content.length > 1 && p[0] == 0 && p[1] < 0x80))
        return false;
    if (content.length > 1 && p[0] == 0) {
        p++;
        content.length--;
    }
    if (content.length > width)
        return false;
    memset(out, 0, width);
    memcpy(out + width - content.length, p, content.length);
    return true;
}

static bool raw_of_der(kvjwk_bytes der, unsigned char *raw, size_t width)
{
    kvjwk_bytes inside;

    return der_element(&der, 0x30, &inside) && der.length == 0 &&
           der_integer(&inside, raw, width) && der_integer(&inside, raw + width, width) &&
           inside.length == 0;
}

static enum outcome run_der(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_bytes der = vectors_need_hex(v, test, "sig");
    size_t width = group->param->octets;
    unsigned char *raw = vectors_alloc(v, 2 * width);
    kvjwk_bytes signature = {raw, 2 * width};

    (void)vectors_sink(v);
    if (raw == NULL || der.ptr == NULL || !raw_of_der(der, raw, width))
        return vectors_judge(v, false);
    return vectors_judge(v, verify(v, group, test, signature).valid);
}

/* Bitcoin wants the smaller of s and n - s on top: what it calls invalid may be a signature. */
static enum outcome run_bitcoin(struct vectors *v, struct group *group, const json_t *test)
{
    if (v->wanted != EXPECTED_VALID)
        return vectors_skip(v, "Bitcoin's own rule on s");
    return run_der(v, group, test);
}

/* ---- public keys ---- */

static enum outcome open_ecdh(struct vectors *v, struct group *group)
{
    const char *name = vectors_string(group->json, "curve");
    const char *crv = curve_of(name);

    if (crv == NULL)
        return vectors_skip(v, "curve that the service does not have: %.40s",
                            name != NULL ? name : "none");
    group->param = kvjwk_param_of_curve(crv);
    return OUTCOME_PASS;
}

/* Taken as a key of the curve that the group is about? */
static enum outcome judge_key(struct vectors *v, const struct group *group, kvjwk_engine_key *key)
{
    bool taken = key != NULL && kvjwk_engine_key_facts(key)->param == group->param;

    kvjwk_engine_key_free(&key);
    return vectors_judge(v, taken);
}

static enum outcome run_point(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_bytes point = vectors_need_hex(v, test, "public");
    size_t width = group->param->octets;
    const unsigned char *p = point.ptr;
    kvjwk_bytes x, y;

    (void)vectors_sink(v);
    if (p != NULL && point.length == 1 + width && (p[0] == 2 || p[0] == 3))
        return vectors_skip(v, "compressed point: a JWK has both coordinates");
    if (p == NULL || point.length != 1 + 2 * width || p[0] != 4)
        return vectors_judge(v, false);
    x.ptr = p + 1;
    y.ptr = p + 1 + width;
    x.length = y.length = width;
    return judge_key(v, group, key_of_point(v, group->param->name, x, y));
}

/* id-ecPublicKey with a SEQUENCE behind it: the curve by its numbers (RFC 3279 section 2.3.5). */
static bool has_explicit_curve(kvjwk_bytes der)
{
    static const unsigned char id[] = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x30};
    const unsigned char *p = der.ptr;

    for (size_t i = 0; i + sizeof(id) <= der.length; i++)
        if (memcmp(p + i, id, sizeof(id)) == 0)
            return true;
    return false;
}

static enum outcome run_spki(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_bytes der = vectors_need_hex(v, test, "public");

    if (der.ptr == NULL)
        return vectors_judge(v, false);
    if (has_explicit_curve(der))
        return vectors_skip(v, "curve given by its numbers: a JWK has names");
    return judge_key(v, group, key_of_der(v, der));
}

static enum outcome run_jwk(struct vectors *v, struct group *group, const json_t *test)
{
    /* these files say P-256K, as the service does */
    static const struct reading_options any = {.target = KVJWK_TARGET_ANY};
    size_t errors = 0;
    kvjwk_engine_key *key =
        vectors_read_key(v, json_object_get(test, "public"), &any, &errors, NULL);

    if (errors > 0)
        kvjwk_engine_key_free(&key);
    return judge_key(v, group, key);
}

const struct family vectors_ec[] = {
    {"ecdsa_p1363_verify_schema", open_ecdsa, run_raw},
    {"ecdsa_bitcoin_verify_schema", open_ecdsa, run_bitcoin},
    {"ecdsa_verify_schema", open_ecdsa, run_der},
    {"ecdh_ecpoint_test_schema", open_ecdh, run_point},
    {"ecdh_webcrypto_test_schema", open_ecdh, run_jwk},
    {"ecdh_test_schema", open_ecdh, run_spki},
    {NULL, NULL, NULL},
};
