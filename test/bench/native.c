// SPDX-License-Identifier: MIT
/*
 * What the simulator does for an mprotect of full page tables, written in C and
 * compiled: a walker of our own over a table of entries, with the primitives of
 * a machine behind it as functions that are called, each counting its calls and
 * events by the line that it is called from. Like a run of the simulator it
 * keeps what instructions covered, and reports the states of all entries as
 * they were before the walk and as they are after it.
 *
 * usage: native MACHINE ENTRIES ROUNDS
 * Prints nanoseconds of processor time per entry, the setting up of tables and
 * pages included, and the events of one round.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CACHE 256
#define PAGE_SIZE 4096ul
#define FIRST_FRAME 0x10000ul
#define START 0x10000000ul

#define PRESENT 0x1ul
#define YOUNG 0x4ul
#define DIRTY 0x8ul
#define READ 0x10ul
#define WRITE 0x20ul
#define SPECIAL 0x40ul
#define PROTECT 0x200ul
#define INVALID 0x400ul
#define KEPT (SPECIAL | DIRTY | YOUNG)
#define FLAGS 0xffffful
#define POISON (~0ul)

#define XEN_QUEUE 31
/* Runs that a report keeps: server/core/simulator/machine/events.ts. */
#define RUNS 4096
#define CALLED __attribute__((noinline))

enum event { CALLS, GETS, TAKEN, PASSED, IPTE, IPTE_ENTRIES, IPTE_GLOBAL, HYPERCALLS, UPDATES, EVENTS };
enum line { GET, PAGE, FOLIO, LARGE, START_CHANGE, MODIFY, COMMIT, NEEDS_FLUSH, FLUSH, LEAVE, LINES };

struct page {
	uint32_t head;
	uint8_t order;
};

/* Consecutive entries that one instruction or hypercall covered. */
struct run {
	enum event event;
	enum line line;
	uint64_t first, entries;
};

/* Consecutive entries in the same state. */
struct state {
	uint64_t flags, entries;
};

struct gather {
	uint64_t start, end;
	int cleared;
};

struct machine {
	const char *name;
	uint64_t table;
	uint64_t (*get)(uint64_t *entry);
	uint64_t (*start_change)(uint64_t *entry);
	void (*set)(uint64_t *entry, uint64_t value);
	void (*enter)(uint64_t *first);
	void (*leave)(void);
};

static struct page *pages;
static uint64_t frames;
static uint64_t *table_entries;
static struct state *before, *after;
static struct run runs[RUNS];
static uint64_t nr_runs, nr_states;
static uint64_t counts[LINES][EVENTS];
static enum line line;
static const struct machine *machine;

static inline void count(enum event event, uint64_t times)
{
	counts[line][event] += times;
}

static void covered(enum event event, uint64_t *first, uint64_t entries)
{
	if (nr_runs < RUNS)
		runs[nr_runs++] = (struct run){ event, line, first - table_entries, entries };
}

static void invalidate(uint64_t *first, uint64_t entries)
{
	count(IPTE, 1);
	count(IPTE_ENTRIES, entries);
	count(IPTE_GLOBAL, 1);
	covered(IPTE, first, entries);
}

static void called_from(enum line from)
{
	line = from;
	count(CALLS, 1);
}

static CALLED uint64_t get(uint64_t *entry)
{
	count(GETS, 1);
	return *entry;
}

/* Xen: an entry keeps its value until the new one is committed. */
static CALLED uint64_t look(uint64_t *entry)
{
	return *entry;
}

/* s390: an entry that is valid to the hardware is invalidated at once. */
static CALLED uint64_t s390_start_change(uint64_t *entry)
{
	uint64_t old = *entry;

	if (!(old & INVALID)) {
		invalidate(entry, 1);
		*entry = old | INVALID;
	}
	return old;
}

static CALLED void set(uint64_t *entry, uint64_t value)
{
	*entry = value;
}

static void nothing(void)
{
}

static void nowhere(uint64_t *first)
{
	(void)first;
}

/* s390 with a range: changes wait in a cache of one table. */
static uint64_t cache[CACHE], *cached, cache_start, cache_end;

/* Whether a primitive goes to the cache: every one with a hook asks. */
static int is_taken(uint64_t slot)
{
	int taken = slot < CACHE;

	count(taken ? TAKEN : PASSED, 1);
	return taken;
}

static uint64_t current(uint64_t *entry, uint64_t slot)
{
	return cache[slot] == POISON ? *entry : cache[slot];
}

