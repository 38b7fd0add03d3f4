import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is known by hand of one function of a kernel; lines are those of the release in the table. */
export interface KnownWalker {
  readonly file: string;
  readonly function: string;
  /** First line of the definition. */
  readonly line: number;
  /** `line effect` of each call of the API. */
  readonly calls: readonly string[];
  /** Arguments of the range-carrying enable, for each enable; absent where none may be offered. */
  readonly ranges?: readonly string[];
  /** First and last lines on which the mode is on, where they were read by hand. */
  readonly on?: readonly (readonly [number, number])[];
  /** Its enables and disables belong to sections that begin or end in other functions. */
  readonly unpaired?: boolean;
}

interface KnownKernel {
  /** The release that was read; lines of another point release differ. */
  readonly release: string;
  readonly functions: readonly KnownWalker[];
}

export function knownKernel(version: string): KnownKernel {
  const kernels: Readonly<Record<string, KnownKernel>> = JSON.parse(
    readFileSync(new URL('./walkers.json', import.meta.url), 'utf8'),
  );
  return kernels[version];
}

/** The release of a tree as its Makefile says, such as `7.2.13` or `7.3.0-rc7`. */
export function releaseOf(tree: string): string {
  const makefile = readFileSync(join(tree, 'Makefile'), 'utf8');
  const value = (name: string) => new RegExp(`^${name} = ?(.*)$`, 'm').exec(makefile)?.[1] ?? '';
  return `${value('VERSION')}.${value('PATCHLEVEL')}.${value('SUBLEVEL')}${value('EXTRAVERSION')}`;
}
