// SPDX-License-Identifier: MIT
/* The functions of ARM templates that yield literals (functions.def). */
#include "input/arm.h"

#define TEXT_MAX ((size_t)65536)

struct call {
    struct kvjwk_input *in;
    struct scope *scope;
    const struct val *args;
    size_t count;
    uint32_t place;
};

static struct val open_value(const struct call *c)
{
    return val_open(c->place, span_of("", 0));
}

static struct val text_of(const struct call *c, const struct buf *b)
{
    return b->cut ? open_value(c) : val_text(c->place, span_of(b->ptr, b->len));
}

/* Room for a text of at most this length, within the limits. */
static bool text_room(const struct call *c, struct buf *b, size_t length)
{
    char *memory;

    c->in->work -= (int64_t)length;
    if (length > TEXT_MAX || c->in->work < 0)
        return false;
    memory = arena_alloc(&c->in->scratch, length + 1);
    if (memory == NULL)
        return false;
    buf_init(b, memory, length + 1);
    return true;
}

static bool text_arg(const struct call *c, size_t i, struct span *out)
{
    return i < c->count && val_as_text(c->in, &c->args[i], out);
}

static bool bool_arg(const struct call *c, size_t i, bool *out)
{
    return i < c->count && val_as_bool(&c->args[i], out);
}

/* ---- values of the template ---- */

static struct val fn_parameters(const struct call *c)
{
    struct span name;

    return text_arg(c, 0, &name) ? scope_parameter(c->in, c->scope, name) : open_value(c);
}

static struct val fn_variables(const struct call *c)
{
    struct span name;

    return text_arg(c, 0, &name) ? scope_variable(c->in, c->scope, name) : open_value(c);
}

/* copyIndex(), copyIndex('loop'), copyIndex('loop', 1), copyIndex(1) */
static struct val fn_copyIndex(const struct call *c)
{
    const struct loop *loop = c->scope->loop;
    struct span name = {NULL, 0};
    int64_t offset = 0;

    for (size_t i = 0; i < c->count; i++)
        if (!text_arg(c, i, &name) && !val_as_int(&c->args[i], &offset))
            return open_value(c);
    while (loop != NULL && name.ptr != NULL && !span_eq_nocase(loop->name, name))
        loop = loop->up;
    c->in->index_used = true;
    if (loop == NULL || loop->index < 0)
        return open_value(c);
    return val_int(c->place, loop->index + offset);
}

/* ---- texts ---- */

/* A string, number or boolean as text. */
static bool printed(const struct call *c, const struct val *v, struct span *out)
{
    int64_t number;
    bool truth;
    struct buf b;

    if (val_as_text(c->in, v, out))
        return true;
    if (val_as_bool(v, &truth)) {
        *out = span_str(truth ? "True" : "False");
        return true;
    }
    if (!val_as_int(v, &number) || !text_room(c, &b, 24))
        return false;
    buf_int(&b, number);
    *out = span_of(b.ptr, b.len);
    return true;
}

static bool is_array(const struct val *v)
{
    return v->type == VAL_LIST || val_is_node(v, JSON_ARRAY);
}

static struct val list_of(const struct call *c, const struct val *items, size_t count)
{
    struct val v = val_none(c->place);

    v.type = VAL_LIST;
    v.u.list.items = items;
    v.u.list.count = count;
    return v;
}

static struct val concat_arrays(const struct call *c)
{
    struct val *items;
    size_t count = 0, at = 0;

    for (size_t i = 0; i < c->count; i++) {
        if (!is_array(&c->args[i]))
            return open_value(c);
        count += val_count(&c->args[i]);
    }
    c->in->work -= (int64_t)count * 64;
    if (c->in->work < 0)
        return open_value(c);
    items = arena_alloc(&c->in->scratch, (count + 1) * sizeof(*items));
    if (items == NULL)
        return open_value(c);
    for (size_t i = 0; i < c->count; i++) {
        const struct val *arg = &c->args[i];

        if (arg->type == VAL_LIST) {
            for (size_t k = 0; k < arg->u.list.count; k++)
                items[at++] = arg->u.list.items[k];
            continue;
        }
        for (uint32_t t = json_first(arg->j, arg->token); t < arg->j->tokens[arg->token].next;
             t = arg->j->tokens[t].next)
            items[at++] = val_child(c->in, arg, t);
    }
    return list_of(c, items, count);
}

static struct val fn_concat(const struct call *c)
{
    struct span part;
    size_t length = 0;
    struct buf b;

