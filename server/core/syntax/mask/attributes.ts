/**
 * Attribute macros and annotations: words that say something to the compiler or to sparse and nothing to us. They become
 * blanks. The names come from include/linux/{compiler_attributes,compiler_types,init,linkage,cache}.h and the like. `__bootdata(name)`
 * is the declarator `(name)` once the word is blank.
 */
const attributes = new Set(
  `__aligned_largest __always_inline __always_unused arch_local_irq_attributes asmlinkage __attribute_const__
   __bitwise __bootdata __bootdata_preserved __bpf_kfunc __bpfcall __bss_decrypted __bss_pgtbl ____cacheline_aligned
   __cacheline_aligned ____cacheline_aligned_in_smp __cacheline_aligned_in_smp ____cacheline_internodealigned_in_smp
   CGROUP_REF_FN_ATTRS __cold __const__ __cpuidle __cpumask_var_read_mostly CRYPTO_MINALIGN_ATTR __data_racy
   __deprecated __designated_init __disable_sanitizer_instrumentation ____dma_from_device_aligned __efiapi __exit
   __exitdata __exitused __extension__ fastcall __fastpath_inline __fix_address __flatten __force __function_aligned
   get_put_user_noinstr_attributes __gnu_inline __hrtimer_clock_base_align __init __init_memblock __init_or_acpilib
   __init_or_module __initconst __initconst_or_module __initdata __initdata_memblock __initdata_or_meminfo
   __initdata_or_module __inline_maybe_unused __iomem __irq_entry __kernel __kprobes __ksym __latent_entropy
   __lockfunc __malloc __maybe_unused __meminit __meminitconst __meminitdata __module_memory_align __must_check
   __naked __net_exit __net_init __net_initdata __no_caller_saved_registers __no_context_analysis
   __no_kasan_or_inline __no_kcsan __no_kmsan_checks __no_kstack_erase __no_profile __no_randomize_layout
   __no_sanitize_address __no_sanitize_coverage __no_sanitize_memory __no_sanitize_or_inline __no_sanitize_thread
   __no_sanitize_undefined __no_stack_protector __nocast __nocfi __noclone __noendbr __noinitretpoline noinline
   noinline_for_stack noinline_for_tracing noinstr __noipa nokprobe_inline __nonstring __nonstring_array
   __noretpoline __noreturn __nosavedata __noscs notrace __overloadable __packed __page_aligned_bss
   __page_aligned_data __percpu __percpu_qual __percpu_seg_override POS POS0 __preserve_most __private __pure
   __randomize_layout randomized_struct_fields_end randomized_struct_fields_start RB_ALIGN_DATA __rcu __read_mostly
   __reentrant_ctx_lock __ref __refconst __refdata __restrict restrict __retain __ro_after_init rseq_inline __sched
   __seg_fs __seg_gs __signed_wrap __softirq_entry _struct_page_alignment __tracepoint_string uaccess_kmsan_or_inline
   __uninitialized __used __user __visible __volatile__ __weak __xipram`.split(/\s+/),
);

/** Attribute macros that take arguments, which go with them. */
const withArguments = new Set(
  `__acquires __acquires_ctx_lock __acquires_shared __acquires_shared_ctx_lock __alias __aligned __aligned__
   __alloc_size __alloc_size__ __assume_aligned __assumes_ctx_lock __assumes_shared_ctx_lock __attribute
   __attribute__ __bitwise__ BTF_TYPE_TAG __cleanup __compiletime_error __compiletime_warning __cond_acquires
   __cond_acquires_shared __cond_releases __context_unsafe __copy __counted_by __counted_by_be __counted_by_le
   __counted_by_ptr __ctx_lock_type __diagnose_as __excludes_ctx_lock __free __guarded_by __mode __must_hold
   __must_hold_shared __must_not_hold __nonnull __nonnull_args __pass_dynamic_object_size __pass_object_size
   __PCPU_ATTRS __PCPU_DUMMY_ATTRS __printf __pt_guarded_by __realloc_size __releases __releases_ctx_lock
   __releases_shared __releases_shared_ctx_lock __RENAME __requires_ctx_lock __requires_shared_ctx_lock
   __returns_ctx_lock __scanf __section __try_acquires_ctx_lock __try_acquires_shared_ctx_lock`.split(/\s+/),
);

export function isAttribute(word: string): boolean {
  return attributes.has(word);
}

export function takesArguments(word: string): boolean {
  return withArguments.has(word);
}

/** Attributes that only stand after a declared name; as a call they are something else. */
const afterNameOnly = new Set(['__free', '__mode', '__copy']);

export function needsNameBefore(word: string): boolean {
  return afterNameOnly.has(word);
}

/** Attributes that are ordinary names in a body, and attributes only where another word follows in a function's head. */
const headOnly = new Set(['__head']);

export function onlyInHead(word: string): boolean {
  return headOnly.has(word);
}
