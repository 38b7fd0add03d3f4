import type { Sheet } from './sheet.ts';

/** Macros that declare a variable: the type it has, and which argument is its name. */
interface DeclaringMacro {
  /** The type, or which argument holds it. */
  readonly type: string | number;
  readonly name: number;
  /** Declares an array: what the next argument says of its length. */
  readonly array?: 'bitmap' | 'hashtable';
}

const declaringMacros: ReadonlyMap<string, DeclaringMacro> = new Map([
  ['DECLARE_BITMAP', { type: 'unsigned long', name: 0, array: 'bitmap' }],
  ['DECLARE_COMPLETION_ONSTACK', { type: 'struct completion', name: 0 }],
  ['DECLARE_RWSEM', { type: 'struct rw_semaphore', name: 0 }],
  ['DECLARE_HASHTABLE', { type: 'struct hlist_head', name: 0, array: 'hashtable' }],
  ['DEFINE_HASHTABLE', { type: 'struct hlist_head', name: 0, array: 'hashtable' }],
  ['DECLARE_PER_CPU', { type: 0, name: 1 }],
  ['DECLARE_PER_CPU_ALIGNED', { type: 0, name: 1 }],
  ['DECLARE_PER_CPU_CACHE_HOT', { type: 0, name: 1 }],
  ['DECLARE_PER_CPU_READ_MOSTLY', { type: 0, name: 1 }],
  ['DECLARE_PER_CPU_SHARED_ALIGNED', { type: 0, name: 1 }],
  ['DECLARE_WAIT_QUEUE_HEAD', { type: 'struct wait_queue_head', name: 0 }],
  ['DECLARE_WAIT_QUEUE_HEAD_ONSTACK', { type: 'struct wait_queue_head', name: 0 }],
  ['DECLARE_WORK', { type: 'struct work_struct', name: 0 }],
  ['DEFINE_FOLIO_VMA_WALK', { type: 'struct page_vma_mapped_walk', name: 0 }],
  ['DEFINE_IDA', { type: 'struct ida', name: 0 }],
  ['DEFINE_IDR', { type: 'struct idr', name: 0 }],
  ['DEFINE_MUTEX', { type: 'struct mutex', name: 0 }],
  ['DEFINE_PAGE_VMA_WALK', { type: 'struct page_vma_mapped_walk', name: 0 }],
  ['DEFINE_PER_CPU', { type: 0, name: 1 }],
  ['DEFINE_PER_CPU_ALIGNED', { type: 0, name: 1 }],
  ['DEFINE_PER_CPU_CACHE_HOT', { type: 0, name: 1 }],
  ['DEFINE_PER_CPU_PAGE_ALIGNED', { type: 0, name: 1 }],
  ['DEFINE_PER_CPU_READ_MOSTLY', { type: 0, name: 1 }],
  ['DEFINE_PER_CPU_SHARED_ALIGNED', { type: 0, name: 1 }],
  ['DEFINE_RAW_SPINLOCK', { type: 'raw_spinlock_t', name: 0 }],
  ['DEFINE_RWLOCK', { type: 'rwlock_t', name: 0 }],
  ['DEFINE_SPINLOCK', { type: 'spinlock_t', name: 0 }],
  ['DEFINE_STATIC_KEY_FALSE', { type: 'struct static_key_false', name: 0 }],
  ['DEFINE_STATIC_KEY_TRUE', { type: 'struct static_key_true', name: 0 }],
  ['DEFINE_WAIT', { type: 'struct wait_queue_entry', name: 0 }],
  ['DEFINE_XARRAY', { type: 'struct xarray', name: 0 }],
  ['HLIST_HEAD', { type: 'struct hlist_head', name: 0 }],
  ['LIST_HEAD', { type: 'struct list_head', name: 0 }],
  ['LLIST_HEAD', { type: 'struct llist_head', name: 0 }],
  ['MA_STATE', { type: 'struct ma_state', name: 0 }],
  ['VMA_ITERATOR', { type: 'struct vma_iterator', name: 0 }],
  ['XA_STATE', { type: 'struct xa_state', name: 0 }],
  ['XA_STATE_ORDER', { type: 'struct xa_state', name: 0 }],
  ['DECLARE_FLEX_ARRAY', { type: 0, name: 1 }],
]);

/**
 * `LIST_HEAD(name)` becomes `LIST_HEAD name`, `DEFINE_PER_CPU(type, name)` becomes `type name` and
 * `DECLARE_BITMAP(name, bits)` becomes `DECLARE_BITMAP name[bits]`. Returns the index behind the macro.
 */
