// SPDX-License-Identifier: MIT
/* The JSON of a definition of Azure Policy: its head, its aliases, and its judgement. */
#include "policy/definition.h"

#include <stdlib.h>

#define VAULT_MODE "Microsoft.KeyVault.Data"
#define HSM_MODE "Microsoft.ManagedHSM.Data"
#define VAULT_TYPE "Microsoft.KeyVault.Data/vaults/keys"
#define HSM_TYPE "Microsoft.ManagedHSM.Data/managedHsms/keys"

/* ---- aliases ---- */

static const struct {
    const char *name;
    enum azure_field field;
} aliases[] = {
    {"keyType", FIELD_KEY_TYPE},
    {"ellipticCurveName", FIELD_CURVE},
    {"keySize", FIELD_KEY_SIZE},
    {"attributes.expiresOn", FIELD_EXPIRES},
    {"attributes.notBefore", FIELD_NOT_BEFORE},
    {"attributes.createdOn", FIELD_CREATED},
    {"scheduledRotationDate", FIELD_ROTATION},
};

enum azure_field field_find(struct compiler *c, struct span name, const struct path *path)
{
    struct span type = span_str(c->definition->hsm ? HSM_TYPE : VAULT_TYPE);
    struct span rest = {"", 0};

    if (span_eq_nocase(name, span_str("type")))
        return FIELD_TYPE;
    if (name.len > type.len && name.ptr[type.len] == '/' &&
        span_eq_nocase(span_of(name.ptr, type.len), type))
        rest = span_of(name.ptr + type.len + 1, name.len - type.len - 1);
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (rest.len > 0 && span_eq_nocase(rest, span_str(aliases[i].name))) {
            c->definition->fields |= 1u << aliases[i].field;
            return aliases[i].field;
        }
    mistake_at(c->source, path, false, "the field {} is not evaluated here", ARGS(A_TEXT(name)));
    return FIELD_COUNT;
}

/* ---- the head ---- */

static const struct path properties_path = {NULL, "properties", 0};

/* Files of a repository wrap everything in "properties"; az prints it bare. */
static json_t *properties_of(json_t *root)
{
    json_t *properties = json_object_get(root, "properties");

    return properties != NULL ? properties : root;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool read_mode(struct compiler *c, const json_t *properties, const struct path *up)
{
    const struct path path = {up, "mode", 0};
    const char *mode = text_of(properties, "mode");

    if (mode == NULL) {
        mistake_at(c->source, up, false, "this is no definition of Azure Policy: it has no mode",
                   NO_ARGS);
        return false;
    }
    c->definition->hsm = span_eq_nocase(span_str(mode), span_str(HSM_MODE));
    if (c->definition->hsm || span_eq_nocase(span_str(mode), span_str(VAULT_MODE)))
        return true;
    mistake_at(c->source, &path, false,
               "the mode {} is not that of keys: expected " VAULT_MODE " or " HSM_MODE,
               ARGS(A_TEXT(span_str(mode))));
    return false;
}

/* The effect must be one of those that a key definition can have. */
static bool read_effect(struct compiler *c, const json_t *then, const struct path *up)
{
    const struct path path = {up, "effect", 0};
    const json_t *value = json_object_get(then, "effect");
    const struct policy_value *constant;

    if (value == NULL) {
        mistake_at(c->source, up, false, "then has no effect", NO_ARGS);
        return false;
    }
    c->definition->effect = expression_compile(c, value, &path);
    if (c->definition->effect == NULL)
        return false;
    constant = &c->definition->effect->constant;
    if (c->definition->effect->function == FUNCTION_PARAMETERS)
        return true;
    for (enum azure_effect e = EFFECT_AUDIT; e <= EFFECT_DISABLED; e++)
        if (c->definition->effect->function == FUNCTION_NONE && constant->kind == VALUE_TEXT &&
            span_eq_nocase(constant->text, span_str(azure_effect_name(e))))
            return true;
    mistake_at(c->source, &path, false, "the effect is not one of Audit, Deny and Disabled",
               NO_ARGS);
    return false;
}

static bool read_then(struct compiler *c, json_t *rule, const struct path *up)
{
    const struct path path = {up, "then", 0};
    json_t *then = json_object_get(rule, "then");
    void *at;

    for (at = json_object_iter(then); at != NULL; at = json_object_iter_next(then, at)) {
        const struct path here = {&path, json_object_iter_key(at), 0};

        if (strcmp(here.name, "effect") == 0)
            continue;
        mistake_at(c->source, &here, true, "{} behind then is not evaluated here",
                   ARGS(A_TEXT(span_str(here.name))));
        return false;
    }
    return read_effect(c, then, &path);
}

static bool read_rule(struct compiler *c, const json_t *properties, const struct path *up)
{
    const struct path path = {up, "policyRule", 0}, condition = {&path, "if", 0};
    json_t *rule = json_object_get(properties, "policyRule");

    if (!json_is_object(rule) || json_object_get(rule, "if") == NULL) {
        mistake_at(c->source, up, false, "the definition has no policyRule with an if", NO_ARGS);
        return false;
    }
    c->definition->condition = condition_compile(c, json_object_get(rule, "if"), &condition);
    return c->definition->condition != NULL && read_then(c, rule, &path);
}

static bool read_all(struct compiler *c, json_t *root)
{
    struct azure_definition *d = c->definition;
    json_t *properties = properties_of(root);
    const struct path *up = properties == root ? NULL : &properties_path;

    d->guid = text_of(root, "name");
    d->title = text_of(properties, "displayName");
    d->version = text_of(json_object_get(properties, "metadata"), "version");
    d->version = d->version != NULL ? d->version : text_of(properties, "version");
    d->parameters = json_object_get(properties, "parameters");
    d->title = d->title != NULL ? d->title : "no displayName";
    d->version = d->version != NULL ? d->version : "no version";
    if (!read_mode(c, properties, up))
        return false;
    if (d->guid == NULL) {
        mistake_at(c->source, NULL, false, "the definition has no name, which is its GUID",
                   NO_ARGS);
        return false;
    }
    return read_rule(c, properties, up);
}

struct azure_definition *definition_read(const struct source *source)
{
    struct azure_definition *d = calloc(1, sizeof(*d));
    struct compiler c = {source, d, 0};

    if (d == NULL) {
        source->mistakes->memory = true;
        return NULL;
    }
    arena_init(&d->arena, &allocator_default);
    d->root = source_json(source);
    d->file = text_copy(source->file);
    if (d->file == NULL)
        source->mistakes->memory = true;
    if (d->root != NULL && d->file != NULL && read_all(&c, d->root))
        return d;
    definition_free(d);
    return NULL;
}

void definition_free(struct azure_definition *d)
{
    if (d == NULL)
        return;
    arena_free(&d->arena);
    json_decref(d->root);
    free(d->file);
    free(d);
}

/* ---- judging ---- */

enum azure_outcome definition_judge(const struct azure_assignment *a, const struct azure_key *key,
                                    char reason[AZURE_REASON])
{
    struct evaluation e = {a->definition, a, key, NULL};
    enum azure_outcome outcome = condition_judge(&e, a->definition->condition);
    struct buf b;

    buf_init(&b, reason, AZURE_REASON);
    if (outcome == AZURE_YES)
        buf_str(&b, "its condition is true");
    else if (outcome == AZURE_UNSURE && e.untold != NULL)
        message_format(&b, "the document does not tell {}", ARGS(A_STR(e.untold)));
    else if (outcome == AZURE_UNSURE)
        buf_str(&b, "the values it compares have no order, or there is no date to judge by");
    return outcome;
}
