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

/** Offset in the text behind the first time that a statement stands in a function. */
export function offsetBehind(text: string, functionName: string, statement: string): number {
  const definition = new RegExp(`^\\w[^;{}]*\\b${functionName}\\([^;{}]*\\)\\s*\\{`, 'm').exec(text);
  const found = definition ? text.indexOf(statement, definition.index) : -1;
  if (found === -1) throw new Error(`${functionName} with ${statement} is not in the text`);
  return found + statement.length;
}
