import { analyseFile } from '../analyse.ts';
import { calleeName, visitStatement } from '../flow/walk.ts';
import { callbackRunner, sectionRunners } from '../kernel/callback-runners.ts';
import type { FunctionEntry, SourceFile } from '../syntax/source-file.ts';

/** A function of a file that runs in lazy MMU mode, with the line of its name, from 1. */
export interface FoundWalker {
  readonly entry: FunctionEntry;
  readonly line: number;
}

/** A function that may be one, but cannot be read. */
export interface UnreadableWalker {
  readonly name: string;
  readonly line: number;
  readonly reason: string;
}

/** The API's own definitions and their tests enter the mode as well. */
const apiName = /(^|_)lazy_mmu_mode_\w+$/;

/**
 * Functions of a file that enter lazy MMU mode or pause that of their caller, and callbacks that the file has called for
 * each entry of a range; in the order of the file.
 */
export function findWalkers(file: SourceFile): {
  readonly walkers: readonly FoundWalker[];
  readonly unreadable: readonly UnreadableWalker[];
} {
  const { functions, notAnalysed } = analyseFile(file);
  const entering = functions.filter(
    ({ name, calls }) =>
      !apiName.test(name) &&
      calls.some(({ effect }) => effect === 'enable' || effect === 'enable-range' || effect === 'pause'),
  );
  const starts = new Set(entering.map(({ nameRange }) => nameRange.start));
  const callbacks = callbackNames(file);
  const walkers = file.functions
    .filter(({ name, nameRange }) => starts.has(nameRange.start) || callbacks.has(name))
    .map((entry) => ({ entry, line: file.lines.lineOf(entry.nameRange.start) }));
  const unreadable = notAnalysed.map(({ function: name, range, reason }) => {
    return { name, line: file.lines.lineOf(range.start), reason };
  });
  return { walkers, unreadable };
}

/** Names that functions of a file hand to the functions that call back for each entry. */
function callbackNames(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of file.functions) {
    const text = file.text.slice(entry.start, entry.end);
    if (entry.problems.length > 0 || !sectionRunners.some((name) => text.includes(name))) continue;
    visitStatement(entry.definition().body, (expression) => {
      const runner = expression.kind === 'call' ? callbackRunner(calleeName(expression) ?? '') : undefined;
      if (expression.kind !== 'call' || !runner?.inSection) return;
      const callback = expression.arguments[runner.argument];
      if (callback?.kind === 'name') names.add(callback.name);
    });
  }
  return names;
}
