// SPDX-License-Identifier: MIT
/* From a document of any kind to its subjects, one after the other, each in the one model. */
#include "jwk/model.h"

#include "text/b64.h"

void reading_open(struct reading *r, const struct json *j, struct arena *scratch, enum kind_id kind)
{
    const struct value *items = NULL;

    r->json = j;
    r->scratch = scratch;
    r->kind = kind;
    r->list.token = JSON_NONE;
    r->next = 0;
    r->end = j->count > 0 ? 1 : 0;
    if (facts_kind_forms[kind].form == FORM_ITEMS) {
        r->next = json_first(j, 0);
        r->end = j->tokens[0].type == JSON_ARRAY ? j->tokens[0].next : r->next;
    } else if (facts_kind_forms[kind].form == FORM_LIST) {
        enum shape_id shape = kind == KIND_JWK_SET ? SHAPE_JWK_SET : SHAPE_LIST;

        object_read(&r->list, j, scratch, 0, shape, false);
        items = object_value(&r->list, kind == KIND_JWK_SET ? JWK_SET_KEYS : LIST_VALUE);
        r->end = 0;
        if (value_ok(items)) {
            r->next = json_first(j, items->token);
            r->end = j->tokens[items->token].next;
        }
    }
}

/* Members of the outer shape by what they are, for the shapes that have them; -1 otherwise. */
struct outer_members {
    int8_t key, attributes, tags, release, kty, crv, ops, kid, alg, size;
};

static const struct outer_members none_members = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

static const struct outer_members *members_of(enum shape_id shape)
{
    static const struct outer_members bundle = {
        BUNDLE_KEY, BUNDLE_ATTRIBUTES, BUNDLE_TAGS, BUNDLE_RELEASE_POLICY, -1, -1, -1, -1, -1, -1};
    static const struct outer_members item = {
        -1, ITEM_ATTRIBUTES, ITEM_TAGS, ITEM_RELEASE_POLICY, -1, -1, -1, ITEM_KID, -1, -1};
    static const struct outer_members create = {
        -1,         CREATE_ATTRIBUTES, CREATE_TAGS,    CREATE_RELEASE_POLICY,
        CREATE_KTY, CREATE_CRV,        CREATE_KEY_OPS, -1,
        CREATE_ALG, CREATE_KEY_SIZE};
    static const struct outer_members import = {
        IMPORT_KEY, IMPORT_ATTRIBUTES, IMPORT_TAGS, IMPORT_RELEASE_POLICY, -1, -1, -1, -1, -1, -1};
    static const struct outer_members update = {
        -1, UPDATE_ATTRIBUTES, UPDATE_TAGS, UPDATE_RELEASE_POLICY, -1, -1, UPDATE_KEY_OPS, -1, -1,
        -1};

    switch (shape) {
    case SHAPE_BUNDLE:
        return &bundle;
    case SHAPE_ITEM:
        return &item;
    case SHAPE_CREATE:
        return &create;
    case SHAPE_IMPORT:
        return &import;
    case SHAPE_UPDATE:
        return &update;
    default:
        return &none_members;
    }
}

static const struct value *outer_value(const struct kvjwk_model *m, int member)
{
    return member < 0 ? &value_absent : object_value(&m->outer, (unsigned)member);
}

static uint32_t object_token(const struct value *v)
{
    return value_ok(v) ? v->token : JSON_NONE;
}

