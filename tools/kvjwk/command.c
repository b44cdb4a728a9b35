// SPDX-License-Identifier: MIT
/* The command line by a command's table of options: what is wrong is said with the nearest right.
 */
#include "command.h"

#include <stdio.h>
#include <string.h>

struct parser {
    const struct command *command;
    struct settings *settings;
    char **next, **end; /* arguments not yet looked at */
};

/* ---- errors ---- */

static enum parsed wrong_option(const struct command *command, const char *word);

static const struct command *names_of; /* whose option names option_name() lists */

static const char *option_name(size_t i)
{
    return i < names_of->option_count ? names_of->options[i].name : NULL;
}

static enum parsed wrong_option(const struct command *command, const char *word)
{
    const char *near;

    names_of = command;
    near = nearest(word, option_name);
    if (near != NULL)
        complain(command, "unknown option --%s; did you mean --%s?", printable(word), near);
    else
        complain(command, "unknown option --%s; see: kvjwk %s --help", printable(word),
                 command->name);
    return PARSED_WRONG;
}

static void list_known(const struct option *option)
{
    fputs("known values: ", stderr);
    for (size_t i = 0; option->known(i) != NULL; i++)
        fprintf(stderr, "%s%s", i == 0 ? "" : ", ", option->known(i));
    fputc('\n', stderr);
}

static enum parsed wrong_value(const struct command *command, const struct option *option,
                               const char *value, const char *expected)
{
    const char *near = option->known == NULL ? NULL : nearest(value, option->known);

    if (*expected != '\0') {
        complain(command, "--%s %s: expected %s", option->name, printable(value), expected);
        return PARSED_WRONG;
    }
    if (near != NULL)
        complain(command, "--%s: unknown value \"%s\"; did you mean \"%s\"?", option->name,
                 printable(value), near);
    else
        complain(command, "--%s: unknown value \"%s\"", option->name, printable(value));
    list_known(option);
    return PARSED_WRONG;
}

/* ---- options ---- */

static bool is_known(const struct option *option, const char *value)
{
    const char *known;

    for (size_t i = 0; (known = option->known(i)) != NULL; i++)
        if (strcmp(known, value) == 0)
            return true;
    return false;
}

static enum parsed apply(struct parser *p, const struct option *option, const char *value)
{
    const char *expected;

    if (option->known != NULL && !option->more && !is_known(option, value))
        return wrong_value(p->command, option, value, "");
    expected = option->take(p->settings, value);
    return expected == NULL ? PARSED_RUN : wrong_value(p->command, option, value, expected);
}

/* value: what stands behind "=", or NULL. */
static enum parsed take_option(struct parser *p, const struct option *option, const char *value)
{
    if (option->take == NULL) {
        command_help(p->command);
        return PARSED_HELP;
    }
    if (option->argument == NULL && value != NULL) {
        complain(p->command, "--%s takes no value", option->name);
        return PARSED_WRONG;
    }
    if (option->argument != NULL && value == NULL) {
        if (p->next == p->end) {
            complain(p->command, "--%s needs a value: --%s %s", option->name, option->name,
                     option->argument);
            return PARSED_WRONG;
        }
        value = *p->next++;
    }
    return apply(p, option, value);
}

static enum parsed long_option(struct parser *p, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);

    for (size_t i = 0; i < p->command->option_count; i++) {
        const struct option *option = &p->command->options[i];

        if (strlen(option->name) == length && memcmp(option->name, word, length) == 0)
            return take_option(p, option, equals == NULL ? NULL : equals + 1);
    }
    return wrong_option(p->command, word);
}

/* One letter: "-q"; a value may follow at once ("-j4") or as the next word. */
static enum parsed short_option(struct parser *p, const char *word)
{
    for (size_t i = 0; i < p->command->option_count; i++) {
        const struct option *option = &p->command->options[i];

        if (option->letter == 0 || option->letter != word[0])
            continue;
        if (word[1] == '\0' || option->argument != NULL)
            return take_option(p, option, word[1] == '\0' ? NULL : word + 1);
        complain(p->command, "-%s: give options of one letter one by one", printable(word));
        return PARSED_WRONG;
    }
    complain(p->command, "unknown option -%s; see: kvjwk %s --help", printable(word),
             p->command->name);
    return PARSED_WRONG;
}

static enum parsed check_operands(const struct command *command, const struct settings *settings)
{
    if (settings->operand_count >= command->least && settings->operand_count <= command->most)
        return PARSED_RUN;
    if (settings->operand_count > command->most)
        complain(command, "unexpected argument \"%s\"",
                 printable(settings->operands[command->most]));
    else
        complain(command, "nothing to do: expected %s", command->operands);
    fprintf(stderr, "usage: kvjwk %s [OPTION]... %s\n", command->name, command->operands);
    return PARSED_WRONG;
}

enum parsed command_parse(const struct command *command, struct settings *settings, int count,
                          char **arguments)
{
    struct parser p = {command, settings, arguments, arguments + count};
    enum parsed parsed = PARSED_RUN;
    bool options = true; /* until "--" */

    settings->command = command;
    settings->operands = arguments; /* operands move to the front of what has been read */
    settings->operand_count = 0;
    while (p.next < p.end && parsed == PARSED_RUN) {
        char *word = *p.next++;

        if (options && strcmp(word, "--") == 0)
            options = false;
        else if (options && word[0] == '-' && word[1] == '-')
            parsed = long_option(&p, word + 2);
        else if (options && word[0] == '-' && word[1] != '\0')
            parsed = short_option(&p, word + 1);
        else
            settings->operands[settings->operand_count++] = word;
    }
    return parsed == PARSED_RUN ? check_operands(command, settings) : parsed;
}

/* ---- actions ---- */

static const struct command *actions_of; /* whose actions action_name() lists */

static const char *action_name(size_t i)
{
    return i < actions_of->action_count ? actions_of->actions[i].name : NULL;
}

static void unknown_action(const struct command *command, const char *word)
{
    char known[200] = "";
    const char *near;

    actions_of = command;
    near = nearest(word, action_name);
    if (near != NULL) {
        complain(command, "unknown action \"%s\"; did you mean \"%s\"?", printable(word), near);
        return;
    }
    for (size_t i = 0; i < command->action_count; i++)
        snprintf(known + strlen(known), sizeof(known) - strlen(known), "%s%s",
                 i == 0                           ? ""
                 : i + 1 == command->action_count ? " or "
                                                  : ", ",
                 command->actions[i].name);
    complain(command, "unknown action \"%s\"; expected %s", printable(word), known);
}

int act(struct settings *settings)
{
    const struct command *command = settings->command;

    for (size_t i = 0; i < command->action_count; i++) {
        const struct action *action = &command->actions[i];

        if (strcmp(action->name, settings->operands[0]) != 0)
            continue;
        if (settings->operand_count <= action->most)
            return action->run(settings);
        complain(command, "unexpected argument \"%s\"",
                 printable(settings->operands[settings->operand_count - 1]));
        return EXIT_USAGE;
    }
    unknown_action(command, settings->operands[0]);
    return EXIT_USAGE;
}
