// SPDX-License-Identifier: MIT
/* kvjwk report: what an auditor asks of an inventory of keys. */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "octets.h"
#include "gather.h"
#include "kvjwk/regimes.h"
#include "reading.h"

/* ---- options ---- */

static const char *known_format(size_t i)
{
    const kvjwk_format *format = kvjwk_compliance_format_at(i);

    return format == NULL ? NULL : format->name;
}

static const char *take_format(struct settings *s, const char *value)
{
    return take_report_format(s, value, kvjwk_compliance_format_find);
}

static const char *known_regime(size_t i)
{
    const kvjwk_regime *regime = kvjwk_regime_at(i);

    return regime == NULL ? NULL : regime->name;
}

static const char *take_regime(struct settings *s, const char *value)
{
    const kvjwk_regime *regime = kvjwk_regime_find(value);

    s->report.options.regimes |= (uint32_t)1 << (regime - kvjwk_regime_at(0));
    return NULL;
}

static const char *known_group(size_t i)
{
    static const char *const names[] = {"vault", "subscription", "target", "tag:NAME"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const char *take_group(struct settings *s, const char *value)
{
    static const kvjwk_group groups[] = {KVJWK_GROUP_VAULT, KVJWK_GROUP_SUBSCRIPTION,
                                         KVJWK_GROUP_TARGET};

    for (size_t i = 0; i < 3; i++)
        if (strcmp(value, known_group(i)) == 0) {
            s->report.options.group = groups[i];
            return NULL;
        }
    if (strncmp(value, "tag:", 4) != 0 || value[4] == '\0')
        return "vault, subscription, target or tag:NAME";
    s->report.options.group = KVJWK_GROUP_TAG;
    s->report.options.tag = value + 4;
    return NULL;
}

static const char *take_sample(struct settings *s, const char *value)
{
    return read_number(&s->report.options.sample, value, 0, 1000000) ? NULL
                                                                     : "a number from 0 to 1000000";
}

static const char *take_merge(struct settings *s, const char *value)
{
    (void)value;
    s->report.merge = true;
    s->lines = true;
    return NULL;
}

static const char *take_compare(struct settings *s, const char *value)
{
    s->report.compare = value;
    return NULL;
}

static const char *take_rotation(struct settings *s, const char *value)
{
    union {
        const char *in;
        char *out;
    } path = {value}; /* an operand like those of the command line */

    s->report.rotation = path.out;
    return strcmp(value, "-") == 0 ? "a file or a folder" : NULL;
}

static const char *take_quiet(struct settings *s, const char *value)
{
    (void)value;
    s->quiet = true;
    return NULL;
}

static const struct option options[] = {
    {"format", 'f', "F[:PATH]",
     "format of the report, and a file for it; may be given several times, once without a file "
     "(default: markdown)",
     known_format, true, take_format},
    {"as-of", 0, "DATE",
     "report as on this day, past or future, at 00:00 UTC, or at this RFC 3339 time (default: "
     "SOURCE_DATE_EPOCH when set, otherwise now)",
     NULL, false, take_as_of},
    {"regime", 'r', "R", "look at this regime; may be given several times (default: all)",
     known_regime, false, take_regime},
    {"group-by", 'g', "WHAT",
     "also count by vault, by subscription (a GUID in the path of the file), by the services that "
     "take the key, or by the value of a tag (tag:NAME)",
     NULL, false, take_group},
    {"sample", 0, "N",
     "keys that a summary shows one by one: those with the most to do (default: 2000)", NULL, false,
     take_sample},
    {"rotation", 0, "FILE|DIR",
     "rotation policies, which are documents of their own: they tell when the keys of their "
     "identifier or resource rotate",
     NULL, false, take_rotation},
    {"compare", 0, "OLD",
     "say what changed since OLD, a report of format ndjson; exit code 1 when "
     "some key got weaker",
     NULL, false, take_compare},
    {"merge", 0, NULL,
     "the operands are reports of format ndjson: put them together, as if what they read had been "
     "read at once",
     NULL, false, take_merge},
    {"target", 't', "T",
     "where the keys are going; any (the default): one of the three services must take them; auto: "
     "the SKU of the vault in the same template or plan decides",
     known_check_target, false, take_check_target},
    {"edition", 0, "E", "state of Microsoft's documentation to judge by (default: the newest)",
     known_edition, false, take_edition},
    {"allow-preview", 0, NULL, "previews count as supported", NULL, false, take_preview},
    {"kind", 'k', "KIND",
     "what the documents are (default: found out from their members); ndjson: a document a line",
     known_kind, false, take_kind},
    {"parameters", 0, "FILE", "ARM templates: values of their parameters", NULL, false,
     take_template_parameters},
    {"material", 'm', "LEVEL", "arithmetic on key material (default: quick)", known_material, false,
     take_material},
    POLICY_OPTIONS,
    {"jobs", 'j', "N", "threads for folders and long streams (default: one for each processor)",
     NULL, false, take_jobs},
    {"stdin-filename", 0, "NAME", "name of standard input in the report (default: <stdin>)", NULL,
     false, take_stdin_name},
    {"quiet", 'q', NULL, "no progress on the terminal, no remarks about files without keys", NULL,
     false, take_quiet},
    {"max-bytes", 0, "N", "limit on a document, or on a line of a stream (default: 67108864)", NULL,
     false, take_max_bytes},
    {"max-keys", 0, "N", "limit on the keys of a document (default: 1000000)", NULL, false,
     take_max_keys},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

/* ---- files of earlier reports ---- */

/* Calls each with every line of a file until it returns false. Returns an errno, or 0. */
static int each_line(const char *path, bool (*each)(void *ctx, const char *line, size_t length),
                     void *ctx)
{
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t length = 0, cap = 0;
    int c = 0, error = 0;

    if (file == NULL)
        return errno;
    while (c != EOF) {
        c = getc(file);
        if (length + 1 >= cap) {
            char *more = realloc(line, cap = cap == 0 ? 4096 : cap * 2);

            if (more == NULL) {
                error = ENOMEM;
                break;
            }
            line = more;
        }
        if (c != EOF && c != '\n') {
            line[length++] = (char)c;
        } else if (length > 0) {
            if (!each(ctx, line, length))
                break;
            length = 0;
        }
    }
    if (ferror(file))
        error = EIO;
    free(line);
    fclose(file);
    return error;
}

struct first_line {
    struct settings *settings;
    bool fits;
};

static bool adopt(void *ctx, const char *line, size_t length)
{
    struct first_line *first = ctx;
    struct settings *s = first->settings;

    first->fits =
        kvjwk_compliance_adopt(&s->check, &s->report.options, &s->report.tag, line, length);
    return false;
}

/* Parts say themselves by what they were made. */
static bool adopt_part(struct settings *s)
{
    struct first_line first = {s, false};
    int error = each_line(s->operands[0], adopt, &first);

    if (error != 0)
        complain(s->command, "cannot read %s: %s", printable(s->operands[0]), strerror(error));
    else if (!first.fits)
        complain(s->command, "%s is no report of format ndjson, or one of another version of kvjwk",
                 printable(s->operands[0]));
    return error == 0 && first.fits;
}

static bool read_old(void *ctx, const char *line, size_t length)
{
    return kvjwk_past_line(ctx, line, length);
}

static bool read_past(struct settings *s)
{
    kvjwk_status status = KVJWK_OK;
    kvjwk_past *past;
    int error;

    if (s->report.compare == NULL)
        return true;
    if (kvjwk_past_new(&past) != KVJWK_OK) {
        complain(s->command, "out of memory");
        return false;
    }
    s->report.options.past = past;
    error = each_line(s->report.compare, read_old, past);
    if (error == 0)
        status = kvjwk_past_finish(past);
    if (error != 0 || status == KVJWK_ERR_MEMORY)
        complain(s->command, "cannot read %s: %s", printable(s->report.compare),
                 strerror(error != 0 ? error : ENOMEM));
    else if (status != KVJWK_OK)
        complain(s->command,
                 "%s is no whole report of format ndjson, or one of another version of kvjwk",
                 printable(s->report.compare));
    return error == 0 && status == KVJWK_OK;
}

/* ---- rotation policies ---- */

static bool is_no_output(const void *outputs, const struct stat *st)
{
    (void)outputs;
    (void)st;
    return false;
}

static kvjwk_status take_policy_of_key(void *ctx, const kvjwk_key *key)
{
    return kvjwk_rotations_add(ctx, key);
}

static bool read_rotations(struct settings *s)
{
    kvjwk_rotations *rotations;
    struct gathering g = {.settings = s,
                          .operands = &s->report.rotation,
                          .operand_count = 1,
                          .is_output = is_no_output,
                          .take = take_policy_of_key};

    if (s->report.rotation == NULL)
        return true;
    if (kvjwk_rotations_new(&rotations) != KVJWK_OK)
        return false;
    s->report.options.rotations = rotations;
    g.ctx = rotations;
    if (!gather(&g, NULL)) {
        complain(s->command, "out of memory");
        return false;
    }
    if (!g.unreadable && kvjwk_rotations_count(rotations) == 0)
        complain(s->command, "note: %s holds no rotation policy that names its key",
                 printable(s->report.rotation));
    return !g.unreadable;
}

static void drop_rotations(struct settings *s)
{
    union {
        const kvjwk_rotations *in;
        kvjwk_rotations *out;
    } rotations = {s->report.options.rotations};

    kvjwk_rotations_free(&rotations.out);
}

/* ---- the run ---- */

static int run_with(struct settings *s)
{
    static struct outputs outputs;
    static struct judge judge;
    struct policies policies;
    int code;

    if (!policies_open(&policies, s) || !outputs_open(&outputs, s)) {
        policies_close(&policies);
        return EXIT_USAGE;
    }
    judge_init(&judge, s, &policies, &outputs);
    progress_begin(&judge.progress, s);
    if (!run_crew(&judge, s)) {
        complain(s->command, "out of memory");
        judge.broken = true;
    }
    progress_end(&judge.progress);
    judge_free(&judge);
    policies_close(&policies);
    code = judge_exit_code(&judge);
    if (!outputs_close(&outputs, s, &judge.totals, code))
        return EXIT_USAGE;
    if (code == EXIT_NOTHING)
        complain(s->command, "nothing was reported: no key found");
    return code;
}

static int run(struct settings *s)
{
    struct octets parameters = {NULL, 0};
    int code = EXIT_USAGE;

    s->report.compliance = true;
    if (s->report_count == 0)
        s->reports[s->report_count++].format = kvjwk_compliance_format_find("markdown");
    if (apply_source_date(s) && (!s->report.merge || adopt_part(s)) && read_past(s) &&
        read_rotations(s) && read_parameters(s, &parameters))
        code = run_with(s);
    octets_free(&parameters);
    kvjwk_past_free(&s->report.options.past);
    drop_rotations(s);
    free(s->report.tag);
    return code;
}

const struct command command_report = {
    .name = "report",
    .operands = "FILE|DIR|-...",
    .summary = "compliance report of an inventory of keys",
    .about =
        "Says of every key how it is protected, what each regime (NIST, CNSA, BSI, ANSSI, SOG-IS, "
        "PCI DSS, Microsoft) holds of it today and from when on that changes, how long it has been "
        "in use, and what has to be done first. Reads whatever kvjwk check reads.\n\n"
        "    az keyvault key list --vault-name V | kvjwk report -\n"
        "    kvjwk report --format html:report.html --group-by vault exports/\n"
        "    kvjwk report --as-of 2031-01-01 --regime sp800-131a --format csv keys.ndjson\n"
        "    kvjwk report --format ndjson:today.ndjson --compare yesterday.ndjson exports/\n"
        "    kvjwk report --merge --format html:report.html part-*.ndjson\n\n"
        "ndjson, csv, sarif and cyclonedx hold every key, in memory that does not grow with their "
        "number. The others hold all counters, and the keys with the most to do.\n\n"
        "Exit codes; when several apply, the first of 2, 3, 1, 4:\n\n"
        "    0  the report is written\n"
        "    1  with --compare: some key got weaker\n"
        "    2  usage error, parts that do not fit, or a report that could not be written\n"
        "    3  an input could not be read or is neither JSON nor PEM\n"
        "    4  no key found",
    OPTIONS(options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = run,
};
