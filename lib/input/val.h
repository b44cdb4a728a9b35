// SPDX-License-Identifier: MIT
/*
 * Values of a document before they are put into the core's shape: a node of a tape, or what an
 * expression made; known, absent, or open (nobody knows it before deployment).
 */
#ifndef KVJWK_INPUT_VAL_H
#define KVJWK_INPUT_VAL_H

#include <stdbool.h>
#include <stdint.h>

#include "json/json.h"

struct scope;
struct kvjwk_input;

enum val_type {
    VAL_NONE, /* not there */
    VAL_OPEN, /* there, but not known: u.text says why */
    VAL_NULL,
    VAL_BOOL,
    VAL_INT,
    VAL_TEXT,
    VAL_NODE, /* token of j: an object, an array, or a literal as it is written */
    VAL_LIST, /* made by an expression */
    VAL_MAP   /* likewise: name, value, name, value */
};

struct val {
    uint8_t type;   /* enum val_type */
    bool direct;    /* it stands at place itself, as it is written */
    uint32_t place; /* token of the document where a finding about it stands */
    uint32_t name;  /* token of the document that names it, or JSON_NONE */
    /* of a node */
    const struct json *j;
    uint32_t token;
    struct scope *scope;   /* in which its expressions are evaluated; NULL: it has none */
    uint32_t open, hidden; /* tokens of j that say which parts are not known, or are secret */
    bool secret;           /* an open value that is known, but not to be shown */
    union {
        bool truth;
        int64_t number;
        struct span text;
        struct {
            const struct val *items;
            size_t count;
        } list;
    } u;
};

/* Where a finding stands follows from the value it was found in. */
static inline struct val val_none(uint32_t place)
{
    struct val v = {.type = VAL_NONE, .place = place, .name = JSON_NONE, .token = JSON_NONE};

    return v;
}

static inline struct val val_open(uint32_t place, struct span why)
{
    struct val v = val_none(place);

    v.type = VAL_OPEN;
    v.u.text = why;
    return v;
}

static inline struct val val_text(uint32_t place, struct span text)
{
    struct val v = val_none(place);

    v.type = VAL_TEXT;
    v.u.text = text;
    return v;
}

static inline struct val val_int(uint32_t place, int64_t number)
{
    struct val v = val_none(place);

    v.type = VAL_INT;
    v.u.number = number;
    return v;
}

static inline struct val val_bool(uint32_t place, bool truth)
{
    struct val v = val_none(place);

    v.type = VAL_BOOL;
    v.u.truth = truth;
    return v;
}

/* A node of the document itself. */
struct val val_node(const struct json *j, uint32_t token, struct scope *scope);

static inline bool val_there(const struct val *v)
{
    return v->type != VAL_NONE && v->type != VAL_NULL;
}

enum json_type val_json_type(const struct val *v);
static inline bool val_is_node(const struct val *v, enum json_type type)
{
    return v->type == VAL_NODE && v->j->tokens[v->token].type == type;
}

/* The text of a known string. */
bool val_as_text(struct kvjwk_input *in, const struct val *v, struct span *out);
bool val_as_int(const struct val *v, int64_t *out);
bool val_as_bool(const struct val *v, bool *out);
/* Whether it is a known value that means "not given": absent, null, "" or 0. */
bool val_is_unset(struct kvjwk_input *in, const struct val *v);

/* The member of this name of an object, resolved; without regard to case when the value has a
 * scope (templates have none). VAL_NONE when there is none, VAL_OPEN when the object is open. */
struct val val_member(struct kvjwk_input *in, const struct val *v, struct span name);
/* The item at index, likewise. */
struct val val_item(struct kvjwk_input *in, const struct val *v, size_t index);
size_t val_count(const struct val *v);
/* A value of a container by its token, resolved. */
struct val val_child(struct kvjwk_input *in, const struct val *v, uint32_t token);
/* The value at the end of a path: steps between '/', numbers are indices. */
struct val val_path(struct kvjwk_input *in, const struct val *v, const char *path);

#endif
