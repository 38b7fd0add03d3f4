import type { RunResult, SimulationReport } from '../../core/simulator/report.ts';
import type { Interruption } from '../../core/simulator/scenario.ts';
import { count } from './count.ts';
import { countsText } from './events.ts';
import { variantTitles } from './variants.ts';

function placeText({ line, function: name, occurrence = 1, work = [] }: Interruption, file: string): string {
  const place = line === undefined ? `before ${name}()` : `at ${file}:${line}`;
  const which = occurrence === 0 ? ', every time' : occurrence === 1 ? '' : `, time ${occurrence}`;
  return `${place}${which}${work.length === 0 ? '' : `: ${work.join(', ')}`}`;
}

function resultText({ machine, variant, interruptions }: RunResult, index: number, compared: boolean): string {
  const { times, counts, effects } = interruptions[index];
  const name = compared ? `${machine}, ${variantTitles[variant]}` : machine;
  if (times === 0) return `    ${name}: does not happen: the walker does not come there`;
  const cost = countsText(counts);
  const told = effects.map((each) =>
    each.times === 1 ? each.effect : `${each.effect} (${count(each.times, 'time')})`,
  );
  return `    ${name}: ${[...(cost === '' ? [] : [cost]), ...told].join('; ') || 'nothing waits, and nothing is executed'}`;
}

/** What each machine made of each interruption of the scenario. Empty when there are none. */
export function interruptionLines({ file, results, scenario }: SimulationReport): string[] {
  const compared = results.some(({ variant }) => variant !== 'as-written');
  return scenario.interruptions.flatMap((interruption, index) => [
    `  ${interruption.kind} ${placeText(interruption, file)}`,
    ...results.map((result) => resultText(result, index, compared)),
  ]);
}
