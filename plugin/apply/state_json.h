/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A state as JSON and back, all of it but what is only live: rules, chains and
 * the generation.
 *
 *	[{"family":"inet","name":"filter","ours":true,"sets":[
 *	  {"name":"web","type":"port.proto","backend":"hash","map":false,
 *	   "counter":true,"timeouts":false,"ours":true,"comment":null,"size":64,
 *	   "elements":[{"key":[443,6],"comment":"nftsvc: https",
 *	                "counter":[12,720]},
 *	               {"key":[6000,6,6063,6],"comment":"nftsvc: x11"}]}]}]
 *
 * An element has, as far as there is something to say, "catchall" (then no
 * key), "verdict" and "chain", "timeout" and "expires" (milliseconds).
 */
#ifndef NFTSVC_STATE_JSON_H
#define NFTSVC_STATE_JSON_H

#include <jansson.h>

#include "apply/writer.h"
#include "state/state.h"

/** state_json_put - write a state; a failure is the writer's */
void state_json_put(struct writer *writer, const struct state *state);

/**
 * state_json_get - a state of what was read
 * @json: borrowed; may be anything
 * @state: zero-initialised; set to a state whose sets are sorted and have no
 *	key twice, for state_free() also on failure
 *
 * Return: 0, -EINVAL if @json is no state, or -ENOMEM.
 */
int state_json_get(const json_t *json, struct state *state);

/** json_get_text - what writer_text() wrote, NULL for null; 0, -EINVAL or -ENOMEM */
int json_get_text(struct arena *arena, const json_t *json, const char **text);

/** json_get_number - a number from 0 to @max; 0 or -EINVAL */
int json_get_number(const json_t *json, uint64_t max, uint64_t *number);

/** family_put, family_get - a family by its name */
void family_put(struct writer *writer, uint8_t family);
int family_get(const json_t *json, uint8_t *family);

#endif
