import type { Expression, FunctionDefinition, Statement } from '../../../syntax/ast.ts';
import { expandMacros, MacroOverflow } from '../../../syntax/expand-macros.ts';
import type { KernelParser } from '../../../syntax/source-file.ts';
import type { Assumption } from '../../report.ts';
import { Library, type LibraryOptions, type Unit, type Variable } from '../library.ts';
import type { Place, SitePlace, TypedWord } from '../program.ts';
import type { RecordDefinition } from '../records.ts';
import type { Intrinsic, Word } from '../runtime.ts';
import { ExecutionStop, type StopKind } from '../stop.ts';
import { StopCheck } from '../stop-check.ts';
import type { CType, FunctionType } from '../types.ts';

export interface LinkageOptions extends LibraryOptions {
  readonly intrinsics: readonly Intrinsic<never>[];
  /** Names of intrinsics that stand in for a body too, whatever they say themselves. */
  readonly standIns: ReadonlySet<string>;
  readonly constants: ReadonlyMap<string, Word | TypedWord>;
  readonly scalars: readonly string[];
  readonly watchedLines?: ReadonlySet<number>;
  readonly traced: boolean;
}

/** A C function that compiled code may call, before or after it was compiled itself. */
export interface LinkedFunction {
  readonly name: string;
  readonly unit: Unit;
  readonly definition: FunctionDefinition;
  readonly place: Place;
}

/** A variable of file or function scope, or a string literal: memory that every run sets up on first use. */
export interface LinkedGlobal {
  readonly name: string;
  readonly unit: Unit;
  readonly type: CType;
  readonly initializer: Expression | undefined;
  /** Declared but defined nowhere: its zeroes are an assumption. */
  readonly assumed: boolean;
  readonly place: Place;
  /** Bytes of a string literal. */
  readonly bytes?: readonly number[];
}

/** Something taken for granted, found while compiling; runs count how often it happens. */
export interface LinkedAssumption {
  readonly kind: Assumption['kind'];
  readonly name: string;
  readonly place: Place;
  readonly type: CType;
  readonly decisive: boolean;
  /** What was taken for granted while compiling: it holds for every run that the code is part of. */
  readonly always?: string;
}

export interface LinkedIntrinsic {
  readonly intrinsic: Intrinsic<never>;
  readonly type: FunctionType;
}

/** The tables that compiled code indexes, one set per program. Names and texts stay here, out of the generated code. */
export class Linkage {
  readonly library: Library;
  readonly stopCheck = new StopCheck();
  readonly parser: KernelParser;
  readonly options: LinkageOptions;
  readonly sites: SitePlace[] = [];
  readonly functions: LinkedFunction[] = [];
  /** Types of functions that were asked for. */
  readonly functionTypes: (FunctionType | undefined)[] = [];
  readonly globals: LinkedGlobal[] = [];
  readonly assumptions: LinkedAssumption[] = [];
  readonly messages: { readonly kind: StopKind; readonly text: string }[] = [];
  readonly intrinsics: (LinkedIntrinsic | undefined)[];
  /** Every place compiled so far that ends a run when it is reached. */
  readonly stops: ExecutionStop[] = [];
  readonly scalars: ReadonlySet<string>;
  /** Typedefs and records that were resolved, by name and by `struct tag`. */
  readonly types = new Map<string, CType>();
  readonly records = new Map<string, RecordDefinition>();
  readonly enumerators = new Map<string, bigint | 'busy'>();
  readonly #siteIndex = new Map<string, number>();
  readonly #functionIndex = new Map<string, number | undefined>();
  readonly #globalIndex = new Map<string, number>();
  readonly #assumptionIndex = new Map<string, number>();
  readonly #messageIndex = new Map<string, number>();
  readonly #intrinsicIndex: ReadonlyMap<string, number>;
  readonly #expressions = new Map<string, Expression | undefined>();
  readonly #statements = new Map<string, readonly Statement[] | undefined>();

  constructor(options: LinkageOptions) {
    this.options = options;
    this.parser = options.parser;
    this.library = new Library(options, this.stopCheck);
    this.scalars = new Set(options.scalars);
    this.intrinsics = options.intrinsics.map(() => undefined);
    this.#intrinsicIndex = new Map(options.intrinsics.map((intrinsic, index) => [intrinsic.name, index]));
  }

  /** The index of a place; `within` names the C function whose code it is part of. */
  siteAt(place: Place, within = ''): number {
    const key = `${place.line} ${within} ${place.file}`;
    const known = this.#siteIndex.get(key);
    if (known !== undefined) return known;
    this.sites.push({ ...place, function: within });
    this.#siteIndex.set(key, this.sites.length - 1);
    return this.sites.length - 1;
  }

