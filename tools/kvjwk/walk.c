// SPDX-License-Identifier: MIT
/*
 * Operands: standard input, files, and folders, which are walked in the order of their names.
 * Hidden entries and links to folders are left out, so the walk ends whatever links there are.
 */
#define _POSIX_C_SOURCE 200809L

#include "feed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool walk(struct feed *feed, const char *folder);

/* ---- names ---- */

struct names {
    char **items;
    size_t count, cap;
};

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

static bool names_add(struct names *names, const char *name)
{
    if (names->count == names->cap) {
        size_t cap = names->cap == 0 ? 32 : names->cap * 2;
        char **items = realloc(names->items, cap * sizeof(*items));

        if (items == NULL)
            return false;
        names->items = items;
        names->cap = cap;
    }
    names->items[names->count] = strdup(name);
    return names->items[names->count] != NULL && ++names->count > 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join(const char *folder, const char *name)
{
    size_t length = strlen(folder), size = length + strlen(name) + 2;
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    char *path = malloc(size);

    if (path != NULL)
        snprintf(path, size, "%s%s%s", folder, slash, name);
    return path;
}

/* Files of a folder that may hold keys, by their names. */
static bool is_candidate(const char *name)
{
    static const char *const endings[] = {".json",  ".jwk",  ".jwks", ".ndjson",
                                          ".jsonl", ".byok", ".pem",  ".der",
                                          ".crt",   ".cer",  ".key",  ".tfstate"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (name_ends_with(name, endings[i]))
            return true;
    return false;
}

/* ---- files ---- */

static bool open_and_feed(struct feed *feed, const char *path, bool given)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool goes_on;

    if (fd < 0)
        return feed_failure(feed, path, errno, given);
    if (fstat(fd, &st) != 0) {
        goes_on = feed_failure(feed, path, errno, given);
    } else if (S_ISDIR(st.st_mode)) {
        goes_on = feed_failure(feed, path, EISDIR, given);
    } else {
        goes_on = feed_file(feed, fd, &st, path, given);
    }
    close(fd);
    return goes_on;
}

/* ---- folders ---- */

static bool feed_entry(struct feed *feed, const char *path)
{
    struct stat st;
    bool link;

    if (lstat(path, &st) != 0)
        return feed_failure(feed, path, errno, false);
    link = S_ISLNK(st.st_mode);
    if (!link && S_ISDIR(st.st_mode))
        return walk(feed, path);
    if (!is_candidate(path))
        return true;
    if (link && stat(path, &st) != 0)
        return feed_failure(feed, path, errno, false);
    if (!S_ISREG(st.st_mode) || feed->is_output(feed->outputs, &st))
        return true;
    return open_and_feed(feed, path, false);
}

/* False when memory is out or reading failed: then errno tells. */
static bool list(struct names *names, DIR *dir)
{
    struct dirent *entry;

    for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
        if (entry->d_name[0] == '.')
            continue;
        if (!names_add(names, entry->d_name)) {
            errno = ENOMEM;
            return false;
        }
    }
    return errno == 0;
}

static bool walk(struct feed *feed, const char *folder)
{
    struct names names = {NULL, 0, 0};
    DIR *dir = opendir(folder);
    bool goes_on = true;

    if (dir == NULL)
        return feed_failure(feed, folder, errno, false);
    if (!list(&names, dir))
        goes_on = feed_failure(feed, folder, errno, false);
    closedir(dir);
    if (names.count > 1)
        qsort(names.items, names.count, sizeof(*names.items), by_name);
    for (size_t i = 0; goes_on && i < names.count; i++) {
        char *path = join(folder, names.items[i]);

        goes_on = path == NULL ? feed_failure(feed, folder, ENOMEM, false) : feed_entry(feed, path);
        free(path);
    }
    names_free(&names);
    return goes_on;
}

bool feed_operand(struct feed *feed, const char *operand)
{
    struct stat st;

    if (strcmp(operand, "-") == 0) {
        const char *name = feed->stdin_name == NULL ? "<stdin>" : feed->stdin_name;

        if (fstat(STDIN_FILENO, &st) != 0)
            return feed_failure(feed, name, errno, true);
        return feed_file(feed, STDIN_FILENO, &st, name, true);
    }
    if (stat(operand, &st) == 0 && S_ISDIR(st.st_mode))
        return walk(feed, operand);
    return open_and_feed(feed, operand, true);
}
