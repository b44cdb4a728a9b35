// SPDX-License-Identifier: MIT
/*
 * Base64 and base64url (RFC 4648 sections 4 and 5), read strictly: every deviation is named, with
 * the position of its first occurrence, and the decoded length is known even then.
 */
#ifndef KVJWK_TEXT_B64_H
#define KVJWK_TEXT_B64_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum b64_alphabet {
    B64_URL,     /* RFC 7515 section 2: '-' and '_', no padding */
    B64_STANDARD /* what az prints: '+' and '/', padded to a multiple of four */
};

/*
 * What is wrong with a text; several can hold at once. All but white space and '=' is significant:
 * a character of the other alphabet has its value there, one of neither alphabet stands for six
 * zero bits, so that one bad character does not hide the length that was meant.
 */
enum b64_fault {
    B64_OK = 0,
    B64_ALPHABET = 1 << 0,       /* a character of neither alphabet */
    B64_OTHER_ALPHABET = 1 << 1, /* '+' '/' in base64url, or '-' '_' in base64 */
    B64_PADDING = 1 << 2,        /* '=' in base64url; missing, misplaced or excess '=' in base64 */
    B64_WHITESPACE = 1 << 3,     /* space, tab, CR or LF */
    B64_LENGTH = 1 << 4,         /* one character left over: 1 mod 4 significant characters */
    B64_TRAILING_BITS = 1 << 5   /* unused low bits of the last character are not zero */
};

struct b64_info {
    unsigned faults;    /* of enum b64_fault */
    size_t fault_at[6]; /* for bit i of faults: text offset of the first such character, else 0 */
    size_t octets; /* decoded length of the significant characters: 6 bits each, rounded down */
};

/*
 * Looks at every character. Hot path: a clean text costs less than a cycle a byte. Where faults
 * that are not about one character stand: B64_LENGTH and B64_TRAILING_BITS at the last significant
 * one; B64_PADDING at the first '=' with data behind it, else at the first '=' too many, else, when
 * '=' is missing, at text.len.
 */
void b64_scan(struct b64_info *out, enum b64_alphabet alphabet, struct span text);

/*
 * Decodes the first octets of text into out, at most cap, and returns how many were written.
 * Takes both alphabets; skips white space and '='; a character of neither alphabet counts as six
 * zero bits. With cap >= b64_info.octets it writes that many, whatever the faults.
 */
size_t b64_decode(uint8_t *out, size_t cap, struct span text);

/* The last octet of a clean text without decoding the rest; 0 for an empty one. */
uint8_t b64_last_octet(struct span text);

/* Writes base64url without padding of in; returns characters written. cap >= (4 * len + 2) / 3, or
 * the text is cut there. */
size_t b64url_encode(char *out, size_t cap, const uint8_t *in, size_t len);

#endif
