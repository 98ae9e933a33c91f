/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/date.h"

#include <time.h>

#define SECONDS_A_DAY 86400

static bool is_leap(unsigned int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned int days_of_month(unsigned int year, unsigned int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Convert @length digits; false if one is not a digit. */
static bool read_digits(const char *text, size_t length, unsigned int *number)
{
	*number = 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*number = 10 * *number + (unsigned int)(text[i] - '0');
	}
	return true;
}

bool date_parse(const char *text, size_t length, uint32_t *day)
{
	unsigned int year, month, in_month;
	uint32_t days = 0;

	if (length != DATE_LENGTH || text[4] != '-' || text[7] != '-' ||
	    !read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) ||
	    !read_digits(text + 8, 2, &in_month))
		return false;
	if (year < 2000 || month < 1 || month > 12 || in_month < 1 ||
	    in_month > days_of_month(year, month))
		return false;
	for (unsigned int y = 1970; y < year; y++)
		days += is_leap(y) ? 366 : 365;
	for (unsigned int m = 1; m < month; m++)
		days += days_of_month(year, m);
	*day = days + in_month - 1;
	return true;
}

uint32_t date_today(void)
{
	return (uint32_t)(time(NULL) / SECONDS_A_DAY);
}
