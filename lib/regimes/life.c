// SPDX-License-Identifier: MIT
/* The life of a key: state, age, what remains, cryptoperiod and next rotation, by the calendar. */
#include "regimes/tables.h"

#define DAY 86400

static bool add(int64_t *out, int64_t from, struct span duration, bool back)
{
    struct duration d;
    size_t at;

    return duration_parse(&d, &at, duration) == DURATION_OK && duration_shift(out, from, &d, back);
}

static bool add_said(int64_t *out, int64_t from, const kvjwk_said *said, bool back)
{
    return said->told == KVJWK_TOLD && add(out, from, span_of(said->text, said->length), back);
}

/* ---- state ---- */

static kvjwk_state state_of(const struct assessing *a, const kvjwk_life *life)
{
    kvjwk_said enabled = kvjwk_key_said(a->key, "enabled");

    if (enabled.told == KVJWK_TOLD && enabled.number == 0)
        return KVJWK_STATE_SUSPENDED;
    if (life->exp.told == KVJWK_TOLD && a->options->as_of >= life->exp.number)
        return KVJWK_STATE_DEACTIVATED;
    if (life->nbf.told == KVJWK_TOLD && a->options->as_of < life->nbf.number)
        return KVJWK_STATE_PRE_ACTIVATION;
    return enabled.told == KVJWK_UNTOLD && life->exp.told == KVJWK_UNTOLD ? KVJWK_STATE_UNKNOWN
                                                                          : KVJWK_STATE_ACTIVE;
}

/* ---- cryptoperiod ---- */

/* From nbf on, or from when it was made: whichever is later begins its use. */
static bool begin_of(const kvjwk_life *life, int64_t *begin)
{
    if (life->nbf.told == KVJWK_TOLD)
        *begin = life->nbf.number;
    else if (life->created.told == KVJWK_TOLD)
        *begin = life->created.number;
    return life->nbf.told == KVJWK_TOLD || life->created.told == KVJWK_TOLD;
}

static void find_period(const struct assessing *a, kvjwk_life *life)
{
    bool symmetric = a->base != NULL && strcmp(a->base, "oct") == 0, begins;
    int64_t begin = 0, shortest = 0;

    begins = begin_of(life, &begin);
    for (size_t i = 0; i < cryptoperiod_count && a->base != NULL; i++) {
        const kvjwk_cryptoperiod *row = &cryptoperiod_rows[i];
        int64_t end;

        if (row->symmetric != symmetric || !(row->uses & a->out->uses) ||
            !add(&end, begin, span_str(row->duration), false))
            continue;
        if (life->period == NULL || end < shortest) {
            life->period = row;
            shortest = end;
        }
    }
    life->has_period_end = begins && life->period != NULL;
    life->period_end = shortest;
}

kvjwk_rotation rotation_of(const struct assessing *a)
{
    return a->options->rotation != NULL ? *a->options->rotation : kvjwk_key_rotation(a->key);
}

static void find_rotation(const struct assessing *a, kvjwk_life *life)
{
    kvjwk_rotation rotation = rotation_of(a);

    if (rotation.told != KVJWK_TOLD)
        return;
    if (life->created.told == KVJWK_TOLD)
        life->has_rotation =
            add_said(&life->rotation, life->created.number, &rotation.rotate_after, false);
    if (!life->has_rotation && life->exp.told == KVJWK_TOLD)
        life->has_rotation =
            add_said(&life->rotation, life->exp.number, &rotation.rotate_before, true);
}

/* Whole days, downwards: what ends tonight has none left. */
static int64_t days(int64_t seconds)
{
    return seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
}

static int64_t difference(int64_t a, int64_t b)
{
    int64_t most = INT64_MAX / 2;

    a = a > most ? most : a < -most ? -most : a;
    b = b > most ? most : b < -most ? -most : b;
    return a - b;
}

void assess_life(const struct assessing *a)
{
    kvjwk_life *life = &a->out->life;

    life->created = kvjwk_key_said(a->key, "created");
    life->updated = kvjwk_key_said(a->key, "updated");
    life->nbf = kvjwk_key_said(a->key, "nbf");
    life->exp = kvjwk_key_said(a->key, "exp");
    life->state = state_of(a, life);
    life->age_days = days(difference(a->options->as_of, life->created.number));
    life->remaining_days = days(difference(life->exp.number, a->options->as_of));
    find_period(a, life);
    find_rotation(a, life);
}
