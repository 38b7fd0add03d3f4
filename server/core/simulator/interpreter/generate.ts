import { type CompiledSource, compileFunction, compileInitializer } from './compile/function.ts';
import type { Linkage } from './compile/linkage.ts';
import type { Compiler, Environment } from './environment.ts';
import * as integers from './integers.ts';
import type { Behaviour } from './runtime.ts';

type Factory = (environment: Environment, helpers: typeof integers) => Behaviour;

/** What generated code may name besides its own variables. */
const helperNames = Object.keys(integers).filter((name) => /^[a-z]/.test(name));
const header = `"use strict"; const { M, F, I, K, S } = E; const { ${helperNames.join(', ')} } = N;`;

/** Compiled functions of one program, shared by its runs: text becomes JavaScript once. */
export class Generator implements Compiler {
  readonly #linkage: Linkage;
  readonly #functions: Factory[] = [];
  readonly #initializers: Factory[] = [];

  constructor(linkage: Linkage) {
    this.#linkage = linkage;
  }

  function(index: number, environment: Environment): Behaviour {
    this.#functions[index] ??= makeFactory(compileFunction(this.#linkage, index));
    return this.#instantiate(this.#functions[index], environment);
  }

  initializer(index: number, environment: Environment): Behaviour {
    this.#initializers[index] ??= makeFactory(compileInitializer(this.#linkage, index));
    return this.#instantiate(this.#initializers[index], environment);
  }

  expression(source: CompiledSource, environment: Environment): Behaviour {
    return this.#instantiate(makeFactory(source), environment);
  }

  /** Functions that the new code may call must be there when it is. */
  #instantiate(factory: Factory, environment: Environment): Behaviour {
    this.#linkage.functions.forEach((_, index) => {
      environment.prepare(index);
    });
    return factory(environment, integers);
  }
}

/**
 * The one place where text becomes code. The source holds generated identifiers and numbers only: every name and string
 * of the C text stays in the linkage's tables.
 */
function makeFactory({ source }: CompiledSource): Factory {
  return new Function('E', 'N', `${header} return ${source};`) as Factory;
}
