// SPDX-License-Identifier: MIT
/* One resource as the core judges it: a create request, or a bundle where its material is there;
 * its rotation policy first, so that the key has one verdict. */
#include "input/input.h"

#include "text/b64.h"
#include "text/duration.h"

/* ---- texts for the core ---- */

static const struct val *field(const struct subject *s, enum target_id target)
{
    return &s->fields[target];
}

static void put_field(struct kvjwk_input *in, const struct subject *s, enum target_id target)
{
    in->build.target = target;
    build_member(in, input_member(target), field(s, target));
    in->build.target = TARGET_NONE;
}

/* Seconds where the document has a text; val_none, and a finding, when it is no time. */
static struct val time_of(struct kvjwk_input *in, const struct subject *s, enum target_id target)
{
    const struct field *row = input_field_of(s->resource, target);
    const struct val *v = field(s, target);
    struct val out = *v;
    struct span text;
    int64_t seconds;
    size_t at;

    if (row == NULL || !(row->flags & FIELD_DATE) || !val_as_text(in, v, &text))
        return out;
    if (!date_parse(&seconds, &at, text)) {
        tell(in, INPUT_TIME, KVJWK_FAIL, spot_value(in, v->place),
             "{} is {}; expected a time like 2027-03-31T00:00:00Z",
             ARGS(A_STR(field_name(row).ptr), A_TEXT(text)));
        return val_none(v->place);
    }
    out = val_int(v->place, seconds);
    out.name = v->name;
    return out;
}

/* Of parts where the document has no object for them: a policy makes a key exportable. */
static void put_attributes(struct kvjwk_input *in, const struct subject *s)
{
    const struct val *json = field(s, TARGET_DATA);
    struct val nbf, exp, exportable = val_bool(json->place, true);

    if (val_there(field(s, TARGET_ATTRIBUTES))) {
        put_field(in, s, TARGET_ATTRIBUTES);
        return;
    }
    nbf = time_of(in, s, TARGET_NBF);
    exp = time_of(in, s, TARGET_EXP);
    if (!val_there(&nbf) && !val_there(&exp) && !val_there(json))
        return;
    build_name(&in->build, "attributes", s->root.place);
    build_begin(&in->build, '{', s->root.place);
    build_member(in, "nbf", &nbf);
    build_member(in, "exp", &exp);
    if (val_there(json))
        build_member(in, "exportable", &exportable);
    build_end(&in->build, '}');
}

/* A policy that stands as its own text becomes the base64url that the service takes. */
static struct val encoded_policy(struct kvjwk_input *in, const struct val *json)
{
    struct span text;
    struct val out = *json;
    size_t cap;
    char *memory;

    if (!val_as_text(in, json, &text))
        return out;
    cap = text.len / 3 * 4 + 4;
    memory = arena_alloc(&in->scratch, cap);
    if (memory == NULL)
        return val_none(json->place);
    cap = b64url_encode(memory, cap, (const uint8_t *)text.ptr, text.len);
    out = val_text(json->place, span_of(memory, cap));
    out.name = json->name;
    return out;
}

static void put_release(struct kvjwk_input *in, const struct subject *s)
{
    const struct val *json = field(s, TARGET_DATA);
    struct val data;

    if (val_there(field(s, TARGET_RELEASE))) {
        put_field(in, s, TARGET_RELEASE);
        return;
    }
    if (!val_there(json))
        return;
    data = encoded_policy(in, json);
    build_name(&in->build, "release_policy", json->place);
    build_begin(&in->build, '{', json->place);
    build_member(in, "data", &data);
    put_field(in, s, TARGET_IMMUTABLE);
    build_end(&in->build, '}');
}

static bool has_material(const struct subject *s)
{
    const struct val *n = field(s, TARGET_N), *x = field(s, TARGET_X);

    return (val_there(n) && n->type != VAL_OPEN) || (val_there(x) && x->type != VAL_OPEN);
}

