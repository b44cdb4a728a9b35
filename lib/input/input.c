// SPDX-License-Identifier: MIT
/* The public calls, and one document from its bytes to its keys. */
#include "input/input.h"

/* ---- what is read how ---- */

static void (*const readers[FORMAT_COUNT])(struct kvjwk_input *in) = {
    [FORMAT_ARM_TEMPLATE] = arm_read,
    [FORMAT_ARM_RESOURCE] = arm_resources_read,
    [FORMAT_TERRAFORM_PLAN] = terraform_read,
    [FORMAT_TERRAFORM_STATE] = terraform_read,
    [FORMAT_PULUMI_PREVIEW] = pulumi_read,
    [FORMAT_PULUMI_STACK] = pulumi_read,
    [FORMAT_PEM] = pem_read,
    [FORMAT_DER] = pem_read,
};

static bool is_binary(enum format_id format)
{
    return format == FORMAT_PEM || format == FORMAT_DER;
}

static enum format_id format_given(const struct kvjwk_input *in)
{
    for (unsigned i = 0; in->options.kind != NULL && i < FORMAT_COUNT; i++)
        if (input_kind((enum format_id)i) == in->options.kind)
            return (enum format_id)i;
    return FORMAT_NONE;
}

static bool read_json(struct kvjwk_input *in, struct span text)
{
    const kvjwk_limits *l = &in->options.check.limits;
    const struct json_limits limits = {l->bytes, l->depth, l->members, l->findings};

    if (json_read(&in->json, text, &limits, false) && json_find_duplicates(&in->json, &in->scratch))
        return true;
    in->status = KVJWK_ERR_MEMORY;
    return false;
}

/* ---- a run ---- */

static void begin(struct kvjwk_input *in, struct span text, const kvjwk_sink *sink)
{
    static const kvjwk_sink silent = {NULL, NULL, NULL, true};

    in->text = text;
    in->sink = sink == NULL ? &silent : sink;
    in->status = KVJWK_OK;
    in->delivered = in->dropped = in->fault = 0;
    in->vault_count = 0;
    in->exhausted = in->full = in->index_used = in->gathering = in->private_part = false;
    in->depth = 0;
    in->arg_count = 0;
    in->work = (int64_t)text.len * 16 + (INT64_C(4) << 20);
    in->key_index = KVJWK_NO_KEY;
    in->subject = NULL;
    in->json.count = 0;
    in->json.fault_count = in->json.faults_dropped = 0;
    memset(&in->summary, 0, sizeof(in->summary));
    arena_reset(&in->scratch);
    arena_reset(&in->texts);
    lines_open(&in->lines, text);
}

static kvjwk_status finish(struct kvjwk_input *in, kvjwk_summary *summary)
{
    if (in->status == KVJWK_OK && in->scratch.failed)
        in->status = KVJWK_ERR_MEMORY;
    arena_reset(&in->scratch);
    build_reset(&in->build);
    if (summary != NULL)
        *summary = in->summary;
    return in->status;
}

static bool make_checker(struct kvjwk_input *in, kvjwk_checker **checker, bool plain)
{
    kvjwk_options options = in->options.check;

    if (*checker != NULL)
        return true;
    if (!plain) {
        options.kind = NULL;
        options.no_excerpts = true;
        if (options.reviewer.review != NULL)
            options.reviewer = (kvjwk_reviewer){tell_review, in};
    }
    return kvjwk_checker_new(checker, &options) == KVJWK_OK;
}

static kvjwk_status run_core(struct kvjwk_input *in, const void *text, size_t length,
                             const kvjwk_sink *sink, kvjwk_summary *summary)
{
    if (!make_checker(in, &in->plain, true))
        return KVJWK_ERR_MEMORY;
    return kvjwk_checker_run(in->plain, text, length, sink, summary);
}

static void read_document(struct kvjwk_input *in)
{
    in->summary.kind = input_kind(in->format);
    in->summary.consumed = in->text.len;
    in->summary.parsed = true;
    if (in->json.count > 0)
        tell_faults(in, SIZE_MAX);
    if (make_checker(in, &in->checker, false))
        readers[in->format](in);
    else
        in->status = KVJWK_ERR_MEMORY;
    tell_dropped(in);
}

/* Templates may have comments (ARM template syntax, read 2026-11-24); to others they are faults. */
static enum format_id read_tape(struct kvjwk_input *in, enum format_id given)
{
    struct span plain = input_without_comments(in);
    enum format_id format = given;

    if (!read_json(in, plain) || in->json.count == 0)
        return FORMAT_NONE;
    if (given == FORMAT_NONE)
        format = input_detect(in);
    else if (in->json.tokens[0].type != JSON_OBJECT && in->json.tokens[0].type != JSON_ARRAY)
        format = FORMAT_NONE;
    if (plain.ptr != in->text.ptr && format != FORMAT_ARM_TEMPLATE && format != FORMAT_NONE &&
        !read_json(in, in->text))
        return FORMAT_NONE;
    return format;
}

