// SPDX-License-Identifier: MIT
/* AES and HMAC. A cipher context keeps its key schedule from call to call. */
#include "engine/openssl.h"

/* ---- a cipher made ready ---- */

static EVP_CIPHER *cipher_of(const struct material *m, enum mode mode)
{
    return m->backend->cipher[mode][m->k_length / 8 - 2]; /* 16, 24, 32 octets */
}

static enum made cipher_ready(struct material *m, const struct work *w, enum mode mode,
                              const uint8_t *iv)
{
    int encrypts = !verb_opens(w->verb);

    if (m->method == w->method && m->verb == w->verb) {
        if (EVP_CipherInit_ex2(m->cctx, NULL, NULL, iv, encrypts, NULL) != 1)
            return openssl_failed(MADE_BROKEN);
        return MADE;
    }
    openssl_unready(m);
    m->cctx = EVP_CIPHER_CTX_new();
    if (m->cctx == NULL)
        return openssl_failed(MADE_MEMORY);
    EVP_CIPHER_CTX_set_flags(m->cctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_CipherInit_ex2(m->cctx, cipher_of(m, mode), m->k, iv, encrypts, NULL) != 1 ||
        EVP_CIPHER_CTX_set_padding(m->cctx, 0) != 1)
        return openssl_failed(MADE_BROKEN);
    m->method = w->method;
    m->verb = w->verb;
    return MADE;
}

static bool update(struct material *m, uint8_t *out, size_t *written, kvjwk_bytes in)
{
    int length = 0;

    if (in.length == 0)
        return true;
    if (EVP_CipherUpdate(m->cctx, out, &length, in.ptr, (int)in.length) != 1)
        return false;
    if (written != NULL)
        *written += (size_t)length;
    return true;
}

/* ---- GCM ---- */

static enum made gcm_seal(struct material *m, struct work *w)
{
    int last = 0;

    if (!update(m, NULL, NULL, w->aad) || !update(m, w->out, &w->out_length, w->value) ||
        EVP_CipherFinal_ex(m->cctx, w->out + w->out_length, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(m->cctx, EVP_CTRL_AEAD_GET_TAG, GCM_TAG, w->tag_out) != 1)
        return openssl_failed(MADE_BROKEN);
    return MADE;
}

static enum made gcm_open(struct material *m, struct work *w)
{
    uint8_t tag[GCM_TAG];
    int last = 0;

    memcpy(tag, w->tag.ptr, sizeof(tag));
    if (!update(m, NULL, NULL, w->aad) || !update(m, w->out, &w->out_length, w->value) ||
        EVP_CIPHER_CTX_ctrl(m->cctx, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, tag) != 1)
        return openssl_failed(MADE_BROKEN);
    w->touched = w->out_length;
    if (EVP_CipherFinal_ex(m->cctx, w->out + w->out_length, &last) != 1)
        return openssl_failed(MADE_REFUSED);
    return MADE;
}

enum made openssl_gcm(struct material *m, struct work *w)
{
    const uint8_t *iv = w->iv.ptr;
    enum made made;

    w->out_length = 0;
    if (iv == NULL) {
        if (RAND_bytes_ex(m->backend->lib, w->iv_out, GCM_IV, 0) != 1)
            return openssl_failed(MADE_BROKEN);
        iv = w->iv_out;
    } else {
        memcpy(w->iv_out, iv, GCM_IV);
    }
    made = cipher_ready(m, w, MODE_GCM, iv);
    if (made != MADE)
        return made;
    return verb_opens(w->verb) ? gcm_open(m, w) : gcm_seal(m, w);
}

/* ---- CBC ---- */

/* PKCS #7 (RFC 5652 section 6.3), in place. */
static bool pad_and_encrypt(struct material *m, struct work *w)
{
    size_t pad = BLOCK - w->value.length % BLOCK;
    kvjwk_bytes padded = {w->out, w->value.length + pad};

    if (w->value.length > 0)
        memcpy(w->out, w->value.ptr, w->value.length);
    memset(w->out + w->value.length, (int)pad, pad);
    return update(m, w->out, &w->out_length, padded);
}

/* The last octet says how many; each octet of the last block is looked at in every case. */
static enum made take_off_padding(struct work *w)
{
    const uint8_t *block = w->out + w->out_length - BLOCK;
    unsigned pad = block[BLOCK - 1];
    unsigned bad = (pad - 1) >> 4; /* not 1 .. 16 */

