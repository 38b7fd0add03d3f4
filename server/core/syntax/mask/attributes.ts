/**
 * Attribute macros and annotations: words that say something to the compiler or to sparse and nothing to us. They become
 * blanks. The names come from include/linux/{compiler_attributes,compiler_types,init,linkage,cache}.h and the like.
 */
const attributes = new Set(
  `__always_inline __always_unused __assume_aligned __attribute_const__ __bitwise __cacheline_aligned
   ____cacheline_aligned ____cacheline_aligned_in_smp ____cacheline_internodealigned_in_smp __cacheline_aligned_in_smp
   __cold __compat_break_stack __compiletime_object_size __const __cpuidle __deprecated __designated_init __diag_ignore_all
   __disable_sanitizer_instrumentation __dtor __efi_memory_attr __exit __exitcall __exitdata __force __flatten
   __gnu_inline __hot __ifunc __init __init_memblock __init_or_livepatch __init_or_module __initconst __initconst_or_module
   __initdata __initdata_memblock __initdata_or_meminfo __initdata_or_module __iomem __irq_entry __kcsan_or_inline
   __kernel __kprobes __latent_entropy __lockfunc __malloc __maybe_unused __meminit __meminitconst __meminitdata
   __mode __must_be_noncoherent __must_check __net_exit __net_init __net_initdata __nocapture __nocast __nocfi __noendbr
   __nocontext_analysis __no_context_analysis __no_caller_saved_registers __no_cfi __no_kasan_or_inline
   __no_kcsan __no_profile __no_randomize_layout __no_sanitize_address __no_sanitize_memory __no_sanitize_or_inline
   __no_sanitize_thread __no_sanitize_undefined __no_stack_protector __no_fgcse __no_kstack_erase __noinitretpoline
   __noinstr_section __noinline __noreturn __noretpoline __nosavedata __nostackprotector __notrace __overloadable
   __packed __page_aligned_bss __page_aligned_data __percpu __private __pure __randomize_layout __rcu __read_mostly
   __ref __refconst __refdata __ro_after_init __safe __sched __seqprop_raw __signed __softirq_entry __sanitize_address
   __srcu_notrace __static_call_return0 __uaccess_begin_nospec __uninitialized __uptr64 __used __user __visible __vsyscall_fn
   __wsum_private __weak __wrapped __xen_hypercall_attr __no_kmsan_checks __no_sanitize_coverage __noscs __nonstring
   __counted __unused __ptr32 __ptr64 __sme __head __ifdef_unused __cficanonical __bpf_kfunc __retain __rethook
   asmlinkage fastcall noinline noinline_for_stack noinstr notrace nokprobe_inline inline_map_read_isync __flatten
   noinline_for_tracing __signal_frame __trap_handler __printf_like __kasan_nocheck __section_text noasan
   randomized_struct_fields_start randomized_struct_fields_end __rseq_abi __bss_decrypted __boot_data __amode31
   __bootdata_preserved_attr __initrodata __capability __vdso_data __aligned_largest __syscall_abi
   __restrict restrict __restrict__ __extension__ __volatile__ __no_tsan __must_check_fn __sysconf __ksym __kptr
   __kptr_untrusted __arena __cpu_model_attr __tcp_hot __assume_ctx_lock __ublk_rw __percpu_seg_override __unreliable
   __bpfcall __guarded_var __pt_guarded_var __init_once __nospec __noipa __alias_attr __no_ksan __no_kmemleak`.split(
    /\s+/,
  ),
);

/** Attribute macros that take arguments, which go with them. */
const withArguments = new Set(
  `__attribute__ __attribute __declspec __aligned __aligned__ __alloc_size __alloc_size__ __acquires __releases __must_hold
   __acquires_shared __releases_shared __must_hold_shared __must_not_hold __cond_acquires __cond_acquires_shared
   __guarded_by __pt_guarded_by __exclusive_locks __locks_excluded __no_sanitize __section __printf __scanf __format_arg
   __free __cleanup __counted_by __counted_by_le __counted_by_be __counted_by_ptr __alias __diagnose_as
   __copy __error __warning __compiletime_error __compiletime_warning __nonnull __returns_nonnull __assume_aligned
   __bootdata __bootdata_preserved __realloc_size __sized_by __bitwise__ __cacheline_group __pass_object_size
   __context_unsafe __context_lock_struct __context_unsafe_alias __capability_struct __assumes __mode
   __cond_acquires_true __cond_releases __symbol_alias __kcfi_salt __ctx_lock __init_section __bpf_md_ptr_attr
   __PCPU_ATTRS __PCPU_DUMMY_ATTRS __syscall_nr __no_ctx_attr __target __lockdep_attr`.split(/\s+/),
);

export function isAttribute(word: string): boolean {
  return attributes.has(word);
}

export function takesArguments(word: string): boolean {
  return withArguments.has(word);
}

/** Attributes that only stand after a declared name; as a call they are something else. */
const afterNameOnly = new Set(['__free', '__mode', '__copy', '__error', '__warning', '__target']);

export function needsNameBefore(word: string): boolean {
  return afterNameOnly.has(word);
}
