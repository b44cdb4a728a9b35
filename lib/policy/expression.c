// SPDX-License-Identifier: MIT
/* Template expressions: "[addDays(field('...'), parameters('days'))]". */
#include "policy/definition.h"

/* ---- functions ---- */

static const struct {
    const char *name;
    uint8_t least, most;
} functions[FUNCTION_COUNT] = {
    [FUNCTION_PARAMETERS] = {"parameters", 1, 1},
    [FUNCTION_FIELD] = {"field", 1, 1},
    [FUNCTION_UTC_NOW] = {"utcNow", 0, 0},
    [FUNCTION_ADD_DAYS] = {"addDays", 2, 2},
    [FUNCTION_DATE_TIME_ADD] = {"dateTimeAdd", 2, 2},
    [FUNCTION_IF] = {"if", 3, 3},
    [FUNCTION_EMPTY] = {"empty", 1, 1},
    [FUNCTION_LENGTH] = {"length", 1, 1},
    [FUNCTION_INTERSECTION] = {"intersection", 2, 2},
    [FUNCTION_EQUALS] = {"equals", 2, 2},
    [FUNCTION_NOT] = {"not", 1, 1},
    [FUNCTION_AND] = {"and", 2, ARGUMENTS_MAX},
    [FUNCTION_OR] = {"or", 2, ARGUMENTS_MAX},
    [FUNCTION_CONTAINS] = {"contains", 2, 2},
};

static enum function find_function(struct span name)
{
    unsigned f = 0;

    while (f < FUNCTION_COUNT && !span_eq_nocase(span_str(functions[f].name), name))
        f++;
    return (enum function)f;
}

/* ---- parsing ---- */

struct parser {
    struct compiler *c;
    struct span text; /* between the brackets */
    size_t at;
    const struct path *path;
};

static struct expression *parse(struct parser *p);

static struct expression *refuse(struct parser *p, const char *format, struct span what)
{
    mistake_at(p->c->source, p->path, false, format, ARGS(A_TEXT(what)));
    return NULL;
}

static struct expression *new_expression(struct compiler *c)
{
    struct expression *x = arena_alloc(&c->definition->arena, sizeof(*x));

    if (x == NULL) {
        c->source->mistakes->memory = true;
        return NULL;
    }
    memset(x, 0, sizeof(*x));
    x->function = FUNCTION_NONE;
    return x;
}

static void skip_space(struct parser *p)
{
    while (p->at < p->text.len && memchr(" \t\r\n", p->text.ptr[p->at], 4) != NULL)
        p->at++;
}

static bool skip(struct parser *p, char c)
{
    skip_space(p);
    if (p->at == p->text.len || p->text.ptr[p->at] != c)
        return false;
    p->at++;
    return true;
}

/* 'text', in which '' is one quote. */
static struct expression *parse_text(struct parser *p)
{
    struct expression *x = new_expression(p->c);
    char *memory = arena_alloc(&p->c->definition->arena, p->text.len + 1);
    size_t length = 0;

    if (x == NULL || memory == NULL)
        return NULL;
    for (p->at++; p->at < p->text.len; p->at++) {
        if (p->text.ptr[p->at] == '\'') {
            if (p->at + 1 == p->text.len || p->text.ptr[p->at + 1] != '\'')
                break;
            p->at++;
        }
        memory[length++] = p->text.ptr[p->at];
    }
    if (p->at == p->text.len)
        return refuse(p, "a text has no end in the expression {}", p->text);
    p->at++;
    memory[length] = '\0'; /* names are looked up */
    x->constant.kind = VALUE_TEXT;
    x->constant.text = span_of(memory, length);
    return x;
}

static struct expression *parse_number(struct parser *p)
{
    struct expression *x = new_expression(p->c);
    bool negative = p->text.ptr[p->at] == '-';
    int64_t n = 0;

    for (p->at += negative; p->at < p->text.len && p->text.ptr[p->at] >= '0' &&
                            p->text.ptr[p->at] <= '9' && n < INT64_C(1000000000000);
         p->at++)
        n = n * 10 + (p->text.ptr[p->at] - '0');
    if (x != NULL) {
        x->constant.kind = VALUE_NUMBER;
        x->constant.number = negative ? -n : n;
    }
    return x;
}

