import { rangeCallEdits } from '../../regions/range-call.ts';
import type { SourceTree } from '../../source-tree.ts';
import type { KernelParser } from '../../syntax/source-file.ts';
import { applyEdits } from '../../text.ts';

/** The tree with the range call in every section of some files whose range can be told. */
export function withRangeCalls(tree: SourceTree, parser: KernelParser, paths: readonly string[]): SourceTree {
  const texts = new Map(
    paths.flatMap((path) => {
      const text = tree.read(path);
      return text === undefined ? [] : [[path, rangeCallText(path, text, parser)] as const];
    }),
  );
  return { read: (path) => texts.get(path) ?? tree.read(path), list: (path) => tree.list(path) };
}

function rangeCallText(path: string, text: string, parser: KernelParser): string {
  const file = parser.parse(path, text);
  try {
    const edits = file.functions
      .filter(({ start, end }) => text.slice(start, end).includes('lazy_mmu_mode'))
      .flatMap(({ name }) => {
        const made = rangeCallEdits(file, name);
        return 'refused' in made ? [] : made.edits;
      });
    return applyEdits(text, edits);
  } finally {
    file.dispose();
  }
}
