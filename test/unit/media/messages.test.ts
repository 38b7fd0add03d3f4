import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMessage, readPanelState } from '../../../media/messages.ts';
import { choices, report, scenario } from '../../fixtures/report.ts';
import { comparison, locks, sweep } from '../../fixtures/studies.ts';

/** The value with the part at `path` replaced. */
function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? replaced(each, rest, by) : each));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: replaced(record[key], rest, by) };
}

const message = { type: 'report', report };

function problem(data: unknown): string {
  const read = readMessage(data);
  return 'problem' in read ? read.problem : '';
}

const wrongStudies: readonly [
  message: Record<string, unknown>,
  path: (string | number)[],
  by: unknown,
  says: RegExp,
][] = [
  [{ type: 'growth', sweep }, ['sweep', 'version'], 2, /sweep\.version is 2, and this panel reads 1/],
  [{ type: 'growth', sweep }, ['sweep', 'curves', 0, 'points', 0, 'value'], -1, /points\[0\]\.value is no count/],
  [{ type: 'growth', sweep }, ['sweep', 'sweep', 'axis'], 'speed', /sweep\.axis is unknown: "speed"/],
  [{ type: 'comparison', ...comparison }, ['commit'], undefined, /commit is no string/],
  [{ type: 'locks', locks }, ['locks', 'curves', 0, 'points', 1, 'waiting'], null, /points\[1\]\.waiting is no number/],
  [{ type: 'copied', format: 'mail' }, ['format'], 'html', /format is unknown: "html"/],
  [{ type: 'study-failed', study: 'locks', message: '' }, ['study'], 'toString', /study is unknown/],
];

describe('messages', () => {
  for (const [good, path, by, says] of wrongStudies)
    it(`refuses ${good['type']} with ${path.join('.')} of ${JSON.stringify(by) ?? 'nothing'}`, () => {
      assert.match(problem(replaced(good, path, by)), says);
    });

  it('takes every message of the host', () => {
    for (const data of [
      message,
      { type: 'choices', choices, uri: 'file:///a.c', function: 'f' },
      { type: 'running', message: 'arm64' },
      { type: 'running', message: 'arm64', percentage: 12.5 },
      { type: 'error', message: 'no' },
      { type: 'growth', sweep },
      { type: 'comparison', ...comparison },
      { type: 'locks', locks },
      { type: 'study-running', study: 'growth', message: 'entries 256', percentage: 40 },
      { type: 'study-failed', study: 'comparison', message: 'no such revision' },
      { type: 'copied', format: 'mail' },
      { type: 'report', report: { ...report, rangeCall: { refused: 'why' } } },
      { type: 'report', report: { ...report, scenario: { ...scenario, population: [{ entries: 2, state: 'swap' }] } } },
    ])
      assert.deepEqual(readMessage(data), { message: data });
  });

  const wrong: readonly [path: (string | number)[], by: unknown, says: RegExp][] = [
    [['type'], 'reports', /unknown type, "reports"/],
    [['report', 'version'], 2, /^report\.version is 2, and this panel reads 1$/],
    [['report', 'results'], {}, /report\.results is no list/],
    [['report', 'results', 1, 'machine'], 'z80', /results\[1\]\.machine is unknown: "z80"/],
    [['report', 'results', 0, 'counts', 'ipte'], '256', /counts\.ipte is no count/],
    [['report', 'results', 0, 'counts', 'ipte'], -1, /counts\.ipte is no count/],
    [['report', 'results', 0, 'after', 0, 'runs', 1, 'state'], 'gone', /after\[0\]\.runs\[1\]\.state is unknown/],
    [['report', 'results', 0, 'runs', 0, 'event'], 'toString', /event is unknown/],
    [['report', 'results', 0, 'lines', 0, 'counts'], { ipte: Number.NaN }, /counts\.ipte is no count/],
    [['report', 'assumptions', 0, 'decisive'], 'yes', /decisive is no boolean/],
    [['report', 'scenario', 'population'], 'everything', /population is unknown/],
    [['report', 'rangeCall'], 'yes', /rangeCall is no object/],
    [['report', 'function'], undefined, /function is no string/],
  ];
  for (const [path, by, says] of wrong)
    it(`refuses ${path.join('.')} of ${JSON.stringify(by) ?? 'nothing'}, and says where`, () => {
      assert.match(problem(replaced(message, path, by)), says);
    });

  it('never throws, whatever it is sent', () => {
    const known = fc.constantFrom('choices', 'running', 'report', 'error');
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ type: known, report: fc.anything(), choices: fc.anything() })),
        (data) => {
          assert.notEqual(problem(data), '');
        },
      ),
    );
  });

  it('takes back what it saved, and nothing else', () => {
    const state = { uri: 'file:///a.c', function: 'f', machines: ['s390'], scenario: { entries: 3 } };
    assert.deepEqual(readPanelState(state), state);
    assert.deepEqual(readPanelState({ uri: 'u', function: 'f' }), { uri: 'u', function: 'f' });
    for (const data of [
      undefined,
      null,
      'state',
      { uri: 'u' },
      { ...state, machines: ['z80'] },
      { ...state, shown: 1 },
    ])
      assert.equal(readPanelState(data), undefined);
  });
});
