// SPDX-License-Identifier: MIT
/* The rows of regimes.def and assess.def, and names for those that code asks about. */
#ifndef KVJWK_REGIMES_TABLES_H
#define KVJWK_REGIMES_TABLES_H

#include "base/span.h"
#include "kvjwk/regimes.h"
#include "text/duration.h"

#define REGIME(id, name, title, issuer, document, published, force, from, mark, source) REGIME_##id,
#define REGIME_STEP(regime, base, least, most, curve, uses, status, from, clause, mark, note)
#define REGIME_ALG(regime, alg, base, status, from, clause, mark, note)
#define REGIME_EXPONENT(regime, least, most, from, clause, mark, note)
enum regime_id {
#include "facts/regimes.def"
    REGIME_COUNT
};
#undef REGIME
#undef REGIME_STEP
#undef REGIME_ALG
#undef REGIME_EXPONENT

#define CRITERION(id, name, title, statement, remedy, weight) CRITERION_##id,
#define FRAMEWORK(id, name, version, whose, mark)
#define CONTROL(framework, control, criterion)
#define CRYPTOPERIOD(name, symmetric, uses, duration, clause, mark)
#define VALIDATION(standard, state, from, source, mark, remedy)
#define HARDWARE(protection)
enum criterion_id {
#include "facts/assess.def"
    CRITERION_COUNT
};
#undef CRITERION
#undef FRAMEWORK
#undef CONTROL
#undef CRYPTOPERIOD
#undef VALIDATION
#undef HARDWARE

struct exponent {
    const kvjwk_regime *regime;
    unsigned least, most; /* bits */
    const char *from, *clause;
    kvjwk_mark mark;
    const char *note;
};

extern const kvjwk_regime regime_rows[REGIME_COUNT];
extern const kvjwk_step step_rows[];
extern const size_t step_count;
extern const kvjwk_unwanted unwanted_rows[];
extern const size_t unwanted_count;
extern const struct exponent exponent_rows[];
extern const size_t exponent_count;
extern const kvjwk_criterion criterion_rows[CRITERION_COUNT];
extern const kvjwk_cryptoperiod cryptoperiod_rows[];
extern const size_t cryptoperiod_count;

bool is_hardware(const char *protection);

/* ---- one key ---- */

struct assessing {
    kvjwk_assessment *out;
    const kvjwk_key *key;
    const kvjwk_assess_options *options;
    const kvjwk_edition *edition;
    char day[24];           /* as_of as a date: dates compare as text */
    const char *base;       /* type by RFC 7518; NULL: not known */
    unsigned bits;          /* 0: not known, or it has none */
    const char *curve;      /* NULL: none or not known */
    unsigned exponent_bits; /* of e; 0: not known */
    bool exponent_odd;
};

kvjwk_rotation rotation_of(const struct assessing *a);
void assess_regimes(const struct assessing *a);
void assess_life(const struct assessing *a);
void assess_criteria(const struct assessing *a);

#endif
