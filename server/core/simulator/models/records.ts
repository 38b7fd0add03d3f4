import { taskSize } from '../machine/gather.ts';

/**
 * C that every program starts with: the kernel records and macros that walkers touch, cut down to what is simulated. They
 * win over the tree's own, whose versions drag in half the kernel. A field that is missing here gets a slot of its own and
 * is reported as an assumption.
 */
export const records = `
typedef unsigned long vm_flags_t;
typedef int vm_fault_t;
typedef unsigned long ptval_t;
typedef unsigned long pteval_t;
typedef unsigned int pgtbl_mod_mask;
typedef void *pgtable_t;
typedef struct { int counter; } atomic_t;
typedef struct { long counter; } atomic_long_t;
typedef struct { int locked; } spinlock_t;
typedef struct { int locked; } rwlock_t;
struct list_head { struct list_head *next, *prev; };
struct llist_node { struct llist_node *next; };
struct rw_semaphore { long count; };
struct mutex { long owner; };
typedef struct { unsigned int sequence; } seqcount_t;
struct address_space;
struct anon_vma { struct rw_semaphore rwsem; };
struct file { struct address_space *f_mapping; unsigned int f_mode; };
struct vm_operations_struct { void *fault; void *page_mkwrite; void *find_normal_page; };
struct ptdesc { unsigned long flags; };
struct mmu_update { unsigned long ptr, val; };

struct page {
	unsigned long flags;
	union {
		struct list_head lru;
		struct llist_node pcp_llist;
	};
	struct address_space *mapping;
	unsigned long index;
	unsigned long private;
	atomic_t _mapcount;
	atomic_t _refcount;
};

struct folio {
	union {
		struct {
			unsigned long flags;
			struct list_head lru;
			struct address_space *mapping;
			unsigned long index;
			union {
				unsigned long private;
				unsigned long swap_value;
			};
			atomic_t _mapcount;
			atomic_t _refcount;
		};
		struct page page;
	};
	atomic_t _large_mapcount;
	atomic_t _entire_mapcount;
	struct list_head _deferred_list;
};

struct mm_struct {
	atomic_t mm_users;
	atomic_t mm_count;
	spinlock_t page_table_lock;
	struct rw_semaphore mmap_lock;
	struct list_head mmlist;
	unsigned long total_vm;
	unsigned long locked_vm;
	unsigned long flags;
	seqcount_t write_protect_seq;
	atomic_t tlb_flush_pending;
	atomic_long_t pgtables_bytes;
	void *pgd;
	struct mmu_notifier_subscriptions *notifier_subscriptions;
};

typedef struct { unsigned long __vma_flags[1]; } vma_flags_t;

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	union {
		unsigned long vm_flags;
		unsigned long __vm_flags;
		vma_flags_t flags;
	};
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
	const struct vm_operations_struct *vm_ops;
	struct anon_vma *anon_vma;
	unsigned int __vm_anon_pgoff_lo;
	unsigned int __vm_anon_pgoff_hi;
	struct { struct userfaultfd_ctx *ctx; } vm_userfaultfd_ctx;
};

struct mm_walk {
	const struct mm_walk_ops *ops;
	struct mm_struct *mm;
	void *pgd;
	struct vm_area_struct *vma;
	int action;
	_Bool no_vma;
	void *private;
};

struct task_struct {
	struct mm_struct *mm;
	struct mm_struct *active_mm;
	unsigned int flags;
	struct reclaim_state *reclaim_state;
};

struct lru_gen_folio { unsigned long max_seq; unsigned long min_seq[2]; };
struct lru_gen_mm_state { unsigned long seq; };
struct lruvec { struct lru_gen_folio lrugen; struct lru_gen_mm_state mm_state; struct pglist_data *pgdat; };
struct pglist_data {
	int node_id;
	unsigned long node_start_pfn;
	unsigned long node_spanned_pages;
	struct lruvec __lruvec;
};
struct lru_gen_mm_walk {
	struct lruvec *lruvec;
	unsigned long seq;
	int mm_stats[8];
	int swappiness;
	_Bool can_swap;
	_Bool force_scan;
};
enum { MM_LEAF_TOTAL, MM_LEAF_YOUNG };

struct simulated_machine_address { unsigned long maddr; };
struct simulated_folio_slot { struct folio *folio; };
struct simulated_slot { void *value; };
`;

/** What gathers have collected, where no include/asm-generic/tlb.h says how they keep it. */
export const gatherRecord = `
struct mmu_gather {
	struct mm_struct *mm;
	unsigned long start;
	unsigned long end;
	unsigned int fullmm;
	unsigned int need_flush_all;
	unsigned int freed_tables;
	unsigned int delayed_rmap;
	unsigned int cleared_ptes;
	unsigned int cleared_pmds;
	unsigned int cleared_puds;
	unsigned int cleared_p4ds;
	unsigned int page_size;
};
`;

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
