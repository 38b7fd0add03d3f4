import type { SourceFile } from '../../core/syntax/source-file.ts';
import { Digest } from './digest.ts';

/** Digests of what stands around the functions of a file. */
const surroundings = new WeakMap<SourceFile, string>();

/**
 * Tells whether two versions of a file are the same to a walker: its own text and that of the functions it reaches, the names
 * of all functions, and whatever stands around them. Where in the file the functions stand does not matter.
 */
export function textKey(file: SourceFile, reached: ReadonlySet<string>): string {
  const hash = new Digest().update(surroundingsOf(file));
  for (const { name, text } of file.functions) if (reached.has(name)) hash.update(text);
  return hash.toString();
}

function surroundingsOf(file: SourceFile): string {
  const known = surroundings.get(file);
  if (known !== undefined) return known;
  const hash = new Digest();
  let from = 0;
  for (const { name, start, end } of file.functions) {
    hash.update(file.text.slice(from, start)).update(name);
    from = end;
  }
  const digest = hash.update(file.text.slice(from)).toString();
  surroundings.set(file, digest);
  return digest;
}
