import type { ContentRun } from '../population.ts';
import type { RunResult, StateRun } from '../report.ts';
import { StateChanges, StatePatterns } from '../state-patterns.ts';
import type { BlockCopy } from './block-memory.ts';
import type { BlockRun } from './blocks.ts';

/** What a block holds: what its population says, or what a walker left. */
export interface BlockContent {
  readonly population: readonly ContentRun[];
  /** What a walker left, where the block has to be put back once more. */
  readonly copy?: BlockCopy;
  /** States of the entries that belong to the range; unknown until the block was in memory. */
  states: readonly StateRun[];
}

/** Blocks that hold the same, one after the other. */
export type Blocks = Omit<BlockRun, 'content'> & { readonly content: BlockContent };

/** Blocks of a population; those of equal population share what they hold. */
export function contentsOf(blocks: readonly BlockRun[]): readonly Blocks[] {
  const contents = new Map<readonly ContentRun[], BlockContent>();
  return blocks.map(({ content: population, ...each }) => {
    const content = contents.get(population) ?? { population, states: [] };
    contents.set(population, content);
    return { ...each, content };
  });
}

function sameValues(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

function sameCopy(one: BlockCopy, other: BlockCopy): boolean {
  return (
    sameValues(one.entries, other.entries) &&
    sameValues(one.records, other.records) &&
    one.pages.every((states, index) => sameValues(states, other.pages[index]))
  );
}

function sameContent(one: BlockContent, other: BlockContent): boolean {
  if (one === other) return true;
  return one.copy !== undefined && other.copy !== undefined && sameCopy(one.copy, other.copy);
}

/** Adds blocks to those before them. Gives the content that they are kept with: that of their neighbours if it is equal. */
export function addBlocks(list: Blocks[], blocks: Blocks): BlockContent {
  const last = list[list.length - 1];
  if (last?.from === blocks.from && last.to === blocks.to && sameContent(last.content, blocks.content)) {
    list[list.length - 1] = { ...last, times: last.times + blocks.times };
    return last.content;
  }
  list.push(blocks);
  return blocks.content;
}

function patternsOf(blocks: readonly Blocks[]): RunResult['before'] {
  const patterns = new StatePatterns();
  for (const { content, times } of blocks) patterns.add(content.states, times);
  return patterns.patterns;
}

/** States of the same range before and after it was walked. */
export function describeStates(
  before: readonly Blocks[],
  after: readonly Blocks[],
): Pick<RunResult, 'before' | 'after' | 'changes'> {
  const changes = new StateChanges();
  let [at, done] = [0, 0];
  for (const { content, times } of before) {
    for (let left = times; left > 0; ) {
      const next = after[at];
      const taken = Math.min(left, next.times - done);
      changes.add(content.states, next.content.states, taken);
      left -= taken;
      done += taken;
      if (done === next.times) [at, done] = [at + 1, 0];
    }
  }
  return { before: patternsOf(before), after: patternsOf(after), changes: changes.changes };
}
