// SPDX-License-Identifier: MIT
/* The key at hand: its members as octets and numbers, and what is said about it. */
#include "material/subject.h"

#include <openssl/crypto.h>
#include <string.h>

#define MESSAGE_MAX 1024

const char *const member_names[MEMBERS] = {"n",  "e",  "d", "p", "q", "dp",
                                           "dq", "qi", "x", "y", "k"};

/* ---- members -----------------------------------------------------------------------------------
 */

static void skip_zeros(struct member_value *v)
{
    while (v->length > 0 && *v->octets == 0) {
        v->octets++;
        v->length--;
    }
}

/* False when it is there and longer than anything that is looked at. */
static bool read_member(struct kvjwk_material *m, enum member member)
{
    struct member_value *v = &m->values[member];
    size_t length;

    if (!kvjwk_key_octets(m->key, member_names[member], m->memory[member], OCTETS_MAX, &length))
        return length <= OCTETS_MAX;
    v->octets = m->memory[member];
    v->length = length;
    return true;
}

static bool read_number(struct kvjwk_material *m, enum member member)
{
    bool fits = read_member(m, member);

    if (has(m, member))
        skip_zeros(&m->values[member]);
    return fits && value_of(m, member).length <= INTEGER_OCTETS;
}

const num *subject_number(struct kvjwk_material *m, enum member member)
{
    struct member_value *v = &m->values[member];

    if (!v->converted)
        num_read(&m->calc, m->numbers[member], v->octets, v->length);
    v->converted = true;
    return m->numbers[member];
}

unsigned subject_bits(const struct kvjwk_material *m, enum member member)
{
    const struct member_value *v = &m->values[member];
    unsigned bits = 8 * (unsigned)v->length;

    for (unsigned mask = 0x80; bits > 0 && mask > 0 && !(*v->octets & mask); mask >>= 1)
        bits--;
    return bits;
}

/* ---- keys --------------------------------------------------------------------------------------
 */

static bool read_rsa(struct kvjwk_material *m)
{
    enum member last = m->key->private_part ? QI : E;
    const struct member_value *n = &m->values[N];
    bool fits = true;

    for (enum member i = N; i <= last; i++)
        fits = read_number(m, i) && fits;
    if (!fits)
        tell_unknown(m, MATERIAL_NOT_EVALUATED, "n",
                     "a number of this key has more than {} bits; nothing is computed with it",
                     ARGS(A_NUM(8 * INTEGER_OCTETS)));
    if (!fits || !has(m, N) || n->length == 0 || !(n->octets[n->length - 1] & 1))
        return false;
    m->n_bits = subject_bits(m, N);
    m->residues.known = 0;
    words_read(&m->n, n->octets, n->length);
    return true;
}

/* Of a length that is wrong the core says so; zero octets more or fewer are the same number. */
static bool read_coordinate(struct kvjwk_material *m, enum member member, const struct curve *curve)
{
    struct member_value *v = &m->values[member];

    if (!read_member(m, member) || !has(m, member))
        return false;
    if (v->length != curve->octets)
        skip_zeros(v);
    if (v->length > curve->octets)
        return false;
    if (v->length < curve->octets) {
        size_t zeros = curve->octets - v->length;

        memmove(m->memory[member] + zeros, v->octets, v->length);
        memset(m->memory[member], 0, zeros);
        v->octets = m->memory[member];
        v->length = curve->octets;
    }
    return true;
}

static bool read_ec(struct kvjwk_material *m)
{
    struct curve *curve =
        m->key->param == NULL ? NULL : curve_find(&m->curves, m->key->param->name);

    m->curve = NULL;
    if (curve == NULL || !read_coordinate(m, X, curve) || !read_coordinate(m, Y, curve))
        return false;
    if (m->key->private_part)
        read_number(m, D);
    if (curve_ready(&m->calc, curve))
        m->curve = curve;
    else if (curve->missing)
        tell_unknown(m, MATERIAL_NOT_EVALUATED, "x",
                     "the cryptographic library of this build does not have {}",
                     ARGS(A_STR(curve->name)));
    return m->curve != NULL;
}

static bool read_oct(struct kvjwk_material *m)
{
    return read_member(m, K) && has(m, K) && value_of(m, K).length > 0;
}

static bool read_okp(struct kvjwk_material *m)
{
    return read_member(m, X) && has(m, X);
}

bool subject_read(struct kvjwk_material *m)
{
    static const struct {
        const char *base;
        bool (*read)(struct kvjwk_material *m);
    } rows[BASES] = {
        [BASE_RSA] = {"RSA", read_rsa},
        [BASE_EC] = {"EC", read_ec},
        [BASE_OCT] = {"oct", read_oct},
        [BASE_OKP] = {"OKP", read_okp},
    };

    memset(m->values, 0, sizeof(m->values));
    m->hashed = false;
    m->n_bits = 0;
    m->off_curve = false;
    if (m->key->kty == NULL)
        return false;
    for (size_t i = 0; i < BASES; i++) {
        if (strcmp(rows[i].base, m->key->kty->base) != 0)
            continue;
        m->base = (enum base)i;
        return rows[i].read(m);
    }
    return false;
}

static bool is_secret(enum member member)
{
    return member == K || (member >= D && member <= QI);
}

void subject_forget(struct kvjwk_material *m)
{
    for (enum member i = N; i < MEMBERS; i++) {
        const struct member_value *v = &m->values[i];

        if (v->octets == NULL || !is_secret(i))
            continue;
        OPENSSL_cleanse(m->memory[i], (size_t)(v->octets - m->memory[i]) + v->length);
        if (v->converted)
            BN_clear(m->numbers[i]);
    }
    OPENSSL_cleanse(m->hash, sizeof(m->hash));
}

const uint8_t *subject_hash(struct kvjwk_material *m)
{
    static const enum member members[BASES] = {N, X, K, X};
    struct member_value v = m->values[members[m->base]];

    if (m->hashed)
        return m->hash;
    if (v.octets == NULL)
        return NULL;
    if (m->base == BASE_EC)
        skip_zeros(&v);
    digest_sha256(m->hash, v.octets, v.length);
    m->hashed = true;
    return m->hash;
}

/* ---- findings ----------------------------------------------------------------------------------
 */

static const kvjwk_rule *rule_of(struct kvjwk_material *m, enum material_rule rule)
{
    static const char *const names[MATERIAL_RULES] = {
#define MATERIAL_RULE(id, name) [MATERIAL_##id] = name,
#include "material/rules.def"
#undef MATERIAL_RULE
    };

    if (m->rules[rule] == NULL)
        m->rules[rule] = kvjwk_rule_find(names[rule]);
    return m->rules[rule];
}

void subject_tell(struct kvjwk_material *m, kvjwk_result result, enum material_rule rule,
                  const char *member, const char *format, const struct arg *args)
{
    char message[MESSAGE_MAX];
    struct buf b;

    if (m->calc.failed)
        return;
    buf_init(&b, message, sizeof(message));
    message_format(&b, format, args);
    kvjwk_report_rule(m->to, rule_of(m, rule), result, member, message);
}
