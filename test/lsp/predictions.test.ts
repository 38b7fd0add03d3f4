import assert from 'node:assert/strict';
import { CancellationToken } from 'vscode-languageserver/node';
import { emptyTree } from '../../server/host/overlay-tree.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import type { Simulations } from '../../server/host/simulations.ts';
import { OpenDocument } from '../../server/lsp/documents.ts';
import type { Predicted } from '../../server/lsp/predictions/prediction.ts';
import { Predictions } from '../../server/lsp/predictions/predictions.ts';
import type { Settings } from '../../server/lsp/protocol.ts';
import { defaultSettings } from '../../server/lsp/settings.ts';
import type { DocumentTree } from '../../server/lsp/trees.ts';
import { Editor, insertion, rangeOfText, sample, uriOf } from './support/editor.ts';

type Run = Simulations['run'];
type Outcome = Awaited<ReturnType<Run>>;

/** A run that a test ends when it wants to. */
interface HeldRun {
  readonly function: string;
  readonly signal: AbortSignal;
  end(outcome: Outcome): void;
}

const tree: DocumentTree = {
  root: '/tree',
  tree: emptyTree,
  open: new Map(),
  dialect: () => undefined,
  version: () => undefined,
  settings: () => ({}) as ReturnType<DocumentTree['settings']>,
};

const walkers = ['first', 'second'].map(
  (name) => `void ${name}(pte_t *pte)\n{\n\tlazy_mmu_mode_enable();\n\thelper(pte);\n\tlazy_mmu_mode_disable();\n}\n`,
);

/** What the thread says of a walker that costs nothing, that called helper() and rests on a header. */
function report(name: string): Outcome {
  return {
    type: 'report',
    read: ['include/linux/header.h'],
    report: {
      function: name,
      line: 1,
      scenario: { entries: 1, start: 0, population: 'all_none', folioOrder: 0, attachedCpus: 1, maskCpus: 1 },
      results: [{ machine: 'arm64', variant: 'as-written', counts: {}, lines: [] }],
      failures: [],
      executed: [{ function: 'helper', file: 'mm/walk.c' }],
    },
  } as unknown as Outcome;
}

describe('predictions', () => {
  const uri = 'file:///tree/mm/walk.c';
  let document: OpenDocument;
  let predictions: Predictions;
  let runs: HeldRun[];
  let rest: (() => void) | undefined;
  let changed: () => void;
  let logged: string[];
  let settings: Settings;

  beforeEach(() => {
    settings = defaultSettings;
    const text = `void helper(pte_t *pte)\n{\n}\nvoid other(void)\n{\n}\n${walkers.join('')}`;
    document = new OpenDocument(uri, 'c', 1, text, { in: tree, path: 'mm/walk.c' });
    runs = [];
    logged = [];
    rest = undefined;
    changed = () => {};
    const log = { error: (said: string) => logged.push(said), info: () => {}, trace: () => {} };
    const simulations = {
      run(job: Parameters<Run>[0], { signal, isBackground }: Parameters<Run>[1]) {
        assert.equal(isBackground, true);
        return new Promise<Outcome>((resolve) => {
          signal.addEventListener('abort', () => resolve({ type: 'called-off' }));
          runs.push({ function: job.request.function, signal, end: resolve });
          changed();
        });
      },
    };
    const clock = {
      after(_: number, run: () => void) {
        rest = run;
        return () => {
          rest = undefined;
        };
      },
    };
    const parser = loadKernelParser();
    predictions = new Predictions(
      {
        log,
        parser,
        simulations,
        document: (name) => (name === uri ? document : undefined),
        settingsOf: async () => settings,
      },
      clock,
    );
  });

  it('hold under new settings that let a run use the same', async () => {
    await predict('first', 1);
    settings = { ...settings, inlayHints: { enabled: true } };
    await predictions.settingsChanged();
    assert.ok(predictions.known(target('first')));
    settings = { ...settings, simulation: { limits: { steps: 7 } } };
    await predictions.settingsChanged();
    assert.equal(predictions.known(target('first')), undefined);
    assert.ok(await predict('first', 3));
  });

  const target = (name: string) => ({ uri, function: name });

  /** Resolves with the run that is started as number `count`. */
  function started(count: number): Promise<HeldRun> {
    return new Promise((resolve) => {
      changed = () => {
        if (runs.length >= count) resolve(runs[count - 1]);
      };
      changed();
    });
  }

  /** Ends both runs that a prediction is made of, from number `first` on. */
  async function finish(first: number): Promise<void> {
    for (const number of [first, first + 1]) {
      const run = await started(number);
      run.end(report(run.function));
    }
  }

  function edit(part: string, text: string): void {
    const at = insertion(document.text, part, text);
    document.change([at], document.version + 1);
    predictions.edited(uri);
  }

  async function predict(name: string, first: number): Promise<Predicted | undefined> {
    const predicted = predictions.of(target(name), CancellationToken.None);
    await finish(first);
    return predicted;
  }

  const isKnown = (name: string) => predictions.known(target(name)) !== undefined;

  it('are made one after the other, in the order in which they are asked for', async () => {
    const both = [predictions.of(target('first'), CancellationToken.None)];
    both.push(predictions.of(target('second'), CancellationToken.None));
    await finish(1);
    await finish(3);
    await Promise.all(both);
    assert.deepEqual(
      runs.map((run) => run.function),
      ['first', 'first', 'second', 'second'],
    );
  });

  it('are called off by a key, and begun again only when there is peace', async () => {
    const predicted = predictions.of(target('first'), CancellationToken.None);
    const { signal } = await started(1);
    edit('void second', '\n');
    assert.equal(signal.aborted, true);
    edit('void second', '\n');
    assert.equal(runs.length, 1);
    assert.ok(rest);
    rest();
    await finish(2);
    assert.ok(await predicted);
  });

  it('hold while nothing changes that the walker reaches, and again when a change is undone', async () => {
    await predict('first', 1);
    const before = document.text;
    edit('}\nvoid first', '\n');
    assert.equal(isKnown('first'), true, 'a function that it does not reach');
    edit('lazy_mmu_mode_disable', '\n');
    assert.equal(isKnown('first'), false, 'its own text');
    document.change([{ text: before }], document.version + 1);
    assert.equal(isKnown('first'), true, 'undone');
    edit('}\nvoid other', '\n');
    assert.equal(isKnown('first'), false, 'a function that it calls');
    document.change([{ text: before }], document.version + 1);
    edit('void helper', '#define X 1\n');
    assert.equal(isKnown('first'), false, 'what stands around');
  });

  it('stay while a function that the walker reaches is half typed', async () => {
    const predicted = await predict('first', 1);
    assert.ok(predicted);
    edit('helper(pte);', 'if (');
    const asked = predictions.of(target('first'), CancellationToken.None);
    rest?.();
    assert.equal(await asked, predicted);
    assert.equal(runs.length, 2);
  });

  it('are forgotten when a file changes that they rest on, and the client is told', async () => {
    await predict('first', 1);
    let told = 0;
    predictions.onForgotten(() => told++);
    predictions.changed({ in: tree, path: 'include/linux/other.h' });
    assert.deepEqual([isKnown('first'), told], [true, 0]);
    predictions.changed({ in: tree, path: 'include/linux/header.h' });
    assert.deepEqual([isKnown('first'), told], [false, 1]);
  });

  it('are still known when the document is opened again', async () => {
    await predict('first', 1);
    predictions.closed(uri);
    assert.equal(isKnown('first'), true);
  });

  it('keep nobody waiting for a document that is closed', async () => {
    const running = predictions.of(target('first'), CancellationToken.None);
    const waiting = predictions.of(target('second'), CancellationToken.None);
    await started(1);
    predictions.closed(uri);
    assert.deepEqual(await Promise.all([running, waiting]), [undefined, undefined]);
    assert.equal(runs.length, 1);
  });

  it('that fail are refused, and not tried again for the same text', async () => {
    const predicted = predictions.of(target('first'), CancellationToken.None);
    (await started(1)).end(undefined as unknown as Outcome);
    assert.match(JSON.stringify(await predicted), /refused.*the log/);
    assert.match(logged.join(), /predicting first\(\) failed: TypeError/);
    assert.equal(isKnown('first'), true);
  });
});

