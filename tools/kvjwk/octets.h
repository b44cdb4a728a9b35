// SPDX-License-Identifier: MIT
/* Octets of files and of the command line; they may be secret, so they are wiped. */
#ifndef KVJWK_TOOL_OCTETS_H
#define KVJWK_TOOL_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct octets {
    uint8_t *at; /* NULL: not given */
    size_t length;
};

/* The whole of a file, or of standard input for "-"; of a longer one limit + 1 octets. On failure
 * an errno, otherwise 0. */
int octets_read(struct octets *out, const char *path, size_t limit);

/* A file when text is "@FILE" or the name of one, otherwise base64url. False: neither. */
bool octets_of_text(struct octets *out, const char *text, size_t limit);

/* base64url without padding, strictly (RFC 7515 section 2). False: it is none, or memory is out. */
bool octets_of_base64url(struct octets *out, const char *text);
/* NULL when memory is out; free it with octets_free_text. */
char *octets_base64url(const uint8_t *at, size_t length);

/* Makes the file readable by its owner alone. On failure an errno, otherwise 0. */
int octets_write(const char *path, const void *at, size_t length);

void octets_free(struct octets *octets);
void octets_free_text(char *text);

#endif
