// SPDX-License-Identifier: MIT
/* Key transfer blobs: an AES key under RSA-OAEP, and a key under that AES key (RFC 5649). */
#include "engine/transfer.h"

#define EPHEMERAL 32 /* octets of the AES key that we make; 16 and 24 are opened, too */

/* ---- the two halves ---- */

static const struct method *oaep_of(const struct session *s)
{
    return method_for(FAMILY_RSAES_OAEP, hash_of_name(transfer_of(s)->wrapping->digest));
}

static enum made with_kek(struct session *s, enum verb verb, kvjwk_bytes value, uint8_t *out,
                          size_t *length)
{
    struct work w = {.method = oaep_of(s), .verb = verb, .value = value, .out = out};
    enum made made = s->key->ctx->engine->compute(s->key->material, &w);

    *length = w.out_length;
    return made;
}

static enum made with_ephemeral(struct session *s, enum verb verb, kvjwk_bytes aes,
                                kvjwk_bytes value, uint8_t *out, size_t *length)
{
    kvjwk_engine_ctx *ctx = s->key->ctx;
    struct work w = {
        .method = method_for(FAMILY_KWP, HASH_NONE), .verb = verb, .value = value, .out = out};
    const struct parts parts = {.base = "oct", .k = aes};
    struct material *material;
    enum made made = ctx->engine->load(&material, ctx->backend, &parts);

    if (made != MADE)
        return made;
    made = ctx->engine->compute(material, &w);
    ctx->engine->unload(material);
    *length = w.out_length;
    return made;
}

/* ---- making ---- */

static enum made seal(struct session *s, kvjwk_bytes plain, kvjwk_engine_result *result)
{
    kvjwk_engine_ctx *ctx = s->key->ctx;
    uint8_t aes[EPHEMERAL];
    kvjwk_bytes aes_key = {aes, sizeof(aes)};
    size_t first = 0, second = 0;
    enum made made = ctx->engine->random(ctx->backend, aes, sizeof(aes));

    if (made == MADE && !ctx_room(ctx, modulus_octets(s->key) + plain.length + 32))
        made = MADE_MEMORY;
    if (made == MADE)
        made = with_kek(s, VERB_WRAP, aes_key, ctx->out, &first);
    if (made == MADE)
        made = with_ephemeral(s, VERB_WRAP, aes_key, plain, ctx->out + first, &second);
    wipe(aes, sizeof(aes));
    result->value.ptr = ctx->out;
    result->value.length = first + second;
    return made;
}

static void make(struct session *s, kvjwk_engine_key *moved, kvjwk_engine_result *result)
{
    const kvjwk_engine *engine = s->key->ctx->engine;
    uint8_t *plain = NULL;
    size_t length = 0;
    enum made made = engine->export_private(moved->material, &plain, &length);

    if (made == MADE_UNUSABLE) {
        refuse(s, "kv-op-transfer-target",
               "PKCS #8 has all parts of a key: p, q, dp, dq and qi as well", NO_ARGS);
        return;
    }
    if (made == MADE) {
        kvjwk_bytes octets = {plain, length};

        made = seal(s, octets, result);
        engine->release(plain, length);
    }
    result->done = accept_made(s, made);
    if (!result->done)
        memset(result, 0, sizeof(*result));
}

static bool transfer_is_sound(const kvjwk_engine_transfer *t)
{
    return t != NULL && t->struct_size == sizeof(*t) && t->wrapping != NULL &&
           (unsigned)t->target <= KVJWK_TARGET_RFC;
}

static void session_for(struct transfer_session *s, kvjwk_engine_key *kek,
                        const kvjwk_engine_transfer *t, const kvjwk_sink *sink)
{
    memset(s, 0, sizeof(*s));
    s->session.key = kek;
    s->session.sink = sink;
    s->session.target = t->target;
    s->transfer = t;
}

