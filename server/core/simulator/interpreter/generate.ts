import { intrinsicName } from './compile/emitted.ts';
import { type CompiledSource, compileFunction, compileInitializer } from './compile/function.ts';
import type { Linkage } from './compile/linkage.ts';
import type { Compiler, Environment } from './environment.ts';
import * as integers from './integers.ts';
import type { Behaviour } from './runtime.ts';

type Factory = (environment: Environment, helpers: typeof integers) => Behaviour;

/** What generated code may name besides its own variables. */
const helperNames = Object.keys(integers).filter((name) => /^[a-z]/.test(name));
const header = `"use strict"; const { M, F, I, K, Q, S, U, X } = E; const { ${helperNames.join(', ')} } = N;`;

/** Texts that were made code so far. */
let texts = 0;

interface Compiled {
  readonly source: CompiledSource;
  readonly factory: Factory;
}

/** Compiled functions of one program, shared by its runs: C becomes JavaScript once. */
export class Generator implements Compiler {
  readonly #linkage: Linkage;
  readonly #functions: (Compiled | undefined)[] = [];
  readonly #initializers: (Compiled | undefined)[] = [];
  readonly #expressions = new Map<string, Compiled>();
  #generation = 0;
  /** Generation that the factories were last made fresh for. */
  #fresh = 0;

  constructor(linkage: Linkage) {
    this.#linkage = linkage;
  }

  get generation(): number {
    return this.#generation;
  }

  function(index: number, environment: Environment): Behaviour {
    let compiled = this.#functions[index];
    if (!compiled) {
      compiled = made(compileFunction(this.#linkage, index));
      this.#functions[index] = compiled;
      this.#generation++;
    }
    return this.#instantiate(compiled, environment);
  }

  initializer(index: number, environment: Environment): Behaviour {
    const compiled = this.#initializers[index] ?? made(compileInitializer(this.#linkage, index));
    this.#initializers[index] = compiled;
    return this.#instantiate(compiled, environment);
  }

  /** An expression, compiled when it is asked for first; `key` tells it from all others. */
  expression(key: string, compile: () => CompiledSource, environment: Environment): Behaviour {
    const compiled = this.#expressions.get(key) ?? made(compile());
    this.#expressions.set(key, compiled);
    return this.#instantiate(compiled, environment);
  }

  relink(environment: Environment): void {
    const stale = this.#fresh !== this.#generation;
    this.#fresh = this.#generation;
    this.#functions.forEach((known, index) => {
      if (!known) return;
      const compiled = stale ? made(known.source) : known;
      this.#functions[index] = compiled;
      environment.F[index] = this.#instantiate(compiled, environment);
    });
  }

  /** Functions that the new code may call must be there when it is. */
  #instantiate({ factory, source }: Compiled, environment: Environment): Behaviour {
    environment.coverSites();
    environment.bindIntrinsics(source.intrinsics);
    for (let index = environment.F.length; index < this.#linkage.functions.length; index++) environment.prepare(index);
    return factory(environment, integers);
  }
}

/**
 * The one place where text becomes code. The source holds generated identifiers and numbers only: every name and string
 * of the C text stays in the linkage's tables. No two texts are the same: V8 would take one that it has seen for the same
 * code, with what it learnt of its calls in another run. And intrinsics are constants of each, which V8 looks into when it
 * compiles a call of one.
 */
function made(source: CompiledSource): Compiled {
  const intrinsics = [...source.intrinsics].map((index) => `const ${intrinsicName(index)} = I[${index}];`).join(' ');
  const text = `/* ${++texts} */ ${header} ${intrinsics} return ${source.source};`;
  return { source, factory: new Function('E', 'N', text) as Factory };
}
