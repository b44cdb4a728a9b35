// SPDX-License-Identifier: MIT
/*
 * Objects that a service really answered with, when there are some at hand: none of them may have a
 * finding of severity error, for the service is right about what it holds. KVJWK_REAL_OBJECTS and
 * KVJWK_REAL_TRAFFIC name folders with NDJSON files of {"json": object, "kind": text}.
 */
#include <jansson.h>

#include "outcome.h"

#define LINE_MAX_BYTES (1u << 20)

struct tally {
    size_t objects, with_errors, undetected;
    size_t *by_rule;
};

/* Kinds that the service answers with; requests may well be wrong. */
static bool was_returned(const json_t *row)
{
    static const char *const kinds[] = {"bundle", "deleted", "deleted-bundle", "item", "az"};
    const char *kind = json_string_value(json_object_get(row, "kind"));

    for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

static int count_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct tally *t = payload;

    (void)key_index;
    for (size_t i = 0; i < kvjwk_rule_count(); i++)
        if (kvjwk_rule_at(i) == f->rule)
            t->by_rule[i]++;
    if (f->severity == KVJWK_ERROR)
        fprintf(stderr, "%s: %s: %s\n", f->rule->id, f->pointer, f->message);
    return 0;
}

static void judge(struct tally *t, const json_t *row)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_sink sink = {count_finding, NULL, t, false};
    char *text = json_dumps(json_object_get(row, "json"), JSON_ENCODE_ANY | JSON_COMPACT);
    kvjwk_summary s;

    assert_non_null(text);
    options.has_now = true;
    options.now = 1795478400;
    assert_int_equal(kvjwk_check(text, strlen(text), &options, &sink, &s), KVJWK_OK);
    t->objects++;
    if (s.kind == NULL || !s.kind->returned) {
        t->undetected++;
        fprintf(stderr, "taken for %s: %.300s\n", s.kind == NULL ? "nothing" : s.kind->name, text);
    }
    if (s.errors > 0) {
        t->with_errors++;
        fprintf(stderr, "  in %.300s\n", text);
    }
    free(text);
}

static void judge_file(struct tally *t, FILE *f)
{
    char *line = malloc(LINE_MAX_BYTES);

    assert_non_null(line);
    while (fgets(line, LINE_MAX_BYTES, f) != NULL) {
        json_t *row = json_loads(line, 0, NULL);

        assert_non_null(row);
        if (was_returned(row))
            judge(t, row);
        json_decref(row);
    }
    free(line);
}

static void print_rules(const struct tally *t)
{
    printf("%zu objects, %zu with errors, %zu not known as answers\n", t->objects, t->with_errors,
           t->undetected);
    for (size_t i = 0; i < kvjwk_rule_count(); i++)
        if (t->by_rule[i] > 0)
            printf("%6zu %s\n", t->by_rule[i], kvjwk_rule_at(i)->id);
}

static void judge_folder(const char *variable, const char *file)
{
    const char *folder = getenv(variable);
    struct tally t = {0, 0, 0, NULL};
    char path[1024];
    FILE *f;

    if (folder == NULL) {
        printf("%s is not set\n", variable);
        skip();
        return;
    }
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    f = fopen(path, "rb");
    if (f == NULL)
        fail_msg("%s cannot be read", path);
    t.by_rule = calloc(kvjwk_rule_count(), sizeof(*t.by_rule));
    assert_non_null(t.by_rule);
    judge_file(&t, f);
    fclose(f);
    print_rules(&t);
    free(t.by_rule);
    assert_true(t.objects > 0);
    assert_int_equal(t.with_errors + t.undetected, 0);
}

static void objects(void **state)
{
    (void)state;
    judge_folder("KVJWK_REAL_OBJECTS", "real-objects.ndjson");
}

static void bundles(void **state)
{
    (void)state;
    judge_folder("KVJWK_REAL_TRAFFIC", "bundles-one-per-shape.ndjson");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects),
        cmocka_unit_test(bundles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
