// SPDX-License-Identifier: MIT
/* Which check is for which subjects. To add a theme: write its function, add its row. */
#include "rules/rules.h"

#define KINDS_KEY                                                                                  \
    (BIT(KIND_JWK) | BIT(KIND_JWK_SET) | BIT(KIND_KEY_BUNDLE) | BIT(KIND_DELETED_KEY_BUNDLE) |     \
     BIT(KIND_KEY_IMPORT) | BIT(KIND_AZ_KEY) | BIT(KIND_AZ_LIST))
#define KINDS_ITEM (BIT(KIND_KEY_ITEM) | BIT(KIND_DELETED_KEY_ITEM) | BIT(KIND_KEY_LIST))
#define KINDS_HELD (KINDS_KEY | KINDS_ITEM)
#define KINDS_WRITE (BIT(KIND_KEY_CREATE) | BIT(KIND_KEY_IMPORT) | BIT(KIND_KEY_UPDATE))
#define KINDS_OPERATION                                                                            \
    (BIT(KIND_SIGN) | BIT(KIND_VERIFY) | BIT(KIND_KEY_OPERATION) | BIT(KIND_RELEASE))
#define KINDS_ALL (BIT(KIND_COUNT) - 1)

enum scope { EVERYWHERE, KEY_VAULT_ONLY };

static const struct {
    void (*check)(struct kvjwk_checker *c);
    uint32_t kinds;
    enum scope scope;
} checks[] = {
    {check_open, KINDS_ALL, EVERYWHERE},
    {check_members, KINDS_ALL, EVERYWHERE},
    {check_encoding, KINDS_ALL, EVERYWHERE},
    {check_kty, KINDS_KEY | BIT(KIND_KEY_CREATE), EVERYWHERE},
    {check_curve, KINDS_KEY | BIT(KIND_KEY_CREATE), EVERYWHERE},
    {check_material_members, KINDS_KEY, EVERYWHERE},
    {check_rsa, KINDS_KEY, EVERYWHERE},
    {check_ec, KINDS_KEY, EVERYWHERE},
    {check_oct, KINDS_KEY, EVERYWHERE},
    {check_okp, KINDS_KEY, EVERYWHERE},
    {check_akp, KINDS_KEY | BIT(KIND_KEY_CREATE), EVERYWHERE},
    {check_usage, KINDS_KEY | BIT(KIND_KEY_CREATE) | BIT(KIND_KEY_UPDATE), EVERYWHERE},
    {check_x509, KINDS_KEY, EVERYWHERE},
    {check_service, KINDS_HELD | KINDS_WRITE, KEY_VAULT_ONLY},
    {check_since, KINDS_HELD | KINDS_WRITE | KINDS_OPERATION, KEY_VAULT_ONLY},
    {check_attributes, KINDS_HELD | KINDS_WRITE, KEY_VAULT_ONLY},
    {check_identifiers, KINDS_HELD, KEY_VAULT_ONLY},
    {check_tags, KINDS_HELD | KINDS_WRITE, KEY_VAULT_ONLY},
    {check_exportable, KINDS_HELD | KINDS_WRITE, KEY_VAULT_ONLY},
    {check_create, BIT(KIND_KEY_CREATE), KEY_VAULT_ONLY},
    {check_import, BIT(KIND_KEY_IMPORT), KEY_VAULT_ONLY},
    {check_update, BIT(KIND_KEY_UPDATE), KEY_VAULT_ONLY},
    {check_request, KINDS_OPERATION, KEY_VAULT_ONLY},
    {check_rotation, BIT(KIND_ROTATION_POLICY), KEY_VAULT_ONLY},
    {check_release,
     KINDS_HELD | KINDS_WRITE | BIT(KIND_RELEASE_POLICY) | BIT(KIND_KEY_RELEASE_POLICY),
     KEY_VAULT_ONLY},
    {check_transfer,
     BIT(KIND_KEY_IMPORT) | BIT(KIND_JWK) | BIT(KIND_JWK_SET) | BIT(KIND_KEY_TRANSFER),
     KEY_VAULT_ONLY},
};

void run_checks(struct kvjwk_checker *c)
{
    for (size_t i = 0; i < ARRAY_LEN(checks) && !stopped(c); i++)
        if ((checks[i].kinds & BIT(c->model.kind)) &&
            (checks[i].scope == EVERYWHERE || for_key_vault(c)))
            checks[i].check(c);
}
