// SPDX-License-Identifier: MIT
/* see policies.h */
#define _XOPEN_SOURCE 700

#include "policies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "octets.h"

#define POLICY_FILE ".kvjwk.json"
#define POLICY_BYTES_MAX ((size_t)64 << 20)

/* ---- options ---- */

const char *known_profile(size_t i)
{
    const kvjwk_azure_profile *profile = kvjwk_azure_profile_at(i);

    return profile == NULL ? NULL : profile->name;
}

const char *take_policy(struct settings *s, const char *value)
{
    s->policy.file = value;
    return NULL;
}

const char *take_no_policy(struct settings *s, const char *value)
{
    (void)value;
    s->policy.none = true;
    return NULL;
}

static const char *take_text(struct settings *s, enum policy_text kind, const char *value)
{
    if (s->policy.count == POLICY_TEXTS_MAX)
        return "at most 256 of these options; put them into a policy file";
    s->policy.texts[s->policy.count] = value;
    s->policy.kinds[s->policy.count++] = (unsigned char)kind;
    return NULL;
}

const char *take_azure(struct settings *s, const char *value)
{
    return take_text(s, POLICY_AZURE, value);
}

const char *take_definition(struct settings *s, const char *value)
{
    return take_text(s, POLICY_DEFINITION, value);
}

const char *take_parameters(struct settings *s, const char *value)
{
    return take_text(s, POLICY_PARAMETERS, value);
}

const char *take_profile(struct settings *s, const char *value)
{
    return take_text(s, POLICY_PROFILE, value);
}

/* ---- files ---- */

void policies_mistake(void *ctx, const kvjwk_mistake *m)
{
    if (m->file == NULL)
        complain(ctx, "%s", printable(m->message));
    else
        fprintf(stderr, "%s:%zu:%zu: %s\n", printable(m->file), m->line, m->column,
                printable(m->message));
}

typedef kvjwk_status (*reader)(kvjwk_policy *policy, const char *file, const char *text,
                               size_t length);

static bool read_file(kvjwk_policy *policy, const struct settings *s, const char *path, reader read)
{
    struct octets text = {NULL, 0};
    int error = octets_read(&text, path, POLICY_BYTES_MAX);
    kvjwk_status status = KVJWK_ERR_ARGUMENT;

    if (error != 0)
        complain(s->command, "cannot read %s: %s", printable(path), strerror(error));
    else if (text.length > POLICY_BYTES_MAX)
        complain(s->command, "%s is too large", printable(path));
    else
        status = read(policy, path, text.at == NULL ? "" : (const char *)text.at, text.length);
    octets_free(&text);
    if (status == KVJWK_ERR_MEMORY)
        complain(s->command, "out of memory");
    return status == KVJWK_OK;
}

bool policies_read(kvjwk_policy *policy, const struct settings *settings, const char *path)
{
    return read_file(policy, settings, path, kvjwk_policy_read);
}

bool policies_write(const struct settings *settings, const char *path, const char *text,
                    size_t length)
{
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && fwrite(text, 1, length, file) == length;

    if (file != NULL)
        ok = fclose(file) == 0 && ok;
    if (!ok)
        complain(settings->command, "cannot write %s: %s", printable(path), strerror(errno));
    return ok;
}

/* ---- paths ---- */

static char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *out = malloc(size);

    if (out != NULL)
        snprintf(out, size, "%s%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/", name);
    return out;
}

/* Cuts the last part off an absolute path; "/" stays. False when nothing is left to cut. */
static bool go_up(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || strcmp(path, "/") == 0)
        return false;
    slash[slash == path ? 1 : 0] = '\0';
    return true;
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The folder that an operand is, or lies in; absolute, without links. */
static char *folder_of(const char *operand)
{
    char *path = realpath(strcmp(operand, "-") == 0 ? "." : operand, NULL);

    if (path != NULL && !is_folder(path))
        go_up(path);
    return path;
}

char *policies_search(const char *operand)
{
    char *folder = folder_of(operand), *candidate = NULL;

    while (folder != NULL) {
        candidate = join(folder, POLICY_FILE);
        if (candidate == NULL || is_file(candidate))
            break;
        free(candidate);
        candidate = NULL;
        if (!go_up(folder))
            break;
    }
    free(folder);
    return candidate;
}

/* "a/./b/../c" as "a/c", in place; of an absolute path. */
static void tidy(char *path)
{
    char *out = path, *in = path;

    while (*in != '\0') {
        size_t length = strcspn(in + 1, "/");

        if (length == 0 || (length == 1 && in[1] == '.')) {
            in += length + 1;
        } else if (length == 2 && in[1] == '.' && in[2] == '.') {
            while (out > path && *--out != '/')
                continue;
            in += length + 1;
        } else {
            memmove(out, in, length + 1);
            out += length + 1;
            in += length + 1;
        }
    }
    *out = '\0';
}

