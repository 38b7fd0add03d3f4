import { MacroTable } from '../../syntax/scan/macros.ts';
import type { Assumption, StandIn } from '../report.ts';
import type { Repeat } from '../tally.ts';
import { functionTypeOf, linkedIntrinsic } from './compile/calls.ts';
import { FunctionContext } from './compile/context.ts';
import { wordStorage } from './compile/convert.ts';
import { expression } from './compile/expressions.ts';
import { compileScoped } from './compile/function.ts';
import { globalIndex } from './compile/globals.ts';
import type { Linkage } from './compile/linkage.ts';
import { fileContext } from './compile/resolve-type.ts';
import { parseTypeName } from './compile/type-names.ts';
import { Environment } from './environment.ts';
import type { Generator } from './generate.ts';
import { convertWord } from './integers.ts';
import type { Unit } from './library.ts';
import type { Places } from './places.ts';
import type { Memory, Place, Run, RunOptions, TypedWord } from './program.ts';
import type { Behaviour, CallStack, Site, Word } from './runtime.ts';
import { ExecutionStop } from './stop.ts';
import { decay, type FunctionType, voidType } from './types.ts';

/** Lines of the preprocessor, and the macros of include/linux/kconfig.h. */
const asking = /^[ \t]*#[ \t]*(?:el)?if.*$|\bIS_(?:ENABLED|BUILTIN|MODULE|REACHABLE)[ \t]*\([ \t]*CONFIG_\w+/gm;

/** CONFIG_ options that a C text asks for. */
function optionsIn(text: string): readonly string[] {
  return (text.match(asking) ?? []).flatMap((line) => line.match(/\bCONFIG_\w+/g) ?? []);
}

/** One execution of a program; see `Run`. */
export class ProgramRun implements Run {
  readonly #linkage: Linkage;
  readonly #generator: Generator;
  readonly #environment: Environment;

  constructor(linkage: Linkage, generator: Generator, options: RunOptions, bind: (index: number) => Behaviour) {
    this.#linkage = linkage;
    this.#generator = generator;
    this.#environment = new Environment(linkage, options, generator, bind);
  }

  get memory(): Memory {
    return this.#environment.M;
  }

  get site(): Site {
    return this.#environment.S;
  }

  record(): () => Repeat {
    return this.#environment.record();
  }

  get calls(): CallStack {
    return this.#environment;
  }

  get places(): Places | undefined {
    return this.#environment.places;
  }

  get steps(): number {
    return this.#environment.steps;
  }

  poll(): void {
    this.#environment.poll(this.site.current);
  }

