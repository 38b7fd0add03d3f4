import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  HoverRequest,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver/node';
import {
  messages,
  type SimulateParams,
  type SimulateResult,
  type SimulationChoices,
} from '../../server/lsp/protocol.ts';
import { Editor, rangeOfText, sample, uriOf, withoutHints } from './support/editor.ts';

const walker = 'sample_protect_pte_range';

/** A walker that never comes to an end by itself. */
const endless = `void never_done(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (;;)
		ptep_get(pte);
	lazy_mmu_mode_disable();
}
`;

describe('simulation', function () {
  this.timeout(60_000);
  let editor: Editor;
  let uri: string;

  before(async () => {
    editor = await Editor.start({ pull: true, settings: withoutHints, features: { simulation: true } });
    uri = await editor.openSample('right_walker.c');
  });

  after(async () => assert.equal(await editor.quit(), 0));

  function simulate(params: SimulateParams): Promise<SimulateResult> {
    return editor.connection.sendRequest(messages.simulate, params);
  }

  async function counts(params: SimulateParams) {
    const result = await simulate(params);
    assert.ok('report' in result, JSON.stringify(result));
    assert.deepEqual(result.report.failures, []);
    return Object.fromEntries(result.report.results.map((each) => [`${each.machine} ${each.variant}`, each.counts]));
  }

  it('counts what a walker costs on each machine', async () => {
    const found = await counts({ uri, function: walker, variants: ['as-written'] });
    assert.equal(found['s390 as-written'].ipte, 256);
    assert.equal(found['s390-ipte-range as-written'].ipte, 1);
  });

  it('says what each line cost, for the ends of lines', async () => {
    const result = await simulate({ uri, function: walker });
    assert.ok('report' in result);
    const text = sample('right_walker.c');
    const lineOf = (part: string) => rangeOfText(text, part).start.line;
    const { ran, lines, ...of } = result.lineCosts;
    assert.deepEqual(of, { uri, function: walker, version: 1 });
    assert.deepEqual(ran, [{ first: lineOf('int sample_protect'), last: text.split('\n').length - 2 }]);
    assert.deepEqual(
      [...lines].sort((a, b) => a.line - b.line),
      [
        {
          line: lineOf('ptep_set_wrprotect'),
          text: 'Xen 256 traps',
          times: 256,
          details: ['Xen: 256 traps'],
        },
        {
          line: lineOf('lazy_mmu_mode_disable'),
          text: 's390 1 IPTE',
          times: 1,
          details: ['s390: 1 IPTE, 256 entries'],
        },
      ],
    );
  });

  it('runs the text of the editor, not that of the disk', async () => {
    const edited = await editor.openSample('range_available.c');
    const target = { uri: edited, function: 'sample_change_protection', machines: ['s390-ipte-range'] as const };
    const before = await counts({ ...target, variants: ['as-written'] });
    const range = rangeOfText(sample('range_available.c'), 'lazy_mmu_mode_enable()');
    const text = 'lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte)';
    await editor.change(edited, 2, { range, text });
    const after = await counts({ ...target, variants: ['as-written'] });
    const ipte = (found: typeof before) => found['s390-ipte-range as-written'].ipte;
    assert.deepEqual([ipte(before), ipte(after)], [256, 1]);
    await editor.close(edited);
  });

  it('waits for a document that is opened after it is asked about', async () => {
    const later = uriOf('samples/later.c');
    const result = simulate({ uri: later, function: walker });
    await editor.open(later, sample('right_walker.c'));
    assert.ok('report' in (await result));
    await editor.close(later);
  });

  it('takes what the scenario leaves out from the preset', async () => {
    const found = await counts({
      uri,
      function: walker,
      machines: ['s390'],
      variants: ['as-written'],
      scenario: { entries: 10 },
    });
    assert.equal(found['s390 as-written'].ipte, 10);
  });

  it('offers the machines and scenarios that fit a function', async () => {
    const choices: SimulationChoices = await editor.connection.sendRequest(messages.simulationChoices, {
      uri,
      function: walker,
    });
    assert.ok(choices.machines.some(({ name, title }) => name === 'xen-pv' && title !== ''));
    assert.ok(choices.presets.some(({ name, scenario }) => name === choices.preset && scenario.entries > 0));
  });

  it('offers the scenario of a file before the presets, with what it leaves out from its preset', async () => {
    const choices: SimulationChoices = await editor.connection.sendRequest(messages.simulationChoices, {
      uri,
      function: walker,
      scenarioFile: 'file:///home/teardown%20of%20all.lazymmu-scenario.json',
      scenarioText: '{ "preset": "munmap", "entries": 12, "fullmm": true }',
    });
    const [first] = choices.presets;
    assert.equal(choices.preset, 'teardown of all.lazymmu-scenario.json');
    assert.equal(first.name, choices.preset);
    const { preset, entries, fullmm, attachedCpus } = first.scenario;
    assert.deepEqual(
      { preset, entries, fullmm, attachedCpus },
      { preset: 'munmap', entries: 12, fullmm: true, attachedCpus: 2 },
    );
  });

  for (const [what, scenarioText, says] of [
    ['no JSON', '{\n  "entries": 4,\n}', /^a\.lazymmu-scenario\.json:3:1: not JSON/m],
    [
      'a typo',
      '{\n  "entires": 4\n}',
      /^a\.lazymmu-scenario\.json:2:3: there is no property "entires"; did you mean entries\?$/m,
    ],
    [
      'a wrong preset',
      '{\n  "preset": "mprotekt"\n}',
      /^a\.lazymmu-scenario\.json:2:13: preset: cannot be "mprotekt"; did you mean mprotect/m,
    ],
    [
      'what does not fit together',
      '{ "attachedCpus": 4, "maskCpus": 2 }',
      /^a\.lazymmu-scenario\.json: scenario: "maskCpus" must be at least/m,
    ],
  ] as const)
    it(`names file, line, property and remedy of ${what} in a scenario file`, async () => {
      const choices = editor.connection.sendRequest(messages.simulationChoices, {
        uri,
        function: walker,
        scenarioFile: 'file:///home/a.lazymmu-scenario.json',
        scenarioText,
      });
      await assert.rejects(choices, (error: Error) => says.test(error.message));
    });

  it('tells its progress with the token of the request', async () => {
    const said: (WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd)[] = [];
    const listener = editor.connection.onProgress(WorkDoneProgress.type, 'one', (value) => {
      said.push(value);
    });
    await simulate({ uri, function: walker, workDoneToken: 'one' });
    listener.dispose();
    assert.equal(said[0].kind, 'begin');
    assert.equal(said.at(-1)?.kind, 'end');
    const percentages = said.flatMap((each) => (each.kind === 'report' ? [each.percentage ?? -1] : []));
    assert.ok(percentages.length > 1);
    assert.deepEqual(
      percentages,
      [...percentages].sort((a, b) => a - b),
    );
  });

  it('can be cancelled while it runs, and answers the next one', async () => {
    const other = uriOf('samples/endless.c');
    await editor.open(other, endless);
    const source = new CancellationTokenSource();
    const listener = editor.connection.onProgress(WorkDoneProgress.type, 'two', ({ kind }) => {
      if (kind === 'report') source.cancel();
    });
    const params = { uri: other, function: 'never_done', workDoneToken: 'two' };
    await assert.rejects(editor.connection.sendRequest(messages.simulate, params, source.token), { code: -32800 });
    listener.dispose();
    const found = await counts({ uri, function: walker, machines: ['s390'], variants: ['as-written'] });
    assert.equal(found['s390 as-written'].ipte, 256);
    await editor.close(other);
  });

  it('leaves the server free: a hover is answered while a walker runs that never ends', async () => {
    const other = uriOf('samples/endless.c');
    await editor.open(other, endless);
    const source = new CancellationTokenSource();
    const running = new Promise<void>((resolve) => {
      const listener = editor.connection.onProgress(WorkDoneProgress.type, 'three', ({ kind }) => {
        if (kind !== 'report') return;
        listener.dispose();
        resolve();
      });
    });
    let ended = false;
    const simulated = editor.connection
      .sendRequest(messages.simulate, { uri: other, function: 'never_done', workDoneToken: 'three' }, source.token)
      .catch(() => undefined)
      .finally(() => {
        ended = true;
      });
    await running;
    const { start } = rangeOfText(endless, 'lazy_mmu_mode_enable');
    const hover = await editor.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: other },
      position: start,
    });
    assert.match(JSON.stringify(hover?.contents), /lazy_mmu_mode_enable/);
    assert.equal(ended, false);
    source.cancel();
    await simulated;
    await editor.close(other);
  });

  it('stops at the limits of the settings, which a scenario wins over', async () => {
    const other = uriOf('samples/endless.c');
    await editor.open(other, endless);
    await editor.configure({ ...withoutHints, simulation: { limits: { steps: 5000, depth: 10 } } });
    const target = { uri: other, function: 'never_done', machines: ['s390'], variants: ['as-written'] } as const;
    for (const [scenario, steps] of [
      [{}, 5000],
      [{ limits: { steps: 9000 } }, 9000],
    ] as const) {
      const result = await simulate({ ...target, scenario });
      assert.ok('report' in result, JSON.stringify(result));
      const [{ reason, file, line }] = result.report.failures;
      assert.equal(reason, `${steps} statements were executed; raise "limits.steps" of the scenario, or simulate less`);
      assert.equal(`${file}:${line}`, 'endless.c:5');
      assert.equal(result.report.scenario.limits?.depth, 10);
    }
    await editor.configure(withoutHints);
    await editor.close(other);
  });

  const refusals: readonly [string, Record<string, unknown>, RegExp][] = [
    [
      'an unknown function',
      { function: 'sample_protect_pte_rang' },
      /no function .*; did you mean sample_protect_pte_range/,
    ],
    ['a document that is not open', { uri: uriOf('samples/nowhere.c') }, /not open/],
    ['an unknown machine', { machines: ['s309'] }, /unknown machine s309; did you mean s390/],
    ['an unknown variant', { variants: ['faster'] }, /unknown variant faster/],
    ['a scenario that makes no sense', { scenario: { entries: -1 } }, /entries/],
    ['a property that is not there', { scenario: { entires: 1 } }, /entires.*did you mean entries/],
    ['an unknown preset', { scenario: { preset: 'mprotekt' } }, /mprotekt.*mprotect/],
    ['no function at all', { function: 7 }, /"function"/],
  ];
  for (const [what, params, says] of refusals)
    it(`says what to do about ${what}`, async () => {
      const result = await simulate({ uri, function: walker, ...params });
      assert.ok('error' in result, JSON.stringify(result));
      assert.match(result.error, says);
    });

  it('rejects the choices of an unknown function with the same words', async () => {
    const choices = editor.connection.sendRequest(messages.simulationChoices, { uri, function: 'nothing' });
    await assert.rejects(choices, /no function nothing/);
  });
});
