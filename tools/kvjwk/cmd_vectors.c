// SPDX-License-Identifier: MIT
/* kvjwk vectors: runs files of test vectors with the reference engine and counts the answers. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "vectors.h"

#define DEPTH_MAX 32

struct totals {
    size_t files, passed, failed, skipped, unreadable;
};

struct run {
    struct vectors vectors;
    struct totals totals;
    json_t *files; /* of the JSON output; NULL for text */
    bool stop;
};

/* ---- one file -------------------------------------------------------------------------------- */

static json_t *json_of_skips(const struct tally *tally)
{
    json_t *skips = json_object();

    for (size_t i = 0; i < tally->skip_count; i++)
        json_object_set_new(skips, tally->skips[i].reason,
                            json_integer((json_int_t)tally->skips[i].count));
    return skips;
}

static json_t *json_of_failures(const struct tally *tally)
{
    json_t *failures = json_array();

    for (size_t i = 0; i < tally->failure_count; i++) {
        const struct failure *f = &tally->failures[i];

        json_array_append_new(failures,
                              json_pack("{s:s,s:s+,s:s,s:s}", "test", f->test, "comment",
                                        f->comment, "", "expected", f->expected, "got", f->got));
    }
    return failures;
}

static void add_json(struct run *run, const struct tally *tally)
{
    json_t *file = json_pack("{s:s?,s:s?,s:I,s:I,s:I}", "file", tally->file, "schema",
                             tally->schema, "passed", (json_int_t)tally->passed, "failed",
                             (json_int_t)tally->failed, "skipped", (json_int_t)tally->skipped);

    if (file == NULL || json_object_set_new(file, "skips", json_of_skips(tally)) != 0 ||
        json_object_set_new(file, "failures", json_of_failures(tally)) != 0 ||
        json_array_append_new(run->files, file) != 0)
        run->vectors.out_of_memory = true;
}

static void print_text(const struct tally *tally)
{
    printf("%s: %zu passed", printable(tally->file), tally->passed);
    if (tally->failed > 0)
        printf(", %zu FAILED", tally->failed);
    if (tally->skipped > 0)
        printf(", %zu skipped", tally->skipped);
    putchar('\n');
    for (size_t i = 0; i < tally->skip_count; i++)
        printf("    skipped %zu: %s\n", tally->skips[i].count, printable(tally->skips[i].reason));
    for (size_t i = 0; i < tally->failure_count; i++) {
        const struct failure *f = &tally->failures[i];

        printf("    FAILED %s", printable(f->test));
        printf(" (%s)\n", printable(f->comment));
        printf("        expected: %s\n", printable(f->expected));
        printf("        got:      %s\n", printable(f->got));
    }
    if (tally->failed > tally->failure_count)
        printf("    and %zu more that FAILED\n", tally->failed - tally->failure_count);
}

/* given: named by the user, and so expected to be a file of vectors. */
static void run_file(struct run *run, const char *path, bool given)
{
    struct tally tally;
    char error[160];
    bool ran = vectors_file(&run->vectors, path, &tally, error, sizeof(error));

    if (ran) {
        run->totals.files++;
        run->totals.passed += tally.passed;
        run->totals.failed += tally.failed;
        run->totals.skipped += tally.skipped;
        if (run->files != NULL)
            add_json(run, &tally);
        else
            print_text(&tally);
    } else if (given) {
        run->totals.unreadable++;
        complain(&command_vectors, "%s: %s", printable(path), printable(error));
    }
    tally_free(&tally);
    run->stop = run->vectors.out_of_memory;
}