static void put_bundle(struct kvjwk_input *in, const struct subject *s)
{
    static const enum target_id members[] = {TARGET_KID, TARGET_KTY, TARGET_CRV, TARGET_KEY_OPS,
                                             TARGET_N,   TARGET_E,   TARGET_X,   TARGET_Y};

    build_begin(&in->build, '{', s->root.place);
    build_name(&in->build, "key", s->root.place);
    build_begin(&in->build, '{', s->root.place);
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        put_field(in, s, members[i]);
    build_end(&in->build, '}');
    put_attributes(in, s);
    put_field(in, s, TARGET_TAGS);
    put_release(in, s);
    build_end(&in->build, '}');
}

static void put_create(struct kvjwk_input *in, const struct subject *s)
{
    build_begin(&in->build, '{', s->root.place);
    put_field(in, s, TARGET_KTY);
    put_field(in, s, TARGET_KEY_SIZE);
    put_field(in, s, TARGET_CRV);
    put_field(in, s, TARGET_KEY_OPS);
    put_attributes(in, s);
    put_field(in, s, TARGET_TAGS);
    put_release(in, s);
    build_end(&in->build, '}');
}

/* ---- rotation policies ---- */

static bool has_rotation_parts(const struct subject *s)
{
    return val_there(field(s, TARGET_EXPIRY)) || val_there(field(s, TARGET_AFTER)) ||
           val_there(field(s, TARGET_BEFORE)) || val_there(field(s, TARGET_NOTIFY));
}

static void put_action(struct kvjwk_input *in, const char *type, const struct val *after,
                       const struct val *before)
{
    struct build *b = &in->build;
    uint32_t place = val_there(after) ? after->place : before->place;
    struct val name = val_text(place, span_str(type));

    if (!val_there(after) && !val_there(before))
        return;
    build_begin(b, '{', place);
    build_name(b, "trigger", place);
    build_begin(b, '{', place);
    build_member(in, "timeAfterCreate", after);
    build_member(in, "timeBeforeExpiry", before);
    build_end(b, '}');
    build_name(b, "action", place);
    build_begin(b, '{', place);
    build_member(in, "type", &name);
    build_end(b, '}');
    build_end(b, '}');
}

static void put_rotation(struct kvjwk_input *in, const struct subject *s)
{
    const struct val *whole = field(s, TARGET_ROTATION);
    struct val none = val_none(s->root.place);
    struct build *b = &in->build;

    if (val_there(whole)) {
        b->target = TARGET_ROTATION;
        build_val(in, whole);
        b->target = TARGET_NONE;
        return;
    }
    build_begin(b, '{', s->root.place);
    build_name(b, "lifetimeActions", s->root.place);
    build_begin(b, '[', s->root.place);
    put_action(in, "Rotate", field(s, TARGET_AFTER), field(s, TARGET_BEFORE));
    put_action(in, "Notify", &none, field(s, TARGET_NOTIFY));
    build_end(b, ']');
    build_name(b, "attributes", s->root.place);
    build_begin(b, '{', s->root.place);
    put_field(in, s, TARGET_EXPIRY);
    build_end(b, '}');
    build_end(b, '}');
}

/* ---- the core's answers ---- */

static kvjwk_support worse(kvjwk_support a, kvjwk_support b)
{
    if (a == KVJWK_SUPPORT_NO || b == KVJWK_SUPPORT_NO)
        return KVJWK_SUPPORT_NO;
    return a == KVJWK_SUPPORT_UNKNOWN ? a : b;
}

static int on_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct kvjwk_input *in = payload;

    (void)key_index;
    return tell_mapped(in, finding);
}

static kvjwk_said kept(struct kvjwk_input *in, kvjwk_said said)
{
    if (said.text != NULL)
        said.text = input_copy(in, span_of(said.text, said.length));
    return said;
}

