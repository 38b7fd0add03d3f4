import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { definedNames, indexNames, namesOfTree } from '../../../server/host/defined-names.ts';
import { diskTree } from '../../../server/host/source-tree.ts';
import { layOut } from '../../support/lay-out.ts';

const text = `#define walks(pte) (pte)
#define size 4
  # define indented(x) x
int declared(void);
static inline int inlined(void)
{
	return called(1);
}
struct pte *
pointed(int a,
	int b)
{
}
static
int split(void) { }
static int local(void) { }
int one_line(void) { return 0; }
struct ops table = { .f = f };
DEFINE_LOCK(lock);
label:
`;

describe('names that a file seems to define', () => {
  it('are functions and function-like macros of a header', () => {
    assert.deepEqual(definedNames('mm/internal.h', text), [
      'walks',
      'inlined',
      'pointed',
      'split',
      'local',
      'one_line',
    ]);
  });

  it('are functions of a source file that others can call', () => {
    assert.deepEqual(definedNames('mm/walk.c', text), ['pointed', 'one_line']);
  });

  it('are joined by the word that names of the lazy MMU API hold, where it is mentioned', () => {
    assert.deepEqual(definedNames('mm/walk.c', 'void f(void)\n{\n\tlazy_mmu_mode_enable();\n}\n'), ['lazy_mmu', 'f']);
  });

  it('are none of an empty file, and end where a file does', () => {
    for (const short of ['', '\n', 'int', 'int f(', '#define f(', 'int f(void)'])
      assert.deepEqual(definedNames('mm/a.h', short), short === '#define f(' ? ['f'] : []);
  });

  it('are asked in headers first, then by folder, whatever order the files come in', () => {
    const files = ['kernel/a.c', 'mm/b.c', 'mm/a/z.c', 'mm/a.c', 'mm/internal.h', 'include/linux/mm.h', 'lib/a.c'];
    const expected = ['include/linux/mm.h', 'mm/internal.h', 'mm/a.c', 'mm/a/z.c', 'mm/b.c', 'lib/a.c', 'kernel/a.c'];
    for (const given of [files, files.toReversed()])
      assert.deepEqual(indexNames(given.map((path) => [path, ['f']])).pathsOf('f'), expected);
    assert.deepEqual(indexNames([]).pathsOf('f'), []);
  });

  it('come from the headers and sources of a tree that can be meant', () => {
    const body = 'int f(void) { }\n';
    const root = layOut({
      'include/linux/mm.h': body,
      'include/linux/sub/deep.h': body,
      'include/trace/mm.h': body,
      'mm/memory.c': body,
      'mm/sub/deep.c': body,
      'mm/sub/deep.h': body,
      'drivers/a.c': body,
    });
    try {
      assert.deepEqual(namesOfTree(diskTree(root)).pathsOf('f'), [
        'include/linux/mm.h',
        'mm/memory.c',
        'mm/sub/deep.c',
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
