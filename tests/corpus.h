// SPDX-License-Identifier: MIT
/* For tests: the labelled corpus, row by row, with the bytes and the options of each case. */
#ifndef KVJWK_TESTS_CORPUS_H
#define KVJWK_TESTS_CORPUS_H

#include <jansson.h>

#include "kvjwk/material.h"
#include "outcome.h"
#include "text/duration.h"

#ifndef KVJWK_SOURCE_DIR
#define KVJWK_SOURCE_DIR "."
#endif

#define CORPUS_NOW 1795478400 /* 2026-11-24 */

/* The whole file, with a NUL behind it; free() it. */
static inline char *corpus_slurp(const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    long size;

    if (f == NULL)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
        text = malloc((size_t)size + 1);
        assert_non_null(text);
        *length = fread(text, 1, (size_t)size, f);
        text[*length] = '\0';
    }
    fclose(f);
    return text;
}

struct corpus_case {
    const char *id;
    const json_t *row; /* of the manifest */
    char *text;
    size_t length;
    kvjwk_options options;
    kvjwk_material_level material;
    bool across;
    char *parameters;     /* the text of an ARM parameters file, or NULL */
    const json_t *policy; /* a policy file; NULL: none */
};

static inline void corpus_limits(kvjwk_limits *limits, const json_t *from)
{
    const struct {
        const char *name;
        size_t *to;
    } rows[] = {
        {"bytes", &limits->bytes},       {"depth", &limits->depth},
        {"members", &limits->members},   {"keys", &limits->keys},
        {"findings", &limits->findings}, {"integer_bits", &limits->integer_bits},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (json_object_get(from, rows[i].name) != NULL)
            *rows[i].to = (size_t)json_integer_value(json_object_get(from, rows[i].name));
}

static inline const char *corpus_string(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* False when an option names something that the library does not know. */
static inline bool corpus_options(kvjwk_options *out, const json_t *from)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    const char *date = corpus_string(from, "as_of");
    const char *target = corpus_string(from, "target");
    size_t at;
    bool ok = true;

    options.has_now = true;
    options.now = CORPUS_NOW;
    options.edition = kvjwk_edition_find(corpus_string(from, "edition"));
    options.kind = kvjwk_kind_find(corpus_string(from, "kind"));
    options.api = kvjwk_api_version_find(corpus_string(from, "api_version"));
    options.allow_preview = json_is_true(json_object_get(from, "allow_preview"));
    corpus_limits(&options.limits, json_object_get(from, "limits"));
    ok = (target == NULL || kvjwk_target_find(&options.target, target)) &&
         (date == NULL || date_parse(&options.now, &at, span_str(date))) &&
         (options.edition != NULL || json_object_get(from, "edition") == NULL) &&
         (options.kind != NULL || json_object_get(from, "kind") == NULL) &&
         (options.api != NULL || json_object_get(from, "api_version") == NULL);
    *out = options;
    return ok;
}

static inline void corpus_material(struct corpus_case *c, const json_t *from)
{
    const char *level = corpus_string(from, "material");

    c->material = KVJWK_MATERIAL_QUICK;
    if (level != NULL && !kvjwk_material_level_find(&c->material, level))
        fail_msg("%s: there is no level %s", c->id, level);
    c->across = json_is_true(json_object_get(from, "across"));
}

/* free() it. */
static inline char *corpus_parameters(const json_t *options)
{
    json_t *given = json_object_get(options, "parameters"), *file;
    char *text;

    if (given == NULL)
        return NULL;
    file = json_pack("{sO}", "parameters", given);
    text = json_dumps(file, 0);
    json_decref(file);
    return text;
}

/* Every case, in the order of the manifest. */
static inline size_t corpus_each(void (*see)(void *payload, const struct corpus_case *c),
                                 void *payload)
{
    const char *root = KVJWK_SOURCE_DIR "/corpus";
    char path[1024];
    json_error_t error;
    json_t *manifest, *cases, *row;
    size_t i;

    snprintf(path, sizeof(path), "%s/manifest.json", root);
    manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (manifest == NULL)
        fail_msg("%s: %s", path, error.text);
    cases = json_object_get(manifest, "cases");
    json_array_foreach(cases, i, row)
    {
        struct corpus_case c;

        memset(&c, 0, sizeof(c));
        c.row = row;
        c.id = corpus_string(row, "id");
        snprintf(path, sizeof(path), "%s/%s", root, corpus_string(row, "file"));
        c.text = corpus_slurp(path, &c.length);
        c.parameters = corpus_parameters(json_object_get(row, "options"));
        if (c.text == NULL)
            fail_msg("%s: cannot be read", path);
        if (!corpus_options(&c.options, json_object_get(row, "options")))
            fail_msg("%s: an option has an unknown value", c.id);
        corpus_material(&c, json_object_get(row, "options"));
        c.policy = json_object_get(json_object_get(row, "options"), "policy");
        see(payload, &c);
        free(c.text);
        free(c.parameters);
    }
    i = json_array_size(cases);
    json_decref(manifest);
    return i;
}

#endif
