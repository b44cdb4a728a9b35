// SPDX-License-Identifier: MIT
/* The vaults of a document: their SKU says where the keys in them go. */
#include "input/input.h"

unsigned vault_services_of_sku(struct kvjwk_input *in, const struct val *sku)
{
    struct span text;

    if (!val_as_text(in, sku, &text))
        return SERVICES_VAULT;
    if (span_eq_nocase(text, span_str("standard")))
        return SERVICES_STANDARD;
    if (span_eq_nocase(text, span_str("premium")))
        return SERVICES_PREMIUM;
    return SERVICES_VAULT;
}

void vault_add(struct kvjwk_input *in, struct span name, struct span address, const struct val *sku)
{
    void *memory = in->vaults;
    struct vault *vault;

    if (!grow(&in->allocator, &memory, &in->vault_cap, in->vault_count + 1, sizeof(*vault))) {
        in->status = KVJWK_ERR_MEMORY;
        return;
    }
    in->vaults = memory;
    vault = &in->vaults[in->vault_count++];
    vault->name = name;
    vault->address = address;
    vault->services = vault_services_of_sku(in, sku);
}

#define LOOK_AT 256 /* vaults: a document has few, and the search stays linear in its size */

unsigned vault_services(const struct kvjwk_input *in, struct span name, struct span address)
{
    if (!in->options.auto_target)
        return SERVICES_VAULT;
    for (size_t i = 0; i < in->vault_count && i < LOOK_AT; i++) {
        const struct vault *v = &in->vaults[i];

        if ((name.len > 0 && span_eq_nocase(v->name, name)) ||
            (address.len > 0 && span_eq(v->address, address)))
            return v->services;
    }
    /* the only vault of a document is where its keys lie, unless a name says otherwise */
    if (in->vault_count == 1 && (name.len == 0 || in->vaults[0].name.len == 0))
        return in->vaults[0].services;
    return SERVICES_VAULT;
}
