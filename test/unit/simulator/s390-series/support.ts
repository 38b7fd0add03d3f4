import type { MachineOptions } from '../../../../server/core/simulator/arch/machine-options.ts';
import { type Bench, bench, mm, vma } from '../support.ts';

export type Series = MachineOptions['series'];
export const allSeries: readonly Series[] = ['v2', 'v5', 'v6'];

export function machine(series: Series, options: Partial<MachineOptions> = {}, attached = 2): Bench {
  const b = bench('s390-ipte-range', { attached, machine: { series, ...options } });
  b.fill(256);
  return b;
}

export function arm(b: Bench, entries = 256, first = 0): void {
  b.call('lazy_mmu_mode_enable_with_ptes', mm, b.virtual(first), b.virtual(first + entries), b.at(first));
}

export function protect(b: Bench, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const old = b.call('ptep_modify_prot_start', vma, b.virtual(i), b.at(i));
    b.call('ptep_modify_prot_commit', vma, b.virtual(i), b.at(i), old, b.call('pte_wrprotect', old));
  }
}

/** First entry and length of every IPTE. */
export function iptes(b: Bench): (readonly [number, number])[] {
  return b.world.events.runs.filter(({ event }) => event === 'ipte').map(({ first, entries }) => [first, entries]);
}

export function inInterrupt(b: Bench, action: () => void): void {
  b.world.lazy.inInterrupt = true;
  action();
  b.world.lazy.inInterrupt = false;
}
