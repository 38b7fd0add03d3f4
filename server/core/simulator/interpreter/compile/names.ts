import type { Expression, Statement } from '../../../syntax/ast.ts';
import type { Range } from '../../../text.ts';
import type { Unit } from '../library.ts';
import { isSyntacticMacro } from './builtins.ts';
import type { FunctionContext } from './context.ts';
import { statementText } from './linkage.ts';

/** A macro's text as C: an expression or statements, to be compiled within the text they stand in. */
export interface Expansion {
  readonly text: string;
  /** Compiles something of the expansion: places in it are the place of the macro. */
  run<T>(compile: () => T): T;
}

/** Whether a name is a macro that is to be expanded here, rather than something that stands for itself. */
export function isMacro(f: FunctionContext, name: string): boolean {
  if (f.unit.expanded || f.scope.find(name)) return false;
  if (f.linkage.intrinsicIndex(name) !== undefined || f.linkage.options.constants.has(name)) return false;
  const found = f.linkage.library.macro(name);
  if (!found) return false;
  return !isSyntacticMacro(name) || found.unit === f.linkage.library.fileUnit;
}

/** The text of `node`, with every macro in it expanded. */
export function expandText(f: FunctionContext, node: Range): Expansion {
  const place = f.placeOf(node);
  const text = f.linkage.expand(f.textOf(node), (name) => f.scope.find(name) !== undefined || isKnown(f, name), place);
  const unit: Unit = { path: place.file, text, lineOf: () => place.line, expanded: true };
  return { text, run: (compile) => f.inUnit(unit, compile) };
}

function isKnown(f: FunctionContext, name: string): boolean {
  return isSyntacticMacro(name) && f.linkage.library.macro(name)?.unit !== f.linkage.library.fileUnit;
}

/** An object-like macro's value as an expression; undefined when the name is no macro or no expression. */
export function expandedName(
  f: FunctionContext,
  name: string,
  node: Range,
): { readonly node: Expression; run<T>(compile: () => T): T } | undefined {
  if (!isMacro(f, name)) return undefined;
  const expansion = expandText(f, node);
  if (expansion.text === name) return undefined;
  const parsed = f.linkage.parseExpression(expansion.text);
  return parsed && { node: parsed, run: expansion.run };
}

/** The statements of an expansion that is no expression. */
export function expandedStatements(
  f: FunctionContext,
  expansion: Expansion,
): { readonly statements: readonly Statement[]; run<T>(compile: () => T): T } | undefined {
  const statements = f.linkage.parseStatements(expansion.text);
  if (!statements) return undefined;
  const outer = f;
  return {
    statements,
    run: (compile) =>
      expansion.run(() => {
        const unit: Unit = { ...outer.unit, text: statementText(expansion.text) };
        return outer.inUnit(unit, compile);
      }),
  };
}
