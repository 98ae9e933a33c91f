/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The import of services(5), the form of /etc/services: "name 80/tcp alias ... # comment". */
#include "bytes.h"
#include "draft.h"
#include "error.h"
#include "import.h"
#include "import_record.h"
#include "services.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A part of a line. */
struct part {
	const char *at;
	size_t len;
};

struct services {
	struct draft draft;
	struct svcreg_error *err;
	unsigned long line;
	struct bytes comments; /* the lines that are nothing else */
	struct bytes others;   /* the lines of other protocols */
	struct bytes alias_of; /* the notes of aliases */
};

static struct part trim(struct part part)
{
	while (part.len && services_is_space(part.at[part.len - 1]))
		part.len--;
	while (part.len && services_is_space(*part.at)) {
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
	while (n < rest->len && !services_is_space(rest->at[n]))
		n++;
	return cut(rest, n);
}

static bool is(struct part part, const char *text)
{
	return part.len == strlen(text) && !memcmp(part.at, text, part.len);
}

static int add_line(struct bytes *bytes, struct part line)
{
	int err = bytes->len ? bytes_add(bytes, "\n", 1) : 0;

	return err ? err : bytes_add(bytes, line.at, line.len);
}

/* A comment, without the one space that mostly stands behind the "#". */
static int add_comment(struct services *s, struct part comment)
{
	if (comment.len && *comment.at == ' ')
		cut(&comment, 1);
	while (comment.len && services_is_space(comment.at[comment.len - 1]))
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

	return err ? err : import_record(&s->draft, &record, s->err);
}

/* "0.484143": how often nmap found the port open, where services(5) has aliases. */
static bool is_frequency(struct part word)
{
	if (word.len != 8 || (*word.at != '0' && *word.at != '1') || word.at[1] != '.')
		return false;
	for (size_t i = 2; i < word.len; i++)
		if (word.at[i] < '0' || word.at[i] > '9')
			return false;
	return true;
}

/* Each alias is a record of its own, so that it is found as any name is. */
static int add_aliases(struct services *s, struct part name, struct part aliases,
		       struct image_record record)
{
	struct part alias = next_word(&aliases);
	int err;

	if (!alias.len)
		return 0;
	if (is_frequency(alias))
		return refuse(s->err,
			      "\"%.8s\" is no alias: this is nmap's list of services, "
			      "which is none of services(5)",
			      alias.at);
	s->alias_of.len = 0;
	err = bytes_add(&s->alias_of, SERVICES_ALIAS_OF, sizeof(SERVICES_ALIAS_OF) - 1);
	if (!err)
		err = bytes_add(&s->alias_of, name.at, name.len);
	if (!err)
		err = add_text(s, (struct part){ s->alias_of.at, s->alias_of.len },
			       &record.text[SVCREG_COL_NOTES]);
	for (; !err && alias.len; alias = next_word(&aliases))
		err = add_record(s, alias, record);
	return err;
}

static bool is_transport(struct part protocol)
{
	for (int i = SVCREG_TCP; i < SVCREG_TRANSPORTS; i++)
		if (is(protocol, svcreg_transport_name((enum svcreg_transport)i)))
			return true;
	return false;
}

/* A line that is no comment; what is behind "#" is its description. */
static int add_entry(struct services *s, struct part line)
{
	const char *hash = memchr(line.at, '#', line.len);
	struct part rest = { line.at, hash ? (size_t)(hash - line.at) : line.len };
	struct part comment = { line.at + rest.len, line.len - rest.len };
	struct part name = next_word(&rest);
	struct part place = next_word(&rest);
	const char *slash = place.len ? memchr(place.at, '/', place.len) : NULL;
	struct image_record record = { 0 };
	struct part port;
	int err;

	if (!services_is_entry(line.at, line.len) || !slash)
		return refuse(s->err, "not \"name port/protocol\": \"%.*s\"",
			      (int)(line.len < 64 ? line.len : 64), line.at);
	port = cut(&place, (size_t)(slash - place.at));
	cut(&place, 1);
	if (!place.len)
		return refuse(s->err, "no protocol behind the port");
	if (!is_transport(place))
		return add_line(&s->others, line);
	if (comment.len)
		cut(&comment, 1);
	err = add_text(s, port, &record.text[SVCREG_COL_PORT]);
	if (!err)
		err = add_text(s, place, &record.text[SVCREG_COL_TRANSPORT]);
	if (!err)
		err = add_text(s, trim(comment), &record.text[SVCREG_COL_DESCRIPTION]);
	if (!err)
		err = add_record(s, name, record);
	return err ? err : add_aliases(s, name, rest, record);
}

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
		if (*line.at == '#') {
			cut(&line, 1);
			err = add_comment(s, line);
		} else {
			err = add_entry(s, line);
		}
	}
	return err;
}

static int add_note(struct services *s, const char *title, struct bytes text)
{
	struct image_note note = { 0 };
	int err;

	while (text.len && text.at[text.len - 1] == '\n')
		text.len--;
	if (!text.len)
		return 0;
	err = add_text(s, (struct part){ title, strlen(title) }, &note.title);
	if (!err)
		err = add_text(s, (struct part){ text.at, text.len }, &note.text);
	return err ? err : draft_add_note(&s->draft, &note);
}

static int check_bytes(struct part data, struct svcreg_error *err)
{
	const char *nul = memchr(data.at, '\0', data.len);
	size_t end = text_utf8_end(data.at, data.len);

	if (nul && (size_t)(nul - data.at) < end)
		end = (size_t)(nul - data.at);
	if (end == data.len)
		return 0;
	err->line = 1;
	for (size_t i = 0; i < end; i++)
		err->line += data.at[i] == '\n';
	if (!data.at[end])
		return refuse(err, "a NUL byte");
	return refuse(err, "not UTF-8: byte 0x%02x", (unsigned char)data.at[end]);
}

static int read_file(struct services *s, struct part data)
{
	int err = draft_init(&s->draft, data.len / IMPORT_STRING_IN_CSV);

	if (!err)
		err = draft_explain(read_lines(s, data), s->err);
	if (err) {
		s->err->line = s->line;
		s->err->row = s->draft.n + 1;
		return err;
	}
	if (!s->draft.n)
		return refuse(s->err, "the file has no services");
	err = add_note(s, "", s->comments);
	return err ? err : add_note(s, SERVICES_OTHERS, s->others);
}

int import_services(const char *data, size_t size, struct image_header **image,
		    struct svcreg_error *err)
{
	struct svcreg_error own_err = { 0 };
	struct services s = { .err = &own_err };
	int ret = 0;

	if (size > IMPORT_MAX_SIZE)
		ret = refuse(&own_err, "the file is larger than %d MiB", IMPORT_MAX_SIZE >> 20);
	if (!ret)
		ret = check_bytes((struct part){ data, size }, &own_err);
	if (!ret)
		ret = read_file(&s, (struct part){ data, size });
	if (!ret)
		ret = image_build(&s.draft, NULL, image, &own_err);
	draft_free(&s.draft);
	free(s.comments.at);
	free(s.others.at);
	free(s.alias_of.at);
	if (ret && err)
		*err = own_err;
	return ret;
}
