import { URI, Utils } from 'vscode-uri';
import type { Finding, Note } from '../core/finding.ts';
import type { Analysed } from './analysed.ts';

/** Characters of a source line that a step shows. */
const shownText = 72;

/** Where the lines of a file are found, for links: its URI. */
export function lineLink(uri: string, line: number, text: string): string {
  return `[${text}](${uri}#L${line})`;
}

/** The way that leads to a finding, step by step with the text of each line; undefined for one that has no steps. */
export function pathOf(analysed: Analysed, { rule, range, notes }: Finding): string | undefined {
  if (notes.length === 0) return undefined;
  const { uri, file } = analysed;
  const steps = notes.map((note) => `1. ${placeOf(analysed, note)}: ${note.message}${sourceOf(analysed, note)}`);
  const line = file.lines.lineOf(range.start);
  return [`The way to \`${rule}\`:`, [...steps, `1. ${lineLink(uri, line, `line ${line}`)}: here`].join('\n')].join(
    '\n\n',
  );
}

function placeOf({ uri, root, file }: Analysed, { range, elsewhere }: Note): string {
  if (elsewhere) {
    const { line } = elsewhere.from;
    const place = `${elsewhere.file}:${line}`;
    return root === undefined
      ? place
      : lineLink(Utils.joinPath(URI.file(root), elsewhere.file).toString(), line, place);
  }
  const line = file.lines.lineOf(range.start);
  return lineLink(uri, line, `line ${line}`);
}

/** The line of a step in this file; that of another file may have changed since it was read. */
function sourceOf({ file: { text, lines } }: Analysed, { range, elsewhere }: Note): string {
  if (elsewhere) return '';
  const start = lines.startOf(lines.lineOf(range.start));
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? undefined : end).trim();
  if (line === '' || line.includes('`')) return '';
  return `, \`${line.length > shownText ? `${line.slice(0, shownText)}…` : line}\``;
}
