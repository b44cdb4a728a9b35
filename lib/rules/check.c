// SPDX-License-Identifier: MIT
/* One document from bytes to findings: read, detect, then subject by subject. */
#include "rules/checker.h"

#include "rules/rules.h"

/* ---- the subject ---- */

static uint32_t end_of(const struct json *j, uint32_t token)
{
    return j->tokens[token].offset + j->tokens[token].length;
}

/* What is known of the key before it is judged. */
static void fill_identity(struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    struct span kid = model_text(m, m->kid_value);

    if (value_ok(m->kid_value)) {
        c->key.kid = kid.ptr;
        c->key.kid_length = kid.len;
    }
    c->key.kty = facts_kty(m->held);
    c->key.param = facts_param(m->param);
    c->key.bits = m->bits;
    c->key.private_part = m->private_part;
}

static void subject_begin(struct kvjwk_checker *c, size_t index)
{
    const struct json_token *t = &c->json.tokens[c->model.subject];

    memset(&c->key, 0, sizeof(c->key));
    c->key_index = index;
    c->rejected = c->elsewhere;
    c->unsure = 0;
    c->broken = false;
    c->pending_count = 0;
    c->key.kind = facts_kind(c->model.kind);
    c->key.offset = t->offset;
    c->key.length = t->length;
    c->key.model = &c->model;
    fill_identity(c);
}

static kvjwk_support settled_support(const struct kvjwk_checker *c, unsigned service)
{
    if (!for_key_vault(c))
        return KVJWK_SUPPORT_UNKNOWN; /* nobody asked */
    if (c->rejected & service)
        return KVJWK_SUPPORT_NO;
    return c->unsure & service ? KVJWK_SUPPORT_UNKNOWN : KVJWK_SUPPORT_YES;
}

/* A key that is broken wherever it goes is accepted nowhere. */
static void fill_services(struct kvjwk_checker *c)
{
    for (unsigned s = 0; s < KVJWK_SERVICES; s++)
        c->key.services[s] =
            c->broken && for_key_vault(c) ? KVJWK_SUPPORT_NO : settled_support(c, BIT(s));
}

static void fill_verdict(struct kvjwk_checker *c)
{
    fill_services(c);
    c->key.protection = for_key_vault(c) ? protection_of(c) : NULL;
    c->key.hsm_platform = hsm_platform_of(&c->model);
    if (c->key.errors > 0)
        c->key.verdict = KVJWK_VERDICT_FAIL;
    else
        c->key.verdict = c->key.unknowns > 0 ? KVJWK_VERDICT_UNKNOWN : KVJWK_VERDICT_PASS;
}

void subject_finish(struct kvjwk_checker *c)
{
    struct span pointer;

    if (stopped(c))
        return;
    fill_verdict(c);
    c->summary.keys++;
    c->summary.pass += c->key.verdict == KVJWK_VERDICT_PASS;
    c->summary.fail += c->key.verdict == KVJWK_VERDICT_FAIL;
    c->summary.unknown += c->key.verdict == KVJWK_VERDICT_UNKNOWN;
    if (c->sink->key == NULL)
        return;
    if (!c->sink->brief) {
        if (!json_pointer(&c->json, c->model.subject, &c->texts, &pointer)) {
            c->status = KVJWK_ERR_MEMORY;
            return;
        }
        c->key.pointer = pointer.ptr;
    }
    if (c->sink->key(c->sink->payload, &c->key, c->key_index) != 0)
        c->status = KVJWK_ERR_STOPPED;
}

static void subject_check(struct kvjwk_checker *c, size_t index)
{
    c->key_index = KVJWK_NO_KEY;
    deliver_faults(c, c->json.tokens[c->model.subject].offset);
    subject_begin(c, index);
    deliver_faults(c, end_of(&c->json, c->model.subject));
    if (c->json.tokens[c->model.subject].flags & JSON_CUT)
        deliver_faults(c, SIZE_MAX); /* what cut it short belongs to it */
    run_checks(c);
    run_extensions(c);
    set_add(c);
    deliver_pending(c);
    subject_finish(c);
    c->key_index = KVJWK_NO_KEY;
}

/* ---- the document ---- */

static bool too_many_keys(struct kvjwk_checker *c, size_t count)
{
    if (count < c->options.limits.keys)
        return false;
    report_document(c, RULE_JSON_MEMBERS, at_value(c, c->model.subject),
                    "the document has more than the limit of {} keys; the rest is not checked",
                    ARGS(A_NUM(c->options.limits.keys)));
    return true;
}

