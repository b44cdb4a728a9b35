// SPDX-License-Identifier: MIT
/* Shapes and members, curves, clouds, detection and the other small tables. */
#include "facts/facts.h"

#include "base/name.h"

#define REQ MEMBER_REQ
#define RO MEMBER_RO
#define SEC MEMBER_SEC
#define RFC MEMBER_RFC
#define KV MEMBER_KV

const struct member facts_members[MEMBER_COUNT] = {
#define SHAPE(id, title)
#define SHAPE_END(id)
#define MEMBER(shape, id, name, type, encoding, flags, since, source)                              \
    {name, sizeof(name) - 1, TYPE_##type, ENCODING_##encoding, flags, API_##since, source},
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
};

/* Looked through before a row is touched. */
static const uint64_t keys[MEMBER_COUNT] = {
#define SHAPE(id, title)
#define SHAPE_END(id)
#define MEMBER(shape, id, name, type, encoding, flags, since, source) NAME_KEY(name),
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
};

const struct shape facts_shapes[SHAPE_COUNT] = {
#define SHAPE(id, title)                                                                           \
    {                                                                                              \
        title, MEMBER_##id##_FIRST, id##_MEMBERS, 0
#define SHAPE_END(id)                                                                              \
    }                                                                                              \
    ,
#define MEMBER(shape, id, name, type, encoding, flags, since, source)                              \
    | ((flags)&REQ ? BIT(shape##_##id) : 0)
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
};

#define SHAPE(id, title)
#define SHAPE_END(id)                                                                              \
    _Static_assert(id##_MEMBERS <= SHAPE_MEMBERS_MAX, "raise SHAPE_MEMBERS_MAX for " #id);
#define MEMBER(shape, id, name, type, encoding, flags, since, source)
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER

static const struct {
    uint8_t shape, member;
    const char *name;
} aliases[] = {
#define ALIAS(shape, member, name) {SHAPE_##shape, shape##_##member, name},
#include "facts/aliases.def"
#undef ALIAS
};

/* Is name, with its key, that of the row? */
static bool is_named(size_t row, uint64_t key, struct span name)
{
    return keys[row] == key &&
           name_rest_eq(span_of(facts_members[row].name, facts_members[row].length), name);
}

static int find_alias(enum shape_id shape, struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (aliases[i].shape == shape && span_is(name, aliases[i].name))
            return aliases[i].member;
    return -1;
}

int facts_member_find(enum shape_id shape, struct span name, bool az)
{
    unsigned first = facts_shapes[shape].first;
    unsigned count = facts_shapes[shape].count;
    uint64_t key = name_key(name);
    int alias = az ? find_alias(shape, name) : -1;

    if (alias >= 0)
        return alias;
    for (unsigned i = 0; i < count; i++)
        if (is_named(first + i, key, name))
            return (int)i;
    return -1;
}

/* "key_ops", "keyOps" and "KeyOps" are alike. */
static bool alike(struct span a, struct span b)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < a.len && a.ptr[i] == '_')
            i++;
        while (k < b.len && b.ptr[k] == '_')
            k++;
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (ascii_lower(a.ptr[i++]) != ascii_lower(b.ptr[k++]))
            return false;
    }
}

int facts_member_like(enum shape_id shape, struct span name)
{
    for (unsigned i = 0; i < facts_shapes[shape].count; i++)
        if (alike(name, span_str(facts_member(shape, i)->name)))
            return (int)i;
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (aliases[i].shape == shape && alike(name, span_str(aliases[i].name)))
            return aliases[i].member;
    return -1;
}

/* A text where an object belongs may be the key itself: {"key": "..."}. */
static bool holds_values(const struct member *m)
{
    return m->type != TYPE_OBJECT && m->type != TYPE_ARRAY;
}

bool facts_name_is_public(struct span name)
{
    uint64_t key = name_key(name);
    bool found = false;

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        if (!is_named(i, key, name))
            continue;
        if (facts_members[i].flags & MEMBER_SEC)
            return false; /* a name that is secret in one shape is shown in none */
        found = found || holds_values(&facts_members[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(aliases) && !found; i++)
        found = span_is(name, aliases[i].name) && name.len > 1 &&
                holds_values(facts_member((enum shape_id)aliases[i].shape, aliases[i].member));
    return found;
}

static bool is_container(const struct member *m, bool array)
{
    return m->type == (array ? TYPE_ARRAY : TYPE_OBJECT) && !(m->flags & MEMBER_SEC);
}

bool facts_name_is_container(struct span name, bool array)
{
    uint64_t key = name_key(name);

    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (is_named(i, key, name) && is_container(&facts_members[i], array))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (span_is(name, aliases[i].name) &&
            is_container(facts_member((enum shape_id)aliases[i].shape, aliases[i].member), array))
            return true;
    return false;
}

static const struct {
    uint8_t shape, member, unless;
} optional[] = {
#define OPTIONAL(shape, member, unless, source) {SHAPE_##shape, shape##_##member, shape##_##unless},
#include "facts/optional.def"
#undef OPTIONAL
};

int facts_member_unless(enum shape_id shape, unsigned member, unsigned nth)
{
    for (size_t i = 0; i < ARRAY_LEN(optional); i++)
        if (optional[i].shape == shape && optional[i].member == member && nth-- == 0)
            return optional[i].unless;
    return -1;
}

const char *facts_member_name(enum shape_id shape, unsigned member, bool az)
{
    for (size_t i = 0; az && i < ARRAY_LEN(aliases); i++)
        if (aliases[i].shape == shape && aliases[i].member == member)
            return aliases[i].name;
    return facts_member(shape, member)->name;
}

/* ---- curves, detection, recovery levels, clouds, observations ---- */

const struct curve facts_curves[] = {
#define CURVE(name, param, registry, source) {name, PARAM_##param, REGISTRY_##registry, source},
#include "facts/curves.def"
#undef CURVE
};
const size_t facts_curve_count = ARRAY_LEN(facts_curves);

#define DETECT_OBJECT false
#define DETECT_ARRAY true
#define M(member) (UINT64_C(1) << DETECT_##member)

_Static_assert(DETECT_COUNT <= 64, "bit sets of facts_detect");

#define DETECT_MEMBER(id, name) {NAME_KEY(name), {name, sizeof(name) - 1}},
#define DETECT_INNER(id, outer, name)
#define DETECT(kind, root, all, one, lacks)
const struct detect_member facts_detect_members[DETECT_MEMBERS] = {
#include "facts/detect.def"
};
#undef DETECT_MEMBER
#undef DETECT_INNER

#define DETECT_MEMBER(id, name)
#define DETECT_INNER(id, outer, name) {DETECT_##id, DETECT_##outer, {name, sizeof(name) - 1}},
const struct detect_inner facts_detect_inner[DETECT_COUNT - DETECT_MEMBERS] = {
#include "facts/detect.def"
};
#undef DETECT_INNER

#define DETECT_INNER(id, outer, name) | M(outer)
const uint64_t facts_detect_outer = 0
#include "facts/detect.def"
    ;
#undef DETECT_INNER
#undef DETECT

#define DETECT_INNER(id, outer, name)
#define DETECT(kind, root, all, one, lacks) {KIND_##kind, DETECT_##root, all, one, lacks},
const struct detect facts_detect[] = {
#include "facts/detect.def"
};
#undef DETECT_MEMBER
#undef DETECT_INNER
#undef DETECT
#undef M
const size_t facts_detect_count = ARRAY_LEN(facts_detect);

const struct recovery facts_recovery[] = {
#define RECOVERY(level, since, least, most, purgeable, source)                                     \
    {level, API_##since, least, most, purgeable},
#include "facts/recovery.def"
#undef RECOVERY
};
const size_t facts_recovery_count = ARRAY_LEN(facts_recovery);

#define SERVICE_IS_VAULT false
#define SERVICE_IS_MANAGED_HSM true

const struct cloud facts_clouds[] = {
#define CLOUD(id, cloud, suffix, service, source) {cloud, suffix, SERVICE_IS_##service, source},
#include "facts/clouds.def"
#undef CLOUD
};
const size_t facts_cloud_count = ARRAY_LEN(facts_clouds);

#define STANDARD SERVICE_STANDARD
#define PREMIUM SERVICE_PREMIUM
#define HSM SERVICE_HSM
#define K(kty) BIT(KTY_##kty)
#define P(param) BIT(PARAM_##param)

static const struct observed observed[] = {
#define OBSERVED(services, ktys, params, what, source) {services, ktys, params, what, source},
#include "facts/observed.def"
#undef OBSERVED
};

const struct observed *facts_observed(unsigned services, enum kty_id kty, enum param_id param)
{
    for (size_t i = 0; i < ARRAY_LEN(observed); i++)
        if ((observed[i].services & services) && (observed[i].ktys & BIT(kty)) &&
            param != PARAM_NONE && (observed[i].params & BIT(param)))
            return &observed[i];
    return NULL;
}

const struct curve *facts_curve_find(struct span name)
{
    for (size_t i = 0; i < facts_curve_count; i++)
        if (span_is(name, facts_curves[i].name))
            return &facts_curves[i];
    return NULL;
}

/* Names of the same curve in other standards, for the hint of a finding. */
static const struct {
    const char *name;
    const char *meant;
} other_names[] = {
    {"prime256v1", "P-256"}, {"secp256r1", "P-256"},  {"nistp256", "P-256"}, {"secp384r1", "P-384"},
    {"nistp384", "P-384"},   {"secp521r1", "P-521"},  {"nistp521", "P-521"}, {"P-512", "P-521"},
    {"K-256", "P-256K"},     {"ansip256r1", "P-256"},
};

const struct curve *facts_curve_like(struct span name)
{
    for (size_t i = 0; i < facts_curve_count; i++)
        if (alike(name, span_str(facts_curves[i].name)))
            return &facts_curves[i];
    for (size_t i = 0; i < ARRAY_LEN(other_names); i++)
        if (alike(name, span_str(other_names[i].name)))
            return facts_curve_find(span_str(other_names[i].meant));
    return NULL;
}

const char *facts_curve_name(enum param_id param, enum registry registry)
{
    for (size_t i = 0; i < facts_curve_count; i++)
        if (facts_curves[i].param == param &&
            (facts_curves[i].registry == registry || facts_curves[i].registry == REGISTRY_BOTH))
            return facts_curves[i].name;
    return NULL;
}
