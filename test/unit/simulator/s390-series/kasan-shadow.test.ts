import assert from 'node:assert/strict';
import { type Bench, bench, mm } from '../support.ts';
import { arm, protect, type Series } from './support.ts';

describe('the shadow of page tables, with KASAN', () => {
  const changes = (series: Series, action: (b: Bench) => void, kasan = true): number => {
    const b = bench('s390-ipte-range', { machine: { series }, config: { CONFIG_KASAN: kasan } });
    b.fill(256);
    arm(b);
    action(b);
    b.call('lazy_mmu_mode_disable');
    return b.world.events.total().kasan_shadow;
  };
  const nothing = () => undefined;

  it('is marked when a range is armed, and around every look at an entry of the table and every run that is stored', () => {
    assert.equal(changes('v6', nothing), 2);
    assert.equal(
      changes('v6', (b) => b.call('ptep_get', b.at(0))),
      2 + 2,
    );
    assert.equal(
      changes('v6', (b) => protect(b, 0, 10)),
      2 + 10 * 2 + 2,
      'an entry is read once from the table, then cached',
    );
    assert.equal(
      changes('v6', (b) => [0, 2].map((i) => b.call('pte_clear', mm, b.virtual(i), b.at(i)))),
      2 + 2 * 2,
    );
  });

  it('is left alone without KASAN, and by v2', () => {
    assert.equal(
      changes('v6', (b) => protect(b, 0, 10), false),
      0,
    );
    assert.equal(
      changes('v2', (b) => protect(b, 0, 10)),
      0,
    );
  });
});
