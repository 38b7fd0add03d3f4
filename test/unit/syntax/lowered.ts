import assert from 'node:assert/strict';
import type { FunctionDefinition } from '../../../server/core/syntax/ast.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { renderDeclaration, renderExpression, renderStatement } from './render.ts';

export const parser = await loadKernelParser();

/** The only function of a file, which must read without a problem. */
export function onlyFunction(text: string): FunctionDefinition {
  const { functions } = parser.parse('a.c', text);
  assert.equal(functions.length, 1, `one function in ${JSON.stringify(text)}`);
  assert.deepEqual(functions[0].problems, []);
  return functions[0].definition();
}

/** The statements of a function's body, as text. */
export function statements(body: string): string {
  const { body: lowered } = onlyFunction(`static void walk(void)\n{\n\t${body}\n}\n`);
  return lowered.body.map(renderStatement).join(' ');
}

/** An expression, as text. */
export function expression(code: string): string {
  return statements(`use = ${code};`).replace(/^\(use = (.*)\);$/s, '$1');
}

/** The declarations of a file, as text. */
export function declarations(text: string): string {
  const file = parser.parse('a.h', text);
  assert.deepEqual(file.declarationProblems(), []);
  return file.declarations().map(renderDeclaration).join('; ');
}

/** A macro's body read as one expression, as text. */
export function parsedExpression(text: string): string | undefined {
  const read = parser.parseExpression(text);
  return read && renderExpression(read);
}
