// SPDX-License-Identifier: MIT
/* Walkers with as many constructs of C as can be, for mutants to be made of. */
#include <linux/mm.h>
#include <linux/pgtable.h>

struct fuzz_state {
	unsigned long seen[4];
	unsigned int low : 3, high : 29;
	union {
		int number;
		unsigned char bytes[8];
	};
	void (*told)(struct fuzz_state *state, int by);
};

enum fuzz_kind { FUZZ_NONE, FUZZ_PRESENT = 4, FUZZ_SWAP };

static int fuzz_count = 3;
static const char fuzz_name[] = "walker";

static void fuzz_tell(struct fuzz_state *state, int by)
{
	state->seen[by & 3] += by;
	fuzz_count++;
}

static inline enum fuzz_kind fuzz_kind_of(pte_t entry)
{
	if (pte_none(entry))
		return FUZZ_NONE;
	return pte_present(entry) ? FUZZ_PRESENT : FUZZ_SWAP;
}

int fuzz_walk_pte_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, unsigned long end,
			pgprot_t newprot)
{
	struct fuzz_state state = { .low = 1, .told = fuzz_tell, .bytes = { 1, 2, [5] = 7 } };
	struct mm_struct *mm = vma->vm_mm;
	unsigned long *slot = state.seen;
	pte_t *start_pte, *pte;
	spinlock_t *ptl;
	int i, sum = 0;

restart:
	start_pte = pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	lazy_mmu_mode_enable();
	for (i = 0; addr < end; addr += PAGE_SIZE, pte++, i++) {
		pte_t entry = ptep_get(pte);

		switch (fuzz_kind_of(entry)) {
		case FUZZ_NONE:
			continue;
		case FUZZ_PRESENT: {
			pte_t old = ptep_modify_prot_start(vma, addr, pte);

			entry = pte_modify(old, newprot);
			ptep_modify_prot_commit(vma, addr, pte, old, entry);
			break;
		}
		default:
			slot[i % ARRAY_SIZE(state.seen)] ^= pte_val(entry) >> 3;
		}
		state.told(&state, i);
		state.high = ({ int twice = i * 2; twice > 9 ? twice : -twice; });
		sum += fuzz_name[i % sizeof(fuzz_name)] + state.bytes[i & 7] / (i + 1);
		if (unlikely(sum > 100000) && fuzz_count-- > 0) {
			lazy_mmu_mode_disable();
			pte_unmap_unlock(start_pte, ptl);
			sum = 0;
			goto restart;
		}
	}
	lazy_mmu_mode_disable();
	pte_unmap_unlock(start_pte, ptl);
	while (sum > 7)
		sum -= min(sum, max(3, (int)state.low));
	return sum;
}

static void fuzz_clear_range(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	do {
		unsigned int nr = min_t(unsigned int, 4, (end - addr) >> PAGE_SHIFT);

		lazy_mmu_mode_pause();
		fuzz_count += nr;
		lazy_mmu_mode_resume();
		clear_full_ptes(mm, addr, pte, nr, 0);
		pte += nr;
		addr += nr * PAGE_SIZE;
	} while (addr != end);
	lazy_mmu_mode_disable();
}
