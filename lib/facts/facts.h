// SPDX-License-Identifier: MIT
/*
 * The tables as the library sees them: ids for every row, bit sets over ids, and look-ups by text.
 * The rows themselves are in the .def files; facts.c and its neighbours are all that include them.
 */
#ifndef KVJWK_FACTS_FACTS_H
#define KVJWK_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "kvjwk/facts.h"

/* ---- ids ---- */

enum edition_id {
#define EDITION(id, name, date, title, source) EDITION_##id,
#include "facts/editions.def"
#undef EDITION
    EDITION_COUNT
};

enum api_id {
#define API(id, name, date, preview, source) API_##id,
#include "facts/api.def"
#undef API
    API_COUNT,
    API_NONE = API_COUNT
};

enum kty_id {
#define KTY(id, name, base, hsm, kv, rfc, since, title, source) KTY_##id,
#include "facts/kty.def"
#undef KTY
    KTY_COUNT,
    KTY_NONE = KTY_COUNT
};

enum param_id {
#define PARAM(id, name, base, bits, octets, strength, source) PARAM_##id,
#include "facts/params.def"
#undef PARAM
    PARAM_COUNT,
    PARAM_NONE = PARAM_COUNT
};

enum alg_id {
#define ALG(id, name, use, base, digest, bits, params, kv, jwa, since, title, source) ALG_##id,
#include "facts/algs.def"
#undef ALG
    ALG_COUNT,
    ALG_NONE = ALG_COUNT
};

enum op_id {
#define OP(id, name, rfc, kv, key_op, dated, since, source) OP_##id,
#include "facts/ops.def"
#undef OP
    OP_COUNT,
    OP_NONE = OP_COUNT
};

enum kind_id {
#define KIND(id, name, direction, form, outer, title, source) KIND_##id,
#include "facts/kinds.def"
#undef KIND
    KIND_COUNT,
    KIND_NONE = KIND_COUNT
};

enum rule_id {
#define RULE(id, name, sev, ret, level, targets, since, title, cite, remedy, why, bad, good)       \
    RULE_##id,
#include "facts/rules.def"
#undef RULE
    RULE_COUNT
};

enum limit_id {
#define LIMIT(id, value, what, source) LIMIT_##id,
#include "facts/limits.def"
#undef LIMIT
    LIMIT_COUNT
};

/* Bit sets. */
#define BIT(n) (1u << (n))
#define SERVICE_STANDARD 1u
#define SERVICE_PREMIUM 2u
#define SERVICE_HSM 4u
#define SERVICE_VAULT (SERVICE_STANDARD | SERVICE_PREMIUM)
#define SERVICE_ALL 7u

/* ---- shapes and members ---- */

enum shape_id {
#define SHAPE(id, title) SHAPE_##id,
#define SHAPE_END(id)
#define MEMBER(shape, id, name, type, encoding, flags, since, source)
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
    SHAPE_COUNT,
    SHAPE_NONE = SHAPE_COUNT
};

/* Rows of all shapes in one list; MEMBER_shape_FIRST is the first of a shape. */
enum member_row {
#define SHAPE(id, title) MEMBER_##id##_FIRST, MEMBER_##id##_BEFORE = MEMBER_##id##_FIRST - 1,
#define SHAPE_END(id) MEMBER_##id##_END, MEMBER_##id##_LAST = MEMBER_##id##_END - 1,
#define MEMBER(shape, id, name, type, encoding, flags, since, source) MEMBER_##shape##_##id,
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
    MEMBER_COUNT
};

/* Place of a member within its shape: JWK_KTY, ATTRIBUTES_EXP, ... */
enum {
#define SHAPE(id, title)
#define SHAPE_END(id) id##_MEMBERS = MEMBER_##id##_END - MEMBER_##id##_FIRST,
#define MEMBER(shape, id, name, type, encoding, flags, since, source)                              \
    shape##_##id = MEMBER_##shape##_##id - MEMBER_##shape##_FIRST,
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
};

#define SHAPE_MEMBERS_MAX 28

