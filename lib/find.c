/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The look-ups by name and by port. Each offset is checked before it is followed, so
 * that an image of which only the shape was checked is safe: see image_check_shape().
 */
#include "base/text.h"
#include "reg.h"

#include <errno.h>

bool image_find_name(const struct image_header *image, const char *name, uint32_t *number)
{
	const struct image_hash *slots = image_at(image, IMAGE_HASH);
	const struct image_name *names = image_at(image, IMAGE_NAMES);
	uint32_t n_names = image->section[IMAGE_NAMES].count;
	uint64_t mask = image->section[IMAGE_HASH].count - 1;
	uint64_t hash = text_hash(name);
	uint32_t tag = (uint32_t)(hash >> 32);

	for (uint64_t probe = 0; probe < IMAGE_MAX_PROBES; probe++) {
		const struct image_hash *slot = &slots[(hash + probe) & mask];

		if (!slot->name || slot->name > n_names)
			return false;
		if (slot->tag == tag &&
		    text_equal(image_text_checked(image, names[slot->name - 1].text), name)) {
			*number = slot->name - 1;
			return true;
		}
	}
	return false;
}

static void walk_list(const struct svcreg *reg, uint32_t list, struct svcreg_iter *it)
{
	const uint32_t *lists = image_at(reg->image, IMAGE_LISTS);
	uint32_t size = reg->image->section[IMAGE_LISTS].count;
	bool is_inside = list < size && lists[list] < size - list;

	*it = (struct svcreg_iter){
		.reg = reg,
		.ids = is_inside ? &lists[list + 1] : NULL,
		.end = is_inside ? lists[list] : 0,
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
	struct svcreg_iter found;

	walk_list(reg, IMAGE_SLOT_LIST(image_slot(reg->image, port, transport)), &found);
	if (!found.end)
		return -ENOENT;
	*it = found;
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
