import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { GoldenTree } from './compare.ts';
import { compareMeasured, describeMeasured } from './measured-compare.ts';
import { readMeasuredRows } from './measured-rows.ts';

const header = 'kernel,arch,cpu_model,mode,attached_cpus,operation,pages,pattern,counts,sites';
const counts = '"{""idte"": 1, ""idte_global"": 1}"';
const row = `7.2,s390x,max,single,1,munmap,16,alternate,${counts},"{""idte_global@__tlb_flush_mm"": 1}"`;

describe('measured rows', () => {
  it('are read by the names of their columns, quotes and all', () => {
    const [read] = readMeasuredRows('f.csv', `${header}\n${row}\n`);
    assert.deepEqual(
      [read.line, read.kernel, read.machine, read.mode, read.systemCall],
      [2, '7.2', 's390', 'single', 'munmap'],
    );
    assert.deepEqual(read.scenario, {
      entries: 16,
      start: 0,
      population: 'alternating',
      attachedCpus: 1,
      maskCpus: 1,
    });
    assert.deepEqual(read.counts, { idte: 1, idte_global: 1 });
    assert.deepEqual(read.sites, { 'idte_global@__tlb_flush_mm': 1 });
  });

  it('of a fork have the other pages of the process, and of an area the page of its header', () => {
    const scenarioOf = (operation: string) =>
      readMeasuredRows('f.csv', `${header}\n${row.replace('munmap', operation)}`)[0].scenario;
    assert.equal(scenarioOf('fork').otherPages, 4);
    assert.equal(scenarioOf('vmalloc_bpf').entries, 17);
  });

  it('say what the CPU can do', () => {
    const line = row.replace('s390x,max', 'arm64,cortex-a76');
    const [read] = readMeasuredRows('f.csv', `${header}\n${line}`);
    assert.equal(read.machine, 'arm64');
    assert.deepEqual(read.scenario.machine, { tlbRange: false, repeatTlbi: true });
  });

  for (const [title, csv, message] of [
    ['a missing column', 'kernel,arch\n', /^f\.csv:1: there is no column cpu_model/],
    [
      'an unknown operation',
      `${header}\n${row.replace('munmap', 'sync')}`,
      /^f\.csv:2: unknown operation "sync"; know /,
    ],
    ['an unknown CPU', `${header}\n${row.replace('max', 'i486')}`, /^f\.csv:2: unknown cpu_model "i486"; know max/],
    ['counts that are no JSON', `${header}\n${row.replace(counts, 'one')}`, /^f\.csv:2: counts must be a JSON object/],
    ['counts that are no numbers', `${header}\n${row.replace(': 1', ': true')}`, /^f\.csv:2: counts must hold whole/],
  ] as const) {
    it(`name file, line and remedy of ${title}`, () => {
      assert.throws(() => readMeasuredRows('f.csv', csv), { message });
    });
  }
});

describeKernel('7.2', 'measured counts that are wrong', (directory) => {
  let parser: KernelParser;
  let tree: GoldenTree;
  before(async () => {
    parser = await loadKernelParser();
    tree = new GoldenTree(directory());
  });

  const compare = (line: string) => {
    const [read] = readMeasuredRows('f.csv', `${header}\n${line}`);
    const difference = compareMeasured(read, tree, parser);
    return difference === undefined ? 'equal' : describeMeasured(difference).split('\n')[1].trim();
  };

  it('are told by instruction', () => {
    assert.equal(compare(row), 'equal');
    assert.equal(compare(row.replace('"idte"": 1', '"idte"": 2')), 'idte: 2 executed, 1 predicted');
    assert.equal(compare(row.replace('""idte"": 1, ', '')), 'idte: 0 executed, 1 predicted');
    assert.equal(compare(row.replace('"{""', '"{""ipte"": 3, ""')), 'ipte: 3 executed, 0 predicted');
  });

  it('differ in every row of the file when one instruction is taken away from it', () => {
    const file = 'test/golden/measured.csv';
    const rows = readMeasuredRows(file, readFileSync(file, 'utf8')).filter(
      ({ kernel, counts: { idte = 0, tlbi = 0 }, operation }) =>
        kernel === '7.2' && idte + tlbi > 0 && operation !== 'exit',
    );
    const unequal = rows.filter(({ counts: all, ...rest }) => {
      const instruction = all['tlbi'] ? 'tlbi' : 'idte';
      const changed = { ...rest, counts: { ...all, [instruction]: all[instruction] - 1 } };
      return compareMeasured(changed, tree, parser) !== undefined;
    });
    assert.equal(unequal.length, rows.length);
  });
});