static void keep(uint64_t slot, uint64_t value)
{
	cache[slot] = value;
	if (slot < cache_start)
		cache_start = slot;
	if (slot >= cache_end)
		cache_end = slot + 1;
}

static CALLED uint64_t range_get(uint64_t *entry)
{
	uint64_t slot = entry - cached;

	count(GETS, 1);
	return is_taken(slot) ? current(entry, slot) : *entry;
}

static CALLED void range_set(uint64_t *entry, uint64_t value)
{
	uint64_t slot = entry - cached;

	if (is_taken(slot))
		keep(slot, value);
	else
		*entry = value;
}

static CALLED uint64_t range_start_change(uint64_t *entry)
{
	uint64_t slot = entry - cached;
	uint64_t old;

	if (!is_taken(slot))
		return s390_start_change(entry);
	old = current(entry, slot);
	keep(slot, INVALID);
	return old;
}

static void range_enter(uint64_t *first)
{
	cached = first;
	cache_start = CACHE;
	cache_end = 0;
}

static void range_leave(void)
{
	for (uint64_t slot = cache_start; slot < cache_end;) {
		uint64_t end = slot;
		uint64_t invalid = cached[slot] & INVALID;

		while (end < cache_end && cache[end] != POISON && (cached[end] & INVALID) == invalid)
			end++;
		if (!invalid)
			invalidate(cached + slot, end - slot);
		for (; slot < end; slot++) {
			cached[slot] = cache[slot];
			cache[slot] = POISON;
		}
		while (slot < cache_end && cache[slot] == POISON)
			slot++;
	}
	cached = NULL;
}

/* arm64: mappings of a process need no barriers. */
static CALLED uint64_t clear(uint64_t *entry)
{
	uint64_t old = *entry;

	*entry = 0;
	return old;
}

/* Xen: stores are queued, and go out with a hypercall. */
static uint64_t *queued[XEN_QUEUE], values[XEN_QUEUE], updates;

static void xen_leave(void)
{
	if (!updates)
		return;
	count(HYPERCALLS, 1);
	for (uint64_t i = 0, first = 0; i < updates; i++) {
		*queued[i] = values[i];
		if (i + 1 == updates || queued[i + 1] != queued[i] + 1) {
			covered(HYPERCALLS, queued[first], i + 1 - first);
			first = i + 1;
		}
	}
	updates = 0;
}

static CALLED void xen_set(uint64_t *entry, uint64_t value)
{
	if (updates == XEN_QUEUE)
		xen_leave();
	queued[updates] = entry;
	values[updates++] = value;
	count(UPDATES, 1);
	count(TAKEN, 1);
}

static const struct machine machines[] = {
	{ "s390", 256, get, s390_start_change, set, nowhere, nothing },
	{ "s390-ipte-range", 256, range_get, range_start_change, range_set, range_enter, range_leave },
	{ "arm64", 512, get, clear, set, nowhere, nothing },
	{ "xen-pv", 512, get, look, xen_set, nowhere, xen_leave },
};

static CALLED struct page *page_of(uint64_t entry)
{
	uint64_t frame = (entry >> 20) - FIRST_FRAME;

	return (entry & SPECIAL) || frame >= frames ? NULL : &pages[frame];
}

static CALLED struct page *folio_of(struct page *page)
{
	return &pages[page->head];
}

static CALLED int is_large(struct page *folio)
{
	return folio->order > 0;
}

static CALLED uint64_t modify(uint64_t entry, uint64_t protection)
{
	uint64_t next = (entry & ~FLAGS) | (entry & KEPT) | protection;

	if ((next & YOUNG) && (next & READ))
		next &= ~INVALID;
	if ((next & DIRTY) && (next & WRITE))
		next &= ~PROTECT;
	return next;
}

static CALLED int needs_flush(uint64_t old, uint64_t next)
{
	return old != next;
}

static CALLED void flush_later(struct gather *gather, uint64_t address, uint64_t size)
{
	if (address < gather->start)
		gather->start = address;
	if (address + size > gather->end)
		gather->end = address + size;
	gather->cleared = 1;
}

/* Entries from one on that map consecutive pages of a folio; 1 for a small one. */
static CALLED int batch(struct page *folio, uint64_t *entry, uint64_t most)
{
	uint64_t nr = 1;

	called_from(LARGE);
	if (!folio || !is_large(folio))
		return 1;
	if (most > 1ul << folio->order)
		most = 1ul << folio->order;
	while (nr < most && entry[nr] == *entry + (nr << 20))
		nr++;
	return nr;
}

