import type { MacroDefinition } from '../source-file.ts';

type Macros = ReadonlyMap<string, MacroDefinition>;

/** How deep macros may call macros, and how long an expansion may grow, in UTF-16 units. */
const depthLimit = 16;
const lengthLimit = 100_000;

/**
 * Expands the calls of function-like macros in a text, and those in their bodies: parameters replaced, `##` joined.
 * Calls of other names stay. Undefined when the text does not begin with a call that expands.
 */
export function expandCalls(text: string, macros: Macros): string | undefined {
  const first = /^\s*(\w+)/.exec(text)?.[1];
  return first !== undefined && macros.has(first) ? expand(text, macros, 0) : undefined;
}

function expand(text: string, macros: Macros, depth: number): string {
  if (depth > depthLimit || text.length > lengthLimit) return text;
  const calls = /([A-Za-z_]\w*)\s*\(/g;
  let result = '';
  let at = 0;
  for (let match = calls.exec(text); match; match = calls.exec(text)) {
    const macro = macros.get(match[1]);
    const close = closing(text, calls.lastIndex);
    if (!macro || close === undefined) continue;
    const body = substitute(macro, cutArguments(text.slice(calls.lastIndex, close)));
    result += text.slice(at, match.index) + expand(body, macros, depth + 1);
    at = close + 1;
    calls.lastIndex = at;
  }
  return result + text.slice(at);
}

function substitute(macro: MacroDefinition, args: readonly string[]): string {
  const parameters = macro.parameters ?? [];
  return macro.body.replace(/[A-Za-z_]\w*/g, (word) => args[parameters.indexOf(word)] ?? word).replace(/\s*##\s*/g, '');
}

/** The offset of the parenthesis that closes the one before `from`. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return undefined;
}

function cutArguments(text: string): string[] {
  const args: string[] = [];
  let depth = 0;
  let argument = '';
  for (const character of text) {
    if (character === ',' && depth === 0) {
      args.push(argument.trim());
      argument = '';
      continue;
    }
    if (character === '(') depth++;
    else if (character === ')') depth--;
    argument += character;
  }
  return [...args, argument.trim()];
}
