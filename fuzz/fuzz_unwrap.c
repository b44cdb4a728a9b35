// SPDX-License-Identifier: MIT
/*
 * Ciphertexts, wrapped keys and DER from anybody: the input is octets.
 *
 * - Whatever is opened or unwrapped: it is done, or refused with a finding.
 * - What unwraps with AES key wrap is what was wrapped: wrapped again, it is the same text.
 * - Octets that are wrapped as a transfer blob has them, apart from the engine, open to the same
 *   octets; the key inside is read, or a finding says why not; a key that is read agrees with
 * itself or is told not to, and travels there and back again.
 * - A transfer blob with a bit changed does not open.
 * - No error is left in OpenSSL's queue.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "harness.h"
#include "known_key.h"
#include "kvjwk/engine.h"
#include "refusals.h"

#define CIPHERTEXT_MAX ((size_t)1 << 16)

struct trial {
    kvjwk_engine_ctx *ctx;
    kvjwk_engine_key *kek, *aes;
    struct choice c;
    size_t refusals;
    kvjwk_engine_result result;
};

static void settle(struct trial *t, kvjwk_status status, const char *what)
{
    if (status != KVJWK_OK)
        broken("%s: %s", what, kvjwk_status_name(status));
    require(t->result.done || t->refusals > 0, "a refusal is told");
    require(ERR_peek_error() == 0, "OpenSSL's queue is empty");
}

/* ---- the keys ---- */

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct trial *t = payload;

    (void)key_index;
    require(kvjwk_engine_key_new(&t->kek, t->ctx, key, NULL) == KVJWK_OK, "the key is a key");
    return 0;
}

static struct trial *the_trial(void)
{
    static struct trial t;
    static const uint8_t secret[32] = {1, 2, 3, 4, 5, 6, 7, 8};
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;
    kvjwk_sink sink = {NULL, take_key, &t, true};

    if (t.ctx != NULL)
        return &t;
    require(kvjwk_engine_ctx_new(&t.ctx, NULL, NULL) == KVJWK_OK, "an engine starts");
    require(kvjwk_check(known_kek, strlen(known_kek), NULL, &sink, NULL) == KVJWK_OK, "memory");
    parts.kty = kvjwk_kty_find("oct-HSM");
    parts.k.ptr = secret;
    parts.k.length = sizeof(secret);
    require(kvjwk_engine_key_from_parts(&t.aes, t.ctx, &parts, NULL) == KVJWK_OK, "memory");
    require(t.kek != NULL && t.aes != NULL, "the keys are keys");
    return &t;
}

/* ---- operations ---- */

static kvjwk_engine_request request_of(const char *op, const char *alg, kvjwk_bytes value)
{
    kvjwk_engine_request r = KVJWK_ENGINE_REQUEST_INIT;

    r.op = kvjwk_op_find(op);
    r.alg = kvjwk_alg_find(alg);
    r.target = KVJWK_TARGET_RFC;
    r.primitive = true;
    r.value = value;
    return r;
}

static void unwrap_aes(struct trial *t, kvjwk_bytes value)
{
    const char *alg = choose(&t->c, 2) == 0 ? "A256KW" : "CKM_AES_KEY_WRAP_PAD";
    kvjwk_engine_request r = request_of("unwrapKey", alg, value);
    kvjwk_sink sink = sink_for(&t->refusals);
    uint8_t *opened;
    size_t length;

    settle(t, kvjwk_engine_run(t->aes, &r, &sink, &t->result), alg);
    if (!t->result.done)
        return;
    length = t->result.value.length;
    opened = malloc(length > 0 ? length : 1);
    require(opened != NULL, "memory");
    memcpy(opened, t->result.value.ptr, length);
    r = request_of("wrapKey", alg, (kvjwk_bytes){opened, length});
    settle(t, kvjwk_engine_run(t->aes, &r, &sink, &t->result), alg);
    require(t->result.done && t->result.value.length == value.length &&
                memcmp(t->result.value.ptr, value.ptr, value.length) == 0,
            "what unwraps is what was wrapped");
    free(opened);
}

