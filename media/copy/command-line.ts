/** The command that counts the same again outside of any editor. */
import type { Scenario, SimulationReport } from '../../server/lsp/protocol.ts';
import { machineWords } from '../machines.ts';
import { scenarioFile } from '../scenario-editor/scenario-file.ts';

export interface Reproduction {
  /** Words of the command, quoted for a shell; an option and its value are one. */
  readonly words: readonly string[];
  /** The scenario file that it names, where options cannot say what the scenario does. */
  readonly file?: { readonly name: string; readonly scenario: Partial<Scenario> };
}

const fileName = 'scenario.json';

/** How to run what a report is of; `preset` is the scenario of its preset, where that is known. */
export function reproduction(report: SimulationReport, preset: Scenario | undefined): Reproduction {
  const { file, function: name, scenario, results, failures } = report;
  const machines = [...new Set([...results, ...failures].map(({ machine }) => machine))];
  const isCompared = [...results, ...failures].some(({ variant }) => variant !== 'as-written');
  const options = preset && optionsFor(scenario, preset);
  const written = scenarioFile(scenario, preset);
  return {
    words: [
      'lazy-mmu simulate',
      quoted(`${file}:${name}`),
      '--machine',
      ...(machines.length === Object.keys(machineWords).length ? ['all'] : machines),
      ...(isCompared ? ['--compare'] : []),
      ...(options ? [`--preset ${quoted(scenario.preset ?? '')}`, ...options] : [`--scenario ${fileName}`]),
    ],
    ...(options ? {} : { file: { name: fileName, scenario: written } }),
  };
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Maps of a scenario that an option each adds a pair to. */
const maps = {
  arguments: '--argument',
  assume: '--assume',
  config: '--config',
  machine: '--option',
  limits: '--limit',
} as const;

const numbers = {
  entries: '--entries',
  start: '--start',
  folioOrder: '--folio-order',
  destinationStart: '--destination-start',
  otherPages: '--other-pages',
} as const;

/** What a scenario has over its preset, as options; undefined for what no option says. */
function optionsFor(scenario: Scenario, preset: Scenario): readonly string[] | undefined {
  const differs = (name: keyof Scenario) => !isSame(scenario[name] ?? {}, preset[name] ?? {});
  if (scenario.preset === undefined || scenario.preset !== preset.preset) return undefined;
  if (differs('interruptions')) return undefined;
  if (differs('population') && typeof scenario.population !== 'string') return undefined;
  if (differs('fullmm') && !scenario.fullmm) return undefined;
  const options: string[] = [];
  for (const [name, option] of Object.entries(numbers) as [keyof typeof numbers, string][]) {
    if (!differs(name)) continue;
    if (scenario[name] === undefined) return undefined;
    options.push(`${option} ${scenario[name]}`);
  }
  if (differs('population')) options.push(`--pattern ${scenario.population}`);
  if (differs('attachedCpus')) options.push(`--cpus ${scenario.attachedCpus}`);
  const usualMask = differs('attachedCpus') ? scenario.attachedCpus : preset.maskCpus;
  if (scenario.maskCpus !== usualMask) options.push(`--mask-cpus ${scenario.maskCpus}`);
  if (differs('fullmm')) options.push('--fullmm');
  for (const [name, option] of Object.entries(maps) as [keyof typeof maps, string][]) {
    if (!differs(name)) continue;
    const pairs = Object.entries(scenario[name] ?? {});
    // What is given takes the place of all that the preset has.
    if (pairs.length === 0) return undefined;
    options.push(...pairs.map(([key, value]) => `${option} ${quoted(`${key}=${valueText(value)}`)}`));
  }
  return options;
}

function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** The command in lines that fit, joined as a shell takes them. */
export function commandText(words: readonly string[], width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width - 2) {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
