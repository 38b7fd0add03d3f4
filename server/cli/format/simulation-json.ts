import type { SimulationReport } from '../../core/simulator/report.ts';

/** Published as schemas/simulation.schema.json. */
export const simulationSchema = 'urn:lazy-mmu-lens:simulation:1';

/** The whole report for programs. */
export function simulationJson(report: SimulationReport): string {
  return `${JSON.stringify({ $schema: simulationSchema, ...report }, undefined, 2)}\n`;
}
