// SPDX-License-Identifier: MIT
/* From a broken rule to a finding in the sink: severity by direction and target, texts on demand.
 */
#include "rules/checker.h"

#include "json/excerpt.h"

/* ---- places ---- */

struct where at_value(const struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = c->nested.open ? &c->nested.json : &c->json;
    struct where w = {token, 0, 0};

    if (token == JSON_NONE || token >= j->count)
        return w;
    w.offset = j->tokens[token].offset;
    w.length = j->tokens[token].length;
    if (j->tokens[token].type == JSON_STRING || j->tokens[token].type == JSON_NAME) {
        w.offset -= 1;
        w.length += j->tokens[token].flags & JSON_CUT ? 1 : 2;
    } else if (j->tokens[token].type == JSON_OBJECT || j->tokens[token].type == JSON_ARRAY) {
        w.length = 1; /* point at the bracket, not at the whole */
    }
    return w;
}

struct where at_name(const struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = c->nested.open ? &c->nested.json : &c->json;
    uint32_t name = token == JSON_NONE ? JSON_NONE : json_name_of(j, token);
    struct where w = at_value(c, name == JSON_NONE ? token : name);

    w.token = token;
    return w;
}

struct where at_text(const struct kvjwk_checker *c, uint32_t token, size_t index, size_t length)
{
    const struct json *j = c->nested.open ? &c->nested.json : &c->json;
    const struct json_token *t = &j->tokens[token];
    struct where w = at_value(c, token);

    if (t->flags & JSON_ESCAPED) /* indices of the meaning are not those of the spelling */
        return w;
    w.offset = t->offset + (uint32_t)(index < t->length ? index : t->length);
    w.length = (uint32_t)length;
    return w;
}

/* ---- secrets ---- */

static bool name_is_plain(const struct json *j, uint32_t name)
{
    return !(j->tokens[name].flags & JSON_ESCAPED);
}

/* The nearest name must be public, and every name above it one that holds arrays or objects: a d
 * that is an object, as some libraries write byte arrays, is secret down to its last item. */
bool token_is_public(const struct json *j, uint32_t token)
{
    bool named = false;

    for (; token != JSON_NONE; token = j->tokens[token].up) {
        uint32_t name = json_name_of(j, token);
        bool array = j->tokens[token].type == JSON_ARRAY;

        if (name == JSON_NONE)
            continue;
        if (!name_is_plain(j, name) || !(named ? facts_name_is_container(json_raw(j, name), array)
                                               : facts_name_is_public(json_raw(j, name))))
            return false;
        named = true;
    }
    return named;
}

struct arg arg_value(const struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = c->nested.open ? &c->nested.json : &c->json;
    struct arg arg = {.type = ARG_STR, .u.str = "nothing"};

    if (token == JSON_NONE)
        return arg;
    switch ((enum json_type)j->tokens[token].type) {
    case JSON_OBJECT:
        arg.u.str = "an object";
        return arg;
    case JSON_ARRAY:
        arg.u.str = "an array";
        return arg;
    case JSON_NULL:
    case JSON_TRUE:
    case JSON_FALSE:
        if (j->tokens[token].flags & JSON_BAD) { /* none of the three: it may be a secret */
            arg.u.str = "a bare word";
            return arg;
        }
        arg.type = ARG_LITERAL;
        arg.u.text = json_raw(j, token);
        return arg;
    case JSON_NAME:
        arg.type = ARG_TEXT;
        arg.u.text = json_raw(j, token);
        return arg;
    case JSON_STRING:
    case JSON_NUMBER:
        break;
    }
    if (token_is_public(j, token)) {
        arg.type = j->tokens[token].type == JSON_STRING ? ARG_TEXT : ARG_LITERAL;
        arg.u.text = json_raw(j, token);
    } else {
        arg.type = ARG_HIDDEN;
        arg.u.num = j->tokens[token].length;
    }
    return arg;
}

/* ---- texts ---- */

#define MESSAGE_MAX 1024

