/** Words that a `(` may follow without the word being a function's name. */
export const noNames = new Set([
  ...['typeof', '__typeof__', '__typeof', 'typeof_unqual', '__attribute__', '__attribute', 'asm', '__asm__', 'sizeof'],
  ...['int', 'void', 'char', 'long', 'short', 'unsigned', 'signed', 'bool', 'const', 'volatile', 'static', 'inline'],
  ...['if', 'while', 'for', 'switch', 'return', 'do', 'else', '_Alignas', 'alignas', '_Static_assert'],
]);

/** Macros at file level that define a function named by their first argument. */
export const definers =
  /^(?:COMPAT_)?SYSCALL(?:32)?_DEFINE\d$|^DEFINE_IDTENTRY|^BPF_CALL_\d$|^DEFINE_INTERRUPT_HANDLER/;

/** Statements and iterator macros: a block may follow them that stands in the first column, as the body of a function does. */
const blockWord = /(?:(?:if|else|for|while|do|switch)\b|\w*for_each\w*)/y;

/** True where such a word stands at an offset: it is not the head of a function. */
export function opensBlock(text: string, at: number): boolean {
  blockWord.lastIndex = at;
  return blockWord.test(text);
}
