import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { MarkSearch, searchFor } from '../../../server/host/search/marks.ts';
import { layOut } from '../../support/lay-out.ts';

const marks = ['lazy_mmu', 'apply_to_page_range', 'abababababab'];

describe('search for marks in files', () => {
  let folder: string;
  let file: string;
  const search = new MarkSearch(marks);

  beforeEach(() => {
    folder = layOut({ 'walk.c': '' });
    file = join(folder, 'walk.c');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const finds = (content: string | Uint8Array) => {
    writeFileSync(file, content);
    return search.isIn(file);
  };

  it('finds a mark wherever it stands', () => {
    for (let before = 0; before < 20; before++)
      for (let behind = 0; behind < 3; behind++)
        for (const mark of marks)
          assert.ok(finds('l'.repeat(before) + mark + 'y'.repeat(behind)), `${mark} at ${before}`);
  });

  it('finds one at the end of one read and the beginning of the next', () => {
    for (const size of [1 << 18, 1 << 19])
      for (let before = size - 25; before < size + 5; before++)
        for (const mark of marks) assert.ok(finds(Buffer.alloc(before, ' ').toString() + mark), `${mark} at ${before}`);
  });

  it('finds words that are too short to be found so, beside others', () => {
    for (const words of [['on('], ['on(', 'lazy_mmu'], ['lazy_mmu']]) {
      const short = searchFor(words);
      for (const word of words) {
        writeFileSync(file, `void f(void) { ${word}); }`);
        assert.ok(short.isIn(file), `${word} of ${words}`);
      }
      writeFileSync(file, 'void f(void) { off(); }');
      assert.ok(!short.isIn(file));
    }
  });

  it('does not find what a file before it held, or a part of a mark', () => {
    assert.ok(finds('xx lazy_mmu_mode_enable();'));
    for (const content of [
      '',
      'l',
      'lazy_mm',
      'azy_mmu',
      'xx lazy_m',
      'apply_to_page_rang',
      Buffer.alloc(1 << 19, 'lazy_mm'),
    ])
      assert.ok(!finds(content), String(content).slice(0, 40));
  });

  it('finds exactly what contains a mark', () => {
    const piece = fc.oneof(
      fc.constantFrom(...marks),
      fc.constantFrom(...marks.map((mark) => mark.slice(1)), ...marks.map((mark) => mark.slice(0, -1))),
      fc.string({ maxLength: 9 }),
      fc.constantFrom('ab', 'la', 'zy'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = pieces.join('');
        assert.equal(
          finds(text),
          marks.some((mark) => text.includes(mark)),
        );
      }),
    );
  });

  it('refuses a mark that is too short to be found so', () => {
    assert.throws(() => new MarkSearch(['mmu']), /at least 7 bytes/);
  });

  it('throws what the file system throws', () => {
    assert.throws(() => search.isIn(join(folder, 'gone.c')), /ENOENT/);
  });
});
