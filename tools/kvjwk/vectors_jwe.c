// SPDX-License-Identifier: MIT
/* Test vectors of JSON Web Encryption (RFC 7516), each step an operation of the engine. */
#include "vectors_jose.h"

#include <string.h>

static const char *const unwrap_ops[2] = {"unwrapKey", "decrypt"};

static kvjwk_bytes keep(struct vectors *v, kvjwk_bytes octets)
{
    return jose_join(v, &octets, 1); /* what the engine gave lasts until its next call only */
}

/* RFC 7518 section 4.7: the encrypted key is a ciphertext of AES-GCM. */
static bool unwrap_gcm(struct jose *j, kvjwk_bytes encrypted, kvjwk_bytes *cek)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    struct said said;

    request.alg = vectors_alg_bits("GCM", j->alg->key_bits);
    request.value = encrypted;
    for (size_t i = 0; i < 3; i++)
        if (json_object_get(j->headers[i], "tag") != NULL &&
            (!jose_decode(j, j->headers[i], "tag", &request.tag) ||
             !jose_decode(j, j->headers[i], "iv", &request.iv)))
            return false;
    said = jose_run_rfc(j, j->key, &request, "decrypt", true); /* alg of the key is A256GCMKW */
    *cek = keep(j->v, said.value);
    return said.done;
}

static bool unwrap(struct jose *j, const json_t *own, kvjwk_bytes *cek)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    struct said said;

    if (!jose_decode(j, own, "encrypted_key", &request.value))
        return false;
    if (strstr(j->alg->name, "GCMKW") != NULL)
        return unwrap_gcm(j, request.value, cek);
    if (!kvjwk_engine_has(kvjwk_engine_openssl(), j->alg, kvjwk_op_find("unwrapKey"))) {
        j->skip = "key management that is no operation of the service";
        return false;
    }
    request.alg = j->alg;
    said = jose_run_rfc(j, j->key, &request, "unwrapKey", false);
    *cek = keep(j->v, said.value);
    return said.done;
}

struct content {
    const kvjwk_alg *enc;
    kvjwk_bytes cek, iv, aad, ct, tag, plaintext;
};

static bool open_gcm(struct jose *j, struct content *c)
{
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key = vectors_secret(j->v, c->cek);
    struct said said;

    request.alg = c->enc;
    request.value = c->ct;
    request.iv = c->iv;
    request.aad = c->aad;
    request.tag = c->tag;
    said = jose_run_rfc(j, key, &request, "decrypt", false);
    c->plaintext = keep(j->v, said.value);
    kvjwk_engine_key_free(&key);
    return said.done;
}

/* RFC 7518 section 5.2.2.2: the tag is the first half of the HMAC of A || IV || E || AL. */
static bool tag_agrees(struct jose *j, const struct content *c, kvjwk_bytes secret)
{
    unsigned bits = (unsigned)secret.length * 16;
    const kvjwk_alg *alg = kvjwk_alg_find(bits == 256 ? "HS256" : bits == 384 ? "HS384" : "HS512");
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key = vectors_secret(j->v, secret);
    unsigned char al[8] = {0};
    kvjwk_bytes parts[4] = {c->aad, c->iv, c->ct, {al, sizeof(al)}};
    struct said said;
    bool same;

    for (size_t i = 0; i < 4; i++)
        al[7 - i] = (unsigned char)(c->aad.length * 8 >> 8 * i);
    request.alg = alg;
    request.value = jose_join(j->v, parts, 4);
    said = jose_run_rfc(j, key, &request, "sign", true);
    same = said.done && c->tag.length == secret.length && said.value.length >= secret.length &&
           memcmp(said.value.ptr, c->tag.ptr, secret.length) == 0;
    kvjwk_engine_key_free(&key);
    return same || jose_refuse(j, "the authentication tag does not agree");
}

static bool open_cbc(struct jose *j, struct content *c)
{
    size_t half = c->cek.length / 2;
    const char *octets = c->cek.ptr;
    kvjwk_bytes secret = {octets, half}, cipher = {octets + half, half};
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key;
    struct said said;

    if (c->cek.length * 8 != c->enc->key_bits)
        return jose_refuse(j, "the content key has another length");
    if (!tag_agrees(j, c, secret))
        return false;
    key = vectors_secret(j->v, cipher);
    request.alg = vectors_alg_bits("CBCPAD", (unsigned)half * 8);
    request.value = c->ct;
    request.iv = c->iv;
    said = jose_run_rfc(j, key, &request, "decrypt", true);
    c->plaintext = keep(j->v, said.value);
    kvjwk_engine_key_free(&key);
    return said.done;
}

