/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts of a registry as XML, with their references as elements. */
#ifndef EXPORT_XML_TEXT_H
#define EXPORT_XML_TEXT_H

#include "svcreg.h"

/* Text in an element; what XML cannot hold becomes U+FFFD. */
void xml_write(const char *text, size_t length, FILE *out);

/* An attribute, behind a space; nothing if its value is empty. */
void xml_write_attribute(const char *name, const char *value, FILE *out);

/* A text with its references as xref elements. */
void xml_write_mixed(const struct svcreg *reg, const char *text, FILE *out);

/* The references of a text alone, each in a line of its own behind @indent. */
void xml_write_refs(const struct svcreg *reg, const char *text, const char *indent, FILE *out);

/*
 * Whether a text is references and nothing else, with nothing between them: all to
 * people, or none to any.
 */
bool xml_is_refs(const struct svcreg *reg, const char *text, bool people);

#endif
