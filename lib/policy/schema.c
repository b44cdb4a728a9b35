// SPDX-License-Identifier: MIT
/* The JSON Schema of policy files, from the rows that they are read by. */
#include "policy/members.h"

#include <stdlib.h>

#define DRAFT "http://json-schema.org/draft-07/schema#"
#define RULE_PATTERN "^[a-z][a-z0-9-]*$"
#define RULES_PATTERN "^[a-z][a-z0-9-]*\\*?$"

static json_t *words(enum words_id list)
{
    json_t *out = json_array();
    const char *word;

    for (size_t i = 0; (word = policy_word(list, i)) != NULL; i++)
        json_array_append_new(out, json_string(word));
    return json_pack("{so}", "enum", out);
}

static json_t *list_of(json_t *items, int least)
{
    return json_pack("{ss so si}", "type", "array", "items", items, "minItems", least);
}

static json_t *text(const char *pattern)
{
    json_t *out = json_pack("{ss}", "type", "string");

    if (pattern != NULL)
        json_object_set_new(out, "pattern", json_string(pattern));
    return out;
}

static json_t *patterns(void)
{
    return json_pack("{s[o o]}", "anyOf", text("\\S"), list_of(text("\\S"), 1));
}

static json_t *of_object(unsigned object)
{
    char reference[64] = "#/definitions/";

    strncat(reference, policy_objects[object].title, sizeof(reference) - 20);
    return json_pack("{ss}", "$ref", reference);
}

static json_t *by_name(const char *names, json_t *values)
{
    return json_pack("{ss so so}", "type", "object", "propertyNames", text(names),
                     "additionalProperties", values);
}

static json_t *of_list(const struct member *m)
{
    switch ((enum member_type)m->type) {
    case TYPE_RULES:
        return list_of(text(RULES_PATTERN), 1);
    case TYPE_WORDS:
        return list_of(words((enum words_id)m->argument), 1);
    case TYPE_SIZES:
        return list_of(json_pack("{ss si si}", "type", "integer", "minimum", 1, "maximum", 65536),
                       1);
    case TYPE_OBJECTS:
        return list_of(of_object(m->argument), 0);
    default:
        return patterns();
    }
}

static json_t *of_type(const struct member *m)
{
    switch ((enum member_type)m->type) {
    case TYPE_TEXT:
        return text("\\S");
    case TYPE_RULE:
        return text(RULE_PATTERN);
    case TYPE_SEVERITIES:
        return by_name(RULES_PATTERN, words(WORDS_SEVERITIES));
    case TYPE_WORD:
        return words((enum words_id)m->argument);
    case TYPE_TAGS:
        return by_name(NULL, patterns());
    case TYPE_BOOL:
        return json_pack("{ss}", "type", "boolean");
    case TYPE_DURATION:
        return text("^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
                    "(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$");
    case TYPE_DATE:
        return json_pack("{ss ss ss}", "type", "string", "format", "date", "pattern",
                         "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    case TYPE_POINTER:
        return text("^(/|$)");
    case TYPE_VERSION:
        return json_pack("{si}", "const", 1);
    case TYPE_ANY:
        return json_pack("{ss}", "type", "object");
    case TYPE_OBJECT:
        return of_object(m->argument);
    default:
        return of_list(m);
    }
}

/* draft 7 looks at nothing beside a $ref, so the help stands round it. */
static json_t *property(const struct member *m)
{
    json_t *type = of_type(m), *choices = json_pack("[o]", type);

    if (m->flags & FLAG_NULLABLE)
        json_array_append_new(choices, json_pack("{ss}", "type", "null"));
    return json_pack("{ss so}", "description", m->help,
                     m->flags & FLAG_NULLABLE ? "anyOf" : "allOf", choices);
}

static json_t *object_schema(const struct object *object)
{
    json_t *properties = json_object(), *required = json_array(), *out;

    for (unsigned row = object->first; row < object->end; row++) {
        const struct member *m = &policy_members[row];

        json_object_set_new(properties, m->name, property(m));
        if (m->flags & FLAG_REQUIRED)
            json_array_append_new(required, json_string(m->name));
    }
    out = json_pack("{ss sb so}", "type", "object", "additionalProperties", 0, "properties",
                    properties);
    if (json_array_size(required) > 0)
        json_object_set(out, "required", required);
    json_decref(required);
    return out;
}

kvjwk_status kvjwk_policy_schema(kvjwk_policy_write write, void *ctx)
{
    json_t *root = json_pack("{ss ss}", "$schema", DRAFT, "title", "kvjwk policy file");
    json_t *body = object_schema(&policy_objects[OBJECT_ROOT]), *definitions = json_object();
    kvjwk_status status = KVJWK_OK;
    char *out;

    for (unsigned i = OBJECT_ROOT + 1; i < OBJECT_COUNT; i++)
        json_object_set_new(definitions, policy_objects[i].title,
                            object_schema(&policy_objects[i]));
    json_object_update(root, body);
    json_object_set_new(root, "definitions", definitions);
    out = json_dumps(root, JSON_INDENT(2));
    if (out == NULL)
        status = KVJWK_ERR_MEMORY;
    else if (write(ctx, out, strlen(out)) != 0 || write(ctx, "\n", 1) != 0)
        status = KVJWK_ERR_STOPPED;
    free(out);
    json_decref(body);
    json_decref(root);
    return status;
}
