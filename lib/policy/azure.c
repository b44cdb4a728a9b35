// SPDX-License-Identifier: MIT
/* What is assigned: definitions found by their GUIDs, and parameters given their values. */
#include "policy/azure.h"

#include <stdlib.h>

#include "policy/definition.h"
#include "policy/glob.h"

/* ---- assignments ---- */

struct azure_assignment *azure_find(struct azure *azure, const char *guid)
{
    for (size_t i = 0; i < azure->count; i++)
        if (same_text(azure->assignments[i].guid, guid))
            return &azure->assignments[i];
    return NULL;
}

static struct azure_assignment *append(struct azure *azure)
{
    if (azure->count == azure->cap) {
        size_t cap = azure->cap == 0 ? 16 : azure->cap * 2;
        struct azure_assignment *grown = realloc(azure->assignments, cap * sizeof(*grown));

        if (grown == NULL)
            return NULL;
        azure->assignments = grown;
        azure->cap = cap;
    }
    memset(&azure->assignments[azure->count], 0, sizeof(azure->assignments[0]));
    return &azure->assignments[azure->count++];
}

static bool copy_text(char **out, const char *text)
{
    free(*out);
    *out = text == NULL ? NULL : text_copy(text);
    return text == NULL || *out != NULL;
}

static bool set_origin(struct azure_assignment *a, const struct azure_origin *origin)
{
    a->line = origin->line;
    a->column = origin->column;
    return copy_text(&a->label, origin->label) && copy_text(&a->file, origin->file);
}

struct azure_assignment *azure_assign(struct azure *azure, const struct azure_origin *origin,
                                      const char *guid, json_t *parameters)
{
    struct azure_assignment *a = azure_find(azure, guid);
    bool fresh = a == NULL;

    if (fresh) {
        a = append(azure);
        if (a == NULL || !copy_text(&a->guid, guid) || (a->parameters = json_object()) == NULL)
            return NULL;
    }
    if (((fresh || !origin->weak) && !set_origin(a, origin)) ||
        (parameters != NULL && (origin->weak ? json_object_update_missing
                                             : json_object_update)(a->parameters, parameters) != 0))
        return NULL;
    return a;
}

bool azure_set_version(struct azure_assignment *a, const char *version)
{
    return copy_text(&a->version, version);
}

/* ---- mistakes of an assignment ---- */

static void wrong(const struct azure_assignment *a, struct mistakes *mistakes, const char *format,
                  const struct arg *args, const char *word,
                  const char *(*known)(void *ctx, size_t i), void *ctx)
{
    const char *near = known == NULL ? NULL : kvjwk_nearest(word, known, ctx);
    kvjwk_mistake out = {a->file, a->line, a->column, NULL};
    char memory[1024], safe[1024];
    struct buf b, printable;

    buf_init(&b, memory, sizeof(memory));
    if (a->label != NULL)
        message_format(&b, "{}: ", ARGS(A_STR(a->label)));
    message_format(&b, format, args);
    if (near != NULL)
        message_format(&b, "; did you mean \"{}\"?", ARGS(A_STR(near)));
    buf_init(&printable, safe, sizeof(safe)); /* names of definitions and parameters are foreign */
    message_clip(&printable, span_of(b.ptr, b.len), SIZE_MAX);
    out.message = safe;
    mistakes->count++;
    if (mistakes->tell != NULL)
        mistakes->tell(mistakes->ctx, &out);
}

/* ---- parameters of rows ---- */

static const char *known_parameter(void *ctx, size_t i)
{
    const struct azure_assignment *a = ctx;
    const char *const names[] = {"effect", a->row->parameter};

    return i < 2 ? names[i] : NULL;
}

static bool is_list_parameter(const kvjwk_azure_policy *row)
{
    return azure_test_of(row) == AZURE_TYPE || azure_test_of(row) == AZURE_CURVE;
}

/* Items of "a+b+c", one after the other. False past the end. */
static bool next_item(const char **list, struct span *item)
{
    size_t length;

    if (*list == NULL || **list == '\0')
        return false;
    length = strcspn(*list, "+");
    *item = span_of(*list, length);
    *list += length + ((*list)[length] == '+');
    return true;
}