/* What a rotation policy says stays for the key that comes next. */
static void keep_rotation(struct kvjwk_input *in, const kvjwk_key *key)
{
    kvjwk_rotation rotation = kvjwk_key_rotation(key);

    rotation.expiry = kept(in, rotation.expiry);
    rotation.rotate_after = kept(in, rotation.rotate_after);
    rotation.rotate_before = kept(in, rotation.rotate_before);
    rotation.notify_before = kept(in, rotation.notify_before);
    rotation.alone = false;
    in->rotation = rotation;
}

/* Of the first of two texts: what it adds to the verdict. */
static int on_part(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct kvjwk_input *in = payload;

    (void)key_index;
    keep_rotation(in, key);
    in->suppressed += key->suppressed;
    in->errors += key->errors;
    in->warnings += key->warnings;
    in->notes += key->notes;
    in->unknowns += key->unknowns;
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        in->services[i] = worse(in->services[i], key->services[i]);
    return 0;
}

/* NULL when memory is out. */
static const char *subject_pointer(struct kvjwk_input *in, struct arena *arena)
{
    struct span pointer = {"", 0};

    if (in->json.count > 0 && !json_pointer(&in->json, in->subject->token, arena, &pointer))
        return NULL;
    return pointer.ptr;
}

static kvjwk_verdict verdict_of(const kvjwk_key *key)
{
    if (key->errors > 0)
        return KVJWK_VERDICT_FAIL;
    return key->unknowns > 0 ? KVJWK_VERDICT_UNKNOWN : KVJWK_VERDICT_PASS;
}

static int on_key(void *payload, const kvjwk_key *from, size_t key_index)
{
    struct kvjwk_input *in = payload;
    kvjwk_key key = *from;
    int stop;

    (void)key_index;
    key.kind = input_kind(in->format);
    key.offset =
        in->json.count > 0 ? in->json.tokens[in->subject->token].offset : in->pem_spot.offset;
    key.length =
        in->json.count > 0 ? in->json.tokens[in->subject->token].length : in->pem_spot.length;
    key.name = in->subject->name.len > 0 ? input_copy(in, in->subject->name) : NULL;
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        key.services[i] = in->errors > 0 && in->options.check.target != KVJWK_TARGET_RFC
                              ? KVJWK_SUPPORT_NO
                              : worse(in->services[i], key.services[i]);
    key.errors += in->errors;
    key.warnings += in->warnings;
    key.notes += in->notes;
    key.unknowns += in->unknowns;
    key.suppressed += in->suppressed;
    key.private_part = key.private_part || in->private_part;
    key.verdict = verdict_of(&key);
    in->summary.keys++;
    in->summary.pass += key.verdict == KVJWK_VERDICT_PASS;
    in->summary.fail += key.verdict == KVJWK_VERDICT_FAIL;
    in->summary.unknown += key.verdict == KVJWK_VERDICT_UNKNOWN;
    if (in->sink->key == NULL)
        return 0;
    key.pointer = in->sink->brief ? NULL : subject_pointer(in, &in->texts);
    if (key.pointer == NULL && !in->sink->brief) {
        in->status = KVJWK_ERR_MEMORY;
        return 1;
    }
    stop = in->sink->key(in->sink->payload, &key, in->key_index);
    arena_reset(&in->texts);
    return stop;
}

/* Whether somebody beside the core asks about keys. */
static bool looked_at(const struct kvjwk_input *in)
{
    const kvjwk_options *o = &in->options.check;

    return o->reviewer.review != NULL || o->extension.check != NULL;
}

