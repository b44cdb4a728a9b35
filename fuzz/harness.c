// SPDX-License-Identifier: MIT
/* see harness.h */
#include "harness.h"

#include <stdarg.h>

#include "text/utf8.h"

void broken(const char *format, ...)
{
    va_list args;

    fputs("\nproperty does not hold: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}

/* ---- chance ---- */

uint64_t hash_bytes(uint64_t seed, const void *data, size_t size)
{
    const unsigned char *p = data;

    for (size_t i = 0; i < size; i++)
        seed = (seed ^ p[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    return seed;
}

struct choice choice_of(const uint8_t *data, size_t size)
{
    struct choice c = {hash_bytes(UINT64_C(0xcbf29ce484222325), data, size)};

    return c;
}

size_t choose(struct choice *c, size_t n)
{
    uint64_t z = c->state += UINT64_C(0x9e3779b97f4a7c15); /* SplitMix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((z ^ (z >> 31)) % n);
}

kvjwk_extension arithmetic(kvjwk_material_level level)
{
    static kvjwk_material *materials[KVJWK_MATERIAL_DEEP + 1];
    kvjwk_extension none = {0};

    if (FUZZ_CORE_ALONE || level == KVJWK_MATERIAL_OFF)
        return none;
    if (materials[level] == NULL)
        require(kvjwk_material_new(&materials[level], level) == KVJWK_OK, "memory");
    return kvjwk_material_extension(materials[level]);
}

kvjwk_options choose_options(struct choice *c, kvjwk_material_level most)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    options.target = (kvjwk_target)choose(c, KVJWK_TARGET_RFC + 1);
    if (choose(c, 4) == 0)
        options.edition = kvjwk_edition_at(choose(c, kvjwk_edition_count()));
    if (choose(c, 4) == 0)
        options.api = kvjwk_api_version_at(choose(c, kvjwk_api_version_count()));
    if (choose(c, 8) == 0)
        options.kind = kvjwk_kind_at(choose(c, kvjwk_kind_count()));
    options.allow_preview = choose(c, 4) == 0;
    options.has_now = choose(c, 8) > 0;
    options.now = FUZZ_NOW;
    if (most > KVJWK_MATERIAL_OFF && choose(c, 2) == 0)
        options.extension = arithmetic((kvjwk_material_level)(1 + choose(c, (size_t)most)));
    return options;
}

/* ---- what a run said ---- */

struct outcome *outcome_a(void)
{
    static struct outcome o;

    return &o;
}

struct outcome *outcome_b(void)
{
    static struct outcome o;

    return &o;
}

static uint64_t hash_text(uint64_t seed, const char *text)
{
    return text == NULL ? seed : hash_bytes(seed, text, strlen(text) + 1);
}

static uint64_t hash_number(uint64_t seed, size_t n)
{
    return hash_bytes(seed, &n, sizeof(n));
}

static int take_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct outcome *o = payload;
    struct told *t;

    if (o->count++ >= TOLD_MAX)
        return 0;
    t = &o->told[o->count - 1];
    memset(t, 0, sizeof(*t));
    t->rule = f->rule;
    t->severity = f->severity;
    t->result = f->result;
    t->target = f->target;
    t->offset = f->offset;
    t->length = f->length;
    t->key = key_index;
    t->place = hash_text(1, f->pointer);
    t->words = hash_text(hash_text(2, f->message), f->excerpt);
    t->words = hash_number(hash_number(t->words, f->line), f->column);
    t->words = hash_number(hash_number(t->words, f->end_column), f->excerpt_column);
    t->words = hash_number(t->words, f->excerpt_length);
    return 0;
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct outcome *o = payload;
    struct told_key *k;

    require(key_index == o->key_count, "keys come in order");
    if (o->key_count++ >= TOLD_KEYS_MAX)
        return 0;
    k = &o->keys[key_index];
    memset(k, 0, sizeof(*k));
    k->verdict = key->verdict;
    k->kty = key->kty;
    k->param = key->param;
    memcpy(k->services, key->services, sizeof(k->services));
    k->errors = key->errors;
    k->warnings = key->warnings;
    k->notes = key->notes;
    k->unknowns = key->unknowns;
    return 0;
}

kvjwk_sink outcome_sink(struct outcome *o, bool brief)
{
    kvjwk_sink sink = {take_finding, take_key, o, brief};

    o->count = o->key_count = 0;
    memset(&o->summary, 0, sizeof(o->summary));
    return sink;
}

void run_checker(struct outcome *o, kvjwk_checker *checker, const void *text, size_t size,
                 bool brief)
{
    kvjwk_sink sink = outcome_sink(o, brief);

    o->status = kvjwk_checker_run(checker, text, size, &sink, &o->summary);
}

void run_check(struct outcome *o, const void *text, size_t size, const kvjwk_options *options)
{
    kvjwk_checker *checker;

    require(kvjwk_checker_new(&checker, options) == KVJWK_OK, "a checker can be made");
    run_checker(o, checker, text, size, false);
    kvjwk_checker_free(&checker);
}

static size_t kept(const struct outcome *o)
{
    return o->count < TOLD_MAX ? o->count : TOLD_MAX;
}

const struct told *find_rule(const struct outcome *o, const char *rule)
{
    for (size_t i = 0; i < kept(o); i++)
        if (strcmp(o->told[i].rule->id, rule) == 0)
            return &o->told[i];
    return NULL;
}

void print_outcome(const struct outcome *o)
{
    fprintf(stderr, "%s, %zu keys, %zu findings\n", kvjwk_status_name(o->status), o->key_count,
            o->count);
    for (size_t i = 0; i < kept(o); i++)
        fprintf(stderr, "  %s %s [%s] at %zu, place %016llx, words %016llx\n", o->told[i].rule->id,
                o->told[i].result == KVJWK_UNKNOWN ? "unknown"
                                                   : kvjwk_severity_name(o->told[i].severity),
                kvjwk_target_name(o->told[i].target), o->told[i].offset,
                (unsigned long long)o->told[i].place, (unsigned long long)o->told[i].words);
}

/* ---- comparing ---- */

static uint64_t digest_of(const struct told *t, bool places)
{
    uint64_t digest = hash_text(3, t->rule->id);

    digest = hash_number(digest, (size_t)t->severity);
    digest = hash_number(digest, (size_t)t->result);
    digest = hash_number(digest, (size_t)t->target);
    digest = hash_number(digest, t->key);
    return places ? hash_bytes(digest, &t->place, sizeof(t->place)) : digest;
}

/* Sums of well-mixed digests do not depend on the order. */
static uint64_t sum_of(const struct outcome *o, bool places)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < kept(o); i++) {
        struct choice c = {digest_of(&o->told[i], places)};

        sum += (uint64_t)choose(&c, SIZE_MAX);
    }
    return sum;
}

bool same_findings(const struct outcome *a, const struct outcome *b, bool places)
{
    return a->status == b->status && a->count == b->count && sum_of(a, places) == sum_of(b, places);
}

bool same_keys(const struct outcome *a, const struct outcome *b)
{
    size_t n = a->key_count < TOLD_KEYS_MAX ? a->key_count : TOLD_KEYS_MAX;

    return a->key_count == b->key_count && memcmp(a->keys, b->keys, n * sizeof(a->keys[0])) == 0;
}

bool same_outcome(const struct outcome *a, const struct outcome *b)
{
    return a->status == b->status && a->count == b->count && same_keys(a, b) &&
           memcmp(a->told, b->told, kept(a) * sizeof(a->told[0])) == 0;
}

/* ---- text ---- */

bool is_printable(const char *text, size_t length, bool lines)
{
    for (size_t at = 0; at < length;) {
        uint32_t cp = 0;
        size_t step = utf8_step(span_of(text + at, length - at), &cp);

        if (step == 0 || (utf8_is_unprintable(cp) && !(lines && cp == '\n')))
            return false;
        at += step;
    }
    return true;
}