static void check_subjects(struct kvjwk_checker *c, enum kind_id kind)
{
    struct reading reading;
    size_t count = 0;

    c->summary.kind = facts_kind(kind);
    c->model.returned = c->summary.kind->returned;
    reading_open(&reading, &c->json, &c->scratch, kind);
    document_checks(c, &reading);
    set_begin(c);
    while (!stopped(c) && reading_next(&reading, &c->model) && !too_many_keys(c, count))
        subject_check(c, count++);
    c->key_index = KVJWK_NO_KEY;
    if (!stopped(c))
        set_end(c);
}

static void note_dropped(struct kvjwk_checker *c)
{
    size_t dropped = c->dropped + c->json.faults_dropped;
    struct where where = {JSON_NONE, 0, 0};

    if (dropped == 0 || stopped(c))
        return;
    c->delivered = 0; /* the last word is always heard */
    report_document(c, RULE_JSON_FAULTS, where, "{} more findings are not listed",
                    ARGS(A_NUM(dropped)));
}

/* A bare word or a number that breaks the grammar is no beginning of a JSON text. */
static bool is_json(const struct json *j)
{
    return j->count > 0 && (j->tokens[0].type == JSON_OBJECT || j->tokens[0].type == JSON_ARRAY ||
                            !(j->tokens[0].flags & JSON_BAD));
}

static enum kind_id kind_of(struct kvjwk_checker *c, const kvjwk_part *part)
{
    const kvjwk_kind *given = part->kind != NULL ? part->kind : c->options.kind;
    enum kind_id kind;

    if (given != NULL)
        return facts_kind_id(given);
    kind = model_detect(&c->json, &c->scratch);
    /* RFC 7517 has no requests: this is a key that lacks its material */
    return kind == KIND_KEY_CREATE && !for_key_vault(c) ? KIND_JWK : kind;
}

static void check_document(struct kvjwk_checker *c, const kvjwk_part *part)
{
    struct json_limits limits = {c->options.limits.bytes, c->options.limits.depth,
                                 c->options.limits.members, c->options.limits.findings};
    enum kind_id kind;

    if (!json_read(&c->json, c->text, &limits, false) ||
        !json_find_duplicates(&c->json, &c->scratch)) {
        c->status = KVJWK_ERR_MEMORY;
        return;
    }
    json_mark_open(&c->json, part->open, part->open_count);
    c->summary.consumed = c->json.consumed;
    c->summary.parsed = is_json(&c->json);
    number_checks(c);
    kind = kind_of(c, part);
    if (c->json.count > 0 && kind != KIND_NONE)
        check_subjects(c, kind);
    deliver_faults(c, SIZE_MAX);
    note_dropped(c);
}

/* ---- the public calls ---- */

static bool options_ok(const kvjwk_options *o)
{
    return o != NULL && o->struct_size == sizeof(*o) && o->target >= KVJWK_TARGET_ANY &&
           o->target <= KVJWK_TARGET_RFC && o->limits.bytes > 0 && o->limits.depth > 0;
}

kvjwk_status kvjwk_checker_new(kvjwk_checker **out, const kvjwk_options *options)
{
    kvjwk_options defaults = KVJWK_OPTIONS_INIT;
    struct allocator allocator = allocator_default;
    kvjwk_checker *c;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (options == NULL)
        options = &defaults;
    if (!options_ok(options))
        return KVJWK_ERR_ARGUMENT;
    if (options->allocator.resize != NULL) {
        allocator.resize = options->allocator.resize;
        allocator.ctx = options->allocator.ctx;
    }
    c = allocator.resize(allocator.ctx, NULL, 0, sizeof(*c));
    if (c == NULL)
        return KVJWK_ERR_MEMORY;
    memset(c, 0, sizeof(*c));
    c->options = *options;
    c->allocator = allocator;
    c->edition = facts_edition_id(options->edition);
    c->api = facts_api_id(options->api);
    if (options->target != KVJWK_TARGET_ANY && options->target != KVJWK_TARGET_RFC)
        c->service = (uint8_t)BIT(options->target - 1);
    json_init(&c->json, &c->allocator);
    json_init(&c->nested.json, &c->allocator);
    arena_init(&c->scratch, &c->allocator);
    arena_init(&c->texts, &c->allocator);
    lines_init(&c->lines, &c->allocator);
    *out = c;
    return KVJWK_OK;
}