static bool write_message(struct kvjwk_checker *c, const struct finding *f, kvjwk_finding *out)
{
    char *memory = arena_alloc(&c->texts, MESSAGE_MAX);
    struct buf b;

    if (memory == NULL)
        return false;
    buf_init(&b, memory, MESSAGE_MAX);
    message_format(&b, f->format, f->args);
    out->message = memory;
    return true;
}

/* The innermost value that holds offset, for faults of the text. Tokens lie in order of offset. */
static uint32_t token_at(const struct json *j, uint32_t offset)
{
    uint32_t lo = 0, hi = j->count;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (j->tokens[mid].offset <= offset + 1)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (uint32_t t = lo == 0 ? JSON_NONE : lo - 1; t != JSON_NONE; t = j->tokens[t].up) {
        const struct json_token *token = &j->tokens[t];
        uint32_t slack = token->type == JSON_STRING || token->type == JSON_NAME ? 1 : 0;

        if (offset + slack >= token->offset && offset <= token->offset + token->length + slack)
            return t;
    }
    return JSON_NONE;
}

static bool is_public(const void *ctx, const struct json *j, uint32_t token)
{
    (void)ctx;
    return token_is_public(j, token);
}

static bool write_excerpt(struct kvjwk_checker *c, const struct finding *f,
                          const struct place *place, kvjwk_finding *out)
{
    const struct excerpt_source source = {c->text, &c->json, is_public, NULL};
    struct excerpt excerpt;

    if (!excerpt_make(&excerpt, &c->texts, &source, place, f->where.offset, f->where.length))
        return false;
    out->excerpt = excerpt.text;
    out->excerpt_column = excerpt.column;
    out->excerpt_length = excerpt.length;
    return true;
}

static bool write_texts(struct kvjwk_checker *c, const struct finding *f, kvjwk_finding *out)
{
    uint32_t token = f->where.token;
    struct place place, end;
    struct span pointer;

    if (token == JSON_NONE)
        token = token_at(&c->json, f->where.offset);
    if (!json_pointer(&c->json, token, &c->texts, &pointer) || !write_message(c, f, out) ||
        !lines_find(&c->lines, &place, f->where.offset) ||
        !lines_find(&c->lines, &end, f->where.offset + f->where.length))
        return false;
    out->pointer = pointer.ptr;
    out->line = place.line;
    out->column = place.column;
    out->end_column = end.line == place.line ? end.column : place.column + 1;
    if (c->options.no_excerpts) {
        out->excerpt = "";
        out->excerpt_length = 1;
        return true;
    }
    return write_excerpt(c, f, &place, out);
}

/* ---- delivery ---- */

static void count(struct kvjwk_checker *c, const struct finding *f, bool suppressed)
{
    bool subject = c->key_index != KVJWK_NO_KEY;
    size_t *shown = suppressed                     ? &c->summary.suppressed
                    : f->severity == KVJWK_ERROR   ? &c->summary.errors
                    : f->severity == KVJWK_WARNING ? &c->summary.warnings
                                                   : &c->summary.notes;
    size_t *own = suppressed                     ? &c->key.suppressed
                  : f->severity == KVJWK_ERROR   ? &c->key.errors
                  : f->severity == KVJWK_WARNING ? &c->key.warnings
                                                 : &c->key.notes;

    ++*shown;
    if (subject)
        ++*own;
    if (subject && f->result == KVJWK_UNKNOWN && !suppressed)
        c->key.unknowns++;
}

static bool is_above_limit(struct kvjwk_checker *c, const struct finding *f, bool suppressed)
{
    if (c->delivered < c->options.limits.findings) {
        c->delivered++;
        return false;
    }
    c->dropped++;
    if (f->severity == KVJWK_ERROR && c->key_index != KVJWK_NO_KEY && !suppressed)
        c->key.errors++; /* the verdict stays right */
    return true;
}

static bool fill_finding(struct kvjwk_checker *c, const struct finding *f, kvjwk_finding *out)
{
    memset(out, 0, sizeof(*out));
    out->rule = facts_rule((enum rule_id)f->rule);
    out->severity = (kvjwk_severity)f->severity;
    out->result = (kvjwk_result)f->result;
    out->target = (kvjwk_target)f->target;
    out->offset = f->where.offset;
    out->length = f->where.length;
    if (c->sink->brief || c->sink->finding == NULL)
        return true;
    if (write_texts(c, f, out))
        return true;
    c->status = KVJWK_ERR_MEMORY;
    return false;
}

