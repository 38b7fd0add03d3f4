import type { FileAnalysis, NotAnalysed } from './analysis.ts';
import type { Finding, Severity } from './finding.ts';
import { implementsApi } from './kernel/api.ts';
import { plainCall, sectionsOf } from './regions/sections.ts';
import { rules } from './rules/registry.ts';
import type { Rule, RuleContext } from './rules/rule.ts';
import { applySuppression } from './rules/suppressions.ts';
import type { FunctionEntry } from './syntax/source-file.ts';

/** Regions and findings of one function. A rule that fails is listed as not analysed; the others go on. */
export function checkFunction(
  entry: FunctionEntry,
  context: RuleContext,
  severities: Readonly<Record<string, Severity | 'off'>>,
): Pick<FileAnalysis, 'functions' | 'notAnalysed'> {
  const { name, nameRange, start, end } = entry;
  const shown = { name, nameRange, range: { start, end }, calls: context.regions.calls.map(plainCall) };
  if (implementsApi(name)) return { functions: [{ ...shown, sections: [], findings: [] }], notAnalysed: [] };

  const findings: Finding[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const rule of rules) {
    const severity = severities[rule.slug] ?? severities[rule.id] ?? rule.severity;
    if (severity === 'off') continue;
    try {
      findings.push(...findingsOf(rule, severity, context));
    } catch (error) {
      const reason = `the rule ${rule.slug} failed: ${error instanceof Error ? error.message : String(error)}`;
      notAnalysed.push({ function: name, range: nameRange, reason });
    }
  }
  findings.sort((a, b) => a.range.start - b.range.start);
  return { functions: [{ ...shown, sections: sectionsOf(context.regions), findings }], notAnalysed };
}

function findingsOf(rule: Rule, severity: Severity, context: RuleContext): readonly Finding[] {
  const { file, regions } = context;
  return rule.check(context).flatMap((found) => {
    const finding = applySuppression(file.text, rule.slug, found);
    if (!finding) return [];
    const { range, message, notes = [], fixes = [] } = finding;
    return { rule: rule.slug, severity, message, range, function: regions.definition.name, notes, fixes };
  });
}
