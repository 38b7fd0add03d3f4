/** What the panel shows as plain text, for a mail to a list: Markdown that reads as well when nothing renders it. */
import type {
  ComparisonWithRevision,
  EventName,
  MachineName,
  Scenario,
  SimulationChoices,
  SimulationReport,
  SimulationSweep,
} from '../../server/lsp/protocol.ts';
import { findingsOf, runWords } from '../findings.ts';
import { comparison, count, list, scenarioWords, variants, variantWords } from '../format.ts';
import { acrossWords, type GrowthControls } from '../growth/controls.ts';
import { drawnEvent, growthLines, sweptMachine } from '../growth/growth-plot.ts';
import { headline, headlineSentence } from '../headline.ts';
import { eventWords, machineWords } from '../machines.ts';
import { machinePlots } from '../plots.ts';
import { commandText, reproduction } from './command-line.ts';
import { indented, mailWidth, textTable, wrapped } from './text-table.ts';

export interface MailParts {
  readonly report: SimulationReport;
  /** What the host offered for the function: words for the preset, and the tree. */
  readonly choices: SimulationChoices;
  readonly sweep?: SimulationSweep;
  readonly controls: GrowthControls;
  readonly comparison?: ComparisonWithRevision;
}

/** Characters of a commit's name that people go by. */
const commitLength = 12;

/** Mail is read in any font and by any program. */
const paragraph = (text: string, first = ''): string => wrapped(text.replaceAll('→', '->').replaceAll('×', 'x'), first);

