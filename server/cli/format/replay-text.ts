import { count } from '../../core/count.ts';
import type { Replay, ReplayPlace, ReplayStep } from '../../core/simulator/replay/replay.ts';
import { scenarioText } from '../../core/simulator/scenario-words.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';
import { variantTitles } from './variants.ts';

/** `change_pte_range:356`, with the walker's line where another function was called from there. */
function placeText({ function: name, line, walkerLine }: ReplayPlace): string {
  if (line < 1) return 'caller';
  const from = walkerLine < 1 || walkerLine === line ? '' : `, from ${walkerLine}`;
  return `${name}:${line}${from}`;
}

function entriesText({ on }: ReplayStep): string {
  if (on === undefined) return '';
  const { first, entries, destination } = on;
  return `${destination ? 'to ' : ''}${entries === 1 ? first : `${first}–${first + entries - 1}`}`;
}

/** What the replay leaves out. */
function cutLines({ cut, scenario }: Replay): string[] {
  return [
    ...(cut?.ofEntries === undefined ? [] : [`Only the first ${scenario.entries} of ${cut.ofEntries} entries.`]),
    ...(cut?.moreSteps === undefined ? [] : [`${count(cut.moreSteps, 'more step')} left out: simulate fewer entries.`]),
  ];
}

/** Every step of a run for people, one to a line. */
export function replayText(replay: Replay, path: string, terminal: Terminal): string {
  const { function: name, machine, variant, steps, places, sentences } = replay;
  const rows = steps.map((step, index) => {
    const place = places[step.place];
    return [
      `${index + 1}`,
      entriesText(step),
      place === undefined ? '' : placeText(place),
      (sentences[step.sentence] ?? '').replaceAll('`', ''),
    ];
  });
  const columns = [
    { title: 'step', align: 'right' },
    { title: 'entry', align: 'right' },
    { title: 'line', align: 'left' },
    { title: '', align: 'left' },
  ] as const;
  return [
    terminal.paint(
      'bold',
      `${path}: ${name}() on ${machine}, ${variantTitles[variant]}: ${count(steps.length, 'step')}`,
    ),
    scenarioText(replay.scenario),
    ...cutLines(replay),
    '',
    ...table(columns, rows),
    '',
  ].join('\n');
}
