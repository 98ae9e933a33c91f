/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/text.h"

#include <endian.h>
#include <string.h>

/* text_lower() of eight bytes at a time. */
static uint64_t lower_eight(uint64_t bytes)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t low_bits = bytes & 0x7f * ones;
	uint64_t from_a = low_bits + (0x80 - 'A') * ones;
	uint64_t beyond_z = low_bits + (0x7f - 'Z') * ones;
	uint64_t upper = ~bytes & (from_a ^ beyond_z) & 0x80 * ones;

	return bytes | upper >> 2;
}

/* Less than eight bytes as a number, different for each text of the same length. */
static uint64_t load_few(const char *s, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)s;
	uint32_t first;
	uint32_t last;

	if (!len)
		return 0;
	if (len < sizeof(first))
		return bytes[0] | (uint64_t)bytes[len / 2] << 8 | (uint64_t)bytes[len - 1] << 16;
	memcpy(&first, s, sizeof(first));
	memcpy(&last, s + len - sizeof(last), sizeof(last));
	return first | (uint64_t)last << 32;
}

/* The high bits of a product depend on all bits of its factors; the swap brings them down. */
static uint64_t mix(uint64_t hash, uint64_t bytes)
{
	hash = (hash ^ lower_eight(bytes)) * 0x9e3779b97f4a7c15;
	return hash ^ __builtin_bswap64(hash);
}

uint64_t text_hash(const char *s)
{
	size_t len = strlen(s);
	uint64_t hash = len;
	uint64_t eight;

	if (len < sizeof(eight))
		return mix(hash, load_few(s, len));
	for (; len > sizeof(eight); len -= sizeof(eight)) {
		memcpy(&eight, s, sizeof(eight));
		hash = mix(hash, eight);
		s += sizeof(eight);
	}
	/* The last eight bytes, even if some of them are hashed already. */
	memcpy(&eight, s + len - sizeof(eight), sizeof(eight));
	return mix(hash, eight);
}

uint64_t text_sort_key(const char *s)
{
	uint64_t bytes = 0;

	memcpy(&bytes, s, strnlen(s, sizeof(bytes)));
	return be64toh(lower_eight(bytes));
}

bool text_equal(const char *a, const char *b)
{
	/* Most are spelt the same. */
	return !strcmp(a, b) || !text_compare(a, b);
}

int text_compare(const char *a, const char *b)
{
	while (*a && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return text_lower(*a) - text_lower(*b);
}

static const char *skip_space(const char *s)
{
	while (text_is_space(*s))
		s++;
	return s;
}

/* The next byte: white space before a word counts as one blank, at the end as nothing. */
static unsigned char next_of_words(const char **s)
{
	const char *word = skip_space(*s);

	if (word > *s && *word) {
		*s = word;
		return ' ';
	}
	*s = *word ? word + 1 : word;
	return (unsigned char)*word;
}

int text_compare_words(const char *a, const char *b)
{
	unsigned char x;
	unsigned char y;

	/* Most are spelt the same. */
	if (!strcmp(a, b))
		return 0;
	a = skip_space(a);
	b = skip_space(b);
	do {
		x = next_of_words(&a);
		y = next_of_words(&b);
	} while (x && x == y);
	return x - y;
}

static bool starts_with(const char *text, const char *part)
{
	for (; *part; text++, part++)
		if (text_lower(*text) != text_lower(*part))
			return false;
	return true;
}

bool text_contains(const char *text, const char *part)
{
	if (!*part)
		return true;
	for (; *text; text++)
		if (starts_with(text, part))
			return true;
	return false;
}

static bool is_word_byte(char c)
{
	unsigned char u = text_lower(c);

	return (u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') || u >= 0x80;
}

/* A hyphen joins names: "http" does not end in "http-alt". */
static bool goes_on(const char *s)
{
	return is_word_byte(s[0]) || ((s[0] == '-' || s[0] == '_') && is_word_byte(s[1]));
}

bool text_has_phrase(const char *text, const char *before, const char *name)
{
	size_t before_len = strlen(before);
	size_t name_len = strlen(name);

	if (!name_len)
		return false;
	for (const char *at = text; *at; at++)
		if (starts_with(at, before) && (at == text || !is_word_byte(at[-1])) &&
		    starts_with(at + before_len, name) && !goes_on(at + before_len + name_len))
			return true;
	return false;
}

size_t utf8_next(const char *text, size_t size, unsigned int *code)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned int value = bytes[0];
	size_t len = 1;

	if (value >= 0x80) {
		if (value >= 0xc2 && value <= 0xdf)
			len = 2;
		else if ((value & 0xf0) == 0xe0)
			len = 3;
		else if (value >= 0xf0 && value <= 0xf4)
			len = 4;
		else
			return 0;
		value &= 0x7fu >> len;
	}
	/* A NUL is no continuation byte: nothing behind it is read. */
	for (size_t i = 1; i < len; i++) {
		if (i == size || (bytes[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	/* Overlong forms, surrogates, and what is beyond U+10FFFF. */
	if (value < least[len] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return len;
}

/* Skip ASCII, 32 bytes at a time. */
static size_t skip_ascii(const unsigned char *s, size_t at, size_t size)
{
	uint64_t words[4];

	for (; size - at >= sizeof(words); at += sizeof(words)) {
		memcpy(words, s + at, sizeof(words));
		if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080)
			break;
	}
	return at;
}

size_t utf8_end(const char *data, size_t size)
{
	const unsigned char *s = (const unsigned char *)data;
	size_t at = skip_ascii(s, 0, size);
	unsigned int code;

	while (at < size) {
		size_t len = utf8_next(data + at, size - at, &code);

		if (!len)
			return at;
		at += len;
		if (len > 1)
			at = skip_ascii(s, at, size);
	}
	return at;
}
