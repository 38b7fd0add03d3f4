import type { MacroDefinition } from '../source-file.ts';

/**
 * Expands one call of a function-like macro: parameters replaced, `##` joined. Arguments are cut at every comma outside
 * parentheses. Undefined when the macro is not known or takes another number of arguments.
 */
export function expandCall(call: string, macros: ReadonlyMap<string, MacroDefinition>): string | undefined {
  const match = /^\s*(\w+)\s*\(([\s\S]*)\)\s*$/.exec(call);
  const macro = match && macros.get(match[1]);
  const parameters = macro?.parameters;
  if (!match || !parameters) return undefined;
  const args = cutArguments(match[2]);
  if (args.length !== parameters.length) return undefined;
  return macro.body.replace(/[A-Za-z_]\w*/g, (word) => args[parameters.indexOf(word)] ?? word).replace(/\s*##\s*/g, '');
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
