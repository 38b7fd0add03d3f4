import assert from 'node:assert/strict';
import { Ajv, type ValidateFunction } from 'ajv';
import baselineSchema from '../../../schemas/baseline.schema.json' with { type: 'json' };
import checkSchema from '../../../schemas/check.schema.json' with { type: 'json' };
import scenarioSchema from '../../../schemas/scenario.schema.json' with { type: 'json' };
import simulationSchema from '../../../schemas/simulation.schema.json' with { type: 'json' };
import comparisonSchema from '../../../schemas/simulation-comparison.schema.json' with { type: 'json' };
import locksSchema from '../../../schemas/simulation-locks.schema.json' with { type: 'json' };
import replaySchema from '../../../schemas/simulation-replay.schema.json' with { type: 'json' };
import surveySchema from '../../../schemas/simulation-survey.schema.json' with { type: 'json' };
import sweepSchema from '../../../schemas/simulation-sweep.schema.json' with { type: 'json' };
import systemCallSchema from '../../../schemas/system-call.schema.json' with { type: 'json' };
import type { Baseline } from '../../../server/cli/baseline.ts';
import type { CheckOutput } from '../../../server/cli/format/check-json.ts';
import type { ComparisonOutput } from '../../../server/cli/format/comparison-json.ts';
import type { LocksOutput } from '../../../server/cli/format/locks-json.ts';
import type { ReplayOutput } from '../../../server/cli/format/replay-json.ts';
import type { SurveyOutput } from '../../../server/cli/format/survey-json.ts';
import type { SweepOutput } from '../../../server/cli/format/sweep-json.ts';
import type { SimulationReport } from '../../../server/core/simulator/report.ts';
import type { SystemCallReport } from '../../../server/core/simulator/system-calls/report.ts';

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  keywords: ['enumDescriptions', 'patternErrorMessage'],
  schemas: [scenarioSchema],
});
const validateBaseline = ajv.compile(baselineSchema);
const validateCheck = ajv.compile(checkSchema);
const validateSimulation = ajv.compile(simulationSchema);
const validateComparison = ajv.compile(comparisonSchema);
const validateSweep = ajv.compile(sweepSchema);
const validateLocks = ajv.compile(locksSchema);
const validateReplay = ajv.compile(replaySchema);
const validateSurvey = ajv.compile(surveySchema);
const validateSystemCall = ajv.compile(systemCallSchema);

function parse(text: string, validate: ValidateFunction): unknown {
  const value: unknown = JSON.parse(text);
  assert.ok(validate(value), ajv.errorsText(validate.errors, { separator: '\n' }));
  return value;
}

/** Parses the JSON of `check`, after it was held against the published schema. */
export function parseCheck(text: string): CheckOutput {
  return parse(text, validateCheck) as CheckOutput;
}

/** Parses a baseline of `check`, likewise. */
export function parseBaseline(text: string): Baseline {
  return parse(text, validateBaseline) as Baseline;
}

/** Parses the JSON of `simulate`, likewise. */
export function parseSimulation(text: string): SimulationReport {
  return parse(text, validateSimulation) as SimulationReport;
}

/** Parses the JSON of `simulate --all`, likewise. */
export function parseSurvey(text: string): SurveyOutput {
  return parse(text, validateSurvey) as SurveyOutput;
}

/** Parses the JSON of `simulate --against`, likewise. */
export function parseComparison(text: string): ComparisonOutput {
  return parse(text, validateComparison) as ComparisonOutput;
}

/** Parses the JSON of `simulate --sweep`, likewise. */
export function parseSweep(text: string): SweepOutput {
  return parse(text, validateSweep) as SweepOutput;
}

/** Parses the JSON of `simulate --locks`, likewise. */
export function parseLocks(text: string): LocksOutput {
  return parse(text, validateLocks) as LocksOutput;
}

/** Parses the JSON of `simulate --replay`, likewise. */
export function parseReplay(text: string): ReplayOutput {
  return parse(text, validateReplay) as ReplayOutput;
}

/** Parses the JSON of `simulate` for a system call, likewise. */
export function parseSystemCall(text: string): SystemCallReport {
  return parse(text, validateSystemCall) as SystemCallReport;
}
