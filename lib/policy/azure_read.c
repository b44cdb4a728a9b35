// SPDX-License-Identifier: MIT
/* What is assigned, from the command line, policy files, profiles, and Azure's own files: the JSON
 * of an assignment, of several, of an initiative, or of parameters. */
#include <stdlib.h>

#include "policy/definition.h"
#include "policy/members.h"
#include "text/utf8.h"

static void out_of_memory(struct mistakes *mistakes)
{
    mistakes->memory = true;
}

static struct azure_origin origin_at(const struct source *source, const struct path *path)
{
    struct azure_origin out = {source->file, 0, 0, NULL, false};
    struct located place;

    locate(&place, source->text, path, false);
    out.line = place.line;
    out.column = place.column;
    return out;
}

/* ---- the command line ---- */

static bool is_number(struct span text)
{
    size_t i = text.len > 1 && text.ptr[0] == '-';

    while (i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9')
        i++;
    return i == text.len && text.len > 0 && text.len < 10;
}

/* A number, a list with '+' between its items, or a text; a list of one for who takes a list. */
static json_t *value_of(struct span text, bool list)
{
    json_t *out;

    if (is_number(text))
        return json_integer(strtoll(text.ptr, NULL, 10));
    if (!list && memchr(text.ptr, '+', text.len) == NULL)
        return json_stringn(text.ptr, text.len);
    out = json_array();
    while (out != NULL) {
        const char *plus = memchr(text.ptr, '+', text.len);
        size_t length = plus == NULL ? text.len : (size_t)(plus - text.ptr);

        if (json_array_append_new(out, json_stringn(text.ptr, length)) != 0) {
            json_decref(out);
            return NULL;
        }
        if (plus == NULL)
            break;
        text = span_of(plus + 1, text.len - length - 1);
    }
    return out;
}

static bool takes_list(const kvjwk_azure_policy *row, struct span name)
{
    return row != NULL && row->parameter != NULL && span_is(name, row->parameter) &&
           (azure_test_of(row) == AZURE_TYPE || azure_test_of(row) == AZURE_CURVE);
}

/* "NAME:VALUE,NAME:VALUE" */
static json_t *read_pairs(const struct source *source, const kvjwk_azure_policy *row,
                          const char *text)
{
    json_t *out = json_object();

    while (out != NULL && *text != '\0') {
        struct span pair = span_of(text, strcspn(text, ","));
        const char *colon = memchr(pair.ptr, ':', pair.len);
        char name[128];
        size_t length = colon == NULL ? pair.len : (size_t)(colon - pair.ptr);

        text += pair.len + (text[pair.len] == ',');
        if (colon == NULL || length == 0 || length >= sizeof(name)) {
            mistake_at(source, NULL, false, "{} is no parameter; expected NAME:VALUE",
                       ARGS(A_TEXT(pair)));
            continue;
        }
        memcpy(name, pair.ptr, length);
        name[length] = '\0';
        must(source->mistakes,
             json_object_set_new(out, name,
                                 value_of(span_of(colon + 1, pair.len - length - 1),
                                          takes_list(row, span_of(pair.ptr, length)))));
    }
    return out;
}

/* Before '=' and '@': the GUID; between them the version. */
static bool split_option(const char *text, char guid[64], char version[64], const char **pairs)
{
    size_t length = strcspn(text, "="), at = strcspn(text, "@=");
    size_t version_length = at < length ? length - at - 1 : 0;

    *pairs = text[length] == '=' ? text + length + 1 : text + length;
    if (at == 0 || at >= 64 || version_length >= 64)
        return false;
    memcpy(guid, text, at);
    guid[at] = '\0';
    memcpy(version, text + length - version_length, version_length);
    version[version_length] = '\0';
    return true;
}

/* Texts of jansson are; one that is not, it takes for memory that is out. */
static bool is_utf8(struct span text)
{
    size_t step = 1;

    while (text.len > 0 && step > 0) {
        step = utf8_step(text, NULL);
        text = span_of(text.ptr + step, text.len - step);
    }
    return text.len == 0;
}

void azure_read_option(struct azure *azure, struct mistakes *mistakes, const char *text)
{
    const struct source source = {NULL, {"", 0}, mistakes};
    const struct azure_origin origin = {NULL, 0, 0, "--azure-policy", false};
    char guid[64], version[64];
    struct azure_assignment *a;
    const char *pairs;
    json_t *parameters;

    if (!is_utf8(span_str(text))) {
        mistake_at(&source, NULL, false, "--azure-policy {}: not UTF-8",
                   ARGS(A_TEXT(span_str(text))));
        return;
    }
    if (!split_option(text, guid, version, &pairs)) {
        mistake_at(&source, NULL, false,
                   "--azure-policy {}: expected GUID[@VERSION][=PARAMETER:VALUE,...]",
                   ARGS(A_TEXT(span_str(text))));
        return;
    }
    parameters = read_pairs(&source, azure_row_find(guid), pairs);
    a = parameters == NULL ? NULL : azure_assign(azure, &origin, guid, parameters);
    if (a == NULL || (version[0] != '\0' && !azure_set_version(a, version)))
        out_of_memory(mistakes);
    json_decref(parameters);
}

/* ---- policy files ---- */

static void read_member_definition(struct azure *azure, const struct source *source,
                                   const json_t *value, const struct path *path)
{
    const struct azure_origin origin = origin_at(source, path);
    const json_t *effect = policy_get(value, DEFINITION_EFFECT);
    const json_t *version = policy_get(value, DEFINITION_VERSION);
    json_t *given = json_object_get(value, "parameters");
    json_t *parameters = given == NULL ? json_object() : json_copy(given);
    struct azure_assignment *a;

    if (parameters == NULL)
        out_of_memory(source->mistakes);
    if (effect != NULL)
        must(source->mistakes,
             json_object_set_new(parameters, "effect", json_string(json_string_value(effect))));
    a = azure_assign(azure, &origin, json_string_value(policy_get(value, DEFINITION_ID)),
                     parameters);
    if (a == NULL || (version != NULL && !azure_set_version(a, json_string_value(version))))
        out_of_memory(source->mistakes);
    json_decref(parameters);
}

void azure_read_member(struct azure *azure, const struct source *source, const json_t *value)
{
    const struct path root = {NULL, "azure", 0}, list = {&root, "definitions", 0};
    const json_t *item;
    size_t i;

    json_array_foreach(policy_get(value, AZURE_DEFINITIONS), i, item)
    {
        const struct path path = {&list, NULL, i};

        read_member_definition(azure, source, item, &path);
    }
    json_array_foreach(policy_get(value, AZURE_PROFILES), i, item)
        azure_read_profile(azure, source->mistakes, json_string_value(item));
}

/* ---- definitions ---- */

void azure_read_definition(struct azure *azure, const struct source *source)
{
    struct azure_definition *d = definition_read(source), **grown;
    const struct azure_origin origin = {source->file, 1, 1, NULL, true};

    if (d == NULL)
        return;
    grown = realloc(azure->definitions, (azure->definition_count + 1) * sizeof(*grown));
    if (grown == NULL) {
        definition_free(d);
        out_of_memory(source->mistakes);
        return;
    }
    azure->definitions = grown;
    azure->definitions[azure->definition_count++] = d;
    if (azure_assign(azure, &origin, d->guid, NULL) == NULL)
        out_of_memory(source->mistakes);
}

/* ---- assignments, initiatives and parameters ---- */

/* {"x": {"value": 1}} as {"x": 1}. */
static json_t *bare_values(const struct source *source, json_t *wrapped, const struct path *up)
{
    json_t *out = json_object();
    void *at;

    must(source->mistakes, out == NULL);
    for (at = json_object_iter(wrapped); at != NULL; at = json_object_iter_next(wrapped, at)) {
        const struct path path = {up, json_object_iter_key(at), 0};
        json_t *value = json_object_get(json_object_iter_value(at), "value");

        if (value != NULL)
            must(source->mistakes, json_object_set(out, path.name, value));
        else if (path.name[0] != '$')
            mistake_at(source, &path, true, "the parameter {} has no \"value\"",
                       ARGS(A_TEXT(span_str(path.name))));
    }
    return out;
}

static const char *last_part(const char *id)
{
    const char *slash = strrchr(id, '/');

    return slash == NULL ? id : slash + 1;
}

/* These change what is assigned to whom, and nothing here knows who that is. */
static void refuse_members(const struct source *source, const json_t *object, const struct path *up)
{
    static const char *const refused[] = {"overrides", "resourceSelectors"};

    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        const struct path path = {up, refused[i], 0};

        if (json_array_size(json_object_get(object, refused[i])) > 0)
            mistake_at(source, &path, true, "{} of an assignment is not evaluated here",
                       ARGS(A_TEXT(span_str(refused[i]))));
    }
}

