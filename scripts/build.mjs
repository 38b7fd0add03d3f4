// Bundles the extension: `node scripts/build.mjs [--release] [--watch]`. Everything lands in dist/.
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { nodeBundle } from './node-bundle.mjs';
import { thirdPartyNotices } from './notices.mjs';

const release = process.argv.includes('--release');
const watch = process.argv.includes('--watch');
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

const shared = {
  bundle: true,
  outdir: 'dist',
  logLevel: 'warning',
  minify: release,
  sourcemap: release ? false : 'linked',
  legalComments: 'none',
  metafile: true,
};

const node = { ...shared, ...nodeBundle };

// The library of the language client is most of the client's code: the client requires it with the first server.
const library = './language-client.cjs';
const clientOfNode = {
  ...node,
  entryPoints: { client: 'client/node.ts' },
  external: ['vscode', library],
  alias: { ...node.alias, 'vscode-languageclient': library, 'vscode-languageclient/node': library },
  // VS Code gives its API to what is required, and not to what is imported.
  supported: { 'dynamic-import': false },
};

const browser = { ...shared, platform: 'browser', format: 'iife', target: 'es2022' };

// Always small: a browser fetches them, and the package has them beside those of the desktop.
const web = { ...browser, minify: true };

const bundles = [
  clientOfNode,
  { ...node, entryPoints: { 'language-client': 'vscode-languageclient/node' }, external: ['vscode'] },
  { ...node, entryPoints: { server: 'server/lsp/main.ts', worker: 'server/host/worker.ts' } },
  { ...node, entryPoints: { search: 'server/host/search/worker.ts' } },
  { ...node, entryPoints: { cli: 'server/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...web, entryPoints: { 'web-client': 'client/browser.ts' }, format: 'cjs', external: ['vscode'] },
  { ...web, entryPoints: { 'web-server': 'server/web/main.ts' } },
  { ...browser, entryPoints: { panel: 'media/panel.ts' } },
  { ...shared, entryPoints: { panel: 'media/panel.css' }, target: 'chrome120' },
];

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const copied = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-c/tree-sitter-c.wasm'].map((wasm) =>
  join(modules, wasm),
);
for (const wasm of copied) copyFileSync(wasm, join('dist', basename(wasm)));

const contexts = await Promise.all(bundles.map((bundle) => context(bundle)));
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const built = await Promise.all(contexts.map((each) => each.rebuild()));
  const notices = thirdPartyNotices(
    built.map(({ metafile }) => metafile),
    copied,
  );
  writeFileSync('dist/third-party-notices.txt', notices);
  linkCommandLine();
  await Promise.all(contexts.map((each) => each.dispose()));
}

/**
 * Makes `npm exec lazy-mmu` find this build. npm links the commands of dependencies, not a project's own; left to itself it
 * links the project into its cache at the first call, and never again should there be no build yet.
 */
function linkCommandLine() {
  chmodSync('dist/cli.cjs', 0o755);
  const link = join(modules, '.bin/lazy-mmu');
  if (process.platform === 'win32' || existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync('../../dist/cli.cjs', link);
}