/* What the reviewer makes of it. False: nothing is left to deliver. */
static bool review(struct kvjwk_checker *c, struct finding *f, kvjwk_finding *out)
{
    const kvjwk_reviewer *reviewer = &c->options.reviewer;
    const kvjwk_key *key = c->key_index == KVJWK_NO_KEY ? NULL : &c->key;

    if (!fill_finding(c, f, out) || !reviewer->review(reviewer->ctx, key, out))
        return false;
    f->severity = (uint8_t)out->severity;
    return true;
}

static void hand_over(struct kvjwk_checker *c, const kvjwk_finding *out)
{
    if (c->sink->finding != NULL && c->sink->finding(c->sink->payload, out, c->key_index) != 0)
        c->status = KVJWK_ERR_STOPPED;
}

static void deliver(struct kvjwk_checker *c, const struct finding *finding)
{
    struct finding f = *finding;
    bool reviewed = c->options.reviewer.review != NULL;
    kvjwk_finding out = {0};

    if (stopped(c) || (reviewed && !review(c, &f, &out)))
        return;
    if (!is_above_limit(c, &f, out.suppressed != NULL)) {
        count(c, &f, out.suppressed != NULL);
        if (reviewed || c->sink->finding == NULL || fill_finding(c, &f, &out))
            hand_over(c, &out);
    }
    if (!c->sink->brief)
        arena_reset(&c->texts);
}

static void defer(struct kvjwk_checker *c, const struct finding *f, unsigned services)
{
    void *items = c->pending;

    if (!grow(&c->allocator, &items, &c->pending_cap, c->pending_count + 1, sizeof(*c->pending))) {
        c->status = KVJWK_ERR_MEMORY;
        return;
    }
    c->pending = items;
    c->pending[c->pending_count].finding = *f;
    c->pending[c->pending_count].services = (uint8_t)services;
    c->pending_count++;
}

/* A finding of a nested text stands at the member that holds it, and says so. */
static bool lift_nested(struct kvjwk_checker *c, struct finding *f)
{
    struct span pointer;
    char *memory;
    struct buf b;

    if (!c->nested.open)
        return true;
    memory = arena_alloc(&c->scratch, MESSAGE_MAX);
    if (memory == NULL || !json_pointer(&c->nested.json, f->where.token, &c->scratch, &pointer))
        return false;
    buf_init(&b, memory, MESSAGE_MAX);
    message_format(&b, "in {} at {}: ", ARGS(A_STR(c->nested.what), A_TEXT(pointer)));
    message_format(&b, f->format, f->args);
    f->format = "{}";
    f->args[0] = (struct arg)A_STR(memory);
    f->args[1] = (struct arg){.type = ARG_END};
    f->where = c->nested.where;
    return true;
}

static void report_full(struct kvjwk_checker *c, enum rule_id rule, kvjwk_severity severity,
                        kvjwk_result result, struct where where, unsigned services,
                        const char *format, const struct arg *args)
{
    struct finding f = {where,  (uint16_t)rule, (uint8_t)severity, (uint8_t)result, 0,
                        format, {{0}}};

    if (stopped(c))
        return;
    for (size_t i = 0; i < MESSAGE_ARGS && args[i].type != ARG_END; i++)
        f.args[i] = args[i];
    if (!lift_nested(c, &f)) {
        c->status = KVJWK_ERR_MEMORY;
        return;
    }
    if (services != 0 && (services & ~(unsigned)c->elsewhere) == 0)
        return; /* it will not go there */
    if (services == 0) {
        c->broken = c->broken || severity == KVJWK_ERROR;
        deliver(c, &f);
        return;
    }
    /* The services that are not the chosen one are remembered too: the key says who takes it. */
    if (result == KVJWK_UNKNOWN)
        c->unsure |= (uint8_t)services;
    else if (severity == KVJWK_ERROR)
        c->rejected |= (uint8_t)services;
    if (c->options.target == KVJWK_TARGET_ANY) {
        defer(c, &f, services);
    } else if (services & c->service) {
        f.target = (uint8_t)c->options.target;
        deliver(c, &f);
    }
}