/* parameters and field are asked by a name that stands there. */
static bool resolve(struct parser *p, struct expression *x)
{
    const struct policy_value *name;

    if (x->function != FUNCTION_PARAMETERS && x->function != FUNCTION_FIELD)
        return true;
    name = &x->arguments[0]->constant;
    if (x->arguments[0]->function != FUNCTION_NONE || name->kind != VALUE_TEXT) {
        refuse(p, "{} is asked for something that is computed",
               span_str(functions[x->function].name));
        return false;
    }
    if (x->function == FUNCTION_FIELD) {
        x->field = field_find(p->c, name->text, p->path);
        return x->field != FIELD_COUNT;
    }
    if (json_object_get(p->c->definition->parameters, name->text.ptr) != NULL)
        return true;
    refuse(p, "the definition declares no parameter {}", name->text);
    return false;
}

static bool parse_arguments(struct parser *p, struct expression *x)
{
    if (skip(p, ')'))
        return true;
    do {
        if (x->count == ARGUMENTS_MAX) {
            refuse(p, "{} has too many arguments", span_str(functions[x->function].name));
            return false;
        }
        x->arguments[x->count] = parse(p);
        if (x->arguments[x->count++] == NULL)
            return false;
    } while (skip(p, ','));
    if (skip(p, ')'))
        return true;
    refuse(p, "a bracket is not closed in the expression {}", p->text);
    return false;
}

static struct expression *parse_call(struct parser *p)
{
    size_t start = p->at;
    struct expression *x;
    struct span name;

    while (p->at < p->text.len && ((p->text.ptr[p->at] | 32) >= 'a') &&
           ((p->text.ptr[p->at] | 32) <= 'z'))
        p->at++;
    name = span_of(p->text.ptr + start, p->at - start);
    if (name.len == 0)
        return refuse(p, "the expression {} cannot be read", p->text);
    x = new_expression(p->c);
    if (x == NULL)
        return NULL;
    x->function = find_function(name);
    if (x->function == FUNCTION_NONE)
        return refuse(p, "the function {} is not evaluated here", name);
    if (!skip(p, '('))
        return refuse(p, "{} is no call of a function", name);
    if (!parse_arguments(p, x))
        return NULL;
    if (x->count < functions[x->function].least || x->count > functions[x->function].most)
        return refuse(p, "{} has a wrong number of arguments", name);
    return resolve(p, x) ? x : NULL;
}

static struct expression *parse(struct parser *p)
{
    struct expression *x;
    char c;

    skip_space(p);
    c = p->at < p->text.len ? p->text.ptr[p->at] : '\0';
    if (++p->c->depth > DEPTH_MAX)
        return refuse(p, "the expression {} is nested too deeply", p->text);
    if (c == '\'')
        x = parse_text(p);
    else if ((c >= '0' && c <= '9') || c == '-')
        x = parse_number(p);
    else
        x = parse_call(p);
    p->c->depth--;
    return x;
}

static bool is_expression(struct span text)
{
    return text.len >= 2 && text.ptr[0] == '[' && text.ptr[1] != '[' &&
           text.ptr[text.len - 1] == ']';
}

struct expression *expression_compile(struct compiler *c, const json_t *value,
                                      const struct path *path)
{
    struct span text = span_of(json_string_value(value), json_string_length(value));
    struct parser p = {c, {"", 0}, 0, path};
    struct expression *x;

    if (!json_is_string(value) || !is_expression(text)) {
        x = new_expression(c);
        if (x != NULL)
            x->constant = value_of_json(value);
        if (x != NULL && text.len > 1 && text.ptr != NULL && text.ptr[0] == '[' &&
            text.ptr[1] == '[')
            x->constant.text = span_of(text.ptr + 1, text.len - 1);
        return x;
    }
    p.text = span_of(text.ptr + 1, text.len - 2);
    x = parse(&p);
    if (x == NULL)
        return NULL;
    skip_space(&p);
    if (p.at < p.text.len)
        return refuse(&p, "the expression {} goes on behind its end", p.text);
    return x;
}

/* ---- values ---- */

