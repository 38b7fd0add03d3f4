// `npm run bench [-- TREE] [--part NAME]`: bundles test/bench as the extension is bundled, and runs it. V8 makes better code
// of a bundle, which is what people run, than of modules that a loader makes JavaScript of.
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { nodeBundle } from './node-bundle.mjs';

await build({ ...nodeBundle, entryPoints: { bench: 'test/bench/run.ts' }, outdir: 'dist' });
const { status } = spawnSync(process.execPath, ['dist/bench.cjs', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
