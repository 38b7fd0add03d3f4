import assert from 'node:assert/strict';
import {
  type CheckResult,
  emptyResult,
  type FingerprintedFinding,
  withSeverity,
} from '../../server/cli/check-result.ts';
import { checkText, summary } from '../../server/cli/format/check-text.ts';
import { simulationText } from '../../server/cli/format/simulation-text.ts';
import { table } from '../../server/cli/format/table.ts';
import type { Terminal } from '../../server/cli/terminal.ts';
import type { Assumption, EventCounts, RunResult, SimulationReport } from '../../server/core/simulator/report.ts';
import { noCounts } from '../fixtures/no-counts.ts';

const plain: Terminal = {
  print: () => {},
  say: () => {},
  progress: () => {},
  watched: false,
  paint: (_, text) => text,
};

const finding: FingerprintedFinding = {
  fingerprint: '0123456789abcdef:1',
  rule: 'return-in-section',
  severity: 'error',
  message: 'lazy MMU mode is still on here',
  file: 'mm/walker.c',
  line: 20,
  column: 3,
  endLine: 20,
  endColumn: 9,
  function: 'walk',
  notes: [{ file: 'mm/walker.c', line: 12, column: 2, message: 'entered here' }],
};
const hint: FingerprintedFinding = { ...finding, rule: 'range-available', severity: 'hint', notes: [] };

const result: CheckResult = { ...emptyResult(), findings: [finding, hint], files: 1, functions: 2 };

describe('text of check', () => {
  it('is what gcc writes, with a note line for each other place', () => {
    assert.equal(
      checkText(withSeverity(result, 'information'), (file) => `../${file}`, plain),
      '../mm/walker.c:20:3: error: lazy MMU mode is still on here [return-in-section]\n' +
        '../mm/walker.c:12:2: note: entered here\n',
    );
    assert.equal(
      checkText(emptyResult(), (file) => file, plain),
      '',
    );
  });

  it('counts what was found, looked at and kept back', () => {
    assert.equal(summary(result, { below: 0, known: 0 }), '1 error, 1 hint in 2 functions of 1 file');
    assert.equal(
      summary(withSeverity(result, 'warning'), { below: 1, known: 2 }),
      '1 error in 2 functions of 1 file; 2 known to the baseline; 1 below the severity asked for',
    );
    assert.equal(summary(emptyResult(), { below: 0, known: 0 }), 'no findings in 0 functions of 0 files');
  });

  it('keeps findings by severity', () => {
    assert.deepEqual(withSeverity(result, 'hint').findings, [finding, hint]);
    assert.deepEqual(withSeverity(result, 'error').findings, [finding]);
  });
});

describe('table', () => {
  it('is as wide as its cells and ends no line with blanks', () => {
    const columns = [
      { title: 'a', align: 'left' },
      { title: 'count', align: 'right' },
      { title: 'note', align: 'left' },
    ] as const;
    assert.deepEqual(
      table(columns, [
        ['long name', '7', ''],
        ['b', '1000000', 'x'],
      ]),
      ['a            count  note', 'long name        7', 'b          1000000  x'],
    );
  });
});

function run(machine: RunResult['machine'], variant: RunResult['variant'], counts: Partial<EventCounts>): RunResult {
  return {
    machine,
    variant,
    counts: { ...noCounts, ptep_get: 256, ...counts },
    lines: [
      { file: 'mm/walker.c', line: 20, walkerLine: 20, calls: 256, counts },
      { file: 'mm/walker.c', line: 9, walkerLine: 9, calls: 256, counts: {} },
    ],
    runs: [],
    before: [],
    after: [],
    changes: [],
    configuration: {},
    returned: '0',
    warnings: [],
    interruptions: [],
    steps: 1,
  };
}

const report: SimulationReport = {
  version: 1,
  file: 'mm/walker.c',
  function: 'walk',
  range: { start: 0, end: 10 },
  line: 5,
  scenario: {
    entries: 256,
    start: 0,
    population: 'all_present',
    folioOrder: 0,
    attachedCpus: 2,
    maskCpus: 2,
    fullmm: false,
    arguments: {},
    assume: {},
    config: {},
    machine: {},
    interruptions: [],
    preset: 'mprotect',
  },
  results: [
    run('s390-ipte-range', 'as-written', { ipte: 256, ipte_entries: 256 }),
    run('s390-ipte-range', 'no-lazy-mode', { ipte: 256, ipte_entries: 256 }),
    run('s390-ipte-range', 'with-range', { ipte: 1, ipte_entries: 256 }),
    run('arm64', 'as-written', {}),
    run('arm64', 'no-lazy-mode', {}),
    run('arm64', 'with-range', {}),
    run('xen-pv', 'as-written', { hypercalls: 9, mmu_update_entries: 256 }),
    run('xen-pv', 'no-lazy-mode', { hypercalls: 256, mmu_update_entries: 256 }),
    run('xen-pv', 'with-range', { hypercalls: 9, mmu_update_entries: 256 }),
  ],
  failures: [],
  findings: [],
  watchedEntries: 256,
  assumptions: [
    { kind: 'function', name: 'is_odd', value: '0', file: 'mm/walker.c', line: 18, times: 256, decisive: true },
  ],
  executed: [
    { function: 'helper', file: 'mm/walker.c' },
    { function: 'pte_advance', file: 'include/linux/pgtable.h' },
  ],
  modelled: [{ function: 'ptep_get', reason: 'it has no body here' }],
  rangeCall: { text: 'lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte)' },
};

