import { createHash } from 'node:crypto';
import type { SourceFile } from '../../core/syntax/source-file.ts';

/** Digests of what stands around the functions of a file. */
const surroundings = new WeakMap<SourceFile, string>();

/**
 * Tells whether two versions of a file are the same to a walker: its own text and that of the functions it reaches, the names
 * of all functions, and whatever stands around them. Where in the file the functions stand does not matter.
 */
export function textKey(file: SourceFile, reached: ReadonlySet<string>): string {
  const hash = createHash('sha1').update(surroundingsOf(file));
  for (const { name, text } of file.functions) if (reached.has(name)) hash.update(text).update('\0');
  return hash.digest('base64');
}

function surroundingsOf(file: SourceFile): string {
  const known = surroundings.get(file);
  if (known !== undefined) return known;
  const hash = createHash('sha1');
  let from = 0;
  for (const { name, start, end } of file.functions) {
    hash.update(file.text.slice(from, start)).update(`\0${name}\0`);
    from = end;
  }
  const digest = hash.update(file.text.slice(from)).digest('base64');
  surroundings.set(file, digest);
  return digest;
}
