import { InvalidArgumentError } from 'commander';
import { machineOptions } from '../core/simulator/arch/machine-options.ts';
import { type PageSize, pageBytes, pageSizes } from '../core/simulator/arch/page-geometry.ts';
import { CannotRun } from './exit.ts';

const units: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Bytes of memory, such as 64KiB or 128TiB. */
export function readSize(text: string): number {
  const [, number, unit] = /^(\d+) ?([KMGT]iB)$/.exec(text) ?? [];
  const bytes = Number(number) * (units[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes) || bytes < 1 || bytes % pageBytes('4K') !== 0)
    throw new InvalidArgumentError('It must be whole pages of 4KiB in KiB, MiB, GiB or TiB, such as 512KiB or 1TiB.');
  return bytes;
}

/** Entries that map so many bytes, with pages of the size that a scenario chooses. Throws CannotRun for parts of a page. */
export function entriesOfSize(bytes: number, chosen: unknown): number {
  const pageSize: PageSize = pageSizes.find((each) => each === chosen) ?? machineOptions.pageSize.standard;
  const entries = bytes / pageBytes(pageSize);
  if (!Number.isSafeInteger(entries))
    throw new CannotRun(`--size must be whole pages of ${pageSize}iB, as "pageSize" says; ${bytes} bytes are not`);
  return entries;
}