static json_t *value_of_text(const kvjwk_azure_policy *row, const char *text)
{
    json_t *list;
    struct span item;

    if (!is_list_parameter(row))
        return json_integer(strtoll(text, NULL, 10));
    list = json_array();
    while (list != NULL && next_item(&text, &item)) {
        if (json_array_append_new(list, json_stringn(item.ptr, item.len)) == 0)
            continue;
        json_decref(list);
        return NULL;
    }
    return list;
}

static bool is_allowed(const kvjwk_azure_policy *row, const json_t *value)
{
    const char *list = row->allowed;
    struct span item, text = span_of(json_string_value(value), json_string_length(value));

    if (list == NULL)
        return true;
    while (next_item(&list, &item))
        if (json_is_string(value) ? span_eq_nocase(item, text)
                                  : strtoll(item.ptr, NULL, 10) == json_integer_value(value))
            return true;
    return false;
}

static void judge_one(const struct azure_assignment *a, const json_t *value, bool text,
                      struct mistakes *mistakes)
{
    char memory[32];

    if (json_is_string(value) != text || (!text && !json_is_integer(value)) ||
        (!text && (json_integer_value(value) < 0 || json_integer_value(value) > 1000000)))
        wrong(a, mistakes, "{} is {}; expected {}",
              ARGS(A_STR(a->row->parameter), shown(value, memory),
                   A_STR(text ? "a list of texts" : "a number")),
              "", NULL, NULL);
    else if (!is_allowed(a->row, value))
        wrong(a, mistakes, "{} is {}; it takes {}",
              ARGS(A_STR(a->row->parameter), shown(value, memory), A_STR(a->row->allowed)), "",
              NULL, NULL);
}

static void judge_parameter(struct azure_assignment *a, struct mistakes *mistakes)
{
    const json_t *value, *item;
    size_t i;

    if (a->row->parameter == NULL)
        return;
    if (json_object_get(a->parameters, a->row->parameter) == NULL && a->row->value != NULL)
        must(mistakes, json_object_set_new(a->parameters, a->row->parameter,
                                           value_of_text(a->row, a->row->value)));
    value = json_object_get(a->parameters, a->row->parameter);
    if (value == NULL) {
        wrong(a, mistakes, "{} has no value, and it has no default; give {}",
              ARGS(A_STR(a->guid), A_STR(a->row->parameter)), "", NULL, NULL);
        return;
    }
    if (!is_list_parameter(a->row)) {
        judge_one(a, value, false, mistakes);
        a->number = json_integer_value(value);
        return;
    }
    if (!json_is_array(value))
        judge_one(a, value, true, mistakes);
    json_array_foreach(value, i, item) judge_one(a, item, true, mistakes);
    a->list = value;
}

/* ---- effects ---- */

const char *azure_effect_name(enum azure_effect effect)
{
    static const char *const names[] = {"Audit", "Deny", "Disabled"};

    return names[effect];
}

static bool effect_find(enum azure_effect *out, const char *name)
{
    for (*out = EFFECT_AUDIT; *out <= EFFECT_DISABLED; ++*out)
        if (same_text(azure_effect_name(*out), name))
            return true;
    return false;
}

static const char *known_effect(void *ctx, size_t i)
{
    (void)ctx;
    return i <= EFFECT_DISABLED ? azure_effect_name((enum azure_effect)i) : NULL;
}

static void judge_effect(struct azure_assignment *a, const json_t *value, const char *allowed,
                         struct mistakes *mistakes)
{
    const char *name = json_string_value(value);
    char memory[32];

    if (value == NULL)
        return; /* Audit is the default of all */
    if (name == NULL || !effect_find(&a->effect, name))
        wrong(a, mistakes, "the effect is {}", ARGS(shown(value, memory)), name == NULL ? "" : name,
              known_effect, NULL);
    else if (allowed != NULL && strstr(allowed, azure_effect_name(a->effect)) == NULL)
        wrong(a, mistakes, "the effect is {}; this definition takes {}",
              ARGS(A_STR(azure_effect_name(a->effect)), A_STR(allowed)), "", NULL, NULL);
}

/* ---- settling ---- */

/* "1.0.2", or "1.*.*" of any version that begins so. A preview counts as its version. */
static bool version_fits(const char *wanted, const char *version)
{
    size_t length = strchr(wanted, '-') == NULL ? strcspn(version, "-") : strlen(version);

    return wanted[0] == '\0' || glob_match(span_str(wanted), span_of(version, length), GLOB_NAME);
}

