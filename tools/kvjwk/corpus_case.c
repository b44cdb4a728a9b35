// SPDX-License-Identifier: MIT
/* The manifest of the corpus, and the line that asks a case at a layer. */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"

#include <stdlib.h>
#include <string.h>

#include "octets.h"

#define CASE_MAX ((size_t)16 << 20)
#define PATH_MAX_OCTETS 4096

static const char *const layers[LAYERS] = {"json",     "jwk", "jwa",     "keyvault",
                                           "material", "set", "request", "input"};
static const char *const answers[] = {"accept", "reject", "policy",   "skip",
                                      "crash",  "hang",   "not asked"};

const char *layer_name(size_t layer)
{
    return layer < LAYERS ? layers[layer] : NULL;
}

bool layer_find(enum layer *out, const char *name)
{
    for (size_t i = 0; name != NULL && i < LAYERS; i++) {
        if (strcmp(layers[i], name) != 0)
            continue;
        *out = (enum layer)i;
        return true;
    }
    return false;
}

const char *answer_name(enum answer answer)
{
    return answers[answer];
}

/* ---- the manifest ------------------------------------------------------------------------------
 */

static const char *text_of(const json_t *row, const char *name)
{
    return json_string_value(json_object_get(row, name));
}

static bool is_word(const char *text)
{
    return text != NULL && *text != '\0' &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* Within the folder, whatever the manifest says. */
static bool is_inside(const char *file)
{
    return file != NULL && *file != '/' && strstr(file, "..") == NULL;
}

static bool row_is_good(const json_t *row)
{
    return is_word(text_of(row, "id")) && is_inside(text_of(row, "file")) &&
           json_is_object(json_object_get(row, "verdicts"));
}

/* False when the verdict is none. */
static bool add_question(struct corpus *corpus, const json_t *row, size_t layer)
{
    struct question *q = &corpus->questions[corpus->count];
    const char *verdict = text_of(json_object_get(row, "verdicts"), layers[layer]);

    if (json_object_get(json_object_get(row, "verdicts"), layers[layer]) == NULL)
        return true;
    memset(q, 0, sizeof(*q));
    q->row = row;
    q->id = text_of(row, "id");
    q->layer = (enum layer)layer;
    q->answered = UNASKED;
    for (q->expected = ACCEPT; q->expected <= POLICY; q->expected++) {
        if (verdict == NULL || strcmp(verdict, answers[q->expected]) != 0)
            continue;
        corpus->count++;
        return true;
    }
    return false;
}

static const char *add_questions(struct corpus *corpus, unsigned wanted)
{
    const json_t *rows = json_object_get(corpus->manifest, "cases");
    size_t i;
    json_t *row;

    corpus->cases = json_array_size(rows);
    corpus->questions = calloc(corpus->cases * LAYERS + 1, sizeof(*corpus->questions));
    if (corpus->questions == NULL)
        return "out of memory";
    if (corpus->cases == 0)
        return "it has no cases";
    for (size_t layer = 0; layer < LAYERS; layer++) {
        if ((wanted & (1u << layer)) == 0)
            continue;
        json_array_foreach(rows, i, row)
        {
            if (!row_is_good(row) || !add_question(corpus, row, layer))
                return "a case is not as corpus/schema.json says";
        }
    }
    return NULL;
}

int corpus_read(struct corpus *corpus, const struct command *command, const char *folder,
                unsigned wanted)
{
    char path[PATH_MAX_OCTETS];
    json_error_t error;
    const char *wrong;

    memset(corpus, 0, sizeof(*corpus));
    corpus->folder = folder;
    if (snprintf(path, sizeof(path), "%s/manifest.json", folder) >= (int)sizeof(path)) {
        complain(command, "the name of the corpus is too long");
        return EXIT_INPUT;
    }
    corpus->manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (corpus->manifest == NULL) {
        complain(command, "%s: %s", printable(path), printable(error.text));
        return EXIT_INPUT;
    }
    wrong = add_questions(corpus, wanted);
    if (wrong == NULL)
        return EXIT_OK;
    complain(command, "%s: %s", printable(path), wrong);
    return EXIT_INPUT;
}

void corpus_free(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++)
        free(corpus->questions[i].reason);
    free(corpus->questions);
    json_decref(corpus->manifest);
}

/* ---- the line ----------------------------------------------------------------------------------
 */

/* Writes ":NAME=VALUE" or ",NAME=VALUE": a word as it is, anything else as base64url of its JSON.
 */
static bool write_option(FILE *to, const char *name, const json_t *value, bool first)
{
    const char *word = json_is_true(value) ? "true" : json_string_value(value);
    char *json, *encoded;

    fprintf(to, "%c%s=", first ? ':' : ',', name);
    if (word != NULL) {
        fputs(word, to);
        return true;
    }
    json = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    encoded = json == NULL ? NULL : octets_base64url((const uint8_t *)json, strlen(json));
    if (encoded != NULL)
        fputs(encoded, to);
    free(json);
    octets_free_text(encoded);
    return encoded != NULL;
}

