// SPDX-License-Identifier: MIT
/*
 * kvjwk regimes: what standards and advisories say of a key, from when on and until when, as dated
 * rows; and what a compliance report asks of a key besides. Pure as the core: no file, no clock.
 *
 * Every row is constant data with static lifetime. A row that nobody read in its document carries
 * its mark; whoever shows the row shows the mark.
 */
#ifndef KVJWK_REGIMES_H
#define KVJWK_REGIMES_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- words -------------------------------------------------------------------------------------
 */

typedef enum {
    KVJWK_STATUS_ACCEPTABLE,
    KVJWK_STATUS_DEPRECATED, /* may be used; somebody has to answer for it */
    KVJWK_STATUS_LEGACY,     /* only to process what is protected already */
    KVJWK_STATUS_DISALLOWED,
    KVJWK_STATUS_UNKNOWN, /* the document does not tell the size, or the regime says nothing */
    KVJWK_STATUS_NOT_APPLICABLE, /* the regime does not speak of such keys or such a use */
    KVJWK_STATUS_NOT_IN_FORCE    /* on that day it did not hold yet */
} kvjwk_standing;

#define KVJWK_STANDINGS 7

KVJWK_API const char *kvjwk_standing_name(kvjwk_standing standing); /* "not-in-force"; never NULL */
KVJWK_API bool kvjwk_standing_find(kvjwk_standing *out, const char *name);

/* How much a row can be relied on. */
typedef enum { KVJWK_MARK_VERIFIED, KVJWK_MARK_SECONDARY, KVJWK_MARK_MEMORY } kvjwk_mark;

KVJWK_API const char *kvjwk_mark_name(kvjwk_mark mark); /* "verified", "secondary", "from memory" */
KVJWK_API bool kvjwk_mark_find(kvjwk_mark *out, const char *name);

typedef enum { KVJWK_MET_YES, KVJWK_MET_NO, KVJWK_MET_UNKNOWN, KVJWK_MET_NOT_APPLICABLE } kvjwk_met;

#define KVJWK_METS 4

KVJWK_API const char *kvjwk_met_name(kvjwk_met met); /* "met", "not-met", "unknown", ... */
KVJWK_API bool kvjwk_met_find(kvjwk_met *out, const char *name);

/* ---- rows --------------------------------------------------------------------------------------
 */

typedef struct {
    const char *name; /* "cnsa-2.0": stable for ever */
    const char *title, *issuer, *document;
    const char *published, *from; /* ISO dates */
    bool draft;                   /* shown; nothing fails by it */
    kvjwk_mark mark;
    const char *source;
} kvjwk_regime;

#define KVJWK_REGIMES_MAX 16
#define KVJWK_SIGNS 1u    /* bits of uses: sign and verify */
#define KVJWK_ENCRYPTS 2u /* encrypt, decrypt, wrap and unwrap */

/* A key of base, least to most bits (0: no bound) on curve (NULL: any), in these uses. */
typedef struct {
    const kvjwk_regime *regime;
    const char *base;
    unsigned least, most;
    const char *curve;
    unsigned uses;
    kvjwk_standing standing;
    const char *from, *clause;
    kvjwk_mark mark;
    const char *note;
} kvjwk_step;

/* An algorithm that a regime does not want, whatever the size of the key. */
typedef struct {
    const kvjwk_regime *regime;
    const char *alg;
    const char *base;
    kvjwk_standing standing;
    const char *from, *clause;
    kvjwk_mark mark;
    const char *note;
} kvjwk_unwanted;

/* What is asked of every key. */
typedef struct {
    const char *name; /* "expiry-set": stable for ever */
    const char *title, *statement, *remedy;
    unsigned weight; /* 1 to 9: how soon it matters */
} kvjwk_criterion;

#define KVJWK_CRITERIA_MAX 16

/* A control of a framework, by whose mapping it asks for which criterion. */
typedef struct {
    const char *framework, *version, *whose;
    kvjwk_mark mark;
    const char *control;
    const kvjwk_criterion *criterion;
} kvjwk_control;

/* How long a key of that kind protects something new. */
typedef struct {
    const char *name;
    bool symmetric;
    unsigned uses;
    const char *duration; /* ISO 8601 */
    const char *clause;
    kvjwk_mark mark;
} kvjwk_cryptoperiod;