    if (is_array(&c->args[0]))
        return concat_arrays(c);
    for (size_t i = 0; i < c->count; i++) {
        if (!printed(c, &c->args[i], &part))
            return open_value(c);
        length += part.len;
    }
    if (!text_room(c, &b, length))
        return open_value(c);
    for (size_t i = 0; i < c->count; i++)
        if (printed(c, &c->args[i], &part))
            buf_bytes(&b, part);
    return text_of(c, &b);
}

/* The index in "{1}" at *p, which moves behind it; c->count when it is none, or has a format. */
static size_t hole_at(const struct call *c, const char **p, const char *end)
{
    const char *q = *p + 1;
    size_t index = 0;

    for (; q < end && *q >= '0' && *q <= '9' && index < 1000; q++)
        index = index * 10 + (size_t)(*q - '0');
    if (q == *p + 1 || q == end || *q != '}' || index + 1 >= c->count)
        return c->count;
    *p = q + 1;
    return index + 1;
}

static struct val fn_format(const struct call *c)
{
    struct span text, part;
    struct buf b;

    if (!text_arg(c, 0, &text) || !text_room(c, &b, TEXT_MAX / 16))
        return open_value(c);
    for (const char *p = text.ptr, *end = p + text.len; p < end;) {
        size_t index;

        if (*p != '{' && *p != '}') {
            buf_put(&b, *p++);
            continue;
        }
        if (p + 1 < end && p[1] == *p) { /* "{{" */
            buf_put(&b, *p);
            p += 2;
            continue;
        }
        index = *p == '{' ? hole_at(c, &p, end) : c->count;
        if (index == c->count || !printed(c, &c->args[index], &part))
            return open_value(c);
        buf_bytes(&b, part);
    }
    return text_of(c, &b);
}

static struct val in_case(const struct call *c, bool upper)
{
    struct span text;
    struct buf b;

    if (!text_arg(c, 0, &text) || !text_room(c, &b, text.len))
        return open_value(c);
    for (size_t i = 0; i < text.len; i++) {
        char low = ascii_lower(text.ptr[i]);

        buf_put(&b, upper && low >= 'a' && low <= 'z' ? (char)(low - 'a' + 'A')
                                                      : (upper ? text.ptr[i] : low));
    }
    return text_of(c, &b);
}

static struct val fn_toLower(const struct call *c)
{
    return in_case(c, false);
}

static struct val fn_toUpper(const struct call *c)
{
    return in_case(c, true);
}

static struct val fn_string(const struct call *c)
{
    struct span text;

    return printed(c, &c->args[0], &text) ? val_text(c->place, text) : open_value(c);
}

/* ---- numbers and truth ---- */

static struct val fn_int(const struct call *c)
{
    struct span text;
    int64_t number = 0;

    if (val_as_int(&c->args[0], &number))
        return val_int(c->place, number);
    if (!text_arg(c, 0, &text) || text.len == 0 || text.len > 18)
        return open_value(c);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return open_value(c);
        number = number * 10 + (text.ptr[i] - '0');
    }
    return val_int(c->place, number);
}

static struct val fn_bool(const struct call *c)
{
    struct span text;
    int64_t number;
    bool truth;

    if (bool_arg(c, 0, &truth))
        return val_bool(c->place, truth);
    if (val_as_int(&c->args[0], &number))
        return val_bool(c->place, number != 0);
    if (text_arg(c, 0, &text) && span_eq_nocase(text, span_str("true")))
        return val_bool(c->place, true);
    if (text_arg(c, 0, &text) && span_eq_nocase(text, span_str("false")))
        return val_bool(c->place, false);
    return open_value(c);
}

static struct val fn_true(const struct call *c)
{
    return val_bool(c->place, true);
}

static struct val fn_false(const struct call *c)
{
    return val_bool(c->place, false);
}

static struct val fn_null(const struct call *c)
{
    struct val v = val_none(c->place);

    v.type = VAL_NULL;
    return v;
}

static struct val fn_if(const struct call *c)
{
    bool truth;

    return bool_arg(c, 0, &truth) ? c->args[truth ? 1 : 2] : open_value(c);
}

static struct val fn_equals(const struct call *c)
{
    struct span a, b;
    int64_t m, n;
    bool t, u;

    if (text_arg(c, 0, &a) && text_arg(c, 1, &b))
        return val_bool(c->place, span_eq(a, b));
    if (val_as_int(&c->args[0], &m) && val_as_int(&c->args[1], &n))
        return val_bool(c->place, m == n);
    if (bool_arg(c, 0, &t) && bool_arg(c, 1, &u))
        return val_bool(c->place, t == u);
    if (c->args[0].type == VAL_OPEN || c->args[1].type == VAL_OPEN)
        return open_value(c);
    if (c->args[0].type == VAL_NULL || c->args[1].type == VAL_NULL)
        return val_bool(c->place, c->args[0].type == c->args[1].type);
    return open_value(c);
}

