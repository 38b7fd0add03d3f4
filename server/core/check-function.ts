import type { FileAnalysis, NotAnalysed } from './analysis.ts';
import type { Finding } from './finding.ts';
import { implementsApi } from './kernel/api.ts';
import { armedBefore } from './ranges/armed-before.ts';
import { plainCall, sectionsOf } from './regions/sections.ts';
import { notesWithHelpers } from './rules/helper-notes.ts';
import { rules } from './rules/registry.ts';
import { type Rule, type RuleContext, type SeverityChoices, severityOf } from './rules/rule.ts';
import type { FunctionEntry } from './syntax/source-file.ts';

/** Regions and findings of one function, with those that comments allow. A rule that fails is listed as not analysed; the others go on. */
export function checkFunction(
  entry: FunctionEntry,
  context: RuleContext,
  severities: SeverityChoices,
): Pick<FileAnalysis, 'functions' | 'notAnalysed'> {
  const { name, nameRange, start, end } = entry;
  const armed = armedBefore(context.regions);
  const calls = context.regions.calls.map((call) => {
    const ranges = armed.get(call.expression);
    return { ...plainCall(call), ...(ranges && { armed: ranges }) };
  });
  const shown = { name, nameRange, range: { start, end }, calls };
  if (implementsApi(name)) return { functions: [{ ...shown, sections: [], findings: [] }], notAnalysed: [] };

  const findings: Finding[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const rule of rules) {
    if (severityOf(rule, severities) === 'off') continue;
    try {
      findings.push(...findingsOf(rule, severities, context));
    } catch (error) {
      const reason = `the rule ${rule.slug} failed: ${error instanceof Error ? error.message : String(error)}`;
      notAnalysed.push({ function: name, range: nameRange, reason });
    }
  }
  findings.sort((a, b) => a.range.start - b.range.start);
  return { functions: [{ ...shown, sections: sectionsOf(context.regions), findings }], notAnalysed };
}

function findingsOf(rule: Rule, severities: SeverityChoices, context: RuleContext): readonly Finding[] {
  return rule.check(context).flatMap((found) => {
    const { range, message, severity: own, fixes = [] } = found;
    const severity = severityOf(rule, severities, own);
    if (severity === 'off') return [];
    const { name } = context.regions.definition;
    const notes = [...context.calledBack, ...notesWithHelpers(found, context)];
    return [{ rule: rule.slug, severity, message, range, function: name, notes, fixes }];
  });
}
