// SPDX-License-Identifier: MIT
/* see tables.h */
#include "regimes/tables.h"

#define USE_SIGN KVJWK_SIGNS
#define USE_ENC KVJWK_ENCRYPTS
#define USE_ALL (KVJWK_SIGNS | KVJWK_ENCRYPTS)
#define BASE_RSA "RSA"
#define BASE_EC "EC"
#define BASE_OCT "oct"
#define BASE_OKP "OKP"
#define BASE_AKP "AKP"
#define FORCE_BINDING false
#define FORCE_DRAFT true

/* ---- regimes ---- */

#define REGIME(id, name, title, issuer, document, published, force, from, mark, source)            \
    {name, title, issuer, document, published, from, FORCE_##force, KVJWK_MARK_##mark, source},
#define REGIME_STEP(regime, base, least, most, curve, uses, status, from, clause, mark, note)
#define REGIME_ALG(regime, alg, base, status, from, clause, mark, note)
#define REGIME_EXPONENT(regime, least, most, from, clause, mark, note)
const kvjwk_regime regime_rows[REGIME_COUNT] = {
#include "facts/regimes.def"
};
#undef REGIME
#undef REGIME_STEP

#define REGIME(id, name, title, issuer, document, published, force, from, mark, source)
#define REGIME_STEP(regime, base, least, most, curve, uses, status, from, clause, mark, note)      \
    {&regime_rows[REGIME_##regime],                                                                \
     BASE_##base,                                                                                  \
     least,                                                                                        \
     most,                                                                                         \
     curve,                                                                                        \
     uses,                                                                                         \
     KVJWK_STATUS_##status,                                                                        \
     from,                                                                                         \
     clause,                                                                                       \
     KVJWK_MARK_##mark,                                                                            \
     note},
const kvjwk_step step_rows[] = {
#include "facts/regimes.def"
};
const size_t step_count = ARRAY_LEN(step_rows);
#undef REGIME_STEP
#undef REGIME_ALG

#define REGIME_STEP(regime, base, least, most, curve, uses, status, from, clause, mark, note)
#define REGIME_ALG(regime, alg, base, status, from, clause, mark, note)                            \
    {&regime_rows[REGIME_##regime],                                                                \
     alg,                                                                                          \
     BASE_##base,                                                                                  \
     KVJWK_STATUS_##status,                                                                        \
     from,                                                                                         \
     clause,                                                                                       \
     KVJWK_MARK_##mark,                                                                            \
     note},
const kvjwk_unwanted unwanted_rows[] = {
#include "facts/regimes.def"
};
const size_t unwanted_count = ARRAY_LEN(unwanted_rows);
#undef REGIME_ALG
#undef REGIME_EXPONENT

#define REGIME_ALG(regime, alg, base, status, from, clause, mark, note)
#define REGIME_EXPONENT(regime, least, most, from, clause, mark, note)                             \
    {&regime_rows[REGIME_##regime], least, most, from, clause, KVJWK_MARK_##mark, note},
const struct exponent exponent_rows[] = {
#include "facts/regimes.def"
};
const size_t exponent_count = ARRAY_LEN(exponent_rows);

_Static_assert(REGIME_COUNT <= KVJWK_REGIMES_MAX, "a bit and a place for each");
_Static_assert(ARRAY_LEN(unwanted_rows) <= 64, "a bit for each");

/* ---- what is asked besides ---- */

#define FRAMEWORK(id, name, version, whose, mark)
#define CONTROL(framework, control, criterion)
#define CRYPTOPERIOD(name, symmetric, uses, duration, clause, mark)
#define VALIDATION(standard, state, from, source, mark, remedy)
#define HARDWARE(protection)
#define CRITERION(id, name, title, statement, remedy, weight)                                      \
    {name, title, statement, remedy, weight},
const kvjwk_criterion criterion_rows[CRITERION_COUNT] = {
#include "facts/assess.def"
};
#undef CRITERION
#undef FRAMEWORK

_Static_assert(CRITERION_COUNT <= KVJWK_CRITERIA_MAX, "a place for each");

struct framework {
    const char *name, *version, *whose;
    kvjwk_mark mark;
};

#define CRITERION(id, name, title, statement, remedy, weight)
#define FRAMEWORK(id, name, version, whose, mark)                                                  \
    static const struct framework framework_##id = {name, version, whose, KVJWK_MARK_##mark};
#include "facts/assess.def"
#undef FRAMEWORK
#undef CONTROL

struct control_row {
    const struct framework *framework;
    const char *control;
    enum criterion_id criterion;
};

#define FRAMEWORK(id, name, version, whose, mark)
#define CONTROL(framework, control, criterion)                                                     \
    {&framework_##framework, control, CRITERION_##criterion},
static const struct control_row control_rows[] = {
#include "facts/assess.def"
};
#undef CONTROL
#undef CRYPTOPERIOD

#define CONTROL(framework, control, criterion)
#define CRYPTOPERIOD(name, symmetric, uses, duration, clause, mark)                                \
    {name, symmetric, uses, duration, clause, KVJWK_MARK_##mark},
const kvjwk_cryptoperiod cryptoperiod_rows[] = {
#include "facts/assess.def"
};
const size_t cryptoperiod_count = ARRAY_LEN(cryptoperiod_rows);
#undef CRYPTOPERIOD
#undef VALIDATION

#define CRYPTOPERIOD(name, symmetric, uses, duration, clause, mark)
#define VALIDATION(standard, state, from, source, mark, remedy)                                    \
    {standard, state, from, source, KVJWK_MARK_##mark, remedy},
static const kvjwk_validation validation_rows[] = {
#include "facts/assess.def"
};
#undef VALIDATION
#undef HARDWARE

#define VALIDATION(standard, state, from, source, mark, remedy)
#define HARDWARE(protection) protection,
static const char *const hardware_rows[] = {
#include "facts/assess.def"
};

/* ---- look-up ---- */

#define AT(name, type, rows, count)                                                                \
    const type *name(size_t i)                                                                     \
    {                                                                                              \
        return i < (count) ? &(rows)[i] : NULL;                                                    \
    }

AT(kvjwk_regime_at, kvjwk_regime, regime_rows, REGIME_COUNT)
AT(kvjwk_step_at, kvjwk_step, step_rows, step_count)
AT(kvjwk_unwanted_at, kvjwk_unwanted, unwanted_rows, unwanted_count)
AT(kvjwk_criterion_at, kvjwk_criterion, criterion_rows, CRITERION_COUNT)
AT(kvjwk_cryptoperiod_at, kvjwk_cryptoperiod, cryptoperiod_rows, cryptoperiod_count)
AT(kvjwk_validation_at, kvjwk_validation, validation_rows, ARRAY_LEN(validation_rows))

size_t kvjwk_regime_count(void)
{
    return REGIME_COUNT;
}

size_t kvjwk_criterion_count(void)
{
    return CRITERION_COUNT;
}

const kvjwk_regime *kvjwk_regime_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < REGIME_COUNT; i++)
        if (strcmp(regime_rows[i].name, name) == 0)
            return &regime_rows[i];
    return NULL;
}

const kvjwk_criterion *kvjwk_criterion_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < CRITERION_COUNT; i++)
        if (strcmp(criterion_rows[i].name, name) == 0)
            return &criterion_rows[i];
    return NULL;
}

bool kvjwk_control_at(kvjwk_control *out, size_t i)
{
    const struct control_row *row;

    if (out == NULL || i >= ARRAY_LEN(control_rows))
        return false;
    row = &control_rows[i];
    *out = (kvjwk_control){row->framework->name,  row->framework->version,
                           row->framework->whose, row->framework->mark,
                           row->control,          &criterion_rows[row->criterion]};
    return true;
}

/* Rows of a standard stand in the order of their days. */
const kvjwk_validation *kvjwk_validation_on(const char *standard, const char *day,
                                            const kvjwk_validation **next)
{
    const kvjwk_validation *out = NULL, *later = NULL;

    for (size_t i = 0; i < ARRAY_LEN(validation_rows); i++) {
        const kvjwk_validation *row = &validation_rows[i];

        if (strcmp(row->standard, standard) != 0)
            continue;
        if (strcmp(row->from, day) <= 0)
            out = row;
        else if (later == NULL)
            later = row;
    }
    if (next != NULL)
        *next = later;
    return out;
}

bool is_hardware(const char *protection)
{
    for (size_t i = 0; i < ARRAY_LEN(hardware_rows); i++)
        if (strcmp(hardware_rows[i], protection) == 0)
            return true;
    return false;
}

/* ---- words ---- */

#define WORDS(name_of, find, type, count, ...)                                                     \
    static const char *const words_of_##type[] = {__VA_ARGS__};                                    \
    _Static_assert(ARRAY_LEN(words_of_##type) == (count), "a word for each");                      \
    const char *name_of(type value)                                                                \
    {                                                                                              \
        return (size_t)value < (count) ? words_of_##type[value] : "unknown";                       \
    }                                                                                              \
    bool find(type *out, const char *name)                                                         \
    {                                                                                              \
        for (size_t i = 0; out != NULL && name != NULL && i < (count); i++)                        \
            if (strcmp(words_of_##type[i], name) == 0) {                                           \
                *out = (type)i;                                                                    \
                return true;                                                                       \
            }                                                                                      \
        return false;                                                                              \
    }

WORDS(kvjwk_standing_name, kvjwk_standing_find, kvjwk_standing, KVJWK_STANDINGS, "acceptable",
      "deprecated", "legacy", "disallowed", "unknown", "not-applicable", "not-in-force")
WORDS(kvjwk_met_name, kvjwk_met_find, kvjwk_met, KVJWK_METS, "met", "not-met", "unknown",
      "not-applicable")
WORDS(kvjwk_state_name, kvjwk_state_find, kvjwk_state, KVJWK_STATES, "active", "pre-activation",
      "suspended", "deactivated", "unknown")
WORDS(kvjwk_mark_name, kvjwk_mark_find, kvjwk_mark, 3, "verified", "secondary", "from memory")
