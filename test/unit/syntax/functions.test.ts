import assert from 'node:assert/strict';
import { onlyFunction, parser } from './lowered.ts';
import { renderType } from './render.ts';

/** A function's head in words. */
function head(text: string): string {
  const { name, returns, parameters, variadic, storage, inline } = onlyFunction(text);
  const list = parameters.map((each) => `${each.name ?? '_'}: ${renderType(each.type)}`);
  if (variadic) list.push('...');
  const words = [storage, inline && 'inline', `${name}(${list.join(', ')}) returning ${renderType(returns)}`];
  return words.filter(Boolean).join(' ');
}

/** Each head with what it says. */
const heads: Readonly<Record<string, string>> = {
  'int walk(void)': 'walk() returning int',
  'static struct page *walk(pte_t *pte, unsigned long addr, ...)':
    'static walk(pte: pointer to pte_t, addr: unsigned long, ...) returning pointer to struct page',
  'static __always_inline bool __must_check walk(void)': 'static inline walk() returning bool',
  'static inline void\nwalk(int a)': 'static inline walk(a: int) returning void',
  'asmlinkage __visible noinline void __init walk(void)': 'walk() returning void',
  'void walk(spinlock_t *lock) __acquires(lock) __releases(other)': 'walk(lock: pointer to spinlock_t) returning void',
  '__printf(1, 2)\nvoid walk(const char *fmt, ...)': 'walk(fmt: pointer to char, ...) returning void',
  '__attribute__((noinline)) int walk(int a __maybe_unused)': 'walk(a: int) returning int',
  'void (*walk(int a))(char)': 'walk(a: int) returning pointer to function(char) returning void',
  'pte_t (*walk(int a))(char)': 'walk(a: int) returning pointer to function(char) returning pte_t',
  'int walk(int (*fn)(pte_t *, void *), int table[])':
    'walk(fn: pointer to function(pointer to pte_t, pointer to void) returning int, table: array[] of int) returning int',
  'SYSCALL_DEFINE3(mprotect, unsigned long, start, size_t, len, struct x __user *, p)':
    'mprotect(start: unsigned long, len: size_t, p: pointer to struct x) returning long',
  '#define HIDDEN static __always_inline\nHIDDEN int walk(void)': 'static inline walk() returning int',
};

describe('lowering functions', () => {
  for (const [code, lowered] of Object.entries(heads)) {
    it(`reads ${code.replace(/\s+/g, ' ')}`, () => {
      assert.equal(head(`${code}\n{\n}\n`), lowered);
    });
  }

  it('spans a function from its storage class to its brace, and its name', () => {
    const text = '/* what it does */\n\nstatic int walk(void)\n{\n\treturn 0;\n}\n\nint after;\n';
    const [entry] = parser.parse('a.c', text).functions;
    assert.equal(text.slice(entry.start, entry.end), 'static int walk(void)\n{\n\treturn 0;\n}');
    assert.equal(entry.text, text.slice(entry.start, entry.end));
    assert.equal(text.slice(entry.nameRange.start, entry.nameRange.end), 'walk');
    const { start, end, nameRange } = entry.definition();
    assert.deepEqual({ start, end, nameRange }, { start: entry.start, end: entry.end, nameRange: entry.nameRange });
  });

  it('names a function that a macro defines by the macro’s first argument', () => {
    const { functions } = parser.parse(
      'a.c',
      'SYSCALL_DEFINE0(fork)\n{\n\treturn 0;\n}\n\nDEFINE_IDTENTRY(exc_fault)\n{\n}\n',
    );
    assert.deepEqual(
      functions.map(({ name, problems }) => [name, problems.length]),
      [
        ['fork', 0],
        ['exc_fault', 0],
      ],
    );
  });
});