/* Judges the text that was built; the last of a subject's texts tells its key. */
static void run(struct kvjwk_input *in, const char *kind, unsigned services, bool last)
{
    const kvjwk_sink sink = {on_finding, last ? on_key : on_part, in, in->sink->brief};
    const kvjwk_part part = {.text = in->build.text,
                             .length = in->build.length,
                             .kind = kvjwk_kind_find(kind),
                             .services = services,
                             .open = in->build.open,
                             .open_count = in->build.open_count,
                             .pointer = looked_at(in) ? subject_pointer(in, &in->scratch) : NULL,
                             .rotation = &in->rotation,
                             .preliminary = !last};
    kvjwk_status status;

    if (in->build.failed)
        in->status = KVJWK_ERR_MEMORY;
    if (input_stopped(in))
        return;
    status = kvjwk_checker_run_part(in->checker, &part, &sink, NULL);
    if (in->status == KVJWK_OK && status != KVJWK_ERR_LIMIT)
        in->status = status;
}

/* ---- subjects ---- */

/* A resource that could hold a rotation policy says by its silence that there is none. */
static kvjwk_rotation rotation_unread(enum resource_id resource)
{
    bool silent = resource != RESOURCE_NONE && input_field_of(resource, TARGET_EXPIRY) != NULL;
    kvjwk_said said = {silent ? KVJWK_ABSENT : KVJWK_UNTOLD, 0, NULL, 0};

    return (kvjwk_rotation){said.told, said, said, said, said, false};
}

/* False when the limit on keys is reached. */
static bool begin(struct kvjwk_input *in, const struct subject *s)
{
    size_t most = in->options.check.limits.keys;

    if (input_stopped(in) || in->full)
        return false;
    if (in->summary.keys >= most) {
        in->full = true;
        tell_document(in, INPUT_LIMIT, KVJWK_UNKNOWN, spot_value(in, s->token),
                      "the document has more than the limit of {} keys; the rest is not checked",
                      ARGS(A_NUM(most)));
        return false;
    }
    in->subject = s;
    in->key_index = in->summary.keys;
    in->errors = in->warnings = in->notes = in->unknowns = in->suppressed = 0;
    in->rotation = rotation_unread(s->resource);
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        in->services[i] = KVJWK_SUPPORT_YES;
    build_reset(&in->build);
    in->build.format = in->format;
    return true;
}

static void end(struct kvjwk_input *in)
{
    in->subject = NULL;
    in->key_index = KVJWK_NO_KEY;
}

/* What one expression keeps from being known is told once. */
static void merge_open(struct subject *s)
{
    for (size_t t = 0; t < TARGET_COUNT; t++)
        for (size_t k = 0; k < t && s->fields[t].type == VAL_OPEN; k++)
            if (s->fields[k].type == VAL_OPEN && s->fields[k].place == s->fields[t].place)
                s->fields[t] = val_none(s->fields[t].place);
}

bool subject_judge(struct kvjwk_input *in, struct subject *s)
{
    bool rotation = input_resource(s->resource)->shape == SHAPE_ROTATION;

    if (!begin(in, s))
        return !input_stopped(in) && !in->full;
    fields_read(in, s);
    fields_check(in, s);
    if (s->condition.type == VAL_OPEN)
        tell(in, INPUT_CONDITION, KVJWK_UNKNOWN, spot_value(in, s->condition.place),
             "whether the key is deployed is known at deployment only: {}",
             ARGS(A_TEXT(s->condition.u.text)));
    merge_open(s);
    if (rotation || val_there(field(s, TARGET_ROTATION)) || has_rotation_parts(s)) {
        put_rotation(in, s);
        run(in, "rotation-policy", s->services, rotation);
        build_reset(&in->build);
    }
    if (!rotation && has_material(s)) {
        put_bundle(in, s);
        run(in, "key-bundle", s->services, true);
    } else if (!rotation) {
        put_create(in, s);
        run(in, "key-create", s->services, true);
    }
    end(in);
    return !input_stopped(in);
}

bool subject_begin(struct kvjwk_input *in, const struct subject *s)
{
    return begin(in, s);
}

void subject_run(struct kvjwk_input *in, const char *kind)
{
    run(in, kind, in->subject->services, true);
    end(in);
}
