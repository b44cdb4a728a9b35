// SPDX-License-Identifier: MIT
/* Findings that wait for their key: its identity and verdict come behind them. */
#ifndef KVJWK_REPORT_KEPT_H
#define KVJWK_REPORT_KEPT_H

#include "report/writer.h"

struct kept_finding;

struct kept {
    struct kept_finding *items;
    size_t count, cap;
    struct out texts;
};

bool kept_add(struct kept *kept, const kvjwk_finding *finding); /* false: memory is out */
kvjwk_finding kept_at(const struct kept *kept, size_t i);       /* good until the next call above */
void kept_clear(struct kept *kept);
void kept_free(struct kept *kept);

/* ---- fingerprints ----
 *
 * Hexadecimal of a hash of rule, key, place within the key and service, ":" and which of its like
 * it is in the document: the form of GitHub's own. It stays when the key moves within its file, and
 * another version of a key is another key. */

#define FINGERPRINT_TEXT 40

struct prints {
    struct print *slots; /* open addressing; a power of two, at most three quarters full */
    size_t count, cap;
};

/* What a key is known by; key is NULL for what belongs to the document. */
uint64_t identity_of(const struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint);
/* file: its place counts, too; NULL where whoever reads it adds that. False: memory is out. */
bool fingerprint(char out[FINGERPRINT_TEXT], struct prints *prints, uint64_t identity,
                 const char *file, const kvjwk_key *key, const kvjwk_finding *finding);
void file_fingerprint(char out[FINGERPRINT_TEXT], const char *file); /* that cannot be read */
void prints_clear(struct prints *prints);                            /* before every document */
void prints_free(struct prints *prints);

#endif
