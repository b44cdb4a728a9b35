// SPDX-License-Identifier: MIT
/*
 * Definitions of Azure Policy from their published JSON: the part of the language that definitions
 * for keys use. Anything else is refused by its name when the file is read, and never left out.
 */
#ifndef KVJWK_POLICY_DEFINITION_H
#define KVJWK_POLICY_DEFINITION_H

#include "base/memory.h"
#include "policy/azure.h"
#include "text/duration.h"

/* ---- values ---- */

enum value_kind {
    VALUE_NULL,
    VALUE_UNTOLD, /* the document does not tell, or Azure would answer with an error */
    VALUE_BOOL,
    VALUE_NUMBER,
    VALUE_TEXT,
    VALUE_TIME,
    VALUE_LIST
};

struct policy_value {
    enum value_kind kind;
    int64_t number; /* also of a boolean and of a time, in seconds since 1970 */
    struct span text;
    const json_t *list, *also; /* items of list; with also only those that it has, too */
};

/* ---- expressions ---- */

enum function {
    FUNCTION_PARAMETERS,
    FUNCTION_FIELD,
    FUNCTION_UTC_NOW,
    FUNCTION_ADD_DAYS,
    FUNCTION_DATE_TIME_ADD,
    FUNCTION_IF,
    FUNCTION_EMPTY,
    FUNCTION_LENGTH,
    FUNCTION_INTERSECTION,
    FUNCTION_EQUALS,
    FUNCTION_NOT,
    FUNCTION_AND,
    FUNCTION_OR,
    FUNCTION_CONTAINS,
    FUNCTION_COUNT,
    FUNCTION_NONE = FUNCTION_COUNT /* a constant */
};

#define ARGUMENTS_MAX 8

struct expression {
    enum function function;
    struct policy_value constant;
    enum azure_field field; /* of FUNCTION_FIELD */
    struct expression *arguments[ARGUMENTS_MAX];
    size_t count;
};

/* ---- conditions ---- */

enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT, CONDITION_TEST };

enum operator_id {
    OPERATOR_EQUALS,
    OPERATOR_NOT_EQUALS,
    OPERATOR_IN,
    OPERATOR_NOT_IN,
    OPERATOR_CONTAINS,
    OPERATOR_NOT_CONTAINS,
    OPERATOR_EXISTS,
    OPERATOR_LESS,
    OPERATOR_LESS_OR_EQUALS,
    OPERATOR_GREATER,
    OPERATOR_GREATER_OR_EQUALS,
    OPERATOR_LIKE,
    OPERATOR_NOT_LIKE,
    OPERATOR_MATCH,
    OPERATOR_NOT_MATCH,
    OPERATOR_COUNT
};

struct policy_condition {
    enum condition_kind kind;
    struct policy_condition *first; /* of the inner ones */
    struct policy_condition *next;  /* beside this one */
    enum operator_id operator_id;
    struct expression *left, *right;
};

struct azure_definition {
    struct arena arena; /* of conditions and expressions */
    json_t *root;
    char *file;
    const char *guid, *version, *title;
    bool hsm;
    const json_t *parameters; /* as declared; may be NULL */
    struct policy_condition *condition;
    struct expression *effect;
    unsigned fields; /* bits of enum azure_field that are asked for */
};

/* ---- reading ---- */

/* What is being compiled. */
struct compiler {
    const struct source *source;
    struct azure_definition *definition;
    unsigned depth;
};

#define DEPTH_MAX 64

/* NULL: it was refused, or memory is out. */
struct expression *expression_compile(struct compiler *c, const json_t *value,
                                      const struct path *path);
struct policy_condition *condition_compile(struct compiler *c, json_t *value,
                                           const struct path *path);
/* FIELD_COUNT: there is no such alias, which was told. name: "keyType" behind the resource type. */
enum azure_field field_find(struct compiler *c, struct span name, const struct path *path);

/* NULL: there were mistakes, or memory is out. */
struct azure_definition *definition_read(const struct source *source);
void definition_free(struct azure_definition *definition);

/* ---- judging ---- */

struct evaluation {
    const struct azure_definition *definition;
    const struct azure_assignment *assignment;
    const struct azure_key *key;
    const char *untold; /* the first thing that nobody knows */
};

struct policy_value expression_value(struct evaluation *e, const struct expression *x);
enum azure_outcome condition_judge(struct evaluation *e, const struct policy_condition *condition);
/* Equality as Azure Policy has it: text without regard to case. */
enum azure_outcome values_equal(const struct policy_value *a, const struct policy_value *b);
/* Whether the list has an item that equals x. */
enum azure_outcome list_has(const struct policy_value *list, const struct policy_value *x);
/* A list has an item, or a text a part of it. */
enum azure_outcome value_contains(const struct policy_value *a, const struct policy_value *b);
/* A time, or a text that is one. */
bool value_time(const struct policy_value *v, int64_t *seconds);
struct policy_value value_of_json(const json_t *json);

enum azure_outcome definition_judge(const struct azure_assignment *a, const struct azure_key *key,
                                    char reason[AZURE_REASON]);

#endif
