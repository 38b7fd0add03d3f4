import fc from 'fast-check';
import type { Range } from '../../server/core/text.ts';

/** One key: what it replaces (offsets of the text before it) and with what. */
export interface Keystroke {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A statement that people add while they look for a defect; half of it is no C, as always while typing. */
const statement = 'pr_debug("entry of %lx\\n", addr);';

/**
 * Types a statement character by character at an offset, and takes it back with as many backspaces: after all keys the
 * text is what it was.
 */
export function keystrokes(offset: number): readonly Keystroke[] {
  const typed = [...statement].map((text, index) => ({ start: offset + index, end: offset + index, text }));
  const erased = [...statement].map((_, index) => {
    const end = offset + statement.length - index;
    return { start: end - 1, end, text: '' };
  });
  return [...typed, ...erased];
}

/** Puts a text at an offset and takes it away again: C before and after, as long as the text is a statement. */
export function toggled(offset: number, text: string): readonly Keystroke[] {
  return [
    { start: offset, end: offset, text },
    { start: offset, end: offset + text.length, text: '' },
  ];
}

/** What is typed most in C, complete and incomplete. */
const characters = [...' ;()abc_=1*,{}"'];

/**
 * Keys anywhere in bodies of functions: a character that is typed at a place, and taken away again by the next key. The same
 * for the same bodies: places and characters come from a seed.
 */
export function scattered(bodies: readonly Range[], places: number): readonly Keystroke[] {
  const place = fc.record({
    within: fc.constantFrom(...bodies),
    thousandth: fc.integer({ min: 0, max: 999 }),
    character: fc.constantFrom(...characters),
  });
  return fc
    .sample(fc.noBias(place), { seed: 1, numRuns: places })
    .flatMap(({ within: { start, end }, thousandth, character }) =>
      toggled(start + Math.floor((thousandth * (end - start)) / 1000), character),
    );
}

/** Offset in the text behind the first time that a statement stands in a function. */
export function offsetBehind(text: string, functionName: string, statement: string): number {
  const definition = new RegExp(`^\\w[^;{}]*\\b${functionName}\\([^;{}]*\\)\\s*\\{`, 'm').exec(text);
  const found = definition ? text.indexOf(statement, definition.index) : -1;
  if (found === -1) throw new Error(`${functionName} with ${statement} is not in the text`);
  return found + statement.length;
}
