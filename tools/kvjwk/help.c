// SPDX-License-Identifier: MIT
/* --help of a command, from the table that its command line is read by. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#define HELP_COLUMN ((size_t)25)
#define LINE_MAX_OCTETS 1200

static void print_option(const struct option *option)
{
    char text[LINE_MAX_OCTETS];
    size_t column = 0;
    int length;

    if (option->letter != 0)
        length = printf("  -%c, --%s", option->letter, option->name);
    else
        length = printf("      --%s", option->name);
    if (option->argument != NULL)
        length += printf(" %s", option->argument);
    column = (size_t)length;
    if (column + 2 > HELP_COLUMN) {
        putchar('\n');
        column = 0;
    }
    printf("%*s", (int)(HELP_COLUMN - column), "");
    snprintf(text, sizeof(text), "%s", option->help);
    for (size_t i = 0; option->known != NULL && option->known(i) != NULL; i++) {
        size_t used = strlen(text);

        snprintf(text + used, sizeof(text) - used, "%s%s", i == 0 ? ". Values: " : ", ",
                 option->known(i));
    }
    print_wrapped(text, HELP_COLUMN, HELP_COLUMN);
}

/* A paragraph is wrapped; a line that begins with a space is printed as it is. */
static void print_about(const char *about)
{
    while (*about != '\0') {
        const char *end = strstr(about, "\n\n");
        size_t length = end == NULL ? strlen(about) : (size_t)(end - about);
        char text[LINE_MAX_OCTETS];

        snprintf(text, sizeof(text), "%.*s", (int)length, about);
        if (*about == ' ')
            puts(text);
        else
            print_wrapped(text, 0, 0);
        putchar('\n');
        about += length + (end == NULL ? 0 : 2);
    }
}

void command_help(const struct command *command)
{
    printf("usage: kvjwk %s [OPTION]...%s%s\n\n", command->name,
           *command->operands == '\0' ? "" : " ", command->operands);
    print_about(command->about);
    puts("Options:");
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
}