static void read_assignment(struct azure *azure, const struct source *source, json_t *object,
                            const struct path *up)
{
    const struct path id_path = {up, "policyDefinitionId", 0}, path = {up, "parameters", 0};
    const struct azure_origin origin = origin_at(source, &id_path);
    const char *id = json_string_value(json_object_get(object, "policyDefinitionId"));
    const char *version = json_string_value(json_object_get(object, "definitionVersion"));
    const char *mode = json_string_value(json_object_get(object, "enforcementMode"));
    json_t *parameters = bare_values(source, json_object_get(object, "parameters"), &path);
    struct azure_assignment *a;

    refuse_members(source, object, up);
    if (id == NULL) {
        mistake_at(source, up, false, "the assignment has no policyDefinitionId", NO_ARGS);
    } else if (strstr(id, "/policySetDefinitions/") != NULL) {
        if (azure->assigned == NULL)
            azure->assigned = json_object();
        must(source->mistakes, json_object_set(azure->assigned, last_part(id), parameters));
    } else {
        a = azure_assign(azure, &origin, last_part(id), parameters);
        if (a == NULL || (version != NULL && !azure_set_version(a, version)))
            out_of_memory(source->mistakes);
        else
            a->not_enforced = mode != NULL && same_text(mode, "DoNotEnforce");
    }
    json_decref(parameters);
}

