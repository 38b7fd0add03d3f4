import { strict as assert } from 'node:assert';
import type { Run } from '../../../server/core/simulator/interpreter/program.ts';
import type { Intrinsic, Word } from '../../../server/core/simulator/interpreter/runtime.ts';
import { programOf, start } from './support.ts';

const text = `
static int leaf(int value) { return observe(value); }
static int inner(int value)
{
	observe(value);
	leaf(value);
	observe(value);
	return leaf(leaf(value));
}
static int twice(int value) { return value < 2 ? inner(value) : twice(value - 1); }
static int visit(int value) { return leaf(value); }
int f(void)
{
	int (*callback)(int) = leaf;

	observe(0);
	inner(1);
	observe(2);
	leaf(3);
	twice(4);
	callback(5);
	return call_back(visit);
}
`;

/** Every place that the program observed, with the calls that led there: 'f:16 inner:5'. */
function observed(): string[] {
  const seen: string[] = [];
  const run: { current?: Run } = {};
  const path = (): string =>
    run.current?.calls
      .path()
      .map((site) => `${program.sites[site].function}:${program.sites[site].line}`)
      .join(' ') ?? '';
  const row = (name: string, parameter: string, bind: (value: Word) => Word): Intrinsic<unknown> => {
    return { name, returns: 'int', parameters: [parameter], source: 'test', bind: () => bind };
  };
  const observe = row('observe', 'int', (value) => {
    seen.push(path());
    return value;
  });
  const callBack = row('call_back', 'void *', (address) => run.current?.callAddress(address, [6]) ?? 0);
  const program = programOf(text, { intrinsics: [observe, callBack], traced: true });
  run.current = start(program);
  run.current.call('f', []);
  return seen;
}

describe('the call stack of a run', () => {
  it('names the calls that are being executed, and none that has returned', () => {
    const insideInner = (before: string) => [
      `${before} inner:5`,
      `${before} inner:6 leaf:2`,
      `${before} inner:7`,
      `${before} inner:8 leaf:2`,
      `${before} inner:8 leaf:2`,
    ];
    assert.deepEqual(observed(), [
      'f:16',
      ...insideInner('f:17'),
      'f:18',
      'f:19 leaf:2',
      ...insideInner('f:20 twice:10 twice:10 twice:10 twice:10'),
      'f:21 leaf:2',
      'f:22 visit:11 leaf:2',
    ]);
  });
});
