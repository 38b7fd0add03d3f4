import { apiFunction } from '../kernel/api.ts';
import type { MacroDefinition } from '../syntax/source-file.ts';
import type { HelperOutcome, Helpers } from './lazy-domain.ts';

/** Words and operators with which a macro's body may run on more than one path. */
const branching = /\b(?:if|for|switch|goto|return|while\s*\((?!\s*(?:0|false)\s*\)))|\?|&&|\|\|/;

const call = /\b(\w+)\s*\(/g;

/** Function-like macros of a file that enter or leave the mode in a body that runs straight through. */
export function macroHelpers(macros: ReadonlyMap<string, MacroDefinition>, rangeName: string): Helpers {
  const helpers = new Map<string, readonly HelperOutcome[]>();
  for (const { name, parameters, body } of macros.values()) {
    if (!parameters || apiFunction(name, rangeName) || branching.test(body)) continue;
    const change = netChange(body, rangeName);
    if (change !== 0) helpers.set(name, [{ change }]);
  }
  return helpers;
}

/** Sections opened less sections closed. */
function netChange(body: string, rangeName: string): number {
  let change = 0;
  for (const [, name] of body.matchAll(call)) {
    const effect = apiFunction(name, rangeName)?.effect;
    if (effect === 'enable' || effect === 'enable-range') change += 1;
    if (effect === 'disable') change -= 1;
  }
  return change;
}
