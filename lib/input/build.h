// SPDX-License-Identifier: MIT
/*
 * A text for the core, put together from pieces of the document, and a map from its bytes back to
 * theirs.
 */
#ifndef KVJWK_INPUT_BUILD_H
#define KVJWK_INPUT_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "input/tables.h"
#include "input/val.h"

/* Bytes of the text, up to the next piece, and the token they come from. */
struct piece {
    size_t at;
    uint32_t place;            /* token of the document */
    bool exact;                /* byte for byte, quotes included; otherwise the token as a whole */
    bool open;                 /* stands for a value that is not known */
    bool hidden;               /* the token is not to be shown */
    const struct json *origin; /* where the value is written, when that is elsewhere; or NULL */
    uint32_t origin_token;
};

struct build {
    const struct allocator *allocator;
    char *text;
    size_t length, cap;
    struct piece *pieces;
    size_t piece_count, piece_cap;
    size_t *open; /* offsets of the strings that stand for values not known */
    size_t open_count, open_cap;
    bool failed;
    bool comma; /* the next member or item needs one before it */
    enum format_id format;
    enum target_id target; /* whose values are being written: they may have other names here */
};

void build_init(struct build *b, const struct allocator *allocator);
void build_free(struct build *b);  /* wipes */
void build_reset(struct build *b); /* wipes */

void build_bytes(struct build *b, const char *text, size_t length);
void build_str(struct build *b, const char *text);
/* Text as a JSON string, with its quotes. */
void build_string(struct build *b, struct span text);

/* What follows comes from this token. */
void build_piece(struct build *b, uint32_t place, bool exact);

void build_begin(struct build *b, char bracket, uint32_t place);
void build_end(struct build *b, char bracket);
/* "name": what comes next is its value. place: the token that names it. */
void build_name(struct build *b, const char *name, uint32_t place);

void build_val(struct kvjwk_input *in, const struct val *v);
/* A member with a value that is there; nothing otherwise. */
void build_member(struct kvjwk_input *in, const char *name, const struct val *v);

/* The piece that holds the byte at offset. */
const struct piece *build_piece_at(const struct build *b, size_t offset);

#endif
