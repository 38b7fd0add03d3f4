import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageclient';
import { below, type Row, Rows } from '../../../client/walkers/rows.ts';
import type { ScannedFile, ScannedWalker } from '../../../server/lsp/protocol.ts';

const start = { line: 1, character: 0 };
const range = { start, end: start };
const section = { enable: 'lazy_mmu_mode_enable', range };
const error: Diagnostic = { severity: 1, message: 'left with the mode on', range };
const hint: Diagnostic = { ...error, severity: 4 };

function walker(name: string, more: Partial<ScannedWalker> = {}): ScannedWalker {
  return { function: name, range, sections: [section], findings: [], ...more };
}

function file(uri: string, walkers: readonly ScannedWalker[], outside: readonly Diagnostic[] = []): ScannedFile {
  return { uri, walkers, outside };
}

function words(row: Row): string {
  switch (row.kind) {
    case 'file':
      return row.file.uri;
    case 'walker':
      return row.walker.function;
    case 'section':
      return row.section.enable;
    case 'finding':
      return String(row.finding.message);
  }
}

/** Rows by what they stand for. */
function named(rows: readonly Row[] | 'view'): readonly string[] | 'view' {
  if (rows === 'view') return rows;
  return rows.map((row) => words(row));
}

describe('the rows of the view of walkers', () => {
  let rows: Rows;
  beforeEach(() => {
    rows = new Rows();
    rows.accept('b.c', file('b.c', [walker('clear_range'), walker('fill_range')]));
    rows.accept('a.c', file('a.c', [walker('age_range')]));
  });

  const redrawn = (next: ScannedFile) => named(rows.accept(next.uri, next));

  it('are in the order of paths, and below a file in that of its text, findings outside of walkers last', () => {
    rows.accept('b.c', file('b.c', [walker('fill_range', { findings: [error] }), walker('clear_range')], [hint]));
    assert.deepEqual(named(rows.files()), ['a.c', 'b.c']);
    const [, second] = rows.files();
    assert.ok(second);
    assert.deepEqual(named(below(second)), ['fill_range', 'clear_range', hint.message]);
    const [fill] = below(second);
    assert.ok(fill);
    assert.deepEqual(named(below(fill)), [error.message, section.enable]);
  });

  it('are all drawn again when a file comes or goes', () => {
    assert.equal(redrawn(file('c.c', [walker('copy_range')])), 'view');
    assert.equal(named(rows.accept('c.c', undefined)), 'view');
    assert.deepEqual(named(rows.files()), ['a.c', 'b.c']);
    assert.deepEqual(rows.accept('c.c', undefined), []);
  });

  it('are not drawn again for news that is none', () => {
    assert.deepEqual(redrawn(file('b.c', [walker('clear_range'), walker('fill_range')])), []);
  });

  it('are drawn again one by one where a walker has another cost, and stay the same rows', () => {
    const before = rows.files().flatMap(below);
    const next = file('b.c', [walker('clear_range'), walker('fill_range', { cost: 's390 256 IPTE' })]);
    assert.deepEqual(redrawn(next), ['fill_range']);
    assert.deepEqual(redrawn(next), []);
    const after = rows.files().flatMap(below);
    assert.ok(after.every((row, index) => row === before[index]));
    assert.deepEqual(
      after.map((row) => row.kind === 'walker' && row.walker.cost),
      [undefined, undefined, 's390 256 IPTE'],
    );
  });

  it('are drawn again from the file down where it says something else, or has other walkers', () => {
    assert.deepEqual(redrawn(file('a.c', [walker('age_range', { findings: [error] })])), ['a.c']);
    assert.deepEqual(redrawn(file('a.c', [walker('age_range', { findings: [error] })], [hint])), ['a.c']);
    assert.deepEqual(redrawn(file('b.c', [walker('fill_range'), walker('clear_range')])), ['b.c']);
  });

  it('leave the file alone where only offers come', () => {
    assert.deepEqual(redrawn(file('a.c', [walker('age_range', { findings: [hint] })])), ['age_range']);
  });

  it('have different identities where two branches of an #ifdef define the same function', () => {
    rows.accept('a.c', file('a.c', [walker('age_range'), walker('age_range', { sections: [section, section] })]));
    const [first] = rows.files();
    const ids = first?.walkers.map(({ id }) => id) ?? [];
    assert.equal(new Set(ids).size, 2, ids.join());
  });
});
