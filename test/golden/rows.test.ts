import assert from 'node:assert/strict';
import { comparedEvents, readRows } from './rows.ts';

const header = `walker,kernel,machine,n,offset,pattern,folio_order,attached_cpus,mm_cpumask_cpus,fullmm,newprot,${comparedEvents}`;
const counts = comparedEvents.map((_, index) => index).join(',');
const row = `change_pte_range,7.3-rc7,s390,16,3,half,4,1,2,0,RO,${counts}`;

describe('golden rows', () => {
  it('are read by the names of their columns', () => {
    const swap = (line: string) => [...line.split(',').slice(1), line.split(',')[0]].join(',');
    const [read] = readRows('f.csv', `${header}\n${row}\n`);
    const [swapped] = readRows('f.csv', `${swap(header)}\n${swap(row)}`);
    assert.deepEqual({ ...swapped, text: '' }, { ...read, text: '' });
    assert.equal(read.scenario.preset, 'mprotect');
    assert.equal(read.scenario.start, 3);
    assert.equal(read.counts.ipte_entries, 1);
  });

  for (const [title, csv, message] of [
    ['a missing column', 'walker,kernel\n', /^f\.csv:1: there is no column machine/],
    ['a missing cell', `${header}\n${row.slice(0, row.lastIndexOf(','))}`, /^f\.csv:2: \d+ cells under \d+ columns/],
    ['an unknown machine', `${header}\n${row.replace('s390', 'vax')}`, /^f\.csv:2: unknown machine "vax"/],
    ['an unknown pattern', `${header}\n${row.replace('half', 'stripes')}`, /^f\.csv:2: unknown pattern "stripes"/],
    ['a count that is no number', `${header}\n${row.replace(',16,', ',x,')}`, /^f\.csv:2: n must be a whole number/],
  ] as const) {
    it(`name file, line and remedy of ${title}`, () => {
      assert.throws(() => readRows('f.csv', csv), { message });
    });
  }
});