    for (unsigned i = 0; i < BLOCK; i++) {
        unsigned inside = 0 - ((BLOCK - 1 - i - pad) >> 31); /* ones when i is of the padding */

        bad |= inside & (block[i] ^ pad);
    }
    if (bad != 0)
        return MADE_REFUSED;
    w->out_length -= pad;
    return MADE;
}

enum made openssl_cbc(struct material *m, struct work *w)
{
    bool padded = w->method->family == FAMILY_CBC_PAD;
    enum made made;

    memcpy(w->iv_out, w->iv.ptr, BLOCK);
    w->out_length = 0;
    made = cipher_ready(m, w, MODE_CBC, w->iv_out);
    if (made != MADE)
        return made;
    if (padded && !verb_opens(w->verb))
        return pad_and_encrypt(m, w) ? MADE : openssl_failed(MADE_BROKEN);
    if (!update(m, w->out, &w->out_length, w->value))
        return openssl_failed(MADE_BROKEN);
    w->touched = w->out_length;
    return padded ? take_off_padding(w) : MADE;
}

/* ---- key wrap ---- */

enum made openssl_wrap(struct material *m, struct work *w)
{
    enum made made = cipher_ready(m, w, w->method->family == FAMILY_KWP ? MODE_KWP : MODE_KW, NULL);

    if (made != MADE)
        return made;
    w->out_length = 0;
    if (!update(m, w->out, &w->out_length, w->value))
        return openssl_failed(verb_opens(w->verb) ? MADE_REFUSED : MADE_BROKEN);
    w->touched = w->value.length;
    return MADE;
}

/* ---- HMAC ---- */

/* Before 3.0.3, HMAC that was begun again without a key went on where it was (OpenSSL issue 17811).
 */
static bool keeps_mac_key(void)
{
    return OpenSSL_version_num() >= 0x30000030UL;
}

static enum made mac_ready(struct material *m, const struct work *w)
{
    char name[16];
    OSSL_PARAM parameters[2];

    if (m->method == w->method && m->verb == w->verb) {
        if (EVP_MAC_init(m->mctx, keeps_mac_key() ? NULL : m->k, m->k_length, NULL) != 1)
            return openssl_failed(MADE_BROKEN);
        return MADE;
    }
    openssl_unready(m);
    m->mctx = EVP_MAC_CTX_new(m->backend->hmac);
    if (m->mctx == NULL)
        return openssl_failed(MADE_MEMORY);
    OPENSSL_strlcpy(name, EVP_MD_get0_name(m->backend->md[w->method->hash]), sizeof(name));
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0);
    parameters[1] = OSSL_PARAM_construct_end();
    if (EVP_MAC_init(m->mctx, m->k, m->k_length, parameters) != 1)
        return openssl_failed(MADE_BROKEN);
    m->method = w->method;
    m->verb = w->verb;
    return MADE;
}

enum made openssl_hmac(struct material *m, struct work *w)
{
    enum made made = mac_ready(m, w);

    if (made != MADE)
        return made;
    if (EVP_MAC_update(m->mctx, w->value.ptr, w->value.length) != 1 ||
        EVP_MAC_final(m->mctx, w->out, &w->out_length, HASH_MAX) != 1)
        return openssl_failed(MADE_BROKEN);
    if (w->verb == VERB_SIGN)
        return MADE;
    if (w->signature.length != w->out_length ||
        CRYPTO_memcmp(w->signature.ptr, w->out, w->out_length) != 0)
        return MADE_REFUSED;
    return MADE;
}