static void decrypt_aes(struct trial *t, kvjwk_bytes value)
{
    static const char *const algs[] = {"A256GCM", "A256CBC", "A256CBCPAD"};
    static const uint8_t zeros[16];
    const char *alg = algs[choose(&t->c, 3)];
    kvjwk_engine_request r = request_of("decrypt", alg, value);
    kvjwk_sink sink = sink_for(&t->refusals);

    r.iv = (kvjwk_bytes){zeros, alg[4] == 'G' ? 12 : 16};
    if (alg[4] == 'G')
        r.tag = (kvjwk_bytes){zeros, 16};
    settle(t, kvjwk_engine_run(t->aes, &r, &sink, &t->result), alg);
    require(alg[4] != 'G' || !t->result.done, "a tag of zeros opens nothing");
}

/* As a block of the modulus, so that it gets further than its length. */
static void decrypt_rsa(struct trial *t, kvjwk_bytes value)
{
    static const char *const algs[] = {"RSA1_5", "RSA-OAEP", "RSA-OAEP-256"};
    const char *alg = algs[choose(&t->c, 3)];
    uint8_t block[256] = {0};
    kvjwk_engine_request r;
    kvjwk_sink sink = sink_for(&t->refusals);

    if (value.length < sizeof(block) && choose(&t->c, 4) > 0) {
        memcpy(block + sizeof(block) - value.length, value.ptr, value.length);
        value = (kvjwk_bytes){block, sizeof(block)};
    }
    r = request_of(choose(&t->c, 2) == 0 ? "decrypt" : "unwrapKey", alg, value);
    settle(t, kvjwk_engine_run(t->kek, &r, &sink, &t->result), alg);
    if (t->result.done)
        require(t->result.value.length <= 256 - 11, "a plaintext fits into a block");
}

/* ---- DER and transfer blobs ---- */

static const kvjwk_kty *any_kty(struct trial *t)
{
    return kvjwk_kty_at(choose(&t->c, kvjwk_kty_count()));
}

static kvjwk_engine_transfer any_transfer(struct trial *t)
{
    kvjwk_engine_transfer transfer = KVJWK_ENGINE_TRANSFER_INIT;

    transfer.wrapping = kvjwk_wrapping_find("CKM_RSA_AES_KEY_WRAP");
    transfer.release = choose(&t->c, 2) == 0;
    transfer.target = choose(&t->c, 2) == 0 ? KVJWK_TARGET_RFC : KVJWK_TARGET_MANAGED_HSM;
    transfer.allow_preview = transfer.allow_unknown = true;
    return transfer;
}

static void travel(struct trial *t, kvjwk_engine_key *key)
{
    kvjwk_engine_transfer transfer = KVJWK_ENGINE_TRANSFER_INIT;
    const kvjwk_kty *kty = kvjwk_engine_key_facts(key)->kty;
    kvjwk_engine_key *moved = NULL;
    kvjwk_sink sink = sink_for(&t->refusals);
    uint8_t *blob;
    size_t length;

    transfer.wrapping = kvjwk_wrapping_find("CKM_RSA_AES_KEY_WRAP");
    transfer.target = KVJWK_TARGET_RFC;
    settle(t, kvjwk_engine_transfer_make(t->kek, key, &transfer, &sink, &t->result), "make");
    if (!t->result.done)
        return;
    length = t->result.value.length;
    blob = malloc(length);
    require(blob != NULL, "memory");
    memcpy(blob, t->result.value.ptr, length);
    settle(t,
           kvjwk_engine_transfer_open(t->kek, (kvjwk_bytes){blob, length}, kty, &transfer, &sink,
                                      &t->result, &moved),
           "open");
    require(t->result.done && moved != NULL, "a key that travels arrives");
    require(kvjwk_engine_key_facts(moved)->bits == kvjwk_engine_key_facts(key)->bits,
            "the key that arrives is the one that left");
    kvjwk_engine_key_free(&moved);
    free(blob);
}

static void use_key(struct trial *t, kvjwk_engine_key *key)
{
    kvjwk_sink sink = sink_for(&t->refusals);

    if (kvjwk_engine_key_facts(key)->private_part) {
        settle(t, kvjwk_engine_pairwise(key, &sink, &t->result), "pairwise");
        if (t->result.valid)
            travel(t, key);
    }
}

