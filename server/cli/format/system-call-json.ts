import type { SystemCallReport } from '../../core/simulator/system-calls/report.ts';

/** Published as schemas/system-call.schema.json. */
export const systemCallSchema = 'urn:lazy-mmu-lens:system-call:1';

/** The whole report for programs. */
export function systemCallJson(report: SystemCallReport): string {
  return `${JSON.stringify({ $schema: systemCallSchema, ...report }, undefined, 2)}\n`;
}
