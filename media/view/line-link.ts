import { html, type TemplateResult } from 'lit-html';
import { fileName } from '../format.ts';
import { link } from '../toolkit.ts';
import type { View } from './context.ts';

/**
 * `mprotect.c:412`, or the words given, which opens that line in the editor; its title has the whole path. Line 0 is no
 * place to open.
 */
export function lineLink(
  { reveal }: View,
  file: string,
  line: number,
  words = `${fileName(file)}:${line}`,
): TemplateResult {
  if (line < 1) return html`<span class="code">${fileName(file)}</span>`;
  const follow = () => reveal(file, line);
  return html`<span class="code">${link(words, `Open ${file}:${line}`, follow)}</span>`;
}
