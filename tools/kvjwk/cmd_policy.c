// SPDX-License-Identifier: MIT
/* kvjwk policy: judges, shows and begins policy files. */
#define _POSIX_C_SOURCE 200809L

#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policies.h"

static const struct option options[] = {
    POLICY_OPTIONS,
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

/* ---- check ---- */

static bool check_one(struct settings *s, const char *path)
{
    kvjwk_policy *policy;
    bool ok = kvjwk_policy_new(&policy, policies_mistake, (void *)(size_t)s->command) == KVJWK_OK &&
              policies_read(policy, s, path) && kvjwk_policy_settle(policy) == KVJWK_OK;

    kvjwk_policy_free(&policy);
    if (ok)
        printf("%s: no mistakes\n", printable(path));
    return ok;
}

static int check(struct settings *s)
{
    char *found = NULL;
    int code = EXIT_OK;

    if (s->operand_count == 1) {
        found = s->policy.file == NULL ? policies_search(".") : strdup(s->policy.file);
        if (found == NULL) {
            complain(s->command, "there is no .kvjwk.json here or above; name a file");
            return EXIT_USAGE;
        }
        code = check_one(s, found) ? EXIT_OK : EXIT_USAGE;
        free(found);
    }
    for (size_t i = 1; i < s->operand_count; i++)
        if (!check_one(s, s->operands[i]))
            code = EXIT_USAGE;
    return code;
}

/* ---- show, schema, reference ---- */

static int print(void *ctx, const char *text, size_t length)
{
    return fwrite(text, 1, length, ctx) == length ? 0 : 1;
}

static int show(struct settings *s)
{
    static char here[] = "-";
    char *operand = here;
    struct policies policies;
    int code = EXIT_USAGE;

    if (s->operand_count > 1)
        s->policy.file = s->operands[1];
    s->operands = &operand;
    s->operand_count = 1;
    if (policies_open(&policies, s)) {
        code = EXIT_OK;
        if (policies.policy == NULL)
            puts("no policy: no .kvjwk.json here or above, and no option names one");
        else if (kvjwk_policy_show(policies.policy, print, stdout) != KVJWK_OK)
            code = EXIT_USAGE;
    }
    policies_close(&policies);
    return code;
}

static int schema(struct settings *s)
{
    (void)s;
    return kvjwk_policy_schema(print, stdout) == KVJWK_OK ? EXIT_OK : EXIT_USAGE;
}

static int reference(struct settings *s)
{
    (void)s;
    return kvjwk_policy_reference(print, stdout) == KVJWK_OK ? EXIT_OK : EXIT_USAGE;
}

/* ---- init ---- */

static int init(struct settings *s)
{
    const char *path = s->operand_count > 1 ? s->operands[1] : ".kvjwk.json";
    const char *text = kvjwk_policy_example();
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    if (!ok)
        complain(s->command, "cannot write %s: %s", printable(path), strerror(errno));
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    if (ok)
        printf("wrote %s\n", printable(path));
    return ok ? EXIT_OK : EXIT_USAGE;
}

/* ---- the command ---- */

static const struct action actions[] = {
    {"check", check, ANY_NUMBER}, {"show", show, 2},           {"init", init, 2},
    {"schema", schema, 1},        {"reference", reference, 1},
};

const struct command command_policy = {
    .name = "policy",
    .operands = "check|show|init|schema|reference [FILE]...",
    .summary = "judge, show or begin a policy file",
    .about =
        "A policy file says what an organisation demands of its keys beyond what the service "
        "takes: "
        "types, sizes, curves, expiry, rotation, definitions of Azure Policy, and what is accepted "
        "for a time. kvjwk check uses the nearest .kvjwk.json, from its input upwards, or the one "
        "that --policy names.\n\n"
        "    check [FILE]...  tell every mistake in policy files\n"
        "    show [FILE]      print what is in force, with what the options add\n"
        "    init [FILE]      write a policy file to begin with (.kvjwk.json)\n"
        "    schema           print the JSON Schema of policy files\n"
        "    reference        print the members and Azure's definitions as Markdown\n\n"
        "Exit codes:\n\n"
        "    0  no mistakes\n"
        "    2  mistakes, each told with file, line and column; or a usage error",
    OPTIONS(options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = act,
    ACTIONS(actions),
};
