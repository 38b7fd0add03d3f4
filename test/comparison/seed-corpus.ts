import { analyseFile } from '../../server/core/analyse.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { equivalences } from '../mutation/equivalent.ts';
import { mutationKinds } from '../mutation/kinds.ts';
import { type MutationKind, mutatedText, withoutMark } from '../mutation/mutant.ts';
import { Site } from '../mutation/site.ts';

/** One bug in a file of its own. */
export interface SeededFile {
  readonly file: string;
  readonly text: string;
  readonly kind: MutationKind;
  /** Lines on which a report counts: that of the bug where it is known, else those of the function. */
  readonly lines: { readonly first: number; readonly last: number };
}

/** One bug of each kind in each walker of a file, where the kind fits: the one in the middle of its section. */
export function seedCorpus(parser: KernelParser, text: string): readonly SeededFile[] {
  const file = parser.parse('mm/walkers.c', text);
  const dialect = { generation: 'nestable' } as const;
  return analyseFile(file, { dialect }).functions.flatMap((walker) => {
    const entry = file.functions.find(({ name }) => name === walker.name);
    if (!entry) return [];
    const site = new Site(file, walker, entry.definition());
    return mutationKinds.flatMap((kind, number): readonly SeededFile[] => {
      if (kind.dialects && !kind.dialects.includes('nestable')) return [];
      const made = kind.seed(site);
      const mutant = made[made.length >> 1];
      if (!mutant || equivalences.some(({ holds }) => holds(kind, site, mutant))) return [];
      const mutated = mutatedText(text, mutant);
      const { lines, functions } = parser.parse('mm/walkers.c', mutated);
      const { marked } = withoutMark(mutant.edits);
      const broken = functions.find(({ name }) => name === walker.name);
      const exact = mutant.place === 'line' && marked !== undefined ? { start: marked, end: marked } : undefined;
      const { start, end } = exact ?? broken ?? walker.range;
      return [
        {
          file: `${walker.name}-${number}.c`,
          text: mutated,
          kind,
          lines: { first: lines.lineOf(start), last: lines.lineOf(end) },
        },
      ];
    });
  });
}
