import { ruleBySlug } from './registry.ts';
import type { RuleFinding } from './rule.ts';

/** `lazy-mmu: allow(slug) reason` in a comment: the rules it names, and whether it gives a reason. */
interface Suppression {
  readonly slugs: readonly string[];
  readonly reason: string;
}

const comment = /(?:\/\*+|\/\/|\*)\s*lazy-mmu:\s*allow\(([^)]*)\)(.*)/;

/** The suppression on the line of an offset or on the line above it. */
function suppressionAt(text: string, offset: number): Suppression | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const above = start > 0 ? text.lastIndexOf('\n', start - 2) + 1 : 0;
  const end = text.indexOf('\n', offset);
  const lines = [text.slice(start, end === -1 ? undefined : end), text.slice(above, Math.max(start - 1, above))];
  for (const line of lines) {
    const found = comment.exec(line);
    if (found) return { slugs: found[1].split(',').map(nameOf), reason: found[2].replace(/\*\/.*$/, '').trim() };
  }
  return undefined;
}

function nameOf(written: string): string {
  const name = written.trim();
  return ruleBySlug(name)?.slug ?? name;
}

/**
 * A finding of a rule as comments let it stand: undefined when one allows it, and with a note when one tries to without
 * giving a reason.
 */
export function applySuppression(text: string, slug: string, finding: RuleFinding): RuleFinding | undefined {
  const suppression = suppressionAt(text, finding.range.start);
  if (!suppression?.slugs.includes(slug)) return finding;
  if (suppression.reason) return undefined;
  const note = { range: finding.range, message: `allow(${slug}) does not count here: it gives no reason` };
  return { ...finding, notes: [...(finding.notes ?? []), note] };
}

/** The comment that allows a rule, for an editor to insert on the line above. */
export function suppressionComment(slug: string, reason: string): string {
  return `/* lazy-mmu: allow(${slug}) ${reason} */`;
}
