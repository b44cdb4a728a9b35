// SPDX-License-Identifier: MIT
/* What the document says of a key besides its material, and what it does not say: a member that a
 * document of this kind cannot hold is untold, one that it could hold and does not is absent. */
#include "rules/checker.h"
#include "text/duration.h"

/* ---- members ---- */

/* A member by its name on the wire, and what is known of such members. */
struct found {
    const struct value *value;
    const struct member *row; /* NULL: no shape of the document has it */
    bool in_reach;            /* the object that would hold it is there, or may be left out */
};

static bool look_in(struct found *out, const struct object *o, enum shape_id shape,
                    struct span name)
{
    int row = facts_member_find(shape, name, false);

    if (row < 0)
        return false;
    out->row = facts_member(shape, (unsigned)row);
    out->value = object_value(o, (unsigned)row);
    out->in_reach = object_is(o);
    return value_there(out->value);
}

static const struct value *attributes_value(const struct kvjwk_model *m)
{
    int row = object_is(&m->outer)
                  ? facts_member_find((enum shape_id)m->outer.shape, span_str("attributes"), false)
                  : -1;

    return row < 0 ? NULL : object_value(&m->outer, (unsigned)row);
}

/* Whoever sends no attributes says that there are none. */
static bool look_in_attributes(struct found *out, const struct kvjwk_model *m, struct span name)
{
    const struct value *attributes = attributes_value(m);
    struct found found = {&value_absent, NULL, false};

    if (attributes == NULL || m->outer.shape == SHAPE_ROTATION)
        return false;
    if (look_in(&found, &m->attributes, SHAPE_ATTRIBUTES, name)) {
        *out = found;
        return true;
    }
    found.in_reach = found.in_reach || (!value_there(attributes) && !m->returned);
    if (found.row != NULL && out->row == NULL)
        *out = found;
    return false;
}

static struct found find(const struct kvjwk_model *m, struct span name)
{
    struct found out = {&value_absent, NULL, false};

    if (object_is(&m->jwk) && look_in(&out, &m->jwk, SHAPE_JWK, name))
        return out;
    if (object_is(&m->outer) && look_in(&out, &m->outer, (enum shape_id)m->outer.shape, name))
        return out;
    look_in_attributes(&out, m, name);
    return out;
}

const struct value *said_value(const struct kvjwk_model *m, struct span name)
{
    return find(m, name).value;
}

/* ---- values ---- */

static const kvjwk_said untold = {KVJWK_UNTOLD, 0, NULL, 0};
static const kvjwk_said absent = {KVJWK_ABSENT, 0, NULL, 0};

static kvjwk_said said_text(struct span text)
{
    kvjwk_said out = {KVJWK_TOLD, 0, text.ptr, text.len};

    return out;
}

static kvjwk_said said_string(const struct kvjwk_model *m, const struct found *f)
{
    kvjwk_said out = said_text(model_text(m, f->value));
    size_t at;

    if (f->row->encoding == ENCODING_TIME && !date_parse(&out.number, &at, model_text(m, f->value)))
        return untold;
    return out;
}

static kvjwk_said said_of(const struct kvjwk_model *m, const struct found *f)
{
    kvjwk_said out = {KVJWK_TOLD, 0, NULL, 0};
    const struct json_token *t;

    if (!value_ok(f->value))
        return untold;
    t = &m->json->tokens[f->value->token];
    switch (t->type) {
    case JSON_STRING:
        return said_string(m, f);
    case JSON_NUMBER:
        return json_int64(m->json, f->value->token, &out.number) == JSON_INT_OK ? out : untold;
    case JSON_TRUE:
    case JSON_FALSE:
        out.number = t->type == JSON_TRUE;
        return out;
    default:
        out.number = t->count;
        return out;
    }
}

/* An update says nothing of what it leaves alone, and what is sent nothing of what only the service
 * knows. */
static kvjwk_said not_there(const struct kvjwk_model *m, const struct found *f)
{
    bool told =
        f->in_reach && m->kind != KIND_KEY_UPDATE && (m->returned || !(f->row->flags & MEMBER_RO));

    return told ? absent : untold;
}

kvjwk_said kvjwk_key_said(const kvjwk_key *key, const char *member)
{
    struct found found;

    if (key == NULL || key->model == NULL || member == NULL)
        return untold;
    found = find(key->model, span_str(member));
    if (found.row == NULL || (found.row->flags & MEMBER_SEC))
        return untold;
    return value_there(found.value) ? said_of(key->model, &found) : not_there(key->model, &found);
}

/* ---- tags and operations ---- */

