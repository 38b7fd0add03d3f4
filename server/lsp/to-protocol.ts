import type * as lsp from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import type { PlaceElsewhere, Severity } from '../core/finding.ts';
import type { LineColumn, Range, TextEdit } from '../core/text.ts';

/**
 * Where offsets become LSP positions; nothing else converts. The lines are those of the protocol (`\n`, `\r\n` and `\r`
 * end one), counted in the text that the offsets belong to.
 */
export interface Positions {
  positionAt(offset: number): lsp.Position;
  offsetAt(position: lsp.Position): number;
}

export function toRange(positions: Positions, range: Range): lsp.Range {
  return { start: positions.positionAt(range.start), end: positions.positionAt(range.end) };
}

/** A place in another file of a tree, whose lines the engine has counted. */
export function toLocation(root: string, { file, from, to }: PlaceElsewhere): lsp.Location {
  const position = ({ line, column }: LineColumn) => ({ line: line - 1, character: column - 1 });
  const uri = Utils.joinPath(URI.file(root), file).toString();
  return { uri, range: { start: position(from), end: position(to) } };
}

/** A range as people read it, line first and from 1: `12:5`. */
export function toLineColumn(positions: Positions, offset: number): string {
  const { line, character } = positions.positionAt(offset);
  return `${line + 1}:${character + 1}`;
}

/** A client may send the ends of a range in either order. */
export function fromRange(positions: Positions, range: lsp.Range): Range {
  const start = positions.offsetAt(range.start);
  const end = positions.offsetAt(range.end);
  return start <= end ? { start, end } : { start: end, end: start };
}

export function toTextEdit(positions: Positions, edit: TextEdit): lsp.TextEdit {
  return { range: toRange(positions, edit.range), newText: edit.text };
}

/** Numbers of the protocol's DiagnosticSeverity. */
const severities: Readonly<Record<Severity, lsp.DiagnosticSeverity>> = {
  error: 1,
  warning: 2,
  information: 3,
  hint: 4,
};

export function toSeverity(severity: Severity): lsp.DiagnosticSeverity {
  return severities[severity];
}
