/** A running digest of text, of 64 bits: two versions of a text that differ have the same one by chance alone. */
export class Digest {
  #low = 0xdeadbeef;
  #high = 0x41c6ce57;

  /** Takes in a text, and where it ends. Returns itself. */
  update(text: string): this {
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      low = Math.imul(low ^ unit, 2654435761);
      high = Math.imul(high ^ unit, 1597334677);
    }
    this.#low = Math.imul(low ^ (low >>> 16) ^ text.length, 2246822507) ^ (high >>> 13);
    this.#high = Math.imul(high ^ (high >>> 16) ^ text.length, 3266489909) ^ (low >>> 13);
    return this;
  }

  toString(): string {
    return `${(this.#high >>> 0).toString(36)}-${(this.#low >>> 0).toString(36)}`;
  }
}
