import type { SeededFile } from './seed-corpus.ts';
import type { Tool, Warning } from './tools.ts';

export interface Result {
  readonly tool: Tool;
  readonly version: string;
  /** What the tool says of the correct walkers: false alarms, all of them. */
  readonly baseline: readonly Warning[];
  readonly caught: ReadonlySet<SeededFile>;
}

/**
 * The bugs that a tool reports: it says something on the line of the bug, or in the function where no line is known, and
 * says that kind of thing less often of the correct file. Any message counts, whatever it claims.
 */
export function judge(
  seeded: readonly SeededFile[],
  baseline: readonly Warning[],
  warnings: readonly Warning[],
): ReadonlySet<SeededFile> {
  const usual = countOf(baseline);
  return new Set(
    seeded.filter(({ file, lines }) => {
      const here = warnings.filter((each) => each.file === file);
      const counts = countOf(here);
      const more = ({ message }: Warning) => (counts.get(gist(message)) ?? 0) > (usual.get(gist(message)) ?? 0);
      return here.some((each) => each.line >= lines.first && each.line <= lines.last && more(each));
    }),
  );
}

function countOf(warnings: readonly Warning[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { message } of warnings) counts.set(gist(message), (counts.get(gist(message)) ?? 0) + 1);
  return counts;
}

/** A message without its numbers: a seeded line moves them. */
function gist(message: string): string {
  return message.replace(/\d+/g, '#');
}

/** Markdown: the tools, then what each finds of each rule's kinds. */
export function tableOf(seeded: readonly SeededFile[], results: readonly Result[]): string {
  const rules = [...new Set(seeded.map(({ kind }) => kind.rules[0]))].sort();
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const rule = (cells: number) => row(['---', ...Array<string>(cells - 1).fill('---:')]);
  return [
    ...results.map(({ tool, version }) => `- ${tool.name} (${version}): \`${tool.command}\``),
    '',
    row(['', 'bugs', ...results.map(({ tool }) => tool.name)]),
    rule(results.length + 2),
    ...rules.map((slug) => {
      const bugs = seeded.filter(({ kind }) => kind.rules[0] === slug);
      return row([
        `\`${slug}\``,
        bugs.length,
        ...results.map(({ caught }) => bugs.filter((bug) => caught.has(bug)).length),
      ]);
    }),
    row(['all', seeded.length, ...results.map(({ caught }) => caught.size)]),
    row(['false alarms on the correct walkers', '', ...results.map(({ baseline }) => baseline.length)]),
  ].join('\n');
}
