/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CSV for the tests of the registry library. */
#ifndef SVCREG_CSV_H
#define SVCREG_CSV_H

/* The first line of IANA's file. */
#define TITLES                                                                                     \
	"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"                \
	"Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,"    \
	"Assignment Notes\n"

/* Fields that are mostly not wanted: what comes after the description. */
#define REST ",,,,,,,,\n"

#endif
