// SPDX-License-Identifier: MIT
/* see val.h */
#include "input/input.h"

struct val val_node(const struct json *j, uint32_t token, struct scope *scope)
{
    struct val v = {.type = VAL_NODE,
                    .direct = true,
                    .place = token,
                    .name = json_name_of(j, token),
                    .j = j,
                    .token = token,
                    .scope = scope,
                    .open = JSON_NONE,
                    .hidden = JSON_NONE};

    return v;
}

char *input_copy(struct kvjwk_input *in, struct span text)
{
    char *memory = arena_alloc(&in->scratch, text.len + 1);

    if (memory == NULL)
        return NULL;
    if (text.len > 0)
        memcpy(memory, text.ptr, text.len);
    memory[text.len] = '\0';
    return memory;
}

struct span input_token_text(struct kvjwk_input *in, const struct json *j, uint32_t token)
{
    struct span text = {"", 0};

    return json_text(j, token, &in->scratch, &text) ? text : span_of("", 0);
}

/* ---- known values ---- */

bool val_as_text(struct kvjwk_input *in, const struct val *v, struct span *out)
{
    if (v->type == VAL_TEXT)
        *out = v->u.text;
    else if (val_is_node(v, JSON_STRING))
        *out = input_token_text(in, v->j, v->token);
    else
        return false;
    return true;
}

bool val_as_int(const struct val *v, int64_t *out)
{
    if (v->type == VAL_INT)
        *out = v->u.number;
    else if (!val_is_node(v, JSON_NUMBER) || json_int64(v->j, v->token, out) != JSON_INT_OK)
        return false;
    return true;
}

bool val_as_bool(const struct val *v, bool *out)
{
    if (v->type == VAL_BOOL)
        *out = v->u.truth;
    else if (val_is_node(v, JSON_TRUE) || val_is_node(v, JSON_FALSE))
        *out = val_is_node(v, JSON_TRUE);
    else
        return false;
    return true;
}

bool val_is_unset(struct kvjwk_input *in, const struct val *v)
{
    struct span text;
    int64_t number;

    if (!val_there(v))
        return true;
    if (val_as_text(in, v, &text))
        return text.len == 0;
    return val_as_int(v, &number) && number == 0;
}

/* ---- containers ---- */

static uint32_t find(struct kvjwk_input *in, const struct json *j, uint32_t object,
                     struct span name, bool nocase)
{
    uint32_t like = JSON_NONE;

    if (object == JSON_NONE || j->tokens[object].type != JSON_OBJECT)
        return JSON_NONE;
    in->work -= j->tokens[object].count;
    for (uint32_t t = json_first(j, object); t < j->tokens[object].next;
         t = j->tokens[t + 1].next) {
        struct span text = input_token_text(in, j, t);

        if (span_eq(text, name))
            return t + 1;
        if (nocase && like == JSON_NONE && span_eq_nocase(text, name))
            like = t + 1;
    }
    return like;
}

static uint32_t item_at(const struct json *j, uint32_t array, size_t index)
{
    uint32_t t;

    if (array == JSON_NONE || j->tokens[array].type != JSON_ARRAY ||
        index >= j->tokens[array].count)
        return JSON_NONE;
    for (t = json_first(j, array); index > 0; index--)
        t = j->tokens[t].next;
    return t;
}

/* Of a value that has the name or the index in its container, what says the same of all of it. */
static uint32_t overlay_child(struct kvjwk_input *in, const struct json *j, uint32_t overlay,
                              const struct span *name, size_t index)
{
    if (overlay == JSON_NONE || j->tokens[overlay].type == JSON_TRUE)
        return overlay;
    return name != NULL ? find(in, j, overlay, *name, false) : item_at(j, overlay, index);
}

static struct val child(struct kvjwk_input *in, const struct val *v, uint32_t token,
                        const struct span *name, size_t index)
{
    struct val out = *v;

    out.token = token;
    if (v->direct && token != JSON_NONE) {
        out.place = token;
        out.name = json_name_of(v->j, token);
    }
    out.open = overlay_child(in, v->j, v->open, name, index);
    out.hidden = overlay_child(in, v->j, v->hidden, name, index);
    return val_resolve(in, out);
}

struct val val_child(struct kvjwk_input *in, const struct val *v, uint32_t token)
{
    uint32_t name = json_name_of(v->j, token);
    struct span text;

    if (name == JSON_NONE)
        return child(in, v, token, NULL, v->j->tokens[token].index);
    text = input_token_text(in, v->j, name);
    return child(in, v, token, &text, 0);
}

static struct val map_member(const struct val *v, struct span name)
{
    for (size_t i = 0; i + 1 < v->u.list.count; i += 2)
        if (v->u.list.items[i].type == VAL_TEXT && span_eq_nocase(v->u.list.items[i].u.text, name))
            return v->u.list.items[i + 1];
    return val_none(v->place);
}

struct val val_member(struct kvjwk_input *in, const struct val *v, struct span name)
{
    uint32_t token;

    if (v->type == VAL_OPEN)
        return *v;
    if (v->type == VAL_MAP)
        return map_member(v, name);
    if (!val_is_node(v, JSON_OBJECT))
        return val_none(v->place);
    token = find(in, v->j, v->token, name, v->scope != NULL);
    return child(in, v, token, &name, 0);
}

size_t val_count(const struct val *v)
{
    if (v->type == VAL_LIST)
        return v->u.list.count;
    if (v->type == VAL_MAP)
        return v->u.list.count / 2;
    return v->type == VAL_NODE ? v->j->tokens[v->token].count : 0;
}

struct val val_item(struct kvjwk_input *in, const struct val *v, size_t index)
{
    uint32_t token;

    if (v->type == VAL_OPEN)
        return *v;
    if (v->type == VAL_LIST)
        return index < v->u.list.count ? v->u.list.items[index] : val_none(v->place);
    if (!val_is_node(v, JSON_ARRAY))
        return val_none(v->place);
    token = item_at(v->j, v->token, index);
    in->work -= (int64_t)index;
    return child(in, v, token, NULL, index);
}

struct val val_path(struct kvjwk_input *in, const struct val *v, const char *path)
{
    struct val at = *v;

    while (*path != '\0' && at.type != VAL_NONE) {
        size_t length = strcspn(path, "/");

        if (path[0] >= '0' && path[0] <= '9')
            at = val_item(in, &at, (size_t)(path[0] - '0'));
        else
            at = val_member(in, &at, span_of(path, length));
        path += length + (path[length] == '/');
    }
    return at;
}
