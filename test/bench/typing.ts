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

/** Offset in the text behind the first statement of a function's body, where a new line would begin. */
export function typingOffset(text: string, functionName: string): number {
  const definition = new RegExp(`^\\w[^;{}]*\\b${functionName}\\([^;{}]*\\)\\s*\\{`, 'm').exec(text);
  const call = definition ? text.indexOf('lazy_mmu_mode_enable();', definition.index) : -1;
  if (call === -1) throw new Error(`${functionName} with a section of lazy MMU mode is not in the text`);
  return call + 'lazy_mmu_mode_enable();'.length;
}