enum member_type {
    TYPE_STRING,
    TYPE_BOOL,
    TYPE_INT,
    TYPE_OBJECT,
    TYPE_ARRAY,
    TYPE_STRINGS,
    TYPE_ANY
};

enum member_encoding {
    ENCODING_TEXT,
    ENCODING_OCTETS,
    ENCODING_UINT,
    ENCODING_FIELD,
    ENCODING_EITHER64,
    ENCODING_JSON64,
    ENCODING_URL,
    ENCODING_DURATION,
    ENCODING_TIME
};

enum member_flag { MEMBER_REQ = 1, MEMBER_RO = 2, MEMBER_SEC = 4, MEMBER_RFC = 8, MEMBER_KV = 16 };

struct member {
    const char *name;
    uint8_t length; /* of name */
    uint8_t type;
    uint8_t encoding;
    uint8_t flags;
    uint8_t since; /* enum api_id */
    const char *source;
};

struct shape {
    const char *title;
    uint8_t first; /* row in members */
    uint8_t count;
    uint32_t required; /* bits of the members that must be there */
};

extern const kvjwk_edition facts_editions[EDITION_COUNT];
extern const struct member facts_members[MEMBER_COUNT];
extern const struct shape facts_shapes[SHAPE_COUNT];

static inline const struct member *facts_member(enum shape_id shape, unsigned member)
{
    return &facts_members[facts_shapes[shape].first + member];
}

/* The member's place within its shape, or -1. az: spellings of the Azure CLI come first. */
int facts_member_find(enum shape_id shape, struct span name, bool az);
/* The same without regard to case and across spellings: what was probably meant. */
int facts_member_like(enum shape_id shape, struct span name);
/* True when some shape has a member of this exact name that is not secret. */
bool facts_name_is_public(struct span name);
/* True when some shape has a member of this exact name that is an array (or else an object) and not
 * secret: what stands inside is judged by its own names. */
bool facts_name_is_container(struct span name, bool array);
/* The nth member that makes this one optional when it is there, or -1 (facts/optional.def). */
int facts_member_unless(enum shape_id shape, unsigned member, unsigned nth);
/* The az spelling of a member, or its wire name. */
const char *facts_member_name(enum shape_id shape, unsigned member, bool az);

/* ---- rows ---- */

enum registry { REGISTRY_RFC, REGISTRY_KV, REGISTRY_BOTH, REGISTRY_LEGACY };

struct curve {
    const char *name;
    uint8_t param;    /* enum param_id */
    uint8_t registry; /* enum registry */
    const char *source;
};

enum kind_form { FORM_ONE, FORM_LIST, FORM_ITEMS };

struct kind_form_row {
    uint8_t form;
    uint8_t outer; /* enum shape_id */
};

/* Members that tell kinds of documents apart. */
enum detect_id {
#define DETECT_MEMBER(id, name) DETECT_##id,
#define DETECT_INNER(id, outer, name)
#define DETECT(kind, root, all, one, lacks)
#include "facts/detect.def"
#undef DETECT_MEMBER
#undef DETECT_INNER
    DETECT_MEMBERS,
    DETECT_OUTER_LAST = DETECT_MEMBERS - 1, /* the inner ones follow */
#define DETECT_MEMBER(id, name)
#define DETECT_INNER(id, outer, name) DETECT_##id,
#include "facts/detect.def"
#undef DETECT_MEMBER
#undef DETECT_INNER
#undef DETECT
    DETECT_COUNT
};

struct detect_member {
    uint64_t key; /* of base/name.h */
    struct span name;
};

struct detect_inner {
    uint8_t member, outer; /* enum detect_id */
    struct span name;
};

struct detect {
    uint8_t kind;
    bool array;
    uint64_t all, one, lacks; /* bits of enum detect_id */
};

struct recovery {
    const char *level;
    uint8_t since;
    uint8_t least_days, most_days;
    bool purgeable;
};

struct cloud {
    const char *cloud;
    const char *suffix;
    bool hsm;
    const char *source;
};

struct observed {
    uint8_t services;
    uint16_t ktys;
    uint32_t params;
    const char *what;
    const char *source;
};

