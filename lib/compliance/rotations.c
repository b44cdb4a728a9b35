// SPDX-License-Identifier: MIT
/* Rotation policies by the keys they are for: vault/name, or the resource of a template. */
#include <stdlib.h>
#include <string.h>

#include "compliance/compliance.h"

#define DURATION_TEXT 40

struct policy {
    char *name;                   /* owned */
    char texts[4][DURATION_TEXT]; /* expiry, rotate after and before, notify; "" absent */
};

struct kvjwk_rotations {
    struct policy *items;
    size_t count, cap;
    size_t *slots; /* open addressing; place + 1 */
    size_t slot_count;
};

/* ---- names ---- */

static char *joined(struct span a, struct span b)
{
    char *out = malloc(a.len + b.len + 2);

    if (out == NULL)
        return NULL;
    memcpy(out, a.ptr, a.len);
    out[a.len] = '/';
    memcpy(out + a.len + 1, b.ptr, b.len);
    out[a.len + 1 + b.len] = '\0';
    return out;
}

static const char *after(const char *text, size_t length, const char *what)
{
    size_t n = strlen(what);

    for (size_t i = 0; i + n <= length; i++)
        if (memcmp(text + i, what, n) == 0)
            return text + i + n;
    return NULL;
}

static struct span until(const char *from, const char *end, char stop)
{
    const char *found = memchr(from, stop, (size_t)(end - from));

    return span_of(from, (size_t)((found == NULL ? end : found) - from));
}

/* "https://VAULT.vault.azure.net/keys/NAME/rotationpolicy" */
static char *name_of_id(const kvjwk_said *id)
{
    const char *end = id->text + id->length;
    const char *host = after(id->text, id->length, "://");
    const char *name = after(id->text, id->length, "/keys/");

    if (host == NULL || name == NULL)
        return NULL;
    return joined(until(host, end, '.'), until(name, end, '/'));
}

static char *name_of_policy(const kvjwk_key *key)
{
    kvjwk_said id = kvjwk_key_said(key, "id");

    if (id.told == KVJWK_TOLD && id.text != NULL)
        return name_of_id(&id);
    return key->name == NULL ? NULL : joined(span_str("resource"), span_str(key->name));
}

static char *name_of_key(const kvjwk_key *key)
{
    kvjwk_home home = kvjwk_key_home(key);

    if (home.container.told == KVJWK_TOLD && home.name.told == KVJWK_TOLD)
        return joined(span_of(home.container.text, home.container.length),
                      span_of(home.name.text, home.name.length));
    return key->name == NULL ? NULL : joined(span_str("resource"), span_str(key->name));
}

/* ---- the table ---- */

static size_t hash_of(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return (size_t)(h ^ h >> 29);
}

static size_t *slot_of(const kvjwk_rotations *r, const char *name)
{
    size_t i = hash_of(name) & (r->slot_count - 1);

    while (r->slots[i] != 0 && strcmp(r->items[r->slots[i] - 1].name, name) != 0)
        i = (i + 1) & (r->slot_count - 1);
    return &r->slots[i];
}

static bool make_room(kvjwk_rotations *r)
{
    size_t cap = r->cap == 0 ? 16 : r->cap * 2;
    struct policy *items;
    size_t *slots;

    if (r->count < r->cap)
        return true;
    items = realloc(r->items, cap * sizeof(*items));
    if (items == NULL)
        return false;
    r->items = items;
    slots = calloc(2 * cap, sizeof(*slots));
    if (slots == NULL)
        return false;
    free(r->slots);
    r->slots = slots;
    r->slot_count = 2 * cap;
    r->cap = cap;
    for (size_t i = 0; i < r->count; i++)
        *slot_of(r, r->items[i].name) = i + 1;
    return true;
}

kvjwk_status kvjwk_rotations_new(kvjwk_rotations **out)
{
    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = calloc(1, sizeof(**out));
    return *out == NULL ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

static void keep(char out[DURATION_TEXT], const kvjwk_said *said)
{
    out[0] = '\0';
    if (said->told != KVJWK_TOLD || said->length >= DURATION_TEXT)
        return;
    memcpy(out, said->text, said->length);
    out[said->length] = '\0';
}

kvjwk_status kvjwk_rotations_add(kvjwk_rotations *r, const kvjwk_key *key)
{
    kvjwk_rotation rotation = kvjwk_key_rotation(key);
    struct policy policy;
    size_t *slot;

    if (rotation.told != KVJWK_TOLD)
        return KVJWK_OK;
    policy.name = name_of_policy(key);
    if (policy.name == NULL) /* of no key that could be named */
        return KVJWK_OK;
    keep(policy.texts[0], &rotation.expiry);
    keep(policy.texts[1], &rotation.rotate_after);
    keep(policy.texts[2], &rotation.rotate_before);
    keep(policy.texts[3], &rotation.notify_before);
    if (!make_room(r)) {
        free(policy.name);
        return KVJWK_ERR_MEMORY;
    }
    slot = slot_of(r, policy.name);
    if (*slot != 0) { /* the last one counts */
        free(r->items[*slot - 1].name);
        r->items[*slot - 1] = policy;
    } else {
        r->items[r->count++] = policy;
        *slot = r->count;
    }
    return KVJWK_OK;
}

size_t kvjwk_rotations_count(const kvjwk_rotations *r)
{
    return r->count;
}

void kvjwk_rotations_free(kvjwk_rotations **rotations)
{
    if (rotations == NULL || *rotations == NULL)
        return;
    for (size_t i = 0; i < (*rotations)->count; i++)
        free((*rotations)->items[i].name);
    free((*rotations)->items);
    free((*rotations)->slots);
    free(*rotations);
    *rotations = NULL;
}

/* ---- a key ---- */

static kvjwk_said said(const char *text)
{
    kvjwk_said out = {*text == '\0' ? KVJWK_ABSENT : KVJWK_TOLD, 0, text, strlen(text)};

    return out;
}

bool rotation_for(const kvjwk_rotations *r, const kvjwk_key *key, kvjwk_rotation *out)
{
    char *name;
    size_t slot;

    if (r == NULL || r->count == 0)
        return false;
    name = name_of_key(key);
    slot = name == NULL ? 0 : *slot_of(r, name);
    free(name);
    if (slot == 0)
        return false;
    *out = (kvjwk_rotation){KVJWK_TOLD,
                            said(r->items[slot - 1].texts[0]),
                            said(r->items[slot - 1].texts[1]),
                            said(r->items[slot - 1].texts[2]),
                            said(r->items[slot - 1].texts[3]),
                            false};
    return true;
}
