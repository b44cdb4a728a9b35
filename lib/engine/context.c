// SPDX-License-Identifier: MIT
/* The context: a crypto library opened once, and the memory of the last result. */
#include "engine/engine.h"

kvjwk_status kvjwk_engine_ctx_new(kvjwk_engine_ctx **out, const kvjwk_engine *engine,
                                  const kvjwk_allocator *allocator)
{
    struct allocator a = allocator_default;
    kvjwk_engine_ctx *ctx;
    enum made made;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (allocator != NULL && allocator->resize != NULL) {
        a.resize = allocator->resize;
        a.ctx = allocator->ctx;
    }
    ctx = a.resize(a.ctx, NULL, 0, sizeof(*ctx));
    if (ctx == NULL)
        return KVJWK_ERR_MEMORY;
    memset(ctx, 0, sizeof(*ctx));
    ctx->allocator = a;
    ctx->engine = engine == NULL ? kvjwk_engine_openssl() : engine;
    made = ctx->engine->open(&ctx->backend, &ctx->allocator);
    if (made != MADE) {
        kvjwk_engine_ctx_free(&ctx);
        return made == MADE_MEMORY ? KVJWK_ERR_MEMORY : KVJWK_ERR_ENGINE;
    }
    *out = ctx;
    return KVJWK_OK;
}

void kvjwk_engine_ctx_free(kvjwk_engine_ctx **ctx)
{
    struct allocator a;
    kvjwk_engine_ctx *c;

    if (ctx == NULL || *ctx == NULL)
        return;
    c = *ctx;
    a = c->allocator;
    if (c->backend != NULL)
        c->engine->close(c->backend);
    ctx_wipe(c);
    if (c->out != NULL)
        a.resize(a.ctx, c->out, c->cap, 0);
    wipe(c, sizeof(*c));
    a.resize(a.ctx, c, sizeof(*c), 0);
    *ctx = NULL;
}

void ctx_wipe(kvjwk_engine_ctx *ctx)
{
    if (ctx->used > 0)
        wipe(ctx->out, ctx->used);
    ctx->used = 0;
}

bool ctx_room(kvjwk_engine_ctx *ctx, size_t length)
{
    uint8_t *bigger;

    ctx_wipe(ctx);
    if (length > ctx->cap) {
        bigger = ctx->allocator.resize(ctx->allocator.ctx, NULL, 0, length);
        if (bigger == NULL)
            return false;
        if (ctx->out != NULL)
            ctx->allocator.resize(ctx->allocator.ctx, ctx->out, ctx->cap, 0);
        ctx->out = bigger;
        ctx->cap = length;
    }
    ctx->used = length;
    return true;
}

const char *kvjwk_engine_name(const kvjwk_engine *engine)
{
    return engine == NULL ? "none" : engine->name;
}
