import type { MacroDefinition } from '../syntax/source-file.ts';

const leavesFunction = /\b(?:return|goto)\b/;

const branches = /\b(?:if|for|switch|while\s*\((?!\s*(?:0|false)\s*\)))|\?|&&|\|\|/;

const calls = /\b\w+\s*\(/;

/**
 * True for a macro whose call does more than a call of a function can: it leaves the function, enters or leaves the mode on
 * some ways only, looks behind what it is given, or has no parenthesis to show that it calls something. A function is
 * followed with these expanded.
 */
export function tellsMoreThanCall({ parameters, body }: MacroDefinition, rangeName = 'lazy_mmu'): boolean {
  if (!parameters) return calls.test(body) || /^\w+$/.test(body);
  const mentionsMode = body.includes('lazy_mmu') || body.includes(rangeName);
  if (leavesFunction.test(body) || (mentionsMode && branches.test(body))) return true;
  return parameters.some((name) => new RegExp(`\\*\\s*\\(*\\s*${name}\\b|\\b${name}\\s*\\)*\\s*(?:->|\\[)`).test(body));
}