static json_t *initiative_item(const struct source *source, json_t *object, const struct path *path)
{
    const char *id = json_string_value(json_object_get(object, "policyDefinitionId"));
    const char *version = json_string_value(json_object_get(object, "definitionVersion"));
    const struct path inner = {path, "parameters", 0};
    const struct azure_origin origin = origin_at(source, path);
    json_t *parameters, *out;

    if (id == NULL) {
        mistake_at(source, path, false, "an item of policyDefinitions has no policyDefinitionId",
                   NO_ARGS);
        return NULL;
    }
    parameters = bare_values(source, json_object_get(object, "parameters"), &inner);
    out = json_pack("{ss sI sI so}", "guid", last_part(id), "line", (json_int_t)origin.line,
                    "column", (json_int_t)origin.column, "parameters", parameters);
    if (version != NULL)
        must(source->mistakes, json_object_set_new(out, "version", json_string(version)));
    return out;
}

static json_t *defaults_of(struct mistakes *mistakes, json_t *declared)
{
    json_t *out = json_object();
    void *at;

    must(mistakes, out == NULL);
    for (at = json_object_iter(declared); at != NULL; at = json_object_iter_next(declared, at)) {
        json_t *value = json_object_get(json_object_iter_value(at), "defaultValue");

        if (value != NULL)
            must(mistakes, json_object_set(out, json_object_iter_key(at), value));
    }
    return out;
}

