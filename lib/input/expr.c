// SPDX-License-Identifier: MIT
/*
 * Expressions of ARM templates, as far as they yield literals: read and evaluated in one pass.
 * Whatever is not understood, or not known, makes the whole of it open.
 */
#include "input/arm.h"

#define DEPTH_MAX 256 /* of expressions in each other, through variables too */
#define ARGS_MAX 64
#define NUMBER_DIGITS 18

struct parser {
    struct kvjwk_input *in;
    struct scope *scope;
    const char *p, *end;
    uint32_t place;
    bool failed; /* not understood */
};

static struct val expression(struct parser *x);

static struct val give_up(struct parser *x)
{
    x->failed = true;
    return val_open(x->place, span_of("", 0));
}

static void skip_space(struct parser *x)
{
    while (x->p < x->end && strchr(" \t\r\n", *x->p) != NULL && *x->p != '\0')
        x->p++;
}

static bool take(struct parser *x, char c)
{
    skip_space(x);
    if (x->p == x->end || *x->p != c)
        return false;
    x->p++;
    return true;
}

static bool is_letter(char c)
{
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct span word(struct parser *x)
{
    const char *from = x->p;

    while (x->p < x->end && (is_letter(*x->p) || is_digit(*x->p)))
        x->p++;
    return span_of(from, (size_t)(x->p - from));
}

/* ---- literals ---- */

/* 'it''s' */
static struct val string_literal(struct parser *x)
{
    const char *from = x->p;
    bool doubled = false;
    struct span text;
    char *copy;
    size_t length = 0;

    for (;; x->p++) {
        if (x->p == x->end)
            return give_up(x);
        if (*x->p != '\'')
            continue;
        if (x->p + 1 == x->end || x->p[1] != '\'')
            break;
        doubled = true;
        x->p++;
    }
    text = span_of(from, (size_t)(x->p++ - from));
    if (!doubled)
        return val_text(x->place, text);
    copy = arena_alloc(&x->in->scratch, text.len);
    if (copy == NULL)
        return give_up(x);
    for (size_t i = 0; i < text.len; i++) {
        copy[length++] = text.ptr[i];
        i += text.ptr[i] == '\'';
    }
    return val_text(x->place, span_of(copy, length));
}

static struct val number_literal(struct parser *x)
{
    bool negative = *x->p == '-';
    int64_t number = 0;
    size_t digits = 0;

    for (x->p += negative; x->p < x->end && is_digit(*x->p); x->p++)
        if (++digits <= NUMBER_DIGITS)
            number = number * 10 + (*x->p - '0');
    if (digits == 0 || digits > NUMBER_DIGITS)
        return give_up(x);
    return val_int(x->place, negative ? -number : number);
}

/* ---- calls ---- */

/* They are gathered on a stack, and then kept in the arena: a frame of this recursion stays small.
 */
static bool push(struct kvjwk_input *in, const struct val *v)
{
    void *memory = in->args;

    if (!grow(&in->allocator, &memory, &in->arg_cap, in->arg_count + 1, sizeof(*v))) {
        in->status = KVJWK_ERR_MEMORY;
        return false;
    }
    in->args = memory;
    in->args[in->arg_count++] = *v;
    return true;
}

/* Up to the closing parenthesis; *args is in the arena. */
static size_t arguments(struct parser *x, struct val **args)
{
    size_t bottom = x->in->arg_count, count;

    *args = NULL;
    if (take(x, ')'))
        return 0;
    do {
        struct val arg = expression(x);

        if (x->in->arg_count - bottom == ARGS_MAX || !push(x->in, &arg))
            x->failed = true;
    } while (!x->failed && take(x, ','));
    if (!take(x, ')'))
        x->failed = true;
    count = x->in->arg_count - bottom;
    x->in->arg_count = bottom;
    if (count > 0)
        *args = arena_alloc(&x->in->scratch, count * sizeof(**args));
    if (*args == NULL)
        return 0;
    memcpy(*args, x->in->args + bottom, count * sizeof(**args));
    return count;
}

static struct val call(struct parser *x)
{
    struct span name = word(x);
    struct val *args;
    size_t count;

    if (!take(x, '('))
        return give_up(x); /* also namespace.function of the template's own */
    count = arguments(x, &args);
    if (x->failed)
        return give_up(x);
    return arm_call(x->in, x->scope, name, args, count, x->place);
}

static struct val primary(struct parser *x)
{
    skip_space(x);
    if (x->p == x->end)
        return give_up(x);
    if (*x->p == '\'') {
        x->p++;
        return string_literal(x);
    }
    if (is_digit(*x->p) || *x->p == '-')
        return number_literal(x);
    return is_letter(*x->p) ? call(x) : give_up(x);
}

/* ---- .name and [index] ---- */

/* What comes from elsewhere stands where the expression does. */
static struct val moved(struct val v, uint32_t place)
{
    v.direct = false;
    v.place = place;
    v.name = JSON_NONE;
    return v;
}

static struct val absent_is_open(struct parser *x, struct val v)
{
    return v.type == VAL_NONE ? val_open(x->place, span_of("", 0)) : moved(v, x->place);
}

static struct val subscript(struct parser *x, const struct val *of)
{
    struct val index = expression(x);
    struct span name;
    int64_t number;

    if (x->failed || !take(x, ']'))
        return give_up(x);
    if (val_as_text(x->in, &index, &name))
        return absent_is_open(x, val_member(x->in, of, name));
    if (val_as_int(&index, &number) && number >= 0)
        return absent_is_open(x, val_item(x->in, of, (size_t)number));
    return val_open(x->place, span_of("", 0));
}

static struct val expression(struct parser *x)
{
    struct val v;

    if (x->in->depth >= DEPTH_MAX || x->failed)
        return give_up(x);
    x->in->depth++;
    v = primary(x);
    while (!x->failed) {
        skip_space(x);
        if (take(x, '[')) {
            v = subscript(x, &v);
        } else if (take(x, '.')) {
            struct span name = word(x);

            v = name.len == 0 ? give_up(x) : absent_is_open(x, val_member(x->in, &v, name));
        } else {
            break;
        }
    }
    x->in->depth--;
    return v;
}

struct val arm_evaluate(struct kvjwk_input *in, struct scope *scope, struct span text,
                        uint32_t place)
{
    struct parser x = {in, scope, text.ptr, text.ptr + text.len, place, false};
    struct val v;

    in->work -= (int64_t)text.len + 16;
    if (in->work < 0) {
        in->exhausted = true;
        return val_open(place, span_of("", 0));
    }
    v = expression(&x);
    skip_space(&x);
    if (x.failed || x.p != x.end)
        return val_open(place, span_of("", 0));
    return moved(v, place);
}

struct val arm_resolve(struct kvjwk_input *in, struct val v)
{
    struct span raw = json_raw(v.j, v.token), text;
    struct val out;

    if (raw.len < 2 || raw.ptr[0] != '[')
        return v;
    text = input_token_text(in, v.j, v.token);
    if (text.len > 1 && text.ptr[1] == '[') /* "[[...": a literal that begins with a bracket */
        out = val_text(v.place, span_of(text.ptr + 1, text.len - 1));
    else if (text.len < 2 || text.ptr[text.len - 1] != ']')
        return v;
    else
        out = arm_evaluate(in, v.scope, span_of(text.ptr + 1, text.len - 2), v.place);
    if (out.type == VAL_OPEN && !out.secret)
        out.u.text = text;
    out.name = v.name;
    return out;
}
