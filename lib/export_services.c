/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* services(5), the form of /etc/services. */
#include "export.h"
#include "iter.h"
#include "services.h"
#include "text.h"

#include <string.h>

static bool is_control(char c)
{
	unsigned char u = (unsigned char)c;

	return u < ' ' || u == 0x7f;
}

/* Whether a text is one word, which nothing cuts short. */
static bool is_word(const char *text)
{
	for (const char *c = text; *c; c++)
		if (text_is_space(*c) || is_control(*c) || *c == '#')
			return false;
	return *text;
}

/* "tcp/udp" would be read as two transports, and "/x" as "x". */
static bool fits_transport(const struct svcreg_record *rec)
{
	if (rec->transport != SVCREG_OTHER_TRANSPORT)
		return rec->transport != SVCREG_NO_TRANSPORT;
	return is_word(rec->transport_name) && *rec->transport_name != '/' &&
	       !services_are_transports(rec->transport_name, strlen(rec->transport_name));
}

/* One that begins with a byte order mark would lose it as the first of a file. */
static bool fits(const struct svcreg_record *rec)
{
	return rec->first == rec->last && fits_transport(rec) && is_word(rec->name) &&
	       strncmp(rec->name, "\xef\xbb\xbf", 3) != 0;
}

/* What might be taken for the end of a line is a blank. */
static void write_line(const char *text, size_t length, FILE *out)
{
	for (size_t i = 0; i < length; i++)
		putc_unlocked(text[i] == '\n' || text[i] == '\r' ? ' ' : text[i], out);
}

/* In one line, without white space around it. */
static void write_comment(const char *text, FILE *out)
{
	size_t length;

	while (text_is_space(*text))
		text++;
	length = strlen(text);
	while (length && text_is_space(text[length - 1]))
		length--;
	if (!length)
		return;
	fputs_unlocked("\t\t# ", out);
	write_line(text, length, out);
}

/* The line of a name, which stays open for its aliases. */
static void begin_line(const struct svcreg_record *rec, FILE *out)
{
	fprintf(out, "%s\t%u/%s", rec->name, rec->first, rec->transport_name);
}

static void end_line(const struct svcreg_record *rec, FILE *out)
{
	write_comment(rec->description, out);
	putc_unlocked('\n', out);
}

/* Lines of a note, as comments. */
static void write_note(const struct svcreg_note *note, FILE *out)
{
	const char *line = note->text;

	if (*note->title) {
		fputs_unlocked("# ", out);
		write_line(note->title, strlen(note->title), out);
		putc_unlocked('\n', out);
	}
	while (*line) {
		size_t whole = strcspn(line, "\n");
		size_t length = whole;

		while (length && text_is_space(line[length - 1]))
			length--;
		fputs_unlocked(length ? "# " : "#", out);
		write_line(line, length, out);
		putc_unlocked('\n', out);
		line += whole;
		line += *line != '\0';
	}
}

static void write_notes(const struct svcreg *reg, FILE *out)
{
	struct svcreg_note note;

	for (size_t i = 0; svcreg_note(reg, i, &note); i++)
		write_note(&note, out);
}

static size_t write_records(struct svcreg_iter *it, FILE *out)
{
	struct svcreg_record name = { .name = "" };
	const char *gap = "\t";
	struct svcreg_record rec;
	size_t misfits = 0;

	while (svcreg_next(it, &rec)) {
		if (!rec.has_port || !*rec.name)
			continue;
		if (!fits(&rec)) {
			misfits++;
			continue;
		}
		if (*name.name && services_is_alias(&rec, &name)) {
			fprintf(out, "%s%s", gap, rec.name);
			gap = " ";
			continue;
		}
		if (*name.name)
			end_line(&name, out);
		begin_line(&rec, out);
		gap = "\t";
		name = rec;
	}
	if (*name.name)
		end_line(&name, out);
	return misfits;
}

int svcreg_export_services(struct svcreg_iter *it, FILE *out, size_t *left_out)
{
	bool whole = it->kind == ITER_ALL && !it->next;
	size_t misfits;
	int ret;

	export_begin(out);
	if (whole)
		write_notes(it->reg, out);
	misfits = write_records(it, out);
	ret = export_end(out);
	if (!ret && left_out)
		*left_out = misfits;
	return ret;
}
