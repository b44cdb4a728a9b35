// SPDX-License-Identifier: MIT
/*
 * ARM templates: resources as arrays and by symbolic names, children, copy loops, conditions, and
 * deployments in deployments, each with the scope in which its expressions are evaluated.
 */
#include "input/arm.h"

#define NESTED_MAX 32  /* deployments in deployments, children in children */
#define COPIES_MAX 800 /* ARM template limits, read 2026-11-24: iterations of a copy loop */

/* What a resource lies in. */
struct parent {
    struct span type; /* empty: it lies in a template */
    struct span name; /* "" when it is not known */
    unsigned services;
    struct val condition; /* open when one of those around it is */
    unsigned depth;
};

static void resources(struct kvjwk_input *in, struct scope *scope, uint32_t template,
                      const struct parent *parent);

static struct val node(struct kvjwk_input *in, struct scope *scope, uint32_t token)
{
    return val_node(&in->json, token, scope);
}

static struct val member(struct kvjwk_input *in, const struct val *v, const char *name)
{
    return val_member(in, v, span_str(name));
}

static struct span text_of(struct kvjwk_input *in, const struct val *v)
{
    struct span text = {"", 0};

    return val_as_text(in, v, &text) ? text : span_of("", 0);
}

static bool more(const struct kvjwk_input *in)
{
    return !input_stopped(in) && !in->full;
}

/* ---- names and types ---- */

static struct span join(struct kvjwk_input *in, struct span a, struct span b)
{
    char *memory;
    struct buf out;

    if (a.len == 0)
        return b;
    in->work -= (int64_t)(a.len + b.len);
    memory = arena_alloc(&in->scratch, a.len + b.len + 2);
    if (memory == NULL)
        return b;
    buf_init(&out, memory, a.len + b.len + 2);
    buf_bytes(&out, a);
    buf_put(&out, '/');
    buf_bytes(&out, b);
    return span_of(memory, out.len);
}

/* "vault" of "vault/key". */
static struct span first_part(struct span name)
{
    const char *slash = name.len == 0 ? NULL : memchr(name.ptr, '/', name.len);

    return slash == NULL ? span_of("", 0) : span_of(name.ptr, (size_t)(slash - name.ptr));
}

/* ---- keys and vaults ---- */

static unsigned services_of(struct kvjwk_input *in, const struct subject *s,
                            const struct parent *parent)
{
    const struct resource *row = input_resource(s->resource);

    if (row->services != SERVICES_VAULT)
        return row->services;
    if (in->options.auto_target && parent->services != 0)
        return parent->services;
    return vault_services(in, first_part(s->name), span_of("", 0));
}

static void judge(struct kvjwk_input *in, const struct val *resource, enum resource_id id,
                  struct span name, const struct parent *around)
{
    struct subject s = {.resource = id, .token = resource->token, .root = *resource, .name = name};

    if (in->gathering)
        return;
    s.body = val_none(resource->token);
    s.condition = around->condition;
    s.services = services_of(in, &s, around);
    subject_judge(in, &s);
}

/* ---- deployments ---- */

static void not_here(struct kvjwk_input *in, const struct val *v, const char *what)
{
    if (!in->gathering)
        tell_document(in, INPUT_LINKED, KVJWK_UNKNOWN, spot_value(in, v->place),
                      "the deployed template is {}: keys in it were not judged", ARGS(A_STR(what)));
}

static bool has_inner_scope(struct kvjwk_input *in, const struct val *properties)
{
    struct val scope = val_path(in, properties, "expressionEvaluationOptions/scope");

    return span_eq_nocase(text_of(in, &scope), span_str("inner"));
}

static uint32_t object_of(const struct val *v)
{
    return val_is_node(v, JSON_OBJECT) ? v->token : JSON_NONE;
}

/* The expressions of an inner template are evaluated with its own parameters and variables. */
static void inner(struct kvjwk_input *in, struct scope *outer, const struct val *properties,
                  const struct val *template, const struct parent *around)
{
    struct scope *scope = arena_alloc(&in->scratch, sizeof(*scope));
    struct bindings *given = arena_alloc(&in->scratch, sizeof(*given));
    struct val values = member(in, properties, "parameters");
    struct val plain = node(in, NULL, template->token);
    struct val parameters = member(in, &plain, "parameters");
    struct val variables = member(in, &plain, "variables");

    if (scope == NULL || given == NULL)
        return;
    memset(scope, 0, sizeof(*scope));
    scope->given = given;
    scope->given_scope = outer;
    if (bindings_init(in, &scope->parameters, &in->json, object_of(&parameters)) &&
        bindings_init(in, &scope->variables, &in->json, object_of(&variables)) &&
        bindings_init(in, given, &in->json, object_of(&values)))
        resources(in, scope, template->token, around);
}

