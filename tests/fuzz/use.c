/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "use.h"

#include "fuzz.h"

#include <string.h>

/* Read each byte of each record: the sanitizers see what does not belong to it. */
static size_t read_all(struct svcreg_iter *it, size_t most)
{
	struct svcreg_record rec;
	size_t n = 0;

	while (n < most && svcreg_next(it, &rec)) {
		for (int i = 0; i < SVCREG_COLUMNS; i++)
			n += strlen(rec.column[i]) > SIZE_MAX / 2;
		must(rec.first <= rec.last && rec.row > 0);
		n++;
	}
	return n;
}

/* References stand in their text, one behind the other. */
static void use_refs(const struct svcreg *reg, const char *text)
{
	size_t len = strlen(text);
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	size_t from = 0;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref)) {
		must(ref.type < SVCREG_REF_TYPES && strlen(ref.data) < SIZE_MAX / 2);
		must(ref.start >= from && ref.length > 0 && ref.length <= len - ref.start);
		from = ref.start + ref.length;
	}
}

static void use_about(const struct svcreg *reg, const struct svcreg_info *info)
{
	struct svcreg_footnote footnote;
	struct svcreg_contact contact;
	struct svcreg_note note;

	must(strlen(info->id) + strlen(info->title) + strlen(info->category) < SIZE_MAX / 2);
	must(strlen(info->updated) + strlen(info->expert) < SIZE_MAX / 2);
	use_refs(reg, info->reference);
	for (size_t i = 0; svcreg_contact(reg, i, &contact); i++) {
		must(!svcreg_find_contact(reg, contact.id, &contact));
		must(strlen(contact.name) + strlen(contact.organization) < SIZE_MAX / 2);
		must(strlen(contact.uri) + strlen(contact.updated) < SIZE_MAX / 2);
	}
	for (size_t i = 0; svcreg_note(reg, i, &note); i++) {
		must(strlen(note.title) < SIZE_MAX / 2);
		use_refs(reg, note.text);
	}
	for (size_t i = 0; svcreg_footnote(reg, i, &footnote); i++) {
		must(strlen(footnote.anchor) < SIZE_MAX / 2);
		use_refs(reg, footnote.text);
	}
}

static void use_ports(const struct svcreg *reg)
{
	const uint32_t *last = NULL;

	for (int t = 0; t <= SVCREG_OTHER_TRANSPORT; t++) {
		/* Every page of 256 ports, and every place in some page. */
		for (unsigned int port = 0; port <= UINT16_MAX; port += 17) {
			enum svcreg_transport transport = (enum svcreg_transport)t;
			struct svcreg_iter it;

			must(svcreg_port_status(reg, (uint16_t)port, transport) <= SVCREG_DYNAMIC);
			if (svcreg_find_port(reg, (uint16_t)port, transport, &it) || it.ids == last)
				continue;
			last = it.ids;
			read_all(&it, 64);
		}
	}
}

static void use_changes(const struct svcreg *old_reg, const struct svcreg *new_reg)
{
	struct svcreg_change *changes;
	struct svcreg_record rec;
	size_t n;

	must(!svcreg_compare(old_reg, new_reg, &changes, &n));
	must(old_reg != new_reg || !n);
	for (size_t i = 0; i < n; i++) {
		const struct svcreg_change *change = &changes[i];

		must(!change->old_row || svcreg_row(old_reg, change->old_row, &rec));
		must(!change->new_row || svcreg_row(new_reg, change->new_row, &rec));
		must(!change->other_row ||
		     svcreg_row(change->old_row ? new_reg : old_reg, change->other_row, &rec));
		must(change->first <= change->last);
	}
	free(changes);
}

/* With itself, and both ways with one that has a bit of everything. */
static void use_comparison(const struct svcreg *reg)
{
	static const char csv[] =
		"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
		"Registration Date,Modification Date,Reference,Service Code,"
		"Unauthorized Use Reported,Assignment Notes\n"
		"http,80,tcp,Web,,,,,,,,\n"
		"http,81,udp,Web,,,,,,,,\n"
		"ftp,80,udp,Files,,,,,,,,\n"
		"x11,6000-6010,,Windows,,,,,,,,\n"
		"abc,,tcp,,,,,,,,,\n"
		"http,80,quic,Web,,,,,,,,\n"
		",443,quic,Reserved,,,,,,,,\n"
		",1-9,,Reserved,,,,,,,,\n";
	static const struct svcreg *other;

	must(other || !svcreg_parse(csv, sizeof(csv) - 1, &other, NULL));
	use_changes(reg, reg);
	use_changes(reg, other);
	use_changes(other, reg);
}

char *written(const struct svcreg *reg, int (*export)(struct svcreg_iter *it, FILE *out),
	      size_t *size)
{
	struct svcreg_iter it;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	svcreg_all(reg, &it);
	must(out && !export(&it, out));
	fclose(out);
	must(strlen(text) == *size);
	return text;
}

static int export_services(struct svcreg_iter *it, FILE *out)
{
	return svcreg_export_services(it, out, NULL);
}

/* In every form that is read again. */
static void use_exports(const struct svcreg *reg)
{
	size_t size;

	free(written(reg, svcreg_export_csv, &size));
	free(written(reg, svcreg_export_xml, &size));
	free(written(reg, export_services, &size));
}

void use(const struct svcreg *reg)
{
	struct svcreg_info info;
	struct svcreg_record rec;
	struct svcreg_iter it;
	const char *name;

	svcreg_info(reg, &info);
	must(strlen(info.date) < 16);
	use_about(reg, &info);
	svcreg_all(reg, &it);
	while (svcreg_next(&it, &rec))
		for (int i = 0; i < SVCREG_COLUMNS; i++)
			use_refs(reg, rec.column[i]);
	svcreg_all(reg, &it);
	must(read_all(&it, SIZE_MAX) == info.records);
	for (size_t i = 0; (name = svcreg_name(reg, i)); i++) {
		must(!svcreg_find(reg, name, &it));
		must(read_all(&it, SIZE_MAX) > 0);
		if (i >= 16)
			continue;
		svcreg_former(reg, name, &it);
		read_all(&it, SIZE_MAX);
		svcreg_search(reg, name, &it);
		read_all(&it, SIZE_MAX);
	}
	svcreg_range(reg, 0, UINT16_MAX, &it);
	read_all(&it, SIZE_MAX);
	use_ports(reg);
	use_comparison(reg);
	use_exports(reg);
}

void use_and_rewrite(const struct image_header *image,
		     int (*export)(struct svcreg_iter *it, FILE *out))
{
	const struct svcreg *regs[2];
	size_t sizes[2];
	char *texts[2];

	/* Checks the image as well. */
	must(!svcreg_parse(image, image->size, &regs[0], NULL));
	use(regs[0]);
	texts[0] = written(regs[0], export, &sizes[0]);
	must(!svcreg_parse(texts[0], sizes[0], &regs[1], NULL));
	texts[1] = written(regs[1], export, &sizes[1]);
	must(sizes[0] == sizes[1] && !memcmp(texts[0], texts[1], sizes[0]));
	for (size_t i = 0; i < 2; i++) {
		svcreg_close(regs[i]);
		free(texts[i]);
	}
}
