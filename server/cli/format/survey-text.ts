import { count } from '../../core/count.ts';
import { eventTitles } from '../../core/simulator/event-words.ts';
import type { SurveyRefusal, TreeSurvey } from '../simulate-all.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';

/** How a file of a tree is spelt for people. */
type ToPath = (tree: string, file: string) => string;

function refusalLines(
  title: string,
  surveys: readonly TreeSurvey[],
  refusalsOf: (survey: TreeSurvey) => readonly SurveyRefusal[],
  toPath: ToPath,
): readonly string[][] {
  const lines = surveys.flatMap((survey) =>
    refusalsOf(survey).map(({ walker, file, line, machine, reason }) => {
      const path = toPath(survey.tree, file);
      const parts = [walker === undefined ? '' : `${walker}()`, machine ?? ''].filter((part) => part !== '');
      const subject = parts.length === 0 ? '' : `${parts.join(' on ')}: `;
      return `  ${line > 0 ? `${path}:${line}` : path}: ${subject}${reason}`;
    }),
  );
  return lines.length === 0 ? [] : [[title, ...lines]];
}

function countTable(surveys: readonly TreeSurvey[], terminal: Terminal): readonly string[][] {
  const runs = surveys.flatMap(({ kernel, runs: own }) => own.map((run) => ({ kernel, ...run })));
  if (runs.length === 0) return [];
  const shown = eventTitles.filter(({ event, always }) => always || runs.some(({ counts }) => counts[event] > 0));
  const [title, ...rows] = table(
    [
      { title: 'walker', align: 'left' },
      { title: 'kernel', align: 'left' },
      { title: 'machine', align: 'left' },
      ...shown.map(({ title: event }) => ({ title: event, align: 'right' }) as const),
      { title: 'findings', align: 'right' },
      { title: 'counts rest on', align: 'left' },
    ],
    runs.map(({ walker, kernel, machine, counts, findings, restsOn }) => [
      walker,
      kernel,
      machine,
      ...shown.map(({ event }) => String(counts[event])),
      String(findings.length),
      restsOn.join(', '),
    ]),
  );
  return [[terminal.paint('bold', title), ...rows]];
}

/** Each finding of the sanitizer once, with the machines that show it. */
function findingLines(surveys: readonly TreeSurvey[], toPath: ToPath): readonly string[][] {
  const machines = new Map<string, string[]>();
  for (const { tree, runs } of surveys) {
    for (const { walker, machine, findings } of runs) {
      for (const { id, message, file, line, times } of findings) {
        const text = `  ${toPath(tree, file)}:${line}: ${id} in ${walker}(), ×${times}: ${message}`;
        const known = machines.get(text) ?? [];
        machines.set(text, known);
        known.push(machine);
      }
    }
  }
  if (machines.size === 0) return [];
  return [['Found in these runs:', ...[...machines].map(([text, names]) => `${text} (${names.join(', ')})`)]];
}

function summary({ kernel, runs }: TreeSurvey): string {
  const walkers = new Set(runs.map(({ file, walker }) => `${file} ${walker}`)).size;
  const resting = new Set(runs.filter(({ restsOn }) => restsOn.length > 0).map(({ walker }) => walker)).size;
  const rest = resting === 0 ? 'no count rests on an assumption' : `counts of ${resting} rest on assumptions`;
  return `${kernel}: ${count(walkers, 'walker')} run as written, ${count(runs.length, 'run')}; ${rest}.`;
}

/** One table of all walkers of all trees, and below it what was not run. */
export function surveyText(surveys: readonly TreeSurvey[], toPath: ToPath, terminal: Terminal): string {
  const blocks = [
    ...countTable(surveys, terminal),
    surveys.map(summary),
    ...findingLines(surveys, toPath),
    ...refusalLines('Could not be run:', surveys, ({ refusals }) => refusals, toPath),
    ...refusalLines('Passed over:', surveys, ({ passedOver }) => passedOver, toPath),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
