import type { Growth, LawPiece, Term } from './law.ts';
import type { MeasureName } from './measures.ts';

interface MeasureWords {
  readonly growth: Growth;
  /** After 'per'. */
  readonly each: string;
  readonly symbol: string;
}

const measureWords: Readonly<Record<Exclude<MeasureName, 'constant'>, MeasureWords>> = {
  shared: { growth: 'constant', each: '', symbol: '[CPUs > 1]' },
  alone: { growth: 'constant', each: '', symbol: '[CPUs = 1]' },
  cpus: { growth: 'per-cpu', each: 'CPU', symbol: 'CPUs' },
  tables: { growth: 'per-table', each: 'table', symbol: 'tables' },
  runs: { growth: 'per-run', each: 'run of present entries', symbol: 'runs' },
  folios: { growth: 'per-folio', each: 'folio', symbol: 'folios' },
  present: { growth: 'per-entry', each: 'present entry', symbol: 'present' },
  entries: { growth: 'per-entry', each: 'entry', symbol: 'n' },
};

/** From what grows least to what grows most. */
const growths: readonly Growth[] = [
  'constant',
  'per-cpu',
  'per-table',
  'per-run',
  'per-folio',
  'per-batch',
  'per-entry',
];

function growthOf(term: Term): Growth {
  if (term.measure === 'constant') return 'constant';
  return term.measure === 'batches' ? 'per-batch' : measureWords[term.measure].growth;
}

/** The growth of what grows most. */
export function growthOfTerms(terms: readonly Term[]): Growth {
  return terms
    .map(growthOf)
    .reduce((most, each) => (growths.indexOf(each) > growths.indexOf(most) ? each : most), 'constant');
}

function symbolOf(term: Term): string {
  if (term.measure === 'batches') return `ceil(${term.of === 'entries' ? 'n' : 'present'}/${term.size}) per table`;
  return term.measure === 'constant' ? '' : measureWords[term.measure].symbol;
}

/** `2 + ceil(n/31) per table`. */
export function formulaOf(terms: readonly Term[], digits = 0): string {
  if (terms.length === 0) return '0';
  const parts = terms.map((term, index) => {
    const size = Math.abs(term.coefficient);
    const shown = digits === 0 ? String(size) : String(Number(size.toPrecision(digits)));
    const symbol = symbolOf(term);
    const product = symbol === '' ? shown : size === 1 ? symbol : `${shown} × ${symbol}`;
    if (index === 0) return term.coefficient < 0 ? `-${product}` : product;
    return `${term.coefficient < 0 ? '-' : '+'} ${product}`;
  });
  return parts.join(' ');
}

function termWords(term: Term, entriesPerTable?: number): string {
  const { coefficient } = term;
  if (term.measure === 'tables' && entriesPerTable !== undefined)
    return `${coefficient} per table of ${entriesPerTable}`;
  if (term.measure === 'constant') return String(coefficient);
  if (term.measure === 'shared') return `${coefficient} when several CPUs have the address space`;
  if (term.measure === 'alone') return `${coefficient} when one CPU alone has it`;
  if (term.measure === 'batches')
    return `${coefficient} per ${term.size} ${term.of === 'entries' ? '' : 'present '}entries of a table, rounded up`;
  return `${coefficient} per ${measureWords[term.measure].each}`;
}

/** '1 per 31 entries of a table, rounded up', 'constant 1', '1 and 2 per table of 256'. */
export function wordsOf(terms: readonly Term[], entriesPerTable?: number): string {
  if (terms.length === 0) return 'none';
  if (terms.length === 1 && terms[0].measure === 'constant') return `constant ${terms[0].coefficient}`;
  return terms.map((term) => termWords(term, entriesPerTable)).join(' and ');
}

/** '1 per entry up to 33, none from 34 on'. */
export function wordsOfPieces(pieces: readonly LawPiece[]): string {
  return pieces
    .map(({ from, to, terms }, index) => {
      const place = index === pieces.length - 1 ? `from ${from} on` : `up to ${to}`;
      return `${wordsOf(terms)} ${place}`;
    })
    .join(', ');
}

/** `n (n ≤ 33); 0 (n ≥ 34)`. */
export function formulaOfPieces(pieces: readonly LawPiece[]): string {
  return pieces
    .map(({ from, to, terms }, index) => {
      const place = index === pieces.length - 1 ? `n ≥ ${from}` : `n ≤ ${to}`;
      return `${formulaOf(terms)} (${place})`;
    })
    .join('; ');
}