static void deployment(struct kvjwk_input *in, struct scope *scope, const struct val *resource,
                       const struct parent *around)
{
    struct val properties = member(in, resource, "properties");
    struct val template = member(in, &properties, "template");
    struct val link = member(in, &properties, "templateLink");
    struct parent below = {.condition = around->condition, .depth = around->depth + 1};

    if (val_there(&link)) {
        not_here(in, &link, "linked");
        return;
    }
    if (!val_is_node(&template, JSON_OBJECT) || !template.direct) {
        not_here(in, &template, "known at deployment only");
        return;
    }
    if (below.depth > NESTED_MAX) {
        not_here(in, &template, "nested too deep");
        return;
    }
    if (has_inner_scope(in, &properties))
        inner(in, scope, &properties, &template, &below);
    else
        resources(in, scope, template.token, &below);
}

/* ---- one resource ---- */

static void children(struct kvjwk_input *in, struct scope *scope, const struct val *resource,
                     const struct parent *around, struct span type, struct span name)
{
    struct parent below = {type, name, 0, around->condition, around->depth + 1};
    enum resource_id id = input_resource_find(FORMAT_ARM_TEMPLATE, type);
    struct val list = member(in, resource, "resources");

    if (!val_there(&list) || below.depth > NESTED_MAX)
        return;
    if (id != RESOURCE_NONE && input_resource(id)->shape == SHAPE_VAULT) {
        struct val sku = val_path(in, resource, input_field_of(id, TARGET_SKU)->path);

        below.services = vault_services_of_sku(in, &sku);
    }
    resources(in, scope, resource->token, &below);
}

static void add_vault(struct kvjwk_input *in, const struct val *resource, enum resource_id id,
                      struct span name)
{
    struct val sku = val_path(in, resource, input_field_of(id, TARGET_SKU)->path);

    if (in->gathering)
        vault_add(in, name, span_of("", 0), &sku);
}

static void one(struct kvjwk_input *in, struct scope *scope, const struct val *resource,
                const struct parent *around)
{
    struct val type = member(in, resource, "type");
    struct val name = member(in, resource, "name");
    struct val existing = member(in, resource, "existing");
    struct span full_type = join(in, around->type, text_of(in, &type));
    struct span full_name = text_of(in, &name);
    enum resource_id id = input_resource_find(FORMAT_ARM_TEMPLATE, full_type);
    bool exists = false;

    if (full_name.len > 0 && around->name.len > 0)
        full_name = join(in, around->name, full_name);
    if (val_as_bool(&existing, &exists) && exists)
        id = RESOURCE_NONE; /* a reference to what is there */
    if (id != RESOURCE_NONE && input_resource(id)->shape == SHAPE_VAULT)
        add_vault(in, resource, id, full_name);
    else if (id != RESOURCE_NONE)
        judge(in, resource, id, full_name, around);
    else if (span_eq_nocase(full_type, span_str("Microsoft.Resources/deployments")))
        deployment(in, scope, resource, around);
    children(in, scope, resource, around, full_type, full_name);
}

/* ---- conditions and loops ---- */

/* False when it is known not to be deployed. */
static bool is_deployed(struct kvjwk_input *in, const struct val *resource, struct parent *around)
{
    struct val condition = member(in, resource, "condition");
    bool truth;

    if (val_as_bool(&condition, &truth))
        return truth;
    if (condition.type == VAL_OPEN)
        around->condition = condition;
    return true;
}

static void iterate(struct kvjwk_input *in, struct scope *scope, const struct val *resource,
                    const struct parent *parent, struct loop *loop)
{
    struct parent around = *parent;

    scope->loop = loop;
    if (is_deployed(in, resource, &around))
        one(in, scope, resource, &around);
    scope->loop = loop->up;
}

/* A loop whose keys are all alike is judged once; of one with an unknown count the first. */
static void copies(struct kvjwk_input *in, struct scope *scope, const struct val *resource,
                   const struct val *copy, const struct parent *parent)
{
    struct val name = member(in, copy, "name");
    struct val count = member(in, copy, "count");
    struct loop loop = {text_of(in, &name), 0, scope->loop};
    bool used = in->index_used;
    int64_t most = 1;

    if (!val_as_int(&count, &most)) {
        loop.index = -1; /* not known */
        most = 1;
    }
    for (int64_t i = 0; i < most && i < COPIES_MAX && more(in); i++) {
        in->index_used = false;
        loop.index = loop.index < 0 ? -1 : i;
        iterate(in, scope, resource, parent, &loop);
        in->work -= in->json.tokens[resource->token].next - resource->token;
        if (!in->index_used || in->work < 0)
            break;
    }
    in->exhausted = in->exhausted || in->work < 0;
    in->index_used = in->index_used || used;
}

