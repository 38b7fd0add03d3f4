import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { buildPackage, vsix } from './session.ts';

/** Bytes. */
const largest = 1.5 * 1024 * 1024;

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { jsonValidation: readonly { readonly url: string }[] };
};

describe('the package', function () {
  this.timeout(300_000);
  let files: readonly string[] = [];
  before(() => {
    buildPackage();
    files = Object.keys(unzipSync(readFileSync(vsix)));
  });

  it('holds what the extension needs to run and what its page shows, and nothing else', () => {
    const schemas = contributes.jsonValidation.map(({ url }) => url.replace('./', 'extension/'));
    const expected = [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/client/images/icon.png',
      ...['findings', 'regions', 'settings', 'simulate'].map((step) => `extension/client/walkthrough/${step}.md`),
      'extension/dist/client.cjs',
      'extension/dist/language-client.cjs',
      'extension/dist/panel.css',
      'extension/dist/panel.js',
      'extension/dist/search.cjs',
      'extension/dist/server.cjs',
      'extension/dist/third-party-notices.txt',
      'extension/dist/tree-sitter-c.wasm',
      'extension/dist/web-client.js',
      'extension/dist/web-server.js',
      'extension/dist/web-tree-sitter.wasm',
      'extension/dist/worker.cjs',
      ...readdirSync('docs/rules').map((page) => `extension/docs/rules/${page}`),
      'extension/package.json',
      'extension/package.nls.json',
      'extension/readme.md',
      ...schemas,
    ];
    assert.deepEqual(files.toSorted(), expected.toSorted());
  });

  it('is small', () => {
    assert.ok(statSync(vsix).size < largest, `${statSync(vsix).size} bytes`);
  });
});