/* An initiative has hundreds of definitions; those that are not about keys are left alone. */
static bool is_ours(const char *id)
{
    return id == NULL || azure_row_find(last_part(id)) != NULL;
}

/* What could not be read was told already. */
static void append_item(const struct source *source, json_t *list, json_t *item)
{
    if (item != NULL)
        must(source->mistakes, json_array_append_new(list, item));
    else if (source->mistakes->count == 0)
        out_of_memory(source->mistakes);
}

static void read_initiative(struct azure *azure, const struct source *source, json_t *root,
                            json_t *properties, const struct path *up)
{
    const struct path list_path = {up, "policyDefinitions", 0};
    json_t *list = json_object_get(properties, "policyDefinitions"), *item, *out = json_array();
    const char *name = json_string_value(json_object_get(root, "name"));
    size_t i;

    json_array_foreach(list, i, item)
    {
        const struct path path = {&list_path, NULL, i};

        if (is_ours(json_string_value(json_object_get(item, "policyDefinitionId"))))
            append_item(source, out, initiative_item(source, item, &path));
    }
    must(source->mistakes, out == NULL);
    if (json_array_size(out) == 0 && !source->mistakes->memory)
        mistake_at(source, &list_path, false, "no definition of the initiative is about keys",
                   NO_ARGS);
    if (azure->initiatives == NULL)
        azure->initiatives = json_array();
    must(source->mistakes,
         json_array_append_new(
             azure->initiatives,
             json_pack("{ss ss so so}", "name", name == NULL ? "" : name, "file", source->file,
                       "items", out, "defaults",
                       defaults_of(source->mistakes, json_object_get(properties, "parameters")))));
}

static void read_plain(struct azure *azure, const struct source *source, json_t *object,
                       const struct path *up)
{
    json_t *parameters = bare_values(source, object, up);

    if (azure->parameters == NULL)
        azure->parameters = json_object();
    if (json_object_update(azure->parameters, parameters) != 0)
        out_of_memory(source->mistakes);
    json_decref(parameters);
}

static void read_object(struct azure *azure, const struct source *source, json_t *root,
                        const struct path *up)
{
    const struct path inner = {up, "properties", 0}, plain = {up, "parameters", 0};
    json_t *properties = json_object_get(root, "properties");
    const struct path *path = properties == NULL ? up : &inner;
    json_t *object = properties == NULL ? root : properties;

    if (!json_is_object(object))
        mistake_at(source, up, false, "expected an assignment, an initiative or parameters",
                   NO_ARGS);
    else if (json_object_get(object, "policyDefinitions") != NULL)
        read_initiative(azure, source, root, object, path);
    else if (json_object_get(object, "policyDefinitionId") != NULL)
        read_assignment(azure, source, object, path);
    else if (json_is_object(json_object_get(object, "parameters")) &&
             json_object_get(json_object_get(object, "parameters"), "value") == NULL)
        read_plain(azure, source, json_object_get(object, "parameters"), &plain);
    else
        read_plain(azure, source, object, path);
}

void azure_read_parameters(struct azure *azure, const struct source *source)
{
    json_t *root = source_json(source), *item;
    size_t i;

    if (root == NULL)
        return;
    if (!json_is_array(root))
        read_object(azure, source, root, NULL);
    json_array_foreach(root, i, item)
    {
        const struct path path = {NULL, NULL, i};

        read_object(azure, source, item, &path);
    }
    json_decref(root);
}

/* ---- settling initiatives ---- */

/* The name in "[parameters('name')]". False when it is something else. */
static bool parameter_name(const char *text, char name[128])
{
    static const char head[] = "[parameters('", tail[] = "')]";
    size_t length = strlen(text), around = sizeof(head) + sizeof(tail) - 2;

    if (length < around || length - around >= 128 || strncmp(text, head, sizeof(head) - 1) != 0 ||
        strcmp(text + length - sizeof(tail) + 1, tail) != 0)
        return false;
    memcpy(name, text + sizeof(head) - 1, length - around);
    name[length - around] = '\0';
    return strchr(name, '\'') == NULL;
}

