// SPDX-License-Identifier: MIT
/* One operation: judge, hash when a message is given, compute. */
#include "engine/engine.h"

/* What a method can make of a value: a modulus of 16384 bits, a curve's r || s, a digest, or the
 * value and a block or two. */
#define RESULT_FIXED 2048

static bool request_is_sound(const kvjwk_engine_request *r)
{
    return r != NULL && r->struct_size == sizeof(*r) && r->op != NULL && r->alg != NULL &&
           (unsigned)r->target <= KVJWK_TARGET_RFC;
}

static bool session_open(struct session *s, kvjwk_engine_key *key,
                         const kvjwk_engine_request *request, const kvjwk_sink *sink)
{
    memset(s, 0, sizeof(*s));
    if (key == NULL || !request_is_sound(request))
        return false;
    s->key = key;
    s->request = request;
    s->sink = sink;
    s->target = request->target;
    s->verb = VERB_NONE;
    return true;
}

/* ---- computing ---- */

static bool is_hashed(const struct session *s)
{
    return s->request->message && s->method->hash != HASH_NONE && !takes_any_value(s) &&
           (s->verb == VERB_SIGN || s->verb == VERB_VERIFY);
}

static bool verify_answers(struct session *s, enum made made, kvjwk_engine_result *result)
{
    if (s->verb != VERB_VERIFY || (made != MADE && made != MADE_REFUSED))
        return false;
    result->done = true;
    result->valid = made == MADE;
    return true;
}

static void hand_out(const struct session *s, const struct work *w, kvjwk_engine_result *result)
{
    kvjwk_engine_ctx *ctx = s->key->ctx;
    bool encrypts = s->verb == VERB_ENCRYPT;
    enum family family = (enum family)s->method->family;

    result->done = true;
    result->value.ptr = ctx->out;
    result->value.length = w->out_length;
    if (encrypts && (family == FAMILY_GCM || family == FAMILY_CBC || family == FAMILY_CBC_PAD)) {
        result->iv.ptr = ctx->iv;
        result->iv.length = family == FAMILY_GCM ? GCM_IV : BLOCK;
    }
    if (encrypts && family == FAMILY_GCM) {
        result->tag.ptr = ctx->tag;
        result->tag.length = GCM_TAG;
    }
}

/* Absent is absent, whatever length is left in it. */
static kvjwk_bytes given(kvjwk_bytes b)
{
    if (b.ptr == NULL)
        b.length = 0;
    return b;
}

static void compute(struct session *s, kvjwk_engine_result *result)
{
    kvjwk_engine_ctx *ctx = s->key->ctx;
    const kvjwk_engine_request *r = s->request;
    struct work w = {.method = s->method,
                     .verb = s->verb,
                     .value = r->value,
                     .iv = given(r->iv),
                     .aad = given(r->aad),
                     .tag = given(r->tag),
                     .signature = given(r->signature),
                     .iv_out = ctx->iv,
                     .tag_out = ctx->tag};
    uint8_t digest[HASH_MAX];
    enum made made;

    if (!ctx_room(ctx, r->value.length + RESULT_FIXED)) {
        s->status = KVJWK_ERR_MEMORY;
        return;
    }
    w.out = ctx->out;
    if (is_hashed(s)) {
        made = ctx->engine->digest(ctx->backend, (enum hash)s->method->hash, r->value, digest);
        if (!accept_made(s, made))
            return;
        w.value.ptr = digest;
        w.value.length = hash_octets((enum hash)s->method->hash);
    }
    made = ctx->engine->compute(s->key->material, &w);
    if (verify_answers(s, made, result) || !accept_made(s, made)) {
        ctx_wipe(ctx);
        return;
    }
    ctx->used = w.touched > w.out_length ? w.touched : w.out_length;
    hand_out(s, &w, result);
}

kvjwk_status kvjwk_engine_run(kvjwk_engine_key *key, const kvjwk_engine_request *request,
                              const kvjwk_sink *sink, kvjwk_engine_result *result)
{
    struct session s;

    if (result == NULL)
        return KVJWK_ERR_ARGUMENT;
    memset(result, 0, sizeof(*result));
    if (!session_open(&s, key, request, sink))
        return KVJWK_ERR_ARGUMENT;
    judge_all(&s);
    if (!s.refused && s.status == KVJWK_OK)
        compute(&s, result);
    return s.status;
}

kvjwk_status kvjwk_engine_judge(kvjwk_engine_key *key, const kvjwk_engine_request *request,
                                const kvjwk_sink *sink, bool *allowed)
{
    struct session s;

    if (allowed == NULL)
        return KVJWK_ERR_ARGUMENT;
    *allowed = false;
    if (!session_open(&s, key, request, sink))
        return KVJWK_ERR_ARGUMENT;
    judge_all(&s);
    *allowed = !s.refused && s.status == KVJWK_OK;
    return s.status;
}
