/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fuzzer without libFuzzer: it runs the files it is given, which keeps old findings fixed. */
#include "fuzz.h"

#include <stdio.h>

static int run(const char *path)
{
	FILE *file = fopen(path, "re");
	uint8_t *data = NULL;
	size_t room = 0;
	size_t size = 0;

	if (!file) {
		perror(path);
		return -1;
	}
	do {
		room = room ? room * 2 : 4096;
		data = realloc(data, room);
		must(data);
		size += fread(data + size, 1, room - size, file);
	} while (size == room);
	fclose(file);
	/* Of its very size, so that a byte beyond it is noticed. */
	data = realloc(data, size ? size : 1);
	must(data);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (run(argv[i]))
			return EXIT_FAILURE;
	printf("%d files\n", argc - 1);
	return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
