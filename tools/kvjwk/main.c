// SPDX-License-Identifier: MIT
/* kvjwk: picks the command, reads the clock (here and nowhere else), and runs it. */
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct command *const commands[] = {
    &command_check,  &command_matrix,  &command_rules,     &command_explain, &command_thumbprint,
    &command_run,    &command_vectors, &command_gcd_shard, &command_kinds,   &command_policy,
    &command_report, &command_regimes, &command_corpus,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char *command_name(size_t i)
{
    return i < COMMANDS ? commands[i]->name : NULL;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static void print_usage(FILE *to)
{
    fputs("usage: kvjwk COMMAND [OPTION]... [ARGUMENT]...\n\n"
          "Judges Azure Key Vault and Managed HSM keys offline: is the key well formed, is it\n"
          "allowed where it is going, how strong and how certified is it?\n\n",
          to);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(to, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fputs("  help         the same as --help, also: kvjwk help COMMAND\n"
          "  version      the same as --version\n\n"
          "kvjwk COMMAND --help tells the options and exit codes of a command.\n",
          to);
}

static int wrong_command(const char *name)
{
    const char *near = nearest(name, command_name);

    complain(NULL, "unknown command \"%s\"%s%s%s", printable(name),
             near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
             near == NULL ? "" : "\"?");
    fputs("commands: ", stderr);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(stderr, "%s, ", commands[i]->name);
    fputs("help, version\n", stderr);
    return EXIT_USAGE;
}

static int help_of(int count, char **arguments)
{
    const struct command *command;

    if (count == 0) {
        print_usage(stdout);
        return EXIT_OK;
    }
    command = find_command(arguments[0]);
    if (command == NULL)
        return wrong_command(arguments[0]);
    command_help(command);
    return EXIT_OK;
}

static int run(const struct command *command, int count, char **arguments)
{
    static const kvjwk_options defaults = KVJWK_OPTIONS_INIT;
    struct settings settings;

    memset(&settings, 0, sizeof(settings));
    settings.check = defaults;
    settings.check.has_now = true;
    settings.check.now = (int64_t)time(NULL);
    settings.fail_on = KVJWK_ERROR;
    settings.material = KVJWK_MATERIAL_QUICK;
    settings.report.options = (kvjwk_compliance_options)KVJWK_COMPLIANCE_OPTIONS_INIT;
    switch (command_parse(command, &settings, count, arguments)) {
    case PARSED_HELP:
        return EXIT_OK;
    case PARSED_WRONG:
        return EXIT_USAGE;
    case PARSED_RUN:
        break;
    }
    return command->run(&settings);
}

/* What was printed must have arrived: a full disk is no success. */
static int finished(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    complain(NULL, "cannot write to standard output");
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;
    const struct command *command;

    if (name == NULL) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        printf("kvjwk %s\n", kvjwk_version());
        return finished(EXIT_OK);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return finished(help_of(argc - 2, argv + 2));
    command = find_command(name);
    if (command == NULL)
        return wrong_command(name);
    return finished(run(command, argc - 2, argv + 2));
}