static void judge_version(const struct azure_assignment *a, const char *version,
                          struct mistakes *mistakes)
{
    if (a->version != NULL && !version_fits(a->version, version))
        wrong(a, mistakes, "version {} of {} is asked for, and what is known is {}",
              ARGS(A_TEXT(span_str(a->version)), A_STR(a->guid), A_STR(version)), "", NULL, NULL);
}

static void settle_row(struct azure_assignment *a, struct mistakes *mistakes)
{
    void *at;

    judge_version(a, a->row->version, mistakes);
    for (at = json_object_iter(a->parameters); at != NULL;
         at = json_object_iter_next(a->parameters, at)) {
        const char *name = json_object_iter_key(at);

        if (strcmp(name, "effect") != 0 &&
            (a->row->parameter == NULL || strcmp(name, a->row->parameter) != 0))
            wrong(a, mistakes, "{} has no parameter {}",
                  ARGS(A_STR(a->guid), A_TEXT(span_str(name))), name, known_parameter, a);
    }
    judge_effect(a, json_object_get(a->parameters, "effect"), a->row->effects, mistakes);
    judge_parameter(a, mistakes);
}

static bool is_one_of(const json_t *allowed, const json_t *value)
{
    const json_t *item;
    size_t i;

    json_array_foreach(allowed, i, item)
    {
        struct policy_value a = value_of_json(item), b = value_of_json(value);

        if (values_equal(&a, &b) == AZURE_YES)
            return true;
    }
    return allowed == NULL;
}

static bool is_of_type(const json_t *value, const char *type)
{
    if (type == NULL)
        return true;
    if (same_text(type, "Integer"))
        return json_is_integer(value);
    if (same_text(type, "Array"))
        return json_is_array(value);
    if (same_text(type, "Boolean"))
        return json_is_boolean(value);
    return json_is_string(value);
}

/* One text stands for a list of it, as the command line gives it. */
static bool is_list_type(const json_t *declared)
{
    const char *type = json_string_value(json_object_get(declared, "type"));

    return type != NULL && same_text(type, "Array");
}

/* One parameter of a published definition: given, or by default, of its type and allowed. */
static void settle_declared(struct azure_assignment *a, const char *name, const json_t *declared,
                            struct mistakes *mistakes)
{
    const json_t *allowed = json_object_get(declared, "allowedValues"), *value, *item;
    json_t *value_by_default = json_object_get(declared, "defaultValue");
    char memory[32];
    size_t i;

    if (json_object_get(a->parameters, name) == NULL && value_by_default != NULL)
        must(mistakes, json_object_set(a->parameters, name, value_by_default));
    if (json_is_string(json_object_get(a->parameters, name)) && is_list_type(declared))
        must(mistakes, json_object_set_new(a->parameters, name,
                                           json_pack("[O]", json_object_get(a->parameters, name))));
    value = json_object_get(a->parameters, name);
    if (value == NULL)
        wrong(a, mistakes, "{} has no value, and it has no default; give {}",
              ARGS(A_STR(a->guid), A_STR(name)), "", NULL, NULL);
    else if (!is_of_type(value, json_string_value(json_object_get(declared, "type"))))
        wrong(a, mistakes, "{} is {}, which is not of its type",
              ARGS(A_STR(name), shown(value, memory)), "", NULL, NULL);
    if (!json_is_array(value)) {
        if (value != NULL && !is_one_of(allowed, value))
            wrong(a, mistakes, "{} is {}, which is not allowed",
                  ARGS(A_STR(name), shown(value, memory)), "", NULL, NULL);
        return;
    }
    json_array_foreach(value, i, item) if (!is_one_of(allowed, item))
        wrong(a, mistakes, "{} has {}, which is not allowed",
              ARGS(A_STR(name), shown(item, memory)), "", NULL, NULL);
}

static const char *known_declared(void *ctx, size_t i)
{
    json_t *parameters = ctx;
    void *at = json_object_iter(parameters);

    while (at != NULL && i-- > 0)
        at = json_object_iter_next(parameters, at);
    return at == NULL ? NULL : json_object_iter_key(at);
}