static void resource_at(struct kvjwk_input *in, struct scope *scope, uint32_t token,
                        const struct parent *parent)
{
    struct val resource = node(in, scope, token);
    struct val copy = member(in, &resource, "copy");
    struct loop none = {{"", 0}, 0, scope->loop};
    struct parent around = *parent;

    if (!val_is_node(&resource, JSON_OBJECT))
        return;
    (void)none;
    if (val_is_node(&copy, JSON_OBJECT))
        copies(in, scope, &resource, &copy, parent);
    else if (is_deployed(in, &resource, &around))
        one(in, scope, &resource, &around);
}

/* The resources of a template, or the children of a resource: an array, or by symbolic names. */
static void resources(struct kvjwk_input *in, struct scope *scope, uint32_t template,
                      const struct parent *parent)
{
    struct val holder = node(in, NULL, template);
    struct val list = member(in, &holder, "resources");
    bool object = val_is_node(&list, JSON_OBJECT);
    const struct json *j = &in->json;
    uint32_t t;

    if (!object && !val_is_node(&list, JSON_ARRAY))
        return;
    for (t = json_first(j, list.token); t < j->tokens[list.token].next && more(in);
         t = j->tokens[t + object].next)
        resource_at(in, scope, t + object, parent);
}

/* ---- the document ---- */

/* A file of parameters is {"parameters": {...}}; one in it that the template lacks is refused. */
static void check_given(struct kvjwk_input *in, const struct scope *scope, uint32_t given)
{
    const struct json *j = &in->parameters;

    if (given == JSON_NONE)
        return;
    for (uint32_t t = json_first(j, given); t < j->tokens[given].next; t = j->tokens[t + 1].next) {
        struct span name = input_token_text(in, j, t);

        if (bindings_find(in, &scope->parameters, name) == NULL)
            tell_document(in, INPUT_PARAMETERS, KVJWK_FAIL, spot_value(in, 0),
                          "the parameters file gives {}, which the template does not have",
                          ARGS(A_TEXT(name)));
    }
}

static bool open_root(struct kvjwk_input *in, struct scope *scope, struct bindings *given)
{
    struct val root = node(in, NULL, 0), file;
    struct val parameters = member(in, &root, "parameters");
    struct val variables = member(in, &root, "variables");
    uint32_t object = JSON_NONE;

    memset(scope, 0, sizeof(*scope));
    if (in->parameters.count > 0) {
        file = val_node(&in->parameters, 0, NULL);
        file = member(in, &file, "parameters");
        object = object_of(&file);
    }
    scope->given = given;
    if (!bindings_init(in, &scope->parameters, &in->json, object_of(&parameters)) ||
        !bindings_init(in, &scope->variables, &in->json, object_of(&variables)) ||
        !bindings_init(in, given, &in->parameters, object))
        return false;
    check_given(in, scope, object);
    return true;
}

static void tell_exhausted(struct kvjwk_input *in)
{
    if (in->exhausted)
        tell_document(in, INPUT_LIMIT, KVJWK_UNKNOWN, spot_value(in, 0),
                      "the template's loops and expressions take too many steps; what they would "
                      "yield was not judged",
                      NO_ARGS);
}

void arm_read(struct kvjwk_input *in)
{
    struct parent top = {{"", 0}, {"", 0}, 0, val_none(0), 0};
    struct bindings given;
    struct scope scope;

    if (!open_root(in, &scope, &given))
        return;
    in->gathering = in->options.auto_target;
    if (in->gathering)
        resources(in, &scope, 0, &top);
    in->gathering = false;
    resources(in, &scope, 0, &top);
    tell_exhausted(in);
}

/* Keys of the control plane as it returns them: one, a list, or a list in "value". */
void arm_resources_read(struct kvjwk_input *in)
{
    struct parent top = {{"", 0}, {"", 0}, 0, val_none(0), 0};
    struct val list = node(in, NULL, 0);
    struct scope scope;

    memset(&scope, 0, sizeof(scope));
    if (val_is_node(&list, JSON_OBJECT)) {
        struct val value = member(in, &list, "value");

        if (!val_is_node(&value, JSON_ARRAY)) {
            one(in, &scope, &list, &top);
            return;
        }
        list = value;
    }
    for (uint32_t t = json_first(&in->json, list.token);
         t < in->json.tokens[list.token].next && more(in); t = in->json.tokens[t].next) {
        struct val item = val_child(in, &list, t);

        if (val_is_node(&item, JSON_OBJECT))
            one(in, &scope, &item, &top);
    }
}
