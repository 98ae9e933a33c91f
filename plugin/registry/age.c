/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/age.h"

#include <stdlib.h>
#include <string.h>

static const char *later(const char *date, const char *than)
{
	const size_t len = strlen(date);
	/* Like the library, skip text that is not a date. */
	const bool is_date = len <= strlen("YYYY-MM-DD") && strspn(date, "0123456789-") == len;

	return is_date && strcmp(date, than) > 0 ? date : than;
}

static const char *newest_record(const struct svcreg *reg)
{
	struct svcreg_record rec;
	struct svcreg_iter it;
	const char *newest = "";

	svcreg_all(reg, &it);
	while (svcreg_next(&it, &rec))
		newest = later(rec.modified, later(rec.registered, newest));
	return newest;
}

/* Whether a registry has the date of its last update. */
static bool says_update(const struct svcreg_info *info)
{
	return *info->updated && strcmp(info->updated, info->date) == 0;
}

/* Whether its date is that of its newest record, because it has no other. */
static bool is_of_records(const struct svcreg *reg, const struct svcreg_info *info)
{
	return !says_update(info) && *info->date && strcmp(newest_record(reg), info->date) == 0;
}

/* Compare by the newest record, if any record has a date. */
static void use_records(const struct svcreg *reg, const char **date, bool *of_records)
{
	const char *newest = newest_record(reg);

	if (*newest) {
		*date = newest;
		*of_records = true;
	}
}

static int compare_dates(const char *date, const char *other)
{
	const size_t len = strlen(date), other_len = strlen(other);

	if (!len || !other_len)
		return strcmp(date, other);
	return strncmp(date, other, len < other_len ? len : other_len);
}

static void find_ages(const struct svcreg *reg, const struct svcreg *than, struct ages *ages)
{
	struct svcreg_info info, than_info;

	svcreg_info(reg, &info);
	svcreg_info(than, &than_info);
	*ages = (struct ages){ .date = info.date, .than = than_info.date };
	if (says_update(&info) && is_of_records(than, &than_info))
		use_records(reg, &ages->date, &ages->of_records);
	else if (says_update(&than_info) && is_of_records(reg, &info))
		use_records(than, &ages->than, &ages->of_records);
}

/* If out of memory, let the dates decide. */
static bool has_same_records(const struct svcreg *reg, const struct svcreg *other)
{
	struct svcreg_change *changes = NULL;
	size_t n = 1;

	if (svcreg_compare(reg, other, &changes, &n) == 0)
		free(changes);
	return n == 0;
}

bool age_is_older(const struct svcreg *reg, const struct svcreg *than, struct ages *ages)
{
	struct ages found;

	find_ages(reg, than, &found);
	if (ages)
		*ages = found;
	return compare_dates(found.date, found.than) < 0 && !has_same_records(reg, than);
}

const char *age_newer_builtin(const struct svcreg *reg)
{
	struct ages ages;

	return age_is_older(reg, svcreg_builtin(), &ages) && *ages.date ? ages.than : NULL;
}