/* The format of a document that may be ours, or FORMAT_NONE; its tape is then read. */
static enum format_id find_format(struct kvjwk_input *in)
{
    enum format_id given = format_given(in), sniffed;

    if (in->text.len > in->options.check.limits.bytes)
        return FORMAT_NONE; /* the core says so */
    sniffed =
        given == FORMAT_NONE && in->options.check.kind == NULL ? input_sniff(in->text) : given;
    if (sniffed == FORMAT_NONE || is_binary(sniffed))
        return sniffed;
    return read_tape(in, given);
}

kvjwk_status kvjwk_input_run(kvjwk_input *input, const void *text, size_t length,
                             const kvjwk_sink *sink, kvjwk_summary *summary)
{
    if (input == NULL || (text == NULL && length > 0))
        return KVJWK_ERR_ARGUMENT;
    begin(input, span_of(length > 0 ? text : "", length), sink);
    input->format = FORMAT_ARM_TEMPLATE;
    input->format = find_format(input);
    if (input->status != KVJWK_OK || input->scratch.failed)
        return finish(input, summary);
    if (input->format == FORMAT_NONE) {
        arena_reset(&input->scratch);
        return run_core(input, text, length, sink, summary);
    }
    read_document(input);
    return finish(input, summary);
}

/* ---- making and freeing ---- */

static bool read_parameters(struct kvjwk_input *in)
{
    const kvjwk_limits *l = &in->options.check.limits;
    const struct json_limits limits = {l->bytes, l->depth, l->members, 1};
    const struct json *j = &in->parameters;
    struct span text = span_of(in->options.parameters, in->options.parameters_length);

    if (in->options.parameters == NULL)
        return true;
    if (!json_read(&in->parameters, text, &limits, false)) {
        in->status = KVJWK_ERR_MEMORY;
        return false;
    }
    if (j->syntax_error || j->count == 0 || j->tokens[0].type != JSON_OBJECT)
        return false;
    for (uint32_t t = json_first(j, 0); t < j->tokens[0].next; t = j->tokens[t + 1].next)
        if (span_is(json_raw(j, t), "parameters") && j->tokens[t + 1].type == JSON_OBJECT)
            return true;
    return false;
}

kvjwk_status kvjwk_input_new(kvjwk_input **out, const kvjwk_input_options *options)
{
    kvjwk_input_options defaults = KVJWK_INPUT_OPTIONS_INIT;
    struct allocator allocator = allocator_default;
    struct kvjwk_input *in;
    kvjwk_status status;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (options == NULL)
        options = &defaults;
    if (options->struct_size != sizeof(*options) ||
        options->check.struct_size != sizeof(options->check))
        return KVJWK_ERR_ARGUMENT;
    if (options->check.allocator.resize != NULL) {
        allocator.resize = options->check.allocator.resize;
        allocator.ctx = options->check.allocator.ctx;
    }
    in = allocator.resize(allocator.ctx, NULL, 0, sizeof(*in));
    if (in == NULL)
        return KVJWK_ERR_MEMORY;
    memset(in, 0, sizeof(*in));
    in->options = *options;
    in->allocator = allocator;
    json_init(&in->json, &in->allocator);
    json_init(&in->parameters, &in->allocator);
    json_init(&in->inner, &in->allocator);
    arena_init(&in->scratch, &in->allocator);
    arena_init(&in->texts, &in->allocator);
    lines_init(&in->lines, &in->allocator);
    build_init(&in->build, &in->allocator);
    if (!read_parameters(in)) {
        status = in->status == KVJWK_OK ? KVJWK_ERR_ARGUMENT : in->status;
        kvjwk_input_free(&in);
        return status;
    }
    *out = in;
    return KVJWK_OK;
}

void kvjwk_input_free(kvjwk_input **input)
{
    struct allocator allocator;
    struct kvjwk_input *in;

    if (input == NULL || *input == NULL)
        return;
    in = *input;
    allocator = in->allocator;
    kvjwk_checker_free(&in->checker);
    kvjwk_checker_free(&in->plain);
    json_free(&in->json);
    json_free(&in->parameters);
    json_free(&in->inner);
    arena_free(&in->scratch);
    arena_free(&in->texts);
    lines_free(&in->lines);
    build_free(&in->build);
    if (in->args != NULL)
        allocator.resize(allocator.ctx, in->args, in->arg_cap * sizeof(*in->args), 0);
    if (in->vaults != NULL)
        allocator.resize(allocator.ctx, in->vaults, in->vault_cap * sizeof(*in->vaults), 0);
    wipe(in, sizeof(*in));
    allocator.resize(allocator.ctx, in, sizeof(*in), 0);
    *input = NULL;
}
