// SPDX-License-Identifier: MIT
/*
 * The model: what a document says of one key, whatever its shape. Values are references into the
 * tape; nothing is judged here and nothing is lost: what could not be read keeps its place and
 * state.
 */
#ifndef KVJWK_JWK_MODEL_H
#define KVJWK_JWK_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "facts/facts.h"
#include "json/json.h"
#include "kvjwk/kvjwk.h"
#include "text/identifier.h"

enum value_state {
    VALUE_ABSENT,
    VALUE_NULL, /* the literal null */
    VALUE_TYPE, /* another JSON type than the member has */
    VALUE_BAD,  /* right type, but the text breaks its encoding (faults says how) or JSON */
    VALUE_OK,
    VALUE_OPEN /* there, but not known yet: no rule fails or passes on it */
};

#define VALUE_ABSENT_INIT                                                                          \
    {                                                                                              \
        JSON_NONE, 0, VALUE_ABSENT, 0                                                              \
    }

struct value {
    uint32_t token;  /* of the value; JSON_NONE when absent */
    uint32_t octets; /* decoded length of a base64 text */
    uint8_t state;   /* enum value_state */
    uint8_t faults;  /* enum b64_fault bits */
};

/* An object read by a member table. token is JSON_NONE when there is none. */
struct object {
    uint32_t token;
    uint8_t shape;    /* enum shape_id */
    bool az;          /* spelled as the Azure CLI does */
    uint16_t unknown; /* members that the shape does not have, at most UINT16_MAX */
    uint32_t present; /* bits of the members that are there, whatever their state */
    struct value v[SHAPE_MEMBERS_MAX];
};

struct kvjwk_model {
    const struct json *json;
    struct arena *scratch;
    const kvjwk_part *part; /* that is being read */
    enum kind_id kind;
    bool returned; /* the service said so, as opposed to what is about to be sent */
    bool az;
    uint32_t subject; /* token of the subject: an object, unless not_object */
    bool not_object;
    struct object outer; /* of the kind's own shape; none when that is JWK */
    struct object jwk;   /* key material; none in items, create, update and requests */
    struct object attributes;
    struct object release; /* KeyReleasePolicy */
    /* Where the common questions are answered, or NULL: */
    const struct value *kty_value, *crv_value, *kid_value, *ops_value, *tags_value, *alg_value;
    const struct value *size_value; /* key_size of a create, or attributes.key_size */
    const struct value *attributes_value, *release_value;
    struct identifier
        kid; /* kid_value as the service's identifier: nothing in it when it is none */
    enum identifier_fault kid_fault;
    size_t kid_at;             /* of kid_fault */
    enum kty_id kty;           /* KTY_NONE when absent or unknown */
    bool kty_misspelled;       /* in another case than its name has */
    enum kty_id held;          /* as the service would hold it (Hsm: true makes RSA an RSA-HSM) */
    const struct curve *curve; /* as spelled; NULL when absent or unknown */
    enum param_id param;
    unsigned bits; /* of the modulus, field or secret; 0 unknown */
    bool private_part;
};

/* Reads the object at token; token JSON_NONE or no object gives an object with token JSON_NONE. */
void object_read(struct object *out, const struct json *j, struct arena *scratch, uint32_t token,
                 enum shape_id shape, bool az);

static inline bool object_is(const struct object *o)
{
    return o->token != JSON_NONE;
}

extern const struct value value_absent;

/* Never NULL: an absent value when there is no object. */
static inline const struct value *object_value(const struct object *o, unsigned member)
{
    return object_is(o) ? &o->v[member] : &value_absent;
}

static inline bool value_ok(const struct value *v)
{
    return v->state == VALUE_OK;
}

static inline bool value_open(const struct value *v)
{
    return v->state == VALUE_OPEN;
}

static inline bool value_there(const struct value *v)
{
    return v->state != VALUE_ABSENT && v->state != VALUE_NULL;
}

/* The text of a string or name; empty when it is none or memory is out. */
static inline struct span token_text(const struct json *j, struct arena *scratch, uint32_t token)
{
    enum json_type type = (enum json_type)j->tokens[token].type;
    struct span text = {"", 0};

    if (type != JSON_STRING && type != JSON_NAME)
        return text;
    return json_text(j, token, scratch, &text) ? text : span_of("", 0);
}

/* The same of a value; empty when it is absent. */
static inline struct span model_text(const struct kvjwk_model *m, const struct value *v)
{
    return v->token == JSON_NONE ? span_of("", 0) : token_text(m->json, m->scratch, v->token);
}

/* Octets of a base64 value that is VALUE_OK; false when longer than cap. */
bool model_octets(const struct kvjwk_model *m, const struct value *v, uint8_t *out, size_t cap,
                  size_t *length);

/* Significant bits of a Base64urlUInt and its leading zero octets; 0 bits for zero. */
unsigned model_bits(const struct kvjwk_model *m, const struct value *v, size_t *zero_octets);

/* ---- reading a document ---- */

/* What the root looks like; KIND_NONE when nothing fits. */
enum kind_id model_detect(const struct json *j, struct arena *scratch);

struct reading {
    const struct json *json;
    struct arena *scratch;
    enum kind_id kind;
    struct object list; /* of LIST forms: JWK_SET or LIST */
    uint32_t next;      /* token of the next subject */
    uint32_t end;
};

void reading_open(struct reading *r, const struct json *j, struct arena *scratch,
                  enum kind_id kind);
/* False when there is no further subject. */
bool reading_next(struct reading *r, struct kvjwk_model *out);

/* RFC 7638 section 3.2 text; see kvjwk_key_canonical. */
size_t model_canonical(const struct kvjwk_model *m, char *out, size_t cap);

#endif
