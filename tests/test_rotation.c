// SPDX-License-Identifier: MIT
/* Rotation policies: durations, triggers, actions, and the limits of each service. */
#include "kv_case.h"

#define ITEM(type, trigger) "{\"action\":{\"type\":\"" type "\"},\"trigger\":{" trigger "}}"
#define AFTER(d) "\"timeAfterCreate\":\"" d "\""
#define BEFORE(d) "\"timeBeforeExpiry\":\"" d "\""
#define POLICY(expiry, items)                                                                      \
    "{\"attributes\":{\"expiryTime\":\"" expiry "\"},\"lifetimeActions\":[" items "]}"
#define FOREVER(items) "{\"attributes\":{},\"lifetimeActions\":[" items "]}"

static void durations(void **state)
{
    static const struct kv_case cases[] = {
        {POLICY("P90D", ITEM("Rotate", AFTER("P30D"))), "kv-rotation-duration", KEPT, NULL, NULL},
        {POLICY("PT2400H", ITEM("Rotate", AFTER("P4W"))), "kv-rotation-duration", KEPT, NULL, NULL},
        {POLICY("90D", ITEM("Rotate", AFTER("P30D"))), "kv-rotation-duration", KVJWK_ERROR,
         "/attributes/expiryTime", "begin with P"},
        {POLICY("P90D", ITEM("Rotate", AFTER("P30"))), "kv-rotation-duration", KVJWK_ERROR,
         "/lifetimeActions/0/trigger/timeAfterCreate", "unit"},
        {POLICY("P90D", ITEM("Rotate", AFTER("P1D1Y"))), "kv-rotation-duration", KVJWK_ERROR, NULL,
         "order"},
        {POLICY("P90D", ITEM("Rotate", AFTER("P1.5D"))), "kv-rotation-duration", KVJWK_ERROR, NULL,
         "fractions"},
        {POLICY("P90D", ITEM("Rotate", AFTER("-P1D"))), "kv-rotation-duration", KVJWK_ERROR, NULL,
         NULL},
        {POLICY("", ITEM("Rotate", AFTER("P30D"))), "kv-rotation-duration", KVJWK_ERROR,
         "/attributes/expiryTime", "empty"},
        {"{\"attributes\":{\"expiryTime\":90},\"lifetimeActions\":[]}", "jwk-member-type",
         KVJWK_ERROR, "/attributes/expiryTime", NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void the_wrong_character_is_shown(void **state)
{
    static const char text[] = POLICY("P90D", ITEM("Rotate", AFTER("P30d")));
    struct outcome *o = outcome_of(text, strlen(text), NULL);
    const struct told *t = outcome_find(o, "kv-rotation-duration");

    (void)state;
    assert_non_null(t);
    assert_int_equal(t->offset, strstr(text, "d\"}}") - text);
    free(o);
}

/* A month has 28 to 31 days, a year 365 or 366. */
static void shortest_expiry(void **state)
{
    static const struct kv_case cases[] = {
        {POLICY("P27D", ""), "kv-rotation-expiry", KVJWK_ERROR, "/attributes/expiryTime",
         "28 days"},
        {POLICY("P28D", ""), "kv-rotation-expiry", KEPT, NULL, NULL},
        {POLICY("P1M", ""), "kv-rotation-expiry", KEPT, NULL, NULL},
        {POLICY("P4W", ""), "kv-rotation-expiry", KEPT, NULL, NULL},
        {POLICY("P0D", ""), "kv-rotation-expiry", KVJWK_ERROR, NULL, NULL},
        {POLICY("PT671H59M59S", ""), "kv-rotation-expiry", KVJWK_ERROR, NULL, NULL},
        {POLICY("PT672H", ""), "kv-rotation-expiry", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

static void soonest_trigger(void **state)
{
    static const struct kv_case vault[] = {
        {POLICY("P90D", ITEM("Rotate", AFTER("P6D"))), "kv-rotation-minimum", KVJWK_ERROR,
         "/lifetimeActions/0/trigger/timeAfterCreate", "7 days"},
        {POLICY("P90D", ITEM("Rotate", AFTER("P1W"))), "kv-rotation-minimum", KEPT, NULL, NULL},
        {POLICY("P90D", ITEM("Rotate", BEFORE("P6D"))), "kv-rotation-minimum", KVJWK_ERROR,
         "/lifetimeActions/0/trigger/timeBeforeExpiry", NULL},
        {POLICY("P90D", ITEM("Notify", BEFORE("P7D"))), "kv-rotation-minimum", KEPT, NULL, NULL},
    };
    static const struct kv_case hsm[] = {
        {POLICY("P90D", ITEM("Rotate", AFTER("P27D"))), "kv-rotation-minimum", KVJWK_ERROR, NULL,
         "28 days"},
        {POLICY("P90D", ITEM("Rotate", AFTER("P1M"))), "kv-rotation-minimum", KEPT, NULL, NULL},
        {POLICY("P90D", ITEM("Rotate", BEFORE("P1D"))), "kv-rotation-minimum", KEPT, NULL, NULL},
    };
    static const struct kv_case any[] = {
        {POLICY("P90D", ITEM("Rotate", AFTER("P7D"))), "kv-rotation-minimum", KVJWK_NOTE, NULL,
         "Managed HSM"},
        {POLICY("P90D", ITEM("Rotate", AFTER("P6D"))), "kv-rotation-minimum", KVJWK_ERROR, NULL,
         NULL},
    };
    kvjwk_options o = kv_options("vault-standard", NULL);

    (void)state;
    KV_RUN(vault, &o);
    o = kv_options("managed-hsm", NULL);
    KV_RUN(hsm, &o);
    o = kv_options(NULL, NULL);
    KV_RUN(any, &o);
}

static void before_the_expiry(void **state)
{
    static const struct kv_case vault[] = {
        {POLICY("P90D", ITEM("Rotate", BEFORE("P89D"))), "kv-rotation-before-expiry", KEPT, NULL,
         NULL},
        {POLICY("P90D", ITEM("Rotate", BEFORE("P90D"))), "kv-rotation-before-expiry", KVJWK_ERROR,
         "/lifetimeActions/0/trigger/timeBeforeExpiry", NULL},
        {POLICY("P1Y", ITEM("Rotate", BEFORE("P365D"))), "kv-rotation-before-expiry", UNKNOWN, NULL,
         NULL},
        {POLICY("P1Y", ITEM("Rotate", BEFORE("P366D"))), "kv-rotation-before-expiry", KVJWK_ERROR,
         NULL, NULL},
        {POLICY("P1Y", ITEM("Rotate", BEFORE("P364D"))), "kv-rotation-before-expiry", KEPT, NULL,
         NULL},
        {FOREVER(ITEM("Rotate", BEFORE("P30D"))), "kv-rotation-needs-expiry", KVJWK_ERROR, NULL,
         NULL},
        {FOREVER(ITEM("Notify", BEFORE("P30D"))), "kv-rotation-needs-expiry", KVJWK_WARNING, NULL,
         NULL},
        {FOREVER(ITEM("Rotate", AFTER("P30D"))), "kv-rotation-needs-expiry", KEPT, NULL, NULL},
        {POLICY("P90D", ITEM("Rotate", AFTER("P90D"))), "kv-rotation-after-expiry", KVJWK_WARNING,
         NULL, NULL},
        {POLICY("P90D", ITEM("Rotate", AFTER("P89D"))), "kv-rotation-after-expiry", KEPT, NULL,
         NULL},
    };
    static const struct kv_case hsm[] = {
        {POLICY("P90D", ITEM("Rotate", BEFORE("P62D"))), "kv-rotation-before-expiry", KEPT, NULL,
         NULL},
        {POLICY("P90D", ITEM("Rotate", BEFORE("P63D"))), "kv-rotation-before-expiry", KVJWK_ERROR,
         NULL, "28 days"},
        {POLICY("P3M", ITEM("Rotate", BEFORE("P62D"))), "kv-rotation-before-expiry", UNKNOWN, NULL,
         "may be"},
    };
    kvjwk_options o = kv_options("vault-premium", NULL);

    (void)state;
    KV_RUN(vault, &o);
    o = kv_options("managed-hsm", NULL);
    KV_RUN(hsm, &o);
}

static void triggers(void **state)
{
    static const struct kv_case cases[] = {
        {POLICY("P1Y", ITEM("Rotate", AFTER("P90D") "," BEFORE("P30D"))), "kv-rotation-trigger",
         KVJWK_ERROR, "/lifetimeActions/0/trigger", "two triggers"},
        {POLICY("P1Y", ITEM("Rotate", "")), "kv-rotation-trigger", KVJWK_ERROR,
         "/lifetimeActions/0/trigger", "no trigger"},
        {POLICY("P1Y", "{\"action\":{\"type\":\"Rotate\"}}"), "kv-rotation-trigger", KVJWK_ERROR,
         "/lifetimeActions/0", "no trigger"},
        {POLICY("P1Y", "{\"action\":{\"type\":\"Rotate\"},\"trigger\":[]}"), "jwk-member-type",
         KVJWK_ERROR, "/lifetimeActions/0/trigger", NULL},
        {POLICY("P1Y", ITEM("Rotate", AFTER("P90D") ",\"timeBeforeExpiry\":null")),
         "kv-rotation-trigger", KEPT, NULL, NULL},
        {POLICY("P1Y", ITEM("Rotate", AFTER("P90D") ",\"timeBeforeExpiry\":\"\"")),
         "kv-rotation-trigger", KEPT, NULL, NULL},
        {POLICY("P1Y", ITEM("Rotate", "\"timeAfterCreate\":\"\",\"timeBeforeExpiry\":null")),
         "kv-rotation-trigger", KVJWK_ERROR, NULL, "no trigger"},
        {POLICY("P1Y", ITEM("Notify", AFTER("P90D"))), "kv-rotation-notify-trigger", KVJWK_ERROR,
         "/lifetimeActions/0/trigger/timeAfterCreate", NULL},
        {POLICY("P1Y", ITEM("Notify", BEFORE("P90D"))), "kv-rotation-notify-trigger", KEPT, NULL,
         NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

#define A90 AFTER("P90D")

static void actions(void **state)
{
    static const struct kv_case cases[] = {
        {POLICY("P1Y", ITEM("Delete", A90)), "kv-rotation-action", KVJWK_ERROR,
         "/lifetimeActions/0/action/type", "\"Delete\""},
        {POLICY("P1Y", "{\"action\":{},\"trigger\":{" A90 "}}"), "kv-rotation-action", KVJWK_ERROR,
         "/lifetimeActions/0", "no type"},
        {POLICY("P1Y", "{\"trigger\":{" A90 "}}"), "kv-rotation-action", KVJWK_ERROR,
         "/lifetimeActions/0", "no type"},
        {POLICY("P1Y", "\"Rotate\""), "kv-rotation-action", KVJWK_ERROR, "/lifetimeActions/0",
         "an object"},
        {POLICY("P1Y", ITEM("ROTATE", A90)), "kv-rotation-action-case", KVJWK_NOTE,
         "/lifetimeActions/0/action/type", "\"Rotate\""},
        {POLICY("P1Y", ITEM("Rotate", A90)), "kv-rotation-action-case", KEPT, NULL, NULL},
        {POLICY("P1Y", ITEM("Rotate", A90) "," ITEM("rotate", A90)), "kv-rotation-actions",
         KVJWK_ERROR, "/lifetimeActions/1", "Rotate"},
        {POLICY("P1Y", ITEM("Rotate", A90) "," ITEM("Notify", BEFORE("P30D"))),
         "kv-rotation-actions", KEPT, NULL, NULL},
        {POLICY("P1Y", ITEM("x", A90) "," ITEM("y", A90) "," ITEM("z", A90)), "kv-rotation-actions",
         KVJWK_ERROR, "/lifetimeActions", "3 actions"},
        {FOREVER(""), "kv-rotation-empty", KVJWK_NOTE, "", "removes"},
        {POLICY("P1Y", ""), "kv-rotation-empty", KVJWK_NOTE, "", "nothing makes them"},
        {POLICY("P1Y", ITEM("Rotate", A90)), "kv-rotation-empty", KEPT, NULL, NULL},
        {POLICY("P1Y", ITEM("Notify", BEFORE("P30D"))), "kv-rotation-notify-managed-hsm",
         KVJWK_NOTE, "/lifetimeActions/0/action/type", NULL},
    };
    static const struct kv_case hsm[] = {
        {POLICY("P1Y", ITEM("notify", BEFORE("P30D"))), "kv-rotation-notify-managed-hsm",
         KVJWK_ERROR, NULL, NULL},
        {POLICY("P1Y", ITEM("rotate", A90)), "kv-rotation-notify-managed-hsm", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
    o = kv_options("managed-hsm", NULL);
    KV_RUN(hsm, &o);
}

#define ANSWER(rest) "{\"id\":\"https://contoso.vault.azure.net/keys/k/rotationpolicy\"," rest "}"

/* What the service answers is judged more mildly, by its id or by its times. */
static void returned(void **state)
{
    static const struct kv_case cases[] = {
        {ANSWER("\"lifetimeActions\":null,\"attributes\":null"), "jwk-member-null", KVJWK_WARNING,
         NULL, NULL},
        {ANSWER("\"lifetimeActions\":null,\"attributes\":null"), "kv-rotation-empty", KVJWK_NOTE,
         "", "no rotation policy"},
        {ANSWER("\"lifetimeActions\":[" ITEM("Delete", A90) "]"), "kv-rotation-action",
         KVJWK_WARNING, NULL, NULL},
        {"{\"attributes\":{\"created\":1},\"lifetimeActions\":[" ITEM("Delete", A90) "]}",
         "kv-rotation-action", KVJWK_WARNING, NULL, NULL},
        {ANSWER("\"lifetimeActions\":[]"), "kv-identifier-form", KEPT, NULL, NULL},
        {"{\"id\":\"https://contoso.vault.azure.net/keys/k\",\"lifetimeActions\":[]}",
         "kv-identifier-form", KVJWK_WARNING, "/id", "rotationpolicy"},
        {ANSWER("\"lifetimeActions\":[]"), "kv-member-read-only", KEPT, NULL, NULL},
    };
    kvjwk_options o = kv_options(NULL, NULL);

    (void)state;
    KV_RUN(cases, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations),         cmocka_unit_test(the_wrong_character_is_shown),
        cmocka_unit_test(shortest_expiry),   cmocka_unit_test(soonest_trigger),
        cmocka_unit_test(before_the_expiry), cmocka_unit_test(triggers),
        cmocka_unit_test(actions),           cmocka_unit_test(returned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