kvjwk_status kvjwk_engine_transfer_make(kvjwk_engine_key *kek, kvjwk_engine_key *moved,
                                        const kvjwk_engine_transfer *transfer,
                                        const kvjwk_sink *sink, kvjwk_engine_result *result)
{
    struct transfer_session s;

    if (result == NULL)
        return KVJWK_ERR_ARGUMENT;
    memset(result, 0, sizeof(*result));
    if (kek == NULL || moved == NULL || kek->ctx != moved->ctx || !transfer_is_sound(transfer))
        return KVJWK_ERR_ARGUMENT;
    session_for(&s, kek, transfer, sink);
    transfer_judge_kek(&s.session);
    transfer_judge_moved(&s.session, moved);
    if (!s.session.refused && s.session.status == KVJWK_OK)
        make(&s.session, moved, result);
    return s.session.status;
}

/* ---- opening ---- */

static enum made unseal(struct session *s, kvjwk_bytes ciphertext, kvjwk_engine_result *result)
{
    kvjwk_engine_ctx *ctx = s->key->ctx;
    size_t k = modulus_octets(s->key), length = 0;
    kvjwk_bytes first = {ciphertext.ptr, k};
    kvjwk_bytes second = {(const uint8_t *)ciphertext.ptr + k, ciphertext.length - k};
    kvjwk_bytes aes;
    enum made made;

    if (!ctx_room(ctx, k + second.length + 32))
        return MADE_MEMORY;
    made = with_kek(s, VERB_UNWRAP, first, ctx->out, &length);
    if (made != MADE)
        return made;
    if (length != 16 && length != 24 && length != 32)
        return MADE_REFUSED;
    aes.ptr = ctx->out;
    aes.length = length;
    made = with_ephemeral(s, VERB_UNWRAP, aes, second, ctx->out + k, &length);
    result->value.ptr = ctx->out + k;
    result->value.length = length;
    return made;
}

static void judge_ciphertext(struct session *s, kvjwk_bytes ciphertext)
{
    size_t k = modulus_octets(s->key), length = ciphertext.length;

    if (ciphertext.ptr == NULL)
        refuse(s, "kv-op-parameter-missing", "a transfer blob needs its ciphertext", NO_ARGS);
    else if (length > KVJWK_ENGINE_VALUE_MAX || length < k + 16 || (length - k) % 8 != 0)
        refuse(s, "kv-op-value-length",
               "a ciphertext of {} octets; expected {} of RSA and a multiple of 8, 16 or more",
               ARGS(A_NUM(length), A_NUM(k)));
}

kvjwk_status kvjwk_engine_transfer_open(kvjwk_engine_key *kek, kvjwk_bytes ciphertext,
                                        const kvjwk_kty *kty, const kvjwk_engine_transfer *transfer,
                                        const kvjwk_sink *sink, kvjwk_engine_result *result,
                                        kvjwk_engine_key **moved)
{
    struct transfer_session s;

    if (moved != NULL)
        *moved = NULL;
    if (result == NULL)
        return KVJWK_ERR_ARGUMENT;
    memset(result, 0, sizeof(*result));
    if (kek == NULL || !transfer_is_sound(transfer))
        return KVJWK_ERR_ARGUMENT;
    session_for(&s, kek, transfer, sink);
    transfer_judge_kek(&s.session);
    if (!kek->facts.private_part)
        refuse(&s.session, "kv-op-private-part", "a blob opens with the private part of the key",
               NO_ARGS);
    if (!s.session.refused)
        judge_ciphertext(&s.session, ciphertext);
    if (s.session.refused || s.session.status != KVJWK_OK)
        return s.session.status;
    result->done = accept_made(&s.session, unseal(&s.session, ciphertext, result));
    if (!result->done) {
        memset(result, 0, sizeof(*result));
        ctx_wipe(kek->ctx);
    } else if (moved != NULL) {
        transfer_read_content(&s.session, result->value, kty, moved);
    }
    return s.session.status;
}
