// SPDX-License-Identifier: MIT
/* Conditions of a definition: compiled once, judged for every key in three values, so that what a
 * document does not tell makes nothing true or false that hangs on it. */
#include "policy/definition.h"

/* ---- words ---- */

static const char *const operators[OPERATOR_COUNT] = {
    [OPERATOR_EQUALS] = "equals",
    [OPERATOR_NOT_EQUALS] = "notEquals",
    [OPERATOR_IN] = "in",
    [OPERATOR_NOT_IN] = "notIn",
    [OPERATOR_CONTAINS] = "contains",
    [OPERATOR_NOT_CONTAINS] = "notContains",
    [OPERATOR_EXISTS] = "exists",
    [OPERATOR_LESS] = "less",
    [OPERATOR_LESS_OR_EQUALS] = "lessOrEquals",
    [OPERATOR_GREATER] = "greater",
    [OPERATOR_GREATER_OR_EQUALS] = "greaterOrEquals",
    [OPERATOR_LIKE] = "like",
    [OPERATOR_NOT_LIKE] = "notLike",
    [OPERATOR_MATCH] = "match",
    [OPERATOR_NOT_MATCH] = "notMatch",
};

static unsigned find_operator(const char *name)
{
    unsigned i = 0;

    while (i < OPERATOR_COUNT &&
           !span_eq_nocase(span_str(operators[i]), span_of(name, strlen(name))))
        i++;
    return i;
}

static bool is_word(const char *name, const char *word)
{
    return span_eq_nocase(span_str(name), span_str(word));
}

/* ---- compiling ---- */

static void *refuse(struct compiler *c, const struct path *path, const char *format,
                    const char *name)
{
    mistake_at(c->source, path, true, format, ARGS(A_TEXT(span_str(name))));
    return NULL;
}

static struct policy_condition *new_condition(struct compiler *c, enum condition_kind kind)
{
    struct policy_condition *out = arena_alloc(&c->definition->arena, sizeof(*out));

    if (out == NULL) {
        c->source->mistakes->memory = true;
        return NULL;
    }
    memset(out, 0, sizeof(*out));
    out->kind = kind;
    return out;
}

static struct policy_condition *compile_list(struct compiler *c, json_t *list,
                                             enum condition_kind kind, const struct path *path)
{
    struct policy_condition *out = new_condition(c, kind), **last;
    json_t *item;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) == 0)
        return refuse(c, path, "{} is no list of conditions", path->name);
    if (out == NULL)
        return NULL;
    last = &out->first;
    json_array_foreach(list, i, item)
    {
        const struct path here = {path, NULL, i};

        *last = condition_compile(c, item, &here);
        if (*last == NULL)
            return NULL;
        last = &(*last)->next;
    }
    return out;
}

static struct policy_condition *compile_not(struct compiler *c, json_t *inner,
                                            const struct path *path)
{
    struct policy_condition *out = new_condition(c, CONDITION_NOT);

    if (out == NULL)
        return NULL;
    out->first = condition_compile(c, inner, path);
    return out->first == NULL ? NULL : out;
}

static struct expression *compile_field(struct compiler *c, const json_t *name,
                                        const struct path *path)
{
    struct expression *x = expression_compile(c, name, path);

    if (x == NULL)
        return NULL;
    if (x->function != FUNCTION_NONE || x->constant.kind != VALUE_TEXT)
        return refuse(c, path, "{} is asked for a name that is computed", "field");
    x->field = field_find(c, x->constant.text, path);
    x->function = FUNCTION_FIELD;
    return x->field == FIELD_COUNT ? NULL : x;
}

/* exists takes true and false, also as texts. */
static bool exists_makes_sense(struct compiler *c, const struct policy_condition *out,
                               const struct path *path)
{
    const struct policy_value *v = &out->right->constant;

    if (out->operator_id != OPERATOR_EXISTS || out->right->function != FUNCTION_NONE ||
        v->kind == VALUE_BOOL ||
        (v->kind == VALUE_TEXT &&
         (span_eq_nocase(v->text, span_str("true")) || span_eq_nocase(v->text, span_str("false")))))
        return true;
    refuse(c, path, "{} is neither true nor false", path->name);
    return false;
}

/* {"field": ..., "equals": ...} or {"value": ..., "less": ...} */
static struct policy_condition *compile_test(struct compiler *c, json_t *value,
                                             const struct path *path)
{
    struct policy_condition *out = new_condition(c, CONDITION_TEST);
    void *at;

    if (out == NULL)
        return NULL;
    for (at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        const struct path here = {path, json_object_iter_key(at), 0};
        json_t *member = json_object_iter_value(at);
        bool field = is_word(here.name, "field"), left = field || is_word(here.name, "value");
        unsigned operator_id = find_operator(here.name);
        struct expression **side = left ? &out->left : &out->right;

        if (!left && operator_id == OPERATOR_COUNT)
            return refuse(c, &here, "the condition {} is not evaluated here", here.name);
        if (*side != NULL)
            return refuse(c, &here, "{} is one too many in this condition", here.name);
        *side = field ? compile_field(c, member, &here) : expression_compile(c, member, &here);
        if (*side == NULL)
            return NULL;
        if (!left)
            out->operator_id = (enum operator_id)operator_id;
        if (!left && !exists_makes_sense(c, out, &here))
            return NULL;
    }
    if (out->left != NULL && out->right != NULL)
        return out;
    mistake_at(c->source, path, false, "the condition lacks a field or value, or an operator",
               NO_ARGS);
    return NULL;
}