bool kvjwk_key_tag(const kvjwk_key *key, size_t index, kvjwk_said *name, kvjwk_said *value)
{
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;
    const struct value *tags = m == NULL ? NULL : m->tags_value;
    uint32_t end;

    if (tags == NULL || !value_ok(tags) || m->json->tokens[tags->token].type != JSON_OBJECT)
        return false;
    end = m->json->tokens[tags->token].next;
    for (uint32_t t = json_first(m->json, tags->token); t < end; t = m->json->tokens[t + 1].next) {
        if (index-- > 0)
            continue;
        *name = said_text(token_text(m->json, m->scratch, t));
        *value = m->json->tokens[t + 1].type == JSON_STRING
                     ? said_text(token_text(m->json, m->scratch, t + 1))
                     : untold;
        return true;
    }
    return false;
}

bool kvjwk_key_op(const kvjwk_key *key, size_t index, kvjwk_said *op)
{
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;
    const struct value *ops = m == NULL ? NULL : m->ops_value;

    if (ops == NULL || !value_ok(ops))
        return false;
    for (uint32_t t = json_first(m->json, ops->token); t < m->json->tokens[ops->token].next;
         t = m->json->tokens[t].next) {
        if (index-- > 0)
            continue;
        *op = said_text(token_text(m->json, m->scratch, t));
        return true;
    }
    return false;
}

/* ---- identifier ---- */

static kvjwk_said part(struct span text)
{
    return text.len == 0 ? absent : said_text(text);
}

kvjwk_home kvjwk_key_home(const kvjwk_key *key)
{
    kvjwk_home out = {untold, untold, untold, false, false};
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;

    if (m == NULL)
        return out;
    if (m->kid.name.len == 0) {
        out.name = kvjwk_key_said(key, "name");
        if (out.name.told != KVJWK_TOLD)
            out.name = untold;
        return out;
    }
    out.container = part(m->kid.container);
    out.name = said_text(m->kid.name);
    out.version = part(m->kid.version);
    if (m->kid.cloud >= 0) {
        out.is_hsm = facts_clouds[m->kid.cloud].hsm;
        out.is_vault = !out.is_hsm;
    }
    return out;
}

/* ---- rotation policy ---- */

static uint32_t inner(const struct value *v)
{
    return value_ok(v) ? v->token : JSON_NONE;
}

/* null, absent and "" are all no duration. */
static kvjwk_said duration_of(const struct kvjwk_model *m, const struct object *o, unsigned member)
{
    const struct value *v = object_value(o, member);

    if (!value_there(v))
        return absent;
    return value_ok(v) ? part(model_text(m, v)) : untold;
}

static void read_action(kvjwk_rotation *out, const struct kvjwk_model *m, uint32_t item)
{
    struct object o, trigger, action;
    struct span type;

    object_read(&o, m->json, m->scratch, item, SHAPE_LIFETIME_ACTION, false);
    object_read(&trigger, m->json, m->scratch, inner(object_value(&o, LIFETIME_ACTION_TRIGGER)),
                SHAPE_TRIGGER, false);
    object_read(&action, m->json, m->scratch, inner(object_value(&o, LIFETIME_ACTION_ACTION)),
                SHAPE_ACTION, false);
    type = model_text(m, object_value(&action, ACTION_TYPE));
    if (span_eq_nocase(type, span_str("rotate"))) {
        out->rotate_after = duration_of(m, &trigger, TRIGGER_TIME_AFTER_CREATE);
        out->rotate_before = duration_of(m, &trigger, TRIGGER_TIME_BEFORE_EXPIRY);
    } else if (span_eq_nocase(type, span_str("notify"))) {
        out->notify_before = duration_of(m, &trigger, TRIGGER_TIME_BEFORE_EXPIRY);
    }
}

kvjwk_rotation kvjwk_key_rotation(const kvjwk_key *key)
{
    kvjwk_rotation out = {KVJWK_UNTOLD, untold, untold, untold, untold, false};
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;
    const struct value *actions;
    struct object attributes;

    if (m == NULL)
        return out;
    if (!object_is(&m->outer) || m->outer.shape != SHAPE_ROTATION)
        return m->part != NULL && m->part->rotation != NULL ? *m->part->rotation : out;
    out = (kvjwk_rotation){KVJWK_TOLD, absent, absent, absent, absent, true};
    object_read(&attributes, m->json, m->scratch,
                inner(object_value(&m->outer, ROTATION_ATTRIBUTES)), SHAPE_ROTATION_ATTRIBUTES,
                false);
    out.expiry = duration_of(m, &attributes, ROTATION_ATTRIBUTES_EXPIRY_TIME);
    actions = object_value(&m->outer, ROTATION_LIFETIME_ACTIONS);
    if (value_ok(actions))
        for (uint32_t t = json_first(m->json, actions->token);
             t < m->json->tokens[actions->token].next; t = m->json->tokens[t].next)
            read_action(&out, m, t);
    return out;
}

/* ---- place ---- */

const char *kvjwk_key_pointer(const kvjwk_key *key)
{
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;
    struct span pointer;

    if (m != NULL && m->part != NULL && m->part->pointer != NULL)
        return m->part->pointer;
    if (m == NULL || !json_pointer(m->json, m->subject, m->scratch, &pointer))
        return NULL;
    return pointer.ptr;
}
