import type { OpenDocument } from './documents.ts';
import type { Settings } from './protocol.ts';

/** Git's measure of what is text: no NUL in the first 8000 characters. */
const sniffed = 8000;

/** Why a document is not worth parsing, in words for the log; undefined when it is. */
export function whyUnsuitable({ text }: Pick<OpenDocument, 'text'>, settings: Settings): string | undefined {
  if (text.slice(0, sniffed).includes('\0')) return 'it is binary, not C source';
  // No character takes more than three bytes.
  if (3 * text.length <= 1024 * settings.maximumFileSize) return undefined;
  const kibibytes = Math.ceil(new TextEncoder().encode(text).length / 1024);
  if (kibibytes > settings.maximumFileSize)
    return `it has ${kibibytes} KiB, and lazyMmu.maximumFileSize is ${settings.maximumFileSize}`;
  return undefined;
}
