// What a module declares with `const` is a constant to V8: code that it compiles holds the value. esbuild makes `var` of it
// when it bundles, and `let` of constants in functions when it minifies, which have to be looked up and checked every time.
// A simulated entry takes a fifth longer then.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { transform } from 'esbuild';

/** A declaration at the top of a CommonJS or ES bundle. `const name=` is as long as `var name = `, so that source maps stay right. */
const declaration = /^var ([\w$]+) = /gm;

/**
 * A bundle in which whatever is never assigned is a constant again. esbuild itself says what is assigned, and where that was
 * declared.
 *
 * @param {string} bundle JavaScript in CommonJS or ES form, one statement a line.
 */
export async function withConstants(bundle) {
  const given = bundle.split('\n');
  const lines = bundle.replace(declaration, 'const $1=').split('\n');
  const { warnings } = await transform(lines.join('\n'), { logLevel: 'silent' });
  for (const { id, notes } of warnings) {
    if (id !== 'assign-to-constant') continue;
    const { line } = notes[0].location;
    lines[line - 1] = given[line - 1];
  }
  return lines.join('\n');
}

/** Plugin for bundles in CommonJS form. Whatever makes a constant into something else when it is minified comes last. */
export const keepConstants = {
  name: 'keep-constants',
  setup({ initialOptions, onEnd }) {
    const { minify } = initialOptions;
    Object.assign(initialOptions, { minify: false, minifyIdentifiers: minify, write: false });
    const last = { minifyWhitespace: minify, minifySyntax: minify, legalComments: 'none' };
    onEnd(async ({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        mkdirSync(dirname(path), { recursive: true });
        if (path.endsWith('.map')) writeFileSync(path, text);
        else {
          const code = await withConstants(text);
          writeFileSync(path, minify ? (await transform(code, last)).code : code);
        }
      }
    });
  },
};
