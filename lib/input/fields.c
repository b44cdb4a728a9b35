// SPDX-License-Identifier: MIT
/* What a resource says, by its rows of fields.def, and what it should not say. */
#include "input/input.h"

#include "text/identifier.h"

static bool is_properties(const char *path)
{
    return strncmp(path, "properties", 10) == 0;
}

/* "copy" in the properties of a template makes arrays of them; what is in them is not told here. */
static void open_copies(struct kvjwk_input *in, struct subject *s)
{
    struct val list = val_path(in, &s->root, "properties/copy");
    const struct json *j = list.j;

    if (s->root.scope == NULL || !val_is_node(&list, JSON_ARRAY))
        return;
    for (uint32_t t = json_first(j, list.token); t < j->tokens[list.token].next;
         t = j->tokens[t].next) {
        struct val item = val_child(in, &list, t);
        struct val name = val_member(in, &item, span_str("name"));
        struct span text;

        for (size_t i = 0; val_as_text(in, &name, &text) && i < input_field_count; i++)
            if (input_fields[i].resource == s->resource && !(input_fields[i].flags & FIELD_PART) &&
                is_properties(input_fields[i].path) &&
                span_eq_nocase(field_name(&input_fields[i]), text))
                s->fields[input_fields[i].target] =
                    val_open(item.place, span_str("(made by a copy loop)"));
    }
}

void fields_read(struct kvjwk_input *in, struct subject *s)
{
    for (size_t t = 0; t < TARGET_COUNT; t++)
        s->fields[t] = val_none(s->token);
    for (size_t i = 0; i < input_field_count; i++) {
        const struct field *field = &input_fields[i];
        const struct val *from =
            s->body.type != VAL_NONE && is_properties(field->path) ? &s->body : &s->root;
        struct val v;

        if (field->resource != s->resource || (field->flags & FIELD_PART))
            continue;
        v = val_path(in, from, field->path);
        if (v.type == VAL_OPEN || !val_is_unset(in, &v))
            s->fields[field->target] = v;
    }
    open_copies(in, s);
}

/* ---- values ---- */

static bool is_known(enum target_id target, const char *value)
{
    return target == TARGET_KTY ? kvjwk_kty_find(value) != NULL : kvjwk_op_find(value) != NULL;
}

/* What the core does not know at all, it tells itself. */
static void check_value(struct kvjwk_input *in, const struct subject *s, enum target_id target,
                        const struct val *v)
{
    const char *values = input_values(s->resource, target);
    const struct field *field = input_field_of(s->resource, target);
    struct span text;
    char name[32];

    if (!val_as_text(in, v, &text) || text.len >= sizeof(name) || input_values_have(values, text))
        return;
    memcpy(name, text.ptr, text.len);
    name[text.len] = '\0';
    if (is_known(target, name))
        tell(in, INPUT_VALUE, KVJWK_FAIL, spot_value(in, v->place),
             "{} is {}, which {} does not take; expected one of {}",
             ARGS(A_STR(field_name(field).ptr), A_TEXT(text),
                  A_STR(input_resource(s->resource)->type.ptr), A_STR(values)));
}

static void check_values(struct kvjwk_input *in, const struct subject *s)
{
    const struct val *ops = &s->fields[TARGET_KEY_OPS];

    if (input_values(s->resource, TARGET_KTY) != NULL)
        check_value(in, s, TARGET_KTY, &s->fields[TARGET_KTY]);
    if (input_values(s->resource, TARGET_KEY_OPS) == NULL)
        return;
    if (val_is_node(ops, JSON_ARRAY)) {
        for (uint32_t t = json_first(ops->j, ops->token); t < ops->j->tokens[ops->token].next;
             t = ops->j->tokens[t].next) {
            struct val item = val_child(in, ops, t);

            check_value(in, s, TARGET_KEY_OPS, &item);
        }
    }
    for (size_t i = 0; ops->type == VAL_LIST && i < ops->u.list.count; i++)
        check_value(in, s, TARGET_KEY_OPS, &ops->u.list.items[i]);
}

/* ---- names ---- */

/* A template's resource goes by vault/key. */
static void check_key_name(struct kvjwk_input *in, const struct subject *s)
{
    const struct val *v = &s->fields[TARGET_NAME];
    struct span text;
    size_t at;

    if (!val_as_text(in, v, &text))
        return;
    if (input_resource(s->resource)->format == FORMAT_ARM_TEMPLATE)
        for (size_t i = text.len; i > 0; i--)
            if (text.ptr[i - 1] == '/') {
                text = span_of(text.ptr + i, text.len - i);
                break;
            }
    if (!identifier_name_ok(&at, text))
        tell(in, INPUT_KEY_NAME, KVJWK_FAIL, spot_value(in, v->place),
             "the name of the key is {}; expected 1 to 127 of 0-9 a-z A-Z -", ARGS(A_TEXT(text)));
}

/* ---- misplaced members ---- */

/* Whether some field of the resource goes through this member of the container. */
static bool belongs(enum resource_id resource, struct span container, struct span name)
{
    for (size_t i = 0; i < input_field_count; i++) {
        const char *path = input_fields[i].path;
        size_t at = container.len == 0 ? 0 : container.len + 1;

        if (input_fields[i].resource == resource && strlen(path) > at &&
            strncmp(path, container.ptr, container.len) == 0 &&
            (at == 0 || path[container.len] == '/') &&
            span_eq(span_of(path + at, strcspn(path + at, "/")), name))
            return true;
    }
    return false;
}

static void check_members(struct kvjwk_input *in, const struct subject *s, struct span container,
                          const struct val *object)
{
    const struct json *j = object->j;

    if (!val_is_node(object, JSON_OBJECT) || j != &in->json)
        return;
    for (uint32_t t = json_first(j, object->token); t < j->tokens[object->token].next;
         t = j->tokens[t + 1].next) {
        struct span name = input_token_text(in, j, t);
        const struct field *meant;

        if (j->tokens[t + 1].type == JSON_NULL || belongs(s->resource, container, name))
            continue;
        meant = input_field_meant(s->resource, name);
        if (meant != NULL)
            tell(in, INPUT_MEMBER, KVJWK_FAIL, spot_value(in, object->direct ? t : object->place),
                 "{} is not read here; {} has it as {}",
                 ARGS(A_TEXT(name), A_STR(input_resource(s->resource)->type.ptr),
                      A_STR(meant->path)));
    }
}

/* The objects that some field lies directly in. */
static void check_containers(struct kvjwk_input *in, const struct subject *s)
{
    struct span done = {NULL, 0};

    for (size_t i = 0; i < input_field_count; i++) {
        const struct field *field = &input_fields[i];
        size_t length = strlen(field->path) - field_name(field).len;
        struct span container = span_of(field->path, length == 0 ? 0 : length - 1);
        char path[128];
        struct val object;

        if (field->resource != s->resource || (field->flags & FIELD_PART) ||
            container.len >= sizeof(path) || (done.ptr != NULL && span_eq(done, container)))
            continue;
        done = container;
        memcpy(path, container.ptr, container.len);
        path[container.len] = '\0';
        object = val_path(in, s->body.type != VAL_NONE && is_properties(path) ? &s->body : &s->root,
                          path);
        check_members(in, s, container, &object);
    }
}

void fields_check(struct kvjwk_input *in, struct subject *s)
{
    check_key_name(in, s);
    check_values(in, s);
    check_containers(in, s);
}