  get executed(): readonly { readonly function: string; readonly file: string }[] {
    return this.#linkage.functions.flatMap(({ name, place }, index) => {
      return this.#environment.X[index] === 1 ? [{ function: name, file: place.file }] : [];
    });
  }

  get configuration(): Readonly<Record<string, boolean>> {
    const ran = this.#linkage.functions.filter((_, index) => this.#environment.X[index] === 1);
    const asked = ran.flatMap(({ unit, definition }) => optionsIn(unit.text.slice(definition.start, definition.end)));
    const table = new MacroTable(this.#linkage.options.configuration);
    return Object.fromEntries([...new Set(asked)].sort().map((name) => [name, table.isEnabled(name)]));
  }

  get modelled(): readonly StandIn[] {
    return this.#linkage.options.intrinsics
      .filter((_, index) => this.#environment.U[index] === 1)
      .map(({ name, always }) => ({ function: name, reason: this.#standsInBecause(name, always) }));
  }

  #standsInBecause(name: string, always: string | undefined): string {
    if (always !== undefined) return always;
    return this.#linkage.options.standIns.has(name) ? 'the scenario asks for it' : 'it has no body here';
  }

  get warnings(): readonly Place[] {
    return this.#environment.warnings.map((site) => {
      const { file, line } = this.#linkage.sites[site];
      return { file, line };
    });
  }

  get assumptions(): readonly Assumption[] {
    const environment = this.#environment;
    const unknown = this.#linkage.assumptions.flatMap((each, index) => {
      const { kind, name, place, decisive, always } = each;
      const times = environment.answers.assumedTimes[index] ?? (always === undefined ? 0 : 1);
      if (times === 0) return [];
      return [
        {
          kind,
          name,
          value: always ?? `${environment.answers.valuesOf(each).join(', then ')}`,
          ...place,
          times,
          decisive,
        },
      ];
    });
    return [...unknown, ...this.#stated()];
  }

  /** What intrinsics answered from an assumption, or the scenario in their place. */
  #stated(): readonly Assumption[] {
    const asked = this.#environment.answers.consultations.filter(({ times }) => times > 0);
    return asked.map(({ intrinsic, times, site, answer, varied, given }) => {
      const { name, assumption } = this.#linkage.options.intrinsics[intrinsic];
      return {
        kind: 'function',
        name,
        value: varied ? 'several values' : `${answer}`,
        file: this.#linkage.sites[site].file,
        line: this.#linkage.sites[site].line,
        times,
        decisive: false,
        stated: given || assumption === undefined ? 'set by the scenario' : assumption,
      };
    });
  }

  reset(): void {
    this.#environment.reset();
  }

  begin(options: RunOptions): void {
    this.#environment.begin(options);
  }

  call(functionName: string, args: readonly Word[]): Word {
    const index = this.#linkage.functionIndex(functionName);
    if (index === undefined) {
      const { path } = this.#linkage.library.fileUnit;
      throw new ExecutionStop('unknown-function', `there is no function ${functionName}; check its name`, path, 0);
    }
    this.#environment.refresh();
    return this.#enter(this.#environment.prepare(index), functionTypeOf(this.#linkage, index), args);
  }

  callAddress(address: Word, args: readonly Word[]): Word {
    const { K, Q } = this.#environment;
    Q[K[1]] = this.site.current;
    const target = this.#environment.target(address, this.site.current);
    return this.#enter(target, { kind: 'function', returns: voidType, parameters: [], variadic: true }, args);
  }

  functionAddress(functionName: string): number {
    const intrinsic = this.#linkage.intrinsicIndex(functionName);
    if (intrinsic !== undefined) {
      linkedIntrinsic(fileContext(this.#linkage, this.#linkage.library.fileUnit), intrinsic);
      return this.#environment.intrinsicAddress(intrinsic);
    }
    const index = this.#linkage.functionIndex(functionName);
    if (index !== undefined) return this.#environment.functionAddress(index);
    throw new ExecutionStop('unknown-function', `there is no function ${functionName}; check its name`, '', 0);
  }

  addressOf(variable: string): number | undefined {
    const index = globalIndex(fileContext(this.#linkage, this.#linkage.library.fileUnit), variable);
    return index === undefined ? undefined : this.#environment.claimGlobal(index);
  }

  evaluate(text: string, scope: Readonly<Record<string, TypedWord>>): Word {
    const parameters = Object.entries(scope).map(([name, { type, value }]) => {
      return { name, type: parseTypeName(this.#linkage, type), value };
    });
    const compile = () => {
      const parsed = this.#linkage.parseExpression(text);
      if (!parsed) throw new ExecutionStop('syntax', `'${text}' is not a C expression; correct it`, '', 0);
      const unit: Unit = { path: `'${text}'`, text, lineOf: () => 1, expanded: false };
      const f = new FunctionContext(this.#linkage, unit, voidType, new Set());
      return compileScoped(f, parameters, () => expression(f, parsed).code);
    };
    const names = Object.entries(scope).map(([name, { type }]) => `${type} ${name}`);
    const behaviour = this.#generator.expression([...names, text].join('; '), compile, this.#environment);
    const type: FunctionType = {
      kind: 'function',
      returns: voidType,
      parameters: parameters.map((each) => decay(each.type)),
      variadic: false,
    };
    return this.#enter(
      behaviour,
      type,
      parameters.map((each) => each.value),
    );
  }

  /** Runs compiled code; a failure puts stack and depth back. */
  #enter(behaviour: Behaviour, type: FunctionType, args: readonly Word[]): Word {
    const { K } = this.#environment;
    const [, depth, stack] = K;
    try {
      return behaviour(
        ...args.map((argument, index) => {
          const parameter = type.parameters[index];
          return parameter && parameter.kind !== 'record' ? convertWord(argument, wordStorage(parameter)) : argument;
        }),
      );
    } catch (error) {
      K[1] = depth;
      K[2] = stack;
      throw this.#environment.stopOf(error);
    }
  }
}
