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

static const char xml[] =
	"<registry id='a'><title>T</title><category>C</category><updated>2024-12-20</updated>"
	"<xref type='rfc' data='rfc6335'/><expert>E</expert><note>See <xref type='uri' "
	"data='http://a.example'/></note>"
	"<record date='2024-12-20'><number>0</number><protocol>tcp</protocol>"
	"<description>Reserved</description><note>previously abc by x</note></record>"
	"<record><name>http</name><number>80</number><protocol>tcp</protocol><description>World "
	"Wide Web</description><xref type='person' data='A_B'/><xref type='person' data='C'/>"
	"<xref type='rfc' data='rfc7230'/><xref type='text'>n/a</xref></record>"
	"<record><name>HTTP</name><number>80</number><protocol>udp</protocol></record>"
	"<record><name>www</name><number>80</number><protocol>tcp</protocol></record>"
	"<record><name>x11</name><number>6000-6063</number><note>\xc3\x9c</note></record>"
	"<record><name>abc</name></record>"
	"<footnote anchor='1'>F <xref type='rfc' data='rfc1'/></footnote><people>"
	"<person id='C'><name>Cee</name><uri>mailto:c&amp;a.example</uri></person>"
	"<person id='A_B'><org>A</org><updated>2001</updated></person></people></registry>";

static void sign(struct image_header *image, size_t size)
{
	memcpy(image->magic, IMAGE_MAGIC, IMAGE_MAGIC_SIZE);
	if (image->version != IMAGE_VERSION_OTHER)
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
		must(base || !svcreg_parse(xml, sizeof(xml) - 1, &base, NULL));
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
