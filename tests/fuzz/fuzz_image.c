/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images made by somebody who knows how to sign them. The input is a list of
 * changes to a good image, each a place and a value of four bytes, so that the
 * fuzzer need not find out how an image begins; after them the checksum is made
 * right. An input that begins with '!' is an image itself, signed as well.
 */
#include "fuzz.h"
#include "image.h"
#include "use.h"

#include <string.h>

static const char csv[] =
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration "
	"Date,"
	"Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n"
	",0,tcp,Reserved,,,,2024-12-20,,,,previously abc by x\n"
	"http,80,tcp,World Wide Web,[A_B],[A_B][C],,,[RFC7230][n/a],,,see [RFC1]\n"
	"HTTP,80,udp,World Wide Web,,,,,,,,\n"
	"www,80,tcp,The same,,,,,,,,\n"
	"x11,6000-6063,,\xc3\x9c,,,,,,,,\n"
	"abc,,tcp,,,,,,,,,\n";

static void sign(struct image_header *image, size_t size)
{
	memcpy(image->magic, IMAGE_MAGIC, IMAGE_MAGIC_SIZE);
	image->version = IMAGE_VERSION;
	image->byte_order = IMAGE_BYTE_ORDER;
	image->size = (uint32_t)size;
	image->checksum = image_checksum(image);
}

static void change(struct image_header *image, size_t size, const uint8_t *data, size_t data_size)
{
	uint32_t place;
	uint32_t value;

	for (; data_size >= sizeof(place) + sizeof(value); data_size -= 8, data += 8) {
		memcpy(&place, data, sizeof(place));
		memcpy(&value, data + sizeof(place), sizeof(value));
		place = place % (uint32_t)(size / sizeof(value)) * (uint32_t)sizeof(value);
		memcpy((char *)image + place, &value, sizeof(value));
	}
}

/* A new block of its very size, so that a byte beyond it is noticed. */
static struct image_header *make_image(const uint8_t *data, size_t size, size_t *image_size)
{
	static const struct svcreg *base;
	struct image_header *image;
	const void *bytes;

	if (size > sizeof(*image) && data[0] == '!') {
		*image_size = size - 1;
		image = malloc(*image_size);
		memcpy(image, data + 1, *image_size);
	} else {
		must(base || !svcreg_parse(csv, sizeof(csv) - 1, &base, NULL));
		svcreg_image(base, &bytes, image_size);
		image = malloc(*image_size);
		memcpy(image, bytes, *image_size);
		change(image, *image_size, data, size);
	}
	sign(image, *image_size);
	return image;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct svcreg *reg = NULL;
	struct svcreg_error err = { 0 };
	size_t image_size;
	struct image_header *image = make_image(data, size, &image_size);

	if (svcreg_parse(image, image_size, &reg, &err)) {
		must(!reg && err.text[0]);
	} else {
		use(reg);
		svcreg_close(reg);
	}
	free(image);
	return 0;
}
