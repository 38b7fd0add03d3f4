import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventCounts } from '../../server/core/simulator/report.ts';
import { simulate } from '../../server/core/simulator/simulate.ts';
import type { SourceTree } from '../../server/core/source-tree.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { comparedEvents, type GoldenRow } from './rows.ts';

/** A row whose prediction is another, or that could not be predicted. */
export interface Difference {
  readonly row: GoldenRow;
  /** Predicted counts, or why there are none. */
  readonly predicted: EventCounts | string;
}

/** Folders of a tree that walkers are looked for in. */
const folders = ['mm', 'fs/proc'];

/** A kernel tree read once: rows by the thousand ask for the same files. */
export class GoldenTree implements SourceTree {
  readonly #root: string;
  readonly #texts = new Map<string, string | undefined>();
  readonly #walkers = new Map<string, string | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  read(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#load(path));
    return this.#texts.get(path);
  }

  list(path: string): readonly string[] {
    try {
      const entries = readdirSync(join(this.#root, path), { withFileTypes: true });
      return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    } catch {
      return [];
    }
  }

  /** Path of the file that defines a function. */
  fileOf(walker: string, parser: KernelParser): string | undefined {
    if (!this.#walkers.has(walker)) this.#walkers.set(walker, this.#find(walker, parser));
    return this.#walkers.get(walker);
  }

  #find(walker: string, parser: KernelParser): string | undefined {
    for (const folder of folders) {
      for (const name of this.list(folder).filter((each) => each.endsWith('.c'))) {
        const path = `${folder}/${name}`;
        const text = this.read(path);
        if (!text?.includes(`${walker}(`)) continue;
        const file = parser.parse(path, text);
        const found = file.functions.some((entry) => entry.name === walker);
        file.dispose();
        if (found) return path;
      }
    }
    return undefined;
  }

  #load(path: string): string | undefined {
    try {
      return readFileSync(join(this.#root, path), 'utf8');
    } catch {
      return undefined;
    }
  }
}

/** The difference of one row, or undefined when prediction and reference are equal in every compared event. */
export function compareRow(row: GoldenRow, tree: GoldenTree, parser: KernelParser): Difference | undefined {
  const predicted = predict(row, tree, parser);
  if (typeof predicted === 'string') return { row, predicted };
  return comparedEvents.every((name) => predicted[name] === row.counts[name]) ? undefined : { row, predicted };
}

function predict(row: GoldenRow, tree: GoldenTree, parser: KernelParser): EventCounts | string {
  const file = tree.fileOf(row.walker, parser);
  const text = file === undefined ? undefined : tree.read(file);
  if (file === undefined || text === undefined) return `the tree has no function ${row.walker}`;
  try {
    const { results, failures, rangeCall } = simulate(
      { file, function: row.walker, machines: [row.machine], variants: [row.variant], scenario: row.scenario },
      { parser, tree, text },
    );
    if (results.length > 0) return results[0].counts;
    if (failures.length > 0) return `${failures[0].file}:${failures[0].line}: ${failures[0].reason}`;
    return rangeCall !== undefined && 'refused' in rangeCall ? rangeCall.refused : 'nothing was run';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A difference as people read it: the row, then each event that differs. */
export function describe({ row, predicted }: Difference): string {
  const head = `line ${row.line}: ${row.text}`;
  if (typeof predicted === 'string') return `${head}\n    not simulated: ${predicted}`;
  const events = comparedEvents.filter((name) => predicted[name] !== row.counts[name]);
  return `${head}\n    ${events.map((name) => `${name}: ${row.counts[name]} expected, ${predicted[name]} predicted`).join('; ')}`;
}
