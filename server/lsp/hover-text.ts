import type { ApiCallDescription, Description, ModeHere, PrimitiveDescription } from '../core/describe.ts';
import { machineOf } from '../core/simulator/arch/machines.ts';
import type { MachineName } from '../core/simulator/arch/names.ts';

/** How a hover names a line, from 1: as a link where the client shows Markdown. */
export type NameLine = (line: number) => string;

/** A description as an editor shows it: short, the name first, facts of this place below. */
export function hoverMarkdown(description: Description, nameLine: NameLine): string {
  return description.kind === 'api-call' ? apiCall(description, nameLine) : primitive(description);
}

/** The same for a client that shows text as it is. */
export function hoverText(description: Description): string {
  const { name, summary } = description;
  const facts =
    description.kind === 'api-call'
      ? [...factsOf(description, (line) => `line ${line}`), description.difference ?? '']
      : [modes[description.mode], ...costsOf(description)];
  return [`${name}(): ${summary}`, ...facts.filter(Boolean).map((fact) => fact.replaceAll('`', ''))].join('\n');
}

function apiCall(description: ApiCallDescription, nameLine: NameLine): string {
  const facts = factsOf(description, nameLine).map((fact) => `- ${fact}`);
  return [`\`${description.name}()\`: ${description.summary}`, facts.join('\n')].join('\n\n');
}

function factsOf(description: ApiCallDescription, nameLine: NameLine): string[] {
  const { effect, before, ranges, matching } = description;
  const reached = before.length === 0 ? 'No path leads here.' : `Mode before it: ${before.join('; or ')}.`;
  const armed = ranges.map(({ text, line, isLost }) => {
    const lost = isLost ? ', lost in a pause since' : '';
    return `Range before it: \`${text}\`, told on ${nameLine(line)}${lost}.`;
  });
  return [reached, ...armed, ...matchingFact(effect, matching, nameLine)];
}

function matchingFact(
  effect: ApiCallDescription['effect'],
  matching: ApiCallDescription['matching'],
  nameLine: NameLine,
): string[] {
  if (matching.length === 0) return [];
  const names = [...new Set(matching.map(({ name }) => name))];
  const calls = names.map((name) => {
    const lines = matching.filter((each) => each.name === name).map(({ line }) => nameLine(line));
    return `\`${name}()\` on ${inWords(lines)}`;
  });
  return [`${effect.startsWith('enable') ? 'Ended by' : 'Ends the section of'} ${inWords(calls)}.`];
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

const modes: Readonly<Record<ModeHere, string>> = {
  on: 'Lazy MMU mode is on here.',
  paused: 'Lazy MMU mode is paused here.',
  off: 'Lazy MMU mode is off here.',
  unknown: 'Whether lazy MMU mode is on here is up to the callers.',
};

/** Titles of the columns, that of what holds here first. */
const columns: Readonly<Record<ModeHere, readonly [first: string, second: string]>> = {
  on: ['Here', 'Outside a section'],
  paused: ['Here', 'Where the mode is on'],
  off: ['Here', 'In a section'],
  unknown: ['In a section', 'Outside'],
};

function primitive(description: PrimitiveDescription): string {
  const { name, summary, mode } = description;
  const rows = rowsOf(description).map(({ machines, first, second, note }, index, all) => {
    const plain = all.slice(0, index).find((row) => machines.startsWith(`${row.machines} `));
    const asPlain = `As on ${plain?.machines}.`;
    const here = [first === plain?.first ? asPlain : first, note].filter(Boolean).join(' ');
    const then = second === plain?.second ? asPlain : second;
    return `| ${machines} | ${here} | ${second === first ? 'The same.' : then} |`;
  });
  const table = [`| Machine | ${columns[mode].join(' | ')} |`, '| --- | --- | --- |', ...rows].join('\n');
  return [`\`${name}()\`: ${summary} ${modes[mode]}`, table].join('\n\n');
}

function costsOf(description: PrimitiveDescription): string[] {
  const [title] = columns[description.mode];
  return rowsOf(description).map(({ machines, first, note }) => {
    const does = [first, note].filter(Boolean).join(' ');
    return title === 'Here' ? `${machines}: ${does}` : `${machines}, ${title.toLowerCase()}: ${does}`;
  });
}

interface States {
  /** In the state that comes first, and in the other one. */
  readonly first: string;
  readonly second: string;
  /** What else there is to say about the first. */
  readonly note?: string;
}

interface Row extends States {
  readonly machines: string;
}

/** Machines that do the same share a row, under the name that the others only qualify. */
function rowsOf(description: PrimitiveDescription): readonly Row[] {
  const rows: Row[] = [];
  for (const { machine, ...does } of description.machines) {
    const states = inOrder(description, machine, does);
    const { title } = machineOf(machine);
    const like = rows.findIndex((row) => isOneMore(row.machines, title) && doSame(row, states));
    if (like < 0) rows.push({ machines: title, ...states });
    else rows[like] = { machines: shorter(rows[like].machines, title), ...states };
  }
  return rows;
}

function isOneMore(title: string, other: string): boolean {
  return title.startsWith(`${other} `) || other.startsWith(`${title} `);
}

function doSame(a: States, b: States): boolean {
  return a.first === b.first && a.second === b.second && a.note === b.note;
}

function shorter(a: string, b: string): string {
  return a.length < b.length ? a : b;
}

/** What a machine does in the state that comes first, and in the other one. */
function inOrder(
  { mode, hasRange }: PrimitiveDescription,
  machine: MachineName,
  { inside, outside }: { readonly inside: string; readonly outside: string },
): States {
  if (machine === 's390-ipte-range' && !hasRange && inside !== outside) {
    // It batches nothing before it is told which entries there will be.
    const ranged = `With the range call: ${inside[0].toLowerCase()}${inside.slice(1)}`;
    if (mode === 'on') return { first: outside, second: outside, note: ranged };
    return mode === 'unknown' ? { first: ranged, second: outside } : { first: outside, second: ranged };
  }
  return mode === 'on' || mode === 'unknown' ? { first: inside, second: outside } : { first: outside, second: inside };
}
