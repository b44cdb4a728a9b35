// SPDX-License-Identifier: MIT
/* see damage.h */
#include "damage.h"

static bool is_key(const struct mutator *m, uint32_t node)
{
    uint32_t kty = is_object(m, node) ? member_of(m, node, "kty") : NONE;

    return kty != NONE && is_string(m, kty);
}

/* The key that the damage is for: the same one for all steps of a damage. */
uint32_t the_key(struct mutator *m)
{
    if (m->key == NONE)
        m->key = any_node(m, is_key);
    return m->key;
}

uint32_t the_member(struct mutator *m, const char *name)
{
    uint32_t key = the_key(m);

    return key == NONE ? NONE : member_of(m, key, name);
}

bool key_is(struct mutator *m, const char *base)
{
    uint32_t kty = the_member(m, "kty");
    size_t n = strlen(base);

    return kty != NONE && m->nodes[kty].end - m->nodes[kty].at >= n + 2 &&
           memcmp(m->text + m->nodes[kty].at + 1, base, n) == 0 &&
           (m->text[m->nodes[kty].at + 1 + n] == '"' || m->text[m->nodes[kty].at + 1 + n] == '-');
}

/* The octets of a member, in m->octets; NONE when it has none. */
uint32_t the_octets(struct mutator *m, const char *name)
{
    uint32_t node = the_member(m, name);

    return node != NONE && take_octets(m, node) && m->octet_count > 0 ? node : NONE;
}

/* Some base64url member of the key that has at least one octet. */
uint32_t some_octets(struct mutator *m)
{
    static const char *const names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y", "k"};
    uint32_t there[sizeof(names) / sizeof(names[0])], node;
    size_t count = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if ((node = the_octets(m, names[i])) != NONE)
            there[count++] = node;
    if (count == 0)
        return NONE;
    node = there[below(m, count)];
    take_octets(m, node);
    return node;
}

bool set_member(struct mutator *m, const char *name, const char *json)
{
    uint32_t node = the_member(m, name);

    return node != NONE && set_value(m, node, json);
}

/* ---- all of them ---- */

size_t damage_count(void)
{
    return text_damage_count + number_damage_count;
}

const struct damage *damage_at(size_t i)
{
    if (i < text_damage_count)
        return &text_damages[i];
    i -= text_damage_count;
    return i < number_damage_count ? &number_damages[i] : NULL;
}
