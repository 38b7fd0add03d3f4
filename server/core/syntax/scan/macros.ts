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

/** The macros that hold at one place of the text: the configuration's, and what the file defined above. */
export class MacroTable implements Names {
  readonly #configuration: Configuration;
  readonly #defined = new Map<string, MacroDefinition | undefined>();
  /** Of macros that are being expanded, or were for the one that is. */
  readonly #values = new Map<string, bigint>();

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
    return definition && this.#isAttribute(name, new Map()) ? definition : undefined;
  }

  /** `known` holds what was found out on the way here; a macro that is defined by itself is none. */
  #isAttribute(name: string, known: Map<string, boolean>): boolean {
    const answer = known.get(name);
    if (answer !== undefined) return answer;
    const definition = this.#defined.get(name);
    if (!definition || definition.parameters) return false;
    known.set(name, false);
    const words = definition.body.split(/\s+/);
    const attribute = words.every((word) => isAttributeWord(word) || this.#isAttribute(word, known));
    known.set(name, attribute);
    return attribute;
  }

  valueOf(name: string): bigint {
    const definition = this.#defined.get(name);
    if (definition) return this.#expand(definition);
    if (this.#defined.has(name)) return 0n;
    if (!this.#configuration.defines.has(name)) return name.startsWith('CONFIG_') ? 1n : 0n;
    const value = this.#configuration.defines.get(name);
    return typeof value === 'bigint' ? value : value === true ? 1n : 0n;
  }

  /** The outermost call keeps values until it ends, since a macro may be met over and over; one that is defined by itself is 0. */
  #expand({ name, body, parameters }: MacroDefinition): bigint {
    if (parameters) return 0n;
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const outermost = this.#values.size === 0;
    this.#values.set(name, 0n);
    const value = evaluateCondition(body, this);
    if (outermost) this.#values.clear();
    else this.#values.set(name, value);
    return value;
  }
}
