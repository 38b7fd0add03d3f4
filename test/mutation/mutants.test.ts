import assert from 'node:assert/strict';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { awaitedKinds, awaitedRules } from './awaiting.ts';
import { equivalences } from './equivalent.ts';
import { mutationKinds } from './kinds.ts';
import { type Outcome, seedTree } from './seed-tree.ts';
import { isAwaited, rulesThatAreMissing, tableOf } from './table.ts';

const parser = await loadKernelParser();
const all = process.env['CI'] === 'true';

/** One mutant of each kind and walker; all of them under CI=true. */
const options = { parser, seed: 1, ...(all ? {} : { atMost: 1 }) };
const outcomes: Outcome[] = [];

describe('kinds of seeded bugs', () => {
  it('are told apart by their names', () => {
    assert.equal(new Set(mutationKinds.map(({ name }) => name)).size, mutationKinds.length);
    assert.ok(mutationKinds.length >= 25);
  });

  it('ask for rules that exist, but for those that are awaited', () => {
    assert.deepEqual(
      rulesThatAreMissing(),
      awaitedRules,
      'a rule has landed: take it out of test/mutation/awaiting.ts',
    );
  });
});

for (const version of ['6.12', '7.2', '7.3']) {
  describeKernel(version, 'seeded bugs of every kind', (tree) => {
    let seeded: readonly Outcome[];
    before(() => {
      seeded = seedTree(tree(), options);
      outcomes.push(...seeded);
    });

    it('are all reported, on their line', () => {
      const awaited = new Set(mutationKinds.filter(isAwaited).map(({ name }) => name));
      const bad = seeded.filter(
        ({ kind, verdict }) => !awaited.has(kind) && verdict !== 'caught' && verdict !== 'equivalent',
      );
      assert.deepEqual(
        bad.map(({ where, verdict, remark }) => `${where}: ${verdict}; ${remark}`),
        [],
      );
      const wanted = all ? 2000 : 600;
      assert.ok(seeded.length > wanted, `only ${seeded.length} bugs could be seeded`);
    });
  });
}

describe('seeded bugs of all kernels', () => {
  const ofKind = (name: string) => outcomes.filter(({ kind }) => kind === name);

  it('are of every kind', function () {
    if (outcomes.length === 0) return this.skip();
    console.log(tableOf(outcomes).replace(/^/gm, '      '));
    assert.deepEqual(
      mutationKinds.filter(({ name }) => ofKind(name).length === 0).map(({ name }) => name),
      [],
    );
  });

  it('are awaited only where one is missed', function () {
    if (outcomes.length === 0) return this.skip();
    const complete = [...awaitedKinds.keys()].filter((name) =>
      ofKind(name).every(({ verdict }) => verdict !== 'missed'),
    );
    assert.deepEqual(complete, [], 'all are reported: take the kind out of test/mutation/awaiting.ts');
  });

  if (!all) return;
  it('are equivalent only for reasons that apply somewhere', function () {
    if (outcomes.length === 0) return this.skip();
    const used = new Set(outcomes.filter(({ verdict }) => verdict === 'equivalent').map(({ remark }) => remark));
    assert.deepEqual([...used].sort(), equivalences.map(({ reason }) => reason).sort());
  });
});
