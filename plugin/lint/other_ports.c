/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that mean other ports to other programs: who moves a rule set from there, or to
 * there, opens something else. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "lint/elsewhere.h"
#include "lint/linter.h"

#define SERVICES "/etc/services"
#define FIREWALLD "firewalld"
/* So many ports are told of at most. */
#define PORTS_SHOWN 6

/* Used if the other program's own file is not installed. */
static const struct elsewhere known[] = {
	{ "audit", FIREWALLD, 60, 60, SVCREG_TCP },   { "imap2", SERVICES, 143, 143, SVCREG_TCP },
	{ "irc", FIREWALLD, 6667, 6667, SVCREG_TCP }, { "ptp", FIREWALLD, 319, 320, SVCREG_UDP },
	{ "slp", FIREWALLD, 427, 427, SVCREG_TCP },   { "slp", FIREWALLD, 427, 427, SVCREG_UDP },
	{ "syslog", SERVICES, 514, 514, SVCREG_TCP },
};

/** A name to check, and its ports in the policy. */
struct subject {
	const char *name;
	const struct policy_service *service; /* of the policy; NULL: a registered one */
	const struct location *at;
};

struct search {
	struct linter *l;
	const struct svcreg *services; /* NULL: there is none */
	struct elsewheres found;       /* of the name at work */
};

static void keep(struct search *s, const struct elsewhere *ports)
{
	struct elsewhere *list = arena_grow(s->found.arena, s->found.list, s->found.n,
					    &s->found.room, sizeof(*list));

	if (!list) {
		s->found.no_memory = true;
		return;
	}
	s->found.list = list;
	list[s->found.n++] = *ports;
}

/* As libc looks a name up: what has no transport, or one that no set holds, is nobody's port. */
static void find_services(struct search *s, const char *name)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (!s->services || svcreg_find(s->services, name, &rows))
		return;
	while (svcreg_next(&rows, &record)) {
		const struct elsewhere ports = { name, SERVICES, record.first, record.last,
						 record.transport };

		if (record.has_port && record.transport != SVCREG_NO_TRANSPORT &&
		    record.transport != SVCREG_OTHER_TRANSPORT)
			keep(s, &ports);
	}
}

/* Whether a name can be that of a file in a folder, and only that. */
static bool is_file_name(const char *name)
{
	return *name != '.' && !strchr(name, '/') && strlen(name) < 128;
}

static void warn_of_file(struct linter *l, const struct location *at, const char *path,
			 const char *why)
{
	diag_hint(l->diags, lint_warn(l, LINT_OTHER_PORTS, at, "%s cannot be read: %s", path, why),
		  "what names mean there is not compared");
}

/*
 * What is not there says nothing; any other file that cannot be read is reported. Others
 * than root may not look into /etc/firewalld, so that is no news.
 */
static bool is_there(int err)
{
	return err != -ENOENT && err != -ENOTDIR;
}

static void find_firewalld(struct search *s, const struct subject *subject)
{
	const char *const *folder = s->l->places ? s->l->places->firewalld : NULL;

	for (; folder && *folder && is_file_name(subject->name); folder++) {
		const char *path = arena_printf(s->found.arena, "%s/%s.xml", *folder,
						subject->name);
		const char *text;
		int err = path ? elsewhere_read(s->found.arena, path, &text) : -ENOMEM;

		s->found.no_memory |= err == -ENOMEM;
		if (!err) {
			firewalld_parse(&s->found, subject->name, FIREWALLD, text);
			return;
		}
		if (is_there(err) && err != -EACCES && err != -ENOMEM)
			warn_of_file(s->l, subject->at, path, strerror(-err));
	}
}

static bool was_found(const struct search *s, const char *who)
{
	for (size_t i = 0; i < s->found.n; i++) {
		if (strcmp(s->found.list[i].who, who) == 0)
			return true;
	}
	return false;
}

static void find_known(struct search *s, const char *name)
{
	bool services = was_found(s, SERVICES), firewalld = was_found(s, FIREWALLD);

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!text_equal(known[i].name, name) ||
		    (services && strcmp(known[i].who, SERVICES) == 0) ||
		    (firewalld && strcmp(known[i].who, FIREWALLD) == 0))
			continue;
		keep(s, &known[i]);
	}
}

/* Whether all of these ports are the name's here too. */
static bool is_ours(const struct linter *l, const struct subject *subject,
		    const struct elsewhere *ports)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	for (size_t i = 0; subject->service && i < subject->service->n; i++) {
		const struct policy_ports *item = &subject->service->items[i];

		if (item->transports & TRANSPORT_BIT(ports->transport) &&
		    item->first <= ports->first && item->last >= ports->last)
			return true;
	}
	if (subject->service || svcreg_find(l->reg, subject->name, &rows))
		return false;
	while (svcreg_next(&rows, &record)) {
		if (record.has_port && record.first <= ports->first && record.last >= ports->last &&
		    (!record.transport || record.transport == ports->transport))
			return true;
	}
	return false;
}

