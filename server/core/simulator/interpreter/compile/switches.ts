import type { CaseLabel, Statement, SwitchStatement } from '../../../syntax/ast.ts';
import { toWord, wrapExact } from '../integers.ts';
import { type IntegerType, promote } from '../types.ts';
import { type FunctionContext, Scope } from './context.ts';
import { convert } from './convert.ts';
import { literal } from './emitted.ts';
import { expression } from './expressions.ts';
import { constantValue } from './resolve-type.ts';
import { block, statement, statementList } from './statements.ts';

/** A range of cases wider than this is tested by its bounds. */
const listedCases = 64n;

export function switchStatement(f: FunctionContext, node: SwitchStatement): string {
  const value = expression(f, node.value);
  const type = promote(value.type);
  const { code } = convert(value, type);
  const label = f.label('w');
  const before = f.jumps;
  f.jumps = { ...before, breakTo: label };
  try {
    return f.plan.dispatched.has(node) ? dispatched(f, node, code, type, label) : plain(f, node, code, type, label);
  } finally {
    f.jumps = before;
  }
}

/** Cases that stand directly in the body: a JS switch. */
function plain(f: FunctionContext, node: SwitchStatement, code: string, type: IntegerType, label: string): string {
  if (node.body.kind !== 'compound') return '';
  const { body } = node.body;
  return f.within(new Scope(f.scope), () => {
    const name = f.temporary();
    const wide: string[] = [];
    let reached = false;
    let hasDefault = false;
    const parts = body.map((child) => {
      if (child.kind !== 'case') {
        const code = statement(f, child);
        // No value leads to what stands before the first label; it may declare names all the same.
        return reached ? code : '';
      }
      if (child.value) {
        const labels = caseLabels(f, child, type, name, wide);
        reached ||= labels !== '';
        return labels;
      }
      reached = true;
      if (hasDefault) wide.push(`${f.stop('unsupported', 'a switch has one default', child).code};`);
      const labels = hasDefault ? '' : 'default:';
      hasDefault = true;
      return labels;
    });
    const count = body.filter((child) => child.kind !== 'case').length;
    return `K[0] -= ${Math.min(count, 1)}; ${name} = ${code}; ${wide.join(' ')} ${label}: switch (${name}) ${block(parts.join('\n'))}`;
  });
}

/** The labels of one `case` with a value. A wide range is mapped to its lower bound beforehand, by code put into `wide`. */
function caseLabels(f: FunctionContext, node: CaseLabel, type: IntegerType, name: string, wide: string[]): string {
  const bounds = caseBounds(f, node, type);
  if (!bounds) {
    wide.push(`${f.stop('unsupported', 'this case is not a constant', node).code};`);
    return '';
  }
  const { lower, upper } = bounds;
  if (upper - lower < listedCases) {
    const labels: string[] = [];
    for (let value = lower; value <= upper; value++) labels.push(`case ${literal(toWord(value))}:`);
    return labels.join(' ');
  }
  const low = literal(toWord(lower));
  wide.push(`if (${name} >= ${low} && ${name} <= ${literal(toWord(upper))}) ${name} = ${low};`);
  return `case ${low}:`;
}

function caseBounds(
  f: FunctionContext,
  node: CaseLabel,
  type: IntegerType,
): { readonly lower: bigint; readonly upper: bigint } | undefined {
  const value = node.value && constantValue(f, node.value);
  const upper = node.upper ? constantValue(f, node.upper) : value;
  if (value === undefined || upper === undefined) return undefined;
  return { lower: wrapExact(value, type.storage), upper: wrapExact(upper, type.storage) };
}

/** Cases that gotos or nesting make unstructured: the value is turned into a state that the body is entered with. */
function dispatched(f: FunctionContext, node: SwitchStatement, code: string, type: IntegerType, label: string): string {
  const cases: CaseLabel[] = [];
  collectCases(node.body, cases);
  const name = f.temporary();
  const tests = cases.flatMap((each) => {
    const bounds = each.value && caseBounds(f, each, type);
    if (!bounds) return [];
    const low = literal(toWord(bounds.lower));
    const test =
      bounds.lower === bounds.upper
        ? `${name} === ${low}`
        : `${name} >= ${low} && ${name} <= ${literal(toWord(bounds.upper))}`;
    return [`${test} ? ${f.plan.states.get(each) ?? 0}`];
  });
  const fallback = cases.find((each) => !each.value);
  const otherwise = fallback ? (f.plan.states.get(fallback) ?? 0) : 0;
  const states =
    f.plan.guards
      .get(node)
      ?.map((state) => `s === ${state}`)
      .join(' || ') ?? 'false';
  const body: string =
    node.body.kind === 'compound'
      ? f.within(new Scope(f.scope), () => (node.body.kind === 'compound' ? statementList(f, node.body) : ''))
      : statement(f, node.body);
  const select = `${name} = ${code}; s = ${[...tests, `${otherwise}`].join(' : ')}; if (s === 0) break ${label};`;
  return `${label}: { if (!(${states})) { ${select} } ${body} }`;
}

function collectCases(node: Statement, cases: CaseLabel[]): void {
  switch (node.kind) {
    case 'case':
      cases.push(node);
      break;
    case 'compound':
      for (const child of node.body) collectCases(child, cases);
      break;
    case 'if':
      collectCases(node.then, cases);
      if (node.otherwise) collectCases(node.otherwise, cases);
      break;
    case 'while':
    case 'do-while':
    case 'for':
    case 'iterate':
    case 'guard':
      collectCases(node.body, cases);
      break;
    default:
  }
}
