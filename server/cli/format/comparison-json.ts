import type { SimulationComparison } from '../../core/simulator/studies/comparison.ts';

/** Published as schemas/simulation-comparison.schema.json. */
export const comparisonSchema = 'urn:lazy-mmu-lens:simulation-comparison:1';

export interface ComparisonOutput extends SimulationComparison {
  readonly $schema: typeof comparisonSchema;
  /** Full name of the commit that `before` was read from. */
  readonly commit: string;
}

/** The comparison for programs. */
export function comparisonJson(comparison: SimulationComparison, commit: string): string {
  const output: ComparisonOutput = { $schema: comparisonSchema, commit, ...comparison };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