static struct policy_condition *compile_object(struct compiler *c, json_t *value,
                                               const struct path *path)
{
    void *at = json_object_iter(value);
    const struct path inner = {path, at == NULL ? "" : json_object_iter_key(at), 0};
    json_t *member = at == NULL ? NULL : json_object_iter_value(at);

    if (json_object_size(value) != 1)
        return compile_test(c, value, path);
    if (is_word(inner.name, "allOf"))
        return compile_list(c, member, CONDITION_ALL, &inner);
    if (is_word(inner.name, "anyOf"))
        return compile_list(c, member, CONDITION_ANY, &inner);
    if (is_word(inner.name, "not"))
        return compile_not(c, member, &inner);
    return compile_test(c, value, path);
}

struct policy_condition *condition_compile(struct compiler *c, json_t *value,
                                           const struct path *path)
{
    struct policy_condition *out = NULL;

    if (!json_is_object(value))
        mistake_at(c->source, path, false, "a condition is no object", NO_ARGS);
    else if (++c->depth > DEPTH_MAX)
        mistake_at(c->source, path, false, "conditions are nested too deeply", NO_ARGS);
    else
        out = compile_object(c, value, path);
    c->depth--;
    return out;
}

/* ---- comparing ---- */

static enum azure_outcome outcome_of(bool yes)
{
    return yes ? AZURE_YES : AZURE_NO;
}

static enum azure_outcome negated(enum azure_outcome outcome)
{
    if (outcome == AZURE_UNSURE)
        return outcome;
    return outcome == AZURE_YES ? AZURE_NO : AZURE_YES;
}

bool value_time(const struct policy_value *v, int64_t *seconds)
{
    size_t at;

    *seconds = v->number;
    return v->kind == VALUE_TIME || (v->kind == VALUE_TEXT && date_parse(seconds, &at, v->text));
}

enum azure_outcome values_equal(const struct policy_value *a, const struct policy_value *b)
{
    int64_t left, right;

    if (a->kind == VALUE_UNTOLD || b->kind == VALUE_UNTOLD)
        return AZURE_UNSURE;
    if (a->kind == VALUE_LIST || b->kind == VALUE_LIST)
        return AZURE_UNSURE;
    if ((a->kind == VALUE_TIME || b->kind == VALUE_TIME) && value_time(a, &left) &&
        value_time(b, &right))
        return outcome_of(left == right);
    if (a->kind != b->kind)
        return AZURE_NO;
    if (a->kind == VALUE_TEXT)
        return outcome_of(span_eq_nocase(a->text, b->text));
    return outcome_of(a->number == b->number);
}

enum azure_outcome list_has(const struct policy_value *list, const struct policy_value *x)
{
    const struct policy_value also = {VALUE_LIST, 0, {"", 0}, list->also, NULL};
    enum azure_outcome out = AZURE_NO;
    const json_t *item;
    size_t i;

    if (list->kind != VALUE_LIST || x->kind == VALUE_UNTOLD)
        return AZURE_UNSURE;
    if (list->also != NULL && list_has(&also, x) == AZURE_NO)
        return AZURE_NO;
    json_array_foreach(list->list, i, item)
    {
        struct policy_value one = value_of_json(item);
        enum azure_outcome equal = values_equal(&one, x);

        if (equal == AZURE_YES)
            return AZURE_YES;
        out = equal == AZURE_UNSURE ? AZURE_UNSURE : out;
    }
    return out;
}

/* -1, 0 or 1 in *order. False: there is no order between them, for which Azure has an error. */
static bool compare(const struct policy_value *a, const struct policy_value *b, int *order)
{
    int64_t left = a->number, right = b->number;

    if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT) {
        size_t n = a->text.len < b->text.len ? a->text.len : b->text.len;

        *order = 0;
        for (size_t i = 0; i < n && *order == 0; i++)
            *order = (unsigned char)ascii_lower(a->text.ptr[i]) -
                     (unsigned char)ascii_lower(b->text.ptr[i]);
        if (*order == 0)
            *order = (a->text.len > b->text.len) - (a->text.len < b->text.len);
        return true;
    }
    if (a->kind == VALUE_NUMBER && b->kind == VALUE_NUMBER) {
        *order = (left > right) - (left < right);
        return true;
    }
    if ((a->kind != VALUE_TIME && b->kind != VALUE_TIME) || !value_time(a, &left) ||
        !value_time(b, &right))
        return false;
    *order = (left > right) - (left < right);
    return true;
}

