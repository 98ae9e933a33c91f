/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "services.h"

#include "array.h"
#include "base/text.h"
#include "draft.h"
#include "error.h"
#include "export.h"
#include "import.h"
#include "reg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Lines to look at in a file that begins like CSV. */
#define LINES_OF_CSV 64

/*
 * An alias is a record behind that of its name, with the same port and transport, and with
 * this and the name as its notes.
 */
#define ALIAS_OF "Alias of "

/* Whether a record is an alias of another one before it. */
static bool is_alias(const struct svcreg_record *rec, const struct svcreg_record *of)
{
	size_t begin = sizeof(ALIAS_OF) - 1;

	return rec->has_port && of->has_port && rec->first == of->first && rec->last == of->last &&
	       !strcmp(rec->transport_name, of->transport_name) &&
	       !strncmp(rec->notes, ALIAS_OF, begin) && !strcmp(rec->notes + begin, of->name);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a line is "name 80/protocol", or has a range as on AIX, whatever follows. */
static bool is_entry(const char *at, size_t size)
{
	const char *end = at + size;

	while (at < end && !text_is_space(*at) && *at != '#')
		at++;
	if (at == end || *at == '#')
		return false;
	while (at < end && text_is_space(*at))
		at++;
	if (at == end || !is_digit(*at))
		return false;
	while (at < end && (is_digit(*at) || *at == '-'))
		at++;
	return at < end && *at == '/';
}

/* Whether a word is known transports: one, or "tcp/udp" as in Wireshark's file. */
static bool are_transports(const char *at, size_t size)
{
	const char *end = at + size;

	for (;;) {
		const char *slash = memchr(at, '/', (size_t)(end - at));
		const char *stop = slash ? slash : end;
		enum svcreg_transport transport = draft_find_transport(at, (size_t)(stop - at));

		if (transport == SVCREG_NO_TRANSPORT || transport == SVCREG_OTHER_TRANSPORT)
			return false;
		if (!slash)
			return true;
		at = slash + 1;
	}
}

/* Whether a line has a comma before any comment, like a row of CSV. */
static bool has_comma(const char *at, const char *end)
{
	while (at < end && *at != '#' && *at != ',')
		at++;
	return at < end && *at == ',';
}

bool services_recognise(const char *data, size_t size)
{
	const char *end = data + size;
	bool comments = false;
	bool is_row = false;
	size_t entries = 0;
	size_t others = 0;

	while (data < end) {
		const char *line_end = memchr(data, '\n', (size_t)(end - data));

		if (!line_end)
			line_end = end;
		while (data < line_end && text_is_space(*data))
			data++;
		if (data == line_end || *data == '#') {
			comments |= data < line_end;
		} else if (is_entry(data, (size_t)(line_end - data))) {
			entries++;
		} else {
			if (!others)
				is_row = has_comma(data, line_end);
			others++;
		}
		if (entries > others || (is_row && others >= LINES_OF_CSV))
			break;
		data = line_end + (line_end < end);
	}
	return entries ? !is_row || entries > others : comments && !others;
}

/*
 * One bad line never makes a file unreadable. Unusual lines, what glibc 2.36 makes of them
 * (seen with getservent()), and what happens here:
 *
 *	line			glibc				here
 *	24/udp # mail		skips it			skips it
 *	a x/tcp, a 1--2/tcp	skips it			skips it
 *	a 1 /tcp, a -1/tcp	skips it			skips it
 *	a 6000-6063/tcp		skips it			a range (AIX, illumos)
 *	a 65536/tcp		port 0, the rest modulo 65536	skips it
 *	a 1, a 1/, a 1/ tcp	a service without a protocol	skips it
 *	a<NUL>b 1/tcp		ends the line at the NUL	skips it
 *	a 1//tcp		as a 1/tcp			as a 1/tcp
 *	a 010/tcp		port 8: octal			port 10, as other libraries
 *	a 1/tpc, a 1/TCP	a protocol of that name		another transport
 *	a 1/tcp/udp		a protocol "tcp/udp"		both (Wireshark)
 *	a 1/tcp a		an alias that is the name	the name alone
 *	bytes beyond ASCII	as they are			UTF-8, or else Latin-1
 *
 * Skipped lines are counted, and the error of the first is kept.
 */

enum {
	PORT_SIZE = 32, /* of a port or range as it is written, with the NUL */
};

/* A part of a line. */
struct part {
	const char *at;
	size_t len;
};

struct services {
	struct draft draft;
	struct svcreg_error err; /* of the current line */
	struct import_skipped skipped;
	unsigned long line;
	unsigned long entries;
	struct bytes utf8;     /* a line that was in Latin-1 */
	struct bytes comments; /* lines that are comments only */
	struct bytes alias_of; /* the notes of aliases */
};

static struct part trim(struct part part)
{
	while (part.len && text_is_space(part.at[part.len - 1]))
		part.len--;
	while (part.len && text_is_space(*part.at)) {
		part.at++;
		part.len--;
	}
	return part;
}

/* Cut @n bytes off the start of a part. */
static struct part cut(struct part *from, size_t n)
{
	struct part part = { from->at, n };

	from->at += n;
	from->len -= n;
	return part;
}

/* The next word; it is empty at the end. */
static struct part next_word(struct part *rest)
{
	size_t n = 0;

	*rest = trim(*rest);
	while (n < rest->len && !text_is_space(rest->at[n]))
		n++;
	return cut(rest, n);
}

/* Add a comment, without the space behind the "#". */
static int add_comment(struct services *s, struct part comment)
{
	if (comment.len && *comment.at == ' ')
		cut(&comment, 1);
	while (comment.len && text_is_space(comment.at[comment.len - 1]))
		comment.len--;
	return bytes_add(&s->comments, comment.at, comment.len) || bytes_add(&s->comments, "\n", 1)
		       ? -ENOMEM
		       : 0;
}

static int add_text(struct services *s, struct part part, uint32_t *text)
{
	return strpool_add_plain(&s->draft.pool, part.at, part.len, text);
}

static int add_record(struct services *s, struct part name, struct image_record record)
{
	int err = add_text(s, name, &record.text[SVCREG_COL_NAME]);

	return err ? err : draft_add_record(&s->draft, &record, &s->err);
}

static bool is_same(struct part a, struct part b)
{
	return a.len == b.len && !memcmp(a.at, b.at, a.len);
}

/* "0.484143": nmap's list has the frequency of open ports where services(5) has aliases. */
static bool is_frequency(struct part word)
{
	if (word.len != 8 || (*word.at != '0' && *word.at != '1') || word.at[1] != '.')
		return false;
	for (size_t i = 2; i < word.len; i++)
		if (word.at[i] < '0' || word.at[i] > '9')
			return false;
	return true;
}

/* Each alias becomes a record, so that it is found like any name. */
static int add_aliases(struct services *s, struct part name, struct part aliases,
		       struct image_record record)
{
	struct part alias = next_word(&aliases);
	int err;

	if (!alias.len)
		return 0;
	s->alias_of.len = 0;
	err = bytes_add(&s->alias_of, ALIAS_OF, sizeof(ALIAS_OF) - 1);
	if (!err)
		err = bytes_add(&s->alias_of, name.at, name.len);
	if (!err)
		err = add_text(s, (struct part){ s->alias_of.at, s->alias_of.len },
			       &record.text[SVCREG_COL_NOTES]);
	for (; !err && alias.len; alias = next_word(&aliases))
		if (!is_same(alias, name))
			err = add_record(s, alias, record);
	return err;
}

static int add_names(struct services *s, struct part name, struct part aliases,
		     struct part transport, struct image_record record)
{
	int err = add_text(s, transport, &record.text[SVCREG_COL_TRANSPORT]);

	if (!err)
		err = add_record(s, name, record);
	return err ? err : add_aliases(s, name, aliases, record);
}

/* The next of several protocols, "tcp/udp" in Wireshark's file. */
static struct part next_protocol(struct part *rest)
{
	const char *slash = memchr(rest->at, '/', rest->len);
	struct part protocol = cut(rest, slash ? (size_t)(slash - rest->at) : rest->len);

	if (slash)
		cut(rest, 1);
	return protocol;
}

/* Whether a word is "24/udp": macOS has such lines for ports without a name. */
static bool is_place(struct part word)
{
	size_t n = 0;

	while (n < word.len && ((word.at[n] >= '0' && word.at[n] <= '9') || word.at[n] == '-'))
		n++;
	return n && n < word.len && word.at[n] == '/';
}

static int refuse_words(struct services *s, struct part line, struct part name)
{
	if (is_place(name))
		return refuse(&s->err, "no name before %.*s", (int)(name.len < 64 ? name.len : 64),
			      name.at);
	return refuse(&s->err, "not \"name port/protocol\": \"%.*s\"",
		      (int)(line.len < 64 ? line.len : 64), line.at);
}

/* Read the port of "80/tcp"; @place keeps the protocols. */
static int read_place(struct services *s, struct part *place, struct part *port,
		      struct image_record *record)
{
	const char *slash = memchr(place->at, '/', place->len);
	char text[PORT_SIZE] = "";

	*port = cut(place, (size_t)(slash - place->at));
	while (place->len && *place->at == '/')
		cut(place, 1);
	if (!place->len)
		return refuse(&s->err, "no protocol after the port");
	if (port->len >= sizeof(text))
		return refuse(&s->err, "\"%.32s...\" is not a port", port->at);
	memcpy(text, port->at, port->len);
	return draft_parse_ports(record, text, &s->err);
}

/* Add a line that is no comment; what follows "#" is the description. */
static int add_entry(struct services *s, struct part line)
{
	const char *hash = memchr(line.at, '#', line.len);
	struct part rest = { line.at, hash ? (size_t)(hash - line.at) : line.len };
	struct part comment = { line.at + rest.len, line.len - rest.len };
	struct part name = next_word(&rest);
	struct part place = next_word(&rest);
	struct part aliases = rest;
	struct part alias = next_word(&rest);
	struct image_record record = { 0 };
	struct part port;
	bool each;
	int err;

	if (!is_entry(line.at, line.len))
		return refuse_words(s, line, name);
	if (is_frequency(alias))
		return refuse(
			&s->err,
			"\"%.8s\" is not an alias: nmap's list of services is not in the form of "
			"services(5)",
			alias.at);
	err = read_place(s, &place, &port, &record);
	if (err)
		return err;
	if (comment.len)
		cut(&comment, 1);
	err = add_text(s, port, &record.text[SVCREG_COL_PORT]);
	if (!err)
		err = add_text(s, trim(comment), &record.text[SVCREG_COL_DESCRIPTION]);
	each = are_transports(place.at, place.len);
	while (!err && place.len)
		err = add_names(s, name, aliases,
				each ? next_protocol(&place) : cut(&place, place.len), record);
	return err;
}

/* Bytes that are not UTF-8 are Latin-1, except those that are controls in it. */
static int add_latin1(struct bytes *utf8, unsigned char byte)
{
	static const char replacement[] = "\xef\xbf\xbd";
	const char letter[] = { (char)(0xc0 | byte >> 6), (char)(0x80 | (byte & 0x3f)) };

	return byte < 0xa0 ? bytes_add(utf8, replacement, sizeof(replacement) - 1)
			   : bytes_add(utf8, letter, sizeof(letter));
}

/* Convert a line to UTF-8. */
static int make_utf8(struct services *s, struct part *line)
{
	struct part rest = *line;
	int err = 0;

	s->utf8.len = 0;
	while (!err && rest.len) {
		struct part good = cut(&rest, utf8_end(rest.at, rest.len));

		err = bytes_add(&s->utf8, good.at, good.len);
		if (!err && rest.len)
			err = add_latin1(&s->utf8, (unsigned char)*cut(&rest, 1).at);
	}
	*line = (struct part){ s->utf8.at, s->utf8.len };
	return err;
}

static int read_line(struct services *s, struct part line)
{
	int err;

	if (memchr(line.at, '\0', line.len))
		return refuse(&s->err, "a NUL byte");
	if (utf8_end(line.at, line.len) < line.len) {
		err = make_utf8(s, &line);
		if (err)
			return err;
	}
	if (*line.at == '#') {
		cut(&line, 1);
		return add_comment(s, line);
	}
	err = add_entry(s, line);
	s->entries += !err;
	return err;
}

/* Bad lines are skipped; any other failure is an error of the file. */
static int read_lines(struct services *s, struct part rest)
{
	int err = 0;

	while (rest.len && !err) {
		const char *end = memchr(rest.at, '\n', rest.len);
		struct part line = cut(&rest, end ? (size_t)(end - rest.at) : rest.len);

		if (end)
			cut(&rest, 1);
		s->line++;
		line = trim(line);
		if (!line.len)
			continue;
		err = read_line(s, line);
		if (err != -EINVAL)
			continue;
		err = 0;
		if (!s->skipped.n++) {
			s->skipped.first = s->err;
			s->skipped.first.line = s->line;
		}
	}
	return err;
}

static int add_comments(struct services *s)
{
	struct part text = { s->comments.at, s->comments.len };
	struct image_note note = { 0 };
	int err;

	while (text.len && text.at[text.len - 1] == '\n')
		text.len--;
	if (!text.len)
		return 0;
	err = add_text(s, text, &note.text);
	return err ? err : draft_add_note(&s->draft, &note);
}

static int read_file(struct services *s, struct part data, struct svcreg_error *err)
{
	int ret = draft_init(&s->draft, data.len / IMPORT_STRING_IN_CSV);

	if (!ret)
		ret = draft_explain(read_lines(s, data), err);
	if (ret) {
		err->line = s->line;
		err->row = s->draft.n + 1;
		return ret;
	}
	free(s->utf8.at);
	s->utf8 = (struct bytes){ 0 };
	if (s->skipped.n > s->entries) {
		*err = s->skipped.first;
		return refuse(err, "%.192s (not services(5): %zu of %zu lines are not entries)",
			      s->skipped.first.text, s->skipped.n, s->skipped.n + s->entries);
	}
	if (!s->entries)
		return refuse(err, "the file has no services");
	return add_comments(s);
}

int import_services(const char *data, size_t size, struct image_header **image,
		    struct import_skipped *skipped, struct svcreg_error *err)
{
	struct svcreg_error own_err = { 0 };
	struct services s = { .line = 0 };
	int ret = 0;

	if (size > IMPORT_MAX_SIZE)
		ret = refuse(&own_err, "the file is larger than %d MiB", IMPORT_MAX_SIZE >> 20);
	if (!ret)
		ret = read_file(&s, (struct part){ data, size }, &own_err);
	if (!ret)
		ret = image_build(&s.draft, NULL, image, &own_err);
	if (!ret)
		*skipped = s.skipped;
	draft_free(&s.draft);
	free(s.utf8.at);
	free(s.comments.at);
	free(s.alias_of.at);
	if (ret && err)
		*err = own_err;
	return ret;
}

static bool is_control(char c)
{
	unsigned char u = (unsigned char)c;

	return u < ' ' || u == 0x7f;
}

/* Whether a text is one word that services(5) can hold. */
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
	       !are_transports(rec->transport_name, strlen(rec->transport_name));
}

/* A name that begins with a byte order mark would lose it at the start of a file. */
static bool fits(const struct svcreg_record *rec)
{
	return rec->first == rec->last && fits_transport(rec) && is_word(rec->name) &&
	       strncmp(rec->name, "\xef\xbb\xbf", 3) != 0;
}

/* Write a text with blanks for line breaks. */
static void write_line(const char *text, size_t length, FILE *out)
{
	for (size_t i = 0; i < length; i++)
		putc_unlocked(text[i] == '\n' || text[i] == '\r' ? ' ' : text[i], out);
}

/* Write a comment on one line, without white space around it. */
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

/* Begin the line of a name; its aliases are added later. */
static void begin_line(const struct svcreg_record *rec, FILE *out)
{
	fprintf(out, "%s\t%u/%s", rec->name, rec->first, rec->transport_name);
}

static void end_line(const struct svcreg_record *rec, FILE *out)
{
	write_comment(rec->description, out);
	putc_unlocked('\n', out);
}

/* Write the lines of a note as comments. */
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
		if (*name.name && is_alias(&rec, &name)) {
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
