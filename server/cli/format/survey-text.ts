import type { Survey, SurveyRefusal } from '../simulate-all.ts';
import type { Terminal } from '../terminal.ts';
import { count } from './count.ts';
import { eventTitles } from './events.ts';
import { table } from './table.ts';

function refusalLine({ walker, file, line, machine, reason }: SurveyRefusal, toPath: (file: string) => string): string {
  const place = line > 0 ? `${toPath(file)}:${line}` : toPath(file);
  const subject = [walker === undefined ? '' : `${walker}()`, machine ?? ''].filter((part) => part !== '').join(' on ');
  return `  ${place}: ${subject === '' ? '' : `${subject}: `}${reason}`;
}

/** One table of all walkers, and below it what could not be run. */
export function surveyText(
  { kernel, runs, refusals }: Survey,
  toPath: (file: string) => string,
  terminal: Terminal,
): string {
  const shown = eventTitles.filter(({ event, always }) => always || runs.some(({ counts }) => counts[event] > 0));
  const [title, ...rows] = table(
    [
      { title: 'walker', align: 'left' },
      { title: 'kernel', align: 'left' },
      { title: 'machine', align: 'left' },
      ...shown.map(({ title: event }) => ({ title: event, align: 'right' }) as const),
      { title: 'counts rest on', align: 'left' },
    ],
    runs.map(({ walker, machine, counts, restsOn }) => [
      walker,
      kernel,
      machine,
      ...shown.map(({ event }) => String(counts[event])),
      restsOn.join(', '),
    ]),
  );
  const walkers = new Set(runs.map(({ file, walker }) => `${file} ${walker}`)).size;
  const blocks = [
    ...(runs.length === 0 ? [] : [[terminal.paint('bold', title), ...rows]]),
    [`${count(walkers, 'walker')} run as written.`],
    ...(refusals.length === 0 ? [] : [['Could not be run:', ...refusals.map((each) => refusalLine(each, toPath))]]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
