import type { CheckResult } from '../check-result.ts';

/** Published as schemas/check.schema.json. */
export const checkSchema = 'urn:lazy-mmu-lens:check:1';

/** The findings for programs. */
export function checkJson(result: CheckResult): string {
  const shape = {
    $schema: checkSchema,
    version: 1,
    findings: result.findings,
    analysed: {
      files: result.files,
      functions: result.functions,
      notAnalysed: result.notAnalysed.map(({ file, function: name, reason }) => ({ file, function: name, reason })),
    },
  };
  return `${JSON.stringify(shape, undefined, 2)}\n`;
}
