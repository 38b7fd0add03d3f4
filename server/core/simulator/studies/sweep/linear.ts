/**
 * Coefficients of the linear combination of columns that comes nearest to the values, in the sense of least squares.
 * Undefined when the columns depend on each other. Each column has one number for each value.
 */
export function leastSquares(
  columns: readonly (readonly number[])[],
  values: readonly number[],
): readonly number[] | undefined {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, each, index) => sum + each * b[index], 0);
  const rows = columns.map((column) => [...columns.map((other) => dot(column, other)), dot(column, values)]);
  return solve(rows);
}

/** Relative to the largest entry of a column: what is smaller is a rounding error. */
const tolerance = 1e-9;

/** Gaussian elimination with pivots of a square system, each row with its right side at the end. */
function solve(given: readonly (readonly number[])[]): readonly number[] | undefined {
  const rows = given.map((row) => [...row]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const scale = Math.max(...given.map((row) => Math.abs(row[column])));
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    if (Math.abs(rows[pivot][column]) <= tolerance * scale) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let at = column; at <= size; at++) rows[row][at] -= factor * rows[column][at];
    }
  }
  return rows.map((row, index) => row[size] / row[index]);
}
