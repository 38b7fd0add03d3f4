/* Just enough of the kernel's declarations that every tool compiles the walkers. Locks carry the annotations of sparse. */
#ifdef __CHECKER__
#define __acquire(x) __context__(x, 1)
#define __release(x) __context__(x, -1)
#define __acquires(x) __attribute__((context(x, 0, 1)))
#define __releases(x) __attribute__((context(x, 1, 0)))
#else
#define __acquire(x) (void)0
#define __release(x) (void)0
#define __acquires(x)
#define __releases(x)
#endif

#define NULL ((void *)0)
#define PAGE_SIZE 4096UL
#define PMD_SIZE (512 * PAGE_SIZE)
#define EAGAIN 11
#define EBUSY 16
#define GFP_KERNEL 0x1u
#define GFP_KERNEL_ACCOUNT 0x3u
#define __GFP_ZERO 0x4u
#define unlikely(x) __builtin_expect(!!(x), 0)
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile typeof(x) *)&(x) = (value))
#define VM_WARN_ON_ONCE(x) ((void)(x))

typedef _Bool bool;
typedef unsigned int gfp_t;
typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned int locked; } spinlock_t;
struct mutex { int count; };
struct rw_semaphore { int count; };
struct page { unsigned long flags; };
struct folio { struct page page; };
struct mm_struct { spinlock_t page_table_lock; };
struct vm_area_struct { struct mm_struct *vm_mm; };
struct task_struct { struct mm_struct *mm; };

extern struct task_struct *current;
extern struct mm_struct init_mm;
extern struct mutex seeded_mutex;
extern struct rw_semaphore seeded_semaphore;
extern unsigned long seeded_word;
extern void *seeded_user;

void lazy_mmu_mode_enable(void);
void lazy_mmu_mode_disable(void);
void lazy_mmu_mode_pause(void);
void lazy_mmu_mode_resume(void);
void lazy_mmu_mode_enable_for_pte_range(struct mm_struct *mm, unsigned long addr, unsigned long end, pte_t *pte);
void spin_lock(spinlock_t *lock) __acquires(lock);
void spin_unlock(spinlock_t *lock) __releases(lock);
spinlock_t *pte_lockptr(struct mm_struct *mm, pmd_t *pmd);
pte_t *pte_offset_map(pmd_t *pmd, unsigned long addr);
pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long addr);
void pte_unmap(pte_t *pte);
pte_t *__pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptl);
#define pte_offset_map_lock(mm, pmd, addr, ptlp) \
	({ pte_t *__mapped = __pte_offset_map_lock(mm, pmd, addr, ptlp); if (__mapped) __acquire(*(ptlp)); __mapped; })
#define pte_unmap_unlock(pte, ptl) do { spin_unlock(ptl); pte_unmap(pte); } while (0)
pte_t __pte(unsigned long value);
unsigned long pte_val(pte_t pte);
bool pte_none(pte_t pte);
bool pte_present(pte_t pte);
pte_t pte_wrprotect(pte_t pte);
pte_t pte_next_pfn(pte_t pte);
struct page *pte_page(pte_t pte);
pte_t ptep_get(pte_t *ptep);
void set_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
void pte_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
pte_t ptep_get_and_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
void ptep_set_wrprotect(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
pte_t ptep_modify_prot_start(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
void ptep_modify_prot_commit(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old_pte, pte_t pte);
void flush_tlb_mm(struct mm_struct *mm);
void flush_tlb_range(struct vm_area_struct *vma, unsigned long start, unsigned long end);
bool need_resched(void);
void cond_resched(void);
void might_sleep(void);
void msleep(unsigned int milliseconds);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void down_read(struct rw_semaphore *semaphore);
void up_read(struct rw_semaphore *semaphore);
void synchronize_rcu(void);
void *kmalloc(unsigned long size, gfp_t flags);
struct page *alloc_page(gfp_t flags);
void __free_page(struct page *page);
unsigned long copy_from_user(void *to, const void *from, unsigned long size);
int split_folio(struct folio *folio);
struct folio *seeded_folio(void);
pmd_t *seeded_pmd(void);
struct vm_area_struct *seeded_vma(void);
bool in_interrupt(void);
int seeded();
