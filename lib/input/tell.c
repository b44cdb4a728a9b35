// SPDX-License-Identifier: MIT
/* Findings, ours and the core's, with the places and the words of the document as it is. */
#include "input/input.h"

#include "json/excerpt.h"
#include "text/utf8.h"

#define MESSAGE_MAX 1024
#define EXCERPT_MAX ((size_t)100)

static const char *const rules[INPUT_RULES] = {
    [INPUT_CONDITION] = "input-condition",
    [INPUT_MEMBER] = "input-member-name",
    [INPUT_VALUE] = "input-value",
    [INPUT_TIME] = "input-time",
    [INPUT_LINKED] = "input-linked-template",
    [INPUT_LIMIT] = "input-limit",
    [INPUT_PARAMETERS] = "input-parameters",
    [INPUT_KEY_NAME] = "kv-key-name",
    [INPUT_PRIVATE] = "input-private-key",
    [INPUT_ENCRYPTED] = "input-encrypted-key",
    [INPUT_ENCODING] = "input-encoding",
    [INPUT_ALGORITHM] = "input-key-algorithm",
    [INPUT_FAULTS] = "json-too-many-faults",
};

const kvjwk_rule *input_rule(enum input_rule rule)
{
    return kvjwk_rule_find(rules[rule]);
}

static bool is_pem(const struct kvjwk_input *in)
{
    return in->format == FORMAT_PEM || in->format == FORMAT_DER;
}

struct spot spot_value(const struct kvjwk_input *in, uint32_t token)
{
    struct spot spot = {token, 0, 0};
    const struct json_token *t;

    if (token == JSON_NONE || token >= in->json.count)
        return spot;
    t = &in->json.tokens[token];
    spot.offset = t->offset;
    spot.length = t->length;
    if (t->type == JSON_STRING || t->type == JSON_NAME) {
        spot.offset -= 1;
        spot.length += t->flags & JSON_CUT ? 1 : 2;
    } else if (t->type == JSON_OBJECT || t->type == JSON_ARRAY) {
        spot.length = 1;
    }
    return spot;
}

/* ---- the line of source ---- */

static bool is_public(const void *ctx, const struct json *j, uint32_t token)
{
    const struct kvjwk_input *in = ctx;
    uint32_t name = token;

    for (size_t i = 0; i < in->build.piece_count; i++)
        if (in->build.pieces[i].place == token)
            return !in->build.pieces[i].hidden;
    /* an item stands under the name of its array */
    while (name != JSON_NONE && json_name_of(j, name) == JSON_NONE)
        name = j->tokens[name].up;
    if (name == JSON_NONE || (j->tokens[json_name_of(j, name)].flags & JSON_ESCAPED))
        return false;
    return input_name_is_public(json_raw(j, json_name_of(j, name)));
}

/* Of PEM the line that begins a block is shown, and nothing else. */
static bool pem_excerpt(struct kvjwk_input *in, const struct spot *spot, kvjwk_finding *out)
{
    size_t length = spot->length < EXCERPT_MAX ? spot->length : EXCERPT_MAX;
    char *memory = arena_alloc(&in->texts, length + 1);

    if (memory == NULL)
        return false;
    memory[0] = '\0';
    out->excerpt = memory;
    out->excerpt_length = 1;
    if (in->format != FORMAT_PEM || length < 5 || memcmp(in->text.ptr + spot->offset, "-----", 5))
        return true;
    for (size_t i = 0; i < length; i++) {
        char c = in->text.ptr[spot->offset + i];

        memory[i] = c >= 0x20 && c < 0x7f ? c : '?';
    }
    memory[length] = '\0';
    out->excerpt_length = length;
    return true;
}

static bool write_excerpt(struct kvjwk_input *in, const struct spot *spot,
                          const struct place *place, kvjwk_finding *out)
{
    const struct excerpt_source source = {in->text, &in->json, is_public, in};
    struct excerpt excerpt;

    if (in->options.check.no_excerpts) {
        out->excerpt = "";
        out->excerpt_length = 1;
        return true;
    }
    if (is_pem(in))
        return pem_excerpt(in, spot, out);
    if (!excerpt_make(&excerpt, &in->texts, &source, place, spot->offset, spot->length))
        return false;
    out->excerpt = excerpt.text;
    out->excerpt_column = excerpt.column;
    out->excerpt_length = excerpt.length;
    return true;
}

static bool write_texts(struct kvjwk_input *in, const struct spot *spot, kvjwk_finding *out)
{
    struct place place, end;
    struct span pointer = {"", 0};

    if (!is_pem(in) && spot->token != JSON_NONE &&
        !json_pointer(&in->json, spot->token, &in->texts, &pointer))
        return false;
    if (!lines_find(&in->lines, &place, spot->offset) ||
        !lines_find(&in->lines, &end, spot->offset + spot->length))
        return false;
    out->pointer = pointer.ptr;
    out->line = place.line;
    out->column = place.column;
    out->end_column = end.line == place.line ? end.column : place.column + 1;
    return write_excerpt(in, spot, &place, out);
}

