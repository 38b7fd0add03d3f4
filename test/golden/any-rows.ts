import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { compareRow, describe, type GoldenTree } from './compare.ts';
import { cellsOf } from './csv.ts';
import { compareMeasured, describeMeasured } from './measured-compare.ts';
import { readMeasuredRows } from './measured-rows.ts';
import { readRows } from './rows.ts';

/** A row of either kind, ready to be compared with what the simulator predicts. */
export interface ComparableRow {
  /** Walker or operation. */
  readonly subject: string;
  /** Name of a kernel tree, such as 7.3-rc7. */
  readonly kernel: string;
  /** The difference in words; undefined when prediction and row are equal. */
  compare(tree: GoldenTree, parser: KernelParser): string | undefined;
}

/** Rows of walkers, or of what kernels executed: the header tells which. Throws BadRows. */
export function readAnyRows(file: string, csv: string): readonly ComparableRow[] {
  const header = cellsOf(csv.split(/\r?\n/, 1)[0]);
  if (header.includes('operation')) {
    return readMeasuredRows(file, csv).map((row) => ({
      subject: row.operation,
      kernel: row.kernel,
      compare: (tree, parser) => {
        const difference = compareMeasured(row, tree, parser);
        return difference && describeMeasured(difference);
      },
    }));
  }
  return readRows(file, csv).map((row) => ({
    subject: row.walker,
    kernel: row.kernel,
    compare: (tree, parser) => {
      const difference = compareRow(row, tree, parser);
      return difference && describe(difference);
    },
  }));
}