static void read_objects(struct kvjwk_model *m, enum shape_id outer)
{
    const struct outer_members *members = members_of(outer);

    if (outer == SHAPE_JWK) {
        m->outer.token = JSON_NONE;
        object_read(&m->jwk, m->json, m->scratch, m->subject, SHAPE_JWK, m->az);
    } else {
        object_read(&m->outer, m->json, m->scratch, m->subject, outer, m->az);
        object_read(&m->jwk, m->json, m->scratch, object_token(outer_value(m, members->key)),
                    SHAPE_JWK, m->az);
    }
    m->attributes_value = outer_value(m, members->attributes);
    m->release_value = outer_value(m, members->release);
    object_read(&m->attributes, m->json, m->scratch, object_token(m->attributes_value),
                SHAPE_ATTRIBUTES, m->az);
    object_read(&m->release, m->json, m->scratch, object_token(m->release_value),
                SHAPE_RELEASE_POLICY, m->az);
    m->tags_value = outer_value(m, members->tags);
    if (object_is(&m->jwk)) {
        m->kty_value = object_value(&m->jwk, JWK_KTY);
        m->crv_value = object_value(&m->jwk, JWK_CRV);
        m->ops_value = object_value(&m->jwk, JWK_KEY_OPS);
        m->kid_value = object_value(&m->jwk, JWK_KID);
        m->alg_value = object_value(&m->jwk, JWK_ALG);
        m->size_value = object_value(&m->attributes, ATTRIBUTES_KEY_SIZE);
    } else {
        m->kty_value = outer_value(m, members->kty);
        m->crv_value = outer_value(m, members->crv);
        m->ops_value = outer_value(m, members->ops);
        m->kid_value = outer_value(m, members->kid);
        m->alg_value = outer_value(m, members->alg);
        m->size_value = outer_value(m, members->size);
    }
}

static bool is_private(const struct kvjwk_model *m)
{
    static const uint8_t members[] = {JWK_D,  JWK_K,  JWK_P,  JWK_Q,    JWK_KEY_HSM,
                                      JWK_DP, JWK_DQ, JWK_QI, JWK_PRIV, JWK_OTH};

    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (value_there(object_value(&m->jwk, members[i])))
            return true;
    return false;
}

/* The type a service would hold: Hsm: true puts a software type into a hardware module. */
static enum kty_id held_type(const struct kvjwk_model *m)
{
    const struct value *hsm;

    if (m->kind != KIND_KEY_IMPORT || m->kty == KTY_NONE)
        return m->kty;
    hsm = object_value(&m->outer, IMPORT_HSM);
    if (!value_ok(hsm) || m->json->tokens[hsm->token].type != JSON_TRUE)
        return m->kty;
    return facts_kty_hsm(m->kty);
}

static void derive_size(struct kvjwk_model *m)
{
    enum kty_id base = facts_kty_base(m->kty);
    const struct value *n = object_value(&m->jwk, JWK_N);
    const struct value *k = object_value(&m->jwk, JWK_K);
    size_t zeros;
    int64_t size;

    m->bits = 0;
    if (m->curve != NULL && (base == KTY_EC || base == KTY_OKP)) {
        m->param = (enum param_id)m->curve->param;
        m->bits = facts_param(m->param)->bits;
        return;
    }
    if (base == KTY_RSA && n->octets > 0 && value_ok(n))
        m->bits = model_bits(m, n, &zeros);
    else if (base == KTY_OCT && value_ok(k))
        m->bits = k->octets * 8;
    else if (value_ok(m->size_value) &&
             json_int64(m->json, m->size_value->token, &size) == JSON_INT_OK && size > 0 &&
             size <= INT32_MAX)
        m->bits = (unsigned)size;
    m->param = facts_param_of_size(base, m->bits);
}

static void derive(struct kvjwk_model *m)
{
    enum alg_id alg;

    m->kid_fault = identifier_parse(
        &m->kid, &m->kid_at, value_ok(m->kid_value) ? model_text(m, m->kid_value) : span_of("", 0));
    m->kty = value_ok(m->kty_value) ? facts_kty_find(model_text(m, m->kty_value)) : KTY_NONE;
    m->kty_misspelled = false;
    if (m->kty == KTY_NONE && value_ok(m->kty_value)) {
        m->kty = facts_kty_like(model_text(m, m->kty_value));
        m->kty_misspelled = m->kty != KTY_NONE;
    }
    m->curve = value_ok(m->crv_value) ? facts_curve_find(model_text(m, m->crv_value)) : NULL;
    m->held = held_type(m);
    m->private_part = is_private(m);
    m->param = PARAM_NONE;
    derive_size(m);
    if (facts_kty_base(m->kty) == KTY_AKP && value_ok(m->alg_value)) {
        alg = facts_alg_find(model_text(m, m->alg_value));
        for (unsigned p = PARAM_MLDSA44; p <= PARAM_MLDSA87; p++)
            if (facts_alg_params(alg) == BIT(p))
                m->param = (enum param_id)p;
    }
}

