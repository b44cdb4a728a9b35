// SPDX-License-Identifier: MIT
/* What a key has in common with others, told where it stands. */
#include "material/across.h"

#include "base/sort.h"
#include "material/checks.h"

#include <string.h>

#define LIST_MAX 700     /* octets of the names of a finding */
#define NAMES_LISTED 3u  /* of them */
#define NAME_COLUMNS 200 /* of each of them */

/* Names of keys for a message: "a, b, c and 4 more". */
struct list {
    char text[LIST_MAX];
    struct buf out;
    size_t listed, left;
};

static void list_begin(struct list *l)
{
    buf_init(&l->out, l->text, sizeof(l->text));
    l->listed = l->left = 0;
}

static void list_add(struct list *l, const char *name)
{
    if (l->listed == NAMES_LISTED) {
        l->left++;
        return;
    }
    buf_str(&l->out, l->listed == 0 ? "" : ", ");
    message_clip(&l->out, span_str(name), NAME_COLUMNS);
    l->listed++;
}

static const char *list_text(struct list *l)
{
    if (l->left > 0)
        message_format(&l->out, " and {} more", ARGS(A_NUM(l->left)));
    return l->text;
}

/* ---- keys of one value -------------------------------------------------------------------------
 */

struct range {
    const struct kvjwk_across *across;
    const struct identity *identity;
    size_t first, count;
};

static const struct across_key *key_at(const struct range *r, size_t i)
{
    return &r->across->keys[r->first + i];
}

static bool has_same_more(const struct range *r, size_t i)
{
    return memcmp(key_at(r, i)->identity.more, r->identity->more, sizeof(r->identity->more)) == 0;
}

/* Adds the keys that are the same in the rest of their value, too, or those that are not. */
static size_t list_keys(struct list *l, const struct range *r, bool same)
{
    size_t count = 0;

    list_begin(l);
    for (size_t i = 0; i < r->count; i++) {
        if (has_same_more(r, i) != same)
            continue;
        list_add(l, r->across->names + key_at(r, i)->name);
        count++;
    }
    return count;
}

static bool same_kid(const struct across_key *a, const struct across_key *b)
{
    return a->has_kid && b->has_kid && memcmp(a->kid, b->kid, sizeof(a->kid)) == 0;
}

/* Whether those that are the same have different names: one key that is listed twice has one. */
static bool has_several_kids(const struct range *r)
{
    const struct across_key *one = NULL;

    for (size_t i = 0; i < r->count; i++) {
        if (!has_same_more(r, i))
            continue;
        if (one != NULL && !same_kid(one, key_at(r, i)))
            return true;
        one = key_at(r, i);
    }
    return false;
}

static void tell_duplicates(struct kvjwk_material *m, const struct range *r,
                            enum material_rule rule, const char *member)
{
    struct list l;
    size_t count;

    if (r->count < 2 || !has_several_kids(r))
        return;
    count = list_keys(&l, r, true);
    tell(m, rule, member, "the same {} is there {} times: {}",
         ARGS(A_STR(rule == MATERIAL_SHARED_SECRET ? "secret" : "key"), A_NUM(count),
              A_STR(list_text(&l))));
}

static void tell_others(struct kvjwk_material *m, const struct range *r, enum material_rule rule,
                        const char *member, const char *format)
{
    struct list l;

    if (r->count > 1 && list_keys(&l, r, false) > 0)
        tell(m, rule, member, format, ARGS(A_STR(list_text(&l))));
}

/* ---- common primes -----------------------------------------------------------------------------
 */

static int by_order(const void *a, const void *b, const void *ctx)
{
    const struct modulus *items = ctx;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    uint64_t x = items[i].order, y = items[k].order;

    return x != y ? (x > y) - (x < y) : (i > k) - (i < k);
}

/* The members of the groups of a modulus, but itself; sorted, each of them as often as it is there.
 */
static size_t gather(const struct moduli *m, size_t modulus, uint32_t *out)
{
    size_t first, groups = moduli_groups_of(m, modulus, &first), count = 0;

    for (size_t i = 0; i < groups; i++) {
        size_t g = m->memberships[first + i].group;

        for (size_t k = m->groups.start[g]; k < m->groups.start[g + 1]; k++) {
            if (m->groups.member[k] == modulus)
                continue;
            if (out != NULL)
                out[count] = m->groups.member[k];
            count++;
        }
    }
    return count;
}

