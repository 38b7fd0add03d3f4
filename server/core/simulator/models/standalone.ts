/** What a program needs besides when there is no tree to read it from: file of their kernel namesakes beside each group. */
export const standalone = `
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long s64;
typedef unsigned long size_t;
typedef long ssize_t;
typedef unsigned long pgoff_t;
typedef unsigned long phys_addr_t;
typedef unsigned long uintptr_t;
typedef unsigned int gfp_t;
typedef int fpb_t;
typedef int cydp_t;
typedef int (*pte_fn_t)(pte_t *pte, unsigned long addr, void *data);
typedef _Bool bool;

/* include/linux/mm.h, mm_types.h */
#define VM_READ 0x1UL
#define VM_WRITE 0x2UL
#define VM_EXEC 0x4UL
#define VM_SHARED 0x8UL
#define VM_MAYREAD 0x10UL
#define VM_MAYWRITE 0x20UL
#define VM_MAYSHARE 0x80UL
#define VM_UFFD_MISSING 0x200UL
#define VM_PFNMAP 0x400UL
#define VM_UFFD_WP 0x1000UL
#define VM_LOCKED 0x2000UL
#define VM_IO 0x4000UL
#define VM_HUGETLB 0x400000UL
#define VM_MIXEDMAP 0x10000000UL
#define MM_CP_TRY_CHANGE_WRITABLE 1UL
#define MM_CP_PROT_NUMA 2UL
#define MM_CP_UFFD_WP 4UL
#define MM_CP_UFFD_WP_RESOLVE 8UL
#define CYDP_CLEAR_YOUNG 1
#define CYDP_CLEAR_DIRTY 2
#define FPB_RESPECT_DIRTY 1
#define FPB_RESPECT_SOFT_DIRTY 2
#define FPB_RESPECT_WRITE 4
#define FPB_MERGE_WRITE 8
#define FPB_MERGE_YOUNG_DIRTY 16
#define PGTBL_PTE_MODIFIED 1
#define SINGLE_DEPTH_NESTING 1
#define pte_alloc_map_lock(mm, pmd, address, lock) pte_offset_map_lock(mm, pmd, address, lock)
#define pte_alloc_map(mm, pmd, address) pte_offset_map(pmd, address)
#define pte_alloc_kernel(pmd, address) pte_offset_kernel(pmd, address)
#define pte_alloc_kernel_track(pmd, address, mask) pte_offset_kernel(pmd, address)
#define GFP_KERNEL 0xcc0u
#define GFP_ATOMIC 0x820u
#define GFP_NOWAIT 0x800u
#define NR_MM_COUNTERS 4
#define MM_FILEPAGES 0
#define MM_ANONPAGES 1
#define MM_SWAPENTS 2
#define MM_SHMEMPAGES 3
#define PTE_MARKER_UFFD_WP 1
#define NUMA_NO_NODE (-1)
#define true 1
#define false 0
#define NULL ((void *)0)

/* include/uapi/asm-generic/errno-base.h */
#define EPERM 1
#define ENOENT 2
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EEXIST 17
#define EINVAL 22
#define ENOSPC 28

static inline bool vma_is_anonymous(struct vm_area_struct *vma) { return !vma->vm_ops; }
static inline bool is_cow_mapping(vm_flags_t flags) { return (flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE; }
static inline bool vma_is_cow_mapping(struct vm_area_struct *vma) { return is_cow_mapping(vma->vm_flags); }
static inline bool userfaultfd_wp(struct vm_area_struct *vma) { return vma->vm_flags & VM_UFFD_WP; }
static inline bool non_swap_entry(swp_entry_t entry) { return swp_type(entry) >= MAX_SWAPFILES; }
static inline bool softleaf_is_swap(softleaf_t entry) { return swp_offset(entry) && swp_type(entry) < MAX_SWAPFILES; }
static inline unsigned long pmd_addr_end(unsigned long addr, unsigned long end)
{
	unsigned long boundary = (addr + PMD_SIZE) & PMD_MASK;
	return boundary - 1 < end - 1 ? boundary : end;
}

/* A batch of entries that map consecutive pages of one folio: mm/internal.h */
static inline unsigned int folio_pte_batch_flags(struct folio *folio, struct vm_area_struct *vma, pte_t *ptep,
		pte_t *first, unsigned int max_nr, fpb_t flags)
{
	unsigned long left = folio_pfn(folio) + folio_nr_pages(folio) - pte_pfn(*first);
	pte_t expected = simulated_batch_key(*first, flags);
	unsigned int nr = 1;

	if (left < max_nr)
		max_nr = left;
	while (nr < max_nr) {
		pte_t pte = ptep_get(ptep + nr);

		expected = pte_next_pfn(expected);
		if (!pte_same(simulated_batch_key(pte, flags), expected))
			break;
		if ((flags & FPB_MERGE_WRITE) && pte_write(pte))
			*first = pte_mkwrite(*first, vma);
		nr++;
	}
	return nr;
}

static inline unsigned int folio_pte_batch(struct folio *folio, pte_t *ptep, pte_t pte, unsigned int max_nr)
{
	return folio_pte_batch_flags(folio, NULL, ptep, &pte, max_nr, 0);
}
`;