/* What the initiative's parameter is: given to it, given by name, or by default. NULL: nothing. */
static json_t *initiative_value(const struct azure *azure, const json_t *initiative,
                                const char *name)
{
    const char *own = json_string_value(json_object_get(initiative, "name"));
    json_t *value = NULL;
    void *at;

    for (at = json_object_iter(azure->assigned); at != NULL && value == NULL;
         at = json_object_iter_next(azure->assigned, at))
        if (same_text(json_object_iter_key(at), own))
            value = json_object_get(json_object_iter_value(at), name);

    if (value == NULL)
        value = json_object_get(azure->parameters, name);
    return value != NULL ? value : json_object_get(json_object_get(initiative, "defaults"), name);
}

static json_t *resolved(struct azure *azure, struct mistakes *mistakes, const json_t *initiative,
                        json_t *parameters, const struct azure_origin *origin)
{
    json_t *out = json_object();
    char name[128];
    void *at;

    must(mistakes, out == NULL);
    for (at = json_object_iter(parameters); at != NULL;
         at = json_object_iter_next(parameters, at)) {
        json_t *value = json_object_iter_value(at);
        const char *text = json_string_value(value);
        bool expression = text != NULL && text[0] == '[' && text[1] != '[';

        if (expression && !parameter_name(text, name)) {
            kvjwk_mistake wrong = {
                origin->file, origin->line, origin->column,
                "the initiative computes a parameter; only parameters('NAME') is "
                "evaluated here"};

            mistakes->count++;
            if (mistakes->tell != NULL)
                mistakes->tell(mistakes->ctx, &wrong);
            continue;
        }
        if (expression)
            value = initiative_value(azure, initiative, name);
        if (value != NULL)
            must(mistakes, json_object_set(out, json_object_iter_key(at), value));
    }
    return out;
}

static void settle_item(struct azure *azure, struct mistakes *mistakes, const json_t *initiative,
                        const json_t *item)
{
    const struct azure_origin origin = {json_string_value(json_object_get(initiative, "file")),
                                        (size_t)json_integer_value(json_object_get(item, "line")),
                                        (size_t)json_integer_value(json_object_get(item, "column")),
                                        NULL, true};
    const char *version = json_string_value(json_object_get(item, "version"));
    json_t *parameters =
        resolved(azure, mistakes, initiative, json_object_get(item, "parameters"), &origin);
    struct azure_assignment *a =
        azure_assign(azure, &origin, json_string_value(json_object_get(item, "guid")), parameters);

    if (a == NULL || (version != NULL && a->version == NULL && !azure_set_version(a, version)))
        out_of_memory(mistakes);
    json_decref(parameters);
}

static bool has_initiative(const struct azure *azure, const char *name)
{
    for (size_t i = 0; i < json_array_size(azure->initiatives); i++) {
        const json_t *one = json_array_get(azure->initiatives, i);

        if (same_text(json_string_value(json_object_get(one, "name")), name))
            return true;
    }
    return false;
}

void azure_settle_initiatives(struct azure *azure, struct mistakes *mistakes)
{
    const struct source source = {NULL, {"", 0}, mistakes};
    const json_t *initiative, *item;
    size_t i, k;
    void *at;

    json_array_foreach(azure->initiatives, i, initiative)
    {
        json_array_foreach(json_object_get(initiative, "items"), k, item)
            settle_item(azure, mistakes, initiative, item);
    }
    for (at = json_object_iter(azure->assigned); at != NULL;
         at = json_object_iter_next(azure->assigned, at))
        if (!has_initiative(azure, json_object_iter_key(at)))
            mistake_at(&source, NULL, false,
                       "the initiative {} is assigned; its definition must be given, too",
                       ARGS(A_TEXT(span_str(json_object_iter_key(at)))));
}
