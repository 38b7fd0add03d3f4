import { dirname } from 'node:path';
import { variants } from '../core/simulator/scenario-input.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import {
  type ComparedSource,
  compareSources,
  differs,
  type SimulationComparison,
} from '../core/simulator/studies/comparison.ts';
import { GitFailure, openRevision, type Revision } from '../host/git/revision.ts';
import { revisionTree } from '../host/git/revision-tree.ts';
import { type RecordingTree, recordingTree } from '../host/recording-tree.ts';
import { emptyTree } from '../host/source-tree.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { comparisonJson } from './format/comparison-json.ts';
import { comparisonText } from './format/comparison-text.ts';
import { chooseMachines, chooseScenario, type SimulateOptions } from './simulate.ts';
import { openTarget, type SimulationTarget, splitTarget } from './simulation-target.ts';
import type { Terminal } from './terminal.ts';
import { nameOf } from './workspace.ts';

/** What `--against` means without a revision. */
const defaultRevision = 'HEAD';

/** The walker as it was in the revision, where the options say that it was. */
function sourceBefore(
  revision: Revision,
  { workspace, absolute, entry, environment }: SimulationTarget,
  asked: RecordingTree,
  options: SimulateOptions,
): ComparedSource {
  const tree = revisionTree(revision, asked);
  const here = nameOf({ ...workspace, base: revision.folder }, absolute);
  const { path, walker } =
    options.againstWalker === undefined ? { path: here, walker: entry.name } : splitTarget(options.againstWalker);
  const text = tree.read(path);
  if (text === undefined)
    throw new CannotRun(
      `${path}: not in ${revision.name}; if it had another name there, say --against-walker FILE:FUNCTION`,
    );
  return {
    label: revision.name,
    file: path,
    function: walker,
    environment: { parser: environment.parser, text, tree: workspace.inTree ? tree : emptyTree },
  };
}

async function compare(
  target: string,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<{ comparison: SimulationComparison; commit: string }> {
  const machines = chooseMachines(options.machine);
  const opened = await openTarget(target, options.tree);
  const { workspace, absolute, file, entry, environment } = opened;
  const folder = workspace.inTree ? workspace.base : dirname(absolute);
  const revision = openRevision(folder, typeof options.against === 'string' ? options.against : defaultRevision);
  const asked = recordingTree(environment.tree);
  const before = sourceBefore(revision, opened, asked, options);
  const comparison = compareSources(
    {
      machines,
      variants: options.compare ? variants : ['as-written'],
      scenario: chooseScenario(entry, options),
    },
    before,
    { label: 'working tree', file, function: entry.name, environment: { ...environment, tree: asked } },
    {
      progress: (_, message) => terminal.progress(`simulating ${entry.name}: ${message}`),
      clock: () => performance.now(),
    },
  );
  return { comparison, commit: revision.commit };
}

function exitCodeOf(comparison: SimulationComparison): ExitCode {
  if (comparison.failures.length > 0) return exitCodes.couldNotRun;
  return differs(comparison) ? exitCodes.findings : exitCodes.clean;
}

/**
 * Simulates a walker as it is and as it was in a revision, and prints what has changed. As with diff, the exit code is 0
 * when no count differs and 1 when one does; it is 2 when a run could not be finished.
 */
export async function simulateAgainst(target: string, options: SimulateOptions, terminal: Terminal): Promise<ExitCode> {
  try {
    const { comparison, commit } = await compare(target, options, terminal);
    terminal.progress(undefined);
    terminal.print(options.json ? comparisonJson(comparison, commit) : comparisonText(comparison, commit, terminal));
    for (const { side, machine, variant, reason, file, line } of comparison.failures)
      terminal.say(
        `lazy-mmu: ${comparison[side].label}: ${file}${line > 0 ? `:${line}` : ''}: ${machine}, ${variant}: ${reason}`,
      );
    return exitCodeOf(comparison);
  } catch (error) {
    if (error instanceof SimulationError || error instanceof GitFailure) throw new CannotRun(error.message);
    throw error;
  }
}