/* The state of certificates of a standard for modules, from a day on. */
typedef struct {
    const char *standard;
    const char *state; /* "active", "historical" */
    const char *from;
    const char *source;
    kvjwk_mark mark;
    const char *remedy; /* "" when none is needed */
} kvjwk_validation;

KVJWK_API size_t kvjwk_regime_count(void);
KVJWK_API const kvjwk_regime *kvjwk_regime_at(size_t i); /* NULL past the end; likewise below */
KVJWK_API const kvjwk_regime *kvjwk_regime_find(const char *name);
KVJWK_API const kvjwk_step *kvjwk_step_at(size_t i);
KVJWK_API const kvjwk_unwanted *kvjwk_unwanted_at(size_t i);
KVJWK_API size_t kvjwk_criterion_count(void);
KVJWK_API const kvjwk_criterion *kvjwk_criterion_at(size_t i);
KVJWK_API const kvjwk_criterion *kvjwk_criterion_find(const char *name);
KVJWK_API bool kvjwk_control_at(kvjwk_control *out, size_t i); /* false past the end */
KVJWK_API const kvjwk_cryptoperiod *kvjwk_cryptoperiod_at(size_t i);
KVJWK_API const kvjwk_validation *kvjwk_validation_at(size_t i);
/* The state of that standard's certificates on a day ("2026-11-24"), and with next what comes. */
KVJWK_API const kvjwk_validation *kvjwk_validation_on(const char *standard, const char *day,
                                                      const kvjwk_validation **next);

/* ---- one key on one day ------------------------------------------------------------------------
 */

/* now and as_of differ when the past or the future is asked for. selected: bit i is regime i. */
typedef struct {
    const kvjwk_edition *edition; /* NULL: the newest */
    int64_t as_of;                /* seconds since 1970 UTC */
    uint32_t selected;            /* 0: all */
    /* What another document says of the key's rotation; NULL: what its own does. */
    const kvjwk_rotation *rotation;
} kvjwk_assess_options;

typedef struct {
    kvjwk_standing standing;
    const kvjwk_step *step; /* that decided; NULL: none did */
    const kvjwk_step *next; /* what comes, when it is something else; NULL: nothing is known */
    bool exponent;          /* e decided, not the step */
    uint64_t unwanted;      /* bit i: kvjwk_unwanted_at(i) is in force and the key can do it */
} kvjwk_verdict_of_regime;

typedef enum {
    KVJWK_STATE_ACTIVE,
    KVJWK_STATE_PRE_ACTIVATION, /* before nbf */
    KVJWK_STATE_SUSPENDED,      /* enabled is false */
    KVJWK_STATE_DEACTIVATED,    /* from exp on: it no longer protects anything new */
    KVJWK_STATE_UNKNOWN         /* the document has no attributes */
} kvjwk_state;

#define KVJWK_STATES 5

KVJWK_API const char *kvjwk_state_name(kvjwk_state state); /* as CycloneDX calls them */
KVJWK_API bool kvjwk_state_find(kvjwk_state *out, const char *name);

typedef struct {
    kvjwk_state state;
    kvjwk_said created, updated, nbf, exp;
    int64_t age_days, remaining_days; /* whole days; good when created and exp are told */
    const kvjwk_cryptoperiod *period; /* the shortest that fits; NULL: none */
    bool has_period_end, has_rotation;
    int64_t period_end; /* when the cryptoperiod ends */
    int64_t rotation;   /* when the policy that the document holds rotates it */
} kvjwk_life;

typedef struct {
    const char *protection;             /* of kvjwk_fips; NULL: not known */
    const kvjwk_fips *fips;             /* in the edition; NULL: not known */
    const kvjwk_validation *validation; /* of its standard on the day; NULL: not known */
    const kvjwk_validation *validation_next;
    unsigned strength; /* classical bits; 0: not known */
    int quantum;       /* NIST category 0, 1, 3, 5; -1: not known */
    unsigned uses;     /* KVJWK_SIGNS, KVJWK_ENCRYPTS; 0: none */
    bool uses_told;    /* the document says so; otherwise the type allows it */
    kvjwk_life life;
    kvjwk_verdict_of_regime regimes[KVJWK_REGIMES_MAX];
    kvjwk_met criteria[KVJWK_CRITERIA_MAX];
} kvjwk_assessment;

/* In the callback of a key, behind its findings. */
KVJWK_API void kvjwk_assess(kvjwk_assessment *out, const kvjwk_key *key,
                            const kvjwk_assess_options *options);

#ifdef __cplusplus
}
#endif
#endif
