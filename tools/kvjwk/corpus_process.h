// SPDX-License-Identifier: MIT
/* Another program that is written to and read from at once, within a time. */
#ifndef KVJWK_TOOL_CORPUS_PROCESS_H
#define KVJWK_TOOL_CORPUS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PROCESS_LINE_MAX ((size_t)64 << 10)

struct process {
    pid_t pid;        /* 0: not running */
    int in, out, err; /* ours: in is written to; -1: closed */
    char *waiting;    /* what is to be written */
    size_t waiting_length, waiting_cap;
    char read[PROCESS_LINE_MAX]; /* what was read, until a line is complete */
    size_t read_length;
    char words[256]; /* the last line that it wrote to its standard error */
    char last[256];  /* the line of it that is being read */
    size_t last_length;
    int status; /* of waitpid, when it has ended */
};

/* Runs `sh -c command` in a process group of its own. False, with errno. */
bool process_start(struct process *p, const char *command);
/* Kills whatever of it still runs, and waits for its end. */
void process_end(struct process *p);

/* Will be written while a line is waited for. False: memory is out. */
bool process_write(struct process *p, const char *text, size_t length);

enum process_got { GOT_LINE, GOT_END, GOT_TIMEOUT, GOT_LONG_LINE };

/* The next line, without its line break, in line[PROCESS_LINE_MAX]; at most until deadline, which
 * is milliseconds of process_clock. */
enum process_got process_read(struct process *p, char *line, long long deadline);
long long process_clock(void);

/* "signal 6 (Aborted)", "exit status 1", with what it said last; good until the next call. */
const char *process_ending(const struct process *p);

#endif