struct policy_value value_of_json(const json_t *json)
{
    struct policy_value out = {VALUE_NULL, 0, {"", 0}, NULL, NULL};

    if (json_is_string(json)) {
        out.kind = VALUE_TEXT;
        out.text = span_of(json_string_value(json), json_string_length(json));
    } else if (json_is_integer(json)) {
        out.kind = VALUE_NUMBER;
        out.number = json_integer_value(json);
    } else if (json_is_boolean(json)) {
        out.kind = VALUE_BOOL;
        out.number = json_is_true(json);
    } else if (json_is_array(json)) {
        out.kind = VALUE_LIST;
        out.list = json;
    } else if (json != NULL && !json_is_null(json)) {
        out.kind = VALUE_UNTOLD;
    }
    return out;
}

static struct policy_value unknown(void)
{
    struct policy_value out = {VALUE_UNTOLD, 0, {"", 0}, NULL, NULL};

    return out;
}

static struct policy_value of_outcome(enum azure_outcome outcome)
{
    struct policy_value out = {VALUE_BOOL, outcome == AZURE_YES, {"", 0}, NULL, NULL};

    return outcome == AZURE_UNSURE ? unknown() : out;
}

static struct policy_value field_value(struct evaluation *e, enum azure_field field)
{
    static const char *const names[FIELD_COUNT] = {
        [FIELD_TYPE] = "type",
        [FIELD_KEY_TYPE] = "keyType",
        [FIELD_CURVE] = "ellipticCurveName",
        [FIELD_KEY_SIZE] = "keySize",
        [FIELD_EXPIRES] = "attributes.expiresOn",
        [FIELD_NOT_BEFORE] = "attributes.notBefore",
        [FIELD_CREATED] = "attributes.createdOn",
        [FIELD_ROTATION] = "scheduledRotationDate",
    };
    static const enum value_kind kinds[] = {[AZURE_UNTOLD] = VALUE_UNTOLD,
                                            [AZURE_ABSENT] = VALUE_NULL,
                                            [AZURE_TIME] = VALUE_TIME,
                                            [AZURE_NUMBER] = VALUE_NUMBER,
                                            [AZURE_TEXT] = VALUE_TEXT};
    const struct azure_fact *fact = &e->key->facts[field];
    struct policy_value out = {VALUE_TEXT, 0, {"", 0}, NULL, NULL};

    if (field == FIELD_TYPE) {
        out.text = span_str(e->definition->hsm ? "Microsoft.ManagedHSM.Data/managedHsms/keys"
                                               : "Microsoft.KeyVault.Data/vaults/keys");
        return out;
    }
    out.kind = kinds[fact->kind];
    out.number = fact->number;
    out.text = fact->text;
    if (out.kind == VALUE_UNTOLD && e->untold == NULL)
        e->untold = names[field];
    return out;
}

static struct policy_value add_days(const struct policy_value *time,
                                    const struct policy_value *days)
{
    struct policy_value out = {VALUE_TIME, 0, {"", 0}, NULL, NULL};

    if (!value_time(time, &out.number) || days->kind != VALUE_NUMBER || days->number > 10000000 ||
        days->number < -10000000)
        return unknown();
    out.number += days->number * 86400;
    return out;
}

static struct policy_value add_duration(const struct policy_value *time,
                                        const struct policy_value *text)
{
    struct policy_value out = {VALUE_TIME, 0, {"", 0}, NULL, NULL};
    struct span duration = text->text;
    struct duration d;
    bool back;
    size_t at;

    if (!value_time(time, &out.number) || text->kind != VALUE_TEXT)
        return unknown();
    back = duration.len > 0 && duration.ptr[0] == '-';
    duration = span_of(duration.ptr + back, duration.len - back);
    if (duration_parse(&d, &at, duration) != DURATION_OK ||
        !duration_shift(&out.number, out.number, &d, back))
        return unknown();
    return out;
}

static struct policy_value length_of(const struct policy_value *v)
{
    struct policy_value out = {VALUE_NUMBER, 0, {"", 0}, NULL, NULL};
    const json_t *item;
    size_t i;

