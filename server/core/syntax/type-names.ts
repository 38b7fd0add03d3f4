/** Names that are types although no keyword says so: what `(name)(x)` and `sizeof(name)` are read by. */
const typeNames = new Set([
  ...['8', '16', '32', '64'].flatMap((bits) => [`u${bits}`, `s${bits}`, `__u${bits}`, `__s${bits}`]),
  ...['16', '32', '64'].flatMap((bits) => [`__le${bits}`, `__be${bits}`]),
  ...['bool', 'int', 'char', 'long', 'short', 'void', 'float', 'double', 'size_t', 'ssize_t', '_Bool', '__int128'],
  ...[
    'uint',
    'ulong',
    'ushort',
    'unchar',
    '__auto_type',
    'cycles_t',
    'phys_addr_t',
    'u128',
    's128',
    '__s128',
    '__u128',
  ],
]);

/** Whether a lone name in parentheses is a type by the kernel's naming: fixed-width words and `…_t`. */
export function isTypeName(name: string): boolean {
  return typeNames.has(name) || /^[a-z_]\w*_t$/.test(name);
}

/** Which arguments of a macro are types, by position from 0. */
const typeArguments: ReadonlyMap<string, readonly number[]> = new Map([
  ['min_t', [0]],
  ['max_t', [0]],
  ['clamp_t', [0]],
  ['container_of', [1]],
  ['container_of_const', [1]],
  ['list_entry', [1]],
  ['list_first_entry', [1]],
  ['list_last_entry', [1]],
  ['list_first_entry_or_null', [1]],
  ['hlist_entry', [1]],
  ['hlist_entry_safe', [1]],
  ['hlist_bl_entry', [1]],
  ['llist_entry', [1]],
  ['rb_entry', [1]],
  ['rb_entry_safe', [1]],
  ['offsetof', [0]],
  ['__alignof__', [0]],
  ['va_arg', [1]],
  ['typecheck', [0]],
  ['__native_word', [0]],
  ['DIV_ROUND_UP_CAST', [0]],
  ['sizeof_field', [0]],
  ['offsetofend', [0]],
  ['struct_size_t', [0]],
  ['type_min', [0]],
  ['type_max', [0]],
]);

export function isTypeArgument(macro: string, index: number): boolean {
  return typeArguments.get(macro)?.includes(index) ?? false;
}
