// SPDX-License-Identifier: MIT
/*
 * Commands and options as tables: the same rows parse the command line, write --help, and are there
 * for shell completions and the manual page.
 */
#ifndef KVJWK_TOOL_COMMAND_H
#define KVJWK_TOOL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "settings.h"

/* Exit codes; when several apply, the first of USAGE, INPUT, FINDINGS, NOTHING, SUPPRESSION. */
enum {
    EXIT_OK = 0,
    EXIT_FINDINGS = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_NOTHING = 4,
    EXIT_SUPPRESSION = 5
};

struct option {
    const char *name;               /* "target": --target */
    char letter;                    /* 'q': -q; 0: none */
    const char *argument;           /* what --help calls it: "T"; NULL for a flag */
    const char *help;               /* a sentence or two, without the known values */
    const char *(*known)(size_t i); /* i-th known value; NULL past the end. NULL: any text */
    bool more;                      /* something may follow the known value: take looks at it */
    /* Given a known value, or any text. NULL: fine. "": not one of the known values. Otherwise
     * what was expected. */
    const char *(*take)(struct settings *settings, const char *value);
};

/* What a command does by its first operand: kvjwk policy check */
struct action {
    const char *name;
    int (*run)(struct settings *settings);
    size_t most; /* operands with the name */
};

struct command {
    const char *name;
    const char *operands; /* "FILE|DIR|-...", or "" */
    const char *summary;  /* one line */
    const char *about;    /* paragraphs, separated by an empty line; lines beginning with a space
                             are kept as they are */
    const struct option *options;
    size_t option_count;
    size_t least, most; /* operands */
    int (*run)(struct settings *settings);
    const struct action *actions; /* for act() */
    size_t action_count;
};

#define OPTIONS(table) .options = (table), .option_count = sizeof(table) / sizeof((table)[0])
#define ACTIONS(table) .actions = (table), .action_count = sizeof(table) / sizeof((table)[0])
#define ANY_NUMBER ((size_t)-1)

extern const struct command command_gcd_shard, command_policy, command_report, command_regimes,
    command_corpus;
extern const struct command command_check, command_matrix, command_rules, command_explain,
    command_thumbprint, command_run, command_vectors, command_kinds;

enum parsed {
    PARSED_RUN,  /* settings are filled */
    PARSED_HELP, /* --help was asked for and printed */
    PARSED_WRONG /* a usage error was printed */
};

/* arguments: what follows the command's name. Operands are gathered in settings. */
enum parsed command_parse(const struct command *command, struct settings *settings, int count,
                          char **arguments);
void command_help(const struct command *command);

/* ---- words ---- */

/* Runs the action that the first operand names, or complains. */
int act(struct settings *settings);

/* The nearest of the known words, or NULL when none is near. */
const char *nearest(const char *word, const char *(*known)(size_t i));
/* "kvjwk check: ..." on stderr, after what stdout holds; names of files go through printable(). */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void complain(const struct command *command, const char *format, ...);
/* Text of the command line or of a file, safe for a terminal; good until the third call from here.
 */
const char *printable(const char *text);
/* Prints text wrapped at 79 columns; every line but the first is indented. column is where the
 * cursor stands. */
void print_wrapped(const char *text, size_t column, size_t indent);

#endif
