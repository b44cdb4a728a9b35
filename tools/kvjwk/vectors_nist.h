// SPDX-License-Identifier: MIT
/* Test vectors of NIST: files of NAME = VALUE lines, as the CAVP publishes them. */
#ifndef KVJWK_TOOLS_VECTORS_NIST_H
#define KVJWK_TOOLS_VECTORS_NIST_H

#include "vectors.h"

#define FIELDS_MAX 24

/* Text of the file, not NUL-terminated. */
struct word {
    const char *ptr;
    size_t length;
};

struct field {
    struct word name, value;
};

/* One case: the lines since the last empty one, what stands for several cases (n, e), and what the
 * sections in brackets say. */
struct record {
    struct field fields[FIELDS_MAX];
    size_t count;
    struct field kept[FIELDS_MAX];
    size_t kept_count;
    struct field sections[FIELDS_MAX];
    size_t section_count;
    struct word section; /* the last one that is no assignment: "P-256,SHA-256" */
    struct word head;    /* the first lines of the file */
};

/* A family: both needles stand in the head of its files; a case has all of the needed fields. */
struct nist_family {
    const char *needles[2];
    const char *schema;   /* how the family is called in the output */
    const char *needs[4]; /* ends with NULL when fewer */
    enum outcome (*run)(struct vectors *v, const struct record *record);
};

extern const struct nist_family nist_oct[];  /* vectors_nist_oct.c; ends with a NULL schema */
extern const struct nist_family nist_pair[]; /* vectors_nist_pair.c: RSA and EC */

const struct field *record_find(const struct record *record, const char *name);
/* The octets of a hexadecimal field; ptr NULL when it is absent. */
kvjwk_bytes record_hex(struct vectors *v, const struct record *record, const char *name);
/* The decimal number of a section: [IVlen = 96]; 0 when absent. */
unsigned record_number(const struct record *record, const char *name);
bool word_is(struct word word, const char *text);
bool word_begins(struct word word, const char *text);
/* Where text stands in the first lines of the file, or NULL. */
const char *record_head(const struct record *record, const char *text);

#endif
