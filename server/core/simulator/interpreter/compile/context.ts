import type { Expression, Statement } from '../../../syntax/ast.ts';
import type { Range } from '../../../text.ts';
import type { Unit } from '../library.ts';
import type { Place } from '../program.ts';
import { ExecutionStop, type StopKind } from '../stop.ts';
import { alignmentOf, type CType, isWord, sizeOf, unsignedLongType } from '../types.ts';
import type { Value } from './emitted.ts';
import { emptyPlan, type GotoPlan } from './goto-plan.ts';
import type { Linkage } from './linkage.ts';

/** What a name of block scope stands for. */
export type Local =
  | { readonly kind: 'register'; readonly name: string; readonly type: CType; readonly ordinal: number }
  | { readonly kind: 'frame'; readonly offset: number; readonly type: CType }
  | { readonly kind: 'global'; readonly index: number; readonly type: CType }
  | { readonly kind: 'typedef'; readonly type: CType }
  | { readonly kind: 'enumerator'; readonly value: bigint };

export class Scope {
  readonly #names = new Map<string, Local>();
  readonly #tags = new Map<string, CType>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  find(name: string): Local | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name);
  }

  findTag(tag: string): CType | undefined {
    return this.#tags.get(tag) ?? this.#outer?.findTag(tag);
  }

  declare(name: string, local: Local): void {
    this.#names.set(name, local);
  }

  declareTag(tag: string, type: CType): void {
    this.#tags.set(tag, type);
  }
}

/** A body that an expanded iterator macro runs: a statement of another text. */
export interface ForeignBody {
  readonly statement: Statement;
  readonly unit: Unit;
  /** The body that surrounds it, when iterators are nested. */
  readonly outer: ForeignBody | undefined;
}

/** JS labels that a C `break` and `continue` jump to; absent inside a statement expression, which they cannot leave. */
export interface JumpTargets {
  readonly breakTo?: string;
  readonly continueTo?: string;
}

/**
 * The state of compiling one function. A local starts as a JS variable; the first `&` of it is remembered by its ordinal
 * and the function compiled again with the local in its stack frame.
 */
export class FunctionContext {
  readonly linkage: Linkage;
  readonly returns: CType;
  /** Name of the C function; empty for an expression or initializer that stands in none. */
  readonly name: string;
  readonly inMemory: ReadonlySet<number>;
  readonly addressTaken = new Set<number>();
  readonly registers: string[] = [];
  plan: GotoPlan = emptyPlan;
  unit: Unit;
  scope = new Scope();
  jumps: JumpTargets = {};
  foreignBody: ForeignBody | undefined;
  /** Inside an arrow function: `return` and `goto` would not leave the C function. */
  enclosed = false;
  callsFunctions = false;
  readonly intrinsicsUsed = new Set<number>();
  readonly #linesTold = new Set<number>();
  /** The call whose value nothing uses: it is a statement of its own. */
  discarded: Expression | undefined;
  #ordinal = 0;
  #frame = 0;
  #label = 0;

  constructor(linkage: Linkage, unit: Unit, returns: CType, inMemory: ReadonlySet<number>, name = '') {
    this.linkage = linkage;
    this.name = name;
    this.unit = unit;
    this.returns = returns;
    this.inMemory = inMemory;
  }

  /** Bytes of the stack frame that are taken so far. */
  get frameBytes(): number {
    return this.#frame;
  }

  get frameSize(): number {
    return Math.ceil(this.#frame / 16) * 16;
  }

  placeOf(node: Range): Place {
    return { file: this.unit.path, line: this.unit.lineOf(node.start) };
  }

  siteOf(node: Range): number {
    return this.linkage.siteAt(this.placeOf(node), this.name);
  }

  /** Code before a statement that tells the run of a watched line; empty but for the first statement of such a line. */
  tellOfLine(node: Range): string {
    const { watchedLines } = this.linkage.options;
    if (watchedLines === undefined || this.unit !== this.linkage.library.fileUnit) return '';
    const { line } = this.placeOf(node);
    if (!watchedLines.has(line) || this.#linesTold.has(line)) return '';
    this.#linesTold.add(line);
    return `E.reached(${line}, ${this.siteOf(node)}); `;
  }

  textOf(node: Range): string {
    return this.unit.text.slice(node.start, node.end);
  }

  /** A JS variable that no C name stands for. */
  temporary(): string {
    const name = `t${this.#ordinal++}`;
    this.registers.push(name);
    return name;
  }

  label(prefix: string): string {
    return `${prefix}${this.#label++}`;
  }

  /** Bytes in the stack frame; the offset of the first. */
  frameSlot(type: CType): number {
    const alignment = Math.max(1, alignmentOf(type));
    const offset = Math.ceil(this.#frame / alignment) * alignment;
    this.#frame = offset + sizeOf(type);
    return offset;
  }

  /** A new local; `parameter` says that the JS variable is declared already. */
  local(type: CType, parameter = false): Local {
    const ordinal = this.#ordinal++;
    if (!isWord(type) || (this.inMemory.has(ordinal) && !parameter)) {
      return { kind: 'frame', offset: this.frameSlot(type), type };
    }
    const name = `v${ordinal}`;
    if (!parameter) this.registers.push(name);
    return { kind: 'register', name, type, ordinal };
  }

  within<T>(scope: Scope, run: () => T): T {
    const before = this.scope;
    this.scope = scope;
    try {
      return run();
    } finally {
      this.scope = before;
    }
  }

  inUnit<T>(unit: Unit, run: () => T): T {
    const before = this.unit;
    this.unit = unit;
    try {
      return run();
    } finally {
      this.unit = before;
    }
  }

  /** Code that ends the run when it is reached, for C that cannot be compiled; what is not reached does no harm. */
  stop(kind: StopKind, reason: string, node: Range, type: CType = unsignedLongType): Value {
    return { code: this.linkage.stopCode(kind, reason, this.placeOf(node)), type };
  }

  /** A problem that nothing can be compiled for; callers turn it into a stop where the statement stands. */
  fail(kind: StopKind, reason: string, node: Range): never {
    const { file, line } = this.placeOf(node);
    throw new ExecutionStop(kind, reason, file, line);
  }
}
