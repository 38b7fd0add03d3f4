import assert from 'node:assert/strict';
import { presetFor } from '../../../server/core/simulator/choices.ts';
import { allPresets, presetNames } from '../../../server/core/simulator/presets/presets.ts';
import { systemCallNames } from '../../../server/core/simulator/system-calls/table.ts';

const walker = { name: 'walk', parameters: [] };

describe('presets', () => {
  it('have names of their own', () => {
    const names = presetNames.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  it('go by other names as well', () => {
    for (const preset of allPresets)
      for (const alias of preset.aliases ?? []) assert.equal(presetFor(walker, alias), preset);
    assert.equal(presetFor(walker, 'mprotect-ro').name, 'mprotect');
  });

  it('are named as the system calls that reach walkers', () => {
    const names = new Set(presetNames.map(({ name }) => name));
    const unknown = systemCallNames.filter((name) => !names.has(name));
    // A walker cannot tell how its destination is aligned; of the others no walker has presets of its own.
    assert.deepEqual(unknown, ['mremap-unaligned', 'clear-soft-dirty', 'uffd-writeprotect']);
  });
});