export function maskDeclaringMacro(sheet: Sheet, index: number, source: string): number | undefined {
  const macro = declaringMacros.get(sheet.textAt(index)) ?? unlistedMacro(sheet, index);
  const close = macro && sheet.textAt(index + 1) === '(' ? sheet.closerOf(index + 1) : undefined;
  if (!macro || close === undefined) return undefined;
  const args = splitArguments(sheet, index + 1, close);
  const named = args[macro.name];
  if (!named || !sheet.isWord(named.first)) return undefined;
  const word = sheet.tokens[index];
  const name = sheet.tokens[named.first];
  const end = sheet.tokens[close].end;
  if (typeof macro.type === 'number') {
    const type = args[macro.type];
    if (!type) return undefined;
    if (sheet.tokens.slice(type.first, type.after).some((token) => token.text === '[' || token.text === ')')) {
      const [start, after] = [sheet.tokens[type.first].start, sheet.tokens[type.after - 1].end];
      sheet.note(word.start, { kind: 'type-name', type: source.slice(start, after) });
      sheet.blank(word.end, name.start);
    } else {
      sheet.blank(word.start, sheet.tokens[type.first].start);
      sheet.blank(sheet.tokens[type.after - 1].end, name.start);
    }
    sheet.blank(sheet.tokens[named.after - 1].end, end);
    if (word.text === 'DECLARE_FLEX_ARRAY') sheet.note(name.start, { kind: 'flexible' });
    return close + 1;
  }
  if (macro.type !== '') sheet.note(word.start, { kind: 'type-name', type: macro.type });
  sheet.blank(word.end, name.start);
  if (macro.array && args[1]) {
    sheet.note(name.start, { kind: macro.array });
    const comma = sheet.tokens[named.after];
    sheet.replace(comma.start, comma.end, '[');
    sheet.replace(sheet.tokens[close].start, end, ']');
  } else {
    sheet.blank(name.end, end);
    sheet.note(name.start, { kind: 'declared-by', start: word.start, end });
  }
  return close + 1;
}

/** Whether a macro call at file level declares a variable. */
export function isDeclaringMacro(name: string): boolean {
  return declaringMacros.has(name);
}

/** `static DEFINE_SOMETHING(name, …);`, and a kfifo in a struct, declare `name` of a type that only the macro knows. */
function unlistedMacro(sheet: Sheet, index: number): DeclaringMacro | undefined {
  if (!/^DECLARE_KFIFO/.test(sheet.textAt(index)) && sheet.textAt(index - 1) !== 'static') return undefined;
  if (!/^DE(?:FINE|CLARE)_[A-Z0-9_]+$/.test(sheet.textAt(index))) return undefined;
  return { type: '', name: 0 };
}

export interface ArgumentTokens {
  readonly first: number;
  readonly after: number;
}

export function splitArguments(sheet: Sheet, open: number, close: number): ArgumentTokens[] {
  const args: ArgumentTokens[] = [];
  let first = open + 1;
  for (let index = first; index <= close; index++) {
    const text = sheet.textAt(index);
    if (text === ',' || index === close) {
      args.push({ first, after: index });
      first = index + 1;
    } else if (text === '(' || text === '[' || text === '{') index = sheet.closerOf(index) ?? index;
  }
  return args;
}

/**
 * `SYSCALL_DEFINE3(name, type, argument, …)` becomes `long name( type argument, …)`. Returns whether the macro at
 * `index`, which begins a function, was one.
 */
export function maskSyscall(sheet: Sheet, index: number): boolean {
  const word = sheet.tokens[index];
  const close = sheet.textAt(index + 1) === '(' ? sheet.closerOf(index + 1) : undefined;
  if (close === undefined || !/^(?:COMPAT_)?SYSCALL(?:32)?_DEFINE[1-9]$/.test(word.text)) return false;
  const args = splitArguments(sheet, index + 1, close);
  if (args.length < 3) return false;
  sheet.replace(word.start, word.end, 'long');
  sheet.blank(sheet.tokens[index + 1].start, sheet.tokens[index + 1].end);
  const comma = sheet.tokens[args[0].after];
  sheet.replace(comma.start, comma.end, '(');
  for (let at = 1; at + 1 < args.length; at += 2) {
    const between = sheet.tokens[args[at].after];
    sheet.blank(between.start, between.end);
  }
  return true;
}

/** Any other macro that begins a function, as in `DEFINE_HANDLER(name) {`: it gets the type void and keeps its parentheses. */
export function maskDefiner(sheet: Sheet, index: number): void {
  const word = sheet.tokens[index];
  if (word.text.length > 5) sheet.replace(word.start, word.start + 5, 'void ');
}