static kvjwk_status run(kvjwk_checker *c, const kvjwk_part *part, const kvjwk_sink *sink,
                        kvjwk_summary *summary)
{
    static const kvjwk_sink silent = {NULL, NULL, NULL, true};
    struct span text = span_of(part->length > 0 ? part->text : "", part->length);

    c->text = text;
    c->elsewhere = (uint8_t)(part->services == 0 ? 0 : ~part->services & SERVICE_ALL);
    c->open = part->open_count > 0;
    c->sink = sink == NULL ? &silent : sink;
    c->status = KVJWK_OK;
    c->delivered = c->dropped = c->fault = 0;
    c->key_index = KVJWK_NO_KEY;
    c->model.returned = false;
    c->model.part = part;
    c->nested.open = false;
    memset(&c->summary, 0, sizeof(c->summary));
    arena_reset(&c->scratch);
    arena_reset(&c->texts);
    /* No line of a text above the limit is looked at. */
    lines_open(&c->lines, text.len > c->options.limits.bytes ? span_of(text.ptr, 0) : text);
    check_document(c, part);
    if (c->status == KVJWK_OK && c->scratch.failed)
        c->status = KVJWK_ERR_MEMORY;
    arena_reset(&c->scratch);
    c->model.part = NULL;
    if (c->status == KVJWK_OK && text.len > c->options.limits.bytes)
        c->status = KVJWK_ERR_LIMIT;
    if (summary != NULL)
        *summary = c->summary;
    return c->status;
}

kvjwk_status kvjwk_checker_run(kvjwk_checker *checker, const void *text, size_t length,
                               const kvjwk_sink *sink, kvjwk_summary *summary)
{
    const kvjwk_part part = {.text = text, .length = length};

    return kvjwk_checker_run_part(checker, &part, sink, summary);
}

kvjwk_status kvjwk_checker_run_part(kvjwk_checker *checker, const kvjwk_part *part,
                                    const kvjwk_sink *sink, kvjwk_summary *summary)
{
    if (checker == NULL || part == NULL || (part->text == NULL && part->length > 0) ||
        (part->open == NULL && part->open_count > 0))
        return KVJWK_ERR_ARGUMENT;
    return run(checker, part, sink, summary);
}

void kvjwk_checker_free(kvjwk_checker **checker)
{
    struct allocator allocator;
    kvjwk_checker *c;

    if (checker == NULL || *checker == NULL)
        return;
    c = *checker;
    allocator = c->allocator;
    set_free(c);
    json_free(&c->json);
    json_free(&c->nested.json);
    arena_free(&c->scratch);
    arena_free(&c->texts);
    lines_free(&c->lines);
    if (c->pending != NULL)
        allocator.resize(allocator.ctx, c->pending, c->pending_cap * sizeof(*c->pending), 0);
    wipe(c, sizeof(*c));
    allocator.resize(allocator.ctx, c, sizeof(*c), 0);
    *checker = NULL;
}

kvjwk_status kvjwk_check(const void *text, size_t length, const kvjwk_options *options,
                         const kvjwk_sink *sink, kvjwk_summary *summary)
{
    kvjwk_checker *checker;
    kvjwk_status status = kvjwk_checker_new(&checker, options);

    if (status != KVJWK_OK)
        return status;
    status = kvjwk_checker_run(checker, text, length, sink, summary);
    kvjwk_checker_free(&checker);
    return status;
}

bool kvjwk_is_ndjson(const void *text, size_t length)
{
    static const struct json_limits limits = {UINT32_MAX - 1, 64, 16384, 0};
    const char *newline = length > 0 ? memchr(text, '\n', length) : NULL;
    size_t first = newline == NULL ? length : (size_t)(newline - (const char *)text);
    const char *rest = newline;
    struct json j;
    bool complete;

    if (newline == NULL)
        return false;
    while (rest < (const char *)text + length && strchr(" \t\r\n", *rest) != NULL && *rest != '\0')
        rest++;
    if (rest == (const char *)text + length)
        return false;
    json_init(&j, &allocator_default);
    complete = json_read(&j, span_of(text, first), &limits, false) && !j.syntax_error &&
               j.count > 0 && (j.tokens[0].type == JSON_OBJECT || j.tokens[0].type == JSON_ARRAY);
    json_free(&j);
    return complete;
}
