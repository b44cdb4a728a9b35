// SPDX-License-Identifier: MIT
/* The OpenSSL implementation inside: EVP alone, in a library context of its own, so that neither
 * openssl.cnf nor what the application set up changes an answer. */
#ifndef KVJWK_ENGINE_OPENSSL_H
#define KVJWK_ENGINE_OPENSSL_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "engine/engine.h"
#include "engine/parts.h"

#define AES_SIZES 3 /* 128, 192, 256 bits */

enum mode { MODE_GCM, MODE_CBC, MODE_KW, MODE_KWP, MODE_COUNT };

struct backend {
    const struct allocator *allocator;
    OSSL_LIB_CTX *lib;
    OSSL_PROVIDER *provider;
    EVP_MD *md[HASH_COUNT];
    EVP_CIPHER *cipher[MODE_COUNT][AES_SIZES];
    EVP_MAC *hmac;
};

struct material {
    struct backend *backend;
    const kvjwk_param *param;
    bool private_part;
    EVP_PKEY *pkey; /* RSA, EC, OKP */
    uint8_t *k;     /* oct */
    size_t k_length;
    uint8_t order[FIELD_MAX]; /* EC: of the curve, in the field's length */
    uint8_t given_x[57];      /* OKP with d: x as given, to be compared with what d gives */
    /* Made for one method and direction, and used again while they stay the same. */
    const struct method *method;
    enum verb verb;
    EVP_PKEY_CTX *pctx;
    EVP_CIPHER_CTX *cctx;
    EVP_MAC_CTX *mctx;
};

/* Empties the error queue. Memory ran out, or what the failure means otherwise. */
enum made openssl_failed(enum made otherwise);
/* The same of a computation with the private part: when nothing is said of the numbers, it is the
 * library that failed. */
enum made openssl_not_computed(void);
/* MADE_REFUSED when `lib` says why; without a word of it libcrypto has not got so far as to judge:
 * where memory is out, it does not always say so. */
enum made openssl_refused(int lib);

enum made openssl_load(struct material **out, struct backend *b, const struct parts *p);
enum made openssl_load_der(struct material **out, struct backend *b, kvjwk_bytes der,
                           struct found *found);
enum made openssl_export(struct material *m, uint8_t **out, size_t *length);
enum made openssl_agrees(struct material *m);
void openssl_unload(struct material *m);

/* A material without a key in it; NULL when memory is out. */
struct material *openssl_material(struct backend *b);
/* Reads the order of the curve. */
enum made openssl_read_order(struct material *m);
const char *openssl_group_of(const kvjwk_param *param); /* NULL: no curve of ours */
const kvjwk_param *openssl_param_of_group(const char *group);

/* Makes m->pctx ready for the method, as it was for the call before. */
enum made openssl_ready(struct material *m, const struct work *w);
/* Forgets what was made ready; after a failure its state is not to be relied on. */
void openssl_unready(struct material *m);

enum made openssl_rsa_sign(struct material *m, struct work *w);
enum made openssl_rsa_verify(struct material *m, struct work *w);
enum made openssl_rsa_encrypt(struct material *m, struct work *w);
enum made openssl_rsa_decrypt(struct material *m, struct work *w);
enum made openssl_ecdsa_sign(struct material *m, struct work *w);
enum made openssl_ecdsa_verify(struct material *m, struct work *w);
enum made openssl_eddsa(struct material *m, struct work *w);
enum made openssl_hmac(struct material *m, struct work *w);
enum made openssl_gcm(struct material *m, struct work *w);
enum made openssl_cbc(struct material *m, struct work *w);
enum made openssl_wrap(struct material *m, struct work *w);

#endif
