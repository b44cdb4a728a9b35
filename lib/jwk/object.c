// SPDX-License-Identifier: MIT
/* Objects by member table: look each name up, check type and encoding, keep the place. */
#include "jwk/model.h"

#include "text/b64.h"

const struct value value_absent = VALUE_ABSENT_INIT;

static bool all_strings(const struct json *j, uint32_t array)
{
    for (uint32_t t = json_first(j, array); t < j->tokens[array].next; t = j->tokens[t].next)
        if (j->tokens[t].type != JSON_STRING)
            return false;
    return true;
}

/* The Azure CLI prints times as ISO 8601 text. */
static bool type_fits(const struct json *j, uint32_t token, const struct member *m, bool az)
{
    enum json_type type = (enum json_type)j->tokens[token].type;

    switch ((enum member_type)m->type) {
    case TYPE_STRING:
        return type == JSON_STRING;
    case TYPE_BOOL:
        return type == JSON_TRUE || type == JSON_FALSE;
    case TYPE_INT:
        return type == JSON_NUMBER || (az && m->encoding == ENCODING_TIME && type == JSON_STRING);
    case TYPE_OBJECT:
        return type == JSON_OBJECT;
    case TYPE_ARRAY:
        return type == JSON_ARRAY;
    case TYPE_STRINGS:
        return type == JSON_ARRAY && all_strings(j, token);
    case TYPE_ANY:
        break;
    }
    return true;
}

static bool is_base64(const struct member *m)
{
    return m->encoding >= ENCODING_OCTETS && m->encoding <= ENCODING_JSON64;
}

/* Some members are met in both alphabets. */
static bool takes_either(const struct member *m, bool az)
{
    return m->encoding == ENCODING_EITHER64 || (az && m->encoding == ENCODING_JSON64);
}

static void read_base64(struct value *v, const struct json *j, struct arena *scratch,
                        const struct member *m, bool az)
{
    struct span text = token_text(j, scratch, v->token);
    struct b64_info info, other;

    b64_scan(&info, az ? B64_STANDARD : B64_URL, text);
    if (info.faults != 0 && takes_either(m, az)) {
        b64_scan(&other, az ? B64_URL : B64_STANDARD, text);
        if (other.faults == 0)
            info = other;
    }
    v->octets = (uint32_t)info.octets;
    v->faults = (uint8_t)info.faults;
    if (info.faults != 0)
        v->state = VALUE_BAD;
}

static void read_value(struct value *v, const struct json *j, struct arena *scratch, uint32_t token,
                       const struct member *m, bool az)
{
    v->token = token;
    v->octets = 0;
    v->faults = 0;
    if (j->tokens[token].flags & JSON_OPEN) {
        v->state = VALUE_OPEN;
    } else if (j->tokens[token].type == JSON_NULL && !(j->tokens[token].flags & JSON_BAD)) {
        v->state = VALUE_NULL;
    } else if (!type_fits(j, token, m, az)) {
        v->state = VALUE_TYPE;
    } else if (j->tokens[token].flags & JSON_BAD) {
        v->state = VALUE_BAD;
    } else {
        v->state = VALUE_OK;
        if (is_base64(m) && m->type == TYPE_STRING)
            read_base64(v, j, scratch, m, az);
    }
}

void object_read(struct object *out, const struct json *j, struct arena *scratch, uint32_t token,
                 enum shape_id shape, bool az)
{
    uint32_t end;

    out->token = JSON_NONE;
    out->shape = (uint8_t)shape;
    out->az = az;
    out->unknown = 0;
    out->present = 0;
    if (token == JSON_NONE || j->tokens[token].type != JSON_OBJECT)
        return;
    out->token = token;
    for (unsigned i = 0; i < facts_shapes[shape].count; i++)
        out->v[i] = value_absent;
    end = j->tokens[token].next;
    for (uint32_t t = json_first(j, token); t < end; t = j->tokens[t + 1].next) {
        int member = facts_member_find(shape, token_text(j, scratch, t), az);

        if (member < 0) {
            if (out->unknown < UINT16_MAX)
                out->unknown++;
            continue;
        }
        out->present |= BIT(member);
        read_value(&out->v[member], j, scratch, t + 1, facts_member(shape, (unsigned)member), az);
    }
}
