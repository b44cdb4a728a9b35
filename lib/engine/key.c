// SPDX-License-Identifier: MIT
/* Key objects: from the key of a document, from parts, from DER. */
#include "engine/parts.h"

#define DER_MAX (64 * 1024)
#define MEMBER_MAX 4096 /* octets of a member; more is no number of a key */

static void session_for(struct session *s, const kvjwk_sink *sink)
{
    memset(s, 0, sizeof(*s));
    s->sink = sink;
}

/* ---- objects ---- */

kvjwk_status key_wrap(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx, struct material *material,
                      const kvjwk_engine_facts *facts)
{
    struct allocator *a = &ctx->allocator;
    kvjwk_engine_key *key = a->resize(a->ctx, NULL, 0, sizeof(*key));

    if (key == NULL) {
        ctx->engine->unload(material);
        return KVJWK_ERR_MEMORY;
    }
    memset(key, 0, sizeof(*key));
    key->ctx = ctx;
    key->material = material;
    key->facts = *facts;
    *out = key;
    return KVJWK_OK;
}

void kvjwk_engine_key_free(kvjwk_engine_key **key)
{
    struct allocator *a;

    if (key == NULL || *key == NULL)
        return;
    a = &(*key)->ctx->allocator;
    (*key)->ctx->engine->unload((*key)->material);
    a->resize(a->ctx, *key, sizeof(**key), 0);
    *key = NULL;
}

const kvjwk_engine_facts *kvjwk_engine_key_facts(const kvjwk_engine_key *key)
{
    return key == NULL ? NULL : &key->facts;
}

/* ---- from parts ---- */

static bool has_material(const struct parts *p)
{
    return strcmp(p->base, "AKP") != 0 && !(strcmp(p->base, "oct") == 0 && p->k.ptr == NULL);
}

/* A key without numbers to compute with (ML-DSA, a symmetric key that stayed in its module) is an
 * object all the same: what is asked of it is refused with the right words. */
static kvjwk_status load(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx, struct parts *p,
                         kvjwk_engine_facts *facts, struct session *s)
{
    struct material *material = NULL;
    struct fields fields;
    unsigned bits;
    const char *wrong = parts_prepare(p, &fields, &bits);

    if (wrong != NULL)
        refuse(s, "kv-op-key-material", "{} key: {}", ARGS(A_STR(facts->kty->name), A_STR(wrong)));
    else if (has_material(p) && !accept_made(s, ctx->engine->load(&material, ctx->backend, p)))
        s->refused = true;
    wipe(&fields, sizeof(fields));
    if (s->refused || s->status != KVJWK_OK)
        return s->status;
    facts->param = p->param != NULL ? p->param : facts->param;
    facts->bits = bits != 0 ? bits : facts->bits;
    facts->private_part = (strcmp(p->base, "oct") == 0 ? p->k.ptr : p->d.ptr) != NULL;
    return key_wrap(out, ctx, material, facts);
}

static void take_parts(struct parts *to, const kvjwk_engine_parts *from)
{
    const struct parts parts = {
        .base = from->kty->base,
        .param = kvjwk_param_of_curve(from->crv),
        .n = from->n,
        .e = from->e,
        .d = from->d,
        .p = from->p,
        .q = from->q,
        .dp = from->dp,
        .dq = from->dq,
        .qi = from->qi,
        .x = from->x,
        .y = from->y,
        .k = from->k,
    };

    *to = parts;
}

kvjwk_status kvjwk_engine_key_from_parts(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                         const kvjwk_engine_parts *parts, const kvjwk_sink *sink)
{
    struct session s;
    struct parts p;
    kvjwk_engine_facts facts = {0};

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (ctx == NULL || parts == NULL || parts->struct_size != sizeof(*parts) || parts->kty == NULL)
        return KVJWK_ERR_ARGUMENT;
    session_for(&s, sink);
    take_parts(&p, parts);
    facts.kty = parts->kty;
    facts.usage = parts->usage;
    return load(out, ctx, &p, &facts, &s);
}

/* ---- from a document ---- */

enum { N, E, D, P, Q, DP, DQ, QI, X, Y, K, MEMBERS };

static const char *const member_names[MEMBERS] = {
    [N] = "n",   [E] = "e",   [D] = "d", [P] = "p", [Q] = "q", [DP] = "dp",
    [DQ] = "dq", [QI] = "qi", [X] = "x", [Y] = "y", [K] = "k"};

/* Octets of all members that can be read, one behind the other in memory. False: one is too long,
 * or memory is too small for them, which total_of rules out. */