    if (v->kind == VALUE_TEXT) {
        out.number = (int64_t)v->text.len;
        return out;
    }
    if (v->kind != VALUE_LIST)
        return unknown();
    json_array_foreach(v->list, i, item)
    {
        struct policy_value one = value_of_json(item), other = *v;

        other.list = v->also;
        out.number += v->also == NULL || list_has(&other, &one) == AZURE_YES;
    }
    return out;
}

static struct policy_value is_empty(const struct policy_value *v)
{
    struct policy_value length = length_of(v);

    if (v->kind == VALUE_NULL)
        return of_outcome(AZURE_YES);
    if (v->kind == VALUE_UNTOLD)
        return unknown();
    return of_outcome(length.kind == VALUE_NUMBER && length.number == 0 ? AZURE_YES : AZURE_NO);
}

static struct policy_value intersection(const struct policy_value *a, const struct policy_value *b)
{
    struct policy_value out = *a;

    if (a->kind != VALUE_LIST || b->kind != VALUE_LIST || a->also != NULL || b->also != NULL)
        return unknown();
    out.also = b->list;
    return out;
}

/* and, or: Kleene's, in which unknown does not always spread. */
static struct policy_value join(struct evaluation *e, const struct expression *x, bool all)
{
    enum azure_outcome out = all ? AZURE_YES : AZURE_NO;

    for (size_t i = 0; i < x->count; i++) {
        struct policy_value v = expression_value(e, x->arguments[i]);

        if (v.kind != VALUE_BOOL)
            out = AZURE_UNSURE;
        else if ((v.number != 0) != all)
            return of_outcome(all ? AZURE_NO : AZURE_YES);
    }
    return of_outcome(out);
}

static struct policy_value choose(struct evaluation *e, const struct expression *x)
{
    struct policy_value test = expression_value(e, x->arguments[0]);

    if (test.kind != VALUE_BOOL)
        return unknown();
    return expression_value(e, x->arguments[test.number != 0 ? 1 : 2]);
}

static struct policy_value named(struct evaluation *e, const struct expression *x)
{
    struct policy_value out = {VALUE_TIME, e->key->now, {"", 0}, NULL, NULL};
    const struct policy_value *name = x->count > 0 ? &x->arguments[0]->constant : NULL;

    if (x->function == FUNCTION_FIELD)
        return field_value(e, x->field);
    if (x->function == FUNCTION_PARAMETERS)
        return value_of_json(json_object_get(e->assignment->parameters, name->text.ptr));
    return e->key->has_now ? out : unknown();
}

static struct policy_value of_two(enum function function, const struct policy_value *a,
                                  const struct policy_value *b)
{
    switch (function) {
    case FUNCTION_ADD_DAYS:
        return add_days(a, b);
    case FUNCTION_DATE_TIME_ADD:
        return add_duration(a, b);
    case FUNCTION_INTERSECTION:
        return intersection(a, b);
    case FUNCTION_EQUALS:
        return of_outcome(values_equal(a, b));
    default:
        return of_outcome(value_contains(a, b));
    }
}

static struct policy_value of_one(enum function function, const struct policy_value *a)
{
    switch (function) {
    case FUNCTION_EMPTY:
        return is_empty(a);
    case FUNCTION_LENGTH:
        return length_of(a);
    default: /* not */
        if (a->kind != VALUE_BOOL)
            return unknown();
        return of_outcome(a->number == 0 ? AZURE_YES : AZURE_NO);
    }
}

struct policy_value expression_value(struct evaluation *e, const struct expression *x)
{
    struct policy_value a, b;

    switch (x->function) {
    case FUNCTION_NONE:
        return x->constant;
    case FUNCTION_PARAMETERS:
    case FUNCTION_FIELD:
    case FUNCTION_UTC_NOW:
        return named(e, x);
    case FUNCTION_IF:
        return choose(e, x);
    case FUNCTION_AND:
    case FUNCTION_OR:
        return join(e, x, x->function == FUNCTION_AND);
    default:
        break;
    }
    a = expression_value(e, x->arguments[0]);
    if (x->count == 1)
        return of_one(x->function, &a);
    b = expression_value(e, x->arguments[1]);
    return of_two(x->function, &a, &b);
}