/* ---- folders --------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);

    return length > tail && strcmp(name + length - tail, ending) == 0;
}

static int is_candidate(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool may_hold_vectors(const char *path)
{
    return ends_with(path, ".json") || ends_with(path, ".rsp") || ends_with(path, ".txt");
}

static void run_path(struct run *run, const char *path, bool given, unsigned depth);

/* In the order of names; links to folders are left out, so that the walk ends. */
static void run_folder(struct run *run, const char *folder, unsigned depth)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_candidate, alphasort);

    if (count < 0) {
        run->totals.unreadable++;
        complain(&command_vectors, "%s: cannot be read", printable(folder));
        return;
    }
    for (int i = 0; i < count; i++) {
        size_t size = strlen(folder) + strlen(entries[i]->d_name) + 2;
        char *path = malloc(size);

        if (path == NULL)
            run->stop = run->vectors.out_of_memory = true;
        else
            snprintf(path, size, "%s/%s", folder, entries[i]->d_name);
        if (path != NULL && !run->stop)
            run_path(run, path, false, depth + 1);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

static void run_path(struct run *run, const char *path, bool given, unsigned depth)
{
    struct stat st;

    if ((given ? stat(path, &st) : lstat(path, &st)) != 0)
        run_file(run, path, given); /* which says why it cannot be read */
    else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
        run_folder(run, path, depth);
    else if (given || ((S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) && may_hold_vectors(path)))
        run_file(run, path, given);
}

/* ---- the command ----------------------------------------------------------------------------- */

static void print_json(struct run *run)
{
    const struct totals *t = &run->totals;
    json_t *summary = json_pack("{s:I,s:I,s:I,s:I}", "files", (json_int_t)t->files, "passed",
                                (json_int_t)t->passed, "failed", (json_int_t)t->failed, "skipped",
                                (json_int_t)t->skipped);
    json_t *root = json_pack("{s:o?,s:O?}", "summary", summary, "files", run->files);

    if (root == NULL || json_dumpf(root, stdout, JSON_INDENT(1)) != 0)
        run->vectors.out_of_memory = true;
    putchar('\n');
    json_decref(root);
}

static int exit_code(const struct run *run)
{
    if (run->vectors.out_of_memory) {
        complain(&command_vectors, "out of memory");
        return EXIT_USAGE;
    }
    if (run->totals.unreadable > 0)
        return EXIT_INPUT;
    if (run->totals.failed > 0)
        return EXIT_FINDINGS;
    return run->totals.passed > 0 ? EXIT_OK : EXIT_NOTHING;
}

static int run_operands(struct run *run, const struct settings *settings)
{
    const struct totals *t = &run->totals;

    for (size_t i = 0; i < settings->operand_count && !run->stop; i++)
        run_path(run, settings->operands[i], true, 0);
    if (run->files != NULL)
        print_json(run);
    else
        printf("%zu files: %zu passed, %zu failed, %zu skipped\n", t->files, t->passed, t->failed,
               t->skipped);
    return exit_code(run);
}

static int run_vectors(struct settings *settings)
{
    struct run run = {.vectors = {.strict = settings->strict_target,
                                  .target = settings->check.target,
                                  .edition = settings->check.edition,
                                  .allow_preview = settings->check.allow_preview}};
    bool json = settings->style != NULL && strcmp(settings->style, "json") == 0;
    int code;

    run.files = json ? json_array() : NULL;
    if ((json && run.files == NULL) ||
        kvjwk_engine_ctx_new(&run.vectors.engine, NULL, NULL) != KVJWK_OK) {
        complain(&command_vectors, "the engine cannot start");
        json_decref(run.files);
        return EXIT_USAGE;
    }
    code = run_operands(&run, settings);
    json_decref(run.files);
    kvjwk_engine_ctx_free(&run.vectors.engine);
    return code;
}

/* ---- options --------------------------------------------------------------------------------- */

static const char *known_style(size_t i)
{
    static const char *const styles[] = {"text", "json"};

    return i < sizeof(styles) / sizeof(styles[0]) ? styles[i] : NULL;
}

static const char *take_strict_target(struct settings *s, const char *value)
{
    s->strict_target = true;
    return take_target(s, value);
}

static const struct option options[] = {
    {"format", 'f', "F", "format of the answers (default: text)", known_style, false, take_style},
    {"strict-target", 0, "T",
     "run only what this target allows, by its rules; without it the bare algorithms are run, "
     "whatever the size of the key",
     known_target, false, take_strict_target},
    {"edition", 0, "E", "the state of the documentation that a strict target follows",
     known_edition, false, take_edition},
    {"allow-preview", 0, NULL, "a strict target takes what is documented as a preview", NULL, false,
     take_preview},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_vectors = {
    .name = "vectors",
    .operands = "FILE|DIR...",
    .summary = "run test vectors with the reference engine",
    .about =
        "Compares what the engine answers with files of test vectors: the JSON schemas (version 1) "
        "of the Wycheproof project for RSA, ECDSA, AES, HMAC, JOSE and public EC keys, the text "
        "files of NIST's CAVP, and the schemas of this project (vectors/README.md). In a folder, "
        "files of other kinds are passed over.\n\n"
        "A test is skipped, with the reason, when no algorithm of Key Vault can say it. A test "
        "whose result is \"acceptable\" passes with either answer.\n\n"
        "JSON: {\"summary\": {\"files\", \"passed\", \"failed\", \"skipped\"}, \"files\": "
        "[{\"file\", \"schema\", \"passed\", \"failed\", \"skipped\", \"skips\": {reason: count}, "
        "\"failures\": [{\"test\", \"comment\", \"expected\", \"got\"}]}]}.\n\n"
        "Exit codes; when several apply, the first of 2, 3, 1, 4:\n\n"
        "    0  every answer is right\n"
        "    1  some answer is wrong\n"
        "    2  usage error\n"
        "    3  a file could not be read or holds no test vectors\n"
        "    4  nothing was run",
    OPTIONS(options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = run_vectors,
};
