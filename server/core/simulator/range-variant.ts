import { type RangeCallText, rangeCallEdits } from '../regions/range-call.ts';
import type { SourceTree } from '../source-tree.ts';
import type { KernelParser, SourceFile } from '../syntax/source-file.ts';
import type { Preset } from './presets/preset.ts';
import type { SourceEnvironment } from './programs.ts';

/** The range call put into a function, or why there is none. */
type Made = RangeCallText | { readonly refused: string };

/** What is run with the range call: where the section is the walker's own, its text; else the tree, in which its caller has it. */
export interface RangeVariant {
  readonly made: Made;
  readonly tree: SourceTree | undefined;
  /** Text of the walker's file. */
  readonly text: string;
}

const ofFunctions = new WeakMap<SourceFile, Map<string, Made>>();

/** Made once for a version of a file. */
function rangeCallOf(file: SourceFile, name: string): Made {
  const known = ofFunctions.get(file) ?? new Map<string, Made>();
  ofFunctions.set(file, known);
  const made = known.get(name) ?? rangeCallEdits(file, name);
  known.set(name, made);
  return made;
}

interface RangedTree {
  readonly text: string;
  readonly made: Made;
  readonly tree: SourceTree;
}

/** By tree, file and function: what was compiled of a tree is kept for that very tree. */
const rangedTrees = new WeakMap<SourceTree, Map<string, RangedTree>>();

function rangedTreeOf(tree: SourceTree, parser: KernelParser, path: string, name: string): RangedTree {
  const known = rangedTrees.get(tree) ?? new Map<string, RangedTree>();
  rangedTrees.set(tree, known);
  const key = `${path} ${name}`;
  const text = tree.read(path) ?? '';
  const before = known.get(key);
  if (before?.text === text) return before;
  const file = parser.parse(path, text);
  const made = rangeCallEdits(file, name);
  file.dispose();
  const changed = 'refused' in made ? text : made.text;
  const ranged = {
    text,
    made,
    tree: {
      read: (each: string) => (each === path ? changed : tree.read(each)),
      list: (each: string) => tree.list(each),
    },
  };
  known.set(key, ranged);
  return ranged;
}

/** The variant of a walker with the range call. The section of a callback is that of the function which calls it back. */
export function rangeVariantOf(
  { parser, tree }: SourceEnvironment,
  file: SourceFile,
  walker: string,
  { through }: Preset,
): RangeVariant {
  if (through === undefined || through.file === file.path || tree === undefined) {
    const made = rangeCallOf(file, through?.function ?? walker);
    return { made, tree, text: 'refused' in made ? file.text : made.text };
  }
  const ranged = rangedTreeOf(tree, parser, through.file, through.function);
  return { made: ranged.made, tree: ranged.tree, text: file.text };
}
