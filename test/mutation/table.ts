import { rules } from '../../server/core/rules/registry.ts';
import { awaitedKinds, awaitedRules } from './awaiting.ts';
import { mutationKinds } from './kinds.ts';
import type { MutationKind } from './mutant.ts';
import type { Outcome, Verdict } from './seed-tree.ts';

/** One row for each kind: how many were made, and what became of them. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const widest = Math.max(...mutationKinds.map(({ name }) => name.length));
  const rows = mutationKinds.flatMap((kind) => {
    const made = outcomes.filter((each) => each.kind === kind.name);
    if (made.length === 0) return [];
    return `${kind.name.padEnd(widest)} ${numbers(made)}  ${kind.rules[0]}${isAwaited(kind) ? ' (awaited)' : ''}`;
  });
  const head = `${'kind'.padEnd(widest)}   made caught  equal missed  rule`;
  return [head, ...rows, `${'all'.padEnd(widest)} ${numbers(outcomes)}`].join('\n');
}

function numbers(made: readonly Outcome[]): string {
  const count = (...verdicts: readonly Verdict[]) => made.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const missed = count('missed', 'not analysed', 'wrongly reported');
  return [made.length, count('caught'), count('equivalent'), missed].map((each) => `${each}`.padStart(6)).join(' ');
}

/** Not all mutants of the kind can be reported yet. */
export function isAwaited({ name, rules: expected }: MutationKind): boolean {
  return awaitedKinds.has(name) || awaitedRules.includes(expected[0]);
}

/** Rules that a kind asks for and that do not exist. */
export function rulesThatAreMissing(): readonly string[] {
  const known = new Set(rules.map(({ slug }) => slug));
  const expected = new Set(mutationKinds.flatMap((kind) => kind.rules));
  return [...expected].filter((slug) => !known.has(slug)).sort();
}
