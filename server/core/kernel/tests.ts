import type { FunctionDefinition } from '../syntax/ast.ts';

/** A KUnit test (include/kunit/test.h, 6.12, 7.3) calls the API to see what it does, also where that is nothing. */
export function isTestOfKernel({ parameters }: FunctionDefinition): boolean {
  return parameters.some(
    ({ type }) => type.kind === 'pointer' && type.target.kind === 'record' && type.target.tag === 'kunit',
  );
}
