// SPDX-License-Identifier: MIT
/* Parameters and variables of a template: found by name, evaluated once. */
#include "input/arm.h"

static uint32_t hash(struct span name)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < name.len; i++)
        h = (h ^ (unsigned char)ascii_lower(name.ptr[i])) * 16777619u;
    return h;
}

static struct span name_of(struct kvjwk_input *in, const struct bindings *b, size_t i)
{
    return input_token_text(in, b->j, b->items[i].value - 1);
}

#define PROBES 128 /* names made to collide are not found, and cost no more than this */

/* The slot of this name, or the empty one where it would be, or NULL. */
static uint32_t *slot_of(struct kvjwk_input *in, const struct bindings *b, struct span name)
{
    size_t at = hash(name) & (b->slot_count - 1);

    for (unsigned i = 0; i < PROBES; i++, at = (at + 1) & (b->slot_count - 1))
        if (b->slots[at] == 0 || span_eq_nocase(name_of(in, b, b->slots[at] - 1), name))
            return &b->slots[at];
    return NULL;
}

bool bindings_init(struct kvjwk_input *in, struct bindings *b, const struct json *j,
                   uint32_t object)
{
    memset(b, 0, sizeof(*b));
    b->j = j;
    b->object = object;
    if (object == JSON_NONE || j->tokens[object].type != JSON_OBJECT ||
        j->tokens[object].count == 0)
        return true;
    for (b->slot_count = 16; b->slot_count < 2 * (size_t)j->tokens[object].count;)
        b->slot_count *= 2;
    in->work -= (int64_t)b->slot_count * 64;
    b->items = arena_alloc(&in->scratch, j->tokens[object].count * sizeof(*b->items));
    b->slots = arena_alloc(&in->scratch, b->slot_count * sizeof(*b->slots));
    if (b->items == NULL || b->slots == NULL)
        return false;
    memset(b->slots, 0, b->slot_count * sizeof(*b->slots));
    for (uint32_t t = json_first(j, object); t < j->tokens[object].next;
         t = j->tokens[t + 1].next) {
        uint32_t *slot;

        b->items[b->count].value = t + 1;
        b->items[b->count].state = BINDING_NEW;
        slot = slot_of(in, b, input_token_text(in, j, t));
        if (slot != NULL && *slot == 0)
            *slot = (uint32_t)++b->count;
    }
    return true;
}

struct binding *bindings_find(struct kvjwk_input *in, const struct bindings *b, struct span name)
{
    uint32_t *slot = b == NULL || b->count == 0 ? NULL : slot_of(in, b, name);

    return slot == NULL || *slot == 0 ? NULL : &b->items[*slot - 1];
}

static struct val not_known(uint32_t place)
{
    return val_open(place, span_of("", 0));
}

/* A value of its own document is shown and told where it is asked for. */
static struct val elsewhere(struct val v)
{
    v.direct = false;
    v.name = JSON_NONE;
    return v;
}

/* ---- parameters ---- */

static bool is_secure(struct kvjwk_input *in, const struct val *definition)
{
    struct val type = val_member(in, definition, span_str("type"));
    struct span text;

    return val_as_text(in, &type, &text) && (span_eq_nocase(text, span_str("securestring")) ||
                                             span_eq_nocase(text, span_str("secureobject")));
}

/* {"value": ...} of a parameters file or of a nested deployment; a reference is a secret. */
static struct val given_value(struct kvjwk_input *in, struct scope *scope, struct span name)
{
    struct binding *given = bindings_find(in, scope->given, name);
    struct val entry, value;

    if (given == NULL)
        return val_none(JSON_NONE);
    entry = elsewhere(val_node(scope->given->j, given->value, scope->given_scope));
    entry.place = scope->given->j == &in->json ? given->value : JSON_NONE;
    value = val_member(in, &entry, span_str("value"));
    return value.type == VAL_NONE ? not_known(entry.place) : value;
}

static struct val parameter_value(struct kvjwk_input *in, struct scope *scope, struct span name,
                                  const struct binding *b)
{
    struct val definition = elsewhere(val_node(scope->parameters.j, b->value, scope));
    struct val given = given_value(in, scope, name);

    if (is_secure(in, &definition)) {
        given = not_known(b->value);
        given.secret = true;
        given.u.text = span_str("(secure parameter)");
        return given;
    }
    if (given.type != VAL_NONE)
        return given;
    given = val_member(in, &definition, span_str("defaultValue"));
    return given.type == VAL_NONE ? not_known(b->value) : given;
}

struct val scope_parameter(struct kvjwk_input *in, struct scope *scope, struct span name)
{
    struct binding *b = bindings_find(in, &scope->parameters, name);
    const struct loop *loop = scope->loop;

    if (b == NULL || b->state == BINDING_BUSY)
        return not_known(JSON_NONE);
    if (b->state == BINDING_NEW) {
        b->state = BINDING_BUSY;
        scope->loop = NULL;
        b->val = elsewhere(parameter_value(in, scope, name, b));
        scope->loop = loop;
        b->state = BINDING_DONE;
    }
    return b->val;
}

/* ---- variables ---- */

struct val scope_variable(struct kvjwk_input *in, struct scope *scope, struct span name)
{
    struct binding *b = bindings_find(in, &scope->variables, name);
    const struct loop *loop = scope->loop;

    if (b == NULL || b->state == BINDING_BUSY)
        return not_known(JSON_NONE);
    if (b->state == BINDING_NEW) {
        b->state = BINDING_BUSY;
        scope->loop = NULL;
        b->val = elsewhere(val_node(scope->variables.j, b->value, scope));
        b->val = val_resolve(in, b->val);
        scope->loop = loop;
        b->state = BINDING_DONE;
    }
    return b->val;
}
