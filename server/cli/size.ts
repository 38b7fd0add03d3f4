import { InvalidArgumentError } from 'commander';

/** Bytes of a page, on every simulated machine. */
const pageBytes = 4096;

const units: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Entries that map a range of memory, such as 64KiB or 128TiB. */
export function entriesOfSize(text: string): number {
  const [, number, unit] = /^(\d+) ?([KMGT]iB)$/.exec(text) ?? [];
  const entries = (Number(number) * (units[unit] ?? Number.NaN)) / pageBytes;
  if (!Number.isSafeInteger(entries) || entries < 1)
    throw new InvalidArgumentError('It must be whole pages of 4KiB in KiB, MiB, GiB or TiB, such as 512KiB or 1TiB.');
  return entries;
}
