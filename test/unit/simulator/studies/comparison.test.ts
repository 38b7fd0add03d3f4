import assert from 'node:assert/strict';
import fc from 'fast-check';
import { machineNames } from '../../../../server/core/simulator/arch/names.ts';
import { defaultScenario } from '../../../../server/core/simulator/scenario-input.ts';
import { changeInWords } from '../../../../server/core/simulator/studies/change-in-words.ts';
import {
  type ComparisonRequest,
  compareSources,
  differs,
} from '../../../../server/core/simulator/studies/comparison.ts';
import type { KernelParser } from '../../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../../server/host/parser.ts';
import { protectRange, withRangeCall } from './walkers.ts';

describe('comparison of two sources', () => {
  let parser: KernelParser;
  before(async () => {
    parser = await loadKernelParser();
  });

  const request: ComparisonRequest = {
    machines: machineNames,
    variants: ['as-written'],
    scenario: { ...defaultScenario, preset: 'mprotect' },
  };
  const source = (label: string, text: string, name = 'protect_range') => {
    return { label, file: 'mm/walker.c', function: name, environment: { parser, text } };
  };
  const compare = (before: string, after: string, given = request) =>
    compareSources(given, source('old', before), source('new', after));

  it('finds no difference between equal texts', () => {
    const comparison = compare(protectRange, protectRange);
    assert.equal(differs(comparison), false);
    assert.deepEqual(
      comparison.runs.map(({ machine, before }) => [machine, before]),
      comparison.runs.map(({ machine, after }) => [machine, after]),
    );
    assert.deepEqual([comparison.failures, comparison.assumptions], [[], []]);
  });

  it('names each count that another text changes, and how in words', () => {
    const comparison = compare(protectRange, withRangeCall);
    assert.equal(differs(comparison), true);
    const changed = comparison.runs.filter(({ changes }) => changes.length > 0);
    assert.deepEqual(
      changed.map(({ machine }) => machine),
      ['s390-ipte-range'],
    );
    assert.deepEqual(changed[0].changes, [
      { event: 'ipte', before: 256, after: 1, ratio: 1 / 256, words: '256 times fewer' },
      { event: 'ipte_global', before: 256, after: 1, ratio: 1 / 256, words: '256 times fewer' },
    ]);
  });

  it('knows the walker by another name and on another line before', () => {
    const older = `\n${protectRange.replace('protect_range', 'change_range')}`;
    const comparison = compareSources(request, source('old', older, 'change_range'), source('new', protectRange));
    assert.deepEqual(comparison.before, { label: 'old', file: 'mm/walker.c', function: 'change_range', line: 3 });
    assert.equal(comparison.after.line, 2);
    assert.equal(differs(comparison), false);
  });

  it('says in which source a walker is missing, and what is near', () => {
    const older = protectRange.replace('protect_range', 'protect_ranges');
    assert.throws(() => compare(older, protectRange), {
      name: 'SimulationError',
      message: 'old: mm/walker.c has no function protect_range; did you mean protect_ranges?',
    });
  });

  it('differs where a run can be finished on one side only', () => {
    const endless = protectRange.replace('lazy_mmu_mode_disable();', 'for (;;)\n\t\t;');
    const comparison = compare(protectRange, endless, { ...request, machines: ['s390'] });
    assert.deepEqual(
      comparison.failures.map(({ side, machine }) => [side, machine]),
      [['after', 's390']],
    );
    assert.equal(comparison.runs[0].after, undefined);
    assert.equal(differs(comparison), true);
  });

  it('tells which findings are new and which are gone, wherever their lines are', () => {
    const bypassing = withRangeCall.replace('if (!pte_present(ptep_get(pte)))', 'if (!pte_present(*pte))');
    const given = { ...request, machines: ['s390-ipte-range'] as const };
    const found = (before: string, after: string) =>
      compare(before, after, given).findings.map(({ side, slug, line }) => [side, slug, line]);
    const line = bypassing.split('\n').findIndex((each) => each.includes('*pte))')) + 1;
    assert.deepEqual(found(withRangeCall, bypassing), [['after', 'bypassing-dereference', line]]);
    assert.deepEqual(found(bypassing, withRangeCall), [['before', 'bypassing-dereference', line]]);
    assert.deepEqual(found(bypassing, `\n\n${bypassing}`), []);
    const comparison = compare(withRangeCall, bypassing, given);
    const same = { ...comparison, runs: [] };
    assert.equal(differs(same), true);
    const notes = comparison.findings.map((finding) => ({ ...finding, severity: 'note' as const }));
    assert.equal(differs({ ...same, findings: notes }), false);
  });

  it('tells its progress over both sides, and can be cancelled', () => {
    const fractions: number[] = [];
    const control = { progress: (fraction: number) => fractions.push(fraction) };
    compareSources(request, source('old', protectRange), source('new', protectRange), control);
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );
    assert.deepEqual([fractions[0], fractions.at(-1)], [0, 1]);
    const stopped = { shouldStop: () => true };
    assert.throws(() => compareSources(request, source('old', protectRange), source('new', protectRange), stopped), {
      name: 'SimulationCancelled',
    });
  });
});

describe('a change in words', () => {
  for (const [before, after, words] of [
    [256, 256, 'the same'],
    [0, 3, 'new'],
    [3, 0, 'gone'],
    [256, 1, '256 times fewer'],
    [512, 17, '30.1 times fewer'],
    [2, 1, 'half as many'],
    [1, 2, 'twice as many'],
    [2, 3, '1.5 times as many'],
    [2, 5, '2.5 times as many'],
    [100, 90, '10% fewer'],
    [100, 110, '10% more'],
    [1_000_000, 1_000_001, 'under 1% more'],
  ] as const)
    it(`is ${words} for ${before} and ${after}`, () => assert.equal(changeInWords(before, after), words));

  it('says the same of a count and of many of them', () => {
    const count = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 2, max: 50 }), (before, after, factor) =>
        assert.equal(changeInWords(before * factor, after * factor), changeInWords(before, after)),
      ),
    );
  });
});
