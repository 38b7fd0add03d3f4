import { calleeName, visitStatement } from '../flow/walk.ts';
import { apiFunction, defaultRangeName } from '../kernel/api.ts';
import type { CallExpression, FunctionDefinition } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type TextEdit } from '../text.ts';
import { inferRangeArguments, type RangeArguments } from './range-arguments.ts';

/** The file with a function's sections told their range, and the edits that lead there. */
export interface RangeCallText {
  readonly edits: readonly TextEdit[];
  readonly text: string;
}

/**
 * Replaces every enable of a function whose range can be told by the range-carrying call, in the nestable and the legacy
 * dialect alike. Refuses when there is no such enable, with the reason for the first one.
 */
export function rangeCallEdits(
  file: SourceFile,
  functionName: string,
  rangeName: string = defaultRangeName,
): RangeCallText | { readonly refused: string } {
  const entry = file.functions.find(({ name }) => name === functionName);
  if (!entry) return { refused: `${file.path} has no function ${functionName}` };
  if (entry.problems.length > 0) return { refused: `${functionName} could not be read: ${entry.problems[0].reason}` };
  const definition = entry.definition();
  const enables = plainEnables(definition);
  if (enables.length === 0) return { refused: `${functionName} has no enable without a range` };

  const edits: TextEdit[] = [];
  const reasons: string[] = [];
  for (const call of enables) {
    const inferred = inferRangeArguments(definition, call);
    if ('refused' in inferred) reasons.push(inferred.refused);
    else edits.push({ range: { start: call.start, end: call.end }, text: rangeCallText(inferred, rangeName) });
  }
  return edits.length > 0 ? { edits, text: applyEdits(file.text, edits) } : { refused: reasons[0] };
}

export function rangeCallText({ mm, addr, end, pte }: RangeArguments, rangeName: string): string {
  return `${rangeName}(${mm}, ${addr}, ${end}, ${pte})`;
}

function plainEnables(definition: FunctionDefinition): readonly CallExpression[] {
  const calls: CallExpression[] = [];
  visitStatement(definition.body, (expression) => {
    if (expression.kind !== 'call') return;
    if (apiFunction(calleeName(expression) ?? '')?.effect === 'enable') calls.push(expression);
  });
  return calls;
}