static void read_members(kvjwk_bytes out[MEMBERS], const kvjwk_key *key, uint8_t *memory,
                         size_t cap)
{
    size_t length;

    for (unsigned i = 0; i < MEMBERS; i++) {
        out[i].ptr = NULL;
        out[i].length = 0;
        if (!kvjwk_key_octets(key, member_names[i], memory, cap, &length))
            continue;
        out[i].ptr = memory;
        out[i].length = length;
        memory += length;
        cap -= length;
    }
}

/* Octets of all members; 0 when one is longer than any number of a key. */
static size_t total_of(const kvjwk_key *key)
{
    size_t total = 1, length;

    for (unsigned i = 0; i < MEMBERS; i++) {
        if (!kvjwk_key_octets(key, member_names[i], NULL, 0, &length))
            continue;
        if (length > MEMBER_MAX)
            return 0;
        total += length;
    }
    return total;
}

/* A private member that cannot be read must not make a public key of a private one. */
static bool private_part_is_lost(const kvjwk_key *key, const struct parts *p)
{
    size_t length;

    return key->private_part && p->d.ptr == NULL && p->k.ptr == NULL &&
           strcmp(p->base, "AKP") != 0 && !kvjwk_key_octets(key, "key_hsm", NULL, 0, &length);
}

static kvjwk_status load_document(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                  const kvjwk_key *key, struct session *s, uint8_t *memory,
                                  size_t total)
{
    kvjwk_bytes m[MEMBERS];
    struct parts p;
    kvjwk_engine_facts facts = {
        .kty = key->kty, .param = key->param, .bits = key->bits, .usage = kvjwk_key_usage(key)};

    read_members(m, key, memory, total);
    p = (struct parts){.base = key->kty->base,
                       .param = key->param,
                       .n = m[N],
                       .e = m[E],
                       .d = m[D],
                       .p = m[P],
                       .q = m[Q],
                       .dp = m[DP],
                       .dq = m[DQ],
                       .qi = m[QI],
                       .x = m[X],
                       .y = m[Y],
                       .k = m[K]};
    if (private_part_is_lost(key, &p)) {
        refuse(s, "kv-op-key-material", "the private part is there, and cannot be read", NO_ARGS);
        return s->status;
    }
    return load(out, ctx, &p, &facts, s);
}

kvjwk_status kvjwk_engine_key_new(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                  const kvjwk_key *key, const kvjwk_sink *sink)
{
    struct session s;
    kvjwk_status status;
    uint8_t *memory;
    size_t total;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (ctx == NULL || key == NULL || key->model == NULL)
        return KVJWK_ERR_ARGUMENT;
    session_for(&s, sink);
    total = total_of(key);
    if (key->kty == NULL || total == 0) {
        refuse(&s, "kv-op-key-material",
               key->kty == NULL ? "kty is missing or unknown" : "a number of more than 16384 bits",
               NO_ARGS);
        return s.status;
    }
    memory = ctx->allocator.resize(ctx->allocator.ctx, NULL, 0, total);
    if (memory == NULL)
        return KVJWK_ERR_MEMORY;
    status = load_document(out, ctx, key, &s, memory, total);
    wipe(memory, total);
    ctx->allocator.resize(ctx->allocator.ctx, memory, total, 0);
    return status;
}

/* ---- from DER ---- */

kvjwk_status kvjwk_engine_key_from_der(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                       const kvjwk_kty *kty, kvjwk_bytes der,
                                       const kvjwk_usage *usage, const kvjwk_sink *sink)
{
    struct material *material = NULL;
    kvjwk_engine_facts facts = {0};
    struct found found = {0};
    struct session s;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (ctx == NULL || der.ptr == NULL)
        return KVJWK_ERR_ARGUMENT;
    session_for(&s, sink);
    if (der.length > DER_MAX) {
        refuse(&s, "kv-op-key-material", "{} octets are no key", ARGS(A_NUM(der.length)));
        return s.status;
    }
    if (!accept_made(&s, ctx->engine->load_der(&material, ctx->backend, der, &found)))
        return s.status;
    facts.kty = kty == NULL ? kvjwk_kty_find(found.base) : kty;
    facts.param = found.param;
    facts.bits = found.bits;
    facts.private_part = found.private_part;
    if (usage != NULL)
        facts.usage = *usage;
    if (strcmp(facts.kty->base, found.base) != 0) {
        ctx->engine->unload(material);
        refuse(&s, "kv-op-key-material", "{} key, expected {}",
               ARGS(A_STR(found.base), A_STR(facts.kty->name)));
        return s.status;
    }
    return key_wrap(out, ctx, material, &facts);
}
