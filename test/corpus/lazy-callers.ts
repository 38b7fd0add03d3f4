import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A function that calls the lazy MMU API, as a search over lines finds it. */
export interface LazyCaller {
  readonly file: string;
  readonly function: string;
}

/** The calls of both dialects, without the hooks that architectures define. */
export const lazyCall =
  /\b(?:arch_(?:enter|leave|flush)_lazy_mmu_mode|lazy_mmu_mode_(?:enable|disable|pause|resume)\w*)\s*\(/;

/**
 * Every function with a lazy MMU call in a kernel tree, by lines alone: nothing of the parser that it is compared with.
 * It knows kernel layout: a body begins with `{` in the first column and ends with `}` there.
 */
export function findLazyCallers(tree: string): LazyCaller[] {
  const callers = new Map<string, LazyCaller>();
  for (const file of sources(tree)) {
    const text = readFileSync(join(tree, file), 'utf8');
    if (!lazyCall.test(text)) continue;
    for (const name of callersIn(withoutComments(text).split('\n'))) {
      callers.set(`${file}:${name}`, { file, function: name });
    }
  }
  return [...callers.values()];
}

export function sources(tree: string): string[] {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[ch]$/.test(file))
    .sort();
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
}

function callersIn(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    // In the first column stands a declaration; a backslash at the end says that it is a macro's body.
    if (!/^\s/.test(line) || !lazyCall.test(line) || line.endsWith('\\')) return [];
    const name = enclosingFunction(lines, index);
    return name === undefined ? [] : [name];
  });
}

function enclosingFunction(lines: readonly string[], index: number): string | undefined {
  let open = index;
  while (open >= 0 && !lines[open].startsWith('{')) {
    if (lines[open].startsWith('}')) return undefined;
    open--;
  }
  let head = open - 1;
  while (head > 0 && !/^\s*$|^[#}]|;\s*$/.test(lines[head - 1])) head--;
  const declaration = lines.slice(head, open).join(' ');
  return /(\w+)\s*\(/.exec(declaration.replace(/__(?:printf|releases|acquires)\([^)]*\)/g, ''))?.[1];
}
