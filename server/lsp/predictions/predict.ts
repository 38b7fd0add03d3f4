import type { RunLimits } from '../../core/simulator/limits.ts';
import type { SimulationReport } from '../../core/simulator/report.ts';
import type { SourceFile } from '../../core/syntax/source-file.ts';
import type { Simulations } from '../../host/simulations.ts';
import type { WalkerDocument } from '../documents.ts';
import { planOf } from './plan.ts';
import { type Predicted, predictionOf } from './prediction.ts';
import { textKey } from './text-key.ts';

/** A prediction with what it rests on. */
export interface KeptPrediction {
  readonly predicted: Predicted;
  /** Functions of the walker's file that matter, and the key of its text with them. */
  readonly reached: ReadonlySet<string>;
  readonly key: string;
  /** Root of its tree, and other files there, by their paths. */
  readonly root: string | undefined;
  readonly read: ReadonlySet<string>;
  /** What the settings let a run use. */
  readonly limits: Partial<RunLimits>;
}

/** What is simulated, and how it is called off. */
export interface PredictionRun {
  readonly document: WalkerDocument;
  /** The document's newest text, parsed. */
  readonly file: SourceFile;
  readonly function: string;
  readonly limits: Partial<RunLimits>;
  /** What was predicted last, of another text. */
  readonly before?: KeptPrediction;
  readonly signal: AbortSignal;
}

/** Runs a walker in the background of all other simulations. Undefined when that was called off. */
export async function predict(
  simulations: Pick<Simulations, 'run'>,
  run: PredictionRun,
): Promise<KeptPrediction | undefined> {
  const { document, file, function: name, limits, before, signal } = run;
  if (before && isHalfTyped(file, before)) return { ...before, key: textKey(file, before.reached) };
  const walker = file.functions.find((each) => each.name === name);
  if (!walker) return refusal(run, `${file.path} has no function ${name}`);
  const [problem] = walker.problems;
  if (problem) return refusal(run, `line ${file.lines.lineOf(problem.start)} cannot be read: ${problem.reason}`);
  const plan = planOf(document, walker, limits);
  if ('refused' in plan) return refusal(run, plan.refused);
  const reports: SimulationReport[] = [];
  const read = new Set<string>();
  for (const job of plan) {
    const outcome = await simulations.run(job, { signal, isBackground: true, progress: () => {} });
    if (outcome.type === 'refused' || outcome.type === 'failed') return refusal(run, outcome.message, read);
    if (outcome.type !== 'report') return undefined;
    reports.push(outcome.report);
    for (const path of outcome.read) read.add(path);
  }
  const [failure] = reports.flatMap(({ failures }) => failures);
  if (reports.every(({ results }) => results.length === 0))
    return refusal(run, failure?.reason ?? 'no run has ended', read);
  const executed = reports.flatMap((report) => report.executed.filter((each) => each.file === file.path));
  const reached = failure ? allFunctions(file) : new Set([name, ...executed.map((each) => each.function)]);
  return {
    predicted: predictionOf(reports),
    reached,
    key: textKey(file, reached),
    root: document.place.in.root,
    read,
    limits,
  };
}

/** No prediction, until something changes in the walker's file or in one that was read. */
export function refusal(
  { document, file, limits }: Pick<PredictionRun, 'document' | 'file' | 'limits'>,
  reason: string,
  read: ReadonlySet<string> = new Set(),
): KeptPrediction {
  const reached = allFunctions(file);
  return {
    predicted: { refused: reason },
    reached,
    key: textKey(file, reached),
    root: document.place.in.root,
    read,
    limits,
  };
}

/** Someone is typing in a function that the walker reached when it could be run: its counts are the newest that there are. */
function isHalfTyped({ functions }: SourceFile, { predicted, reached }: KeptPrediction): boolean {
  return 'machines' in predicted && functions.some(({ name, problems }) => reached.has(name) && problems.length > 0);
}

function allFunctions({ functions }: SourceFile): ReadonlySet<string> {
  return new Set(functions.map(({ name }) => name));
}