char *policies_name(const struct policies *policies, const char *file)
{
    char *path = file[0] == '/' ? join("/", file + 1) : join(policies->here, file);
    size_t length = strcmp(policies->folder, "/") == 0 ? 0 : strlen(policies->folder);

    if (path == NULL)
        return NULL;
    tidy(path);
    if (strncmp(path, policies->folder, length) == 0 && path[length] == '/')
        memmove(path, path + length + 1, strlen(path + length + 1) + 1);
    return path;
}

/* ---- opening ---- */

/* The one policy file of all operands. False: they have several, which was said. */
static bool search(const struct settings *s, char **found)
{
    for (size_t i = 0; i < s->operand_count; i++) {
        char *one = policies_search(s->operands[i]);

        if (one != NULL && *found != NULL && strcmp(one, *found) != 0) {
            complain(s->command,
                     "%s and %s are both policy files of the input; name one with "
                     "--policy, or check them one by one",
                     printable(*found), printable(one));
            free(one);
            return false;
        }
        if (*found == NULL)
            *found = one;
        else
            free(one);
    }
    return true;
}

/* As it is printed: seen from where the run works, when it lies there or below. */
static const char *shown_name(const struct policies *p, const char *path)
{
    size_t length = strlen(p->here);

    return strncmp(path, p->here, length) == 0 && path[length] == '/' ? path + length + 1 : path;
}

static bool open_file(struct policies *p, const struct settings *s, const char *path)
{
    char *folder = folder_of(path);

    if (folder != NULL) {
        free(p->folder);
        p->folder = folder;
    }
    return policies_read(p->policy, s, path);
}

static bool find_file(struct policies *p, const struct settings *s)
{
    char *found = NULL;
    const char *name;
    bool ok;

    if (s->policy.file != NULL)
        return open_file(p, s, s->policy.file);
    if (s->policy.none)
        return true;
    ok = search(s, &found);
    if (ok && found != NULL) {
        name = shown_name(p, found);
        if (name == found && !s->quiet)
            complain(s->command, "note: by the policy of %s", printable(found));
        ok = open_file(p, s, name);
    }
    free(found);
    return ok;
}

static bool add_text(struct policies *p, const struct settings *s, size_t i)
{
    const char *text = s->policy.texts[i];

    switch ((enum policy_text)s->policy.kinds[i]) {
    case POLICY_AZURE:
        return kvjwk_policy_azure(p->policy, text) == KVJWK_OK;
    case POLICY_PROFILE:
        return kvjwk_policy_profile(p->policy, text) == KVJWK_OK;
    case POLICY_DEFINITION:
        return read_file(p->policy, s, text, kvjwk_policy_azure_definition);
    case POLICY_PARAMETERS:
        break;
    }
    return read_file(p->policy, s, text, kvjwk_policy_azure_parameters);
}

static void apply(const struct policies *p, struct settings *s)
{
    kvjwk_policy_options options = kvjwk_policy_option(p->policy);

    if (options.has_target && !s->target_given)
        s->check.target = options.target;
    if (options.edition != NULL && !s->edition_given)
        s->check.edition = options.edition;
    if (options.has_preview)
        s->check.allow_preview = s->check.allow_preview || options.allow_preview;
}

static bool open_all(struct policies *p, struct settings *s)
{
    bool ok = find_file(p, s);

    for (size_t i = 0; i < s->policy.count; i++)
        ok = add_text(p, s, i) && ok;
    if (s->policy.baseline != NULL)
        ok = read_file(p->policy, s, s->policy.baseline, kvjwk_policy_baseline) && ok;
    if (s->policy.write_baseline != NULL)
        kvjwk_policy_gather(p->policy);
    if (!ok || kvjwk_policy_settle(p->policy) != KVJWK_OK)
        return false;
    apply(p, s);
    return true;
}

/* Whether there is anything for a run to look at. */
static bool is_needed(const struct policies *p, const struct settings *s)
{
    return kvjwk_policy_file(p->policy) != NULL || s->policy.count > 0 ||
           s->policy.baseline != NULL || s->policy.write_baseline != NULL;
}

bool policies_open(struct policies *policies, struct settings *settings)
{
    void *command = (void *)(size_t)settings->command;
    bool ok;

    memset(policies, 0, sizeof(*policies));
    policies->here = realpath(".", NULL);
    policies->folder = policies->here == NULL ? NULL : strdup(policies->here);
    if (policies->folder == NULL ||
        kvjwk_policy_new(&policies->policy, policies_mistake, command) != KVJWK_OK) {
        complain(settings->command, "out of memory");
        return false;
    }
    ok = open_all(policies, settings);
    if (ok && !is_needed(policies, settings))
        kvjwk_policy_free(&policies->policy);
    return ok;
}

void policies_close(struct policies *policies)
{
    kvjwk_policy_free(&policies->policy);
    free(policies->folder);
    free(policies->here);
    policies->folder = policies->here = NULL;
}
