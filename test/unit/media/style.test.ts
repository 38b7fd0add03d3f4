import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const css = readdirSync('media/style')
  .map((name) => readFileSync(`media/style/${name}`, 'utf8'))
  .join('')
  .replaceAll(/\/\*.*?\*\//gs, '');
const sources = readdirSync('media', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(`media/${path}`, 'utf8') }));

describe('the style of the panel', () => {
  it('has no colour of its own', () => {
    const values = [...css.matchAll(/:\s*([^;{}]+);/g)].map(([, value]) => value ?? '');
    const own = values.filter((value) =>
      /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|black|white|red|green|blue|gr[ae]y)\b(?!-)/i.test(
        value.replaceAll(/var\(--[\w-]+/g, ''),
      ),
    );
    assert.ok(values.length > 100);
    assert.deepEqual(own, []);
  });

  it('moves nothing, so that nothing flashes when the theme changes', () => {
    assert.doesNotMatch(css, /\b(?:transition|animation|@keyframes)\b/);
  });

  it('names the elements of the toolkit in one file', () => {
    const naming = sources.filter(({ text }) => /<\/?vscode-|webview-ui-toolkit/.test(text)).map(({ path }) => path);
    assert.deepEqual(naming, ['toolkit.ts']);
    assert.doesNotMatch(css, /(?<!-)vscode-(?:button|dropdown|text-field|checkbox|link|option|progress-ring)\b/);
  });

  it('has no style attribute and no markup from data, which the content security policy would refuse', () => {
    for (const { path, text } of sources) assert.doesNotMatch(text, /\bstyle=|innerHTML|unsafeHTML|\beval\(/, path);
  });
});
