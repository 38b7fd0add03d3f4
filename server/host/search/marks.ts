import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Bytes read at once: few files are larger, and what was read is still in the cache of the processor when it is searched. */
const bufferSize = 1 << 18;

/** Pairs of bytes from one that is looked at to the next. */
const stride = 3;

/** A mark, and where in it a pair of bytes stands. */
interface Place {
  readonly mark: Uint8Array;
  readonly offset: number;
}

/**
 * Tells which files hold one of some marks, each of seven bytes at least. Whatever holds one holds a pair of its first
 * bytes at one of the places that are looked at, so that the rest is never touched; all files share one buffer. A kernel
 * has a gigabyte and a half of C, and most of it is looked at here and nowhere else.
 */
export class MarkSearch {
  readonly #bytes = new Uint8Array(bufferSize);
  readonly #pairs = new Uint16Array(this.#bytes.buffer);
  /** By pair: 0 where no mark has it, else an index of `#places` and one more. */
  readonly #known = new Uint8Array(1 << 16);
  readonly #places: Place[][] = [];
  readonly #longest: number;

  constructor(marks: readonly string[]) {
    const encoder = new TextEncoder();
    for (const text of marks) this.#add(encoder.encode(text));
    this.#longest = Math.max(...marks.map(({ length }) => length));
  }

  #add(mark: Uint8Array): void {
    if (mark.length <= 2 * stride) throw new RangeError(`a mark has at least ${2 * stride + 1} bytes`);
    for (let offset = 0; offset < 2 * stride; offset++) {
      const [pair] = new Uint16Array(mark.slice(offset, offset + 2).buffer);
      if (this.#known[pair] === 0) this.#known[pair] = this.#places.push([]);
      this.#places[this.#known[pair] - 1].push({ mark, offset });
    }
  }

  /** Whether a file holds a mark. Throws what the file system throws. */
  isIn(path: string): boolean {
    const file = openSync(path, 'r');
    try {
      // What a read leaves at its end may be the first part of a mark: it is kept in front of the next read.
      for (let kept = 0; ; ) {
        const length = kept + readSync(file, this.#bytes, kept, bufferSize - kept, null);
        if (this.#holds(length)) return true;
        if (length < bufferSize) return false;
        kept = this.#longest - 1;
        this.#bytes.copyWithin(0, length - kept, length);
      }
    } finally {
      closeSync(file);
    }
  }

  #holds(length: number): boolean {
    const pairs = this.#pairs;
    const known = this.#known;
    for (let pair = 0; pair < length >> 1; pair += stride) {
      const index = known[pairs[pair]];
      if (index !== 0 && this.#holdsAround(2 * pair, this.#places[index - 1], length)) return true;
    }
    return false;
  }

  #holdsAround(at: number, places: readonly Place[], length: number): boolean {
    for (let index = 0; index < places.length; index++) {
      const { mark, offset } = places[index];
      const start = at - offset;
      if (start < 0 || start + mark.length > length) continue;
      let same = 0;
      while (same < mark.length && this.#bytes[start + same] === mark[same]) same++;
      if (same === mark.length) return true;
    }
    return false;
  }
}

/** Tells which files hold one of some words, however short. */
export function searchFor(words: readonly string[]): { isIn(path: string): boolean } {
  if (words.every((word) => word.length > 2 * stride)) return new MarkSearch(words);
  return {
    isIn(path) {
      const bytes = readFileSync(path);
      return words.some((word) => bytes.includes(word));
    },
  };
}
