// SPDX-License-Identifier: MIT
/*
 * Where something lies: files by their place in the repository, since a build service links nothing
 * else, and keys by their place in the file.
 */
#include "report/writer.h"

#include <string.h>

#define POINTER_COLUMNS ((size_t)200)
#define KID_COLUMNS ((size_t)200)

/* What follows folder in path, or NULL. */
static const char *below(const char *folder, const char *path)
{
    size_t length = folder == NULL ? 0 : strlen(folder);

    while (length > 0 && folder[length - 1] == '/')
        length--;
    if (length == 0 || strncmp(folder, path, length) != 0)
        return NULL;
    if (path[length] == '\0')
        return path + length;
    return path[length] == '/' ? path + length + 1 : NULL;
}

/* Takes the last part from what was written since start. False when there is none. */
static bool go_up(struct out *out, size_t start)
{
    if (out->length == start)
        return false;
    while (out->length > start && out->text[out->length - 1] != '/')
        out->length--;
    if (out->length > start)
        out->length--;
    return true;
}

/* Appends the parts of a relative path. False when it leads out of where start stands. */
static bool put_parts(struct out *out, size_t start, const char *path)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");

        if (length == 2 && path[0] == '.' && path[1] == '.') {
            if (!go_up(out, start))
                return false;
        } else if (length > 0 && !(length == 1 && path[0] == '.')) {
            if (out->length > start)
                out_char(out, '/');
            out_bytes(out, path, length);
        }
        path += length + (path[length] == '/');
    }
    return true;
}

void out_path(struct out *out, const struct kvjwk_report *report, const char *file)
{
    const kvjwk_report_options *options = &report->options;
    const char *place = file[0] == '/' ? below(options->root, file) : file;
    const char *folder = options->folder == NULL ? NULL : below(options->root, options->folder);
    size_t start = out->length;

    if (place != NULL && file[0] != '<' &&
        (file[0] == '/' || folder == NULL || put_parts(out, start, folder)) &&
        put_parts(out, start, place) && out->length > start)
        return;
    out->length = start;
    out_str(out, file);
}

void out_key_name(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key)
{
    if (page->document.record) {
        out_str(out, "line ");
        out_number(out, page->document.line);
        out_char(out, ' ');
    }
    if (key->pointer[0] != '\0')
        out_safe(out, key->pointer, strlen(key->pointer), POINTER_COLUMNS);
    else
        out_str(out, key->kind->name);
    if (key->kid != NULL && key->kid_length > 0) {
        out_str(out, " (kid ");
        out_safe(out, key->kid, key->kid_length, KID_COLUMNS);
        out_char(out, ')');
    }
}
