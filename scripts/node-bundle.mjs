// How what runs in Node is bundled, in the extension and where it is measured.
import { fileURLToPath } from 'node:url';
import { keepConstants } from './keep-constants.mjs';

/** Options of esbuild for a bundle in CommonJS form, besides its entry points and where they go. */
export const nodeBundle = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outExtension: { '.js': '.cjs' },
  plugins: [keepConstants],
  logLevel: 'warning',
  legalComments: 'none',
  // Its ES build calls createRequire(import.meta.url), which a CommonJS bundle does not have.
  alias: {
    'web-tree-sitter': fileURLToPath(new URL('../node_modules/web-tree-sitter/web-tree-sitter.cjs', import.meta.url)),
  },
};
