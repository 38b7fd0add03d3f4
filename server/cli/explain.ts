import { allRules, ruleBySlug } from '../core/analyse.ts';
import { suggestion } from '../core/simulator/simulation-error.ts';
import { CannotRun } from './exit.ts';
import { ruleList, ruleText } from './format/rule-text.ts';
import type { Terminal } from './terminal.ts';

/** Explains a rule, by slug or id; lists all of them when none is named. */
export function explain(name: string | undefined, terminal: Terminal): void {
  if (name === undefined) {
    terminal.print(ruleList(allRules));
    return;
  }
  const rule = ruleBySlug(name);
  if (!rule) {
    const slugs = allRules.map(({ slug }) => slug);
    throw new CannotRun(`there is no rule ${name}${suggestion(name, slugs) || `; the rules are ${slugs.join(', ')}`}`);
  }
  terminal.print(ruleText(rule, terminal));
}
