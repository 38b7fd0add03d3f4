import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { SourceFile } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';

const parser = await loadKernelParser();

/** What is typed, pasted or lost in an editor, and what turns the rest of a file into something else. */
const typed = [
  '',
  'x',
  ' ',
  '\n',
  ';',
  '{',
  '}',
  '(',
  ')',
  '"',
  '/*',
  '*/',
  '#if 0\n',
  '#endif\n',
  '#define f(x) \\\n',
  'static ',
];

function facts(file: SourceFile): unknown {
  return file.functions.map(({ name, start, end, problems }) => ({ name, start, end, problems }));
}

describeKernel('7.2', 'editing its C', (directory) => {
  it('reads an edited file as it would read it anew', () => {
    const text = readFileSync(join(directory(), 'mm/mprotect.c'), 'utf8');
    const original = parser.parse('mm/mprotect.c', text);
    const edit = fc.tuple(fc.nat(text.length), fc.oneof(fc.constant(0), fc.nat(60)), fc.constantFrom(...typed));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let file = original;
        for (const [at, length, inserted] of edits) {
          const start = Math.min(at, file.text.length);
          file = file.edit([{ range: { start, end: Math.min(start + length, file.text.length) }, text: inserted }]);
        }
        const anew = parser.parse('mm/mprotect.c', file.text);
        assert.equal(file.masked, anew.masked);
        assert.deepEqual(facts(file), facts(anew));
      }),
      { numRuns: 60 },
    );
  });

  it('holds no memory of earlier versions', () => {
    const text = readFileSync(join(directory(), 'mm/memory.c'), 'utf8');
    let file = parser.parse('mm/memory.c', text);
    const read = (): void => {
      for (const entry of file.functions) assert.deepEqual(entry.problems, []);
    };
    read();
    const before = process.memoryUsage().external;
    const names = ['copy_pte_range', 'zap_pte_range', 'remap_pte_range'];
    for (let count = 0; count < 200; count++) {
      const entry = file.functions.find(({ name }) => name === names[count % names.length]);
      assert.ok(entry);
      const start = entry.definition().body.start + 1;
      file = file.edit([{ range: { start, end: start }, text: ';' }]);
      read();
    }
    // WebAssembly memory is external to the heap and never shrinks: a leak of parses would add hundreds of megabytes.
    const grown = process.memoryUsage().external - before;
    console.log(`      200 edits of ${file.lines.lineCount} lines: external memory ${grown >> 10} KiB more`);
    assert.ok(grown < 16 << 20);
  });
});
