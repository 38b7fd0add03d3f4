import { override, type Primitive, primitive } from '../machine/world.ts';
import { arm64UpdateRows, emitBarriers, needsBarriers, upperStores } from './arm64.ts';
import { withContpte } from './arm64-contpte-rows.ts';
import { kernelMapRows } from './arm64-kernel-map.ts';
import { protectionRows } from './arm64-protection.ts';
import { tlbFlushRows } from './arm64-tlb-flush.ts';
import { commonEntryRows } from './entry-common.ts';
import { genericRows } from './generic.ts';

const eagerStores: readonly Primitive[] = [
  ...upperStores((world) => () => emitBarriers(world)),
  primitive('void set_pte(pte_t *, pte_t)', 'arch/arm64/include/asm/pgtable.h (6.12)', (world) => {
    const { tables } = world;
    return (address, entry) => {
      tables.write(address, entry);
      if (needsBarriers(entry)) emitBarriers(world);
    };
  }),
];

/** arm64 as in 6.12: no lazy MMU mode, barriers with every kernel mapping. */
export const arm64EagerRows: readonly Primitive[] = withContpte(
  override(
    commonEntryRows,
    genericRows,
    tlbFlushRows('6.12'),
    arm64UpdateRows,
    protectionRows('6.12'),
    eagerStores,
    kernelMapRows,
  ),
  '6.12',
);
