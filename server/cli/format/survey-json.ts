import type { Survey } from '../simulate-all.ts';

/** Published as schemas/simulation-survey.schema.json. */
export const surveySchema = 'urn:lazy-mmu-lens:simulation-survey:1';

export interface SurveyOutput extends Survey {
  readonly $schema: typeof surveySchema;
  readonly version: 1;
}

/** The table for programs, with every count. */
export function surveyJson(survey: Survey): string {
  const output: SurveyOutput = { $schema: surveySchema, version: 1, ...survey };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
