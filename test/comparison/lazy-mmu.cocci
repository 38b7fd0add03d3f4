// The contract of lazy MMU mode as far as semantic patches express it: the best of our knowledge, to compare with.
virtual report

@left_on@
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
return@p ...;

@script:python depends on report@
p << left_on.p;
@@
print("%s:%s: returns with the mode on" % (p[0].file, p[0].line))

@left_on_at_end exists@
identifier f;
position p;
@@
f(...)
{
... when any
\( lazy_mmu_mode_enable@p(); \| lazy_mmu_mode_enable_for_pte_range@p(...); \)
... when != lazy_mmu_mode_disable()
}

@script:python depends on report@
p << left_on_at_end.p;
@@
print("%s:%s: may never be left" % (p[0].file, p[0].line))

@never_entered exists@
identifier f;
position p;
@@
f(...)
{
... when != \( lazy_mmu_mode_enable() \| lazy_mmu_mode_enable_for_pte_range(...) \)
lazy_mmu_mode_disable@p();
... when any
}

@script:python depends on report@
p << never_entered.p;
@@
print("%s:%s: leaves a mode that is off" % (p[0].file, p[0].line))

@twice exists@
position p;
@@
lazy_mmu_mode_disable();
... when != \( lazy_mmu_mode_enable() \| lazy_mmu_mode_enable_for_pte_range(...) \)
lazy_mmu_mode_disable@p();

@script:python depends on report@
p << twice.p;
@@
print("%s:%s: leaves the mode twice" % (p[0].file, p[0].line))

@nested exists@
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
\( lazy_mmu_mode_enable@p(); \| lazy_mmu_mode_enable_for_pte_range@p(...); \)

@script:python depends on report@
p << nested.p;
@@
print("%s:%s: enters the mode twice" % (p[0].file, p[0].line))

@unlocked exists@
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
(
pte_unmap_unlock@p(...);
|
spin_unlock@p(...);
)

@script:python depends on report@
p << unlocked.p;
@@
print("%s:%s: unlocks with the mode on" % (p[0].file, p[0].line))

@dereferenced exists@
pte_t *entry;
identifier member;
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
(
  *entry@p
|
  entry@p->member
)

@script:python depends on report@
p << dereferenced.p;
@@
print("%s:%s: dereferences an entry" % (p[0].file, p[0].line))

@sleeps exists@
identifier f = {cond_resched, might_sleep, msleep, mutex_lock, down_read, synchronize_rcu, copy_from_user, split_folio};
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
f@p(...)

@script:python depends on report@
p << sleeps.p;
@@
print("%s:%s: may sleep with the mode on" % (p[0].file, p[0].line))

@allocates exists@
identifier f = {kmalloc, alloc_page};
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
f@p(..., \(GFP_KERNEL\|GFP_KERNEL_ACCOUNT\|GFP_KERNEL_ACCOUNT | __GFP_ZERO\))

@script:python depends on report@
p << allocates.p;
@@
print("%s:%s: allocates with the mode on" % (p[0].file, p[0].line))

@paused exists@
position p;
@@
lazy_mmu_mode_pause@p();
... when != lazy_mmu_mode_resume()
return ...;

@script:python depends on report@
p << paused.p;
@@
print("%s:%s: is not resumed" % (p[0].file, p[0].line))

@flushes exists@
identifier f = {flush_tlb_mm, flush_tlb_range};
position p;
@@
\( lazy_mmu_mode_enable(); \| lazy_mmu_mode_enable_for_pte_range(...); \)
... when != lazy_mmu_mode_disable()
f@p(...);

@script:python depends on report@
p << flushes.p;
@@
print("%s:%s: flushes with the mode on" % (p[0].file, p[0].line))
