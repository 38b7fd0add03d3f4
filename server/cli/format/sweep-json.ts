import type { Sweep } from '../simulate-all.ts';

/** Published as schemas/simulation-sweep.schema.json. */
export const sweepSchema = 'urn:lazy-mmu-lens:simulation-sweep:1';

export interface SweepOutput extends Sweep {
  readonly $schema: typeof sweepSchema;
  readonly version: 1;
}

/** The table for programs, with every count. */
export function sweepJson(sweep: Sweep): string {
  const output: SweepOutput = { $schema: sweepSchema, version: 1, ...sweep };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
