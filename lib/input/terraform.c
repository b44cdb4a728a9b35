// SPDX-License-Identifier: MIT
/*
 * Terraform: plans and states of terraform show -json, and terraform.tfstate itself. A plan says
 * in resource_changes what will be (after) and what of it is not known (after_unknown).
 */
#include "input/input.h"

#define MODULES_MAX 64 /* modules in modules */

static uint32_t token_of(const struct val *v)
{
    return v->type == VAL_NODE ? v->token : JSON_NONE;
}

static struct val at(struct kvjwk_input *in, const struct val *v, const char *path)
{
    return val_path(in, v, path);
}

static struct span text_at(struct kvjwk_input *in, const struct val *v, const char *path)
{
    struct val found = at(in, v, path);
    struct span text = {"", 0};

    return val_as_text(in, &found, &text) ? text : span_of("", 0);
}

/* "Microsoft.KeyVault/vaults/keys@2023-07-01" without the version. */
static struct span without_version(struct span type)
{
    const char *version = type.len == 0 ? NULL : memchr(type.ptr, '@', type.len);

    return version == NULL ? type : span_of(type.ptr, (size_t)(version - type.ptr));
}

/* ---- where a key goes ---- */

/* The last name of "/subscriptions/.../vaults/NAME". */
static struct span last_of(struct span id)
{
    for (size_t i = id.len; i > 0; i--)
        if (id.ptr[i - 1] == '/')
            return span_of(id.ptr + i, id.len - i);
    return id;
}

static unsigned services_of(struct kvjwk_input *in, const struct subject *s,
                            const struct resource *row, struct span reference)
{
    const struct field *container = input_field_of(s->resource, TARGET_CONTAINER);
    struct span id;

    if (row->services != SERVICES_VAULT)
        return row->services;
    id = text_at(in, &s->root, container == NULL ? "parent_id" : container->path);
    return vault_services(in, last_of(id), reference);
}

/* ---- one resource ---- */

/* Its body is an object, or the text of one in the first version of the provider. */
static struct val azapi_body(struct kvjwk_input *in, const struct val *values)
{
    const struct json_limits limits = {in->options.check.limits.bytes,
                                       in->options.check.limits.depth,
                                       in->options.check.limits.members, 0};
    struct val body = at(in, values, "body"), inner;
    struct span text;

    if (!val_as_text(in, &body, &text))
        return body;
    if (!json_read(&in->inner, text, &limits, false)) {
        in->status = KVJWK_ERR_MEMORY;
        return body;
    }
    if (in->inner.count == 0)
        return val_none(body.place);
    inner = val_node(&in->inner, 0, NULL);
    inner.direct = false;
    inner.place = body.place;
    inner.name = JSON_NONE;
    return inner;
}

/* Vaults when they are gathered, keys when they are judged. */
static void resource(struct kvjwk_input *in, uint32_t token, struct span type, struct span address,
                     const struct val *values, struct span reference)
{
    struct subject s = {.token = token, .root = *values, .name = address};
    const struct field *sku;
    const struct resource *row;

    s.body = val_none(token);
    s.condition = val_none(token);
    s.resource = input_resource_find(FORMAT_TERRAFORM_PLAN, type);
    if (span_is(type, "azapi_resource")) {
        type = without_version(text_at(in, values, "type"));
        s.resource = input_resource_find(FORMAT_ARM_TEMPLATE, type);
        s.body = azapi_body(in, values);
    }
    if (s.resource == RESOURCE_NONE || input_stopped(in))
        return;
    row = input_resource(s.resource);
    if (row->shape == SHAPE_VAULT) {
        struct val v;

        sku = input_field_of(s.resource, TARGET_SKU);
        v = at(in, s.body.type != VAL_NONE ? &s.body : values, sku->path);
        if (in->gathering)
            vault_add(in, text_at(in, values, "name"), address, &v);
        return;
    }
    if (in->gathering)
        return;
    s.services = services_of(in, &s, row, reference);
    subject_judge(in, &s);
}

/* ---- plans ---- */

/* What the configuration says of a key's vault: the address that key_vault_id refers to. */
static struct span reference_of(struct kvjwk_input *in, const struct val *root, struct span address)
{
    struct val resources = at(in, root, "configuration/root_module/resources");
    uint32_t list = token_of(&resources);

    if (!in->options.auto_target || list == JSON_NONE || in->vault_count < 2)
        return span_of("", 0);
    in->work -= (int64_t)val_count(&resources) * 4;
    for (uint32_t t = json_first(&in->json, list); t < in->json.tokens[list].next && in->work > 0;
         t = in->json.tokens[t].next) {
        struct val item = val_child(in, &resources, t);
        struct span of = text_at(in, &item, "address");
        struct val ids;

        if (of.len > address.len || memcmp(of.ptr, address.ptr, of.len) != 0 ||
            (of.len < address.len && address.ptr[of.len] != '['))
            continue;
        ids = at(in, &item, "expressions/key_vault_id/references");
        return text_at(in, &ids, val_count(&ids) > 1 ? "1" : "0");
    }
    return span_of("", 0);
}

static bool is_gone(struct kvjwk_input *in, const struct val *change)
{
    struct span first = text_at(in, change, "actions/0");
    struct val actions = at(in, change, "actions");

    return val_count(&actions) == 1 &&
           (span_is(first, "delete") || span_is(first, "forget") || span_is(first, "read"));
}

