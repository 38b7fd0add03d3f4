import { createHash } from 'node:crypto';

/** What a finding is recognised by: never its line. */
export interface Recognised {
  readonly rule: string;
  readonly file: string;
  readonly function: string;
  /** The code that the finding underlines. */
  readonly code: string;
}

/** Hexadecimal digits that are kept of the hash: 64 bits are enough for any number of findings that people read. */
const digits = 16;

/**
 * A name for each finding of one file that stays the same while the code around it changes: made of its rule, file,
 * function and underlined code without its spacing, and a number, from 1, that tells equal ones apart in their order.
 */
export function fingerprintsOf(findings: readonly Recognised[]): readonly string[] {
  const met = new Map<string, number>();
  return findings.map(({ rule, file, function: name, code }) => {
    const recognised = JSON.stringify([rule, file, name, code.replaceAll(/\s+/g, ' ')]);
    const hash = createHash('sha256').update(recognised).digest('hex').slice(0, digits);
    const times = (met.get(hash) ?? 0) + 1;
    met.set(hash, times);
    return `${hash}:${times}`;
  });
}
