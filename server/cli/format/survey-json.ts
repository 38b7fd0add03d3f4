import type { TreeSurvey } from '../simulate-all.ts';

/** Published as schemas/simulation-survey.schema.json. */
export const surveySchema = 'urn:lazy-mmu-lens:simulation-survey:1';

export interface SurveyOutput {
  readonly $schema: typeof surveySchema;
  readonly version: 1;
  readonly trees: readonly TreeSurvey[];
}

/** The table for programs, with every count. */
export function surveyJson(trees: readonly TreeSurvey[]): string {
  const output: SurveyOutput = { $schema: surveySchema, version: 1, trees };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
