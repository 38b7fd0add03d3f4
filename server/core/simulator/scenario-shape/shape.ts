/** One of the names that a property may hold, as an editor offers it. */
export interface Choice {
  readonly name: string;
  readonly title: string;
}

/**
 * What a property of a scenario may hold, as data: the reader of scenarios and their published schema are both made of it,
 * so that editor, command line and engine never disagree.
 */
export type Shape =
  /** A whole number from `least` to `most`. */
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'name'; readonly of: readonly Choice[] }
  /** Any names, each with a value of one shape. */
  | { readonly kind: 'record'; readonly of: Shape }
  /** `oneOf` names properties of which there must be one, and not more. */
  | {
      readonly kind: 'object';
      readonly properties: Properties;
      readonly required: readonly string[];
      readonly oneOf?: readonly string[];
    }
  /** Any number of values of one shape. */
  | { readonly kind: 'list'; readonly of: Shape; readonly items: string }
  /** A value of one shape, or a list of at least one. */
  | { readonly kind: 'one-or-list'; readonly of: Shape; readonly items: string }
  /** One of some names, or a list of at least one item. `items` says what they are, in the plural. */
  | { readonly kind: 'name-or-list'; readonly names: readonly Choice[]; readonly of: Shape; readonly items: string };

export interface Property {
  /** Full sentences, for whoever writes the property. */
  readonly description: string;
  readonly shape: Shape;
  /** What it stands for when it is left out, where that does not depend on the walker. */
  readonly usual?: unknown;
  readonly examples?: readonly unknown[];
}

export type Properties = Readonly<Record<string, Property>>;

/** Any number that C and JSON agree on. */
export const wholeNumber: Shape = {
  kind: 'integer',
  least: Number.MIN_SAFE_INTEGER,
  most: Number.MAX_SAFE_INTEGER,
};