/* Whether a layer of JOSE is asked with it: Key Vault's own settings change nothing there. */
static bool is_asked(enum layer layer, const char *name)
{
    static const char *const everywhere[] = {"kind", "limits", "material", "across"};

    for (size_t i = 0; i < sizeof(everywhere) / sizeof(everywhere[0]); i++)
        if (strcmp(everywhere[i], name) == 0)
            return true;
    return layer != LAYER_JSON && layer != LAYER_JWK && layer != LAYER_JWA &&
           layer != LAYER_MATERIAL;
}

static bool write_profile(FILE *to, const struct question *q)
{
    json_t *options = json_object_get(q->row, "options"), *value;
    const char *name;
    bool first = true, ok = true;

    fputs(layers[q->layer], to);
    json_object_foreach(options, name, value)
    {
        if (!is_asked(q->layer, name))
            continue;
        ok = write_option(to, name, value, first) && ok;
        first = false;
    }
    return ok;
}

static bool write_document(FILE *to, const struct octets *document)
{
    char *text = document->length == 0 ? NULL : octets_base64url(document->at, document->length);

    fputs(text != NULL ? text : "-", to);
    octets_free_text(text);
    return text != NULL || document->length == 0;
}

static char *line_of(const struct question *q, const struct octets *document, size_t *length)
{
    char *line = NULL;
    FILE *to = open_memstream(&line, length);
    bool ok;

    if (to == NULL)
        return NULL;
    fprintf(to, "%s ", q->id);
    ok = write_profile(to, q);
    fputc(' ', to);
    ok = write_document(to, document) && ok;
    fputc('\n', to);
    if (fclose(to) == 0 && ok)
        return line;
    free(line);
    return NULL;
}

char *corpus_line(const struct corpus *corpus, const struct question *q,
                  const struct command *command, size_t *length)
{
    struct octets document = {NULL, 0};
    char path[PATH_MAX_OCTETS], *line = NULL;
    int error;

    snprintf(path, sizeof(path), "%s/%s", corpus->folder, text_of(q->row, "file"));
    error = octets_read(&document, path, CASE_MAX);
    if (error != 0)
        complain(command, "cannot read %s: %s", printable(path), strerror(error));
    else if (document.length > CASE_MAX)
        complain(command, "%s is too long", printable(path));
    else if ((line = line_of(q, &document, length)) == NULL)
        complain(command, "out of memory");
    octets_free(&document);
    return line;
}

/* ---- who answers -------------------------------------------------------------------------------
 */

static void take_features(struct implementation *out, char *list)
{
    char *rest = NULL;

    out->all_features = false;
    for (char *word = strtok_r(list, ",", &rest); word != NULL && out->feature_count < FEATURES_MAX;
         word = strtok_r(NULL, ",", &rest))
        out->features[out->feature_count++] = word;
}

static bool take_layers(struct implementation *out, char *list)
{
    char *rest = NULL;
    enum layer layer;

    out->all_layers = false;
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        if (!layer_find(&layer, word))
            return false;
        out->layers |= 1u << layer;
    }
    return true;
}

static bool keep(char *to, size_t size, const char *word)
{
    kvjwk_printable(to, size, word, strlen(word));
    return *word != '\0';
}

const char *implementation_read(struct implementation *out, char *line)
{
    char *rest = NULL;
    const char *hello = strtok_r(line, " ", &rest), *protocol = strtok_r(NULL, " ", &rest);
    const char *name = strtok_r(NULL, " ", &rest), *version = strtok_r(NULL, " ", &rest);

    out->all_features = out->all_layers = true;
    if (hello == NULL || strcmp(hello, "hello") != 0)
        return "its first line is no hello";
    if (protocol == NULL || strcmp(protocol, CORPUS_PROTOCOL) != 0)
        return "it does not speak " CORPUS_PROTOCOL;
    if (name == NULL || version == NULL || !keep(out->name, sizeof(out->name), name) ||
        !keep(out->version, sizeof(out->version), version))
        return "its hello has no name and version";
    for (char *word = strtok_r(NULL, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        if (strncmp(word, "features=", 9) == 0)
            take_features(out, word + 9);
        else if (strncmp(word, "layers=", 7) == 0 && !take_layers(out, word + 7))
            return "its hello names a layer that does not exist";
    }
    return NULL;
}

void implementation_free(struct implementation *peer)
{
    free(peer->hello);
}

static bool has_feature(const struct implementation *peer, const char *feature)
{
    for (size_t i = 0; i < peer->feature_count; i++)
        if (feature != NULL && strcmp(peer->features[i], feature) == 0)
            return true;
    return peer->all_features;
}

bool implementation_has(const struct implementation *peer, const struct question *q,
                        const char **missing)
{
    const json_t *needed = json_object_get(q->row, "features");
    size_t i;
    json_t *feature;

    *missing = layers[q->layer];
    if (!peer->all_layers && (peer->layers & (1u << q->layer)) == 0)
        return false;
    json_array_foreach(needed, i, feature)
    {
        *missing = json_string_value(feature);
        if (!has_feature(peer, *missing))
            return false;
    }
    return true;
}
