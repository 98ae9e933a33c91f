/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/pages.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = { 1, 3, 16, 17, 4000, 16384, 16385, 100000, 1 };
	unsigned char *parts[sizeof(sizes) / sizeof(*sizes)];
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		parts[i] = arena_alloc(&arena, sizes[i]);
		assert_non_null(parts[i]);
		assert_int_equal((uintptr_t)parts[i] % alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(parts[i][j], 0);
		memset(parts[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(parts[i][j], i + 1);
	}
	arena_free(&arena);
}

static void what_cannot_be_allocated_is_null(void **state)
{
	struct arena arena = { 0 };
	size_t room = 0;

	(void)state;
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_grow(&arena, &arena, SIZE_MAX / 8 + 1, &room, 16));
	assert_int_equal(room, 0);
	assert_null(arena_strndup(&arena, "", SIZE_MAX));
	assert_non_null(arena_alloc(&arena, 8));
	arena_free(&arena);
}

static void arrays_keep_their_elements_when_they_grow(void **state)
{
	struct arena arena = { 0 };
	uint32_t *numbers[3] = { NULL, NULL, NULL };
	size_t rooms[3] = { 0 };

	(void)state;
	/* In turns, so that none is the last thing in the arena; large enough for blocks of their own. */
	for (uint32_t n = 0; n < 100000; n++) {
		for (uint32_t i = 0; i < 3; i++) {
			numbers[i] = arena_grow(&arena, numbers[i], n, &rooms[i],
						sizeof(*numbers[i]));
			assert_non_null(numbers[i]);
			assert_true(rooms[i] > n);
			numbers[i][n] = n * 7 + i;
		}
	}
	for (uint32_t n = 0; n < 100000; n++)
		for (uint32_t i = 0; i < 3; i++)
			assert_int_equal(numbers[i][n], n * 7 + i);
	arena_free(&arena);
}

static void an_array_that_was_emptied_can_be_filled_again(void **state)
{
	struct arena arena = { 0 };
	size_t room = 0;
	uint32_t *numbers = arena_grow(&arena, NULL, 0, &room, sizeof(*numbers));

	(void)state;
	assert_ptr_equal(arena_grow(&arena, numbers, 0, &room, sizeof(*numbers)), numbers);
	arena_free(&arena);
}

/* Fills an array from @n elements on to three times as many, and looks at all of it. */
static void grow_on(struct arena *arena, uint32_t *numbers, uint32_t n)
{
	const uint32_t behind = 3 * n;
	size_t room = 0;

	for (uint32_t i = n; i < behind; i++) {
		numbers = arena_grow(arena, numbers, i, &room, sizeof(*numbers));
		assert_non_null(numbers);
		numbers[i] = i;
	}
	for (uint32_t i = 0; i < behind; i++)
		assert_int_equal(numbers[i], i);
}

static void an_array_of_another_origin_is_copied_before_it_grows(void **state)
{
	/* Powers of two and others, small arrays and large ones. */
	static const uint32_t sizes[] = { 1, 2, 3, 4, 5, 64, 100, 4096, 16384, 20000, 65536 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct arena arena = { 0 };
		uint32_t *numbers = arena_alloc(&arena, sizes[i] * sizeof(*numbers));
		uint32_t *behind = arena_alloc(&arena, sizeof(*behind));

		assert_non_null(numbers);
		assert_non_null(behind);
		*behind = 7;
		for (uint32_t n = 0; n < sizes[i]; n++)
			numbers[n] = n;
		grow_on(&arena, numbers, sizes[i]);
		assert_int_equal(*behind, 7);
		for (uint32_t n = 0; n < sizes[i]; n++)
			assert_int_equal(numbers[n], n);
		arena_free(&arena);
	}
}

static void an_array_that_lost_elements_keeps_its_room(void **state)
{
	struct arena arena = { 0 };
	uint64_t *numbers = NULL;
	size_t room = 0, had;

	(void)state;
	for (uint64_t n = 0; n < 20000; n++) {
		numbers = arena_grow(&arena, numbers, n, &room, sizeof(*numbers));
		assert_non_null(numbers);
		numbers[n] = n;
	}
	had = room;
	assert_ptr_equal(arena_grow(&arena, numbers, 3, &room, sizeof(*numbers)), numbers);
	assert_int_equal(room, had);
	arena_free(&arena);
}