static void settle_definition(struct azure_assignment *a, struct mistakes *mistakes)
{
    const struct expression *effect = a->definition->effect;
    json_t *declared = (json_t *)(uintptr_t)a->definition->parameters;
    json_t *literal = NULL;
    void *at;

    judge_version(a, a->definition->version, mistakes);
    for (at = json_object_iter(a->parameters); at != NULL;
         at = json_object_iter_next(a->parameters, at)) {
        const char *name = json_object_iter_key(at);

        if (json_object_get(declared, name) == NULL)
            wrong(a, mistakes, "{} has no parameter {}",
                  ARGS(A_STR(a->guid), A_TEXT(span_str(name))), name, known_declared, declared);
    }
    for (at = json_object_iter(declared); at != NULL; at = json_object_iter_next(declared, at))
        settle_declared(a, json_object_iter_key(at), json_object_iter_value(at), mistakes);
    if (effect->function == FUNCTION_PARAMETERS) {
        judge_effect(a, json_object_get(a->parameters, effect->arguments[0]->constant.text.ptr),
                     NULL, mistakes);
        return;
    }
    literal = json_stringn(effect->constant.text.ptr, effect->constant.text.len);
    must(mistakes, literal == NULL);
    judge_effect(a, literal, NULL, mistakes);
    json_decref(literal);
}

static struct azure_definition *definition_find(const struct azure *azure, const char *guid)
{
    for (size_t i = 0; i < azure->definition_count; i++)
        if (same_text(azure->definitions[i]->guid, guid))
            return azure->definitions[i];
    return NULL;
}

static void settle_one(struct azure *azure, struct azure_assignment *a, struct mistakes *mistakes)
{
    a->definition = definition_find(azure, a->guid);
    a->row = azure_row_find(a->guid);
    if (a->definition != NULL)
        settle_definition(a, mistakes);
    else if (a->row != NULL)
        settle_row(a, mistakes);
    else
        wrong(a, mistakes,
              "there is no built-in definition of Azure Policy for keys with the GUID {}; give its "
              "JSON with --azure-policy-file",
              ARGS(A_TEXT(span_str(a->guid))), a->guid, azure_known_guid, NULL);
    if (a->definition != NULL)
        a->row = NULL;
}

/* Parameters by name alone go to whoever takes them and has none yet. */
static void spread(struct azure *azure, const char *name, json_t *value, struct mistakes *mistakes)
{
    struct azure_assignment nobody = {.guid = NULL};
    bool taken = false;

    for (size_t i = 0; i < azure->count; i++) {
        struct azure_assignment *a = &azure->assignments[i];
        const kvjwk_azure_policy *row = azure_row_find(a->guid);
        const struct azure_definition *d = definition_find(azure, a->guid);
        bool takes =
            d != NULL
                ? json_object_get(d->parameters, name) != NULL
                : row != NULL && (strcmp(name, "effect") == 0 ||
                                  (row->parameter != NULL && strcmp(name, row->parameter) == 0));

        taken = taken || takes;
        if (takes && json_object_get(a->parameters, name) == NULL)
            must(mistakes, json_object_set(a->parameters, name, value));
    }
    if (!taken && azure->initiatives == NULL)
        wrong(&nobody, mistakes, "no definition that is assigned has the parameter {}",
              ARGS(A_TEXT(span_str(name))), "", NULL, NULL);
}

void azure_settle(struct azure *azure, struct mistakes *mistakes)
{
    void *at;

    azure_settle_initiatives(azure, mistakes);
    for (at = json_object_iter(azure->parameters); at != NULL;
         at = json_object_iter_next(azure->parameters, at))
        spread(azure, json_object_iter_key(at), json_object_iter_value(at), mistakes);
    for (size_t i = 0; i < azure->count; i++)
        settle_one(azure, &azure->assignments[i], mistakes);
}

void azure_free(struct azure *azure)
{
    for (size_t i = 0; i < azure->count; i++) {
        struct azure_assignment *a = &azure->assignments[i];

        free(a->guid);
        free(a->version);
        free(a->label);
        free(a->file);
        json_decref(a->parameters);
    }
    for (size_t i = 0; i < azure->definition_count; i++)
        definition_free(azure->definitions[i]);
    free(azure->assignments);
    free(azure->definitions);
    json_decref(azure->initiatives);
    json_decref(azure->assigned);
    json_decref(azure->parameters);
    memset(azure, 0, sizeof(*azure));
}