/* ---- delivery ---- */

static void count(struct kvjwk_input *in, const kvjwk_finding *f)
{
    size_t *shown = f->suppressed != NULL          ? &in->summary.suppressed
                    : f->severity == KVJWK_ERROR   ? &in->summary.errors
                    : f->severity == KVJWK_WARNING ? &in->summary.warnings
                                                   : &in->summary.notes;

    ++*shown;
    in->delivered++;
}

/* f has all but its place and the texts that follow from it. */
static int deliver(struct kvjwk_input *in, kvjwk_finding *f, const struct spot *spot)
{
    int stop = 0;

    if (in->delivered >= in->options.check.limits.findings) {
        in->dropped++;
        return 0;
    }
    count(in, f);
    f->offset = spot->offset;
    f->length = spot->length;
    if (in->sink->finding == NULL)
        return 0;
    if (!in->sink->brief && !write_texts(in, spot, f)) {
        in->status = KVJWK_ERR_MEMORY;
        return 1;
    }
    stop = in->sink->finding(in->sink->payload, f, in->key_index);
    arena_reset(&in->texts);
    return stop;
}

static void count_own(struct kvjwk_input *in, const kvjwk_finding *f)
{
    bool counts = f->suppressed == NULL;

    in->suppressed += !counts;
    in->errors += counts && f->severity == KVJWK_ERROR;
    in->warnings += counts && f->severity == KVJWK_WARNING;
    in->notes += counts && f->severity == KVJWK_NOTE;
    in->unknowns += counts && f->result == KVJWK_UNKNOWN;
}

/* ---- review: whoever reviews sees the places of the document as it is ---- */

static bool place_for_review(struct kvjwk_input *in, const struct spot *spot, kvjwk_finding *f)
{
    struct span pointer = {"", 0};

    f->offset = spot->offset;
    f->length = spot->length;
    if (!in->sink->brief && !is_pem(in) && spot->token != JSON_NONE &&
        !json_pointer(&in->json, spot->token, &in->texts, &pointer)) {
        in->status = KVJWK_ERR_MEMORY;
        return false;
    }
    f->pointer = in->sink->brief ? NULL : pointer.ptr;
    return true;
}

/* False: the finding is dropped. */
static bool review(struct kvjwk_input *in, const kvjwk_key *key, kvjwk_finding *finding,
                   const struct spot *spot)
{
    const kvjwk_reviewer *reviewer = &in->options.check.reviewer;
    kvjwk_finding seen = *finding;

    if (reviewer->review == NULL)
        return true;
    if (!place_for_review(in, spot, &seen) || !reviewer->review(reviewer->ctx, key, &seen))
        return false;
    finding->severity = seen.severity;
    finding->suppressed = seen.suppressed;
    return true;
}

static void tell_rule(struct kvjwk_input *in, const kvjwk_rule *rule, kvjwk_result result,
                      struct spot spot, const char *format, const struct arg *args)
{
    bool returned = input_kind(in->format)->returned;
    kvjwk_finding f = {.rule = rule, .result = result, .target = KVJWK_TARGET_ANY};
    char *memory;
    struct buf b;

    if (input_stopped(in) || rule == NULL)
        return;
    f.severity = result == KVJWK_UNKNOWN ? KVJWK_NOTE
                 : returned              ? rule->severity_returned
                                         : rule->severity;
    memory = arena_alloc(&in->texts, MESSAGE_MAX);
    if (memory == NULL) {
        in->status = KVJWK_ERR_MEMORY;
        return;
    }
    buf_init(&b, memory, MESSAGE_MAX);
    message_format(&b, format, args);
    f.message = memory;
    if (!review(in, NULL, &f, &spot))
        return;
    if (in->key_index != KVJWK_NO_KEY)
        count_own(in, &f);
    if (deliver(in, &f, &spot) != 0 && in->status == KVJWK_OK)
        in->status = KVJWK_ERR_STOPPED;
}

void tell(struct kvjwk_input *in, enum input_rule rule, kvjwk_result result, struct spot spot,
          const char *format, const struct arg *args)
{
    tell_rule(in, input_rule(rule), result, spot, format, args);
}

void tell_document(struct kvjwk_input *in, enum input_rule rule, kvjwk_result result,
                   struct spot spot, const char *format, const struct arg *args)
{
    size_t key_index = in->key_index;

    in->key_index = KVJWK_NO_KEY;
    tell_rule(in, input_rule(rule), result, spot, format, args);
    in->key_index = key_index;
}

