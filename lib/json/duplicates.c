// SPDX-License-Identifier: MIT
/* Member names that stand twice in one object, compared as what they mean, not as they are spelled.
 */
#include "json/json.h"

#include "base/sort.h"
#include "facts/facts.h"

#define FEW 16 /* below this, comparing every pair beats sorting */

struct name {
    struct span text;
    uint32_t token;
};

static int by_text(const void *a, const void *b, const void *ctx)
{
    const struct name *x = a, *y = b;
    size_t shorter = x->text.len < y->text.len ? x->text.len : y->text.len;
    int order = shorter > 0 ? memcmp(x->text.ptr, y->text.ptr, shorter) : 0;

    (void)ctx;
    if (order != 0)
        return order;
    return (x->text.len > y->text.len) - (x->text.len < y->text.len);
}

static bool report(struct json *j, uint32_t first, uint32_t again)
{
    const struct json_token *token = &j->tokens[again];
    const char *format = "member {} stands again; the first is at offset {}";

    if (token->flags & JSON_ESCAPED)
        format = "member {}, spelled with an escape, stands again; the first is at offset {}";
    j->syntax_error = true;
    return json_fault(j, RULE_JSON_DUPLICATE, token->offset - 1, token->length + 2, format,
                      ARGS(A_TEXT(json_raw(j, again)), A_NUM(j->tokens[first].offset - 1)));
}

static bool object_has_escapes(const struct json *j, uint32_t object)
{
    for (uint32_t t = json_first(j, object); t < j->tokens[object].next; t = j->tokens[t + 1].next)
        if (j->tokens[t].flags & JSON_ESCAPED)
            return true;
    return false;
}

/* One of 64 bits; names that are equal have the same. */
static uint64_t sign_of(struct span name)
{
    uint32_t mix = (uint32_t)name.len;

    if (name.len > 0)
        mix += (uint32_t)(unsigned char)name.ptr[0] * 5 + (unsigned char)name.ptr[name.len - 1];
    return UINT64_C(1) << (mix & 63);
}

/* The last of the first n names that is like this one; n when none is. */
static size_t find_twin(const struct json *j, const uint32_t *names, size_t n, struct span name)
{
    for (size_t i = n; i > 0; i--)
        if (span_eq(json_raw(j, names[i - 1]), name))
            return i - 1;
    return n;
}

/* The common case: a few names without escapes. */
static bool compare_pairs(struct json *j, uint32_t object)
{
    uint32_t names[FEW];
    uint32_t t = json_first(j, object);
    uint64_t seen = 0;

    for (size_t n = 0; n < j->tokens[object].count; n++, t = j->tokens[t + 1].next) {
        struct span name = json_raw(j, t);
        uint64_t sign = sign_of(name);
        size_t twin = seen & sign ? find_twin(j, names, n, name) : n;

        if (twin < n && !report(j, names[twin], t))
            return false;
        seen |= sign;
        names[n] = t;
    }
    return true;
}

static bool compare_sorted(struct json *j, uint32_t object, struct arena *scratch)
{
    size_t n = j->tokens[object].count, k = 0;
    struct name *names = arena_alloc(scratch, n * sizeof(*names));
    struct name *room = arena_alloc(scratch, n * sizeof(*names));

    if (names == NULL || room == NULL)
        return false;
    for (uint32_t t = json_first(j, object); t < j->tokens[object].next;
         t = j->tokens[t + 1].next) {
        if (!json_text(j, t, scratch, &names[k].text))
            return false;
        names[k++].token = t;
    }
    sort_stable(names, room, k, sizeof(*names), by_text, NULL);
    for (size_t i = 1; i < k; i++)
        if (span_eq(names[i - 1].text, names[i].text) &&
            !report(j, names[i - 1].token, names[i].token))
            return false;
    return true;
}

static int by_offset(const void *a, const void *b, const void *ctx)
{
    const struct json_fault *x = a, *y = b;

    (void)ctx;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

bool json_sort_faults(struct json *j, struct arena *scratch)
{
    struct json_fault *room;

    if (j->fault_count < 2)
        return true;
    room = arena_alloc(scratch, j->fault_count * sizeof(*room));
    if (room == NULL) {
        j->out_of_memory = true;
        return false;
    }
    sort_stable(j->faults, room, j->fault_count, sizeof(*room), by_offset, NULL);
    return true;
}

bool json_find_duplicates(struct json *j, struct arena *scratch)
{
    size_t before = j->fault_count;

    for (uint32_t t = 0; t < j->count; t++) {
        const struct json_token *token = &j->tokens[t];
        bool ok = true;

        if (token->type != JSON_OBJECT || token->count < 2)
            continue;
        if (token->count <= FEW && !object_has_escapes(j, t))
            ok = compare_pairs(j, t);
        else
            ok = compare_sorted(j, t, scratch);
        if (!ok) {
            j->out_of_memory = true;
            return false;
        }
    }
    return j->fault_count == before || json_sort_faults(j, scratch);
}
