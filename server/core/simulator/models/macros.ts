import { taskSize } from '../machine/gather.ts';

/** Macros whose kernel spelling takes entries and protections apart, or leads into architecture headers. */
export const macros = `
#define PAGE_ALIGNED(x) IS_ALIGNED((unsigned long)(x), PAGE_SIZE)
#define PAGE_ALIGN(x) ALIGN(x, PAGE_SIZE)
#define PFN_DOWN(x) ((x) >> PAGE_SHIFT)
#define PFN_UP(x) (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_PHYS(x) ((phys_addr_t)(x) << PAGE_SHIFT)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)
#define MMU_NORMAL_PT_UPDATE 0
#define TASK_SIZE ${taskSize}UL
#define pte_val(x) (x)
#define pgprot_val(x) (x)
#define pmd_val(x) (x)
#define __pte(x) ((pte_t)(x))
#define __pgprot(x) ((pgprot_t)(x))
#define __pmd(x) ((pmd_t)(x))
#define pud_val(x) (x)
#define p4d_val(x) (x)
#define pgd_val(x) (x)
#define __pud(x) ((pud_t)(x))
#define pgd_index(address) (((address) >> PGDIR_SHIFT) & (PTRS_PER_PGD - 1))
#define pud_index(address) (((address) >> PUD_SHIFT) & (PTRS_PER_PUD - 1))
#define pmd_index(address) (((address) >> PMD_SHIFT) & (PTRS_PER_PMD - 1))
#define pgd_offset_pgd(pgd, address) ((pgd) + pgd_index(address))
#define pgd_offset(mm, address) ((pgd_t *)(mm)->pgd + pgd_index(address))
#define pgd_offset_k(address) pgd_offset(&init_mm, address)
#define p4d_offset(pgd, address) ((p4d_t *)(pgd))
#define pmd_offset(pud, address) (*(pmd_t **)(pud) + pmd_index(address))
#define init_mm (*simulated_init_mm())
#define current simulated_current()
#define __acquire(lock) ((void)0)
#define __release(lock) ((void)0)
#define MAX_NR_GENS 4
#define MIN_LRU_BATCH 64
#define pgdat_end_pfn(node) ((node)->node_start_pfn + (node)->node_spanned_pages)
#define lru_gen_from_seq(seq) ((seq) % MAX_NR_GENS)
#define __pa(address) ((unsigned long)(address))
#define __va(address) ((void *)(unsigned long)(address))
#define phys_to_virt(address) ((void *)(unsigned long)(address))
#define dsb(option) simulated_dsb_##option()
#define INVALID_PHYS_ADDR (~(phys_addr_t)0)
#define pte_val_ma(x) (x)
#define virt_to_machine(address) ((struct simulated_machine_address){ (unsigned long)(address) })
#define page_to_virt(page) ((void *)(page))
#define __memset(to, byte, bytes) ((void)(to))

static int simulated_write_protect(pte_t *pte, unsigned long addr, void *data)
{
	pte_t entry = ptep_get(pte);

	set_pte_at(&init_mm, addr, pte, pte_wrprotect(entry));
	return 0;
}
`;