static struct val fn_not(const struct call *c)
{
    bool truth;

    return bool_arg(c, 0, &truth) ? val_bool(c->place, !truth) : open_value(c);
}

/* One value that decides is enough; otherwise all must be known. */
static struct val all_or_one(const struct call *c, bool decides)
{
    bool known = true, truth;

    for (size_t i = 0; i < c->count; i++) {
        if (!bool_arg(c, i, &truth))
            known = false;
        else if (truth == decides)
            return val_bool(c->place, decides);
    }
    return known ? val_bool(c->place, !decides) : open_value(c);
}

static struct val fn_and(const struct call *c)
{
    return all_or_one(c, false);
}

static struct val fn_or(const struct call *c)
{
    return all_or_one(c, true);
}

static struct val arithmetic(const struct call *c, char op)
{
    const int64_t most = INT64_C(1) << 31;
    int64_t a, b;

    if (!val_as_int(&c->args[0], &a) || !val_as_int(&c->args[1], &b) || a > most || a < -most ||
        b > most || b < -most)
        return open_value(c);
    return val_int(c->place, op == '+' ? a + b : op == '-' ? a - b : a * b);
}

static struct val fn_add(const struct call *c)
{
    return arithmetic(c, '+');
}

static struct val fn_sub(const struct call *c)
{
    return arithmetic(c, '-');
}

static struct val fn_mul(const struct call *c)
{
    return arithmetic(c, '*');
}

/* ---- arrays and objects ---- */

static bool measure(const struct call *c, size_t *out)
{
    const struct val *v = &c->args[0];
    struct span text;

    *out = 0;
    if (v->type == VAL_NULL)
        return true;
    if (text_arg(c, 0, &text)) {
        *out = text.len;
        return true;
    }
    *out = val_count(v);
    return is_array(v) || v->type == VAL_MAP || val_is_node(v, JSON_OBJECT);
}

static struct val fn_empty(const struct call *c)
{
    size_t length;

    return measure(c, &length) ? val_bool(c->place, length == 0) : open_value(c);
}

static struct val fn_length(const struct call *c)
{
    size_t length;

    return measure(c, &length) && c->args[0].type != VAL_NULL ? val_int(c->place, (int64_t)length)
                                                              : open_value(c);
}

static struct val item(const struct call *c, bool last)
{
    size_t count = val_count(&c->args[0]);
    struct val v;

    if (!is_array(&c->args[0]) || count == 0)
        return open_value(c);
    v = val_item(c->in, &c->args[0], last ? count - 1 : 0);
    return v.type == VAL_NONE ? open_value(c) : v;
}

static struct val fn_first(const struct call *c)
{
    return item(c, false);
}

static struct val fn_last(const struct call *c)
{
    return item(c, true);
}

static struct val fn_coalesce(const struct call *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->args[i].type != VAL_NULL)
            return c->args[i];
    return fn_null(c);
}

static struct val fn_createArray(const struct call *c)
{
    return list_of(c, c->args, c->count);
}

static struct val fn_createObject(const struct call *c)
{
    struct val v = list_of(c, c->args, c->count);
    struct val *items;
    struct span name;

    items = arena_alloc(&c->in->scratch, (c->count + 1) * sizeof(*items));
    if (c->count % 2 != 0 || items == NULL)
        return open_value(c);
    for (size_t i = 0; i < c->count; i++) {
        items[i] = c->args[i];
        if (i % 2 != 0)
            continue;
        if (!text_arg(c, i, &name))
            return open_value(c);
        items[i] = val_text(c->place, name);
    }
    v.type = VAL_MAP;
    v.u.list.items = items;
    return v;
}

/* ---- the table ---- */

static const struct {
    const char *name;
    struct val (*run)(const struct call *c);
    size_t least, most;
} functions[] = {
#define FUNCTION(name, least, most) {#name, fn_##name, least, most},
#include "input/functions.def"
#undef FUNCTION
};

struct val arm_call(struct kvjwk_input *in, struct scope *scope, struct span name,
                    const struct val *args, size_t count, uint32_t place)
{
    const struct call c = {in, scope, args, count, place};

    for (size_t i = 0; i < ARRAY_LEN(functions); i++)
        if (span_eq_nocase(name, span_str(functions[i].name)) && count >= functions[i].least &&
            count <= functions[i].most)
            return functions[i].run(&c);
    return open_value(&c);
}
