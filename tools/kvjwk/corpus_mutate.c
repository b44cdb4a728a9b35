// SPDX-License-Identifier: MIT
/* Labelled mutants: sound keys, each damaged in one known way, with the rule that must find it. */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"

#include <stdlib.h>
#include <string.h>

#include "mutator.h"
#include "octets.h"

#define FILE_MAX_OCTETS ((size_t)64 << 10)
#define TRIES 64 /* for a damage that fits the key */

struct sound {
    const char *name; /* file, or id of a case; the manifest or the command line holds it */
    struct octets text;
};

struct mutants {
    const struct settings *settings;
    struct mutator *mutator;
    struct sound *sources;
    size_t count;
    uint64_t random;
};

/* splitmix64 */
static uint64_t next(struct mutants *m)
{
    uint64_t z = m->random += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* ---- sound keys --------------------------------------------------------------------------------
 */

/* Nothing is wrong with it at any service or by the RFCs, so what is found in a mutant is of the
 * damage. Damages know a key as a JWK has it. */
static bool is_sound(const struct octets *text)
{
    static const char *const kinds[] = {"jwk", "jwk-set", "key-bundle", "key-import"};
    kvjwk_material *material = NULL;
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_summary summary = {0};
    const kvjwk_sink sink = {NULL, NULL, NULL, true};
    bool ok = kvjwk_material_new(&material, KVJWK_MATERIAL_QUICK) == KVJWK_OK, known = false;

    options.target = KVJWK_TARGET_RFC;
    options.has_now = true;
    options.now = CORPUS_NOW;
    if (ok)
        options.extension = kvjwk_material_extension(material);
    ok = ok && kvjwk_check(text->at, text->length, &options, &sink, &summary) == KVJWK_OK;
    kvjwk_material_free(&material);
    for (size_t i = 0; ok && summary.kind != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        known = known || strcmp(kinds[i], summary.kind->name) == 0;
    return ok && known && summary.keys > 0 && summary.fail == 0 && summary.errors == 0 &&
           summary.warnings == 0;
}

static bool add(struct mutants *m, const char *name, struct octets *text)
{
    struct sound *more = realloc(m->sources, (m->count + 1) * sizeof(*more));

    if (more == NULL) {
        octets_free(text);
        return false;
    }
    m->sources = more;
    m->sources[m->count++] = (struct sound){name, *text};
    return true;
}

/* An exit code. */
static int read_files(struct mutants *m, char **files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct octets text = {NULL, 0};
        int error = octets_read(&text, files[i], FILE_MAX_OCTETS);

        if (error == 0 && text.length <= FILE_MAX_OCTETS && is_sound(&text)) {
            if (!add(m, files[i], &text))
                return EXIT_USAGE;
            continue;
        }
        complain(m->settings->command, "%s: %s", printable(files[i]),
                 error != 0 ? strerror(error)
                            : "something is wrong with it already; see: kvjwk check --target rfc");
        octets_free(&text);
        return error != 0 ? EXIT_INPUT : EXIT_USAGE;
    }
    return EXIT_OK;
}

/* The keys of the corpus that every layer of JOSE accepts. */
static int read_corpus(struct mutants *m, const struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        const struct question *q = &corpus->questions[i];
        struct octets text = {NULL, 0};
        char path[4096];

        if (q->expected != ACCEPT)
            continue;
        snprintf(path, sizeof(path), "%s/%s", corpus->folder,
                 json_string_value(json_object_get(q->row, "file")));
        if (octets_read(&text, path, FILE_MAX_OCTETS) != 0) {
            complain(m->settings->command, "cannot read %s", printable(path));
            return EXIT_INPUT;
        }
        if (text.length > FILE_MAX_OCTETS || !is_sound(&text))
            octets_free(&text);
        else if (!add(m, q->id, &text))
            return EXIT_USAGE;
    }
    return EXIT_OK;
}

/* ---- labels ------------------------------------------------------------------------------------
 */

static enum layer layer_of(const char *rule)
{
    enum layer layer = LAYER_MATERIAL;
    char prefix[16];