/** A walker that never comes to an end by itself. */
const endless = `void never_done(struct mm_struct *mm, pte_t *pte, unsigned long addr, unsigned long end)
{
	lazy_mmu_mode_enable();
	for (;;)
		ptep_get(pte);
	lazy_mmu_mode_disable();
}
`;

describe('typing while a walker runs in the background', function () {
  this.timeout(60_000);

  it('is answered at once, and calls the run off', async () => {
    const limits = { steps: 1_000_000_000_000 };
    const settings = { inlayHints: { enabled: true }, simulation: { limits } };
    const editor = await Editor.start({ pull: true, settings, features: { simulation: true } });
    const uri = uriOf('samples/endless.c');
    await editor.open(uri, endless);
    const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = editor.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range: everything });
    await editor.heard('$/logTrace', ({ message }) => message === 'predicting never_done()');
    await editor.change(uri, 2, insertion(endless, '\tfor', '\tif (addr)\n\t\treturn;\n'));
    assert.deepEqual(
      (await editor.diagnostics(uri)).map(({ code }) => code),
      ['return-in-section'],
    );
    assert.ok(!editor.told('$/logTrace').some(({ message }) => message.startsWith('predicted ')));
    await editor.heard('$/logTrace', ({ message }) => message.startsWith('called off never_done()'));
    await editor.close(uri);
    assert.deepEqual(await hints, []);
    assert.equal(await editor.quit(), 0);
  });

  it('runs what somebody waits for first', async () => {
    const limits = { steps: 1_000_000_000_000 };
    const editor = await Editor.start({
      pull: true,
      settings: { simulation: { limits } },
      features: { simulation: true },
    });
    const uri = uriOf('samples/endless.c');
    await editor.open(uri, endless);
    const position = rangeOfText(endless, 'lazy_mmu_mode_enable').start;
    await editor.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    await editor.heard('$/logTrace', ({ message }) => message === 'predicting never_done()');
    const other = uriOf('samples/right_walker.c');
    await editor.open(other, sample('right_walker.c'));
    const params = { uri: other, function: 'sample_protect_pte_range', machines: ['s390'], variants: ['as-written'] };
    const result = await editor.connection.sendRequest('lazyMmu/simulate', params);
    assert.match(JSON.stringify(result), /"ipte":256/);
    await editor.heard('$/logTrace', ({ message }) => message.startsWith('called off never_done()'));
    assert.equal(await editor.quit(), 0);
  });
});
