/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * libsvcreg - what a registry has besides its records: cross-references,
 * contacts, notes. Included by svcreg.h, whose conventions hold here as well.
 */
#ifndef SVCREG_ABOUT_H
#define SVCREG_ABOUT_H

#include "svcreg.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The target of a cross-reference, which decides what its data is. */
enum svcreg_ref_type {
	SVCREG_REF_TEXT,       /**< words that point nowhere: "[n/a]"; data is mostly "" */
	SVCREG_REF_PERSON,     /**< a contact, by id: "Jon_Postel" */
	SVCREG_REF_RFC,	       /**< an RFC, in small letters: "rfc6335" */
	SVCREG_REF_RFC_ERRATA, /**< a report of an error in an RFC, by number: "1912" */
	SVCREG_REF_BCP,	       /**< "bcp14" */
	SVCREG_REF_STD,	       /**< "std66" */
	SVCREG_REF_DRAFT, /**< an Internet-Draft: "draft-ietf-...", or "RFC-ietf-..." if approved */
	SVCREG_REF_URI,	  /**< "https://..." */
	SVCREG_REF_NOTE,  /**< a footnote, by anchor: "1" */
	SVCREG_REF_REGISTRY, /**< another registry of IANA's, by id */
};
#define SVCREG_REF_TYPES 10

/**
 * A cross-reference in a text of the registry. It stands for the bytes of the
 * text from start on, brackets included: "[RFC6335]" is length 9 with data
 * "rfc6335", "[RFC8765, Section 6.1]" length 22 with data "rfc8765".
 */
struct svcreg_ref {
	enum svcreg_ref_type type;
	const char *data;
	size_t start;
	size_t length;
};

/** A walk over cross-references, in the caller's memory; its members are the library's. */
struct svcreg_ref_iter {
	const struct svcreg *reg;
	uint32_t next;
	uint32_t end;
};

/** Who a registry names as assignee or contact; what is not known is "". */
struct svcreg_contact {
	const char *id; /**< as in references to it: "Jon_Postel" */
	const char *name;
	const char *organization;
	const char *uri;     /**< mostly "mailto:" with & for @; several have LF between them */
	const char *updated; /**< a date */
	size_t number;	     /**< as svcreg_contact() counts */
};

/** A note of the registry as a whole, with references; the first has no title. */
struct svcreg_note {
	const char *title;
	const char *text;
};

/** A footnote; references of type note point to its anchor. */
struct svcreg_footnote {
	const char *anchor;
	const char *text;
};

/**
 * svcreg_refs - walk the cross-references of a text
 * @reg: the registry
 * @text: a string of this registry as it was handed out, not a copy: a record's
 *	column, the registry's reference, the text of a note or footnote
 * @it: set to walk the references from the text's start to its end; they do not
 *	overlap. Any other string has none
 *
 * XML files mark their references. In CSV files they are known by their brackets:
 * RFCs, drafts and addresses anywhere, people as assignee, contact and in notes,
 * footnotes and other words in the reference.
 */
void svcreg_refs(const struct svcreg *reg, const char *text, struct svcreg_ref_iter *it);

/**
 * svcreg_next_ref - the next cross-reference of a walk
 * @it: the walk
 * @ref: filled in; untouched at the end
 *
 * Return: false at the end.
 */
bool svcreg_next_ref(struct svcreg_ref_iter *it, struct svcreg_ref *ref);

/**
 * svcreg_contact - the contacts of a registry by number, in registry order
 * @reg: the registry
 * @n: from 0
 * @contact: filled in; untouched if there is none
 *
 * Return: false from svcreg_info.contacts on.
 */
bool svcreg_contact(const struct svcreg *reg, size_t n, struct svcreg_contact *contact);

/**
 * svcreg_find_contact - find a contact by its id
 * @reg: the registry
 * @id: the id, without brackets; upper and lower case count
 * @contact: filled in; untouched on failure
 *
 * Return: 0, or -ENOENT if the registry has no such contact.
 */
int svcreg_find_contact(const struct svcreg *reg, const char *id, struct svcreg_contact *contact);

/**
 * svcreg_mark_contacts - mark the contacts that a text names
 * @reg: the registry
 * @text: as for svcreg_refs()
 * @marks: one for each of the registry's contacts, by number; those that are named
 *	are set to true, the others left as they are
 */
void svcreg_mark_contacts(const struct svcreg *reg, const char *text, bool *marks);

/**
 * svcreg_mark_contacts_of - mark the contacts that the columns of a record name
 * @reg: the registry
 * @rec: a record of it
 * @marks: as for svcreg_mark_contacts()
 */
void svcreg_mark_contacts_of(const struct svcreg *reg, const struct svcreg_record *rec,
			     bool *marks);

/** svcreg_mark_contacts_about - mark those that the registry's reference, notes and footnotes name */
void svcreg_mark_contacts_about(const struct svcreg *reg, bool *marks);

/** svcreg_note - a note by number, from 0; false, with @note untouched, from info.notes on */
bool svcreg_note(const struct svcreg *reg, size_t n, struct svcreg_note *note);

/** svcreg_footnote - likewise a footnote */
bool svcreg_footnote(const struct svcreg *reg, size_t n, struct svcreg_footnote *footnote);

/** svcreg_ref_type_name - a type as in the XML file: "text", "person", "rfc", "rfc-errata", ... */
const char *svcreg_ref_type_name(enum svcreg_ref_type type);

#ifdef __cplusplus
}
#endif

#endif
