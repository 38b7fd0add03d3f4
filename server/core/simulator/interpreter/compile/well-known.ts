import { MacroTable } from '../../../syntax/scan/macros.ts';
import {
  boolType,
  type IntegerType,
  intType,
  longType,
  unsignedLongType,
  unsignedType,
  voidPointer,
} from '../types.ts';
import type { FunctionContext } from './context.ts';
import { constant, type Value } from './emitted.ts';

const limits: ReadonlyMap<string, readonly [bigint, IntegerType]> = new Map([
  ['U8_MAX', [0xffn, intType]],
  ['S8_MAX', [0x7fn, intType]],
  ['U16_MAX', [0xffffn, intType]],
  ['S16_MAX', [0x7fffn, intType]],
  ['INT_MAX', [0x7fff_ffffn, intType]],
  ['INT_MIN', [-0x8000_0000n, intType]],
  ['S32_MAX', [0x7fff_ffffn, intType]],
  ['UINT_MAX', [0xffff_ffffn, unsignedType]],
  ['U32_MAX', [0xffff_ffffn, unsignedType]],
  ['LONG_MAX', [0x7fff_ffff_ffff_ffffn, longType]],
  ['LONG_MIN', [-0x8000_0000_0000_0000n, longType]],
  ['S64_MAX', [0x7fff_ffff_ffff_ffffn, longType]],
  ['LLONG_MAX', [0x7fff_ffff_ffff_ffffn, longType]],
  ['ULONG_MAX', [0xffff_ffff_ffff_ffffn, unsignedLongType]],
  ['ULLONG_MAX', [0xffff_ffff_ffff_ffffn, unsignedLongType]],
  ['U64_MAX', [0xffff_ffff_ffff_ffffn, unsignedLongType]],
  ['SIZE_MAX', [0xffff_ffff_ffff_ffffn, unsignedLongType]],
  ['MAX_ERRNO', [4095n, intType]],
]);

/** The error numbers that memory management returns; they are part of the kernel's ABI. */
const errors: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  ENOEXEC: 8,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  EINVAL: 22,
  ENOSPC: 28,
  ERANGE: 34,
  ENOSYS: 38,
  EOVERFLOW: 75,
  EOPNOTSUPP: 95,
  EHWPOISON: 133,
  ERESTARTSYS: 512,
  EPROBE_DEFER: 517,
};

/** Names that mean the same in every kernel: they are not looked for in its headers. */
export function wellKnownName(name: string): Value | undefined {
  if (name === 'NULL') return constant(0n, voidPointer);
  if (name === 'true' || name === 'false') return constant(name === 'true' ? 1n : 0n, boolType);
  const limit = limits.get(name);
  if (limit) return constant(...limit);
  return Object.hasOwn(errors, name) ? constant(BigInt(errors[name]), intType) : undefined;
}

/** An option or number of the configuration, for when no header at hand defines it. */
export function configuredName(f: FunctionContext, name: string): Value | undefined {
  const { configuration } = f.linkage.options;
  if (!configuration.defines.has(name) && !name.startsWith('CONFIG_')) return undefined;
  const table = new MacroTable(configuration);
  return table.isDefined(name) ? constant(table.valueOf(name), intType) : undefined;
}
