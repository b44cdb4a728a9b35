// SPDX-License-Identifier: MIT
/* What a value of the document stands for: itself, an expression's value, or nothing known yet. */
#include "input/arm.h"
#include "input/input.h"

/* Pulumi sdk/go/common/resource/plugin, rpc.go, read 2026-11-24. */
static const char unknown_output[] = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
static const char secret_member[] = "4dabf18193072939515e22adb298388d";

static bool is_marked(const struct json *j, uint32_t overlay)
{
    return overlay != JSON_NONE && j->tokens[overlay].type == JSON_TRUE;
}

static bool is_pulumi(const struct kvjwk_input *in)
{
    return in->format == FORMAT_PULUMI_PREVIEW || in->format == FORMAT_PULUMI_STACK;
}

static struct val open_as(struct val v, const char *why, bool secret)
{
    struct val out = val_open(v.place, span_str(why));

    out.name = v.name;
    out.secret = secret;
    return out;
}

static bool has_secret_mark(const struct json *j, uint32_t object)
{
    uint32_t t = json_first(j, object);

    /* the mark is one of two members, and encoders sort them */
    for (unsigned i = 0; i < 3 && t < j->tokens[object].next; i++, t = j->tokens[t + 1].next)
        if (span_is(json_raw(j, t), secret_member))
            return true;
    return false;
}

static struct val resolve_pulumi(struct val v)
{
    if (val_is_node(&v, JSON_STRING) && span_is(json_raw(v.j, v.token), unknown_output))
        return open_as(v, "(known after the update)", false);
    if (val_is_node(&v, JSON_OBJECT) && has_secret_mark(v.j, v.token))
        return open_as(v, "(secret)", true);
    return v;
}

struct val val_resolve(struct kvjwk_input *in, struct val v)
{
    if (v.type != VAL_NODE)
        return v;
    if (is_marked(v.j, v.hidden) && v.token != JSON_NONE && v.j->tokens[v.token].type != JSON_NULL)
        return open_as(v, "(sensitive value)", true);
    if (is_marked(v.j, v.open)) {
        if (v.direct && v.token == JSON_NONE) {
            v.place = v.open;
            v.name = json_name_of(v.j, v.open);
        }
        return open_as(v, "(known after apply)", false);
    }
    if (v.token == JSON_NONE)
        return val_none(v.place);
    if (v.j->tokens[v.token].type == JSON_NULL)
        v.type = VAL_NULL;
    else if (is_pulumi(in))
        v = resolve_pulumi(v);
    else if (v.scope != NULL && v.j->tokens[v.token].type == JSON_STRING)
        v = arm_resolve(in, v);
    return v;
}
