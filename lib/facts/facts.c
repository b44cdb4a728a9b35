// SPDX-License-Identifier: MIT
/* The rows of key types, parameters, algorithms, operations, facts_editions, kinds and rules. */
#include "facts/facts.h"

const kvjwk_edition facts_editions[EDITION_COUNT] = {
#define EDITION(id, name, date, title, source) {name, date, title, source},
#include "facts/editions.def"
#undef EDITION
};

static const kvjwk_api_version apis[API_COUNT] = {
#define API(id, name, date, preview, source) {name, date, preview, source},
#include "facts/api.def"
#undef API
};

#define SINCE(api) (API_##api == API_NONE ? NULL : &apis[API_##api])

#define BASE_RSA "RSA"
#define BASE_EC "EC"
#define BASE_OCT "oct"
#define BASE_OKP "OKP"
#define BASE_AKP "AKP"

static const kvjwk_kty ktys[KTY_COUNT] = {
#define KTY(id, name, base, hsm, kv, rfc, since, title, source)                                    \
    {name, BASE_##base, hsm, kv, rfc, SINCE(since), title, source},
#include "facts/kty.def"
#undef KTY
};

static const struct {
    uint8_t base, since;
} kty_ids[KTY_COUNT] = {
#define KTY(id, name, base, hsm, kv, rfc, since, title, source) {KTY_##base, API_##since},
#include "facts/kty.def"
#undef KTY
};

static const kvjwk_param params[PARAM_COUNT] = {
#define PARAM(id, name, base, bits, octets, strength, source)                                      \
    {name, BASE_##base, bits, octets, strength, source},
#include "facts/params.def"
#undef PARAM
};

static const uint8_t param_base[PARAM_COUNT] = {
#define PARAM(id, name, base, bits, octets, strength, source) KTY_##base,
#include "facts/params.def"
#undef PARAM
};

#define USE_SIG "sig"
#define USE_ENC "enc"
#define USE_WRAP "enc"
#define P(param) BIT(PARAM_##param)

static const kvjwk_alg algs[ALG_COUNT] = {
#define ALG(id, name, use, base, digest, bits, params, kv, jwa, since, title, source)              \
    {name, USE_##use, BASE_##base, digest, bits, kv, jwa, SINCE(since), title, source},
#include "facts/algs.def"
#undef ALG
};

static const struct {
    uint32_t params;
    uint8_t since;
} alg_ids[ALG_COUNT] = {
#define ALG(id, name, use, base, digest, bits, params, kv, jwa, since, title, source)              \
    {params, API_##since},
#include "facts/algs.def"
#undef ALG
};

static const kvjwk_op ops[OP_COUNT] = {
#define OP(id, name, rfc, kv, key_op, dated, since, source)                                        \
    {name, rfc, kv, key_op, dated, SINCE(since), source},
#include "facts/ops.def"
#undef OP
};

static const uint8_t op_since[OP_COUNT] = {
#define OP(id, name, rfc, kv, key_op, dated, since, source) API_##since,
#include "facts/ops.def"
#undef OP
};

static const kvjwk_wrapping wrappings[] = {
#define WRAPPING(id, name, digest, byok, source) {name, digest, byok, source},
#include "facts/wrappings.def"
#undef WRAPPING
};

#define DIRECTION_SENT false
#define DIRECTION_RETURNED true

static const kvjwk_kind kinds[KIND_COUNT] = {
#define KIND(id, name, direction, form, outer, title, source)                                      \
    {name, title, DIRECTION_##direction, source},
#include "facts/kinds.def"
#undef KIND
};

const struct kind_form_row facts_kind_forms[KIND_COUNT] = {
#define KIND(id, name, direction, form, outer, title, source) {FORM_##form, SHAPE_##outer},
#include "facts/kinds.def"
#undef KIND
};

static const kvjwk_rule rules[RULE_COUNT] = {
#define RULE(id, name, sev, ret, level, targets, since, title, cite, remedy, why, bad, good)       \
    {name, KVJWK_##sev, KVJWK_##ret, level, targets, since, title, cite, remedy, why, bad, good},
#include "facts/rules.def"
#undef RULE
};

static const struct {
    uint64_t value;
    const char *source;
} limits[LIMIT_COUNT] = {
#define LIMIT(id, value, what, source) {value, source},
#include "facts/limits.def"
#undef LIMIT
};

static const struct {
    const char *name, *title;
} targets[] = {
#define TARGET(id, name, title, service) {name, title},
#include "facts/targets.def"
#undef TARGET
};

/* ---- public access ---- */

#define TABLE(noun, type, rows, member)                                                            \
    size_t kvjwk_##noun##_count(void)                                                              \
    {                                                                                              \
        return ARRAY_LEN(rows);                                                                    \
    }                                                                                              \
    const type *kvjwk_##noun##_at(size_t i)                                                        \
    {                                                                                              \
        return i < ARRAY_LEN(rows) ? &(rows)[i] : NULL;                                            \
    }                                                                                              \
    const type *kvjwk_##noun##_find(const char *name)                                              \
    {                                                                                              \
        for (size_t i = 0; name != NULL && i < ARRAY_LEN(rows); i++)                               \
            if (strcmp((rows)[i].member, name) == 0)                                               \
                return &(rows)[i];                                                                 \
        return NULL;                                                                               \
    }

TABLE(edition, kvjwk_edition, facts_editions, name)
TABLE(api_version, kvjwk_api_version, apis, name)
TABLE(kty, kvjwk_kty, ktys, name)
TABLE(alg, kvjwk_alg, algs, name)
TABLE(op, kvjwk_op, ops, name)
TABLE(kind, kvjwk_kind, kinds, name)
TABLE(wrapping, kvjwk_wrapping, wrappings, name)
TABLE(rule, kvjwk_rule, rules, id)

const kvjwk_edition *kvjwk_edition_newest(void)
{
    return &facts_editions[EDITION_COUNT - 1];
}

size_t kvjwk_param_count(void)
{
    return PARAM_COUNT;
}

const kvjwk_param *kvjwk_param_at(size_t i)
{
    return i < PARAM_COUNT ? &params[i] : NULL;
}

const kvjwk_param *kvjwk_param_of_size(const char *base, unsigned bits)
{
    const kvjwk_kty *kty = kvjwk_kty_find(base);

    if (kty == NULL)
        return NULL;
    return facts_param(facts_param_of_size(facts_kty_id(kty), bits));
}

const kvjwk_param *kvjwk_param_of_curve(const char *crv)
{
    const struct curve *curve = crv == NULL ? NULL : facts_curve_find(span_str(crv));

    return curve == NULL ? NULL : &params[curve->param];
}

const char *kvjwk_target_name(kvjwk_target target)
{
    return (size_t)target < ARRAY_LEN(targets) ? targets[target].name : "unknown";
}

const char *kvjwk_target_title(kvjwk_target target)
{
    return (size_t)target < ARRAY_LEN(targets) ? targets[target].title : "unknown";
}

bool kvjwk_target_find(kvjwk_target *out, const char *name)
{
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(targets); i++) {
        if (strcmp(targets[i].name, name) == 0) {
            *out = (kvjwk_target)i;
            return true;
        }
    }
    return false;
}

const char *kvjwk_severity_name(kvjwk_severity severity)
{
    static const char *const names[] = {"note", "warning", "error"};

    return (size_t)severity < ARRAY_LEN(names) ? names[severity] : "unknown";
}

const char *kvjwk_support_name(kvjwk_support support)
{
    static const char *const names[] = {"no", "yes", "preview", "unknown"};

    return (size_t)support < ARRAY_LEN(names) ? names[support] : "unknown";
}

/* ---- look-ups by text ---- */

/* Rows are few and their names differ in length: comparing lengths first is enough. */
#define FIND(function, type, rows, count, none)                                                    \
    type function(struct span name)                                                                \
    {                                                                                              \
        for (size_t i = 0; i < (count); i++)                                                       \
            if (span_is(name, (rows)[i].name))                                                     \
                return (type)i;                                                                    \
        return none;                                                                               \
    }

#define LIKE(function, type, rows, count, none)                                                    \
    type function(struct span name)                                                                \
    {                                                                                              \
        for (size_t i = 0; i < (count); i++)                                                       \
            if (span_eq_nocase(name, span_str((rows)[i].name)))                                    \
                return (type)i;                                                                    \
        return none;                                                                               \
    }

FIND(facts_kty_find, enum kty_id, ktys, KTY_COUNT, KTY_NONE)
FIND(facts_alg_find, enum alg_id, algs, ALG_COUNT, ALG_NONE)
LIKE(facts_alg_like, enum alg_id, algs, ALG_COUNT, ALG_NONE)
FIND(facts_op_find, enum op_id, ops, OP_CREATE, OP_NONE)
LIKE(facts_op_like, enum op_id, ops, OP_CREATE, OP_NONE)

static bool like_with_dash(struct span name, struct span row)
{
    if (name.len != row.len)
        return false;
    for (size_t i = 0; i < row.len; i++) {
        char c = name.ptr[i] == '_' ? '-' : ascii_lower(name.ptr[i]);

        if (c != ascii_lower(row.ptr[i]))
            return false;
    }
    return true;
}

enum kty_id facts_kty_like(struct span name)
{
    for (size_t i = 0; i < KTY_COUNT; i++)
        if (like_with_dash(name, span_str(ktys[i].name)))
            return (enum kty_id)i;
    return KTY_NONE;
}

enum param_id facts_param_of_size(enum kty_id base, unsigned bits)
{
    for (size_t i = 0; i < PARAM_COUNT; i++)
        if (param_base[i] == base && params[i].bits == bits && bits != 0)
            return (enum param_id)i;
    return PARAM_NONE;
}

enum kty_id facts_kty_base(enum kty_id kty)
{
    return kty < KTY_COUNT ? (enum kty_id)kty_ids[kty].base : KTY_NONE;
}

enum kty_id facts_kty_hsm(enum kty_id kty)
{
    for (size_t i = 0; i < KTY_COUNT; i++)
        if (ktys[i].hsm && kty_ids[i].base == kty)
            return (enum kty_id)i;
    return kty;
}

/* ---- ids and rows ---- */

#define ROW(function, type, id_type, rows, count)                                                  \
    const type *function(id_type id)                                                               \
    {                                                                                              \
        return (size_t)id < (count) ? &(rows)[id] : NULL;                                          \
    }

ROW(facts_kty, kvjwk_kty, enum kty_id, ktys, KTY_COUNT)
ROW(facts_param, kvjwk_param, enum param_id, params, PARAM_COUNT)
ROW(facts_alg, kvjwk_alg, enum alg_id, algs, ALG_COUNT)
ROW(facts_op, kvjwk_op, enum op_id, ops, OP_COUNT)
ROW(facts_edition, kvjwk_edition, enum edition_id, facts_editions, EDITION_COUNT)
ROW(facts_api, kvjwk_api_version, enum api_id, apis, API_COUNT)
ROW(facts_kind, kvjwk_kind, enum kind_id, kinds, KIND_COUNT)
ROW(facts_rule, kvjwk_rule, enum rule_id, rules, RULE_COUNT)

#define ID(function, type, id_type, rows, none)                                                    \
    id_type function(const type *row)                                                              \
    {                                                                                              \
        return row == NULL ? (none) : (id_type)(row - (rows));                                     \
    }

ID(facts_kty_id, kvjwk_kty, enum kty_id, ktys, KTY_NONE)
ID(facts_param_id, kvjwk_param, enum param_id, params, PARAM_NONE)
ID(facts_alg_id, kvjwk_alg, enum alg_id, algs, ALG_NONE)
ID(facts_op_id, kvjwk_op, enum op_id, ops, OP_NONE)
ID(facts_edition_id, kvjwk_edition, enum edition_id, facts_editions, EDITION_COUNT - 1)
ID(facts_api_id, kvjwk_api_version, enum api_id, apis, API_COUNT - 1)
ID(facts_kind_id, kvjwk_kind, enum kind_id, kinds, KIND_NONE)

enum api_id facts_kty_since(enum kty_id kty)
{
    return kty < KTY_COUNT ? (enum api_id)kty_ids[kty].since : API_NONE;
}

enum api_id facts_alg_since(enum alg_id alg)
{
    return alg < ALG_COUNT ? (enum api_id)alg_ids[alg].since : API_NONE;
}

enum api_id facts_op_since(enum op_id op)
{
    return op < OP_COUNT ? (enum api_id)op_since[op] : API_NONE;
}

uint32_t facts_alg_params(enum alg_id alg)
{
    return alg < ALG_COUNT ? alg_ids[alg].params : 0;
}

bool kvjwk_alg_takes(const kvjwk_alg *alg, const kvjwk_param *param)
{
    uint32_t takes = facts_alg_params(facts_alg_id(alg));

    if (alg == NULL || param == NULL || strcmp(alg->base, param->base) != 0)
        return false;
    return takes == 0 || (takes & BIT(facts_param_id(param))) != 0;
}

uint64_t facts_limit(enum limit_id limit)
{
    return limits[limit].value;
}

const char *facts_limit_source(enum limit_id limit)
{
    return limits[limit].source;
}
