import type { LockStudy } from '../../core/simulator/studies/locks/lock-study.ts';

/** Published as schemas/simulation-locks.schema.json. */
export const locksSchema = 'urn:lazy-mmu-lens:simulation-locks:1';

export interface LocksOutput extends LockStudy {
  readonly $schema: typeof locksSchema;
}

/** The throughput curves for programs, with every cost that they rest on. */
export function locksJson(study: LockStudy): string {
  const output: LocksOutput = { $schema: locksSchema, ...study };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