  /** Undefined where there is no intrinsic of the name, or a body that it gives way to. */
  intrinsicIndex(name: string): number | undefined {
    const index = this.#intrinsicIndex.get(name);
    return index === undefined || this.#givesWay(index, name) ? undefined : index;
  }

  #givesWay(index: number, name: string): boolean {
    const { intrinsics, standIns } = this.options;
    if (intrinsics[index].always !== undefined || standIns.has(name)) return false;
    return this.library.function(name) !== undefined || this.library.macro(name) !== undefined;
  }

  functionIndex(name: string): number | undefined {
    if (this.#functionIndex.has(name)) return this.#functionIndex.get(name);
    const found = this.library.function(name);
    this.#functionIndex.set(name, undefined);
    if (!found) return undefined;
    const { unit, item } = found;
    const place = { file: unit.path, line: unit.lineOf(item.nameRange.start) };
    if (item.problems.length > 0) {
      const [problem] = item.problems;
      const line = unit.lineOf(problem.start);
      throw new ExecutionStop(
        'syntax',
        `${name} cannot be read here (${problem.reason}); correct the C text`,
        unit.path,
        line,
      );
    }
    this.functions.push({ name, unit, definition: item.definition(), place });
    this.#functionIndex.set(name, this.functions.length - 1);
    return this.functions.length - 1;
  }

  globalIndex(key: string, make: () => LinkedGlobal): number {
    const known = this.#globalIndex.get(key);
    if (known !== undefined) return known;
    this.globals.push(make());
    this.#globalIndex.set(key, this.globals.length - 1);
    return this.globals.length - 1;
  }

  /** Two uses of one name at one place are one assumption, decisive when either is. */
  assumptionIndex(assumption: LinkedAssumption): number {
    const { kind, name, place } = assumption;
    const key = `${kind} ${name} ${place.line} ${place.file}`;
    const known = this.#assumptionIndex.get(key);
    if (known === undefined) {
      this.assumptions.push(assumption);
      this.#assumptionIndex.set(key, this.assumptions.length - 1);
      return this.assumptions.length - 1;
    }
    if (assumption.decisive) this.assumptions[known] = { ...this.assumptions[known], decisive: true };
    return known;
  }

  messageIndex(kind: StopKind, text: string): number {
    const key = `${kind} ${text}`;
    const known = this.#messageIndex.get(key);
    if (known !== undefined) return known;
    this.messages.push({ kind, text });
    this.#messageIndex.set(key, this.messages.length - 1);
    return this.messages.length - 1;
  }

  /** Code that ends the run; the stop is also kept, for who wants to know without running. */
  stopCode(kind: StopKind, reason: string, place: Place): string {
    this.stops.push(new ExecutionStop(kind, reason, place.file, place.line));
    return `E.stop(${this.messageIndex(kind, reason)}, ${this.siteAt(place)})`;
  }

  variable(name: string): { readonly unit: Unit; readonly item: Variable } | undefined {
    return this.library.variable(name);
  }

  /** Expands every macro that neither an intrinsic, a constant nor the interpreter itself stands for. */
  expand(text: string, isKnown: (name: string) => boolean, place: Place): string {
    try {
      return expandMacros(text, (name) => {
        if (this.intrinsicIndex(name) !== undefined || this.options.constants.has(name) || isKnown(name))
          return undefined;
        return this.library.macro(name)?.item;
      });
    } catch (error) {
      if (!(error instanceof MacroOverflow)) throw error;
      throw new ExecutionStop('macro', `${error.message}; give the simulator a model of it`, place.file, place.line);
    }
  }

  parseExpression(text: string): Expression | undefined {
    if (!this.#expressions.has(text)) this.#expressions.set(text, this.parser.parseExpression(text));
    return this.#expressions.get(text);
  }

  /** Statements of a text, or undefined; their ranges are relative to the text after `statementPrefix`. */
  parseStatements(text: string): readonly Statement[] | undefined {
    if (!this.#statements.has(text)) this.#statements.set(text, this.#readStatements(text));
    return this.#statements.get(text);
  }

  #readStatements(text: string): readonly Statement[] | undefined {
    const file = this.parser.parse('(expansion)', statementText(text), this.options.configuration);
    const [entry] = file.functions;
    const body = entry && entry.problems.length === 0 ? entry.definition().body.body : undefined;
    file.dispose();
    return body;
  }
}

/** A function around statements, so that the parser reads them; ranges of what it holds are relative to this text. */
export function statementText(text: string): string {
  return `void expansion(void)\n{\n${text};\n}\n`;
}
