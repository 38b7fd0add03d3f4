import type { Expression, ExpressionStatement, FunctionDefinition, Statement } from './ast.ts';
import { expandMacros, MacroOverflow } from './expand-macros.ts';
import { placeAt } from './relocate.ts';
import type { MacroDefinition, SourceFile } from './source-file.ts';

/**
 * A function with calls of some macros of its file replaced by what they stand for, placed where the macro is called:
 * statements for a call that is one, else an expression. A call whose expansion cannot be read stays.
 */
export function withMacrosExpanded(
  definition: FunctionDefinition,
  file: SourceFile,
  isWanted: (macro: MacroDefinition) => boolean,
): FunctionDefinition {
  const wanted = wantedIn(file.text.slice(definition.start, definition.end), [...file.macros.values()], isWanted);
  if (wanted.size === 0) return definition;
  return new Expansion(file, wanted).rewrite(definition) as FunctionDefinition;
}

/** Names of wanted macros that a text mentions, and of those that stand for a wanted one. */
function wantedIn(
  text: string,
  macros: readonly MacroDefinition[],
  isWanted: (macro: MacroDefinition) => boolean,
): ReadonlySet<string> {
  const mentioned = new Set(macros.filter(({ name }) => text.includes(name)));
  for (const { body } of mentioned) for (const macro of macros) if (body.includes(macro.name)) mentioned.add(macro);
  const wanted = new Set([...mentioned].filter(isWanted));
  for (const { name } of wanted) for (const macro of mentioned) if (macro.body.includes(name)) wanted.add(macro);
  return new Set([...wanted].map(({ name }) => name));
}

class Expansion {
  readonly #file: SourceFile;
  readonly #wanted: ReadonlySet<string>;

  constructor(file: SourceFile, wanted: ReadonlySet<string>) {
    this.#file = file;
    this.#wanted = wanted;
  }

  rewrite(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.rewrite(each));
    if (typeof value !== 'object' || value === null) return value;
    const replaced = this.#replaced(value as { kind?: string });
    if (replaced) return replaced;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.rewrite(each)]));
  }

  #replaced(node: { kind?: string }): Statement | Expression | undefined {
    if (node.kind === 'expression') return this.#statement(node as ExpressionStatement);
    return node.kind === 'call' ? this.#expression(node as Expression) : undefined;
  }

  #statement(statement: ExpressionStatement): Statement | undefined {
    const text = this.#expanded(statement.expression);
    const body = text === undefined ? undefined : this.#file.readStatements(`${text};`);
    return body && placeAt({ kind: 'compound', body, start: 0, end: 0 }, statement.expression);
  }

  #expression(call: Expression): Expression | undefined {
    const text = this.#expanded(call);
    const expression = text === undefined ? undefined : this.#file.readExpression(text);
    return expression && placeAt(expression, call);
  }

  /** What a call of a wanted macro, or its bare name, stands for. */
  #expanded(expression: Expression): string | undefined {
    const named = expression.kind === 'call' ? expression.callee : expression;
    if (named.kind !== 'name' || !this.#wanted.has(named.name)) return undefined;
    try {
      const { macros, text } = this.#file;
      return expandMacros(text.slice(expression.start, expression.end), (name) => macros.get(name));
    } catch (error) {
      if (error instanceof MacroOverflow) return undefined;
      throw error;
    }
  }
}
