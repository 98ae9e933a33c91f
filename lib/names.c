/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of a registry, and what its columns, transports and statuses are called. */
#include "reg.h"

const char *svcreg_name(const struct svcreg *reg, size_t n)
{
	const struct image_name *names = image_at(reg->image, IMAGE_NAMES);

	if (n >= reg->image->section[IMAGE_NAMES].count)
		return NULL;
	return image_text(reg->image, names[n].text);
}

const char *svcreg_column_name(enum svcreg_column column)
{
	switch (column) {
	case SVCREG_COL_NAME:
		return "Service Name";
	case SVCREG_COL_PORT:
		return "Port Number";
	case SVCREG_COL_TRANSPORT:
		return "Transport Protocol";
	case SVCREG_COL_DESCRIPTION:
		return "Description";
	case SVCREG_COL_ASSIGNEE:
		return "Assignee";
	case SVCREG_COL_CONTACT:
		return "Contact";
	case SVCREG_COL_REGISTERED:
		return "Registration Date";
	case SVCREG_COL_MODIFIED:
		return "Modification Date";
	case SVCREG_COL_REFERENCE:
		return "Reference";
	case SVCREG_COL_SERVICE_CODE:
		return "Service Code";
	case SVCREG_COL_UNAUTHORIZED:
		return "Unauthorized Use Reported";
	case SVCREG_COL_NOTES:
		return "Assignment Notes";
	}
	return NULL;
}

const char *svcreg_transport_name(enum svcreg_transport transport)
{
	switch (transport) {
	case SVCREG_NO_TRANSPORT:
		break;
	case SVCREG_TCP:
		return "tcp";
	case SVCREG_UDP:
		return "udp";
	case SVCREG_SCTP:
		return "sctp";
	case SVCREG_DCCP:
		return "dccp";
	case SVCREG_OTHER_TRANSPORT:
		return "other";
	}
	return "";
}

const char *svcreg_ref_type_name(enum svcreg_ref_type type)
{
	switch (type) {
	case SVCREG_REF_TEXT:
		break;
	case SVCREG_REF_PERSON:
		return "person";
	case SVCREG_REF_RFC:
		return "rfc";
	case SVCREG_REF_RFC_ERRATA:
		return "rfc-errata";
	case SVCREG_REF_BCP:
		return "bcp";
	case SVCREG_REF_STD:
		return "std";
	case SVCREG_REF_DRAFT:
		return "draft";
	case SVCREG_REF_URI:
		return "uri";
	case SVCREG_REF_NOTE:
		return "note";
	case SVCREG_REF_REGISTRY:
		return "registry";
	}
	return "text";
}

const char *svcreg_status_name(enum svcreg_status status)
{
	switch (status) {
	case SVCREG_UNASSIGNED:
		break;
	case SVCREG_RESERVED:
		return "reserved";
	case SVCREG_ASSIGNED:
		return "assigned";
	case SVCREG_DYNAMIC:
		return "dynamic";
	}
	return "unassigned";
}

const char *svcreg_range_name(enum svcreg_range range)
{
	switch (range) {
	case SVCREG_SYSTEM_PORTS:
		break;
	case SVCREG_USER_PORTS:
		return "user";
	case SVCREG_DYNAMIC_PORTS:
		return "dynamic";
	}
	return "system";
}

const char *svcreg_change_name(enum svcreg_change_kind kind)
{
	switch (kind) {
	case SVCREG_CHANGE_ADDED:
		return "added";
	case SVCREG_CHANGE_REMOVED:
		return "removed";
	case SVCREG_CHANGE_RENAMED:
		return "renamed";
	case SVCREG_CHANGE_MOVED:
		return "moved";
	case SVCREG_CHANGE_GAINED:
		return "gained";
	case SVCREG_CHANGE_LOST:
		return "lost";
	case SVCREG_CHANGE_DEASSIGNED:
		return "de-assigned";
	case SVCREG_CHANGE_RESERVED:
		return "reserved";
	case SVCREG_CHANGE_FREED:
		return "freed";
	case SVCREG_CHANGE_CHANGED:
		break;
	}
	return "changed";
}