    if (rule == NULL)
        return LAYER_MATERIAL; /* the last of JOSE must still accept it */
    snprintf(prefix, sizeof(prefix), "%.*s", (int)strcspn(rule, "-"), rule);
    layer_find(&layer, prefix);
    return layer;
}

/* The RFCs leave these to the implementation: OPEN of tools/corpuslabels.py. */
static bool is_open(const char *rule)
{
    static const char *const rules[] = {
        "json-depth",
        "json-duplicate",
        "json-surrogate",
        "json-nul",
        "json-bom",
        "jwk-member-name",
        "jwa-okp-zero",
        "jwk-material-foreign",
        "jwa-base64url-trailing-bits",
    };

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (strcmp(rules[i], rule) == 0)
            return true;
    return false;
}

static const char *verdict_of(const char *rule)
{
    const kvjwk_rule *row = rule == NULL ? NULL : kvjwk_rule_find(rule);

    if (rule == NULL)
        return answer_name(ACCEPT);
    return row == NULL || row->severity != KVJWK_ERROR || is_open(rule) ? answer_name(POLICY)
                                                                        : answer_name(REJECT);
}

/* ---- mutants -----------------------------------------------------------------------------------
 */

static bool print_mutant(size_t number, const struct sound *source, const struct damage *damage,
                         const char *text, size_t length)
{
    char *encoded = octets_base64url((const uint8_t *)text, length), *line;
    json_t *row = json_pack("{ss ss ss ss? ss ss*}", "source", source->name, "damage", damage->name,
                            "layer", layer_name(layer_of(damage->rule)), "rule", damage->rule,
                            "verdict", verdict_of(damage->rule), "base64url", encoded);
    char id[32];
    bool ok;

    snprintf(id, sizeof(id), "mutant-%zu", number);
    ok = row != NULL && encoded != NULL && json_object_set_new(row, "id", json_string(id)) == 0;
    if (ok) /* octets that are no UTF-8 have no text */
        json_object_set_new(row, "text", json_stringn(text, length));
    line = ok ? json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (line != NULL)
        puts(line);
    ok = line != NULL;
    free(line);
    json_decref(row);
    octets_free_text(encoded);
    return ok;
}

/* A damage that finds nothing to damage is drawn again. */
static bool make(struct mutants *m, size_t number)
{
    for (int i = 0; i < TRIES; i++) {
        const struct sound *source = &m->sources[next(m) % m->count];
        const struct damage *damage = damage_at((size_t)(next(m) % damage_count()));
        size_t length;
        const char *text =
            damage_run(m->mutator, damage, source->text.at, source->text.length, next(m), &length);

        if (text != NULL)
            return print_mutant(number, source, damage, text, length);
    }
    complain(m->settings->command, "no damage fits these keys");
    return false;
}

static int make_all(struct mutants *m)
{
    m->random = m->settings->corpus.seed;
    m->mutator = mutator_new();
    if (m->mutator == NULL) {
        complain(m->settings->command, "out of memory");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < m->settings->corpus.count; i++)
        if (!make(m, i))
            return EXIT_USAGE;
    return EXIT_OK;
}

int corpus_mutate(struct settings *s)
{
    struct mutants m = {.settings = s};
    struct corpus corpus = {0};
    int code;

    if (s->operand_count > 1) {
        code = read_files(&m, s->operands + 1, s->operand_count - 1);
    } else {
        code = corpus_read(&corpus, s->command, "corpus", 1u << LAYER_MATERIAL);
        if (code == EXIT_OK)
            code = read_corpus(&m, &corpus);
    }
    if (code == EXIT_OK && m.count == 0) {
        complain(s->command, "there is no sound key");
        code = EXIT_NOTHING;
    }
    if (code == EXIT_OK)
        code = make_all(&m);
    for (size_t i = 0; i < m.count; i++)
        octets_free(&m.sources[i].text);
    free(m.sources);
    mutator_free(m.mutator);
    corpus_free(&corpus);
    return code;
}