/* ---- findings of the text ---- */

void tell_faults(struct kvjwk_input *in, size_t until)
{
    while (in->fault < in->json.fault_count && in->json.faults[in->fault].offset < until) {
        const struct json_fault *fault = &in->json.faults[in->fault++];
        struct spot spot = {JSON_NONE, fault->offset, fault->length};
        struct arg args[] = {fault->args[0], fault->args[1], {.type = ARG_END}};

        tell_rule(in, kvjwk_rule_at(fault->rule), KVJWK_FAIL, spot, fault->format, args);
    }
}

void tell_dropped(struct kvjwk_input *in)
{
    size_t dropped = in->dropped + in->json.faults_dropped;
    struct spot spot = {JSON_NONE, 0, 0};

    if (dropped == 0 || input_stopped(in))
        return;
    in->delivered = 0; /* the last word is always heard */
    tell_document(in, INPUT_FAULTS, KVJWK_FAIL, spot, "{} more findings are not listed",
                  ARGS(A_NUM(dropped)));
}

/* ---- findings of the core ---- */

static struct spot spot_of_piece(const struct kvjwk_input *in, const struct piece *piece,
                                 size_t offset, size_t length)
{
    struct spot spot = spot_value(in, piece->place);
    const struct json_token *t;
    size_t end;

    if (!piece->exact || spot.token == JSON_NONE)
        return spot;
    t = &in->json.tokens[spot.token];
    if (t->type == JSON_OBJECT || t->type == JSON_ARRAY)
        return spot;
    end = spot.offset + spot.length;
    spot.offset += offset - piece->at;
    if (spot.offset > end)
        spot.offset = end;
    spot.length = length < end - spot.offset ? length : end - spot.offset;
    return spot;
}

static bool in_word(char c)
{
    char low = ascii_lower(c);

    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/* What the document calls a member of the service's API, or the word itself. */
static struct span renamed(const struct kvjwk_input *in, struct span word)
{
    enum resource_id resource = in->subject == NULL ? RESOURCE_NONE : in->subject->resource;

    for (size_t i = 0; resource != RESOURCE_NONE && i < input_field_count; i++)
        if (input_fields[i].resource == resource &&
            span_is(word, input_member((enum target_id)input_fields[i].target)))
            return field_name(&input_fields[i]);
    return word;
}

/* Copies a message; outside of quotes, members go by the names that they have in the document. */
static void put_renamed(const struct kvjwk_input *in, struct buf *b, const char *message)
{
    bool quoted = false;

    while (*message != '\0') {
        size_t length = 0;

        while (!quoted && in_word(message[length]))
            length++;
        if (length > 0) {
            buf_bytes(b, renamed(in, span_of(message, length)));
        } else {
            quoted = quoted != (*message == '"');
            length = 1;
            buf_put(b, *message);
        }
        message += length;
    }
}

/* Where the value is written, when the place shows an expression. */
static bool put_origin(struct kvjwk_input *in, struct buf *b, const struct piece *piece)
{
    struct span pointer;

    if (piece->origin == NULL)
        return true;
    if (!json_pointer(piece->origin, piece->origin_token, &in->texts, &pointer))
        return false;
    message_format(b,
                   piece->origin == &in->parameters ? "; the value stands in the parameters at {}"
                                                    : "; the value stands at {}",
                   ARGS(A_TEXT(pointer)));
    return true;
}

static struct spot mapped(const struct kvjwk_input *in, const struct piece *piece,
                          const kvjwk_finding *from)
{
    static const struct spot nowhere = {JSON_NONE, 0, 0};

    if (is_pem(in))
        return in->pem_spot;
    return piece == NULL ? nowhere : spot_of_piece(in, piece, from->offset, from->length);
}

bool tell_review(void *ctx, const kvjwk_key *key, kvjwk_finding *finding)
{
    struct kvjwk_input *in = ctx;
    struct spot spot = mapped(in, build_piece_at(&in->build, finding->offset), finding);

    return review(in, key, finding, &spot);
}

int tell_mapped(struct kvjwk_input *in, const kvjwk_finding *from)
{
    const struct piece *piece = build_piece_at(&in->build, from->offset);
    struct spot spot = mapped(in, piece, from);
    kvjwk_finding f = *from;
    char *memory;
    struct buf b;

    if (in->sink->brief)
        return deliver(in, &f, &spot);
    memory = arena_alloc(&in->texts, MESSAGE_MAX);
    if (memory == NULL)
        goto failed;
    buf_init(&b, memory, MESSAGE_MAX);
    put_renamed(in, &b, from->message);
    if (piece != NULL && !put_origin(in, &b, piece))
        goto failed;
    f.message = memory;
    return deliver(in, &f, &spot);
failed:
    in->status = KVJWK_ERR_MEMORY;
    return 1;
}
