// SPDX-License-Identifier: MIT
/* Pulumi: the steps of a preview, and the resources of an exported stack. */
#include "input/input.h"

static struct span text_at(struct kvjwk_input *in, const struct val *v, const char *path)
{
    struct val found = val_path(in, v, path);
    struct span text = {"", 0};

    return val_as_text(in, &found, &text) ? text : span_of("", 0);
}

/* "azure-native:keyvault/v20230701:Key" without the version of the API. */
static struct span without_version(struct kvjwk_input *in, struct span type)
{
    static const char module[] = "azure-native:keyvault/v";
    const char *colon = NULL;
    size_t cap = type.len + 1;
    struct buf b;
    char *memory;

    if (type.len < sizeof(module) || memcmp(type.ptr, module, sizeof(module) - 1) != 0)
        return type;
    for (size_t i = sizeof(module); i < type.len; i++)
        if (type.ptr[i] == ':')
            colon = type.ptr + i;
    memory = colon == NULL ? NULL : arena_alloc(&in->scratch, cap);
    if (memory == NULL)
        return type;
    buf_init(&b, memory, cap);
    buf_bytes(&b, span_of(type.ptr, sizeof(module) - 3)); /* up to the slash */
    buf_bytes(&b, span_of(colon, (size_t)(type.ptr + type.len - colon)));
    return span_of(memory, b.len);
}

/* The last part of "urn:pulumi:stack::project::type::name". */
static struct span name_of(struct span urn)
{
    for (size_t i = urn.len; i > 1; i--)
        if (urn.ptr[i - 1] == ':' && urn.ptr[i - 2] == ':')
            return span_of(urn.ptr + i, urn.len - i);
    return urn;
}

static struct span vault_of(struct kvjwk_input *in, const struct subject *s)
{
    const struct field *container = input_field_of(s->resource, TARGET_CONTAINER);
    struct span id = container == NULL ? span_of("", 0) : text_at(in, &s->root, container->path);

    for (size_t i = id.len; i > 0; i--)
        if (id.ptr[i - 1] == '/')
            return span_of(id.ptr + i, id.len - i);
    return id;
}

static void resource(struct kvjwk_input *in, const struct val *state)
{
    struct val inputs = val_path(in, state, "inputs");
    struct subject s = {.token = state->token, .root = inputs};
    const struct resource *row;

    s.resource =
        input_resource_find(FORMAT_PULUMI_PREVIEW, without_version(in, text_at(in, state, "type")));
    if (s.resource == RESOURCE_NONE || !val_is_node(&inputs, JSON_OBJECT))
        return;
    s.body = val_none(s.token);
    s.condition = val_none(s.token);
    s.name = name_of(text_at(in, state, "urn"));
    row = input_resource(s.resource);
    if (row->shape == SHAPE_VAULT) {
        struct val sku = val_path(in, &inputs, input_field_of(s.resource, TARGET_SKU)->path);

        if (in->gathering)
            vault_add(in, text_at(in, &inputs, input_field_of(s.resource, TARGET_NAME)->path),
                      s.name, &sku);
        return;
    }
    if (in->gathering)
        return;
    s.services = row->services == SERVICES_VAULT
                     ? vault_services(in, vault_of(in, &s), span_of("", 0))
                     : row->services;
    subject_judge(in, &s);
}

/* Steps without a resource to come, and "replace", which says again what create-replacement says.
 */
static bool is_gone(struct span op)
{
    return span_is(op, "replace") || span_is(op, "delete") || span_is(op, "delete-replaced") ||
           span_is(op, "read") || span_is(op, "discard") || span_is(op, "remove-pending-replace");
}

/* Steps of a preview have their state in newState; resources of a stack are it. */
static void read_list(struct kvjwk_input *in, const struct val *list, bool steps)
{
    if (!val_is_node(list, JSON_ARRAY))
        return;
    for (uint32_t t = json_first(&in->json, list->token);
         t < in->json.tokens[list->token].next && !input_stopped(in) && !in->full;
         t = in->json.tokens[t].next) {
        struct val item = val_child(in, list, t);
        struct val state = steps ? val_path(in, &item, "newState") : item;

        if (steps && is_gone(text_at(in, &item, "op")))
            continue;
        if (val_is_node(&state, JSON_OBJECT))
            resource(in, &state);
    }
}

static void read_all(struct kvjwk_input *in)
{
    struct val root = val_node(&in->json, 0, NULL);
    struct val steps = val_path(in, &root, "steps");
    struct val resources = val_path(in, &root, "deployment/resources");

    read_list(in, &steps, true);
    read_list(in, &resources, false);
}

void pulumi_read(struct kvjwk_input *in)
{
    in->gathering = in->options.auto_target;
    if (in->gathering)
        read_all(in);
    in->gathering = false;
    read_all(in);
}