static void room_that_was_reserved_is_used_without_a_move(void **state)
{
	static const size_t wanted[] = { 1, 7, 100, 5000, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		struct arena arena = { 0 };
		size_t room = 0;
		uint64_t *numbers = arena_reserve(&arena, NULL, 0, &room, sizeof(*numbers),
						  wanted[i]);
		uint64_t *const first = numbers;

		assert_non_null(numbers);
		assert_int_equal(room, wanted[i]);
		assert_non_null(arena_alloc(&arena, 8));
		for (size_t n = 0; n < wanted[i]; n++) {
			numbers = arena_grow(&arena, numbers, n, &room, sizeof(*numbers));
			assert_ptr_equal(numbers, first);
			numbers[n] = n;
		}
		/* Less than is there is no reason to lose any. */
		room = 0;
		numbers = arena_reserve(&arena, numbers, wanted[i], &room, sizeof(*numbers), 1);
		assert_non_null(numbers);
		assert_int_equal(room, wanted[i]);
		for (size_t n = 0; n < wanted[i]; n++)
			assert_int_equal(numbers[n], n);
		arena_free(&arena);
	}
}

static void text_and_arrays_stay_apart(void **state)
{
	static const char word[] = "nftsvc: http+www";
	struct arena arena = { 0 };
	const char *texts[5000];
	uint32_t *numbers = NULL;
	size_t room = 0;

	(void)state;
	for (uint32_t n = 0; n < 5000; n++) {
		numbers = arena_grow(&arena, numbers, n, &room, sizeof(*numbers));
		texts[n] = arena_strndup(&arena, word, n % sizeof(word));
		assert_non_null(numbers);
		assert_non_null(texts[n]);
		numbers[n] = n;
	}
	for (uint32_t n = 0; n < 5000; n++) {
		assert_int_equal(numbers[n], n);
		assert_int_equal(strlen(texts[n]), n % sizeof(word));
		assert_memory_equal(texts[n], word, n % sizeof(word));
	}
	arena_free(&arena);
}

static void text_is_copied_and_formatted_at_any_length(void **state)
{
	struct arena arena = { 0 };
	char longer[40000];
	const char *text;

	(void)state;
	assert_string_equal(arena_strndup(&arena, "https/tcp", 5), "https");
	assert_string_equal(arena_strndup(&arena, "", 0), "");
	assert_string_equal(arena_printf(&arena, "%s-%d", "a", 7), "a-7");
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	text = arena_printf(&arena, "<%s>", longer);
	assert_int_equal(strlen(text), sizeof(longer) + 1);
	arena_free(&arena);
}

static void a_freed_arena_can_be_used_again(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	arena_free(&arena);
	assert_non_null(arena_alloc(&arena, 10));
	arena_free(&arena);
	assert_null(arena.blocks);
	assert_non_null(arena_alloc(&arena, 10));
	arena_free(&arena);
}

static void memory_that_is_expected_keeps_its_content(void **state)
{
	const size_t size = 300000;
	unsigned char *memory = malloc(size);

	(void)state;
	assert_non_null(memory);
	for (size_t i = 0; i < size; i++)
		memory[i] = (unsigned char)(i * 7);
	for (size_t begin = 0; begin < 5000; begin += 613)
		for (size_t end = begin; end <= size; end += 65537)
			pages_expect(memory + begin, end - begin);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(memory[i], (unsigned char)(i * 7));
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(what_cannot_be_allocated_is_null),
		cmocka_unit_test(arrays_keep_their_elements_when_they_grow),
		cmocka_unit_test(an_array_that_was_emptied_can_be_filled_again),
		cmocka_unit_test(an_array_of_another_origin_is_copied_before_it_grows),
		cmocka_unit_test(an_array_that_lost_elements_keeps_its_room),
		cmocka_unit_test(room_that_was_reserved_is_used_without_a_move),
		cmocka_unit_test(text_and_arrays_stay_apart),
		cmocka_unit_test(memory_that_is_expected_keeps_its_content),
		cmocka_unit_test(text_is_copied_and_formatted_at_any_length),
		cmocka_unit_test(a_freed_arena_can_be_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
