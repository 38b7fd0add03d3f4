import type { RuleDescription } from '../../core/rules/rule.ts';
import type { Terminal } from '../terminal.ts';
import { table } from './table.ts';

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

/** What `explain` says about one rule. */
export function ruleText(rule: RuleDescription, terminal: Terminal): string {
  const title = (text: string) => terminal.paint('bold', text);
  const blocks = [
    `${title(rule.slug)} (${rule.id}, ${rule.severity})\n${rule.summary}`,
    rule.why.trim(),
    `${title('Bad:')}\n${indented(rule.bad)}`,
    `${title('Good:')}\n${indented(rule.good)}`,
    `${title('Source:')} ${rule.source}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** All rules, a line each. */
export function ruleList(rules: readonly RuleDescription[]): string {
  const columns = [
    { title: 'rule', align: 'left' },
    { title: 'id', align: 'left' },
    { title: 'severity', align: 'left' },
    { title: 'summary', align: 'left' },
  ] as const;
  const rows = rules.map(({ slug, id, severity, summary }) => [slug, id, severity, summary]);
  return `${table(columns, rows).join('\n')}\n`;
}
