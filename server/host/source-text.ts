import { readFileSync } from 'node:fs';

/** Git's measure of what is text: no NUL in the first 8000 bytes. */
const sniffedBytes = 8000;

/** Why a source file cannot be read, in words for a user, without the path. */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource';
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a folder, not a file',
  ELOOP: 'symbolic links run in a circle',
  EMFILE: 'too many open files',
  ERR_FS_FILE_TOO_LARGE: 'too large to be C source',
};

/** The words for an error of the file system. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (code !== '' ? `cannot be read (${code})` : String(error));
}

export function looksBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, sniffedBytes).includes(0);
}

/** Text of a C file. Throws `UnreadableSource` when it is not there, not readable or not text. */
export function readSourceText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UnreadableSource(reasonOf(error));
  }
  if (looksBinary(bytes)) throw new UnreadableSource('binary file, not text');
  return bytes.toString('utf8');
}
