import { isAttribute } from '../mask/attributes.ts';
import type { Configuration, MacroDefinition } from '../source-file.ts';
import { evaluateCondition, type Names } from './condition.ts';

/** `#define` and `#undef` in the order of the text; a definition's ranges are relative to the segment that holds it. */
export type MacroEvent =
  | { readonly kind: 'define'; readonly definition: MacroDefinition }
  | { readonly kind: 'undefine'; readonly name: string };

const storageWords = new Set(['', 'static', 'extern', 'inline', '__inline', '__inline__', '__bpfcall']);

function isAttributeWord(word: string): boolean {
  return storageWords.has(word) || isAttribute(word) || /^__attribute__\(/.test(word);
}

/** How often a macro's value may refer to another macro. */
const expansionLimit = 16;

/** The macros that hold at one place of the text: the configuration's, and what the file defined above. */
export class MacroTable implements Names {
  readonly #configuration: Configuration;
  readonly #defined = new Map<string, MacroDefinition | undefined>();
  #expanding = 0;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  apply(event: MacroEvent): void {
    if (event.kind === 'define') this.#defined.set(event.definition.name, event.definition);
    else this.#defined.set(event.name, undefined);
  }

  /** The function-like macros that a text calls, and those that these call. */
  calledIn(text: string): ReadonlyMap<string, MacroDefinition> {
    const called = new Map<string, MacroDefinition>();
    const texts = [text];
    for (let next = texts.pop(); next !== undefined; next = texts.pop()) {
      for (const [, name] of next.matchAll(/([A-Za-z_]\w*)\s*\(/g)) {
        const definition = this.#defined.get(name);
        if (!definition?.parameters || called.has(name)) continue;
        called.set(name, definition);
        texts.push(definition.body);
      }
    }
    return called;
  }

  isDefined(name: string): boolean {
    if (this.#defined.has(name)) return this.#defined.get(name) !== undefined;
    if (this.#configuration.defines.has(name)) return this.#configuration.defines.get(name) !== undefined;
    return name.startsWith('CONFIG_');
  }

  isEnabled(option: string): boolean {
    return this.isDefined(option) && this.valueOf(option) !== 0n;
  }

  /** The definition of a word that the file defines to be nothing, or attributes and storage classes only. */
  asAttribute(name: string): MacroDefinition | undefined {
    const definition = this.#defined.get(name);
    return definition && this.#isAttribute(name, 0) ? definition : undefined;
  }

  #isAttribute(name: string, depth: number): boolean {
    const definition = this.#defined.get(name);
    if (!definition || definition.parameters || depth > expansionLimit) return false;
    const words = definition.body.split(/\s+/);
    return words.every((word) => isAttributeWord(word) || this.#isAttribute(word, depth + 1));
  }

  valueOf(name: string): bigint {
    const definition = this.#defined.get(name);
    if (definition) return this.#expand(definition);
    if (this.#defined.has(name)) return 0n;
    if (!this.#configuration.defines.has(name)) return name.startsWith('CONFIG_') ? 1n : 0n;
    const value = this.#configuration.defines.get(name);
    return typeof value === 'bigint' ? value : value === true ? 1n : 0n;
  }

  #expand(definition: MacroDefinition): bigint {
    if (definition.parameters || this.#expanding >= expansionLimit) return 0n;
    this.#expanding++;
    const value = evaluateCondition(definition.body, this);
    this.#expanding--;
    return value;
  }
}
