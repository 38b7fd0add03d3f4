import type { SimulationSweep } from '../../core/simulator/studies/sweep/sweep.ts';

/** Published as schemas/simulation-sweep.schema.json. */
export const sweepSchema = 'urn:lazy-mmu-lens:simulation-sweep:1';

export interface SweepOutput extends SimulationSweep {
  readonly $schema: typeof sweepSchema;
}

/** The curves for programs, with every value that was measured. */
export function sweepJson(sweep: SimulationSweep): string {
  const output: SweepOutput = { $schema: sweepSchema, ...sweep };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
