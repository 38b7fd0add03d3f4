import type { CaseLabel, CompoundStatement, GotoStatement, Statement, SwitchStatement } from '../../../syntax/ast.ts';

/**
 * How the gotos of a function become structured code. Each label that is jumped to has a state number. A compound that
 * such a label stands in is compiled to `for (;;) switch (state) { case 0: … case n: … }`; a goto sets the state and
 * continues that loop. Where the label stands deeper than the goto, every compound on the way gets an entry for it and
 * every other statement on the way a guard that lets the state in.
 */
export interface GotoPlan {
  /** State numbers by label; a case label has one when its switch is dispatched the same way. */
  readonly states: ReadonlyMap<string | CaseLabel, number>;
  /** For each compound: index of a child statement to the states that enter at it. */
  readonly entries: ReadonlyMap<CompoundStatement, ReadonlyMap<number, readonly number[]>>;
  /** States that enter a statement other than at its beginning. */
  readonly guards: ReadonlyMap<Statement, readonly number[]>;
  /** The compound whose loop a goto continues. */
  readonly targets: ReadonlyMap<GotoStatement, CompoundStatement>;
  /** Switches whose cases are entered through the state. */
  readonly dispatched: ReadonlySet<SwitchStatement>;
}

export const emptyPlan: GotoPlan = {
  states: new Map(),
  entries: new Map(),
  guards: new Map(),
  targets: new Map(),
  dispatched: new Set(),
};

type Path = readonly Statement[];

interface Found {
  readonly labels: Map<string | CaseLabel, { readonly path: Path; readonly node: Statement }>;
  readonly gotos: { readonly node: GotoStatement; readonly label: string; readonly path: Path }[];
  readonly switches: { readonly node: SwitchStatement; readonly path: Path; readonly cases: CaseLabel[] }[];
}

export function planGotos(body: CompoundStatement): GotoPlan {
  const found: Found = { labels: new Map(), gotos: [], switches: [] };
  search(body, [], found, undefined);
  const states = new Map<string | CaseLabel, number>();
  const entries = new Map<CompoundStatement, Map<number, number[]>>();
  const guards = new Map<Statement, number[]>();
  const targets = new Map<GotoStatement, CompoundStatement>();
  const dispatched = new Set<SwitchStatement>();

  const enter = (key: string | CaseLabel, from: Path): CompoundStatement | undefined => {
    const label = found.labels.get(key);
    if (!label) return undefined;
    const state = states.get(key) ?? states.size + 1;
    states.set(key, state);
    let shared = 0;
    while (shared < from.length && from[shared] === label.path[shared]) shared++;
    while (shared > 0 && label.path[shared - 1].kind !== 'compound') shared--;
    const common = label.path[shared - 1];
    for (let index = shared - 1; index < label.path.length; index++) {
      const node = label.path[index];
      if (node.kind !== 'compound') {
        addState(guards, node, state);
        continue;
      }
      const byChild = entries.get(node) ?? new Map<number, number[]>();
      entries.set(node, byChild);
      addState(byChild, node.body.indexOf(label.path[index + 1] ?? label.node), state);
    }
    return common?.kind === 'compound' ? common : undefined;
  };

  for (const goto of found.gotos) {
    const target = enter(goto.label, goto.path);
    if (target) targets.set(goto.node, target);
  }
  for (const { node, path, cases } of found.switches) {
    const direct = node.body.kind === 'compound' ? node.body : undefined;
    const plain = direct && !entries.has(direct) && cases.every((label) => direct.body.includes(label));
    if (plain) continue;
    dispatched.add(node);
    for (const label of cases) enter(label, [...path, node, node.body]);
  }
  return { states, entries, guards, targets, dispatched };
}

function addState<K>(map: Map<K, number[]>, key: K, state: number): void {
  const states = map.get(key) ?? [];
  if (!states.includes(state)) states.push(state);
  map.set(key, states);
}

function search(node: Statement, path: Path, found: Found, cases: CaseLabel[] | undefined): void {
  const inside = [...path, node];
  switch (node.kind) {
    case 'compound':
      for (const child of node.body) search(child, inside, found, cases);
      break;
    case 'if':
      search(node.then, inside, found, cases);
      if (node.otherwise) search(node.otherwise, inside, found, cases);
      break;
    case 'while':
    case 'do-while':
    case 'for':
    case 'iterate':
    case 'guard':
      search(node.body, inside, found, cases);
      break;
    case 'switch': {
      const own: CaseLabel[] = [];
      search(node.body, inside, found, own);
      found.switches.push({ node, path, cases: own });
      break;
    }
    case 'case':
      cases?.push(node);
      found.labels.set(node, { path, node });
      break;
    case 'label':
      found.labels.set(node.name, { path, node });
      break;
    case 'goto':
      if (node.label !== undefined) found.gotos.push({ node, label: node.label, path });
      break;
    default:
  }
}
