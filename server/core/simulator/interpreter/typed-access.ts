import { convertWord } from './integers.ts';
import type { Heap } from './memory.ts';
import type { Storage } from './program.ts';
import type { Word } from './runtime.ts';

/** The load of one storage; of a record or array there is none, and it ends the run. */
export function loaderOf(memory: Heap, storage: Storage): (address: Word) => Word {
  switch (storage) {
    case 'bool':
    case 'u8':
      return (address) => memory.loadU8(address, 0, -1);
    case 's8':
      return (address) => memory.loadS8(address, 0, -1);
    case 'u16':
      return (address) => memory.loadU16(address, 0, -1);
    case 's16':
      return (address) => memory.loadS16(address, 0, -1);
    case 'u32':
      return (address) => memory.loadU32(address, 0, -1);
    case 's32':
      return (address) => memory.loadS32(address, 0, -1);
    case 's64':
      return (address) => memory.loadS64(address, 0, -1);
    case 'u64':
      return (address) => memory.loadU64(address, 0, -1);
    case 'aggregate':
      return () => memory.fail('a record or array is not one value; load its members', -1);
  }
}

/** Stores a value as one storage, which it is converted to. */
export function storeAs(memory: Heap, address: Word, storage: Storage, value: Word, site: number): void {
  switch (storage) {
    case 'aggregate':
      memory.fail('a record or array is not one value; store its members', site);
      break;
    case 'u64':
    case 's64':
      memory.store64(address, 0, value, site);
      break;
    default: {
      const converted = Number(convertWord(value, storage));
      if (storage === 'u32' || storage === 's32') memory.store32(address, 0, converted, site);
      else if (storage === 'u16' || storage === 's16') memory.store16(address, 0, converted, site);
      else memory.store8(address, 0, converted, site);
    }
  }
}
