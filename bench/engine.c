// SPDX-License-Identifier: MIT
/*
 * What the engine costs above libcrypto: each operation through kvjwk_engine_run with a prepared
 * key, and the same EVP calls by hand, in turns, in one run: with a context for each call, as
 * programs have it ("fresh"), and with one that is made once and never again ("kept"), which is the
 * least that can be. Algorithms are fetched once on all sides. Times are CPU nanoseconds, the lower
 * quartile of many short turns.
 *
 * usage: kvjwk_bench_engine [MILLISECONDS]    of each side of each operation (default: 300)
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kvjwk/engine.h"

#define ROUNDS_MAX 4000
#define TURN 60e3 /* nanoseconds of a turn; a call, when that takes longer */
#define SIDES 3

struct row {
    const char *op, *alg;
    const char *group;  /* curve of an EC key */
    const char *cipher; /* of an oct key; NULL: HMAC */
    unsigned bits;      /* of an RSA or oct key */
    int padding;        /* of RSA */
    size_t length;      /* of what is signed, encrypted or wrapped */
};

struct trial {
    const struct row *row;
    bool encrypts, signs, verifies, gcm, wraps;
    /* the engine's */
    kvjwk_engine_key *key;
    kvjwk_engine_request request;
    /* by hand */
    EVP_PKEY *pkey;
    EVP_CIPHER *cipher;
    EVP_MAC *mac;
    EVP_PKEY_CTX *pctx;
    EVP_CIPHER_CTX *cctx;
    EVP_MAC_CTX *mctx;
    unsigned char k[32], text[1024], signature[600], der[600], iv[16], tag[16], out[2048];
    size_t k_length, text_length, der_length;
};

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

/* ---- the engine ---- */

static void by_engine(struct trial *t)
{
    kvjwk_engine_result result;

    must(kvjwk_engine_run(t->key, &t->request, NULL, &result) == KVJWK_OK && result.done,
         "kvjwk_engine_run");
}

/* ---- contexts by hand ---- */

static int set_padding(struct trial *t)
{
    const EVP_MD *md = EVP_sha256();

    if (t->row->padding == 0)
        return 1;
    if (EVP_PKEY_CTX_set_rsa_padding(t->pctx, t->row->padding) != 1)
        return 0;
    if (t->row->padding == RSA_PKCS1_OAEP_PADDING)
        return EVP_PKEY_CTX_set_rsa_oaep_md(t->pctx, md) == 1;
    if ((t->signs || t->verifies) && EVP_PKEY_CTX_set_signature_md(t->pctx, md) != 1)
        return 0;
    return t->row->padding != RSA_PKCS1_PSS_PADDING ||
           EVP_PKEY_CTX_set_rsa_pss_saltlen(t->pctx, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static void open_pkey(struct trial *t)
{
    t->pctx = EVP_PKEY_CTX_new_from_pkey(NULL, t->pkey, NULL);
    must((t->signs      ? EVP_PKEY_sign_init(t->pctx)
          : t->verifies ? EVP_PKEY_verify_init(t->pctx)
          : t->encrypts ? EVP_PKEY_encrypt_init(t->pctx)
                        : EVP_PKEY_decrypt_init(t->pctx)) == 1,
         "init");
    must(set_padding(t), "padding");
}

static void open_mac(struct trial *t)
{
    static char name[] = "SHA256";
    OSSL_PARAM digest[2] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, sizeof(name) - 1),
        OSSL_PARAM_construct_end()};

    t->mctx = EVP_MAC_CTX_new(t->mac);
    must(EVP_MAC_init(t->mctx, t->k, t->k_length, digest) == 1, "init");
}

