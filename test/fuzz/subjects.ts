import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyseFile } from '../../server/core/analyse.ts';
import { refusalReason } from '../../server/core/simulator/walkers.ts';
import type { SourceTree } from '../../server/core/source-tree.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import type { Range } from '../../server/core/text.ts';
import { diskTree } from '../../server/host/source-tree.ts';

/** A walker that mutants are made of. */
export interface Subject {
  readonly file: string;
  readonly function: string;
  readonly text: string;
  readonly range: Range;
  readonly tree?: SourceTree;
}

/** Kernel files with the walkers that are simulated most, each with other constructs of C. */
const kernelFiles = [
  'mm/mprotect.c',
  'mm/memory.c',
  'mm/mremap.c',
  'mm/vmalloc.c',
  'mm/madvise.c',
  'mm/vmscan.c',
  'mm/migrate_device.c',
  'mm/kasan/shadow.c',
  'fs/proc/task_mmu.c',
];

function subjectsOf(parser: KernelParser, file: string, text: string, tree?: SourceTree): Subject[] {
  const source = parser.parse(file, text);
  const walkers = analyseFile(source).functions.filter(({ calls }) =>
    calls.some(({ effect }) => /enable|pause/.test(effect)),
  );
  const subjects = walkers.flatMap(({ name, nameRange }) => {
    const entry = source.functions.find((each) => each.nameRange.start === nameRange.start);
    if (entry === undefined || refusalReason(name) !== undefined) return [];
    return [{ file, function: name, text, range: { start: entry.start, end: entry.end }, ...(tree && { tree }) }];
  });
  source.dispose();
  return subjects;
}

/** Walkers of our own, and those of the kernel trees in `roots`. Always in the same order. */
export function subjectsIn(parser: KernelParser, roots: readonly string[]): readonly Subject[] {
  const own = ['samples', 'test/fuzz/walkers'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.c'))
      .sort()
      .flatMap((name) => subjectsOf(parser, name, readFileSync(join(folder, name), 'utf8'))),
  );
  const kernels = roots.flatMap((root) => {
    const tree = diskTree(root);
    return kernelFiles.flatMap((file) => {
      const text = tree.read(file);
      return text === undefined ? [] : subjectsOf(parser, file, text, tree);
    });
  });
  return [...own, ...kernels];
}