static void list_modulus(struct list *l, const struct kvjwk_across *a, size_t modulus)
{
    struct identity identity = {IDENTITY_RSA, {0}, {0}};
    size_t first;

    memcpy(identity.hash, a->moduli.items[modulus].hash, sizeof(identity.hash));
    if (across_range(a, &identity, &first) > 0)
        list_add(l, a->names + a->keys[first].name);
}

static size_t list_partners(struct kvjwk_material *m, struct list *l, size_t modulus)
{
    const struct moduli *moduli = &m->across->moduli;
    size_t count = gather(moduli, modulus, NULL), different = 0;
    uint32_t *partners = OPENSSL_malloc((count + 1) * 2 * sizeof(*partners));

    list_begin(l);
    m->calc.failed = m->calc.failed || partners == NULL;
    if (!m->calc.failed && gather(moduli, modulus, partners) > 0)
        sort_stable(partners, partners + count, count, sizeof(*partners), by_order, moduli->items);
    for (size_t i = 0; i < count && !m->calc.failed; i++) {
        if (i > 0 && partners[i] == partners[i - 1])
            continue;
        list_modulus(l, m->across, partners[i]);
        different++;
    }
    OPENSSL_free(partners);
    return different;
}

static void tell_shared_prime(struct kvjwk_material *m, const struct identity *identity)
{
    const struct moduli *moduli = &m->across->moduli;
    size_t modulus = moduli_find(moduli, identity->hash), first, count;
    struct list l;

    if (moduli->too_many) {
        tell_unknown(m, MATERIAL_NOT_EVALUATED, "n",
                     "common primes are looked for among up to {} moduli without GMP; here are {}",
                     ARGS(A_NUM(batch_most()), A_NUM(moduli->count)));
        return;
    }
    if (modulus == moduli->count || moduli_groups_of(moduli, modulus, &first) == 0)
        return;
    count = list_partners(m, &l, modulus);
    if (count == 0)
        tell(m, MATERIAL_SHARED_PRIME, "n", "n has a prime in common with another modulus",
             NO_ARGS);
    else
        tell(m, MATERIAL_SHARED_PRIME, "n", "n has a prime in common with {} other {}: {}",
             ARGS(A_NUM(count), A_STR(count == 1 ? "modulus" : "moduli"), A_STR(list_text(&l))));
}

/* ---- one key -----------------------------------------------------------------------------------
 */

static void check_secret(struct kvjwk_material *m, const struct range *r)
{
    if (m->base == BASE_OCT)
        tell_duplicates(m, r, MATERIAL_SHARED_SECRET, "k");
    tell_others(m, r, MATERIAL_SHARED_SECRET, m->base == BASE_OCT ? "k" : "d",
                "the secret is that of another key, too: {}");
}

static void check_identity(struct kvjwk_material *m, const struct identity *identity)
{
    struct range r = {m->across, identity, 0, 0};

    r.count = across_range(m->across, identity, &r.first);
    switch ((enum identity_kind)identity->kind) {
    case IDENTITY_RSA:
        tell_duplicates(m, &r, MATERIAL_DUPLICATE, "n");
        tell_others(m, &r, MATERIAL_SHARED_MODULUS, "n",
                    "another key has this n and another e: {}");
        tell_shared_prime(m, identity);
        break;
    case IDENTITY_POINT:
        tell_duplicates(m, &r, MATERIAL_DUPLICATE, "x");
        if (!m->off_curve)
            tell_others(m, &r, MATERIAL_NEGATED, "x", "another key has this x and the other y: {}");
        break;
    case IDENTITY_OKP:
        tell_duplicates(m, &r, MATERIAL_DUPLICATE, "x");
        break;
    case IDENTITY_SECRET:
        check_secret(m, &r);
        break;
    }
}

void check_across(struct kvjwk_material *m)
{
    struct identity identities[IDENTITIES_MAX];
    size_t count;

    if (m->across == NULL || !m->across->finished)
        return;
    count = identities_of(m->key, identities);
    for (size_t i = 0; i < count && !m->calc.failed; i++)
        check_identity(m, &identities[i]);
    OPENSSL_cleanse(identities, sizeof(identities));
}