static void change(struct kvjwk_input *in, const struct val *root, const struct val *item)
{
    struct val after, unknown, sensitive, what = at(in, item, "change");
    struct span address = text_at(in, item, "address");

    if (span_is(text_at(in, item, "mode"), "data") || is_gone(in, &what))
        return;
    after = at(in, &what, "after");
    if (!val_is_node(&after, JSON_OBJECT))
        return;
    unknown = at(in, &what, "after_unknown");
    sensitive = at(in, &what, "after_sensitive");
    after.open = token_of(&unknown);
    after.hidden = token_of(&sensitive);
    resource(in, item->token, text_at(in, item, "type"), address, &after,
             reference_of(in, root, address));
}

static void changes(struct kvjwk_input *in, const struct val *root, const struct val *list)
{
    for (uint32_t t = json_first(&in->json, list->token);
         t < in->json.tokens[list->token].next && !input_stopped(in) && !in->full;
         t = in->json.tokens[t].next) {
        struct val item = val_child(in, list, t);

        change(in, root, &item);
    }
}

/* ---- states ---- */

static void module_resources(struct kvjwk_input *in, const struct val *list)
{
    if (!val_is_node(list, JSON_ARRAY))
        return;
    for (uint32_t t = json_first(&in->json, list->token);
         t < in->json.tokens[list->token].next && !input_stopped(in) && !in->full;
         t = in->json.tokens[t].next) {
        struct val item = val_child(in, list, t);
        struct val values = at(in, &item, "values");
        struct val sensitive = at(in, &item, "sensitive_values");

        values.hidden = token_of(&sensitive);
        if (!span_is(text_at(in, &item, "mode"), "data") && val_is_node(&values, JSON_OBJECT))
            resource(in, t, text_at(in, &item, "type"), text_at(in, &item, "address"), &values,
                     span_of("", 0));
    }
}

static void module(struct kvjwk_input *in, const struct val *m, unsigned depth)
{
    struct val resources = at(in, m, "resources");
    struct val children = at(in, m, "child_modules");

    module_resources(in, &resources);
    if (!val_is_node(&children, JSON_ARRAY) || depth == MODULES_MAX)
        return;
    for (uint32_t t = json_first(&in->json, children.token);
         t < in->json.tokens[children.token].next && !input_stopped(in) && !in->full;
         t = in->json.tokens[t].next) {
        struct val child = val_child(in, &children, t);

        module(in, &child, depth + 1);
    }
}

/* ---- terraform.tfstate ---- */

/* "module.kv" and "azurerm_key_vault_key", "sign": one address. */
static struct span join_address(struct kvjwk_input *in, struct span m, struct span type,
                                struct span name)
{
    size_t cap = m.len + type.len + name.len + 3;
    char *memory = arena_alloc(&in->scratch, cap);
    struct buf b;

    if (memory == NULL)
        return span_of("", 0);
    buf_init(&b, memory, cap);
    buf_bytes(&b, m);
    if (m.len > 0)
        buf_put(&b, '.');
    buf_bytes(&b, type);
    buf_put(&b, '.');
    buf_bytes(&b, name);
    return span_of(memory, b.len);
}

static void instances(struct kvjwk_input *in, const struct val *item)
{
    struct val list = at(in, item, "instances");
    struct span type = text_at(in, item, "type");
    struct span address =
        join_address(in, text_at(in, item, "module"), type, text_at(in, item, "name"));

    if (!val_is_node(&list, JSON_ARRAY) || span_is(text_at(in, item, "mode"), "data"))
        return;
    for (uint32_t t = json_first(&in->json, list.token);
         t < in->json.tokens[list.token].next && !input_stopped(in) && !in->full;
         t = in->json.tokens[t].next) {
        struct val instance = val_child(in, &list, t);
        struct val values = at(in, &instance, "attributes");

        if (val_is_node(&values, JSON_OBJECT))
            resource(in, t, type, address, &values, span_of("", 0));
    }
}

static void raw_state(struct kvjwk_input *in, const struct val *list)
{
    for (uint32_t t = json_first(&in->json, list->token);
         t < in->json.tokens[list->token].next && !input_stopped(in) && !in->full;
         t = in->json.tokens[t].next) {
        struct val item = val_child(in, list, t);

        instances(in, &item);
    }
}

/* ---- the document ---- */

static void read_all(struct kvjwk_input *in, const struct val *root)
{
    static const char *const modules[] = {"planned_values/root_module", "values/root_module"};
    struct val list = at(in, root, "resource_changes");

    if (val_is_node(&list, JSON_ARRAY)) {
        changes(in, root, &list);
        return;
    }
    list = at(in, root, "resources");
    if (val_is_node(&list, JSON_ARRAY)) {
        raw_state(in, &list);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(modules); i++) {
        struct val m = at(in, root, modules[i]);

        if (val_is_node(&m, JSON_OBJECT))
            module(in, &m, 0);
    }
}

void terraform_read(struct kvjwk_input *in)
{
    struct val root = val_node(&in->json, 0, NULL);

    in->gathering = in->options.auto_target;
    if (in->gathering)
        read_all(in, &root);
    in->gathering = false;
    read_all(in, &root);
}