/* In what the service returned, a rule has its milder severity, unless the user asks about one
 * service and the rule is about services. */
static kvjwk_severity own_severity(const struct kvjwk_checker *c, enum rule_id rule,
                                   unsigned services)
{
    const kvjwk_rule *row = facts_rule(rule);

    if (c->model.returned && services == 0)
        return row->severity_returned;
    return row->severity;
}

void report(struct kvjwk_checker *c, enum rule_id rule, struct where where, unsigned services,
            const char *format, const struct arg *args)
{
    report_full(c, rule, own_severity(c, rule, services), KVJWK_FAIL, where, services, format,
                args);
}

void report_as(struct kvjwk_checker *c, enum rule_id rule, kvjwk_severity severity,
               struct where where, unsigned services, const char *format, const struct arg *args)
{
    kvjwk_severity own = own_severity(c, rule, services);

    report_full(c, rule, severity < own ? severity : own, KVJWK_FAIL, where, services, format,
                args);
}

void report_unknown(struct kvjwk_checker *c, enum rule_id rule, struct where where,
                    unsigned services, const char *format, const struct arg *args)
{
    report_full(c, rule, KVJWK_NOTE, KVJWK_UNKNOWN, where, services, format, args);
}

void report_remark(struct kvjwk_checker *c, enum rule_id rule, kvjwk_severity severity,
                   kvjwk_result result, struct where where, const char *text)
{
    struct finding f = {where, (uint16_t)rule, (uint8_t)severity, (uint8_t)result, 0, "{}", {{0}}};

    if (result == KVJWK_UNKNOWN)
        f.severity = KVJWK_NOTE;
    f.args[0] = (struct arg)A_STR(text);
    f.args[1] = (struct arg){.type = ARG_END};
    deliver(c, &f);
}

void report_document(struct kvjwk_checker *c, enum rule_id rule, struct where where,
                     const char *format, const struct arg *args)
{
    report_full(c, rule, own_severity(c, rule, 0), KVJWK_FAIL, where, 0, format, args);
}

/* With target any: what rules out some services is a note while another takes the key; when none
 * does, it is what it is, but milder in what the service itself returned. */
static kvjwk_severity settled(const struct kvjwk_checker *c, const struct finding *f)
{
    const kvjwk_rule *row = facts_rule((enum rule_id)f->rule);

    if (f->result == KVJWK_UNKNOWN || c->rejected != SERVICE_ALL)
        return KVJWK_NOTE;
    return c->model.returned && f->severity > row->severity_returned ? row->severity_returned
                                                                     : (kvjwk_severity)f->severity;
}

void deliver_pending(struct kvjwk_checker *c)
{
    for (size_t i = 0; i < c->pending_count; i++) {
        struct finding *f = &c->pending[i].finding;

        f->severity = (uint8_t)settled(c, f);
        if ((c->pending[i].services | c->elsewhere) ==
            SERVICE_ALL) { /* no matter of where it goes */
            deliver(c, f);
            continue;
        }
        for (unsigned s = 0; s < KVJWK_SERVICES; s++) {
            if (!(c->pending[i].services & ~(unsigned)c->elsewhere & BIT(s)))
                continue;
            f->target = (uint8_t)(s + 1);
            deliver(c, f);
        }
    }
    c->pending_count = 0;
}

/* Faults of the text before offset `until` that no subject has told yet. */
void deliver_faults(struct kvjwk_checker *c, size_t until)
{
    while (c->fault < c->json.fault_count && c->json.faults[c->fault].offset < until) {
        const struct json_fault *fault = &c->json.faults[c->fault++];
        struct where where = {JSON_NONE, fault->offset, fault->length};
        struct arg args[] = {fault->args[0], fault->args[1], {.type = ARG_END}};

        report_full(c, (enum rule_id)fault->rule, facts_rule((enum rule_id)fault->rule)->severity,
                    KVJWK_FAIL, where, 0, fault->format, args);
    }
}
