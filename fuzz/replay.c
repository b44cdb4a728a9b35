// SPDX-License-Identifier: MIT
/*
 * A main for the harnesses that needs no fuzzing engine: runs every file, and every file below
 * every folder, that is named. Says how many there were; what a harness finds aborts.
 *
 * usage: fuzz_NAME FILE|FOLDER...
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <sys/stat.h>

#include "harness.h"

#pragma weak LLVMFuzzerInitialize /* not every harness has one */

#define REPLAY_MAX ((size_t)1 << 20) /* larger files are skipped: they are no seeds */

static size_t replayed, skipped;

static void replay_file(const char *path)
{
    static uint8_t data[REPLAY_MAX + 1];
    FILE *f = fopen(path, "rb");
    size_t size;

    if (f == NULL) {
        perror(path);
        exit(1);
    }
    size = fread(data, 1, sizeof(data), f);
    fclose(f);
    if (size > REPLAY_MAX) {
        skipped++;
    } else {
        uint8_t *exact = malloc(size > 0 ? size : 1); /* so that a sanitizer sees its end */

        require(exact != NULL, "memory");
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
        replayed++;
        free(exact);
    }
}

static void replay(const char *path);

static void replay_folder(const char *path, DIR *dir)
{
    const struct dirent *entry;
    char name[4096];

    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        require(snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) < (int)sizeof(name),
                "a path fits");
        replay(name);
    }
}

static void replay(const char *path)
{
    DIR *dir = opendir(path);

    if (dir == NULL) {
        if (getenv("KVJWK_FUZZ_VERBOSE") != NULL)
            fprintf(stderr, "%s\n", path);
        replay_file(path);
        return;
    }
    replay_folder(path, dir);
    closedir(dir);
}

int main(int argc, char **argv)
{
    if (LLVMFuzzerInitialize != NULL)
        LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%zu inputs replayed", replayed);
    if (skipped > 0)
        printf(", %zu skipped for their size", skipped);
    printf("\n");
    return replayed > 0 ? 0 : 1;
}
