// SPDX-License-Identifier: MIT
/* Counters of rows: fixed in size but for the groups, and the same in whatever order they merge. */
#ifndef KVJWK_COMPLIANCE_TALLY_H
#define KVJWK_COMPLIANCE_TALLY_H

#include "compliance/row.h"

#define TALLY_KTYS 16
#define TALLY_PARAMS 32
#define TALLY_BASES 6 /* of RFC 7518, and none */
#define TALLY_RULES 768
#define TALLY_YEARS 64 /* from TALLY_YEAR on; what is later counts in the last */
#define TALLY_YEAR 2014

extern const char *const tally_bases[TALLY_BASES]; /* the last: "" */

struct group {
    struct span name; /* owned */
    size_t keys, fail, unknown, disallowed, historical, expired, no_expiry;
};

struct groups {
    struct group *slots; /* open addressing; a power of two, at most half full */
    size_t count, cap;
};

struct tally {
    size_t keys, documents, failures, without_keys, policies;
    size_t verdicts[3], states[KVJWK_STATES], protections[PROTECTIONS], validities[VALIDITIES];
    size_t expiries[EXPIRIES], ages[AGES], changes[CHANGES];
    size_t levels[5];                               /* of FIPS 140; 0: not known */
    size_t types[TALLY_KTYS + 1][TALLY_PARAMS + 1]; /* the last: not known */
    size_t algorithms[TALLY_BASES][TALLY_PARAMS + 1][PROTECTIONS];
    size_t standings[KVJWK_REGIMES_MAX][KVJWK_STANDINGS];
    size_t years[KVJWK_REGIMES_MAX][TALLY_YEARS]; /* keys that become worse in that year */
    size_t mets[KVJWK_CRITERIA_MAX][KVJWK_METS];
    size_t rules[TALLY_RULES], severities[TALLY_RULES][3]; /* keys with such a finding */
    size_t errors, warnings, notes, unknowns;
    size_t disallowed; /* keys that some binding regime disallows today */
    struct groups groups;
    bool failed; /* memory was out */
};

void tally_row(struct tally *t, const struct row *row);
void tally_merge(struct tally *t, const struct tally *more);
void tally_clear(struct tally *t); /* keeps the groups' memory */
void tally_drop(struct tally *t);
/* Groups in the order of their names; free() it. NULL when there are none or memory is out. */
const struct group **tally_groups(const struct tally *t);

#endif
