/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The look-ups by name and by port. */
#include "iter.h"
#include "reg.h"
#include "text.h"

#include <errno.h>

bool image_find_name(const struct image_header *image, const char *name, uint32_t *number)
{
	const struct image_hash *slots = image_at(image, IMAGE_HASH);
	const struct image_name *names = image_at(image, IMAGE_NAMES);
	const char *pool = image_at(image, IMAGE_POOL);
	uint64_t mask = image->section[IMAGE_HASH].count - 1;
	uint64_t hash = text_hash(name);
	uint32_t tag = (uint32_t)(hash >> 32);

	for (uint64_t probe = 0; probe < IMAGE_MAX_PROBES; probe++) {
		const struct image_hash *slot = &slots[(hash + probe) & mask];

		if (!slot->name)
			return false;
		if (slot->tag == tag && text_equal(pool + names[slot->name - 1].text, name)) {
			*number = slot->name - 1;
			return true;
		}
	}
	return false;
}

static void walk_list(const struct svcreg *reg, uint32_t list, struct svcreg_iter *it)
{
	const uint32_t *at = (const uint32_t *)image_at(reg->image, IMAGE_LISTS) + list;

	*it = (struct svcreg_iter){
		.reg = reg,
		.ids = at + 1,
		.end = at[0],
		.kind = ITER_LIST,
	};
}

int svcreg_find(const struct svcreg *reg, const char *name, struct svcreg_iter *it)
{
	const struct image_name *names = image_at(reg->image, IMAGE_NAMES);
	uint32_t number;

	if (!image_find_name(reg->image, name, &number))
		return -ENOENT;
	walk_list(reg, names[number].list, it);
	return 0;
}

int svcreg_find_port(const struct svcreg *reg, uint16_t port, enum svcreg_transport transport,
		     struct svcreg_iter *it)
{
	const uint32_t *lists = image_at(reg->image, IMAGE_LISTS);
	uint32_t list = IMAGE_SLOT_LIST(image_slot(reg->image, port, transport));

	if (!lists[list])
		return -ENOENT;
	walk_list(reg, list, it);
	return 0;
}

enum svcreg_status svcreg_port_status(const struct svcreg *reg, uint16_t port,
				      enum svcreg_transport transport)
{
	return (enum svcreg_status)IMAGE_SLOT_STATUS(image_slot(reg->image, port, transport));
}

enum svcreg_range svcreg_port_range(uint16_t port)
{
	if (port < 1024)
		return SVCREG_SYSTEM_PORTS;
	if (port < IMAGE_FIRST_DYNAMIC)
		return SVCREG_USER_PORTS;
	return SVCREG_DYNAMIC_PORTS;
}
