import assert from 'node:assert/strict';
import { Emitter } from 'vscode-languageserver/node';
import type { Predicted } from '../../server/lsp/predictions/prediction.ts';
import type { SimulationTarget } from '../../server/lsp/protocol.ts';
import { WalkerCosts } from '../../server/lsp/walkers/walker-costs.ts';

const uri = 'file:///tree/mm/walk.c';
const costless: Predicted = {
  function: 'first',
  scenario: '1 entry',
  machines: [{ machine: 'arm64', asWritten: {} as never, lines: new Map() }],
  missing: [],
};
const words = 'no cost on arm64';

describe('costs of walkers that a view shows', () => {
  let settled: Emitter<SimulationTarget>;
  let forgotten: Emitter<readonly SimulationTarget[]>;
  let known: Predicted | undefined;
  let wanted: string[];
  let changed: string[];
  let idle: number;
  let costs: WalkerCosts;

  beforeEach(() => {
    settled = new Emitter();
    forgotten = new Emitter();
    known = costless;
    wanted = [];
    changed = [];
    idle = 0;
    const predictions = {
      known: () => known,
      want: (target: SimulationTarget) => void wanted.push(target.function),
      onSettled: settled.event,
      onForgotten: forgotten.event,
    };
    costs = new WalkerCosts(predictions, { changed: (each) => changed.push(each), idle: () => idle++ });
  });

  const settle = (name: string) => settled.fire({ uri, function: name });

  it('are asked for one after the other, and told as they come', () => {
    costs.want(uri, ['first', 'second']);
    assert.deepEqual(wanted, ['first']);
    settle('first');
    assert.deepEqual([wanted, changed, idle], [['first', 'second'], [uri], 0]);
    settle('second');
    assert.deepEqual([costs.of(uri, 'first'), costs.of(uri, 'second'), idle], [words, words, 1]);
  });

  it('are not asked for again while nothing has changed, and stay until it is known what they have become', () => {
    costs.want(uri, ['first']);
    settle('first');
    costs.want(uri, ['first']);
    assert.deepEqual(wanted, ['first']);
    costs.outdate('file:///tree/mm/other.c');
    costs.want(uri, ['first']);
    assert.deepEqual(wanted, ['first']);
    costs.outdate(uri);
    costs.want(uri, ['first']);
    assert.deepEqual([wanted, costs.of(uri, 'first')], [['first', 'first'], words]);
    known = { refused: 'it cannot be read' };
    settle('first');
    assert.deepEqual([costs.of(uri, 'first'), changed], [undefined, [uri, uri]]);
  });

  it('are asked for once more where the file has changed during the run', () => {
    costs.want(uri, ['first']);
    costs.outdate(uri);
    costs.want(uri, ['first']);
    known = undefined;
    settle('first');
    assert.deepEqual([wanted, costs.of(uri, 'first')], [['first', 'first'], undefined]);
    known = costless;
    settle('first');
    assert.equal(costs.of(uri, 'first'), words);
  });

  it('are asked for again when what they rest on has changed, if the view shows them', () => {
    costs.want(uri, ['first']);
    settle('first');
    forgotten.fire([
      { uri, function: 'first' },
      { uri: 'file:///tree/mm/other.c', function: 'first' },
    ]);
    assert.deepEqual(wanted, ['first', 'first']);
  });
});
