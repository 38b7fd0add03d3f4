import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromPanel, readTarget } from '../../../client/panel/messages.ts';

describe('messages of the panel', () => {
  const good = [
    { type: 'ready' },
    { type: 'cancel' },
    { type: 'simulate', machines: ['s390', 'xen-pv'], scenario: { entries: 256 } },
    { type: 'reveal', file: 'mm/mprotect.c', line: 331 },
    { type: 'ask-growth', machines: ['s390'], scenario: {}, sweep: { axis: 'entries', from: 1, to: 2 } },
    { type: 'ask-comparison', machines: ['s390'], scenario: {}, revision: 'HEAD~1' },
    { type: 'ask-locks', machines: ['s390'], scenario: {}, cpus: 64, costs: { lock: 20 } },
    { type: 'cancel-study', study: 'growth' },
    { type: 'copy', format: 'mail', text: 'IPTE' },
    { type: 'save-scenario', scenario: { entries: 256 } },
    { type: 'open-scenario' },
    { type: 'ask-replay', machine: 's390', variant: 'as-written', scenario: {} },
    { type: 'at-line', file: 'mm/mprotect.c', line: 289, walkerLine: 380 },
    { type: 'at-line', file: 'mm/mprotect.c', line: 289, walkerLine: 0 },
    { type: 'off-line' },
  ];
  for (const message of good)
    it(`takes ${JSON.stringify(message)}`, () => assert.deepEqual(readFromPanel(message), message));

  const bad = [
    undefined,
    'ready',
    [],
    { type: 'run' },
    { type: 'simulate', machines: 's390', scenario: {} },
    { type: 'simulate', machines: [1], scenario: {} },
    { type: 'simulate', machines: [], scenario: [] },
    { type: 'reveal', file: '', line: 1 },
    { type: 'reveal', file: 'mm/mprotect.c', line: 0 },
    { type: 'reveal', file: 'mm/mprotect.c', line: 1.5 },
    { type: 'ask-growth', machines: ['s390'], scenario: {} },
    { type: 'ask-comparison', machines: ['s390'], scenario: {}, revision: '' },
    { type: 'ask-locks', machines: [], scenario: {}, cpus: 64, costs: { lock: '20' } },
    { type: 'ask-locks', cpus: 64 },
    { type: 'cancel-study', study: 'toString' },
    { type: 'copy', format: 'html', text: 'IPTE' },
    { type: 'copy', format: 'svg', text: '' },
    { type: 'save-scenario', scenario: [] },
    { type: 'ask-replay', machine: '', variant: 'as-written', scenario: {} },
    { type: 'ask-replay', machine: 's390', variant: 'as-written' },
    { type: 'at-line', file: 'mm/mprotect.c', line: 0, walkerLine: 0 },
    { type: 'at-line', file: 'mm/mprotect.c', line: 3, walkerLine: -1 },
  ];
  for (const message of bad)
    it(`refuses ${JSON.stringify(message)}`, () => assert.equal(readFromPanel(message), undefined));

  it('throws at nothing', () => {
    fc.assert(fc.property(fc.anything(), (value) => void [readFromPanel(value), readTarget(value)]));
  });
});

describe('the state that a panel saved', () => {
  it('names the function to simulate again', () => {
    const state = { uri: 'file:///linux/mm/mprotect.c', function: 'change_pte_range', machines: ['s390'] };
    assert.deepEqual(readTarget(state), { uri: state.uri, function: state.function });
    const scenarioFile = 'file:///linux/mm/a.lazymmu-scenario.json';
    assert.deepEqual(readTarget({ ...state, scenarioFile }), {
      uri: state.uri,
      function: state.function,
      scenarioFile,
    });
  });

  it('is refused when it names none', () => {
    for (const state of [undefined, null, {}, { uri: 'file:///a.c' }, { uri: 3, function: 'f' }])
      assert.equal(readTarget(state), undefined);
  });
});
