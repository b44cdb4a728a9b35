// SPDX-License-Identifier: MIT
/* see baseline.h */
#include "policy/baseline.h"

#include <stdio.h>
#include <stdlib.h>

#define ENTRY_MAX 8192

/* ---- entries ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void baseline_sort(struct baseline *b)
{
    size_t kept = 0;

    if (b->sorted == b->count)
        return;
    qsort(b->entries, b->count, sizeof(*b->entries), by_text);
    for (size_t i = 0; i < b->count; i++) {
        if (kept > 0 && strcmp(b->entries[kept - 1], b->entries[i]) == 0)
            free(b->entries[i]);
        else
            b->entries[kept++] = b->entries[i];
    }
    b->count = b->sorted = kept;
}

/* Before more room is taken, what stands twice is dropped: a stream says the same again and again.
 */
static bool make_room(struct baseline *b)
{
    size_t cap = b->cap == 0 ? 64 : b->cap * 2;
    char **entries;

    if (b->count == b->cap)
        baseline_sort(b);
    if (b->count < b->cap - b->cap / 2)
        return true;
    entries = realloc(b->entries, cap * sizeof(*entries));
    if (entries == NULL)
        return false;
    b->entries = entries;
    b->cap = cap;
    return true;
}

static bool take(struct baseline *b, const char *entry)
{
    if (b->count == b->cap && !make_room(b))
        return false;
    b->entries[b->count] = text_copy(entry);
    return b->entries[b->count] != NULL && ++b->count > 0;
}

static void write_entry(char *out, const char *file, const char *key, const char *rule)
{
    snprintf(out, ENTRY_MAX, "%s\n%s\n%s", file, key, rule);
}

bool baseline_add(struct baseline *b, const char *file, const char *key, const char *rule)
{
    char entry[ENTRY_MAX];

    write_entry(entry, file, key, rule);
    return take(b, entry);
}

bool baseline_merge(struct baseline *into, const struct baseline *from)
{
    for (size_t i = 0; i < from->count; i++)
        if (!take(into, from->entries[i]))
            return false;
    return true;
}

long baseline_find(const struct baseline *b, const char *file, const char *key, const char *rule)
{
    char entry[ENTRY_MAX];
    const char *wanted = entry;
    char **found;

    if (b->count == 0)
        return -1;
    write_entry(entry, file, key, rule);
    found = bsearch(&wanted, b->entries, b->count, sizeof(*b->entries), by_text);
    return found == NULL ? -1 : (long)(found - b->entries);
}

void baseline_free(struct baseline *b)
{
    for (size_t i = 0; i < b->count; i++)
        free(b->entries[i]);
    free(b->entries);
    memset(b, 0, sizeof(*b));
}

/* ---- text ---- */

#define FORMAT "kvjwk_baseline"

static void read_finding(struct baseline *b, const struct source *source, const json_t *item,
                         size_t index)
{
    const struct path list = {NULL, "findings", 0}, path = {&list, NULL, index};
    const char *file = json_string_value(json_object_get(item, "file"));
    const char *key = json_string_value(json_object_get(item, "key"));
    const char *rule = json_string_value(json_object_get(item, "rule"));

    if (file == NULL || key == NULL || rule == NULL)
        mistake_at(source, &path, false, "a finding has no text as its file, key or rule", NO_ARGS);
    else if (!baseline_add(b, file, key, rule))
        source->mistakes->memory = true;
}

void baseline_read(struct baseline *b, const struct source *source)
{
    json_t *root = source_json(source), *findings = json_object_get(root, "findings"), *item;
    size_t i;

    if (root != NULL &&
        (json_integer_value(json_object_get(root, FORMAT)) != 1 || !json_is_array(findings)))
        mistake_at(source, NULL, false, "this is no baseline of kvjwk check --write-baseline",
                   NO_ARGS);
    json_array_foreach(findings, i, item) read_finding(b, source, item, i);
    json_decref(root);
    baseline_sort(b);
}

/* {"file": ..., "key": ..., "rule": ...} of an entry. */
static json_t *finding_of(const char *entry)
{
    const char *key = strchr(entry, '\n') + 1, *rule = strrchr(entry, '\n') + 1;

    return json_pack("{ss% ss% ss}", "file", entry, (size_t)(key - 1 - entry), "key", key,
                     (size_t)(rule - 1 - key), "rule", rule);
}

char *baseline_text(const struct baseline *b, size_t *length)
{
    json_t *findings = json_array(), *root = json_pack("{si so}", FORMAT, 1, "findings", findings);
    bool ok = root != NULL;
    char *text = NULL;

    for (size_t i = 0; ok && i < b->count; i++)
        ok = json_array_append_new(findings, finding_of(b->entries[i])) == 0;
    if (ok)
        text = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    *length = text == NULL ? 0 : strlen(text);
    return text;
}
