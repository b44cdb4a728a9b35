// SPDX-License-Identifier: MIT
/*
 * Labelled damages: each to a key that was accepted, and each found by one rule, whatever else is
 * said. Those without a rule change nothing that a rule may see.
 */
#ifndef KVJWK_FUZZ_DAMAGE_H
#define KVJWK_FUZZ_DAMAGE_H

#include "work.h"

/* The key that the damage is for: the same one for all steps of a damage; or NONE. */
uint32_t the_key(struct mutator *m);
uint32_t the_member(struct mutator *m, const char *name);
bool key_is(struct mutator *m, const char *base); /* "RSA": also RSA-HSM */
bool set_member(struct mutator *m, const char *name, const char *json);

/* The octets of a member, in m->octets; NONE when it has none. */
uint32_t the_octets(struct mutator *m, const char *name);
/* Some base64url member of the key that has at least one octet. */
uint32_t some_octets(struct mutator *m);

extern const struct damage text_damages[], number_damages[];
extern const size_t text_damage_count, number_damage_count;

#endif
