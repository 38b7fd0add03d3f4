import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Form, firstForm, formMatches, formOf, numberFields, problemsOf, readForm } from '../../../media/form.ts';
import { choices, scenario } from '../../fixtures/report.ts';

const form = formOf(scenario, 'mprotect', ['s390', 'arm64']);
const typed = (field: (typeof numberFields)[number], text: string): Form => ({
  ...form,
  numbers: { ...form.numbers, [field]: text },
});

describe('form', () => {
  it('gives back the scenario that it was filled from', () => {
    assert.deepEqual(readForm(form), { scenario });
  });

  it('keeps what it does not show', () => {
    const read = readForm(typed('entries', ' 12 '));
    assert.ok('scenario' in read);
    assert.equal(read.scenario.entries, 12);
    assert.deepEqual(read.scenario.arguments, scenario.arguments);
  });

  const wrong: readonly [field: (typeof numberFields)[number], text: string, problem: RegExp][] = [
    ['entries', '', /1 to 34,359,738,368/],
    ['entries', '0', /1 to 34,359,738,368/],
    ['entries', '34359738369', /1 to 34,359,738,368/],
    ['entries', '2.5', /1 to 34,359,738,368/],
    ['entries', '1e2', /1 to 34,359,738,368/],
    ['entries', '-1', /1 to 34,359,738,368/],
    ['start', '34359738368', /0 to 34,359,738,367/],
    ['start', 'x', /0 to 34,359,738,367/],
    ['folioOrder', '10', /0 .* to 9/],
    ['attachedCpus', '0', /From 1, the CPU/],
    ['maskCpus', '1', /as many as are attached/],
  ];
  for (const [field, text, problem] of wrong)
    it(`refuses ${field} of "${text}" beside its field`, () => {
      assert.match(problemsOf(typed(field, text))[field] ?? '', problem);
      assert.deepEqual(Object.keys(problemsOf(typed(field, text))), [field]);
    });

  it('wants a machine', () => {
    assert.deepEqual(problemsOf({ ...form, machines: [] }), { machines: 'Choose at least one machine.' });
  });

  it('reads any text as a scenario within the limits, or as problems', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 5, maxLength: 5 }), (texts) => {
        const numbers = Object.fromEntries(
          numberFields.map((field, index) => [field, texts[index] ?? '']),
        ) as Form['numbers'];
        const read = readForm({ ...form, numbers });
        if ('problems' in read) assert.notDeepEqual(read.problems, {});
        else assert.ok(read.scenario.entries >= 1 && read.scenario.entries <= 2 ** 35);
      }),
    );
  });

  it('begins with the preset that fits, and the machines of a first look', () => {
    const first = firstForm(choices, undefined);
    assert.equal(first?.preset, 'mprotect');
    assert.deepEqual(first?.machines, ['s390', 's390-ipte-range', 'arm64', 'xen-pv']);
  });

  it('begins with what was remembered, over its preset', () => {
    const remembered = {
      uri: 'file:///mm/a.c',
      function: 'f',
      machines: ['xen-pv'] as const,
      scenario: { preset: 'munmap', entries: 3 },
    };
    const first = firstForm(choices, remembered);
    assert.equal(first?.preset, 'munmap');
    assert.equal(first?.numbers.entries, '3');
    assert.equal(first?.population, 'all_present');
    assert.deepEqual(first?.machines, ['xen-pv']);
  });

  it('falls back where what was remembered is offered no more', () => {
    const remembered = { uri: '', function: '', machines: ['xen-pv'] as const, scenario: { preset: 'gone' } };
    const offered = { ...choices, machines: choices.machines.filter(({ name }) => name === 's390') };
    const first = firstForm(offered, remembered);
    assert.equal(first?.preset, 'mprotect');
    assert.deepEqual(first?.machines, ['s390']);
    assert.equal(firstForm({ ...choices, presets: [] }, undefined), undefined);
  });

  it('knows whether a report is of the scenario that it shows', () => {
    assert.ok(formMatches(form, scenario, ['arm64', 's390']));
    assert.ok(!formMatches(form, scenario, ['arm64']));
    assert.ok(!formMatches(typed('entries', '255'), scenario, ['arm64', 's390']));
    assert.ok(!formMatches({ ...form, population: 'half' }, scenario, ['arm64', 's390']));
  });
});