/* "6667/tcp is ircu": whose the first of the ports are here. */
static void hint_at_holder(struct linter *l, struct diag *diag, const struct elsewhere *ports)
{
	const char *transport = svcreg_transport_name(ports->transport);
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (svcreg_find_port(l->reg, ports->first, ports->transport, &rows) == 0) {
		while (svcreg_next(&rows, &record)) {
			if (!*record.name)
				continue;
			diag_hint(l->diags, diag, "%u/%s is %s in the registry", ports->first,
				  transport, record.name);
			return;
		}
	}
	diag_hint(l->diags, diag,
		  "%u/%s is %s in the registry; who means it names it: service "
		  "NAME { %u/%s }",
		  ports->first, transport,
		  svcreg_status_name(svcreg_port_status(l->reg, ports->first, ports->transport)),
		  ports->first, transport);
}

/* "6667/tcp for firewalld" */
static const char *others_text(struct arena *arena, const struct elsewhere *const *others, size_t n)
{
	const char *text = "";

	for (size_t i = 0; text && i < n && i < PORTS_SHOWN; i++) {
		const struct elsewhere *ports = others[i];
		const char *transport = svcreg_transport_name(ports->transport);
		bool is_last = i + 1 == n || i + 1 == PORTS_SHOWN ||
			       strcmp(others[i + 1]->who, ports->who) != 0;

		text = arena_printf(arena, "%s%s%u", text, i ? ", " : "", ports->first);
		if (text && ports->last > ports->first)
			text = arena_printf(arena, "%s-%u", text, ports->last);
		if (text)
			text = arena_printf(arena, "%s/%s%s%s", text, transport,
					    is_last ? " for " : "", is_last ? ports->who : "");
	}
	return text;
}

static void warn(struct search *s, const struct subject *subject,
		 const struct elsewhere *const *others, size_t n)
{
	const char *text = others_text(s->found.arena, others, n);
	struct diag *diag;

	if (!text) {
		s->found.no_memory = true;
		return;
	}
	diag = lint_warn(s->l, LINT_OTHER_PORTS, subject->at,
			 "\"%s\" has other ports elsewhere: %s", subject->name, text);
	hint_at_holder(s->l, diag, others[0]);
}

static void check(struct search *s, const struct subject *subject)
{
	const struct elsewhere **others;
	size_t n = 0;

	if (linter_warned(s->l, LINT_OTHER_PORTS, subject->at))
		return;
	arena_free(s->found.arena);
	s->found.list = NULL;
	s->found.n = 0;
	find_services(s, subject->name);
	find_firewalld(s, subject);
	find_known(s, subject->name);
	others = arena_alloc(s->found.arena, s->found.n * sizeof(const struct elsewhere *));
	s->found.no_memory |= !others;
	for (size_t i = 0; others && i < s->found.n; i++) {
		if (!is_ours(s->l, subject, &s->found.list[i]))
			others[n++] = &s->found.list[i];
	}
	if (n)
		warn(s, subject, others, n);
}

/*
 * The file itself is read, whatever nsswitch.conf(5) says: this is about what is written
 * there. Lines that are skipped say nothing to libc either.
 */
static void read_services(struct search *s, const char *path)
{
	const struct location whole = { .source = s->l->policies[0].source };
	struct svcreg_error why;
	int err = svcreg_open(path, &s->services, &why);
	char text[sizeof(why.text) + 32];

	s->l->no_memory |= err == -ENOMEM;
	if (!err || err == -ENOMEM || !is_there(err))
		return;
	if (why.line)
		snprintf(text, sizeof(text), "line %lu: %s", why.line, why.text);
	else
		snprintf(text, sizeof(text), "%s", why.text);
	warn_of_file(s->l, &whole, path, text);
}

/* A local service is looked at where it takes the place of a registered one. */
static void check_services(struct search *s, const struct policy *policy)
{
	for (size_t i = 0; i < policy->n_services; i++) {
		const struct policy_service *service = &policy->services[i];
		struct subject subject = { service->name, service, &service->at };

		if (service->override)
			check(s, &subject);
	}
}

static void check_set(struct search *s, const struct resolved_set *set)
{
	const struct policy_entry *last = NULL;

	for (size_t i = 0; i < set->n; i++) {
		const struct opening *opening = &set->openings[i];
		struct subject subject = { opening->owner, NULL, &opening->entry->at };

		if (!opening->service && opening->entry != last)
			check(s, &subject);
		last = opening->entry;
	}
}

void lint_other_ports(struct linter *l)
{
	struct arena scratch = { 0 };
	struct search s = {
		.l = l,
		.found = { .arena = &scratch },
	};

	if (l->places && l->n)
		read_services(&s, l->places->services);
	for (size_t i = 0; i < l->resolved->n; i++) {
		const struct resolved_table *table = &l->resolved->tables[i];

		for (size_t j = 0; j < table->n; j++)
			check_set(&s, &table->sets[j]);
	}
	for (size_t i = 0; i < l->n; i++)
		check_services(&s, &l->policies[i]);
	l->no_memory |= s.found.no_memory;
	svcreg_close(s.services);
	arena_free(&scratch);
}
