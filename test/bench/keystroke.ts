import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve as pathOf } from 'node:path';
import { Edit, Language, Parser, type Tree } from 'web-tree-sitter';
import { analyseFile, createAnalysisCache, detectDialect, dialectHeader } from '../../server/core/analyse.ts';
import { LineIndex } from '../../server/core/text.ts';
import { LiveFunctionIndex } from '../../server/host/live-function-index.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { TreeSearch } from '../../server/host/search/tree-search.ts';
import { diskTree } from '../../server/host/source-tree.ts';
import { alternate, alternately, median, milliseconds, percentile, processorTime, type Row, time } from './measure.ts';
import { openSession, type Session } from './session.ts';
import { type Keystroke, keystrokes, offsetBehind, scattered, toggled } from './typing.ts';

const path = 'mm/memory.c';
const walker = 'zap_pte_range';
/** A function that the walker's section calls through others. */
const helper = 'zap_present_folio_ptes';
/** Documents that are open too while memory is measured. */
const others = ['mm/vmalloc.c', 'mm/mremap.c'];

type Type = (key: Keystroke) => number | Promise<number>;

/** How long a piece of work takes. */
type Clock = (work: () => unknown) => Promise<number>;

/** Our engine in this process, with the functions of the tree: edit, parse and analyse what changed, give the findings. */
async function engine(tree: string, text: string, clock: Clock): Promise<Type> {
  const parser = await loadKernelParser();
  const dialect = detectDialect(readFileSync(join(tree, dialectHeader), 'utf8'));
  const search = new TreeSearch([], tree);
  const index = new LiveFunctionIndex(diskTree(tree), parser, await search.names);
  const cache = createAnalysisCache();
  let source = parser.parse(path, text);
  index.opened(source);
  analyseFile(source, { dialect, index }, cache);
  return ({ start, end, text: typed }) =>
    clock(() => {
      source = source.edit([{ range: { start, end }, text: typed }]);
      index.opened(source);
      analyseFile(source, { dialect, index }, cache);
    });
}

/** The least that any editor does for C: tree-sitter re-parses what changed, and nothing looks at the tree. */
async function bareTreeSitter(text: string, clock: Clock): Promise<Type> {
  const { resolve } = createRequire(pathOf('package.json'));
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
    return clock(() => {
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

/** Keys that are typed one behind the other: all of them together leave the text as it was. */
interface Typing {
  readonly what: string;
  readonly keys: readonly Keystroke[];
  /** The keys differ: what the slowest of them take is told as well. */
  readonly differ?: true;
}

/** Places all over the file that a key is typed at. */
const places = 100;

/** What is typed into mm/memory.c. */
async function typings(text: string): Promise<readonly Typing[]> {
  const { functions } = (await loadKernelParser()).parse(path, text);
  const bodies = functions.map(({ start, end }) => ({ start: text.indexOf('{', start) + 1, end: end - 1 }));
  const inWalker = offsetBehind(text, walker, 'lazy_mmu_mode_enable();');
  return [
    { what: 'a key anywhere in a function', keys: scattered(bodies, places), differ: true },
    { what: 'a key of a statement that is typed', keys: keystrokes(inWalker) },
    { what: 'a key that leaves C', keys: toggled(inWalker, ';') },
    { what: 'a helper that sleeps now, or not any more', keys: toggled(offsetBehind(text, helper, ';'), 'msleep(1);') },
  ];
}

/** The least number of keys of each typing that are measured, after as many that are not. */
const leastKeys = 66;

/** Keys that are pressed while a walker runs. */
const interruptingRounds = 12;

/** A key where lenses and hints are shown, beside one where they are not. */
async function predictionRows(version: string, tree: string, text: string, plain: Session): Promise<readonly Row[]> {
  const command = [process.execPath, 'dist/cli.cjs', 'server', '--stdio'];
  const showing = await openSession(command, join(tree, path), text, { showsPredictions: true });
  await showing.indexed(join(tree, path));
  const keys = toggled(offsetBehind(text, walker, 'lazy_mmu_mode_enable();'), ';');
  const key = (round: number) => keys[round % keys.length];
  const row = (where: string, [measured, baseline]: readonly number[]): Row => ({
    what: `a key that leaves C in ${version} ${path} to diagnostics, with lenses and hints asked for after each key${where}, beside a session without them`,
    measured: milliseconds(measured),
    baseline: milliseconds(baseline),
    ratio: `${(measured / baseline).toFixed(1)}×`,
  });
  const asked = await alternate(leastKeys, leastKeys, [
    (round) => showing.type(key(round)),
    (round) => plain.type(key(round)),
  ]);
  const interrupting = await alternate(interruptingRounds, 2, [
    async (round) => {
      await showing.predicting();
      return showing.type(key(round));
    },
    (round) => plain.type(key(round)),
  ]);
  await showing.close();
  return [row('', asked), row(' and a walker running', interrupting)];
}

/** From a keystroke in mm/memory.c to fresh diagnostics, in this process and through a server process; and what that holds. */
export async function keystrokeRows(version: string, tree: string): Promise<readonly Row[]> {
  const text = readFileSync(join(tree, path), 'utf8');
  const here = [await engine(tree, text, processorTime), await bareTreeSitter(text, processorTime)];
  const session = await openSession([process.execPath, 'dist/cli.cjs', 'server', '--stdio'], join(tree, path), text);
  const bare = await bareTreeSitter(text, time);
  await session.indexed(join(tree, path));
  const rows: Row[] = [];
  for (const { what, keys, differ } of await typings(text)) {
    const serverWork: number[] = [];
    const typeInSession: Type = async (key) => {
      const before = session.processorTime() ?? Number.NaN;
      const taken = await session.type(key);
      serverWork.push((session.processorTime() ?? Number.NaN) - before);
      return taken;
    };
    const contenders = [...here, typeInSession, bare].map((type) => (round: number) => type(keys[round % keys.length]));
    const rounds = Math.max(keys.length, leastKeys);
    const [engineWork, bareWork, sessionTime, bareTime] = await alternately(rounds, rounds, contenders);
    const countedWork = serverWork.slice(-rounds);
    const row = (where: string, taken: number, baseline: number): Row => ({
      what: `${what} in ${version} ${path} to diagnostics, ${where}, beside a bare tree-sitter re-parse`,
      measured: milliseconds(taken),
      baseline: milliseconds(baseline),
      ratio: `${(taken / baseline).toFixed(1)}×`,
    });
    const both = (pick: (times: readonly number[]) => number, of: string) => [
      row(`in process, processor time${of}`, pick(engineWork), pick(bareWork)),
      row(`through a server session, processor time of the server${of}`, pick(countedWork), pick(bareWork)),
      row(`through a server session${of}`, pick(sessionTime), pick(bareTime)),
    ];
    rows.push(...both(median, differ ? ', median' : ''));
    if (differ) rows.push(...both((times) => percentile(times, 95), ', 95 of 100 keys at most'));
  }
  rows.push(...(await predictionRows(version, tree, text, session)));
  for (const other of others.map((each) => join(tree, each))) {
    await session.open(other, readFileSync(other, 'utf8'));
    await session.indexed(other);
  }
  const memory = session.memory();
  await session.close();
  const what = `memory of the server with ${[path, ...others].join(', ')} of ${version} open, and the index of the tree`;
  const measured = memory === undefined ? 'not told here' : `${(memory / 1e6).toFixed(0)} MB`;
  return [...rows, { what, measured, baseline: '', ratio: '' }];
}