/** Counts per machine, the walker, the scenario, and what the counts rest on, in lines of 72 characters. */
export function mailText({ report, choices, sweep, controls, comparison: compared }: MailParts): string {
  const told = headline(report);
  const preset = choices.presets.find(({ name }) => name === report.scenario.preset);
  const blocks = [
    paragraph(`${report.function}() in ${report.file}:${report.line}${treeWords(choices.tree)}`),
    paragraph(`Simulated: ${preset ? `${preset.title}; ` : ''}${scenarioWords(report.scenario)}.`),
    ...(told ? [paragraph(`${headlineSentence(told)}.`)] : []),
    ...counts(report),
    ...(report.rangeCall ? [rangeCall(report.rangeCall)] : []),
    ...(sweep ? growth(sweep, controls) : []),
    ...(compared ? [revision(compared)] : []),
    ...failures(report),
    findings(report),
    assumptions(report),
    howToReproduce(report, preset?.scenario),
    paragraph('Predicted by Lazy MMU Lens, which runs the C of the tree on simulated machines; nothing was measured.'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Of which kernel, and what its lazy MMU mode can do. */
function treeWords(tree: SimulationChoices['tree']): string {
  if (tree === undefined) return ', in no kernel tree';
  const kernel = tree.kernel === undefined ? 'a kernel tree' : `Linux ${tree.kernel}`;
  return ` of ${kernel} (lazy MMU mode: ${tree.api})`;
}

const shortWords = { 'as-written': 'as written', 'no-lazy-mode': 'no lazy', 'with-range': 'range' } as const;

/** Machines go by the names that the command line knows: they are short. */
function counts(report: SimulationReport): string[] {
  const machines = machinePlots(report);
  const shown = variants.filter((variant) => report.results.some((result) => result.variant === variant));
  const rows = machines.flatMap(({ machine, plots }) =>
    plots.map(({ label, bars }, index) => [
      index === 0 ? machine : '',
      label,
      ...shown.map((variant) => {
        const value = bars.find((bar) => bar.variant === variant)?.value;
        return value === undefined ? '-' : count(value);
      }),
    ]),
  );
  const table = textTable(
    [
      { title: 'machine', align: 'left' },
      { title: 'event', align: 'left' },
      ...shown.map((variant) => ({ title: shortWords[variant], align: 'right' }) as const),
    ],
    rows,
  );
  const idle = machines.filter((each) => each.idle !== undefined).map(({ machine }) => machine);
  return [
    ...(rows.length > 0 ? [table] : []),
    ...(idle.length > 0 ? [paragraph(`None of what costs time happens on ${list(idle, 'or')}.`)] : []),
  ];
}

/** The call stands in a line of its own, however long: it is code. */
function rangeCall(call: NonNullable<SimulationReport['rangeCall']>): string {
  if ('refused' in call) return paragraph(`No range call here: ${call.refused}`);
  return `"range" is with this call in the place of the enable:\n\n    ${call.text}`;
}

function growth(sweep: SimulationSweep, controls: GrowthControls): string[] {
  const [event, machine] = [drawnEvent(sweep, controls), sweptMachine(sweep)];
  if (event === undefined || machine === undefined) return [];
  const { axis, from, to } = sweep.sweep;
  const laws = growthLines(sweep, event, axis).map(({ names, curve: { law, points, checked } }) => {
    const proof = law.exact ? `exact at all ${count(points.length + checked.length)} values` : 'an approximation';
    return paragraph(`${names}: ${law.words} (${proof})`, '- ');
  });
  const over = `${acrossWords[axis].title.toLowerCase()} from ${count(from)} to ${count(to)}`;
  return [[paragraph(`${eventWords[event].label} on ${machine} over ${over}:`), ...laws].join('\n')];
}

function revision({ comparison: { before, runs }, commit }: ComparisonWithRevision): string {
  const name = `${before.label} (${commit.slice(0, commitLength)})`;
  const changed = runs.flatMap(({ machine, variant, changes }) => {
    const metrics = machineWords[machine].metrics.map(({ event }): EventName => event);
    const costs = changes.filter(({ event }) => metrics.includes(event));
    if (costs.length === 0) return [];
    const words = costs.map(
      (change) =>
        `${count(change.before)} → ${count(change.after)} ${eventWords[change.event].many}, ${comparison(change.before, change.after)}`,
    );
    return [paragraph(`${machine}, ${variantWords[variant]}: ${words.join('; ')}`, '- ')];
  });
  if (changed.length === 0) return paragraph(`No count that costs time differs from ${name}.`);
  return [paragraph(`Since ${name}:`), ...changed].join('\n');
}

function failures({ failures: unfinished }: SimulationReport): string[] {
  if (unfinished.length === 0) return [];
  return [
    [
      'Not finished:',
      ...unfinished.map(({ machine, variant, reason, file, line }) =>
        paragraph(`${machine}, ${variantWords[variant]}: ${reason} (${file}:${line})`, '- '),
      ),
    ].join('\n'),
  ];
}

const named = (machine: MachineName): string => machine;

function findings(report: SimulationReport): string {
  const found = findingsOf(report);
  if (found.length === 0) return 'The sanitizer found nothing.';
  return [
    'Found by the sanitizer:',
    ...found.map(({ finding: { id, severity, status, file, line, message, entry }, runs }) => {
      const at = entry === undefined ? '' : `, first of entry ${count(report.scenario.start + entry.index)}`;
      return paragraph(
        `${file}:${line}: ${severity}: ${message} [${id}, ${status}${at}; ${runWords(runs, named)}]`,
        '- ',
      );
    }),
  ].join('\n');
}

function assumptions({ assumptions: all }: SimulationReport): string {
  const decisive = all.filter((each) => each.decisive);
  const rests =
    decisive.length === 0
      ? 'No count rests on an assumption.'
      : [
          'Assumed, and counts depend on it:',
          ...decisive.map(({ name, value, file, line }) => paragraph(`${name} = ${value} at ${file}:${line}`, '- ')),
        ].join('\n');
  const granted = [...new Set(all.flatMap(({ stated }) => (stated === undefined ? [] : [stated])))];
  return granted.length === 0 ? rests : `${rests}\n${paragraph(`Taken for granted: ${list(granted)}.`)}`;
}

/** The command that counts the same, with the scenario file that it needs, if any. */
function howToReproduce(report: SimulationReport, preset: Scenario | undefined): string {
  const { words, file } = reproduction(report, preset);
  const command = `To reproduce, in the root of the tree:\n\n${indented(commandText(words, mailWidth - 4))}`;
  if (file === undefined) return command;
  return `${command}\n\nwith this in ${file.name}:\n\n${indented(JSON.stringify(file.scenario, undefined, 1))}`;
}
