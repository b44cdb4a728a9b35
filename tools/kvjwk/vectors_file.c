// SPDX-License-Identifier: MIT
/* Test vectors: a file in the JSON schema family of Wycheproof, and which reader runs it. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

static const struct family *const families[] = {vectors_rsa,  vectors_ec, vectors_oct,
                                                vectors_jose, vectors_kv, vectors_prime};

static const struct family *family_of(const char *schema)
{
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
        for (const struct family *f = families[i]; f->schema != NULL; f++)
            if (strncmp(schema, f->schema, strlen(f->schema)) == 0)
                return f;
    return NULL;
}

/* ---- tests ---- */

static bool read_result(struct vectors *v, const json_t *test)
{
    static const char *const names[] = {"valid", "invalid", "acceptable", "refused"};
    const char *result = vectors_string(test, "result");

    for (size_t i = 0; result != NULL && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(result, names[i]) == 0) {
            v->wanted = (enum expected)i;
            return true;
        }
    snprintf(v->malformed, sizeof(v->malformed), "'result' is absent or unknown");
    return false;
}

static void run_test(struct vectors *v, const struct family *family, struct group *group,
                     const json_t *test)
{
    const char *comment = vectors_string(test, "comment");
    json_int_t id = vectors_integer(test, "tcId");
    char name[24] = "?";
    enum outcome outcome = OUTCOME_FAIL;

    if (id >= 0)
        snprintf(name, sizeof(name), "%lld", (long long)id);
    v->form = NULL;
    (void)vectors_sink(v);
    if (!json_is_object(test))
        snprintf(v->malformed, sizeof(v->malformed), "the test is no object");
    else if (read_result(v, test))
        outcome = family->run(v, group, test);
    tally_settle(v, outcome, name, comment != NULL ? comment : "");
    v->index++;
}

static void run_group(struct vectors *v, const struct family *family, const json_t *file,
                      const json_t *json)
{
    const json_t *tests = json_object_get(json, "tests");
    struct group group = {.file = file, .json = json};
    enum outcome opened = family->open(v, &group);

    vectors_release(v);
    if (opened == OUTCOME_SKIP && v->malformed[0] == '\0') {
        if (json_array_size(tests) > 0)
            tally_skip(v, v->reason, json_array_size(tests));
    } else if (v->malformed[0] != '\0') {
        tally_settle(v, OUTCOME_FAIL, "group", "the group itself");
    } else {
        for (size_t i = 0; i < json_array_size(tests); i++)
            run_test(v, family, &group, json_array_get(tests, i));
    }
    group_close(&group);
}

static size_t count_tests(const json_t *groups)
{
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(groups); i++)
        count += json_array_size(json_object_get(json_array_get(groups, i), "tests"));
    return count;
}

/* False when it is no vector file. */
static bool run_json(struct vectors *v, const json_t *root)
{
    const char *schema = vectors_string(root, "schema");
    const json_t *groups = json_object_get(root, "testGroups");
    const struct family *family;

    if (schema == NULL || !json_is_array(groups))
        return false;
    v->tally->schema = strdup(schema);
    v->out_of_memory = v->out_of_memory || v->tally->schema == NULL;
    family = family_of(schema);
    if (family == NULL && count_tests(groups) > 0)
        tally_skip(v, "schema that is not run", count_tests(groups));
    for (size_t i = 0; family != NULL && i < json_array_size(groups); i++)
        run_group(v, family, root, json_array_get(groups, i));
    return true;
}

/* ---- files ---- */

/* The whole file, with a NUL behind it; NULL with a text in error. */
static char *read_all(FILE *in, size_t *length, char *error, size_t error_size)
{
    size_t room = 1 << 16;
    char *text = malloc(room);

    *length = 0;
    while (text != NULL && *length < VECTORS_FILE_MAX) {
        char *larger;

        *length += fread(text + *length, 1, room - *length - 1, in);
        if (*length < room - 1)
            break;
        larger = realloc(text, room * 2);
        if (larger == NULL)
            free(text);
        text = larger;
        room *= 2;
    }
    if (text == NULL)
        snprintf(error, error_size, "out of memory");
    else if (ferror(in))
        snprintf(error, error_size, "%s", strerror(errno));
    else if (*length >= VECTORS_FILE_MAX)
        snprintf(error, error_size, "more than %zu octets", VECTORS_FILE_MAX);
    else
        text[*length] = '\0';
    if (error[0] != '\0') {
        free(text);
        return NULL;
    }
    return text;
}

static bool run_text(struct vectors *v, const char *text, size_t length, char *error,
                     size_t error_size)
{
    json_error_t fault = {0};
    json_t *root;
    bool run;

    if (vectors_is_text(text, length)) {
        vectors_text(v, text, length);
        return true;
    }
    root = json_loadb(text, length, JSON_ALLOW_NUL, &fault);
    run = root != NULL && run_json(v, root);
    if (root == NULL)
        snprintf(error, error_size, "line %d: %.100s", fault.line, fault.text);
    else if (!run)
        snprintf(error, error_size, "no schema and no testGroups");
    json_decref(root);
    return run;
}

bool vectors_file(struct vectors *v, const char *path, struct tally *tally, char *error,
                  size_t error_size)
{
    FILE *in = fopen(path, "rb");
    size_t length = 0;
    char *text = NULL;
    bool run = false;

    memset(tally, 0, sizeof(*tally));
    tally->file = strdup(path);
    v->tally = tally;
    v->index = 0;
    error[0] = '\0';
    if (in != NULL)
        text = read_all(in, &length, error, error_size);
    else
        snprintf(error, error_size, "%s", strerror(errno));
    if (text != NULL)
        run = run_text(v, text, length, error, error_size);
    free(text);
    if (in != NULL)
        (void)fclose(in);
    v->out_of_memory = v->out_of_memory || tally->file == NULL;
    return run;
}
