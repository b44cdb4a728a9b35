// SPDX-License-Identifier: MIT
/* see output.h */
#define _POSIX_C_SOURCE 200809L

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ci.h"
#include "command.h"

static int write_to_file(void *ctx, const char *text, size_t length)
{
    return fwrite(text, 1, length, ctx) == length ? 0 : 1;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool outputs_have(const void *data, const struct stat *st)
{
    const struct outputs *outputs = data;

    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->items[i].path != NULL && same_file(&outputs->items[i].st, st))
            return true;
    return false;
}

/* A report in place of its own input is a slip that would destroy a key. */
static const char *operand_at(const struct settings *settings, const struct stat *st)
{
    struct stat other;

    for (size_t i = 0; i < settings->operand_count; i++)
        if (S_ISREG(st->st_mode) && stat(settings->operands[i], &other) == 0 &&
            same_file(st, &other))
            return settings->operands[i];
    return NULL;
}

static bool open_file(struct output *output, const struct settings *settings)
{
    int fd = open(output->path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    const char *operand;

    if (fd < 0 || fstat(fd, &output->st) != 0) {
        complain(settings->command, "cannot write %s: %s", printable(output->path),
                 strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    operand = operand_at(settings, &output->st);
    if (operand != NULL) {
        complain(settings->command, "%s is to be read and to be written", printable(operand));
        close(fd);
        return false;
    }
    if (S_ISREG(output->st.st_mode) && ftruncate(fd, 0) != 0)
        errno = 0; /* writing will show */
    output->file = fdopen(fd, "wb");
    if (output->file == NULL)
        close(fd);
    return output->file != NULL;
}

static bool wants_color(const struct settings *settings, const struct output *output)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    if (settings->color != COLOR_AUTO)
        return settings->color == COLOR_ALWAYS;
    if (no_color != NULL && *no_color != '\0')
        return false;
    return output->path == NULL && isatty(STDOUT_FILENO) &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

static bool open_report(struct output *output, const struct settings *settings, const char *format)
{
    const struct ci_places places = ci_places();
    kvjwk_report_options options = KVJWK_REPORT_OPTIONS_INIT;

    options.check = &settings->check;
    options.threshold = settings->fail_never ? KVJWK_ERROR : settings->fail_on;
    options.quiet = settings->quiet;
    options.color = wants_color(settings, output);
    options.sarif = settings->sarif;
    options.root = places.root;
    options.folder = places.folder;
    if (settings->report.compliance
            ? kvjwk_compliance_open(&output->report, format, &options, &settings->report.options,
                                    write_to_file, output->file) == KVJWK_OK
            : kvjwk_report_open(&output->report, format, &options, write_to_file, output->file) ==
                  KVJWK_OK)
        return true;
    complain(settings->command, "cannot write the report");
    return false;
}

bool outputs_open(struct outputs *outputs, const struct settings *settings)
{
    memset(outputs, 0, sizeof(*outputs));
    for (size_t i = 0; i < settings->report_count; i++) {
        const struct wanted_report *wanted = &settings->reports[i];
        struct output *output = &outputs->items[outputs->count++];

        output->path = wanted->path;
        output->file = stdout;
        if ((wanted->path != NULL && !open_file(output, settings)) ||
            !open_report(output, settings, wanted->format->name))
            return false;
        outputs->thumbprint = outputs->thumbprint || wanted->format->thumbprint;
        outputs->excerpt = outputs->excerpt || wanted->format->excerpt;
    }
    return true;
}

bool outputs_close(struct outputs *outputs, const struct settings *settings,
                   const kvjwk_totals *totals, int exit_code)
{
    bool ok = true;

    for (size_t i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->items[i];
        const char *fault = NULL;
        bool written = output->report != NULL &&
                       kvjwk_report_close(output->report, totals, exit_code) == KVJWK_OK;

        if (!written && settings->report.compliance && output->report != NULL)
            fault = kvjwk_compliance_fault(output->report);
        kvjwk_report_free(&output->report);
        if (output->path != NULL && output->file != NULL)
            written = fclose(output->file) == 0 && written;
        if (!written && fault != NULL)
            complain(settings->command, "cannot merge: %s", fault);
        else if (!written && ok)
            complain(settings->command, "the report could not be written%s%s",
                     output->path == NULL ? "" : " to ",
                     output->path == NULL ? "" : printable(output->path));
        ok = ok && written;
    }
    return ok;
}
