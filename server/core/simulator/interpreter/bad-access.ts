import { addressSpace } from './runtime.ts';

/** Errors as pointers: include/linux/err.h, MAX_ERRNO. */
const firstErrorPointer = 0xffff_ffff_ffff_f001n;

/** True for an aligned access to one whole entry of a page table. `size` is in bytes. */
export function isTableEntry(address: number, size: number): boolean {
  const inTables = address >= addressSpace.tables && address + size <= addressSpace.tablesEnd;
  return inTables && address % 8 === 0 && size === 8;
}

/** Why an access of `size` bytes is not allowed, in words. `address` is unsigned. */
export function reasonOfBadAccess(address: bigint, size: number, verb: string): string {
  const access = `${verb} of ${size} bytes`;
  const place = `0x${address.toString(16)}`;
  if (address < BigInt(addressSpace.heap)) return `${access} at ${place}: the pointer is NULL or was never set`;
  if (address >= firstErrorPointer) return `${access} through an error pointer (${BigInt.asIntN(64, address)})`;
  const inTables = address >= BigInt(addressSpace.tables) && address < BigInt(addressSpace.tablesEnd);
  if (inTables) return `${access} at ${place}: page-table entries are 8 bytes, aligned`;
  return `${access} at ${place}: no object is there`;
}
