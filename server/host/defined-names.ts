import { modeMark } from '../core/regions/halves-in-text.ts';
import type { SourceTree } from '../core/source-tree.ts';

/** Folders whose headers define what C of any folder calls; folders in them do not. */
const headerFolders: readonly string[] = ['include/linux', 'include/asm-generic', 'mm'];

/** Folders whose files, and those of folders in them, export functions that walkers reach. */
const sourceFolders: readonly string[] = ['mm', 'fs/proc', 'lib', 'kernel'];

/** The folders that a tree's index is made of. A name is looked for in them in this order. */
export const indexedFolders: readonly { readonly folder: string; readonly recursive: boolean }[] = [
  ...headerFolders.filter((folder) => !sourceFolders.includes(folder)).map((folder) => ({ folder, recursive: false })),
  ...sourceFolders.map((folder) => ({ folder, recursive: true })),
];

/** Where a file comes among those that are asked for a name, headers first; undefined for one that is not asked. */
export function rankOf(path: string): number | undefined {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  const among = path.endsWith('.h') ? headerFolders.indexOf(folder) : -1;
  if (among >= 0) return among;
  const below = path.endsWith('.c') ? sourceFolders.findIndex((each) => path.startsWith(`${each}/`)) : -1;
  return below < 0 ? undefined : headerFolders.length + below;
}

/** The head of a function up to its parameters: `static inline int name(`. */
const head = /(static\b\s*)?(?:[A-Za-z_][^\n;{}=()]*[\s*])?([A-Za-z_]\w*)\(/y;
const macro = /#[ \t]*define[ \t]+([A-Za-z_]\w*)\(/y;

const hash = 0x23;
const semicolon = 0x3b;
const openBrace = 0x7b;

/**
 * Names of the functions that a file seems to define, by its layout alone: a header those of function-like macros too, a
 * source file only those that are not static. More than are there: `#if` is not looked at. A file that mentions lazy MMU mode
 * is found by that word too.
 */
export function definedNames(path: string, text: string): readonly string[] {
  const isHeader = path.endsWith('.h');
  const names = new Set<string>(text.includes(modeMark) ? [modeMark] : []);
  for (let at = 0, line = 0; line < text.length; line = text.indexOf('\n', at) + 1 || text.length) {
    at = line;
    const first = text.charCodeAt(line);
    if (first === hash) {
      macro.lastIndex = line;
      const defined = isHeader ? macro.exec(text) : null;
      if (defined) names.add(defined[1]);
    } else if (isLetter(first)) {
      head.lastIndex = line;
      const found = head.exec(text);
      if (!found) continue;
      at = line + found[0].length;
      if ((isHeader || !found[1]) && opensBody(text, at)) names.add(found[2]);
    }
  }
  return [...names];
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

/** A brace comes before any semicolon: what stands there is no mere declaration. */
function opensBody(text: string, from: number): boolean {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === semicolon) return false;
    if (character === openBrace) return true;
  }
  return false;
}

/** Which files of a tree seem to define which functions. */
export interface DefinedNames {
  /** Paths of files, in the order in which they are asked. */
  pathsOf(name: string): readonly string[];
  /** Paths of all files. */
  readonly paths: readonly string[];
}

/** By name, from the names of each file, which may come in any order. */
export function indexNames(files: Iterable<readonly [path: string, names: readonly string[]]>): DefinedNames {
  const ranked = [...files].map(([path, names]) => ({ path, names, rank: rankOf(path) ?? 0 }));
  ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
  const paths = new Map<string, string[]>();
  for (const { path, names } of ranked) {
    for (const name of names) {
      const known = paths.get(name);
      if (known) known.push(path);
      else paths.set(name, [path]);
    }
  }
  return { pathsOf: (name) => paths.get(name) ?? [], paths: ranked.map(({ path }) => path) };
}

/** The names of all files of a tree that are asked, read here and now. */
export function namesOfTree(tree: SourceTree): DefinedNames {
  return indexNames(indexedFolders.flatMap(({ folder, recursive }) => [...namesBelow(tree, folder, recursive)]));
}

function* namesBelow(
  tree: SourceTree,
  folder: string,
  recursive: boolean,
): Generator<readonly [path: string, names: readonly string[]]> {
  for (const name of tree.list(folder)) {
    const path = `${folder}/${name}`;
    if (name.endsWith('/')) {
      if (recursive) yield* namesBelow(tree, path.slice(0, -1), recursive);
    } else if (rankOf(path) !== undefined) yield [path, definedNames(path, tree.read(path) ?? '')];
  }
}