static enum azure_outcome ordered(enum operator_id operator_id, const struct policy_value *a,
                                  const struct policy_value *b)
{
    int order;

    if (!compare(a, b, &order))
        return AZURE_UNSURE;
    switch (operator_id) {
    case OPERATOR_LESS:
        return outcome_of(order < 0);
    case OPERATOR_LESS_OR_EQUALS:
        return outcome_of(order <= 0);
    case OPERATOR_GREATER:
        return outcome_of(order > 0);
    default:
        return outcome_of(order >= 0);
    }
}

/* "*" is any text; there may be one. */
static bool is_like(struct span text, struct span pattern)
{
    const char *star = memchr(pattern.ptr, '*', pattern.len);
    size_t head = star == NULL ? pattern.len : (size_t)(star - pattern.ptr);
    size_t tail = star == NULL ? 0 : pattern.len - head - 1;

    if (star == NULL)
        return span_eq_nocase(text, pattern);
    return text.len >= head + tail &&
           span_eq_nocase(span_of(text.ptr, head), span_of(pattern.ptr, head)) &&
           span_eq_nocase(span_of(text.ptr + text.len - tail, tail), span_of(star + 1, tail));
}

/* "#" is a digit, "?" a letter, "." any character; the case of letters matters. */
static bool is_match(struct span text, struct span pattern)
{
    if (text.len != pattern.len)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], p = pattern.ptr[i];
        bool digit = c >= '0' && c <= '9';
        bool letter = ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';

        if (!(p == '.' || (p == '#' && digit) || (p == '?' && letter) || p == c))
            return false;
    }
    return true;
}

static enum azure_outcome patterned(enum operator_id operator_id, const struct policy_value *a,
                                    const struct policy_value *b)
{
    if (a->kind == VALUE_NULL)
        return AZURE_NO;
    if (a->kind != VALUE_TEXT || b->kind != VALUE_TEXT)
        return AZURE_UNSURE;
    return outcome_of(operator_id == OPERATOR_LIKE ? is_like(a->text, b->text)
                                                   : is_match(a->text, b->text));
}

enum azure_outcome value_contains(const struct policy_value *a, const struct policy_value *b)
{
    if (a->kind == VALUE_NULL)
        return AZURE_NO;
    if (a->kind == VALUE_LIST)
        return list_has(a, b);
    if (a->kind != VALUE_TEXT || b->kind != VALUE_TEXT)
        return AZURE_UNSURE;
    for (size_t i = 0; i + b->text.len <= a->text.len; i++)
        if (span_eq_nocase(span_of(a->text.ptr + i, b->text.len), b->text))
            return AZURE_YES;
    return AZURE_NO;
}

static enum azure_outcome exists(const struct policy_value *a, const struct policy_value *b)
{
    bool wanted = b->kind == VALUE_TEXT ? span_eq_nocase(b->text, span_str("true"))
                                        : b->kind == VALUE_BOOL && b->number != 0;

    if (a->kind == VALUE_UNTOLD || b->kind == VALUE_UNTOLD)
        return AZURE_UNSURE;
    return outcome_of((a->kind != VALUE_NULL) == wanted);
}

static enum azure_outcome judge_test(enum operator_id operator_id, const struct policy_value *a,
                                     const struct policy_value *b)
{
    switch (operator_id) {
    case OPERATOR_EQUALS:
        return values_equal(a, b);
    case OPERATOR_NOT_EQUALS:
        return negated(values_equal(a, b));
    case OPERATOR_IN:
        return list_has(b, a);
    case OPERATOR_NOT_IN:
        return negated(list_has(b, a));
    case OPERATOR_CONTAINS:
        return value_contains(a, b);
    case OPERATOR_NOT_CONTAINS:
        return negated(value_contains(a, b));
    case OPERATOR_EXISTS:
        return exists(a, b);
    case OPERATOR_LIKE:
    case OPERATOR_MATCH:
        return patterned(operator_id, a, b);
    case OPERATOR_NOT_LIKE:
        return negated(patterned(OPERATOR_LIKE, a, b));
    case OPERATOR_NOT_MATCH:
        return negated(patterned(OPERATOR_MATCH, a, b));
    default:
        return ordered(operator_id, a, b);
    }
}

static enum azure_outcome judge_list(struct evaluation *e, const struct policy_condition *list,
                                     bool all)
{
    enum azure_outcome decided = all ? AZURE_NO : AZURE_YES, out = negated(decided);

    for (const struct policy_condition *i = list->first; i != NULL; i = i->next) {
        enum azure_outcome one = condition_judge(e, i);

        if (one == decided)
            return decided;
        out = one == AZURE_UNSURE ? AZURE_UNSURE : out;
    }
    return out;
}

enum azure_outcome condition_judge(struct evaluation *e, const struct policy_condition *condition)
{
    struct policy_value a, b;

    switch (condition->kind) {
    case CONDITION_ALL:
    case CONDITION_ANY:
        return judge_list(e, condition, condition->kind == CONDITION_ALL);
    case CONDITION_NOT:
        return negated(condition_judge(e, condition->first));
    case CONDITION_TEST:
        break;
    }
    a = expression_value(e, condition->left);
    b = expression_value(e, condition->right);
    return judge_test(condition->operator_id, &a, &b);
}
