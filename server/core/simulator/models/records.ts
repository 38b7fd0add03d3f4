/**
 * C that every program starts with: the kernel records that walkers touch, cut down to what is simulated. They win over the
 * tree's own, whose versions drag in half the kernel. A field that is missing here gets a slot of its own and is reported as
 * an assumption.
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
