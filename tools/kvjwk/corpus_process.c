// SPDX-License-Identifier: MIT
/* see corpus_process.h */
#define _POSIX_C_SOURCE 200809L

#include "corpus_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "command.h"

long long process_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- beginning and end -------------------------------------------------------------------------
 */

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool pipes_make(int pipes[3][2])
{
    for (int i = 0; i < 3; i++)
        pipes[i][0] = pipes[i][1] = -1;
    for (int i = 0; i < 3; i++)
        if (pipe(pipes[i]) != 0)
            return false;
    return true;
}

static void pipes_close(int pipes[3][2])
{
    for (int i = 0; i < 3; i++) {
        close_one(&pipes[i][0]);
        close_one(&pipes[i][1]);
    }
}

static void become(int pipes[3][2], const char *command)
{
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    dup2(pipes[0][0], STDIN_FILENO);
    dup2(pipes[1][1], STDOUT_FILENO);
    dup2(pipes[2][1], STDERR_FILENO);
    pipes_close(pipes);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static int without_waiting(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

bool process_start(struct process *p, const char *command)
{
    int pipes[3][2];

    p->in = p->out = p->err = -1;
    p->waiting_length = p->read_length = p->last_length = 0;
    p->words[0] = '\0';
    p->status = 0;
    signal(SIGPIPE, SIG_IGN);
    fflush(NULL);
    if (!pipes_make(pipes) || (p->pid = fork()) < 0) {
        p->pid = 0;
        pipes_close(pipes);
        return false;
    }
    if (p->pid == 0)
        become(pipes, command);
    setpgid(p->pid, p->pid); /* whoever comes first */
    p->in = without_waiting(pipes[0][1]);
    p->out = without_waiting(pipes[1][0]);
    p->err = without_waiting(pipes[2][0]);
    pipes[0][1] = pipes[1][0] = pipes[2][0] = -1;
    pipes_close(pipes);
    return true;
}

void process_end(struct process *p)
{
    close_one(&p->in);
    close_one(&p->out);
    close_one(&p->err);
    free(p->waiting);
    p->waiting = NULL;
    p->waiting_length = p->waiting_cap = 0;
    if (p->pid == 0)
        return;
    kill(-p->pid, SIGKILL);
    while (waitpid(p->pid, &p->status, 0) < 0 && errno == EINTR)
        continue;
    p->pid = 0;
}

/* It has closed its output: a moment for its end, so that its status is its own. */
static void await(struct process *p)
{
    const struct timespec moment = {0, 10 * 1000 * 1000};

    close_one(&p->in);
    for (int i = 0; i < 100 && p->pid != 0; i++) {
        if (waitpid(p->pid, &p->status, WNOHANG) == p->pid) {
            kill(-p->pid, SIGKILL); /* what it left behind */
            p->pid = 0;
            return;
        }
        nanosleep(&moment, NULL);
    }
}

/* ---- writing -----------------------------------------------------------------------------------
 */

bool process_write(struct process *p, const char *text, size_t length)
{
    size_t cap = p->waiting_cap == 0 ? 1 << 16 : p->waiting_cap;
    char *more;

    while (cap - p->waiting_length < length)
        cap *= 2;
    if (cap != p->waiting_cap) {
        more = realloc(p->waiting, cap);
        if (more == NULL)
            return false;
        p->waiting = more;
        p->waiting_cap = cap;
    }
    memcpy(p->waiting + p->waiting_length, text, length);
    p->waiting_length += length;
    return true;
}

static void write_some(struct process *p)
{
    ssize_t n = write(p->in, p->waiting, p->waiting_length);

    if (n > 0) {
        p->waiting_length -= (size_t)n;
        memmove(p->waiting, p->waiting + n, p->waiting_length);
    } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
        close_one(&p->in); /* what it has said before may still be read */
    }
}

/* ---- reading -----------------------------------------------------------------------------------
 */

static void read_words(struct process *p)
{
    char chunk[4096];
    ssize_t n = read(p->err, chunk, sizeof(chunk));

    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        close_one(&p->err);
    for (ssize_t i = 0; i < n; i++) {
        if (chunk[i] != '\n' && p->last_length < sizeof(p->last) - 1) {
            p->last[p->last_length++] = chunk[i];
        } else if (chunk[i] == '\n' && p->last_length > 0) {
            memcpy(p->words, p->last, p->last_length);
            p->words[p->last_length] = '\0';
            p->last_length = 0;
        }
    }
}

/* False at its end. */
static bool read_some(struct process *p)
{
    ssize_t n = read(p->out, p->read + p->read_length, sizeof(p->read) - p->read_length);

    if (n > 0)
        p->read_length += (size_t)n;
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static bool take_line(struct process *p, char *line)
{
    char *end = memchr(p->read, '\n', p->read_length);
    size_t length;

    if (end == NULL)
        return false;
    length = (size_t)(end - p->read);
    memcpy(line, p->read, length);
    line[length] = '\0';
    if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
    p->read_length -= length + 1;
    memmove(p->read, end + 1, p->read_length);
    return true;
}

/* Waits for anything to happen; 0 when the time is over. */
static int wait_for(struct process *p, struct pollfd fds[3], long long deadline)
{
    long long left = deadline - process_clock();

    fds[0] = (struct pollfd){p->out, POLLIN, 0};
    fds[1] = (struct pollfd){p->err, POLLIN, 0};
    fds[2] = (struct pollfd){p->waiting_length > 0 ? p->in : -1, POLLOUT, 0};
    return left <= 0 ? 0 : poll(fds, 3, (int)(left < 60000 ? left : 60000));
}

enum process_got process_read(struct process *p, char *line, long long deadline)
{
    struct pollfd fds[3];

    for (;;) {
        int ready;

        if (take_line(p, line))
            return GOT_LINE;
        if (p->read_length == sizeof(p->read))
            return GOT_LONG_LINE;
        ready = wait_for(p, fds, deadline);
        if (ready == 0 && process_clock() >= deadline)
            return GOT_TIMEOUT;
        if (ready <= 0)
            continue;
        if (fds[1].revents != 0)
            read_words(p);
        if (fds[2].revents != 0)
            write_some(p);
        if (fds[0].revents != 0 && !read_some(p)) {
            if (p->err >= 0)
                read_words(p);
            await(p);
            return GOT_END;
        }
    }
}

/* ---- words -------------------------------------------------------------------------------------
 */

const char *process_ending(const struct process *p)
{
    static char text[600];
    int status = p->status;
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) - 128;

    /* a shell tells of a signal by a status above 128 */
    if (p->pid != 0)
        snprintf(text, sizeof(text), "it closed its output");
    else if (number > 0 && number < 65)
        snprintf(text, sizeof(text), "signal %d (%s)", number, strsignal(number));
    else
        snprintf(text, sizeof(text), "exit status %d", WEXITSTATUS(status));
    if (p->words[0] != '\0')
        snprintf(text + strlen(text), sizeof(text) - strlen(text), ": %s", printable(p->words));
    return text;
}
