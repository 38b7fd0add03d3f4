/** Cells of one line of comma-separated values; a cell in double quotes may hold commas, and quotes as two of them. */
export function cellsOf(line: string): readonly string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return cells.map(([, quoted, plain]) => (quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"')));
}

/** Rows that cannot be read; the message names file, line and remedy. */
export class BadRows extends Error {}

/** The lines of a file below its header, with the cells by name of column; columns may stand in any order. */
export function readTable<Row>(
  file: string,
  csv: string,
  columns: readonly string[],
  read: (cells: RowCells) => Row,
): readonly Row[] {
  const lines = csv.split(/\r?\n/);
  const header = cellsOf(lines[0]);
  for (const column of columns) {
    if (!header.includes(column)) throw new BadRows(`${file}:1: there is no column ${column}; add it to the header`);
  }
  return lines.flatMap((text, index) =>
    index === 0 || text.trim() === '' ? [] : [read(new RowCells(file, header, text, index + 1))],
  );
}

export class RowCells {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly text: string;
  readonly #file: string;
  readonly #header: readonly string[];
  readonly #cells: readonly string[];

  constructor(file: string, header: readonly string[], text: string, line: number) {
    this.#file = file;
    this.#header = header;
    this.text = text;
    this.line = line;
    this.#cells = cellsOf(text);
    if (this.#cells.length !== header.length) this.fail(`${this.#cells.length} cells under ${header.length} columns`);
  }

  fail(problem: string): never {
    throw new BadRows(`${this.#file}:${this.line}: ${problem}`);
  }

  cell(column: string): string {
    return this.#cells[this.#header.indexOf(column)];
  }

  whole(column: string): number {
    const value = Number(this.cell(column));
    if (this.cell(column) !== '' && Number.isInteger(value) && value >= 0) return value;
    return this.fail(`${column} must be a whole number, not "${this.cell(column)}"`);
  }

  /** The name that a cell holds, of those that are known. */
  name<Name extends string>(column: string, known: readonly Name[]): Name {
    const found = known.find((name) => name === this.cell(column));
    return found ?? this.fail(`unknown ${column} "${this.cell(column)}"; know ${known.join(', ')}`);
  }

  /** The numbers by name that a cell holds as JSON. */
  numbers(column: string): Readonly<Record<string, number>> {
    let value: unknown;
    try {
      value = JSON.parse(this.cell(column));
    } catch {
      return this.fail(`${column} must be a JSON object, not "${this.cell(column)}"`);
    }
    const isNumbers =
      typeof value === 'object' && value !== null && Object.values(value).every((each) => Number.isInteger(each));
    return isNumbers ? (value as Record<string, number>) : this.fail(`${column} must hold whole numbers by name`);
  }
}
