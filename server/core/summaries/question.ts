import type { FlowNode } from '../flow/graph.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CallExpression } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Range } from '../text.ts';
import type { Definition } from './function-index.ts';

/** A function as a question sees it: followed from where the mode is on, because its caller is in a section. */
export interface CalledFunction {
  readonly file: SourceFile;
  readonly regions: FunctionRegions;
}

/** A place on the way from a call to what comes of it. */
export interface Step {
  readonly file: SourceFile;
  /** The function or macro that the place is in. */
  readonly function: string;
  readonly range: Range;
  /** What is called there; absent at the last step, where it happens. */
  readonly calls?: string;
}

/** Something that a function does itself while the mode is on. */
export interface OwnFact<Fact> {
  readonly fact: Fact;
  readonly range: Range;
}

/**
 * What a rule wants to know of the functions that a section calls, directly or through others. The answer is asked once
 * for each function and carried from callee to caller.
 */
export interface Question<Fact> {
  /** A function or a macro whose text this does not match has no facts of its own, and is not even parsed for them. */
  readonly concerns: RegExp;
  /** The same asked of the whole definition, with its parameters; by default true. */
  mayHave?(definition: Definition): boolean;
  /** Names whose calls `own` knows all about: their definitions are not looked at. */
  answers(name: string): boolean;
  /** By default true: facts only come from and through definitions that this accepts; others are not looked at. */
  follows?(definition: Definition): boolean;
  /** What a function does itself, at points where the mode is on. */
  own(called: CalledFunction): readonly OwnFact<Fact>[];
  /** What the text of a macro does itself, whatever it is given. */
  ownOfMacro?(body: string): readonly Fact[];
  /** Facts with one key are one. */
  key(fact: Fact): string;
  /**
   * A fact of the callee as a fact of its caller: what is about a parameter is now about what the argument comes from.
   * Undefined when nothing comes of it here, or nothing is known.
   */
  through(fact: Fact, call: CallExpression, caller: CalledFunction, node: FlowNode): Fact | undefined;
  /** The same through a macro, whose arguments are not followed. By default facts stay as they are. */
  throughMacro?(fact: Fact): Fact | undefined;
}

/** A fact with the way to it: the first step is in the function that was asked about, the last where it happens. */
export interface Reached<Fact> {
  readonly fact: Fact;
  readonly path: readonly Step[];
}
