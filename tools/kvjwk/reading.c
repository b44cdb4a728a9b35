// SPDX-License-Identifier: MIT
/* What check and report share: options about what is read and how it is judged, and the run itself.
 */
#define _POSIX_C_SOURCE 200809L

#include "reading.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"
#include "octets.h"

/* ---- options ---- */

/* The kinds of the core and of kvjwk/input.h, and what is no kind of document but a way to hold
 * many. */
const char *known_kind(size_t i)
{
    const size_t core = kvjwk_kind_count(), ours = kvjwk_input_kind_count();

    if (i < core)
        return kvjwk_kind_at(i)->name;
    if (i < core + ours)
        return kvjwk_input_kind_at(i - core)->name;
    return i == core + ours ? "ndjson" : NULL;
}

const char *take_kind(struct settings *s, const char *value)
{
    s->lines = strcmp(value, "ndjson") == 0;
    s->check.kind = kvjwk_kind_find(value);
    s->input_kind = kvjwk_input_kind_find(value);
    return NULL;
}

/* Every target, and the one that the document names. */
const char *known_check_target(size_t i)
{
    return i == KVJWK_TARGET_RFC + 1 ? "auto" : known_target(i);
}

const char *take_check_target(struct settings *s, const char *value)
{
    s->auto_target = strcmp(value, "auto") == 0;
    return take_target(s, s->auto_target ? kvjwk_target_name(KVJWK_TARGET_ANY) : value);
}

const char *take_template_parameters(struct settings *s, const char *value)
{
    s->parameters_path = value;
    return NULL;
}

const char *known_api(size_t i)
{
    const kvjwk_api_version *api = kvjwk_api_version_at(i);

    return api == NULL ? NULL : api->name;
}

const char *take_api(struct settings *s, const char *value)
{
    s->check.api = kvjwk_api_version_find(value);
    return NULL;
}

static bool is_taken(const struct settings *s, const char *path)
{
    for (size_t i = 0; i < s->report_count; i++) {
        const char *other = s->reports[i].path;

        if (path == NULL ? other == NULL : other != NULL && strcmp(path, other) == 0)
            return true;
    }
    return false;
}

/* NAME[:PATH] */
const char *take_report_format(struct settings *s, const char *value,
                               const kvjwk_format *(*find)(const char *name))
{
    char name[32];
    size_t length = strcspn(value, ":");
    struct wanted_report *wanted = &s->reports[s->report_count];
    const char *path = value[length] == ':' ? value + length + 1 : NULL;

    if (length >= sizeof(name))
        return "";
    memcpy(name, value, length);
    name[length] = '\0';
    if (s->report_count == REPORTS_MAX)
        return "at most 16 formats";
    if (path != NULL && *path == '\0')
        return "a path behind the colon";
    if (path != NULL && strcmp(path, "-") == 0)
        path = NULL;
    if (is_taken(s, path))
        return "another path: NAME:PATH; this place has a report already";
    wanted->format = find(name);
    wanted->path = path;
    s->report_count++;
    return wanted->format == NULL ? "" : NULL;
}

const char *take_jobs(struct settings *s, const char *value)
{
    return read_number(&s->jobs, value, 1, JOBS_MAX) ? NULL : "a number from 1 to 256";
}

const char *take_stdin_name(struct settings *s, const char *value)
{
    s->stdin_name = value;
    return NULL;
}

const char *known_material(size_t i)
{
    return i <= KVJWK_MATERIAL_DEEP ? kvjwk_material_level_name((kvjwk_material_level)i) : NULL;
}

const char *take_material(struct settings *s, const char *value)
{
    return kvjwk_material_level_find(&s->material, value) ? NULL : "";
}

#define TAKE_LIMIT(member, most)                                                                   \
    const char *take_max_##member(struct settings *s, const char *value)                           \
    {                                                                                              \
        return read_number(&s->check.limits.member, value, 1, most) ? NULL                         \
                                                                    : "a number from 1 to " #most; \
    }

TAKE_LIMIT(bytes, 4000000000)
TAKE_LIMIT(depth, 100000)
TAKE_LIMIT(members, 100000000)
TAKE_LIMIT(keys, 100000000)
TAKE_LIMIT(integer_bits, 1000000)
TAKE_LIMIT(findings, 100000000)

/* ---- the run ---- */

/* The clock of reproducible builds, unless the user named a day. */
bool apply_source_date(struct settings *s)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    size_t seconds;

    if (s->as_of_given || epoch == NULL || *epoch == '\0')
        return true;
    if (!read_number(&seconds, epoch, 0, 253402300799)) {
        complain(s->command, "SOURCE_DATE_EPOCH=%s: expected seconds since 1970", printable(epoch));
        return false;
    }
    s->check.now = (int64_t)seconds;
    return true;
}

/* Reads --parameters, and tries whether the library takes them. */
bool read_parameters(struct settings *s, struct octets *octets)
{
    kvjwk_input_options trial = KVJWK_INPUT_OPTIONS_INIT;
    kvjwk_input *input;
    kvjwk_status status;
    int error;

    if (s->parameters_path == NULL)
        return true;
    error = octets_read(octets, s->parameters_path, s->check.limits.bytes);
    if (error != 0) {
        complain(s->command, "cannot read %s: %s", printable(s->parameters_path), strerror(error));
        return false;
    }
    s->parameters = trial.parameters = octets->at;
    s->parameters_length = trial.parameters_length = octets->length;
    status = kvjwk_input_new(&input, &trial);
    kvjwk_input_free(&input);
    if (status != KVJWK_OK)
        complain(s->command, "%s is no ARM parameters file: expected {\"parameters\": {...}}",
                 printable(s->parameters_path));
    return status == KVJWK_OK;
}

static size_t jobs_of(const struct settings *s)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (s->jobs > 0)
        return s->jobs;
    if (online < 1)
        return 1;
    return online > JOBS_MAX ? JOBS_MAX : (size_t)online;
}

static struct batch *take_batch(void *ctx)
{
    return crew_take(ctx);
}

static void give_batch(void *ctx, struct batch *batch)
{
    crew_give(ctx, batch);
}

/* Reads all operands into the crew. False when memory was out. */
static bool feed_all(struct judge *judge, const struct settings *s)
{
    struct feed feed = {
        .take = take_batch,
        .give = give_batch,
        .ctx = judge->crew,
        .limit = s->check.limits.bytes,
        .lines = s->lines,
        .stdin_name = s->stdin_name,
        .is_output = outputs_have,
        .outputs = judge->outputs,
    };

    if (feed_begin(&feed))
        for (size_t i = 0; i < s->operand_count && feed_operand(&feed, s->operands[i]); i++)
            continue;
    feed_end(&feed);
    return !feed.out_of_memory;
}

bool run_crew(struct judge *judge, const struct settings *s)
{
    const struct crew_plan plan = {jobs_of(s), judge, judge_work, judge_settle, judge_drop};
    bool fed;

    judge->crew = crew_new(&plan);
    if (judge->crew == NULL)
        return false;
    fed = feed_all(judge, s);
    return crew_finish(&judge->crew) && fed;
}
