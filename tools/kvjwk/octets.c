// SPDX-License-Identifier: MIT
/* see octets.h */
#define _POSIX_C_SOURCE 200809L

#include "octets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#define FIRST_READ ((size_t)16384)

/* ---- files ---- */

static bool reserve(struct octets *o, size_t *cap)
{
    size_t larger = *cap == 0 ? FIRST_READ : *cap * 2;
    uint8_t *next;

    if (o->length < *cap)
        return true;
    next = malloc(larger);
    if (next == NULL)
        return false;
    if (o->at != NULL) {
        memcpy(next, o->at, o->length);
        OPENSSL_cleanse(o->at, o->length);
        free(o->at);
    }
    o->at = next;
    *cap = larger;
    return true;
}

static int read_all(struct octets *out, int fd, size_t limit)
{
    size_t cap = 0;

    while (out->length <= limit) {
        ssize_t got;

        if (!reserve(out, &cap))
            return ENOMEM;
        got = read(fd, out->at + out->length, cap - out->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            return 0;
        out->length += (size_t)got;
    }
    out->length = limit + 1;
    return 0;
}

int octets_read(struct octets *out, const char *path, size_t limit)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int error;

    out->at = NULL;
    out->length = 0;
    if (fd < 0)
        return errno;
    error = read_all(out, fd, limit);
    if (!is_stdin)
        close(fd);
    if (error != 0)
        octets_free(out);
    return error;
}

int octets_write(const char *path, const void *at, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
    const char *next = at;
    int error = 0;

    if (fd < 0)
        return errno;
    while (length > 0 && error == 0) {
        ssize_t put = write(fd, next, length);

        if (put < 0 && errno != EINTR)
            error = errno;
        if (put > 0) {
            next += put;
            length -= (size_t)put;
        }
    }
    if (close(fd) != 0 && error == 0)
        error = errno;
    return error;
}

/* ---- base64url ---- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool octets_of_base64url(struct octets *out, const char *text)
{
    size_t length = strlen(text);
    uint32_t bits = 0;
    unsigned held = 0;

    out->length = 0;
    out->at = length % 4 == 1 ? NULL : malloc(length + 1);
    if (out->at == NULL)
        return false;
    for (size_t i = 0; i < length; i++) {
        const char *place = strchr(alphabet, text[i]);

        if (place == NULL) {
            octets_free(out);
            return false;
        }
        bits = (bits << 6 | (uint32_t)(place - alphabet)) & 0xfff;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out->at[out->length++] = (uint8_t)(bits >> held);
        }
    }
    if ((bits & ((1u << held) - 1)) != 0) { /* unused bits are zero */
        octets_free(out);
        return false;
    }
    return true;
}

char *octets_base64url(const uint8_t *at, size_t length)
{
    char *text = malloc(length / 3 * 4 + 5);
    size_t used = 0;
    uint32_t bits = 0;
    unsigned held = 0;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        bits = (bits << 8 | at[i]) & 0xffff;
        held += 8;
        while (held >= 6) {
            held -= 6;
            text[used++] = alphabet[bits >> held & 63];
        }
    }
    if (held > 0)
        text[used++] = alphabet[bits << (6 - held) & 63];
    text[used] = '\0';
    return text;
}

bool octets_of_text(struct octets *out, const char *text, size_t limit)
{
    struct stat st;

    if (text[0] == '@')
        return octets_read(out, text + 1, limit) == 0;
    if (stat(text, &st) == 0 && S_ISREG(st.st_mode))
        return octets_read(out, text, limit) == 0;
    return octets_of_base64url(out, text);
}

/* ---- freeing ---- */

void octets_free(struct octets *octets)
{
    if (octets->at != NULL) {
        OPENSSL_cleanse(octets->at, octets->length);
        free(octets->at);
    }
    octets->at = NULL;
    octets->length = 0;
}

void octets_free_text(char *text)
{
    if (text != NULL)
        OPENSSL_cleanse(text, strlen(text));
    free(text);
}