/* An az list holds items, or whole keys when it was made by a loop over az keyvault key show. */
static enum shape_id subject_shape(const struct reading *r, uint32_t token)
{
    const struct json *j = r->json;

    if (r->kind != KIND_AZ_LIST || j->tokens[token].type != JSON_OBJECT)
        return (enum shape_id)facts_kind_forms[r->kind].outer;
    for (uint32_t t = json_first(j, token); t < j->tokens[token].next; t = j->tokens[t + 1].next)
        if (span_is(token_text(j, r->scratch, t), "key"))
            return SHAPE_BUNDLE;
    return SHAPE_ITEM;
}

/* A rotation policy looks alike in both directions; the service's own has an id and times. */
static bool is_answer(const struct kvjwk_model *m)
{
    struct object attributes;

    if (m->kind != KIND_ROTATION_POLICY)
        return facts_kind(m->kind)->returned;
    if (value_there(object_value(&m->outer, ROTATION_ID)))
        return true;
    object_read(&attributes, m->json, m->scratch,
                object_token(object_value(&m->outer, ROTATION_ATTRIBUTES)),
                SHAPE_ROTATION_ATTRIBUTES, false);
    return value_there(object_value(&attributes, ROTATION_ATTRIBUTES_CREATED));
}

bool reading_next(struct reading *r, struct kvjwk_model *out)
{
    uint32_t token = r->next;

    if (token >= r->end)
        return false;
    r->next = r->json->tokens[token].next;
    out->json = r->json;
    out->scratch = r->scratch;
    out->kind = r->kind;
    out->az = r->kind == KIND_AZ_KEY || r->kind == KIND_AZ_LIST;
    out->subject = token;
    out->not_object = r->json->tokens[token].type != JSON_OBJECT;
    read_objects(out, subject_shape(r, token));
    out->returned = is_answer(out);
    derive(out);
    return true;
}

/* ---- octets ---- */

bool model_octets(const struct kvjwk_model *m, const struct value *v, uint8_t *out, size_t cap,
                  size_t *length)
{
    *length = 0;
    if (!value_ok(v) || m->json->tokens[v->token].type != JSON_STRING)
        return false;
    *length = v->octets;
    if (out == NULL)
        return true;
    if (v->octets > cap)
        return false;
    return b64_decode(out, cap, model_text(m, v)) == v->octets;
}

unsigned model_bits(const struct kvjwk_model *m, const struct value *v, size_t *zero_octets)
{
    struct span text = model_text(m, v);
    uint8_t first[3];
    size_t skipped = 0, got, i = 0;

    *zero_octets = 0;
    /* Four characters are three octets: look at them until one is not zero. */
    for (; skipped < text.len; skipped += 4) {
        size_t left = text.len - skipped < 4 ? text.len - skipped : 4;

        got = b64_decode(first, sizeof(first), span_of(text.ptr + skipped, left));
        for (i = 0; i < got && first[i] == 0; i++)
            ++*zero_octets;
        if (i < got)
            break;
    }
    if (skipped >= text.len || v->octets == 0)
        return 0;
    {
        unsigned top = first[i], bits = 0;

        for (; top > 0; top >>= 1)
            bits++;
        return (unsigned)(v->octets - *zero_octets - 1) * 8 + bits;
    }
}
