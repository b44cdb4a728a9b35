// SPDX-License-Identifier: MIT
/* see facts/material.h */
#include "facts/material.h"

_Static_assert(JWK_MEMBERS <= 32, "bit sets of members");

#define REQ MATERIAL_REQ
#define PRIV MATERIAL_PRIV
#define CRT MATERIAL_CRT
#define SHARED MATERIAL_SHARED

const struct material facts_materials[] = {
#define MATERIAL(base, member, flags, source) {KTY_##base, JWK_##member, flags},
#include "facts/material.def"
#undef MATERIAL
};
const size_t facts_material_count = ARRAY_LEN(facts_materials);

static const struct field fields[PARAM_COUNT] = {
#define FIELD(param, prime, order, source) [PARAM_##param] = {prime, order, source},
#include "facts/fields.def"
#undef FIELD
};

enum kty_id facts_material_owner(unsigned member)
{
    enum kty_id owner = KTY_NONE;

    for (size_t i = 0; i < facts_material_count; i++) {
        if (facts_materials[i].member != member)
            continue;
        if (owner != KTY_NONE)
            return KTY_NONE;
        owner = (enum kty_id)facts_materials[i].base;
    }
    return owner;
}

const struct field *facts_field(enum param_id param)
{
    return param < PARAM_COUNT && fields[param].prime != NULL ? &fields[param] : NULL;
}
