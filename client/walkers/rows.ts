/** The rows of the view of walkers, and which of them news of a file changes. */
import type { Diagnostic } from 'vscode-languageclient';
import type { ScannedFile, ScannedSection, ScannedWalker } from '../../server/lsp/protocol.ts';

export interface FileRow {
  readonly kind: 'file';
  file: ScannedFile;
  walkers: readonly WalkerRow[];
}

export interface WalkerRow {
  readonly kind: 'walker';
  readonly uri: string;
  /** Unlike that of every other row, also of a function of the same name in another branch of an `#ifdef`. */
  readonly id: string;
  walker: ScannedWalker;
}

export interface FindingRow {
  readonly kind: 'finding';
  readonly uri: string;
  readonly finding: Diagnostic;
}

export interface SectionRow {
  readonly kind: 'section';
  readonly uri: string;
  readonly section: ScannedSection;
}

export type Row = FileRow | WalkerRow | SectionRow | FindingRow;

/**
 * Rows of files and walkers stay the same objects while what they show changes. VS Code forgets the rows below one that
 * is drawn again until it has asked for them anew, and an action on a forgotten row reaches nobody: so no more than
 * what has changed is drawn again.
 */
export class Rows {
  readonly #files = new Map<string, FileRow>();

  /** In the order of their paths. */
  files(): FileRow[] {
    return [...this.#files.values()].sort((a, b) => (a.file.uri < b.file.uri ? -1 : 1));
  }

  /** Takes news of a file, or that it has no rows any more. Returns what is to be drawn again: rows, or the whole view. */
  accept(uri: string, file: ScannedFile | undefined): readonly Row[] | 'view' {
    const row = this.#files.get(uri);
    if (!file) return this.#files.delete(uri) ? 'view' : [];
    if (!row) {
      this.#files.set(uri, { kind: 'file', file, walkers: walkerRows(file) });
      return 'view';
    }
    const isSame = same(besideWalkers(row.file), besideWalkers(file));
    row.file = file;
    if (!isSame) {
      row.walkers = walkerRows(file);
      return [row];
    }
    const walkers = row.walkers.flatMap((each, index) => {
      const walker = file.walkers[index];
      return walker && !same(each.walker, walker) ? [{ each, walker }] : [];
    });
    return walkers.map(({ each, walker }) => {
      each.walker = walker;
      return each;
    });
  }
}

/** The rows below a row. */
export function below(row: Row): Row[] {
  switch (row.kind) {
    case 'file':
      return [...row.walkers, ...row.file.outside.map((finding) => findingRow(row.file.uri, finding))];
    case 'walker':
      return [
        ...row.walker.findings.map((finding) => findingRow(row.uri, finding)),
        ...row.walker.sections.map((section): SectionRow => ({ kind: 'section', uri: row.uri, section })),
      ];
    case 'section':
    case 'finding':
      return [];
  }
}

/** Hints are offers, and do not count as findings. */
export function countFindings(findings: readonly Diagnostic[]): number {
  return findings.filter(({ severity = 1 }) => severity < 4).length;
}

export function findingsOf({ walkers, outside }: ScannedFile): readonly Diagnostic[] {
  return [...walkers.flatMap(({ findings }) => findings), ...outside];
}

function walkerRows({ uri, walkers }: ScannedFile): readonly WalkerRow[] {
  const named = new Map<string, number>();
  return walkers.map((walker) => {
    const before = named.get(walker.function) ?? 0;
    named.set(walker.function, before + 1);
    return { kind: 'walker', uri, id: `${uri}#${walker.function}#${before}`, walker };
  });
}

function findingRow(uri: string, finding: Diagnostic): FindingRow {
  return { kind: 'finding', uri, finding };
}

/** What the row of a file shows, and which rows are below it. */
function besideWalkers(file: ScannedFile): unknown {
  return [file.walkers.map((walker) => walker.function), file.outside, countFindings(findingsOf(file))];
}

/** Of what was sent as JSON. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
