/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* services(5), the form of /etc/services. */
#include "export.h"
#include "svcreg.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_control(char c)
{
	unsigned char u = (unsigned char)c;

	return u < ' ' || u == 0x7f;
}

/* A name ends at white space and "#", and nothing quotes them. */
static bool fits(const struct svcreg_record *rec)
{
	if (rec->first != rec->last || rec->transport == SVCREG_NO_TRANSPORT)
		return false;
	for (const char *c = rec->name; *c; c++)
		if (is_space(*c) || is_control(*c) || *c == '#')
			return false;
	return true;
}

/* In one line, without white space around it. */
static void write_comment(const char *text, FILE *out)
{
	size_t length;

	while (is_space(*text))
		text++;
	length = strlen(text);
	while (length && is_space(text[length - 1]))
		length--;
	if (!length)
		return;
	fputs_unlocked("\t\t# ", out);
	for (size_t i = 0; i < length; i++)
		putc_unlocked(text[i] == '\n' || text[i] == '\r' ? ' ' : text[i], out);
}

static void write_line(const struct svcreg_record *rec, FILE *out)
{
	fprintf(out, "%s\t%u/%s", rec->name, rec->first, rec->transport_name);
	write_comment(rec->description, out);
	putc_unlocked('\n', out);
}

int svcreg_export_services(struct svcreg_iter *it, FILE *out, size_t *left_out)
{
	struct svcreg_record rec;
	size_t misfits = 0;
	int ret;

	export_begin(out);
	while (svcreg_next(it, &rec)) {
		if (!rec.has_port || !*rec.name)
			continue;
		if (fits(&rec))
			write_line(&rec, out);
		else
			misfits++;
	}
	ret = export_end(out);
	if (!ret && left_out)
		*left_out = misfits;
	return ret;
}
