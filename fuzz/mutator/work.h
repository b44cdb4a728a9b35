// SPDX-License-Identifier: MIT
/*
 * What the operations of the mutator work with: the text, the values in it, and edits by splicing.
 * An edit makes the list of values stale: read again, or edit from the end to the beginning.
 */
#ifndef KVJWK_FUZZ_WORK_H
#define KVJWK_FUZZ_WORK_H

#include "mutator.h"

#include <string.h>

#define NODES_MAX 4096
#define OCTETS_MAX 8192
#define NONE UINT32_MAX

/* One value. type: '{' '[' '"', or 'w' for numbers, words and whatever else stands there. */
struct node {
    uint32_t name, name_end; /* of the member's name with its quotes; both 0 when it has none */
    uint32_t at, end;        /* of the value, a string with its quotes */
    uint32_t up;             /* the container, or NONE */
    char type;
};

struct curve {
    const char *name;
    uint8_t prime[66], order[66];
    size_t width;
};

struct mutator {
    char text[MUTATOR_TEXT_MAX];
    size_t length, limit; /* limit: what the caller has room for */
    struct node nodes[NODES_MAX];
    size_t count;
    uint64_t random;
    mutator_bytes bytes;
    const uint8_t *donor;
    size_t donor_length;
    uint8_t octets[OCTETS_MAX];
    size_t octet_count;
    char piece[MUTATOR_TEXT_MAX]; /* text that is being made */
    size_t piece_length;
    uint32_t key; /* the object that a damage is for */
    struct curve curve;
    struct mutator *inner; /* for a text within a member, and for the donor */
};

/* ---- chance ---- */

size_t below(struct mutator *m, size_t n); /* 0 to n - 1; 0 when n is 0 */
#define PICK(m, list) ((list)[below(m, sizeof(list) / sizeof((list)[0]))])

/* ---- values ---- */

/* Finds the values, whatever the text is; false when it does not begin with an object or array. */
bool work_read(struct mutator *m);

bool node_named(const struct mutator *m, uint32_t node, const char *name); /* spelled plainly */
bool node_is_text(const struct mutator *m, uint32_t node, const char *text);
uint32_t member_of(const struct mutator *m, uint32_t object, const char *name); /* or NONE */
size_t children_of(const struct mutator *m, uint32_t node);
uint32_t child_of(const struct mutator *m, uint32_t node, size_t index);

/* A random node that fits, or NONE. */
typedef bool (*node_test)(const struct mutator *m, uint32_t node);
uint32_t any_node(struct mutator *m, node_test fits);
bool is_member(const struct mutator *m, uint32_t node);
bool is_object(const struct mutator *m, uint32_t node);
bool is_container(const struct mutator *m, uint32_t node);
bool is_string(const struct mutator *m, uint32_t node);
bool is_value(const struct mutator *m, uint32_t node); /* any but the root */

/* ---- the piece ---- */

void piece_start(struct mutator *m);
void piece_add(struct mutator *m, const char *text, size_t length);
void piece_text(struct mutator *m, const char *text);
void piece_number(struct mutator *m, uint64_t n);
void piece_span(struct mutator *m, size_t from, size_t to); /* of the text itself */

/* ---- edits: false, and nothing changed, when there is no room ---- */

bool splice(struct mutator *m, size_t from, size_t to, const char *with, size_t length);
bool splice_piece(struct mutator *m, size_t from, size_t to);
bool set_value(struct mutator *m, uint32_t node, const char *json);
bool set_string(struct mutator *m, uint32_t node, const char *text); /* quotes are added */
bool remove_node(struct mutator *m, uint32_t node);
/* The piece, `"name": value` or a value, as one more child of the container. */
bool insert_piece(struct mutator *m, uint32_t container);
bool insert_member(struct mutator *m, uint32_t object, const char *name, const char *json);

/* Where a node begins: at its name, when it has one. */
static inline uint32_t node_start(const struct node *n)
{
    return n->name_end > n->name ? n->name : n->at;
}

/* ---- octets of a base64url string, and numbers ---- */

bool take_octets(struct mutator *m, uint32_t node); /* false when it is none */
bool put_octets(struct mutator *m, uint32_t node);

/* Big-endian numbers of any length; the result has as many octets as a, and the carry is lost. */
void number_add(uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length);
void number_subtract(uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length);

/* The curve of the object's crv; NULL when it has none of the tables. */
const struct curve *curve_of(struct mutator *m, uint32_t object);

/* ---- the operations ---- */

struct operation {
    const char *name;
    bool (*apply)(struct mutator *m); /* false: there was nothing to do it to */
};

extern const struct operation structure_operations[], word_operations[], octet_operations[];
extern const size_t structure_count, word_count, octet_count;

#endif
