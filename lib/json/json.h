// SPDX-License-Identifier: MIT
/*
 * The strict JSON reader (RFC 8259): bytes to a flat tape of tokens with offsets. Nothing is
 * copied. It goes on behind every fault that leaves no doubt about what was meant, and closes what
 * is open where it must stop, so that the part before can still be judged.
 */
#ifndef KVJWK_JSON_JSON_H
#define KVJWK_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/span.h"
#include "text/message.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_NAME /* of a member; its value is the next token */
};

enum json_flag {
    JSON_ESCAPED = 1, /* the text holds a backslash */
    JSON_BAD = 2,     /* the text broke a rule: value known, not to be relied on */
    JSON_CUT = 4,     /* the container or string was not closed */
    JSON_OPEN = 8     /* stands for a value that nobody knows yet; its text says why */
};

#define JSON_NONE UINT32_MAX

struct json_token {
    uint32_t offset; /* of the text: strings and names without their quotes */
    uint32_t length;
    uint32_t next;  /* the first token behind this one and all it holds */
    uint32_t up;    /* the container, or JSON_NONE */
    uint32_t index; /* place among the values of the container, from 0 */
    uint32_t count; /* members of an object, items of an array */
    uint8_t type;
    uint8_t flags;
};

/* What is wrong with the text; rule is an enum rule_id. */
struct json_fault {
    uint32_t offset;
    uint32_t length;
    uint16_t rule;
    bool told; /* already streamed as a finding of some key */
    const char *format;
    struct arg args[2];
};

struct json_limits {
    size_t bytes, depth, members, faults;
};

struct json {
    const struct allocator *allocator;
    struct json_limits limits;
    struct span text;
    struct json_token *tokens; /* tokens[0] is the root, when count > 0 */
    uint32_t count;
    size_t token_cap;
    struct json_fault *faults; /* in order of offset once json_read returns */
    size_t fault_count;
    size_t fault_cap;
    size_t faults_dropped; /* above limits.faults */
    bool has_numbers;      /* some token is a number */
    bool syntax_error;     /* some fault makes this no JSON text for a strict parser */
    bool stopped;          /* reading ended before the text did */
    bool out_of_memory;
    size_t consumed; /* bytes up to the end of the root and the white space behind it */
};

void json_init(struct json *j, const struct allocator *allocator);
void json_free(struct json *j);

/* Reads text, which must stay while the tape is used. False when memory is out. `lines` true: what
 * follows the root is not looked at (it is the next document of a stream). */
bool json_read(struct json *j, struct span text, const struct json_limits *limits, bool lines);

/* Adds a fault for every member name that stands twice or more in one object. */
bool json_find_duplicates(struct json *j, struct arena *scratch);

/* Puts the faults in order of offset again after some were added. False when memory is out. */
bool json_sort_faults(struct json *j, struct arena *scratch);

/* Marks the strings that begin at these offsets, which rise, as JSON_OPEN. */
void json_mark_open(struct json *j, const size_t *offsets, size_t count);

/* The text of a string or name as it stands between its quotes. */
static inline struct span json_raw(const struct json *j, uint32_t token)
{
    return span_of(j->text.ptr + j->tokens[token].offset, j->tokens[token].length);
}

/* json_text for a text with escapes. */
bool json_unescape(const struct json *j, uint32_t token, struct arena *scratch, struct span *out);

/* The value of a string or name; escapes are resolved into scratch. A lone surrogate or a bad
 * escape becomes U+FFFD. False when memory is out. */
static inline bool json_text(const struct json *j, uint32_t token, struct arena *scratch,
                             struct span *out)
{
    if (j->tokens[token].flags & JSON_ESCAPED)
        return json_unescape(j, token, scratch, out);
    *out = json_raw(j, token);
    return true;
}

/* The name of the member whose value token is, or JSON_NONE. */
static inline uint32_t json_name_of(const struct json *j, uint32_t token)
{
    uint32_t up = j->tokens[token].up;

    return up != JSON_NONE && j->tokens[up].type == JSON_OBJECT ? token - 1 : JSON_NONE;
}

enum json_int { JSON_INT_OK, JSON_INT_NOT_INTEGER, JSON_INT_RANGE };

/* A number that is an integer by value (1e3 and 1.0 too). jansson has taken the name json_integer,
 * and both are linked into one program. */
enum json_int json_int64(const struct json *j, uint32_t token, int64_t *out);

#define JSON_POINTER_MAX ((size_t)65536)

/* The RFC 6901 pointer of a value (of a name: of its value), NUL-terminated, in scratch; that of
 * the nearest ancestor when it would be longer than JSON_POINTER_MAX. False when memory is out. */
bool json_pointer(const struct json *j, uint32_t token, struct arena *scratch, struct span *out);

/* First child of a container, or its `next` when it has none. Walk: for (t = json_first(j, c);
 * t < tokens[c].next; t = tokens[t].next). In an object names and values alternate. */
static inline uint32_t json_first(const struct json *j, uint32_t container)
{
    (void)j;
    return container + 1;
}

/* Used by the parts of this module. */
bool json_fault(struct json *j, unsigned rule, size_t offset, size_t length, const char *format,
                const struct arg *args);

#endif
