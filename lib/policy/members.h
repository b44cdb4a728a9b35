// SPDX-License-Identifier: MIT
/* The members of policy files as data, and the judgement of a file by them. */
#ifndef KVJWK_POLICY_MEMBERS_H
#define KVJWK_POLICY_MEMBERS_H

#include <stdint.h>

#include <jansson.h>

#include "policy/source.h"

enum object_id {
#define OBJECT(id, title) OBJECT_##id,
#define OBJECT_END(id)
#define MEMBER(object, id, name, type, argument, flags, help)
#include "policy/members.def"
#undef OBJECT
#undef OBJECT_END
#undef MEMBER
    OBJECT_COUNT
};

/* Rows of all objects in one list. */
enum member_id {
#define OBJECT(id, title) MEMBER_##id##_FIRST, MEMBER_##id##_BEFORE = MEMBER_##id##_FIRST - 1,
#define OBJECT_END(id) MEMBER_##id##_END, MEMBER_##id##_LAST = MEMBER_##id##_END - 1,
#define MEMBER(object, id, name, type, argument, flags, help) object##_##id,
#include "policy/members.def"
#undef OBJECT
#undef OBJECT_END
#undef MEMBER
    MEMBER_COUNT
};

enum member_type {
    TYPE_TEXT,
    TYPE_RULE,
    TYPE_RULES,
    TYPE_SEVERITIES,
    TYPE_WORD,
    TYPE_WORDS,
    TYPE_PATTERNS,
    TYPE_TAGS,
    TYPE_BOOL,
    TYPE_SIZES,
    TYPE_DURATION,
    TYPE_DATE,
    TYPE_POINTER,
    TYPE_VERSION,
    TYPE_ANY,
    TYPE_OBJECT,
    TYPE_OBJECTS
};

enum words_id {
    WORDS_TARGETS,
    WORDS_EDITIONS,
    WORDS_TYPES,
    WORDS_CURVES,
    WORDS_OPERATIONS,
    WORDS_ALGORITHMS,
    WORDS_PLATFORMS,
    WORDS_PROFILES,
    WORDS_EFFECTS,
    WORDS_SEVERITIES,
    WORDS_COUNT
};

enum member_flag { FLAG_REQUIRED = 1, FLAG_NULLABLE = 2 };

struct member {
    const char *name;
    uint8_t type;
    uint8_t argument; /* enum words_id or enum object_id */
    uint8_t flags;
    const char *help;
};

struct object {
    const char *title;
    uint8_t first, end; /* rows of members */
};

extern const struct member policy_members[MEMBER_COUNT];
extern const struct object policy_objects[OBJECT_COUNT];

/* i-th word of a list; NULL past the end. */
const char *policy_word(enum words_id list, size_t i);
/* Its place in the list, or -1. */
int policy_word_find(enum words_id list, const char *word);

/* The member's value; NULL when it is not there or null. */
const json_t *policy_get(const json_t *object, enum member_id member);

/* Judges a value by the rows of an object, and tells every mistake. */
void policy_judge(const struct source *source, json_t *value, enum object_id object,
                  const struct path *path);

/* Whether a rule's id is meant by an id, or by the beginning of one with "*" behind it. Returns how
 * many characters say so, and 0 when it is not meant. */
size_t policy_rule_fits(const char *pattern, const char *id);

#endif
