// SPDX-License-Identifier: MIT
/* ARM templates: scopes with their parameters and variables, and expressions in brackets. */
#ifndef KVJWK_INPUT_ARM_H
#define KVJWK_INPUT_ARM_H

#include "input/input.h"

enum binding_state { BINDING_NEW, BINDING_BUSY, BINDING_DONE };

/* A parameter or variable, evaluated once. */
struct binding {
    uint32_t value; /* token of what defines it */
    uint8_t state;
    struct val val;
};

/* Bindings of an object by name, without regard to case. */
struct bindings {
    const struct json *j;
    uint32_t object; /* JSON_NONE: there are none */
    struct binding *items;
    uint32_t *slots; /* 1 + index of an item; 0: empty */
    size_t count, slot_count;
};

struct loop {
    struct span name;
    int64_t index;
    const struct loop *up;
};

/* Where a template's expressions are evaluated. */
struct scope {
    struct bindings parameters, variables;
    const struct bindings *given; /* values of parameters: of a file or of a deployment; or NULL */
    struct scope *given_scope;    /* in which those are evaluated */
    const struct loop *loop;      /* innermost copy loop, or NULL */
};

/* The value of a string of a template: itself, or that of the expression that it is. */
struct val arm_resolve(struct kvjwk_input *in, struct val v);

/* Evaluates the expression between the brackets. */
struct val arm_evaluate(struct kvjwk_input *in, struct scope *scope, struct span text,
                        uint32_t place);

bool bindings_init(struct kvjwk_input *in, struct bindings *b, const struct json *j,
                   uint32_t object);
struct binding *bindings_find(struct kvjwk_input *in, const struct bindings *b, struct span name);

struct val scope_parameter(struct kvjwk_input *in, struct scope *scope, struct span name);
struct val scope_variable(struct kvjwk_input *in, struct scope *scope, struct span name);

/* functions.c: calls the function of this name; VAL_OPEN when it is not one that is evaluated. */
struct val arm_call(struct kvjwk_input *in, struct scope *scope, struct span name,
                    const struct val *args, size_t count, uint32_t place);

#endif
