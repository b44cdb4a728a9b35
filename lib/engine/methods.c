// SPDX-License-Identifier: MIT
/* How each algorithm is computed. What the service allows is not decided here. */
#include "engine/engine.h"

#define V(verb) (1u << VERB_##verb)
#define SIGNS (V(SIGN) | V(VERIFY))
#define ENCRYPTS (V(ENCRYPT) | V(DECRYPT))
#define WRAPS (V(WRAP) | V(UNWRAP))

static const struct method methods[] = {
    {"RS256", FAMILY_RSA_PKCS1, HASH_SHA256, SIGNS},
    {"RS384", FAMILY_RSA_PKCS1, HASH_SHA384, SIGNS},
    {"RS512", FAMILY_RSA_PKCS1, HASH_SHA512, SIGNS},
    {"PS256", FAMILY_RSA_PSS, HASH_SHA256, SIGNS},
    {"PS384", FAMILY_RSA_PSS, HASH_SHA384, SIGNS},
    {"PS512", FAMILY_RSA_PSS, HASH_SHA512, SIGNS},
    {"RSNULL", FAMILY_RSA_BARE, HASH_NONE, SIGNS},
    {"ES256", FAMILY_ECDSA, HASH_SHA256, SIGNS},
    {"ES384", FAMILY_ECDSA, HASH_SHA384, SIGNS},
    {"ES512", FAMILY_ECDSA, HASH_SHA512, SIGNS},
    {"ES256K", FAMILY_ECDSA, HASH_SHA256, SIGNS},
    {"ECDSA256", FAMILY_ECDSA, HASH_SHA256, SIGNS},
    {"EdDSA", FAMILY_EDDSA, HASH_NONE, SIGNS},
    {"HS256", FAMILY_HMAC, HASH_SHA256, SIGNS},
    {"HS384", FAMILY_HMAC, HASH_SHA384, SIGNS},
    {"HS512", FAMILY_HMAC, HASH_SHA512, SIGNS},
    {"RSA1_5", FAMILY_RSAES_PKCS1, HASH_NONE, ENCRYPTS | WRAPS},
    {"RSA-OAEP", FAMILY_RSAES_OAEP, HASH_SHA1, ENCRYPTS | WRAPS},
    {"RSA-OAEP-256", FAMILY_RSAES_OAEP, HASH_SHA256, ENCRYPTS | WRAPS},
    {"RSA-OAEP-384", FAMILY_RSAES_OAEP, HASH_SHA384, ENCRYPTS | WRAPS},
    {"RSA-OAEP-512", FAMILY_RSAES_OAEP, HASH_SHA512, ENCRYPTS | WRAPS},
    {"A128GCM", FAMILY_GCM, HASH_NONE, ENCRYPTS},
    {"A192GCM", FAMILY_GCM, HASH_NONE, ENCRYPTS},
    {"A256GCM", FAMILY_GCM, HASH_NONE, ENCRYPTS},
    {"A128CBC", FAMILY_CBC, HASH_NONE, ENCRYPTS},
    {"A192CBC", FAMILY_CBC, HASH_NONE, ENCRYPTS},
    {"A256CBC", FAMILY_CBC, HASH_NONE, ENCRYPTS},
    {"A128CBCPAD", FAMILY_CBC_PAD, HASH_NONE, ENCRYPTS},
    {"A192CBCPAD", FAMILY_CBC_PAD, HASH_NONE, ENCRYPTS},
    {"A256CBCPAD", FAMILY_CBC_PAD, HASH_NONE, ENCRYPTS},
    {"A128KW", FAMILY_KW, HASH_NONE, WRAPS},
    {"A192KW", FAMILY_KW, HASH_NONE, WRAPS},
    {"A256KW", FAMILY_KW, HASH_NONE, WRAPS},
    {"CKM_AES_KEY_WRAP", FAMILY_KW, HASH_NONE, WRAPS},
    {"CKM_AES_KEY_WRAP_PAD", FAMILY_KWP, HASH_NONE, WRAPS},
};

const struct method *method_of(const kvjwk_alg *alg)
{
    for (size_t i = 0; alg != NULL && i < ARRAY_LEN(methods); i++)
        if (strcmp(methods[i].alg, alg->name) == 0)
            return &methods[i];
    return NULL;
}

const struct method *method_for(enum family family, enum hash hash)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (methods[i].family == family && methods[i].hash == hash)
            return &methods[i];
    return NULL;
}

enum verb verb_of(const kvjwk_op *op)
{
    static const char *const names[VERB_COUNT] = {
        [VERB_SIGN] = "sign",       [VERB_VERIFY] = "verify", [VERB_ENCRYPT] = "encrypt",
        [VERB_DECRYPT] = "decrypt", [VERB_WRAP] = "wrapKey",  [VERB_UNWRAP] = "unwrapKey"};

    for (size_t i = 0; op != NULL && i < VERB_COUNT; i++)
        if (strcmp(names[i], op->name) == 0)
            return (enum verb)i;
    return VERB_NONE;
}

static const struct {
    const char *name;
    size_t octets;
} hashes[HASH_COUNT] = {
    [HASH_NONE] = {"", 0},           [HASH_SHA1] = {"SHA-1", 20},
    [HASH_SHA256] = {"SHA-256", 32}, [HASH_SHA384] = {"SHA-384", 48},
    [HASH_SHA512] = {"SHA-512", 64},
};

size_t hash_octets(enum hash hash)
{
    return hashes[hash].octets;
}

enum hash hash_of_name(const char *name)
{
    for (size_t i = 1; i < HASH_COUNT; i++)
        if (strcmp(hashes[i].name, name) == 0)
            return (enum hash)i;
    return HASH_NONE;
}

bool kvjwk_engine_has(const kvjwk_engine *engine, const kvjwk_alg *alg, const kvjwk_op *op)
{
    const struct method *method = method_of(alg);
    enum verb verb = verb_of(op);

    (void)engine; /* every engine computes every method */
    return method != NULL && verb != VERB_NONE && (method->verbs & (1u << verb)) != 0;
}