describe('text of simulate', () => {
  it('says of a run that the walker gave up where', () => {
    const results = report.results.map((each) => ({ ...each, unfinished: { returned: '-12', entry: 512 } }));
    const text = simulationText({ ...report, results }, 'mm/walker.c', plain);
    assert.match(
      text,
      /gave up before the end of the range[^\n]*\n {2}returned -12 in the page table from entry 512 on \(/,
    );
  });

  it('shows counts, lines, what the calls save, and what the numbers rest on', () => {
    assert.equal(
      simulationText(report, 'mm/walker.c', plain),
      `mm/walker.c:5: walk()
256 entries from index 0 (all_present), 2 CPUs, preset mprotect

machine          variant       IPTE  entries  DSB  ISB  hypercalls  updates
s390-ipte-range  as written     256      256    0    0           0        0
                 no lazy mode   256      256    0    0           0        0
                 with range       1      256    0    0           0        0
arm64            as written       0        0    0    0           0        0
                 no lazy mode     0        0    0    0           0        0
                 with range       0        0    0    0           0        0
xen-pv           as written       0        0    0    0           9      256
                 no lazy mode     0        0    0    0         256      256
                 with range       0        0    0    0           9      256

line            calls  cost as written
mm/walker.c:20    256  s390-ipte-range 256 IPTE; xen-pv 9 hypercalls

Lazy mode as written: xen-pv 256 → 9 hypercalls (28.4 times fewer).
With lazy_mmu_mode_enable_for_pte_range(mm, addr, end, pte): s390-ipte-range 256 → 1 IPTE (256 times fewer).

Assumed, because neither a body nor a model is known:
  function is_odd = 0 at mm/walker.c:18, 256 times, and counts depend on it

Run from source: walk, helper, pte_advance (include/linux/pgtable.h).
Modelled, since it has no body here: ptep_get.
`,
    );
  });

  it('says which options the C asks for, and where machines differ in one', () => {
    const [first] = report.results;
    const results: readonly RunResult[] = [
      { ...first, machine: 's390', configuration: { CONFIG_DEBUG_VM: false, CONFIG_PT_RECLAIM: true } },
      { ...first, machine: 'x86', configuration: { CONFIG_PT_RECLAIM: false } },
    ];
    const last = simulationText({ ...report, results }, 'mm/walker.c', plain)
      .trimEnd()
      .split('\n')
      .slice(-1);
    assert.deepEqual(last, [
      'Configuration asked for: CONFIG_DEBUG_VM=n, CONFIG_PT_RECLAIM=y (s390), CONFIG_PT_RECLAIM=n (x86).',
    ]);
  });

  it('tells defaults of the scenario from what is not known', () => {
    const stated: Assumption = {
      kind: 'function',
      name: 'need_resched',
      value: '0',
      file: 'mm/walker.c',
      line: 30,
      times: 8,
      decisive: false,
      stated: 'nobody waits for the CPU',
    };
    const shown = (assumptions: readonly Assumption[]) =>
      simulationText({ ...report, assumptions }, 'mm/walker.c', plain)
        .split('\n\n')
        .at(-2);
    const defaults = `Defaults of the scenario that were asked for (--assume NAME=VALUE sets one):
  nobody waits for the CPU: need_resched() = 0 at mm/walker.c:30, 8 times`;
    assert.equal(shown([stated]), `Assumptions: none that a page-table event rests on.\n${defaults}`);
    assert.equal(
      shown([...report.assumptions, stated]),
      `Assumed, because neither a body nor a model is known:
  function is_odd = 0 at mm/walker.c:18, 256 times, and counts depend on it
${defaults}`,
    );
  });

  it('says why there is no range call, and what nothing was assumed of', () => {
    const text = simulationText(
      { ...report, assumptions: [], rangeCall: { refused: 'the walker moves pte before it enables' } },
      'mm/walker.c',
      plain,
    );
    assert.match(text, /^No range call: the walker moves pte before it enables\.$/m);
    assert.match(text, /^Assumed: nothing\.$/m);
  });

  it('leaves tables out when no run finished', () => {
    assert.doesNotMatch(simulationText({ ...report, results: [] }, 'mm/walker.c', plain), /machine|calls/);
  });
});