extern const struct curve facts_curves[];
extern const size_t facts_curve_count;
extern const struct kind_form_row facts_kind_forms[KIND_COUNT];
extern const struct detect_member facts_detect_members[DETECT_MEMBERS];
extern const struct detect_inner facts_detect_inner[DETECT_COUNT - DETECT_MEMBERS];
extern const uint64_t facts_detect_outer; /* the members that have inner ones */
extern const struct detect facts_detect[];
extern const size_t facts_detect_count;
extern const struct recovery facts_recovery[];
extern const size_t facts_recovery_count;
extern const struct cloud facts_clouds[];
extern const size_t facts_cloud_count;

const struct observed *facts_observed(unsigned services, enum kty_id kty, enum param_id param);

enum kty_id facts_kty_find(struct span name);           /* exact; KTY_NONE */
enum kty_id facts_kty_like(struct span name);           /* without case, '_' for '-' */
enum alg_id facts_alg_find(struct span name);           /* exact; ALG_NONE */
enum alg_id facts_alg_like(struct span name);           /* without case */
enum op_id facts_op_find(struct span name);             /* exact, key_ops values only; OP_NONE */
enum op_id facts_op_like(struct span name);             /* without case */
const struct curve *facts_curve_find(struct span name); /* exact; NULL */
const struct curve *facts_curve_like(struct span name); /* without case, and common aliases */
const char *facts_curve_name(enum param_id param, enum registry registry); /* RFC or KV name */
enum param_id facts_param_of_size(enum kty_id base, unsigned bits);

enum kty_id facts_kty_base(enum kty_id kty); /* KTY_RSA_HSM -> KTY_RSA */
enum kty_id facts_kty_hsm(enum kty_id kty);  /* KTY_RSA -> KTY_RSA_HSM */
const kvjwk_kty *facts_kty(enum kty_id kty); /* NULL for KTY_NONE; likewise below */
const kvjwk_param *facts_param(enum param_id param);
const kvjwk_alg *facts_alg(enum alg_id alg);
const kvjwk_op *facts_op(enum op_id op);
const kvjwk_edition *facts_edition(enum edition_id edition);
const kvjwk_api_version *facts_api(enum api_id api);
const kvjwk_kind *facts_kind(enum kind_id kind);
const kvjwk_rule *facts_rule(enum rule_id rule);

enum kty_id facts_kty_id(const kvjwk_kty *row);
enum param_id facts_param_id(const kvjwk_param *row);
enum alg_id facts_alg_id(const kvjwk_alg *row);
enum op_id facts_op_id(const kvjwk_op *row);
enum edition_id facts_edition_id(const kvjwk_edition *row); /* NULL: the newest */
enum api_id facts_api_id(const kvjwk_api_version *row);     /* NULL: the newest */
enum kind_id facts_kind_id(const kvjwk_kind *row);          /* NULL: KIND_NONE */

enum api_id facts_kty_since(enum kty_id kty);
enum api_id facts_alg_since(enum alg_id alg);
enum api_id facts_op_since(enum op_id op);
uint32_t facts_alg_params(enum alg_id alg); /* sizes or curves it needs; 0 any of its type */

uint64_t facts_limit(enum limit_id limit);
const char *facts_limit_source(enum limit_id limit);

/* ---- support
 * ----------------------------------------------------------------------------------------*/

struct support {
    kvjwk_support support;
    const char *source; /* of the row; NULL when none speaks of it */
};

/* Each service for itself. PARAM_NONE: the best over all sizes and curves. */
void support_keys(struct support out[KVJWK_SERVICES], enum edition_id edition, enum kty_id kty,
                  enum param_id param);

/* The best of some services (SERVICE_ bits). */
struct support support_key(enum edition_id edition, unsigned services, enum kty_id kty,
                           enum param_id param);

/* With alg ALG_NONE: what key_ops may hold. With op OP_NONE: any operation. */
struct support support_alg(enum edition_id edition, unsigned service, enum kty_id kty,
                           enum param_id param, enum alg_id alg, enum op_id op);

/* Bit set of enum op_id that key_ops of this type may hold. */
uint32_t support_key_ops(enum edition_id edition, enum kty_id kty);

#endif
