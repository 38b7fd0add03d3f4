import type { SimulationReport } from '../../server/lsp/protocol.ts';

/** The report as the command line prints it with --json. */
export function reportJson(report: SimulationReport): string {
  return `${JSON.stringify({ $schema: `urn:lazy-mmu-lens:simulation:${report.version}`, ...report }, undefined, 2)}\n`;
}
