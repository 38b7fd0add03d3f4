import { count } from '../../core/count.ts';
import { countsText } from '../../core/simulator/event-words.ts';
import type { RunResult } from '../../core/simulator/report.ts';
import type { Interruption, Scenario } from '../../core/simulator/scenario.ts';
import { variantTitles } from './variants.ts';

function placeText({ line, function: name, occurrence = 1, work = [] }: Interruption, file: string): string {
  const place = line === undefined ? `before ${name}()` : `at ${file}:${line}`;
  const which = occurrence === 0 ? ', every time' : occurrence === 1 ? '' : `, time ${occurrence}`;
  return `${place}${which}${work.length === 0 ? '' : `: ${work.join(', ')}`}`;
}

type InterruptedRun = Pick<RunResult, 'machine' | 'variant' | 'interruptions'>;

/** The part of a report that is about interruptions. */
export interface InterruptedReport {
  /** File that lines are counted in. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly results: readonly InterruptedRun[];
}

function resultText({ machine, variant, interruptions }: InterruptedRun, index: number, compared: boolean): string {
  const { times, counts, effects } = interruptions[index];
  const name = compared ? `${machine}, ${variantTitles[variant]}` : machine;
  if (times === 0) return `    ${name}: does not happen: nothing comes there`;
  const cost = countsText(counts);
  const told = effects.map((each) =>
    each.times === 1 ? each.effect : `${each.effect} (${count(each.times, 'time')})`,
  );
  return `    ${name}: ${[...(cost === '' ? [] : [cost]), ...told].join('; ') || 'nothing waits, and nothing is executed'}`;
}

/** What each machine made of each interruption of the scenario. Empty when there are none. */
export function interruptionLines({ file, results, scenario }: InterruptedReport): string[] {
  const compared = results.some(({ variant }) => variant !== 'as-written');
  return scenario.interruptions.flatMap((interruption, index) => [
    `  ${interruption.kind} ${placeText(interruption, file)}`,
    ...results.map((result) => resultText(result, index, compared)),
  ]);
}
