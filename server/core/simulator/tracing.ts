import type { MachineProgram } from './programs.ts';
import type { LineCounts } from './report.ts';
import type { FindingRecorder } from './sanitizer/finding-recorder.ts';
import type { Scenario } from './scenario.ts';

/**
 * Entries of the longest range that is traced whole. Keeping account of calls and watching every update costs about a
 * third of a run's time, so of a longer range its first part is run a second time, traced.
 */
const tracedEntries = 1024;

/** The range is traced in the run that counts. */
export function isTracedWhole({ entries }: Scenario): boolean {
  return entries <= tracedEntries;
}

/** The part of a range that is traced: the whole of a short one. */
export function tracedPart(scenario: Scenario): Scenario {
  return isTracedWhole(scenario) ? scenario : { ...scenario, entries: tracedEntries };
}

/** What the traced part of a long range has shown. */
interface TracedPart {
  readonly lines: readonly LineCounts[];
  readonly found: FindingRecorder;
}

const known = new WeakMap<MachineProgram, { readonly key: string; readonly part: TracedPart }>();

/**
 * The traced part of a long range, run unless it was the last that its program has run: of ranges that differ in their
 * length alone, as in a sweep, it is the same. `choices` are all that it depends on besides the program. A run that fails is
 * not kept.
 */
export function tracedOnce(
  program: MachineProgram,
  choices: readonly unknown[],
  run: (program: MachineProgram) => TracedPart,
): TracedPart {
  const key = JSON.stringify(choices);
  const last = known.get(program);
  if (last?.key === key) return last.part;
  const part = run(program);
  known.set(program, { key, part });
  return part;
}

/** Lines of an untraced run with the walker's lines that led there in the traced part, where it was one alone. */
export function withWalkerLines(lines: readonly LineCounts[], traced: readonly LineCounts[]): readonly LineCounts[] {
  return lines.map((each) => {
    const known = traced.filter(({ file, line }) => file === each.file && line === each.line);
    return known.length === 1 ? { ...each, walkerLine: known[0].walkerLine } : each;
  });
}
