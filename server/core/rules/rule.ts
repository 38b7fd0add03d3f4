import type { Fix, Note, Severity } from '../finding.ts';
import type { Dialect } from '../kernel/dialect.ts';
import type { FunctionRegions } from '../regions/function-regions.ts';
import type { CalleeSummaries } from '../summaries/callee-summaries.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Range } from '../text.ts';

/** A finding before severity, suppressions and the name of its function are added. */
export interface RuleFinding {
  readonly range: Range;
  readonly message: string;
  /** Where it weighs less than the rule's others; a severity that was chosen for the rule wins. */
  readonly severity?: Severity;
  readonly notes?: readonly Note[];
  readonly fixes?: readonly Fix[];
}

/** What a rule may look at: one function, its flow, and what is known of the tree. */
export interface RuleContext {
  readonly file: SourceFile;
  readonly regions: FunctionRegions;
  readonly dialect: Dialect;
  /** Name of the range-carrying enable in use. */
  readonly rangeName: string;
  /** The function enters or leaves the mode on behalf of others: its imbalance is its purpose. */
  readonly isHelper: boolean;
  /** The file defines hooks of the API: direct calls of hooks in it are the implementation. */
  readonly implementsHooks: boolean;
  /** How a section comes to call it back; empty for a function that is called in the usual way. */
  readonly calledBack: readonly Note[];
  /** What functions that it calls do. */
  readonly callees: CalleeSummaries;
}

/** What can be chosen for a rule. */
export const severityChoices = ['error', 'warning', 'information', 'hint', 'off'] as const satisfies readonly (
  | Severity
  | 'off'
)[];

/** By slug or id: the severity that replaces a rule's own. */
export type SeverityChoices = Readonly<Record<string, (typeof severityChoices)[number]>>;

/** What people are told about a rule. */
export interface RuleDescription {
  /** Never changes and is never given to another rule. */
  readonly id: `LM${number}`;
  readonly slug: string;
  readonly severity: Severity;
  /** One line, as in a list of rules. */
  readonly summary: string;
  /** What goes wrong, for whom: paragraphs of Markdown. */
  readonly why: string;
  /** Functions of our own in kernel style; the good one is free of findings of this rule. */
  readonly bad: string;
  readonly good: string;
  /** Kernel file with its version, or the mailing-list thread the rule comes from. */
  readonly source: string;
}

/** A rule that looks at one function at a time. */
export interface Rule extends RuleDescription {
  check(context: RuleContext): readonly RuleFinding[];
}

/** The severity of a rule's findings, or of one that has another by itself. */
export function severityOf(
  { slug, id, severity }: RuleDescription,
  choices: SeverityChoices,
  own: Severity = severity,
): SeverityChoices[string] {
  return choices[slug] ?? choices[id] ?? own;
}