static bool open_content(struct jose *j, const json_t *object, struct content *c)
{
    const char *name = json_string_value(jose_header(j, "enc"));
    kvjwk_bytes parts[3] = {jose_text_of(json_object_get(object, "protected")), jose_dot,
                            jose_text_of(json_object_get(object, "aad"))};

    c->enc = name != NULL ? kvjwk_alg_find(name) : NULL;
    if (c->enc == NULL || !c->enc->jwa || strcmp(c->enc->use, "enc") != 0)
        return jose_refuse(j, "enc is absent or unknown");
    if (jose_header(j, "zip") != NULL) {
        j->skip = "compressed content";
        return false;
    }
    c->aad = json_object_get(object, "aad") == NULL ? parts[0] : jose_join(j->v, parts, 3);
    if (!jose_decode(j, object, "iv", &c->iv) || !jose_decode(j, object, "ciphertext", &c->ct) ||
        !jose_decode(j, object, "tag", &c->tag))
        return false;
    if (strstr(c->enc->name, "GCM") != NULL && strstr(c->enc->name, "KW") == NULL)
        return open_gcm(j, c);
    return strstr(c->enc->name, "-HS") != NULL ? open_cbc(j, c)
                                               : jose_refuse(j, "enc is no cipher");
}

static bool direct_key(struct jose *j, kvjwk_bytes *cek)
{
    return jose_decode(j, j->jwk, "k", cek) && cek->length > 0;
}

/* enc of a direct key says what it is for (RFC 7520 section 5.6). */
static bool key_decrypts(struct jose *j)
{
    const char *alg = vectors_string(j->jwk, "alg"), *use = vectors_string(j->jwk, "use");
    const char *enc = json_string_value(jose_header(j, "enc"));

    if (strcmp(j->alg->name, "dir") != 0)
        return jose_key_serves(j, "enc", unwrap_ops) && jose_load_key(j);
    if ((alg != NULL && (enc == NULL || (strcmp(alg, enc) != 0 && strcmp(alg, "dir") != 0))) ||
        (use != NULL && strcmp(use, "enc") != 0))
        return jose_refuse(j, "the key is for another algorithm or use");
    return true;
}

static bool decrypt_one(struct jose *j, const json_t *object, const json_t *own, struct content *c)
{
    if (!jose_read_headers(j, object, own) || !jose_read_alg(j, "enc") ||
        !jose_key_of(j, "private") || !key_decrypts(j))
        return false;
    if (strcmp(j->alg->name, "dir") == 0 ? !direct_key(j, &c->cek) : !unwrap(j, own, &c->cek))
        return false;
    return open_content(j, object, c);
}

static bool decrypt_any(struct jose *j, const json_t *object, struct content *c)
{
    const json_t *list = json_object_get(object, "recipients");
    bool done = false;

    if (list == NULL) {
        done = decrypt_one(j, object, object, c);
        jose_forget(j);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        done = done || decrypt_one(j, object, json_array_get(list, i), c);
        jose_forget(j);
        j->lenient = NULL; /* what another recipient has is no excuse */
    }
    return done;
}

enum outcome jose_run_jwe(struct vectors *v, struct group *group, const json_t *test)
{
    static const char *const names[] = {"protected", "encrypted_key", "iv", "ciphertext", "tag"};
    struct jose j = {.v = v, .group = group};
    const json_t *object = jose_object_of(&j, json_object_get(test, "jwe"), names, 5);
    kvjwk_bytes wanted = vectors_hex(v, test, "pt");
    struct content content = {0};
    bool done = object != NULL && decrypt_any(&j, object, &content);

    if (done && v->wanted == EXPECTED_VALID && wanted.ptr != NULL &&
        !vectors_same(v, "plaintext", true, content.plaintext, wanted)) {
        json_decref(j.owned);
        return OUTCOME_FAIL;
    }
    return jose_settle(&j, test, "jwe", done);
}
