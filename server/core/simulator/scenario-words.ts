import { count } from '../count.ts';
import type { Scenario } from './scenario.ts';

function populationText({ population }: Scenario): string {
  if (typeof population === 'string') return population;
  return population.map(({ entries, state }) => `${entries} ${state}`).join(', ');
}

/** A scenario in one line. */
export function scenarioText(scenario: Scenario): string {
  const { entries, start, folioOrder, attachedCpus, maskCpus, fullmm, preset } = scenario;
  const order = folioOrder > 0 ? `, folios of ${2 ** folioOrder} pages` : '';
  const mask = maskCpus === attachedCpus ? '' : ` (${maskCpus} with TLB entries)`;
  return [
    `${count(entries, 'entry', 'entries')} from index ${start} (${populationText(scenario)}${order})`,
    `${count(attachedCpus, 'CPU')}${mask}`,
    ...(fullmm ? ['whole address space torn down'] : []),
    ...(preset === undefined ? [] : [`preset ${preset}`]),
  ].join(', ');
}