static CALLED void change(struct gather *gather, uint64_t address, uint64_t *entry, int nr, uint64_t protection)
{
	uint64_t old, next;

	called_from(START_CHANGE);
	old = machine->start_change(entry);
	called_from(MODIFY);
	next = modify(old, protection);
	called_from(COMMIT);
	for (int i = 0; i < nr; i++)
		machine->set(entry + i, next + ((uint64_t)i << 20));
	called_from(NEEDS_FLUSH);
	if (needs_flush(old, next)) {
		called_from(FLUSH);
		flush_later(gather, address, nr * PAGE_SIZE);
	}
}

static CALLED long protect(struct gather *gather, uint64_t *entry, uint64_t address, uint64_t end, uint64_t protection)
{
	long changed = 0;
	int nr;

	machine->enter(entry);
	do {
		uint64_t old;

		nr = 1;
		called_from(GET);
		old = machine->get(entry);
		if (old & PRESENT) {
			struct page *page, *folio = NULL;

			called_from(PAGE);
			page = page_of(old);
			called_from(FOLIO);
			if (page)
				folio = folio_of(page);
			nr = batch(folio, entry, (end - address) / PAGE_SIZE);
			change(gather, address, entry, nr, protection);
			changed += nr;
		}
	} while (entry += nr, address += nr * PAGE_SIZE, address != end);
	called_from(LEAVE);
	machine->leave();
	return changed;
}

static uint64_t report(struct state *states, const uint64_t *entries, uint64_t total)
{
	uint64_t nr = 0;

	for (uint64_t i = 0; i < total; i++) {
		uint64_t flags = entries[i] & FLAGS;

		if (nr && states[nr - 1].flags == flags)
			states[nr - 1].entries++;
		else
			states[nr++] = (struct state){ flags, 1 };
	}
	return nr;
}

/* One simulation: fresh tables and pages, a walk of each table, and a report. */
static long simulate(uint64_t *entries, uint64_t total)
{
	struct gather gather = { ~0ul, 0, 0 };
	uint64_t protection = PRESENT | READ | PROTECT | INVALID;
	long changed = 0;

	memset(counts, 0, sizeof(counts));
	nr_runs = 0;
	for (uint64_t i = 0; i < total; i++) {
		pages[i].head = i;
		pages[i].order = 0;
		entries[i] = ((FIRST_FRAME + i) << 20) | PRESENT | YOUNG | DIRTY | READ | WRITE;
	}
	nr_states = report(before, entries, total);
	for (uint64_t i = 0; i < total; i += machine->table) {
		uint64_t start = START + i * PAGE_SIZE;
		uint64_t count = total - i < machine->table ? total - i : machine->table;

		changed += protect(&gather, entries + i, start, start + count * PAGE_SIZE, protection);
	}
	nr_states += report(after, entries, total);
	return changed;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "s390";
	uint64_t total = argc > 2 ? strtoul(argv[2], NULL, 10) : CACHE;
	uint64_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	struct timespec start, end;
	uint64_t *entries, sums[EVENTS] = { 0 };
	long changed = 0;

	for (uint64_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (!strcmp(machines[i].name, name))
			machine = &machines[i];
	if (!machine || !total || !rounds) {
		fprintf(stderr, "usage: native MACHINE ENTRIES ROUNDS\n");
		return 2;
	}
	frames = total;
	pages = calloc(total, sizeof(*pages));
	entries = table_entries = calloc(total, sizeof(*entries));
	before = calloc(total, sizeof(*before));
	after = calloc(total, sizeof(*after));
	if (!pages || !entries || !before || !after)
		return 1;
	memset(cache, 0xff, sizeof(cache));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	for (uint64_t round = 0; round < rounds; round++)
		changed += simulate(entries, total);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	for (int i = 0; i < LINES; i++)
		for (int event = 0; event < EVENTS; event++)
			sums[event] += counts[i][event];
	printf("{\"nanoseconds\": %.4f, \"changed\": %ld, \"runs\": %lu, \"states\": %lu, \"ptep_get\": %lu, \"taken\": %lu, \"passed\": %lu, \"ipte\": %lu, \"ipte_entries\": %lu, \"hypercalls\": %lu, \"mmu_update_entries\": %lu}\n",
	       ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / (total * rounds), changed, nr_runs, nr_states,
	       sums[GETS], sums[TAKEN], sums[PASSED], sums[IPTE], sums[IPTE_ENTRIES], sums[HYPERCALLS], sums[UPDATES]);
	return 0;
}
