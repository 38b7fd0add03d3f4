import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';
import { analyseFile, createAnalysisCache, detectDialect, dialectHeader } from '../../server/core/analyse.ts';
import { LineIndex } from '../../server/core/text.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { alternate, milliseconds, type Row, time } from './measure.ts';
import { openSession } from './session.ts';
import { type Keystroke, keystrokes, typingOffset } from './typing.ts';

const path = 'mm/memory.c';
const walker = 'zap_pte_range';

type Type = (key: Keystroke) => number | Promise<number>;

/** Our engine in this process: edit, parse and analyse what changed, give the findings. */
async function engine(tree: string, text: string): Promise<Type> {
  const parser = await loadKernelParser();
  const dialect = detectDialect(readFileSync(join(tree, dialectHeader), 'utf8'));
  const cache = createAnalysisCache();
  let source = parser.parse(path, text);
  analyseFile(source, { dialect }, cache);
  return ({ start, end, text: typed }) =>
    time(() => {
      source = source.edit([{ range: { start, end }, text: typed }]);
      analyseFile(source, { dialect }, cache);
    });
}

/** The least that any editor does for C: tree-sitter re-parses what changed, and nothing looks at the tree. */
async function bareTreeSitter(text: string): Promise<Type> {
  const { resolve } = createRequire(import.meta.url);
  await Parser.init({ wasmBinary: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')) });
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(resolve('tree-sitter-c/tree-sitter-c.wasm'))));
  const parse = (of: string, old?: Tree): Tree => {
    const tree = parser.parse(of, old ?? null);
    if (!tree) throw new Error('tree-sitter gave no tree');
    return tree;
  };
  let current = text;
  let tree = parse(text);
  return ({ start, end, text: typed }) => {
    const next = current.slice(0, start) + typed + current.slice(end);
    const edit = new Edit({
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + typed.length,
      startPosition: point(current, start),
      oldEndPosition: point(current, end),
      newEndPosition: point(next, start + typed.length),
    });
    return time(() => {
      tree.edit(edit);
      const parsed = parse(next, tree);
      tree.delete();
      tree = parsed;
      current = next;
    });
  };
}

function point(text: string, offset: number) {
  const { line, column } = new LineIndex(text).positionOf(offset);
  return { row: line - 1, column: column - 1 };
}

/** From a keystroke in mm/memory.c to fresh diagnostics, in this process and through a server process. */
export async function keystrokeRows(version: string, tree: string): Promise<readonly Row[]> {
  const text = readFileSync(join(tree, path), 'utf8');
  const keys = keystrokes(typingOffset(text, walker));
  const ours = await engine(tree, text);
  const bare = await bareTreeSitter(text);
  const session = await openSession([process.execPath, 'dist/cli.cjs', 'server', '--stdio'], join(tree, path), text);
  const typeWith = (type: Type) => (round: number) => type(keys[round % keys.length]);
  const [engineTime, sessionTime, bareTime] = await alternate(keys.length, keys.length, [
    typeWith(ours),
    typeWith(session.type),
    typeWith(bare),
  ]);
  await session.close();
  const row = (what: string, taken: number): Row => ({
    what: `key in ${version} ${path} to diagnostics, ${what}, beside a bare tree-sitter re-parse`,
    measured: milliseconds(taken),
    baseline: milliseconds(bareTime),
    ratio: `${(taken / bareTime).toFixed(1)}×`,
  });
  return [row('in process', engineTime), row('through a server session', sessionTime)];
}
