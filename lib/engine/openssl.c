// SPDX-License-Identifier: MIT
/* OpenSSL behind the engine's table: algorithms are fetched once, here, and not per call. */
#include "engine/openssl.h"

static enum made reason_of(unsigned long error, enum made otherwise)
{
    enum made made = otherwise;

    for (; error != 0; error = ERR_get_error())
        if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
            made = MADE_MEMORY;
    return made;
}

enum made openssl_failed(enum made otherwise)
{
    return reason_of(ERR_get_error(), otherwise);
}

enum made openssl_not_computed(void)
{
    unsigned long error = ERR_get_error();

    return reason_of(error, error == 0 ? MADE_BROKEN : MADE_UNUSABLE);
}

enum made openssl_refused(int lib)
{
    enum made made = MADE_BROKEN;
    unsigned long error;

    while ((error = ERR_get_error()) != 0) {
        if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
            return openssl_failed(MADE_MEMORY);
        if (ERR_GET_LIB(error) == lib)
            made = MADE_REFUSED;
    }
    return made;
}

/* ---- the library ---- */

static bool fetch_digests(struct backend *b)
{
    static const char *const names[HASH_COUNT] = {[HASH_SHA1] = "SHA1",
                                                  [HASH_SHA256] = "SHA2-256",
                                                  [HASH_SHA384] = "SHA2-384",
                                                  [HASH_SHA512] = "SHA2-512"};

    for (size_t i = 0; i < HASH_COUNT; i++)
        if (names[i] != NULL && (b->md[i] = EVP_MD_fetch(b->lib, names[i], NULL)) == NULL)
            return false;
    return true;
}

static bool fetch_ciphers(struct backend *b)
{
    static const char *const names[MODE_COUNT][AES_SIZES] = {
        [MODE_GCM] = {"AES-128-GCM", "AES-192-GCM", "AES-256-GCM"},
        [MODE_CBC] = {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC"},
        [MODE_KW] = {"AES-128-WRAP", "AES-192-WRAP", "AES-256-WRAP"},
        [MODE_KWP] = {"AES-128-WRAP-PAD", "AES-192-WRAP-PAD", "AES-256-WRAP-PAD"},
    };

    for (size_t mode = 0; mode < MODE_COUNT; mode++)
        for (size_t size = 0; size < AES_SIZES; size++) {
            b->cipher[mode][size] = EVP_CIPHER_fetch(b->lib, names[mode][size], NULL);
            if (b->cipher[mode][size] == NULL)
                return false;
        }
    return true;
}

static void backend_close(struct backend *b)
{
    for (size_t i = 0; i < HASH_COUNT; i++)
        EVP_MD_free(b->md[i]);
    for (size_t mode = 0; mode < MODE_COUNT; mode++)
        for (size_t size = 0; size < AES_SIZES; size++)
            EVP_CIPHER_free(b->cipher[mode][size]);
    EVP_MAC_free(b->hmac);
    if (b->provider != NULL)
        OSSL_PROVIDER_unload(b->provider);
    OSSL_LIB_CTX_free(b->lib);
    b->allocator->resize(b->allocator->ctx, b, sizeof(*b), 0);
}

static enum made backend_open(struct backend **out, const struct allocator *allocator)
{
    struct backend *b = allocator->resize(allocator->ctx, NULL, 0, sizeof(*b));
    enum made made;

    if (b == NULL)
        return MADE_MEMORY;
    memset(b, 0, sizeof(*b));
    b->allocator = allocator;
    b->lib = OSSL_LIB_CTX_new();
    if (b->lib != NULL)
        b->provider = OSSL_PROVIDER_load(b->lib, "default");
    if (b->provider == NULL || !fetch_digests(b) || !fetch_ciphers(b) ||
        (b->hmac = EVP_MAC_fetch(b->lib, "HMAC", NULL)) == NULL) {
        made = openssl_failed(MADE_BROKEN);
        backend_close(b);
        return made;
    }
    *out = b;
    return MADE;
}

/* ---- what needs no key ---- */

static enum made backend_digest(struct backend *b, enum hash hash, kvjwk_bytes in,
                                uint8_t out[HASH_MAX])
{
    if (EVP_Digest(in.ptr, in.length, out, NULL, b->md[hash], NULL) != 1)
        return openssl_failed(MADE_BROKEN);
    return MADE;
}

static enum made backend_random(struct backend *b, uint8_t *out, size_t length)
{
    return RAND_bytes_ex(b->lib, out, length, 0) == 1 ? MADE : openssl_failed(MADE_BROKEN);
}

static void backend_release(uint8_t *octets, size_t length)
{
    OPENSSL_clear_free(octets, length);
}

/* ---- computing ---- */

void openssl_unready(struct material *m)
{
    EVP_PKEY_CTX_free(m->pctx);
    EVP_CIPHER_CTX_free(m->cctx);
    EVP_MAC_CTX_free(m->mctx);
    m->pctx = NULL;
    m->cctx = NULL;
    m->mctx = NULL;
    m->method = NULL;
}

static enum made dispatch(struct material *m, struct work *w)
{
    switch ((enum family)w->method->family) {
    case FAMILY_RSA_PKCS1:
    case FAMILY_RSA_BARE:
    case FAMILY_RSA_PSS:
        return w->verb == VERB_SIGN ? openssl_rsa_sign(m, w) : openssl_rsa_verify(m, w);
    case FAMILY_ECDSA:
        return w->verb == VERB_SIGN ? openssl_ecdsa_sign(m, w) : openssl_ecdsa_verify(m, w);
    case FAMILY_EDDSA:
        return openssl_eddsa(m, w);
    case FAMILY_HMAC:
        return openssl_hmac(m, w);
    case FAMILY_RSAES_PKCS1:
    case FAMILY_RSAES_OAEP:
        return verb_opens(w->verb) ? openssl_rsa_decrypt(m, w) : openssl_rsa_encrypt(m, w);
    case FAMILY_GCM:
        return openssl_gcm(m, w);
    case FAMILY_CBC:
    case FAMILY_CBC_PAD:
        return openssl_cbc(m, w);
    case FAMILY_KW:
    case FAMILY_KWP:
        return openssl_wrap(m, w);
    case FAMILY_NONE:
        break;
    }
    return MADE_BROKEN;
}

static enum made backend_compute(struct material *m, struct work *w)
{
    enum made made = dispatch(m, w);

    if (made != MADE)
        openssl_unready(m);
    return made;
}

static const struct kvjwk_engine openssl_engine = {
    .name = "openssl",
    .open = backend_open,
    .close = backend_close,
    .load = openssl_load,
    .load_der = openssl_load_der,
    .unload = openssl_unload,
    .compute = backend_compute,
    .digest = backend_digest,
    .random = backend_random,
    .agrees = openssl_agrees,
    .export_private = openssl_export,
    .release = backend_release,
};

const kvjwk_engine *kvjwk_engine_openssl(void)
{
    return &openssl_engine;
}