static void open_cipher(struct trial *t)
{
    t->cctx = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(t->cctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    must(EVP_CipherInit_ex2(t->cctx, t->cipher, t->k, NULL, t->encrypts, NULL) == 1, "init");
    if (strstr(t->row->alg, "PAD") == NULL)
        EVP_CIPHER_CTX_set_padding(t->cctx, 0);
}

static void open_context(struct trial *t)
{
    if (t->pkey != NULL)
        open_pkey(t);
    else if (t->mac != NULL)
        open_mac(t);
    else
        open_cipher(t);
}

static void close_context(struct trial *t)
{
    EVP_PKEY_CTX_free(t->pctx);
    EVP_CIPHER_CTX_free(t->cctx);
    EVP_MAC_CTX_free(t->mctx);
}

/* ---- one call by hand ---- */

static void call_pkey(struct trial *t)
{
    size_t length = sizeof(t->out);
    int done;

    if (t->signs)
        done = EVP_PKEY_sign(t->pctx, t->out, &length, t->text, t->text_length);
    else if (t->verifies)
        done = EVP_PKEY_verify(t->pctx, t->der, t->der_length, t->text, t->text_length);
    else if (t->encrypts)
        done = EVP_PKEY_encrypt(t->pctx, t->out, &length, t->text, t->text_length);
    else
        done = EVP_PKEY_decrypt(t->pctx, t->out, &length, t->text, t->text_length);
    must(done == 1, "call");
}

static void call_mac(struct trial *t)
{
    size_t length;

    must(EVP_MAC_init(t->mctx, NULL, 0, NULL) == 1 && /* 3.0.3 or later */
             EVP_MAC_update(t->mctx, t->text, t->text_length) == 1 &&
             EVP_MAC_final(t->mctx, t->out, &length, sizeof(t->out)) == 1,
         "mac");
}

static void call_cipher(struct trial *t)
{
    int length, last = 0;

    if (t->gcm && t->encrypts)
        must(RAND_bytes(t->iv, 12) == 1, "nonce");
    must(EVP_CipherInit_ex2(t->cctx, NULL, NULL, t->wraps ? NULL : t->iv, t->encrypts, NULL) == 1 &&
             EVP_CipherUpdate(t->cctx, t->out, &length, t->text, (int)t->text_length) == 1,
         "update");
    if (t->gcm && !t->encrypts)
        EVP_CIPHER_CTX_ctrl(t->cctx, EVP_CTRL_AEAD_SET_TAG, 16, t->tag);
    if (!t->wraps)
        must(EVP_CipherFinal_ex(t->cctx, t->out + length, &last) == 1, "final");
    if (t->gcm && t->encrypts)
        EVP_CIPHER_CTX_ctrl(t->cctx, EVP_CTRL_AEAD_GET_TAG, 16, t->tag);
}

static void by_kept(struct trial *t)
{
    if (t->pkey != NULL)
        call_pkey(t);
    else if (t->mac != NULL)
        call_mac(t);
    else
        call_cipher(t);
}

static void by_fresh(struct trial *t)
{
    EVP_PKEY_CTX *pctx = t->pctx;
    EVP_CIPHER_CTX *cctx = t->cctx;
    EVP_MAC_CTX *mctx = t->mctx;

    open_context(t);
    by_kept(t);
    close_context(t);
    t->pctx = pctx;
    t->cctx = cctx;
    t->mctx = mctx;
}

/* ---- measuring ---- */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_of(void (*call)(struct trial *t), struct trial *t, size_t calls)
{
    double start = now();

    for (size_t i = 0; i < calls; i++)
        call(t);
    return (now() - start) / (double)calls;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double measure(struct trial *t, double milliseconds)
{
    static void (*const sides[SIDES])(struct trial * t) = {by_engine, by_fresh, by_kept};
    static double times[SIDES][ROUNDS_MAX];
    double once = time_of(by_kept, t, 3), start = now(), result[SIDES];
    size_t calls = once >= TURN ? 1 : (size_t)(TURN / once), rounds = 0;

    while (rounds < ROUNDS_MAX && (rounds < 9 || now() - start < SIDES * milliseconds * 1e6)) {
        for (size_t side = 0; side < SIDES; side++)
            times[side][rounds] = time_of(sides[side], t, calls);
        rounds++;
    }
    for (size_t side = 0; side < SIDES; side++) {
        qsort(times[side], rounds, sizeof(times[side][0]), by_size);
        result[side] = times[side][rounds / 4];
    }
    printf("%-9s %-12s %-9s %6zu %10.0f %10.0f %10.0f %8.3f %8.3f\n", t->row->op, t->row->alg,
           t->row->group != NULL ? t->row->group : "", t->row->length, result[0], result[1],
           result[2], result[0] / result[1], result[0] / result[2]);
    return result[0] / result[1];
}

/* ---- keys ---- */

static void make_pkey(struct trial *t, kvjwk_engine_ctx *ctx)
{
    PKCS8_PRIV_KEY_INFO *info;
    unsigned char *der = NULL;
    kvjwk_bytes bytes;
    int length;

    t->pkey = t->row->group != NULL ? EVP_EC_gen(t->row->group) : EVP_RSA_gen(t->row->bits);
    must(t->pkey != NULL, "key");
    info = EVP_PKEY2PKCS8(t->pkey);
    length = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    must(length > 0, "PKCS #8");
    bytes.ptr = der;
    bytes.length = (size_t)length;
    must(kvjwk_engine_key_from_der(&t->key, ctx, NULL, bytes, NULL, NULL) == KVJWK_OK &&
             t->key != NULL,
         "kvjwk_engine_key_from_der");
    PKCS8_PRIV_KEY_INFO_free(info);
    OPENSSL_free(der);
}

static void make_oct(struct trial *t, kvjwk_engine_ctx *ctx)
{
    kvjwk_engine_parts parts = {.struct_size = sizeof(parts)};

    t->k_length = t->row->bits / 8;
    must(RAND_bytes(t->k, (int)t->k_length) == 1, "k");
    parts.kty = kvjwk_kty_find("oct");
    parts.k.ptr = t->k;
    parts.k.length = t->k_length;
    must(kvjwk_engine_key_from_parts(&t->key, ctx, &parts, NULL) == KVJWK_OK && t->key != NULL,
         "kvjwk_engine_key_from_parts");
    if (t->row->cipher == NULL)
        t->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    else
        t->cipher = EVP_CIPHER_fetch(NULL, t->row->cipher, NULL);
}

/* ---- what verifies and opens needs something that was signed or sealed ---- */

static kvjwk_engine_result make(struct trial *t, const char *op)
{
    kvjwk_engine_result result;

    t->request.op = kvjwk_op_find(op);
    must(kvjwk_engine_run(t->key, &t->request, NULL, &result) == KVJWK_OK && result.done, op);
    return result;
}

static void make_signature(struct trial *t)
{
    kvjwk_engine_result result = make(t, "sign");

    memcpy(t->signature, result.value.ptr, result.value.length);
    t->request.signature.ptr = t->signature;
    t->request.signature.length = result.value.length;
    /* libcrypto has another form for ECDSA */
    t->pctx = EVP_PKEY_CTX_new_from_pkey(NULL, t->pkey, NULL);
    t->der_length = sizeof(t->der);
    must(EVP_PKEY_sign_init(t->pctx) == 1 && set_padding(t) &&
             EVP_PKEY_sign(t->pctx, t->der, &t->der_length, t->text, t->text_length) == 1,
         "sign");
    EVP_PKEY_CTX_free(t->pctx);
}

static void make_ciphertext(struct trial *t)
{
    kvjwk_engine_result result = make(t, t->wraps ? "wrapKey" : "encrypt");

    memcpy(t->text, result.value.ptr, result.value.length);
    t->request.value.length = t->text_length = result.value.length;
    if (!t->gcm)
        return;
    memcpy(t->iv, result.iv.ptr, 12);
    memcpy(t->tag, result.tag.ptr, 16);
    t->request.iv.ptr = t->iv;
    t->request.iv.length = 12;
    t->request.tag.ptr = t->tag;
    t->request.tag.length = 16;
}

static void prepare(struct trial *t, kvjwk_engine_ctx *ctx, const struct row *row)
{
    const struct trial fresh = {.row = row,
                                .signs = strcmp(row->op, "sign") == 0,
                                .verifies = strcmp(row->op, "verify") == 0,
                                .encrypts = strcmp(row->op, "encrypt") == 0 ||
                                            strcmp(row->op, "wrapKey") == 0,
                                .gcm = strstr(row->alg, "GCM") != NULL,
                                .wraps = strstr(row->alg, "KW") != NULL,
                                .text_length = row->length};

    *t = fresh;
    t->request.struct_size = sizeof(t->request);
    t->request.alg = kvjwk_alg_find(row->alg);
    t->request.primitive = true;
    t->request.value.ptr = t->text;
    t->request.value.length = t->text_length;
    if (strstr(row->alg, "CBC") != NULL) {
        t->request.iv.ptr = t->iv;
        t->request.iv.length = 16;
    }
    if (row->bits != 0 && row->bits < 1024)
        make_oct(t, ctx);
    else
        make_pkey(t, ctx);
    if (t->verifies)
        make_signature(t);
    else if (!t->signs && !t->encrypts)
        make_ciphertext(t);
    t->request.op = kvjwk_op_find(row->op);
    open_context(t);
}

static void finish(struct trial *t)
{
    close_context(t);
    kvjwk_engine_key_free(&t->key);
    EVP_PKEY_free(t->pkey);
    EVP_CIPHER_free(t->cipher);
    EVP_MAC_free(t->mac);
}

#define EC(alg, group, length)                                                                     \
    {"sign", alg, group, NULL, 0, 0, length},                                                      \
    {                                                                                              \
        "verify", alg, group, NULL, 0, 0, length                                                   \
    }
#define RSA_SIGN(alg, padding)                                                                     \
    {"sign", alg, NULL, NULL, 2048, padding, 32},                                                  \
    {                                                                                              \
        "verify", alg, NULL, NULL, 2048, padding, 32                                               \
    }
#define RSA_CRYPT(alg, padding)                                                                    \
    {"encrypt", alg, NULL, NULL, 2048, padding, 32},                                               \
    {                                                                                              \
        "decrypt", alg, NULL, NULL, 2048, padding, 32                                              \
    }
#define AES(alg, cipher, there, back, length)                                                      \
    {there, alg, NULL, cipher, 256, 0, length},                                                    \
    {                                                                                              \
        back, alg, NULL, cipher, 256, 0, length                                                    \
    }

static const struct row rows[] = {
    RSA_SIGN("RS256", RSA_PKCS1_PADDING),
    RSA_SIGN("PS256", RSA_PKCS1_PSS_PADDING),
    EC("ES256", "P-256", 32),
    EC("ES384", "P-384", 48),
    EC("ES512", "P-521", 64),
    EC("ES256K", "secp256k1", 32),
    RSA_CRYPT("RSA1_5", RSA_PKCS1_PADDING),
    RSA_CRYPT("RSA-OAEP-256", RSA_PKCS1_OAEP_PADDING),
    {"sign", "HS256", NULL, NULL, 256, 0, 32},
    AES("A256GCM", "AES-256-GCM", "encrypt", "decrypt", 256),
    AES("A256CBC", "AES-256-CBC", "encrypt", "decrypt", 256),
    AES("A256CBCPAD", "AES-256-CBC", "encrypt", "decrypt", 250),
    AES("A256KW", "AES-256-WRAP", "wrapKey", "unwrapKey", 32),
};

int main(int argc, char **argv)
{
    double milliseconds = argc > 1 ? strtod(argv[1], NULL) : 300, worst = 0;
    kvjwk_engine_ctx *ctx;

    must(kvjwk_engine_ctx_new(&ctx, NULL, NULL) == KVJWK_OK, "kvjwk_engine_ctx_new");
    printf("%-9s %-12s %-9s %6s %10s %10s %10s %8s %8s\n", "op", "alg", "curve", "octets",
           "engine ns", "fresh ns", "kept ns", "/ fresh", "/ kept");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        static struct trial t;
        double ratio;

        prepare(&t, ctx, &rows[i]);
        ratio = measure(&t, milliseconds);
        worst = ratio > worst ? ratio : worst;
        finish(&t);
    }
    printf("worst ratio to a fresh context: %.3f\n", worst);
    kvjwk_engine_ctx_free(&ctx);
    return 0;
}
