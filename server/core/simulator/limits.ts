import type { Scenario } from './scenario.ts';
import type { Properties, Property } from './scenario-shape/shape.ts';

/** What one run of a walker may use before it is stopped. A run that hits one becomes a failure of the report. */
export interface RunLimits {
  /** Statements of C. */
  readonly steps: number;
  /** C calls within each other. */
  readonly depth: number;
  /** Mebibytes of simulated heap and stack; only what is used is allocated. */
  readonly memory: number;
  /** Seconds from the first statement to the last, where the caller gives a clock. */
  readonly seconds: number;
}

/** Mebibytes of the thread that simulations run in, besides their simulated memory: trees, compiled code, reports. */
export const threadMemory = 1024;

/** Entries of the largest range whose page tables and pages are in memory at once. */
export const entriesInMemory = 2 ** 18;

/** A walker needs some dozens of statements for an entry, thousands when it splits and starts over. */
const stepsPerEntry = 10_000;
const stepsAtLeast = 1_000_000;

const usualLimits: Omit<RunLimits, 'steps'> = { depth: 200, memory: 512, seconds: 60 };

/** The limits as properties of a scenario. The most that each can be keeps the simulator itself from failing first. */
export const limitProperties = {
  steps: {
    description: `Statements of C; ${stepsAtLeast} and ${stepsPerEntry} for each entry when absent.`,
    shape: { kind: 'integer', least: 1, most: 1e12 },
  },
  depth: {
    description: 'C calls within each other.',
    shape: { kind: 'integer', least: 1, most: 1000 },
    usual: usualLimits.depth,
  },
  memory: {
    description: 'Mebibytes of simulated heap and stack; only what is used is allocated.',
    shape: { kind: 'integer', least: 1, most: 1023 },
    usual: usualLimits.memory,
  },
  seconds: {
    description: 'Seconds that the run of one machine and variant may take.',
    shape: { kind: 'integer', least: 1, most: 86_400 },
    usual: usualLimits.seconds,
  },
} satisfies Readonly<Record<keyof RunLimits, Property>> as Properties;

export const limitNames = Object.keys(limitProperties) as readonly (keyof RunLimits)[];

/** The limits of a run: those that the scenario sets, over the usual ones. */
export function limitsOf({ limits, entries }: Scenario): RunLimits {
  const steps = stepsAtLeast + stepsPerEntry * Math.min(entries, entriesInMemory);
  return { ...usualLimits, steps, ...limits };
}

/** What to do about a limit that was hit: the property of the scenario that raises it. */
export function raiseLimit(name: keyof RunLimits): string {
  return `raise "limits.${name}" of the scenario, or simulate less`;
}
