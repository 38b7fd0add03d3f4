import type { FlowGraph, FlowNode } from '../flow/graph.ts';
import { calleeName, visitStatement } from '../flow/walk.ts';
import { entryType } from '../kernel/entries.ts';
import type { CallExpression, Expression, FunctionDefinition } from '../syntax/ast.ts';
import { reachable } from './section-nodes.ts';

/** A call that a loop makes for entry after entry of a page table. */
export interface EntryCall {
  readonly call: CallExpression;
  readonly name: string;
  /** The variable that points to the entry, and that the loop moves on. */
  readonly pointer: string;
}

/** Calls of certain functions in loops of this function that move a pointer to an entry, and give it to the call. */
export function callsInEntryLoops(
  definition: FunctionDefinition,
  graph: FlowGraph,
  isWanted: (name: string) => boolean,
): readonly EntryCall[] {
  const candidates = graph.nodes.flatMap((node) =>
    node.effects.flatMap((effect) => {
      const name = effect.kind === 'call' ? calleeName(effect.call) : undefined;
      return effect.kind === 'call' && name && isWanted(name) ? [{ node, call: effect.call, name }] : [];
    }),
  );
  if (candidates.length === 0) return [];
  const pointers = entryPointers(definition);
  return candidates.flatMap(({ node, call, name }) => {
    const moved = movedInLoop(graph, node);
    const pointer = call.arguments.flatMap(namesIn).find((each) => pointers.has(each) && moved.has(each));
    return pointer ? [{ call, name, pointer }] : [];
  });
}

/** Variables that a loop around a node steps on, so that the next round has another value. */
function movedInLoop(graph: FlowGraph, node: FlowNode): ReadonlySet<string> {
  const later = reachable(graph, node, () => true);
  if (!later.has(node)) return new Set();
  const loop = [...later].filter((each) => each === node || reachable(graph, each, () => true).has(node));
  return new Set(
    loop.flatMap(({ effects }) =>
      effects.flatMap((effect) => {
        if (effect.kind !== 'assign') return [];
        const steps = effect.by.kind === 'update' || (effect.by.kind === 'assign' && effect.by.operator !== '=');
        return steps ? [effect.name] : [];
      }),
    ),
  );
}

/** Locals and parameters that point to an entry. */
function entryPointers({ body, parameters }: FunctionDefinition): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (name: string | undefined, type: (typeof parameters)[number]['type']) => {
    if (name && type.kind === 'pointer' && type.target.kind === 'named' && type.target.name === entryType)
      found.add(name);
  };
  for (const { name, type } of parameters) note(name, type);
  visitStatement(
    body,
    () => {},
    (statement) => {
      if (statement.kind === 'declaration') for (const { name, type } of statement.declarators) note(name, type);
    },
  );
  return found;
}

/** `pte` for `pte` and for `pte + i`. */
function namesIn(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return [expression.name];
  return expression.kind === 'binary' ? [...namesIn(expression.left), ...namesIn(expression.right)] : [];
}
