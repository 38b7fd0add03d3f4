import * as fc from 'fast-check';
import type { TextEdit } from '../../../server/core/text.ts';

/** Pieces that kernel C is made of, some of them open-ended, so that texts break where half-typed code breaks. */
const pieces = [
  'static int walk(pte_t *pte, unsigned long addr)\n{\n\tint ret = 0;\n\n\tdo {\n\t\tset_pte(pte, addr);\n\t} while (pte++, addr += PAGE_SIZE, addr != end);\n\treturn ret;\n}\n',
  'void visit(struct list_head *head)\n{\n\tstruct item *item;\n\n\tlist_for_each_entry(item, head, list)\n\t\tuse(item);\n}\n',
  'static __always_inline bool __must_check check(void) { return true; }\n',
  'void *\nunclosed(int a)\n{\n\tif (a) {\nout:\n\t\tb();\n',
  'int other(int a,\n\t  int b)\n{\n\treturn a / b;\n}\n',
  'int flush(int a)\n{\nif (a) {\n\tb();\n}\nwhile (a)\n{\na--;\n}\n\treturn a;\n}\n',
  '#ifdef CONFIG_DEBUG_VM\n\tif (a) {\n#else\n\tif (b) {\n#endif\n',
  'struct walk {\n\tint (*entry)(pte_t *pte, unsigned long addr);\n\tDECLARE_BITMAP(seen, 64);\n};\n',
  '#ifdef CONFIG_DEBUG_VM\nvoid only_when_debugging(void)\n{\n}\n#else\nvoid otherwise(void)\n{\n}\n#endif\n',
  '#define STEP(p) do { \\\n\t(p)++; \\\n} while (0)\n',
  '#define hidden __always_inline\n',
  'static hidden int shown(void)\n{\n\treturn 1;\n}\n',
  'EXPORT_SYMBOL(walk);\n',
  'PAGEFLAG(Locked, locked)\nPAGEFLAG(Dirty, dirty)\n',
  'typedef unsigned long pteval_t;\n',
  'static DEFINE_SPINLOCK(lock);\n',
  '/* a comment with { and } and "quotes" */\n',
  '// a line\n',
  'scoped_guard(mutex, &lock) {\n\tx = min_t(unsigned long, a, b);\n}\n',
  'SYSCALL_DEFINE2(pair, int, a, int, b)\n{\n\treturn a + b;\n}\n',
  '}\n',
  '{\n',
  ';',
  '(',
  ')',
  '"',
  "'",
  '/*',
  '*/',
  '//',
  '\\\n',
  '\n',
  '#if ',
  '#if 0\n',
  '#else\n',
  '#endif\n',
  '#undef hidden\n',
  'static ',
  'x',
  ' ',
  '=',
  '\r\n',
  '\0',
  '\ud800',
  'case 1 ... 5:',
  'asm goto("" : : : : out);',
  'typeof(x) y;',
  'out:\n}',
];

/** Text that looks like kernel C, whole or broken. */
export const kernelLike: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string() }), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''));

/** A text and one edit of it: something typed, pasted, deleted or replaced. */
export const editedText: fc.Arbitrary<{ readonly text: string; readonly edits: readonly TextEdit[] }> = fc
  .tuple(
    kernelLike,
    fc.nat(),
    fc.oneof(fc.constant(0), fc.nat({ max: 12 }), fc.nat()),
    fc.oneof(fc.constant(''), fc.constantFrom(...pieces), fc.string({ maxLength: 3 })),
  )
  .map(([text, at, length, inserted]) => {
    const start = at % (text.length + 1);
    const end = start + (length % (text.length - start + 1));
    return { text, edits: [{ range: { start, end }, text: inserted }] };
  });
