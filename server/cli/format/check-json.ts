import type { CheckResult, PlacedFinding, SkippedFunction } from '../check-result.ts';

/** Published as schemas/check.schema.json. */
export const checkSchema = 'urn:lazy-mmu-lens:check:1';

/** What the JSON holds. */
export interface CheckOutput {
  readonly $schema: typeof checkSchema;
  readonly version: 1;
  readonly findings: readonly PlacedFinding[];
  readonly analysed: {
    readonly files: number;
    readonly functions: number;
    readonly notAnalysed: readonly Omit<SkippedFunction, 'line'>[];
  };
}

/** The findings for programs. */
export function checkJson(result: CheckResult): string {
  const output: CheckOutput = {
    $schema: checkSchema,
    version: 1,
    findings: result.findings.map(({ fingerprint: _, ...finding }) => finding),
    analysed: {
      files: result.files,
      functions: result.functions,
      notAnalysed: result.notAnalysed.map(({ file, function: name, reason }) => ({ file, function: name, reason })),
    },
  };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
