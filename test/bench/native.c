// SPDX-License-Identifier: MIT
/*
 * The least that a compiled simulator would do for mprotect of one table: read
 * each entry, invalidate it in place, count what that costs, write the new
 * value. Prints nanoseconds per entry. The first argument is the machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ENTRIES 256
#define PRESENT 1ul
#define WRITE 2ul
#define INVALID 4ul
#define POISON 8ul

static volatile uint64_t table[ENTRIES];
static uint64_t cache[ENTRIES];
static uint64_t ipte, ipte_entries, hypercalls, updates;

static void single(uint64_t index)
{
	table[index] |= INVALID;
	ipte++;
	ipte_entries++;
}

static void walk_s390(void)
{
	for (uint64_t i = 0; i < ENTRIES; i++) {
		uint64_t entry = table[i];

		if (!(entry & PRESENT))
			continue;
		if (!(entry & INVALID))
			single(i);
		table[i] = entry & ~WRITE;
	}
}

static void walk_s390_range(void)
{
	for (uint64_t i = 0; i < ENTRIES; i++)
		cache[i] = POISON;
	for (uint64_t i = 0; i < ENTRIES; i++) {
		uint64_t entry = table[i];

		if (entry & PRESENT)
			cache[i] = entry & ~WRITE;
	}
	for (uint64_t i = 0, run = 0; i < ENTRIES; i++) {
		int valid = cache[i] != POISON && !(table[i] & INVALID);

		if (valid && !run)
			ipte++;
		run = valid;
		ipte_entries += valid;
		if (cache[i] != POISON)
			table[i] = cache[i];
	}
}

static void walk_xen(void)
{
	uint64_t queued = 0;

	for (uint64_t i = 0; i < ENTRIES; i++) {
		uint64_t entry = table[i];

		if (!(entry & PRESENT))
			continue;
		if (queued == 31) {
			hypercalls++;
			queued = 0;
		}
		queued++;
		updates++;
		table[i] = entry & ~WRITE;
	}
	hypercalls += queued > 0;
}

int main(int argc, char **argv)
{
	const char *machine = argc > 1 ? argv[1] : "s390";
	void (*walk)(void) = !strcmp(machine, "xen-pv") ? walk_xen :
			     !strcmp(machine, "s390-ipte-range") ? walk_s390_range : walk_s390;
	const uint64_t tables = 200000;
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (uint64_t t = 0; t < tables; t++) {
		for (uint64_t i = 0; i < ENTRIES; i++)
			table[i] = PRESENT | WRITE;
		walk();
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	fprintf(stderr, "%lu %lu %lu %lu\n", ipte, ipte_entries, hypercalls, updates);
	printf("%.4f\n", ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / (tables * ENTRIES));
	return 0;
}
