// SPDX-License-Identifier: MIT
/* see secrets.h */
#include "secrets.h"

#include "json/json.h"

static bool name_is_secret(struct span name)
{
    static const char *const names[] = {"d",  "p",    "q",     "dp",         "dq",  "qi", "k",
                                        "t",  "priv", "oth",   "r",          "key", "D",  "K",
                                        "DP", "dP",   "value", "passphrase", "pin"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_is(name, names[i]))
            return true;
    return false;
}

/* The n-th character behind c, round and round from first to last. */
static char turned(char c, char first, char last, int n)
{
    return (char)(first + (c - first + n) % (last - first + 1));
}

/* Another character of the same class, so that the text is as well or ill formed as before. */
static char other_character(char c)
{
    if (c >= '0' && c <= '9')
        return turned(c, '0', '9', 3);
    if (c >= 'a' && c <= 'z')
        return turned(c, 'a', 'z', 5);
    return c >= 'A' && c <= 'Z' ? turned(c, 'A', 'Z', 7) : c;
}

static void take_secret(struct secrets *s, struct span document, struct span raw)
{
    size_t offset = (size_t)(raw.ptr - document.ptr);

    if (raw.len < SECRET_WINDOW || s->count == SECRETS_MAX)
        return;
    s->text[s->count++] = raw;
    for (size_t i = 0; i < raw.len; i++)
        s->twin[offset + i] = other_character(raw.ptr[i]);
}

void find_secrets(struct secrets *s, struct span document)
{
    static const struct json_limits limits = {64u << 20, 64, 16384, 10000};
    struct json j;

    memset(s, 0, sizeof(*s));
    s->twin = malloc(document.len + 1);
    require(s->twin != NULL, "memory");
    if (document.len > 0)
        memcpy(s->twin, document.ptr, document.len);
    json_init(&j, &allocator_default);
    require(json_read(&j, document, &limits, false), "memory");
    for (uint32_t t = 0; t < j.count; t++) {
        uint32_t name = json_name_of(&j, t);

        if (j.tokens[t].type == JSON_STRING && !(j.tokens[t].flags & (JSON_ESCAPED | JSON_CUT)) &&
            name != JSON_NONE && name_is_secret(json_raw(&j, name)))
            take_secret(s, document, json_raw(&j, t));
    }
    json_free(&j);
}
