import assert from 'node:assert/strict';
import { Environment } from '../../server/core/simulator/interpreter/environment.ts';
import * as integers from '../../server/core/simulator/interpreter/integers.ts';
import { Heap } from '../../server/core/simulator/interpreter/memory.ts';

/** Of the language only what computes, branches and repeats: neither `this` nor `new`, no way to a prototype or a module. */
const words = 'function let const if else for while do switch case default break continue return throw true false';
/** What the runtime hands to generated code, by the names it has there. */
const runtime = 'E F I K M N Q S U X current calls body fp r s a n Number Math imul floor';
const methods = [Heap, Environment].flatMap((type) => {
  return Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');
});
const allowed = new Set([...words.split(' '), ...runtime.split(' '), ...methods, ...Object.keys(integers)]);

/** The one string in generated code: it asks whether a value is a number, and not a bigint. */
const askingForNumber = /\btypeof \w+ === 'number'/g;

/** What generated code holds besides numbers, punctuation, generated names and the runtime's own. */
export function foreignWords(source: string): string[] {
  const code = source.replaceAll(askingForNumber, '');
  assert.doesNotMatch(code, /["'`\\]/, 'no string and no escape');
  return (code.match(/(?<![\w$])[A-Za-z_$][\w$]*/g) ?? []).filter(
    (word) => !allowed.has(word) && !/^[vtplgwi]\d+$/.test(word),
  );
}

/** Has `found` told of each text that becomes code from now on, until the answer is called. */
export function watchGeneratedCode(found: (body: string) => void): () => void {
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    construct(target, parameters: string[]) {
      assert.deepEqual(parameters.slice(0, -1), ['E', 'N']);
      found(parameters[parameters.length - 1]);
      return Reflect.construct(target, parameters);
    },
  });
  return () => {
    globalThis.Function = original;
  };
}

const headerPattern =
  /^\/\* \d+ \*\/ "use strict"; const \{ [\w, ]+ \} = E; const \{ [\w, ]+ \} = N; (?:const i\d+ = I\[\d+\]; ?)* ?return /;

/** The part of a text that becomes code which C decided: behind what every function begins with. */
export function compiledPart(body: string): string {
  const header = headerPattern.exec(body);
  assert.ok(header, 'generated code is strict, and names what it is handed');
  return body.slice(header[0].length);
}
