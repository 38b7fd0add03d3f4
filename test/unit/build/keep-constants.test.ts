import assert from 'node:assert/strict';
import { build, type Plugin } from 'esbuild';
import { withConstants } from '../../../scripts/keep-constants.mjs';

const modules: Readonly<Record<string, string>> = {
  main: `
    import { bits, count, next } from 'counter';
    export const name = \`var x = 1\`;
    export const sum = () => next() + next() + count + bits.low;`,
  counter: `
    export let count = 0;
    let missing;
    export const bits = { low: 4 };
    export const next = () => { missing ??= 1; return (count += missing); };`,
};

/** Modules from memory. */
const inMemory: Plugin = {
  name: 'in-memory',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path }) => ({ path, namespace: 'memory' }));
    onLoad({ filter: /.*/, namespace: 'memory' }, ({ path }) => ({ contents: modules[path] }));
  },
};

async function bundle(): Promise<string> {
  const built = await build({ entryPoints: ['main'], bundle: true, format: 'cjs', write: false, plugins: [inMemory] });
  return built.outputFiles[0].text;
}

describe('constants of bundles', () => {
  it('makes constants of what is never assigned', async () => {
    const kept = await withConstants(await bundle());
    assert.match(kept, /^const bits=\{/m);
    assert.match(kept, /^const next=/m);
  });

  it('leaves variables what they are', async () => {
    const kept = await withConstants(await bundle());
    assert.match(kept, /^var count = 0;$/m);
    assert.match(kept, /^var missing;$/m);
  });

  it('keeps every line as long as it was, for source maps', async () => {
    const lengths = (text: string) => text.split('\n').map((line) => line.length);
    const before = await bundle();
    assert.deepEqual(lengths(await withConstants(before)), lengths(before));
  });

  it('gives code that does the same', async () => {
    const module = { exports: {} as { sum: () => number; name: string } };
    new Function('module', await withConstants(await bundle()))(module);
    assert.equal(module.exports.sum(), 1 + 2 + 2 + 4);
    assert.equal(module.exports.name, 'var x = 1');
  });
});