static void read_der(struct trial *t, kvjwk_bytes der)
{
    kvjwk_engine_key *key = NULL;
    kvjwk_sink sink = sink_for(&t->refusals);
    kvjwk_status status = kvjwk_engine_key_from_der(
        &key, t->ctx, choose(&t->c, 2) == 0 ? NULL : any_kty(t), der, NULL, &sink);

    t->result.done = key != NULL;
    settle(t, status, "from_der");
    if (key != NULL)
        use_key(t, key);
    kvjwk_engine_key_free(&key);
}

static void open_blob(struct trial *t, kvjwk_bytes blob)
{
    kvjwk_engine_transfer transfer = any_transfer(t);
    kvjwk_engine_key *moved = NULL;
    kvjwk_sink sink = sink_for(&t->refusals);
    kvjwk_status status =
        kvjwk_engine_transfer_open(t->kek, blob, any_kty(t), &transfer, &sink, &t->result, &moved);

    settle(t, status, "open");
    require(moved == NULL || t->result.done, "a key comes out of what opened");
    require(moved != NULL || t->refusals > 0, "no key is told");
    if (moved != NULL)
        use_key(t, moved);
    kvjwk_engine_key_free(&moved);
}

/* ---- a blob made apart from the engine ---- */

static const uint8_t session_key[32] = {9, 8, 7, 6, 5, 4, 3, 2, 1};

/* The session key under RSA-OAEP with SHA-1, once. */
static const uint8_t *sealed_session_key(struct trial *t)
{
    static uint8_t sealed[256];
    static bool done;
    kvjwk_engine_request r =
        request_of("wrapKey", "RSA-OAEP", (kvjwk_bytes){session_key, sizeof(session_key)});

    if (!done) {
        require(kvjwk_engine_run(t->kek, &r, NULL, &t->result) == KVJWK_OK && t->result.done,
                "a session key is sealed");
        memcpy(sealed, t->result.value.ptr, sizeof(sealed));
        done = true;
    }
    return sealed;
}

static size_t wrap_padded(uint8_t *out, kvjwk_bytes value)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int length = 0;

    require(ctx != NULL, "memory");
    EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    require(EVP_EncryptInit_ex(ctx, EVP_aes_256_wrap_pad(), NULL, session_key, NULL) == 1 &&
                EVP_EncryptUpdate(ctx, out, &length, value.ptr, (int)value.length) == 1,
            "OpenSSL wraps it");
    EVP_CIPHER_CTX_free(ctx);
    return (size_t)length;
}

static void wrap_and_open(struct trial *t, kvjwk_bytes value)
{
    static uint8_t blob[CIPHERTEXT_MAX];
    kvjwk_engine_transfer transfer = any_transfer(t);
    kvjwk_engine_key *moved = NULL;
    kvjwk_sink sink;
    size_t length = 256;

    if (value.length == 0 || value.length > CIPHERTEXT_MAX - 300)
        return;
    memcpy(blob, sealed_session_key(t), length);
    length += wrap_padded(blob + length, value);
    transfer.target = KVJWK_TARGET_RFC;
    sink = sink_for(&t->refusals);
    settle(t,
           kvjwk_engine_transfer_open(t->kek, (kvjwk_bytes){blob, length}, any_kty(t), &transfer,
                                      &sink, &t->result, &moved),
           "open");
    require(t->result.done && t->result.value.length == value.length &&
                memcmp(t->result.value.ptr, value.ptr, value.length) == 0,
            "what was wrapped comes out");
    require(moved != NULL || t->refusals > 0, "no key is told");
    if (moved != NULL)
        use_key(t, moved);
    kvjwk_engine_key_free(&moved);
    blob[choose(&t->c, length)] ^= (uint8_t)(1u << choose(&t->c, 8));
    settle(t,
           kvjwk_engine_transfer_open(t->kek, (kvjwk_bytes){blob, length}, any_kty(t), &transfer,
                                      &sink, &t->result, &moved),
           "open");
    require(!t->result.done && moved == NULL, "a blob that is tampered with does not open");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const trials[])(struct trial * t, kvjwk_bytes value) = {
        unwrap_aes, decrypt_aes, decrypt_rsa,   read_der,
        read_der,   open_blob,   wrap_and_open, wrap_and_open,
    };
    struct trial *t = the_trial();

    t->c = choice_of(data, size);
    trials[choose(&t->c, sizeof(trials) / sizeof(trials[0]))](t, (kvjwk_bytes){data, size});
    return 0;
}
