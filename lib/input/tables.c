// SPDX-License-Identifier: MIT
/* see tables.h */
#include "input/tables.h"

#include <string.h>

#define DIRECTION_SENT false
#define DIRECTION_RETURNED true

static const kvjwk_kind kinds[FORMAT_COUNT] = {
#define FORMAT(id, name, direction, title, source) {name, title, DIRECTION_##direction, source},
#include "input/formats.def"
};

const struct detection input_detections[] = {
#define DETECT(id, one, other) {FORMAT_##id, {one, other}},
#include "input/formats.def"
};
const size_t input_detection_count = ARRAY_LEN(input_detections);

#define DATE FIELD_DATE
#define JSON FIELD_JSON
#define COPY FIELD_COPY
#define PART FIELD_PART

const struct field input_fields[] = {
#define FIELD(resource, path, target, flags, source)                                               \
    {RESOURCE_##resource, TARGET_##target, flags, path, source},
#include "input/fields.def"
#undef FIELD
};
const size_t input_field_count = ARRAY_LEN(input_fields);

static const struct resource resources[RESOURCE_COUNT] = {
#define RESOURCE(id, format, type, services, shape, source)                                        \
    {FORMAT_##format, {type, sizeof(type) - 1}, SERVICES_##services, SHAPE_##shape},
#include "input/resources.def"
#undef RESOURCE
};

static const char *const members[TARGET_COUNT] = {
#define TARGET(id, member) member,
#include "input/targets.def"
#undef TARGET
};

static const struct {
    uint8_t resource, target;
    const char *values;
} values[] = {
#define VALUES(resource, target, values, source) {RESOURCE_##resource, TARGET_##target, values},
#include "input/values.def"
};

static const struct {
    uint8_t format, target;
    const char *there, *here;
} aliases[] = {
#define ALIAS(format, target, there, here, source) {FORMAT_##format, TARGET_##target, there, here},
#include "input/values.def"
};

size_t kvjwk_input_kind_count(void)
{
    return FORMAT_COUNT;
}

const kvjwk_kind *kvjwk_input_kind_at(size_t i)
{
    return i < FORMAT_COUNT ? &kinds[i] : NULL;
}

const kvjwk_kind *kvjwk_input_kind_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < FORMAT_COUNT; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

const kvjwk_kind *input_kind(enum format_id format)
{
    return &kinds[format];
}

size_t kvjwk_input_field_count(void)
{
    return ARRAY_LEN(input_fields);
}

bool kvjwk_input_field_at(kvjwk_input_field *out, size_t i)
{
    const struct field *field;

    if (out == NULL || i >= ARRAY_LEN(input_fields))
        return false;
    field = &input_fields[i];
    out->kind = &kinds[resources[field->resource].format];
    out->resource = resources[field->resource].type.ptr;
    out->path = field->path;
    out->member = members[field->target];
    out->source = field->source;
    return true;
}

const struct resource *input_resource(enum resource_id id)
{
    return &resources[id];
}

/* A plan and a state have the same resources; so have a preview and a stack. */
static enum format_id family(enum format_id format)
{
    switch (format) {
    case FORMAT_ARM_RESOURCE:
        return FORMAT_ARM_TEMPLATE;
    case FORMAT_TERRAFORM_STATE:
        return FORMAT_TERRAFORM_PLAN;
    case FORMAT_PULUMI_STACK:
        return FORMAT_PULUMI_PREVIEW;
    default:
        return format;
    }
}

enum resource_id input_resource_find(enum format_id format, struct span type)
{
    for (unsigned i = 0; i < RESOURCE_COUNT; i++)
        if (resources[i].format == family(format) && span_eq_nocase(resources[i].type, type))
            return (enum resource_id)i;
    return RESOURCE_NONE;
}

const char *input_member(enum target_id target)
{
    return members[target];
}

struct span field_name(const struct field *field)
{
    const char *slash = strrchr(field->path, '/');

    return span_str(slash == NULL ? field->path : slash + 1);
}

const struct field *input_field_of(enum resource_id resource, enum target_id target)
{
    for (size_t i = 0; i < ARRAY_LEN(input_fields); i++)
        if (input_fields[i].resource == resource && input_fields[i].target == target)
            return &input_fields[i];
    return NULL;
}

/* "key_size", "keySize" and "KeySize" are alike. */
static bool alike(struct span a, struct span b)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < a.len && a.ptr[i] == '_')
            i++;
        while (k < b.len && b.ptr[k] == '_')
            k++;
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (ascii_lower(a.ptr[i++]) != ascii_lower(b.ptr[k++]))
            return false;
    }
}

const struct field *input_field_meant(enum resource_id resource, struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(input_fields); i++) {
        const struct field *field = &input_fields[i];
        const char *member = members[field->target];

        /* names that mean nothing by themselves, and such of one letter, are left alone */
        if (*member == '\0' || member[1] == '\0' || field->target == TARGET_KID)
            continue;
        if (alike(name, field_name(field)) || alike(name, span_str(member))) {
            const struct field *own = input_field_of(resource, (enum target_id)field->target);

            if (own != NULL)
                return own;
        }
    }
    return NULL;
}

static bool has_step(const char *path, struct span name)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");

        if (span_eq(span_of(path, length), name))
            return true;
        path += length + (path[length] == '/');
    }
    return false;
}

bool input_name_is_public(struct span name)
{
    static const char *const others[] = {"type",
                                         "apiVersion",
                                         "address",
                                         "mode",
                                         "$schema",
                                         "contentVersion",
                                         "condition",
                                         "count",
                                         "op",
                                         "urn",
                                         "languageVersion",
                                         "format_version",
                                         "terraform_version"};

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (span_is(name, others[i]))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(input_fields); i++)
        if (input_fields[i].target != TARGET_TAGS && has_step(input_fields[i].path, name))
            return true;
    return false;
}

const char *input_values(enum resource_id resource, enum target_id target)
{
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (values[i].resource == resource && values[i].target == target)
            return values[i].values;
    return NULL;
}

bool input_values_have(const char *list, struct span value)
{
    while (*list != '\0') {
        size_t length = strcspn(list, " ");

        if (span_eq(span_of(list, length), value))
            return true;
        list += length + (list[length] == ' ');
    }
    return false;
}

const char *input_alias(enum format_id format, enum target_id target, struct span value)
{
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (aliases[i].format == family(format) && aliases[i].target == target &&
            span_is(value, aliases[i].there))
            return aliases[i].here;
    return NULL;
}
